"""Facts beside the main clause of a sentence: behind "so that", in brackets of an "if", of an input that is remade."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


def test_a_property_behind_so_that_refutes_nothing() -> None:
    text = (
        r"We have labels collected as the rows of $Y \in \mathbb{R}^{n \times K}$, so that $\sum_k Y_{ik} = 1$ for "
        r"every $i$. $$ \sum_{i,k} Y_{ik} = n $$ $$ \sum_{i,k} Y_{ik} = 2 n $$"
    )
    assert verdicts(text)[0] != "refuted"
    assert verdicts(text)[1] == "refuted"


def test_a_conclusion_behind_so_that_is_no_fact() -> None:
    text = r"Let $x, y \in \mathbb{R}^n$. Then we see that $x = x$, so that $x^\top y = 0$. $$ x^\top y = 0 $$"
    assert verdicts(text) != ["proved"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("If nothing is dropped ($m_i = 1$ for all $i$) and $q = 1$, then", "proved"),
        ("If $m_i = 1$ for all $i$ and $q = 1$, then", "proved"),
        ("If $q = 1$, then", "refuted"),
        ("In general", "refuted"),
    ],
)
def test_a_condition_in_brackets(words: str, expected: str) -> None:
    text = (
        r"Let $m \in \{0, 1\}^d$, $x \in \mathbb{R}^d$ and $q > 0$. $$ y_i = \frac{m_i x_i}{q} $$ "
        f"{words} $$ y = x $$"
    )
    assert verdicts(text)[-1] == expected


def test_an_input_that_is_made_later() -> None:
    text = r"""Let $x, z \in \mathbb{R}^n$ and $A \in \mathbb{R}^{n \times n}$.

$$ f = \sum_i x_i^2 $$

$$ \frac{\partial f}{\partial x_i} = x_i $$

With $x = A z$ we get

$$ \frac{\partial f}{\partial z} = 2 A^\top x $$
"""
    assert verdicts(text) == ["definition", "refuted", "proved"]


@pytest.mark.parametrize(
    ("words", "refuting", "proving"),
    [
        (r"Let $P$ be the hat matrix, so that $P^\top = P$ and $P P = P$.", False, True),
        (r"Let $P$ be the hat matrix, so that $P P = P$ and $P^\top = P$.", False, True),
        (r"Choose $P$ so that $P^\top = P$ and $P P = P$.", False, True),
        (r"Take the special choice of equal weights, so that $P^\top = P$ and $P P = P$.", False, False),
        (r"Let $Q = P P$, so that $Q^\top = P^\top P^\top$.", True, False),
        (r"Let $Q = P + P^\top$, so that $Q^\top = Q$.", True, False),
    ],
)
def test_what_a_let_comes_to(words: str, refuting: bool, proving: bool) -> None:
    text = r"We have $P \in \mathbb{R}^{n \times n}$ and $y \in \mathbb{R}^n$. " + words
    right, wrong = verdicts(rf"{text} $$ \|P y\|^2 = y^\top P y $$ $$ \|P y\|^2 = 2 y^\top P y $$")[-2:]
    assert right == "refuted" if refuting else right == "proved" if proving else right != "refuted"
    assert wrong != "proved"
