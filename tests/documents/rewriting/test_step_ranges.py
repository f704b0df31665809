"""How many steps a recurrence has, where that is told of its inputs, of a loss, or of states beside their input."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

_INPUTS = [
    r"The network reads $x_1, \dots, x_T$ with $x_t \in \mathbb{R}^d$ and keeps a state $h_t \in \mathbb{R}^m$.",
    r"The input is a sequence $(x_1, \ldots, x_T)$ of vectors $x_t \in \mathbb{R}^d$.",
    r"Inputs are $x_t \in \mathbb{R}^d$, $t = 1, \dots, T$; states are $h_t \in \mathbb{R}^m$.",
    r"Let $x_t \in \mathbb{R}^d$ be the input and $h_t \in \mathbb{R}^m$ the state at time $t$.",
]
_STEPS = [
    r"$$ h_t = \tanh(W h_{t-1} + U x_t + c) $$",
    r"\begin{align} a_t &= W h_{t-1} + U x_t + c \\ h_t &= \tanh(a_t) \end{align}",
]
_CELL = r"""%s
Here $W \in \mathbb{R}^{m \times m}$, $U \in \mathbb{R}^{m \times d}$ and $c, v \in \mathbb{R}^m$.
The initial state is $h_0 = 0$.
%s $$ E = \frac12 \sum_{t=1}^T (v^\top h_t)^2 $$
$$ \frac{\partial E}{\partial h_T} = (v^\top h_T) v $$
$$ \frac{\partial E}{\partial c} = \sum_{t=1}^T (1 - h_t \odot h_t) \odot \frac{\partial E}{\partial h_t} $$
$$ \frac{\partial E}{\partial v} = \sum_{t=1}^{T-1} (v^\top h_t) h_t $$
$$ \frac{\partial E}{\partial W} =
\sum_{t=1}^T \big((1 - h_t \odot h_t) \odot \frac{\partial E}{\partial h_t}\big) h_t^\top $$
"""


@pytest.mark.parametrize("inputs", _INPUTS)
@pytest.mark.parametrize("steps", _STEPS)
def test_steps_over_the_inputs_or_those_of_the_loss(inputs: str, steps: str) -> None:
    assert verdicts(_CELL % (inputs, steps))[-4:] == ["proved", "proved", "refuted", "refuted"]


_BLOCKS = r"""Let $x, c \in \mathbb{R}^n$ and $W_l \in \mathbb{R}^{n \times n}$ for $l = 0, \dots, L-1$. %s
$$ x_{l+1} = x_l + W_l \tanh(x_l) \qquad l = 0, \dots, L-1 $$ %s
$$ J = c^\top x_L $$
$$ \frac{\partial J}{\partial x_L} = c $$
$$ \frac{\partial J}{\partial W_l} = \frac{\partial J}{\partial x_{l+1}} \tanh(x_l)^\top $$
$$ \frac{\partial J}{\partial x} = \frac{\partial J}{\partial x_0} $$
$$ \frac{\partial J}{\partial W_l} = \frac{\partial J}{\partial x_l} \tanh(x_l)^\top $$
$$ \frac{\partial J}{\partial x} = c $$
"""


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("Put $x_0 = x$.", ""),
        ("$$ x_0 = x $$", ""),
        ("We start with $x_0 := x$.", ""),
        ("", "where $x_0 = x$."),
        (r"The features are $x_0, x_1, \dots, x_L \in \mathbb{R}^n$ with $x_0 = x$.", ""),
    ],
)
def test_states_beside_the_input_with_which_they_begin(before: str, behind: str) -> None:
    found = verdicts(_BLOCKS % (before, behind))[-5:]
    assert found == ["proved", "proved", "proved", "refuted", "refuted"]


def test_entries_of_a_vector_without_a_first_state_stay_entries() -> None:
    text = r"""Let $x \in \mathbb{R}^n$. $$ x_{l+1} = 2 x_l, \qquad l = 1, \dots, n - 1 $$
$$ \sum_{l=1}^{n-1} x_{l+1} = 2 \sum_{l=1}^{n-1} x_l $$"""
    assert verdicts(text)[-1] == "proved"


def test_steps_over_listed_numbers() -> None:
    text = r"""Batch means $m_1, \dots, m_K \in \mathbb{R}$ arrive one after another, $r_0 = 0$ and $0 < a < 1$.
$$ r_k = (1 - a) r_{k-1} + a m_k $$ $$ \frac{\partial r_K}{\partial m_K} = a $$
$$ \frac{\partial r_K}{\partial m_K} = 1 - a $$"""
    assert verdicts(text)[-2:] == ["proved", "refuted"]


@pytest.mark.parametrize(
    "lead",
    [
        r"Consider the linear recurrence, $t = 1, \dots, N$,",
        r"The system ($t = 1, \dots, N$)",
        r"A system with $N$ steps $t = 1, \dots, N$ is given by",
        r"For every step $t$ from $1$ to $N$,",
    ],
)
def test_what_is_made_beside_a_step_has_the_range_of_its_sentence(lead: str) -> None:
    text = rf"""{lead}
$$ h_t = A h_{{t-1}} + B u_t, \qquad y_t = C^\top h_t + D u_t $$
with $h_0 = 0$, $A \in \mathbb{{R}}^{{d \times d}}$, $B, C \in \mathbb{{R}}^d$, $D \in \mathbb{{R}}$ and
$u_1, \dots, u_N \in \mathbb{{R}}$.
$$ \frac{{\partial L}}{{\partial D}} = \sum_{{t=1}}^N u_t \frac{{\partial L}}{{\partial y_t}} $$
$$ \frac{{\partial L}}{{\partial D}} = \sum_{{t=2}}^N u_t \frac{{\partial L}}{{\partial y_t}} $$
$$ y_1 = C^\top B u_1 + D u_1 $$
$$ y_1 = C^\top A B u_1 + D u_1 $$"""
    assert verdicts(text)[-4:] == ["proved", "refuted", "proved", "refuted"]


@pytest.mark.parametrize("below", ["s=1", "k=1"])
def test_a_sum_up_to_a_step_does_not_tell_how_many_there_are(below: str) -> None:
    text = r"""Gradients $g_0, g_1, g_2, \dots$ arrive one per step, $\beta \in (0, 1)$ and $\eta > 0$.
$$ v_0 = 0, \qquad v_{t+1} = \beta v_t + g_t, \qquad u_{t+1} = u_t - \eta v_{t+1} $$
$$ u_t = u_0 - \eta \sum_{%s}^{t} v_%s $$
$$ u_t = u_0 - \eta \sum_{%s}^{t-1} v_%s $$
"""
    assert verdicts(text % (below, below[0], below, below[0]))[-2:] == ["proved", "refuted"]


_ROWS = r"""The inputs are the rows of $x \in \mathbb{R}^{T \times D}$; $W \in \mathbb{R}^{H \times D}$,
$U \in \mathbb{R}^{H \times H}$ and $%s = 0$. %s
%s
$$ E = \frac12 \|h_{%s}\|^2 $$
$$ \frac{\partial E}{\partial W} = \sum_{%s} \frac{\partial E}{\partial a_{%s}} x_{%s}^\top $$
$$ \frac{\partial E}{\partial W} = \sum_{%s} \frac{\partial E}{\partial h_{%s}} x_{%s}^\top $$
"""


@pytest.mark.parametrize("states", ["", r"The states are $h \in \mathbb{R}^{(T+1) \times H}$."])
@pytest.mark.parametrize("stated", [False, True])
@pytest.mark.parametrize(
    ("now", "before", "row", "first", "last"),
    [("t", "t-1", "t", 1, "T"), ("t+1", "t", "t", 0, "T-1"), ("t+1", "t", "t+1", 0, "T-1")],
)
def test_steps_over_the_rows_of_a_matrix(
    now: str, before: str, row: str, first: int, last: str, stated: bool, states: str
) -> None:
    steps = rf"$$ a_{{{now}}} = W x_{{{row}}} + U h_{{{before}}} $$ $$ h_{{{now}}} = \tanh(a_{{{now}}}) $$"
    if stated:
        steps = rf"For $t = {first}, \dots, {last}$ {steps}"
    line = (rf"t={first}}}^{{{last}", now, row)
    text = _ROWS % ("h_0", states, steps, "T", *line, *line)
    assert verdicts(text) == ["definition"] * 3 + ["proved", "refuted"]


def test_rows_before_the_first_state_and_entries_beside_them() -> None:
    text = r"""$x, y \in \mathbb{R}^{T \times D}$, $W_{xh} \in \mathbb{R}^{H \times D}$,
$W_{hh} \in \mathbb{R}^{H \times H}$, $V \in \mathbb{R}^{D \times H}$, $b_h \in \mathbb{R}^H$, and $h_{-1} = 0$.
$$ h_t = \tanh(W_{xh} x_t + W_{hh} h_{t-1} + b_h) $$ $$ o_t = V h_t $$
$$ E = \sum_{t,d} y_{td} o_{td} $$
$$ \frac{\partial E}{\partial V} = \sum_t y_t h_t^\top $$
$$ \frac{\partial E}{\partial V} = \sum_t y_t h_{t-1}^\top $$
"""
    assert verdicts(text) == ["definition"] * 3 + ["proved", "refuted"]


@pytest.mark.parametrize(
    "rows",
    [
        r"$x \in \mathbb{R}^{D \times N}$",  # of another number
        r"$x \in \mathbb{R}^{T \times T}$",  # rows or columns
    ],
)
def test_the_number_of_steps_is_not_guessed(rows: str) -> None:
    text = rf"{rows}, $U \in \mathbb{{R}}^{{H \times H}}$, $h_0 = 0$. $$ h_t = \tanh(x_t + U h_{{t-1}}) $$ $$ E = 1 $$"
    assert verdicts(text)[0] == "error"
