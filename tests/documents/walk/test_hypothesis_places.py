"""A hypothesis holds for what follows it: never for a claim that stands before its sentence."""

from __future__ import annotations

import pytest

from symderiv.documents import read
from symderiv.documents.check import check
from tests.documents.judged import verdicts

HEAD = "Let $A \\in \\mathbb{R}^{n \\times n}$ and $x \\in \\mathbb{R}^{n}$.\n\n"
CLAIM = "$$ x^\\top A = (A x)^\\top $$"


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("", "\n\nSuppose that $A$ is symmetric. Then this holds.", "refuted"),
        ("", "\n\nNow let $A$ be symmetric.", "refuted"),
        ("", "\n\nIf $A$ is symmetric, this holds.", "refuted"),
        ("", "\nwhere $A$ is symmetric.", "proved"),
        ("Suppose that $A$ is symmetric. Then\n\n", "", "proved"),
        ("", "", "refuted"),
    ],
)
def test_the_place_of_a_property(before: str, after: str, verdict: str) -> None:
    document = read(HEAD + before + CLAIM + after + "\n", "note.md")
    (claim,) = [e for e in check(document, suggest=False)["equations"] if e["role"] == "claim"]
    assert claim["verdict"] == verdict


SUMS = "\n\n$$ \\sum_k p_k = 1 $$\n\nThen\n\n$$ \\sum_k 2 p_k = 2 $$\n"


@pytest.mark.parametrize(
    "words",
    [
        r"Let $p \in \mathbb{R}^K$ with $p_k > 0$ be such that",
        r"Let $p \in \mathbb{R}^K$ with $p_k > 0$ satisfy",
        r"Given $p \in \mathbb{R}^K$ with positive entries such that",
        r"Given $p \in \mathbb{R}^K$ such that",
    ],
)
def test_a_condition_on_the_way_to_another(words: str) -> None:
    assert verdicts(words + SUMS) == ["hypothesis", "proved"]


@pytest.mark.parametrize(
    "words",
    [
        r"For $p \in \mathbb{R}^K$ with $p_k > 0$ the vector satisfies",
        r"Let $p \in \mathbb{R}^K$ with $p_k > 0$. Then $p$ is such that",
    ],
)
def test_a_condition_on_the_way_to_a_claim(words: str) -> None:
    assert verdicts(words + SUMS) == ["refuted", "refuted"]


def test_two_sums_that_are_one() -> None:
    text = (
        r"Let $p, q \in \mathbb{R}^K$ with $q_k > 0$ and $\sum_k p_k = \sum_k q_k = 1$."
        "\n\n$$ \\sum_k \\frac{(p_k - q_k)^2}{q_k} = \\sum_k \\frac{p_k^2}{q_k} - 1 $$\n\n"
        "$$ \\sum_k p_k = 1 $$\n\n$$ \\sum_k p_k = 2 $$\n"
    )
    assert verdicts(text) == ["proved", "proved", "refuted"]


MET = [
    ("We check that the constraint holds,", "refuted"),
    ("The constraint is satisfied:", "refuted"),
    ("and this satisfies the constraint", "refuted"),
    ("Therefore the assumption is met,", "refuted"),
    ("We work under the constraint", "hypothesis"),
    ("This must hold subject to the constraint", "hypothesis"),
    ("Suppose that the constraint holds:", "hypothesis"),
]


@pytest.mark.parametrize(("words", "verdict"), MET)
def test_a_constraint_that_is_said_to_be_met_is_a_claim(words: str, verdict: str) -> None:
    text = f"Let $w, v \\in \\mathbb{{R}}^n$. Put\n$$ u = w + 2 v $$\n{words}\n$$ u - 2 v = 3 w $$\n"
    assert verdicts(text) == ["definition", verdict]
