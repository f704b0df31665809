r"""Clauses before a display that have their condition already, and what others suppose: the display is a claim.

"Assuming differentiability, $$ ... $$" says something; "assuming that $$ ... $$" supposes it.  A wrong line that would
be taken for a hypothesis is not refuted, and what is wrong could follow from it.
"""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

PAGE = r"""Let $x, w \in \mathbb{R}^{n}$ and $A \in \mathbb{R}^{n \times n}$, and let

$$ y_i = w_i x_i $$

%s

$$ \frac{\partial y_i}{\partial x_j} = w_i \delta_{ij} $$

%s

$$ \frac{\partial y_i}{\partial x_j} = w_j $$
"""
SYMMETRIC = r"""Let $A \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^{n}$.

%s

$$ A^\top = A $$

Then

$$ (A x)^\top = x^\top A $$
"""


@pytest.mark.parametrize(
    "words",
    [
        "Assuming differentiability,",
        "Assuming the chain rule,",
        "Under the assumption of smoothness,",
        "Under the assumptions above",
        "Given that differentiation is linear,",
        "Provided that the derivative exists,",
        "By our assumptions,",
        "Subject to the usual caveats,",
        "The assumption is not needed for",
        "Students often assume that",
        "Others suppose that",
        "Without loss of generality, look at one entry:",
        "One might assume that",
        "A common mistake is to assume that",
        "One may be tempted to assume",
        "I assume you know that",
        "Assume that the reader wants the gradient:",
        "Let me suppose the reader has seen this:",
        "It remains to prove the hypothesis that",
        "We now verify the assumption that",
        "This contradicts the hypothesis that",
        "This yields the constraint that",
        "We need to justify the assumption that",
        "We arrive at the constraint",
        "The assumption is justified by",
    ],
)
def test_what_such_words_lead_to_is_verdicts(words: str) -> None:
    assert verdicts(PAGE % (words, words)) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "words",
    [
        "Assume that",
        "Assuming that",
        "Assuming the following,",
        "Under the following assumption,",
        "Subject to the constraint",
        "Given that",
        "For all layers assume that",
        "For this exercise you may assume that",
        "One may assume that",
        "We always assume",
        "Further suppose",
        "Without loss of generality",
    ],
)
def test_open_words_suppose(words: str) -> None:
    assert verdicts(SYMMETRIC % words) == ["hypothesis", "proved"]


@pytest.mark.parametrize(
    "words", ["Assuming symmetry,", "Under the assumption of symmetry,", "Given that the matrix is symmetric,"]
)
def test_conditions_by_nouns_leave_open_what_is_right_under_them(words: str) -> None:
    assert verdicts(SYMMETRIC % words) == ["undecided", "undecided"]
    assert verdicts(PAGE % (words, words))[1] == "proved"


@pytest.mark.parametrize("between", [" ", "\n", "\n\n"])
@pytest.mark.parametrize(
    "words",
    ["If the matrix is symmetric, then", "For a symmetric matrix we get", "Given that the matrix is symmetric,"],
)
def test_a_condition_in_words_right_behind_a_sentence_with_formulas(words: str, between: str) -> None:
    text = f"Let $A \\in \\mathbb{{R}}^{{n \\times n}}$.{between}{words}\n\n$$ A^\\top = A $$\n\n$$ A^\\top = 2 A $$\n"
    assert verdicts(text) == ["undecided", "refuted"]
