"""Signs that are no sums of squares alone: each claim with a false neighbour."""

from __future__ import annotations

import pytest

from symderiv.certificate import verify
from symderiv.documents.check import check
from symderiv.documents.document import read

SOFTMAX = r"Let $z \in \mathbb{R}^K$ and $p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$."
VECTORS = (
    r"Let $x \in \mathbb{R}^n$ be a nonzero vector, $y \in \mathbb{R}^n$, $X \in \mathbb{R}^{m \times n}$, $a > 0$."
)
DEFINITE = VECTORS + r" Let $A \in \mathbb{R}^{n \times n}$ be symmetric positive definite."
CLAIMS = [
    # a sum without one of its nonnegative terms
    (SOFTMAX, r"p_i \le 1", r"p_i \le \frac12"),
    (SOFTMAX, r"p_i (1 - p_i) \ge 0", r"p_i (1 - 2 p_i) \ge 0"),
    (SOFTMAX, r"\frac{\partial p_i}{\partial z_i} \ge 0", r"\frac{\partial p_i}{\partial z_i} \ge p_i"),
    (SOFTMAX, r"\sum_i p_i^2 \le 1", r"\sum_i p_i^2 \ge 1"),
    # what is known to be positive, and squares beside it
    (VECTORS, r"x^\top x > 0", r"y^\top y > 0"),
    (VECTORS, r"x^\top (X^\top X + a I) x > 0", r"x^\top (X^\top X - a I) x > 0"),
    (DEFINITE, r"x^\top A x > 0", r"y^\top A y > 0"),
    (DEFINITE, r"y^\top A y \ge 0", r"x^\top A y \ge 0"),
    (DEFINITE, r"A_{ii} > 0", r"A_{ij} > 0"),
]


@pytest.mark.parametrize(("head", "true", "false"), CLAIMS)
def test_a_sign_and_its_false_neighbour(head: str, true: str, false: str) -> None:
    found = check(read(f"{head} Then\n\n$$ {true} $$\n", "a.md"), certificates=True)["equations"][-1]
    assert found["verdict"] == "proved", found["message"]
    verify(found["certificate"], evaluate=False)
    assert (
        check(read(f"{head} Then\n\n$$ {false} $$\n", "a.md"), suggest=False)["equations"][-1]["verdict"] == "refuted"
    )


@pytest.mark.parametrize(
    "words", ["symmetric positive definite", "positive definite", "symmetric and positive definite"]
)
def test_a_definite_matrix_is_so_however_it_is_said(words: str) -> None:
    text = rf"Let $A \in \mathbb{{R}}^{{n \times n}}$ be {words} and $x \in \mathbb{{R}}^n$."
    for claim in (r"x^\top A x \ge 0", r"\sum_{i,j} x_i A_{ij} x_j \ge 0"):
        assert check(read(f"{text}\n\n$$ {claim} $$\n", "a.md"))["equations"][-1]["verdict"] == "proved"
