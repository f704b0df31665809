"""Layers against torch and against finite differences, in float64."""

from __future__ import annotations

import numpy as np
import pytest

from symderiv.networks.correlation import (
    convolution,
    cross_correlation,
    cross_correlation_input_gradient,
    cross_correlation_weight_gradient,
    rotate_kernel,
)
from symderiv.networks.errors import NetworkError
from symderiv.networks.layers import (
    AveragePool,
    Convolution,
    Dense,
    Flatten,
    GlobalAveragePool,
    Layer,
    MaxPool,
    ReLU,
    ResidualBlock,
    layer_from,
)
from symderiv.networks.network import Network, accuracy, softmax_cross_entropy

torch = pytest.importorskip("torch")


def relative(a: np.ndarray, b: np.ndarray) -> float:
    assert a.shape == b.shape
    return float(np.linalg.norm(a - b) / max(1e-300, np.linalg.norm(b)))


def random_case(rng: np.random.Generator) -> dict:
    kernel = tuple(int(k) for k in rng.integers(1, 5, 2))
    dilation = tuple(int(d) for d in rng.integers(1, 3, 2))
    padding = tuple(int(p) for p in rng.integers(0, 4, 2))
    stride = tuple(int(s) for s in rng.integers(1, 4, 2))
    least = [max(1, d * (k - 1) + 1 - 2 * p) for k, d, p in zip(kernel, dilation, padding, strict=True)]
    image = tuple(int(rng.integers(size, size + 7)) for size in least)
    return {"image": image, "kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}


@pytest.mark.parametrize("seed", range(60))
def test_cross_correlation_and_gradients_against_torch(seed: int) -> None:
    rng = np.random.default_rng(seed)
    case = random_case(rng)
    image, kernel = case.pop("image"), case.pop("kernel")
    n, c, o = (int(v) for v in rng.integers(1, 5, 3))
    x, w, b = rng.normal(size=(n, c, *image)), rng.normal(size=(o, c, *kernel)), rng.normal(size=o)
    tx, tw, tb = (torch.tensor(v, requires_grad=True) for v in (x, w, b))
    ty = torch.nn.functional.conv2d(tx, tw, tb, **case)
    y = cross_correlation(x, w, bias=b, **case)
    assert relative(y, ty.detach().numpy()) < 1e-12
    g = rng.normal(size=y.shape)
    ty.backward(torch.tensor(g))
    assert relative(cross_correlation_weight_gradient(g, x, kernel, **case), tw.grad.numpy()) < 1e-12
    assert relative(cross_correlation_input_gradient(g, w, image, **case), tx.grad.numpy()) < 1e-12
    assert relative(convolution(x, rotate_kernel(w), **case), cross_correlation(x, w, **case)) < 1e-14


def test_cross_correlation_by_the_definition() -> None:
    rng = np.random.default_rng(1)
    x, w = rng.normal(size=(2, 3, 5, 4)), rng.normal(size=(2, 3, 3, 2))
    y = cross_correlation(x, w, stride=2, padding=1, dilation=1)
    for n, o, i, j in np.ndindex(*y.shape):
        total = 0.0
        for c, p, q in np.ndindex(3, 3, 2):
            u, v = 2 * i + p - 1, 2 * j + q - 1
            if 0 <= u < 5 and 0 <= v < 4:
                total += w[o, c, p, q] * x[n, c, u, v]
        assert abs(y[n, o, i, j] - total) < 1e-12


def test_input_gradient_is_correlation_with_turned_exchanged_kernel() -> None:
    rng = np.random.default_rng(2)
    g, w = rng.normal(size=(2, 4, 6, 6)), rng.normal(size=(4, 3, 3, 3))
    turned = np.ascontiguousarray(rotate_kernel(w).transpose(1, 0, 2, 3))
    ours = cross_correlation_input_gradient(g, w, (6, 6), padding=1)
    assert relative(ours, cross_correlation(g, turned, padding=1)) < 1e-14


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (MaxPool(3, stride=2, padding=1), torch.nn.MaxPool2d(3, 2, 1)),
        (MaxPool((2, 3)), torch.nn.MaxPool2d((2, 3))),
        (AveragePool(3, stride=2, padding=1), torch.nn.AvgPool2d(3, 2, 1)),
        (AveragePool(2, stride=1), torch.nn.AvgPool2d(2, 1)),
        (GlobalAveragePool(), torch.nn.Sequential(torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten())),
        (ReLU(), torch.nn.ReLU()),
    ],
)
def test_layers_without_parameters_against_torch(ours: Layer, theirs: torch.nn.Module) -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(3, 2, 7, 8)) - 3.0
    tx = torch.tensor(x, requires_grad=True)
    ty = theirs(tx)
    y = ours.forward(x)
    assert relative(y, ty.detach().numpy()) < 1e-12
    assert y.shape[1:] == ours.output_shape(x.shape[1:])
    g = rng.normal(size=y.shape)
    ty.backward(torch.tensor(g))
    assert relative(ours.backward(g), tx.grad.numpy()) < 1e-12


@pytest.mark.parametrize("seed", range(12))
def test_residual_block_against_torch(seed: int) -> None:
    rng = np.random.default_rng(seed)
    out, stride, kernel = [(3, 1, 3), (3, 1, 5), (4, 1, 3), (3, 2, 3), (5, 2, 1), (3, 1, 1)][seed % 6]
    dilation = 1 + seed // 6
    block = ResidualBlock(3, out, middle=4, kernel=kernel, stride=stride, dilation=dilation, rng=rng)
    x = rng.normal(size=(2, 3, 8, 7))
    tx = torch.tensor(x, requires_grad=True)
    pad = dilation * (kernel - 1) // 2
    weights = {
        name: torch.tensor(leaf.parameters["weight"], requires_grad=True) for name, leaf in block.children().items()
    }
    conv2d = torch.nn.functional.conv2d
    h = torch.relu(conv2d(tx, weights["conv1"], stride=stride, padding=pad, dilation=dilation))
    h = conv2d(h, weights["conv2"], padding=pad, dilation=dilation)
    ty = torch.relu(h + (conv2d(tx, weights["projection"], stride=stride) if "projection" in weights else tx))
    y = block.forward(x)
    assert relative(y, ty.detach().numpy()) < 1e-12
    g = rng.normal(size=y.shape)
    ty.backward(torch.tensor(g))
    assert relative(block.backward(g), tx.grad.numpy()) < 1e-12
    for name, leaf in block.children().items():
        assert relative(leaf.gradients["weight"], weights[name].grad.numpy()) < 1e-12


def small_network(rng: np.random.Generator) -> Network:
    return Network(
        [
            Convolution(1, 3, 3, stride=2, padding="same", rng=rng),
            ReLU(),
            ResidualBlock(3, 4, stride=2, rng=rng),
            MaxPool(2, stride=1),
            Flatten(),
            Dense(4 * 2 * 2, 5, rng=rng),
            ReLU(),
            Dense(5, 4, rng=rng),
        ],
        (1, 10, 10),
    )


def test_whole_network_against_finite_differences() -> None:
    rng = np.random.default_rng(4)
    network = small_network(rng)
    x, labels = rng.normal(size=(3, 1, 10, 10)), np.array([0, 3, 1])
    _, gradient = softmax_cross_entropy(network.forward(x), labels)
    for_input = network.backward(gradient)
    assert for_input is not None
    places = [(leaf.parameters[key], leaf.gradients[key]) for _, leaf, key in network.named()]
    for array, by_hand in [*places, (x, for_input)]:
        direction = rng.normal(size=array.shape)
        start = array.copy()
        losses = []
        for e in (1e-6, -1e-6):
            array[...] = start + e * direction
            losses.append(softmax_cross_entropy(network.forward(x), labels)[0])
        array[...] = start
        slope = (losses[0] - losses[1]) / 2e-6
        assert slope == pytest.approx(float((by_hand * direction).sum()), rel=2e-6, abs=1e-9)


def test_softmax_cross_entropy_against_torch_and_large_logits() -> None:
    rng = np.random.default_rng(5)
    z, labels = rng.normal(size=(6, 5)) * 3, rng.integers(0, 5, 6)
    tz = torch.tensor(z, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(tz, torch.tensor(labels))
    loss.backward()
    ours, gradient = softmax_cross_entropy(z, labels)
    assert ours == pytest.approx(loss.item(), rel=1e-13)
    assert relative(gradient, tz.grad.numpy()) < 1e-12
    assert softmax_cross_entropy(np.array([[1e4, 0.0]]), np.array([1]))[0] == pytest.approx(1e4)


def test_float32_stays_float32() -> None:
    rng = np.random.default_rng(6)
    layers = [
        Convolution(1, 2, 3, padding=1, rng=rng, dtype=np.float32),
        ReLU(),
        MaxPool(3, stride=2, padding=1),
        AveragePool(2),
        Flatten(),
        Dense(8, 3, rng=rng, dtype=np.float32),
    ]
    network = Network(layers, (1, 8, 8))
    _, gradient = softmax_cross_entropy(network.forward(np.ones((2, 1, 8, 8), np.float32)), np.array([0, 1]))
    back = network.backward(gradient)
    assert back is not None
    assert back.dtype == np.float32
    assert all(leaf.gradients[key].dtype == np.float32 for _, leaf, key in network.named())


def test_kink_of_relu_has_derivative_zero() -> None:
    relu = ReLU()
    relu.forward(np.array([[0.0, -0.0, 1.0]]))
    assert relu.backward(np.ones((1, 3))).tolist() == [[0.0, 0.0, 1.0]]


@pytest.mark.parametrize(
    ("message", "call"),
    [
        ("even kernel", lambda r: Convolution(1, 1, 4, padding="same", rng=r)),
        ("steps past", lambda r: Network([Convolution(1, 1, 3, stride=9, rng=r)], (1, 8, 8))),
        ("does not fit into", lambda r: Network([Convolution(1, 1, 5, rng=r)], (1, 4, 4))),
        ("stride 0", lambda r: Convolution(1, 1, 3, stride=0, rng=r)),
        ("stride 1.5", lambda r: Convolution(1, 1, 3, stride=1.5, rng=r)),  # type: ignore[arg-type]
        ("channels_in 0", lambda r: Convolution(0, 1, 3, rng=r)),
        ("size_out 0", lambda r: Dense(3, 0, rng=r)),
        ("steps past", lambda r: Network([MaxPool(2, stride=7)], (1, 4, 4))),
        ("no images", lambda r: softmax_cross_entropy(np.zeros((0, 3)), np.zeros(0, int))),
        ("label 5", lambda r: accuracy(np.zeros((2, 3)), np.array([0, 5]))),
        ("padding 'full'", lambda r: Convolution(1, 1, 3, padding="full", rng=r)),
        ("layer 1", lambda r: Network([Convolution(1, 2, 3, rng=r), Convolution(3, 1, 3, rng=r)], (1, 8, 8))),
        ("shape", lambda r: Network([Dense(4, 2, rng=r)], (1, 8, 8))),
        ("channels", lambda r: cross_correlation(np.ones((1, 2, 4, 4)), np.ones((1, 3, 3, 3)))),
        ("type int64", lambda r: cross_correlation(np.ones((1, 1, 4, 4), int), np.ones((1, 1, 3, 3)))),
        ("float32", lambda r: cross_correlation(np.ones((1, 1, 4, 4), np.float32), np.ones((1, 1, 3, 3)))),
        ("bias", lambda r: cross_correlation(np.ones((1, 1, 4, 4)), np.ones((1, 1, 3, 3)), bias=np.ones(2))),
        (
            "gradient has shape",
            lambda r: cross_correlation_input_gradient(np.ones((1, 1, 4, 4)), np.ones((1, 1, 3, 3)), (4, 4)),
        ),
        ("backward before forward", lambda r: ReLU().backward(np.ones((1, 2)))),
        ("images of shape", lambda r: small_network(r).forward(np.ones((2, 1, 9, 9)))),
        ("padding 2 for a window", lambda r: MaxPool(2, padding=2)),
        ("unknown", lambda r: layer_from({"kind": "attention"}, r, float)),
        ("options do not fit", lambda r: layer_from({"kind": "relu", "slope": 1}, r, float)),
    ],
)
def test_wrong_use_is_a_clear_error(message: str, call) -> None:  # noqa: ANN001
    with pytest.raises(NetworkError, match=message):
        call(np.random.default_rng(0))


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.array([0, 4, 1]), r"label 4 .*labels\[1\].*0\.\.3"),
        (np.array([0, -1, 1]), "label -1"),
        (np.array([0, 1]), "2 labels for 3"),
        (np.array([0.0, 1.0, 2.0]), "float64"),
    ],
)
def test_wrong_labels_are_a_clear_error(labels: np.ndarray, message: str) -> None:
    with pytest.raises(NetworkError, match=message):
        softmax_cross_entropy(np.zeros((3, 4)), labels)
