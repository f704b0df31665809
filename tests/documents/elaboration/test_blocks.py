"""Vectors and matrices put together: one above the other, side by side, in blocks."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

HEAD = (
    r"Let $x, u \in \mathbb{R}^d$, $h \in \mathbb{R}^m$, $U \in \mathbb{R}^{k \times m}$, "
    r"$V \in \mathbb{R}^{k \times d}$, "
    r"$W \in \mathbb{R}^{k \times (m+d)}$, $A, B \in \mathbb{R}^{d \times d}$, $C \in \mathbb{R}^{d \times m}$ and "
    r"$s \in \mathbb{R}$. "
)


def verdicts(text: str) -> list[str]:
    return [e["verdict"] or e["role"] for e in check(read(HEAD + text), seconds=8, suggest=False)["equations"]]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"[U, V] [h; x] = U h + V x", "proved"),
        (r"[U, V] [h; x] = V x + U x", "error"),
        (r"[U, V] [h; x] = U h - V x", "refuted"),
        (r"[U, V] [h, x] = U h + V x", "proved"),  # of different lengths: one vector
        (r"[U, V] [h^\top, x^\top]^\top = U h + V x", "proved"),
        (r"[U, V] [h^\top, x^\top]^\top = U h", "refuted"),
        (r"\begin{bmatrix} U & V \end{bmatrix} \begin{bmatrix} h \\ x \end{bmatrix} = U h + V x", "proved"),
        (r"(W [h; x])_i = \sum_{j=1}^m W_{ij} h_j + \sum_{j=1}^d W_{i,m+j} x_j", "proved"),
        (r"(W [h; x])_i = \sum_{j=1}^m W_{ij} h_j + \sum_{j=1}^d W_{ij} x_j", "refuted"),
        (r"\|[x; h]\|^2 = \|x\|^2 + \|h\|^2", "proved"),
        (r"\|[x; h]\|^2 = \|x\|^2 - \|h\|^2", "refuted"),
        (r"[x; u]^\top [u; x] = 2 x^\top u", "proved"),
        (r"[x; u]^\top [x; u] = 2 x^\top u", "refuted"),
        (r"[x, u]^\top [x, u] = x^\top x + u^\top u", "error"),  # two columns, or one vector?
        (r"[x; s]^\top [x; s] = x^\top x + s^2", "proved"),
        (r"[x; 1]^\top [x; 1] = x^\top x", "refuted"),
        (r"[x, h; u] = x", "error"),
        (r"[1, 2] = 3", "error"),
        (r"[A; U] = A", "error"),
        (r"\begin{pmatrix} A & 0 \\ 0 & B \end{pmatrix} \begin{pmatrix} x \\ u \end{pmatrix} = [A x; B u]", "proved"),
        (r"\begin{pmatrix} A & 0 \\ 0 & B \end{pmatrix} \begin{pmatrix} x \\ u \end{pmatrix} = [B u; A x]", "refuted"),
        (r"\begin{pmatrix} I & C \\ 0 & I \end{pmatrix} \begin{pmatrix} x \\ h \end{pmatrix} = [x + C h; h]", "proved"),
        (
            r"\begin{pmatrix} I & C \\ 0 & I \end{pmatrix} \begin{pmatrix} x \\ h \end{pmatrix} = [x; h + C^\top x]",
            "refuted",
        ),
        (r"\operatorname{tr} \begin{pmatrix} A & B \\ B & A \end{pmatrix} = 2 \operatorname{tr}(A)", "proved"),
        (r"\operatorname{tr} \begin{pmatrix} A & B \\ B & A \end{pmatrix} = \operatorname{tr}(A)", "refuted"),
        (r"\begin{pmatrix} A & B \end{pmatrix}^\top = \begin{pmatrix} A^\top \\ B^\top \end{pmatrix}", "proved"),
        (r"\begin{pmatrix} A & B \end{pmatrix}^\top = \begin{pmatrix} B^\top \\ A^\top \end{pmatrix}", "refuted"),
        (r"\begin{pmatrix} A & C \\ B & B \end{pmatrix} = A", "error"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} [1; 1] = [3; 7]", "error"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \binom{1}{1} = [3; 7]", "error"),
        (r"[A, B] = 0", "error"),  # do they commute?
        (r"[A, C] [x; h] = A x + C h", "proved"),
    ],
)
def test_blocks(line: str, verdict: str) -> None:
    assert verdicts(f"$$ {line} $$") == [verdict]


def test_a_gate_with_split_weights() -> None:
    text = (
        r"Let $b \in \mathbb{R}^k$. $$ z = W [h; x] + b $$ $$ f = \sigma(z) $$ "
        r"$$ \frac{\partial L}{\partial z_i} = f_i (1 - f_i) \frac{\partial L}{\partial f_i} $$"
        r"$$ \frac{\partial L}{\partial x_j} = \sum_{i=1}^k W_{i,m+j} \frac{\partial L}{\partial z_i} $$"
        r"$$ \frac{\partial L}{\partial h_j} = \sum_{i=1}^k W_{ij} \frac{\partial L}{\partial z_i} $$"
        r"$$ \frac{\partial L}{\partial x_j} = \sum_{i=1}^k W_{ij} \frac{\partial L}{\partial z_i} $$"
        r"$$ \frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} [h; x]^\top $$"
    )
    assert verdicts(text)[2:] == ["proved", "proved", "proved", "refuted", "proved"]


def test_a_name_for_both() -> None:
    text = r"Let $v = [x; h]$ be their concatenation. $$ v^\top v = x^\top x + h^\top h $$ $$ v^\top v = x^\top x $$"
    assert verdicts(text) == ["proved", "refuted"]
