r"""Densities of which nothing is told, sums whose body goes on, and equations that are divided by something."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize("words", ["", "Let $p_{data}(x) > 0$ and $p_g(x) > 0$.\n\n"])
@pytest.mark.parametrize(("above", "verdict"), [("p_g(x)", "proved"), ("p_{data}(x)", "refuted")])
def test_a_discriminator(words: str, above: str, verdict: str) -> None:
    text = (
        f"{words}$$ D^*(x) = \\frac{{p_{{data}}(x)}}{{p_{{data}}(x) + p_g(x)}} $$\n\n"
        f"$$ 1 - D^*(x) = \\frac{{{above}}}{{p_{{data}}(x) + p_g(x)}} $$"
    )
    assert verdicts(text) == ["definition", verdict]


def test_a_number_before_a_bracket() -> None:
    text = "Let $p \\in \\mathbb{R}$.\n\n$$ v = p (1 - p) $$\n\n$$ v = p - p^2 $$"
    assert verdicts(text) == ["definition", "proved"]


def test_values_of_densities() -> None:
    text = (
        "Consider $f(D) = a \\log D + b \\log(1 - D)$, where $a = p_{data}(x)$, $b = p_g(x)$.\n\n"
        "$$ \\frac{df}{dD} = \\frac{a}{D} - \\frac{b}{1-D} $$\n\n$$ \\frac{df}{dD} = \\frac{a}{D} + \\frac{b}{1-D} $$"
    )
    first, second = verdicts(text)
    assert (first, second == "proved") == ("proved", False)


def test_a_sum_ends_at_a_sign() -> None:
    """However it is meant: the index of what comes behind it is on one side only."""
    text = "Let $x, b \\in \\mathbb{R}^n$.\n\n$$ L = \\sum_{i=1}^n x_i^2 + b_i x_i $$\n"
    assert verdicts(text) == ["error"]


def test_a_sum_ends() -> None:
    text = (
        "Let $x \\in \\mathbb{R}^n$, $c \\in \\mathbb{R}^m$ and $W \\in \\mathbb{R}^{m \\times n}$.\n\n"
        "$$ y_j = \\sum_{i=1}^n W_{ji} x_i + c_j $$\n\n$$ \\frac{\\partial y_j}{\\partial c_j} = 1 $$\n\n"
        "$$ M = \\sum_{i=1}^n x_i + 1 $$\n\n$$ M = 1 + \\sum_{i=1}^n x_i $$"
    )
    assert verdicts(text) == ["definition", "proved", "definition", "proved"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("b t - a (1 - t) = 0", "proved"),
        ("\\frac{b}{a + b} = t", "refuted"),
        ("b t + a (1 - t) = 0", "refuted"),
    ],
)
@pytest.mark.parametrize(
    "supposed", ["$\\frac{b}{1 - t} = \\frac{a}{t}$", "$f'(t) = 0$ for $f(t) = -a \\log t - b \\log(1 - t)$"]
)
def test_supposed_quotients(supposed: str, claim: str, verdict: str) -> None:
    text = f"Let $a, b > 0$ and $0 < t < 1$ be numbers. Suppose that {supposed}.\n\n$$ {claim} $$"
    assert verdicts(text) == [verdict]


def test_a_softmax_over_each_row() -> None:
    text = (
        "Let $Q, K \\in \\mathbb{R}^{n \\times d}$ and $V \\in \\mathbb{R}^{n \\times m}$; the softmax is taken over "
        "each row.\n\n$$ S = Q K^\\top $$\n\n$$ A = \\text{softmax}(S) $$\n\n$$ O = A V $$\n\nFor a loss $L$ that "
        "depends on $O$,\n\n$$ \\frac{\\partial L}{\\partial Q} = 2 \\frac{\\partial L}{\\partial S} K $$"
    )
    assert verdicts(text)[-1] == "refuted"
