r"""Sums that give their first term alone: ``\sum_{i=1} x_i`` runs on as ``\sum_{i=1}^n`` does."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

TEXT = r"""Let $x \in \mathbb{R}^{n}$ and $m \in \mathbb{R}^{k}$.

$$ s = %s $$

Then

$$ %s $$
"""


@pytest.mark.parametrize(
    ("definition", "claim", "verdict"),
    [
        (r"\sum_{i=1}^{n} x_i^2", r"s = \sum_{i=1} x_i \cdot x_i", "proved"),
        (r"\sum_{i=1}^{n} x_i^2", r"s = 2 \sum_{i=1} x_i \cdot x_i", "refuted"),
        (r"\sum_{i=0}^{n-1} x_i^2", r"s = \sum_{i=0} x_i^2", "proved"),
        (r"\sum_{i=0}^{n-1} x_i^2", r"s = \sum_{i=0} x_i", "refuted"),
        (r"\sum_{i=1} x_i^2", r"s = \|x\|^2", "proved"),
        (r"\sum_{i=1} x_i^2", r"s = \|x\|", "refuted"),
        (r"\sum_{i=1}^{n} x_i^2", r"s = \sum_{i=2} x_i^2", "refuted"),  # one term, or all but one
    ],
)
def test_the_end_is_that_of_the_others(definition: str, claim: str, verdict: str) -> None:
    assert verdicts(TEXT % (definition, claim)) == ["definition", verdict]


def test_two_ends() -> None:
    sums = r"\sum_{i=1}^{n} x_i + \sum_{i=1}^{k} m_i"
    assert verdicts(TEXT % (sums, r"s = \sum_{i=1} x_i + \sum_{i=1} m_i")) == ["definition", "proved"]
    assert verdicts(TEXT % (sums, r"s = \sum_{i=1} x_i - \sum_{i=1} m_i")) == ["definition", "refuted"]
