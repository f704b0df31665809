r"""``\sigma^{-1}(p)`` is an inverse function, and no reciprocal times a bracket, where ``\sigma`` is a function."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $p \in (0,1)$, $x, \mu \in \mathbb{R}^n$, $S \in \mathbb{R}^{n \times n}$ invertible." + "\n\n"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\sigma^{-1}(p) = \log\frac{p}{1-p}", "proved"),
        (r"\sigma^{-1}(p) = \frac{p}{1-p}", "refuted"),
        (r"\sigma(\sigma^{-1}(p)) = p", "proved"),
        (r"\frac{\partial \sigma^{-1}(p)}{\partial p} = \frac{1}{p(1-p)}", "proved"),
        (r"\frac{\partial \sigma^{-1}(p)}{\partial p} = \frac{1}{p}", "refuted"),
        (r"\tanh^{-1}(p) = \frac12 \log \frac{1+p}{1-p}", "proved"),
        (r"S S^{-1} (x - \mu) = x - \mu", "proved"),
    ],
)
def test_inverses(claim: str, verdict: str) -> None:
    assert verdicts(f"{HEAD}$$ {claim} $$")[-1] == verdict


def test_a_declared_number_divides() -> None:
    text = r"Let $\sigma > 0$, $x, \mu \in \mathbb{R}$ and $$ z = \sigma^{-1}(x - \mu) $$"
    assert verdicts(text + r" $$ \frac{\partial z}{\partial x} = \frac1\sigma $$")[-1] == "proved"


def test_an_inverse_of_a_function_of_the_document_is_not_read() -> None:
    text = r"Let $f$ be a smooth invertible function and $p \in \mathbb{R}$. $$ f^{-1}(p) = \frac{1}{f(p)} $$"
    assert verdicts(text)[-1] == "error"


def test_what_defines_an_inverse_says_nothing_of_its_argument() -> None:
    text = r"For $q \in (0, 1)$ put $\sigma^{-1}(q) = \log \frac{q}{1-q}$. $$ \log \frac1q = \log q $$"
    assert verdicts(text)[-1] == "refuted"
