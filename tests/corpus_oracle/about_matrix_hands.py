"""Adapters, attention, normalisation and quadratic forms in matrix notation, by other hands: in torch."""

from __future__ import annotations

import math

import torch

from tests.corpus_oracle.common import Claims, Draw, eye, grad, jacobian


def lora_note(r: Draw) -> Claims:
    d, k, n = r.size(), r.size(), r.size(1, 2)
    W, B, A, x = r.tensors((d, k), (d, n), (n, k), (k,))
    a, eta = r.tensors((), ())
    s = a / n
    h = W @ x + s * (B @ A @ x)
    L = r.loss(h)
    g = grad(L, h)
    G = torch.outer(g, x)
    yield grad(L, B), s * torch.outer(g, A @ x)
    yield grad(L, A), s * torch.outer(B.T @ g, x)
    yield grad(L, B), torch.outer(g, A @ x)
    yield grad(L, x), (W + s * B @ A).T @ g
    yield grad(L, B), s * G @ A.T
    yield grad(L, A), s * B.T @ G
    B1, A1 = B - eta * s * G @ A.T, A - eta * s * B.T @ G
    first = -eta * s * (B @ B.T @ G + G @ A.T @ A)
    yield B1 @ A1 - B @ A, first + eta**2 * s**2 * G @ A.T @ B.T @ G
    yield B1 @ A1 - B @ A, first


def attention_bars(r: Draw) -> Claims:
    n, m, d, e = r.size(2, 3), r.size(2, 4), r.size(2, 3), r.size(2, 3)
    Q, K, V = r.tensors((n, d), (m, d), (m, e))
    S = Q @ K.T / math.sqrt(d)
    A = torch.softmax(S, 1)
    O = A @ V  # noqa: E741
    L = r.loss(O)
    bO, bA, bS = grad(L, O), grad(L, A), grad(L, S)
    delta = (A * bA).sum(1)
    yield grad(L, V), A.T @ bO
    yield bA, bO @ V.T
    yield bS, A * (bA - delta[:, None])
    yield delta, (O * bO).sum(1)
    yield grad(L, Q), bS @ K / math.sqrt(d)
    yield grad(L, K), bS.T @ Q / math.sqrt(d)
    yield bS, A * bA - A * A * bA
    yield grad(L, Q), bS @ K
    yield bS.sum(1), torch.zeros(n)
    yield bS.sum(0), torch.zeros(m)


def layernorm_blog(r: Draw) -> Claims:
    n = r.size(2, 4)
    P = eye(n) - torch.ones(n, n) / n
    x = r.tensor(n)
    eps = r.positive()
    v = (P @ x) @ (P @ x) / n
    y = P @ x / torch.sqrt(v + eps)
    L = r.loss(y)
    g = grad(L, y)
    dx = grad(L, x)
    root = torch.sqrt(v + eps)
    yield P @ P, P
    yield P.T, P
    yield P @ torch.ones(n), torch.zeros(n)
    yield torch.trace(P), n - 1.0
    yield (P @ x) @ (P @ x) / n, x @ P @ x / n
    yield grad(v, x), 2 / n * P @ x
    yield jacobian(y, x), (P - torch.outer(y, y) / n) / root
    yield dx, (P @ g - (y @ g) * y / n) / root
    yield dx, (g - (y @ g) * y / n) / root
    yield dx, (P @ g - (y @ g) * y / n) / (v + eps)
    yield dx.sum(), 0.0
    yield x @ dx, 0.0
    yield x @ dx, eps / (v + eps) * (y @ g)


def two_layers_rows(r: Draw) -> Claims:
    N, d, h, c = r.sizes(4)
    X, Y, W, V = r.tensors((N, d), (N, c), (d, h), (h, c))
    A = X @ W
    H = torch.tanh(A)
    hat = H @ V
    C = ((hat - Y) ** 2).sum() / (2 * N)
    E = (hat - Y) / N
    yield grad(C, V), H.T @ E
    yield grad(C, H), E @ V.T
    yield grad(C, A), (E @ V.T) * (1 - H * H)
    yield grad(C, W), X.T @ ((E @ V.T) * (1 - H**2))
    yield grad(C, W), X.T @ ((E @ V.T) * (1 - A * A))
    yield grad(C, V), H.T @ E / 2
    yield (grad(C, V) ** 2).sum(), torch.trace(E.T @ H @ H.T @ E)


def weight_decay_post(r: Draw) -> Claims:
    p = r.size()
    theta, g, m, g1 = r.tensors((p,), (p,), (p,), (p,))
    eta, mu, lam = r.tensors((), (), ())
    yield theta - eta * (g + lam * theta), (1 - eta * lam) * theta - eta * g
    m2, mw = mu * m + g + lam * theta, mu * m + g
    t2, tw = theta - eta * m2, (1 - eta * lam) * theta - eta * mw
    yield t2, tw
    yield m2 - mw, lam * theta
    yield m2, mw
    second = (t2 - eta * (mu * m2 + g1 + lam * t2)) - ((1 - eta * lam) * tw - eta * (mu * mw + g1))
    yield second, -eta * mu * lam * theta
    yield second, eta * mu * lam * theta


def cosine_embeddings(r: Draw) -> Claims:
    d = r.size(2, 4)
    a, b = r.tensors((d,), (d,))
    ha, hb = a / a.norm(), b / b.norm()
    s = a @ b / (a.norm() * b.norm())
    ga = grad(s, a)
    yield s, ha @ hb
    yield ga, (hb - s * ha) / a.norm()
    yield grad(s, b), (ha - s * hb) / b.norm()
    yield a @ ga, 0.0
    yield (ga**2).sum(), (1 - s**2) / a.norm() ** 2
    yield ga, (hb - s * ha) / a.norm() ** 2
    yield ga, (hb - s * hb) / a.norm()
    yield ga, hb / a.norm()


def step_sizes(r: Draw) -> Claims:
    n = r.size(2, 4)
    U = r.orthogonal(n)
    lam = r.tensor(n).detach()
    H = U @ torch.diag(lam) @ U.T
    w, eta = r.tensors((n,), ())
    E = w @ H @ w / 2
    alpha = U.T @ w
    yield E, alpha @ torch.diag(lam) @ alpha / 2
    yield E, (lam * alpha**2).sum() / 2
    g = grad(E, w)
    yield U.T @ g, lam * alpha
    yield g, lam * alpha
    w1 = w - eta * g
    yield U.T @ w1, alpha - eta * lam * alpha
    yield U.T @ w1, (1 - eta * lam) * alpha
    yield w @ w, alpha @ alpha
    yield w1 @ H @ w1 / 2, (lam * (1 - eta * lam) ** 2 * alpha**2).sum() / 2
    yield w1 @ H @ w1 / 2, (lam * (1 - eta * lam) * alpha**2).sum() / 2
    yield torch.trace(H), lam.sum()


def householder_homework(r: Draw) -> Claims:
    n = r.size(2, 4)
    v, x, y, B = r.tensors((n,), (n,), (n,), (n, n))
    H = eye(n) - 2 / (v @ v) * torch.outer(v, v)
    square = eye(n) - 4 / (v @ v) * torch.outer(v, v) + 4 / (v @ v) ** 2 * torch.outer(v, v) @ torch.outer(v, v)
    yield H @ H, square
    yield square, eye(n)
    yield H @ v, v - 2 * v
    yield v - 2 * v, -v
    yield H @ v, v
    yield torch.trace(H), n - 2.0
    yield torch.trace(H), n - 1.0
    Q = r.orthogonal(n)
    yield (Q @ x) @ (Q @ x), x @ x
    yield (Q @ x) @ (Q @ y), x @ y
    yield (Q @ x).sum(), x.sum()
    yield (Q @ B).norm(), B.norm()
    yield torch.trace(Q @ B @ Q.T), torch.trace(B)
    yield torch.trace(Q @ B), torch.trace(B)


ORACLES = (
    lora_note,
    attention_bars,
    layernorm_blog,
    two_layers_rows,
    weight_decay_post,
    cosine_embeddings,
    step_sizes,
    householder_homework,
)
