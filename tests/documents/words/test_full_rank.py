"""Matrices that the text calls invertible, or of full rank, beside inequalities."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts


@pytest.mark.parametrize(
    "words",
    [
        r"Let $A \in \mathbb{R}^{m \times n}$ have full column rank.",
        r"Let $A \in \mathbb{R}^{m \times n}$ be of full column rank.",
        r"Let $A \in \mathbb{R}^{m \times n}$ have linearly independent columns.",
        r"Let $A \in \mathbb{R}^{m \times n}$. The columns of $A$ are linearly independent.",
    ],
)
def test_full_column_rank(words: str) -> None:
    text = rf"""{words} $$ \det(A^\top A) \ne 0 $$ $$ \det(A^\top A) > 0 $$ $$ n \le m $$ $$ m \le n $$
$$ P = A (A^\top A)^{{-1}} A^\top $$ $$ \operatorname{{tr}} P = n $$ $$ \operatorname{{tr}} P = m $$"""
    expected = ["proved", "proved", "proved", "refuted", "definition", "proved", "refuted"]
    assert verdicts(text) == expected


def test_full_row_rank() -> None:
    text = r"""Let $A \in \mathbb{R}^{m \times n}$ have full row rank. $$ \det(A A^\top) \ne 0 $$ $$ m \le n $$
$$ \det(A^\top A) \ne 0 $$"""
    assert verdicts(text) == ["proved", "proved", "refuted"]


def test_an_invertible_matrix() -> None:
    text = r"""Let $A \in \mathbb{R}^{n \times n}$ be invertible and $x \in \mathbb{R}^n$, $x \ne 0$. $$ \det A \ne 0 $$
$$ \|A x\|^2 > 0 $$ $$ \|A x\|^2 \ge \|x\|^2 $$"""
    found = verdicts(text)
    assert found[::2] == ["proved", "refuted"]
    assert found[1] != "refuted"


def test_a_counterexample_has_full_rank() -> None:
    text = r"Let $A \in \mathbb{R}^{n \times n}$ be invertible. $$ A^\top A = I $$"
    (found,) = judged(text)
    assert found["verdict"] == "refuted"
    assert found["counterexample"]["values"]["A"] != [["0"]]


def test_an_inequality_from_the_line_before() -> None:
    text = r"""Let $x_1, \dots, x_n, \mu \in \mathbb{R}^d$, $\bar x = \frac1n \sum_i x_i$ and
$S = \frac1n \sum_i (x_i - \bar x)(x_i - \bar x)^\top$.
$$ \frac1n \sum_i \|x_i - \mu\|^2 = \operatorname{tr} S + \|\bar x - \mu\|^2 $$
$$ \frac1n \sum_i \|x_i - \mu\|^2 \ge \operatorname{tr} S $$
$$ \frac1n \sum_i \|x_i - \mu\|^2 \le \operatorname{tr} S $$"""
    assert verdicts(text) == ["proved", "proved", "refuted"]


def test_a_bound_in_a_list_of_definitions() -> None:
    text = r"""For $x \in \mathbb{R}^d$ put $s = \sqrt{\frac1d x^\top x + \epsilon}$, $\epsilon > 0$, and $y = x / s$.
$$ y^\top y \le d $$ $$ y^\top y \ge d $$"""
    assert verdicts(text) == ["proved", "refuted"]
