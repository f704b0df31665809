"""The label ``y`` of ``[c = y]``: an unknown index within the range of the one that it is compared with."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

SMOOTHED = r"""With $p_c = \frac{e^{z_c}}{\sum_{j=1}^C e^{z_j}}$ and
$$ q_c = \frac12 [c = y] + \frac{1}{2 C} $$
$$ \sum_{c=1}^C q_c = 1, \qquad \sum_{c=1}^C q_c = 2 $$
"""


@pytest.mark.parametrize(
    "words",
    ["be logits, $y$ the index of the correct class.", "be logits.", "be logits and let $y$ be the true class."],
)
def test_it_is_one_of_the_values_of_the_index(words: str) -> None:
    assert verdicts(rf"Let $z \in \mathbb{{R}}^C$ {words} {SMOOTHED}") == ["definition", "proved", "refuted"]


def test_a_number_that_is_declared_stays_a_number() -> None:
    text = r"Let $z \in \mathbb{R}^C$, $t \in \mathbb{R}$. $$ q_c = z_c [c = t], \qquad \sum_{c=1}^C q_c = z_1 $$"
    assert judged(text)[-1]["verdict"] == "refuted"


def test_every_number() -> None:
    text = r"""Let $z \in \mathbb{R}^K$. For every number $c$
    $$ \mathbf{1}^\top (z + c \mathbf{1}) = \mathbf{1}^\top z + c K, \quad
    \mathbf{1}^\top (z + c \mathbf{1}) = c K $$"""
    assert verdicts(text) == ["proved", "refuted"]


SURGEON = r"""Let $w \in \mathbb{R}^n$ and let $H \in \mathbb{R}^{n \times n}$ be symmetric and positive definite. HERE
Here $e_q$ is the $q$-th unit vector.
$$ u = - \frac{w_q}{[H^{-1}]_{qq}} H^{-1} e_q $$
We check that the constraint holds,
$$ u_q = - w_q $$
and find
$$ u^\top H u = \frac{w_q^2}{[H^{-1}]_{qq}} $$
$$ u^\top H u = H_{qq} w_q^2 $$
"""


@pytest.mark.parametrize(
    "words", ["We want to remove weight $q$.", "Fix a coordinate $q$.", "Consider some index $q$."]
)
def test_one_of_many_weights(words: str) -> None:
    assert verdicts(SURGEON.replace("HERE", words)) == ["definition", "proved", "proved", "refuted"]


def test_a_letter_of_which_nothing_is_said_is_a_forgotten_sum() -> None:
    text = r"Let $a, b \in \mathbb{R}^n$. $$ s = a_k b_k $$ $$ s = a^\top b $$"
    assert verdicts(text)[0] == "error"
    assert "refuted" not in verdicts(text)
