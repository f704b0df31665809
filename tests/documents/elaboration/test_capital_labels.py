r"""Capitals below names that tell one from another, ``d_N = -H^{-1} g``; properties behind a display."""

from __future__ import annotations

import re

import pytest

from tests.documents.judged import judged

MODEL = r"""Consider the quadratic model

$$ m(d) = g^\top d + \tfrac12 d^\top H d , $$

where $g \in \mathbb{R}^n$ is the gradient and $H \in \mathbb{R}^{n \times n}$ is symmetric and invertible.

"""


def verdicts(text: str) -> list[str]:
    return [e["verdict"] or e["role"] for e in judged(text)]


@pytest.mark.parametrize("bold", [False, True])
def test_a_capital_is_a_label(bold: bool) -> None:
    text = MODEL + r"$$ d_N = - H^{-1} g $$" + "\n\n"
    text += r"$$ g + H d_N = 0, \qquad m(d_N) = -\tfrac12 g^\top H^{-1} g, \qquad m(d_N) = - g^\top H^{-1} g $$"
    if bold:
        text = re.sub(r"(?<![a-z\\])d(?![a-z])", r"\\boldsymbol{d}", text)
    assert verdicts(text) == ["definition", "definition", "proved", "proved", "refuted"]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\nabla m(d) = g + H d", "proved"),
        (r"\nabla m(d) = g + 2 H d", "refuted"),
        (r"\nabla^2 m(d) = H", "proved"),
    ],
)
def test_a_property_in_a_clause_behind_a_display(line: str, verdict: str) -> None:
    assert verdicts(f"{MODEL}$$ {line} $$") == ["definition", verdict]


def test_a_capital_that_is_a_size_or_an_index_is_none() -> None:
    last = r"Let $x \in \mathbb{R}^{N}$. Indices run from 1 to $N$." + "\n\n$$ y_i = 2 x_i $$\n\n$$ y_N = x_N + x_N $$"
    assert verdicts(last) == ["definition", "proved"]
    steps = r"For $t = 1, \dots, T$ let $h_t = c h_{t-1}$ with numbers $c$ and $h_0$." + "\n\n$$ h_T = c^T h_0 $$"
    assert verdicts(steps)[-1] == "proved"
    entries = r"Let $a \in \mathbb{R}^n$." + "\n\n$$ b_I = 2 a_I $$\n\n$$ \\sum_I b_I = 2 \\sum_I a_I $$"
    assert verdicts(entries)[-1] == "proved"


def test_the_shared_matrix_of_one_name() -> None:
    text = r"$x \in \mathbb{R}^d$ is the input, $W \in \mathbb{R}^{k \times d}$ the shared weight matrix, no biases."
    text += "\n\n" + r"$$ h = W x, \qquad r = W^\top h - x, \qquad E = \tfrac12 \|r\|^2 $$" + "\n\n"
    text += (
        r"$$ \frac{\partial E}{\partial W} = h r^\top + W r x^\top, \qquad \frac{\partial E}{\partial W} = h r^\top $$"
    )
    assert verdicts(text)[3:] == ["proved", "refuted"]


@pytest.mark.parametrize("data", ["E_D", r"E_{data}", r"E_{\text{data}}"])
@pytest.mark.parametrize("words", ["", "Adding a term $E_W(w)$ gives the total error."])
def test_labels_of_functions(data: str, words: str) -> None:
    text = rf"""Let $w, a \in \mathbb{{R}}^M$.

$$ {data}(w) = \frac12 \sum_j (w_j - a_j)^2 $$

{words}

$$ E(w) = {data}(w) + \frac{{\lambda}}{{2}} w^\top w $$

$$ \nabla {data}(w) = w - a, \qquad \nabla {data}(w) = a - w $$

$$ \nabla E(w) = w - a + \lambda w, \qquad \nabla E(w) = w - a + 2 \lambda w $$
"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted", "proved", "refuted"]


def test_a_capital_that_is_an_index_of_others_is_no_label() -> None:
    text = r"Let $x \in \mathbb{R}^D$. $$ x_D(w) = w^2 $$ $$ x_1 + x_D = x_1 $$"
    assert "proved" not in verdicts(text)
