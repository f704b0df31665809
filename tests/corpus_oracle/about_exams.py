"""Exam questions with every answer that was handed in: mostly slips, each evaluated again in torch."""

from __future__ import annotations

import torch

from tests.corpus_oracle.common import Claims, Draw, at, eye, grad, jacobian, table, total


def marked_exam_a(r: Draw) -> Claims:
    d, m = r.sizes(2)
    x, w, b, v, t = r.tensors((d,), (m, d), (m,), (m,), ())
    a = w @ x + b
    h = torch.sigmoid(a)
    y = v @ h
    e = (y - t) ** 2
    g = grad(e, w)
    slope = h * (1 - h)
    yield g, 2 * (y - t) * torch.outer(v * slope, x)
    yield g, (y - t) * torch.outer(v * slope, x)
    yield g, 2 * (t - y) * torch.outer(v * slope, x)
    yield g, 2 * (y - t) * torch.outer(v * (1 - h), x)
    yield g, 2 * (y - t) * torch.outer(v * a * (1 - a), x)
    yield g, 2 * (y - t) * torch.outer(slope, x)
    yield g, 2 * (y - t) * torch.outer(v * slope, x.sum().expand(d))
    yield g, 2 * y * torch.outer(v * slope, x)
    yield g, 2 * (y - t) * torch.outer(v * (1 - h**2), x)
    g = grad(e, x)
    yield g, 2 * (y - t) * (v * slope) @ w
    yield g, 2 * (y - t) * v @ w
    yield g, 2 * (y - t) * (v * slope).sum() * w.sum(0)
    yield g, (v * slope) @ w


def marked_exam_b(r: Draw) -> Claims:
    n = r.size()
    a, b, x, y = r.tensors((n, n), (n, n), (n,), (n,))
    yield (a + b) @ (a - b), a @ a - b @ b
    yield (a + b) @ (a + b), a @ a + 2 * a @ b + b @ b
    yield a @ b, b @ a
    yield torch.trace(a @ b), torch.trace(a) * torch.trace(b)
    yield torch.trace(a + b), torch.trace(a) + torch.trace(b)
    yield (a @ b).T, b.T @ a.T
    yield (a @ b).T, a.T @ b.T
    yield x @ a @ y, y @ a @ x
    yield x @ a @ y, y @ a.T @ x
    yield (x + y) @ (x + y), x @ x + y @ y
    yield (x @ y) ** 2, (x @ x) * (y @ y)
    yield a * b, a @ b
    yield torch.outer(x, y), torch.outer(y, x)
    yield torch.trace(torch.outer(x, y)), x @ y
    yield (a**2).sum(), torch.trace(a @ a)


def marked_exam_c(r: Draw) -> Claims:
    c, m, n, k, p = r.size(), r.size(), r.size(3, 4), r.size(2, 3), 1 + r.seed % 2
    x, w = r.tensors((c, n), (m, c, k))
    y = table((m, n), lambda o, i: total([c, k], lambda e, q: w[o, e, q] * at(x, e, i + q - p)))
    loss = r.loss(y)
    g = grad(loss, y)
    dx, dw = grad(loss, x), grad(loss, w)

    def image(taps: range, kernel: torch.Tensor, sign: int, shift: int) -> torch.Tensor:
        return table(
            (c, n), lambda e, u: total([m, taps], lambda o, q: kernel[o, e, q] * at(g, o, u + sign * q + shift))
        )

    yield dx, image(range(k), w, -1, p)
    yield dx, image(range(k), w, 1, -p)
    yield dx, image(range(k), w, -1, -p)
    yield dx, image(range(k - 1), w, -1, p)
    yield dx, image(range(1, k), w, -1, p)
    yield dx, image(range(k), w.flip(2), -1, p)
    yield dx, image(range(k), w.flip(2), 1, p - k + 1)

    def kernel(last: int, sign: int) -> torch.Tensor:
        return table((m, c, k), lambda o, e, q: total([last], lambda i: g[o, i] * at(x, e, i + sign * (q - p))))

    yield dw, kernel(n, 1)
    yield dw, kernel(n, -1)
    yield dw, table((m, c, k), lambda o, e, q: total([n], lambda i: at(g, o, i + q - p) * x[e, i]))
    yield dw, kernel(n, 1) / n
    yield dw, kernel(n - 1, 1)


def marked_exam_d(r: Draw) -> Claims:
    a, b = r.positive(), r.positive()
    sig = torch.sigmoid
    yield grad(torch.log(1 + torch.exp(a)), a), sig(a)
    yield grad(torch.log(1 + torch.exp(-a)), a), sig(-a)
    yield grad(torch.log(1 + torch.exp(-a)), a), -sig(-a)
    yield grad(torch.tanh(a * b), a), 1 - torch.tanh(a * b) ** 2
    yield grad(torch.tanh(a * b), a), b * (1 - torch.tanh(a * b) ** 2)
    yield grad(torch.exp(a * b), a), a * b * torch.exp(a * b)
    yield grad(1 / (1 + a**2), a), 2 * a / (1 + a**2) ** 2
    root = torch.sqrt(1 + a**2)
    yield grad(root, a), 1 / (2 * root)
    yield grad(root, a), a / root
    yield grad(torch.sin(a) * torch.cos(a), a), torch.cos(a) ** 2 - torch.sin(a) ** 2
    bell = torch.exp(-(a**2))
    second = grad(grad(bell, a), a)
    yield second, (4 * a**2 - 2) * bell
    yield second, 4 * a**2 * bell
    yield sig(a) + sig(b), sig(a + b)
    yield sig(a) - sig(-a), torch.tanh(a)
    yield sig(a) - sig(-a), torch.tanh(a / 2)
    yield torch.log(a**2 + b**2), 2 * torch.log(a + b)


def marked_exam_e(r: Draw) -> Claims:
    k = r.size()
    z = r.tensor(k)
    raw = r.positive(k).detach()
    t = (raw / raw.sum()).requires_grad_()
    p = torch.softmax(z, 0)
    e = -(t * torch.log(p)).sum()
    g = grad(e, z)
    yield g, p - t
    yield g, t - p
    yield g, -t * (1 - p)
    yield g, -t / p
    yield g, -t / p * p * (1 - p)
    yield grad(e, p), -t / p
    yield grad(e, p), -t * torch.log(p)
    h = jacobian(g, z)
    yield h, torch.diag(p) - torch.outer(p, p)
    yield h, torch.outer(p, 1 - p)
    yield h, torch.diag(p * (1 - p))
    yield grad(e, t), -torch.log(p)
    yield grad(e, t), -torch.log(z.abs())


def marked_exam_f(r: Draw) -> Claims:
    n = r.size()
    x = r.tensor(n)
    m = x.sum() / n
    c = x - m
    q = (c**2).sum() / n
    yield grad(m, x), 1 / n
    yield grad(m, x), 1.0
    j = jacobian(c, x)
    yield j, eye(n) - 1 / n
    yield j, eye(n)
    yield j, eye(n) - 1
    g = grad(q, x)
    yield g, 2 / n * c
    yield g, 2 / n * (1 - 1 / n) * c
    yield g, 2 / n * x
    yield grad(q, m), 0.0
    h = jacobian(g, x)
    yield h, 2 / n * eye(n)
    yield h, 2 / n * (eye(n) - 1 / n)
    yield q, (x**2).sum() / n - m**2
    yield q, (x**2).sum() / n - m
    yield c.sum(), 0.0
    yield (x * c).sum(), 0.0


def marked_exam_g(r: Draw) -> Claims:
    d, n = r.sizes(2)
    q, k, v = r.tensors((d,), (n, d), (n,))
    s = k @ q
    a = torch.softmax(s, 0)
    o = a @ v
    core = a * (v - o)
    yield grad(o, s), core
    yield grad(o, s), a * v
    yield grad(o, s), a * (1 - a) * v
    yield grad(o, q), core @ k
    yield grad(o, q), (a * v) @ k
    yield grad(o, q), (v - o) @ k
    yield grad(o, k), torch.outer(core, q)
    yield grad(o, k), torch.outer(a * v, q)
    yield grad(o, k), core[:, None].expand(n, d)
    yield grad(o, v), a
    yield grad(o, v), 1.0
    yield grad(o, s).sum(), o


def marked_exam_h(r: Draw) -> Claims:
    n, d = r.sizes(2)
    x, u, v = r.tensors((n, d), (d, d), (d, d))
    a = x @ u
    z = torch.sigmoid(a)
    y = z @ v
    loss = r.loss(y)
    g = grad(loss, y)
    slope = z * (1 - z)
    yield grad(loss, z), g @ v.T
    yield grad(loss, z), g @ v
    yield grad(loss, v), z.T @ g
    yield grad(loss, v), g.T @ z
    yield grad(loss, v), x.T @ g
    yield grad(loss, a), (g @ v.T) * slope
    yield grad(loss, a), (g @ v.T) * z
    yield grad(loss, a), (g * slope) @ v.T
    yield grad(loss, a), (g @ v.T) * (1 - z * z)
    yield grad(loss, u), x.T @ ((g @ v.T) * slope)
    yield grad(loss, u), (x.T @ g @ v.T) * (1 - u)
    yield grad(loss, x), ((g @ v.T) * slope) @ u
    yield grad(loss, x), ((g @ v.T) * slope) @ u.T


ORACLES = (
    marked_exam_a,
    marked_exam_b,
    marked_exam_c,
    marked_exam_d,
    marked_exam_e,
    marked_exam_f,
    marked_exam_g,
    marked_exam_h,
)
