r"""Letters of gates below other names: ``\delta_z`` beside ``W_z`` and a gate ``z``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

GATE = r"""Let $x \in \mathbb{R}^m$, the weights
$W_z, W_c \in \mathbb{R}^{n \times m}$ and biases $b_z, b_c \in \mathbb{R}^n$.
$$ z = \sigma(W_z x + b_z), \quad c = \tanh(W_c x + b_c), \quad h = z \odot c $$
With $\delta = \frac{\partial \ell}{\partial h}$, put
$$ \delta_z = \delta \odot c \odot z \odot (1 - z), \quad \delta_c = \delta \odot z \odot (1 - c \odot c) $$
"""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial \ell}{\partial b_z} = \delta_z", "proved"),
        (r"\frac{\partial \ell}{\partial b_z} = \delta_c", "refuted"),
        (r"\frac{\partial \ell}{\partial W_c} = \delta_c x^\top", "proved"),
        (r"\frac{\partial \ell}{\partial x} = W_z^\top \delta_z + W_c^\top \delta_c", "proved"),
        (r"\frac{\partial \ell}{\partial x} = W_z^\top \delta_z + W_c^\top \delta", "refuted"),
        (r"\sum_i \delta_i h_i = \delta^\top h", "proved"),
    ],
)
def test_what_is_called_after_a_gate_is_a_name(line: str, verdict: str) -> None:
    assert verdicts(GATE + f"$$ {line} $$")[-1] == verdict


@pytest.mark.parametrize(
    ("line", "verdict"),
    [(r"\frac{\partial s}{\partial a_i} = x_i", "proved"), (r"\frac{\partial s}{\partial a_i} = a_i", "refuted")],
)
def test_an_index_is_none(line: str, verdict: str) -> None:
    text = r"""Let $a, x \in \mathbb{R}^n$ and $W_i, b_i \in \mathbb{R}$ for $i = 1, \dots, n$. $$ s = \sum_i a_i x_i $$
    $$ i = \sigma(s) $$"""
    assert verdicts(text + f"$$ {line} $$")[-1] == verdict


@pytest.mark.parametrize("claim", [r"\sum_k v_k g_{u-k}", r"\sum_k v_k g_{u+k}"])
def test_a_loss_of_an_earlier_paragraph_refutes_no_later_line(claim: str) -> None:
    text = r"""Let $x \in \mathbb{R}^{n}$, $w \in \mathbb{R}$, $v \in \mathbb{R}^K$, $n \ge K$. $$ y_t = w x_t $$
    $$ \frac{\partial L}{\partial w} = \sum_t \frac{\partial L}{\partial y_t} x_t $$
    Now let $$ a_t = \sum_{k=0}^{K-1} v_k x_{t+k}, \quad 0 \le t \le n - K $$
    $$ g_t = \frac{\partial L}{\partial a_t} $$
    $$ o_t = 2 a_t $$ $$ \frac{\partial L}{\partial a_t} = 2 \frac{\partial L}{\partial o_t} $$ """
    found = verdicts(text + rf"$$ \frac{{\partial L}}{{\partial x_u}} = {claim} $$")[-1]
    assert found == ("undecided" if "-" in claim else "refuted")
