r"""Ranges that are told from their end: ``t = T-1, \dots, 1``, as a recursion backwards runs."""

from __future__ import annotations

import pytest

from symderiv.documents.facts import range_of_pieces
from symderiv.documents.lexer import Token, tokenize
from symderiv.documents.source import Source
from symderiv.documents.spelling import latex
from tests.documents.judging import verdicts

RNN = r"""Let $h_t \in \mathbb{R}^m$, $W\in\mathbb{R}^{m\times m}$, $t = 1, \dots, T$.

$$ h_t = \tanh(W h_{t-1}) $$

The loss $L$ depends on $h_T$ only. WORDS

$$ \frac{\partial L}{\partial h_t} = W^\top \left( (1 - h_{t+1} \odot h_{t+1}) \odot \frac{\partial L}{\partial h_{t+1}}
\right)SHOWN $$

WORDS

$$ \frac{\partial L}{\partial h_t} = W \left( (1 - h_{t+1} \odot h_{t+1}) \odot \frac{\partial L}{\partial h_{t+1}}
\right)SHOWN $$
"""


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (r"For $t = T-1, \dots, 1$:", ""),
        (r"Recursion ($t = T-1, \dots, 1$):", ""),
        (r"Then for $t = T-1, T-2, \dots, 1$", ""),
        (r"Going backwards, $t = T-1, \dots, 1$,", ""),
        (r"For $t=T-1,T-2,\ldots,2,1$:", ""),
        ("For $t = T-1$ down to $1$,", ""),
        ("", r", \qquad t = T-1, \dots, 1"),
    ],
)
def test_a_recursion_backwards(words: str, shown: str) -> None:
    text = RNN.replace("WORDS", words).replace("SHOWN", shown)
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_range_that_runs_too_far_is_not_proved() -> None:
    text = RNN.replace("WORDS", r"For $t = T, T-1, \dots, 1$:").replace("SHOWN", "")
    assert "proved" not in verdicts(text)


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        (r"T-1, \dots, 1", ("1", "T - 1")),
        (r"T, T-1, \dots, s", ("s", "T")),
        (r"n, \ldots, 0", ("0", "n")),
        (r"3, 2, \dots, 0", ("0", "3")),
        (r"1, \dots, n", ("1", "n")),
        (r"1 - T, \dots, 0", ("1 - T", "0")),
        (r"-K, \dots, 0", ("-K", "0")),
        (r"K, \dots, 2K", ("K", "2 K")),
        (r"s, s+1, \dots, T", ("s", "T")),
        (r"0, 1, \dots, n-1", ("0", "n - 1")),
    ],
)
def test_the_ends_of_a_range(written: str, ends: tuple[str, str]) -> None:
    source = Source(f"i = {written}", "note.md")
    pieces: list[list[Token]] = [[]]
    for token in tokenize(source, 4, len(source.text)):
        if token.is_char(","):
            pieces.append([])
        else:
            pieces[-1].append(token)
    found = range_of_pieces(source, (), pieces, source.span(0, 1), "")
    assert found is not None
    assert found.upper is not None
    assert (latex(found.lower), latex(found.upper)) == ends
