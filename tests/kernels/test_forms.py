"""Forms of generated code: pools and strided sums by taps, cells in one loop, and what both cost."""

from __future__ import annotations

import re
import tracemalloc
import warnings
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from symderiv.documents.walk.document import read
from symderiv.kernels import module_text
from symderiv.kernels.runtime import plane, scatter

POOL = (
    r"$x \in \mathbb{R}^{N \times C \times H \times W}$, $k \ge 1$ the window, stride $s \ge 1$,"
    r" $y \in \mathbb{R}^{N \times C \times (\lfloor (H-k)/s \rfloor + 1) \times (\lfloor (W-k)/s \rfloor + 1)}$."
    "\n\n"
    r"$$ y_{ncij} = \max_{0 \le p < k, 0 \le q < k} x_{n,c,si+p,sj+q} $$"
)
STRIDED = (
    r"$x \in \mathbb{R}^{N \times C \times H}$, $w \in \mathbb{R}^{M \times C \times K}$, stride $s \ge 1$, dilation"
    r" $d \ge 1$, padding $P \ge 0$."
    "\n\n"
    r"$$ y_{nmi} = \sum_c \sum_{p=0}^{K-1} w_{mcp} x_{n,c,si+dp-P},"
    r" \qquad 0 \le i \le \lfloor (H+2P-d(K-1)-1)/s \rfloor $$"
)
TRANSPOSED = (
    r"$x \in \mathbb{R}^{N \times C \times H}$, $w \in \mathbb{R}^{C \times M \times K}$, stride $s \ge 1$,"
    r" $y \in \mathbb{R}^{N \times M \times (s(H-1)+K)}$."
    "\n\n"
    r"$$ y_{nmu} = \sum_{c,i} x_{nci} w_{c,m,u-si} $$"
)
LSTM = "\n\n".join(
    [
        r"$x \in \mathbb{R}^{T \times D}$, $A, B, C, E \in \mathbb{R}^{H \times D}$,"
        r" $F, G, I, J \in \mathbb{R}^{H \times H}$ and $h, c \in \mathbb{R}^{(T+1) \times H}$ with"
        r" $h_{0,k} = 0$ and $c_{0,k} = 0$. For $t \in \{0,\dots,T-1\}$",
        *(
            rf"$$ {g}_{{t,k}} = {f}\Big(\sum_d {first}_{{kd}} x_{{td}} + \sum_l {then}_{{kl}} h_{{tl}}\Big) $$"
            for g, f, first, then in (
                ("i", r"\sigma", "A", "F"),
                ("f", r"\sigma", "B", "G"),
                ("o", r"\sigma", "C", "I"),
                ("g", r"\tanh", "E", "J"),
            )
        ),
        r"$$ c_{t+1,k} = f_{tk} c_{tk} + i_{tk} g_{tk} $$",
        r"$$ h_{t+1,k} = o_{tk} \tanh(c_{t+1,k}) $$",
    ]
)


def _module(text: str, wrt: str, values: str) -> dict[str, Any]:
    document = read(text, "note.md")
    assert not [e.error for e in document.equations if e.error]
    space: dict[str, Any] = {"__name__": "kernel"}
    space["text"] = module_text(document.theory, wrt.split(), values.split())
    exec(compile(space["text"], "<kernel>", "exec", dont_inherit=True), space)
    return space


def _agree(space: dict[str, Any], arrays: dict[str, Any], peer: Any, value: str, **integers: int) -> None:
    """Gradients and value are those of torch, in both precisions, without a warning."""
    tensors = {n: torch.tensor(a, requires_grad=True) for n, a in arrays.items()}
    y = peer(**tensors)
    upstream = np.random.default_rng(1).standard_normal(tuple(y.shape))
    y.backward(torch.tensor(upstream))
    for dtype, tolerance in ((np.float64, 1e-11), (np.float32, 1e-4)):
        given = {n: a.astype(dtype) for n, a in arrays.items()} | {f"grad_{value}": upstream.astype(dtype)}
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = space["run"](**given, **integers)
        np.testing.assert_allclose(found[value], y.detach(), rtol=tolerance, atol=tolerance)
        for name, tensor in tensors.items():
            assert found[f"grad_{name}"].dtype == dtype
            np.testing.assert_allclose(found[f"grad_{name}"], tensor.grad, rtol=10 * tolerance, atol=10 * tolerance)


@pytest.mark.parametrize(("size", "k", "s"), [((7, 6), 3, 2), ((7, 6), 2, 1), ((7, 5), 2, 3), ((1, 1), 1, 2)])
def test_a_pool_of_any_window_and_stride(size: tuple[int, int], k: int, s: int) -> None:
    space = _module(POOL, "x", "y")
    x = np.random.default_rng(0).standard_normal((2, 3, *size))
    _agree(space, {"x": x}, lambda x: functional.max_pool2d(x, k, s), "y", k=k, s=s)
    space["test_gradients"]()


def test_a_pool_costs_what_its_windows_hold() -> None:
    """No array over all pairs of pixels and windows is made: at 64 x 64 that would be 256 times x."""
    space = _module(POOL, "x", "y")
    x, g = np.ones((1, 4, 64, 64), np.float32), np.ones((1, 4, 32, 32), np.float32)
    tracemalloc.start()
    space["run"](x=x, grad_y=g, k=2, s=2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * x.nbytes


@pytest.mark.parametrize(("s", "d", "p"), [(1, 1, 1), (2, 1, 0), (3, 2, 2), (2, 3, 1)])
def test_strided_sums_are_added_up_at_their_places(s: int, d: int, p: int) -> None:
    space = _module(STRIDED, "x w", "y")
    assert "spread(" not in space["text"]
    rng = np.random.default_rng(0)
    arrays = {"x": rng.standard_normal((2, 3, 11)), "w": rng.standard_normal((4, 3, 3))}
    _agree(space, arrays, lambda x, w: functional.conv1d(x, w, None, s, p, d), "y", s=s, d=d, P=p)
    space["test_gradients"]()


@pytest.mark.parametrize(("h", "k", "s"), [(5, 3, 2), (1, 1, 3), (4, 2, 3), (3, 4, 1)])
def test_transposed_convolution(h: int, k: int, s: int) -> None:
    space = _module(TRANSPOSED, "x w", "y")
    rng = np.random.default_rng(0)
    arrays = {"x": rng.standard_normal((2, 3, h)), "w": rng.standard_normal((3, 4, k))}
    _agree(space, arrays, lambda x, w: functional.conv_transpose1d(x, w, None, s), "y", s=s)


def test_scatter_is_the_sum_over_its_places() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        taps, count, size = (int(v) for v in rng.integers(1, 5, 3))
        start, step, tap = int(rng.integers(-4, 5)), int(rng.integers(1, 4)), int(rng.integers(-3, 4))
        values = rng.standard_normal((taps, 2, count))
        wanted = np.zeros((2, size))
        for t, k in product(range(taps), range(count)):
            place = start + step * k + tap * t
            if 0 <= place < size:
                wanted[:, place] += values[t, :, k]
        np.testing.assert_allclose(scatter(values, (2, size), (0, start), ((1, 0), (step, tap))), wanted, atol=1e-14)
    assert scatter(np.zeros((2, 0)), (3,), (0,), ((1, 1),)).tolist() == [0, 0, 0]
    assert plane(np.ones((2, 3)), 1, 3).tolist() == [0, 0]
    assert plane(np.arange(6).reshape(2, 3), 0, 1).tolist() == [3, 4, 5]


def test_the_states_of_a_cell_stand_at_its_end() -> None:
    """Each gate reads a state and each state a gate; only the last states are read by nothing."""
    space = _module(LSTM, "x A G", "h c")
    assert [n for n in space["INPUTS"] if n.startswith("grad_")] == ["grad_h"]
    space["test_gradients"]()


def test_a_cell_is_one_loop_each_way_and_computes_nothing_twice() -> None:
    text = _module(LSTM, "x A G", "h")["text"]
    body = text[text.index("def run(") : text.index("def _forward(")]
    loops = re.findall(r"for step_t in (.*):\n((?: {12}.*\n)+)", body)
    assert [head for head, _ in loops] == ["range(T + 1)", "reversed(range(T + 1))"]
    forward, backward = (lines for _, lines in loops)
    assert not re.findall(r"einsum|window", forward + backward)
    assert not re.findall(r"sigmoid|tanh", backward)


def test_two_states_that_end_a_recurrence_both_get_an_upstream_gradient() -> None:
    text = (
        r"$a, b \in \mathbb{R}^{T+1}$, $a_0 = 1$, $b_0 = 2$, $u \in \mathbb{R}^T$. For $t \in \{0, \dots, T-1\}$"
        "\n\n"
        r"$$ a_{t+1} = \sin(b_t) + u_t $$"
        "\n\n"
        r"$$ b_{t+1} = a_t b_t $$"
    )
    space = _module(text, "u", "a b")
    assert set(space["INPUTS"]) == {"u", "grad_a", "grad_b"}
    space["test_gradients"]()


def test_a_name_keeps_the_bracket_that_stands_around_its_sum() -> None:
    """Where the bracket is false the sum has no value, and the gradient beneath is zero and not NaN."""
    text = (
        r"$x, v \in \mathbb{R}^n$, $m \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$."
        "\n\n"
        r"$$ y_i = [m_i > 0] \tanh\Big(\sum_j A_{ij} x_j \log m_i\Big) + x_i $$"
    )
    space = _module(text, "x A", "y")
    rng = np.random.default_rng(0)
    arrays = {n: rng.standard_normal(3) for n in ("x", "v", "grad_y")} | {"A": rng.standard_normal((3, 3))}
    found = space["run"](**arrays, m=np.array([0.5, 0.0, -1.0]))
    assert all(np.isfinite(a).all() for a in found.values())
    np.testing.assert_array_equal(found["grad_A"][1:], 0)
