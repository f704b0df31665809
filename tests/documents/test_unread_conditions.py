"""Conditions in words that no rule reads: a line beneath them is not refuted, for they may be what makes it right."""

from __future__ import annotations

import pytest

from tests.documents.judging import judged, verdicts

HEAD = r"Let $g \in \mathbb{R}^{T}$, $A, B \in \mathbb{R}^{n \times n}$ and $x, y \in \mathbb{R}^n$." + "\n\n"
ABSTAIN = [
    r"If all $g_t$ are equal to $c$, then $$ \sum_t g_t = T c. $$",
    r"Suppose that $x$ is a vertex of the simplex. Then, as one sees at once, $$ x^\top x = 1. $$",
    r"If $A$ is nilpotent, $$ \operatorname{tr}(A) = 0. $$",
    r"Provided that $A$ is a polynomial in $B$, $$ A B = B A. $$",
]
ABSTAIN += [
    r"Assume $A = \unknown{B}$. Then $$ A B = B A. $$",
    r"Assume that $$ \unknown(A, B) = 0. $$ Then $$ A B = B A. $$",
    r"Assume that $$ A \mathbin{\mathsf{Ad}_x} B = 0. $$ Then $$ z = A y $$ $$ z^\top z = 1. $$",
    r"Assume that $A_{ijk} = B_{ij}$. Then $$ A B = B A. $$",
]
ABSTAIN += [
    r"The vectors $x$ and $y$ are scaled by the same isometry. $$ x^\top y = 1. $$",
    r"The matrices $A$ and $B$ are tied. $$ A B = B A. $$",
    r"Here $x$ is the antipode of $y$. $$ x^\top y = 1. $$",
]
DECIDED = [
    r"The decoder has the tied matrix $A$. $$ A B = B A. $$",
    r"Let $x$ be the targets and $y$ the regularization strength. $$ x^\top y = 1. $$",
    r"The vectors $x$ and $y$ go through the same encoder $A$. $$ x^\top y = 1. $$",
    r"The whitened vectors are $$ z = B y. $$ Then $$ x^\top y = 1. $$",
    r"In an $n$-dimensional space one has $$ x^\top y = 1. $$",
    r"The statement with $B A$ does not even have matching shapes. $$ A B = B A. $$",
    r"Assume $A = \unknown{B}$. Then $$ x^\top y = 1. $$",
    r"Do not assume that $A = \unknown{B}$. We claim that $$ A B = B A. $$",
    r"It is seen that $A = \unknown{B}$. Then $$ A B = B A. $$",
    r"Assume that $$ \unknown(A, B) = 0. $$ Then $$ x^\top y = 1. $$",
    r"$$ \unknown(A, B) = 0. $$ Then $$ A B = B A. $$",
    r"If $x$ is the input of the layer, then $$ x^\top x = 1. $$",
    r"If all $g_t$ are equal to $c$, the sum is simple. In general we have $$ x^\top x = 1. $$",
    r"Hence $x$ is constant, and $$ x^\top x = 1. $$",
    r"Suppose that $x$ sums to one: $$ \sum_i x_i = 1. $$ Then $$ x^\top x = 1. $$",
    r"Suppose that $x$ is centered, $\sum_i x_i = 0$. Then $$ x^\top x = 1. $$",
    r"Suppose that $x$ is one-hot. For another vector, $$ y^\top y = 1. $$",
]


@pytest.mark.parametrize("text", ABSTAIN)
def test_a_line_beneath_is_not_refuted(text: str) -> None:
    equation = judged(HEAD + text)[-1]
    assert equation["verdict"] == "undecided", equation
    assert "is not understood" in equation["message"]


@pytest.mark.parametrize("text", DECIDED)
def test_other_lines_are(text: str) -> None:
    equation = judged(HEAD + text)[-1]
    assert equation["verdict"] == "refuted", equation


def test_an_eigenvector_is_understood() -> None:
    text = r"When $x$ is an eigenvector of $A$ with eigenvalue $\lambda$, $$ x^\top A x = \lambda x^\top x. $$"
    equation = judged(HEAD + text)[-1]
    assert equation["verdict"] == "proved", equation


def test_a_function_that_is_chosen_for_one_sentence() -> None:
    text = HEAD + r"Let $f$ be smooth. $$ z = f(x^\top y) $$ For $f = \tanh$ we have $$ f'(x^\top y) = 1 - z^2. $$"
    equation = judged(text)[-1]
    assert equation["verdict"] == "undecided"
    assert "f = \\tanh" in equation["message"]


def test_what_is_dropped_is_no_hypothesis() -> None:
    text = HEAD + r"Drop the assumption that $x$ is zero for a moment; let $y$ be any vector: $$ x^\top y = 0 $$"
    (equation,) = judged(text)
    assert (equation["role"], equation["verdict"]) == ("claim", "refuted")


def test_a_line_that_such_words_lead_into_may_be_what_they_mean() -> None:
    text = r"""Let $H, U, S \in \mathbb{R}^{d \times d}$ with $S$ diagonal. $$ \operatorname{tr}(H) = \sum_i H_{ii} $$
    Let the columns of $U$ be orthonormal eigenvectors, so that $$ H = U S U^\top, \qquad U^\top U = I. $$
    Then $$ \operatorname{tr}(H) = \operatorname{tr}(S), \qquad \operatorname{tr}(H) = 2 \operatorname{tr}(S) $$"""
    found = judged(text)
    assert [e["verdict"] for e in found] == ["proved", "undecided", "proved", "undecided", "refuted"]
    assert "is not understood" in found[3]["message"]


@pytest.mark.parametrize(
    ("line", "expected"), [(r"A^\top x", ["proved", "refuted"]), (r"A x", ["refuted", "undecided"])]
)
def test_words_that_announce_a_proved_line_say_no_more(line: str, expected: list[str]) -> None:
    text = HEAD + rf"The step $x$ of the iteration zigzags: $$ x^\top A y = y^\top {line} $$ So $$ x^\top x = 1 $$"
    assert verdicts(text) == expected


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        (r"An encoder-decoder pair shares one matrix $W \in \mathbb{R}^{k \times d}$.", "refuted"),
        (r"Encoder and decoder share the same weights $W \in \mathbb{R}^{k \times d}$.", "refuted"),
        (r"$V$ and $W \in \mathbb{R}^{k \times d}$ share their entries, $V \in \mathbb{R}^{k \times d}$.", "undecided"),
    ],
)
def test_one_matrix_that_is_shared_is_any(sentence: str, verdict: str) -> None:
    text = f"{sentence} Let $x \\in \\mathbb{{R}}^d$. $$ r = W^\\top W x $$ $$ r = x $$"
    assert verdicts(text)[-1] == verdict


@pytest.mark.parametrize("verb", ["minimize", "differentiate", "consider"])
def test_the_same_function_again(verb: str) -> None:
    text = r"Let $x \in \mathbb{R}^n$ and $f(x) = x^\top x$." + "\n\n"
    text += rf"Now suppose we wish to {verb} the same function, but subject to the constraint $x^\top x \le 1$."
    assert verdicts(text + r" $$ \nabla_x f(x) = x, \qquad \nabla_x f(x) = 2x $$") == ["refuted", "proved"]
