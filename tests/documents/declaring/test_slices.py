"""Rows and columns of a matrix under its own name."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LINES = r"""$$ s = \sum_{t=1}^T (w^\top x_t)^2 $$
$$ \nabla_w s = 2 \sum_{t=1}^T (w^\top x_t) x_t, \quad \frac{\partial s}{\partial x_{ENTRY}} = 2 (w^\top x_t) w_d,
\quad \frac{\partial s}{\partial x_t} = 2 (w^\top x_t) w $$
$$ s = w^\top GRAM w, \quad s = (w^\top x_1)^2, \quad \frac{\partial s}{\partial x_t} = (w^\top x_t) w $$"""
EXPECTED = ["definition", "proved", "proved", "proved", "proved", "refuted", "refuted"]


def test_rows() -> None:
    text = r"Let $x \in \mathbb{R}^{T \times D}$ and $w \in \mathbb{R}^D$."
    assert verdicts(text + LINES.replace("ENTRY", "td").replace("GRAM", r"x^\top x")) == EXPECTED


def test_columns() -> None:
    text = r"Let $x \in \mathbb{R}^{D \times T}$ and $w \in \mathbb{R}^D$."
    assert verdicts(text + LINES.replace("ENTRY", "dt").replace("GRAM", r"x x^\top")) == EXPECTED


def test_equal_sizes_do_not_tell_which() -> None:
    text = r"Let $x \in \mathbb{R}^{T \times T}$ and $w \in \mathbb{R}^T$."
    assert set(verdicts(text + LINES.replace("ENTRY", "td").replace("GRAM", r"x^\top x"))) == {"error"}


@pytest.mark.parametrize(
    "shape", [r"{T \times D}$, where $x_t \in \mathbb{R}^D$ is", r"{D \times T}$, where $x_t \in \mathbb{R}^D$ is"]
)
def test_a_part_with_a_shape_of_its_own(shape: str) -> None:
    text = rf"""Let $x \in \mathbb{{R}}^{shape} the input of step $t$, and $w \in \mathbb{{R}}^D$.
    $$ s_t = w^\top x_t $$ $$ \frac{{\partial s_t}}{{\partial w}} = x_t, \quad
    \frac{{\partial s_t}}{{\partial w}} = w $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_parts_of_a_batch_of_sequences() -> None:
    text = r"""Let $x \in \mathbb{R}^{N \times T \times D}$, $n = 1, \dots, N$, $t = 1, \dots, T$ and
    $w \in \mathbb{R}^D$. $$ y_{nt} = w^\top x_{nt} $$ $$ \frac{\partial L}{\partial w} = \sum_{n=1}^N \sum_{t=1}^T
    \frac{\partial L}{\partial y_{nt}} x_{nt}, \quad \frac{\partial L}{\partial w} = \sum_{n=1}^N
    \frac{\partial L}{\partial y_{nt}} x_{n1} $$"""
    assert verdicts(text)[:2] == ["definition", "proved"]


def test_a_recurrence_driven_by_rows() -> None:
    text = r"""$x \in \mathbb{R}^{T \times D}$, $U \in \mathbb{R}^{H \times D}$, $W \in \mathbb{R}^{H \times H}$ and
    $h_0 \in \mathbb{R}^{H}$. For $t = 1, \dots, T$ $$ h_t = \tanh(W h_{t-1} + U x_t) $$ $$ L = \frac12 \|h_T\|^2 $$
    $$ \frac{\partial L}{\partial U} = \sum_{t=1}^T ((1 - h_t \odot h_t) \odot \frac{\partial L}{\partial h_t})
    x_t^\top, \qquad \frac{\partial L}{\partial U} = \sum_{t=1}^T \frac{\partial L}{\partial h_t} x_t^\top $$"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]
