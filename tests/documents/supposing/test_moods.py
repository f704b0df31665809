r"""A wish, a method, a frequency, a task and a question are no facts: nothing is proved from them.

Each sentence about ``W`` stands before ``a = W h`` and the claim ``\|a\|^2 = \|h\|^2``, which holds just where ``W`` is
orthogonal.
"""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from tests.documents.judged import verdicts

FACTS = [
    "Let $W$ be orthogonal.",
    "Here $W$ is an orthogonal matrix.",
    "We assume that $W$ is orthogonal.",
    "We may assume that $W$ is orthogonal.",
    "The recurrent matrix $W$ is kept orthogonal.",
    "We constrain $W$ to be orthogonal.",
    "We require that $W$ be orthogonal.",
    "We want to study the orthogonal matrix $W$.",
    "To simplify matters, let $W$ be orthogonal.",
    "Often one uses a gate. Here $W$ is orthogonal.",
    "Usually the weights are dense, but $W$ is orthogonal.",
    "Choose $W$ orthogonal.",
    r"Let $W$ satisfy $W^\top W = I$.",
]
DOUBTS = [
    "We would like $W$ to be orthogonal.",
    "Ideally, $W$ should be orthogonal.",
    "Initialise $W$ as an orthogonal matrix.",
    "Suppose $W$ is initialised as an orthogonal matrix.",
    "In practice $W$ is often orthogonal.",
    "The goal is an orthogonal $W$.",
    "A common trick is to make $W$ orthogonal.",
    "Some authors constrain $W$ to be orthogonal.",
    "We want to keep $W$ orthogonal during training.",
    "It is desirable that $W$ is orthogonal.",
    "To avoid vanishing gradients, keep $W$ orthogonal.",
    "One can choose $W$ to be orthogonal.",
    "Penalising the deviation encourages $W$ to be orthogonal.",
    "It is common to choose $W$ orthogonal.",
    "This motivates orthogonal $W$.",
    "Recurrent networks with orthogonal $W$ are stable.",
    "$W$ is nearly orthogonal.",
    "Prove that $W$ is orthogonal.",
    r"Initialise $W$ so that $W^\top W = I$.",
    r"In practice one often has $W^\top W = I$.",
    r"One tries to maintain $W^\top W = I$.",
    "One remedy is to keep a recurrent weight orthogonal.",
]
NOTHING = [
    "For an orthogonal matrix $W$ the norm is preserved.",
    "If we choose $W$ orthogonal, gradients do not vanish.",
    "If $W$ were orthogonal, norms would be preserved.",
    r"The penalty vanishes when $W^\top W = I$.",
    "Unlike an orthogonal matrix, $W$ is arbitrary.",
]
WORDS = [(t, "proved") for t in FACTS] + [(t, "undecided") for t in DOUBTS] + [(t, "refuted") for t in NOTHING]


@pytest.mark.parametrize(("words", "verdict"), WORDS)
def test_what_a_sentence_tells(words: str, verdict: str) -> None:
    head = rf"Let $W \in \mathbb{{R}}^{{n \times n}}$ and $h \in \mathbb{{R}}^n$. {words}"
    text = f"{head}\n\nThe layer computes\n\n$$ a = W h $$\n\n$$ \\|a\\|^2 = \\|h\\|^2 $$\n"
    assert [e["verdict"] for e in check(read(text, "a.md"), suggest=False)["equations"]] == [None, verdict]


def test_a_wish_does_not_hide_what_is_wanted() -> None:
    """The equation that a wish gives a name by is a definition all the same."""
    text = r"""
Let $X \in \mathbb{R}^{N \times D}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^D$. We would like to minimise

$$ J = \|X w - y\|^2 $$

$$ \nabla_w J = 2 X^\top (X w - y) $$
"""
    assert [e["verdict"] for e in check(read(text, "a.md"), suggest=False)["equations"]] == [None, "proved"]


@pytest.mark.parametrize(
    ("words", "symmetric"),
    [
        ("For simplicity, $A$ is symmetric.", "proved"),
        ("For us $A$ is symmetric.", "proved"),
        ("Throughout, $A$ is symmetric.", "proved"),
        ("For undirected graphs, $A$ is symmetric.", "undecided"),
        ("On undirected graphs $A$ is symmetric.", "undecided"),
        ("For a kernel matrix, $A$ is symmetric.", "undecided"),
        ("With undirected edges, $A$ is symmetric.", "undecided"),
        ("In our case, $A$ is symmetric.", "undecided"),
    ],
)
def test_what_is_said_of_a_kind_of_thing_is_not_said_of_this_one(words: str, symmetric: str) -> None:
    text = rf"Let $A \in \mathbb{{R}}^{{n \times n}}$ and $x \in \mathbb{{R}}^n$. {words}" + "\n\n"
    assert verdicts(text + r"$$ f = x^\top A x $$ $$ \nabla_x f = 2 A x $$")[-1] == symmetric
