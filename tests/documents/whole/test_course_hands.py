r"""Turns of course sheets, notebooks and READMEs about matrices, each with a line that must fail beside it."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

DECLARED = r"Let $A\in\mathbb{R}^{n\times m}$, $u, v, r\in\mathbb{R}^n$ and $b\in\mathbb{R}$." + "\n\n"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (r"\mathbf{1}(v^\top A) = \mathbf{1} v^\top A", "proved"),
        (r"\|\mathbf{1}(b)\|^2 + u^\top u = b^2 + u^\top u", "undecided"),  # of how many ones
        (r"u^\top \mathbf{1}(b + 1) = (b + 1)\,\mathbf{1}^\top u", "proved"),
        (r"u^\top \mathbf{1}(b + 1) = b + 1", "refuted"),
        (r"\sum_i \mathbf{1}(u_i > 0) u_i = \sum_i \max(u_i, 0)", "proved"),
    ],
)
def test_ones_before_brackets_are_multiplied_unless_it_is_a_condition(line: str, found: str) -> None:
    assert verdicts(f"{DECLARED}$$ {line} $$")[0] in (found, "error" if found == "undecided" else found)


def test_a_question_mark_ends_a_line() -> None:
    assert verdicts(rf"{DECLARED}Isn't it $$ u^\top v = v^\top u? $$ And $$ \|u\|^2 = u^\top v? $$") == [
        "proved",
        "refuted",
    ]


def test_a_name_behind_code() -> None:
    text = (
        DECLARED
        + r"""
$$ z = A^\top u $$

Given `dz` $= g = \frac{\partial L}{\partial z}$:

$$ \frac{\partial L}{\partial u} = A g, \qquad \frac{\partial L}{\partial A} = g u^\top + 0 $$
"""
    )
    assert verdicts(text)[1] == "proved"


@pytest.mark.parametrize(
    "said",
    [
        r"The pattern $r$ has entries $\pm1$.",
        r"The entries of $r$ are either $-1$ or $1$.",
        r"Let $r_i = \pm 1$ for every $i$.",
    ],
)
def test_entries_of_either_sign(said: str) -> None:
    text = rf"{DECLARED}{said} $$ r^\top r = n, \qquad (u \odot r) \odot r = u, \qquad \mathbf{{1}}^\top r = n $$"
    assert verdicts(text) == ["proved", "proved", "refuted"]


def test_a_number_that_is_declared_behind_its_use() -> None:
    text = (
        rf"{DECLARED}Indeed, for $r = c\mathbf{{1}}$ with $c>0$ we have $$ r^\top r = c^2 n, \qquad r^\top r = c^2 $$"
    )
    assert verdicts(text) == ["proved", "refuted"]


def test_a_letter_below_a_matrix() -> None:
    text = r"""
Let $X\in\mathbb{R}^{m\times d}$ and $J=\frac1m\mathbf{1}\mathbf{1}^\top$.

$$ X_c = X - JX = (I-J)X $$

$$ X_c^\top X_c = X^\top X - X^\top J X, \qquad X_c^\top X_c = X^\top X $$
"""
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]


def test_a_letter_below_a_matrix_that_is_an_index() -> None:
    text = r"""
Let $X\in\mathbb{R}^{m\times d}$ and $s \in \mathbb{R}^m$.

$$ X_c = s_c v $$
"""
    assert verdicts(text) == ["error"]


def test_what_a_lemma_says_is_to_be_shown() -> None:
    text = r"""
Let $X\in\mathbb{R}^{N\times D}$ be data and $Z = X - \frac1N\mathbf{1}\mathbf{1}^\top X$ the whitened data.

**Lemma 1.** The whitened data have mean zero:

$$ Z^\top\mathbf{1}=0. $$

**Lemma 2.** $$ \|X\|_F^2 = \|Z\|_F^2 + \frac1N \|X^\top \mathbf{1}\|^2, \qquad \|X\|_F^2 = \|Z\|_F^2 $$
"""
    assert verdicts(text) == ["proved", "proved", "refuted"]


def test_a_condition_of_an_input_and_of_what_data_define() -> None:
    text = r"""
Let $X\in\mathbb{R}^{N\times D}$ and $S = X^\top X$. Take any $W \in\mathbb{R}^{D\times D}$ with $W^\top W = S$ and
$a \in \mathbb{R}^D$.

$$ \|W a\|^2 = \|X a\|^2, \qquad \|W a\|^2 = \|a\|^2 $$
"""
    assert verdicts(text)[0] == "proved"
    assert verdicts(text)[1] != "proved"


def test_substituted_values() -> None:
    text = r"""
Let $X\in\mathbb{R}^{N\times D}$, $y\in\mathbb{R}^N$, $w\in\mathbb{R}^D$, and $b\in\mathbb{R}$. The loss is

$$ E = \frac12\|Xw+b\mathbf{1}-y\|^2 $$

Setting its derivative to zero gives the optimal bias $b^*=\frac1N\mathbf{1}^\top(y-Xw)$. Let
$C=I-\frac1N\mathbf{1}\mathbf{1}^\top$. Substituting it back, we get

$$ E = \frac12\|C(Xw-y)\|^2 $$

Substituting it back, we get

$$ E = \|C(Xw-y)\|^2 $$
"""
    assert verdicts(text) == ["definition", "undecided", "refuted"]
