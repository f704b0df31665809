r"""Matrices of what another sentence has called by a noun, "stacking the inputs as rows of $X$"; labels in a list."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

INPUTS = (
    r"Consider $n$ inputs $x_1, \dots, x_n \in \mathbb{R}^d$ with labels $y_1, \dots, y_n \in \{0, 1\}$, and let "
    r"$w \in \mathbb{R}^d$. Abbreviate $s_i = \sigma(w^\top x_i)$. "
)
ROWS = INPUTS + r"Stacking the inputs as rows of $X \in \mathbb{R}^{n \times d}$ we get "
COLUMNS = INPUTS + r"Collect all the inputs as columns of a matrix $X \in \mathbb{R}^{d \times n}$. Then "


@pytest.mark.parametrize(
    ("text", "claim", "verdict"),
    [
        (ROWS, r"\sum_i s_i x_i = X^\top s", "proved"),
        (ROWS, r"\sum_i s_i x_i = 2 X^\top s", "refuted"),
        (ROWS, r"s = \sigma(X w)", "proved"),
        (ROWS, r"s = X w", "refuted"),
        (COLUMNS, r"\sum_i s_i x_i = X s", "proved"),
        (COLUMNS, r"s = \sigma(X^\top w)", "proved"),
        (INPUTS, r"y_i^2 = y_i", "proved"),
        (INPUTS, r"2 y_i = 1", "refuted"),
        (INPUTS, r"\sum_i y_i (1 - y_i) = 0", "proved"),
    ],
)
def test_rows_columns_and_labels(text: str, claim: str, verdict: str) -> None:
    assert verdicts(f"{text}$$ {claim} $$")[-1] == verdict


def test_members_that_stand_in_claims_alone() -> None:
    text = r"Let $x_1, \dots, x_n, w \in \mathbb{R}^d$ with labels $y_i \in \{0, 1\}$ and $s_i = w^\top x_i$."
    assert verdicts(f"{text} $$ y_i^2 = y_i $$ $$ y_i = s_i $$")[-2:] == ["proved", "refuted"]
