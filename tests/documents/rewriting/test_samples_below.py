r"""Samples whose number stands in brackets: ``\hat{y}_{(i)}``, and ``y^{(i)}`` where sums over ``i`` tell no range."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

TEXT = r"""
$$ \hat{y}%(b)s = \sum_{j} w_j x_j%(a)s + c $$

$$ J = \frac{1}{2m} \sum_%(r)s (\hat{y}%(b)s - y%(b)s)^2 $$

$$ \frac{\partial J}{\partial w_j} = %(claim)s $$
"""


@pytest.mark.parametrize(
    ("above", "below", "ranged"),
    [
        ("^{(i)}", "^{(i)}", "i"),
        ("^{[i]}", "^{[i]}", "i"),
        ("^{(i)}", "_{(i)}", "{i=1}^{m}"),
        ("^{(i)}", "_{(i)}", "i"),
        ("^{(i)}", "_i", "i"),
    ],
)
@pytest.mark.parametrize(("factor", "verdict"), [(r"\frac{1}{m}", "proved"), (r"\frac{2}{m}", "refuted")])
def test_gradients(above: str, below: str, ranged: str, factor: str, verdict: str) -> None:
    claim = rf"{factor} \sum_{ranged} (\hat{{y}}{below} - y{below}) x_j{above}"
    assert verdicts(TEXT % {"a": above, "b": below, "r": ranged, "claim": claim}) == ["definition"] * 2 + [verdict]


def test_order_statistics_are_other_numbers() -> None:
    text = r"Let $x \in \mathbb{R}^n$. Then $$ \sum_{i=1}^n x_{(i)}^2 = \sum_{i=1}^n x_i^2 $$"
    assert verdicts(text) == ["error"]
    text = r"Let $x \in \mathbb{R}^n$ with the order statistics $x_{(1)}, \dots, x_{(n)}$. Then $$ x_{(i)} = x_i $$"
    assert verdicts(text) in (["error"], ["undecided"])
