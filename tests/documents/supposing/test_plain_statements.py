"""Equations that a sentence states of what it speaks of are supposed; what it may state leaves a verdict open."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

TIED = r"""Let $V \in \mathbb{{R}}^{{n \times m}}$ and $W \in \mathbb{{R}}^{{m \times n}}$. {words} The layer is linear.

$$ (V W)^\top = V W, \qquad (V W)^\top = -V W $$
"""
LABELS = r"""Let $z, t \in \mathbb{{R}}^C$. {words} Put
$$ p_c = \frac{{e^{{z_c}}}}{{\sum_k e^{{z_k}}}} $$
$$ J = -\sum_c t_c \log p_c $$
$$ \frac{{\partial J}}{{\partial z_c}} = p_c - t_c, \qquad \frac{{\partial J}}{{\partial z_c}} = p_c + t_c $$
"""


@pytest.mark.parametrize(
    "words",
    [
        r"We tie the weights, $V = W^\top$.",
        r"The weights are tied ($V = W^\top$).",
        r"The decoder $V$ is tied to the encoder, $V = W^\top$.",
        r"The decoder shares the weights of the encoder: $V = W^\top$.",
        r"We use tied weights $V = W^\top$.",
        r"Both matrices share their entries, $V = W^\top$.",
        r"The matrices $V$ and $W$ satisfy $V = W^\top$.",
        r"As the weights are tied, $V = W^\top$.",
        r"With tied weights, $V = W^\top$.",
        r"Here $V = W^\top$.",
    ],
)
def test_tied_weights(words: str) -> None:
    said = judged(TIED.format(words=words))
    assert [e["verdict"] for e in said] == ["proved", "refuted"]


@pytest.mark.parametrize(
    "words",
    [
        r"The one-hot targets $t$ satisfy $\sum_c t_c = 1$.",
        r"Targets $t$ ($\sum_c t_c = 1$) are one-hot.",
        r"The label $t$ is one-hot, that is, $\sum_c t_c = 1$.",
        r"Every target sums to one, $\sum_c t_c = 1$.",
        r"We write $t$ for the one-hot targets, $\sum_c t_c = 1$.",
        r"The labels $t$ are distributions, so $\sum_c t_c = 1$.",
        r"Given soft targets $t$, $\sum_c t_c = 1$,",
    ],
)
def test_targets_that_sum_to_one(words: str) -> None:
    found = judged(LABELS.format(words=words))
    assert [e["verdict"] for e in found[2:]] == ["proved", "refuted"]
    assert found[2]["assumptions"]


@pytest.mark.parametrize(
    "words",
    [
        r"The goal is $V = W^\top$.",
        r"Bug: $V = W^\top$.",
        r"A perfect model has $V = W^\top$.",
        r"The solution is where $V = W^\top$ fails.",
        r"Lemma 1. $V = W^\top$.",
        r"The weights are almost tied, $V = W^\top$.",
        r"Textbooks use tied weights, $V = W^\top$.",
        r"The weights are tied ($V = W^\top$) at the start.",
        r"The simplest choice is $V = W^\top$.",
    ],
)
def test_what_a_sentence_may_not_state_proves_nothing(words: str) -> None:
    first, second = verdicts(TIED.format(words=words))
    assert first in ("undecided", "refuted")
    assert second == "refuted"


LIMITS = [
    "for $n = 1$",
    "in Section 3",
    "numerically",
    "for orthogonal inputs",
    "without noise",
    "in the simplest model",
]
LIMITS += ["for now", "on average", "at the optimum", "after normalisation", "up to a constant"]


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("comma", ["", ","])
def test_what_a_sentence_limits_proves_nothing(limit: str, comma: str) -> None:
    first, second = verdicts(TIED.format(words=rf"The weights are tied, $V = W^\top${comma} {limit}."))
    assert first in ("undecided", "refuted")
    assert second == "refuted"


@pytest.mark.parametrize("limit", ["in Section 3", "numerically", "for now", "in the simplest model"])
@pytest.mark.parametrize("head", ["Let", "Throughout,", "With tied weights"])
def test_what_holds_elsewhere_is_not_supposed_here(head: str, limit: str) -> None:
    assert verdicts(TIED.format(words=rf"{head} $V = W^\top$ {limit}."))[0] != "proved"


def test_a_known_function_is_no_condition() -> None:
    text = r"""Write $\sigma(a) = \frac{1}{1 + e^{-a}}$. Let $a \in \mathbb{R}^M$.
$$ \tanh(a) = \sigma(2a) - 1, \qquad \tanh(a) = 2 \sigma(2a) - 1 $$
"""
    assert verdicts(text) == ["refuted", "proved"]


INTRODUCED = "WORDS Let $u \\in \\mathbb{R}^d$.\n\n$$ z = X u $$\n\n$$ \\mathbf 1^\\top z = 0 $$\n"


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (r"We have $X \in \mathbb{R}^{n \times d}$, $\mathbf 1^\top X = 0$.", "proved undecided"),
        (r"We have $X \in \mathbb{R}^{n \times d}$ and $\mathbf 1^\top X = 0$.", "proved undecided"),
        (r"We have $X \in \mathbb{R}^{n \times d}$ with $\mathbf 1^\top X = 0$.", "proved"),
        (r"We have $X \in \mathbb{R}^{n \times d}$, and not $\mathbf 1^\top X = 0$.", "undecided refuted"),
        (r"We have $X \in \mathbb{R}^{n \times d}$.", "refuted"),
    ],
)
def test_an_equation_of_what_its_sentence_introduces_is_no_conclusion(words: str, allowed: str) -> None:
    assert verdicts(INTRODUCED.replace("WORDS", words))[-1] in allowed.split()
