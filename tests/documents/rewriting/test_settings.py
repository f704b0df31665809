"""Documents that set everything up anew: each part is read for itself, and no other document is cut."""

from __future__ import annotations

import pytest

from symderiv.documents.rewriting.settings import settings
from symderiv.documents.words.reading import read_surface
from tests.documents.judged import verdicts

FIRST = r"""# {one}

Let $X \in \mathbb{{R}}^{{n \times d}}$, $w \in \mathbb{{R}}^d$ and $y \in \mathbb{{R}}^n$. Define

$$ L = \| X w - y \|^2 $$

Then

$$ \nabla_w L = 2 X^\top (X w - y) $$

"""
SECOND = r"""## {two}

{opened} $X \in \mathbb{{R}}^{{n \times d}}$, $w \in \mathbb{{R}}^d$, $y \in \mathbb{{R}}^n$ and $\lambda > 0$. {said}

$$ L = \frac{{1}}{{2}} \| X w - y \|^2 + \frac{{\lambda}}{{2}} \| w \|^2 $$

Then

$$ \nabla_w L = {made} $$
"""
RIGHT, WRONG = r"X^\top (X w - y) + \lambda w", r"2 X^\top (X w - y) + \lambda w"


def document(two: str, said: str, made: str, opened: str = "Let") -> str:
    return FIRST.format(one="Problem 1") + SECOND.format(two=two, opened=opened, said=said, made=made)


@pytest.mark.parametrize("two", ["Problem 2", "Ridge regression", "Part (b)"])
@pytest.mark.parametrize("said", ["Define", "Let", "Consider the loss"])
@pytest.mark.parametrize(("made", "verdict"), [(RIGHT, "proved"), (WRONG, "refuted")])
def test_a_part_with_its_own_declarations(two: str, said: str, made: str, verdict: str) -> None:
    assert verdicts(document(two, said, made)) == ["definition", "proved", "definition", verdict]


def test_words_that_say_so_need_nothing_else() -> None:
    text = document("Ridge", "We have", RIGHT, "What follows stands by itself: let")
    assert verdicts(text) == ["definition", "proved", "definition", "proved"]


def test_what_is_not_announced_as_new_does_not_cut_a_document() -> None:
    assert len(settings(read_surface(document("Recap", "We found that", RIGHT), "a.md"))) == 1


def test_a_part_that_speaks_of_what_stands_above_stays_with_it() -> None:
    text = document("Ridge", "Define", RIGHT).replace(r", $w \in \mathbb{R}^d$, $y", r", $y")
    assert len(settings(read_surface(text, "a.md"))) == 1


def test_hypotheses_and_values_of_sizes_stay_in_their_part() -> None:
    text = r"""# Problem 1

Let $A \in \mathbb{R}^{n \times n}$ be symmetric and $x \in \mathbb{R}^n$. Let

$$ f = x^\top A x $$

$$ \nabla_x f = 2 A x $$

# Problem 2

Let $A \in \mathbb{R}^{n \times n}$ and $x, b \in \mathbb{R}^n$. Let

$$ f = x^\top A x + b^\top x $$

$$ \nabla_x f = 2 A x + b $$

$$ \nabla_x f = (A + A^\top) x + b $$
"""
    assert verdicts(text) == ["definition", "proved", "definition", "refuted", "proved"]


def test_rules_for_all_parts_go_on() -> None:
    """Index base 1 is said once, on top."""
    text = r"""Indices start at 1.

# One

Let $x \in \mathbb{R}^n$. Let

$$ s = x_1 $$

$$ \frac{\partial s}{\partial x_j} = \delta_{1j} $$

# Two

Let $x \in \mathbb{R}^n$. Let

$$ s = x_1 x_1 $$

$$ \frac{\partial s}{\partial x_j} = 2 x_1 \delta_{1j} $$
"""
    assert verdicts(text) == ["definition", "proved", "definition", "proved"]


def test_a_third_part_and_a_copy_of_the_first() -> None:
    text = document("Problem 2", "Define", RIGHT) + FIRST.format(one="Problem 3")
    assert verdicts(text) == ["definition", "proved"] * 3
