"""Lines that a substitution decides: one function at two points, forms in an inverse, sides times what is not zero."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

QUADRATIC = (
    "Let $A \\in \\mathbb{R}^{n \\times n}$ be symmetric positive definite, $b, w \\in \\mathbb{R}^n$. Define\n\n"
    "$$ E(w) = \\frac12 w^\\top A w - b^\\top w $$\n\n$$ w^* = A^{-1} b $$\n\n"
)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("E(w^*) \\le E(w)", "proved"),
        ("E(w) \\ge E(w^*)", "proved"),
        ("E(w) \\le E(w^*)", "refuted"),
        ("E(w^*) \\le E(w) - 1", "refuted"),
    ],
)
def test_the_minimum_of_a_quadratic(line: str, verdict: str) -> None:
    assert verdicts(f"{QUADRATIC}$$ {line} $$\n")[2:] == [verdict]


def test_a_quadratic_is_not_least_anywhere_else() -> None:
    text = QUADRATIC.replace("A^{-1} b", "2 A^{-1} b") + "$$ E(w^*) \\le E(w) $$\n"
    assert verdicts(text)[2:] == ["refuted"]


def test_squares_about_the_mean_are_least() -> None:
    text = (
        "Let $x \\in \\mathbb{R}^n$, $\\mu \\in \\mathbb{R}$.\n\n$$ \\bar x = \\frac1n \\sum_{i=1}^n x_i $$\n\n"
        "$$ \\sum_{i=1}^n (x_i - \\mu)^2 \\ge \\sum_{i=1}^n (x_i - \\bar x)^2 $$\n\n"
        "$$ \\sum_{i=1}^n (x_i - \\mu)^2 \\le \\sum_{i=1}^n (x_i - \\bar x)^2 $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]
    assert verdicts(text.replace("\\frac1n", "\\frac1{n+1}"))[1] == "refuted"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("v^\\top (X^\\top X + \\lambda I)^{-1} v \\ge 0", "proved"),
        ("v^\\top (X^\\top X + \\lambda I)^{-1} u \\ge 0", "refuted"),
        ("v^\\top (X^\\top X - \\lambda I)^{-1} v \\ge 0", "refuted"),
        ("v^\\top (X^\\top X + \\lambda I)^{-1} v \\ge 1", "refuted"),
    ],
)
def test_forms_in_an_inverse(line: str, verdict: str) -> None:
    head = "Let $X \\in \\mathbb{R}^{n \\times d}$, $u, v \\in \\mathbb{R}^d$, $\\lambda > 0$.\n\n"
    assert verdicts(f"{head}$$ {line} $$\n") == [verdict]


EIGEN = (
    "Let $A \\in \\mathbb{R}^{n \\times n}$ be symmetric, and let $A u = \\lambda u$ and $A v = \\mu v$ with "
    "$\\lambda \\neq \\mu$, where $u, v \\in \\mathbb{R}^n$.\n\n"
)


def test_eigenvectors_of_different_values() -> None:
    assert verdicts(EIGEN + "$$ u^\\top v = 0 $$\n\n$$ u^\\top u = 0 $$\n") == ["proved", "refuted"]
    for other in (EIGEN.replace("be symmetric,", "be given,"), EIGEN.replace("with $\\lambda \\neq \\mu$, ", "")):
        assert verdicts(other + "$$ u^\\top v = 0 $$\n") == ["refuted"]


def test_the_size_of_an_orthogonal_determinant() -> None:
    text = "Let $Q \\in \\mathbb{R}^{n \\times n}$ be orthogonal.\n\n$$ |\\det Q| = 1 $$\n\n$$ \\det Q = 1 $$\n"
    assert verdicts(text) == ["proved", "refuted"]
    assert verdicts(text.replace("orthogonal", "invertible"))[0] == "refuted"
    assert verdicts(text.replace("|\\det Q|", "(\\det Q)^2"))[0] == "proved"
