"""What a kernel may cost: no array over more indices than the work has, products of many factors in a good order."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from symderiv.documents.document import read
from symderiv.kernels import module_text

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


def _pool(t: Tensors) -> torch.Tensor:
    return torch.nn.functional.max_pool2d(t["x"][:, None], 2)[:, 0]


def _causal(t: Tensors) -> torch.Tensor:
    hidden = torch.triu(torch.ones(len(t["q"]), len(t["q"])), 1) > 0
    return torch.softmax((t["q"] @ t["k"].T).masked_fill(hidden, -torch.inf), 1) @ t["v"]


def _train(t: Tensors) -> torch.Tensor:
    return torch.einsum("iup,pjvq,qks,nuvs->nijk", t["A"], t["B"], t["C"], t["x"])


@pytest.mark.parametrize(
    ("text", "shapes", "forward"),
    [
        (POOL, {"x": (8, 64, 64), "grad_y": (8, 32, 32)}, _pool),
        (CAUSAL, {"q": (160, 8), "k": (160, 8), "v": (160, 8), "grad_y": (160, 8)}, _causal),
        (
            TRAIN,
            {"A": (8, 8, 4), "B": (4, 8, 8, 4), "C": (4, 8, 8), "x": (16, 8, 8, 8), "grad_y": (16, 8, 8, 8)},
            _train,
        ),
    ],
    ids=["pool", "causal", "train"],
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


def test_many_factors_are_multiplied_in_pairs() -> None:
    """Where no pair fits into the largest factor, NumPy's own choice would be one loop over all indices."""
    text = module_text(read(TRAIN, "note.md").theory, ["A", "x"], ["y"])
    products = [line for line in text.splitlines() if "np.einsum" in line and line.count(",") > 4]
    assert products
    assert all("greedy" in line for line in products)
