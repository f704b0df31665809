r"""Cases in many words: what an "if" supposes holds for the displays of its argument, and nowhere else.

Each document says a line twice, under a condition that makes it true and "in general", where it is false.
"""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

DECLARED = r"Let $A, B\in\mathbb{R}^{n\times n}$ and $u, v\in\mathbb{R}^n$." + "\n\n"
SYMMETRIC = (r"A^\top u = A u", r"$A$ is symmetric", r"$A^\top = A$", "weight matrix $A$ is symmetric")
COMMUTING = (r"A B u = B A u", r"$A$ commutes with $B$", r"$AB = BA$", "matrices $A$ and $B$ commute")
UNIT = (r"\|u\|^2 v = v", r"$u$ is a unit vector", r"$\|u\| = 1$", "input vector $u$ has unit norm")
LEADING = (
    "If {w}, i.e. if {e}, then",
    "If {w}, i.e. {e}, we have",
    "In particular, if {w}, i.e. {e}, it is",
    "If {w}, that is {e}, then",
    "Now if {w}, so that {e}, then",
    "When {w}, which means {e}, we get",
    "In the special case where {w}, namely {e}, one finds",
    "For the case that {w}, {e}, we obtain",
    "**(f)** If the model is well specified, i.e. if {e}, then the two sides agree:",
    "If the {n}, then",
    "When the {n}, the formula becomes",
    "As long as the {n}, we may write",
    "So long as the {n}, we may write",
    "Under the assumption that the {n}, we have",
    "If we additionally assume that {w}, the line above becomes",
    "With {e} this reads",
    "Should {e} hold, then",
    "Only in the case {e} do we have",
    "Special case {e}:",
    "Special case: {e}. Then",
    "Consider the case {e}. There we have",
    "Consider the special case where {w}. Then",
    "Restricting to the case {e}, we see",
    "We claim that, if {w}, then",
    "The following is true provided that {w}:",
    "If, moreover, {w}, then",
    "What happens if {w}? Then",
    "At points where {e} we have",
    "In the limit of a perfect fit, {e}, this becomes",
)
TRAILING = ("when the {n}.", "under the assumption that {w}.", "in the case {e}.", "(if {e}).")


@pytest.mark.parametrize(("number", "words"), list(enumerate(LEADING)))
def test_what_a_case_supposes_ends_with_its_argument(number: int, words: str) -> None:
    line, said, equation, noun = (SYMMETRIC, COMMUTING, UNIT)[number % 3]
    lead = words.format(w=said, e=equation, n=noun)
    found = verdicts(DECLARED + f"{lead}\n\n$$ {line} $$\n\nIn general,\n\n$$ {line} $$\n\nis false.\n")
    assert found == ["proved", "refuted"]


@pytest.mark.parametrize("words", TRAILING)
def test_a_case_behind_a_display(words: str) -> None:
    line, said, equation, noun = SYMMETRIC
    trail = words.format(w=said, e=equation, n=noun)
    found = verdicts(DECLARED + f"We have\n\n$$ {line} $$\n\n{trail}\n\nIn general,\n\n$$ {line} $$\n\nis false.\n")
    assert found == ["proved", "refuted"]


@pytest.mark.parametrize(
    "words",
    [
        r"It holds even if $A^\top = A$ fails that",
        r"If we forget that $A^\top = A$ was never assumed, we get",
        r"Whether or not $A$ is symmetric,",
        r"One may ask if $A^\top = A$ is needed. In fact,",
    ],
)
def test_what_is_no_case_supposes_nothing(words: str) -> None:
    assert verdicts(DECLARED + f"{words}\n\n$$ {SYMMETRIC[0]} $$\n")[0] != "proved"


def test_a_name_given_within_a_case() -> None:
    text = (
        "$$ z = A u $$\n\nIf $L$ is the loss and $g=\\partial L/\\partial z$, then\n\n"
        "$$ \\frac{\\partial L}{\\partial u} = A^\\top g $$\n\n$$ \\frac{\\partial L}{\\partial A} = g u^\\top $$\n\n"
        "$$ \\frac{\\partial L}{\\partial u} = A g $$\n"
    )
    assert verdicts(DECLARED + text)[1:] == ["proved", "proved", "refuted"]


def test_a_second_verb_says_not_what_a_name_is() -> None:
    text = (
        "Put $C = A A^\\top$. The matrix $C$ is symmetric and has the constant vectors in mind:\n\n"
        "$$ C^\\top = C, \\qquad C^\\top = -C $$\n"
    )
    assert verdicts(DECLARED + text) == ["proved", "refuted"]
