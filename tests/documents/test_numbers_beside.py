r"""Numbers of which a display says no more than a condition, ``(c \ne 0)``; equations of two products as hypotheses."""

from __future__ import annotations

import pytest

from tests.documents.judging import verdicts

QUOTIENT = (
    r"Let $w \in \mathbb{R}^d$ be nonzero, $S \in \mathbb{R}^{d \times d}$ and "
    r"$R(w) = \frac{w^\top S w}{w^\top w}$."
)
PENCIL = (
    r"Let $B, S \in \mathbb{R}^{d \times d}$ be symmetric, $w \in \mathbb{R}^d$, $\mu \in \mathbb{R}$. "
    r"Suppose that $B w = \mu S w$. Then "
)


@pytest.mark.parametrize(
    ("text", "claim", "verdict"),
    [
        (QUOTIENT, r"R(c w) = R(w) \qquad (c \ne 0)", "proved"),
        (QUOTIENT, r"R(c w) = c R(w) \qquad (c \ne 0)", "refuted"),
        (QUOTIENT, r"\|c w\| = c \|w\| \qquad (c > 0)", "proved"),
        (QUOTIENT, r"\|c w\| = c \|w\| \qquad (c \ne 0)", "refuted"),
        (PENCIL, r"w^\top B w = \mu w^\top S w", "proved"),
        (PENCIL, r"w^\top B w = w^\top S w", "refuted"),
        (PENCIL, r"w^\top B B w = \mu^2 w^\top S S w", "proved"),
        (PENCIL, r"w^\top S B w = \mu \|S w\|^2", "proved"),
        (PENCIL, r"w^\top S B w = \mu \|B w\|^2", "refuted"),
    ],
)
def test_conditions_and_pencils(text: str, claim: str, verdict: str) -> None:
    assert verdicts(f"{text}$$ {claim} $$")[-1] == verdict
