"""Two experiments on residual blocks: right and wrong gradients beside differences, and depth.

The wrong gradients are the readings that handwritten derivations fall into: the backward pass with the
forward's own operation (kernel not turned, channels not exchanged), and an all-ones matrix where the
Jacobian of the skip is the identity.  Guarantee: plain data out, the same for the same seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from symderiv.networks.correlation import Array, cross_correlation
from symderiv.networks.errors import NetworkError
from symderiv.networks.layers import ResidualBlock

__all__ = ["DepthCurve", "DifferenceCurve", "depth_curves", "difference_curves"]


@dataclass(frozen=True)
class DifferenceCurve:
    """Relative errors ``|difference quotient - <gradient, direction>| / |<right gradient, direction>|``."""

    reading: str
    steps: list[float]
    errors: list[float]


@dataclass(frozen=True)
class DepthCurve:
    """``|dL/dx_l| / |dL/dx_L|`` for blocks ``l = 0..L`` (block L is the top)."""

    skip: bool
    scale: float
    ratios: list[float]


def _readings(block: ResidualBlock, x: Array, upstream: Array) -> dict[str, Array]:
    """The right gradient for ``x`` and two wrong ones, for a block with equal channels throughout."""
    w1, w2 = block.conv1.parameters["weight"], block.conv2.parameters["weight"]
    padding = block.conv1.padding
    y = block.forward(x)
    right = block.backward(upstream)
    h1 = cross_correlation(x, w1, padding=padding)
    g3 = upstream * (y > 0)
    unturned = cross_correlation(g3, w2, padding=padding) * (h1 > 0)
    no_flip = g3 + cross_correlation(unturned, w1, padding=padding)
    branch = right - g3
    ones = branch + g3.sum()
    return {"right": right, "kernels not turned": no_flip, "all-ones Jacobian of the skip": ones}


def difference_curves(
    seed: int = 0, *, channels: int = 3, size: int = 6, batch: int = 2, steps: Sequence[float] | None = None
) -> list[DifferenceCurve]:
    """Errors of three gradients of one random block against central differences, by step size.

    The loss is ``<y, G>`` with random G, so between kinks it is piecewise linear in x: the right gradient's
    error falls like rounding over step until the step crosses a kink.
    """
    values = [float(e) for e in (np.logspace(-12, -1, 45) if steps is None else steps)]
    if not values or min(values) <= 0:
        raise NetworkError(f"steps {values}", remedy="give positive steps")
    rng = np.random.default_rng([seed, 1])
    block = ResidualBlock(channels, rng=rng)
    x = rng.standard_normal((batch, channels, size, size))
    upstream = rng.standard_normal(x.shape)
    direction = rng.standard_normal(x.shape)
    readings = _readings(block, x, upstream)
    truth = float((readings["right"] * direction).sum())
    quotients = []
    for e in values:
        change = block.forward(x + e * direction) - block.forward(x - e * direction)
        quotients.append(float((change * upstream).sum()) / (2 * e))
    return [
        DifferenceCurve(name, values, [abs(q - float((g * direction).sum())) / abs(truth) for q in quotients])
        for name, g in readings.items()
    ]


def depth_curves(
    seed: int = 0, *, depth: int = 30, channels: int = 8, size: int = 8, scales: Sequence[float] = (1.0, 0.5)
) -> list[DepthCurve]:
    """Gradient norms through ``depth`` blocks with and without the skip, at several weight scales.

    With the skip the second kernel is also divided by ``sqrt(depth)``, as is usual, lest the sum grow.
    """
    if depth < 1:
        raise NetworkError(f"depth {depth}", remedy="give at least one block")
    curves = []
    for skip in (True, False):
        for scale in scales:
            rng = np.random.default_rng([seed, 2])
            blocks = [ResidualBlock(channels, skip=skip, rng=rng) for _ in range(depth)]
            for block in blocks:
                block.conv1.parameters["weight"] *= scale
                block.conv2.parameters["weight"] *= scale / depth**0.5 if skip else scale
            x = rng.standard_normal((4, channels, size, size))
            for block in blocks:
                x = block.forward(x)
            gradient = rng.standard_normal(x.shape)
            norms = [float(np.linalg.norm(gradient))]
            for block in reversed(blocks):
                gradient = block.backward(gradient)
                norms.append(float(np.linalg.norm(gradient)))
            curves.append(DepthCurve(skip, scale, [norm / norms[0] for norm in reversed(norms)]))
    return curves
