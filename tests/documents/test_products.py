r"""``\prod_{i=1}^n`` of positive factors, and of factors that may have any sign."""

from __future__ import annotations

import pytest

from tests.documents.judging import judged

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
            "error",
        ),  # sigma is a number
        (r"\prod_{i=1}^n x_i = \prod_{j=1}^n x_j", "error"),  # of any sign
        (r"\prod_{i=1}^n |x_i| = \prod_{i=1}^n x_i", "error"),
        (r"\prod_{i=1}^n (p_i - c) = 0", "error"),
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
    assert verdicts(text) == ["error", "error"]
    text = r"Suppose that $x_i > 0$ for all $i$. $$ q = \prod_{i=1}^n x_i $$ $$ \log q = \sum_{i=1}^n \log x_i $$"
    assert verdicts(text) == ["definition", "proved"]
