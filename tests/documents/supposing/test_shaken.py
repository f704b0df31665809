"""Equations of the running text that the text around them does not suppose, or takes back."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

HEAD = r"Let $A, B \in \mathbb{R}^{n \times n}$, $x, y \in \mathbb{R}^n$, $p \in \mathbb{R}^K$." + "\n\n"
SQUARE = r"$$ (A + B)^2 = A^2 + 2 A B + B^2 $$"
SHAKEN = [
    r"A student claims that the matrix $A$, $A = A^\top$, is symmetric. $$ x^\top A y = y^\top A x $$",
    r"Does the matrix $A$, $A^2 = A$, project? Not in general. $$ A (I - A) = 0 $$",
    rf"Later we shall need matrices with $A B = B A$. For now {SQUARE}",
    rf"Suppose for contradiction that $A B = B A$ for all matrices. That is absurd. {SQUARE}",
    r"Many authors assume $\|x\| = 1$; we do not. $$ x^\top x = 1 $$",
    r"The constraint $\sum_k p_k = 1$ is dropped. $$ \sum_k p_k = 1 $$",
    r"For positive inputs, $x_i > 0$, the rectifier does nothing. In general $$ \max(x_i, 0) = x_i $$",
    r"Positive inputs $x_i > 0$ pass. For the others: $$ \max(x_i, 0) = x_i $$",
    r"$x$ and $y$ are called orthogonal when $x^\top y = 0$. $$ \|x + y\|^2 = \|x\|^2 + \|y\|^2 $$",
    r"The targets $p$ are one-hot only in classification. Here: $$ \sum_k p_k = 1 $$",
    r"We initialise with $A = I$. After some steps $$ A x = x $$",
    r"One hopes for $A = I$ at convergence. $$ A x = x $$",
    r"Ideally the matrix $A$, $A^2 = A$, is idempotent. $$ A^2 x = A x $$",
    r"Suppose first that $A^2 = A$. Then things are easy. Now the general case: $$ A^2 x = A x $$",
    r"Suppose first that $A^2 = A$. Then $$ A^2 x = A x $$ Now the general case: $$ A^2 x = A x $$",
    r"Suppose that $A^2 = A$. Then $$ A^2 x = A x $$ Without this assumption: $$ A^2 x = A x $$",
    r"Let $A$ be symmetric in the special case. $$ A x = A^\top x $$",
    r"Exercise: find the $A$ with $A^2 = A$. $$ A^2 x = A x $$",
    r"The Gram matrix of an orthogonal matrix $A$ is $A^\top A = I$; ours is not orthogonal. $$ A^\top A = I $$",
]
FIRM = [
    r"Let $A^\top = A$. $$ x^\top A y = y^\top A x $$",
    rf"Suppose that $A B = B A$. Then in general {SQUARE}",
    r"Let the inputs be positive, $x_i > 0$. Then the rectifier does nothing: $$ \max(x_i, 0) = x_i $$",
    rf"Some claim that $A B = B A$. We assume it: let $A B = B A$. {SQUARE}",
    r"At the start $A = I$, so that $$ A x = x $$",
]


@pytest.mark.parametrize("text", SHAKEN)
def test_nothing_is_proved_from_it(text: str) -> None:
    assert verdicts(HEAD + text)[-1] in ("undecided", "refuted")


@pytest.mark.parametrize("text", FIRM)
def test_what_is_supposed_is(text: str) -> None:
    assert verdicts(HEAD + text)[-1] == "proved"


def test_what_holds_without_it_is_proved() -> None:
    text = r"""Ideally the matrix $A$, $A^\top = A$, is symmetric.
    $$ x^\top A y = y^\top A^\top x, \quad x^\top A y = y^\top A x $$"""
    first, second = judged(HEAD + text)
    assert (first["verdict"], first["assumptions"]) == ("proved", [])
    assert second["verdict"] == "undecided"
    assert "leaves open" in second["message"] or "not understood" in second["message"]


SIZES = [
    r"Take $n = 1$ as a warm-up: $$ x^\top y = x_1 y_1 $$ For larger $n$ $$ x^\top y = x_1 y_1 $$",
    r"With $K = 1$ this is easy. $$ \sum_{k=1}^K p_k = p_1 $$",
    r"The kernel size is often $K = 1$. $$ \sum_{k=1}^K p_k = p_1 $$",
    r"Uniform weights $p_k = 1/K$ give the mean. General weights do not. $$ \sum_{k=1}^K p_k = 1 $$",
    r"$A$ is symmetric if the graph is undirected. $$ A x = A^\top x $$",
    r"The weights $p$ sum to one after the softmax. $$ \sum_k p_k = 1 $$",
    r"The gradient with respect to $p$ sums to zero. $$ \sum_k p_k = 0 $$",
]


@pytest.mark.parametrize("text", SIZES)
def test_cases_that_are_over(text: str) -> None:
    assert verdicts(HEAD + text)[-1] in ("undecided", "refuted")
