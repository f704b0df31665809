"""Conditions in the words of a display, and in footnotes."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $P \in \mathbb{R}^{n \times n}$."
TRUE, FALSE = r"$$ Q^2 = Q $$", r"$$ Q^2 = P $$"


@pytest.mark.parametrize(
    "words",
    [
        r"\text{where $P$ is a projection}",
        r"\text{where } P \text{ is idempotent}",
        r"\text{for an idempotent matrix $P$}",
        r"\text{with } P^2 = P",
        r"\text{(where $P P = P$)}",
    ],
)
def test_a_condition_beside_a_definition(words: str) -> None:
    text = f"{HEAD}\n\n$$ Q = I - P \\qquad {words} $$\n\nThen\n\n"
    assert verdicts(text + TRUE)[-1] == "proved"
    assert verdicts(text + FALSE)[-1] == "refuted"


def test_a_condition_beside_a_claim_is_of_its_display() -> None:
    beside = r" \qquad \text{with } P^2 = P $$"
    text = f"{HEAD}\n\n$$ Q = I - P $$\n\n$$ Q^2 = Q{beside}\n\n$$ Q^2 = P{beside}\n\n{TRUE}\n"
    assert verdicts(text)[1:] == ["proved", "hypothesis", "refuted", "hypothesis", "refuted"]


def test_an_equation_of_what_is_defined_is_a_claim() -> None:
    text = f"{HEAD} $$ Q = I - P, \\qquad R = Q \\qquad \\text{{where }} Q^2 = Q $$"
    assert verdicts(text)[-1] == "refuted"


@pytest.mark.parametrize("words", ["indices start at $1$", "one-based indices", "$i$ runs from $1$ to $n$"])
def test_a_base_in_a_display(words: str) -> None:
    text = rf"Let $x \in \mathbb{{R}}^n$. $$ f = \sum_i i \, x_i \qquad \text{{({words})}} $$" "\n\n"
    claim = r"$$ \sum_i \frac{\partial f}{\partial x_i} = \frac{n(n%s1)}{2} $$"
    assert verdicts(text + claim % "+")[-1] == "proved"
    assert verdicts(text + claim % "-")[-1] == "refuted"


def test_the_first_entry_tells_the_base() -> None:
    text = r"Let $x \in \mathbb{R}^n$; the first entry is $x_1$. $$ f = \sum_i i \, x_i $$" "\n\n"
    claim = r"$$ \sum_i \frac{\partial f}{\partial x_i} = \frac{n(n%s1)}{2} $$"
    assert verdicts(text + claim % "+")[-1] == "proved"
    assert verdicts(text + claim % "-")[-1] == "refuted"


@pytest.mark.parametrize("said", ["$P$ is a projection.", "$P^2 = P$.", "Throughout, $P$ is idempotent."])
def test_what_a_footnote_says_holds_from_its_mark_on(said: str) -> None:
    text = f"{HEAD}[^1]\n\n$$ Q = I - P $$\n\n%s\n\n[^1]: {said}\n"
    assert verdicts(text % TRUE)[-1] == "undecided"
    assert verdicts(text % FALSE)[-1] == "refuted"


@pytest.mark.parametrize("said", ["$h_0 = 0$.", "The recursion starts at $h_0 = 0$."])
def test_a_first_state_in_a_footnote(said: str) -> None:
    head = r"Let $a \in \mathbb{R}$ and $x \in \mathbb{R}^T$.[^1] $$ h_t = a h_{t-1} + x_t, \qquad t = 1, \dots, T $$"
    note = f"\n\n[^1]: {said}\n"
    assert verdicts(f"{head}\n\n$$ h_2 = a x_1 + x_2 $${note}")[-1] == "proved"
    assert verdicts(f"{head}\n\n$$ h_2 = x_1 + a x_2 $${note}")[-1] == "refuted"


def test_a_footnote_in_latex() -> None:
    text = (
        r"\begin{document}Inputs $X \in \mathbb{R}^{N \times D}$, weights $w \in \mathbb{R}^D$, labels "
        r"$y \in \mathbb{R}^N$.\footnote{All labels are zero.} \[ L = \tfrac12 \|X w - y\|^2 \] "
        r"\[ \frac{\partial L}{\partial w} = X^\top X w \]\end{document}"
    )
    assert verdicts(text, "a.tex")[-1] == "undecided"


def test_a_size_beside_a_claim() -> None:
    head = r"Let $X \in \mathbb{R}^{N \times D}$, $w \in \mathbb{R}^D$. $$ L = \frac1N \|X w\|^2 $$"
    claim = r"$$ \frac{\partial L}{\partial w} = %s X^\top X w \qquad \text{(with $N = 1$)} $$"
    assert verdicts(f"{head}\n\n{claim % 2}")[1:] == ["proved", "hypothesis"]
    assert verdicts(f"{head}\n\n{claim % 3}")[1:] == ["refuted", "hypothesis"]
