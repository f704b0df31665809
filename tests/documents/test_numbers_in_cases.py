r"""Bounds of numbers under a "for": they introduce the numbers of a definition, or speak for their case only."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.document import read

CASES = [
    (
        r"For $\sigma, s > 0$ define $$ D = \log\frac{s}{\sigma} $$ Then $$ D = \log s - \frac12 \log \sigma^2 $$ "
        r"Moreover, in general $$ \sqrt{s^2} = s $$ and never $$ \sqrt{s^2} = -s $$",
        ["definition", "proved", "proved", "refuted"],
    ),
    (
        r"For $a > 0$ we have $$ |a| = a. $$ For $a < 0$ we have $$ |a| = -a. $$ In general $$ |a| = a. $$",
        ["proved", "proved", "refuted"],
    ),
    (
        r"For $a > 0$ let $$ b = |a|. $$ For $a < 0$ let $$ c = -|a|. $$ In general $$ b = a, \qquad c = a $$",
        ["definition", "definition", "refuted", "refuted"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_numbers(text: str, expected: list[str]) -> None:
    answer = check(read(text, "a.md"), seconds=5, suggest=False)
    assert [e["verdict"] or e["role"] for e in answer["equations"]] == expected
