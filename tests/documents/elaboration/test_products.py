r"""``\prod_{i=1}^n`` of positive factors, and of factors that may have any sign."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

HEAD = r"Let $p, x, y \in \mathbb{R}^n$ with $p_i > 0$ for all $i$, let $\mu \in \mathbb{R}$ and $\sigma, c > 0$. "
NORMAL = (
    r"The likelihood is $$ \mathcal{L} = \prod_{i=1}^n \frac{1}{\sqrt{2 \pi \sigma^2}} "
    r"\exp\left( -\frac{(x_i - \mu)^2}{2 \sigma^2} \right). $$ "
)


def verdicts(text: str) -> list[str]:
    return [e["verdict"] or e["role"] for e in judged(HEAD + text)]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\log \prod_{i=1}^n p_i = \sum_{i=1}^n \log p_i", "proved"),
        (r"\log \prod_{i=1}^n p_i = \sum_{i=1}^n p_i", "refuted"),
        (r"\frac{\partial}{\partial p_j} \prod_{i=1}^n p_i = \prod_{i \ne j} p_i", "proved"),
        (r"\frac{\partial}{\partial p_j} \prod_{i=1}^n p_i = \prod_{i=1}^n p_i", "refuted"),
        (r"\prod_{i=1}^n e^{y_i} = e^{\sum_{i=1}^n y_i}", "proved"),
        (r"\prod_{i=1}^n e^{y_i} = \sum_{i=1}^n e^{y_i}", "refuted"),
        (r"\log \prod_{i=1}^n p_i^{y_i} = \sum_{i=1}^n y_i \log p_i", "proved"),
        (r"\log \prod_{i=1}^n p_i^{y_i} = \sum_{i=1}^n p_i \log y_i", "refuted"),
        (
            r"\prod_{i=1}^n \sigma(x_i) = \exp\left(-\sum_{i=1}^n \log(1 + e^{-x_i})\right)",
            "refuted",
        ),  # sigma is a number
        (r"\prod_{i=1}^n x_i = \prod_{j=1}^n x_j", "proved"),  # of any sign
        (r"\prod_{i=1}^n x_i = \prod_{j=1}^n y_j", "refuted"),
        (r"\prod_{i=1}^n |x_i| = \prod_{i=1}^n x_i", "refuted"),
        (r"\prod_{i=1}^n (p_i - c) = 0", "refuted"),
        (r"\prod_{i=1}^3 x_i = x_1 x_2 x_3", "proved"),
        (r"\prod_{i=1}^3 x_i = x_1 x_2", "refuted"),
        (r"\prod_{i=1}^n c = c^n", "proved"),
        (r"\prod_{i=1}^n c = n c", "refuted"),
    ],
)
def test_products(line: str, verdict: str) -> None:
    assert verdicts(f"$$ {line} $$") == [verdict]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial \log \mathcal{L}}{\partial \mu} = \frac{1}{\sigma^2} \sum_{i=1}^n (x_i - \mu)", "proved"),
        (r"\frac{\partial \log \mathcal{L}}{\partial \mu} = \frac{1}{\sigma} \sum_{i=1}^n (x_i - \mu)", "refuted"),
        (
            r"\log \mathcal{L} = -\frac{n}{2} \log(2 \pi \sigma^2) - \frac{1}{2 \sigma^2} \sum_{i=1}^n (x_i - \mu)^2",
            "proved",
        ),
        (
            r"\log \mathcal{L} = -\frac{1}{2} \log(2 \pi \sigma^2) - \frac{1}{2 \sigma^2} \sum_{i=1}^n (x_i - \mu)^2",
            "refuted",
        ),
    ],
)
def test_a_likelihood(line: str, verdict: str) -> None:
    assert verdicts(f"{NORMAL} $$ {line} $$") == ["definition", verdict]


def test_the_sign_is_stated_before() -> None:
    text = r"$$ q = \prod_{i=1}^n x_i $$ Suppose that $x_i > 0$ for all $i$. $$ \log q = \sum_{i=1}^n \log x_i $$"
    assert verdicts(text) == ["definition", "undecided"]
    text = r"Suppose that $x_i > 0$ for all $i$. $$ q = \prod_{i=1}^n x_i $$ $$ \log q = \sum_{i=1}^n \log x_i $$"
    assert verdicts(text) == ["definition", "proved"]


SCHEDULE = r"""
Noise schedule: $\beta_t \in (0,1)$ for $t = 1, \dots, T$, and

$$ \alpha_t = 1 - \beta_t, \qquad \bar\alpha_t = \prod_{s=1}^{t} \alpha_s $$

"""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\bar\alpha_t = \bar\alpha_{t-1} \alpha_t", "proved"),
        (r"\bar\alpha_t = \bar\alpha_{t-1} \beta_t", "refuted"),
        (r"\sqrt{\bar\alpha_t} = \sqrt{\bar\alpha_{t-1}} \sqrt{1 - \beta_t}", "proved"),
        (r"\sqrt{\bar\alpha_t} = \sqrt{\bar\alpha_{t-1}} (1 - \beta_t)", "refuted"),
        (r"\log \bar\alpha_t = \sum_{s=1}^t \log(1 - \beta_s)", "proved"),
        (r"\log \bar\alpha_t = \sum_{s=1}^T \log(1 - \beta_s)", "refuted"),
    ],
)
def test_products_of_complements(line: str, verdict: str) -> None:
    assert [e["verdict"] for e in judged(f"{SCHEDULE} $$ {line} $$")][-1] == verdict


def test_the_product_of_no_factors_is_one() -> None:
    line = r"$$ \bar\alpha_t = \bar\alpha_{t-1} \alpha_t $$"
    assert judged(SCHEDULE + line)[-1]["verdict"] == "proved"
    stated = judged(rf"{SCHEDULE} For all $t = 1, \dots, T$, {line}")[-1]
    assert stated["verdict"] == "proved"
    assert not any("from 2" in said for said in stated["assumptions"])
    for first in (r"\bar\alpha_1 = 0", r"\bar\alpha_0 = 0"):
        assert judged(rf"{SCHEDULE} $$ {first} $$")[-1]["verdict"] == "refuted"


def test_factors_below_one_are_so_everywhere() -> None:
    some = r"Let $b \in \mathbb{R}^n$ with $b_i < 1$ for $i = 2, \dots, n$. $$ q = \prod_{i=1}^n (1 - b_i) $$"
    assert [e["verdict"] or e["role"] for e in judged(some + r" $$ q > 0 $$")] == ["definition", "refuted"]
    every = some.replace("2, ", "1, ")
    assert [e["verdict"] or e["role"] for e in judged(every + r" $$ q > 0 $$")] == ["definition", "proved"]
    some = r"Let $p \in \mathbb{R}^n$ with $p_i > 0$ for $i = 2, \dots, n$. $$ q = \prod_{i=1}^n p_i $$ $$ q \ge 0 $$"
    assert [e["verdict"] or e["role"] for e in judged(some)] == ["definition", "refuted"]
