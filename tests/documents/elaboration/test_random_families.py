"""Lists of random variables: one random vector, with the moments of its entries."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

WAYS = [
    r"Let $X_1, \dots, X_n$ be random variables with $\mathbb{E}[X_i] = \mu$ and "
    r"$\operatorname{Cov}(X_i, X_j) = s^2 \delta_{ij}$, and",
    r"Let $X \in \mathbb{R}^n$ be a random vector with $\mathbb{E}[X_i] = \mu$ and "
    r"$\operatorname{Cov}(X_i, X_j) = s^2 \delta_{ij}$, and",
]
CLAIMS = [
    (r"\mathbb{E}[\bar X] = \mu", "proved"),
    (r"\mathbb{E}[\bar X] = 2 \mu", "refuted"),
    (r"\operatorname{Var}(\bar X) = \frac{s^2}{n}", "proved"),
    (r"\operatorname{Var}(\bar X) = s^2", "refuted"),
    (r"\mathbb{E}[\bar X^2] = \mu^2 + \frac{s^2}{n}", "proved"),
    (r"\mathbb{E}[\bar X^2] = \mu^2", "refuted"),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("claim", "expected"), CLAIMS)
def test_the_mean_of_a_sample(way: str, claim: str, expected: str) -> None:
    text = rf"{way} $$ \bar X = \frac1n \sum_{{i=1}}^n X_i. $$ Then $$ {claim} $$"
    found = judged(text)
    assert found[-1]["verdict"] == expected, found[-1]


def test_an_independence_of_a_list_refutes_nothing() -> None:
    text = (
        r"Let $X_1, \dots, X_n$ be independent random variables with $\mathbb{E}[X_i] = 0$ and "
        r"$\operatorname{Var}(X_i) = s^2$. $$ \operatorname{Var}\Big(\sum_{i=1}^n X_i\Big) = n s^2 $$"
    )
    assert verdicts(text)[-1] == "undecided"
