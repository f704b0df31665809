"""Documents that ask for much: many formulas in the text, exponents without bound.  Their cost stays bounded."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from symderiv.documents.walk.document import read
from tests.documents.judged import verdicts

REST = "\n\nLet $x \\in \\mathbb{R}^n$.\n\n$$ \\sum_i x_i + \\sum_i x_i = 2 \\sum_i x_i $$\n"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"c^{1000000000} = c^{1000000001}", "refuted"),
        (r"c^{10^9} = c^{10^9} c", "refuted"),
        (r"(c - c)^{10^9} = 0", "proved"),
        (r"(1 + c)^{1000000} = (c + 1)^{1000000} + 1", "refuted"),
        (r"2^{1000000000} \sqrt{2} \sqrt{2} = 2^{1000000001}", "undecided"),
    ],
)
def test_exponents(claim: str, verdict: str) -> None:
    assert verdicts(f"Let $c \\in \\mathbb{{R}}$.\n\n$$ {claim} $$" + REST) == [verdict, "proved"]


def calls(count: int) -> int:
    """How many functions are called to read ``count`` lines, each with two formulas."""
    text = "\n".join(f"This is line {k} with $x_{{{k}}}$ and $a_i = {k}$ words." for k in range(count)) + REST
    found = 0

    def count_call(_: FrameType, event: str, __: object) -> None:
        nonlocal found
        found += event == "call"

    before = sys.getprofile()
    sys.setprofile(count_call)
    try:
        read(text, "a.md")
    finally:
        sys.setprofile(before)
    return found


def test_formulas_in_the_text() -> None:
    calls(5)  # what is made once
    assert calls(400) < 2.6 * calls(200)
