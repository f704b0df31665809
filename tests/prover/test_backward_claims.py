"""Gradients at every step of a recurrence, real powers, and causal softmaxes: each with a false neighbour."""

from __future__ import annotations

import pytest

from symderiv.certificate import verify
from symderiv.documents.check import check
from symderiv.documents.walk.document import read

LINEAR = r"""Let $h_0 \in \mathbb{R}$, $a, b, y\in\mathbb R$ and $x \in \mathbb{R}^T$, one-based.
$$h_t = a h_{t-1}+b x_t,\qquad t=1,\dots,T$$
$$L = \tfrac12(h_T-y)^2$$
"""
VECTORS = r"""Let $h_t \in \mathbb{R}^n$ for $t = 0, \dots, T$ and $W \in \mathbb{R}^{n\times n}$.
$$ h_{t,i} = \sum_j W_{ij} h_{t-1,j}, \qquad t = 1, \dots, T $$
$$ E = \sum_i h_{T,i} $$
"""
CHAIN = r"""Let $e\in\mathbb{R}^{T\times K}$, $A\in\mathbb{R}^{K\times K}$. For $t = 2,\dots,T$,
$$ \alpha_{1,k} = e_{1,k}, \qquad \alpha_{t,k} = e_{t,k}+\log\sum_{j=1}^{K}\exp(\alpha_{t-1,j}+A_{jk}) $$
$$ Z = \sum_{k=1}^K\exp(\alpha_{T,k}) $$
"""
CAUSAL = r"""Let $q, k, X\in\mathbb{R}^{T}$ and $b, c \in \mathbb{R}$.
$$S_{ts} = q_t (k_s + c)$$
$$ A_{ts} = \frac{[s\le t]\exp(S_{ts})}{\sum_{r=1}^{T}[r\le t]\exp(S_{tr})} $$
$$ o_t = \sum_{s=1}^T A_{ts} (X_s+b), \qquad G_t = \frac{\partial L}{\partial o_t} $$
"""
FOCAL = r"""Let $z \in \mathbb{R}$, $\gamma > 0$.
$$p = \sigma(z), \qquad F = (1-p)^\gamma \log p$$
"""
POWERS = r"Let $x, a, b, y\in \mathbb{R}$ with $x > 0$."
CLAIMS = [
    (LINEAR, r"\frac{\partial h_T}{\partial h_t} = a^{T-t}", r"\frac{\partial h_T}{\partial h_t} = a^{T-t+1}"),
    (
        LINEAR,
        r"\frac{\partial L}{\partial h_t} = a^{T-t}(h_T-y)",
        r"\frac{\partial L}{\partial h_t} = a^{T-t}(h_t-y)",
    ),
    (
        LINEAR,
        r"\frac{\partial L}{\partial x_t} = b\,a^{T-t}(h_T-y)",
        r"\frac{\partial L}{\partial x_t} = b\,a^{t}(h_T-y)",
    ),
    (
        VECTORS,
        r"\frac{\partial E}{\partial h_{t-1,j}} = \sum_i W_{ij} \frac{\partial E}{\partial h_{t,i}}",
        r"\frac{\partial E}{\partial h_{t-1,j}} = \sum_i W_{ji} \frac{\partial E}{\partial h_{t,i}}",
    ),
    (
        CHAIN,
        r"\frac{\partial Z}{\partial e_{T,k}} = \exp(\alpha_{T,k})",
        r"\frac{\partial Z}{\partial e_{T,k}} = 2\exp(\alpha_{T,k})",
    ),
    (
        CAUSAL,
        r"\frac{\partial L}{\partial b} = \sum_{t=1}^T \frac{\partial L}{\partial o_t}",
        r"\frac{\partial L}{\partial b} = \sum_{t=1}^T t \frac{\partial L}{\partial o_t}",
    ),
    (CAUSAL, r"\frac{\partial L}{\partial c} = 0", r"\frac{\partial L}{\partial q_t} = 0"),
    (
        FOCAL,
        r"\frac{\partial F}{\partial z} = - (1-p)^\gamma (\gamma p \log p + p - 1)",
        r"\frac{\partial F}{\partial z} = - (1-p)^{\gamma-1} (\gamma p \log p + p - 1)",
    ),
    (POWERS, "x^a x^b = x^{a+b}", "x^a x^b = x^{ab}"),
    (POWERS, "(x^a)^b = x^{ab}", "(x^a)^b = x^{a+b}"),
    (POWERS, "(y^2+1)^a (y^2+1)^{-a} = 1", "(y^2+1)^a (y^2+1)^{a} = 1"),
]


@pytest.mark.parametrize(("start", "true", "false"), CLAIMS)
def test_claims(start: str, true: str, false: str) -> None:
    found = check(read(f"{start}\n$$ {true} $$\n\n$$ {false} $$\n", "a.md"), certificates=True)["equations"][-2:]
    assert [e["verdict"] for e in found] == ["proved", "refuted"], found
    assert verify(found[0]["certificate"])


def test_powers_of_what_may_be_negative_are_left_alone() -> None:
    r"""``(y^2)^a = y^{2a}`` fails at ``y = -1``, ``a = 1/2``."""
    found = check(read("Let $y, a \\in \\mathbb{R}$.\n$$ (y^2)^a = y^{2a} $$\n", "a.md"))["equations"]
    assert found[0]["verdict"] == "refuted"
