r"""First states whose shape is told where they are given: ``w_0 = 0 \in \mathbb{R}^D``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

DATA = r"Let $X \in \mathbb{R}^{N \times D}$, $y \in \mathbb{R}^N$ and $\eta > 0$."
STEPS = r"""
$$ w_{t+1} = w_t - \eta X^\top (X w_t - y) $$

After one step

$$ w_1 = \eta X^\top y $$

and after another one

$$ w_2 = 2 \eta X^\top y - \eta^2 X^\top X X^\top y, \qquad w_2 = 2 \eta X^\top y. $$
"""


@pytest.mark.parametrize(
    "lead",
    [
        r"With $w_0 = 0 \in \mathbb{R}^D$, iterate",
        r"Start from $w_0 = 0 \in \mathbb{R}^D$ and iterate",
        r"Starting from $w_0 = 0 \in \mathbb{R}^D$, gradient descent takes the steps",
        r"Let $w_0 \in \mathbb{R}^D$. With $w_0 = 0$ iterate",
        r"With $w_0 = 0$, $w_0 \in \mathbb{R}^D$, we iterate",
        r"Initialise $w_0 = 0 \in \mathbb{R}^D$ and repeat",
    ],
)
def test_a_start_is_one_for_good(lead: str) -> None:
    assert verdicts(f"{DATA} {lead}\n{STEPS}") == ["definition", "proved", "proved", "refuted"]


@pytest.mark.parametrize(
    "lead", [r"Many start from $w_0 = 0 \in \mathbb{R}^D$; iterate", r"Let $w_0 \in \mathbb{R}^D$ and"]
)
def test_a_start_that_is_not_given_begins_nothing(lead: str) -> None:
    assert "proved" not in verdicts(f"{DATA} {lead}\n{STEPS}")
