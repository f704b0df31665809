r"""Functions of a vector of which only its entries in the definition tell: ``s_i(z) = e^{z_i} / \sum_j e^{z_j}``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SHARE = r"\frac{e^{z_i}}{\sum_j e^{z_j}}"


@pytest.mark.parametrize(
    ("one", "other", "role"),
    [
        ("s_i(z)", "s_j(z)", "definition"),
        (r"\sigma(z)_i", r"\sigma(z)_j", "definition"),
        (r"\operatorname{softmax}(z)_i", r"\operatorname{softmax}(z)_j", "proved"),
        (r"\text{softmax}_i(z)", r"\text{softmax}_j(z)", "proved"),
    ],
)
@pytest.mark.parametrize(("sign", "verdict"), [("-", "proved"), ("+", "refuted")])
def test_shares(one: str, other: str, role: str, sign: str, verdict: str) -> None:
    claim = rf"\frac{{\partial {one}}}{{\partial z_j}} = {one} (\delta_{{ij}} {sign} {other})"
    assert verdicts(f"We have\n\n$$ {one} = {SHARE} $$\n\nand\n\n$$ {claim} $$\n") == [role, verdict]


@pytest.mark.parametrize(("factor", "verdict"), [("", "proved"), ("e^c", "refuted")])
def test_shifts(factor: str, verdict: str) -> None:
    text = rf"Softmax is $s_i(z) = {SHARE}$. $$ \frac{{e^{{z_i + c}}}}{{\sum_j e^{{z_j + c}}}} = {factor} s_i(z) $$"
    assert verdicts(text) == [verdict]


@pytest.mark.parametrize(("claim", "verdict"), [("2 a_k x_k", "proved"), ("a_k x_k", "refuted")])
def test_a_number_of_a_vector(claim: str, verdict: str) -> None:
    text = rf"Let $f(x) = \sum_i a_i x_i^2$. Then $$ \frac{{\partial f}}{{\partial x_k}} = {claim} $$"
    assert verdicts(text) == [verdict]


@pytest.mark.parametrize(
    ("claim", "verdict"), [(r"-\sum_j J_{kj} s_j", "proved"), (r"-2 \sum_j J_{kj} s_j", "refuted")]
)
def test_what_is_equal_to_itself_is_not_made(claim: str, verdict: str) -> None:
    energy = r"E = -\frac12 \sum_{ij} J_{ij} s_i s_j"
    text = rf"Assume that $J_{{ij}} = J_{{ji}}$. $$ {energy} $$ $$ \frac{{\partial E}}{{\partial s_k}} = {claim} $$"
    assert verdicts(text) == ["definition", verdict]


@pytest.mark.parametrize(("claim", "verdict"), [("2 P x", "proved"), ("P x", "refuted")])
def test_a_matrix_that_is_its_own_transpose(claim: str, verdict: str) -> None:
    given = r"Let $A \in \mathbb{R}^{n \times n}$ and $f(x) = x^\top P x$ with $P = P^\top$."
    assert verdicts(rf"{given} $$ \nabla f(x) = {claim} $$") == [verdict]


@pytest.mark.parametrize(("factor", "verdict"), [("2", "proved"), ("1", "refuted")])
def test_what_is_not_zero_may_be_a_vector(factor: str, verdict: str) -> None:
    ratio = (
        r"Let $g(x) = \frac{\langle A x, x \rangle}{\|x\|^2}$ with $A = A^\top \in \mathbb{R}^{n \times n}$, $x \ne 0$."
    )
    assert verdicts(rf"{ratio} $$ \nabla g(x) = \frac{{{factor}}}{{\|x\|^2}} (A x - g(x) x) $$") == [verdict]
