"""What the text says of entries outside of an array, where they are not zero."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

TEXT = r"""Let $x \in \mathbb{R}^N$ and $w \in \mathbb{R}^K$ with $K \le N$. %s

$$ y_i = \sum_{k=0}^{K-1} w_k x_{i+k}, \qquad 0 \le i < N $$

$$ \sum_{i=0}^{N-1} y_i = \sum_{k=0}^{K-1} w_k \sum_{i=0}^{N-1} x_i $$

$$ \sum_{i=0}^{N-1} y_i = \sum_{k=0}^{K-1} w_k \sum_{i=k}^{N-1} x_i $$

$$ \sum_{i=0}^{N-1} x_i x_i = \sum_{i=0}^{N-1} x_i^2 $$
"""


@pytest.mark.parametrize(
    "words",
    [
        "All indices are taken modulo $N$.",
        "The signal $x$ is extended periodically.",
        "We use circular padding.",
        "With reflection padding.",
        "The border is replicated.",
        "Negative indices count from the end, as in NumPy.",
        "We pad with ones.",
        "The signal is $N$-periodic, $x_{i+N} = x_i$.",
        "$x_{i+N} = x_i$ for all $i$.",
    ],
)
def test_other_borders_leave_reads_beyond_open(words: str) -> None:
    assert verdicts(TEXT % words)[1:3] == ["undecided"] * 2


@pytest.mark.parametrize(
    "words", ["", "We use zero padding.", "We do not use circular padding.", "Let $w_{K-1-k} = w_k$."]
)
def test_else_they_are_zero(words: str) -> None:
    assert verdicts(TEXT % words)[1:] == ["refuted", "proved", "proved"]
