"""What a kernel may cost: no array over more indices than the work has, products of many factors in a good order."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from symderiv.documents.walk.document import read
from symderiv.kernels import module_text, runtime

Tensors = dict[str, torch.Tensor]

POOL = r"""
$x \in \mathbb{R}^{N \times 2H \times 2W}$ and $y \in \mathbb{R}^{N \times H \times W}$.

$$ y_{nij} = \max(\max(x_{n,2i,2j}, x_{n,2i,2j+1}), \max(x_{n,2i+1,2j}, x_{n,2i+1,2j+1})) $$
"""
CAUSAL = r"""
$q, k \in \mathbb{R}^{T \times d}$, $v \in \mathbb{R}^{T \times m}$, $a \in \mathbb{R}^{T \times T}$.
Indices start at 1.

$$ a_{ts} = \frac{[s \le t] \exp(\sum_e q_{te} k_{se})}{\sum_{r=1}^{t} \exp(\sum_e q_{te} k_{re})}, \qquad
   y_{tj} = \sum_s a_{ts} v_{sj} $$
"""
TRAIN = r"""
$A \in \mathbb{R}^{I \times U \times P}$, $B \in \mathbb{R}^{P \times J \times V \times Q}$,
$C \in \mathbb{R}^{Q \times K \times S}$ and $x \in \mathbb{R}^{N \times U \times V \times S}$.

$$ y_{nijk} = \sum_{u,v,s,p,q} A_{iup} B_{pjvq} C_{qks} x_{nuvs} $$
"""


UPSAMPLED = r"""
$x \in \mathbb{R}^{N \times T}$ and $y \in \mathbb{R}^{N \times 2T}$.

$$ y_{ni} = \sum_{j=0}^{T-1} (\delta_{i,2j} + 3 \delta_{i,2j+1}) x_{nj} $$
"""
BALANCED = r"""
$C, D \in \mathbb{R}^{N \times K}$.

$$ M_{ij} = e^{C_{ij}}, \quad R_{ij} = \frac{M_{ij}}{\sum_{k} M_{ik}}, \quad S_{ij} = \frac{R_{ij}}{\sum_{k} R_{kj}} $$

$$ y_{ij} = S_{ij} D_{ij} $$
"""


def _pool(t: Tensors) -> torch.Tensor:
    return torch.nn.functional.max_pool2d(t["x"][:, None], 2)[:, 0]


def _causal(t: Tensors) -> torch.Tensor:
    hidden = torch.triu(torch.ones(len(t["q"]), len(t["q"])), 1) > 0
    return torch.softmax((t["q"] @ t["k"].T).masked_fill(hidden, -torch.inf), 1) @ t["v"]


def _train(t: Tensors) -> torch.Tensor:
    return torch.einsum("iup,pjvq,qks,nuvs->nijk", t["A"], t["B"], t["C"], t["x"])


def _upsampled(t: Tensors) -> torch.Tensor:
    return (t["x"][:, :, None] * torch.tensor([1.0, 3.0])).flatten(1)


def _balanced(t: Tensors) -> torch.Tensor:
    rows = torch.softmax(t["C"], 1)
    return rows / rows.sum(0, keepdim=True) * t["D"]


@pytest.mark.parametrize(
    ("text", "shapes", "forward"),
    [
        (UPSAMPLED, {"x": (2, 1000), "grad_y": (2, 2000)}, _upsampled),
        (BALANCED, {"C": (160, 80), "D": (160, 80), "grad_y": (160, 80)}, _balanced),
        (POOL, {"x": (8, 64, 64), "grad_y": (8, 32, 32)}, _pool),
        (CAUSAL, {"q": (160, 8), "k": (160, 8), "v": (160, 8), "grad_y": (160, 8)}, _causal),
        (
            TRAIN,
            {"A": (8, 8, 4), "B": (4, 8, 8, 4), "C": (4, 8, 8), "x": (16, 8, 8, 8), "grad_y": (16, 8, 8, 8)},
            _train,
        ),
    ],
    ids=["upsampled", "balanced", "pool", "causal", "train"],
)
def test_no_array_over_all_indices(
    text: str, shapes: dict[str, tuple[int, ...]], forward: Callable[[Tensors], torch.Tensor]
) -> None:
    document = read(text, "note.md")
    assert not [e.error for e in document.equations if e.error]
    names = [n for n in shapes if n != "grad_y"]
    space: dict[str, Any] = {"__name__": "kernel"}
    exec(compile(module_text(document.theory, names, ["y"]), "<kernel>", "exec", dont_inherit=True), space)
    rng = np.random.default_rng(0)
    arrays = {n: rng.standard_normal(s) for n, s in shapes.items()}
    tracemalloc.start()
    result = space["run"](**arrays)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    largest = max(a.nbytes for a in (*arrays.values(), *result.values()))
    assert peak < 30 * max(largest, 160 * 160 * 8)
    tensors = {n: torch.tensor(a, requires_grad=True) for n, a in arrays.items()}
    forward(tensors).backward(torch.tensor(arrays["grad_y"]))
    np.testing.assert_allclose(result["y"], forward(tensors).detach().numpy(), rtol=1e-9, atol=1e-9)
    for n in names:
        assert tensors[n].grad is not None
        np.testing.assert_allclose(result[f"grad_{n}"], tensors[n].grad.numpy(), rtol=1e-8, atol=1e-8)
    space["test_gradients"]()


@pytest.mark.parametrize("layers", [3, 150])
def test_a_deep_network_costs_the_same_for_each_layer(layers: int) -> None:
    """No layer takes a frame of Python's stack that the next one would miss, and the text grows with their number."""
    steps = range(1, layers + 1)
    text = r"$h^{(0)} \in \mathbb{R}^{N \times D}$"
    text += "".join(rf", $W^{{({k})}} \in \mathbb{{R}}^{{D \times D}}$" for k in steps) + ".\n\n"
    text += "\n\n".join(rf"$$ h^{{({k})}} = \tanh(h^{{({k - 1})}} W^{{({k})}}) $$" for k in steps)
    theory = read(text, "deep.md").theory
    source = module_text(theory, [f"W^{{({k})}}" for k in steps])
    assert len(source) < 12000 + 1200 * layers
    space: dict[str, Any] = {"__name__": "kernel"}
    exec(compile(source, "<kernel>", "exec", dont_inherit=True), space)
    if layers < 10:
        space["test_gradients"]()


def test_many_factors_are_multiplied_in_pairs() -> None:
    """Where no pair fits into the largest factor, NumPy's own choice would be one loop over all indices."""
    text = module_text(read(TRAIN, "note.md").theory, ["A", "x"], ["y"])
    products = [line for line in text.splitlines() if "np.einsum" in line and line.count(",") > 4]
    assert products
    assert all("greedy" in line for line in products)


LAYERS = {
    "one channel": (
        r"$x \in \mathbb{R}^{N \times H \times W}$, $w \in \mathbb{R}^{M \times K \times K}$, "
        r"$y \in \mathbb{R}^{N \times M \times (H-K+1) \times (W-K+1)}$."
        "\n\n"
        r"$$ y_{nmij} = \sum_{p,q} w_{mpq} x_{n,i+p,j+q} $$",
        {"x": (3, 6, 5), "w": (4, 3, 3)},
        lambda t: torch.nn.functional.conv2d(t["x"][:, None], t["w"][:, None]),
    ),
    "one image": (
        r"$x \in \mathbb{R}^{C \times H \times W}$, $w \in \mathbb{R}^{M \times C \times K \times K}$, $K = 2P+1$, "
        r"$y \in \mathbb{R}^{M \times H \times W}$."
        "\n\n"
        r"$$ y_{mij} = \sum_{c,p,q} w_{mcpq} x_{c,i+p-P,j+q-P} $$",
        {"x": (3, 6, 5), "w": (4, 3, 3, 3)},
        lambda t: torch.nn.functional.conv2d(t["x"][None], t["w"], padding=1)[0],
    ),
    "one filter": (
        r"$x \in \mathbb{R}^{C \times H \times W}$, $w \in \mathbb{R}^{C \times K \times K}$, "
        r"$y \in \mathbb{R}^{(H-K+1) \times (W-K+1)}$."
        "\n\n"
        r"$$ y_{ij} = \sum_{c,p,q} w_{cpq} x_{c,i+p,j+q} $$",
        {"x": (3, 6, 5), "w": (3, 2, 2)},
        lambda t: torch.nn.functional.conv2d(t["x"][None], t["w"][None])[0, 0],
    ),
    "a line": (
        r"$x \in \mathbb{R}^{N \times C \times T}$, $w \in \mathbb{R}^{M \times C \times K}$, "
        r"$y \in \mathbb{R}^{N \times M \times T}$."
        "\n\n"
        r"$$ y_{nmt} = \sum_{c=0}^{C-1} \sum_{k=0}^{K-1} w_{mck} x_{n,c,t-2k} $$",
        {"x": (2, 3, 9), "w": (4, 3, 3)},
        lambda t: torch.nn.functional.conv1d(torch.nn.functional.pad(t["x"], (4, 0)), t["w"].flip(2), dilation=2),
    ),
    "a plain line": (
        r"$x \in \mathbb{R}^{T}$, $w \in \mathbb{R}^{K}$, $y \in \mathbb{R}^{T-K+1}$."
        "\n\n"
        r"$$ y_{t} = \sum_{k=0}^{K-1} w_{k} x_{t+k} $$",
        {"x": (9,), "w": (3,)},
        lambda t: torch.nn.functional.conv1d(t["x"][None, None], t["w"][None, None])[0, 0],
    ),
}


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_convolutions_with_missing_axes_are_matrix_products(name: str, dtype: type) -> None:
    text, shapes, forward = LAYERS[name]
    module = module_text(read(text, "note.md").theory, ["x", "w"], ["y"])
    run = module[module.index("def run(") : module.index("def _forward(")]
    assert run.count("correlate(") + run.count("correlate_lags(") == 3
    assert "window(" not in run
    space: dict[str, Any] = {"__name__": "kernel"}
    exec(compile(module, "<kernel>", "exec", dont_inherit=True), space)
    rng = np.random.default_rng(0)
    arrays = {n: rng.standard_normal(s).astype(dtype) for n, s in shapes.items()}
    tensors = {n: torch.tensor(a, requires_grad=True) for n, a in arrays.items()}
    y = forward(tensors)
    upstream = rng.standard_normal(tuple(y.shape)).astype(dtype)
    y.backward(torch.tensor(upstream))
    result = space["run"](**arrays, grad_y=upstream)
    tolerance = 1e-4 if dtype is np.float32 else 1e-11
    np.testing.assert_allclose(result["y"], y.detach().numpy(), rtol=tolerance, atol=tolerance)
    for n, tensor in tensors.items():
        assert tensor.grad is not None
        assert result[f"grad_{n}"].dtype == dtype
        np.testing.assert_allclose(result[f"grad_{n}"], tensor.grad.numpy(), rtol=tolerance, atol=tolerance)
    space["test_gradients"]()


@pytest.mark.parametrize("tap", [(1, 1), (2, 1), (-1, -2)])
@pytest.mark.parametrize("step", [(1, 1), (2, 3)])
def test_tap_by_tap_is_the_same(step: tuple[int, int], tap: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((2, 3, 6, 5)), rng.standard_normal((4, 3, 2, 3))
    starts = (-1 if tap[0] > 0 else 1, -1 if tap[1] > 0 else 3)
    y = runtime.correlate(x, w, (4, 3), starts, step, tap)
    np.testing.assert_allclose(runtime.correlate_strictly(x, w, (4, 3), starts, step, tap), y, atol=1e-12)
    lags = runtime.correlate_lags(y, x, (2, 3), starts, step, tap)
    np.testing.assert_allclose(runtime.correlate_lags_strictly(y, x, (2, 3), starts, step, tap), lags, atol=1e-12)


def test_an_infinite_entry_meets_no_zero_from_outside() -> None:
    """The slope of a logarithm at 0 is infinite: where its pixel lies outside, it counts nothing."""
    text = r"""
    $x, a, y, z \in \mathbb{R}^{H \times W}$, $w \in \mathbb{R}^{3 \times 3}$, counted from 0.

    $$ y_{ij} = a_{ij} + \sum_{p=0}^{2} \sum_{q=0}^{2} w_{pq} x_{i+p-1,j+q-1}, \qquad z_{ij} = \log y_{ij} $$
    """
    space: dict[str, Any] = {"__name__": "kernel"}
    exec(compile(module_text(read(text, "note.md").theory, ["w"]), "<kernel>", "exec", dont_inherit=True), space)
    a = np.ones((4, 5))
    a[0, 0] = 0.0
    arrays = {"x": np.ones((4, 5)), "a": a, "w": np.zeros((3, 3)), "grad_z": np.ones((4, 5))}
    slopes = space["run"](**arrays)["grad_w"]
    assert np.isinf(slopes[1:, 1:]).all()  # of the first pixel, these taps are inside
    np.testing.assert_allclose(slopes[0], [12, 15, 12])
    np.testing.assert_allclose(slopes[1:, 0], [16, 12])
