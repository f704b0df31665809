r"""Derivatives by a variance, ``\partial \ell / \partial \sigma^2``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

NUMBERS = [
    r"Let $x \in \mathbb{R}^N$, with mean $\mu$ and variance $\sigma^2 > 0$.",
    r"Let $x \in \mathbb{R}^N$, $\mu \in \mathbb{R}$.",
    r"Consider $N$ observations $x_1, \dots, x_N$ from a Gaussian with mean $\mu$ and standard deviation $\sigma > 0$.",
]
LIKELIHOOD = r"""

$$ \ell = -\frac{1}{2\sigma^2} \sum_{n=1}^{N} (x_n - \mu)^2 - \frac{N}{2} \ln \sigma^2 $$

"""
RIGHT = r"\frac{1}{2\sigma^4} \sum_{n=1}^{N} (x_n - \mu)^2 - \frac{N}{2\sigma^2}"
WRONG = r"\frac{1}{2\sigma^4} \sum_{n=1}^{N} (x_n - \mu)^2 - \frac{N}{\sigma^2}"


@pytest.mark.parametrize("head", NUMBERS)
@pytest.mark.parametrize(
    "by",
    [
        r"\frac{\partial \ell}{\partial \sigma^2}",
        r"\frac{\partial \ell}{\partial (\sigma^2)}",
        r"\frac{d\ell}{d\sigma^2}",
        r"\frac{\partial}{\partial \sigma^2} \ell",
        r"\nabla_{\sigma^2} \ell",
    ],
)
def test_by_a_variance(head: str, by: str) -> None:
    text = f"{head}{LIKELIHOOD}$$ {by} = {RIGHT} $$\n\n$$ {by} = {WRONG} $$\n"
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_standard_deviation_is_the_root_of_its_square() -> None:
    text = NUMBERS[2] + LIKELIHOOD
    text += r"""
$$ \frac{\partial \ell}{\partial \sigma^2} = \frac{1}{2\sigma} \Big( \frac{1}{\sigma^3} \sum_n (x_n - \mu)^2
- \frac{N}{\sigma} \Big) $$

$$ \frac{\partial \ell}{\partial \sigma^2} = \frac{1}{\sigma^3} \sum_n (x_n - \mu)^2 - \frac{N}{\sigma} $$

$$ \frac{\partial^2 \ell}{\partial \mu \, \partial \sigma^2} = -\frac{1}{\sigma^4} \sum_n (x_n - \mu) $$

$$ \frac{\partial^2 \ell}{\partial \mu \, \partial \sigma^2} = \frac{1}{\sigma^4} \sum_n (x_n - \mu) $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted", "proved", "refuted"]


def test_by_the_entries_of_a_vector_of_variances() -> None:
    text = r"""Let $\mu, \sigma \in \mathbb{R}^J$ with $\sigma_j > 0$.

$$ K = -\frac12 \sum_{j=1}^{J} ( 1 + \log \sigma_j^2 - \mu_j^2 - \sigma_j^2 ) $$

$$ \frac{\partial K}{\partial \sigma_j^2} = \frac12 \Big(1 - \frac{1}{\sigma_j^2}\Big) $$

$$ \frac{\partial K}{\partial \sigma_j^2} = \sigma_j - \frac{1}{\sigma_j} $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "text",
    [
        # a number of either sign is not told by its square
        r"For scalars $w$ and $x$, $$ f = w x + x^2 $$ $$ \frac{\partial f}{\partial x^2} = 1 $$",
        # a slip for the second derivative
        r"Let $x \in \mathbb{R}^n$. $$ f = \sum_i x_i^2 $$ $$ \frac{\partial f}{\partial x_i^2} = 2 $$",
        # what is made from something moves with it
        r"Let $a > 0$. $$ s = 2 a $$ $$ f = s^2 + a $$ $$ \frac{\partial f}{\partial s^2} = 1 $$",
        r"Let $s > 0$. $$ f = s^2 $$ $$ \frac{\partial f}{\partial s} = 2 s, \; \frac{\partial f}{\partial s^2} = 1 $$",
    ],
)
def test_other_squares_are_no_names(text: str) -> None:
    assert verdicts(text)[-1] == "error"


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        (r"-\frac{n}{2 \sigma^2} + \frac{1}{2 \sigma^4} \sum_{i=1}^n x_i^2", "proved"),
        (r"-\frac{n}{\sigma} + \frac{1}{\sigma^3} \sum_{i=1}^n x_i^2", "refuted"),  # the derivative by sigma
    ],
)
def test_a_slip_that_names_the_standard_deviation(right: str, verdict: str) -> None:
    text = r"""Let $x \in \mathbb{R}^n$.
    $$ \ell = -\frac{n}{2} \log(2 \pi \sigma^2) - \frac{1}{2 \sigma^2} \sum_{i=1}^n x_i^2 $$"""
    assert verdicts(rf"{text} $$ \frac{{\partial \ell}}{{\partial \sigma^2}} = {right} $$")[-1] == verdict
