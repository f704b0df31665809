"""Recurrences that the running text states are recurrences like those of displays."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

BOWL = (
    r"Consider $f(x) = \frac12 x^\top A x - b^\top x$ with symmetric $A \in \mathbb{R}^{n \times n}$ and "
    r"$b \in \mathbb{R}^n$. Gradient descent, $x_{k+1} = x_k - \alpha (A x_k - b)$, gives"
)
CELL = (
    r"Let $W \in \mathbb{R}^{m \times m}$, $x_t \in \mathbb{R}^m$ and $h_0 \in \mathbb{R}^m$, $t = 1, \dots, T$. "
    r"The state follows $h_t = W h_{t-1} + x_t$."
)
CLAIMS = [
    (BOWL, r"x_{k+1} = (I - \alpha A) x_k + \alpha b", "proved"),
    (BOWL, r"x_{k+1} = (I + \alpha A) x_k + \alpha b", "refuted"),
    (CELL, r"h_2 = W^2 h_0 + W x_1 + x_2", "proved"),
    (CELL, r"h_2 = W^2 h_0 + W x_1", "refuted"),
    (CELL, r"\frac{\partial h_t}{\partial h_{t-1}} = W", "proved"),
    (CELL, r"\frac{\partial h_t}{\partial h_{t-1}} = W^\top", "refuted"),
    (CELL.replace("The state follows", "It is not so that"), r"h_2 = W^2 h_0 + W x_1 + x_2", "error"),
]


@pytest.mark.parametrize(("text", "claim", "expected"), CLAIMS)
def test_told_steps(text: str, claim: str, expected: str) -> None:
    equations = judged(f"{text}\n\n$$ {claim} $$\n")
    assert len(equations) == 1
    assert (equations[0]["verdict"] or equations[0]["role"]) == expected, equations[0]


def test_a_display_that_says_the_same_defines() -> None:
    text = CELL + "\n\n$$ h_t = W h_{t-1} + x_t $$\n\n$$ h_2 = W h_1 + x_2 $$\n"
    assert verdicts(text) == ["definition", "proved"]
