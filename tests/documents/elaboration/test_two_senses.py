"""Letters that are a size and an index: an equation means one thing by each, or says that it cannot be read."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

LISTED = r"Dilations $d_l = 2^{l-1}$ for $l = 1, \dots, n$. $$ R_n = 1 + (k - 1) \sum_{l=1}^{n} d_l $$ Then $$ %s $$"
ENTRIES = r"Let $x \in \mathbb{R}^n$. $$ s_n = \sum_{i=1}^n x_i $$ $$ m_k = \frac1k \sum_{i=1}^k x_i $$ Then $$ %s $$"
RUNNING = r"Let $x \in \mathbb{R}^n$. $$ m_n = \frac1n \sum_{i=1}^n x_i $$ Then $$ %s $$"


@pytest.mark.parametrize(
    ("text", "true", "false"),
    [
        (LISTED, r"R_n = 1 + (k - 1)(2^n - 1)", r"R_n = 1 + (k - 1) 2^n"),
        (LISTED, r"R_n - 1 = (k - 1) \sum_{l=1}^n d_l", r"R_n - n = (k - 1) \sum_{l=1}^n d_l"),
        (ENTRIES, r"m_n = \frac{s_n}{n}", r"m_n = n s_n"),
        (ENTRIES, r"s_n = n m_n", r"s_n = m_n"),
        (ENTRIES, r"s_n \le n \max_i x_i", r"s_n \le \max_i x_i"),
        (RUNNING, r"n m_n = \sum_{i=1}^n x_i", r"m_n = \sum_{i=1}^n x_i"),
    ],
)
def test_a_letter_means_one_thing_in_an_equation(text: str, true: str, false: str) -> None:
    for claim, verdict in ((true, "proved"), (false, "refuted")):
        found = check(read(text % claim, "a.md"), suggest=False)["equations"][-1]
        assert found["verdict"] == verdict, (claim, found["message"])


def test_a_definition_that_may_mean_either_is_none() -> None:
    text = r"Let $x \in \mathbb{R}^n$ and $s_n = \sum_{i=1}^n x_i$. $$ m_n = s_n / n $$ Then $$ %s $$"
    for claim in (r"n m_n = \sum_{i=1}^n x_i", r"n m_1 = x_1", r"m_1 = x_1"):
        found = check(read(text % claim, "a.md"), suggest=False)["equations"][-1]
        assert found["verdict"] not in ("proved", "refuted")
        assert "another letter" in found["message"] or "no readable definition" in found["message"]
