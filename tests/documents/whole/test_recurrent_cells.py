"""Recurrent cells: gates and states that are made from each other, step by step."""

from __future__ import annotations

from pathlib import Path

import pytest

from symderiv.cli import main
from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from tests.documents.judged import judged, verdicts

ELMAN = r"""
An Elman network: $x \in \mathbb{R}^{T \times D}$, states $h \in \mathbb{R}^{(T+1)\times H}$,
$U\in\mathbb{R}^{H\times D}$, $R\in\mathbb{R}^{H\times H}$, $b \in\mathbb{R}^H$, $h_{0,i} = 0$.

For $t = 1,\dots,T$:

$$ a_{t,i} = \sum_{j} R_{ij} h_{t-1,j} + \sum_{d} U_{id} x_{t,d} + b_i,\qquad h_{t,i} = \tanh(a_{t,i}) $$

$$ \frac{\partial L}{\partial a_{t,i}} = (1-h_{t,i}^2)\frac{\partial L}{\partial h_{t,i}} $$

$$ \frac{\partial L}{\partial R_{ij}} = \sum_{t=1}^{T} \frac{\partial L}{\partial a_{t,i}} h_{t-1,j} $$

$$ \frac{\partial L}{\partial b_i} = \sum_{t=1}^{T} \frac{\partial L}{\partial a_{t,i}} $$

$$ \frac{\partial L}{\partial x_{t,d}} = \sum_i U_{id} \frac{\partial L}{\partial a_{t,i}} $$

$$ \frac{\partial h_{t,i}}{\partial h_{t-1,j}} = (1-h_{t,i}^2) R_{ji} $$

$$ \frac{\partial h_{t,i}}{\partial h_{t-1,j}} = (1-h_{t,i}^2) R_{ij} $$
"""

WITH_LOSS = r"""
A recurrent cell with loss. Inputs $x \in \mathbb{R}^{T \times D}$, targets $y\in\mathbb{R}^{T\times H}$, hidden states
$h \in \mathbb{R}^{(T+1)\times H}$, weights $U\in\mathbb{R}^{H\times D}$, $R\in\mathbb{R}^{H\times H}$,
initial state $s \in \mathbb{R}^H$.

$$ h_{0,i} = s_i $$

$$ a_{t,i} = \sum_{j} R_{ij} h_{t-1,j} + \sum_{d} U_{id} x_{t,d}, \quad t=1,\dots,T $$

$$ h_{t,i} = \tanh(a_{t,i}) $$

$$ E = \frac12 \sum_{t=1}^T \sum_i (h_{t,i} - y_{t,i})^2 $$

$$ \frac{\partial E}{\partial h_{T,i}} = h_{T,i} - y_{T,i} $$

For $t<T$,

$$ \frac{\partial E}{\partial h_{t,i}} = h_{t,i} - y_{t,i} + \sum_k R_{ki} \frac{\partial E}{\partial a_{t+1,k}},
\qquad t = 1, \dots, T-1 $$

$$ \frac{\partial E}{\partial U_{id}} = \sum_{t=1}^T \frac{\partial E}{\partial a_{t,i}} x_{t,d} $$

$$ \frac{\partial E}{\partial s_{i}} = \sum_k R_{ki} \frac{\partial E}{\partial a_{1,k}} $$
"""

LSTM = r"""
\documentclass{article}
\begin{document}
\section*{LSTM}
Let $x\in\mathbb{R}^{T\times D}$, $c, h \in \mathbb{R}^{(T+1)\times M}$,
$U^f, U^i, U^o, U^g \in \mathbb{R}^{M\times M}$ and
$W^f, W^i, W^o, W^g\in\mathbb{R}^{M\times D}$, $c_{0,k} = 0$, $h_{0,k} = 0$. For $1 \le t \le T$ let
\begin{align}
 \phi_{tk} &= \sum_m U^f_{km} h_{t-1,m} + \sum_d W^f_{kd} x_{td}, & f_{tk} &= \sigma(\phi_{tk}), \\
 \iota_{tk} &= \sum_m U^i_{km} h_{t-1,m} + \sum_d W^i_{kd} x_{td}, & u_{tk} &= \sigma(\iota_{tk}), \\
 \omega_{tk} &= \sum_m U^o_{km} h_{t-1,m} + \sum_d W^o_{kd} x_{td}, & o_{tk} &= \sigma(\omega_{tk}), \\
 \gamma_{tk} &= \sum_m U^g_{km} h_{t-1,m} + \sum_d W^g_{kd} x_{td}, & g_{tk} &= \tanh(\gamma_{tk}), \\
 c_{tk} &= f_{tk} c_{t-1,k} + u_{tk} g_{tk}, & h_{tk} &= o_{tk} \tanh(c_{tk}).
\end{align}
Then
\begin{align}
\frac{\partial L}{\partial o_{tk}} &= \frac{\partial L}{\partial h_{tk}} \tanh(c_{tk}) \\
\frac{\partial L}{\partial f_{tk}} &= \frac{\partial L}{\partial c_{tk}} c_{t-1,k} \\
\frac{\partial L}{\partial \phi_{tk}} &= \frac{\partial L}{\partial f_{tk}} f_{tk}(1-f_{tk}) \\
\frac{\partial L}{\partial U^f_{km}} &= \sum_{t=1}^T \frac{\partial L}{\partial \phi_{tk}} h_{t-1,m} \\
\frac{\partial L}{\partial U^f_{km}} &= \sum_{t=1}^T \frac{\partial L}{\partial \phi_{tk}} h_{t,m} \\
\frac{\partial L}{\partial W^g_{kd}} &= \sum_{t=1}^T \frac{\partial L}{\partial c_{tk}} u_{tk} (1-g_{tk}^2) x_{td}
\end{align}
\end{document}
"""

DIFFERENCES = r"""
Let $x \in \mathbb{R}^{n+1}$ and

$$ d_i = x_{i+1} - x_i, \quad i = 0, \dots, n-1 $$

$$ x_{i+1} = x_i + d_i, \quad i = 0, \dots, n-1 $$

$$ x_{i+1} = x_i - d_i, \quad i = 0, \dots, n-1 $$
"""


def _verdicts(text: str) -> list[str | None]:
    return [e["verdict"] for e in check(read(text, "cell.tex"))["equations"] if e["role"] == "claim"]


def test_elman() -> None:
    assert _verdicts(ELMAN) == ["proved"] * 4 + ["refuted", "proved"]


def test_the_last_step_and_the_initial_state() -> None:
    assert _verdicts(WITH_LOSS) == ["proved"] * 4


@pytest.mark.slow
def test_lstm() -> None:
    assert _verdicts(LSTM) == ["proved"] * 4 + ["refuted", "proved"]


def test_an_unknown_loss_acts_on_the_states_of_a_cell() -> None:
    # with an empty frontier every gradient would be 0, and every claim about them proved
    assert read(ELMAN, "cell.md").theory.losses["L"].frontier == ("h",)
    assert read(LSTM, "cell.md").theory.losses["L"].frontier == ("h",)


def test_a_difference_of_a_known_tensor_is_no_recurrence() -> None:
    assert _verdicts(DIFFERENCES) == ["proved", "refuted"]


def test_weights_that_are_named_by_what_they_join() -> None:
    text = r"""$x_t \in \mathbb{R}^D$, $h_t \in \mathbb{R}^H$, $W_{xh} \in \mathbb{R}^{H \times D}$,
    $W_{hh} \in \mathbb{R}^{H \times H}$ and $h_0 = 0$. For $t = 1, \dots, T$
    $$ h_t = \tanh(W_{xh} x_t + W_{hh} h_{t-1}) $$ $$ L = \frac12 \|h_T\|^2 $$
    $$ \frac{\partial L}{\partial W_{xh}} = \sum_{t=1}^T ((1 - h_t \odot h_t) \odot \frac{\partial L}{\partial h_t})
    x_t^\top, \quad \frac{\partial L}{\partial W_{hh}} = \sum_{t=1}^T \frac{\partial L}{\partial h_t} h_t^\top $$"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


@pytest.mark.parametrize("gap", [", \\qquad ", " $$\n\n$$ "])
def test_the_first_state_stands_behind_a_recurrence_of_two_equations(gap: str) -> None:
    text = rf"""Let $W \in \mathbb{{R}}^{{H \times H}}$, $U \in \mathbb{{R}}^{{H \times D}}$, $x_t \in \mathbb{{R}}^D$.

$$ h_t = \tanh(a_t), \qquad a_t = W h_{{t-1}} + U x_t, \qquad t = 1, \ldots, T{gap}h_0 = 0 $$

$$ \frac{{\partial L}}{{\partial U}} = \sum_{{t=1}}^T \frac{{\partial L}}{{\partial a_t}} x_t^\top $$

$$ \frac{{\partial L}}{{\partial W}} = \sum_{{t=1}}^T \frac{{\partial L}}{{\partial a_t}} h_t^\top $$
"""
    assert verdicts(text) == ["definition"] * 3 + ["proved", "refuted"]


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        (r"a \delta_{jk} + (1 - (h^{(t+1)}_j - a h^{(t)}_j)^2) W_{jk}", "proved"),
        (r"a \delta_{jk} + (1 - (h^{(t+1)}_j - a h^{(t)}_j)^2) W_{kj}", "refuted"),
    ],
)
def test_an_error_at_each_step_is_not_kroneckers_delta(right: str, verdict: str) -> None:
    text = r"""
    Let $W \in \mathbb{R}^{H \times H}$, $a > 0$, $h^{(0)} = 0$, $x^{(t)} \in \mathbb{R}^H$ for $t = 1, \dots, T$ and

    $$ h^{(t)}_j = a h^{(t-1)}_j + \tanh\Big(x^{(t)}_j + \sum_k W_{jk} h^{(t-1)}_k\Big), $$

    $$ L = \sum_{t=1}^T \sum_j h^{(t)}_j . $$

    With $\delta^{(T+1)} = 0$,

    $$ \delta^{(t)}_j = \frac{\partial L}{\partial h^{(t)}_j} . $$

    """
    left = r"\frac{\partial h^{(t+1)}_j}{\partial h^{(t)}_k}"
    assert judged(f"{text} $$ {left} = {right} $$")[-1]["verdict"] == verdict


@pytest.mark.parametrize("words", ["Suppose $g$ is known, and call", "Let"])
@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"p_{t,d,n} = g_{t,d} + a_d p_{t+1,d,n}", "proved"),
        (r"p_{t,d,n} = a_d p_{t+1,d,n}", "refuted"),
    ],
)
def test_the_adjoint_behind_the_last_state_is_zero(words: str, line: str, verdict: str) -> None:
    text = rf"""
    For $t = 1, \dots, T$ let $x \in \mathbb{{R}}^{{T \times D}}$, $a \in \mathbb{{R}}^D$, $h_0 = 0$ and
    $h_t \in \mathbb{{R}}^{{D \times N}}$.

    $$ h_{{t,d,n}} = a_d h_{{t-1,d,n}} + x_{{t,d}}, \qquad y_{{t,d}} = \sum_n h_{{t,d,n}} $$

    Put $g_{{t,d}} = \frac{{\partial L}}{{\partial y_{{t,d}}}}$.

    {words} $p_{{t,d,n}} = \frac{{\partial L}}{{\partial h_{{t,d,n}}}}$ with $p_{{T+1}} = 0$.

    """
    assert verdicts(f"{text} $$ {line} $$")[-1] == verdict


RESTATED = r"""
A vanilla RNN with $h_0 = 0$ and $h_t = \tanh(a_t)$,

$$ a_t = W h_{t-1} + x_t, \qquad h_t = \tanh(a_t), \qquad t = 1, \dots, T $$

Here $W \in \mathbb{R}^{n \times n}$ and $h_t, a_t, x_t \in \mathbb{R}^n$. The loss is

$$ L = \frac{1}{2} \sum_{t=1}^{T} \| h_t \|^2 $$

For $t < T$ the state gets two parts,

$$ \frac{\partial L}{\partial h_t} = h_t + W^\top \frac{\partial L}{\partial a_{t+1}} $$

and for all $t$

$$ \frac{\partial L}{\partial a_t} = (1 - h_t \odot h_t) \odot CLAIM $$

$$ \frac{\partial L}{\partial W} = \sum_{t=1}^{T} \frac{\partial L}{\partial a_t} h_{STEP}^\top $$
"""


@pytest.mark.parametrize(
    ("claim", "step", "last"),
    [
        (r"\frac{\partial L}{\partial h_t}", "t-1", ["proved", "proved"]),
        (r"\frac{\partial L}{\partial h_t}", "t", ["proved", "refuted"]),
        # right at all steps but the last one, and the line is said of all
        (r"\Big(\frac{\partial L}{\partial h_t} + [t = T] x_t\Big)", "t-1", ["refuted", "proved"]),
    ],
)
def test_a_recurrence_that_the_text_has_told_in_part(claim: str, step: str, last: list[str]) -> None:
    found = verdicts(RESTATED.replace("CLAIM", claim).replace("STEP", step))
    assert found == ["definition"] * 3 + ["proved", *last]


def test_what_the_text_defines_is_no_input_where_a_display_uses_it_before_saying_it_again() -> None:
    text = r"""
Let $x \in \mathbb{R}^n$, $W \in \mathbb{R}^{m \times n}$ and $z, y \in \mathbb{R}^m$. With $z = W x$,

$$ y = \tanh(z), \qquad z = W x $$

$$ \frac{\partial y}{\partial x} = \operatorname{diag}(1 - y \odot y) W $$

$$ \frac{\partial y}{\partial x} = 0 $$
"""
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]


UNIT = r"""
Let $x \in \mathbb{R}^{T \times D}$, $U, V \in \mathbb{R}^{H \times D}$ and $W, R \in \mathbb{R}^{H \times H}$. %s

$$ z_{t,i} = \sigma\left(\sum_d U_{id} x_{td} + \sum_j W_{ij} h_{t-1,j}\right) $$

$$ n_{t,i} = \tanh\left(\sum_d V_{id} x_{td} + \sum_j R_{ij} h_{t-1,j}\right) $$

$$ h_{t,i} = (1 - z_{t,i}) n_{t,i} + z_{t,i} h_{t-1,i} $$

$$ \frac{\partial L}{\partial z_{t,i}} = \frac{\partial L}{\partial h_{t,i}} (h_{t-1,i} - n_{t,i}) $$

$$ \frac{\partial L}{\partial z_{t,i}} = \frac{\partial L}{\partial h_{t,i}} (n_{t,i} - h_{t-1,i}) $$
"""


@pytest.mark.parametrize(
    "said",
    [
        r"For $t = 0, \dots, T-1$, with $h_{-1} = 0$,",
        r"For $t = 0, \dots, T-1$ and with $h_{-1,i} = 0$",
        "For $t = 0, \\dots, T-1$ let\n\n$$ h_{-1,i} = 0 $$\n",
        r"For $t = 1, \dots, T$ and $h_0 = 0$,",
        r"For $t = 1, \dots, T$, with $h_0 = 0$ and $h \in \mathbb{R}^{(T+1) \times H}$,",
    ],
)
def test_the_state_before_the_first_step_is_zero(said: str) -> None:
    equations = judged(UNIT % said)
    assert not [e["message"] for e in equations if e["role"] == "error"]
    assert [e["verdict"] for e in equations if e["role"] == "claim"] == ["proved", "refuted"]


def test_two_states_that_begin_with_zero_in_a_clause() -> None:
    text = r"""
    $x \in \mathbb{R}^{T \times H}$, $A, B \in \mathbb{R}^{H \times H}$. For $t = 1, \dots, T$ and $c_0 = h_0 = 0$,

    $$ f_{ti} = \sigma\Big(\sum_j A_{ij} h_{t-1,j}\Big), \qquad g_{ti} = x_{ti} + \sum_j B_{ij} h_{t-1,j} $$

    $$ c_{ti} = f_{ti} c_{t-1,i} + (1 - f_{ti}) g_{ti}, \qquad h_{ti} = \tanh(c_{ti}) $$

    $$ \frac{\partial L}{\partial f_{ti}} = \frac{\partial L}{\partial c_{ti}} (c_{t-1,i} - g_{ti}) $$

    $$ \frac{\partial L}{\partial f_{ti}} = \frac{\partial L}{\partial c_{ti}} c_{t-1,i} $$
    """
    assert verdicts(text)[-2:] == ["proved", "refuted"]


def test_outputs_have_the_range_of_the_steps_and_not_of_the_states() -> None:
    theory = read(
        r"Let $x_t \in \mathbb{R}^{D}$ for $t = 1, \dots, T$, $V \in \mathbb{R}^{H \times D}$, "
        r"$W \in \mathbb{R}^{H \times H}$, $h_0 = 0$ and"
        "\n\n"
        r"$$ h_t = \tanh(V x_t + W h_{t-1}), \qquad y_t = P h_t, \qquad P \in \mathbb{R}^{K \times H} $$",
        "a.md",
    ).theory
    assert [str(n) for n in theory.shape_of("h")] == ["T + 1", "H"]
    assert [str(n) for n in theory.shape_of("y")] == ["T", "K"]


_STATES = [
    (r"For $t = 1, \dots, T$", "s_t = a \\odot s_{t-1} + b u_t", r"y_t = c^\top s_t", "s_0 = 0", ""),
    ("", r"s_{t,k} = a_k s_{t-1,k} + b_k u_t, \quad t = 1, \dots, T", r"y_t = \sum_k c_k s_{t,k}", "s_{0,k} = 0", "k"),
]


@pytest.mark.parametrize(("lead", "step", "output", "start", "k"), _STATES)
def test_a_sum_over_steps_has_the_range_of_the_steps(lead: str, step: str, output: str, start: str, k: str) -> None:
    c, state, by_b = (f"c_{k}", f"s_{{t,{k}}}", f"b_{k}") if k else ("c", "s_t", "b")
    text = rf"""
    Inputs $u \in \mathbb{{R}}^T$, parameters $a, b, c \in \mathbb{{R}}^n$, states with ${start}$. {lead}

    $$ {step} $$

    $$ {output} $$

    $$ \frac{{\partial L}}{{\partial {c}}} = \sum_t \frac{{\partial L}}{{\partial y_t}} {state} $$

    $$ \frac{{\partial L}}{{\partial {by_b}}} = \sum_t \frac{{\partial L}}{{\partial {state}}} u_t $$

    $$ \frac{{\partial L}}{{\partial {by_b}}} = \sum_t \frac{{\partial L}}{{\partial y_t}} {c} u_t $$
    """
    assert [str(n) for n in read(text, "a.md").theory.shape_of("y")] == ["T"]
    assert verdicts(text)[-3:] == ["proved", "proved", "refuted"]


@pytest.mark.parametrize(
    "said",
    [
        r"returns $G \in \mathbb{R}^{T}$:",
        r"returns $G \in \mathbb{R}^{T+1}$ with $G_T = 0$ and, for $t = 0, \dots, T-1$,",
    ],
)
def test_a_recurrence_from_the_end_defines_nothing_and_refutes_nothing(said: str) -> None:
    text = rf"""
    Rewards $r \in \mathbb{{R}}^{{T}}$, discount $\gamma > 0$, {said}

    $$ G_t = r_t + \gamma G_{{t+1}} $$

    $$ \frac{{\partial G_t}}{{\partial r_t}} = 1 $$
    """
    equations = judged(text)
    assert [e["verdict"] or e["role"] for e in equations] == ["error", "undecided"]
    assert "reads later entries" in equations[0]["message"]


def test_claims_about_later_entries_are_judged() -> None:
    text = r"""
    $x \in \mathbb{R}^{T}$.

    $$ y_t = x_{t+1} - x_t $$

    $$ x_t = x_{t+1} - y_t $$

    $$ x_t = x_{t+1} + y_t $$
    """
    assert verdicts(text)[-2:] == ["proved", "refuted"]


_SEQUENCE = r"""A sequence of inputs $x_1, \dots, x_T \in \mathbb{R}^d$ drives a state
$h_t \in \mathbb{R}^m$ with $h_0 = 0$.
All matrices $W_z, W_n \in \mathbb{R}^{m \times d}$ and $U_z, U_n \in \mathbb{R}^{m \times m}$.
$$ z_t = \sigma(W_z x_t + U_z h_{t-1}) $$
$$ n_t = \tanh(W_n x_t + U_n h_{t-1}) $$
$$ h_t = (1 - z_t) \odot h_{t-1} + z_t \odot n_t $$
$$ J = \frac12 \sum_{t=1}^T \|h_t - y_t\|^2 $$
$$ \frac{\partial J}{\partial W_n} =
\sum_{t=1}^T \Big( \frac{\partial J}{\partial n_t} \odot (1 - n_t \odot n_t) \Big) x_t^\top $$
$$ \frac{\partial J}{\partial U_z} =
\sum_{t=1}^T \Big( \frac{\partial J}{\partial z_t} \odot z_t \odot (1 - z_t) \Big) h_{t-1}^\top $$
$$ \frac{\partial J}{\partial U_z} =
\sum_{t=1}^T \Big( \frac{\partial J}{\partial z_t} \odot z_t \odot (1 - z_t) \Big) h_t^\top $$
"""


def test_weights_of_gates_are_claimed_in_terms_of_the_gates() -> None:
    assert verdicts(_SEQUENCE)[-3:] == ["proved", "proved", "refuted"]


def test_one_step_back_beside_an_error_that_has_a_name() -> None:
    text = r"""The network reads $x_1, \dots, x_T \in \mathbb{R}^d$, keeps a state $h_t \in \mathbb{R}^m$ and starts
from $h_0 = 0$. Here $W \in \mathbb{R}^{m \times m}$, $U \in \mathbb{R}^{m \times d}$ and $v \in \mathbb{R}^m$.
\begin{align} a_t &= W h_{t-1} + U x_t \\ h_t &= \tanh(a_t) \end{align}
$$ E = \frac12 \sum_{t=1}^T (v^\top h_t - r_t)^2 $$
$$ \epsilon_t = v^\top h_t - r_t $$ $$ \lambda_t = \frac{\partial E}{\partial h_t} $$
For $t < T$, $$ \lambda_t = \epsilon_t v + W^\top \operatorname{diag}(1 - h_{t+1}^2) \lambda_{t+1} $$
For $t < T$, $$ \lambda_t = \epsilon_t v + W^\top \operatorname{diag}(1 - h_t^2) \lambda_{t+1} $$"""
    assert verdicts(text)[-2:] == ["proved", "refuted"]


def test_adjoints_of_two_layers_over_time() -> None:
    text = r"""Inputs $x_t \in \mathbb{R}^n$, $t = 1, \dots, T$; states $a_t \in \mathbb{R}^p$, $b_t \in \mathbb{R}^q$
with $a_0 = 0$ and $b_0 = 0$; $P \in \mathbb{R}^{p \times p}$, $R \in \mathbb{R}^{p \times n}$, $w \in \mathbb{R}^q$.
$$ a_t = \tanh(P a_{t-1} + R x_t) $$ $$ b_t = \tanh(Q b_{t-1} + S a_t) $$ $$ L = \sum_{t=1}^T w^\top b_t $$
$$ \alpha_t = \frac{\partial L}{\partial a_t}, \qquad \beta_t = \frac{\partial L}{\partial b_t} $$
$$ \alpha_T = S^\top \big((1 - b_T \odot b_T) \odot \beta_T\big) $$
$$ \alpha_T = S^\top \big((1 - b_T) \odot \beta_T\big) $$"""
    assert verdicts(text)[-2:] == ["proved", "refuted"]


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(("cell", "slope"), [(r"\tanh", r"(1 - h_% \odot h_%)"), (r"\sigma", r"h_% \odot (1 - h_%)")])
def test_errors_before_the_activation_in_terms_of_the_states(named: bool, order: int, cell: str, slope: str) -> None:
    """The gradient of the loss brings states at a step that has been opened already."""
    lines = ["a_t = W h_{t-1} + U x_t + b", f"h_t = {cell}(a_t)"][::order]
    error = r"\delta_{%}" if named else r"\frac{\partial L}{\partial a_{%}}"
    text = r"""Inputs $x_1, \dots, x_T \in \mathbb{R}^m$, targets $y_1, \dots, y_T \in \mathbb{R}^n$,
$W \in \mathbb{R}^{n \times n}$, $U \in \mathbb{R}^{n \times m}$, $b \in \mathbb{R}^n$, $h_0 = 0$ and,
for $t = 1, \dots, T$,
""" + "".join(f"$$ {line} $$\n" for line in lines)
    text += "$$ L = \\sum_{t=1}^T \\tfrac12 \\|h_t - y_t\\|^2 $$\n"
    text += "$$ \\delta_t = \\frac{\\partial L}{\\partial a_t} $$\n" if named else ""
    claims = [
        (f"{error} = {slope}".replace("%", "T"), r" \odot (h_T - y_T)"),
        (f"{error} = {slope}".replace("%", "T"), r" \odot h_T"),
        (f"{error} = {slope}".replace("%", "t"), rf" \odot (h_t - y_t + W^\top {error})".replace("%", "t+1")),
        (f"{error} = {slope}".replace("%", "t"), rf" \odot (h_t - y_t + W {error})".replace("%", "t+1")),
    ]
    text += "".join(
        f"For $t < T$,\n$$ {left}{right} $$\n" if "_t" in left else f"$$ {left}{right} $$\n" for left, right in claims
    )
    assert verdicts(text)[-4:] == ["proved", "refuted"] * 2


def test_a_decorated_matrix_in_parentheses_tells_the_shape_of_a_state() -> None:
    text = r"""Let $R_i \in \mathbb{R}^{m \times m}$ and $c \in \mathbb{R}^m$.
$$ h_{0,k} = c_k $$
For $t = 1, \dots, T$
$$ h_{t,k} = \sigma\Bigl(\sum_l (R_i)_{kl} h_{t-1,l}\Bigr) $$
"""
    claim = r"$$ \frac{\partial h_{1,k}}{\partial c_l} = h_{1,k} (1 - h_{1,k}) (R_i)_{kl} $$"
    assert verdicts(text + claim)[-1] == "proved"
    assert verdicts(text + claim.replace("_{kl} $$", "_{lk} $$"))[-1] == "refuted"


def test_derived_through_gates_that_read_no_state(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a gate beside the states, whose adjoint is made from theirs, the derivative stays one in what is printed."""
    cell = tmp_path / "cell.md"
    cell.write_text(
        r"""Inputs $x \in \mathbb{R}^T$, weights $a, b, p \in \mathbb{R}$, and $c_0 = 0$. For $t = 1, \dots, T$,
$$ f_t = \sigma(a x_t + p c_{t-1}) $$
$$ g_t = \tanh(b x_t) $$
$$ c_t = f_t c_{t-1} + g_t $$
$$ h_t = \tanh(c_t) $$
"""
    )
    with pytest.raises(SystemExit) as ended:
        main(["derive", str(cell), "--wrt", "x", "--latex"])
    assert ended.value.code == 0
    assert [v for v in verdicts(capsys.readouterr().out, "a.tex") if v != "definition"] == ["proved"] * 4
