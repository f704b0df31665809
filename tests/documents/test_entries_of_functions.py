r"""Functions that are given entry by entry: $f_i(x)$, $\sigma(z)_i$, the layers $f_l(x)$, and a sum of functions with
their letter."""

from __future__ import annotations

import pytest

from tests.documents.judging import verdicts

SOFTMAX = (
    r"For $\mathbf{z} \in \mathbb{R}^K$ the softmax is "
    r"$$ \sigma(\mathbf{z})_i = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}. $$"
)
BELOW = r"Let $z \in \mathbb{R}^K$ and $c \in \mathbb{R}$. $$ \sigma_i(z) = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}} $$"
APPLIED = (
    r"The softmax is $$ \sigma(\mathbf{z})_i = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}. $$ With "
    r"$W \in \mathbb{R}^{K \times D}$ and $x \in \mathbb{R}^D$ put $$ p = \sigma(W x). $$"
)
FIELD = (
    r"Let $x \in \mathbb{R}^n$ and $A \in \mathbb{R}^{m \times n}$. A field $f : \mathbb{R}^n \to \mathbb{R}^m$ has "
    r"$$ f_i(x) = \tanh\Bigl(\sum_{j=1}^n A_{ij} x_j\Bigr). $$"
)
SUM = (
    r"Let $x \in \mathbb{R}^d$ and $A_i \in \mathbb{R}^{d \times d}$ be symmetric for $i = 1, \dots, n$. "
    r"$$ f(x) = \frac1n \sum_{i=1}^n f_i(x), \qquad f_i(x) = \frac12 x^\top A_i x $$"
)
LAYERS = (
    r"Let $x_0 \in \mathbb{R}^d$ and $$ f_l(x) = \tanh(W_l x + b_l), \quad l = 1, \dots, L $$ with "
    r"$W_l \in \mathbb{R}^{d \times d}$ and $b_l \in \mathbb{R}^d$. The states are $$ x_l = f_l(x_{l-1}). $$"
)
SCORES = (
    r"Let $x \in \mathbb{R}^D$, $w_k \in \mathbb{R}^D$ and $b_k \in \mathbb{R}$. "
    r"$$ s_k(x) = w_k^\top x + b_k, \quad k = 1, \dots, K $$"
)
D_SIGMA = r"\frac{\partial \sigma(\mathbf{z})_i}{\partial z_j} = \sigma(\mathbf{z})_i"
SIGMOID = r"Let $z \in \mathbb{R}^K$."


@pytest.mark.parametrize(
    ("text", "claim", "verdict"),
    [
        (SOFTMAX, r"\sum_{i=1}^K \sigma(\mathbf{z})_i = 1", "proved"),
        (SOFTMAX, rf"{D_SIGMA} (\delta_{{ij}} - \sigma(\mathbf{{z}})_j)", "proved"),
        (SOFTMAX, rf"{D_SIGMA} (1 - \sigma(\mathbf{{z}})_j)", "refuted"),
        (BELOW, r"\sigma_i(z + c \mathbf{1}) = \sigma_i(z)", "proved"),
        (BELOW, r"\sigma_i(2 z) = \sigma_i(z)", "refuted"),
        (BELOW, r"\frac{\partial \sigma_i}{\partial z_j} = \sigma_i(z) (\delta_{ij} - \sigma_j(z))", "proved"),
        (APPLIED, r"\frac{\partial p_k}{\partial W_{jd}} = p_k (\delta_{kj} - p_j) x_d", "proved"),
        (APPLIED, r"\frac{\partial p_k}{\partial W_{jd}} = p_k (\delta_{kj} - p_k) x_d", "refuted"),
        (SIGMOID, r"\sigma(z)_i = \frac{1}{1 + e^{-z_i}}", "proved"),
        (SIGMOID, r"\sigma(z)_i = \frac{1}{1 + e^{z_i}}", "refuted"),
        (FIELD, r"\frac{\partial f_i}{\partial x_j}(x) = (1 - f_i(x)^2) A_{ij}", "proved"),
        (FIELD, r"\frac{\partial f_i}{\partial x_j} = (1 - f_i(x)^2) A_{ji}", "refuted"),
        (SUM, r"\nabla f_i(x) = A_i x", "proved"),
        (SUM, r"\nabla f(x) = \frac1n \sum_{i=1}^n \nabla f_i(x)", "proved"),
        (SUM, r"\nabla f(x) = \sum_{i=1}^n A_i x", "refuted"),
        (LAYERS, r"\frac{\partial x_l}{\partial x_{l-1}} = \operatorname{diag}(1 - x_l^2) W_l", "proved"),
        (LAYERS, r"\frac{\partial x_l}{\partial x_{l-1}} = W_l \operatorname{diag}(1 - x_l^2)", "refuted"),
        (SCORES, r"s_k(x) - s_j(x) = (w_k - w_j)^\top x + b_k - b_j", "proved"),
        (SCORES, r"s_k(2x) = 2 s_k(x) - b_k", "proved"),
        (SCORES, r"s_k(2x) = 2 s_k(x)", "refuted"),
    ],
)
def test_entries_of_functions(text: str, claim: str, verdict: str) -> None:
    assert verdicts(f"{text}\n\n$$ {claim} $$\n")[-1] == verdict


def test_entries_that_cannot_be_read_leave_no_number_behind() -> None:
    text = r"$$ \sigma(z)_i = \frac{e^{z_i} A z}{\sum_j e^{z_j}} $$ With $x \in \mathbb{R}^K$, $$ p = \sigma(x) $$"
    assert not {"proved", "refuted"} & set(verdicts(rf"{text} $$ \sum_k p_k = 1 $$"))
