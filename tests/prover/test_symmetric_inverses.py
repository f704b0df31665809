r"""The inverse of a symmetric matrix is symmetric, also after it was met beneath a derivative, or in its own lemma."""

from __future__ import annotations

from symderiv.documents.check import check
from symderiv.documents.document import read


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
