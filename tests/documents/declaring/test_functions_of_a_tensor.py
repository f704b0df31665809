r"""A smooth function ``f: \mathbb{R}^n \to \mathbb{R}`` is a number, and its gradient is by what it is written with."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

_BODY = r"""
$$ g(x) = f(x) + \frac12 \|x\|^2 $$

$$ \frac{\partial g}{\partial x_i} = \frac{\partial f}{\partial x_i} + x_i $$

$$ \nabla g = \nabla f + x $$

$$ \nabla g = \nabla f + 2 x $$
"""


@pytest.mark.parametrize(
    "said",
    [
        r"Let $x \in \mathbb{R}^n$ and let $f: \mathbb{R}^n \to \mathbb{R}$ be any smooth function.",
        r"Let $f \colon \mathbb{R}^n \to \mathbb{R}$ be a smooth function and $x \in \mathbb{R}^n$.",
        r"Here $f(x)$ is any smooth loss and $x \in \mathbb{R}^n$.",
    ],
)
def test_it_is_one_number(said: str) -> None:
    assert verdicts(said + _BODY) == ["definition", "proved", "proved", "refuted"]


def test_one_of_a_number_acts_on_each_entry() -> None:
    text = r"""Let $x \in \mathbb{R}^n$ and let $f: \mathbb{R} \to \mathbb{R}$ be a smooth function.
$$ y = f(x) $$ $$ \frac{\partial y_i}{\partial x_j} = \delta_{ij} f'(x_i) $$
$$ \frac{\partial y_i}{\partial x_j} = f'(x_i) $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_gradient_is_not_by_one_of_two_points() -> None:
    text = r"""Let $x, u \in \mathbb{R}^n$ and let $f(x, u)$ be a smooth loss.
$$ g = f(x, u) + x^\top u $$ $$ \nabla g = \nabla f + u $$
"""
    assert verdicts(text)[-1] not in ("proved", "refuted")
