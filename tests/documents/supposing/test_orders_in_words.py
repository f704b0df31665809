r"""Orders and signs in words: "$b$ is larger than $c$", "no entry of $a$ is negative".  What is read is supposed, what
is not is in doubt: no line is refuted that holds under it."""

from __future__ import annotations

from itertools import product

import pytest

from tests.documents.judged import judged

HEAD = r"Let $a \in \mathbb{R}^n$ with indices from 0, and $b, c \in \mathbb{R}$."
LARGER, SMALLER = r"\max(b, c) = b", r"\max(b, c) = c"
ABOVE, BELOW = r"\max(a_i, b) = a_i", r"\max(a_i, b) = b"
PLUS = r"\sum_i |a_i| = \sum_i a_i"

READ = {
    "$b$ is larger than $c$": LARGER,
    "$b$ is at least $c$": LARGER,
    "$b$ is greater than or equal to $c$": LARGER,
    "$b$ is no larger than $c$": SMALLER,
    "$b$ is not larger than $c$": SMALLER,
    "$b$ is less than $c$": SMALLER,
}
IN_DOUBT = {
    "every entry of $a$ is at most $b$": BELOW,
    "each entry of $a$ is larger than $b$": ABOVE,
    "all entries of $a$ are smaller than $b$": BELOW,
    "no entry of $a$ is larger than $b$": BELOW,
    "$b$ is larger than every entry of $a$": BELOW,
    "$b$ is below $c$": SMALLER,
    "$b$ is the largest entry of $a$": r"\max_i a_i = b",
    "$a_0$ is the largest entry of $a$": r"\max_i a_i = a_0",
    "$b$ and $c$ have opposite signs": "|b c| = - b c",
    "no entry of $a$ is positive": r"\sum_i |a_i| = -\sum_i a_i",
    "no $a_i$ is negative": PLUS,
    "neither $b$ nor $c$ is negative": "|b| = b",
    "$b$ is not positive": "|b| = -b",
    "$|b|$ is less than $c$": r"\max(|b|, c) = c",
    r"$\|a\|$ is at most $c$": r"\max(\|a\|, c) = c",
}
SUPPOSED = ("Assume that", "Suppose")
SAID = (*SUPPOSED, "Here", "")


def line(words: str, before: str, claim: str) -> str:
    said = f"{before} {words}".strip()
    said = said if said.startswith("$") else said[0].upper() + said[1:]
    return str(judged(f"{HEAD} {said}.\n\n$$ {claim} $$")[-1]["verdict"])


@pytest.mark.parametrize(("words", "before"), [*product(READ, SAID), *product(IN_DOUBT, SAID)])
def test_no_line_is_refuted_that_holds_under_an_order(words: str, before: str) -> None:
    claim = {**READ, **IN_DOUBT}[words]
    expected = "proved" if words in READ and before in SUPPOSED else "undecided"
    assert line(words, before, claim) == expected


@pytest.mark.parametrize("words", [words for words in READ if "equal" not in words])
def test_what_an_order_does_not_say_is_refuted(words: str) -> None:
    assert line(words, "Assume that", SMALLER if READ[words] == LARGER else LARGER) == "refuted"


@pytest.mark.parametrize(
    "words",
    [
        "The matrix of weights comes later.",
        "We then have that $b$ is larger than $c$.",
        "The number $b$ need not be positive.",
        "In general $b$ is not necessarily negative.",
    ],
)
def test_what_tells_nothing_is_no_doubt(words: str) -> None:
    assert judged(f"{HEAD} {words}\n\n$$ |b| = b $$")[-1]["verdict"] == "refuted"


def test_orders_of_sizes_are_what_they_were() -> None:
    text = r"Let $x \in \mathbb{R}^n$, where $n$ is at least $k$. $$ \sum_{i=1}^n 1 = k + \sum_{i=k+1}^n 1 $$"
    assert judged(text)[-1]["verdict"] in ("proved", "undecided")


OF_ALL = [
    ("no entry of $a$ is negative", PLUS, PLUS.replace("= ", "= -"), "proved"),
    ("no entry of $a$ is zero", r"\sum_i a_i / a_i = n", r"\sum_i a_i / a_i = 1", "proved"),
    ("every entry of $a$ is nonnegative", PLUS, PLUS.replace("= ", "= 2"), "proved"),
    ("every entry of $a$ is 0 or 1", r"\sum_i a_i^2 = \sum_i a_i", r"\sum_i a_i^2 = 1", "proved"),
    ("the sum of $a$ is 1", r"\sum_i a_i = 1", r"\sum_i a_i^2 = 1", "proved"),
    ("the length of $a$ is 1", r"\sum_i a_i^2 = 1", r"\sum_i a_i = 1", "proved"),
    ("every row sum of $A$ is 1", r"\sum_j A_{ij} = 1", r"\sum_i A_{ij} = 1", "proved"),
    ("the sum of $a$ is 1 minus $b$", r"\sum_i a_i = 1 - b", r"\sum_i a_i = 1", "undecided"),
    ("the sum of $a$ is one minus $b$", r"\sum_i a_i = 1 - b", r"\sum_i a_i = 1", "undecided"),
    ("the sum of $a$ is one less than $b$", r"\sum_i a_i = b - 1", r"\sum_i a_i = 1", "undecided"),
    ("the sum of $a$ is 3", r"\sum_i a_i = 3", r"\sum_i a_i = 1", "undecided"),
    ("the norm of $a$ is 2", r"\sum_i a_i^2 = 4", r"\sum_i a_i^2 = 1", "undecided"),
    ("$b$ is half of $c$", "2 b = c", "b = c", "undecided"),
    ("the sum of $a$ is 1.5", r"\sum_i a_i = 1.5", r"\sum_i a_i = 1", "undecided"),
]


@pytest.mark.parametrize(("words", "true", "false", "expected"), OF_ALL)
def test_what_is_said_of_all_entries_is_supposed(words: str, true: str, false: str, expected: str) -> None:
    text = f"{HEAD} Let $A \\in \\mathbb{{R}}^{{n \\times n}}$. Assume {words}.\n\n$$ {true} $$\n\n$$ {false} $$"
    one, other = (e["verdict"] for e in judged(text)[-2:])
    assert one == expected
    assert other in (("refuted", "undecided") if expected == "proved" else ("undecided",))
