r"""``\sum_{j \le i}``: of pairs, or over ``j`` for each ``i``."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

ROWS = (
    r"Let $a \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$, $a_{ij} = [j \le i] x_j$, and $y_i = \sum_j a_{ij}$. "
)


def test_an_index_of_the_equation_is_bound_by_no_sum() -> None:
    assert verdicts(ROWS + r"$$ \sum_{j \le i} a_{ij} = y_i, \qquad \sum_{j < i} a_{ij} = y_i $$") == [
        "proved",
        "refuted",
    ]


def test_pairs() -> None:
    square = r"\frac12 \Big( \sum_i x_i \Big)^2 - \frac12 \sum_i x_i^2"
    text = rf"$$ \sum_{{i < j}} x_i x_j = {square}, \qquad \sum_{{j < i}} x_i x_j = {square} $$"
    assert verdicts(ROWS + text) == ["proved", "proved"]


def test_what_may_be_either_is_neither_proved_nor_refuted() -> None:
    text = r"""Let $s \in \mathbb{R}^{n \times n}$ and
$$ p_{ij} = \frac{[j \le i] e^{s_{ij}}}{\sum_{l \le i} e^{s_{il}}} $$
$$ \sum_{j \le i} p_{ij} = 1, \qquad \sum_{j \le i} p_{ij} = 2 $$
"""
    first, second = judged(text)[1:]
    assert first["verdict"] == "undecided"
    assert "runs over both" in first["message"]
    assert second["verdict"] != "proved"


@pytest.mark.parametrize(("row", "letter"), [("i", r"\omega"), ("i", r"\alpha"), ("i", "h"), ("t", "s"), ("t", "j")])
@pytest.mark.parametrize("relation", [r"\le", r"\ge"])
def test_a_sum_may_be_of_one_row_whatever_its_letters(row: str, letter: str, relation: str) -> None:
    text = r"""Let $s \in \mathbb{R}^{n \times n}$ and, for $ROW, COL = 1, \dots, n$,
$$ p_{ROW COL} = \frac{[COL \le ROW] e^{s_{ROW COL}}}{\sum_{l \le ROW} e^{s_{ROW l}}} $$
$$ \sum_{COL \le ROW} p_{ROW COL} = 1 $$
$$ \sum_{COL = 1}^n p_{ROW COL} = 2 $$
"""
    text = text.replace("ROW", row).replace("COL", letter).replace(r"\le ", f"{relation} ").replace("s_", "v_")
    assert verdicts(text.replace("Let $s", "Let $v")) == ["definition", "undecided", "refuted"]


@pytest.mark.parametrize(("one", "other"), [("i", "j"), (r"\alpha", r"\beta"), ("k", "k'")])
def test_pairs_in_the_order_of_their_alphabet(one: str, other: str) -> None:
    text = rf"""Let $a \in \mathbb{{R}}^{{n \times n}}$.
Let $c = \sum_{{{one}}} \sum_{{{other}}} a_{{{one} {other}}} - \sum_{{{one}}} a_{{{one} {one}}}$.
$$ \sum_{{{one} \ne {other}}} a_{{{one} {other}}} = c, \qquad \sum_{{{one} < {other}}} a_{{{one} {other}}} = c $$
"""
    assert verdicts(text) == ["proved", "refuted"]


def test_each_other_index_may_be_of_one_row() -> None:
    rows = r"""Let $n \ge 2$, $a \in \mathbb{R}^{n \times n}$ with $a_{ij} > 0$, and
$p_{ij} = \frac{a_{ij}}{\sum_{l \ne i} a_{il}}$.
$$ \sum_{j \ne i} p_{ij} = 1 $$
"""
    assert verdicts(rows) == ["undecided"]
