r"""Words inside of a display suppose and conclude as running text around it would."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"$A \in \mathbb{R}^{d \times d}$, $b, w \in \mathbb{R}^d$."
VECTOR = r" Also $u \in \mathbb{R}^d$."
REST = r"""

$$ A (w - u) = A w - b $$

$$ A (w - u) = A w + b $$
"""


@pytest.mark.parametrize(
    "display",
    [
        r"\text{let } u \in \mathbb{R}^d \text{ satisfy } A u = b,",
        r"\text{Let } u \in \mathbb{R}^d \text{ be such that } A u = b.",
        r"\text{Let } u \text{ solve } A u = b.",
        r"\text{we assume}\quad A u = b.",
        r"\text{Suppose } u \in \mathbb{R}^d \text{ with } A u = b.",
        r"u \in \mathbb{R}^d \text{ such that } A u = b.",
        r"\text{assume that } A u = b \text{ for some } u \in \mathbb{R}^d.",
        r"\textbf{Assumption: } A u = b",
        r"\text{Choose } u \text{ with } A u = b.",
        r"A u = b \quad \text{(assumption)}",
    ],
)
def test_words_of_a_display_suppose_it(display: str) -> None:
    head = HEAD if r"u \in" in display else HEAD + VECTOR
    assert verdicts(f"{head}\n\n$$ {display} $$" + REST) == ["hypothesis", "proved", "refuted"]


@pytest.mark.parametrize("display", [r"\text{let } u \text{ satisfy } A u = b", r"\textbf{Assumption: } A u = b"])
def test_a_sentence_in_a_display_does_not_ask_what_leads_into_it(display: str) -> None:
    head = f"{HEAD}{VECTOR} For this we need more, and"
    assert verdicts(f"{head}\n\n$$ {display} $$" + REST) == ["hypothesis", "proved", "refuted"]


@pytest.mark.parametrize(
    "display",
    [
        r"\text{we get}\quad A u = b.",
        r"\text{Let us check that}\quad A u = b.",
        r"\text{We do not assume}\quad A u = b.",
        r"\text{If we assume as much, then}\quad A u = b.",
        r"A u = b \quad \text{(by the assumption above it would be)}",
        r"A u = b \quad \text{(no assumption)}",
    ],
)
def test_other_words_of_a_display_do_not(display: str) -> None:
    assert verdicts(f"{HEAD}{VECTOR}\n\n$$ {display} $$" + REST) == ["refuted"] * 3


@pytest.mark.parametrize("joint", [r"\quad\text{so that}\quad", r"\ \Rightarrow\ ", r",\qquad \text{then}\quad"])
def test_what_a_display_concludes_is_judged(joint: str) -> None:
    head = f"{HEAD}{VECTOR} Suppose that\n\n$$ "
    assert verdicts(f"{head} A u = b {joint} w^\\top A u = w^\\top b $$\n") == ["hypothesis", "proved"]
    wrong = f"{head} A u = b {joint} w^\\top A u = 2 w^\\top b $$\n\nLater\n\n$$ w^\\top b = 0 $$\n"
    assert verdicts(wrong) == ["hypothesis", "refuted", "refuted"]


def test_a_word_that_is_applied_is_a_function() -> None:
    text = HEAD + VECTOR + "\n\n$$ u = \\text{solve}(A, b) $$\n\n$$ w^\\top u = u^\\top w $$\n"
    assert verdicts(text)[0] == "error"


@pytest.mark.parametrize(("factor", "verdict"), [("", "proved"), ("2", "refuted")])
def test_a_condition_about_whole_arrays_is_supposed_of_the_line(factor: str, verdict: str) -> None:
    line = f"\\text{{If }} A u = b \\text{{ then }} w^\\top A u = {factor} w^\\top b"
    assert verdicts(f"{HEAD}{VECTOR}\n\n$$ {line} $$\n") == [verdict]


def test_indices_that_are_based_are_no_condition() -> None:
    text = r"""All indices are zero based. $x \in \mathbb{R}^{2n}$ and $a \in \mathbb{R}^n$.

$$ a_i = x_{2i} + x_{2i+1} $$

$$ \frac{\partial a_i}{\partial x_j} = \delta_{j,2i} $$
"""
    assert verdicts(text) == ["definition", "refuted"]
    assert verdicts(text.replace("zero based", "one based").replace("2i+1", "2i-1")) == ["definition", "refuted"]


def test_what_a_display_supposes_for_a_contradiction_ends_with_it() -> None:
    display = r"\text{Suppose to the contrary that } A u = b."
    assert verdicts(f"{HEAD}{VECTOR}\n\n$$ {display} $$\n\nIn fact this fails. We have\n\n$$ A u = b $$\n") == [
        "hypothesis",
        "refuted",
    ]
