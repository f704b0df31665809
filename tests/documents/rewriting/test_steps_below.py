"""Layers in superscripts that a document sums over: a recurrence of symbolic depth."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

RESIDUAL = r"""Let $x^{(0)} \in \mathbb{R}^d$ be the input of $L$ blocks with weights
$A^{(l)} \in \mathbb{R}^{d \times d}$, $l = 1, \dots, L$,

$$ x^{(l)} = x^{(l-1)} + A^{(l)} f(x^{(l-1)}) $$

The cost $C$ is a function of $x^{(L)}$ only. With $\delta^{(l)} = \partial C / \partial x^{(l)}$,

$$ \delta^{(l-1)} = \delta^{(l)} + f'(x^{(l-1)}) \odot ( A^{(l)\top} \delta^{(l)} ) $$

$$ x^{(L)} = x^{(0)} + \sum_{l=1}^{L} A^{(l)} f(x^{(l-1)}) $$

$$ \delta^{(l-1)} = f'(x^{(l-1)}) \odot ( A^{(l)\top} \delta^{(l)} ) $$

$$ x^{(L)} = x^{(0)} + \sum_{l=1}^{L} A^{(l)} f(x^{(l)}) $$

$$ \frac{\partial C}{\partial A^{(l)}} = \delta^{(l-1)} f(x^{(l-1)})^\top $$
"""
RECURRENT = r"""Let $W \in \mathbb{R}^{m \times m}$, $U \in \mathbb{R}^{m \times d}$, $x^{(t)} \in \mathbb{R}^d$ for
$t = 1, \dots, T$ and $h^{(0)} \in \mathbb{R}^m$. For $t = 1, \dots, T$

$$ a^{(t)} = W h^{(t-1)} + U x^{(t)}, \qquad h^{(t)} = \tanh(a^{(t)}) $$

The loss is a function of $h^{(T)}$ alone.

$$ \frac{\partial L}{\partial W} = \sum_{t=1}^T \frac{\partial L}{\partial a^{(t)}} h^{(t-1)\top} $$

$$ \frac{\partial L}{\partial W} = \sum_{t=1}^T \frac{\partial L}{\partial a^{(t)}} h^{(t)\top} $$
"""


def claims(text: str) -> list[str]:
    return [verdict for verdict in verdicts(text) if verdict != "definition"]


@pytest.mark.parametrize("brackets", ["()", "[]", ("\\langle ", " \\rangle")])
def test_residual_blocks(brackets: str) -> None:
    opened, closed = brackets
    text = RESIDUAL.replace("^{(", "^{" + opened).replace(")}", closed + "}").replace(")\\top", closed + "\\top")
    assert claims(text) == ["proved", "proved", "refuted", "refuted", "refuted"]


def test_the_bound_letter_may_be_another_one() -> None:
    text = RESIDUAL.replace(r"\sum_{l=1}^{L} A^{(l)} f(x^{(l-1)})", r"\sum_{k=1}^{L} A^{(k)} f(x^{(k-1)})")
    assert claims(text)[:2] == ["proved", "proved"]


def test_weights_that_all_steps_share() -> None:
    assert claims(RECURRENT) == ["proved", "refuted"]


def test_the_first_state_is_no_other_tensor_where_entries_are_written() -> None:
    text = r"""Let $x^{(0)} \in \mathbb{R}^d$ and $A^{(l)} \in \mathbb{R}^{d \times d}$ for $l = 0, \dots, L-1$.

$$ x^{(l+1)}_i = x^{(l)}_i + \sum_j A^{(l)}_{ij} f(x^{(l)}_j), \qquad l = 0, \dots, L-1 $$

$$ x^{(L)}_i = x^{(0)}_i + \sum_{l=0}^{L-1} \sum_j A^{(l)}_{ij} f(x^{(l)}_j) $$

$$ x^{(L)}_i = x^{(0)}_i + \sum_{l=1}^{L-1} \sum_j A^{(l)}_{ij} f(x^{(l)}_j) $$
"""
    assert claims(text) == ["proved", "refuted"]


def test_layers_of_different_widths_stay_what_they_are() -> None:
    text = RESIDUAL.replace(r"A^{(l)} \in \mathbb{R}^{d \times d}", r"A^{(l)} \in \mathbb{R}^{n_l \times n_{l-1}}")
    assert "proved" not in claims(text)[2:]


ENDS = r"""Let $x, y, b \in \mathbb{R}^d$ and $W^{(l)} \in \mathbb{R}^{d \times d}$ for $l = 1, \dots, M$.

$$ a^{(0)} = x $$

$$ a^{(l)} = \tanh(W^{(l)} a^{(l-1)} + b), \qquad l = 1, \dots, M $$

$$ C = \tfrac12 \|a^{(M)} - y\|^2 $$

"""


@pytest.mark.parametrize("brackets", ["()", "[]", ("\\langle ", " \\rangle")])
@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial C}{\partial x} = W^{(1)\top} ((1 - a^{(1)} \odot a^{(1)}) \odot"
         r" \frac{\partial C}{\partial a^{(1)}})", "proved"),
        (r"\frac{\partial C}{\partial x} = (1 - a^{(1)} \odot a^{(1)}) \odot \frac{\partial C}{\partial a^{(1)}}",
         "refuted"),
        (r"\frac{\partial C}{\partial x} = 0", "refuted"),
        (r"\frac{\partial C}{\partial W^{(1)}} = 0", "refuted"),
        (r"\frac{\partial a^{(M)}_i}{\partial b_j} = 0", "refuted"),
        (r"\frac{\partial C}{\partial a^{(M)}} = a^{(M)} - y", "proved"),
    ],
)  # fmt: skip
def test_states_with_both_ends(claim: str, verdict: str, brackets: str) -> None:
    opened, closed = brackets
    text = f"{ENDS}$$ {claim} $$"
    text = text.replace("^{(", "^{" + opened).replace(")}", closed + "}").replace(")\\top", closed + "\\top")
    assert claims(text) == [verdict]
