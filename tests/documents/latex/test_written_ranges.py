r"""Ranges as they are written below operators (``0 \le p, q < s``) and in the text (``layers $l = 1, \dots, 3$``)."""

from __future__ import annotations

import pytest

from symderiv.documents.walk.document import read
from tests.documents.judged import verdicts

POOL = r"""
$x \in \mathbb{R}^{C \times sH \times sV}$, $y \in \mathbb{R}^{C \times H \times V}$ and, counted from 0,

$$ y_{cij} = %s x_{c,si+p,sj+q} $$

$$ y_{cij} = \sum_{p=0}^{s-1} \sum_{q=0}^{%s} x_{c,si+p,sj+q} $$
"""


@pytest.mark.parametrize(("last", "verdict"), [("s-1", "proved"), ("s-2", "refuted")])
@pytest.mark.parametrize(
    "written",
    [
        r"\sum_{0 \le p, q < s}",
        r"\sum_{0 \le p < s, 0 \le q < s}",
        r"\sum_{0 \leq p, q \leq s - 1}",
        r"\sum_{p, q \in \{0, \dots, s-1\}}",
        r"\sum_{p = 0, \dots, s-1} \sum_{q = 0, 1, \ldots, s-1}",
        r"\sum_{p = 0, \dots, s-1, \, q = 0, \dots, s-1}",
    ],
)
def test_ranges_below_a_sum(written: str, last: str, verdict: str) -> None:
    assert verdicts(POOL % (written, last))[-1] == verdict


def test_two_letters_between_bounds_below_a_maximum() -> None:
    text = r"""
    $x \in \mathbb{R}^{sH}$, $y \in \mathbb{R}^{H}$.

    $$ y_i = \max_{0 \le p < s} x_{si+p} $$

    $$ y_i = \max_{p = 0, \dots, s-1} x_{si+p} $$

    $$ y_i = \max_{p = 0, \dots, s} x_{si+p} $$
    """
    assert verdicts(text)[-2:] == ["proved", "refuted"]


def test_bounds_of_different_letters_stay_conditions() -> None:
    text = r"""
    $A \in \mathbb{R}^{n \times n}$.

    $$ \sum_{i, j} A_{ij} = \sum_{i \le j} A_{ij} + \sum_{j < i} A_{ij} $$

    $$ \sum_{i < j, k \le j} A_{ij} A_{kj} = \sum_{i < j} A_{ij} \sum_{k \le j} A_{kj} $$
    """
    assert verdicts(text) == ["proved", "proved"]


@pytest.mark.parametrize(
    "said",
    [
        r"A network with layers $l = 1, \dots, 3$.",
        r"The layers $l = 1, \dots, L$ are dense.",
        r"Examples $k = 1, \ldots, m$ come in batches.",
    ],
)
def test_a_range_of_a_letter_that_stands_nowhere_declares_no_number(said: str) -> None:
    theory = read(rf"{said} Let $a \in \mathbb{{R}}^n$." "\n\n" r"$$ z_i = \tanh(a_i) $$", "a.md").theory
    assert list(theory.shapes) == ["a"]


def test_a_number_between_bounds_is_one() -> None:
    text = r"Let $0 \le \theta \le 1$ and $a \in \mathbb{R}^n$." "\n\n" r"$$ \theta^2 \le \theta $$"
    assert verdicts(text) == ["proved"]


_WINDOWS = r"""Let $x \in \mathbb{R}^n$ and $w \in \mathbb{R}^k$; $s$ is a positive integer.
$$ y_t = \sum_{j=0}^{k-1} w_j x_{st+j}, \qquad t = 0, \dots, m-1 $$
$$ \frac{\partial y_t}{\partial x_{st+%s}} = %s $$"""


def test_a_free_index_that_stands_bare_nowhere_runs_as_in_the_sums_over_it() -> None:
    assert verdicts(_WINDOWS % ("j", "w_j"))[-1] == "proved"
    assert verdicts(_WINDOWS % ("j", "1"))[-1] == "refuted"
    assert verdicts(_WINDOWS % ("p", "1"))[-1] == "error"
