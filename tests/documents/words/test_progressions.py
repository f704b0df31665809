r"""Sums with dots whose terms follow from each other: ``1 + 3 + \dots + (2n-1)``, ``r_t + \gamma r_{t+1} + \dots``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

NUMBERS = [
    (r"1 + 3 + \dots + (2n-1) = n^2", "proved"),
    (r"1 + 3 + 5 + \dots + (2n-1) = n^2", "proved"),
    (r"1 + 3 + 5 + \dots + (2n-1) = n^2 + 1", "refuted"),
    (r"1 + 3 + 5 + \dots + (2n+1) = n^2", "refuted"),
    (r"1 + 3 + 5 + \dots + (2n+1) = (n+1)^2", "proved"),
    (r"2 + 4 + \dots + 2n = n(n+1)", "proved"),
    (r"2 + 4 + \dots + 2n = n^2", "refuted"),
    (r"5 + 7 + 9 + \dots + (2n + 3) = n^2 + 4n", "proved"),
    (r"1 + 4 + 9 + \dots + n^2 = \frac{n(n+1)(2n+1)}{6}", "proved"),
    (r"1^2 + 2^2 + \dots + n^2 = \frac{n(n+1)(2n+1)}{6}", "proved"),
    (r"1^3 + 2^3 + \dots + n^3 = \frac{n^2 (n+1)^2}{4}", "proved"),
    (r"1^3 + 2^3 + \dots + n^3 = \frac{n^2 (n+1)}{4}", "refuted"),
    (r"1 \cdot 2 + 2 \cdot 3 + \dots + n (n+1) = \frac{n(n+1)(n+2)}{3}", "proved"),
    (r"1 + 2 + 4 + \dots + 2^n = 2^{n+1} - 1", "proved"),
    (r"1 + 2 + 4 + \dots + 2^{n-1} = 2^n - 1", "proved"),
    (r"1 + 2 + 4 + \dots + 2^{n-1} = 2^n", "refuted"),
    (r"3 + 6 + 12 + \dots + 3 \cdot 2^n = 3 (2^{n+1} - 1)", "proved"),
]


@pytest.mark.parametrize(("claim", "verdict"), NUMBERS)
def test_numbers(claim: str, verdict: str) -> None:
    assert verdicts(f"$$ {claim} $$") == [verdict]


@pytest.mark.parametrize(
    "claim",
    [
        r"1 - 2 + 3 - \dots + n = 0",
        r"1 + 2 + 4 + \dots + 2n = n",
        r"1 + 2 + 5 + \dots + n = n",
        r"2 + 3 + 5 + \dots + (2n - 1) = n^2",
        r"1 + 2 + 4 + \dots = -1",
        r"e^x = 1 + x + \frac{x^2}{2} + \dots",
    ],
)
def test_what_does_not_show_how_it_goes_on(claim: str) -> None:
    assert verdicts(f"Let $x \\in \\mathbb{{R}}$.\n$$ {claim} $$") == ["error"]


RETURN = r"Let $r_0, \dots, r_T \in \mathbb{R}$, $0 < \gamma < 1$ and"


@pytest.mark.parametrize(
    "total",
    [
        r"r_t + \gamma r_{t+1} + \gamma^2 r_{t+2} + \dots + \gamma^{T-t} r_T",
        r"r_t + \gamma r_{t+1} + \cdots + \gamma^{T-t} r_T",
        r"r_t + r_{t+1} \gamma + r_{t+2} \gamma^2 + \dots + r_T \gamma^{T-t}",
    ],
)
def test_sums_from_a_letter_on(total: str) -> None:
    claims = [
        (r"G_t = \sum_{k=0}^{T-t} \gamma^k r_{t+k}", "proved"),
        (r"G_t = \sum_{k=t}^T \gamma^{k-t} r_k", "proved"),
        (r"G_t = \sum_{k=t}^T \gamma^k r_k", "refuted"),
        (r"G_t = r_t + \gamma G_{t+1}", "proved"),
        (r"G_t = r_t + G_{t+1}", "refuted"),
        (r"\frac{\partial G_0}{\partial r_t} = \gamma^t", "proved"),
        (r"\frac{\partial G_0}{\partial r_t} = \gamma^{t+1}", "refuted"),
    ]
    text = f"{RETURN}\n$$ G_t = {total} $$\n" + "".join(f"$$ {claim} $$\n" for claim, _ in claims)
    assert verdicts(text) == ["definition", *(verdict for _, verdict in claims)]


def test_sums_that_count_down() -> None:
    text = r"""Let $m_t = \beta m_{t-1} + (1-\beta) g_t$ for $t = 1, \dots, T$ with $m_0 = 0$ and $0 < \beta < 1$.
$$ m_t = (1-\beta) (g_t + \beta g_{t-1} + \beta^2 g_{t-2} + \dots + \beta^{t-1} g_1) $$
$$ m_t = (1-\beta) (g_t + \beta g_{t-1} + \dots + \beta^{t-2} g_2) $$
$$ m_t = (1-\beta) (g_t + \beta g_{t-1} + \dots + \beta^t g_1) $$"""
    assert verdicts(text) == ["proved", "refuted", "error"]


def test_a_geometric_sum() -> None:
    text = r"""Let $S_n = a + ar + \dots + ar^{n-1}$ with $a, r \in \mathbb{R}$.
$$ (1 - r) S_n = a (1 - r^n) $$ $$ (1 - r) S_n = a (1 - r^{n-1}) $$ $$ r S_n = ar + ar^2 + \dots + ar^n $$"""
    assert verdicts(text) == ["proved", "refuted", "proved"]


def test_a_sequence_of_sums() -> None:
    text = r"""Let $S_n = \sum_{k=0}^{n-1} a r^k$ with $a, r \in \mathbb{R}$.
$$ S_{n+1} = S_n + a r^n $$ $$ S_{n+1} = S_n + a r^{n-1} $$"""
    assert verdicts(text) == ["proved", "refuted"]


def test_derivatives_of_a_polynomial() -> None:
    text = r"""Let $f(x) = a_1 x + a_2 x^2 + \dots + a_n x^n$ with $a_1, \dots, a_n \in \mathbb{R}$.
$$ f'(x) = a_1 + 2 a_2 x + \dots + n a_n x^{n-1} $$ $$ f'(x) = a_1 + a_2 x + \dots + a_n x^{n-1} $$"""
    assert verdicts(text) == ["proved", "refuted"]


def test_every_other_entry() -> None:
    text = r"""Let $x \in \mathbb{R}^{2m}$.
$$ x_2 + x_4 + \dots + x_{2m} = \sum_{i=1}^m x_{2i} $$ $$ x_2 + x_4 + \dots + x_{2m} = \sum_{i=1}^{2m} x_i $$
$$ x_1 + x_3 + \dots + x_{2m-1} = \sum_{i=1}^m x_{2i-1} $$"""
    assert verdicts(text) == ["proved", "refuted", "proved"]


@pytest.mark.parametrize(
    "total",
    [
        r"r_{t+1} + \gamma r_{t+2} + \gamma^2 r_{t+3} + \cdots + \gamma^{T-t-1} r_T",
        r"\sum_{k=t+1}^T \gamma^{k-t-1} r_k",
    ],
)
def test_sums_of_what_comes_behind(total: str) -> None:
    claims = [
        (r"G_t = r_{t+1} + \gamma G_{t+1}", "proved"),
        (r"G_t = r_{t+1} + \gamma G_t", "refuted"),
        (r"G_t = r_{t+1} + G_{t+1}", "refuted"),
        (r"G_0 = \sum_{k=1}^T \gamma^{k-1} r_k", "proved"),
        (r"G_0 = \sum_{k=1}^T \gamma^k r_k", "refuted"),
        (r"G_{T-1} = r_T", "proved"),
    ]
    lead = rf"Let $r_1, \dots, r_T \in \mathbb{{R}}$, $0 < \gamma < 1$ and $$ G_t = {total} $$"
    text = lead + "".join(f"\n$$ {claim} $$" for claim, _ in claims)
    assert verdicts(text) == ["definition", *(verdict for _, verdict in claims)]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"x_1 x_2 + x_2 x_3 + \dots + x_{n-1} x_n = \sum_{i=1}^{n-1} x_i x_{i+1}", "proved"),
        (r"x_1 x_2 + x_2 x_3 + \dots + x_{n-1} x_n = \sum_{i=1}^{n-1} x_i^2", "refuted"),
        (r"x_1 x_n + x_2 x_{n-1} + \dots + x_n x_1 = \sum_{i=1}^n x_i x_{n+1-i}", "proved"),
        (r"x_1 x_n + x_2 x_{n-1} + \dots + x_n x_1 = \sum_{i=1}^n x_i^2", "refuted"),
        (r"x_1 x_3 + x_2 x_3 + \dots + x_n x_1 = 0", "error"),
        (r"(x_2 - x_1)^2 + (x_3 - x_2)^2 + \dots + (x_n - x_{n-1})^2 = \sum_{i=2}^n (x_i - x_{i-1})^2", "proved"),
        (r"(x_2 - x_1)^2 + (x_3 - x_2)^2 + \dots + (x_n - x_{n-1})^2 = \sum_{i=1}^n (x_i - x_{i-1})^2", "refuted"),
    ],
)
def test_products_of_two_entries(claim: str, verdict: str) -> None:
    assert verdicts(f"Let $n \\ge 3$ and $x \\in \\mathbb{{R}}^n$.\n$$ {claim} $$") == [verdict]


def test_factors_in_another_order() -> None:
    lead = r"Let $A_1, \dots, A_n, B_1, \dots, B_n \in \mathbb{R}^{d \times d}$. "
    assert (
        verdicts(lead + r"$$ S = A_1 B_1 + A_2 B_2 + \dots + A_n B_n $$ $$ S = \sum_{i=1}^n A_i B_i $$")[-1] == "proved"
    )
    assert verdicts(lead + r"$$ S = A_1 B_1 + B_2 A_2 + \dots + A_n B_n $$") == ["error"]
