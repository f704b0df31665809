"""A matrix of two sizes that words call square: its sizes are equal."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $A \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$. "
CLAIM = r" $$ \sum_{i=1}^m 1 = n $$"


@pytest.mark.parametrize(
    "words",
    ["The matrix $A$ is square.", "Suppose that $A$ is square.", "Let $A$ be square.", "Here $A$ is a square matrix."],
)
def test_square(words: str) -> None:
    assert verdicts(HEAD + words + CLAIM) == ["proved"]
    assert verdicts(HEAD + words + r" $$ \sum_{i=1}^m 1 = n + 1 $$") == ["refuted"]


@pytest.mark.parametrize(
    "words",
    [
        "The matrix $A$ need not be square.",
        "If $A$ is square, it may be inverted.",
        "In the next section $A$ is square.",
        "Is $A$ square?",
        r"The matrix $A^\top A$ is square.",
        "Were $A$ square, it would have a trace.",
    ],
)
def test_not_said_to_be_square(words: str) -> None:
    assert verdicts(HEAD + words + CLAIM) != ["proved"]
