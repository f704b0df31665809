r"""Set phrases that suppose for all that follows: what they suppose proves, and without it the line is refuted."""

from __future__ import annotations

import pytest

from symderiv.documents.supposing.standing import plainly_put
from tests.documents.judged import verdicts

HEAD = r"Let $A \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$."
CLAIM = r"$$ \sum_j A_{ij} x_j = \sum_j A_{ji} x_j $$"
STANDING = [
    "For all that follows, $A$ is symmetric.",
    "For everything that follows, $A$ is symmetric.",
    "In what follows $A$ is always symmetric.",
    "In the following, $A$ is symmetric.",
    "In all of the following $A$ is symmetric.",
    "In the sequel, $A$ is symmetric.",
    "From this point on, $A$ is symmetric.",
    "Henceforth $A$ is symmetric.",
    "In the rest of this note, $A$ is symmetric.",
    "For the remainder of this note $A$ is symmetric.",
    "For the whole note, $A$ is symmetric.",
    "Here and in what follows, $A$ is symmetric.",
    "Everywhere below, $A$ is symmetric.",
    "$A$ will always be symmetric.",
    "The matrix $A$ is assumed symmetric in all that follows.",
    "Let us agree that $A$ is symmetric.",
    "We stipulate that $A$ is symmetric.",
    "Our standing assumption is that $A$ is symmetric.",
    "All that follows assumes that $A$ is symmetric.",
    "Everything below assumes $A$ symmetric.",
    "We restrict ourselves to symmetric $A$.",
    "We only consider symmetric $A$.",
    "Without loss of generality $A$ is symmetric.",
    "By construction $A$ is symmetric.",
    "For the sake of simplicity, $A$ is symmetric.",
    "To keep things simple, $A$ is symmetric.",
    "For concreteness let $A$ be symmetric.",
    "As before, $A$ is symmetric.",
    "$A$ is, as said, symmetric.",
    "$A$ is a symmetric matrix, fixed once and for all.",
]


@pytest.mark.parametrize("words", STANDING)
def test_supposed(words: str) -> None:
    assert verdicts(f"{HEAD}\n\n{words}\n\n{CLAIM}\n")[-1] == "proved"


@pytest.mark.parametrize(
    "words",
    [
        "In what follows, $A$ is not symmetric.",
        "For most of what follows, $A$ is symmetric.",
        "In what follows we never use that $A$ is symmetric.",
        "In the rest of the literature $A$ is symmetric.",
        "In the following section $A$ is symmetric.",
        "We do not restrict ourselves to symmetric $A$.",
        "$A$ will be symmetric once training is over.",
    ],
)
def test_not_supposed(words: str) -> None:
    assert verdicts(f"{HEAD}\n\n{words}\n\n{CLAIM}\n")[-1] != "proved"


@pytest.mark.parametrize("words", STANDING)
def test_a_phrase_keeps_its_length(words: str) -> None:
    text = words.replace("$A$", "⟦0⟧")
    assert len(plainly_put(text)) == len(text)
