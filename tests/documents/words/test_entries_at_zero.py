r"""An entry $x_0$ beside $x_1, \dots, x_n$: whether it is zero, as what lies outside, or a number of its own."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LISTED = r"Let $x_1, \dots, x_n \in \mathbb{R}$, "
RANGED = r"Let $x_i \in \mathbb{R}$ for $i = 1, \dots, n$, "
DECLARED = r"Let $x \in \mathbb{R}^n$ have the entries $x_1, \dots, x_n$, "
STEPS = r" $$ y_i = x_i - x_{i-1}, \qquad i = 1, \dots, n $$ "
ZERO = ["with $x_0 = 0$.", "where we put $x_0 := 0$.", "with the convention $x_0 = 0$."]
OWN = [
    r"with $x_0 \in \mathbb{R}$ given.",
    "where $x_0$ is given.",
    "with $x_0 = 1$.",
    r"with $x_0 = c$ for a constant $c \in \mathbb{R}$.",
    r"where $x_0 \ne 0$.",
    "where $x_0$ denotes the starting value.",
    "where $x_0 = x_n$.",
]


@pytest.mark.parametrize("head", [LISTED, RANGED, DECLARED])
@pytest.mark.parametrize("words", ZERO)
def test_zero(head: str, words: str) -> None:
    assert verdicts(head + words + STEPS + r"$$ \sum_{i=1}^n y_i = x_n $$")[-1] == "proved"
    assert verdicts(head + words + STEPS + r"$$ \sum_{i=1}^n y_i = x_n - x_1 $$")[-1] == "refuted"


@pytest.mark.parametrize("head", [LISTED, RANGED, DECLARED])
@pytest.mark.parametrize("words", OWN)
def test_a_number_of_its_own(head: str, words: str) -> None:
    assert verdicts(head + words + STEPS + r"$$ \sum_{i=1}^n y_i = x_n $$")[-1] != "proved"
    assert verdicts(head + words + STEPS + r"$$ \sum_{i=1}^n y_i = x_n - x_0 $$")[-1] != "refuted"


def test_a_listed_number_of_its_own_is_the_first() -> None:
    text = LISTED + "where $x_0$ is given." + STEPS + r"$$ \sum_{i=1}^n y_i = x_n - x_0 $$"
    assert verdicts(text)[-1] == "proved"


@pytest.mark.parametrize(
    "head",
    [
        r"Let $x \in \mathbb{R}^n$ with entries $x_1, \dots, x_n$.",
        r"Let $x \in \mathbb{R}^n$, $x = (x_1, \dots, x_n)$.",
    ],
)
def test_listed_entries_tell_the_first_index(head: str) -> None:
    claim = r" $$ \sum_{i=1}^n x_{i-1} = \sum_{i=1}^{n-1} x_i $$"
    assert verdicts(head + claim) == ["proved"]
    assert verdicts(r"Let $x \in \mathbb{R}^n$, indices start at one." + claim) == ["undecided"]


@pytest.mark.parametrize(
    "words",
    ["Outside of its range $x$ is not zero.", "The array is not padded with zeros but with ones."],
)
def test_what_is_not_zero_outside(words: str) -> None:
    head = r"Let $x \in \mathbb{R}^n$ with entries $x_1, \dots, x_n$. "
    assert verdicts(head + words + r" $$ \sum_{i=1}^n x_{i-1} = \sum_{i=1}^{n-1} x_i $$") == ["undecided"]
