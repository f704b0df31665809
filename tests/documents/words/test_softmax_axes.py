"""Along which axis the softmax of a matrix runs, where words say so."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

MADE = r"$$ P = \operatorname{softmax}(S) $$"
SUMS = r" $$ \sum_{i=1}^n P_{ij} = 1 $$ $$ \sum_{j=1}^m P_{ij} = 1 $$"
PLACES = [
    r"Let $S \in \mathbb{R}^{n \times m}$. @ " + MADE,
    r"Let $S \in \mathbb{R}^{n \times m}$. " + MADE + " @",
    r"Let $S \in \mathbb{R}^{n \times m}$." + "\n\n" + MADE + "\n\n- @\n- Nothing else.\n\n",
    r"Let $S \in \mathbb{R}^{n \times m}$." + "\n\n" + MADE + "\n\n[^1]: @\n\n",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "words",
    [
        "The softmax is taken over each column.",
        "The softmax is applied column-wise.",
        "The softmax is not row-wise but column-wise.",
        "where the softmax is over $i$.",
        "The softmax is over the first index.",
        "Each column of $P$ sums to one.",
        "(softmax over columns)",
    ],
)
def test_along_columns(place: str, words: str) -> None:
    assert verdicts(place.replace("@", words) + SUMS) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "words",
    [
        "",
        "The softmax is applied row-wise.",
        "where the softmax is over $j$.",
        "Each column of the data matrix is a sample.",
        "The columns of $S$ are normalised to unit length.",
        "The softmax is not column-wise but row-wise.",
    ],
)
def test_along_rows(place: str, words: str) -> None:
    assert verdicts(place.replace("@", words) + SUMS) == ["definition", "refuted", "proved"]


@pytest.mark.parametrize(
    "words",
    ["The softmax is over all entries.", "The softmax is row-wise here, and column-wise in the paper."],
)
def test_open(words: str) -> None:
    found = verdicts(PLACES[0].replace("@", words) + SUMS)
    assert "proved" not in found
    assert "refuted" not in found


def test_words_in_the_display() -> None:
    text = (
        r"Let $S \in \mathbb{R}^{n \times m}$. $$ P = \operatorname{softmax}(S) \quad \text{(column-wise softmax)} $$"
    )
    assert verdicts(text + SUMS) == ["definition", "proved", "refuted"]
