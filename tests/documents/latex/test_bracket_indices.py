"""Indices in square brackets, and cases whose equation comes behind a few words."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

FILTER = r"""A filter with taps $h[k]$, $k = 0, \dots, K-1$, acts on $x \in \mathbb{R}^N$ (indices from 0):
$$ y[n] = \sum_{k=0}^{K-1} h[k]\, x[n-k], \qquad 0 \le n < N $$
$$ \frac{\partial y[n]}{\partial h[k]} = x[n-k], \quad \frac{\partial y[n]}{\partial x[m]} = h[n-m], \quad
\frac{\partial y[n]}{\partial x[m]} = h[m-n] $$
"""


def test_a_filter() -> None:
    assert verdicts(FILTER) == ["definition", "proved", "proved", "refuted"]


def test_a_recurrence_in_brackets_is_that_in_subscripts() -> None:
    text = r"""Let $s_0 = 0$ and $t = 1, \dots, T$. $$ s[t] = \lambda s[t-1] + (1-\lambda) u[t] $$
    $$ s_t = \lambda s_{t-1} + (1-\lambda) u_t, \qquad s_t = (1-\lambda) \sum_{k=1}^t \lambda^{t-k} u_k, \qquad
    s_t = \sum_{k=1}^t \lambda^{t-k} u_k $$"""
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]


def test_other_brackets_are_factors() -> None:
    text = r"""Let $x, y \in \mathbb{R}^n$ and $a, b \in \mathbb{R}$.
    $$ a [b + a] = a b + a^2, \qquad x_i [x_i > 0] = x_i $$"""
    assert verdicts(text) == ["proved", "refuted"]


LEAK = r"""Let $u \in \mathbb{R}^T$, $t = 1, \dots, T$ and $s_0 = 0$. $$ s_t = \lambda s_{t-1} + (1-\lambda) u_t $$
%s
$$ s_t = c\,(1-\lambda^t) $$
In general,
$$ s_t = c\,(1-\lambda^t) $$
"""


@pytest.mark.parametrize(
    "words",
    [
        "For constant input $u_t = c$ the closed form is",
        "With the constant input $u_t = c$, we get",
        "When the input is constant, $u_t = c$, we get",
        "If the input does not change, i.e. $u_t = c$, then",
    ],
)
def test_a_case_in_words(words: str) -> None:
    assert verdicts(LEAK % words) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "words", ["It would be wrong that", "The formula for constant input is", "Someone had put $u_t = 2 c$ and found"]
)
def test_no_case_in_words(words: str) -> None:
    assert verdicts(LEAK % words)[0] == "definition"
    assert "proved" not in verdicts(LEAK % words)


def test_what_a_case_makes_of_a_new_name_is_a_definition() -> None:
    text = r"""Let $x \in \mathbb{R}^n$. For the mean value $m = \frac1n \sum_i x_i$ we have
    $$ \frac{\partial m}{\partial x_i} = \frac1n, \qquad \frac{\partial m}{\partial x_i} = 1 $$"""
    assert verdicts(text) == ["proved", "refuted"]


def test_an_entry_of_a_cross_correlation_is_of_a_place_inside_of_the_input() -> None:
    """A claim about an entry needs no declared size; a definition and a sum do."""
    text = r"""Let $x \in \mathbb{R}^{n}$, $w, \tilde w \in \mathbb{R}^{k}$ with $\tilde w_p = w_{k-1-p}$.

$$ (x \star w)_i = \sum_p x_{i+p} w_p $$

$$ (x \star w)_i = \sum_p x_{i-p} w_p $$

$$ (x \star w)_i = (x * \tilde w)_{i+k-1} $$

$$ (x \star w)_i = (w \star x)_i $$

$$ \sum_i (x \star w)_i = \sum_i x_i \sum_p w_p $$

$$ y = x \star w $$
"""
    assert verdicts(text) == ["proved", "refuted", "proved", "refuted", "error", "error"]
