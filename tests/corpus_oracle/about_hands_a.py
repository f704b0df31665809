"""Convolutions, normalisation, gates and contrastive losses in fresh hands, again in torch."""

from __future__ import annotations

import torch

from tests.corpus_oracle.common import Claims, Draw, at, eye, grad, jacobian, table, total

E = torch.einsum
sg = torch.sigmoid


def strided_conv_notes(r: Draw) -> Claims:
    s, d = r.size(1, 3), r.size(1, 3)
    N, C, T, M, K, U = r.size(1, 2), r.size(1, 2), r.size(3, 6), r.size(2, 3), r.size(2, 3), r.size(2, 3)
    x, w, b = r.tensors((N, C, T), (M, C, K), (M,))
    y = table((N, M, U), lambda n, m, t: b[m] + total((C, K), lambda c, k: w[m, c, k] * at(x, n, c, s * t + d * k)))
    L = r.loss(y)
    g = grad(L, y)
    yield grad(L, b), g.sum((0, 2))
    yield (
        grad(L, w),
        table((M, C, K), lambda m, c, k: total((N, U), lambda n, t: g[n, m, t] * at(x, n, c, s * t + d * k))),
    )
    yield (
        grad(L, x),
        table(
            (N, C, T), lambda n, c, u: total((M, K, U), lambda m, k, t: w[m, c, k] * g[n, m, t] * (u == s * t + d * k))
        ),
    )
    yield (
        grad(L, w),
        table((M, C, K), lambda m, c, k: total((N, U), lambda n, t: g[n, m, t] * at(x, n, c, s * t + s * k))),
    )
    yield (
        grad(L, x),
        table((N, C, T), lambda n, c, u: total((K, U), lambda k, t: w[0, c, k] * g[n, 0, t] * (u == s * t + d * k))),
    )


def huber_hinge(r: Draw) -> Claims:
    N = r.size(6, 9)
    x = r.tensor(N)
    x = (2 * x.detach()).requires_grad_()
    tau = r.positive()
    Hh = torch.where(x.abs() <= tau, x**2 / 2, tau * (x.abs() - tau / 2)).sum()
    yield grad(Hh, x), torch.maximum(-tau, torch.minimum(tau, x))
    yield grad(Hh, x), torch.minimum(tau, x)
    s, t = r.tensors((N,), (N,))
    m = torch.clamp(1 - t * s, min=0)
    K = (m**2).mean()
    yield grad(K, s), -2 / N * t * m
    yield grad(K, s), -2 / N * t * (1 - t * s)
    yield grad(K, s), -1 / N * t * m
    C = torch.log((torch.exp(x) + torch.exp(-x)) / 2).sum()
    g = grad(C, x)
    yield g, torch.tanh(x)
    yield grad(g, x), 1 - torch.tanh(x) ** 2
    yield 1 - torch.tanh(x) ** 2, torch.tanh(x) * (1 - torch.tanh(x))


def adam_algebra(r: Draw) -> Claims:
    b = r.positive()
    T = r.size(3, 5)
    g = r.tensor(T)
    m = [torch.zeros(())]
    for t in range(1, T + 1):
        m.append(b * m[-1] + (1 - b) * g[t - 1])
    m = torch.stack(m)
    yield (
        m,
        table((T + 1,), lambda t: (1 - b) * sum((b ** (t - i) * g[i - 1] for i in range(1, t + 1)), torch.zeros(()))),
    )
    yield m, table((T + 1,), lambda t: (1 - b) * sum((b ** (i) * g[i - 1] for i in range(1, t + 1)), torch.zeros(())))
    yield jacobian(m, g), table((T + 1, T), lambda t, i: (1 - b) * b ** (t - i - 1) * (i + 1 <= t))


def layernorm_lecture(r: Draw) -> Claims:
    N, D = r.sizes(2)
    x, ga, be = r.tensors((N, D), (D,), (D,))
    eps = r.positive()
    mu = x.mean(1, keepdim=True)
    v = ((x - mu) ** 2).mean(1, keepdim=True)
    xh = (x - mu) / torch.sqrt(v + eps)
    y = ga * xh + be
    yield xh.sum(1), torch.zeros(N)
    yield v, (x**2).mean(1, keepdim=True) - mu**2
    yield (xh**2).mean(1, keepdim=True), v / (v + eps)
    yield (xh**2).mean(1), 1.0
    L = r.loss(y)
    g = grad(L, y)
    yield grad(L, ga), (g * xh).sum(0)
    yield torch.stack([grad(v[n], x)[n] for n in range(N)]), 2 / D * (x - mu)
    gx = grad(L, x)
    s = 1 / torch.sqrt(v + eps)
    yield gx, s * (ga * g - (ga * g).mean(1, keepdim=True) - xh * (ga * g * xh).mean(1, keepdim=True))
    yield gx, s * (ga * g - xh * (ga * g * xh).mean(1, keepdim=True))


def gru_paper(r: Draw) -> Claims:
    H = D = r.size()
    h, x = r.tensors((H,), (D,))
    W, U, R, S = r.tensors((H, D), (H, D), (H, H), (H, H))
    a = W @ x + R @ h
    u = sg(a)
    c = U @ x + S @ h
    n = torch.tanh(c)
    hp = u * h + (1 - u) * n
    L = r.loss(hp)
    d = grad(L, hp)
    ga = d * (h - n) * u * (1 - u)
    gc = d * (1 - u) * (1 - n**2)
    yield grad(L, a), ga
    yield grad(L, c), gc
    yield grad(L, h), d * u + R.T @ ga + S.T @ gc
    yield grad(L, a), d * h * u * (1 - u)
    yield grad(L, c), d * (1 - u) * (1 - n) ** 2
    yield grad(L, h), R.T @ ga + S.T @ gc
    yield grad(L, W), torch.outer(ga, h)


def lstm_bptt(r: Draw) -> Claims:
    H = 3
    a, b, c, d, s = r.tensors(*[(H,)] * 5)
    i, f, o, g = sg(a), sg(b), sg(c), torch.tanh(d)
    sp = f * s + i * g
    y = o * torch.tanh(sp)
    L = r.loss(y)
    D = grad(L, y)
    yield grad(L, c), D * torch.tanh(sp) * o * (1 - o)
    gs = D * o * (1 - torch.tanh(sp) ** 2)
    yield grad(L, sp), gs
    yield grad(L, a), gs * g * i * (1 - i)
    yield grad(L, b), gs * s * f * (1 - f)
    yield grad(L, d), gs * i * (1 - g**2)
    yield grad(L, s), gs * f
    yield grad(L, sp), D * o * (1 - sp**2)
    yield grad(L, b), gs * sp * f * (1 - f)
    yield grad(L, d), gs * i * g * (1 - g)
    yield grad(L, a), D * g * i * (1 - i)


def avgpool_upsample(r: Draw) -> Claims:
    C, H, W, s = r.size(1, 2), r.size(1, 2), r.size(1, 2), r.size(2, 3)
    x = r.tensor(C, s * H, s * W)
    y = table((C, H, W), lambda c, i, j: total((s, s), lambda a, b: x[c, s * i + a, s * j + b]) / s**2)
    L = r.loss(y)
    g = grad(L, y)
    up = g.repeat_interleave(s, 1).repeat_interleave(s, 2)
    yield grad(L, x), up / s**2
    yield grad(L, x), up
    yield grad(L, x).sum((1, 2)), g.sum((1, 2))
    yield y.sum((1, 2)), x.sum((1, 2)) / s**2
    yield y.sum((1, 2)), x.sum((1, 2)) / s


def depthwise_groups(r: Draw) -> Claims:
    N, C, H, W, R, S, M, In, J = (
        r.size(1, 2),
        r.size(1, 2),
        r.size(2, 4),
        r.size(2, 4),
        r.size(1, 3),
        r.size(1, 3),
        r.size(1, 2),
        r.size(2, 3),
        r.size(2, 3),
    )
    x, k, p = r.tensors((N, C, H, W), (C, R, S), (M, C))
    u = table((N, C, In, J), lambda n, c, i, j: total((R, S), lambda a, b: k[c, a, b] * at(x, n, c, i + a, j + b)))
    y = E("mc,ncij->nmij", p, u)
    L = r.loss(y)
    G = grad(L, y)
    yield grad(L, p), E("nmij,ncij->mc", G, u)
    gu = E("mc,nmij->ncij", p, G)
    yield grad(L, u), gu
    yield (
        grad(L, k),
        table((C, R, S), lambda c, a, b: total((N, In, J), lambda n, i, j: gu[n, c, i, j] * at(x, n, c, i + a, j + b))),
    )
    yield (
        grad(L, x),
        table((N, C, H, W), lambda n, c, i, j: total((R, S), lambda a, b: k[c, a, b] * at(gu, n, c, i - a, j - b))),
    )
    yield (
        grad(L, k),
        table((C, R, S), lambda c, a, b: total((In, J), lambda i, j: gu[0, c, i, j] * at(x, 0, c, i + a, j + b))),
    )
    yield (
        grad(L, x),
        table((N, C, H, W), lambda n, c, i, j: total((R, S), lambda a, b: k[c, a, b] * at(gu, n, c, i + a, j + b))),
    )
    yield (
        grad(L, x),
        table(
            (N, C, H, W),
            lambda n, c, i, j: total((max(R, S), max(R, S)), lambda a, b: at(k, c, b, a) * at(gu, n, c, i - a, j - b)),
        ),
    )


def infonce(r: Draw) -> Claims:
    N, D = r.sizes(2)
    u, v = r.tensors((N, D), (N, D))
    tau = r.positive()
    s = u @ v.T / tau
    q = torch.softmax(s, 1)
    L = -torch.log(torch.diagonal(q)).mean()
    yield grad(L, s), (q - eye(N)) / N
    yield grad(L, u), (q @ v - v) / (N * tau)
    yield grad(L, v), (q - eye(N)).T @ u / (N * tau)
    yield grad(L, tau), -((q - eye(N)) * s).sum() / (N * tau)
    yield grad(L, s).sum(1), torch.zeros(N)
    yield grad(L, s).sum(0), torch.zeros(N)
    yield grad(L, u), (q @ v - v) / N
    yield grad(L, v), (q - eye(N)) @ u / (N * tau)


def activations_zoo(r: Draw) -> Claims:
    n = 5
    x = r.tensor(n)
    s = sg(x)
    u = x * s
    sp = torch.log(1 + torch.exp(x))
    t = torch.tanh(sp)
    m = x * t
    leaky = torch.where(x > 0, x, x / 100)
    yield grad(u, x), s + x * s * (1 - s)
    yield grad(u, x), u + s * (1 - u)
    yield grad(u, x), s + x * s
    yield grad(u, x), s * (1 - s)
    q = (1 + torch.exp(x)) ** 2
    yield t, (q - 1) / (q + 1)
    yield t, (q + 1) / (q - 1)
    yield grad(m, x), m / x + x * s * (1 - t**2)
    yield grad(leaky, x), (x > 0) + (x < 0) / 100
    yield grad(leaky, x), (x > 0) + 1 / 100
    yield u + x / (1 + torch.exp(x)), x


def sums_counting(r: Draw) -> Claims:
    n, m = r.sizes(2)
    x, y = r.tensors((n,), (m,))
    z = torch.zeros(())
    yield n * (n + 1) / 2, n * (n + 1) / 2
    yield n * (n + 1) / 2, n * (n - 1) / 2
    yield sum(2 * i - 1 for i in range(1, n + 1)), n * n
    yield n, n
    yield n, n * n
    yield sum(i < j for i in range(n) for j in range(n)), n * (n - 1) / 2
    yield E("i,j->", x, y), x.sum() * y.sum()
    q = ((x[:, None] - x[None]) ** 2).sum()
    yield q, 2 * n * (x**2).sum() - 2 * x.sum() ** 2
    yield q, n * (x**2).sum() - x.sum() ** 2
    w = sum((x[: i + 1].sum() for i in range(n)), z)
    yield w, sum(((n - j) * x[j] for j in range(n)), z)
    yield w, sum(((n - j - 1) * x[j] for j in range(n)), z)
    yield (x[1:] - x[:-1]).sum(), x[-1] - x[0]
    yield (x[1:] - x[:-1]).sum(), x[0] - x[-1]
    yield torch.stack([x.sum() - x[i] for i in range(n)]), x.sum() - x


ORACLES = [
    strided_conv_notes,
    huber_hinge,
    adam_algebra,
    layernorm_lecture,
    gru_paper,
    lstm_bptt,
    avgpool_upsample,
    depthwise_groups,
    infonce,
    activations_zoo,
    sums_counting,
]
