"""Kernels that are symmetric: mirrored along an axis, said with the index on either side of the middle."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

BEGIN = r"""Let $x, y \in \mathbb{R}^{N}$, $k, h \in \mathbb{R}^{2r+1}$ and $w \in \mathbb{R}^{K \times K}$,
$z \in \mathbb{R}^{K \times K}$. $$ d_{n} = \sum_{j=-r}^{r} k_{j+r} x_{n+j}, \qquad 0 \le n < N $$
Let $e_{n} = \partial L/\partial d_{n}$. """
TURNED = r"$$ \frac{\partial L}{\partial x_{m}} = \sum_{j=-r}^{r} k_{j+r} e_{m+j} $$"


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (r"Suppose $k_{j} = k_{2r-j}$ for all $j$. Then", "proved"),
        (r"Suppose $k_{j+r} = k_{r-j}$ for all $j$. Then", "proved"),
        (r"If the kernel is symmetric, $k_{r+j} = k_{r-j}$, then", "proved"),
        (r"Suppose $$ k_{j+r} = k_{r-j}. $$ Then", "hypothesis proved"),
        (r"Suppose $h_{j} = h_{2r-j}$ for all $j$. Then", "refuted"),
        (r"Suppose $k_{j+r+1} = k_{r+1-j}$ for all $j$. Then", "undecided"),
        (r"Suppose $k_{j+r+1} = k_{j+r-1}$. Then", "undecided"),
        (r"For any symmetric kernels, $k_{j+r} = k_{r-j}$, we have", "undecided"),
        (r"We have $$ k_{j+r} = k_{r-j}. $$ Then", "error refuted"),
    ],
)
def test_a_symmetric_kernel_need_not_be_turned(words: str, verdict: str) -> None:
    assert verdicts(BEGIN + words + TURNED)[1:] == verdict.split()


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\sum_{i,j} k_j x_{i+j-r} y_i = \sum_{i,j} k_j x_i y_{i+j-r}", "proved"),
        (r"\sum_{i,j} h_j x_{i+j-r} y_i = \sum_{i,j} h_j x_i y_{i+j-r}", "refuted"),
        (r"\sum_j k_j h_j = \sum_j k_j h_{2r-j}", "proved"),
        (r"\sum_j k_j h_j = \sum_j k_j h_{2r-j-1}", "refuted"),
        (r"\sum_j k_j k_{j+1} = \sum_j k_j k_{j-1}", "proved"),
        (r"\sum_{i,j} k_i k_j x_{i+j} = \sum_{i,j} k_i k_j x_{2r+j-i}", "proved"),
        (r"\sum_{i,j} k_i k_j x_{i+j} = \sum_{i,j} k_i k_j x_{4r-j-i+1}", "refuted"),
        (r"k_0 = k_{2r}", "proved"),
        (r"k_0 = k_{r}", "refuted"),
        (r"k_i h_{2r-i} = k_{2r-i} h_{2r-i}", "proved"),
        (r"k_i h_{2r-i} = k_i h_i", "refuted"),
    ],
)
def test_what_follows_for_sums(claim: str, verdict: str) -> None:
    assert verdicts(BEGIN + rf"Suppose $k_j = k_{{2r-j}}$ for all $j$. $$ {claim} $$")[1:] == [verdict]


def test_a_kernel_mirrored_along_both_axes() -> None:
    text = BEGIN + r"Suppose $w_{pq} = w_{K-1-p,K-1-q}$. $$ s = \sum_{p,q} w_{pq} z_{pq} $$"
    text += r"$$ s = \sum_{p,q} w_{pq} z_{K-1-p,K-1-q} $$ $$ s = \sum_{p,q} w_{pq} z_{K-1-p,q} $$"
    assert verdicts(text)[1:] == ["definition", "proved", "refuted"]
