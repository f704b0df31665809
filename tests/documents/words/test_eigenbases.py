"""Eigenvectors and eigenvalues that the text introduces together."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from tests.documents.judged import judged, verdicts

A = r"$A \in \mathbb{R}^{n \times n}$"
LIST = r"$u_1, \dots, u_n$"
VALUES = r"$\lambda_1, \dots, \lambda_n$"
WAYS = [
    rf"Let {A} be symmetric with orthonormal eigenvectors {LIST} and eigenvalues {VALUES}.",
    rf"A symmetric matrix {A} has orthonormal eigenvectors {LIST} with eigenvalues {VALUES}.",
    rf"Let {A} be symmetric. Denote the orthonormal eigenvectors $u_i$ of $A$ "
    r"and the corresponding eigenvalues $\lambda_i$.",
]
CLAIMS = [
    (r"A^2 u_i = \lambda_i^2 u_i", "proved"),
    (r"A^2 u_i = \lambda_i u_i", "refuted"),
    (r"u_i^\top A u_j = \lambda_i \delta_{ij}", "proved"),
    (r"u_i^\top A u_j = \delta_{ij}", "refuted"),
    (r"\|A u_i\|^2 = \lambda_i^2", "proved"),
    (r"\|A u_i\|^2 = \lambda_i", "refuted"),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("claim", "expected"), CLAIMS)
def test_an_eigenbasis(way: str, claim: str, expected: str) -> None:
    found = judged(f"{way}\n\n$$ {claim} $$\n")
    assert found[-1]["verdict"] == expected, found[-1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("with eigenvectors", ["proved", "refuted", "refuted"]),
        ("with unit eigenvectors", ["proved", "not proved", "proved"]),  # a witness of two sizes takes long to find
        ("with orthogonal eigenvectors", ["proved", "undecided", "undecided"]),
        ("with orthonormal eigenvectors", ["proved", "proved", "proved"]),
        ("with normalized orthogonal eigenvectors", ["proved", "proved", "proved"]),
        ("and find eigenvectors", ["error", "error", "error"]),
    ],
)
def test_orthonormal_is_what_is_said_to_be(words: str, expected: list[str]) -> None:
    text = (
        rf"Let $A \in \mathbb{{R}}^{{n \times n}}$ {words} {LIST} and eigenvalues {VALUES}."
        "\n\n$$ A u_i = \\lambda_i u_i $$\n\n$$ u_i^\\top u_j = \\delta_{ij} $$\n\n$$ \\|u_i\\|^2 = 1 $$\n"
    )
    answer = check(read(text, "a.md"), seconds=5, suggest=False)
    found = [e["verdict"] or e["role"] for e in answer["equations"]]
    assert all(x == y or (y == "not proved" and x != "proved") for x, y in zip(found, expected, strict=True)), found


def test_an_expansion_in_the_basis() -> None:
    text = (
        WAYS[0]
        + r"""

For $x = \sum_{i=1}^n \alpha_i u_i$ we have

$$ x^\top A x = \sum_{i=1}^n \lambda_i \alpha_i^2, \qquad \|x\|^2 = \sum_{i=1}^n \alpha_i^2,
\qquad \|A x\|^2 = \sum_{i=1}^n \lambda_i \alpha_i^2 $$
"""
    )
    assert verdicts(text) == ["proved", "proved", "refuted"]


@pytest.mark.parametrize(
    "head",
    [
        r"with orthonormal eigenvectors $u_1, \dots, u_n \in \mathbb{R}^n$ and "
        r"eigenvalues $\lambda_1, \dots, \lambda_n$",
        r"with orthonormal eigenvectors $u_1, \dots, u_n \in \mathbb{R}^n$ and eigenvalues $\lambda_1, \dots, "
        r"\lambda_n$, so that $H u_i = \lambda_i u_i$",
        r"with eigenvalues $\lambda_1, \dots, \lambda_n \in \mathbb{R}$ and orthonormal eigenvectors $u_1, \dots, "
        r"u_n \in \mathbb{R}^n$",
    ],
)
def test_families_whose_shapes_are_stated(head: str) -> None:
    text = (
        rf"Let $H \in \mathbb{{R}}^{{n \times n}}$ be symmetric {head}. Let $w \in \mathbb{{R}}^n$."
        "\n\n"
        r"$$ E = \frac12 w^\top H w $$"
        "\n\n"
        r"$$ u_i^\top \nabla_w E = \lambda_i u_i^\top w $$"
        "\n\n"
        r"$$ u_i^\top \nabla_w E = \lambda_i^2 u_i^\top w $$"
        "\n"
    )
    assert verdicts(text)[1:] == ["proved", "refuted"]


@pytest.mark.parametrize(
    "head",
    [
        r"Suppose that $u_1, \dots, u_n \in \mathbb{R}^n$ are orthonormal eigenvectors of the symmetric $H \in "
        r"\mathbb{R}^{n \times n}$ with eigenvalues $\lambda_1, \dots, \lambda_n$.",
        r"Let $u_1, \dots, u_n$ denote orthonormal eigenvectors of the symmetric matrix $H \in "
        r"\mathbb{R}^{n \times n}$ with corresponding eigenvalues $\lambda_1, \dots, \lambda_n$.",
    ],
)
def test_vectors_that_are_said_to_be_eigenvectors(head: str) -> None:
    text = head + r" Let $w = \sum_{i=1}^n \alpha_i u_i$." "\n\n"
    true, false = (
        r"$$ w^\top H w = \sum_{i=1}^n \lambda_i \alpha_i^2 $$",
        r"$$ w^\top H w = \sum_i \lambda_i \alpha_i $$",
    )
    assert verdicts(text + true + "\n\n" + false) == ["proved", "refuted"]
    plain = text.replace("orthonormal ", "")
    assert verdicts(plain + true) != ["proved"]
