"""Claims where two indices are equal or differ, as the text before says."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

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


RUNNING = r"""For $t=1,\dots,T$, with given numbers $g_1,\dots,g_T$,
$$ v_t = \beta v_{t-1} + g_t, \qquad v_0 = 0. $$
"""
REACH = r" $$ \frac{\partial v_t}{\partial g_s} = \beta^{t-s} $$"
TOO_FAR = r" $$ \frac{\partial v_t}{\partial g_s} = \beta^{t-s+1} $$"


@pytest.mark.parametrize(
    "lead",
    ["How far a gradient at time $s\\le t$ reaches is", "The derivative by an earlier gradient $g_s$ with $s < t$ is"],
)
def test_an_order_that_introduces_an_index_restricts_it(lead: str) -> None:
    assert verdicts(RUNNING + lead + REACH)[-1] == "proved"
    assert verdicts(RUNNING + lead + TOO_FAR)[-1] == "refuted"


def test_an_order_of_which_the_text_speaks_refutes_no_line_that_is_right_in_it() -> None:
    lead = "Only the past matters, $s \\le t$, and there"
    assert verdicts(RUNNING + lead + REACH + "\n" + REACH)[-2:] != ["refuted", "refuted"]
    assert verdicts(RUNNING + lead + TOO_FAR)[-1] == "refuted"
    assert verdicts(RUNNING + "Hence" + REACH)[-1] == "refuted"


@pytest.mark.parametrize("lead", ["and, for $s\\le t$,", "and, more generally, for $s\\le t$", "; for $s \\le t$"])
def test_a_condition_between_two_displays_of_one_sentence_is_about_the_second(lead: str) -> None:
    before = r"Then $$ \frac{\partial v_t}{\partial g_t} = 1 $$ "
    assert verdicts(RUNNING + before + lead + REACH)[-2:] == ["proved", "proved"]
    assert verdicts(RUNNING + before + lead + TOO_FAR)[-1] == "refuted"
