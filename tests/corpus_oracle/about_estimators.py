"""Estimators and controllers: primes for transposes, the value of a cost at a feedback."""

from __future__ import annotations

import torch

from tests.corpus_oracle.common import Claims, Draw, eye, grad


def closed_loop(r: Draw) -> Claims:
    n, m = r.size(2, 4), r.size(2, 3)
    x, u, a, b, feedback = r.tensors((n,), (m,), (n, n), (n, m), (m, n))
    q, p, weight = r.symmetric(n), r.spd(n), r.spd(m)

    def cost(control: torch.Tensor) -> torch.Tensor:
        state = a @ x + b @ control
        return x @ q @ x + control @ weight @ control + state @ p @ state

    g, ahead = grad(cost(u), u), a @ x + b @ u
    yield g, 2 * weight @ u + 2 * b.T @ p @ ahead
    yield g, 2 * weight @ u + b.T @ p @ ahead
    closed = a - b @ feedback
    common = x @ (q + feedback.T @ weight @ feedback) @ x
    yield cost(-feedback @ x), common + x @ closed.T @ p @ closed @ x
    yield cost(-feedback @ x), common + x @ a.T @ p @ closed @ x
    yield cost(0 * u), x @ q @ x + x @ a.T @ p @ a @ x
    k = torch.linalg.solve(weight + b.T @ p @ b, b.T @ p @ a)
    v = q + a.T @ p @ a - a.T @ p @ b @ k
    best = a - b @ k
    yield cost(-k @ x), x @ v @ x
    yield v, q + a.T @ p @ best
    yield v, q + best.T @ p @ best
    yield v.T, v


def primed_least_squares(r: Draw) -> Claims:
    k = r.size(2, 3)
    n = k + r.size(2, 3)
    y, x, b = r.tensors((n,), (n, k), (k,))
    g = grad((y - x @ b) @ (y - x @ b), b)
    yield g, -2 * x.T @ y + 2 * x.T @ x @ b
    yield g, -2 * x.T @ y + x.T @ x @ b
    estimate = torch.linalg.solve(x.T @ x, x.T @ y)
    p = x @ torch.linalg.solve(x.T @ x, x.T)
    m = eye(n) - p
    yield p.T, p
    yield p @ p, p
    yield m @ m, m
    yield p @ m, eye(n)
    e = y - x @ estimate
    yield e, m @ y
    yield x.T @ e, 0 * b
    yield e @ e, y @ m @ y
    yield e @ e, y @ p @ y
    yield y @ y, estimate @ x.T @ x @ estimate + e @ e


ORACLES = (closed_loop, primed_least_squares)
