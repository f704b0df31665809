r"""Products of factors of any sign: ``\prod_{l=1}^L s_l``."""

from __future__ import annotations

from tests.documents.judging import judged, verdicts

STACK = r"""A stack of layers has kernel sizes $k_l$ and strides $s_l$, $l = 1, \dots, L$.
The jump is $j_l = s_l j_{l-1}$
with $j_0 = 1$.
"""


def test_a_recurrence_is_a_product() -> None:
    text = STACK + r"$$ j_L = \prod_{l=1}^{L} s_l, \qquad j_L = \prod_{l=1}^{L-1} s_l $$"
    assert verdicts(text) == ["proved", "refuted"]


def test_factors_leave_a_product_at_its_end() -> None:
    text = r"""Let $s \in \mathbb{R}^{L}$.
$$ \prod_{l=1}^{L} s_l = s_L \prod_{l=1}^{L-1} s_l, \qquad \prod_{l=1}^{L} s_l = s_1 \prod_{l=1}^{L-1} s_l $$
"""
    assert verdicts(text) == ["proved", "refuted"]


def test_an_empty_product_is_one() -> None:
    text = r"""Let $s \in \mathbb{R}^{L}$. $$ \prod_{l=1}^{0} s_l = 1, \qquad \prod_{l=1}^{n-1} s_l \ge 0 $$"""
    found = judged(text)
    assert found[0]["verdict"] == "proved"
    assert found[1]["verdict"] != "proved"


def test_factors_that_nothing_ends_are_refused() -> None:
    text = r"Let $a \in \mathbb{R}^{L}$. $$ \prod_{l=1}^{L} (2 - a_l) = \prod_{l=1}^{L} (2 - a_l) $$"
    assert [e["role"] for e in judged(text)] == ["error"]
