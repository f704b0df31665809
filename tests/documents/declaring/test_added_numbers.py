"""Unknown letters that are added to numbers, and sizes that only the text sums to."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize("constant", ["c", "f_0", "C", r"f_{\text{min}}"])
def test_a_constant_that_is_added_to_numbers(constant: str) -> None:
    text = rf"""Let $w, b \in \mathbb{{R}}^d$, $H \in \mathbb{{R}}^{{d \times d}}$.
    $$ f(w) = \frac12 w^\top H w - b^\top w + {constant} $$
    $$ \nabla f(w) = \frac12 (H + H^\top) w - b, \qquad f(0) = {constant}, \qquad \nabla f(w) = H w - b $$"""
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]


def test_what_is_added_to_vectors_is_no_number() -> None:
    text = r"Let $x \in \mathbb{R}^d$, $W \in \mathbb{R}^{d \times d}$. $$ y = W x + k $$ $$ \|y - k\|^2 = \|W x\|^2 $$"
    assert verdicts(text) == ["error", "error"]


def test_a_sum_of_the_text_tells_a_size() -> None:
    text = r"""Residuals $r_n = \hat{y}_n - y_n$ for $n = 1, \dots, N$, with
    $\hat{y}_n = \sum_{d=1}^{D} x_{nd} w_d + b$.
    $$ M = \frac{1}{N} \sum_{n=1}^{N} r_n^2, \qquad \frac{\partial M}{\partial w_d} = \frac{2}{N} \sum_n r_n x_{nd},
    \qquad \frac{\partial M}{\partial b} = 2 \sum_n r_n $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]
