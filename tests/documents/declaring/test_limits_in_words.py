"""Lines said of a limit, of an ideal or of the end of training: undecided where they hold nowhere else."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LOSS = r"""Let $z, y \in \mathbb{R}^C$ with $\sum_c y_c = 1$. $$p_c = \frac{e^{z_c}}{\sum_k e^{z_k}}$$
$$L = -\sum_c y_c \log p_c$$ """


@pytest.mark.parametrize(
    "lead",
    [
        "In the limit of a perfect prediction,",
        "In the ideal case",
        "For a perfectly trained network",
        "As training proceeds,",
        "Asymptotically,",
        "At the end of training",
    ],
)
def test_what_is_said_of_a_limit_is_not_refuted(lead: str) -> None:
    assert verdicts(LOSS + lead + " $$p = y$$") == ["definition", "definition", "undecided"]


@pytest.mark.parametrize(
    "lead", ["At training time", "During training", "Hence", "In matrix form", "Almost everywhere"]
)
def test_what_is_said_of_something_else_is(lead: str) -> None:
    text = LOSS + lead + r" $$\frac{\partial L}{\partial z_c} = y_c - p_c$$"
    assert verdicts(text) == ["definition", "definition", "refuted"]


def test_a_limit_is_one_of_its_own_sentence() -> None:
    text = LOSS + r"In the limit of a perfect prediction, $$p = y$$ In general, "
    assert verdicts(text + r"$$\frac{\partial L}{\partial z_c} = y_c - p_c$$")[-1] == "refuted"
