r"""Samples with their number above, ``x^{(i)}`` and ``y^{(i)}``: the rows of a matrix and the entries of a vector."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SAMPLES = r"""Let $x^{(i)} \in \mathbb{R}^n$ and $y^{(i)} \in \mathbb{R}$ for $i = 1, \dots, m$,
$\theta \in \mathbb{R}^n$ and

$$ J = \frac12 \sum_{i=1}^m (\theta^T x^{(i)} - y^{(i)})^2. $$
"""
ROWS = r"Let $X$ be the $m \times n$ matrix whose rows are the $(x^{(i)})^T$"
ENTRIES = r"let $\vec y \in \mathbb{R}^m$ have the entries $y^{(i)}$"
RIGHT = r"J = \frac12 (X \theta - \vec y)^T (X \theta - \vec y)"
WRONG = r"J = (X \theta - \vec y)^T (X \theta - \vec y)"


@pytest.mark.parametrize(
    "rows",
    [
        ROWS,
        r"Let $X \in \mathbb{R}^{m \times n}$ have the rows $(x^{(i)})^T$",
        r"Let $X$ be the $m \times n$ design matrix with rows $x^{(i)T}$",
        r"Let $X \in \mathbb{R}^{m \times n}$ be the matrix with the rows $x^{(i)}$",
    ],
)
@pytest.mark.parametrize(
    "entries",
    [
        ENTRIES,
        r"let $\vec y \in \mathbb{R}^m$ be the vector with entries $y^{(i)}$",
        r"let $\vec y$ be the $m$-dimensional vector containing all the target values $y^{(i)}$",
        r"$\vec y$ collects the targets $y^{(i)}$",
    ],
)
def test_rows_and_entries(rows: str, entries: str) -> None:
    text = f"{SAMPLES}\n{rows} and {entries}. Then\n\n$$ {RIGHT} $$\n\n$$ {WRONG} $$\n"
    assert verdicts(text)[1:] == ["proved", "refuted"]


def test_a_vector_of_the_letter_of_some_numbers_is_made_of_them() -> None:
    targets = r"$\vec y \in \mathbb{R}^m$ the vector of targets"
    text = f"{SAMPLES}\n{ROWS} and {targets}.\n\n$$ {RIGHT} $$\n\n$$ {WRONG} $$\n"
    assert verdicts(text)[1:] == ["proved", "refuted"]
