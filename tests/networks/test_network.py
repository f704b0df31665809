"""Training, freezing, optimisers, and the file of a network."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from symderiv.networks.errors import NetworkError
from symderiv.networks.layers import Convolution, Dense, Flatten, ReLU, ResidualBlock
from symderiv.networks.network import FORMAT, Network, accuracy, load, softmax_cross_entropy
from symderiv.networks.optimisers import SGD, AdamW, cosine

torch = pytest.importorskip("torch")


def network_of(seed: int, dtype: type = np.float64) -> Network:
    rng = np.random.default_rng(seed)
    return Network(
        [
            Convolution(1, 2, 3, stride=2, padding=1, rng=rng, dtype=dtype),
            ReLU(),
            ResidualBlock(2, 3, stride=2, rng=rng, dtype=dtype),
            Flatten(),
            Dense(12, 3, rng=rng, dtype=dtype),
        ],
        (1, 8, 8),
    )


def step(network: Network, optimiser: SGD | AdamW, x: np.ndarray, labels: np.ndarray) -> float:
    loss, gradient = softmax_cross_entropy(network.forward(x), labels)
    network.backward(gradient, to_input=False)
    optimiser.step(network)
    return loss


@pytest.mark.parametrize("which", ["sgd", "adam"])
def test_optimisers_follow_torch(which: str) -> None:
    rng = np.random.default_rng(0)
    network = Network([Dense(4, 3, rng=rng)], (4,))
    linear = torch.nn.Linear(4, 3).double()
    with torch.no_grad():
        linear.weight.copy_(torch.tensor(network.layers[0].parameters["weight"]))
        linear.bias.zero_()
    groups = [{"params": [linear.weight], "weight_decay": 0.1}, {"params": [linear.bias], "weight_decay": 0.0}]
    if which == "sgd":
        ours: SGD | AdamW = SGD(0.1, momentum=0.9, decay=0.1)
        theirs = torch.optim.SGD(groups, lr=0.1, momentum=0.9)
    else:
        ours, theirs = AdamW(0.1, decay=0.1), torch.optim.AdamW(groups, lr=0.1)
    x, labels = rng.normal(size=(5, 4)), rng.integers(0, 3, 5)
    for _ in range(7):
        step(network, ours, x, labels)
        theirs.zero_grad()
        torch.nn.functional.cross_entropy(linear(torch.tensor(x)), torch.tensor(labels)).backward()
        theirs.step()
    for key, parameter in (("weight", linear.weight), ("bias", linear.bias)):
        np.testing.assert_allclose(network.layers[0].parameters[key], parameter.detach().numpy(), rtol=1e-7)


def test_frozen_layers_stay_and_the_rest_learns() -> None:
    rng = np.random.default_rng(1)
    network = network_of(1)
    for layer in network.layers[:-1]:
        layer.freeze()
    x, labels = rng.normal(size=(12, 1, 8, 8)), rng.integers(0, 3, 12)
    before = {name: leaf.parameters[key].copy() for name, leaf, key in network.named()}
    optimiser = AdamW(0.05)
    losses = [step(network, optimiser, x, labels) for _ in range(200)]
    assert losses[-1] < 0.3 * losses[0]
    for name, leaf, key in network.named():
        assert np.array_equal(before[name], leaf.parameters[key]) == (not name.startswith("4."))
        assert ("weight" in leaf.gradients) == name.startswith("4.")


def test_short_sweep_gives_the_same_gradients() -> None:
    rng = np.random.default_rng(2)
    network = network_of(2)
    network.layers[0].freeze()
    x = rng.normal(size=(4, 1, 8, 8))
    _, gradient = softmax_cross_entropy(network.forward(x), np.array([0, 1, 2, 0]))
    assert network.backward(gradient, to_input=False) is None
    short = {name: leaf.gradients[key].copy() for name, leaf, key in network.named() if key in leaf.gradients}
    assert network.backward(gradient) is not None
    for name, leaf, key in network.named():
        if not name.startswith("0."):
            assert np.array_equal(short[name], leaf.gradients[key])


def test_a_small_network_fits_its_data() -> None:
    rng = np.random.default_rng(3)
    network = network_of(3, np.float32)
    x, labels = rng.normal(size=(20, 1, 8, 8)).astype(np.float32), rng.integers(0, 3, 20)
    optimiser = SGD(0.05, momentum=0.9)
    for _ in range(150):
        step(network, optimiser, x, labels)
    assert accuracy(network.predict(x, batch=7), labels) == 1.0


def test_copy_is_independent() -> None:
    network = network_of(4)
    network.layers[0].freeze()
    other = network.copy()
    other.layers[4].parameters["weight"] += 1
    assert other.layers[0].frozen
    assert not np.array_equal(other.layers[4].parameters["weight"], network.layers[4].parameters["weight"])


def test_cosine_schedule() -> None:
    assert cosine(0, 10, 4) == pytest.approx(0.2)
    assert cosine(4, 10, 4) == 1.0
    assert cosine(10, 10, 4) == pytest.approx(0.0)


@pytest.mark.parametrize("call", [lambda: SGD(0.0), lambda: AdamW(-1.0), lambda: AdamW(0.1, decay=-1.0)])
def test_wrong_rates_are_errors(call) -> None:  # noqa: ANN001
    with pytest.raises(NetworkError, match="rate"):
        call()


def test_save_and_load(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    for dtype in (np.float64, np.float32):
        network = network_of(5, dtype)
        path = tmp_path / f"{np.dtype(dtype)}.npz"
        network.save(path)
        network.save(path)
        back = load(path)
        x = rng.normal(size=(3, 1, 8, 8)).astype(dtype)
        assert np.array_equal(network.forward(x), back.forward(x))
        assert back.forward(x).dtype == dtype
        assert back.describe() == network.describe()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["float32.npz", "float64.npz"]


def foreign_files(folder: Path) -> list[Path]:
    paths = [folder / name for name in ("text.npz", "empty.npz", "array.npz", "npy.npz", "other.npz", "pickle.npz")]
    paths[0].write_text("my thesis")
    paths[1].write_bytes(b"")
    np.savez(paths[2], x=np.ones(3))
    with paths[3].open("wb") as file:
        np.save(file, np.ones(3))
    np.savez(paths[4], format="somebody else's format 3", x=np.ones(3))
    np.savez(paths[5], format=np.array([{"a": 1}], dtype=object))
    return paths


def test_a_file_that_is_not_ours_is_refused_and_kept(tmp_path: Path) -> None:
    for path in foreign_files(tmp_path):
        before = path.read_bytes()
        with pytest.raises(NetworkError, match=path.name):
            load(path)
        with pytest.raises(NetworkError, match=path.name):
            network_of(0).save(path)
        assert path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 6
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nothing.npz")


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "network.npz"
    network_of(6).save(path)
    with np.load(path) as archive:
        whole = dict(archive)
    assert str(whole["format"]) == FORMAT
    changes = {
        "missing": {k: v for k, v in whole.items() if k != "4.bias"},
        "shape": whole | {"4.bias": np.zeros(4)},
        "float32": whole | {"4.bias": np.zeros(3, np.float32)},
        "architecture": whole | {"architecture": np.array("{not json")},
        "unknown": whole | {"architecture": np.array('{"layers": [{"kind": "x"}], "input_shape": [1]}')},
    }
    for message, arrays in changes.items():
        np.savez(path, **arrays)
        with pytest.raises(NetworkError, match=message):
            load(path)
    np.savez(path, **whole)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(NetworkError, match="not a saved network"):
        load(path)


@pytest.mark.parametrize(
    "architecture", ["[" * 100_000, "{}", "null", "5", '{"layers": 5, "input_shape": [1]}', "\x00"]
)
def test_a_foreign_architecture_is_an_error(architecture: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "net.npz", format=FORMAT, architecture=architecture)
    with pytest.raises(NetworkError):
        load(tmp_path / "net.npz")


def test_an_archive_of_other_things_is_an_error(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "net.npz", "w") as archive:
        archive.writestr("format", b"no array")
    with pytest.raises(NetworkError, match="not a saved network"):
        load(tmp_path / "net.npz")


@pytest.mark.parametrize("dtype", [int, complex, str])
def test_parameters_that_are_no_floating_numbers_are_refused(dtype: type, tmp_path: Path) -> None:
    network_of(0).save(tmp_path / "net.npz")
    with np.load(tmp_path / "net.npz") as archive:
        arrays = {name: archive[name] for name in archive.files}
    changed = {k: v if k in ("format", "architecture") else v.astype(dtype) for k, v in arrays.items()}
    np.savez(tmp_path / "other.npz", **changed)
    with pytest.raises(NetworkError, match="parameters of type"):
        load(tmp_path / "other.npz")


def test_what_a_beginner_gives_is_taken_or_named(tmp_path: Path) -> None:
    network, x = network_of(0), np.random.default_rng(1).standard_normal((2, 1, 8, 8))
    assert network.predict(x[:0]).shape == (0, 3)
    assert accuracy(network.forward(x), [0, 0]) == accuracy(network.forward(x), np.array([0, 0]))  # type: ignore[arg-type]
    _, gradient = softmax_cross_entropy(network.forward(x), [0, 2])  # type: ignore[arg-type]
    wrong = [
        (lambda: network.forward(x.tolist()), "images as list"),
        (lambda: network.predict(x, batch=0), "pieces of 0 images"),
        (lambda: network.backward(gradient[:1]), "a gradient of shape"),
        (lambda: accuracy(gradient[:0], np.zeros(0, int)), "no images"),
        (lambda: Network([ReLU(), 3], (1, 8, 8)), "layer 1: 3 is no layer"),  # type: ignore[list-item]
        (lambda: Network([], (1, 0)), "input shape"),
        (lambda: Network([], 3), "input shape"),  # type: ignore[arg-type]
        (lambda: network.save(tmp_path / "nowhere" / "net.npz"), "cannot be written"),
    ]
    for call, message in wrong:
        with pytest.raises(NetworkError, match=message):
            call()
