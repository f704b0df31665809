"""The founding answers (``proofs/assignment.tex``), written again in torch."""

from __future__ import annotations

import torch

from tests.corpus_oracle.common import Claims, Draw, at, eye, grad, jacobian, table, total


def residual(r: Draw) -> Claims:
    n, p = r.size(3, 5), 1 + r.seed % 2
    k = 2 * p + 1
    x, a, b = r.tensors((n,), (k,), (k,))

    def correlate(kernel: torch.Tensor, signal: torch.Tensor, sign: int) -> torch.Tensor:
        return table((n,), lambda i: total([k], lambda q: kernel[q] * at(signal, i + sign * (q - p))))

    h1 = correlate(a, x, 1)
    z = torch.relu(h1)
    h2 = correlate(b, z, 1)
    h3 = h2 + x
    y = torch.relu(h3)
    loss = r.loss(y)
    g, d, e = grad(loss, y), grad(loss, h3), grad(loss, h1)
    yield d, g * (h3 > 0)
    yield grad(loss, b), table((k,), lambda q: total([n], lambda i: d[i] * at(z, i + q - p)))
    yield grad(loss, z), correlate(b, d, 1)
    yield e, (h1 > 0) * correlate(b, d, -1)
    yield e, (h2 > 0) * correlate(b, d, -1)
    yield grad(loss, a), table((k,), lambda q: total([n], lambda i: e[i] * at(x, i + q - p)))
    yield grad(loss, a), table((k,), lambda q: total([n], lambda i: x[i] * at(e, i + q - p)))
    yield jacobian(h3, x), jacobian(h2, x) + 1
    yield jacobian(h3, x), jacobian(h2, x) + eye(n)
    yield grad(loss, x), d + correlate(a, e, 1)
    yield grad(loss, x), d + correlate(a, e, -1)
    yield grad(loss, x), g + correlate(a, e, -1)


def reach(r: Draw) -> Claims:
    size = 1 + sum(3 - 1 for _ in range(1, 5))
    yield size, 9.0
    yield size**2, 81.0
    layers, k = r.sizes(2, 1, 5)
    size = 1 + sum(k - 1 for _ in range(layers))
    yield size, 1.0 + layers * (k - 1)
    yield size, float(layers * k)


def variance(r: Draw) -> Claims:
    n = r.size(2, 5)
    q = r.orthogonal(n)[:, : r.size(1, n - 1)]
    p = q @ q.T
    f, w = r.tensors((n,), (n,))
    y = p @ (f + w)
    bias = ((f - p @ f) ** 2).sum()
    yield ((y - f) ** 2).sum(), bias + ((p @ w) ** 2).sum()
    yield ((y - f) ** 2).sum(), bias + (w**2).sum()


def units(r: Draw) -> Claims:
    a = r.tensor(4)
    yield torch.sigmoid(a), 1 / (1 + torch.exp(-a))
    yield torch.tanh(a), 2 * torch.sigmoid(2 * a) - 1
    d, m, c = r.sizes(3)
    v, omega, q, b, bias = r.tensors((d,), (m, d), (c, m), (m,), (c,))
    out = q @ torch.sigmoid(omega @ v + b) + bias
    t, t0, s = omega / 2, b / 2, q / 2
    s0 = bias + s.sum(1)
    yield s0 - s.sum(1), bias
    yield out, s @ torch.tanh(t @ v + t0) + s0
    yield out, s @ torch.tanh(omega @ v + b) + s0
    yield out, s @ torch.tanh(t @ v + t0) + bias


def surface(r: Draw) -> Claims:
    m = r.size()
    u = r.orthogonal(m)
    lam, alpha, star = r.tensors((m,), (m,), (m,))
    h = u @ torch.diag(lam) @ u.T
    theta = star + u @ alpha
    e = 0.5 * (theta - star) @ h @ (theta - star)
    yield e, 0.5 * (lam * alpha**2).sum()
    yield e, (lam * alpha**2).sum()
    yield ((theta - star) ** 2).sum(), (alpha**2).sum()


def head(r: Draw) -> Claims:
    k, f = r.sizes(2)
    v, phi = r.tensors((k, f), (f,))
    tau = torch.softmax(r.tensor(k), 0).detach()
    p = torch.softmax(v @ phi, 0)
    j = -(tau * torch.log(p)).sum()
    g = grad(j, v)
    yield g, torch.outer(p - tau, phi)
    yield g, torch.outer(tau - p, phi)
    hessian = jacobian(g, v)
    both = torch.outer(phi, phi)
    yield hessian, torch.einsum("kl,ji->kjli", torch.diag(p) - torch.outer(p, p), both)
    yield hessian, torch.einsum("kl,ji->kjli", p[:, None] - torch.outer(p, p), both)


def assignment(r: Draw) -> Claims:
    for part in (residual, reach, variance, units, surface, head):
        yield from part(r)


ORACLES = (assignment,)
