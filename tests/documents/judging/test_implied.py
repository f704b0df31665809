"""What follows from what is said of matrices, where a claim needs it: inverses exist, eigenvalues are not 0."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

MATRIX = r"Let $A \in \mathbb{R}^{n \times n}$ be symmetric and positive definite and $b, u \in \mathbb{R}^n$. "
PAIR = r"Let $A u = \lambda u$ with $\|u\| = 1$. "
STEPS = (
    r"$$ f(x) = \tfrac12 x^\top A x - b^\top x $$ The minimiser is $x^\star = A^{-1} b$. Gradient descent gives "
    r"$x_{k+1} = x_k - \eta \nabla f(x_k)$. The error is $e_k = x_k - x^\star$. "
)


@pytest.mark.parametrize(
    ("text", "line", "verdict"),
    [
        (MATRIX + PAIR, r"\lambda u^\top A^{-1} b = u^\top b", "proved"),
        (MATRIX + PAIR, r"u^\top A^{-1} b = \frac{1}{\lambda} u^\top b", "proved"),
        (MATRIX + PAIR, r"u^\top A^{-1} b = \lambda u^\top b", "refuted"),
        (MATRIX + PAIR + STEPS, r"u^\top e_{k+1} = (1 - \eta \lambda) u^\top e_k", "proved"),
        (MATRIX + PAIR + STEPS, r"u^\top e_{k+1} = (1 + \eta \lambda) u^\top e_k", "refuted"),
    ],
)
def test_what_eigenvalues_are_not(text: str, line: str, verdict: str) -> None:
    assert check(read(f"{text} Then\n\n$$ {line} $$\n", "a.md"))["equations"][-1]["verdict"] == verdict


@pytest.mark.parametrize("said", ["", " and positive semidefinite"])
@pytest.mark.parametrize("line", [r"[\lambda = 0] = 0", r"[\lambda \ne 0] = 1", r"[\det(A) = 0] = 0"])
def test_what_may_be_zero(said: str, line: str) -> None:
    text = MATRIX.replace(" and positive definite", said) + PAIR
    assert check(read(f"{text} Then\n\n$$ {line} $$\n", "a.md"))["equations"][-1]["verdict"] != "proved"
