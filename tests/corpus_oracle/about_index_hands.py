"""Causal heads, flows, recurrences from the last step, pooling and mixtures in fresh hands, again in torch."""

from __future__ import annotations

import math

import torch

from tests.corpus_oracle.common import Claims, Draw, at, eye, grad, jacobian, table, total

E = torch.einsum


def causal_heads(r: Draw) -> Claims:
    H, T, D, d = r.size(1, 2), r.size(2, 4), r.size(1, 3), r.size(1, 3)
    X = r.tensor(T, D)
    wq, wk, wv = r.tensors((H, D, d), (H, D, d), (H, D, d))
    bq, bk, bv = r.tensors((H, d), (H, d), (H, d))
    q, k, v = (E("ta,hai->hti", X, w) + b[:, None, :] for w, b in ((wq, bq), (wk, bk), (wv, bv)))
    S = E("hti,hsi->hts", q, k) / math.sqrt(d)
    mask = torch.tril(torch.ones(T, T))
    A = mask * torch.exp(S) / (mask * torch.exp(S)).sum(2, keepdim=True)
    o = E("hts,hsi->hti", A, v)
    L = r.loss(o)
    G, gA, gS, gv = grad(L, o), grad(L, A), grad(L, S), grad(L, v)
    root = math.sqrt(d)
    yield A.sum(2), torch.ones(H, T)
    yield gv, E("hts,hti->hsi", A, G)
    yield gA, E("hti,hsi->hts", G, v)
    yield gS, A * (gA - (A * gA).sum(2, keepdim=True))
    yield grad(L, q), E("hts,hsi->hti", gS, k) / root
    yield grad(L, k), E("hst,hti->hsi", gS, q) / root
    yield grad(L, bv), E("hts,hti->hi", A, G)
    yield grad(L, wv), E("sa,hsi->hai", X, gv)
    yield grad(L, bv), G.sum(1)
    yield grad(L, bk), torch.zeros(H, d)
    yield grad(L, bq), torch.zeros(H, d)


def triangular_flow(r: Draw) -> Claims:
    D = r.size(2, 4)
    x, A, B = r.tensors((D,), (D, D), (D, D))
    low = torch.tril(torch.ones(D, D), -1)
    scale = torch.exp((low * A) @ x)
    z = x * scale + (low * B) @ x
    J = jacobian(z, x)
    upto = torch.tril(torch.ones(D, D))
    inner = A * (x * scale)[:, None] + B
    log_j = torch.log(torch.diagonal(J)).sum()
    yield torch.diagonal(J), scale
    yield J, low * inner + torch.diag(scale)
    yield J, upto * inner
    yield log_j, ((low * A) @ x).sum()
    yield grad(log_j, x), (low * A).sum(0)
    yield grad(log_j, x), table((D,), lambda k: total((k,), lambda i: A[i, k]))
    yield grad(log_j, A), low * x[None, :]


def scalar_bptt(r: Draw) -> Claims:
    T = r.size(2, 5)
    a, b, y, h0 = r.tensors((), (), (), ())
    x = r.tensor(T)
    h = [h0]
    for t in range(T):
        h.append(a * h[-1] + b * x[t])
    L = (h[-1] - y) ** 2 / 2
    g = [grad(L, s) for s in h]
    states = torch.stack(h)
    every = torch.stack(g)

    def unrolled(t: int, more: int) -> torch.Tensor:
        return a**t * h0 + b * sum((a ** (t - s + more) * x[s - 1] for s in range(1, t + 1)), torch.zeros(()))

    yield states, table((T + 1,), lambda t: unrolled(t, 0))
    yield states, table((T + 1,), lambda t: unrolled(t, 1))
    powers = table((T + 1,), lambda t: a ** (T - t))
    yield torch.stack([grad(h[-1], s) for s in h]), powers
    yield every, powers * (h[-1] - y)
    yield every[:-1], a * every[1:]
    yield grad(L, b), (every[1:] * x).sum()
    yield grad(L, a), (every[1:] * states[:-1]).sum()
    yield grad(L, a), (every[1:] * states[1:]).sum()
    yield grad(L, x), b * powers[1:] * (h[-1] - y)


def pool_thesis(r: Draw) -> Claims:
    N, C, k, h, w = r.size(1, 2), r.size(1, 2), r.size(2, 3), r.size(1, 2), r.size(1, 2)
    x = r.tensor(N, C, k * h, k * w)
    y = x.reshape(N, C, h, k, w, k).mean((3, 5))
    L = r.loss(y)
    g, back = grad(L, y), grad(L, x)
    yield back, table((N, C, k * h, k * w), lambda n, c, u, v: g[n, c, u // k, v // k] / k**2)
    parts = back.reshape(N, C, h, k, w, k)
    wide = g[:, :, :, None, :, None].expand(N, C, h, k, w, k)
    yield parts, wide / k**2
    yield parts, wide / k
    yield y.sum((2, 3)) / (h * w), x.sum((2, 3)) / (h * k * w * k)
    z = x.mean((2, 3))
    J = jacobian(z, x)
    size = k * h * k * w
    whole = torch.ones(k * h, k * w) / size
    yield J, E("nm,cd,uv->ncmduv", eye(N), torch.ones(C, C), whole)
    yield J, E("nm,cd,uv->ncmduv", eye(N), eye(C), whole)


def wavenet_prose(r: Draw) -> Claims:
    T, K, d = r.size(3, 6), r.size(2, 3), r.size(1, 2)
    x, w = r.tensors((T,), (K,))
    y = table((T,), lambda t: total((K,), lambda k: w[k] * at(x, t - d * k)))
    L = r.loss(y)
    g, gx, gw = grad(L, y), grad(L, x), grad(L, w)
    yield gx, table((T,), lambda u: total((K,), lambda k: w[k] * at(g, u + d * k)))
    yield gx, table((T,), lambda u: total((K,), lambda k: w[k] * at(g, u - d * k)))
    taps = table((K,), lambda k: total((T,), lambda t: g[t] * at(x, t - d * k)))
    yield gw, taps
    yield taps, table((K,), lambda k: total((T,), lambda u: at(g, u + d * k) * x[u]))
    yield (w * gw).sum(), (g * y).sum()
    yield (x * gx).sum(), (g * y).sum()
    yield (y**2).sum(), (x**2).sum()


def mixture_density(r: Draw) -> Claims:
    K = r.size(2, 4)
    a, mu, s = r.tensors((K,), (K,), (K,))
    y = r.tensor()
    p = torch.softmax(a, 0)
    phi = torch.exp(-s - (y - mu) ** 2 / (2 * torch.exp(2 * s))) / math.sqrt(2 * math.pi)
    N = -torch.log((p * phi).sum())
    gamma = p * phi / (p * phi).sum()
    yield grad(N, a), p - gamma
    yield grad(N, a), gamma - p
    yield grad(N, mu), gamma * (mu - y) / torch.exp(2 * s)
    yield grad(N, s), gamma * (1 - (y - mu) ** 2 / torch.exp(2 * s))
    yield grad(N, s), gamma * (1 - (y - mu) ** 2 / torch.exp(s))
    yield grad(N, y), (gamma * (y - mu) / torch.exp(2 * s)).sum()


def pair_contrast(r: Draw) -> Claims:
    N, d = r.sizes(2)
    u, v = r.tensors((N, d), (N, d))
    tau = r.positive()
    s = u @ v.T
    L = -torch.log_softmax(s / tau, 1).diagonal().mean()
    P = torch.softmax(s / tau, 1)
    left = (P @ v - v) / (N * tau)
    yield grad(L, s), (P - eye(N)) / (N * tau)
    yield grad(L, u), (P - eye(N)) @ v / (N * tau)
    yield (P - eye(N)) @ v / (N * tau), left
    yield grad(L, v), (P.T @ u - u) / (N * tau)
    yield grad(L, v), (P @ u - u) / (N * tau)
    yield grad(L, tau), -((P - eye(N)) * s).sum() / (N * tau**2)
    yield grad(L, tau), ((P - eye(N)) * s).sum() / (N * tau**2)


ORACLES = (causal_heads, triangular_flow, scalar_bptt, pool_thesis, wavenet_prose, mixture_density, pair_contrast)
