r"""``$h_{t-1} \in \mathbb{R}^n$`` states the shape of the states ``h_t`` that equations make, and names nothing new."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEADS = (
    r"At step $t$ the cell reads $x_t \in \mathbb{R}^n$ and the previous state $h_{t-1} \in \mathbb{R}^n$.",
    r"Given the input $x_t \in \mathbb{R}^n$ and the last state $h_{t-1} \in \mathbb{R}^n$, the network computes",
    r"Let $x_t, h_{t-1} \in \mathbb{R}^n$ be the input and the state before step $t$.",
    r"Let $x_t, h_{t-1}, h_t \in \mathbb{R}^n$.",
)
RNN = (
    r"$$ a_t = W x_t + U h_{t-1} $$"
    "\n\n"
    r"$$ h_t = \tanh(a_t) $$"
    "\n\n"
    r"for $t = 1, \dots, T$ with $h_0 = 0$ and $W, U \in \mathbb{R}^{n \times n}$. $L$ is a loss of $h_T$."
)
LINES = (
    r"\frac{\partial L}{\partial h_{t-1}} = U^\top \frac{\partial L}{\partial a_t}",
    r"\frac{\partial L}{\partial a_t} = (1 - h_t \odot h_t) \odot \frac{\partial L}{\partial h_t}",
    r"\frac{\partial L}{\partial h_{t-1}} = W^\top \frac{\partial L}{\partial a_t}",
)


@pytest.mark.parametrize("head", HEADS)
def test_the_previous_state_is_the_state_before(head: str) -> None:
    text = "\n\n".join((head, RNN, *(f"$$ {line} $$" for line in LINES)))
    assert verdicts(text) == ["definition", "definition", "proved", "proved", "refuted"]


def test_the_cell_of_an_lstm_beside_weights_with_its_letter() -> None:
    text = (
        r"At step $t$ the cell reads $x_t \in \mathbb{R}^d$ and $h_{t-1} \in \mathbb{R}^n$. With $W_f, W_C \in "
        r"\mathbb{R}^{n \times d}$, $U_f, U_C \in \mathbb{R}^{n \times n}$:"
        "\n\n"
        r"$$ f_t = \sigma(W_f x_t + U_f h_{t-1}), \qquad \tilde{C}_t = \tanh(W_C x_t + U_C h_{t-1}) $$"
        "\n\n"
        r"$$ C_t = f_t \odot C_{t-1} + \tilde{C}_t, \qquad h_t = \tanh(C_t) $$"
        "\n\n"
        r"for $t = 1, \dots, T$ with $h_0 = C_0 = 0$. Let $L$ be a loss that depends on $h_T$ only."
        "\n\n"
        r"$$ \frac{\partial L}{\partial f_T} = \frac{\partial L}{\partial C_T} \odot C_{T-1} $$"
        "\n\n"
        r"$$ \frac{\partial L}{\partial f_T} = \frac{\partial L}{\partial C_T} \odot C_T $$"
        "\n"
    )
    assert verdicts(text)[-2:] == ["proved", "refuted"]


def test_an_input_at_another_step_is_left_alone() -> None:
    text = (
        r"Let $x_{t-1}, y \in \mathbb{R}^n$ and $W \in \mathbb{R}^{n \times n}$."
        "\n\n"
        r"$$ s = y^\top W x_{t-1} $$"
        "\n\n"
        r"$$ \frac{\partial s}{\partial x_{t-1}} = W^\top y $$"
        "\n"
    )
    assert verdicts(text)[-1] == "proved"
