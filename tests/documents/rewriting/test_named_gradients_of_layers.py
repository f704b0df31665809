r"""Gradients that are named for all layers at once: displays claim what they are."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

NETWORK = r"""Let $x \in \mathbb{R}^d$, $W^{(1)} \in \mathbb{R}^{m \times d}$, $W^{(2)} \in \mathbb{R}^{k \times m}$ and
$y \in \mathbb{R}^k$.
$$ z^{(1)} = W^{(1)} x, \quad a^{(1)} = \tanh(z^{(1)}), \quad z^{(2)} = W^{(2)} a^{(1)} $$
$$ \ell = \frac12 \|z^{(2)} - y\|^2 $$
"""
NAMED = [
    r"Denote $\delta^{(l)} = \partial \ell / \partial z^{(l)}$. Then",
    r"Denote $\delta^{(l)} = \frac{\partial \ell}{\partial z^{(l)}}$. Then",
    r"Denote $$ \delta^{(l)} = \frac{\partial \ell}{\partial z^{(l)}} $$ Then",
]
LINES = [
    (r"\delta^{(2)} = z^{(2)} - y", "proved"),
    (r"\delta^{(2)} = y - z^{(2)}", "refuted"),
    (r"\delta^{(1)} = ((W^{(2)})^\top \delta^{(2)}) \odot (1 - a^{(1)} \odot a^{(1)})", "proved"),
    (r"\delta^{(1)} = ((W^{(2)})^\top \delta^{(2)}) \odot (1 - a^{(1)})", "refuted"),
    (r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} (a^{(1)})^\top", "proved"),
]


def _below(text: str) -> str:
    """The text with the numbers of layers below the names."""
    for number in ("1", "2", "l"):
        text = text.replace(f"^{{({number})}}", f"_{number}")
    return text


@pytest.mark.parametrize("named", NAMED)
@pytest.mark.parametrize(("line", "verdict"), LINES)
def test_numbers_above(named: str, line: str, verdict: str) -> None:
    found = judged(f"{NETWORK}{named} $$ \\delta^{{(2)}} = z^{{(2)}} - y $$ $$ {line} $$")
    assert [e["role"] for e in found[-2:]] == ["claim", "claim"]
    assert found[-1]["verdict"] == verdict


@pytest.mark.parametrize(("line", "verdict"), LINES)
def test_numbers_below(line: str, verdict: str) -> None:
    text = f"{NETWORK}{NAMED[1]} $$ \\delta^{{(2)}} = z^{{(2)}} - y $$ $$ {line} $$"
    assert verdicts(_below(text))[-1] == verdict


def test_what_a_display_makes_is_no_gradient_without_a_name() -> None:
    found = judged(NETWORK + r"$$ \delta^{(2)} = z^{(2)} - y $$")
    assert found[-1]["role"] == "definition"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [(r"\frac{\partial m}{\partial s} = [\gamma + s h > 0] h", "proved"), (r"m = \gamma", "refuted")],
)
def test_a_number_beside_a_loss_is_no_loss(line: str, verdict: str) -> None:
    text = r"Let $s, h \in \mathbb{R}$. With the loss $m = \max(0, \gamma + s h)$, $\gamma > 0$, we have"
    assert verdicts(f"{text} $$ {line} $$")[-1] == verdict


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial k_{ij}}{\partial \ell} = \frac{(x_i - x_j)^2}{\ell^3} k_{ij}", "proved"),
        (r"\frac{\partial k_{ij}}{\partial \ell} = \frac{(x_i - x_j)^2}{\ell^2} k_{ij}", "refuted"),
        (r"y^\top K y = y^\top k y", "undecided"),
    ],
)
def test_a_matrix_of_another_section_is_in_doubt_where_both_are_read(line: str, verdict: str) -> None:
    text = r"""Let $K \in \mathbb{R}^{n \times n}$ be symmetric and $y \in \mathbb{R}^n$. $$ N = y^\top K y $$
    For one-dimensional inputs $x \in \mathbb{R}^n$ and $\ell > 0$ let
    $$ k_{ij} = \exp\left( -\frac{(x_i - x_j)^2}{2 \ell^2} \right) $$ """
    assert verdicts(f"{text} $$ {line} $$")[-1] == verdict
