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
