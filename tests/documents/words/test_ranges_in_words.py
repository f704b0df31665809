"""Ranges of indices in words."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LAST = r"""Let $x_t, h_t, y \in \mathbb{R}^{H}$. %s.
$$ h_t = x_t \odot \tanh(h_{t-1}) $$
$$ L = \tfrac12 \|h_T - y\|^2, \qquad \frac{\partial L}{\partial h_T} = h_T - y, \qquad
\frac{\partial L}{\partial h_T} = h_T $$
"""


@pytest.mark.parametrize(
    "words",
    [
        "The step index $t$ runs from $1$ to $T$",
        "The index $t$ goes from 1 up to $T$",
        r"Here $t$ ranges over $1, \dots, T$",
        "This is done for $t$ from one to $T$",
        "The step $t$ varies between 1 and $T$",
    ],
)
def test_steps(words: str) -> None:
    assert verdicts(LAST % words) == ["definition", "definition", "proved", "refuted"]


def test_a_range_tells_the_base_of_its_own_letters() -> None:
    text = r"""Let $x \in \mathbb{R}^N$ and $w \in \mathbb{R}^K$. The index $n$ ranges from 1 to $N$, and $k$ goes from
    zero to $K-1$. $$ y_n = \sum_k w_k x_{n-k} $$ $$ y_1 = w_0 x_1, \qquad y_1 = w_1 x_1 $$"""
    assert verdicts(text)[1:] == ["proved", "refuted"]


@pytest.mark.parametrize("words", ["The index $t$ need not run from $1$ to $T$", "The map $t$ goes from $R$ to $T$"])
def test_other_words_state_no_range(words: str) -> None:
    assert verdicts(LAST % words)[1] == "error"


@pytest.mark.parametrize(
    "words",
    [
        "All sums over $n$ run from $1$ to $N$ and all sums over $k$ from $1$ to $K$.",
        "Sums over $n$ run from $1$ to $N$, sums over $k$ from $1$ to $K$.",
        "(Notes; the sums over $n$ go from $1$ to $N$, and those over $k$ run from $1$ to $K$.)",
    ],
)
def test_ranges_of_sums_are_no_conditions(words: str) -> None:
    text = f"Let $x \\in \\mathbb{{R}}^{{N \\times K}}$. {words} $$ s = \\sum_n \\sum_k x_{{nk}} $$ "
    claims = (
        r"$$ \sum_n \frac{\partial s}{\partial x_{nk}} = N, \qquad \sum_n \frac{\partial s}{\partial x_{nk}} = K $$"
    )
    assert verdicts(text + claims) == ["definition", "proved", "refuted"]
