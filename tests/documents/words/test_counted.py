"""Sizes that a sentence gives in words: a line that is right for such a size is not refuted; a wrong one is."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

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


STACK = r"""A stack of $L$ layers has kernel sizes $k_l$ and strides $s_l$ for $l = 1, \dots, L$.

$$ j_0 = 1, \qquad j_l = j_{l-1} s_l $$

$$ r_0 = 1, \qquad r_l = r_{l-1} + (k_l - 1) j_{l-1} $$
"""


def test_a_number_of_layers_is_not_that_of_a_line_about_more() -> None:
    lines = [r"r_1 = k_1", r"r_1 = k_1 + 1", r"r_2 = k_1 + (k_2 - 1) s_1", r"r_2 = k_1 + k_2 s_1", "j_2 = s_1 + s_2"]
    text = f"{STACK}\nFor one layer\n\n" + "\n\nand for two\n\n".join(f"$$ {line} $$" for line in lines)
    assert [e["verdict"] for e in judged(text)[-5:]] == ["proved", "refuted", "proved", "refuted", "refuted"]
