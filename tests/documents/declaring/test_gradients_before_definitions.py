"""Names that the text uses before a display defines them: a gradient of a function, its value, a loss."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEADS = [
    r"Let $g = \nabla f(x)$, where",
    r"Write $g = \nabla f(x)$ for the gradient of",
    r"Let $g = \frac{\partial f}{\partial x}$ with",
    r"We abbreviate $g = \nabla_x f$. Here",
    r"Put $g := \nabla f(x)$. The function is",
    r"With $g=\nabla f(x)$ and",
    r"Let $y = f(x)$ and $g = \nabla f(x)$ with",
]
LINES = [r"g = A x", r"g = 2 A x", r"x^\top g = 2 f(x)", r"x^\top g = f(x)"]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("function", [True, False])
def test_a_gradient_that_is_named_first(head: str, function: bool) -> None:
    text = rf"We have $x \in \mathbb{{R}}^n$, $A \in \mathbb{{R}}^{{n\times n}}$ symmetric. {head} "
    text += r"$$ f(x) = \frac12 x^\top A x $$ Then " + " ".join(f"$$ {line} $$" for line in LINES)
    if not function:
        text = text.replace(r"\nabla f(x)", r"\nabla_x f").replace("f(x)", "f")
    assert verdicts(text) == ["definition", "proved", "refuted", "proved", "refuted"]


def test_a_gradient_at_a_point_that_is_named_first() -> None:
    text = (
        r"Let $g = \nabla E(w_0)$ be given, $g, w_0 \in \mathbb{R}^{n}$. $$ E(w) = \frac12 w^\top w $$ "
        r"$$ g = w_0 $$ $$ g = 2 w_0 $$"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_gradient_of_what_nothing_else_speaks_of_may_be_anything() -> None:
    text = (
        r"Let $g = \nabla E(w_0)$ and $H = \nabla^2 E(w_0)$ be given, $g \in \mathbb{R}^{n}$, "
        r"$H \in \mathbb{R}^{n \times n}$ symmetric. $$ m(d) = g^\top d + \frac{1}{2} d^\top H d $$ "
        r"$$ \nabla m(d) = g + H d $$ $$ \nabla m(d) = g + 2 H d $$ $$ m(0) = g^\top g $$"
    )
    assert verdicts(text) == ["definition", "proved", "refuted", "refuted"]
