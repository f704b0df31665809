"""Matrices that may be stacked from the vectors of their letter, and gradients by what no definition reads."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

STACKED = r"""Given $q_i \in \mathbb{R}^d$ ($i = 1, \dots, n$), $k_j \in \mathbb{R}^e$ ($j = 1, \dots, m$),
$t \in \mathbb{R}^{n \times m}$ and a matrix $M \in \mathbb{R}^{d \times e}$,

$$ \ell = \frac12 \sum_{i,j} (q_i^\top M k_j - t_{ij})^2 $$

%s

$$ \ell = \tfrac12 \|Q M K^\top - t\|_F^2 $$

$$ \ell = \|Q M K^\top - t\|_F^2 $$
"""
_Q, _K = r"$Q \in \mathbb{R}^{n \times d}$", r"$K \in \mathbb{R}^{m \times e}$"


@pytest.mark.parametrize(
    "said",
    [
        f"With {_Q} and {_K}, whose rows are the $q_i$ and $k_j$, this reads",
        f"Let {_Q} and {_K} have the rows $q_i$ and $k_j$, respectively.",
        f"Stack the $q_i$ and the $k_j$ as rows into {_Q} and {_K}.",
        f"Collect the queries in the rows of {_Q} and the keys in the rows of {_K}.",
        f"Let {_Q} and {_K} be the corresponding matrices.",
    ],
)
def test_a_stack_in_words_that_are_not_understood_refutes_nothing(said: str) -> None:
    first, second = judged(STACKED % said)[-2:]
    assert [first["verdict"], second["verdict"]] == ["undecided", "refuted"]
    assert "q = Q" in first["message"]


def test_columns_are_turned() -> None:
    text = r"""Points $x_n \in \mathbb{R}^D$, $n = 1, \dots, N$, are kept side by side
in $X \in \mathbb{R}^{D \times N}$.
$$ S = \sum_{n=1}^N x_n x_n^\top $$
$$ S = X X^\top $$
$$ S = 2 X X^\top $$"""
    assert verdicts(text)[-1] == "refuted"
    assert verdicts(text)[-2] != "refuted"


LAYER = r"""Let $X \in \mathbb{R}^{d \times N}$, $T \in \mathbb{R}^{k \times N}$, $U \in \mathbb{R}^{k \times d}$.
$$ Y = U X, \qquad \mathcal{L} = \frac{1}{2N} \|Y - T\|_F^2 $$
%s
$$ \frac{\partial \mathcal{L}}{\partial b} = \frac1N (Y - T) \mathbf{1} $$"""


@pytest.mark.parametrize(
    "said",
    [
        r"If a bias $b \in \mathbb{R}^k$ is added to every column, $Y = U X + b \mathbf{1}^\top$, then",
        r"With an additional bias $b \in \mathbb{R}^k$ in each column we would get",
        r"Let $b \in \mathbb{R}^k$ and replace $Y$ by $U X + b \mathbf{1}^\top$. Then",
    ],
)
def test_a_gradient_by_what_no_definition_reads_is_not_refuted(said: str) -> None:
    assert verdicts(LAYER % said)[-1] == "undecided"


def test_a_gradient_by_what_another_definition_reads_is_zero() -> None:
    text = r"""Let $q, k, v \in \mathbb{R}$. $$ a = \sigma(q k), \qquad o = a v $$
$$ \frac{\partial a}{\partial v} = 0 $$ $$ \frac{\partial a}{\partial v} = a $$"""
    assert verdicts(text)[-2:] == ["proved", "refuted"]
