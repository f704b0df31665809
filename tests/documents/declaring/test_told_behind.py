r"""Vectors that the text gives by their entries, and what it tells behind the line that reads it."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LOSS = r"""Let $X\in\mathbb{R}^{N\times d}$, $t\in\mathbb{R}^N$, $w\in\mathbb{R}^d$, $a = Xw$ and
$$ J = \sum_{i=1}^N [\log(1+e^{a_i}) - t_i a_i] $$
"""
ENTRIES = [
    r"where $p\in\mathbb{R}^N$ has entries $\sigma(a_i)$.",
    r"where the vector $p$ has the entries $\sigma(a_i)$.",
    r"where $p$ is a vector with components $1/(1+e^{-a_i})$.",
]


@pytest.mark.parametrize("said", ENTRIES)
def test_entries_that_are_given_by_a_formula(said: str) -> None:
    assert verdicts(LOSS + r"$$ \nabla_w J = X^\top(p - t), $$" + said)[1:] == ["proved"]
    assert verdicts(LOSS + r"$$ \nabla_w J = X^\top(p + t), $$" + said)[1:] == ["refuted"]


def test_entries_whose_letters_may_be_in_another_order() -> None:
    text = r"""Let $x\in\mathbb{R}^n$ and let $K\in\mathbb{R}^{n\times n}$ have entries $%s$.
$$ \operatorname{tr} K = 0 $$"""
    assert verdicts(text % "x_i - x_j") == ["proved"]
    assert verdicts(text % "x_j - 2 x_i") != ["proved"]


@pytest.mark.parametrize(
    "said",
    [
        r"Here $p\in\mathbb{R}^N$, $p_i = \sigma(a_i)$.",
        r"Here $p\in\mathbb{R}^N$ is the vector with entries $\sigma(a_i)$.",
        r"In this formula $p = \sigma(a)\in\mathbb{R}^N$.",
    ],
)
def test_what_is_told_behind_a_line_refutes_it_not(said: str) -> None:
    assert verdicts(LOSS + r"$$ \nabla_w J = X^\top(p - t). $$" + said)[1:] == ["undecided"]


ROWS = r"""$$ a_i = w^\top x_i $$
$$ a_i = (X w)_i $$
$$ a_i = 2 (X w)_i $$"""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            r"Data $(x_i,t_i)$, $i=1,\ldots,N$, $x_i\in\mathbb{R}^d$ are the rows of $X\in\mathbb{R}^{N\times d}$, "
            r"$t\in\{0,1\}^N$, weights $w\in\mathbb{R}^d$.",
            "proved",
        ),
        (
            r"Let $x_1, \dots, x_N \in\mathbb{R}^d$ be the data, $X\in\mathbb{R}^{N\times d}$ the data matrix with "
            r"these as rows, and $w\in\mathbb{R}^d$.",
            "undecided",
        ),
        (
            r"Let $x_1, \dots, x_N \in\mathbb{R}^d$ be inputs, collected row-wise in $X\in\mathbb{R}^{N\times d}$, and "
            r"$w\in\mathbb{R}^d$.",
            "undecided",
        ),
    ],
)
def test_rows_in_words_that_are_not_read_refute_nothing(said: str, expected: str) -> None:
    assert verdicts(said + ROWS) == ["definition", expected, "refuted"]


def test_noise_that_a_long_sentence_brings_up_and_a_variance_nobody_declares() -> None:
    text = r"""The design $X\in\mathbb{R}^{n\times p}$ is fixed with $X^\top X$ invertible; the truth is
$\beta\in\mathbb{R}^p$,
and the noise $\varepsilon\in\mathbb{R}^n$ is a random vector satisfying
$$ \mathbb{E}[\varepsilon] = 0,\qquad\mathbb{E}[\varepsilon\varepsilon^\top] = s^2I. $$
We observe $y=X\beta+\varepsilon$. Then
$$ \mathbb{E}[\|y - X\beta\|^2] = s^2(1 + n - 1) $$
$$ \mathbb{E}[\|y - X\beta\|^2] = s^2(n - p) $$"""
    assert verdicts(text) == ["hypothesis", "hypothesis", "proved", "refuted"]
