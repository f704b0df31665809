"""Displays that the words behind them assume: "⟪⟫ is assumed throughout"."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

HEAD = r"Let $p, f \in \mathbb{R}^S$."
TOTAL = "\n\n$$ \\sum_{s=1}^S p_s = 1 $$\n\n"
REST = r"""

$$ m = \sum_{s=1}^S p_s f_s $$

$$ \sum_{s=1}^S p_s (f_s - m)^2 = \sum_{s=1}^S p_s f_s^2 - m^2 $$

$$ \sum_{s=1}^S p_s (f_s - m)^2 = \sum_{s=1}^S p_s f_s^2 - m $$
"""


def roles(before: str, behind: str) -> list[str]:
    found = judged(f"{HEAD} {before}{TOTAL}{behind}{REST}")
    return [e["verdict"] or e["role"] for e in found]


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("", "is assumed throughout."),
        ("The relation", "is assumed throughout this sheet, where the $p_s$ are weights."),
        ("Below,", "is assumed."),
        ("The condition", "will be assumed everywhere."),
        ("We have", "by assumption."),
        ("The weights satisfy", "which we always assume."),
        ("The weights add up to one,", "as we assume from now on."),
        ("", "This is assumed throughout."),
    ],
)
def test_the_words_behind_assume_it(before: str, behind: str) -> None:
    assert roles(before, behind) == ["hypothesis", "definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "behind",
    [
        "is often assumed.",
        "is assumed by most authors.",
        "is not assumed.",
        "is what we want to show.",
        "As we assume nothing else, the rest follows.",
        "By assumption, $S$ is finite.",
    ],
)
def test_other_words_do_not(behind: str) -> None:
    assert roles("Then", behind)[0] != "hypothesis"


@pytest.mark.parametrize(
    "words",
    [
        "The probability of data set $s$ is $p_s$.",
        "Denote the probability of data set $s$ by $p_s$.",
        "Probabilities of the data sets: $p_s$.",
        r"The data sets have probabilities $p_1, \dots, p_S$.",
    ],
)
def test_probabilities_may_sum_to_one(words: str) -> None:
    found = [e["verdict"] or e["role"] for e in judged(f"{HEAD} {words}{REST}")]
    assert found == ["definition", "undecided", "refuted"]


def test_words_within_the_display() -> None:
    total = r"$$ \sum_{s=1}^S p_s = 1 \qquad \text{is assumed} $$"
    found = [e["verdict"] or e["role"] for e in judged(f"{HEAD} The condition\n\n{total}{REST}")]
    assert found == ["hypothesis", "definition", "proved", "refuted"]
    other = r"$$ \sum_{s=1}^S p_s = 1 \qquad \text{is often assumed} $$"
    assert judged(f"{HEAD} The condition\n\n{other}{REST}")[0]["role"] == "claim"
