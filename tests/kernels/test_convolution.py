"""Convolutions of any stride, dilation, padding and kernel, forward and backward, against torch."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch

from symderiv.kernels import Kernel, Output, lambdify
from symderiv.language.integers import Poly
from symderiv.language.terms import Read
from symderiv.language.theory import Theory
from symderiv.layers.standard import convolution
from symderiv.prover import gradient


def _kernel(stride: int | str, dilation: int | str, padding: int | str, fast: bool) -> Kernel:
    theory = Theory()
    n, c, o, h, w, k, m = (theory.add_size(s) for s in ("N", "C", "O", "H", "W", "K", "M"))
    theory.add_tensor("x", (n, c, h, w))
    theory.add_tensor("A", (o, c, k, m))
    theory.add_tensor("b", (o,))

    def integer(value: int | str, low: int) -> Poly | int:
        return theory.add_size(value, low) if isinstance(value, str) else value

    convolution(
        theory,
        "y",
        "x",
        "A",
        "b",
        stride=integer(stride, 1),
        dilation=integer(dilation, 1),
        padding=integer(padding, 0),
    )
    theory.add_loss("L", ("y",))
    outputs: dict[str, Output | str] = {"y": "y"}
    full = theory
    for name in ("x", "A", "b"):
        g = gradient(theory, Read("L"), name)
        outputs[f"grad_{name}"] = Output(g.term, g.indices, g.shape)
    return lambdify(full, outputs, fast=fast)


def _compare(
    kernel: Kernel,
    rng: np.random.Generator,
    stride: int,
    dilation: int,
    padding: int,
    sizes: tuple[int, ...],
    given: dict[str, int],
    dtype: type = np.float64,
    tolerance: float = 1e-12,
) -> None:
    n, c, o, h, w, k, m = sizes
    x, a = rng.normal(size=(n, c, h, w)).astype(dtype), rng.normal(size=(o, c, k, m)).astype(dtype)
    b = rng.normal(size=o).astype(dtype)
    tx, ta, tb = (torch.tensor(v, requires_grad=True) for v in (x, a, b))
    y = torch.nn.functional.conv2d(tx, ta, tb, stride=stride, dilation=dilation, padding=padding)
    g = rng.normal(size=tuple(y.shape)).astype(dtype)
    y.backward(torch.tensor(g))
    result = kernel(x=x, A=a, b=b, grad_y=g, **{k_: v for k_, v in given.items() if k_ in kernel.inputs})
    wanted = {"y": y.detach(), "grad_x": tx.grad, "grad_A": ta.grad, "grad_b": tb.grad}
    for name, value in wanted.items():
        assert value is not None
        assert result[name].dtype == dtype
        scale = max(1.0, float(value.abs().max()))
        np.testing.assert_allclose(result[name], value.numpy(), rtol=tolerance, atol=tolerance * scale, err_msg=name)


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize(
    ("stride", "dilation", "padding"),
    [
        (1, 1, 0),
        (1, 1, 1),
        (1, 2, 2),
        (2, 1, 0),
        (2, 1, 1),
        (3, 2, 2),
        (2, 3, 1),
        (1, 1, 3),
    ],
)
def test_random_shapes_agree_with_torch(stride: int, dilation: int, padding: int, fast: bool) -> None:
    kernel = _kernel(stride, dilation, padding, fast)
    numbers = random.Random(7)
    rng = np.random.default_rng(7)
    for _ in range(6):
        k, m = numbers.randint(1, 4), numbers.randint(1, 3)
        h = numbers.randint(max(1, dilation * (k - 1) + 1 - 2 * padding), 9)
        h = max(h, dilation * (k - 1) + 1 - 2 * padding)
        w = max(numbers.randint(1, 8), dilation * (m - 1) + 1 - 2 * padding)
        sizes = (numbers.randint(1, 3), numbers.randint(1, 3), numbers.randint(1, 3), h, w, k, m)
        _compare(kernel, rng, stride, dilation, padding, sizes, {})


@pytest.mark.parametrize("fast", [True, False])
def test_symbolic_stride_dilation_padding(fast: bool) -> None:
    kernel = _kernel("s", "d", "P", fast)
    rng = np.random.default_rng(3)
    assert {"s", "d", "P"} <= set(kernel.inputs)
    for stride, dilation, padding in ((1, 1, 1), (2, 1, 0), (2, 2, 3), (3, 1, 2)):
        _compare(
            kernel, rng, stride, dilation, padding, (2, 2, 3, 9, 8, 3, 2), {"s": stride, "d": dilation, "P": padding}
        )


def test_float32_stays_float32() -> None:
    kernel = _kernel(2, 1, 1, True)
    _compare(kernel, np.random.default_rng(0), 2, 1, 1, (2, 3, 4, 7, 6, 3, 3), {}, np.float32, 2e-5)


def test_no_python_loop_over_pixels() -> None:
    for fast in (True, False):
        source = _kernel(2, 1, 1, fast).source
        body = source[source.index("def run") :]
        assert "for " not in body


def test_contradicting_shapes_are_named() -> None:
    kernel = _kernel(1, 1, 0, True)
    with pytest.raises(ValueError, match="A has shape"):
        kernel(x=np.zeros((1, 2, 5, 5)), A=np.zeros((1, 3, 3, 3)), b=np.zeros(1), grad_y=np.zeros((1, 1, 3, 3)))
    with pytest.raises(ValueError, match="does not hold"):
        kernel(x=np.zeros((1, 2, 2, 2)), A=np.zeros((1, 2, 3, 3)), b=np.zeros(1), grad_y=np.zeros((1, 1, 0, 0)))
