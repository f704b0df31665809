"""That a name is one of some values, or positive, is supposed where a sentence says so outright, and nowhere else."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

TOLD = [
    "Labels $@$ are given.",
    "Let $@$ mark what is observed.",
    "We have targets; let $@$ be these.",
    "We have examples $x$ with labels $@$.",
    "We have $n$ training examples $x$ and $@$.",
]
UNTOLD = [
    "Unlike masks with $@$, our weights are arbitrary.",
    "If $@$ were true, things would be simple.",
    "One might be tempted to take $@$; we do not.",
    "It is false that $@$.",
    "We relax $@$ to real numbers.",
    "Earlier authors had $@$.",
    "Instead of $@$ we allow any real number.",
    "Some of them satisfy $@$.",
    "Does $@$ hold?",
    "After rounding, $@$; we do not round.",
    "Suppose for a moment that $@$. That is too strong.",
    "We learn it by pushing it towards $@$.",
    "The constraint $@$ is replaced by a penalty.",
    "With high probability $@$.",
    "For $n = 1$ we have $@$.",
    "For separable examples we have $@$.",
    "Rarely we have that labels $x$ satisfy $@$.",
    "No assumption such as $@$ is made.",
    "Whether or not $@$, the following holds:",
]
MEMBERSHIPS = {
    r"m_{i} \in \{0, 1\}": r"\sum_i m_i^2 x_i = \sum_i m_i x_i",
    r"m \in \{0, 1\}^n": r"\sum_i m_i^2 x_i = \sum_i m_i x_i",
    r"s_i \in \{-1, 1\}": r"s_i^2 x_i = x_i",
    r"v \in \mathbb{R}_{>0}^n": r"\sqrt{v_i^2} x_i = v_i x_i",
}


@pytest.mark.parametrize("membership", MEMBERSHIPS)
@pytest.mark.parametrize("sentence", TOLD)
def test_what_is_said_outright_is_supposed(sentence: str, membership: str) -> None:
    text = f"Let $x \\in \\mathbb{{R}}^n$ and $i = 1..n$. {sentence} $$ {MEMBERSHIPS[membership]} $$"
    assert verdicts(text.replace("@", membership))[-1] == "proved"


@pytest.mark.parametrize("membership", MEMBERSHIPS)
@pytest.mark.parametrize("sentence", UNTOLD)
def test_what_is_not_said_outright_is_not(sentence: str, membership: str) -> None:
    text = f"Let $x \\in \\mathbb{{R}}^n$ and $i = 1..n$. {sentence} $$ {MEMBERSHIPS[membership]} $$"
    assert verdicts(text.replace("@", membership))[-1] != "proved"


def test_neither_this_nor_that_is_assumed() -> None:
    text = r"Let $A, B \in \mathbb{R}^{n \times n}$. We assume neither $n = 1$ nor $A = B$. $$ A B = B A $$"
    assert verdicts(text)[-1] != "proved"


@pytest.mark.parametrize(
    "sentence",
    [
        "It is false that $@$.",
        "We relax $@$.",
        "With high probability $@$.",
        "Approximately $@$.",
        "Regardless of whether $@$ we get",
        "One might be tempted to take $@$; we do not.",
        "No assumption such as $@$ is made.",
    ],
)
@pytest.mark.parametrize(
    ("relation", "claim"),
    [
        ("c > 0", r"\sqrt{c^2} = c"),
        ("x_i > 0", "|x_i| = x_i"),
        ("n = 1", "A B = B A"),
        ("P = 0", "P x = 0"),
    ],
)
def test_a_relation_that_is_not_said_outright_makes_no_proof(sentence: str, relation: str, claim: str) -> None:
    head = r"Let $A, B \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$, $c \in \mathbb{R}$, $P \ge 0$ an integer. "
    assert verdicts(f"{head}{sentence} $$ {claim} $$".replace("@", relation))[-1] != "proved"


def test_what_is_real_is_no_integer_beside_one() -> None:
    text = r"Let $c \in \mathbb{R}$, $P \ge 0$ an integer. Here $c > 0$. $$ c \ge 1 $$"
    assert verdicts(text)[-1] == "refuted"


VALUES = {
    r"\{0, 1\}": r"m_i^2 = m_i",
    r"\{1, 0\}": r"m_i^2 = m_i",
    r"\{-1, +1\}": r"m_i^2 = 1",
    r"\{\pm 1\}": r"m_i^2 = 1",
}


@pytest.mark.parametrize("values", VALUES)
@pytest.mark.parametrize(
    "sentence",
    [
        r"Let $m \in \mathbb{R}^n$ have entries in $@$.",
        r"Let $m \in \mathbb{R}^n$ be a vector with entries in $@$.",
        r"Let $m \in \mathbb{R}^n$, where $m$ has entries in $@$.",
        r"Let $m \in \mathbb{R}^n$. The entries of $m$ are in $@$.",
        r"Let $m \in \mathbb{R}^n$. All entries of $m$ lie in $@$.",
        r"Let $m \in \mathbb{R}^n$. The mask $m$ takes values in $@$.",
        r"Let $m \in \mathbb{R}^n$. The labels $m_i$ are drawn from $@$.",
        r"A mask $m \in \mathbb{R}^n$ (entries from $@$).",
        r"Let $m_1, \dots, m_n$ be labels in $@$.",
        r"The entries $m_1, \dots, m_n$ are in $@$.",
    ],
)
def test_a_set_that_words_say_entries_are_in(sentence: str, values: str) -> None:
    text = f"{sentence} $$ {VALUES[values]} $$ $$ m_i = 1 $$"
    assert verdicts(text.replace("@", values)) == ["proved", "refuted"]


@pytest.mark.parametrize(
    "sentence",
    [
        r"Let $m \in \mathbb{R}^n$. Its entries are in $\{0, 1\}$.",
        r"Let $m \in \mathbb{R}^n$. Its entries lie in $[0, 1]$.",
        r"Let $m \in \mathbb{R}^n$ have entries in $[0, 1]$.",
        r"Let $m \in \mathbb{R}^n$ with values in $(0, 1)$.",
        r"Let $m \in \mathbb{R}^n$. The entries of $m$ are in $(0, 1)$.",
        r"Let $m \in \mathbb{R}^n$ have entries in $\mathbb{R}_+$.",
        r"Let $m \in \mathbb{R}^n$. For hard masks $m$ has entries in $\{0, 1\}$.",
    ],
)
def test_values_that_are_not_understood_refute_nothing(sentence: str) -> None:
    assert verdicts(f"{sentence} $$ |m_i| = m_i $$ $$ \\sqrt{{m_i^2}} = -m_i $$")[0] == "undecided"


@pytest.mark.parametrize("no", [r"It is not true that $m$ has entries in $@$.", r"The maps from $@$ to $m$ are many."])
def test_sets_of_which_nothing_is_said(no: str) -> None:
    text = rf"Let $m \in \mathbb{{R}}^n$. {no} $$ m_i^2 = m_i $$".replace("@", r"\{0, 1\}")
    assert verdicts(text)[0] != "proved"


def test_numbers_of_a_set_are_not_looked_for_in_what_follows() -> None:
    text = r"""Codes $h \in \mathbb{R}^n$, mask
    $m \in \mathbb{R}^n$ with entries in $\{0, 1\}$ (drawn once, then fixed),
    keep rate $q \in (0, 1)$. A readout $U \in \mathbb{R}^{n \times k}$ for one or many.

    $$ m \odot m = m, \qquad m \odot h = h $$
"""
    assert verdicts(text) == ["proved", "refuted"]
