"""Oracles for documents in index notation in yet other hands: pools, filters, gates, graphs, running means."""

from __future__ import annotations

import torch

from tests.corpus_oracle.common import Claims, Draw, at, eye, grad, jacobian, ones, table, total

E = torch.einsum


def average_pool_base_one(r: Draw) -> Claims:
    s, h, w = r.size(2, 3), r.size(1, 2), r.size(1, 3)
    x = r.tensor(s * h, s * w)
    y = x.reshape(h, s, w, s).mean((1, 3))
    loss = r.loss(y)
    g = grad(loss, y)
    yield grad(loss, x), (g / s**2).repeat_interleave(s, 0).repeat_interleave(s, 1)
    yield y.sum(), x.sum() / s**2
    yield y.sum(), x.sum() / s
    slopes = jacobian(y, x).reshape(h, w, h, s, w, s)
    yield E("ijiajb->ijab", slopes), ones(h, w, s, s) / s**2
    yield table((h, w), lambda i, j: jacobian(y, x)[i, j, i, j]), ones(h, w) / s**2


def group_norm_thesis(r: Draw) -> Claims:
    n, g, m = r.sizes(3)
    x, eps = r.tensor(n, g, m), r.positive()
    mu = x.mean(2)
    sigma = torch.sqrt(((x - mu[..., None]) ** 2).mean(2) + eps)
    z = (x - mu[..., None]) / sigma[..., None]
    inside = "ngngm->ngm"
    yield E(inside, jacobian(mu, x)), ones(n, g, m) / m
    yield E(inside, jacobian(sigma, x)), z / m
    yield E(inside, jacobian(sigma, x)), z / (m * sigma[..., None])
    slopes = E("ngmngk->ngmk", jacobian(z, x))
    yield slopes, (eye(m) - 1 / m - z[..., :, None] * z[..., None, :] / m) / sigma[..., None, None]
    yield slopes.sum(3), torch.zeros(n, g, m)
    yield E("ngmk,ngk->ngm", slopes, z), torch.zeros(n, g, m)
    yield E("ngmk,ngk->ngm", slopes, z), eps * z / sigma[..., None] ** 3


def gru_one_step(r: Draw) -> Claims:
    n = r.size()
    a, b, c, p = r.tensors((n,), (n,), (n,), (n,))
    R, U, C = r.tensors((n, n), (n, n), (n, n))
    reset, z = torch.sigmoid(a + R @ p), torch.sigmoid(b + U @ p)
    g = torch.tanh(c + C @ (reset * p))
    h = (1 - z) * g + z * p
    yield torch.diagonal(jacobian(h, g)), 1 - z
    yield torch.diagonal(jacobian(h, z)), p - g
    yield torch.diagonal(jacobian(h, z)), g - p
    yield jacobian(g, reset), (1 - g**2)[:, None] * C * p
    yield torch.diagonal(jacobian(g, c)), 1 - g**2
    yield jacobian(reset, p), (reset * (1 - reset))[:, None] * R
    through = C * reset + E("ij,j,j,jk->ik", C, p, reset * (1 - reset), R)
    gate = ((p - g) * z * (1 - z))[:, None] * U + torch.diag(z)
    front = ((1 - z) * (1 - g**2))[:, None]
    yield jacobian(h, p), front * through + gate
    yield jacobian(h, p), front * C * reset + gate


def two_problems(r: Draw) -> Claims:
    n, k = r.sizes(2)
    x, y, a, b = r.tensors((n,), (n,), (), ())
    error = a * x + b - y
    loss = (error**2).mean()
    yield grad(loss, a), 2 / n * (error * x).sum()
    yield grad(loss, b), error.sum() / n
    s = r.tensor(k)
    t = torch.softmax(r.tensor(k).detach(), 0)
    p = torch.softmax(s, 0)
    cross = -(t * torch.log(p)).sum()
    slopes = jacobian(p, s)
    yield slopes, torch.diag(p) - torch.outer(p, p)
    yield grad(cross, s), -(t / p) @ slopes
    yield -(t / p) @ slopes, p - t


def fractional_stride(r: Draw) -> Claims:
    c, n, f, k = r.sizes(4)
    s = r.size(2, 3)
    m = s * (n - 1) + k
    x, w = r.tensor(c, n), r.tensor(c, f, k)
    y = table((f, m), lambda o, i: total([c, n], lambda d, j: x[d, j] * at(w, d, o, i - s * j)))
    loss = r.loss(y)
    g = grad(loss, y)

    def by_input(step: int) -> torch.Tensor:
        return table((c, n), lambda d, j: total([f, k], lambda o, p: w[d, o, p] * at(g, o, step * j + p)))

    def by_kernel(sign: int) -> torch.Tensor:
        return table((c, f, k), lambda d, o, p: total([n], lambda j: x[d, j] * at(g, o, s * j + sign * p)))

    yield grad(loss, x), by_input(s)
    yield grad(loss, w), by_kernel(1)
    yield grad(loss, w), by_kernel(-1)
    yield grad(loss, x), by_input(1)
    yield y.sum(1), E("c,cf->f", x.sum(1), w.sum(2))


def graph_attention(r: Draw) -> Claims:
    n, f, k = r.sizes(3)
    h, W, a, b = r.tensors((n, f), (k, f), (k,), (k,))
    M = r.positive(n, n)
    z = h @ W.T
    u, t = z @ a, z @ b
    weights = M * torch.exp(u[:, None] + t[None, :])
    alpha = weights / weights.sum(1, keepdim=True)
    y = alpha @ z
    plain = M * torch.exp(t)
    yield alpha, plain / plain.sum(1, keepdim=True)
    yield E("iki->ik", jacobian(y, u)), torch.zeros(n, k)
    yield alpha.sum(1), ones(n)
    yield alpha.sum(0), ones(n)
    yield jacobian(alpha, t), alpha[:, :, None] * (eye(n)[None] - alpha[:, None, :])
    yield jacobian(y, t), E("il,ilk->ikl", alpha, z[None] - y[:, None])
    yield jacobian(y, t), E("il,lk->ikl", alpha, z)


def causal_means(r: Draw) -> Claims:
    n = r.size(2, 5)
    x = r.tensor(n)
    c = torch.cumsum(x, 0)
    count = torch.arange(1.0, n + 1)
    m = c / count
    below = torch.tril(ones(n, n))
    yield m, c / count
    yield (count * m)[1:], (count - 1)[1:] * m[:-1] + x[1:]
    yield jacobian(c, x), below
    yield jacobian(m, x), below / count[:, None]
    yield jacobian(m, x), below / count[None, :]
    loss = r.loss(c)
    g = grad(loss, c)
    yield grad(loss, x), below.T @ g
    yield grad(loss, x), below @ g
    yield c.sum(), ((n - count + 1) * x).sum()
    yield c.sum(), ((n - count) * x).sum()


def triplet(r: Draw) -> Claims:
    d = r.size()
    a, p, n = r.tensors((d,), (d,), (d,))
    mu = r.positive()

    def loss(margin: torch.Tensor) -> torch.Tensor:
        return torch.relu(((a - p) ** 2).sum() - ((a - n) ** 2).sum() + margin)

    active = loss(mu + 100)  # whatever the vectors, the hinge is active
    yield grad(active, a), 2 * (n - p)
    yield grad(active, p), 2 * (p - a)
    yield grad(active, n), 2 * (a - n)
    any_margin = loss(mu)
    on = (any_margin > 0).double()
    yield grad(any_margin, a), 2 * (n - p) * on
    yield grad(any_margin, n), 2 * (n - a) * on
    yield grad(any_margin, a) + grad(any_margin, p) + grad(any_margin, n), torch.zeros(d)


def linear_attention(r: Draw) -> Claims:
    t, k, m = r.sizes(3)
    phi, psi, v = r.positive(t, k), r.positive(t, k), r.tensor(t, m)
    weights = phi @ psi.T
    o = weights @ v / weights.sum(1, keepdim=True)
    S, Z = psi.T @ v, psi.sum(0)
    D = phi @ Z
    yield o, phi @ S / D[:, None]
    yield jacobian(o, v), E("ab,ts->tasb", eye(m), weights / D[:, None])
    yield (
        E("tatk->tak", jacobian(o, phi)),
        (S.T[None] - o[:, :, None] * Z) / D[:, None, None],
    )
    yield jacobian(o, psi), E("tk,tsa->task", phi / D[:, None], v[None] - o[:, None])
    yield jacobian(o, psi), E("tk,sa->task", phi / D[:, None], v)
    yield E("tasa->ta", jacobian(o, v)), ones(t, m)


def fir_filter(r: Draw) -> Claims:
    n, m = r.size(2, 5), r.size()
    h, x, d = r.tensors((m,), (n,), (n,))
    y = table((n,), lambda i: total([m], lambda p: h[p] * at(x, i - p)))
    e = y - d
    loss = (e**2).sum() / 2
    yield grad(loss, h), table((m,), lambda p: total([n], lambda i: e[i] * at(x, i - p)))
    yield grad(loss, h), table((m,), lambda p: total([n], lambda i: e[i] * at(x, i + p)))
    yield grad(loss, x), table((n,), lambda k: total([range(k, n)], lambda i: e[i] * at(h, i - k)))
    yield grad(loss, x), table((n,), lambda k: total([m], lambda p: at(e, k + p) * h[p]))
    lags = table((m, m), lambda p, q: total([n], lambda i: at(x, i - p) * at(x, i - q)))
    yield jacobian(grad(loss, h), h), lags


def heavy_ball(r: Draw) -> Claims:
    d = r.size()
    a, w, v, mu, eta = r.positive(d), r.tensor(d), r.tensor(d), r.tensor(), r.positive()
    before = w
    v = mu * v - eta * a * w
    w = w + v
    after = w + mu * v - eta * a * w
    yield after, w - eta * a * w + mu * (w - before)
    yield after, w - eta * a * after + mu * (w - before)
    u = r.tensor(d)
    f = (a * u**2).sum() / 2
    yield grad(f, u), a * u
    yield jacobian(grad(f, u), u), torch.diag(a)
    yield jacobian(grad(f, u), u), a[:, None].expand(d, d)


def lab_report(r: Draw) -> Claims:
    c, f, k = r.sizes(3, 1, 2)
    h, w = r.size(2, 4), r.size(3, 4)
    image, phi, beta = r.tensors((c, h, w), (f, c, k, k), (f,))
    a = beta[:, None, None] + table(
        (f, h - k + 1, w - k + 1),
        lambda o, u, v: total([c, k, k], lambda d, p, q: phi[o, d, p, q] * image[d, u + p, v + q]),
    )
    out = torch.relu(a)
    loss = r.loss(out)
    g = grad(loss, out)
    back = g * (a > 0)

    def by_kernel(upstream: torch.Tensor) -> torch.Tensor:
        rows, columns = upstream.shape[1:]
        return table(
            (f, c, k, k),
            lambda o, d, p, q: total([rows, columns], lambda u, v: upstream[o, u, v] * image[d, u + p, v + q]),
        )

    def by_image(sign: int) -> torch.Tensor:
        return table(
            (c, h, w),
            lambda d, x, y: total([f, k, k], lambda o, p, q: phi[o, d, p, q] * at(back, o, x + sign * p, y + sign * q)),
        )

    yield grad(loss, beta), back.sum((1, 2))
    yield grad(loss, phi), by_kernel(back)
    yield grad(loss, image), by_image(-1)
    yield grad(loss, image), by_image(1)
    yield grad(loss, phi), by_kernel(g)


ORACLES = (
    average_pool_base_one,
    group_norm_thesis,
    gru_one_step,
    two_problems,
    fractional_stride,
    graph_attention,
    causal_means,
    triplet,
    linear_attention,
    fir_filter,
    heavy_ball,
    lab_report,
)
