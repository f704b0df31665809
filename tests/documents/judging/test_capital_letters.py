r"""Capital letters of which nothing is said: a proof for numbers is none for the matrices that they mean as a rule."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize(
    "text",
    [
        r"$$ Y = X W $$ $$ \frac{\partial L}{\partial W} = X \frac{\partial L}{\partial Y} $$",
        r"$$ Y = X W $$ $$ Y = W X $$",
        r"$$ Z = W X + b $$ $$ \frac{\partial J}{\partial W} = \frac{\partial J}{\partial Z} X $$",
        r"$$ E = \frac12 (y - X w)^2 $$ $$ \frac{\partial E}{\partial w} = -X (y - X w) $$",
        r"$$ h = \sigma(W x) $$ $$ \frac{\partial h}{\partial x} = h (1 - h) W $$",
        r"$$ A B = B A $$",
        r"$$ h = \tanh(W_1 x + b_1) $$ $$ y = W_2 h + b_2 $$ "
        r"$$ \frac{\partial L}{\partial W_2} = \frac{\partial L}{\partial y} h $$",
        r"$$ h_t = \tanh(W_1 h_{t-1} + W_2 x_t + b) $$ "
        r"$$ \frac{\partial h_t}{\partial h_{t-1}} = (1 - h_t^2) W_1 $$",
        r"$$ a^{(1)} = \sigma(W^{(1)} x) $$ $$ a^{(2)} = W^{(2)} a^{(1)} $$ "
        r"$$ \frac{\partial L}{\partial W^{(2)}} = a^{(1)} \frac{\partial L}{\partial a^{(2)}} $$",
        r"$$ A_1 A_2 = A_2 A_1 $$",
        r"$$ (A + B)^2 = A^2 + 2 A B + B^2 $$",
    ],
)
def test_they_are_no_numbers(text: str) -> None:
    assert "proved" not in verdicts(text)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"Let $A$ and $B$ be numbers. $$ A B = B A $$", "proved"),
        (r"Let $A, B > 0$. $$ (A + B)^2 = A^2 + 2 A B + B^2 $$", "proved"),
        (r"Let $A_1$ and $A_2$ be numbers. $$ A_1 A_2 = A_2 A_1 $$", "proved"),
        (r"$$ z = w x + b $$ $$ \frac{\partial z}{\partial w} = x $$", "proved"),
        (r"$$ z = w_1 x_1 + w_2 x_2 $$ $$ \frac{\partial z}{\partial w_1} = x_1 $$", "proved"),
        (r"$$ z = w x + b $$ $$ \frac{\partial z}{\partial w} = w $$", "refuted"),
        (r"$$ \mu = \frac1N \sum_{n=1}^N x_n $$ $$ \frac{\partial \mu}{\partial x_n} = \frac1N $$", "proved"),
    ],
)
def test_what_is_called_a_number_is_one_and_small_letters_may_be(text: str, verdict: str) -> None:
    assert verdicts(text)[-1] == verdict
