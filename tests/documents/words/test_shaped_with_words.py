r"""Shapes with words between them and "matrix": "an ``n \times n`` symmetric positive definite matrix"."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

CLAIMS = {
    "symmetric": (r"\nabla_x (x^\top Q x) = 2 Q x", r"\nabla_x (x^\top Q x) = Q x"),
    "orthogonal": (r"\|Q x\|^2 = \|x\|^2", r"\|Q x\|^2 = 2 \|x\|^2"),
}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (r"Let $Q$ be an $n \times n$ symmetric positive definite matrix", "symmetric"),
        (r"Here $Q$ is an $n \times n$ real symmetric positive semidefinite matrix", "symmetric"),
        (r"For an $n \times n$ real symmetric positive definite matrix $Q$", "symmetric"),
        (r"Let $Q$ be an $n$ by $n$ symmetric matrix", "symmetric"),
        (r"Let $Q$ be an $n$-by-$n$ symmetric positive definite matrix", "symmetric"),
        (r"where $Q$ is an $n$ by $n$ orthogonal matrix", "orthogonal"),
        (r"Let $Q$ be a real $n \times n$ orthogonal matrix", "orthogonal"),
    ],
)
def test_the_words_are_of_the_matrix(words: str, kind: str) -> None:
    lines = "".join(f"\n\n$$ {line} $$" for line in CLAIMS[kind])
    assert verdicts(f"{words} and let $x \\in \\mathbb{{R}}^n$. Then{lines}\n") == ["proved", "refuted"]


@pytest.mark.parametrize(
    "words",
    [
        r"Let $Q$ be an $n \times n$ matrix",
        r"Let $Q$ be an $n$ by $n$ matrix and $P$ an $n$ by $n$ symmetric matrix",
        r"Let $Q$ be an $n \times n$ real matrix, and $P$ a symmetric one,",
    ],
)
def test_of_another_matrix_they_tell_nothing(words: str) -> None:
    line = CLAIMS["symmetric"][0]
    assert "proved" not in verdicts(f"{words} and let $x \\in \\mathbb{{R}}^n$. Then\n\n$$ {line} $$\n")
