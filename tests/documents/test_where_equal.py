"""Claims where two indices are equal or differ, as the text before says."""

from __future__ import annotations

import pytest

from tests.documents.judging import verdicts

HEAD = r"Let $z \in \mathbb{R}^K$ and $p = \operatorname{softmax}(z)$. "
EQUAL = r" $$ \frac{\partial p_i}{\partial z_j} = p_i (1 - p_i) $$"
OTHER = r" $$ \frac{\partial p_i}{\partial z_j} = - p_i p_j $$"
NEITHER = r" $$ \frac{\partial p_i}{\partial z_j} = p_i (1 + p_j) $$"


@pytest.mark.parametrize(
    "lead", ["For $i = j$,", "If $i=j$, then", "When $i = j$:", "In the case $i = j$ we get", "**Case 1: $i = j$.**"]
)
def test_a_case_of_equal_indices(lead: str) -> None:
    assert verdicts(HEAD + lead + EQUAL)[-1] == "proved"
    assert verdicts(HEAD + lead + OTHER)[-1] == "refuted"


@pytest.mark.parametrize("lead", ["For $i \\neq j$,", "If $i \\ne j$, then"])
def test_a_case_of_different_indices(lead: str) -> None:
    assert verdicts(HEAD + lead + OTHER)[-1] == "proved"
    assert verdicts(HEAD + lead + EQUAL)[-1] == "refuted"


@pytest.mark.parametrize(
    "lead", ["- $i = j$:", "Suppose $i = j$. Then", "The diagonal entries ($i = j$) are", "On the diagonal,"]
)
def test_what_may_be_a_case_refutes_no_line_that_is_right_in_it(lead: str) -> None:
    assert verdicts(HEAD + lead + EQUAL)[-1] == "undecided"
    assert verdicts(HEAD + lead + NEITHER)[-1] == "refuted"


@pytest.mark.parametrize("lead", ["Put $i = j$ afterwards.", "Renaming $i = j$ later,", ""])
def test_a_renaming_binds_nothing(lead: str) -> None:
    assert verdicts(HEAD + lead + EQUAL)[-1] == "refuted"


def test_a_known_function_within_a_logarithm_is_no_new_name() -> None:
    text = "Let $a \\in \\mathbb{R}$. $$ \\log \\sigma(a) = a - \\log(1 + e^{%s}) $$"
    assert verdicts(text % "a") == ["proved"]
    assert verdicts(text % "-a") == ["refuted"]
