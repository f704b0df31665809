r"""Ranges that are told from their end: ``t = T-1, \dots, 1``, as a recursion backwards runs."""

from __future__ import annotations

import pytest

from symderiv.documents.latex.lexer import Token, tokenize
from symderiv.documents.latex.source import Source
from symderiv.documents.latex.spelling import latex
from symderiv.documents.words.facts import range_of_pieces
from tests.documents.judged import verdicts

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


CHAIN = r"""Layers $l = 1, \dots, L$: weights $W_l \in \mathbb{R}^{n\times n}$, input $h_0 = x \in \mathbb{R}^n$.

$$ h_l = W_l h_{l-1} $$

The loss is $E = \frac12 \|h_L - y\|^2$ with $y \in \mathbb{R}^n$. Put $\delta_l = \partial E/\partial h_l$. Then

$$ \delta_L = h_L - y, \qquad \delta_L = y - h_L $$

and for RANGE,

$$ \delta_l = W_{l+1}^\top \delta_{l+1} $$

And for $l = 1, \dots, L$,

$$ \frac{\partial E}{\partial W_l} = \delta_l h_{l-1}^\top $$

$$ \frac{\partial E}{\partial W_l} = \delta_l h_l^\top $$
"""


@pytest.mark.parametrize("told", [r"$l = L-1, \dots, 1$", r"$l = 1, \dots, L-1$", "$l < L$"])
def test_a_range_that_is_told_twice_is_told_at_the_first_place_too(told: str) -> None:
    found = verdicts(CHAIN.replace("RANGE", told))
    assert found == ["definition", "proved", "refuted", "proved", "proved", "refuted"]


GATED = r"""For $t = 1, \ldots, T$, with $x_t \in \mathbb{R}^d$, $h_t, c_t \in \mathbb{R}^m$, and matrices
$W_f, W_o \in \mathbb{R}^{m\times d}$:

$$ f_t = \sigma(W_f x_t), \qquad o_t = \sigma(W_o x_t), \qquad c_t = f_t \odot c_{t-1} + f_t, \qquad
h_t = o_t \odot \tanh(c_t) $$

Let $\bar h_t = \partial L/\partial h_t$ and $\bar c_t = \partial L / \partial c_t$. The loss $L$ depends on $h_T$
only. Then

$$ \bar c_T = \bar h_T \odot o_T \odot (1 - \tanh(c_T)^2) $$

$$ \bar c_T = \bar h_T \odot o_T \odot (1 - c_T^2) $$

and for $t = T-1, \ldots, 1$

$$ \bar c_t = \bar c_{t+1} \odot f_{t+1} + \bar h_t \odot o_t \odot (1 - \tanh(c_t)^2) $$
"""


def test_the_last_state_is_one_of_those_whose_range_is_told_beside_them() -> None:
    assert verdicts(GATED)[-3:] == ["proved", "refuted", "proved"]


@pytest.mark.parametrize("claim", ["h_T = 2 h_T", "h_T = h_T \\odot h_T", "h_{T+1} = W h_{T+1}"])
def test_a_state_that_a_recurrence_does_not_have_proves_nothing(claim: str) -> None:
    head = r"Let $h_t \in \mathbb{R}^m$ for $t = 1, \dots, T-1$, and $W \in \mathbb{R}^{m\times m}$."
    assert verdicts(f"{head}\n\n$$ h_t = \\tanh(W h_{{t-1}}) $$\n\n$$ {claim} $$\n")[-1] in ("undecided", "error")


RETURNS = r"""Rewards $\rho_t \in \mathbb{R}$ for $t = 0, \dots, T$ and a discount $0 < \gamma < 1$.
START, and for WHERE

$$ R_t = \rho_t + \gamma R_{t+1} $$

$$ R_0 = \sum_{t=0}^{T} \gamma^t \rho_t $$

$$ R_t = \sum_{k=t}^{T} \gamma^{k-t} \rho_k $$
"""


@pytest.mark.parametrize("where", [r"$t = T-1, \dots, 0$", "$t < T$"])
@pytest.mark.parametrize(
    "start",
    [
        r"Returns are computed backwards: $R_T = \rho_T$",
        r"Let $R_T = \rho_T$",
        "Returns begin with\n\n$$ R_T = \\rho_T $$\n\n",
        "Returns begin with\n\n$$ R_{T+1} = 0 $$\n\n",
    ],
)
def test_what_is_told_from_its_end_is_refused_and_nothing_refuted(start: str, where: str) -> None:
    found = verdicts(RETURNS.replace("START", start).replace("WHERE", where))
    assert set(found) <= {"error", "undecided"}, found
