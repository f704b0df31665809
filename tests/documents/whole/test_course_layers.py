r"""Layers as courses write them: ``dZ^{[l]} = dA^{[l]} * g'(Z^{[l]})``, ``A^{[0]} = X``, gates of one step without a
step of their own."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

DEEP = r"""For layer $l$: $W^{[l]}$ is of shape $(n^{[l]}, n^{[l-1]})$, $b^{[l]}$ of shape $(n^{[l]}, 1)$, and
$Z^{[l]}$, $A^{[l]}$ have shape $(n^{[l]}, m)$, where $m$ is the number of examples. $A^{[0]} = X$.

$$ Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]} $$

$$ A^{[l]} = g(Z^{[l]}) $$

The cost $J$ is a function of $A^{[L]}$. Write $dZ^{[l]} = \frac{\partial J}{\partial Z^{[l]}}$ and similarly for the
other variables.
"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"dZ^{[l]} = dA^{[l]} * g'(Z^{[l]})", "proved"),
        (r"dZ^{[l]} = dA^{[l]} * g(Z^{[l]})", "refuted"),
        (r"dW^{[l]} = dZ^{[l]} A^{[l-1]T}", "proved"),
        (r"dW^{[l]} = \frac{1}{m} dZ^{[l]} A^{[l-1]T}", "refuted"),
        (r"dA^{[l]} = 2 dA^{[l]}", "refuted"),
        (r"db^{[l]} = dZ^{[l]} \mathbf{1}", "proved"),
    ],
)
def test_a_deep_network(claim: str, verdict: str) -> None:
    assert verdicts(f"{DEEP}\n$$ {claim} $$\n")[-1] == verdict


@pytest.mark.parametrize(
    ("words", "verdict"),
    [("", "proved"), (" The star is a convolution.", "refuted"), (" Think of $X$ as a signal.", "refuted")],
)
def test_a_star_between_matrices_of_one_shape(words: str, verdict: str) -> None:
    text = rf"Let $X, D \in \mathbb{{R}}^{{n \times n}}$.{words} $$ Y = X * D $$"
    assert verdicts(rf"{text} $$ \frac{{\partial Y_{{ij}}}}{{\partial X_{{ij}}}} = D_{{ij}} $$")[-1] == verdict


def test_a_star_between_vectors_is_a_convolution() -> None:
    text = r"Let $x, d \in \mathbb{R}^n$. $$ y = x * d $$ $$ \frac{\partial y_i}{\partial x_i} = d_i $$"
    assert verdicts(text)[-1] == "refuted"
    assert verdicts(r"Let $x, d \in \mathbb{R}^n$. $$ \sum_i (x * d)_i = \sum_i x_i \sum_j d_j $$")[-1] == "proved"


CELL = r"""The input $x_t$ has $D$ entries, the states $h_{t-1}$ and $c_{t-1}$ have $H$ entries each. $W_f, W_o$ are
$H \times D$ and $U_f, U_o$ are $H \times H$.

$$ f = \sigma(W_f x_t + U_f h_{t-1}), \qquad o = \sigma(W_o x_t + U_o h_{t-1}) $$

$$ c_t = f \odot c_{t-1} $$

$$ h_t = o \odot \tanh(c_t) $$
"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial L}{\partial o} = \frac{\partial L}{\partial h_t} \odot \tanh(c_t)", "proved"),
        (r"\frac{\partial L}{\partial o} = \frac{\partial L}{\partial h_t} \odot c_t", "refuted"),
        (r"\frac{\partial L}{\partial f} = \frac{\partial L}{\partial c_t} \odot c_{t-1}", "proved"),
        (r"\frac{\partial L}{\partial f} = \frac{\partial L}{\partial c_t} \odot f", "refuted"),
    ],
)
def test_gates_of_one_step(claim: str, verdict: str) -> None:
    assert verdicts(f"{CELL}\n$$ {claim} $$\n")[-1] == verdict


MARGIN = r"""We are given pairs $(\mathbf{x}_i, y_i)$ for $i = 1, \dots, n$, where $\mathbf{x}_i \in \mathbb{R}^d$ and
$y_i \in \{-1, +1\}$.

$$ J = \frac{1}{n} \sum_{i=1}^n \max(0, 1 - y_i(\mathbf{w}^\top \mathbf{x}_i + b)) $$
"""


@pytest.mark.parametrize(
    ("factor", "verdict"), [(r"y_i \mathbf{x}_i", "proved"), (r"\mathbf{x}_i", "refuted"), ("y_i", "error")]
)
def test_weights_beside_the_data(factor: str, verdict: str) -> None:
    right = rf"-\frac{{1}}{{n}} \sum_{{i=1}}^n \mathbb{{1}}[y_i(\mathbf{{w}}^\top \mathbf{{x}}_i + b) < 1] {factor}"
    assert verdicts(rf"{MARGIN} $$ \nabla_{{\mathbf{{w}}}} J = {right} $$")[-1] == verdict
