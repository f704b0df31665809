r"""Layers as functions: ``f^{(l)}(h) = \sigma(W^{(l)} h + b^{(l)})`` and ``h^{(l)} = f^{(l)}(h^{(l-1)})``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SHAPES = r"with $W^{(l)} \in \mathbb{R}^{d \times d}$ and $b^{(l)} \in \mathbb{R}^d$"
RIGHT = [
    r"h^{(l)} = \tanh(W^{(l)} h^{(l-1)} + b^{(l)})",
    r"\frac{\partial h^{(l)}_i}{\partial h^{(l-1)}_j} = (1 - (h^{(l)}_i)^2) W^{(l)}_{ij}",
    r"\frac{\partial h^{(l)}}{\partial h^{(l-1)}} = \operatorname{diag}(1 - h^{(l)} \odot h^{(l)}) W^{(l)}",
]
WRONG = [
    r"h^{(l)} = \tanh(W^{(l)} h^{(l-1)})",
    r"h^{(l)} = \tanh(W^{(l-1)} h^{(l-1)} + b^{(l)})",
    r"\frac{\partial h^{(l)}_i}{\partial h^{(l-1)}_j} = (1 - (h^{(l)}_i)^2) W^{(l)}_{ji}",
]


@pytest.mark.parametrize(
    ("layer", "step"),
    [
        (r"f^{(l)}(h) = \tanh(W^{(l)} h + b^{(l)})", r"h^{(l)} = f^{(l)}(h^{(l-1)})"),
        (r"f^{(l)}(x) = \tanh(W^{(l)} x + b^{(l)})", r"h^{(l)} = f^{(l)}(h^{(l-1)})"),
        (r"f^{(l)}(h) = \tanh(W^{(l)} h + b^{(l)})", r"h^{(l+1)} = f^{(l+1)}(h^{(l)})"),
        (r"\Phi^{(l)}(z) = \tanh(W^{(l)} z + b^{(l)})", r"h^{(l)} = \Phi^{(l)}(h^{(l-1)})"),
    ],
)
def test_states_that_layers_make(layer: str, step: str) -> None:
    text = f"Layer $l$ computes\n$$ {layer} $$\n{SHAPES}, and\n$$ {step} $$\n"
    found = verdicts(text + "".join(f"$$ {x} $$\n" for x in (*RIGHT, *WRONG)))
    assert found == ["definition"] * 2 + ["proved"] * len(RIGHT) + ["refuted"] * len(WRONG)


def test_layers_with_their_number_below() -> None:
    text = r"""Let $W_l \in \mathbb{R}^{d \times d}$ for $l = 1, \dots, L$ and $f_l(h) = \tanh(W_l h)$, and
$$ h_l = f_l(h_{l-1}), \qquad h_0 = x \in \mathbb{R}^d $$
$$ \frac{\partial h_{l,i}}{\partial h_{l-1,j}} = (1 - h_{l,i}^2) W_{l,ij} $$
$$ \frac{\partial h_{l,i}}{\partial h_{l-1,j}} = (1 - h_{l,i}) W_{l,ij} $$"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


def test_a_composition_of_numbered_layers() -> None:
    text = r"""Let $f^{(k)}(h) = \tanh(W^{(k)} h)$ with $W^{(k)} \in \mathbb{R}^{d \times d}$, $x \in \mathbb{R}^d$, and
$$ f = f^{(2)} \circ f^{(1)} $$
$$ f(x) = \tanh(W^{(2)} \tanh(W^{(1)} x)) $$ $$ f(x) = \tanh(W^{(1)} \tanh(W^{(2)} x)) $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_residual_layer() -> None:
    text = r"""A block maps $h$ to $F^{(l)}(h) = h + V^{(l)} \sigma(W^{(l)} h)$, with
$V^{(l)}, W^{(l)} \in \mathbb{R}^{d \times d}$, and
$$ h^{(l+1)} = F^{(l)}(h^{(l)}) $$
$$ \frac{\partial h^{(l+1)}}{\partial h^{(l)}} = I + V^{(l)} \mathrm{diag}(\sigma'(W^{(l)} h^{(l)})) W^{(l)} $$
$$ \frac{\partial h^{(l+1)}}{\partial h^{(l)}} = V^{(l)} \mathrm{diag}(\sigma'(W^{(l)} h^{(l)})) W^{(l)} $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_derivative_in_brackets_is_no_layer() -> None:
    text = r"""Let $f(x) = e^{a x}$ with $a, x \in \mathbb{R}$.
$$ f''(x) = a^2 e^{a x} $$ $$ f''(x) = a e^{a x} $$"""
    assert verdicts(text) == ["proved", "refuted"]


def test_a_function_of_any_size() -> None:
    text = r"""Let $f(u) = \frac12 \|u\|^2$, and let
$A \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $b \in \mathbb{R}^m$.
$$ f(A x - b) = \frac12 \|A x - b\|^2 $$ $$ f(A x - b) = \|A x - b\|^2 $$
$$ f(x) + f(b) = \frac12 (x^\top x + b^\top b) $$"""
    assert verdicts(text) == ["proved", "refuted", "proved"]


def test_an_argument_that_several_functions_share() -> None:
    text = r"""Let $W_1 \in \mathbb{R}^{m \times n}$, $W_2 \in \mathbb{R}^{k \times m}$ and $x \in \mathbb{R}^n$, with
$$ g_1(v) = \mathrm{ReLU}(W_1 v), \qquad g_2(v) = W_2 v, \qquad y = g_2(g_1(x)) $$
$$ y = W_2 \, \mathrm{ReLU}(W_1 x) $$ $$ y = W_2 W_1 x $$"""
    assert verdicts(text) == ["definition"] * 3 + ["proved", "refuted"]


@pytest.mark.parametrize("body", [r"\tanh(W_l v + b_l)", r"\tanh(W_l v)"])
def test_the_argument_of_a_layer_is_a_vector(body: str) -> None:
    text = rf"""Let $x_0 \in \mathbb{{R}}^d$ and $$ f_l(v) = {body}, \quad l = 1, \dots, L $$ with
$W_l \in \mathbb{{R}}^{{d \times d}}$ and $b_l \in \mathbb{{R}}^d$. The states are $$ x_l = f_l(x_{{l-1}}). $$
$$ \frac{{\partial x_l}}{{\partial x_{{l-1}}}} = \operatorname{{diag}}(1 - x_l^2) W_l $$
$$ \frac{{\partial x_l}}{{\partial x_{{l-1}}}} = W_l \operatorname{{diag}}(1 - x_l^2) $$"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]
