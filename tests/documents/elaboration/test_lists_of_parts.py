r"""``Let $x = (x_1, \dots, x_n)$`` and ``Let $X = [x_1, \dots, x_N]^\top$`` name parts and suppose nothing: a wrong
line about ``x`` or ``X`` is refuted."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

VECTORS = (
    r"Let $x=(x_1,\dots,x_n)\in\mathbb{R}^n$.",
    r"Let $x=(x_1,\dots,x_n)^\top\in\mathbb{R}^n$.",
    r"Let $x=[x_1,x_2,\ldots,x_n]^T \in\mathbb{R}^n$.",
    r"Let $\mathbf{x}=(x_1,\dots,x_n)^\top \in \mathbb{R}^n$.",
    r"Let $x \in \mathbb{R}^n$, $x=(x_1,\dots,x_n)$.",
    r"Let $x = (x_i) \in \mathbb{R}^n$.",
    r"Let $x:=(x_1,\dots,x_n)\in\mathbb{R}^n$.",
    r"Consider the vector $x = (x_1, \ldots, x_n)$.",
)
MATRICES = (
    r"Let $X = [x_1, \dots, x_N]^\top \in \mathbb{R}^{N \times d}$.",
    r"Let $X = (x_1, \dots, x_N)^\top \in \mathbb{R}^{N \times d}$ collect the inputs.",
    r"Let $X = [x_1, \dots, x_N]^\top \in \mathbb{R}^{N \times d}$ with $x_n \in \mathbb{R}^d$.",
    r"Let $X = \begin{pmatrix} x_1^\top \\ \vdots \\ x_N^\top \end{pmatrix} \in \mathbb{R}^{N \times d}$.",
    r"Let $x_1, \dots, x_N \in \mathbb{R}^d$ and $X = [x_1, \dots, x_N]^\top$.",
)


@pytest.mark.parametrize("head", VECTORS)
def test_entries_of_a_vector(head: str) -> None:
    lines = (
        r"S = \sum_{i=1}^n x_i^2",
        r"\frac{\partial S}{\partial x_i} = 2 x_i",
        r"\frac{\partial S}{\partial x_i} = x_i",
    )
    text = "\n\n".join((head, *(f"$$ {line} $$" for line in lines)))
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize("head", MATRICES)
def test_rows_of_a_matrix(head: str) -> None:
    lines = (
        r"L = \frac12 \sum_{n=1}^N (x_n^\top w - y_n)^2",
        r"\nabla_w L = X^\top (X w - y)",
        r"\nabla_w L = X^\top (y - X w)",
    )
    more = r"Let $w \in \mathbb{R}^d$ and $y \in \mathbb{R}^N$."
    text = "\n\n".join((f"{head} {more}", *(f"$$ {line} $$" for line in lines)))
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_columns_of_a_matrix() -> None:
    text = (
        r"Let $W = [w_1, \dots, w_n] \in \mathbb{R}^{m \times n}$ and $x \in \mathbb{R}^n$. $$ y = W x $$"
        r"$$ y = \sum_{j=1}^n x_j w_j $$ $$ y = \sum_{j=1}^{n} w_j $$"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "head",
    [
        r"Let $z = (u, v) \in \mathbb{R}^{n + m}$ with $u \in \mathbb{R}^n$ and $v \in \mathbb{R}^m$.",
        r"Let $z = (z_1, z_2) \in \mathbb{R}^{n + m}$ with $z_1 \in \mathbb{R}^n$ and $z_2 \in \mathbb{R}^m$.",
    ],
)
def test_blocks_are_more_than_names(head: str) -> None:
    one, two = ("u", "v") if "(u" in head else ("z_1", "z_2")
    text = f"{head}\n\n$$ s = \\|z\\|^2 $$\n\n$$ s = \\|{one}\\|^2 + \\|{two}\\|^2 $$\n"
    assert verdicts(text)[1] not in ("refuted", "definition")


ROWS = (
    r"X = \left[\begin{matrix} x_1^\top \\ x_2^\top \\ ... \\ x_n^\top \end{matrix}\right]",
    r"X = \left(\begin{array}{c} (x_1)^T \\ \vdots \\ (x_n)^T \end{array}\right)",
    r"X = \begin{bmatrix} - x_1^\top - \\ \vdots \\ - x_n^\top - \end{bmatrix}",
    r"X = \left[\begin{array}{ccc} - & x_1^\top & - \\ & \vdots & \\ - & x_n^\top & - \end{array}\right]",
)


@pytest.mark.parametrize("rows", ROWS)
def test_rows_in_brackets_and_between_lines(rows: str) -> None:
    head = r"Let $x_i \in \mathbb{R}^d$ for $i = 1, \dots, n$ and $w \in \mathbb{R}^d$."
    claims = (r"X^\top X w = \sum_{i=1}^n x_i x_i^\top w", r"X^\top X w = 2 \sum_{i=1}^n x_i x_i^\top w")
    text = "\n\n".join((head, *(f"$$ {line} $$" for line in (rows, *claims))))
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_columns_between_lines_and_signs_of_entries() -> None:
    head = r"Let $x_i \in \mathbb{R}^d$ for $i = 1, \dots, n$ and $w \in \mathbb{R}^n$."
    columns = r"X = \begin{bmatrix} | & & | \\ x_1 & \cdots & x_n \\ | & & | \end{bmatrix}"
    signs = r"A = \begin{pmatrix} 1 & -1 \\ - 2 & 3 \end{pmatrix}"
    lines = (columns, r"X w = \sum_{i=1}^n w_i x_i", signs, r"\det A = 1", r"\det A = 5")
    text = "\n\n".join((head, *(f"$$ {line} $$" for line in lines)))
    assert verdicts(text) == ["definition", "proved", "definition", "proved", "refuted"]
