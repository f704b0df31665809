r"""``f_s`` of which only the text speaks is a number for each ``s`` where another sentence tells the range of ``s``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEADS = (
    r"There are data sets $s = 1, \dots, S$ with probabilities $\pi_s > 0$, $\sum_{s=1}^{S} \pi_s = 1$. On data set "
    r"$s$ the model predicts $f_s$, and the truth is $t \in \mathbb{R}$.",
    r"Let $\pi_s > 0$ for $s = 1, \dots, S$, $\sum_{s=1}^{S} \pi_s = 1$. The prediction on data set $s$ is $f_s$. The "
    r"truth is a number $t$.",
    r"Let $\pi \in \mathbb{R}^S$, $\sum_{s=1}^{S} \pi_s = 1$, $s = 1, \dots, S$. Model $s$ predicts $f_s$. Let $t \in "
    r"\mathbb{R}$.",
)
LINES = (
    r"m = \sum_{s} \pi_s f_s",
    r"\sum_s \pi_s (f_s - t)^2 = (m - t)^2 + \sum_s \pi_s (f_s - m)^2",
    r"\sum_s \pi_s (f_s - t)^2 = (m - t)^2 - \sum_s \pi_s (f_s - m)^2",
)


@pytest.mark.parametrize("head", HEADS)
def test_numbers_that_a_sum_runs_over(head: str) -> None:
    text = "\n\n".join((head, *(f"$$ {line} $$" for line in LINES)))
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_what_may_be_vectors_is_not_declared() -> None:
    text = (
        r"Let $W \in \mathbb{R}^{m \times d}$ and $t = 1, \dots, T$. At step $t$ the network reads $x_t$."
        "\n\n"
        r"$$ s = \sum_{t} W x_t $$"
        "\n\n"
        r"$$ s = \sum_t x_t $$"
        "\n"
    )
    assert not {"proved", "refuted"} & set(verdicts(text))


@pytest.mark.parametrize("noun", ["scalars", "real numbers", "two fixed numbers", "arbitrary real numbers"])
@pytest.mark.parametrize("end", [".", ":", ", and", " and"])
def test_numbers_before_a_display(noun: str, end: str) -> None:
    text = rf"""Let $q \in \mathbb{{R}}^n$. Here $c$ and $s$ are {noun}{end}
$$ a = c s q $$
Then
$$ \frac{{\partial a_i}}{{\partial q_j}} = c s \delta_{{ij}}, \qquad \frac{{\partial a_i}}{{\partial q_j}} = c s $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_numbers_of_something_are_no_numbers() -> None:
    text = r"""Let $q \in \mathbb{R}^n$. Here $c$ and $s$ are numbers of layers.
$$ a = c s q $$
"""
    assert verdicts(text) == ["error"]
