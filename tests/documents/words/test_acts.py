"""What an unknown loss is said to be a function of: one recursion, and what the text says of its loss."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

RNN = r"""
Let $h_t \in \mathbb{R}^m$, $x_t \in \mathbb{R}^d$, $W\in\mathbb{R}^{m\times m}$, $U \in \mathbb{R}^{m\times d}$.
For $t=1,\dots,T$,

$$ a_t = W h_{t-1} + U x_t, \qquad h_t = \tanh(a_t) $$

WORDS Write $\delta_t = \partial L/\partial a_t$. For $t<T$,

$$ \delta_t = (1 - h_t \odot h_t) \odot (W^\top \delta_{t+1}) $$

$$ \delta_t = (1 - h_t \odot h_t) \odot (W \delta_{t+1}) $$
"""


@pytest.mark.parametrize(
    "words",
    [
        "The loss $L$ depends on the last state $h_T$ only.",
        "The loss is a function of $h_T$ alone.",
        "Let $L$ be a loss of the last state $h_T$.",
        "The loss $L$ is evaluated on the last state $h_T$ only.",
        "The loss $L$ sees only the last state $h_T$.",
        "The loss $L$ sees the last state $h_T$ only.",
        "The loss $L$ is computed from $h_T$ and nothing else.",
        "$L$ depends on the states only through $h_T$.",
        r"With $L = \ell(h_T, y)$ for $y \in \mathbb{R}^m$,",
        r"$$ L = \ell(h_T) $$",
    ],
)
def test_a_loss_of_the_last_state(words: str) -> None:
    shown = ["definition"] * (2 + words.startswith("$$"))
    assert verdicts(RNN.replace("WORDS", words)) == [*shown, "proved", "refuted"]


@pytest.mark.parametrize(
    "words",
    [
        "The loss does not depend on $h_T$.",
        "The loss $L$ depends on $h_1$ and $h_T$.",
        "The loss $L$ is a function of $h_1$ and of $h_T$.",
        "If the loss depends on $h_T$ alone, this is easy.",
        "The loss depends on $h_1$ alone.",
        "The loss depends on $h_T$ and other states.",
        "The loss $L$ depends on $h_T$ and on the other states.",
        "At test time the loss $L$ depends on $h_T$ only; in training it depends on all states.",
        "In a many-to-one task the loss $L$ would depend on $h_T$ only. Ours is many-to-many.",
        "One might think that the loss $L$ depends on $h_T$ only.",
        "Does the loss $L$ depend on $h_T$ only?",
        "In the next section the loss $L$ depends on $h_T$ only.",
        "Unlike in classification, where $L$ depends on $h_T$ only, here it depends on all states.",
        r"With $L = \ell(h_1, h_T)$,",
        r"With $L = \ell(h_T) + \ell(h_1)$,",
        r"With $L = \sum_t \ell(h_t)$,",
    ],
)
def test_what_does_not_say_so_proves_nothing(words: str) -> None:
    assert "proved" not in verdicts(RNN.replace("WORDS", words))
