"""Losses that are sums of losses of which nothing is said: unknown functions, and not made from inputs."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

RNN = r"""
Let $x_t, h_t \in \mathbb{R}^n$, $W \in \mathbb{R}^{n \times n}$, $h_0 = 0$, $t = 1, \dots, T$.

$$ h_t = \tanh(W h_{t-1} + x_t) $$

The total loss is LOSS

$$ \frac{\partial L}{\partial x_t} = (1 - h_t \odot h_t) \odot \frac{\partial L}{\partial h_t} $$

$$ \frac{\partial L}{\partial x_t} = (1 - h_t) \odot \frac{\partial L}{\partial h_t} $$
"""


@pytest.mark.parametrize(
    "right",
    [
        r"\sum_{t=1}^{T} \ell_t",
        r"\sum_{t=1}^{T} \ell_t(h_t)",
        r"\sum_t \ell(h_t)",
        r"\frac{1}{T} \sum_{t=1}^{T} L_t",
        r"\ell(h_T)",
        r"\sum_{t=1}^{T} L_t, \qquad L_t = \ell(h_t)",
    ],
)
@pytest.mark.parametrize("displayed", [True, False])
def test_a_sum_of_unknown_losses_is_an_unknown_loss(right: str, displayed: bool) -> None:
    loss = f"\n\n$$ L = {right} $$" if displayed else f"$L = {right}$.".replace(r", \qquad ", "$ with $")
    shown = 1 + (displayed * (1 + right.count("qquad")))
    assert verdicts(RNN.replace("LOSS", loss)) == ["definition"] * shown + ["proved", "refuted"]


def test_parts_that_stand_elsewhere_are_no_reason_for_a_verdict() -> None:
    text = RNN.replace(
        "LOSS", "\n\n$$ L = \\sum_{t=1}^{T} \\ell_t $$\n\n$$ \\frac{\\partial L}{\\partial \\ell_t} = 1 $$"
    )
    found = judged(text)
    assert [e["verdict"] for e in found[2:]] == ["proved", "undecided", "undecided"]
    assert "L is not made from x" in found[3]["message"]


def test_parts_that_are_defined_are_read_as_before() -> None:
    loss = "\n\n$$ \\ell_t = \\| h_t \\|^2, \\qquad L = \\sum_{t=1}^{T} \\ell_t $$"
    assert verdicts(RNN.replace("LOSS", loss)) == ["definition"] * 3 + ["proved", "refuted"]


def test_a_loss_of_declared_inputs_is_a_definition() -> None:
    text = r"""
Let $E \in \mathbb{R}^n$ and $w \in \mathbb{R}^n$.

$$ L = \sum_i E_i $$

$$ \frac{\partial L}{\partial w_i} = 0 $$
"""
    assert verdicts(text)[0] == "definition"
    assert verdicts(text)[1] != "refuted"


@pytest.mark.parametrize(
    "words",
    [
        r"for some loss functions $\ell_t$",
        r"where $\ell_t$ is any differentiable loss function",
        r"and $\ell_t$ is the loss at step $t$",
    ],
)
def test_words_about_the_parts(words: str) -> None:
    loss = f"\n\n$$ L = \\sum_{{t=1}}^T \\ell_t(h_t) $$\n\n{words}."
    assert verdicts(RNN.replace("LOSS", loss)) == ["definition", "definition", "proved", "refuted"]


def test_entries_of_a_matrix_that_is_defined_whole_are_no_losses() -> None:
    text = r"""
Let $X \in \mathbb{R}^{n \times d}$, $w \in \mathbb{R}^{d \times k}$, $Y \in \mathbb{R}^{n \times k}$.

$$ E = X w - Y $$

$$ L = \sum_{i,j} E_{ij} $$

$$ \frac{\partial L}{\partial w_{aj}} = \sum_i X_{ia} $$

$$ \frac{\partial L}{\partial w_{aj}} = \sum_i X_{ia} Y_{ij} $$
"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]
