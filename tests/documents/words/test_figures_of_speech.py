"""Sentences of plain words that state a property by a figure of speech: nothing is refuted that holds under it."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LAYER = r"Let $g, x, y \in \mathbb{R}^n$, and $y_i = g_i x_i$. "


@pytest.mark.parametrize(
    "said",
    [
        "The gate $g$ lets everything through.",
        "The gate $g$ is all ones.",
        "The mask $g$ keeps everything.",
        "The mask $g$ hides nothing.",
        "The gate $g$ leaves everything alone.",
        "The gate $g$ stays where it is without change.",
    ],
)
def test_what_a_figure_of_speech_may_make_true_is_not_refuted(said: str) -> None:
    text = LAYER + said + r" $$\sum_i y_i = \sum_i x_i$$"
    assert verdicts(text)[-1] == "undecided"


@pytest.mark.parametrize(
    "said",
    [
        "The gate $g$ lets everything through.",
        "The gate $g$ is learned by gradient descent.",
        "The gate $g$ is computed elsewhere.",
        "The loss depends on $y$ only.",
    ],
)
def test_what_none_makes_true_is(said: str) -> None:
    assert verdicts(LAYER + said + r" $$\sum_i y_i = \sum_i (x_i + g_i^2 + 1)$$")[-1] == "refuted"


@pytest.mark.parametrize(
    "said",
    [
        "The gate $g$ is learned.",
        "The loss depends on $y$ only.",
        "There is no padding.",
        "Images $x$ pass two convolutions before the gate $g$.",  # as what passes does
    ],
)
def test_what_tells_nothing_leaves_a_refutation(said: str) -> None:
    assert verdicts(LAYER + said + r" $$\sum_i y_i = \sum_i x_i$$")[-1] == "refuted"
