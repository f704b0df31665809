r"""Names that a text gives another meaning later on: such a line is no slip, and what follows may be about either."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SQUARES = r"""Let $X \in \mathbb{R}^{N \times D}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^D$, $\lambda > 0$ and
$$ L = \tfrac12 \| X w - y \|^2. $$

"""
OLD = r"\nabla_w L = X^\top (X w - y)"
RIDGE = r"L = \tfrac12 \| X w - y \|^2 + \frac{\lambda}{2} \|w\|^2"
OF_RIDGE = r"\nabla_w L = X^\top (X w - y) + \lambda w"
LEADS = [
    "Adding a penalty, the loss becomes",
    "Adding an L2 regularisation term we get",
    "If we had added weight decay, this would become",
    "Had we added it,",
    "Consider another loss function,",
    "Some authors use instead",
]


@pytest.mark.parametrize("lead", LEADS)
def test_another_meaning_is_left_open(lead: str) -> None:
    text = f"{SQUARES}{lead}\n\n$$ {RIDGE} $$\n\nThe gradient is\n\n$$ {OF_RIDGE} $$\n\n$$ {OLD} $$\n"
    assert verdicts(text) == ["definition", "undecided", "undecided", "undecided"]


@pytest.mark.parametrize("wrong", [r"\nabla_w L = X^\top (y - X w)", r"\nabla_w L = X^\top X w - \lambda w"])
def test_what_is_wrong_of_both_is_refuted(wrong: str) -> None:
    text = f"{SQUARES}{LEADS[0]}\n\n$$ {RIDGE} $$\n\nThe gradient is\n\n$$ {wrong} $$\n"
    assert verdicts(text) == ["definition", "undecided", "refuted"]


def test_what_is_right_of_both_is_proved() -> None:
    same = r"\frac{\partial^2 L}{\partial y_i \partial y_j} = \delta_{ij}"
    text = f"{SQUARES}{LEADS[0]}\n\n$$ {RIDGE} $$\n\nIn both cases\n\n$$ {same} $$\n"
    assert verdicts(text) == ["definition", "undecided", "proved"]


@pytest.mark.parametrize(
    "lead", ["", "The loss becomes", "Alternatively,", "Expanding the loss,", "We can write instead", "Equivalently,"]
)
def test_a_name_that_is_used_is_claimed_to_be_something(lead: str) -> None:
    text = f"{SQUARES}{lead}\n\n$$ {RIDGE} $$\n\n$$ {OLD} $$\n\n$$ {OF_RIDGE} $$\n"
    assert verdicts(text) == ["definition", "refuted", "proved", "refuted"]


def test_a_right_restatement_stays_proved() -> None:
    same = r"L = \tfrac12 (X w - y)^\top (X w - y)"
    text = f"{SQUARES}Some authors use instead\n\n$$ {same} $$\n\n$$ {OLD} $$\n\n$$ {OF_RIDGE} $$\n"
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]
