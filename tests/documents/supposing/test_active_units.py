r"""``y > 0`` and ``y = 0`` of ``y = \max(0, u)`` say on which side of its kink ``u`` is."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

_HEAD = r"""Let $x \in \mathbb{R}^d$ and $b \in \mathbb{R}$.
$$ y_i = %s $$
"""


@pytest.mark.parametrize("unit", [r"\max(0, x_i - b)", r"\mathrm{ReLU}(x_i - b)", r"\max\{x_i - b, 0\}"])
@pytest.mark.parametrize(
    ("said", "right", "wrong"),
    [
        (
            "When the unit is active, i.e. $y_i > 0$:",
            r"\frac{\partial y_i}{\partial x_i} = 1, \qquad y_i = x_i - b",
            r"\frac{\partial y_i}{\partial x_i} = 0, \qquad y_i = b - x_i",
        ),
        (
            "If $y_i = 0$, then",
            r"\frac{\partial y_i}{\partial b} = 0, \qquad x_i \le b",
            r"\frac{\partial y_i}{\partial b} = -1, \qquad x_i \ge b",
        ),
    ],
)
def test_the_side_of_the_kink(unit: str, said: str, right: str, wrong: str) -> None:
    found = verdicts(_HEAD % unit + f"{said} $$ {right} $$ {said} $$ {wrong} $$")
    assert found[:3] == ["definition", "proved", "proved"]
    assert "proved" not in found[-2:]


def test_neighbours_outside_of_the_shape_say_nothing() -> None:
    text = _HEAD % r"\max(0, x_i - b)" + r"Assume that $y_{i-1} = 0$ for all $i$. Then $$ b \ge 0 $$"
    assert verdicts(text)[-1] != "proved"
