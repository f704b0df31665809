r"""A condition between two displays: "if $i = y$:" is said of the second, "if $i = y$." of the first."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SOFTMAX = r"$$ p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}, \qquad L = - \log p_y $$"
OFF, ON = r"\frac{\partial L}{\partial z_i} = p_i", r"\frac{\partial L}{\partial z_i} = p_i - 1"


@pytest.mark.parametrize("colon", [":", " :"])
@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [(OFF, ON, ["proved", "proved"]), (ON, OFF, ["refuted", "refuted"]), (OFF, OFF, ["proved", "refuted"])],
)
def test_ahead(first: str, second: str, expected: list[str], colon: str) -> None:
    text = f"{SOFTMAX}\nif $i \\neq y${colon}\n$$ {first} $$\nif $i = y${colon}\n$$ {second} $$\n"
    assert verdicts(text)[2:] == expected


def test_behind() -> None:
    text = f"{SOFTMAX}\nThus\n$$ {OFF} $$\nif $i \\neq y$. Thus\n$$ {ON} $$\nif $i = y$.\n"
    assert verdicts(text)[2:] == ["proved", "proved"]


@pytest.mark.parametrize("word", ["if", "for", "when"])
@pytest.mark.parametrize(("claim", "expected"), [(ON, "proved"), (OFF, "refuted")])
def test_a_label_behind(word: str, claim: str, expected: str) -> None:
    text = f"{SOFTMAX}\nwith the label $y$. Thus\n$$ {claim} $$\n{word} $i = y$.\n"
    assert verdicts(text)[2:] == [expected]
