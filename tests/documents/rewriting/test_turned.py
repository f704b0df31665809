r"""``\frac{\partial L}{\partial y} = g`` names a gradient, on the other side than most do."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LAYER = (
    "Let $x \\in \\mathbb{R}^D$, $W \\in \\mathbb{R}^{M \\times D}$, $y \\in \\mathbb{R}^M$ and\n\n$$ y = W x $$\n\n"
)
LINES = (
    "\n\nThen\n\n$$ \\frac{\\partial L}{\\partial W} = g x^\\top $$\n\n"
    "$$ \\frac{\\partial L}{\\partial x} = 2 W^\\top g $$\n"
)
NAMED = ["definition", "definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "announced",
    [
        "The upstream gradient is",
        "Suppose that the layer above sends",
        "We denote it by",
        "Let the loss have the gradient",
        "With",
    ],
)
def test_a_new_name_on_the_right_is_defined(announced: str) -> None:
    assert verdicts(f"{LAYER}{announced}\n\n$$ \\frac{{\\partial L}}{{\\partial y}} = g $${LINES}") == NAMED


def test_by_entries_and_layers() -> None:
    text = (
        LAYER
        + "Write\n\n$$ \\frac{\\partial L}{\\partial y_m} = \\delta^{(1)}_m $$"
        + LINES.replace("g", "\\delta^{(1)}")
    )
    assert verdicts(text) == NAMED


def test_in_the_text() -> None:
    text = LAYER + "The layer above sends $\\frac{\\partial L}{\\partial y} = g$." + LINES
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize("announced", ["Denote the upstream gradient by", "We write", "We call this gradient"])
def test_a_declared_name_is_defined_in_words(announced: str) -> None:
    text = (
        LAYER.replace("y \\in", "y, g \\in") + f"{announced}\n\n$$ \\frac{{\\partial L}}{{\\partial y}} = g $${LINES}"
    )
    assert verdicts(text) == NAMED


def test_a_declared_name_that_is_called_so() -> None:
    announced = f"{LAYER}With the upstream gradient $g \\in \\mathbb{{R}}^M$,"
    text = f"{announced}\n\n$$ \\frac{{\\partial L}}{{\\partial y}} = g $${LINES}"
    assert verdicts(text) == NAMED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a claim about what is declared
        (
            "Let $x, g \\in \\mathbb{R}^D$ and\n\n$$ E = \\sum_i x_i^2 $$\n\n"
            "Then\n\n$$ \\frac{\\partial E}{\\partial x} = g $$",
            ["definition", "refuted"],
        ),
        # what has been used or is defined later
        (
            "Let $x, t \\in \\mathbb{R}^D$ and\n\n$$ E = \\frac12 \\sum_i (x_i - t_i)^2 $$\n\n$$ r = t - x $$\n\n"
            "$$ \\frac{\\partial E}{\\partial x} = r $$",
            ["definition", "definition", "refuted"],
        ),
        (
            "Let $x \\in \\mathbb{R}^D$. Then\n\n$$ \\frac{\\partial x_i}{\\partial x_j} = \\delta_{ij} $$\n\n"
            "$$ \\frac{\\partial x}{\\partial x} = I $$",
            ["proved", "proved"],
        ),
        # a size, and no name
        (
            "Let $x \\in \\mathbb{R}^D$ and\n\n$$ s = \\sum_{i=1}^{D} x_i $$\n\n"
            "$$ \\sum_i \\frac{\\partial s}{\\partial x_i} = D $$\n\n$$ \\frac{\\partial s}{\\partial x_i} = D $$",
            ["definition", "proved", "refuted"],
        ),
    ],
)
def test_other_right_sides_stay_where_they_are(text: str, expected: list[str]) -> None:
    assert verdicts(text) == expected


def test_a_claim_that_may_name_refutes_nothing() -> None:
    """Without a word the line is a claim, of which nobody can say whether it holds; what it may name is not refuted."""
    text = LAYER.replace("y \\in", "y, g \\in") + "It is\n\n$$ \\frac{\\partial L}{\\partial y} = g $$" + LINES
    assert verdicts(text) == ["definition", "undecided", "undecided", "refuted"]
