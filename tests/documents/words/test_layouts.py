"""Layouts of derivatives that the text says to use."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

BODY = r"""Let $x \in \mathbb{R}^n$ and $B, C \in \mathbb{R}^{n \times n}$.
$$ y = B x $$ $$ z = C y $$ $$ f = \|z\|^2 $$
$$ \frac{\partial y}{\partial x} = B $$
$$ \frac{\partial y}{\partial x} = B^\top $$
$$ \frac{\partial z}{\partial x} = \frac{\partial y}{\partial x} \frac{\partial z}{\partial y} $$
$$ \frac{\partial f}{\partial x} = \frac{\partial f}{\partial z} \frac{\partial z}{\partial x} $$
$$ \frac{\partial f}{\partial x} = 2 B^\top C^\top z $$
"""
NUMERATOR = ["proved", "refuted", "refuted", "proved", "proved"]
DENOMINATOR = ["refuted", "proved", "proved", "error", "proved"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", [*NUMERATOR[:3], "error", "proved"]),
        ("We use the numerator layout. ", NUMERATOR),
        ("In these notes gradients are row vectors. ", NUMERATOR),
        ("We use numerator layout (the denominator layout would transpose everything). ", NUMERATOR),
        ("Throughout we use the denominator-layout convention, not the numerator layout. ", DENOMINATOR),
        ("Derivatives are in denominator layout. ", DENOMINATOR),
        ("# Rules (denominator layout)\n\n", DENOMINATOR),
        ("We use denominator layout. In numerator layout the signs are the same. ", DENOMINATOR),
        ("Some authors use the denominator layout. ", ["error", "error", "error", "error", "proved"]),
        ("There is a numerator layout and a denominator layout. ", ["error", "error", "error", "error", "proved"]),
    ],
)
def test_a_layout_in_words(words: str, expected: list[str]) -> None:
    assert verdicts(words + BODY)[3:] == expected


def test_a_layout_for_one_display_is_none_for_the_others() -> None:
    text = r"""We use numerator layout. Let $x \in \mathbb{R}^n$ and $B \in \mathbb{R}^{n \times n}$. $$ y = B x $$ Then
$$ \frac{\partial y}{\partial x} = B $$ while in denominator layout it would read
$$ \frac{\partial y}{\partial x} = B^\top $$ Again, $$ \frac{\partial y}{\partial x} = B^\top $$"""
    found = verdicts(text)
    assert found[1] == "proved"
    assert found[2] != "refuted"
    assert found[3] != "proved"


def test_a_gradient_of_a_whole_product() -> None:
    text = r"""Let $A \in \mathbb{R}^{n \times n}$ and $a, b \in \mathbb{R}^n$.
$$ \nabla_A\, a^\top A b = a b^\top $$ $$ \nabla_A\, a^\top A b = b a^\top $$
$$ 2 \nabla_A a^\top A^\top b = 2 b a^\top $$"""
    assert verdicts(text) == ["proved", "refuted", "proved"]
