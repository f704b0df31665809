r"""Vectors written as lists of numbers: ``(1, 2)``, ``[a, b]^\top``, and ``x = (x_1, x_2)``, which names entries."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

_BODY = r"""
$$ f = \sum_{i=1}^2 x_i^2 + 3 x_1 x_2 $$

$$ \nabla_x f = (2 x_1 + 3 x_2, 2 x_2 + 3 x_1) $$

$$ \nabla_x f = [2 x_1 + 3 x_2, 2 x_2 + 3 x_1]^\top $$

$$ \nabla_x f = (2 x_1 + 3 x_2, 2 x_2)^\top $$

$$ \frac{\partial f}{\partial x_2} = 2 x_2 + 3 x_1, \qquad \frac{\partial f}{\partial x_2} = 2 x_1 + 3 x_2 $$

$$ \| x \|^2 = x_1^2 + x_2^2, \qquad \| x \|^2 = x_1^2 - x_2^2 $$
"""
_FOUND = ["definition", "proved", "proved", "refuted", "proved", "refuted", "proved", "refuted"]


@pytest.mark.parametrize(
    "head",
    [
        r"Let $x = (x_1, x_2)$.",
        r"Let $x = (x_1, x_2)^\top$ be a point of the plane.",
        r"Let $x = [x_1, x_2]^\top$.",
        r"Let $x = \begin{pmatrix} x_1 \\ x_2 \end{pmatrix}$.",
        r"Let $x = (x_1, x_2) \in \mathbb{R}^2$.",
    ],
)
def test_a_list_of_its_entries_declares_a_vector(head: str) -> None:
    assert verdicts(head + "\n" + _BODY) == _FOUND


@pytest.mark.parametrize("right", [r"(x_1, x_2)^\top", r"(x_1, x_2)", r"\begin{pmatrix} x_1 \\ x_2 \end{pmatrix}"])
def test_and_so_does_a_display(right: str) -> None:
    assert verdicts(f"A point of the plane is\n\n$$ x = {right} . $$\n" + _BODY) == ["definition", *_FOUND]


def test_a_display_that_names_all_entries() -> None:
    text = r"""Consider
$$ x = (x_1, \dots, x_n)^\top $$
$$ f = \sum_i x_i^2 $$
$$ \nabla_x f = 2 x $$
$$ \nabla_x f = x $$
"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


def test_entries_that_equations_make_are_no_inputs() -> None:
    text = r"""Let $y = (y_1, y_2)$ be a point.
$$ x_1 = y_1 + y_2, \quad x_2 = y_1 y_2 $$
$$ x = (x_1, x_2)^\top $$
$$ \frac{\partial x_2}{\partial y} = (y_2, y_1)^\top, \quad \frac{\partial x_2}{\partial y} = (y_1, y_2)^\top $$
$$ \frac{\partial x}{\partial y} = \begin{pmatrix} 1 & 1 \\ y_2 & y_1 \end{pmatrix}, \quad
   \frac{\partial x}{\partial y} = \begin{pmatrix} 1 & 1 \\ y_1 & y_2 \end{pmatrix} $$
"""
    assert verdicts(text)[2:] == ["definition", "proved", "refuted", "proved", "refuted"]


def test_numbers() -> None:
    text = r"""Let $u = (1, 2)^\top$ and $x \in \mathbb{R}^2$.
$$ u^\top x = x_1 + 2 x_2, \qquad u^\top x = 2 x_1 + x_2, \qquad x_2 u = (x_2, 2 x_2) $$
"""
    assert verdicts(text) == ["proved", "refuted", "proved"]


def test_names_in_a_list_on_the_left_are_not_compared() -> None:
    text = r"""Let $u, v, x, y \in \mathbb{R}$.
$$ (u, v) = (x + y, x - y) $$
"""
    assert verdicts(text) == ["error"]


def test_a_permuted_list_names_nothing() -> None:
    text = r"""Let $x \in \mathbb{R}^2$.
$$ x = (x_2, x_1), \qquad x = (x_1, x_2) $$
"""
    assert verdicts(text) != ["definition", "definition"]
