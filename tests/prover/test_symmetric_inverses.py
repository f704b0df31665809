r"""The inverse of a symmetric matrix is symmetric, also after it was met beneath a derivative, or in its own lemma."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read


def test_symmetry_is_found_again() -> None:
    text = r"""
Let $X\in\mathbb R^{n\times p}$, $\beta\in\mathbb R^p$, $y \in\mathbb R^n$ and let $\Omega\in\mathbb R^{n\times n}$
be symmetric and invertible.

$$ Q = (y-X\beta)^\top\Omega^{-1}(y-X\beta) $$

$$ \nabla_\beta^2Q=2X^\top\Omega^{-1}X $$

$$ L=(X^\top\Omega^{-1}X)^{-1}X^\top\Omega^{-1} $$

$$ P = X L $$

$$ P P = P $$

$$ P^\top = P $$
"""
    found = [e["verdict"] or e["role"] for e in check(read(text), suggest=False)["equations"]]
    assert found == ["definition", "proved", "definition", "definition", "proved", "refuted"]


RANK_ONE = (
    r"Let $A \in \mathbb{R}^{n \times n}$ be symmetric and invertible, $u, v \in \mathbb{R}^n$ and $\lambda > 0$."
)
UPDATES = [
    (
        r"(A + u v^\top)^{-1} u = \frac{A^{-1} u}{1 + v^\top A^{-1} u}",
        r"(A + u v^\top)^{-1} u = \frac{A^{-1} u}{1 - v^\top A^{-1} u}",
    ),
    (
        r"(\lambda I + u u^\top)^{-1} = \frac{1}{\lambda} I - \frac{u u^\top}{\lambda (\lambda + u^\top u)}",
        r"(\lambda I + u u^\top)^{-1} = \frac{1}{\lambda} I - \frac{u u^\top}{\lambda + u^\top u}",
    ),
]


@pytest.mark.parametrize(("true", "false"), UPDATES)
def test_a_symmetric_matrix_plus_one_of_rank_one(true: str, false: str) -> None:
    """A matrix that is turned around within its own lemma, and one whose inverse stands only beside a vector."""
    for claim, verdict in ((true, "proved"), (false, "refuted")):
        found = check(read(f"{RANK_ONE}\n\n$$ {claim} $$\n"), suggest=False)["equations"][-1]
        assert found["verdict"] == verdict, found["message"]


@pytest.mark.parametrize(("scale", "verdict"), [("", "proved"), ("2 ", "refuted")])
def test_an_inverse_that_came_by_a_name_of_its_own(scale: str, verdict: str) -> None:
    text = rf"""Let $\Sigma \in \mathbb{{R}}^{{d \times d}}$ be symmetric and invertible, and let
$W \in \mathbb{{R}}^{{d \times d}}$ be such that $$W \Sigma W^\top = I.$$ Let $x, \mu \in \mathbb{{R}}^d$ and
$z = W (x - \mu)$. $$z^\top z = {scale}(x - \mu)^\top \Sigma^{{-1}} (x - \mu)$$"""
    assert [e["verdict"] or e["role"] for e in check(read(text), suggest=False)["equations"]][-1] == verdict
