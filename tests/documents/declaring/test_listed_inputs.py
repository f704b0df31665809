r"""Inputs that the text lists, "taps ``w_0, ..., w_{K-1}``", or gives with the range of their letter."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

FILTER = r""" Dilation $d$, a positive integer.
$$ y_t = \sum_{k=0}^{K-1} w_k x_{t-dk}, \qquad 0\le t<T. $$
$$ \frac{\partial y_t}{\partial x_s} = \sum_{k=0}^{K-1} w_k [s=t-dk], \qquad
   \frac{\partial y_t}{\partial x_s} = \sum_{k=0}^{K-1} w_k [s=t+dk] $$
"""


@pytest.mark.parametrize(
    "head",
    [
        r"Signal $x_t$, $t=0,\dots,T-1$, one channel; taps $w_0,\dots,w_{K-1}$.",
        r"Input: $x_i$, $0 \le i < T$.",
        r"An input sequence $x_0, \dots, x_{T-1}$ of numbers.",
        r"Given are samples $x_0,\dots,x_{T-1}$ and taps $w_0,\dots,w_{K-1}$.",
        r"Inputs $x_t$ ($t=0,\dots,T-1$).",
    ],
)
def test_a_list_of_numbers_has_a_shape(head: str) -> None:
    assert verdicts(head + FILTER) == ["definition", "proved", "refuted"]


def test_a_list_of_vectors_is_no_list_of_numbers() -> None:
    text = r"""Let $W \in \mathbb{R}^{m \times n}$ and inputs $x_1, \dots, x_T$.
$$ y = \sum_{t=1}^T W x_t, \qquad \frac{\partial y}{\partial W_{ij}} = 0 $$
"""
    assert "proved" not in verdicts(text)


def test_an_entry_of_a_list_under_a_sum_is_no_number_of_its_own() -> None:
    r"""``\log \sigma(a_i)`` under a sum over ``i`` is no constant, whatever the end ``a_n`` of the list is."""
    text = r"""The critic assigns logits $a_1,\dots,a_n$ to the samples.
$$ D = -\frac1n\sum_{i=1}^n\log\sigma(a_i) $$
$$ \frac{\partial D}{\partial a_i} = -\frac1n(1-\sigma(a_i)), \qquad
   \frac{\partial D}{\partial a_i} = -(1-\sigma(a_i)) $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


STACK = r"""A stack of $L$ convolutions with kernel sizes $k_1, \dots, k_L$, strides $s_1, \dots, s_L$ and dilations
$d_1, \dots, d_L$ has jumps STARTS.

$$ STEPS r_l = r_{l-1} + d_l (k_l - 1) j_{l-1} $$

$$ r_L = 1 + \sum_{l=1}^{L} d_l (k_l - 1) j_{l-1} $$

$$ r_L = 1 + \sum_{l=1}^{L} d_l (k_l - 1) j_l $$

$$ r_L = 1 + \sum_{l=1}^{L} d_l k_l j_{l-1} $$
"""


@pytest.mark.parametrize(
    ("starts", "steps"),
    [
        ("$j_0 = 1$, $j_l = s_l j_{l-1}$ and receptive fields $r_0 = 1$,", ""),
        ("that begin with $j_0 = 1$, and fields that begin with $r_0 = 1$", r"j_l = s_l j_{l-1}, \qquad"),
    ],
)
def test_lists_that_a_recurrence_reads_step_by_step(starts: str, steps: str) -> None:
    text = STACK.replace("STARTS", starts).replace("STEPS", steps)
    assert [v for v in verdicts(text) if v != "definition"] == ["proved", "refuted", "refuted"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"j_L = \prod_{l=1}^{L} s_l", "proved"),
        (r"j_l = \prod_{m=1}^{l} s_m", "proved"),
        (r"j_L = \prod_{l=1}^{L-1} s_l", "refuted"),
    ],
)
def test_the_product_of_a_list(claim: str, verdict: str) -> None:
    text = f"Let $s_1, \\dots, s_L$ be strides, $j_0 = 1$.\n\n$$ j_l = s_l j_{{l-1}} $$\n\n$$ {claim} $$\n"
    assert verdicts(text) == ["definition", verdict]


def test_a_list_of_which_nothing_says_that_it_is_of_numbers_has_no_shape() -> None:
    text = "Let $W_1, \\dots, W_L$ be weights and $h_0 = x$.\n\n$$ h_l = W_l h_{l-1} $$\n\n$$ h_l = h_{l-1} W_l $$\n"
    assert "proved" not in verdicts(text)


@pytest.mark.parametrize(
    "head",
    [
        r"The student has logits $z_1, \ldots, z_N$, the teacher $v_1, \ldots, v_N$.",
        r"The logits are $z_1, \dots, z_N$ and $v_1, \dots, v_N$.",
        r"The logits are $z_1, z_2, \dots, z_N$ and $v_1, v_2, \dots, v_N$.",
        r"Let $z_1, \dots, z_N$ be the logits of the student and $v_1, \dots, v_N$ those of the teacher.",
    ],
)
def test_what_is_listed_is_an_input_whatever_it_is_called(head: str) -> None:
    text = r""" Here $T > 0$ is a temperature.
$$ q_i = \frac{e^{z_i/T}}{\sum_j e^{z_j/T}}, \qquad p_i = \frac{e^{v_i/T}}{\sum_j e^{v_j/T}} $$
$$ C = - \sum_{i=1}^N p_i \log q_i $$
$$ \frac{\partial C}{\partial z_i} = \frac1T (q_i - p_i), \qquad \frac{\partial C}{\partial z_i} = q_i - p_i $$
"""
    assert verdicts(head + text) == ["definition"] * 3 + ["proved", "refuted"]


@pytest.mark.parametrize(
    "head",
    [
        r"The network with weights $w \in \mathbb{R}^d$ has outputs $y_1, \dots, y_N$.",
        r"A model with parameters $w \in \mathbb{R}^d$ predicts $y \in \mathbb{R}^N$.",
        r"Let $w \in \mathbb{R}^d$ be the weights of a network and let $y \in \mathbb{R}^N$ be its outputs.",
    ],
)
def test_an_output_of_which_nothing_tells_is_not_independent_of_weights(head: str) -> None:
    text = r"""
$$ L = \sum_i y_i^2 $$
$$ \frac{\partial L}{\partial w_j} = 0, \qquad \frac{\partial L}{\partial w_j} = w_j $$
$$ \frac{\partial L}{\partial y_i} = 2 y_i $$
"""
    assert verdicts(head + text) == ["definition", "undecided", "undecided", "proved"]


@pytest.mark.parametrize(
    "head",
    [
        r"Let $\beta_1, \dots, \beta_T$ be numbers with $0 < \beta_t < 1$. Put $\alpha_t = 1 - \beta_t$.",
        r"Let $\beta_1, \dots, \beta_T$ be a schedule, and put $\alpha_t = 1 - \beta_t$.",
        r"Given is a schedule $\beta_1, \dots, \beta_T$ with $0 < \beta_t < 1$; we use $\alpha_t = 1 - \beta_t$.",
    ],
)
def test_a_bound_makes_no_definition(head: str) -> None:
    text = r"""
$$ s = \sum_{t=1}^T \alpha_t^2 $$
$$ \frac{\partial s}{\partial \beta_t} = -2 (1 - \beta_t),
   \quad \frac{\partial s}{\partial \beta_t} = 2 (1 - \beta_t) $$
"""
    assert verdicts(head + "\n" + text) == ["definition", "proved", "refuted"]
