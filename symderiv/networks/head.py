"""Softmax regression on fixed features: a convex problem, solved to a certified gap.

Loss of weights ``W`` (K,D) on features ``F`` (N,D) with decay ``a``::

    E(W) = mean_n -log softmax(F_n W^T)[y_n] + a/2 |W|^2

Facts used: the Hessian is ``1/N sum_n (diag p_n - p_n p_n^T) (x) F_n F_n^T + a I``, so E is convex and
``a``-strongly convex, hence ``E(W) - min E <= |grad E(W)|^2 / (2a)``; and ``diag p - p p^T <= 1/2``
(Boehning 1992), so the gradient is Lipschitz with ``lambda_max(F^T F / N)/2 + a``.
Guarantee: :func:`fit_head` returns the gap that it reached, computed from the gradient, in float64.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from symderiv.networks.correlation import Array
from symderiv.networks.errors import NetworkError
from symderiv.networks.network import check_labels, softmax, softmax_cross_entropy

__all__ = [
    "HeadFit",
    "curvature_bound",
    "fit_head",
    "gradient_descent",
    "head_hessian",
    "head_loss",
    "loss_and_gradient",
    "with_bias",
]


def with_bias(features: Array) -> Array:
    """Features (N,D) with a column of ones: (N,D+1)."""
    return np.concatenate([features, np.ones((len(features), 1), features.dtype)], axis=1)


def loss_and_gradient(w: Array, features: Array, labels: Array, decay: float = 0.0) -> tuple[float, Array]:
    """``E(w)`` and its gradient ``(p - onehot)^T F / N + decay*w``, both for ``w`` (K,D)."""
    loss, residual = softmax_cross_entropy(features @ w.T, labels)
    gradient = residual.T @ features
    if decay:
        loss += 0.5 * decay * float((w * w).sum())
        gradient += w.dtype.type(decay) * w
    return loss, gradient


def head_loss(w: Array, features: Array, labels: Array) -> float:
    """Mean cross-entropy without decay."""
    return softmax_cross_entropy(features @ w.T, labels)[0]


def curvature_bound(features: Array) -> float:
    """``lambda_max(F^T F / N) / 2``: no Hessian of the cross-entropy exceeds it, at any weights."""
    f = features.astype(np.float64)
    return float(np.linalg.eigvalsh(f.T @ f / len(f))[-1]) / 2


def head_hessian(w: Array, features: Array) -> Array:
    """Full Hessian (K*D, K*D) of the cross-entropy by its formula; for small heads."""
    p = softmax(features @ w.T)
    inner = -p[:, :, None] * p[:, None, :]
    classes = np.arange(p.shape[1])
    inner[:, classes, classes] += p
    full = np.einsum("nkl,na,nb->kalb", inner, features, features, optimize=True) / len(features)
    return np.asarray(full.reshape(w.size, w.size))


@dataclass(frozen=True)
class HeadFit:
    """Weights (K,D) and how they were reached; ``gap`` bounds E(W) - min E."""

    weights: Array
    decay: float
    loss: float
    gradient_norm: float
    gap: float
    iterations: int


def fit_head(
    features: Array,
    labels: Array,
    classes: int,
    decay: float,
    *,
    start: Array | None = None,
    iterations: int = 400,
    relative_gap: float = 1e-3,
) -> HeadFit:
    """Minimise E by L-BFGS in whitened coordinates, with backtracking.

    ``features`` (N,D) come as they are: append :func:`with_bias` first where a bias is wanted (it is
    decayed like the rest, which keeps E strongly convex).  Stops when the gap is below ``relative_gap``
    times the loss, or after ``iterations``.
    """
    check_labels(labels, classes, len(features))
    if not decay > 0:
        raise NetworkError(f"decay {decay}", remedy="a positive decay makes the minimum exist and be unique")
    if not len(features) or not np.isfinite(features).all():
        raise NetworkError("features that are no numbers, or none", remedy="give finite features of at least one image")
    f64 = features.astype(np.float64)
    values, vectors = np.linalg.eigh(f64.T @ f64 / len(f64))
    scale = np.sqrt(np.maximum(values, 0) / classes + decay)
    to_w = ((vectors / scale) @ vectors.T).astype(features.dtype)

    def evaluate(v: Array) -> tuple[float, Array, float]:
        loss, gradient = loss_and_gradient(v @ to_w, features, labels, decay)
        return loss, gradient @ to_w, float((gradient * gradient).sum()) / (2 * decay)

    v = np.zeros((classes, features.shape[1]), features.dtype)
    if start is not None:
        v = (start @ ((vectors * scale) @ vectors.T)).astype(features.dtype)
    loss, gradient, gap = evaluate(v)
    memory: deque[tuple[Array, Array]] = deque(maxlen=10)
    taken = 0
    while gap > relative_gap * loss and taken < iterations:
        taken += 1
        direction = _newton_like(gradient, memory)
        slope = float((direction * gradient).sum())
        step = 1.0
        while True:
            ahead = v - v.dtype.type(step) * direction
            reached = evaluate(ahead)
            if reached[0] <= loss - 1e-4 * step * slope + 1e-6 * abs(loss) or step < 1e-9:
                break
            step *= 0.5
        moved, turned = ahead - v, reached[1] - gradient
        if float((moved * turned).sum()) > 0:
            memory.append((moved, turned))
        v, (loss, gradient, gap) = ahead, reached
    w = (v @ to_w).astype(np.float64)
    loss, gradient = loss_and_gradient(w, f64, labels, decay)
    norm = float(np.linalg.norm(gradient))
    return HeadFit(w, decay, loss, norm, norm**2 / (2 * decay), taken)


def _newton_like(gradient: Array, memory: Sequence[tuple[Array, Array]]) -> Array:
    """Inverse Hessian times gradient as the last steps and changes of gradient tell it (Nocedal 1980)."""
    direction = gradient.copy()
    shares = []
    for moved, turned in reversed(memory):
        curvature = (moved * turned).sum()
        share = (moved * direction).sum() / curvature
        direction -= share * turned
        shares.append((share, curvature))
    if memory:
        moved, turned = memory[-1]
        direction *= (moved * turned).sum() / (turned * turned).sum()
    for (moved, turned), (share, curvature) in zip(memory, reversed(shares), strict=True):
        direction += (share - (turned * direction).sum() / curvature) * moved
    return direction


def gradient_descent(features: Array, labels: Array, classes: int, rate: float, steps: int) -> list[float]:
    """Losses of plain gradient descent from zero weights, ``steps + 1`` numbers, no decay."""
    f = features.astype(np.float64)
    w = np.zeros((classes, f.shape[1]))
    losses = []
    for _ in range(steps):
        loss, gradient = loss_and_gradient(w, f, labels)
        losses.append(loss)
        w -= rate * gradient
    return [*losses, head_loss(w, f, labels)]
