"""Claims about a recurrence at its first and last steps: what is read outside of its steps refutes nothing."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from tests.documents.judged import judged

HEAD = r"""
Let $A \in \mathbb{R}^{d \times d}$, $b, w_0 \in \mathbb{R}^d$ and, for $t = 1, \dots, T$,

$$ w_t = A w_{t-1} + b . $$

"""
CASES = [
    (r"$$ w_1 = A w_0 + b $$", "proved", ""),
    (r"$$ w_1 = A w_0 - b $$", "refuted", ""),
    (r"$$ w_2 = A^2 w_0 + A b + b $$", "proved", "T >= 2"),
    (r"For $T \ge 2$, $$ w_2 = A^2 w_0 + A b + b $$", "proved", ""),
    (r"$$ w_2 = A^2 w_0 + A b $$", "refuted", ""),
    (r"$$ w_{t+1} - w_t = A (w_t - w_{t-1}) $$", "proved", "t from 1 to T-1"),
    (r"For $t = 0, \dots, T$, $$ w_{t+1} - w_t = A (w_t - w_{t-1}) $$", "undecided", "t from 1 to T-1"),
    (r"$$ w_{t+1} - w_t = A w_t $$", "refuted", ""),
]


@pytest.mark.parametrize(("claim", "verdict", "words"), CASES)
def test_borders(claim: str, verdict: str, words: str) -> None:
    equation = judged(HEAD + claim)[-1]
    assert equation["verdict"] == verdict, equation
    assert words in equation["message"] or words in equation["assumptions"]


CELL = r"""
$x_t \in \mathbb{R}^{d}$ for $t = 1, \dots, T$; hidden states $h_t \in \mathbb{R}^{m}$ for $t = 0, \dots, T$ with
$h_0 = 0$. Parameters: $W \in \mathbb{R}^{m \times m}$, $U \in \mathbb{R}^{m \times d}$, $b \in \mathbb{R}^{m}$.

$$ a_t = W h_{t-1} + U x_t + b, \qquad h_t = \tanh(a_t) $$
"""
STEPS = [
    (r"\frac{\partial h_{t,i}}{\partial a_{t,j}} = \delta_{ij} (1 - h_{t,i}^2)", "proved"),
    (r"\frac{\partial h_{t,i}}{\partial a_{t,j}} = \delta_{ij} (1 - h_{t,i})", "refuted"),
    (r"h_1 = \tanh(U x_1 + b)", "proved"),
    (r"h_1 = \tanh(W x_1 + b)", "error"),
    (r"h_2 = \tanh(W \tanh(U x_1 + b) + U x_2 + b)", "proved"),
    (r"h_2 = \tanh(W \tanh(U x_1 + b) + U x_1 + b)", "refuted"),
]


@pytest.mark.parametrize(("claim", "verdict"), STEPS)
def test_what_is_made_from_the_state_before_has_no_step_at_the_beginning(claim: str, verdict: str) -> None:
    equation = judged(f"{CELL}\n$$ {claim} $$\n")[-1]
    assert (equation["verdict"] or equation["role"]) == verdict, equation


PARAMETERS = [
    (r"$$ f(x) = \frac12 x^\top A x - b^\top x $$ $$ \nabla f(x) = \frac12 (A + A^\top) x - b $$", "proved"),
    (r"$$ f(x) = \frac12 x^\top A x - b^\top x $$ $$ \nabla f(x) = A x - b $$", "refuted"),
    (r"$$ f(u) = \|b - A u\|^2 $$ $$ \nabla f(u) = 2 A^\top (A u - b) $$", "proved"),
    (r"$$ f(u) = \|b - A u\|^2 $$ $$ \nabla f(u) = 2 A (A u - b) $$", "refuted"),
]


@pytest.mark.parametrize(("text", "verdict"), PARAMETERS)
def test_a_parameter_is_what_the_body_makes_of_it(text: str, verdict: str) -> None:
    document = read(r"Let $A \in \mathbb{R}^{d \times d}$ and $b \in \mathbb{R}^d$." + "\n\n" + text)
    assert check(document, suggest=False)["equations"][-1]["verdict"] == verdict


def test_an_entry_or_a_step_is_not_guessed() -> None:
    text = r"""Let $A \in \mathbb{R}^{d \times d}$, $\eta > 0$ and $w, w_0 \in \mathbb{R}^d$.

$$ w_1 = (I - \eta A) w_0 $$

$$ w_t - w_{t-1} = 0 $$
"""
    equation = judged(text)[-1]
    assert equation["role"] == "error"
    assert "an entry or a step" in equation["message"]


POWERS = [
    (r"$h_0 = a$ and for $t = 0, \dots, T-1$ $$ h_{t+1} = h_t^2 + b $$ Then $$ h_1 = a^2 + b $$", "proved"),
    (r"$h_0 = a$ and for $t = 0, \dots, T-1$ $$ h_{t+1} = h_t^2 + b $$ Then $$ h_1 = a^2 - b $$", "refuted"),
]


@pytest.mark.parametrize(("text", "verdict"), POWERS)
def test_a_recurrence_reads_a_power_of_itself(text: str, verdict: str) -> None:
    equations = judged(r"Let $a, b \in \mathbb{R}$, " + text)
    assert [e["role"] for e in equations] == ["definition", "claim"]
    assert equations[-1]["verdict"] == verdict


def test_a_ranged_letter_in_the_bounds_of_a_sum_is_an_index() -> None:
    head = r"Let $R$ and $n$ be positive integers. $$ \sum_{i=u-R}^{u+R} [i \ge 0] [2 R + n \ge i + 1] = "
    tail = r" \quad \text{for all } u \in \{R + n, \dots, 2R + n - 1\} $$"
    for right, verdict in (("3 R + n - u", "proved"), ("3 R + n", "refuted")):
        (equation,) = judged(head + right + tail)
        assert equation["verdict"] == verdict, equation
