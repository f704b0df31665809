"""Recurrences, GELU, Jacobians, principal directions, masks, bilinear layers and what is vacuous, again in torch."""

from __future__ import annotations

import math

import torch

from tests.corpus_oracle.common import Claims, Draw, at, eye, grad, jacobian, smooth, smooth_1, smooth_2, table, total


def recurrence_sum(r: Draw) -> Claims:
    n = r.size(2, 4)
    a = r.tensor(n)
    steps = [torch.zeros(())]
    for k in range(n):
        steps.append(steps[-1] + a[k])
    s = torch.stack(steps)
    yield s, table((n + 1,), lambda k: a[:k].sum())
    yield s, table((n + 1,), lambda k: a[: k + 1].sum())
    yield jacobian(s, a), table((n + 1, n), lambda k, i: i < k)
    yield jacobian(s, a), table((n + 1, n), lambda k, i: i <= k)


def geometric_steps(r: Draw) -> Claims:
    lam, eta, w = r.tensors((), (), ())

    def f(x: torch.Tensor) -> torch.Tensor:
        return lam / 2 * x**2

    yield grad(f(w), w), lam * w
    u = w - eta * grad(f(w), w)
    v = u - eta * grad(f(u), u)
    yield v, (1 - eta * lam) ** 2 * w
    yield v, (1 - 2 * eta * lam) * w
    yield f(u), (1 - eta * lam) ** 2 * f(w)
    yield f(w) - f(u), eta * lam**2 * w**2 * (1 - eta * lam / 2)
    yield f(w) - f(u), eta * lam**2 * w**2 * (1 - eta * lam)


def gelu_erf(r: Draw) -> Claims:
    a = r.tensor(5)

    def g(x: torch.Tensor) -> torch.Tensor:
        return x / 2 * (1 + torch.erf(x / math.sqrt(2)))

    half = (1 + torch.erf(a / math.sqrt(2))) / 2
    bell = torch.exp(-(a**2) / 2)
    yield grad(g(a), a), half + a / math.sqrt(2 * math.pi) * bell
    yield grad(g(a), a), half + a / (2 * math.sqrt(math.pi)) * bell
    yield g(a) - g(-a), a
    yield g(a) + g(-a), a
    yield torch.erf(-a), -torch.erf(a)


def second_derivative_net(r: Draw) -> Claims:
    d, m = r.sizes(2)
    x, w, v = r.tensors((d,), (m, d), (m,))
    a = w @ x
    y = (v * smooth(a)).sum()
    g = grad(y, x)
    yield g, (v * smooth_1(a)) @ w
    h = jacobian(g, x)
    yield h, torch.einsum("m,md,me->de", v * smooth_2(a), w, w)
    yield h, torch.einsum("m,md,me->de", v * smooth_1(a) ** 2, w, w)
    yield jacobian(g, v), torch.einsum("m,md->dm", smooth_1(a), w)
    mixed = jacobian(g, w)
    part = torch.einsum("m,md,c->dmc", v * smooth_2(a), w, x)
    yield mixed, part + torch.einsum("m,cd->dmc", v * smooth_1(a), eye(d))
    yield mixed, part


def jacobians(r: Draw) -> Claims:
    m, n, k = r.sizes(3)
    a, b, x = r.tensors((m, n), (k, m), (n,))
    h = a @ x
    z = torch.tanh(h)
    y = b @ z
    yield jacobian(h, x), a
    yield jacobian(z, h), torch.diag(1 - z * z)
    yield jacobian(z, h), torch.diag(1 - h * h)
    yield jacobian(y, x), b @ torch.diag(1 - z * z) @ a
    yield jacobian(y, x), b @ a
    yield jacobian(y, a), torch.einsum("ij,j,l->ijl", b, 1 - z**2, x)
    yield jacobian(y, b), z.expand(k, k, m)
    yield jacobian(y, b), torch.einsum("ij,l->ijl", eye(k), z)


def pca(r: Draw) -> Claims:
    d = r.size()
    q, values = r.orthogonal(d), r.positive(d).detach() + 1
    s = q @ torch.diag(values) @ q.T
    u, lam = q[:, 0], values[0]
    yield u @ s @ u, lam
    yield u @ s @ u, lam**2
    rest = s - lam * torch.outer(u, u)
    yield rest @ u, torch.zeros(d)
    yield rest, rest.T
    yield torch.trace(rest), torch.trace(s) - lam
    yield torch.trace(rest), torch.trace(s)


def orthogonal_maps(r: Draw) -> Claims:
    n = r.size()
    q = r.orthogonal(n)
    x, y = r.tensors((n,), (n,))
    yield ((q @ x) ** 2).sum(), (x**2).sum()
    yield (q @ x) @ (q @ y), x @ y
    yield ((q @ x - q @ y) ** 2).sum(), ((x - y) ** 2).sum()
    yield q @ x, x
    yield q, q.T
    yield torch.trace(q.T @ q), float(n)


def weighted_loss(r: Draw) -> Claims:
    n = r.size(3, 5)
    s, c = r.tensors((n,), (n,))
    a = (c * s**2 * (s > 0)).sum()
    yield grad(a, c), s**2 * (s > 0)
    yield grad(a, c), s**2 * (s < 0)
    b = (c * s.clamp(min=0) ** 2).sum()
    yield a, b
    yield grad(b, s), 2 * c * s.clamp(min=0)
    yield grad(b, s), 2 * c * s
    zero = torch.cat([s.detach(), torch.zeros(1)])
    yield (zero > 0).double() + (zero <= 0).double(), torch.ones(n + 1)
    yield (s > 0).double() + (s < 0).double(), torch.ones(n)  # a kink in an input is exempt
    yield (zero > 0).double() * (zero < 0).double(), torch.zeros(n + 1)


def iverson_masks(r: Draw) -> Claims:
    n = r.size(3, 5)
    h, g = r.tensors((n,), (n,))
    y, m = torch.relu(h), (h > 0).double()
    yield y, m * h
    yield m**2, m
    yield m, torch.heaviside(h.detach(), torch.zeros(()))
    yield m + (h <= 0), torch.ones(n)
    yield m * y, y
    yield m * g, g
    yield (m * h).sum(), h.sum()
    yield grad((g * y).sum(), h), g * m
    yield grad((g * y).sum(), h), g * y


def temperature(r: Draw) -> Claims:
    k = r.size()
    z, tau = r.tensor(k), r.positive()
    p = torch.softmax(z / tau, 0)
    j = jacobian(p, z)
    core = torch.diag(p) - torch.outer(p, p)
    yield j, core / tau
    yield j, core
    slope = jacobian(p, tau)
    yield slope, -p / tau**2 * (z - p @ z)
    yield slope, p / tau**2 * (z - p @ z)
    yield slope.sum(), 0.0
    yield torch.log(p), z / tau - torch.logsumexp(z / tau, 0)
    yield torch.log(p)[:, None] - torch.log(p)[None, :], z[:, None] - z[None, :]


def linear_layer_batch(r: Draw) -> Claims:
    n, d, m = r.sizes(3)
    x, w, b = r.tensors((n, d), (d, m), (m,))
    y = x @ w + b
    loss = r.loss(y)
    g = grad(loss, y)
    yield grad(loss, w), x.T @ g
    yield grad(loss, x), g @ w.T
    yield grad(loss, b), g.sum(0)
    yield grad(loss, b), g.mean(0)


def attention_matrix(r: Draw) -> Claims:
    t, d, e = r.sizes(3)
    q, k, v = r.tensors((t, d), (t, d), (t, e))
    s = q @ k.T
    o = s @ v
    loss = r.loss(o)
    g = grad(loss, o)
    yield grad(loss, s), g @ v.T
    yield grad(loss, q), g @ v.T @ k
    yield grad(loss, k), v @ g.T @ q
    yield grad(loss, k), g @ v.T @ q
    yield grad(loss, v), s.T @ g
    yield grad(loss, v), s @ g
    yield o, q @ (k.T @ v)
    yield o, k @ (q.T @ v)


def unreadable_c(r: Draw) -> Claims:
    n, m = r.sizes(2)
    a, z = r.tensors((n, m), (m,))
    yield ((a @ z) ** 2).sum(), z @ a.T @ a @ z


def unreadable_d(r: Draw) -> Claims:
    n = r.size()
    a, b, c = r.tensors((n,), (n,), (n, n))
    yield total([n], lambda i: a[i] * b[i]), a @ b
    yield a @ c @ b, b @ c.T @ a
    yield a @ c @ b, b @ c @ a


def inline_roles(r: Draw) -> Claims:
    n = r.size()
    x, eta = r.tensor(n), r.positive()
    y = 2 * eta * x
    yield y, 2 * eta * x
    yield y, eta * x
    yield jacobian(y, x), 2 * eta * eye(n)


def elementwise_matrix(r: Draw) -> Claims:
    m, n = r.sizes(2)
    a, b, c = r.tensors((m, n), (m, n), (m, n))
    f = a * b
    s = (f * c).sum()
    yield s, torch.trace(f.T @ c)
    yield grad(s, a), b * c
    yield grad(s, a), a * c
    t = torch.tanh(a)
    j = jacobian(t, a)
    yield j, torch.einsum("ik,jl,ij->ijkl", eye(m), eye(n), 1 - t**2)
    yield j, torch.einsum("ik,jl,ij->ijkl", eye(m), torch.ones(n, n), 1 - t**2)
    yield torch.trace((a * b) @ c.T), torch.trace((b * c) @ a.T)
    yield torch.exp(a) * torch.exp(-a), torch.ones(m, n)


def cosine_similarity(r: Draw) -> Claims:
    n = r.size()
    u, v = r.tensors((n,), (n,))
    a, b = torch.linalg.norm(u), torch.linalg.norm(v)
    c = (u @ v) / (a * b)
    yield grad(a, u), u / a
    g = grad(c, u)
    yield g, v / (a * b) - c * u / a**2
    yield g, v / (a * b)
    yield u @ g, 0.0
    yield u @ g, c
    yield u @ grad(a, u), a


def gating_glu(r: Draw) -> Claims:
    d, m = r.sizes(2)
    x, w, v = r.tensors((d,), (m, d), (m, d))
    a, b = w @ x, v @ x
    s = torch.sigmoid(b)
    y = a * s
    loss = r.loss(y)
    g = grad(loss, y)
    yield grad(loss, a), g * s
    yield grad(loss, b), g * a * s * (1 - s)
    yield grad(loss, b), g * y * (1 - s)
    yield grad(loss, b), g * y * (1 - y)
    yield grad(loss, x), w.T @ (g * s) + v.T @ (g * y * (1 - s))
    yield grad(loss, x), w.T @ (g * s)
    yield grad(loss, v), torch.outer(g * y * (1 - s), x)


def max_pool(r: Draw) -> Claims:
    n = r.size(4, 6)
    x, w = r.tensors((n,), (n,))
    y, low = torch.maximum(x, w), torch.minimum(x, w)
    yield y, w + torch.relu(x - w)
    yield y, x + torch.relu(x - w)
    yield y + low, x + w
    yield y - low, x - w
    yield y - low, (x - w).abs()
    yield y, x, ">="


def bilinear(r: Draw) -> Claims:
    i, j, k = r.sizes(3)
    x, z, t = r.tensors((i,), (j,), (k, i, j))
    y = torch.einsum("kij,i,j->k", t, x, z)
    loss = r.loss(y)
    u = grad(loss, y)
    yield grad(loss, x), torch.einsum("k,kij,j->i", u, t, z)
    yield grad(loss, z), torch.einsum("k,kij,i->j", u, t, x)
    yield grad(loss, t), torch.einsum("k,i,j->kij", u, x, z)
    yield grad(loss, t), u[:, None, None] * (x[:, None] + z[None, :])
    yield jacobian(jacobian(y, x), z), t
    yield jacobian(jacobian(y, x), x), torch.zeros(k, i, i)
    yield x @ grad(loss, x), z @ grad(loss, z)
    yield x @ grad(loss, x), 2 * u @ y


def vacuous(r: Draw) -> Claims:
    a = r.tensor()
    for _ in range(3):
        yield None
    yield torch.sqrt(1 + a**2) * torch.sqrt(1 + a**2), 1 + a**2
    yield a**0, 1.0
    yield (a**3 - a) / (a - 1), a**2 + a
    yield (a**3 - a) / (a - 1), a**2 - a


def gaussian_mixture(r: Draw) -> Claims:
    n, k = r.sizes(2)
    x, mu = r.tensors((n,), (k,))
    pi, s = r.positive(k), r.positive()
    d = x[:, None] - mu[None, :]
    phi = pi * torch.exp(-(d**2) / (2 * s))
    gamma = phi / phi.sum(1, keepdim=True)
    loss = phi.sum(1).log().sum()
    yield grad(loss, mu), (gamma * d / s).sum(0)
    yield grad(loss, pi), gamma.sum(0) / pi
    yield grad(loss, s), (gamma * d**2 / (2 * s**2)).sum()
    yield grad(loss, s), (gamma * d**2 / s**2).sum()
    yield gamma.sum(1), torch.ones(n)
    kronecker = eye(k)
    yield (
        jacobian(gamma, mu),
        table((n, k, k), lambda a, b, j: gamma[a, b] * (kronecker[b, j] - gamma[a, j]) * d[a, j] / s),
    )
    yield (
        jacobian(grad(loss, mu), mu),
        table(
            (k, k),
            lambda j, b: (
                (gamma[:, b] * (kronecker[j, b] - gamma[:, j]) * d[:, j] * d[:, b]).sum() / s**2
                - kronecker[j, b] / s * gamma[:, b].sum()
            ),
        ),
    )


def preactivation_block(r: Draw) -> Claims:
    c, h, w, t, p = r.size(1, 2), r.size(2, 3), r.size(2, 3), r.size(1, 2), 1
    k = 2 * p + 1
    x, u, v, b, e, m, d = r.tensors((c, h, w), (c, c, k, k), (c, c, k, k), (c,), (c,), (t, c), (t,))

    def correlate(a: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        def entry(o: int, i: int, j: int) -> torch.Tensor:
            return total([c, k, k], lambda q, y, z: weight[o, q, y, z] * at(a, q, i + y - p, j + z - p))

        return table((c, h, w), entry)

    z = b[:, None, None] + correlate(torch.relu(x), u)
    rectified = torch.relu(z)
    y = x + e[:, None, None] + correlate(rectified, v)
    mean = y.mean((1, 2))
    q = d + m @ mean
    loss = r.loss(q)
    g, gy, gz = grad(loss, q), grad(loss, y), grad(loss, z)
    yield grad(loss, m), torch.outer(g, mean)
    yield gy, (m.T @ g)[:, None, None].expand(c, h, w) / (h * w)
    yield grad(loss, e), m.T @ g
    yield (
        grad(loss, v),
        table(
            (c, c, k, k),
            lambda o, a, i, j: total([h, w], lambda y, z: gy[o, y, z] * at(rectified, a, y + i - p, z + j - p)),
        ),
    )

    def back(upstream: torch.Tensor, weight: torch.Tensor, sign: int) -> torch.Tensor:
        def entry(a: int, i: int, j: int) -> torch.Tensor:
            return total(
                [c, k, k],
                lambda o, y, z: at(upstream, o, i - sign * (y - p), j - sign * (z - p)) * weight[o, a, y, z],
            )

        return table((c, h, w), entry)

    yield grad(loss, rectified), back(gy, v, 1)
    yield gz, (z > 0) * grad(loss, rectified)
    yield grad(loss, x), gy + (x > 0) * back(gz, u, -1)
    yield grad(loss, x), gy + (x > 0) * back(gz, u, 1)
    yield grad(loss, b), gz.sum((1, 2))


ORACLES = (
    recurrence_sum,
    geometric_steps,
    gelu_erf,
    second_derivative_net,
    jacobians,
    pca,
    orthogonal_maps,
    weighted_loss,
    iverson_masks,
    temperature,
    linear_layer_batch,
    attention_matrix,
    unreadable_c,
    unreadable_d,
    inline_roles,
    elementwise_matrix,
    cosine_similarity,
    gating_glu,
    max_pool,
    bilinear,
    vacuous,
    gaussian_mixture,
    preactivation_block,
)
