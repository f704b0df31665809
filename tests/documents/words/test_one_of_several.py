r"""What is said of one thing is said of the last of several formulas, and may be meant of the others."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LINES = (r"\sum_i v_i^2 = 1", r"\sum_i y_i^2 = 1", r"\sum_i y_i^2 = 2")


def _judged(head: str) -> list[str]:
    return verdicts(f"{head}\n\nThen\n\n" + "\n\n".join(f"$$ {line} $$" for line in LINES))


@pytest.mark.parametrize("said", ["a unit vector", "the unit vector", "a one-hot vector", "a vector of unit norm"])
def test_one_thing_is_the_last_formula(said: str) -> None:
    head = rf"Let $v \in \mathbb{{R}}^d$ and $y \in \mathbb{{R}}^d$ be {said}."
    assert _judged(head)[0] != "proved"
    assert _judged(head)[1:] == ["proved", "refuted"]


@pytest.mark.parametrize("said", ["unit vectors", "one-hot vectors", "of unit norm"])
def test_several_things_are_all_of_them(said: str) -> None:
    head = rf"Let $v \in \mathbb{{R}}^d$ and $y \in \mathbb{{R}}^d$ be {said}."
    assert _judged(head) == ["proved", "proved", "refuted"]


def test_matrices() -> None:
    head = r"Let $A \in \mathbb{R}^{n \times n}$ and $B \in \mathbb{R}^{n \times n}$ be "
    lines = "\n\nThen\n\n$$ A^\\top = A $$\n\n$$ B^\\top = B $$\n"
    assert verdicts(f"{head} a symmetric matrix.{lines}") == ["undecided", "proved"]
    assert verdicts(f"{head} symmetric matrices.{lines}") == ["proved", "proved"]
    assert verdicts(f"{head} symmetric.{lines}") == ["proved", "proved"]


@pytest.mark.parametrize(
    "said", ["with a 1 for the true word $o$", "with a 1 at position $o$", "having a single one at the index $o$", ""]
)
@pytest.mark.parametrize("verb", ["be a", "be the", "the"])
def test_what_a_one_hot_vector_is(said: str, verb: str) -> None:
    head = rf"Let $v \in \mathbb{{R}}^d$ be the input and $y \in \mathbb{{R}}^n$ {verb} one-hot vector {said}."
    lines = (r"s = v_1 \sum_w y_w", "s = v_1", "s = 2 v_1")
    assert verdicts("\n\n".join((head, *(f"$$ {x} $$" for x in lines))))[1:] == ["proved", "refuted"]


def test_what_is_said_in_the_singular_is_said_of_the_last_one() -> None:
    head = r"Let $z, y \in \mathbb{R}^n$. Here $p = 2 z$ and $y$ is one-hot."
    lines = "\n\nThen\n\n$$ \\sum_i p_i = 1 $$\n\n$$ \\sum_i y_i = 1 $$\n"
    assert verdicts(head + lines) == ["refuted", "proved"]
