"""What a sentence holds fixed while a line is differentiated, in many words."""

from __future__ import annotations

import pytest

from tests.documents.judging import verdicts

TEXT = (
    r"Let $x, w \in \mathbb{R}^n$ and $$ s = \sum_i w_i x_i, \qquad f = s^2 $$ @ "
    r"$$ \frac{\partial f}{\partial w_i} = 2 s x_i $$"
)


@pytest.mark.parametrize(
    "words",
    [
        "The gradient is stopped at $s$.",
        "Take $s$ to be constant.",
        "$s$ is a constant in what follows.",
        "Ignoring the dependence of $s$ on $w$,",
        "If the dependence of $s$ on $w$ is ignored, we get",
        "Backpropagation is cut at $s$.",
        "We cut the graph at $s$.",
        "Here $s$ is detached.",
        "No gradient flows through $s$.",
    ],
)
def test_held(words: str) -> None:
    assert verdicts(TEXT.replace("@", words))[-1] == "undecided"


@pytest.mark.parametrize(
    "words", ["", "Nothing is detached.", "Here $s$ depends on $w$.", "The number $c$ is constant."]
)
def test_not_held(words: str) -> None:
    assert verdicts(TEXT.replace("@", words))[-1] == "proved"
