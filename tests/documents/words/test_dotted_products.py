r"""Products with dots: ``x_1 x_2 \cdots x_n`` of numbers, ``W_L \cdots W_1`` of matrices."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

POSITIVE = r"Let $x \in \mathbb{R}^n$ with $x_i > 0$."


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"x_1 x_2 \cdots x_n = \prod_{i=1}^n x_i", "proved"),
        (r"x_1 \cdot x_2 \cdots x_n = \prod_{i=1}^n x_i", "proved"),
        (r"x_1 \cdots x_n = x_1 \prod_{i=2}^n x_i", "proved"),
        (r"x_1 x_2 \cdots x_n = \prod_{i=2}^n x_i", "refuted"),
        (r"\frac{\partial}{\partial x_j} (x_1 x_2 \cdots x_n) = \frac{x_1 x_2 \cdots x_n}{x_j}", "proved"),
        (r"\frac{\partial}{\partial x_j} (x_1 x_2 \cdots x_n) = \prod_{i \neq j} x_i", "proved"),
        (r"\frac{\partial}{\partial x_j} (x_1 x_2 \cdots x_n) = x_1 x_2 \cdots x_n", "refuted"),
        (r"\log (x_1 \cdots x_n) = \log x_1 + \log x_2 + \dots + \log x_n", "proved"),
        (r"\log (x_1 \cdots x_n) = \log x_1 + \log x_2 + \dots + \log x_{n-1}", "refuted"),
        (r"(x_1 x_2 \cdots x_n)^2 = x_1^2 x_2^2 \cdots x_n^2", "proved"),
        (r"(x_1 x_2 \cdots x_n)^2 = x_1^2 x_2 \cdots x_n", "error"),
    ],
)
def test_numbers(claim: str, verdict: str) -> None:
    assert verdicts(f"{POSITIVE}\n$$ {claim} $$") == [verdict]


@pytest.mark.parametrize(
    ("numbers", "product"),
    [
        (r"\alpha_1, \dots, \alpha_T \in \mathbb{R}", r"\alpha_1 \alpha_2 \cdots \alpha_t"),
        (r"\alpha_1, \dots, \alpha_T > 0", r"\alpha_1 \cdots \alpha_t"),
        (r"\alpha_1, \dots, \alpha_T \in \mathbb{R}", r"\prod_{s=1}^t \alpha_s"),
    ],
)
def test_products_so_far(numbers: str, product: str) -> None:
    text = rf"""Let ${numbers}$ and $\bar\alpha_t = {product}$.
$$ \bar\alpha_t = \alpha_t \bar\alpha_{{t-1}} $$ $$ \bar\alpha_t = \alpha_{{t-1}} \bar\alpha_{{t-1}} $$
$$ \bar\alpha_t = \prod_{{s=1}}^t \alpha_s $$ $$ \bar\alpha_T = \alpha_1 \alpha_2 \cdots \alpha_T $$
$$ \bar\alpha_T = \alpha_2 \cdots \alpha_T $$"""
    assert verdicts(text) == ["proved", "refuted", "proved", "proved", "refuted"]


def test_numbers_that_count_down() -> None:
    text = r"""Let $x_0 \in \mathbb{R}$ and $x_{k+1} = a_k x_k$.
$$ x_n = a_{n-1} a_{n-2} \cdots a_0 x_0 $$ $$ x_n = a_n a_{n-1} \cdots a_0 x_0 $$"""
    assert verdicts(text) == ["proved", "refuted"]


MATRICES = r"""Let $W_1, \dots, W_L \in \mathbb{R}^{d \times d}$, $x \in \mathbb{R}^d$ and
$$ h_l = W_l h_{l-1}, \quad h_0 = x, \quad l = 1, \dots, L $$
"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"h_L = W_L \cdots W_1 x", "proved"),
        (r"h_L = W_L W_{L-1} \cdots W_1 x", "proved"),
        (r"h_L = W_L W_{L-1} \cdots W_2 W_1 x", "proved"),
        (r"h_L = W_1 W_2 \cdots W_L x", "refuted"),
        (r"h_L = W_L \cdots W_2 x", "refuted"),
        (r"h_l = W_l W_{l-1} \cdots W_1 x", "proved"),
        (r"h_l = W_{l-1} \cdots W_1 x", "refuted"),
        (r"\frac{\partial h_L}{\partial x} = W_L \cdots W_1", "proved"),
        (r"\frac{\partial h_L}{\partial x} = W_1 \cdots W_L", "refuted"),
    ],
)
def test_matrices(claim: str, verdict: str) -> None:
    assert verdicts(f"{MATRICES}$$ {claim} $$") == ["definition", "definition", verdict]


def test_a_deep_linear_network() -> None:
    text = r"""A deep linear network is $$ f(x) = W_L W_{L-1} \cdots W_1 x $$
with $W_l \in \mathbb{R}^{d \times d}$ and $x \in \mathbb{R}^d$.
$$ f(2 x) = 2 f(x) $$ $$ f(2 x) = 4 f(x) $$ $$ f(0) = 0 $$"""
    assert verdicts(text) == ["definition", "proved", "refuted", "proved"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"(A_1 \cdots A_n)^\top = A_n^\top \cdots A_1^\top", "proved"),
        (r"(A_1 A_2 \cdots A_n)^\top = A_n^\top \cdots A_2^\top A_1^\top", "proved"),
        (r"(A_1 \cdots A_n)^\top = A_1^\top \cdots A_n^\top", "refuted"),
        (r"(A_1 \cdots A_n)^\top = A_n \cdots A_1", "refuted"),
    ],
)
def test_transposes(claim: str, verdict: str) -> None:
    lead = r"Let $A_1, \dots, A_n \in \mathbb{R}^{d \times d}$."
    assert verdicts(f"{lead}\n$$ {claim} $$") == [verdict]


@pytest.mark.parametrize(
    "text",
    [
        r"Let $W_l \in \mathbb{R}^{d_l \times d_{l-1}}$, $x \in \mathbb{R}^{d_0}$. $$ f(x) = W_L \cdots W_1 x $$",
        r"Let $t \in \mathbb{R}$. $$ t \cdot t \cdots t = t^n $$",
        r"Let $A_1, \dots, A_n \in \mathbb{R}^{d \times d}$. $$ B = A_1 A_3 \cdots A_n $$",
    ],
)
def test_other_products_are_not_read(text: str) -> None:
    assert verdicts(text) == ["error"]
