"""Inverses, determinants, projections, traces and layers in matrix notation, written again in torch."""

from __future__ import annotations

import torch

from tests.corpus_oracle.common import Claims, Draw, at, eye, grad, jacobian, ones, table

inv, det, trace = torch.linalg.inv, torch.linalg.det, torch.trace


def square(x: torch.Tensor) -> torch.Tensor:
    return (x**2).sum()


def hat_matrix(r: Draw) -> Claims:
    n, p = r.size(4, 6), r.size(2, 3)
    x, y = r.tensors((n, p), (n,))
    h = x @ inv(x.T @ x) @ x.T
    fit = h @ y
    e = y - fit
    yield h.T, h
    yield h @ h, h
    yield h @ x, x
    yield (eye(n) - h) @ x, torch.zeros(n, p)
    yield trace(h), float(p)
    yield trace(h), float(n)
    yield x.T @ e, torch.zeros(p)
    yield fit @ e, 0.0
    yield square(y), square(fit) + square(e)
    yield y @ e, 0.0
    yield y @ e, square(e)
    yield square(e), y @ h @ y


def woodbury(r: Draw) -> Claims:
    n, k = r.size(3, 4), r.size(1, 2)
    a, c = r.spd(n), r.spd(k)
    u, v = r.tensors((n, k), (k, n))
    ai, ci = inv(a), inv(c)
    big = inv(a + u @ c @ v)
    yield big, ai - ai @ u @ inv(ci + v @ ai @ u) @ v @ ai
    yield big, ai - ai @ u @ inv(c + v @ ai @ u) @ v @ ai
    yield inv(eye(n) + u @ v), eye(n) - u @ inv(eye(k) + v @ u) @ v
    yield inv(eye(n) + u @ v) @ u, u @ inv(eye(k) + v @ u)
    yield det(eye(n) + u @ v), det(eye(k) + v @ u)
    yield det(a + u @ c @ v), det(a) * det(c) * det(c + v @ ai @ u)
    yield det(a + u @ c @ v), det(a) * det(c) * det(ci + v @ ai @ u)


def newton_quadratic(r: Draw) -> Claims:
    n = r.size()
    h = r.spd(n).detach()
    g, x, eta = r.tensors((n,), (n,), ())

    def q(x: torch.Tensor) -> torch.Tensor:
        return x @ h @ x / 2 - g @ x

    best = (inv(h) @ g).detach().requires_grad_()
    slope = grad(q(x), x)
    yield slope, h @ x - g
    yield jacobian(slope, x), h
    yield grad(q(best), best), torch.zeros(n)
    yield x - inv(h) @ slope, best
    d = x - best
    yield q(x) - q(best), d @ h @ d / 2
    yield q(x) - q(best), d @ h @ d
    yield q(best), -g @ inv(h) @ g / 2
    yield q(best), g @ inv(h) @ g / 2
    new = x - eta * slope
    yield new - best, (eye(n) - eta * h) @ d
    yield new - best, (1 - eta) * h @ d


def rank_one_updates(r: Draw) -> Claims:
    n = r.size()
    a = (r.tensor(n, n) + 3 * eye(n)).detach()
    u, v = r.tensors((n,), (n,))
    ai = inv(a)
    one = 1 + v @ ai @ u
    yield inv(a + torch.outer(u, v)), ai - ai @ torch.outer(u, v) @ ai / one
    yield inv(a + torch.outer(u, v)), ai + ai @ torch.outer(u, v) @ ai / one
    yield inv(a + torch.outer(u, v)), ai - ai @ torch.outer(v, u) @ ai / one
    yield det(a + torch.outer(u, v)), one * det(a)
    yield det(a + torch.outer(u, v)), (1 + u @ ai @ v) * det(a)
    yield det(eye(n) + torch.outer(u, v)), 1 + u @ v
    yield det(eye(n) + torch.outer(u, v)), 1 + square(u) * square(v)


def whitening(r: Draw) -> Claims:
    n, d = r.size(5, 6), r.size(2, 3)
    x = r.tensor(n, d)
    c = x.T @ x / n
    turn = r.orthogonal(d)
    w = turn @ inv(torch.linalg.cholesky(c))
    z = x @ w.T
    yield z.T @ z / n, eye(d)
    yield z.T @ z, eye(d)
    yield square(z), float(n * d)
    yield square(z), float(d)
    other = r.orthogonal(d)
    yield (other @ w) @ c @ (other @ w).T, eye(d)


def pca_projection(r: Draw) -> Claims:
    d, k, n = r.size(4, 5), r.size(2, 3), r.size()
    u = r.orthogonal(d)[:, :k].detach().requires_grad_()
    x = r.tensor(d, n)
    p = u @ u.T
    yield p @ p, p
    yield p @ u, u
    yield trace(p), float(k)
    yield square(x - p @ x), square(x) - square(u.T @ x)
    yield square(x - p @ x), square(x) - square(p @ x).sqrt()
    yield trace(p), float(d)
    yield square(p @ x), trace(u.T @ x @ x.T @ u)
    slope = grad(trace(u.T @ x @ x.T @ u), u)
    yield slope, 2 * x @ x.T @ u
    yield slope, x @ x.T @ u
    yield (eye(d) - p).T @ (eye(d) - p), eye(d) - p
    yield p, eye(d)


def scatter_matrix(r: Draw) -> Claims:
    n, d = r.size(3, 5), r.size()
    x, u = r.tensors((n, d), (d,))
    m = x.mean(0)
    s = (x - m).T @ (x - m) / n
    yield s, x.T @ x / n - torch.outer(m, m)
    yield s, x.T @ x / n - n * torch.outer(m, m)
    yield trace(s), square(x - m) / n
    yield (x - m).sum(0), torch.zeros(d)
    yield u @ s @ u, square(x @ u - u @ m) / n
    yield u @ s @ u, square(x @ u) / n


def kernel_ridge(r: Draw) -> Claims:
    n, d = r.sizes(2)
    x, y = r.tensors((n, d), (n,))
    penalty = r.positive()
    alpha = inv(x @ x.T + penalty * eye(n)) @ y
    w = x.T @ alpha
    yield (x.T @ x + penalty * eye(d)) @ w, x.T @ y
    yield penalty * alpha, y - x @ w
    yield alpha, y - x @ w
    yield w, inv(x.T @ x + penalty * eye(d)) @ x.T @ y
    risk = square(y - x @ w) + penalty * square(w)
    yield risk, penalty * y @ alpha
    yield risk, y @ alpha


def numbered_layers(r: Draw) -> Claims:
    n0, n1, n2 = r.sizes(3)
    x, w1, w2, y = r.tensors((n0,), (n1, n0), (n2, n1), (n2,))
    z1 = w1 @ x
    a1 = torch.sigmoid(z1)
    z2 = w2 @ a1
    cost = square(z2 - y) / 2
    d2 = grad(cost, z2)
    d1 = (w2.T @ d2) * a1 * (1 - a1)
    yield d2, z2 - y
    yield d1, grad(cost, z1)
    yield grad(cost, w2), torch.outer(d2, a1)
    yield grad(cost, w1), torch.outer(d1, x)
    yield grad(cost, w1), torch.outer(d1, x)
    yield grad(cost, w1), table((n1, n0), lambda i, j: at(d1, j) * at(x, i))


def logistic_newton(r: Draw) -> Claims:
    n, d = r.size(3, 5), r.size(2, 3)
    x, y, w = r.tensors((n, d), (n,), (d,))
    penalty = r.positive()
    p = torch.sigmoid(x @ w)
    weights = torch.diag(p * (1 - p))
    loss = torch.log(1 + torch.exp(x @ w)).sum() - y @ x @ w + penalty / 2 * w @ w
    g = grad(loss, w)
    h = jacobian(g, w)
    yield g, x.T @ (p - y) + penalty * w
    yield h, x.T @ weights @ x + penalty * eye(d)
    yield h, x.T @ weights @ x + penalty
    new = w - inv(h) @ g
    yield h @ new, x.T @ weights @ x @ w - x.T @ (p - y)
    yield h @ new, x.T @ weights @ x @ w + x.T @ (p - y)
    yield h @ (new - w), -g


def trace_identities(r: Draw) -> Claims:
    m, n, p = r.sizes(3)
    a, b, c, d = r.tensors((m, n), (n, p), (p, m), (m, n))
    yield trace(a @ b @ c), trace(b @ c @ a)
    yield trace(b @ c @ a), trace(c @ a @ b)
    yield trace(a.T @ d), trace(d @ a.T)
    yield (a * d).sum(), trace(a.T @ d)
    yield (a * d).sum(), ones(m) @ (a * d) @ ones(n)
    yield square(a @ d.T), square(a) * square(d)
    yield square(a - d), square(a) - 2 * (a * d).sum() + square(d)
    yield square(a - d), square(a) - (a * d).sum() + square(d)
    yield grad(trace(a @ b @ c), a), (b @ c).T
    yield grad(trace(a @ b @ c), b), a.T @ c.T
    yield grad(square(a @ b), a), 2 * a @ b @ b.T


ORACLES = (
    hat_matrix,
    woodbury,
    newton_quadratic,
    rank_one_updates,
    whitening,
    pca_projection,
    scatter_matrix,
    kernel_ridge,
    numbered_layers,
    logistic_newton,
    trace_identities,
)
