"""``For $q(x) = ...$``: a function that nothing else defines is what the sentence says, also where gradients speak of
it."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LEAD = r"""Let $H \in \mathbb{R}^{n \times n}$ be symmetric and $u, v \in \mathbb{R}^n$. """


@pytest.mark.parametrize("words", ["For", "For the quadratic", "With", "Consider"])
def test_a_function_is_what_its_sentence_says(words: str) -> None:
    text = (
        LEAD
        + words
        + r""" $q(x) = \frac12 x^\top H x$ we get
$$\nabla q(x) = H x$$ $$q(u + v) = q(u) + u^\top H v + q(v)$$ $$\nabla q(u + v) = H u$$"""
    )
    assert verdicts(text) == ["proved", "proved", "refuted"]


def test_two_cases_are_no_definition() -> None:
    text = (
        LEAD
        + r"""For $q(x) = x^\top x$ we get $$\nabla q(x) = 2 x$$ For $q(x) = x^\top H x$ we get
$$\nabla q(x) = 2 H x$$"""
    )
    assert "refuted" not in verdicts(text)


def test_a_case_of_what_was_spoken_of_before_defines_nothing() -> None:
    text = (
        LEAD
        + r"""$$\nabla q(u + v) = \nabla q(v + u)$$ For $q(x) = x^\top x$ we get $$\nabla q(x) = 2 x$$ and in general
$$q(u) = q(v)$$"""
    )
    assert verdicts(text)[-1] != "proved"
