"""What a verdict rests on: hypotheses that were used, sizes, the domain, kinks; and nothing that has no part in it."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

HEAD = r"""
Let $x, h \in \mathbb{R}^{N}$, $u \in \mathbb{R}^{M}$, $W \in \mathbb{R}^{N \times N}$, $a \in \mathbb{R}$,
where $M = 2K - 5$. Assume
$$ W^\top = W, \qquad \sum_k u_k = 1 . $$
"""


def assumed(text: str) -> list[str]:
    found = check(read(HEAD + text, "a.md"), suggest=False)["equations"][-1]
    assert found["verdict"] == "proved", found
    return list(found["assumptions"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"Then $$ \sum_i x_i^2 = \sum_k x_k^2 $$", []),
        (r"Then $$ x^\top W h = h^\top W x $$", [r"W^\top = W"]),
        (r"Then $$ \log(a^2) = 2 \log a $$", ["a != 0", "a > 0"]),
        (
            r"Put $$ v = \frac{1}{N-1} \sum_i x_i $$ Then $$ \frac{\partial v}{\partial x_i} = \frac{1}{N-1} $$",
            ["N >= 2"],
        ),
        (
            r"Put $$ y_i = \mathrm{ReLU}(h_i + 1) $$ Then $$ \frac{\partial y_i}{\partial h_i} = [h_i + 1 > 0] $$",
            ["h[i] + 1 != 0"],
        ),
        (r"Put $$ p_i = \frac{e^{x_i}}{\sum_j e^{x_j}} $$ Then $$ \sum_i p_i = 1 $$", []),
        (
            r"Put $$ M_j = \frac1j \sum_{i=1}^j x_i, \quad j = 1, \dots, N $$ Then $$ N M_N = \sum_{i=1}^N x_i $$",
            [],
        ),
    ],
)
def test_the_assumptions_are_those_that_matter(text: str, expected: list[str]) -> None:
    assert assumed(text) == expected


def test_a_hypothesis_that_was_used_is_named_and_others_are_not() -> None:
    assert assumed(r"Then $$ 2 \sum_k u_k = 2 $$")[0] == r"\sum_k u_k = 1"


def test_conditions_on_sizes_are_listed_where_they_touch_the_line() -> None:
    assert "2*K >= 6" in assumed(r"Then $$ \sum_k u_k u_k = \sum_l u_l^2 $$")
    assert "2*K >= 6" not in assumed(r"Then $$ \sum_k x_k x_k = \sum_l x_l^2 $$")
