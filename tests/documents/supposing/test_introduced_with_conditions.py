"""What a sentence says of a tensor that it brings up is supposed, and what it only speaks of is not."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

ROWS = "\n\n$$ \\sum_{n,k} z_{nk} = N $$\n\n$$ \\sum_n z_{nk} = 1 $$\n"
SYMMETRIC = "\n\n$$ A^\\top = A $$\n"


@pytest.mark.parametrize(
    "words",
    [
        r"Consider a data matrix $X \in \mathbb{R}^{N \times D}$ and weights $z \in \mathbb{R}^{N \times K}$, "
        r"$z_{nk} \ge 0$, $\sum_k z_{nk} = 1$.",
        r"We have weights $z \in \mathbb{R}^{N \times K}$, $z_{nk} \ge 0$, $\sum_k z_{nk} = 1$.",
        r"The responsibilities $z \in \mathbb{R}^{N \times K}$ satisfy $z_{nk} \ge 0$ and $\sum_k z_{nk} = 1$.",
        r"Soft assignments $z \in \mathbb{R}^{N \times K}$ ($z_{nk} \ge 0$, $\sum_k z_{nk} = 1$) are given.",
    ],
)
def test_what_is_brought_up_with_a_condition(words: str) -> None:
    assert verdicts(words + ROWS) == ["proved", "refuted"]


@pytest.mark.parametrize(
    "words",
    [
        r"Some matrices $A \in \mathbb{R}^{n \times n}$ satisfy $A^\top = A$.",
        r"The transpose of a matrix $A \in \mathbb{R}^{n \times n}$ satisfies $A^\top = A$.",
        r"A matrix $A \in \mathbb{R}^{n \times n}$ with $A^\top = A$ is called symmetric.",
        r"Our matrix $A \in \mathbb{R}^{n \times n}$ satisfies $A^\top = A$ only at initialisation.",
        r"The matrix $A \in \mathbb{R}^{n \times n}$ does not satisfy $A^\top = A$.",
        r"Does the matrix $A \in \mathbb{R}^{n \times n}$ satisfy $A^\top = A$?",
        r"Matrices $A \in \mathbb{R}^{n \times n}$ satisfying $A^\top = A$ are nicer, but we do not assume this.",
        r"Then the matrix $A \in \mathbb{R}^{n \times n}$ satisfies $A^\top = A$.",
    ],
)
def test_what_is_only_spoken_of(words: str) -> None:
    assert verdicts(words + SYMMETRIC)[0] != "proved"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (r"Let $u$ and $v$ be orthogonal vectors in $\mathbb{R}^n$.", ["proved", "refuted"]),
        (r"Let $u$ and $v$ be orthonormal vectors in $\mathbb{R}^n$.", ["proved", "proved"]),
        (r"Let $u$ and $v$ be unit vectors in $\mathbb{R}^n$.", ["refuted", "proved"]),
    ],
)
def test_vectors_in_a_space(words: str, expected: list[str]) -> None:
    assert verdicts(f"{words}\n\n$$ u^\\top v = 0 $$\n\n$$ u^\\top u = 1 $$\n") == expected


def test_a_matrix_in_a_space() -> None:
    assert verdicts(r"Let $A$ be a symmetric matrix in $\mathbb{R}^{n \times n}$." + SYMMETRIC) == ["proved"]
    assert verdicts(r"Let $A$ be a matrix in $\mathbb{R}^{n \times n}$." + SYMMETRIC) == ["refuted"]
