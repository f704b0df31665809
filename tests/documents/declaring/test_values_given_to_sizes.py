"""A size that the text gives a value after what is defined with it: axes of one entry, short sums, kernels of one
number; the verdict lists the value."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from tests.documents.judged import judged

NORM = r"""Let $x \in \mathbb{R}^{D}$, indices start at 1, and $\epsilon > 0$.
$$ \mu = \frac{1}{D} \sum_{i=1}^D x_i $$
$$ v = \frac{1}{D} \sum_{i=1}^D (x_i - \mu)^2 $$
$$ s = \frac{1}{\sqrt{v + \epsilon}} $$
"""
SUM = r"Let $x \in \mathbb{R}^{n}$, indices start at 0. $$ s = \sum_i x_i $$"
FULL = r"""Let $x \in \mathbb{R}^{H \times W}$, $k \in \mathbb{R}^{A \times B}$,
$y \in \mathbb{R}^{(H+A-1) \times (W+B-1)}$; everything is zero-based.
$$ y_{ij} = \sum_{p=0}^{A-1} \sum_{q=0}^{B-1} k_{pq} \, x_{i-p,j-q},
\qquad g_{ij} = \frac{\partial L}{\partial y_{ij}} $$
"""
SLOPE = r"\frac{\partial L}{\partial x_{uv}}"
FIVE = "x_0 + x_1 + x_2 + x_3 + x_4"
LINES = [
    (NORM, "D = 1", r"\mu = x_1", "proved"),
    (NORM, "D = 1", r"s = \frac{1}{\sqrt{\epsilon}}", "proved"),
    (NORM, "D = 1", r"s = \frac{1}{\sqrt{\epsilon + x_1^2}}", "refuted"),
    (NORM, "D = 1", r"(x_i - \mu) s = 0", "proved"),
    (NORM, "D = 1", r"\frac{\partial s}{\partial x_i} = 0", "proved"),
    (NORM, "D = 1", "x_i s = x_1 s", "proved"),
    (NORM, "D = 1", "x_i s = 2 x_1 s", "refuted"),
    (NORM, "D = 2", r"v = \frac{(x_1 - x_2)^2}{4}", "proved"),
    (NORM, "D = 2", r"v = \frac{(x_1 - x_2)^2}{2}", "refuted"),
    (NORM, "D = 2", r"\sum_{i=1}^D e^{x_i - \mu} = e^{x_1 - \mu} + e^{x_2 - \mu}", "proved"),
    (NORM, "D = 2", "x_i s = x_1 s", "refuted"),
    (SUM, "n = 5", f"s = {FIVE}", "proved"),
    (SUM, "n = 5", f"s = {FIVE} + x_1", "refuted"),
    (SUM, r"n \ge 6", rf"s = {FIVE} + x_5 + \sum_{{i=6}}^{{n-1}} x_i", "proved"),
    (SUM, r"n \ge 6", rf"s = {FIVE} + x_5", "refuted"),
    (
        FULL,
        "B = 1",
        f"{SLOPE} = \\sum_p \\sum_q k_{{pq}} g_{{u+p,v-q}}",
        "proved",
    ),
    (FULL, "B = 1", f"{SLOPE} = \\sum_p k_{{p0}} g_{{u+p,v}}", "proved"),
    (FULL, "B = 1", f"{SLOPE} = \\sum_p k_{{p0}} g_{{u-p,v}}", "refuted"),
]


@pytest.mark.parametrize(("head", "value", "line", "expected"), LINES)
def test_lines(head: str, value: str, line: str, expected: str) -> None:
    found = judged(f"{head}\nAssume ${value}$.\n$$ {line} $$")[-1]
    assert found["verdict"] == expected, found["message"]
    if expected == "proved":
        assert value.replace(r"\ge", ">=") in found["assumptions"]


def test_a_least_value_is_listed() -> None:
    text = r"Let $x \in \mathbb{R}^n$ with $n \ge 4$. $$ \sum_{i=0}^{n-1} 1 = 4 + \sum_{i=4}^{n-1} 1 $$"
    assert judged(text)[-1]["assumptions"] == ["n >= 4"]


def test_what_is_suggested_under_a_condition_has_no_brackets_around_it() -> None:
    found = check(read(rf"{SUM} Suppose $n \ge 6$. $$ s = {FIVE} $$", "a.md"))["equations"][-1]
    assert (found["verdict"], found["suggestion"]) == ("refuted", r"\sum_{i} x_{i}")
