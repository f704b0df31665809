r"""Sums with dots, ``x_1 + \dots + x_n``, as the sums over an index that they are."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

VECTORS = r"Let $x, w \in \mathbb{R}^n$ and $\lambda \in \mathbb{R}$. "


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"w^\top x = w_1 x_1 + w_2 x_2 + \dots + w_n x_n", "proved"),
        (r"w^\top x = w_1 x_1 + \cdots + w_{n-1} x_{n-1} + w_n x_n", "proved"),
        (r"w^\top x = w_1 x_1 + \cdots + w_{n-1} x_{n-1}", "refuted"),
        (r"\|x\|^2 = x_1^2 + x_2^2 + \ldots + x_n^2", "proved"),
        (r"-\|x\|^2 = -x_1^2 - \ldots - x_n^2", "proved"),
        (r"\frac{\partial}{\partial x_1} (x_1^2 + \dots + x_n^2) = 2 x_1", "proved"),
        (r"\frac{\partial}{\partial x_1} (x_1^2 + \dots + x_n^2) = x_1", "refuted"),
        (r"x_1 + \dots + x_n = \sum_{i=2}^n x_i", "refuted"),
        (r"x_1 + 2 x_2 + \dots + n x_n = \sum_{i=1}^n i x_i", "proved"),
        (r"\lambda x_1 + \lambda^2 x_2 + \dots + \lambda^n x_n = \sum_{i=1}^n \lambda^i x_i", "proved"),
        (r"\lambda x_1 + \lambda^2 x_2 + \dots + \lambda^n x_n = \sum_{i=1}^n \lambda^{i-1} x_i", "refuted"),
        (r"(1 - \lambda)(1 + \lambda + \lambda^2 + \dots + \lambda^n) = 1 - \lambda^{n+1}", "proved"),
        (r"(1 - \lambda)(1 + \lambda + \lambda^2 + \dots + \lambda^n) = 1 - \lambda^n", "refuted"),
        (r"1 + 2 + \dots + n = \frac{n (n + 1)}{2}", "proved"),
        (r"1 + 2 + \dots + n = \frac{n (n - 1)}{2}", "refuted"),
    ],
)
def test_a_sum_in_a_claim(claim: str, verdict: str) -> None:
    assert verdicts(f"{VECTORS} $$ {claim} $$") == [verdict]


@pytest.mark.parametrize(
    "total",
    [
        r"w_1 + \dots + w_n x_n",  # the terms are not made alike
        r"x_2 + x_4 + \dots + x_n",
        r"x_1 - x_2 + \dots + x_n",
        r"x_1 + \dots - x_n",
        r"x_1 w_n + \dots + x_n w_1",
        r"x_1 + x_2 + \dots",
    ],
)
def test_dots_that_may_stand_for_anything(total: str) -> None:
    assert verdicts(rf"{VECTORS} $$ x^\top w = {total} $$") == ["error"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"(W x)_i = W_{i1} x_1 + W_{i2} x_2 + \dots + W_{in} x_n", "proved"),
        (r"(W x)_i = W_{i,1} x_1 + \dots + W_{i,n} x_n", "proved"),
        (r"(W x)_i = W_{1i} x_1 + \dots + W_{ni} x_n", "refuted"),
        (r"(W^\top W)_{jj} = W_{1j}^2 + \dots + W_{mj}^2", "proved"),
        (r"(W^\top W)_{jj} = W_{j1}^2 + \dots + W_{jn}^2", "refuted"),
        (r"W x = x_1 W_{:,1} + \dots + x_n W_{:,n}", "proved"),
        (r"W x = x_1 W_{:,1} + \dots + x_m W_{:,m}", "refuted"),
    ],
)
def test_entries_of_matrices(claim: str, verdict: str) -> None:
    lead = r"Let $W \in \mathbb{R}^{m \times n}$ and $x \in \mathbb{R}^n$. "
    assert verdicts(f"{lead} $$ {claim} $$") == [verdict]


def test_sums_in_the_text() -> None:
    text = r"""Let $p \in \mathbb{R}^K$ with $p_1 + p_2 + \dots + p_K = 1$ and let $s = p_1^2 + \dots + p_K^2$.
$$ \sum_{k=1}^K p_k = 1 $$ $$ \sum_{k=1}^K p_k = 2 $$
$$ \frac{\partial s}{\partial p_j} = 2 p_j $$ $$ \frac{\partial s}{\partial p_j} = p_j $$"""
    assert verdicts(text) == ["proved", "refuted", "proved", "refuted"]


def test_losses_of_examples() -> None:
    text = r"""The loss over $N$ examples is $L = \ell_1 + \ell_2 + \cdots + \ell_N$, where
$\ell_i = \frac12 (w^\top x_i - y_i)^2$ and $w, x_i \in \mathbb{R}^d$.
$$ \nabla_w L = \sum_{i=1}^N (w^\top x_i - y_i) x_i $$ $$ \nabla_w L = \sum_{i=1}^N (w^\top x_i + y_i) x_i $$
$$ \nabla_w L = (w^\top x_1 - y_1) x_1 + \dots + (w^\top x_N - y_N) x_N $$"""
    assert verdicts(text) == ["proved", "refuted", "proved"]


def test_an_offset_before_the_sum() -> None:
    text = r"""Linear regression with features $x_1, \dots, x_d$ and prediction
$$ \hat y = \beta_0 + \beta_1 x_1 + \beta_2 x_2 + \dots + \beta_d x_d $$
$$ \frac{\partial \hat y}{\partial \beta_0} = 1 $$ $$ \frac{\partial \hat y}{\partial \beta_2} = x_2 $$
$$ \frac{\partial \hat y}{\partial \beta_2} = \beta_2 $$"""
    assert verdicts(text)[-3:] == ["proved", "proved", "refuted"]


def test_members_of_a_family() -> None:
    text = r"""Let $W^{(1)}, \dots, W^{(L)} \in \mathbb{R}^{m \times m}$ and $x \in \mathbb{R}^m$, and
$S = W^{(1)} + W^{(2)} + \dots + W^{(L)}$.
$$ S x = W^{(1)} x + \dots + W^{(L)} x $$ $$ S x = W^{(1)} x + \dots + W^{(L-1)} x $$"""
    assert verdicts(text) == ["proved", "refuted"]


def test_a_return() -> None:
    text = r"""Let $0 < \gamma < 1$ and $r_0, \dots, r_T \in \mathbb{R}$, with the return
$$ G = r_0 + \gamma r_1 + \gamma^2 r_2 + \dots + \gamma^T r_T $$
$$ \frac{\partial G}{\partial r_t} = \gamma^t $$ $$ \frac{\partial G}{\partial r_t} = \gamma^{t-1} $$"""
    assert verdicts(text)[-2:] == ["proved", "refuted"]


def test_a_polynomial_at_one() -> None:
    text = r"""Let $f(x) = a_0 + a_1 x + a_2 x^2 + \dots + a_n x^n$ with $a_0, \dots, a_n \in \mathbb{R}$.
$$ f(1) = a_0 + a_1 + \dots + a_n $$ $$ f(1) = a_1 + \dots + a_n $$ $$ f(0) = a_0 $$ $$ f(0) = a_1 $$"""
    assert verdicts(text) == ["proved", "refuted", "proved", "refuted"]


def test_from_the_last_term_to_the_first() -> None:
    text = r"""Let $P(t) = a_n t^n + \dots + a_1 t + a_0$ with $a_0, \dots, a_n \in \mathbb{R}$.
$$ P(0) = a_0 $$ $$ P(0) = a_1 $$ $$ P(1) = a_n + \dots + a_0 $$"""
    assert verdicts(text) == ["proved", "refuted", "proved"]


@pytest.mark.parametrize(
    ("told", "claims"),
    [
        (r"f(t) = 1 + t + \frac{t^2}{2} + \dots", (r"f'(t) = f(t)", r"f(0) = 1", r"f(0) = 2")),
        (r"f(t) = \underbrace{t \cdot t \cdots t}_{n}", (r"f(0) = 0", r"f(0) = 1")),
    ],
)
def test_what_is_defined_by_other_dots_is_not_known(told: str, claims: tuple[str, ...]) -> None:
    text = rf"Let $x \in \mathbb{{R}}^n$, $t \in \mathbb{{R}}$ and ${told}$. "
    assert verdicts(text + " ".join(f"$$ {claim} $$" for claim in claims)) == ["error"] * len(claims)


def test_chains_bounds_and_products_of_the_text_are_no_less_told() -> None:
    text = r"""Let $p, q \in \mathbb{R}^K$ with $s = p_1 + \dots + p_K = 1$, let $c := p_1^2 + \dots + p_K^2$ and
let $q_1 + \dots + q_K \le 2$.
$$ \sum_{k=1}^K p_k = 1 $$ $$ \sum_{k=1}^K p_k = 2 $$ $$ \frac{\partial c}{\partial p_j} = 2 p_j $$
$$ \sum_{k=1}^K q_k \le 2 $$ $$ \sum_{k=1}^K q_k \le 1 $$"""
    assert verdicts(text) == ["proved", "refuted", "proved", "proved", "refuted"]
    product = r"Let $p \in \mathbb{R}^K$ with $p_1 p_2 \cdots p_K = 1$. $$ \prod_{k=1}^K p_k = 1 $$"
    assert verdicts(product) == ["proved"]
    made = r"Let $x \in \mathbb{R}^n$ and $s = x_1 x_2 \cdots x_n$. "
    assert verdicts(rf"{made} $$ 2 s = 2 x_1 $$ $$ \frac{{\partial s}}{{\partial x_1}} = 0 $$") == [
        "refuted",
        "refuted",
    ]
