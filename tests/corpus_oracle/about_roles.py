"""Index bases, sizes, operator forms, hypotheses, roles, unknown losses and likelihoods, again in torch."""

from __future__ import annotations

import torch

from tests.corpus_oracle.common import Claims, Draw, at, eye, grad, jacobian, smooth, smooth_1, table, total


def base_zero(r: Draw) -> Claims:
    n = r.size(1, 4)
    x = r.tensor(n)
    s = total([n], lambda i: i * x[i])
    yield grad(s, x), torch.arange(n)
    yield grad(s, x), torch.arange(n) + 1
    yield total([n], lambda i: at(x, n - 1 - i)), x.sum()
    yield total([n], lambda i: at(x, n - i)), x.sum()
    yield total([n], lambda i: x[i] - at(x, i - 1)), x[n - 1]
    yield float(sum(range(n))), n * (n - 1) / 2
    yield float(sum(range(n))), n * (n + 1) / 2


def base_one(r: Draw) -> Claims:
    n = r.size(2, 4)
    a, b = r.tensors((n,), (n,))
    s = torch.cumsum(a, 0)
    yield s[0], a[0]
    yield s[n - 1], a.sum()
    j = jacobian(s, a)
    yield j, table((n, n), lambda k, q: q <= k)
    yield j, table((n, n), lambda k, q: q < k)
    yield (b * s).sum(), total([n], lambda i: a[i] * b[i:].sum())
    yield (b * s).sum(), total([n], lambda i: a[i] * b[: i + 1].sum())
    yield float(sum(i < q for i in range(n) for q in range(n))), n * (n - 1) / 2


def sample_variance(r: Draw) -> Claims:
    n = r.size(2, 5)
    x = r.tensor(n)
    mean = x.sum() / n
    s = ((x - mean) ** 2).sum() / (n - 1)
    yield s, ((x**2).sum() - n * mean**2) / (n - 1)
    yield s, (x**2).sum() / (n - 1) - mean**2
    yield grad(s, x), 2 / (n - 1) * (x - mean)
    yield grad(s, x), 2 / n * (x - mean)
    h = jacobian(grad(s, x), x)
    yield h, 2 / (n - 1) * (eye(n) - 1 / n)
    yield h, 2 / (n - 1) * eye(n)
    yield s, total([n, n], lambda i, j: (x[i] - x[j]) ** 2) / (2 * n * (n - 1))


def special_sizes(r: Draw) -> Claims:
    n, k = r.size(2, 4), r.size(2, 4)
    x, w, a = r.tensors((n,), (k,), (n, n))
    yield x.sum() ** 2, (x**2).sum()
    yield x.sum(), x.max()
    yield a.T, a
    yield w.sum(), w.flip(0).sum()
    yield w, w.flip(0)
    yield total([n, k], lambda i, j: x[i] * w[j]), x.sum() * w.sum()
    yield total([n, n], lambda i, j: x[i] * x[j]), n * (x**2).sum()


def operator_form(r: Draw) -> Claims:
    n = r.size()
    x, a = r.tensors((n,), (n, n))
    cubes = (x**3).sum()
    yield grad(cubes, x), 3 * x**2
    yield grad(cubes, x), (3 * x**2).sum().expand(n)
    form = total([n, n], lambda i, j: a[i, j] * x[i] * x[j])
    yield grad(form, x), (a + a.T) @ x
    yield grad(form, a), torch.outer(x, x)
    sines = jacobian(torch.sin(x), x)
    yield sines, torch.cos(x)[:, None].expand(n, n)
    yield sines, torch.diag(torch.cos(x))
    yield torch.diagonal(jacobian(1 / (1 + x**2), x)), -2 * x / (1 + x**2) ** 2
    yield jacobian(grad((x**4).sum(), x), x), torch.diag(12 * x**2)


def softmax_matrix(r: Draw) -> Claims:
    d, k = r.sizes(2)
    x, w, b = r.tensors((d,), (k, d), (k,))
    z = w @ x + b
    p = torch.softmax(z, 0)
    core = torch.diag(p) - torch.outer(p, p)
    yield jacobian(p, z), core
    yield jacobian(p, x), core @ w
    yield jacobian(p, z), torch.diag(p) - p @ p
    yield jacobian(p, b), jacobian(p, z)
    loss = r.loss(p)
    g = grad(loss, p)
    back = p * g - p * (p @ g)
    yield grad(loss, z), back
    yield grad(loss, z), p * g
    yield grad(loss, z).sum(), 0.0
    yield grad(loss, w), torch.outer(back, x)


def batch_cross_entropy(r: Draw) -> Claims:
    n, k = r.sizes(2)
    z = r.tensor(n, k)
    y = torch.softmax(r.tensor(n, k), 1).detach()
    p = torch.softmax(z, 1)
    j = -(y * torch.log(p)).sum() / n
    g = grad(j, z)
    yield g, (p - y) / n
    yield g, p - y
    yield g, (y - p) / n
    yield grad(j, p), -y / (n * p)
    yield g.sum(1), torch.zeros(n)
    yield g.sum(0), torch.zeros(k)
    h = jacobian(g, z)
    block = torch.einsum("nk,kl->nkl", p, eye(k)) - torch.einsum("nk,nl->nkl", p, p)
    yield h, torch.einsum("nm,nkl->nkml", eye(n), block) / n
    yield h, torch.einsum("nm,nkl->nkml", torch.ones(n, n), block) / n


def hypotheses_forms(r: Draw) -> Claims:
    n = r.size(3, 4)
    q = r.orthogonal(n)
    u, v, c = q[:, 0], 1.7 * q[:, 1], r.tensor()
    yield ((u + v) ** 2).sum(), (u**2).sum() + (v**2).sum()
    yield ((u + c * v) ** 2).sum(), 1 + c**2 * (v**2).sum()
    yield ((u + c * v) ** 2).sum(), 1 + c * (v**2).sum()
    yield ((u + 0.0 * v) ** 2).sum(), 1.0
    yield u.sum(), 1.0


def tempting_roles(r: Draw) -> Claims:
    m, n = r.sizes(2)
    x, a = r.tensors((n,), (m, n))
    y = a @ x
    yield y, table((m,), lambda i: total([n], lambda j: a[i, j] * x[j]))
    yield y, a.sum(1)
    norm = (y**2).sum()
    yield norm, x @ a.T @ a @ x
    q = grad(norm, x)
    yield q, 2 * a.T @ y
    yield q, a.T @ y
    yield norm, total([m], lambda i: y[i] ** 2)


def unknown_loss(r: Draw) -> Claims:
    n, m = r.sizes(2)
    a, w = r.tensors((n,), (m, n))
    z = w @ a
    loss = r.loss(z)
    g = grad(loss, z)
    yield grad(loss, a), w.T @ g
    yield grad(loss, w), torch.outer(g, a)
    yield None
    yield a @ grad(loss, a), z @ g
    yield (w * grad(loss, w)).sum(), a @ grad(loss, a)
    yield a @ grad(loss, a), 2 * z @ g


def hessian_tanh(r: Draw) -> Claims:
    d = r.size()
    x, w, t = r.tensors((d,), (d,), ())
    a = w @ x
    y = torch.tanh(a)
    e = (y - t) ** 2 / 2
    yield grad(e, w), (y - t) * (1 - y**2) * x
    inner = (1 - y**2) ** 2 - 2 * y * (y - t) * (1 - y**2)
    h = jacobian(grad(e, w), w)
    yield h, inner * torch.outer(x, x)
    yield h, (1 - y**2) ** 2 * torch.outer(x, x)
    yield grad(grad(e, a), a), inner
    mixed = jacobian(grad(e, w), x)
    yield mixed, eye(d) * (y - t) * (1 - y**2) + inner * torch.outer(x, w)
    yield mixed, inner * torch.outer(x, w)
    second = grad(grad(y, a), a)
    yield second, -2 * y * (1 - y**2)
    yield grad(second, a), (6 * y**2 - 2) * (1 - y**2)
    yield grad(second, a), (6 * y**2 + 2) * (1 - y**2)


def floor_sizes(r: Draw) -> Claims:
    h, s, p, k = r.size(4, 6), 1 + r.seed % 3, r.seed % 2 + r.size(0, 1), r.size(2, 3)
    out = (h + 2 * p - k) // s + 1
    x, w = r.tensors((h,), (k,))
    y = table((out,), lambda i: total([k], lambda q: w[q] * at(x, s * i + q - p)))
    loss = r.loss(y)
    g = grad(loss, y)
    yield grad(loss, w), table((k,), lambda q: total([out], lambda i: g[i] * at(x, s * i + q - p)))
    yield grad(loss, x), table((h,), lambda u: total([out], lambda i: g[i] * at(w, u + p - s * i)))
    yield grad(loss, x), table((h,), lambda u: total([out], lambda i: g[i] * at(w, u - p - s * i)))
    yield grad(loss, w), table((k,), lambda q: total([out], lambda i: g[i] * at(x, s * i + q + p)))


def valid_conv(r: Draw) -> Claims:
    k = r.size(2, 3)
    n = k + r.size(0, 3)
    x, w = r.tensors((n,), (k,))
    y = table((n - k + 1,), lambda i: total([k], lambda p: w[p] * x[i + p]))
    loss = r.loss(y)
    g = grad(loss, y)
    yield grad(loss, w), table((k,), lambda p: total([n - k + 1], lambda i: g[i] * x[i + p]))
    yield grad(loss, x), table((n,), lambda j: total([k], lambda p: w[p] * at(g, j - p)))
    yield grad(loss, x), table((n,), lambda j: total([k], lambda p: w[p] * at(g, j + p)))
    yield grad(loss, w), table((k,), lambda p: total([n - k + 1], lambda i: g[i] * at(x, i - p)))
    yield y.sum(), total([k], lambda p: w[p] * x[p : p + n - k + 1].sum())
    yield y.sum(), w.sum() * x.sum()


def true_convolution(r: Draw) -> Claims:
    h, w, a, b = r.sizes(4, 2, 3)
    x, k = r.tensors((h, w), (a, b))
    shape = (h + a - 1, w + b - 1)
    y = table(shape, lambda i, j: total([a, b], lambda p, q: k[p, q] * at(x, i - p, j - q)))
    loss = r.loss(y)
    g = grad(loss, y)
    yield grad(loss, x), table((h, w), lambda u, v: total([a, b], lambda p, q: k[p, q] * at(g, u + p, v + q)))
    yield grad(loss, x), table((h, w), lambda u, v: total([a, b], lambda p, q: k[p, q] * at(g, u - p, v - q)))
    yield grad(loss, k), table((a, b), lambda p, q: total([h, w], lambda u, v: x[u, v] * at(g, u + p, v + q)))
    yield grad(loss, k), table((a, b), lambda p, q: total([h, w], lambda u, v: x[u, v] * at(g, u - p, v - q)))
    yield y.sum(), k.sum() * x.sum()


def depthwise(r: Draw) -> Claims:
    c, n, k, m = r.size(), r.size(3, 5), r.size(), r.size()
    x, d, mix = r.tensors((c, n), (c, k), (m, c))
    t = table((c, n), lambda e, i: total([k], lambda p: d[e, p] * at(x, e, i + p)))
    y = mix @ t
    loss = r.loss(y)
    g, tb = grad(loss, y), grad(loss, t)
    yield tb, mix.T @ g
    yield grad(loss, mix), g @ t.T
    yield grad(loss, d), table((c, k), lambda e, p: total([n], lambda i: tb[e, i] * at(x, e, i + p)))
    yield grad(loss, d), table((c, k), lambda e, p: total([m, n], lambda o, i: g[o, i] * at(x, e, i + p)))
    yield grad(loss, x), table((c, n), lambda e, i: total([k], lambda p: d[e, p] * at(tb, e, i - p)))
    yield grad(loss, x), table((c, n), lambda e, i: total([k], lambda p: d[e, p] * at(tb, e, i + p)))


def recurrence(r: Draw) -> Claims:
    u, a = r.tensors((), ())
    p = a * u
    q = a * p
    yield q, a**2 * u
    yield grad(q, u), a**2
    yield grad(q, a), 2 * a * u
    yield grad(q, a), p
    yield grad(q, p), a
    yield grad(q, p), a + u


def residual_chain(r: Draw) -> Claims:
    n = r.size()
    x, b, a, m = r.tensors((n,), (n,), (n, n), (n, n))
    h1 = x + smooth(a @ x)
    inner = m @ h1 + b
    h2 = h1 + smooth(inner)
    loss = r.loss(h2)
    g, c = grad(loss, h2), grad(loss, h1)
    yield grad(loss, b), g * smooth_1(inner)
    yield c, g + m.T @ (g * smooth_1(inner))
    slope = smooth_1(a @ x)
    yield grad(loss, x), c + a.T @ (c * slope)
    yield grad(loss, x), c * slope + a.T @ c
    yield grad(loss, a), torch.outer(c * slope, x)
    yield grad(loss, a), torch.outer(g * slope, x)


def distances(r: Draw) -> Claims:
    n, k = r.sizes(2)
    x, tau = r.tensor(n, k), r.positive()
    d = table((n, n), lambda i, j: ((x[i] - x[j]) ** 2).sum())
    kernel = torch.exp(-d / (2 * tau**2))
    square = (x**2).sum(1)
    yield d, square[:, None] + square[None, :] - 2 * x @ x.T
    yield torch.diagonal(d), torch.zeros(n)
    yield torch.diagonal(kernel), torch.ones(n)
    yield kernel, kernel.T
    yield torch.einsum("ijij->ij", jacobian(kernel, d)), -kernel / (2 * tau**2)
    yield jacobian(kernel, tau), d / tau**3 * kernel
    yield jacobian(kernel, tau), d / tau**2 * kernel
    one = eye(n)
    both = torch.einsum("ia,ijb->ijab", one, x[:, None] - x[None, :]) - torch.einsum(
        "ja,ijb->ijab", one, x[:, None] - x[None, :]
    )
    yield jacobian(d, x), 2 * both
    yield jacobian(d, x), 2 * torch.einsum("ia,ijb->ijab", one, x[:, None] - x[None, :])


def gaussian_likelihood(r: Draw) -> Claims:
    n = r.size()
    x, mu, v = r.tensor(n), r.tensor(), r.positive()
    ell = -n / 2 * torch.log(v) - ((x - mu) ** 2).sum() / (2 * v)
    yield grad(ell, mu), (x - mu).sum() / v
    square = ((x - mu) ** 2).sum() / (2 * v**2)
    yield grad(ell, v), -n / (2 * v) + square
    yield grad(ell, v), -n / (2 * v) - square
    second = grad(grad(ell, mu), mu)
    yield second, -n / v
    yield second, -1 / v
    yield grad(grad(ell, mu), v), -(x - mu).sum() / v**2


def inequalities(r: Draw) -> Claims:
    m, n = r.sizes(2)
    x, y, a = r.tensors((n,), (n,), (m, n))
    if r.seed == 0:
        x = 2 * y
    yield (x**2).sum(), 0.0, ">="
    yield x @ a.T @ a @ x, 0.0, ">="
    yield x.sum(), 0.0, ">="
    yield 2 * x * y, x**2 + y**2, "<="
    yield x * y, x**2, "<="
    yield ((x - y) ** 2).sum(), (x**2).sum() - (y**2).sum(), ">="
    yield total([n, n], lambda i, j: (x[i] - x[j]) ** 2), 0.0, ">="


ORACLES = (
    base_zero,
    base_one,
    sample_variance,
    special_sizes,
    operator_form,
    softmax_matrix,
    batch_cross_entropy,
    hypotheses_forms,
    tempting_roles,
    unknown_loss,
    hessian_tanh,
    floor_sizes,
    valid_conv,
    true_convolution,
    depthwise,
    recurrence,
    residual_chain,
    distances,
    gaussian_likelihood,
    inequalities,
)
