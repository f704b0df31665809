"""Logarithms of determinants and of powers, and their false neighbours."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LEAD = r"Let $a > 0$, $c \in \mathbb{R}$ and let $S \in \mathbb{R}^{n \times n}$ with $\det S > 0$. "


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\log\det(S^{-1}) = -\log\det S", "proved"),
        (r"\log\det(S^{-1}) = \log\det S", "refuted"),
        (r"\log\det(S^\top S) = 2 \log\det S", "proved"),
        (r"\log\det(S^\top S) = \log\det S", "refuted"),
        (r"\log |\det S| = \log \det S", "proved"),
        (r"\log (a^n \det S) = n \log a + \log\det S", "proved"),
        (r"\log (a^n \det S) = \log a + \log\det S", "refuted"),
        (r"\log \frac{1}{\sqrt{(2\pi)^n \det S}} = -\frac n2 \log(2\pi) - \frac12 \log\det S", "proved"),
        (r"\log \frac{1}{\sqrt{(2\pi)^n \det S}} = -\frac 12 \log(2\pi) - \frac12 \log\det S", "refuted"),
        (r"\log (c^{2n}) = 2 n \log c", "proved"),  # where both sides are defined
    ],
)
def test_logarithms(claim: str, verdict: str) -> None:
    assert verdicts(f"{LEAD} $$ {claim} $$") == [verdict]


def test_the_power_of_a_number_of_any_sign() -> None:
    text = (
        r"Let $c \in \mathbb{R}$ and $S \in \mathbb{R}^{n \times n}$. "
        r"$$ \log (c^{2n}) = n \log c^2 $$ $$ \log (c^{2n}) = 2 n \log |c| $$"
    )
    assert "refuted" not in verdicts(text)


SIGNS = r"Let $a, b, c \in \mathbb{R}$. "


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\log\frac{a}{b} = \frac12\log(a^2) - \frac12\log(b^2)", "proved"),  # of one sign, whichever it is
        (r"\log\frac{a}{b} = \frac12\log(a^2) + \frac12\log(b^2)", "refuted"),
        (r"\log(a b) = \frac12\log(a^2) + \frac12\log(b^2)", "proved"),
        (r"\log(a b) = \log(a^2) + \log(b^2)", "refuted"),
        (r"\log(-a) = \frac12\log(a^2)", "proved"),
        (r"\log(a b) = \log(-a) + \log(-b)", "proved"),
        (r"\log(a b) = \log(-a) - \log(-b)", "refuted"),
        (r"\log\frac{a b^3}{c} = \frac12\log(a^2) + \frac32\log(b^2) - \frac12\log(c^2)", "proved"),
        (r"\log\frac{a b^3}{c} = \frac12\log(a^2) + \frac12\log(b^2) - \frac12\log(c^2)", "refuted"),
        (r"\log(a^2 b^2) = \log(a^2) + \log(b^2)", "proved"),
        (r"\log(a + b) = \frac12\log(a^2) + \frac12\log(b^2)", "refuted"),
        (r"\log\sqrt{2\pi a^2} = \frac12\log(2\pi) + \frac12\log a^2", "proved"),
        (r"\log\sqrt{2\pi a^2} = \log(2\pi) + \frac12\log a^2", "refuted"),
        (r"\frac{\partial}{\partial a} \log\frac{a}{b} = \frac1a", "proved"),
        (r"\frac{\partial}{\partial a} \log\frac{a}{b} = \frac{1}{a b}", "refuted"),
    ],
)
def test_products_of_numbers_of_any_sign(claim: str, verdict: str) -> None:
    assert verdicts(f"{SIGNS} $$ {claim} $$") == [verdict]
