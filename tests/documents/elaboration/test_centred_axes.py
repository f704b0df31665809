r"""Axes that begin before 0: centred kernels ``w_{-r}, ..., w_r``, with their ranges and without.

An axis of ``2r + 1`` that a range from ``-r`` to ``r`` covers begins at ``-r``, in every line; where ``w_{k+r}`` runs
from 0 to ``2r``, it begins at 0.
"""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

# By name: what the lines are (Definition, True, False), and the document.
DOCUMENTS = {
    "a stated range": (
        "DTTTFTT",
        r"""
Let $x \in \mathbb{R}^N$ and $w \in \mathbb{R}^{2r+1}$, where the taps are indexed by $k = -r, \dots, r$.
The output $y$ has the shape of $x$.

$$ y_i = \sum_{k=-r}^{r} w_k x_{i+k} $$

$$ \frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} x_{i+k} $$

$$ \frac{\partial L}{\partial x_j} = \sum_k w_k \frac{\partial L}{\partial y_{j-k}} $$

$$ \frac{\partial L}{\partial x_j} = \sum_{k=-r}^{r} w_{-k} \frac{\partial L}{\partial y_{j+k}} $$

$$ \frac{\partial L}{\partial x_j} = \sum_k w_k \frac{\partial L}{\partial y_{j+k}} $$

$$ \sum_k w_k = \sum_{k=-r}^{r} w_k $$

$$ y_i = \sum_k w_k x_{i+k} $$
""",
    ),
    "a sum over the whole axis": (
        "DTTFT",
        r"""
Let $x, y \in \mathbb{R}^N$ and $w \in \mathbb{R}^{2r+1}$.

$$ y_i = \sum_{k=-r}^{r} w_k x_{i-k} $$

$$ \frac{\partial y_i}{\partial x_j} = w_{i-j} $$

$$ y_i = \sum_k w_k x_{i-k} $$

$$ y_i = \sum_k w_{k} x_{i+k} $$

$$ \frac{\partial y_i}{\partial w_k} = x_{i-k} $$
""",
    ),
    "shifted subscripts": (
        "DTFT",
        r"""
Let $x, y \in \mathbb{R}^N$ and $w \in \mathbb{R}^{K}$ with $K = 2r+1$.

$$ y_i = \sum_k w_k x_{i+k-r} $$

$$ y_i = \sum_{k=-r}^{r} w_{k+r} x_{i+k} $$

$$ y_i = \sum_{k=-r}^{r} w_{k} x_{i+k} $$

$$ \frac{\partial y_i}{\partial x_j} = w_{j-i+r} $$
""",
    ),
    "three taps": (
        "DTTTFTF",
        r"""
Let $x, y \in \mathbb{R}^N$ and $w \in \mathbb{R}^{3}$.

$$ y_i = \sum_{k=-1}^{1} w_k x_{i+k} $$

$$ y_i = w_{-1} x_{i-1} + w_0 x_i + w_1 x_{i+1} $$

$$ y_i = \sum_k w_k x_{i+k} $$

$$ \frac{\partial y_i}{\partial x_j} = w_{j-i} $$

$$ \frac{\partial y_i}{\partial x_j} = w_{i-j} $$

$$ \frac{\partial y_i}{\partial w_{-1}} = x_{i-1} $$

$$ \frac{\partial y_i}{\partial w_{1}} = x_{i-1} $$
""",
    ),
    "two axes": (
        "DTTTFTDT",
        r"""
Let $X, Y \in \mathbb{R}^{H \times W}$ be images and $G \in \mathbb{R}^{(2r+1) \times (2r+1)}$.

$$ Y_{ij} = \sum_{a=-r}^{r} \sum_{b=-r}^{r} G_{ab} X_{i+a,j+b} $$

$$ \frac{\partial Y_{ij}}{\partial X_{uv}} = G_{u-i,v-j} $$

$$ \frac{\partial L}{\partial G_{ab}} = \sum_{i,j} \frac{\partial L}{\partial Y_{ij}} X_{i+a,j+b} $$

$$ \frac{\partial L}{\partial X_{uv}} = \sum_{a,b} G_{ab} \frac{\partial L}{\partial Y_{u-a,v-b}} $$

$$ \frac{\partial L}{\partial X_{uv}} = \sum_{a,b} G_{ab} \frac{\partial L}{\partial Y_{u+a,v+b}} $$

$$ \frac{\partial L}{\partial X_{uv}} = \sum_{a,b} G_{-a,-b} \frac{\partial L}{\partial Y_{u+a,v+b}} $$

Define the weights

$$ B_a = \frac{1}{2r+1} \qquad (a = -r, \dots, r) $$

$$ \sum_a B_a = 1 $$
""",
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_centred_axes(name: str) -> None:
    marks, text = DOCUMENTS[name]
    verdicts = {"D": None, "T": "proved", "F": "refuted"}
    found = check(read(text, "a.md"), suggest=False)["equations"]
    assert [e["verdict"] for e in found] == [verdicts[m] for m in marks]
