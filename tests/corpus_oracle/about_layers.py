"""Layers (normalisation, gates, convolutions, pooling), matrices under hypotheses, sums, kinks, again in torch."""

from __future__ import annotations

import torch

from tests.corpus_oracle.common import Claims, Draw, at, eye, grad, jacobian, table, total


def batch_norm(r: Draw) -> Claims:
    m, d = r.sizes(2, 3, 4)
    x, gamma, beta = r.tensors((m, d), (d,), (d,))
    eps = r.positive()
    mu = x.mean(0)
    var = ((x - mu) ** 2).mean(0)
    root = torch.sqrt(var + eps)
    hat = (x - mu) / root
    y = gamma * hat + beta
    loss = r.loss(y)
    g = grad(loss, y)
    yield grad(loss, gamma), (g * hat).sum(0)
    yield grad(loss, beta), g.sum(0)
    yield grad(loss, beta), g.mean(0)
    yield grad(loss, hat), gamma * g
    dx = grad(loss, x)
    yield dx, gamma / (m * root) * (m * g - g.sum(0) - hat * (g * hat).sum(0))
    yield dx, gamma / (m * root) * (m * g - g.sum(0))
    yield dx.sum(0), torch.zeros(d)
    yield (x * dx).sum(0), torch.zeros(d)


def masked_attention(r: Draw) -> Claims:
    n, d = r.sizes(2)
    s, m, v = r.tensors((n,), (n,), (n, d))
    a = torch.softmax(s + m, 0)
    o = a @ v
    yield jacobian(o, v), torch.einsum("i,jk->kij", a, eye(d))
    js = jacobian(o, s)
    right = torch.einsum("i,ik->ki", a, v - o)
    yield js, right
    yield jacobian(o, m), js
    yield js, torch.einsum("i,ik->ki", a, v)
    yield js.sum(1), torch.zeros(d)
    yield js, torch.einsum("i,ik->ki", a, v - v.sum(0))


def lstm_cell(r: Draw) -> Claims:
    m = r.size()
    a, b, u, s, old = r.tensors(*[(m,)] * 5)
    i, f, o, g = torch.sigmoid(a), torch.sigmoid(b), torch.sigmoid(u), torch.tanh(s)
    c = f * old + i * g
    h = o * torch.tanh(c)
    loss = r.loss(h)
    hb, cb = grad(loss, h), grad(loss, c)
    yield cb, hb * o * (1 - torch.tanh(c) ** 2)
    yield grad(loss, u), hb * torch.tanh(c) * o * (1 - o)
    yield grad(loss, b), cb * old * f * (1 - f)
    yield grad(loss, a), cb * g * i * (1 - i)
    yield grad(loss, a), cb * i * (1 - i)
    yield grad(loss, s), cb * i * (1 - g**2)
    yield grad(loss, s), cb * i * g * (1 - g)
    yield grad(loss, old), cb * f
    yield grad(loss, old), cb * i


def gru_cell(r: Draw) -> Claims:
    m = r.size()
    h, p, q, u = r.tensors((m,), (m,), (m,), (m, m))
    z = torch.sigmoid(p)
    hot = torch.tanh(q + u @ h)
    new = (1 - z) * h + z * hot
    loss = r.loss(new)
    g = grad(loss, new)
    yield grad(loss, z), g * (hot - h)
    yield grad(loss, p), g * (hot - h) * z * (1 - z)
    e = grad(loss, q)
    yield e, g * z * (1 - hot * hot)
    yield grad(loss, u), torch.outer(e, h)
    yield grad(loss, h), g * (1 - z) + u.T @ e
    yield grad(loss, h), u.T @ e
    yield grad(loss, p), g * hot * z * (1 - z)


def dilated_conv(r: Draw) -> Claims:
    t, k, d = r.size(3, 6), r.size(2, 3), r.size(1, 3)
    x, w = r.tensors((t,), (k,))
    y = table((t,), lambda i: total([k], lambda p: w[p] * at(x, i - d * p)))
    loss = r.loss(y)
    g = grad(loss, y)
    dw, dx = grad(loss, w), grad(loss, x)
    yield dw, table((k,), lambda p: total([t], lambda i: g[i] * at(x, i - d * p)))
    yield dw, table((k,), lambda p: total([t], lambda i: g[i] * at(x, i - p)))
    yield dx, table((t,), lambda i: total([k], lambda p: w[p] * at(g, i + d * p)))
    yield dx, table((t,), lambda i: total([k], lambda p: w[p] * at(g, i - d * p)))
    yield dx, table((t,), lambda i: total([k], lambda p: w[k - 1 - p] * at(g, i + d * p)))
    yield dx, table((t,), lambda i: total([k], lambda p: w[k - 1 - p] * at(g, i + d * (k - 1 - p))))


def convolution_star(r: Draw) -> Claims:
    n, k = r.size(2, 5), r.size(2, 4)
    x, w = r.tensors((n,), (k,))
    full = torch.nn.functional.conv1d(x.view(1, 1, -1), w.flip(0).view(1, 1, -1), padding=k - 1).view(-1)
    padded = torch.cat([x, torch.zeros(k - 1)])
    y = full[:n]
    z = torch.nn.functional.conv1d(padded.view(1, 1, -1), w.view(1, 1, -1)).view(-1)
    minus = table((n,), lambda i: total([k], lambda p: at(x, i - p) * w[p]))
    plus = table((n,), lambda i: total([k], lambda p: at(x, i + p) * w[p]))
    yield y, minus
    yield y, plus
    yield z, plus
    yield jacobian(y, x), table((n, n), lambda i, j: at(w, i - j))
    yield jacobian(z, x), table((n, n), lambda i, j: at(w, i - j))
    yield jacobian(z, w), table((n, k), lambda i, p: at(x, i + p))


def transposed_conv(r: Draw) -> Claims:
    n, k, m, s = r.size(), r.size(), r.size(3, 9), r.size(1, 3)
    x, w = r.tensors((n,), (k,))
    y = table((m,), lambda u: total([n], lambda i: x[i] * at(w, u - s * i)))
    loss = r.loss(y)
    g = grad(loss, y)
    yield grad(loss, x), table((n,), lambda i: total([k], lambda p: w[p] * at(g, s * i + p)))
    yield grad(loss, x), table((n,), lambda i: total([k], lambda p: w[p] * at(g, i + p)))
    yield grad(loss, w), table((k,), lambda p: total([n], lambda i: x[i] * at(g, s * i + p)))
    yield grad(loss, w), table((k,), lambda p: total([n], lambda i: x[i] * at(g, s * i - p)))


def pooling(r: Draw) -> Claims:
    c, a, b, s = r.size(1, 2), r.size(1, 3), r.size(1, 3), 1 + r.seed % 3
    h, w = s * a, s * b
    x = r.tensor(c, h, w)
    y = torch.nn.functional.avg_pool2d(x.unsqueeze(0), s).squeeze(0)
    loss = r.loss(y)
    g = grad(loss, y)

    def spread(e: int, u: int, v: int) -> torch.Tensor:
        return total([a, b], lambda i, j: g[e, i, j] * (s * i <= u) * (u < s * i + s) * (s * j <= v) * (v < s * j + s))

    dx = grad(loss, x)
    yield dx, table((c, h, w), spread) / s**2
    yield dx, table((c, h, w), spread)
    yield dx.sum((1, 2)), g.sum((1, 2))
    yield y.sum((1, 2)), x.sum((1, 2)) / s**2
    yield y.sum((1, 2)), x.sum((1, 2)) / s


def global_pool(r: Draw) -> Claims:
    n, c, h, w, k = r.sizes(5, 2, 3)
    x, v = r.tensors((n, c, h, w), (c, k))
    a = x.mean((2, 3))
    y = a @ v
    loss = r.loss(y)
    g = grad(loss, y)
    back = torch.einsum("ck,nk->nc", v, g)[:, :, None, None].expand(n, c, h, w)
    yield grad(loss, x), back / (h * w)
    yield grad(loss, x), back
    yield grad(loss, v), torch.einsum("ncij,nk->ck", x, g) / (h * w)
    yield grad(loss, v), torch.einsum("ncij,nk->ck", x, g)
    yield grad(loss, x).sum((2, 3)), grad(loss, a)


def matrix_inverse(r: Draw) -> Claims:
    n = r.size()
    a = (r.tensor(n, n).detach() + 3 * eye(n)).requires_grad_()
    b, c = r.tensors((n,), (n,))
    inverse = torch.linalg.inv(a)
    yield grad(torch.logdet(a @ a) / 2, a), inverse.T
    yield grad(torch.logdet(a @ a) / 2, a), inverse
    yield grad(torch.trace(inverse), a), -(inverse @ inverse).T
    yield a @ inverse, eye(n)
    yield inverse.T, torch.linalg.inv(a.T)
    form = c @ inverse @ b
    yield grad(form, b), inverse.T @ c
    yield grad(form, b), inverse @ c
    yield grad(form, a), -torch.outer(inverse.T @ c, b) @ inverse.T
    yield grad(form, a), torch.outer(inverse.T @ c, b) @ inverse.T


def projections(r: Draw) -> Claims:
    n = r.size(2, 5)
    q = r.orthogonal(n)[:, : r.size(1, n - 1)]
    p = q @ q.T
    v, w = r.tensors((n,), (n,))
    one = eye(n)
    yield (p @ v) @ (p @ v), v @ p @ v
    yield (one - p) @ (one - p), one - p
    yield (one - p) @ p, torch.zeros(n, n)
    yield (one + p) @ (one - p), one
    yield v @ v, (p @ v) @ (p @ v) + (v - p @ v) @ (v - p @ v)
    yield (p @ v) @ (w - p @ w), 0.0
    yield torch.trace(p), (p**2).sum()
    yield torch.trace(p), float(n)
    yield (p @ v) @ (p @ v), v @ v


def least_squares(r: Draw) -> Claims:
    d = r.size()
    n = d + r.size(1, 3)
    x, y, theta = r.tensors((n, d), (n,), (d,))
    beta = torch.linalg.solve(x.T @ x, x.T @ y)
    e = y - x @ beta
    yield x.T @ e, torch.zeros(d)
    yield beta @ x.T @ e, 0.0
    yield y @ y, (x @ beta) @ (x @ beta) + e @ e
    yield y @ y, (x @ beta) @ (x @ beta) - e @ e
    yield y @ e, e @ e
    yield y @ e, 0.0
    left = (y - x @ theta) @ (y - x @ theta)
    delta = theta - beta
    yield left, e @ e + (x @ delta) @ (x @ delta)
    yield left, e @ e + delta @ delta


def eigenvectors(r: Draw) -> Claims:
    n = r.size()
    q = r.orthogonal(n)
    values = r.positive(n).detach()
    first, second = 0, r.seed % 2
    if second:
        values[1] = values[0] + 1
    a = q @ torch.diag(values) @ q.T
    u, v = 1.5 * q[:, first], -0.7 * q[:, second]
    lam, mu = values[first], values[second]
    yield v @ a @ u, lam * (u @ v)
    yield (lam - mu) * (u @ v), 0.0
    yield u @ v, 0.0
    yield a @ a @ u, lam**2 * u
    yield a @ a @ u, 2 * lam * u
    yield ((a @ u) ** 2).sum(), lam**2 * (u @ u)


def gradient_descent_step(r: Draw) -> Claims:
    n = r.size()
    q = r.orthogonal(n)
    values = r.positive(n).detach()
    h = q @ torch.diag(values) @ q.T
    w, star = r.tensors((n,), (n,))
    eta = r.positive()
    e = 0.5 * (w - star) @ h @ (w - star)
    g = grad(e, w)
    yield g, h @ (w - star)
    yield g, h @ w - star
    step = w - eta * g
    yield step - star, (eye(n) - eta * h) @ (w - star)
    yield step - star, (1 - eta) * h @ (w - star)
    u, lam = q[:, 0], values[0]
    yield u @ (step - star), (1 - eta * lam) * u @ (w - star)
    yield u @ (step - star), (1 + eta * lam) * u @ (w - star)


def momentum(r: Draw) -> Claims:
    n = r.size()
    w, v, g, g1 = r.tensors(*[(n,)] * 4)
    eta, beta = r.positive(), r.positive()
    v1 = beta * v + g
    w1 = w - eta * v1
    v2 = beta * v1 + g1
    w2 = w1 - eta * v2
    yield w2, w - eta * (1 + beta) * beta * v - eta * (1 + beta) * g - eta * g1
    yield w2, w - eta * (1 + beta) * beta * v - eta * g - eta * g1
    yield w2 - w1, beta * (w1 - w) - eta * g1
    yield w2 - w1, beta * (w1 - w) + eta * g1
    yield jacobian(w2, g), -eta * (1 + beta) * eye(n)


def bias_variance(r: Draw) -> Claims:
    s = r.size()
    d, h = r.tensors((s,), ())
    raw = r.positive(s)
    yield raw.sum(), 1.0
    p = raw / raw.sum()
    m = (p * d).sum()
    spread = (p * (d - m) ** 2).sum()
    yield (p * (d - h) ** 2).sum(), (m - h) ** 2 + spread
    yield (p * (d - h) ** 2).sum(), (m - h) ** 2
    yield (p * (d - m)).sum(), 0.0
    yield spread, (p * d**2).sum() - m**2
    yield spread, (p * d**2).sum() - m


def counting(r: Draw) -> Claims:
    n, m = r.size(1, 4), r.size(1, 4)
    a, c = r.tensors((n,), ())
    yield total([n], lambda i: 1.0), float(n)
    yield total([n, m], lambda i, j: c), n * m * c
    yield total([n], lambda i: c), c
    yield total([n], lambda i: a[i] + c), a.sum() + n * c
    yield total([n], lambda i: a[i] + c), a.sum() + c
    yield total([n, n], lambda i, j: (i != j) * a[i] * a[j]), a.sum() ** 2 - (a**2).sum()
    yield total([n - 1], lambda i: a[i + 1] - a[i]), a[n - 1] - a[0]
    pairs = total([n, n], lambda i, j: (a[i] - a[j]) ** 2)
    yield pairs, 2 * n * (a**2).sum() - 2 * a.sum() ** 2
    yield pairs, 2 * (a**2).sum() - 2 * a.sum() ** 2
    triangle = total([range(1, n + 1)], lambda i: a[:i].sum())
    yield triangle, total([range(1, n + 1)], lambda j: (n - j + 1) * a[j - 1])
    yield triangle, total([range(1, n + 1)], lambda j: (n - j) * a[j - 1])


def kinks(r: Draw) -> Claims:
    x = torch.tensor([-1.5, 0.0, 0.7, -0.2], requires_grad=True)
    a = r.tensor(3)
    z = torch.relu(x)
    yield jacobian(z, x), torch.diag((x > 0).double())
    yield z, x * (x > 0)
    yield z, x * (x >= 0)
    yield (z > 0).double(), (x > 0).double()
    yield (z > 0).double(), (z >= 0).double()
    yield x.abs(), z + (-x).clamp(min=0)
    yield x, z + (-x).clamp(min=0)
    yield z**2, x * z
    yield a.clamp(min=0) + a.clamp(max=0), a
    yield a.clamp(min=0) - a.clamp(max=0), a


def domains(r: Draw) -> Claims:
    x, y = r.positive(), r.positive()
    s = r.tensor()
    yield torch.log(x**2), 2 * torch.log(x)
    yield torch.sqrt(s**2), s
    yield torch.sqrt(s**2), s.abs()
    yield torch.log(x * y), torch.log(x) + torch.log(y)
    yield torch.log(x + y), torch.log(x) + torch.log(y)
    yield (x**2 - y**2) / (x - y), x + y
    yield s / s, 1.0
    yield None
    yield torch.exp(x + y), torch.exp(x) * torch.exp(y)
    yield torch.exp(x * y), torch.exp(x) * torch.exp(y)
    yield torch.sqrt(x) * torch.sqrt(y), torch.sqrt(x * y)


def unreadable_b(r: Draw) -> Claims:
    m, n = r.sizes(2)
    a, x = r.tensors((m, n), (n,))
    y = a @ x
    yield jacobian(y, x), a
    yield jacobian(y, x), table((m, n), lambda i, j: at(a, j, i))


ORACLES = (
    batch_norm,
    masked_attention,
    lstm_cell,
    gru_cell,
    dilated_conv,
    convolution_star,
    transposed_conv,
    pooling,
    global_pool,
    matrix_inverse,
    projections,
    least_squares,
    eigenvectors,
    gradient_descent_step,
    momentum,
    bias_variance,
    counting,
    kinks,
    domains,
    unreadable_b,
)
