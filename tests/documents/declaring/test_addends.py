"""Vectors that the sum in which they stand tells, and declared vectors of which the text supposes moments."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize(
    "lead",
    [
        r"Let $W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$ and $z = W x + b$.",
        r"Logits $z = W x + b \in \mathbb{R}^m$, $W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$.",
    ],
)
def test_a_bias(lead: str) -> None:
    claims = r" $$ \frac{\partial z}{\partial b} = I $$ $$ \frac{\partial z}{\partial b} = 2 I $$"
    assert verdicts(lead + claims) == ["proved", "refuted"]


@pytest.mark.parametrize(
    "lead",
    [
        r"Let $X \in \mathbb{R}^{n \times d}$, $w \in \mathbb{R}^d$ and $z = X w + b$.",  # one number for all samples?
        r"Let $X \in \mathbb{R}^{n \times d}$, $W \in \mathbb{R}^{d \times m}$ and $z = X W + b$.",  # one row for all?
    ],
)
def test_a_bias_that_may_be_anything(lead: str) -> None:
    assert verdicts(lead + r" $$ \frac{\partial z}{\partial b} = I $$") == ["error"]


LEADS = [
    r"The data follow $y = X \beta + \varepsilon$ with $X \in \mathbb{R}^{n \times p}$ of full column rank, "
    r"$\beta \in \mathbb{R}^p$, and noise $\varepsilon$ with $\mathbb{E}[\varepsilon] = 0$ and "
    r"$\mathbb{E}[\varepsilon \varepsilon^\top] = \sigma^2 I_n$.",
    r"Let $X \in \mathbb{R}^{n \times p}$ have full column rank, $\beta \in \mathbb{R}^p$, "
    r"$\varepsilon \in \mathbb{R}^n$ and $y = X \beta + \varepsilon$ with $\mathbb{E}[\varepsilon] = 0$ and "
    r"$\mathbb{E}[\varepsilon \varepsilon^\top] = \sigma^2 I$.",
]


@pytest.mark.parametrize("lead", LEADS)
def test_noise_of_which_the_moments_are_told(lead: str) -> None:
    text = rf"""{lead} $$ \hat\beta = (X^\top X)^{{-1}} X^\top y $$ $$ \mathbb{{E}}[\hat\beta] = \beta $$
$$ \operatorname{{Cov}}(\hat\beta) = \sigma^2 (X^\top X)^{{-1}} $$
$$ \operatorname{{Cov}}(\hat\beta) = \sigma^2 X^\top X $$"""
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]


def test_a_moment_that_cannot_be_read_refutes_nothing() -> None:
    text = r"""Let $u \in \mathbb{R}^n$ and let $s$ be a random number with
$\mathbb{E}[s] = 0$ and $\mathbb{E}[s s^\top] = 2 I_n$.
$$ \mathbb{E}[s^2] = 1 $$ $$ \mathbb{E}[s u] = 0 $$"""
    assert verdicts(text) == ["undecided", "proved"]


def test_a_moment_that_is_the_identity_names_nothing() -> None:
    text = r"""Let $u$ be a random vector in $\mathbb{R}^n$ with $\mathbb{E}[u] = 0$ and
$\mathbb{E}[u u^\top] = I$, and let
$A \in \mathbb{R}^{n \times n}$. $$ \mathbb{E}[u^\top A u] = \operatorname{tr} A $$ $$ \mathbb{E}\|u\|^2 = 1 $$
$$ A I = A $$"""
    assert verdicts(text) == ["proved", "refuted", "proved"]


def test_the_identity_on_the_left_side() -> None:
    text = r"""Let $Q \in \mathbb{R}^{n \times n}$ satisfy $Q^\top Q = I$ and let $A \in
\mathbb{R}^{n \times n}$ be invertible.
$$ I = Q Q^\top $$ $$ I = A $$ $$ I_n = A^{-1} A $$ $$ \mathbf{I} = A A^\top $$"""
    assert verdicts(text) == ["proved", "refuted", "proved", "refuted"]
    assert verdicts(r"Let $V, R > 0$. $$ I = V / R $$ $$ V = 2 R I $$") == ["definition", "refuted"]
