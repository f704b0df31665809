"""Words that tell the two values of an entry, what is left out, and what is done: which of them a line may rest on."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

BITS = r" $$ \sum_{ij} c_{ij}^2 = \sum_{ij} c_{ij} $$ $$ \sum_{ij} c_{ij}^2 = 1 + \sum_{ij} c_{ij} $$"
MATRIX = r"Let $c \in \mathbb{R}^{n \times n}$. "


@pytest.mark.parametrize(
    "said",
    [
        "Whether $i$ comes before $j$ is recorded in a given matrix $c$ (1 if so, else 0).",
        "The entries of the matrix $c$ (1 if connected, otherwise 0) are given.",
        "All entries of $c$ are known. The labels $c$ are 1 for positives and 0 otherwise.",
    ],
)
def test_one_if_and_else_zero(said: str) -> None:
    found = judged(MATRIX + said + BITS)
    assert found[1]["verdict"] == "refuted"
    assert found[0]["verdict"] == "proved"
    assert "c binary" in found[0]["assumptions"]


@pytest.mark.parametrize(
    "said",
    [
        "Whether or not $c$ (1 if so, else 0) is binary does not matter.",
        "The labels $c$ are 1 for positives and small otherwise.",
        "Let $c$ be 1 if all is well.",
    ],
)
def test_what_tells_no_two_values(said: str) -> None:
    assert "proved" not in verdicts(MATRIX + said + BITS)


LAYER = r"Let $m, x, y \in \mathbb{R}^n$, and $y_i = m_i x_i$. "


@pytest.mark.parametrize(
    "said",
    [
        "The mask $m$ stays the same in forward and backward.",
        "The mask $m$ remains unchanged during the backward pass.",
        "The inputs are $m$ and $x$; we drop biases.",
        "With $x$ and $m$ we can invert in closed form,",
        "The layer has weights $m$, no padding.",
    ],
)
def test_words_that_restrict_nothing(said: str) -> None:
    assert verdicts(LAYER + said + r" $$ \sum_i y_i = \sum_i x_i $$")[-1] == "refuted"


@pytest.mark.parametrize(
    "said",
    [
        "The mask $m$ stays the same in all entries.",
        "The mask $m$ is the same for all units.",
        "The inputs are $m$ and $x$; we drop them where they are not 1.",
        "The gate $m$ is dropped.",
        "With $x$ given, we can take $m$ constant.",
    ],
)
def test_words_that_may_restrict(said: str) -> None:
    assert verdicts(LAYER + said + r" $$ \sum_i y_i = m_1 \sum_i x_i $$")[-1] != "refuted"


SOFTMAX = r"""Student logits $z$, teacher logits $y$ with $y, z \in \mathbb{R}^K$.

$$ p_k = \frac{e^{z_k}}{\sum_j e^{z_j}} $$

"""


@pytest.mark.parametrize(
    "said",
    ["The teacher does not depend on $z$.", "A sanity check is that the residuals sum to zero.", "We drop constants."],
)
def test_words_about_what_is_derived(said: str) -> None:
    assert verdicts(SOFTMAX + said + r" $$ \frac{\partial p_k}{\partial z_l} = p_k \delta_{kl} $$")[-1] == "refuted"
