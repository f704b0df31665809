"""Sizes that a sentence gives in words: a line that is right for such a size is not refuted; a wrong one is."""

from __future__ import annotations

import pytest

from tests.documents.judging import judged

BEGIN = r"""Let $s \in \mathbb{R}^n$ be similarities and $\tau > 0$.

$$ \ell = -\log \frac{\exp(s_1/\tau)}{\sum_{j=1}^{n} \exp(s_j/\tau)} $$
"""
TWO = r"\ell = \log(1 + e^{(s_2 - s_1)/\tau})"
WRONG = r"\ell = \log(1 + e^{(s_1 - s_2)/\tau})"


@pytest.mark.parametrize(
    ("words", "line", "expected"),
    [
        ("For a single candidate the loss vanishes; for two candidates", TWO, "undecided"),
        ("In the case of two classes we get", TWO, "undecided"),
        ("In the binary case,", TWO, "undecided"),
        ("For $n = 2$ we get", TWO, "proved"),
        ("When there are only two candidates, this is", TWO, "undecided"),
        ("If we have just two classes, then", TWO, "undecided"),
        ("For two candidates", WRONG, "refuted"),
        ("In the binary case,", WRONG, "refuted"),
        ("In general", TWO, "refuted"),
        ("For two reasons", TWO, "refuted"),
        ("For two candidates we are done. In general,", TWO, "refuted"),
        ("With one candidate only,", r"\ell = 0", "undecided"),
        ("For a single candidate,", r"\ell = 1", "refuted"),
    ],
)
def test_counted(words: str, line: str, expected: str) -> None:
    found = judged(f"{BEGIN}\n{words}\n\n$$ {line} $$\n")
    equation = found[-1]
    assert equation["verdict"] == expected, equation
