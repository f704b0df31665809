"""Decompositions and iterates as authors introduce them in one sentence."""

from __future__ import annotations

import pytest

from symderiv.documents.supposing.roles import announcement
from tests.documents.judged import verdicts


def test_a_decomposition_in_apposition() -> None:
    text = r"""Let $H \in \mathbb{R}^{d \times d}$ be symmetric positive semidefinite with eigendecomposition
$H = Q \Lambda Q^\top$,
$\Lambda = \operatorname{diag}(\lambda_1, \dots, \lambda_d)$, $Q$ orthogonal.
Let $w \in \mathbb{R}^d$ and $\alpha > 0$.
$$ v = (H + \alpha I)^{-1} H w $$
$$ v = Q (\Lambda + \alpha I)^{-1} \Lambda Q^\top w $$ $$ v = Q (\Lambda + \alpha I) \Lambda^{-1} Q^\top w $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_the_inverse_of_a_sum_of_diagonal_matrices() -> None:
    text = r"""Let $a \in \mathbb{R}^n$, $D = \operatorname{diag}(a)$, $\mu > 0$ and $B \in \mathbb{R}^{n \times n}$.
$$ (D + \mu I)^{-1} = \operatorname{diag}(1/(a + \mu)) $$ $$ (D + \mu I)^{-1} = D^{-1} + \frac1\mu I $$
$$ (D + B)^2 = D^2 + D B + B D + B^2 $$"""
    assert verdicts(text) == ["proved", "refuted", "proved"]


@pytest.mark.parametrize("words", [r"Let $x^\star$ satisfy $A x^\star = b$.", r"Let $x^\star$ solve $A x^\star = b$."])
@pytest.mark.parametrize("join", [". ", ", and l"])
def test_a_limit_of_iterates(words: str, join: str) -> None:
    words = words if join == ". " else words[1:]
    text = rf"""With $A \in \mathbb{{R}}^{{n \times n}}$ symmetric and $b \in \mathbb{{R}}^n$, iterate
$x_{{k+1}} = x_k - \eta (A x_k - b)$ for $k = 0, 1, 2, \dots${join}{words}
$$ x_{{k+1}} - x^\star = (I - \eta A)(x_k - x^\star) $$ $$ x_{{k+1}} - x^\star = (I + \eta A)(x_k - x^\star) $$"""
    assert verdicts(text) == ["proved", "refuted"]


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("Iterate ⟦0⟧ for ⟦1⟧, and let ⟦2⟧ solve ", "let ... solve"),
        ("Iterate ⟦0⟧, and let ⟦1⟧ satisfy ", "let ... satisfy"),
        ("Let ⟦0⟧ and solve ", ""),
        ("Take ⟦0⟧ and let us solve ", ""),
        ("If ⟦0⟧, and let ⟦1⟧ satisfy ", ""),
    ],
)
def test_what_the_last_clause_introduces(sentence: str, word: str) -> None:
    assert announcement(sentence) == word


def test_ones_in_apposition() -> None:
    text = r"""$x \in \mathbb{R}^m$, $\mathbf{1} \in \mathbb{R}^m$ all ones. Put
$C = I - \frac1m \mathbf{1}\mathbf{1}^\top$.
$$ C \mathbf{1} = 0 $$ $$ \|C x\|^2 = x^\top x $$"""
    assert verdicts(text) == ["proved", "refuted"]


def test_a_number_before_a_matrix() -> None:
    text = r"""Let $a > 0$, $S \in \mathbb{R}^{n \times n}$ be symmetric.
$$ (a S)^\top = a S $$ $$ a S^\top = S $$"""
    assert verdicts(text) == ["proved", "refuted"]


def test_an_inequality_that_fails_at_few_points() -> None:
    text = r"Let $m > 0$ and $x, y \in \mathbb{R}$. $$ 2 x y \le m x^2 + m y^2 $$ $$ 2 x y \le m x^2 + \frac1m y^2 $$"
    assert verdicts(text) == ["refuted", "proved"]


def test_a_cholesky_factor() -> None:
    text = r"""Let $S \in \mathbb{R}^{d \times d}$ be symmetric positive definite with Cholesky
factorisation $S = L L^\top$,
$L$ lower triangular and invertible. For $x, \mu \in \mathbb{R}^d$ let $z = L^{-1}(x - \mu)$.
$$ x = \mu + L z $$ $$ \|z\|^2 = (x - \mu)^\top S^{-1} (x - \mu) $$ $$ S^{-1} = L^{-\top} L^{-1} $$
$$ x = \mu + L^\top z $$"""
    assert verdicts(text) == ["proved", "proved", "proved", "refuted"]


def test_an_eigendecomposition_behind_its_equation() -> None:
    text = r"""Let $A \in \mathbb{R}^{n \times n}$ be symmetric, $A = V D V^\top$ its
eigendecomposition with $V$ orthogonal
and $D$ diagonal. $$ V^\top A V = D $$ $$ V A V^\top = D $$"""
    assert verdicts(text) == ["proved", "refuted"]


def test_a_value_of_a_function_entry_by_entry() -> None:
    text = r"""Let $x \in \mathbb{R}^n$, $a = W x$ with $W \in \mathbb{R}^{n \times n}$, $h =
\phi(a)$ entrywise with a smooth
$\phi: \mathbb{R} \to \mathbb{R}$, and $y = h + x$.
$$ \frac{\partial y}{\partial x} = I + \operatorname{diag}(\phi'(a)) W $$
$$ \frac{\partial y}{\partial x} = I + W \operatorname{diag}(\phi'(a)) $$"""
    assert verdicts(text) == ["proved", "refuted"]


def test_ones_of_a_stated_size() -> None:
    text = r"""Let $\mathbf{1} \in \mathbb{R}^n$ and $X \in \mathbb{R}^{m \times d}$.
$$ \mathbf{1}^\top \mathbf{1} = n $$ $$ \mathbf{1} \mathbf{1}^\top = n I $$
$$ \mathbf{1}^\top X \mathbf{1} = \sum_{i,j} X_{ij} $$"""
    assert verdicts(text) == ["proved", "refuted", "proved"]


EIGENVECTOR = r"""Let $H \in \mathbb{R}^{n \times n}$ be symmetric, $\lambda \in \mathbb{R}$, $u \in \mathbb{R}^n$. %s

$$ u^\top H u = \lambda $$

$$ u^\top H u = \lambda^2 $$
"""


@pytest.mark.parametrize(
    "sentence",
    [
        r"Let $u$ be an eigenvector, $H u = \lambda u$, of unit length.",
        r"Let $u$ be an eigenvector of unit length, $H u = \lambda u$.",
        r"Let $u$, of unit length, satisfy $H u = \lambda u$.",
        r"Let $H u = \lambda u$ with $u$ of unit length.",
        r"Let $H u = \lambda u$ for a vector $u$ of unit length.",
        r"Let $u$ be a vector with $H u = \lambda u$, normalised to length one.",
        r"Suppose $H u = \lambda u$ for a unit $u$.",
        r"Let $H u = \lambda u$, where $u$ has norm $1$.",
        r"Let $u$ be a unit eigenvector, $H u = \lambda u$.",
        r"Let $u$ be a normalised eigenvector, $H u = \lambda u$.",
        r"Let $u$ be an eigenvector ($H u = \lambda u$) of norm one.",
        r"Let $u$ be an eigenvector with $H u = \lambda u$ and unit norm.",
        r"Let $H u = \lambda u$, and consider the angle with an input $u$ of unit length.",
    ],
)
def test_the_length_of_an_eigenvector_beside_its_equation(sentence: str) -> None:
    assert verdicts(EIGENVECTOR % sentence) == ["proved", "refuted"]


def test_a_length_that_is_not_told() -> None:
    sentence = r"Let $u$ be an eigenvector, $H u = \lambda u$."
    assert verdicts(EIGENVECTOR % sentence) == ["refuted", "refuted"]
    normalised = r"Let $u$ be an eigenvector, $H u = \lambda u$, normalised."
    assert verdicts(EIGENVECTOR % normalised)[0] != "refuted"
