"""``vec`` (columns one below the other) and Kronecker products."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

HEAD = (
    r"Let $A \in \mathbb{R}^{m \times n}$, $B \in \mathbb{R}^{p \times q}$, $X \in \mathbb{R}^{n \times p}$, "
    r"$Y \in \mathbb{R}^{m \times n}$, $S, T \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$ and "
    r"$y \in \mathbb{R}^m$. "
)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\operatorname{vec}(A X B) = (B^\top \otimes A) \operatorname{vec}(X)", "proved"),
        (r"\operatorname{vec}(A X B) = (A \otimes B^\top) \operatorname{vec}(X)", "refuted"),
        (r"\operatorname{vec}(A X) = (I_p \otimes A) \operatorname{vec}(X)", "proved"),
        (r"\operatorname{vec}(A X) = (A \otimes I_p) \operatorname{vec}(X)", "refuted"),
        (r"\operatorname{vec}(A)^\top \operatorname{vec}(Y) = \operatorname{tr}(A^\top Y)", "proved"),
        (r"\operatorname{vec}(S)^\top \operatorname{vec}(T) = \operatorname{tr}(S T)", "refuted"),
        (r"\|\operatorname{vec}(A)\|^2 = \|A\|_F^2", "proved"),
        (r"\operatorname{vec}(y x^\top) = \operatorname{vec}(x y^\top)", "refuted"),
        (r"(A \otimes B)^\top = A^\top \otimes B^\top", "proved"),
        (r"(A \otimes B)^\top = B^\top \otimes A^\top", "refuted"),
        (r"\operatorname{tr}(S \otimes T) = \operatorname{tr}(S) \operatorname{tr}(T)", "proved"),
        (r"\operatorname{tr}(S \otimes T) = \operatorname{tr}(S T)", "refuted"),
        (r"S \otimes T = T \otimes S", "refuted"),
        (r"\operatorname{vec}(x) = x", "error"),
        (r"A \otimes x = A", "error"),
    ],
)
def test_vec_and_kronecker(line: str, verdict: str) -> None:
    (found,) = judged(f"{HEAD} $$ {line} $$")
    assert (found["verdict"] or found["role"]) == verdict, found["message"]
