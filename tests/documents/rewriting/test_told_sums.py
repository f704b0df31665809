"""Sums whose terms the text restricts in words."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $x \in \mathbb{R}^n$, $s \in \mathbb{R}^n$, indices from 1."
SUM = r"$$ s_i = \sum_{j} x_j $$"
TRUE, FALSE = r"$$ \frac{\partial s_i}{\partial x_i} = 0 $$", r"$$ \frac{\partial s_i}{\partial x_i} = 1 $$"


@pytest.mark.parametrize("frame", ["{head} {words}.\n\n{sum}\n\n", "{head}\n\n{sum}\n\n{words}. Then\n\n"])
@pytest.mark.parametrize(
    "words",
    [
        r"Here the sum runs over all $j \ne i$",
        r"The sum is over $j \neq i$",
        "The sum excludes $j = i$",
        "The term $j = i$ is left out",
        "The index $j$ runs over all indices except $i$",
        r"We have $j \ne i$ in the sum",
    ],
)
def test_an_index_that_is_left_out(words: str, frame: str) -> None:
    text = frame.format(head=HEAD, sum=SUM, words=words)
    assert verdicts(text + TRUE)[-1] == "proved"
    assert verdicts(text + FALSE)[-1] == "refuted"


@pytest.mark.parametrize("words", [r"the sum runs over $j \le i$", "$j$ runs from $1$ to $i$", r"$j = 1, \dots, i$"])
def test_a_sum_up_to_an_index(words: str) -> None:
    text = f"{HEAD}\n\n{SUM}\n\nHere {words}. Then\n\n"
    assert verdicts(text + r"$$ \frac{\partial s_1}{\partial x_2} = 0 $$")[-1] == "proved"
    assert verdicts(text + r"$$ \frac{\partial s_2}{\partial x_1} = 0 $$")[-1] == "refuted"


@pytest.mark.parametrize("words", ["The sum stops at $i$", "Only terms up to $i$ enter the sum"])
def test_what_is_not_understood_of_a_sum(words: str) -> None:
    text = f"{HEAD}\n\n{SUM}\n\n{words}. Then\n\n"
    assert verdicts(text + r"$$ \frac{\partial s_1}{\partial x_2} = 0 $$")[-1] == "undecided"


@pytest.mark.parametrize("words", ["", r"The sum does not exclude $j = i$.", r"The sum runs over all $j$."])
def test_a_sum_over_all(words: str) -> None:
    text = f"{HEAD} {words}\n\n{SUM}\n\n"
    assert verdicts(text + TRUE)[-1] == "refuted"
    assert verdicts(text + FALSE)[-1] == "proved"


def test_a_sum_with_a_range_is_left_alone() -> None:
    text = rf"{HEAD} The first sum runs over all $j \ne i$. $$ s_i = \sum_{{j=1}}^n x_j $$"
    assert verdicts(text + FALSE)[-1] == "proved"
