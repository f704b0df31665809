r"""Parameters of a recurrence that are called after its states, in texts that state no shapes."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

RNN = r"""With $h_0 = 0$ the hidden states are

$$ h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b_h) $$
$$ y_t = W_{hy} h_t + b_y $$
"""

ONE_STEP = r"""The network is

$$ h_t = \tanh(W_h h_{t-1} + W_x x_t) $$
$$ y_t = W_y h_t $$
"""

LSTM = r"""The gates are

$$ f_t = \sigma(W_f x_t + U_f h_{t-1} + b_f) $$
$$ i_t = \sigma(W_i x_t + U_i h_{t-1} + b_i) $$
$$ o_t = \sigma(W_o x_t + U_o h_{t-1} + b_o) $$
$$ \tilde{c}_t = \tanh(W_c x_t + U_c h_{t-1} + b_c) $$
$$ c_t = f_t \odot c_{t-1} + i_t \odot \tilde{c}_t $$
$$ h_t = o_t \odot \tanh(c_t) $$
"""


GRU = r"""The cell is

$$ z_t = \sigma(W_z x_t + U_z h_{t-1} + b_z) $$
$$ r_t = \sigma(W_r x_t + U_r h_{t-1} + b_r) $$
$$ \tilde{h}_t = \tanh(W_h x_t + U_h (r_t \odot h_{t-1}) + b_h) $$
$$ h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tilde{h}_t $$
"""


@pytest.mark.parametrize(
    ("text", "claim", "verdict"),
    [
        (RNN, r"\frac{\partial L}{\partial W_{hy}} = \sum_{t=1}^T \frac{\partial L}{\partial y_t} h_t^\top", "proved"),
        (RNN, r"\frac{\partial L}{\partial b_y} = \sum_{t=1}^T \frac{\partial L}{\partial y_t} h_t", "refuted"),
        (ONE_STEP, r"\frac{\partial L}{\partial W_y} = \frac{\partial L}{\partial y_t} h_t^\top", "proved"),
        (ONE_STEP, r"\frac{\partial L}{\partial W_y} = 2 \frac{\partial L}{\partial y_t} h_t^\top", "refuted"),
        (
            GRU,
            r"\frac{\partial L}{\partial z_t} = \frac{\partial L}{\partial h_t} \odot (\tilde{h}_t - h_{t-1})",
            "proved",
        ),
        (
            GRU,
            r"\frac{\partial L}{\partial z_t} = \frac{\partial L}{\partial h_t} \odot (h_{t-1} - \tilde{h}_t)",
            "refuted",
        ),
        (
            LSTM,
            r"\frac{\partial L}{\partial W_o} = \Big(\frac{\partial L}{\partial h_t} \odot \tanh(c_t) "
            r"\odot o_t \odot (1 - o_t)\Big) x_t^\top",
            "proved",
        ),
        (
            LSTM,
            r"\frac{\partial L}{\partial W_o} = \Big(\frac{\partial L}{\partial h_t} \odot \tanh(c_t) "
            r"\odot o_t\Big) x_t^\top",
            "refuted",
        ),
    ],
)
def test_a_letter_of_a_state_tells_parameters_apart(text: str, claim: str, verdict: str) -> None:
    found = verdicts(f"{text}\nBackpropagation gives\n\n$$ {claim} $$\n")
    assert found[-1] == verdict or (text is RNN and found[-1] == "error" and verdict == "refuted")
    assert set(found[:-1]) == {"definition"}


@pytest.mark.parametrize(
    "text",
    [
        # an index of a sum is no label, though a state has that letter
        r"$$ i_t = \sigma(a_t) $$ $$ a_t = w a_{t-1} + u x_t $$ $$ s = \sum_{i=1}^n W_i $$ $$ s = \sum_{i=1}^n W_i $$",
        # nor is a letter that stands below states
        r"$$ h_t = a h_{t-1} + x_t $$ $$ t_h = W_h x_h $$",
    ],
)
def test_indices_stay_indices(text: str) -> None:
    from symderiv.documents.walk.document import read

    assert "operatorname" not in "".join(e.reading for e in read(text, "a.md").equations)
