r"""Sums that name no index: over the one letter that nothing else in the equation has."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

_HEAD = r"""Let $z, y \in \mathbb{R}^n$ and $W \in \mathbb{R}^{m \times n}$.
$$ p_i = \frac{e^{z_i}}{\sum e^{z_j}}, \qquad L = -\sum y_i \log p_i $$
"""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\sum p_i = 1", "proved"),
        (r"\sum p_i = 2", "refuted"),
        (r"z_i \sum p_j = z_i", "proved"),
        (r"z_i \sum p_i = z_i", "error"),
        (r"\frac{\partial L}{\partial z_k} = p_k \sum y_i - y_k", "proved"),
        (r"\frac{\partial L}{\partial z_k} = p_k - y_k \sum y_i", "refuted"),
        (r"h_k = \sum W_{kj} z_j", "definition"),
        (r"q = \sum W_{kj} z_j", "error"),
        (r"p_k \sum_i y_i - y_k = p_k - y_k \quad (\text{since } \sum y_i = 1)", "proved"),
    ],
)
def test_the_one_letter_that_is_left(line: str, verdict: str) -> None:
    assert verdicts(f"{_HEAD} $$ {line} $$") == ["definition", "definition", verdict]
