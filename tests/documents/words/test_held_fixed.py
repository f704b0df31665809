"""What a sentence holds fixed while a line is differentiated, in many words."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

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


AGAIN = (
    r" The right one is $$ \frac{\partial f}{\partial w_i} = 2 s x_i, \qquad \frac{\partial f}{\partial w_i} = 2 s $$"
)


@pytest.mark.parametrize(
    ("words", "later"),
    [
        ("Treating $s$ as a constant gives", ["proved", "refuted"]),
        ("Many students treated $s$ as a constant and wrote", ["proved", "refuted"]),
        (r"My first attempt for $\partial f / \partial w$ kept $s$ fixed:", ["proved", "refuted"]),
        ("We treat $s$ as a constant. Then", ["undecided", "undecided"]),
        ("From now on we keep $s$ fixed, and so", ["undecided", "undecided"]),
    ],
)
def test_held_in_one_line(words: str, later: list[str]) -> None:
    assert verdicts(TEXT.replace("@", words) + "\n\n" + AGAIN)[-3:] == ["undecided", *later]
