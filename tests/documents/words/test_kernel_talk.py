"""What is said of threads, memory and precision above a backward kernel says nothing of a value."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

_BODY = r"""
$$ s = \sum_{n,c} x_{nc}^2 $$

$$ \frac{\partial s}{\partial x_{nc}} = 2 x_{nc}, \qquad \frac{\partial s}{\partial x_{nc}} = x_{nc} + 1 $$
"""
_X = r"$x \in \mathbb{R}^{N \times C}$"


@pytest.mark.parametrize(
    "said",
    [
        f"Each row of {_X} is handled by one block.",
        f"Let {_X} and consider the (valid) cross-correlation",
        f"One thread block handles one row of {_X}.",
        f"We launch one warp per row of {_X}.",
        f"One row of {_X} fits into shared memory.",
        f"The rows of {_X} are distributed over the threads.",
        f"Let {_X}; each thread accumulates in registers and one atomic add writes the result.",
        f"The kernel loads {_X} in tiles of size 64.",
        f"The tensor {_X} is not modified in place.",
        f"We use the same notation for {_X}.",
        f"The loop runs over the rows of {_X} in parallel.",
        f"Every element of {_X} is touched exactly once, in half precision.",
    ],
)
def test_it_is_no_condition(said: str) -> None:
    assert verdicts(said + _BODY) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "said",
    [
        f"Each row of {_X} is one.",
        f"The rows of {_X} are parallel.",
        f"One row of {_X} is zero.",
        f"The two rows of {_X} are equal.",
        f"Every entry of {_X} is one.",
    ],
)
def test_a_condition_is_one(said: str) -> None:
    assert verdicts(said + _BODY)[-1] != "refuted"


_RELU = r"""
$$ y = \sum_i \max(p_i, 0) + \sum_i a_i $$

$$ \frac{\partial y}{\partial p_i} = [p_i > 0], \qquad \frac{\partial y}{\partial p_i} = 1 $$
"""


@pytest.mark.parametrize(
    "said",
    [
        r"Let $a, p, n \in \mathbb{R}^d$ be the embeddings of anchor, positive and negative.",
        r"Let $a, p, n \in \mathbb{R}^d$ be the embeddings of an anchor, a positive and a negative.",
        r"Let $a, p, n \in \mathbb{R}^d$ be the anchor, the positive and the negative.",
        r"Let $a \in \mathbb{R}^d$ be an anchor, $p \in \mathbb{R}^d$ the positive and $n$ the negative.",
        r"The positive key is $p \in \mathbb{R}^d$ and the query is $a \in \mathbb{R}^d$.",
        r"Let $a \in \mathbb{R}^d$ be a query, $p \in \mathbb{R}^d$ its positive key.",
    ],
)
def test_a_positive_example_has_no_sign(said: str) -> None:
    assert verdicts(said + _RELU) == ["definition", "proved", "refuted"]


def test_positive_entries_have() -> None:
    said = r"Let $a, p \in \mathbb{R}^d$ be vectors. Their entries are positive."
    assert verdicts(said + _RELU)[-1] != "refuted"
