"""A hypothesis holds for what follows it: never for a claim that stands before its sentence."""

from __future__ import annotations

import pytest

from symderiv.documents import read
from symderiv.documents.check import check

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
