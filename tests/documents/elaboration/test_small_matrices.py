"""Determinants and inverses: multiples, rank one, few rows; triangular matrices in sums; halves of sizes."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SQUARE = (
    "Indices start at 1. Let $A \\in \\mathbb{R}^{n \\times n}$, $M \\in \\mathbb{R}^{2 \\times 2}$, "
    "$B \\in \\mathbb{R}^{3 \\times 3}$, $u, v \\in \\mathbb{R}^n$, $\\lambda > 0$, $c \\in \\mathbb{R}$.\n\n"
)


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("\\det(cA) = c^n \\det A", "\\det(cA) = c \\det A"),
        ("\\det(-A) = (-1)^n \\det A", "\\det(-A) = -\\det A"),
        ("\\det(2 B) = 8 \\det B", "\\det(2 B) = 6 \\det B"),
        (
            "\\det(\\lambda I + u u^\\top) = \\lambda^n + \\lambda^{n-1} u^\\top u",
            "\\det(\\lambda I + u u^\\top) = \\lambda + u^\\top u",
        ),
        (
            "\\det(\\lambda I + u v^\\top) = \\lambda^{n-1} (\\lambda + v^\\top u)",
            "\\det(\\lambda I + u v^\\top) = \\lambda^{n-1} (1 + v^\\top u)",
        ),
        ("\\det M = M_{11} M_{22} - M_{12} M_{21}", "\\det M = M_{11} M_{22} + M_{12} M_{21}"),
        ("(M^{-1})_{12} = -\\frac{M_{12}}{\\det M}", "(M^{-1})_{12} = -\\frac{M_{21}}{\\det M}"),
        (
            "\\det B = B_{11} (B_{22} B_{33} - B_{23} B_{32}) - B_{12} (B_{21} B_{33} - B_{23} B_{31}) "
            "+ B_{13} (B_{21} B_{32} - B_{22} B_{31})",
            "\\det B = B_{11} (B_{22} B_{33} - B_{23} B_{32}) + B_{12} (B_{21} B_{33} - B_{23} B_{31}) "
            "+ B_{13} (B_{21} B_{32} - B_{22} B_{31})",
        ),
    ],
)
def test_determinants(true: str, false: str) -> None:
    assert verdicts(f"{SQUARE}$$ {true} $$\n\n$$ {false} $$\n") == ["proved", "refuted"]


def test_a_matrix_of_two_rows() -> None:
    text = r"""Let $a, b, c, d \in \mathbb{R}$ with $ad - bc \neq 0$ and define

$$ A = \begin{pmatrix} a & b \\ c & d \end{pmatrix}. $$

$$ A^{-1} = \frac{1}{ad - bc} \begin{pmatrix} d & -b \\ -c & a \end{pmatrix}. $$

$$ A^{-1} = \frac{1}{ad - bc} \begin{pmatrix} d & -c \\ -b & a \end{pmatrix}. $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_rotation() -> None:
    text = r"""Let $r \in \mathbb{R}$ and

$$ R = \begin{pmatrix} \cos r & -\sin r \\ \sin r & \cos r \end{pmatrix}. $$

$$ \det R = 1, \quad R^{-1} = R^\top, \quad R^{-1} = R. $$
"""
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("(L x)_i = \\sum_{j \\le i} L_{ij} x_j", "proved"),
        ("(L x)_i = \\sum_{j < i} L_{ij} x_j", "refuted"),
        ("(L^\\top x)_j = \\sum_{i \\ge j} L_{ij} x_i", "proved"),
        ("(L^\\top x)_j = \\sum_{i \\le j} L_{ij} x_i", "refuted"),
        ("(L M)_{ij} = 0 \\quad \\text{for } i < j", "proved"),
        ("(L M)_{ij} = 0 \\quad \\text{for } i > j", "refuted"),
        ("(L M)_{ij} = \\sum_{k=j}^{i} L_{ik} M_{kj} \\quad \\text{for } i \\ge j", "proved"),
        ("(L M)_{ii} = L_{ii} M_{ii}", "proved"),
        ("(L M)_{ij} = (M L)_{ij}", "refuted"),
    ],
)
def test_triangular_matrices_in_sums(line: str, verdict: str) -> None:
    head = "Let $L, M \\in \\mathbb{R}^{n \\times n}$ be lower triangular and $x \\in \\mathbb{R}^n$.\n\n"
    assert verdicts(f"{head}$$ {line} $$\n") == [verdict]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("\\lfloor n/2 \\rfloor + \\lceil n/2 \\rceil = n", "proved"),
        ("\\lfloor n/3 \\rfloor + \\lceil n/3 \\rceil = n", "refuted"),
        ("\\lfloor (n+1)/2 \\rfloor = \\lceil n/2 \\rceil", "proved"),
        ("2 \\lfloor n/2 \\rfloor \\le n", "proved"),
        ("\\lceil n/2 \\rceil \\ge \\frac{n}{2}", "proved"),
        ("\\lfloor n/2 \\rfloor \\ge \\frac{n}{2}", "refuted"),
        ("\\lceil n/2 \\rceil - \\lfloor n/2 \\rfloor < 1", "refuted"),
    ],
)
def test_halves_of_a_size(line: str, verdict: str) -> None:
    assert verdicts(f"Let $n$ be a positive integer.\n\n$$ {line} $$\n") == [verdict]


def test_few_rows_beside_hypotheses() -> None:
    text = r"""Let $S \in \mathbb{R}^{p \times p}$ be symmetric and $r \in \mathbb{R}$. Define

$$ R = \begin{pmatrix} \cos r & -\sin r \\ \sin r & \cos r \end{pmatrix}. $$

$$ \det R = 1, \quad \det(2 R) = 4, \quad \det(2 R) = 2. $$
"""
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]


def test_inverses_of_sums_of_multiples_of_the_identity() -> None:
    text = r"""Let $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$, $\lambda > 0$, $\mu > 0$.

$$ w = (X^\top X + \lambda I)^{-1} X^\top y $$

$$ (\lambda I + \mu I)^{-1} X^\top y = \frac{1}{\lambda + \mu} X^\top y $$

Suppose that $X^\top X = I$. Then

$$ w = \frac{1}{1 + \lambda} X^\top y $$

$$ w = (1 + \lambda) X^\top y $$
"""
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]
