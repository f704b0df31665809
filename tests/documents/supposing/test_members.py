r"""Numbers of which the text tells the values, one for each letter's: ``y_i \in \{0, 1\}`` beside ``X_{id}``."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

LOGISTIC = r"""
Let $X \in \mathbb{R}^{N \times D}$ and $w \in \mathbb{R}^D$, with HERE.

$$ p_i = \sigma\Big(\sum_d X_{id} w_d\Big) $$

$$ L = -\sum_i \left( y_i \log p_i + (1 - y_i) \log (1 - p_i) \right) $$
"""
CLAIMS = [
    (r"labels $y_i \in \{0,1\}$", r"y_i^2 = y_i", "proved"),
    (r"labels $y_i \in \{0,1\}$", r"\sum_i y_i^2 = \sum_i y_i", "proved"),
    (r"labels $y_i \in \{0,1\}$", r"\sum_i y_i = N y_1", "refuted"),
    (r"labels $y_i \in \{0,1\}$", r"\frac{\partial L}{\partial w_d} = \sum_i (p_i - y_i) X_{id}", "proved"),
    (r"labels $y_i \in \{-1,1\}$", r"y_i^2 = 1", "proved"),
    (r"labels $y_i \in \{-1,1\}$", r"y_i^2 = y_i", "refuted"),
    (r"targets $y_i \in \mathbb{R}$", r"\sum_i y_i = N y_1", "refuted"),
    (r"labels $y_i$", r"\sum_i y_i = N y_1", "refuted"),
]


@pytest.mark.parametrize(("words", "claim", "verdict"), CLAIMS)
def test_one_number_for_each(words: str, claim: str, verdict: str) -> None:
    text = LOGISTIC.replace("HERE", words) + f"\n$$ {claim} $$\n"
    found = check(read(text, "a.md"), suggest=False)["equations"][-1]
    assert found["verdict"] == verdict, found["message"]


MEAN = r"Let $X \in \mathbb{R}^{N \times D}$ and let HERE. The mean is $$ m_d = \sum_n w_n X_{nd} $$"
WEIGHTS = [
    r"$w \in \mathbb{R}^N$ be positive weights that sum to one",
    r"the mixture weights $w_n$, $n = 1, \dots, N$, be nonnegative weights that sum to one",
    r"$w \in \mathbb{R}^N$ be a vector whose entries sum to one",
]


@pytest.mark.parametrize("words", WEIGHTS)
def test_weights_that_sum_to_one(words: str) -> None:
    r"""Also where a claim further on has the form of a definition of them."""
    claims = [r"\sum_n w_n (X_{nd} - m_d) = 0", r"\sum_n w_n^2 = 1", r"w_n = \frac{1}{N}"]
    text = MEAN.replace("HERE", words) + "".join(f"\n\n$$ {c} $$" for c in claims)
    found = [e["verdict"] for e in check(read(text, "a.md"), suggest=False)["equations"]]
    assert found == [None, "proved", "refuted", "refuted"]


def test_weights_beside_other_nouns() -> None:
    """A sentence says something of a thing that no name is called by: it may be any of them."""
    text = r"""
Let $V \in \mathbb{R}^{T \times d}$ be the values and $A \in \mathbb{R}^{T \times T}$ the attention matrix. Each output
is an average of the values, using weights that sum to one over the keys:

$$ O_{ic} = \sum_j A_{ij} V_{jc} $$

$$ \sum_j A_{ij} = 1 $$

$$ \sum_j A_{ij} = 2 $$
"""
    found = [e["verdict"] for e in check(read(text, "a.md"), suggest=False)["equations"]]
    assert found[:2] == [None, "undecided"]
    assert found[2] != "proved"
