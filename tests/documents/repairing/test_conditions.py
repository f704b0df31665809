"""A condition under "if", "when", "for", "under" or "provided" holds for the displays of its sentence only."""

from __future__ import annotations

import pytest

from symderiv.documents import read
from symderiv.documents.check import check
from tests.documents.judged import judged

HEAD = "Let $A \\in \\mathbb{R}^{n \\times n}$, $x, y \\in \\mathbb{R}^{n}$ and $a, b \\in \\mathbb{R}$.\n\n"
TURNED = "$$ x^\\top A y = y^\\top A x $$"
SIZE = "$$ |a| = a $$"


def verdicts(text: str) -> list[str]:
    equations = judged(HEAD + text)
    return [e["verdict"] or e["role"] for e in equations]


@pytest.mark.parametrize(
    "opening",
    [
        "If $A$ is symmetric, then",
        "If the matrix $A$ is symmetric we have",
        "When $A$ is symmetric,",
        "For symmetric $A$ one finds",
        "Provided that $A$ is symmetric,",
        "If\n\n$$ A^\\top = A $$\n\nthen",
        "In the case that\n\n$$ A = A^\\top $$\n\none has",
    ],
)
def test_a_case_holds_for_its_sentence_and_not_for_the_rest(opening: str) -> None:
    found = verdicts(f"{opening}\n\n{TURNED}\n\nWithout it, we claim\n\n{TURNED}\n")
    assert [v for v in found if v != "hypothesis"] == ["proved", "refuted"]


def test_an_assumption_holds_for_the_rest() -> None:
    said = "Provided that\n\n$$ A = A^\\top $$\n\nwe get\n\n"
    assert verdicts(f"{said}{TURNED}\n\nNow\n\n{TURNED}\n") == ["hypothesis", "proved", "proved"]
    assert verdicts(f"Suppose that $A$ is symmetric. Then\n\n{TURNED}\n\nNow\n\n{TURNED}\n") == ["proved", "proved"]


def test_the_condition_is_listed() -> None:
    document = read(HEAD + f"If $a > 0$ then\n\n{SIZE}\n", "note.md")
    assert check(document)["equations"][0]["assumptions"] == ["a > 0"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"For $a > 0$ we have {SIZE} For $a < 0$, $$ |a| = -a $$", ["proved", "proved"]),
        (f"For $a > 0$ we have {SIZE} For $a < 0$, {SIZE}", ["proved", "refuted"]),
        (f"{SIZE} if $a > 0$, and $$ |a| = -a $$ if $a < 0$.", ["proved", "proved"]),
        (f"{SIZE} if $a > 0$, and {SIZE} if $a < 0$.", ["proved", "refuted"]),
        (f"If $a > 0$, {SIZE} and if $a < 0$, $$ |a| = -a $$", ["proved", "proved"]),
        (f"If $a > 0$, {SIZE} and otherwise $$ |a| = a $$", ["proved", "refuted"]),
        (f"Let $a$ be positive. If $a > 0$, {SIZE}", ["proved"]),
        (f"If $a > 0$, {SIZE} In this case also $$ a + |a| = 2 a $$", ["proved", "proved"]),
        (f"The line holds even if $a > 0$ fails: {SIZE}", ["refuted"]),
        (f"It holds only if $a > 0$: {SIZE}", ["refuted"]),
        ("The size $|a|$ has for $a < 0$ the value $$ |a| = -a $$ and for $a > 0$ $$ |a| = a $$", ["proved", "proved"]),
        ("If $c = 2 a$, then $$ c - a = a $$ Now $$ a = b $$", ["proved", "refuted"]),
        ("It only makes $b$ larger: $$ b = b $$ and $c = 2 a$ Now, $$ c - a = a $$", ["proved", "proved"]),
        ("If $a = b$, then $$ a^2 - b^2 = 0 $$ In general, $$ a^2 - b^2 = 0 $$", ["proved", "refuted"]),
        ("If $$ a + b = 0 $$ then $$ a^3 = -b^3 $$ Always, $$ a^2 = b^2 $$", ["hypothesis", "proved", "refuted"]),
        ("If $$ a + b = 0 $$ then $$ a^3 = b^3 $$", ["hypothesis", "refuted"]),
        ("For $i \\ne j$ we have $$ \\frac{\\partial x_i}{\\partial x_j} = 0 $$", ["proved"]),
        ("When $i = j$ we have $$ \\frac{\\partial x_i}{\\partial x_j} = 0 $$", ["refuted"]),
    ],
)
def test_which_displays_a_condition_is_about(text: str, expected: list[str]) -> None:
    assert verdicts(text) == expected


def test_a_range_between_two_displays_leads_into_the_second() -> None:
    text = r"""Let $x \in \mathbb{R}^{n}$ and $1 \le i \le n$, indices from 1.

$$ s_i = x_i^2 $$

At the end

$$ s_n = x_n^2, $$

and for the others, $1 \le i < n$,

$$ s_i + x_{i+1} = x_i^2 + x_{i+1} [i \le n - 1] $$
"""
    equations = judged(text)
    assert [e["verdict"] for e in equations[1:]] == ["proved", "proved"]


VALUES = [
    (r"With $a = 2$ we get $$ a x_i = 2 x_i $$", ["proved"]),
    (r"With $a = 2$ we get $$ a x_i = 2 x_i $$ and for general $a$ $$ a x_i = 2 x_i $$", ["proved", "refuted"]),
    (r"The step size is often set to $a = 3$, but $$ a x_i = 3 x_i $$", ["refuted"]),
    (r"If $a > 0$, then $$ |a| x_i = a x_i $$ If instead $a < 0$, $$ |a| x_i = -a x_i $$", ["proved", "proved"]),
    (r"If $a > 0$, then $$ |a| x_i = a x_i $$ If instead $a < 0$, $$ |a| x_i = a x_i $$", ["proved", "refuted"]),
]


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_values_and_turns(text: str, expected: list[str]) -> None:
    head = r"Let $a \in \mathbb{R}$ and $x \in \mathbb{R}^n$. Of course $$ a x_i = x_i a $$ "
    equations = judged(head + text)
    assert [e["verdict"] for e in equations] == ["proved", *expected]
