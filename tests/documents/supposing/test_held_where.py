r"""Equations that the text holds to some entries: "``A_{ij} = 0`` for ``j > i``" says nothing of the others."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SIGNAL = r"""@

$$ \sum_{t=0}^{T-1} x_t^2 = 0 $$
"""


@pytest.mark.parametrize(
    "words",
    [
        r"A signal $x_0,x_1,\dots,x_{T-1}$. Before time zero it is silent, so $x_t=0$ for $t<0$.",
        r"There is a signal $x_0,x_1,\dots,x_{T-1}$. We use $x_t=0$ for $t<0$.",
        r"There is a signal $x_0,x_1,\dots,x_{T-1}$, with $x_t=0$ for $t<0$ or $t\ge T$.",
        r"The signal is $x_0,\dots,x_{T-1}$; we set $x_t = 0$ beyond the end.",
        r"Let $x\in\mathbb{R}^T$, zero-based. Here $x_t=0$ if $t<0$.",
    ],
)
def test_zero_before_and_behind_a_signal(words: str) -> None:
    assert verdicts(SIGNAL.replace("@", words)) == ["refuted"]


@pytest.mark.parametrize(
    "words",
    [
        r"The signal is $x_0, \dots, x_{T-1}$; by convention, $x_t=0$ outside $0\le t<T$.",
        r"Let $x \in \mathbb{R}^T$, zero-based, with $x_t = 0$ for $t > 3$.",
        r"Let $x \in \mathbb{R}^T$, zero-based, where $x_t = 0$ unless $t$ is even.",
    ],
)
def test_zero_elsewhere_does_not_prove_zero(words: str) -> None:
    assert verdicts(SIGNAL.replace("@", words))[0] in ("undecided", "refuted")


TRIANGLE = r"""@

$$ \sum_{j} A_{ij} = 0 $$
$$ [j > i] A_{ij} = 0 $$
"""


@pytest.mark.parametrize(
    "words",
    [
        r"Let $A\in\mathbb{R}^{n\times n}$ with $A_{ij}=0$ for $j>i$.",
        r"Let $A\in\mathbb{R}^{n\times n}$, where $A_{ij}=0$ whenever $j>i$.",
        "Let $A\\in\\mathbb{R}^{n\\times n}$. Assume that\n$$ A_{ij} = 0 \\quad\\text{for } j > i. $$\nThen",
    ],
)
def test_zero_above_the_diagonal(words: str) -> None:
    first, second = verdicts(TRIANGLE.replace("@", words))[-2:]
    assert first == "refuted"
    assert second != "refuted"


MASKS = [
    r"The mask is $m_{ij} = 1$ for $j\le i$ and $m_{ij}=0$ for $j>i$, $i,j=1,\dots,n$.",
    r"The mask has $m_{ij} = 1$ for $j\le i$, $i,j=1,\dots,n$.",
    r"$$ m_{ij} = 1 \text{ if } j\le i, \qquad m_{ij} = 0 \text{ otherwise}, \qquad i,j=1,\dots,n. $$",
]


@pytest.mark.parametrize("words", MASKS)
def test_a_number_for_some_entries_defines_no_tensor(words: str) -> None:
    found = verdicts(words + "\n" + r"$$ \sum_{j} m_{ij} = i $$ $$ \sum_{j} m_{ij} = n $$")
    assert not {"proved", "refuted"} & set(found)


def test_a_mask_that_is_defined_and_then_spelt_out() -> None:
    text = r"""The mask is $m_{ij} = [j\le i]$ for $i,j=1,\dots,n$, that is, $m_{ij}=0$ for $j>i$.
$$ \sum_{j} m_{ij} = i $$
$$ \sum_{j} m_{ij} = n $$
"""
    assert verdicts(text) == ["proved", "refuted"]


def test_a_state_that_is_zero_before_the_first_step() -> None:
    text = r"""Let $h_t = 0$ for $t<0$, and $x \in \mathbb{R}^T$, indices from 0.
$$ h_t = a h_{t-1} + x_t, \quad t = 0, \dots, T - 1 $$
$$ h_0 = x_0, \qquad h_1 = a x_0 + x_1, \qquad h_1 = x_1 $$
"""
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]
