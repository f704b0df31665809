"""Digits in subscripts: entries of axes, where an axis asks for each of them."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

TEXT = r"""Let $F \in \mathbb{R}^{K \times C \times 3 \times 3}$ and $x \in \mathbb{R}^{C}$, indices from 0.

$$ y_k = \sum_c F_{kc00} x_c + \sum_c F_{kc12} x_c $$
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r"F_{kc00} + F_{k,c,1,2}", "proved"),
        (r"F_{kc,0,0} + F_{kc12}", "proved"),
        (r"F_{k,c,00} + F_{k,c,12}", "proved"),
        (r"F_{kc00} + F_{kc21}", "refuted"),
        (r"F_{kc01} + F_{kc12}", "refuted"),
    ],
)
def test_digits_are_entries(line: str, expected: str) -> None:
    text = TEXT + rf"$$ \frac{{\partial y_k}}{{\partial x_c}} = {line} $$"
    assert verdicts(text)[-1] == expected


def test_a_number_of_two_digits_is_one_index() -> None:
    text = (
        r"Let $a \in \mathbb{R}^{20}$. $$ \sum_{i=10}^{11} a_i = a_{10} + a_{11}, \quad \sum_{i=10}^{11} a_i = a_1 $$"
    )
    assert verdicts(text) == ["proved", "refuted"]
