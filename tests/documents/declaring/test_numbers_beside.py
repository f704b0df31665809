r"""Numbers of which a display says no more than a condition, ``(c \ne 0)``; equations of two products as hypotheses."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

QUOTIENT = (
    r"Let $w \in \mathbb{R}^d$ be nonzero, $S \in \mathbb{R}^{d \times d}$ and "
    r"$R(w) = \frac{w^\top S w}{w^\top w}$."
)
PENCIL = (
    r"Let $B, S \in \mathbb{R}^{d \times d}$ be symmetric, $w \in \mathbb{R}^d$, $\mu \in \mathbb{R}$. "
    r"Suppose that $B w = \mu S w$. Then "
)

DECOMPOSED = (
    r"Let $X \in \mathbb{R}^{n \times d}$, $V, D \in \mathbb{R}^{d \times d}$, $W \in \mathbb{R}^{d \times m}$ and "
    r"$$ C = \frac1n X^\top X $$ Suppose that $C = V D V^\top$. Put $$ Y = X W $$ Then "
)


@pytest.mark.parametrize(
    ("text", "claim", "verdict"),
    [
        (DECOMPOSED, r"\frac1n Y^\top Y = W^\top C W", "proved"),
        (DECOMPOSED, r"\frac1n Y^\top Y = W^\top V D V^\top W", "proved"),
        (DECOMPOSED, r"\frac1n Y^\top Y = W^\top V^\top D V W", "refuted"),
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
