"""Names that are defined from their last entry on: gradients, where their two equations are proved for one."""

from __future__ import annotations

import re

import pytest

from tests.documents.judged import judged, verdicts

NETWORK = r"""Layers $l = 1, \dots, L$: weights $W^{(l)} \in \mathbb{R}^{n\times n}$, biases $b^{(l)} \in \mathbb{R}^n$,
input $a^{(0)} = x \in \mathbb{R}^n$.

$$ z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}, \qquad a^{(l)} = \sigma(z^{(l)}) $$

$$ C = \frac12 \| a^{(L)} - y \|^2 $$

with $y \in \mathbb{R}^n$. FIRST

LAST

AND

STEP

$$ \frac{\partial C}{\partial b^{(l)}} = \delta^{(l)} $$

$$ \frac{\partial C}{\partial W^{(l)}} = \delta^{(l)} (a^{(l-1)})^\top $$

$$ \frac{\partial C}{\partial W^{(l)}} = \delta^{(l)} (a^{(l)})^\top $$
"""
LAST = r"$$ \delta^{(L)} = (a^{(L)} - y) \odot \sigma'(z^{(L)}) $$"
STEP = r"$$ \delta^{(l)} = \left( (W^{(l+1)})^\top \delta^{(l+1)} \right) \odot \sigma'(z^{(l)}) $$"


def network(
    first: str = "Define", last: str = LAST, then: str = "and", step: str = STEP, *, below: bool = False
) -> str:
    text = NETWORK.replace("FIRST", first).replace("LAST", last).replace("AND", then).replace("STEP", step)
    return re.sub(r"\^\{\((.*?)\)\}", r"_{\1}", text) if below else text


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Define", r"and, for $l = L-1, \dots, 1$,"),
        ("The output error is", "It is propagated back by"),
        ("Backpropagation computes", ""),
        (r"Let $\delta^{(l)} = \partial C / \partial z^{(l)}$. Then", "and for $l < L$"),
    ],
)
def test_the_errors_of_backpropagation(first: str, then: str, below: bool) -> None:
    found = verdicts(network(first, LAST, then, below=below))
    assert found == ["definition"] * 3 + ["proved"] * 4 + ["refuted"]


def test_what_others_write_of_it_is_a_claim() -> None:
    wrong = STEP.replace(r"(W^{(l+1)})^\top", "W^{(l+1)}")
    step = f"{STEP}\n\nSomeone writes\n\n{wrong}\n\nBut for all $l$"
    found = verdicts(network("Define", LAST, r"and, for $l = L-1, \dots, 1$,", step))
    assert found == ["definition"] * 3 + ["proved", "proved", "refuted", "proved", "proved", "refuted"]


def test_what_it_is_taken_for_is_listed() -> None:
    found = judged(network("Define", LAST, r"and, for $l = L-1, \dots, 1$,"))
    meant = r"\delta^{(l)} = \frac{\partial C}{\partial z^{(l)}}, which its two equations determine"
    assert [meant in e["assumptions"] for e in found if e["verdict"] == "proved"] == [True] * 4
    told = judged(network(r"Let $\delta^{(l)} = \partial C / \partial z^{(l)}$. Then", LAST, "and for $l < L$"))
    assert not any(meant in e["assumptions"] for e in told if e["verdict"] == "proved")


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize(
    ("last", "step"),
    [
        (LAST, STEP.replace(r"(W^{(l+1)})^\top", "W^{(l+1)}")),
        (LAST, STEP.replace(r"\sigma'(z^{(l)})", r"\sigma'(z^{(l+1)})")),
        (LAST, STEP.replace("(W^{(l+1)})", "(W^{(l)})")),
        (LAST.replace("a^{(L)} - y", "y - a^{(L)}"), STEP),
        (LAST.replace("= (a", "= 2 (a"), STEP),
        (LAST.replace(r" \odot \sigma'(z^{(L)})", ""), STEP),
    ],
)
def test_other_recursions_are_no_gradients(last: str, step: str, below: bool) -> None:
    found = verdicts(network("Define", last, r"and, for $l = L-1, \dots, 1$,", step, below=below))
    assert "proved" not in found
    assert "refuted" not in found


def test_a_first_entry_does_not_tell_the_others() -> None:
    text = network("Define", LAST, r"and, for $l = L-1, \dots, 1$,").split("Define")
    first = STEP.replace("(l)", "(1)").replace("(l+1)", "(2)")
    claims = text[1].split(STEP)[1]
    assert "proved" not in verdicts(f"{text[0]}Define\n\n{first}\n\nand\n\n{STEP}\n\n{claims}")[3:]


def test_a_linear_chain() -> None:
    text = r"""Layers $l = 1, \dots, L$: weights $W_l \in \mathbb{R}^{n\times n}$, input $h_0 \in \mathbb{R}^n$.

$$ h_l = W_l h_{l-1}, \qquad E = \frac12 \|h_L - y\|^2 $$

with $y \in \mathbb{R}^n$. Define

$$ \delta_L = h_L - y, \qquad \delta_l = W_{l+1}^\top \delta_{l+1} \quad (l = L-1, \dots, 1) $$

Then

$$ \frac{\partial E}{\partial W_l} = \delta_l h_{l-1}^\top $$

$$ \frac{\partial E}{\partial W_l} = \delta_l h_l^\top $$

$$ \frac{\partial E}{\partial h_l} = 2 \delta_l $$
"""
    assert verdicts(text)[2:] == ["proved", "proved", "proved", "refuted", "refuted"]
