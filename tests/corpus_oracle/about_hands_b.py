"""Attention, recurrences over time, likelihoods and activations in fresh hands, again in torch."""

from __future__ import annotations

import math

import torch

from tests.corpus_oracle.common import Claims, Draw, at, eye, grad, jacobian, smooth, smooth_1, table, total

E = torch.einsum
sg = torch.sigmoid


def ssm_bptt(r: Draw) -> Claims:
    T, N = r.size(3, 4), r.size()
    u, a, b, c = r.tensors((T,), (N,), (N,), (N,))
    x = [torch.zeros(N).requires_grad_()]
    for t in range(T):
        x.append(a * x[-1] + b * u[t])
    X = torch.stack(x)  # gradient nodes
    y = torch.stack([(c * x[t + 1]).sum() for t in range(T)])
    L = r.loss(y)
    g = grad(L, y)
    lam = torch.stack([grad(L, x[t + 1]) for t in range(T)])
    yield grad(L, c), (g[:, None] * X[1:]).sum(0)
    yield grad(L, b), (lam * u[:, None]).sum(0)
    yield grad(L, a), (lam * X[:-1]).sum(0)
    yield grad(L, u), lam @ b
    yield grad(L, a), (lam * X[1:]).sum(0)
    yield grad(L, b), c * (g * u).sum()


def multihead(r: Draw) -> Claims:
    T = r.size(2, 3)
    D = Ee = r.size(2, 2)
    H = r.size(1, 2)
    X = r.tensor(T, D)
    Q, K, V = r.tensors(*[(H, D, Ee)] * 3)
    Out = r.tensor(H, Ee, D)
    q, k, v = [E("td,hde->hte", X, M) for M in (Q, K, V)]
    s = E("hie,hje->hij", q, k) / math.sqrt(Ee)
    m = torch.tril(torch.ones(T, T))
    e = torch.exp(s) * m
    a = e / e.sum(2, keepdim=True)
    c = E("hij,hje->hie", a, v)
    Y = E("hte,hed->td", c, Out)
    L = r.loss(Y)
    G = grad(L, Y)
    gc = grad(L, c)
    yield a.sum(2), torch.ones(H, T)
    J = jacobian(c, v)
    yield (
        torch.stack([J[h, :, e, h, :, e] for h in range(H) for e in range(Ee)]),
        torch.stack([a[h] for h in range(H) for e in range(Ee)]),
    )
    yield gc, E("td,hed->hte", G, Out)
    yield grad(L, Out), E("hte,td->hed", c, G)
    yield grad(L, v), E("hij,hie->hje", a, gc)
    yield grad(L, v), E("hij,hie,ij->hje", a, gc, torch.triu(torch.ones(T, T)))
    yield grad(L, v), E("hij,hie->hje", a, gc)
    J = jacobian(a, s)
    yield E("hijhij->hij", J), a * (1 - a)
    yield grad(L, Out), E("hte,td->hed", v, G)
    yield gc, E("td,hde->hte", G, Out)


def focal_smoothing(r: Draw) -> Claims:
    C = r.size()
    z, w = r.tensors((C,), (C,))
    al = r.positive()
    y = torch.softmax(r.tensor(C).detach(), 0)
    p = torch.softmax(z, 0)
    q = (1 - al) * y + al / C
    loss = -(q * torch.log(p)).sum()
    yield q.sum(), 1.0
    yield grad(loss, z), p - q
    yield grad(loss, z), p - y
    yield grad(loss, z), p - y + al * (y - 1 / C)
    a = r.tensor()
    pi = sg(a)
    F = -((1 - pi) ** 2) * torch.log(pi)
    yield grad(F, a), (1 - pi) ** 2 * (2 * pi * torch.log(pi) - (1 - pi))
    yield grad(F, a), (1 - pi) ** 2 * (2 * torch.log(pi) - (1 - pi))
    yield grad(F, a), -((1 - pi) ** 3)
    rr = torch.softmax(w, 0)
    K = (rr * torch.log(rr / p)).sum()
    yield grad(K, z), p - rr
    yield grad(K, z), rr - p
    yield grad(K, w), rr * (torch.log(rr / p) - K)


def transposed_conv_blog(r: Draw) -> Claims:
    s = r.size(2, 3)
    A, K = r.size(2, 3), r.size(2, 4)
    B = r.size(s * A - 1, s * A + K)
    x, f = r.tensors((A,), (K,))
    y = table((B,), lambda b: total((A, K), lambda a, k: x[a] * f[k] * (b == s * a + k)))
    L = r.loss(y)
    g = grad(L, y)
    yield y, table((B,), lambda b: total((A,), lambda a: x[a] * at(f, b - s * a)))
    yield grad(L, x), table((A,), lambda a: total((K,), lambda k: f[k] * at(g, s * a + k)))
    yield grad(L, f), table((K,), lambda k: total((A,), lambda a: x[a] * at(g, s * a + k)))
    yield grad(L, x), table((A,), lambda a: total((K,), lambda k: f[k] * at(g, a + k)))
    yield grad(L, f), table((K,), lambda k: total((A,), lambda a: x[a] * at(g, a + s * k)))
    q = x.repeat_interleave(s)
    R = r.loss(q)
    h = grad(R, q)
    yield grad(R, x), h.reshape(A, s).sum(1)
    yield grad(R, x), h.reshape(A, s).mean(1)


def expectation_dropout(r: Draw) -> Claims:
    S, n = r.size(3, 4), r.size()
    pi = torch.softmax(r.tensor(S).detach(), 0)
    m0 = r.tensor(S, n).detach()
    p = r.positive().detach()
    m = m0 - (pi @ m0) + p
    x, w = r.tensors((n,), (n,))
    y = (m * w * x).sum(1) / p
    yield (pi * y).sum(), (w * x).sum()
    yield pi @ jacobian(y, w), x
    yield (pi * p * y).sum(), (w * x).sum()
    V = (pi * (y - (w * x).sum()) ** 2).sum()
    yield V, (pi * y**2).sum() - (w * x).sum() ** 2
    yield V, (pi * y**2).sum() - (w**2 * x**2).sum()


def logreg_samples(r: Draw) -> Claims:
    N, D = r.sizes(2)
    x, w, b = r.tensors((N, D), (D,), ()) if False else (r.tensor(N, D), r.tensor(D), r.tensor())
    y = r.tensor(N)
    a = b + x @ w
    p = sg(a)
    L = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
    ga = (p - y) / N
    for _ in range(3):
        yield grad(L, a), ga
    yield grad(L, w), ga @ x
    yield grad(L, b), ga.sum()
    H = jacobian(grad(L, w), w)
    yield H, E("n,nd,ne->de", p * (1 - p) / N, x, x)
    yield grad(L, w), -ga @ x
    yield grad(L, b), N * ga.sum()
    yield H, E("n,nd,ne->de", p * (1 - y) / N, x, x)


def gauss_nll(r: Draw) -> Claims:
    N = r.size()
    mu, s, t = r.tensors((N,), (N,), (N,))
    D = t - mu
    es = torch.exp(-s)
    L = 0.5 * (s + D**2 * es + math.log(2 * math.pi)).sum()
    gm, gs = grad(L, mu), grad(L, s)
    yield gm, -D * es
    yield gs, 0.5 * (1 - D**2 * es)
    yield gs, 0.5 * (1 - D**2 * es**2)
    yield gm, D * es
    yield grad(gs, s), 0.5 * D**2 * es
    yield jacobian(gm, mu), torch.diag(es)
    H = jacobian(gm, s)
    yield H, torch.diag(D * es)
    yield H, -torch.diag(D * es)
    v = r.positive()
    J = N / 2 * torch.log(v) + (D**2).sum() / (2 * v)
    yield grad(J, v), N / (2 * v) - (D**2).sum() / (2 * v**2)
    yield grad(J, v), 1 / (2 * v) - (D**2).sum() / (2 * v**2)


def rnn_vector_elements(r: Draw) -> Claims:
    T, D, H = r.size(2, 3), r.size(), r.size()
    x, Wx, Wh, b = r.tensors((T, D), (H, D), (H, H), (H,))
    h = [torch.zeros(H)]
    z = []
    for t in range(T):
        z.append(b + Wh @ h[-1] + Wx @ x[t])
        h.append(torch.tanh(z[-1]))
    L = sum(r.loss(a) for a in h[1:])
    gz = torch.stack([grad(L, a) for a in z])
    hh = torch.stack(h)
    Z = torch.stack(z)
    yield grad(L, b), gz.sum(0)
    yield grad(L, Wh), gz.T @ hh[:-1]
    yield grad(L, Wx), gz.T @ x
    yield grad(L, Wh), hh[:-1].T @ gz
    gh = torch.stack([grad(L, a) for a in h[1:]])
    yield gz, (1 - hh[1:] ** 2) * gh
    yield gz, (1 - Z**2) * gh


def lecture_softplus_elu(r: Draw) -> Claims:
    a = r.tensor(7)

    def f(t: torch.Tensor) -> torch.Tensor:
        return torch.log(1 + torch.exp(t))

    s = sg(a)
    f1 = grad(f(a), a)
    f2 = grad(f1, a)
    yield f1, s
    yield f2, s * (1 - s)
    yield f2, s**2
    yield f(a) - f(-a), a
    yield s + sg(-a), torch.ones(7)
    yield torch.tanh(a), 2 * sg(2 * a) - 1
    yield torch.tanh(a), 2 * s - 1
    yield f(a), a / 2 + torch.log(2 * torch.cosh(a / 2))
    yield f(2 * a), 2 * f(a)
    al = r.positive()
    p = (a > 0).double()
    Ea = torch.where(a > 0, a, al * (torch.exp(a) - 1))
    g = grad(Ea, a)
    yield g, p + (Ea + al) * (1 - p)
    yield g, p + Ea * (1 - p)
    yield g, p + al * torch.exp(-a) * (1 - p)
    yield jacobian(Ea, a), torch.diag(p + al * torch.exp(a) * (1 - p))


def resnet_block_text(r: Draw) -> Claims:
    N, D, M = r.size(1, 3), r.size(), r.size()
    x, U, V = r.tensors((N, D), (M, D), (D, M))
    h = smooth(x) @ U.T
    y = x + smooth(h) @ V.T
    L = r.loss(y)
    g = grad(L, y)
    yield grad(L, V), g.T @ smooth(h)
    e = smooth_1(h) * (g @ V)
    yield grad(L, h), e
    yield grad(L, U), e.T @ smooth(x)
    f = smooth_1(x)
    yield grad(L, x), g + f * (e @ U)
    yield grad(L, x), f * (g + e @ U)
    yield grad(L, x), f * (e @ U)
    J = jacobian(y, x)
    Jn = E("ndnc->ndc", J)
    b = E("dm,nm,mc,nc->ndc", V, smooth_1(h), U, f)
    yield Jn, eye(D) + b
    yield Jn, 1 + b
    yield J, E("nk,ndc->ndkc", eye(N), Jn)


def pool_stride_cases(r: Draw) -> Claims:
    s, K = r.size(1, 3), r.size(1, 3)
    C, T, U = r.size(2, 3), r.size(3, 6), r.size(2, 3)
    x = r.tensor(C, T)
    y = table((C, U), lambda c, u: total((K,), lambda k: at(x, c, s * u + k)) / K)
    L = r.loss(y)
    g = grad(L, y)
    gx = grad(L, x)
    v = table((C, T), lambda c, t: total((U,), lambda u: g[c, u] * (s * u <= t < s * u + K)) / K)
    yield gx, v
    yield gx, v
    yield gx, table((C, T), lambda c, t: total((U,), lambda u: g[c, u] * (s * u <= t <= s * u + K)) / K)
    yield gx, v * K / s
    m = table((C, U), lambda c, u: total((K,), lambda k: at(x, c, s * u + k) ** 2))
    J = jacobian(m, x)
    yield J, table((C, U, C, T), lambda c, u, d, t: 2 * (c == d) * x[c, t] * (s * u <= t < s * u + K))
    yield J, table((C, U, C, T), lambda c, u, d, t: 2 * x[c, t] * (s * u <= t < s * u + K))
    z = x.mean(1)
    Ee = r.loss(z)
    gz = grad(Ee, z)
    yield grad(Ee, x), gz[:, None].expand(C, T) / T
    yield grad(Ee, x).sum(1), gz
    yield jacobian(z, x), torch.full((C, C, T), 1 / T)


ORACLES = [
    ssm_bptt,
    multihead,
    focal_smoothing,
    transposed_conv_blog,
    expectation_dropout,
    logreg_samples,
    gauss_nll,
    rnn_vector_elements,
    lecture_softplus_elu,
    resnet_block_text,
    pool_stride_cases,
]
