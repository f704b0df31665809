r"""Lists that words speak of, blocks of matrices, sequences beside numbers, diagonals, cases in two lines."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LISTS = (
    "Let $u_1, \\dots, u_k \\in \\mathbb{R}^n$ be {words}, and $x \\in \\mathbb{R}^n$.\n\n"
    "$$ u_i^\\top u_j = \\delta_{ij} $$\n\n$$ u_i^\\top u_j = 1 $$\n"
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("orthonormal", ["proved", "refuted"]),
        ("orthonormal eigenvectors of a symmetric matrix", ["proved", "refuted"]),
        ("unit vectors", ["refuted", "refuted"]),
        ("vectors", ["refuted", "refuted"]),
        ("orthogonal", ["undecided", "refuted"]),
    ],
)
def test_members_of_a_list_that_are_orthonormal(words: str, expected: list[str]) -> None:
    assert verdicts(LISTS.replace("{words}", words)) == expected


def test_an_orthonormal_basis() -> None:
    text = (
        "Let $u_1, \\dots, u_n \\in \\mathbb{R}^n$ be orthonormal eigenvectors of a symmetric matrix with eigenvalues "
        "$\\lambda_1, \\dots, \\lambda_n$. For $x \\in \\mathbb{R}^n$,\n\n"
        "$$ \\sum_{k=1}^n (u_k^\\top x)^2 = x^\\top x $$\n\n$$ \\sum_{k=1}^n (u_k^\\top x)^2 = n x^\\top x $$\n"
    )
    assert verdicts(text) == ["proved", "refuted"]


def test_blocks_of_a_covariance() -> None:
    text = r"""Let $\Sigma_{xx} \in \mathbb{R}^{p \times p}$ and $\Sigma_{yy} \in \mathbb{R}^{q \times q}$ be symmetric
positive definite and $\Sigma_{xy} \in \mathbb{R}^{p \times q}$, $\Sigma_{yx} = \Sigma_{xy}^\top$.

$$ S = \Sigma_{xx} - \Sigma_{xy} \Sigma_{yy}^{-1} \Sigma_{yx} $$

$$ S^\top = S $$

$$ S = \Sigma_{xx} - \Sigma_{xy} \Sigma_{yy} \Sigma_{yx} $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_sequence_beside_a_number() -> None:
    text = r"""Let $g \in \mathbb{R}$ and $\beta \in (0, 1)$. The moving average is $m_0 = 0$ and

$$ m_t = \beta m_{t-1} + (1 - \beta) g_t, \quad t = 1, \dots, T $$

For a constant gradient $g_t = g$ we have

$$ m_t = (1 - \beta^t) g $$

and not

$$ m_t = \beta^t g $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_diagonal_of_numbers_at_an_index() -> None:
    text = r"""Let $X \in \mathbb{R}^{N \times D}$, $w \in \mathbb{R}^D$, $t \in \mathbb{R}^N$. Define

$$ y_n = \sigma\left(\sum_d X_{nd} w_d\right) $$

$$ L = -\sum_{n} \left[ t_n \log y_n + (1 - t_n) \log(1 - y_n) \right] $$

$$ \nabla_w^2 L = X^\top \operatorname{diag}(y_n (1 - y_n)) X $$

$$ \nabla_w^2 L = X^\top \operatorname{diag}(y_n) X $$
"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


CASES = "Let $h \\in \\mathbb{R}^n$.\n\n"


@pytest.mark.parametrize("other", ["\\text{ otherwise}", "\\text{ if } h_i \\le 0", "\\text{ else}."])
def test_a_definition_by_cases_in_two_equations(other: str) -> None:
    text = CASES + f"$$ m_i = 1 \\text{{ if }} h_i > 0, \\quad m_i = 0 {other} $$\n\n"
    text += "$$ m_i h_i = \\max(h_i, 0) $$\n\n$$ m_i = h_i $$\n"
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]


def test_cases_that_leave_something_out() -> None:
    text = CASES + "$$ m_i = 1 \\text{ if } h_i > 0, \\quad m_i = -1 \\text{ if } h_i < 0 $$\n\n$$ m_i = 1 $$\n"
    assert "proved" not in verdicts(text)
    assert "refuted" not in verdicts(text)


def test_otherwise_is_a_condition_of_what_is_known() -> None:
    text = CASES + "$$ |h_i| = h_i \\text{ if } h_i > 0, \\quad |h_i| = -h_i \\text{ otherwise} $$\n"
    assert verdicts(text) == ["proved", "proved"]
    assert verdicts(text.replace("= -h_i", "= 0")) == ["proved", "refuted"]
