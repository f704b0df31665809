r"""Conditions and reasons in brackets behind an equation: ``(\text{since } \sum_i y_i = 1)``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

_LINE = r"""Let $x, y \in \mathbb{R}^n$.
$$ x_k \sum_i y_i - y_k = x_k - y_k %s $$
"""


@pytest.mark.parametrize(
    "said",
    [
        r"\quad (\text{since } \sum_i y_i = 1)",
        r"\qquad [\text{because } \sum_i y_i = 1]",
        r"\quad (\text{if } \sum_i y_i = 1)",
        r"\quad \left( \text{using that } \sum_i y_i = 1 \right)",
        r"\quad \text{since } \sum_i y_i = 1",
        r"\quad \text{because } \sum_i y_i = 1",
    ],
)
def test_the_equation_rests_on_it(said: str) -> None:
    assert verdicts(_LINE % said)[0] == "proved"
    assert verdicts(_LINE % said.replace("= 1", "= 2"))[0] != "proved"


@pytest.mark.parametrize(
    "said", ["", r"\quad (\text{for } n > 1)", r"\quad (\text{for all } k = 1, \dots, n)", r"\quad (1)"]
)
def test_other_brackets_are_no_reasons(said: str) -> None:
    assert verdicts(_LINE % said) == ["refuted"]


@pytest.mark.parametrize(
    ("said", "first"), [(r"\quad i = j", "proved"), (r"\quad i \ne j", "refuted"), ("", "refuted")]
)
def test_indices_may_be_said_to_be_the_same(said: str, first: str) -> None:
    text = r"Let $x \in \mathbb{R}^n$. $$ y_i = x_i^2 $$ $$ \frac{\partial y_i}{\partial x_j} = 2 x_i%s $$"
    assert verdicts(text % (f", {said}" if said else "")) == ["definition", first]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"x^\top A y = y^\top A x \quad \text{if } A = A^\top", "proved"),
        (r"x^\top A y = y^\top A x \quad \text{if } A_{ij} = A_{ji}", "proved"),
        (r"x^\top A y = y^\top A x \quad (\text{as } A = A^\top)", "proved"),
        (r"x^\top A y = y^\top A x \quad \text{if } A = -A^\top", "refuted"),
        (r"\|x + y\|^2 = \|x\|^2 + \|y\|^2 \quad (x^\top y = 0)", "proved"),
        (r"\|x - y\|^2 = \|x\|^2 - \|y\|^2 \quad (x^\top y = 0)", "refuted"),
        (r"x_i + y_i = 0 \quad \text{if } x_i = -y_i", "proved"),
    ],
)
def test_equations_of_inputs_are_supposed_of_the_line_alone(line: str, verdict: str) -> None:
    text = r"Let $x, y \in \mathbb{R}^n$ and $A \in \mathbb{R}^{n \times n}$. "
    assert verdicts(f"{text} $$ {line} $$ $$ x^\\top A y = y^\\top A x $$") == [verdict, "refuted"]
