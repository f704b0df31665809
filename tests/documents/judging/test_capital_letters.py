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
        (r"$$ z = w x + b $$ $$ \frac{\partial z}{\partial w} = x $$", "proved"),
        (r"$$ z = w x + b $$ $$ \frac{\partial z}{\partial w} = w $$", "refuted"),
        (r"$$ \mu = \frac1N \sum_{n=1}^N x_n $$ $$ \frac{\partial \mu}{\partial x_n} = \frac1N $$", "proved"),
    ],
)
def test_what_is_called_a_number_is_one_and_small_letters_may_be(text: str, verdict: str) -> None:
    assert verdicts(text)[-1] == verdict
