r"""Equations of the text that may give a defined name another meaning: what depends on which is left open."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SHARE, WARM = r"\frac{e^{z_i}}{\sum_j e^{z_j}}", r"\frac{e^{z_i/T}}{\sum_j e^{z_j/T}}"
PLAIN = r"\frac{\partial s_i}{\partial z_j} = s_i (\delta_{ij} - s_j)"
WITH_T = r"\frac{\partial s_i}{\partial z_j} = \frac{1}{T} s_i (\delta_{ij} - s_j)"
TEXT = "Let $T > 0$. Softmax is $%s = %s$.\n\n$$ %s $$\n\n%s $s_i = %s$.\n\n$$ %s $$\n"


@pytest.mark.parametrize("first", ["s_i", "s_i(z)"])
@pytest.mark.parametrize("words", ["With a temperature,", "We now have", "With a temperature we have instead", "Here,"])
@pytest.mark.parametrize("claim", [PLAIN, WITH_T])
def test_another_definition(first: str, words: str, claim: str) -> None:
    assert verdicts(TEXT % (first, SHARE, PLAIN, words, WARM, claim)) == ["proved", "undecided"]


@pytest.mark.parametrize("words", ["Recall that", "So", "Here,", "Written out,"])
@pytest.mark.parametrize(("claim", "verdict"), [(PLAIN, "proved"), (WITH_T, "refuted")])
def test_the_same_in_other_words(words: str, claim: str, verdict: str) -> None:
    again = r"1 / \sum_j e^{z_j - z_i}"
    assert verdicts(TEXT % ("s_i", SHARE, PLAIN, words, again, claim)) == ["proved", verdict]


@pytest.mark.parametrize("words", ["It would be wrong to write", "Some students forget the temperature:", "Not"])
def test_mistakes_define_nothing(words: str) -> None:
    assert verdicts(TEXT % ("s_i", WARM, WITH_T, words, SHARE, WITH_T)) == ["proved", "proved"]


@pytest.mark.parametrize("claim", [r"\sum_i s_i = 1", r"\sum_i s_i = 2"])
def test_what_either_decides(claim: str) -> None:
    verdict = "proved" if claim.endswith("1") else "refuted"
    assert verdicts(TEXT % ("s_i", SHARE, PLAIN, "With a temperature,", WARM, claim)) == ["proved", verdict]


def test_a_special_case_is_no_definition() -> None:
    text = r"""Let $X \in \mathbb{R}^{n \times d}$, $a \in \mathbb{R}^n$ and $$ c_j = \sum_i a_i X_{ij} $$

Uniform weights make this a mean, $c_j = \frac{1}{n} \sum_i X_{ij}$, for which

$$ \frac{\partial c_j}{\partial a_i} = X_{ij}, \qquad \frac{\partial c_j}{\partial a_i} = 0 $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]
