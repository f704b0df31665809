"""Suppositions about every vector, and words about vectors that are the rows or columns of a matrix."""

from __future__ import annotations

import pytest

from symderiv.documents.supposing.roles import announcement
from tests.documents.judged import verdicts

CLAIMS = r""" Let $y \in \mathbb{R}^n$.
$$ y^\top A y \ge \mu \|y\|^2 $$ $$ \|A y\|^2 \ge 0 $$"""
LEAD = r"Let $A \in \mathbb{R}^{n \times n}$ be symmetric and $\mu > 0$. "


@pytest.mark.parametrize(
    "words",
    [
        r"Assume that $x^\top A x \ge \mu \|x\|^2$ for all $x \in \mathbb{R}^n$.",
        r"Suppose $$ x^\top A x \ge \mu \|x\|^2 \quad \text{for all } x \in \mathbb{R}^n. $$",
        r"Suppose that for all $x \in \mathbb{R}^n$ we have $$ x^\top A x \ge \mu \|x\|^2. $$",
    ],
)
def test_what_holds_for_every_vector_refutes_nothing(words: str) -> None:
    found = [v for v in verdicts(LEAD + words + CLAIMS) if v != "hypothesis"]
    assert found[0] != "refuted"
    assert found[1] == "proved"


def test_what_holds_for_the_vector_at_hand() -> None:
    text = LEAD + r"Assume that $x^\top A x \ge \mu \|x\|^2$ for some $x \in \mathbb{R}^n$." + CLAIMS
    assert verdicts(text) == ["refuted", "proved"]


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("Suppose that for all ⟦2⟧ we have", "suppose"),
        ("Suppose that we have", "suppose"),
        ("Suppose ⟦0⟧ is symmetric; we have", ""),
        ("Suppose that ⟦0⟧, then we have", ""),
    ],
)
def test_we_have_within_a_supposition(sentence: str, word: str) -> None:
    assert announcement(sentence, display=True) == word


def test_columns_that_are_orthonormal() -> None:
    text = r"""Let $q_1, \dots, q_k \in \mathbb{R}^n$ be orthonormal and let $Q \in \mathbb{R}^{n
\times k}$ have the columns
$q_1, \dots, q_k$. Let $b \in \mathbb{R}^n$.
$$ Q^\top Q = I $$ $$ Q Q^\top = I $$ $$ \|Q^\top b\|^2 \le \|b\|^2 $$ $$ \operatorname{tr}(Q Q^\top) = k $$"""
    assert verdicts(text) == ["proved", "refuted", "proved", "proved"]


def test_rows_of_unit_length() -> None:
    text = r"""Let $q_1, \dots, q_k \in \mathbb{R}^n$ be unit vectors and let $Q \in \mathbb{R}^{k
\times n}$ have the rows
$q_1^\top, \dots, q_k^\top$. $$ (Q Q^\top)_{ii} = 1 $$ $$ \operatorname{tr}(Q^\top Q) = k $$ $$ Q Q^\top = I $$"""
    assert verdicts(text) == ["proved", "proved", "refuted"]
