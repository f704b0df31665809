"""Dense networks, losses, activations, normalisation, attention and first convolutions, written again in torch."""

from __future__ import annotations

import math

import torch

from tests.corpus_oracle.common import (
    Claims,
    Draw,
    at,
    derivative,
    eye,
    grad,
    jacobian,
    smooth,
    smooth2,
    smooth2_1,
    smooth2_2,
    smooth_1,
    smooth_2,
    table,
    total,
)


def dense_homework(r: Draw) -> Claims:
    n, d, h, k = r.sizes(4)
    x, u, v, b = r.tensors((n, d), (d, h), (h, k), (h,))
    z = x @ u + b
    a = torch.tanh(z)
    y = a @ v
    loss = r.loss(y)
    g = grad(loss, y)
    back = g @ v.T
    yield grad(loss, v), a.T @ g
    yield grad(loss, z), (1 - a**2) * back
    yield grad(loss, b), ((1 - a**2) * back).sum(0)
    yield grad(loss, b), ((1 - z**2) * back).sum(0)
    yield grad(loss, u), x.T @ ((1 - a**2) * back)
    yield grad(loss, x), ((1 - a**2) * back) @ u.T
    yield grad(loss, x), ((1 - a) * back) @ u.T


def mse_regression(r: Draw) -> Claims:
    n, d = r.sizes(2)
    x, t, w = r.tensors((n, d), (n,), (d,))
    e = ((x @ w - t) ** 2).sum() / (2 * n)
    res = x @ w - t
    yield grad(e, w), res @ x / n
    yield grad(e, w), res @ x
    yield jacobian(grad(e, w), w), x.T @ x / n
    yield grad(e, w), x.T @ (t - x @ w) / n
    yield grad(e, w), x.T @ (x @ w - t) / n
    yield e, torch.linalg.norm(x @ w - t) ** 2 / (2 * n)
    yield e, (w @ x.T @ x @ w - 2 * t @ x @ w + t @ t) / (2 * n)
    yield e, (w @ x.T @ x @ w - t @ x @ w + t @ t) / (2 * n)


def cross_entropy(r: Draw) -> Claims:
    k = r.size()
    z, t = r.tensors((k,), (k,))
    p = torch.exp(z) / torch.exp(z).sum()
    yield p.sum(), 1.0
    j = jacobian(p, z)
    yield j, torch.diag(p) - torch.outer(p, p)
    yield torch.diagonal(j), p * (1 - p)
    yield j, torch.outer(p, 1 - p)
    ell = -(t * torch.log(p)).sum()
    yield grad(ell, z), p * t.sum() - t
    yield grad(ell, z), p - t
    one = (t / t.sum()).detach()
    ell = -(one * torch.log(p)).sum()
    yield grad(ell, z), p - one
    yield ell, torch.logsumexp(z, 0) - (one * z).sum()


def logsumexp_notes(r: Draw) -> Claims:
    n = r.size()
    x, c = r.tensors((n,), ())
    m = torch.log(torch.exp(x).sum())
    yield m, c + torch.log(torch.exp(x - c).sum())
    s = grad(m, x)
    yield s, torch.softmax(x, 0)
    yield jacobian(s, x), torch.diag(s) - torch.outer(s, s)
    yield jacobian(s, x), torch.diag(s) + torch.outer(s, s)
    yield s.sum(), float(n)
    yield s, torch.exp(x - m)
    yield s, torch.exp(m - x)
    yield jacobian(s, x).sum(1), torch.zeros(n)
    yield (s * x).sum() - m, (s * torch.log(s)).sum()


def activations_a(r: Draw) -> Claims:
    a = r.tensor(5)
    sig, sig_1 = torch.sigmoid, derivative(torch.sigmoid)
    yield sig(a), 1 / (1 + torch.exp(-a))
    yield sig(-a), 1 - sig(a)
    yield sig(2 * a), 2 * sig(a)
    yield sig_1(a), sig(a) * (1 - sig(a))
    yield sig_1(a), sig(a) * (1 + sig(a))
    yield derivative(sig_1)(a), sig(a) * (1 - sig(a)) * (1 - 2 * sig(a))
    yield torch.tanh(a), 2 * sig(2 * a) - 1
    yield torch.tanh(a), 2 * sig(a) - 1
    yield derivative(torch.tanh)(a), 1 - torch.tanh(a) ** 2
    yield torch.tanh(2 * a), 2 * torch.tanh(a) / (1 + torch.tanh(a) ** 2)
    yield torch.log(1 + torch.exp(a)) - torch.log(1 + torch.exp(-a)), a
    yield torch.cosh(a) ** 2 - torch.sinh(a) ** 2, torch.ones(5)
    yield torch.tanh(-a), torch.tanh(a)


def swish_gelu(r: Draw) -> Claims:
    a = r.tensor(5)
    sig = torch.sigmoid(a)
    g = a * sig
    g_1 = grad(g, a)
    yield g_1, sig + a * sig * (1 - sig)
    yield g_1, g + sig * (1 - g)
    yield g_1, sig * (1 - g)
    s = torch.log(1 + torch.exp(a))
    s_1 = grad(s, a)
    yield s_1, sig
    yield grad(s_1, a), sig - sig**2
    yield grad(s_1, a), 1 - sig**2
    q = a * torch.tanh(s)
    yield grad(q, a), torch.tanh(s) + a * sig * (1 - torch.tanh(s) ** 2)
    yield grad(q, a), torch.tanh(s) + a * (1 - torch.tanh(s) ** 2)


def abstract_chain(r: Draw) -> Claims:
    d, m = r.sizes(2)
    x, w, v = r.tensors((d,), (m, d), (m,))
    a = w @ x
    q = (v * smooth(a)).sum()
    y = smooth2(q)
    yield grad(y, v), smooth2_1(q) * smooth(a)
    yield grad(y, w), smooth2_1(q) * torch.outer(v * smooth_1(a), x)
    yield grad(y, x), smooth2_1(q) * (v * smooth_1(a)) @ w
    yield grad(y, x), smooth2_1(q) * smooth_1(q) * v @ w
    hv = jacobian(grad(y, v), v)
    outer = smooth2_2(q) * torch.outer(smooth(a), smooth(a))
    yield hv, outer
    yield hv, outer + smooth2_1(q) * torch.diag(smooth_1(a))
    hx = jacobian(grad(y, x), x)
    qx = grad(q, x)
    yield hx, smooth2_2(q) * torch.outer(qx, qx) + smooth2_1(q) * torch.einsum("m,md,me->de", v * smooth_2(a), w, w)


def dense_matrix(r: Draw) -> Claims:
    n, d, h, k = r.sizes(4)
    x, w, v = r.tensors((n, d), (d, h), (h, k))
    z = x @ w
    a = torch.relu(z)
    o = a @ v
    loss = r.loss(o)
    g = grad(loss, o)
    mask = (z > 0).double()
    yield grad(loss, v), a.T @ g
    yield grad(loss, a), g @ v.T
    yield grad(loss, z), (g @ v.T) * mask
    yield grad(loss, w), x.T @ ((g @ v.T) * mask)
    yield grad(loss, x), ((g @ v.T) * mask) @ w.T
    yield grad(loss, x), (g @ v.T @ w.T) * (x > 0)
    yield grad(loss, w), x.T @ g @ v.T


def logistic_regression(r: Draw) -> Claims:
    n, m = r.sizes(2)
    phi, t, w, u = r.tensors((n, m), (n,), (m,), (m,))
    a = phi @ w
    y = torch.sigmoid(a)
    e = -(t * torch.log(y) + (1 - t) * torch.log(1 - y)).sum()
    yield grad(e, y), (y - t) / (y * (1 - y))
    yield grad(e, a), y - t
    yield grad(e, a), (y - t) * y * (1 - y)
    yield grad(e, w), (y - t) @ phi
    h = jacobian(grad(e, w), w)
    yield h, torch.einsum("n,nj,nk->jk", y * (1 - y), phi, phi)
    yield h, torch.einsum("n,nj,nk->jk", y * (1 - t), phi, phi)
    yield u @ h @ u, (y * (1 - y) * (phi @ u) ** 2).sum()


def weight_decay(r: Draw) -> Claims:
    n, d = r.sizes(2)
    x, y, w = r.tensors((n, d), (n,), (d,))
    lam, eta = r.positive(), r.positive()
    j = 0.5 * ((x @ w - y) ** 2).sum() + lam / 2 * (w**2).sum()
    g = grad(j, w)
    yield g, x.T @ (x @ w - y) + lam * w
    yield g, x.T @ x @ w - x.T @ y + lam / 2 * w
    yield jacobian(g, w), x.T @ x + lam * eye(d)
    step = w - eta * g
    yield step, (1 - eta * lam) * w - eta * x.T @ (x @ w - y)
    yield step, (1 - lam) * w - eta * x.T @ (x @ w - y)
    yield jacobian(step, w), (1 - eta * lam) * eye(d) - eta * x.T @ x


def layer_norm(r: Draw) -> Claims:
    d = r.size(3, 5)
    x, gamma, beta = r.tensors((d,), (d,), (d,))
    eps = r.positive()
    mu = x.mean()
    v = ((x - mu) ** 2).mean()
    hat = (x - mu) / torch.sqrt(v + eps)
    y = gamma * hat + beta
    loss = r.loss(y)
    g = grad(loss, y)
    yield hat.sum(), 0.0
    yield (hat**2).sum(), float(d)
    yield (hat**2).sum(), d * v / (v + eps)
    yield grad(v, x), 2 / d * (x - mu)
    yield grad(loss, gamma), g * hat
    root = torch.sqrt(v + eps)
    q = gamma * g
    yield grad(loss, x), (q - q.mean() - hat * (q * hat).mean()) / root
    yield grad(loss, x), q / root
    yield grad(loss, x), (q - q.mean()) / root


def rms_norm(r: Draw) -> Claims:
    n = r.size()
    x, w = r.tensors((n,), (n,))
    eps = r.positive()
    s = ((x**2).mean() + eps) ** -0.5
    y = w * x * s
    loss = r.loss(y)
    g = grad(loss, y)
    yield grad(s, x), -(s**3) * x / n
    yield grad(s, x), (-(s**3) / n * x.sum()).expand(n)
    yield grad(loss, w), g * x * s
    yield grad(loss, x), s * w * g - s**3 * x / n * (g * w * x).sum()
    yield grad(loss, x), s * w * g - s**3 * x * (g * w * x).sum()


def quadratic_forms(r: Draw) -> Claims:
    n = r.size()
    a, x, d = r.tensors((n, n), (n,), (n,))
    q = x @ a @ x
    yield grad(q, x), (a + a.T) @ x
    yield grad(q, x), 2 * a @ x
    yield grad(q, a), torch.outer(x, x)
    yield jacobian(grad(q, x), x), a + a.T
    a = r.symmetric(n)
    q = x @ a @ x
    yield grad(q, x), 2 * a @ x
    yield grad(q, x), a @ x
    yield x @ a @ d, d @ a @ x
    yield (x + d) @ a @ (x + d), x @ a @ x + 2 * d @ a @ x + d @ a @ d
    yield (x + d) @ a @ (x - d), x @ a @ x + d @ a @ d


def norms_traces(r: Draw) -> Claims:
    m, n = r.sizes(2)
    a, b, c, u, v = r.tensors((m, n), (n, m), (m, n), (m,), (n,))
    yield torch.trace(a @ b), torch.trace(b @ a)
    yield (a**2).sum(), torch.trace(a.T @ a)
    yield torch.trace(a.T @ c), (a * c).sum()
    yield u @ a @ v, torch.trace(torch.outer(a @ v, u))
    yield ((a + c) ** 2).sum(), (a**2).sum() + (c**2).sum()
    yield ((a + c) ** 2).sum(), (a**2).sum() + 2 * torch.trace(a.T @ c) + (c**2).sum()
    yield grad(torch.trace(a @ b), a), b.T
    yield grad(torch.trace(a @ b), a), table((m, n), lambda i, j: b[j, i])
    yield grad((a**2).sum(), a), 2 * a
    yield grad(u @ a @ v, a), torch.outer(u, v)


def conv1d_basic(r: Draw) -> Claims:
    n, p = r.size(2, 5), r.size(0, 2)
    k = 2 * p + 1
    x, w = r.tensors((n,), (k,))
    y = table((n,), lambda i: total([k], lambda q: w[q] * at(x, i + q - p)))
    loss = r.loss(y)
    g = grad(loss, y)
    yield grad(loss, w), table((k,), lambda q: total([n], lambda i: g[i] * at(x, i + q - p)))
    yield grad(loss, x), table((n,), lambda u: total([k], lambda q: w[q] * at(g, u - q + p)))
    yield grad(loss, x), table((n,), lambda u: total([k], lambda q: w[q] * at(g, u + q - p)))
    yield grad(loss, x), table((n,), lambda u: total([k], lambda q: w[k - 1 - q] * at(g, u + q - p)))
    j = jacobian(y, x)
    yield j, table((n, n), lambda i, u: total([k], lambda q: w[q] * (u == i + q - p)))
    yield j, table((n, n), lambda i, u: at(w, u - i + p))
    yield j, table((n, n), lambda i, u: at(w, i - u + p))


def conv2d_stride(r: Draw) -> Claims:
    c, m = r.sizes(2, 1, 2)
    h, v, s, p, k = r.size(3, 4), r.size(3, 4), r.size(1, 2) + r.seed % 2, r.size(0, 1), r.size(2, 3)
    a, b = r.sizes(2, 2, 3)
    x, w, bias = r.tensors((c, h, v), (m, c, k, k), (m,))
    y = table(
        (m, a, b),
        lambda o, i, j: (
            bias[o] + total([c, k, k], lambda e, f, g: w[o, e, f, g] * at(x, e, s * i + f - p, s * j + g - p))
        ),
    )
    loss = r.loss(y)
    up = grad(loss, y)
    yield grad(loss, bias), up.sum((1, 2))
    for t in (s, 1):
        yield (
            grad(loss, w),
            table(
                (m, c, k, k),
                lambda o, e, f, g, t=t: total(
                    [a, b], lambda i, j: up[o, i, j] * at(x, e, t * i + f - p, t * j + g - p)
                ),
            ),
        )
    for sign in (1, -1):
        yield (
            grad(loss, x),
            table(
                (c, h, v),
                lambda e, y0, z0, sign=sign: total(
                    [m, a, b],
                    lambda o, i, j: (
                        up[o, i, j]
                        * (
                            at(w, o, e, y0 + p - s * i, z0 + p - s * j)
                            if sign > 0
                            else at(w, o, e, s * i + p - y0, s * j + p - z0)
                        )
                    ),
                ),
            ),
        )


def residual_projection(r: Draw) -> Claims:
    d, m, e = r.sizes(3, 2, 5)
    x, a, b, p = r.tensors((d,), (m, d), (e, m), (e, d))
    h = a @ x
    z = torch.relu(h)
    k = b @ z + p @ x
    y = torch.relu(k)
    loss = r.loss(y)
    g = grad(loss, y)
    delta = g * (k > 0)
    yield grad(loss, k), delta
    yield grad(loss, x), p.T @ delta + a.T @ ((b.T @ delta) * (h > 0))
    yield grad(loss, x), p.T @ delta + a.T @ ((b.T @ delta) * (z >= 0))
    yield grad(loss, x), p.T @ g + a.T @ ((b.T @ delta) * (h > 0))
    yield grad(loss, b), torch.outer(delta, z)
    yield grad(loss, b), torch.outer(delta, h)
    yield grad(loss, p), torch.outer(delta, x)


def attention(r: Draw) -> Claims:
    t, s, d, e = r.sizes(4)
    q, k, v = r.tensors((t, d), (s, d), (s, e))
    z = q @ k.T / math.sqrt(d)
    a = torch.softmax(z, 1)
    o = a @ v
    loss = r.loss(o)
    g = grad(loss, o)
    yield grad(loss, v), a.T @ g
    da = grad(loss, a)
    yield da, g @ v.T
    b = grad(loss, z)
    yield b, a * (da - (a * da).sum(1, keepdim=True))
    yield b, a * (1 - a) * da
    yield grad(loss, q), b @ k / math.sqrt(d)
    yield grad(loss, k), b.T @ q / math.sqrt(d)
    yield grad(loss, k), b.T @ q
    yield a.sum(1), torch.ones(t)
    yield a.sum(0), torch.ones(s)
    yield b.sum(1), torch.zeros(t)


def rnn(r: Draw) -> Claims:
    m, d = r.sizes(2)
    w, u, h0, x1, x2 = r.tensors((m, m), (m, d), (m,), (d,), (d,))
    a1 = w @ h0 + u @ x1
    h1 = torch.tanh(a1)
    a2 = w @ h1 + u @ x2
    h2 = torch.tanh(a2)
    loss = r.loss(h2)
    g = grad(loss, h2)
    beta = grad(loss, a2)
    yield beta, g * (1 - h2**2)
    alpha = grad(loss, a1)
    yield alpha, (1 - h1**2) * (w.T @ beta)
    yield alpha, (1 - h1**2) * (w @ beta)
    yield grad(loss, w), torch.outer(beta, h1) + torch.outer(alpha, h0)
    yield grad(loss, w), torch.outer(beta, h1)
    yield grad(loss, u), torch.outer(beta, x2) + torch.outer(alpha, x1)
    yield grad(loss, u), torch.outer(beta + alpha, x1)


def embedding(r: Draw) -> Claims:
    n, v, d = r.sizes(3)
    e, c = r.tensors((v, d), (n, v))
    x = c @ e
    loss = r.loss(x)
    g = grad(loss, x)
    yield grad(loss, e), c.T @ g
    j = jacobian(x, e)
    yield j, torch.einsum("nv,de->ndve", c, eye(d))
    yield j, torch.einsum("nv,de->ndve", c, torch.ones(d, d))
    yield eye(v).T @ e, e
    yield torch.einsum("vu,ud->ud", eye(v), e), v * e
    yield torch.trace(eye(v)), float(v)
    yield torch.einsum("uv,ud,vd->d", eye(v), e, e), (e**2).sum(0)


ORACLES = (
    dense_homework,
    mse_regression,
    cross_entropy,
    logsumexp_notes,
    activations_a,
    swish_gelu,
    abstract_chain,
    dense_matrix,
    logistic_regression,
    weight_decay,
    layer_norm,
    rms_norm,
    quadratic_forms,
    norms_traces,
    conv1d_basic,
    conv2d_stride,
    residual_projection,
    attention,
    rnn,
    embedding,
)
