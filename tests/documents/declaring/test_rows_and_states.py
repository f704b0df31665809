"""Rows that a number names, states at a number of steps, and inputs that the text later makes from others."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize(("rows", "row"), [("1", "1"), ("2", "2"), ("2", "1"), ("1", "0"), ("2", "0")])
def test_a_row_by_its_number(rows: str, row: str) -> None:
    """With the only row out of its axis, the output would be 0, and any gradient through it right."""
    other = "" if rows == "1" or row == "2" else r" + \sum_j W_{2j}" if row == "1" else r" + \sum_j W_{1j}"
    text = rf"""Let $W \in \mathbb{{R}}^{{{rows} \times n}}$, $x \in \mathbb{{R}}^n$.
    $$ y = \sum_j W_{{{row}j}} x_j{other} $$
    $$ \frac{{\partial y}}{{\partial x_j}} = W_{{{row}j}}, \qquad \frac{{\partial y}}{{\partial x_j}} = 0, \qquad
    \frac{{\partial y}}{{\partial W_{{{row}j}}}} = x_j $$"""
    assert verdicts(text) == ["definition", "proved", "refuted", "proved"]


DESCENT = r"""Let $\lambda_i > 0$ for $i = 1, \dots, n$. %s
$$ x_i^{(k+1)} = x_i^{(k)} - \eta \lambda_i x_i^{(k)} $$
$$ x_i^{(k)} = (1 - \eta \lambda_i)^k x_i^{(0)}, \qquad x_i^{(k)} = (1 - \eta \lambda_i)^{k+1} x_i^{(0)} $$"""


def test_states_with_a_range() -> None:
    told = r"The iterates are $x^{(k)} \in \mathbb{R}^n$, $k = 0, 1, \dots, K$."
    assert verdicts(DESCENT % told) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize("told", ["", r"Here $k = 0, 1, 2, \dots$", r"Let $x^{(k)} \in \mathbb{R}^n$."])
def test_states_without_one(told: str) -> None:
    """Nothing says how x at k is made from x at 0: no verdict on the right line, and no proof of the wrong one."""
    found = verdicts(DESCENT % told)
    assert found[1] != "refuted"
    assert found[2] != "proved"


DICE = r"""For predictions $p_i \in (0, 1)$ and masks $m_i \in \{0, 1\}$, $i = 1, \dots, N$, $$ D = \sum_i p_i m_i. $$
%s
$$ \frac{\partial D}{\partial z_i} = p_i (1 - p_i) m_i, \qquad \frac{\partial D}{\partial z_i} = 0 $$
$$ \frac{\partial D}{\partial p_i} = m_i, \qquad \frac{\partial D}{\partial p_i} = p_i $$"""


def test_an_input_that_the_text_makes_later() -> None:
    found = verdicts(DICE % r"For logits $z_i$, where $p_i = \sigma(z_i)$,")
    assert found[1:3] == ["undecided", "undecided"]
    assert found[3:] == ["proved", "refuted"]


def test_a_letter_that_runs_over_an_axis_counts_no_steps() -> None:
    """``e_c`` beside ``x_{cs}`` has as many entries as ``x`` has rows, also where it reads its neighbours."""
    text = r"""Let $x \in \mathbb{R}^{C \times S}$ and $k\in\mathbb{R}^3$, one-based.
$$ m_c = \frac{1}{S} \sum_{s=1}^{S} x_{cs}, \qquad e_c = k_1 m_{c-1} + k_2 m_c + k_3 m_{c+1} $$
$$ \frac{\partial L}{\partial m_c} = k_1 \frac{\partial L}{\partial e_{c+1}} + k_2 \frac{\partial L}{\partial e_c}
   + k_3 \frac{\partial L}{\partial e_{c-1}} $$
$$ \frac{\partial L}{\partial m_c} = k_1 \frac{\partial L}{\partial e_{c-1}} + k_2 \frac{\partial L}{\partial e_c}
   + k_3 \frac{\partial L}{\partial e_{c+1}} $$
"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


def test_rows_of_two_matrices_beside_their_number() -> None:
    text = r"""Let $U, V \in \mathbb{R}^{N \times d}$ be the embeddings of $N$ pairs, with rows $u_i$ and $v_i$.
$$ (U V^\top)_{ij} = u_i^\top v_j $$
$$ (U V^\top)_{ij} = v_i^\top u_j $$
"""
    assert verdicts(text) == ["proved", "refuted"]


def test_what_is_trained_on_columns_is_none_of_them() -> None:
    text = r"""We study an encoder $W_1\in\mathbb{R}^{k\times d}$ and a decoder $W_2\in\mathbb{R}^{d\times k}$,
trained on the columns of $X\in\mathbb{R}^{d\times n}$. Let $W\in\mathbb{R}^{k\times d}$ and
$$ T = \|X - W^\top W X\|_F^2 $$
$$ T = \|W^\top W X - X\|_F^2, \qquad T = \|W^\top W X\|_F^2 $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_vector_beside_rows_of_the_same_letter_that_no_line_reads() -> None:
    text = r"""For $x\in\mathbb{R}^{d}$ and $P\in\mathbb{R}^{d\times d}$
$$ \|P x\|^2 = x^\top P^\top P x, \qquad \|P x\|^2 = x^\top P P^\top x $$
Let $X\in\mathbb{R}^{n\times d}$ have rows $x_1, \dots, x_n$%s.
$$ \|X\|_F^2 = \operatorname{tr}(X X^\top) $$"""
    assert verdicts(text % "") == ["proved", "refuted", "proved"]
    read = text % "" + r" $$ \|X\|_F^2 = \sum_{i=1}^n \|x_i\|^2 $$"
    assert verdicts(read)[:2] == ["error", "error"]  # a row and an entry have one name
