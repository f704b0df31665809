"""The name of a function letter by letter, for a value: ``Var = ...``."""

from __future__ import annotations

from tests.documents.judged import verdicts


def test_a_variance() -> None:
    text = (
        r"Let $x_i, q \in \mathbb{R}^m$ for $i = 1, \dots, n$. $$ Var = \frac1n \sum_{i=1}^n (x_i^\top q)^2 $$ "
        r"$$ \frac{\partial Var}{\partial q} = \frac2n \sum_{i=1}^n x_i x_i^\top q $$ "
        r"$$ Var = \frac2n \sum_{i=1}^n (x_i^\top q)^2 $$"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]
