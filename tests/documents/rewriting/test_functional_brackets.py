r"""Functions with square brackets, ``L[w] = ...``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize("letter", ["L", "E", "J", r"\mathcal{L}"])
def test_a_functional(letter: str) -> None:
    text = r"Let $w, x \in \mathbb{R}^n$ and $t \in \mathbb{R}$. $$ L[w] = \frac12 (w^\top x - t)^2 $$ "
    text += r"$$ \nabla_w L = (w^\top x - t) x, \quad \nabla_w L[w] = (w^\top x - t) x, \quad \nabla_w L = w $$ "
    text += r"$$ L[2 w] = \frac12 (2 w^\top x - t)^2, \quad L[2 w] = 2 L[w] $$"
    found = verdicts(text.replace("L", letter))
    assert found == ["definition", "proved", "proved", "refuted", "proved", "refuted"]


def test_a_number_before_a_bracket_multiplies_it() -> None:
    text = r"Let $c, a, b \in \mathbb{R}$. $$ c[a + b] = c a + c b, \quad c[a > 0] = c, \quad c[a + b] = c a $$"
    assert verdicts(text) == ["proved", "refuted", "refuted"]
