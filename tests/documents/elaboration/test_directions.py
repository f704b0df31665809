r"""A vector that is called a direction may be a unit vector, but not where the lines write its length out."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = (
    r"For a unit with direction $v \in \mathbb{R}^d$, $v \ne 0$, gain $g \in \mathbb{R}$ and $u \in \mathbb{R}^d$ let "
    "\n\n"
)


@pytest.mark.parametrize("line", [r"\frac{\partial s}{\partial g} = u^\top v", r"s = g \, u^\top v"])
def test_a_direction_whose_length_is_written_out_is_no_unit_vector(line: str) -> None:
    assert verdicts(HEAD + r"$$ s = \frac{g}{\|v\|} u^\top v $$" + f"\n\n$$ {line} $$\n")[-1] == "refuted"


@pytest.mark.parametrize(
    "line", [r"s = \frac{u^\top v}{v^\top v}", r"\frac{\partial s}{\partial u} = \frac{v}{v^\top v}"]
)
def test_a_direction_whose_length_nothing_writes_out_may_be_one(line: str) -> None:
    head = r"Let $v \in \mathbb{R}^d$ be a direction and $u \in \mathbb{R}^d$."
    assert verdicts(f"{head}\n\n$$ s = u^\\top v $$\n\n$$ {line} $$\n")[-1] != "refuted"


def test_a_length_that_is_said_to_be_one_is_not_written_out() -> None:
    head = r"Let $v \in \mathbb{R}^d$ be a direction, $v \ne 0$, and $u \in \mathbb{R}^d$."
    text = f"{head}\n\n$$ s = u^\\top v $$\n\n$$ s = \\frac{{u^\\top v}}{{v^\\top v}} $$\n\n$$ \\|v\\| = 1 $$\n"
    assert verdicts(text)[1] != "refuted"
