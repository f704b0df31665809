r"""``\sum_{j \le i}``: of pairs, or over ``j`` for each ``i``."""

from __future__ import annotations

from tests.documents.judging import judged, verdicts

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
