"""Losses of adversarial networks, running averages and a pooled sequence in fresh hands, again in torch."""

from __future__ import annotations

import torch

from tests.corpus_oracle.common import Claims, Draw, grad, jacobian

E = torch.einsum


def gan_losses_blog(r: Draw) -> Claims:
    n = r.size(2, 4)
    a, b = r.tensors((n,), (n,))
    s, zero = torch.sigmoid, torch.zeros(())
    D = -torch.log(s(a)).mean() - torch.log(1 - s(b)).mean()
    G = torch.log(1 - s(b)).mean()
    other = -torch.log(s(b)).mean()
    hinge = torch.maximum(zero, 1 - a).mean() + torch.maximum(zero, 1 + b).mean()
    square = ((a - 1) ** 2).mean() / 2
    yield D, torch.log(1 + torch.exp(-a)).mean() + torch.log(1 + torch.exp(b)).mean()
    yield grad(D, a), -(1 - s(a)) / n
    yield grad(D, b), s(b) / n
    yield grad(D, a), (1 - s(a)) / n
    yield grad(G, b), -s(b) / n
    yield grad(other, b), -s(-b) / n
    yield other - G, -b.mean() - 2 * G
    yield grad(hinge, a), -(a < 1).double() / n
    yield grad(hinge, b), (b > -1).double() / n
    yield grad(hinge, b), (b < -1).double() / n
    yield grad(square, a), (a - 1) / n
    yield grad(square, a), (a - 1) / (2 * n)


def moment_estimates(r: Draw) -> Claims:
    T = r.size(2, 4)
    g, beta, rho, eta, w0 = r.tensors((T,), (), (), (), ())
    v, m, w = [torch.zeros(())], [torch.zeros(())], [w0]
    for t in range(T):
        v.append(beta * v[-1] + g[t])
        m.append(rho * m[-1] + (1 - rho) * g[t])
        w.append(w[-1] - eta * v[-1])
    V, M, W = (torch.stack(x[1:]) for x in (v, m, w))
    age = torch.arange(T)[:, None] - torch.arange(T)[None, :]
    past = (age >= 0).double()
    age = age.clamp(min=0)
    step = torch.arange(1, T + 1)
    yield V, (past * beta**age) @ g
    yield V, past @ (beta**step * g)
    yield W, w0 - eta * past @ V
    yield M, (1 - rho) * (past * rho**age) @ g
    weights = (1 - rho) * (past * rho**age).sum(1)
    yield weights, 1 - rho**step
    yield weights, 1 - rho ** (step + 1)
    yield past * jacobian(M, g), past * (1 - rho) * rho**age
    yield past * jacobian(V, g), past * beta**age
    yield past * jacobian(V, g), past * beta ** (age + 1)


def sequence_pooling(r: Draw) -> Claims:
    n, d = r.size(2, 4), r.size(2, 3)
    X, u = r.tensors((n, d), (d,))
    e = X @ u
    alpha = torch.exp(e) / torch.exp(e).sum()
    c = alpha @ X
    loss = r.loss(c)
    gc, ga, ge = grad(loss, c), grad(loss, alpha), grad(loss, e)
    yield ga, X @ gc
    yield ge, alpha * ((X - c) @ gc)
    yield grad(loss, u), ge @ X
    yield grad(loss, X), E("l,j->lj", alpha, gc) + E("j,l->lj", u, ge)
    yield grad(loss, X), E("l,j->lj", alpha, gc)
    yield X.sum() / n, X.mean(0).sum()
    yield ge.sum(), torch.zeros(())
    yield ga.sum(), torch.zeros(())
    yield alpha.sum(), torch.ones(())


ORACLES = (gan_losses_blog, moment_estimates, sequence_pooling)
