r"""Positive definite and diagonal matrices, and their square roots."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts


@pytest.mark.parametrize("said", ["symmetric positive definite", "symmetric and positive definite", "SPD"])
def test_symmetric_and_definite_is_definite(said: str) -> None:
    text = rf"""
Let $\Sigma\in\mathbb R^{{d\times d}}$ be {said} and $x\in\mathbb R^d$.

$$ x^\top\Sigma x \ge 0 $$

$$ x^\top\Sigma x \ge 1 $$
"""
    assert verdicts(text) == ["proved", "refuted"]


def test_no_witness_is_indefinite_where_the_matrix_is_definite() -> None:
    text = r"""
Let $\Sigma\in\mathbb R^{d\times d}$ be symmetric positive definite and $x\in\mathbb R^d$.

$$ |x^\top\Sigma x| = x^\top\Sigma x $$

$$ \sqrt{\det(\Sigma)^2} = \det\Sigma $$

$$ |\Sigma_{ii}| = \Sigma_{ii} $$

$$ |\Sigma_{ij}| = \Sigma_{ij} $$
"""
    found = verdicts(text)
    assert "refuted" not in found[:3]
    assert found[3] == "refuted"


def test_a_diagonal_matrix_acts_entry_by_entry() -> None:
    text = r"""
Let $\Lambda \in\mathbb R^{d\times d}$ be diagonal, $u, v\in\mathbb R^d$, $A\in\mathbb R^{d\times d}$.

$$ u^\top \Lambda v = \sum_i u_i \Lambda_{ii} v_i $$

$$ (\Lambda A)_{ij} = \Lambda_{ii} A_{ij} $$

$$ (\Lambda A)_{ij} = \Lambda_{jj} A_{ij} $$

$$ \operatorname{tr}(\Lambda A) = \sum_i \Lambda_{ii} A_{ii} $$
"""
    equations = judged(text)
    assert [e["verdict"] for e in equations] == ["proved", "proved", "refuted", "proved"]
    assert all("\\Lambda diagonal" in e["assumptions"] for e in equations if e["verdict"] == "proved")


def test_a_derivative_by_a_diagonal_matrix_is_by_all_its_entries() -> None:
    text = r"""
Let $D \in\mathbb R^{d\times d}$ be diagonal and $x, y\in\mathbb R^d$.

$$ f = x^\top D y $$

$$ \frac{\partial f}{\partial D} = x y^\top $$

$$ \frac{\partial f}{\partial D} = y x^\top $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_roots_of_diagonal_matrices() -> None:
    text = r"""
Let $A\in\mathbb R^{n\times n}$ be symmetric, $\Lambda \in\mathbb R^{n\times n}$ diagonal,
and let $\mathbf 1$ be the vector of ones.

$$ D = \operatorname{diag}(A\mathbf 1) $$

$$ N = D^{-1/2} A D^{-1/2} $$

$$ N_{ij} = \frac{A_{ij}}{\sqrt{D_{ii}} \sqrt{D_{jj}}} $$

$$ N_{ij} = \frac{A_{ij}}{D_{ii}} $$

$$ \Lambda^{1/2} \Lambda^{1/2} = \Lambda $$

$$ \Lambda^{1/2} \Lambda^{-1/2} = \Lambda $$
"""
    assert verdicts(text) == [
        "definition",
        "definition",
        "proved",
        "refuted",
        "proved",
        "refuted",
    ]


def test_roots_of_definite_matrices() -> None:
    text = r"""
Let $C\in\mathbb R^{d\times d}$ be symmetric positive definite.

$$ W = C^{-1/2} $$

$$ W C W^\top = I $$

$$ W C = I $$

$$ C^{1/2} C^{1/2} = C $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted", "proved"]


def test_a_matrix_of_which_nothing_is_said_has_no_root() -> None:
    assert verdicts(r"Let $C\in\mathbb R^{d\times d}$. $$ C^{1/2} C^{1/2} = C $$") == ["error"]


@pytest.mark.parametrize(
    "said",
    [
        r"The diagonal entries of $B\in\mathbb R^{n\times n}$ are positive.",
        r"The diagonal elements $B_{ii}$ of $B\in\mathbb R^{n\times n}$ are positive.",
    ],
)
def test_positive_diagonal_entries_are_not_all_entries(said: str) -> None:
    assert verdicts(said + "\n\n" + r"$$ |B_{ij}| = B_{ij} $$") != ["proved"]


def test_a_block_diagonal_matrix_is_not_diagonal() -> None:
    text = r"Let $B\in\mathbb R^{n\times n}$ be block diagonal and $x\in\mathbb R^n$. $$ (B x)_i = B_{ii} x_i $$"
    assert verdicts(text) != ["proved"]
