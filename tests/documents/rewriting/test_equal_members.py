r"""Families of equal numbers, ``P_l = m^2``, beside sums over another letter."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

TOTALS = (r"\sum_{l=1}^L P_l", r"\sum_{i=1}^L P_i", r"P_1 + \dots + P_L", r"P_1 + P_2 + \dots + P_L")
CLAIMS = r" $$ P = L m^2 $$ $$ P = L m $$"


@pytest.mark.parametrize("total", TOTALS)
def test_in_displays(total: str) -> None:
    text = rf"Let $m$ be a positive integer. $$ P_l = m^2 $$ $$ P = {total} $$"
    assert verdicts(text + CLAIMS)[-2:] == ["proved", "refuted"]


@pytest.mark.parametrize("total", TOTALS)
def test_beside_layers(total: str) -> None:
    text = rf"""All layers are $h_l = \sigma(W_l h_{{l-1}})$ for $l = 1, \dots, L$ with
$W_l \in \mathbb{{R}}^{{m \times m}}$.  The total number of weights is $P = {total}$ with $P_l = m^2$:"""
    assert verdicts(text + CLAIMS) == ["proved", "refuted"]


@pytest.mark.parametrize("total", TOTALS)
def test_with_the_range_of_the_sum_alone(total: str) -> None:
    text = rf"The total number of weights is $P = {total}$ with $P_l = m^2$:"
    assert verdicts(text + CLAIMS) == ["proved", "refuted"]


def test_without_a_range() -> None:
    text = r"The total number of weights is $P = \sum_l P_l$ with $P_l = m^2$:"
    assert verdicts(text + CLAIMS) == ["error", "error"]


def test_with_two_ranges() -> None:
    text = r"Let $P = \sum_{l=1}^L P_l$ and $Q = \sum_{l=1}^M P_l$ with $P_l = m^2$."
    assert verdicts(text + CLAIMS) == ["error", "error"]
