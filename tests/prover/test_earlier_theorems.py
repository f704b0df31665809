"""Theorems that were proved before are used where nothing else leads on, and proved again in the theory at hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symderiv.language.integers import Poly
from symderiv.language.terms import ZERO, Add, Mul, Num, Pow, Read, Sum, in_shape
from symderiv.language.theory import Statement, Theory
from symderiv.prover.kernel.theorems import Theorem
from symderiv.prover.search.strategy import find_proof
from tests.documents.judged import verdicts

RIDGE = r"""Let $A \in \mathbb{R}^{m \times n}$, $y \in \mathbb{R}^m$, $\lambda > 0$.
$$(A^\top A + \lambda I)^{-1} A^\top = A^\top (A A^\top + \lambda I)^{-1}$$ """
MEAN = r"""Let $x \in \mathbb{R}^N$, $\mu \in \mathbb{R}$ and $\bar x = \frac1N \sum_i x_i$.
$$\sum_i (x_i - \mu)^2 = \sum_i (x_i - \bar x)^2 + N (\bar x - \mu)^2$$ """


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\|(A^\top A + \lambda I)^{-1} A^\top y\|^2 = \|A^\top (A A^\top + \lambda I)^{-1} y\|^2", "proved"),
        (
            r"y^\top y - y^\top A (A^\top A + \lambda I)^{-1} A^\top y = \lambda y^\top (A A^\top + \lambda I)^{-1} y",
            "proved",
        ),
        (
            r"y^\top y - y^\top A (A^\top A + \lambda I)^{-1} A^\top y = y^\top (A A^\top + \lambda I)^{-1} y",
            "refuted",
        ),
    ],
)
def test_a_proved_equation_rewrites_later_ones(claim: str, verdict: str) -> None:
    assert verdicts(RIDGE + f"$${claim}$$") == ["proved", verdict]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\sum_i (x_i - \mu)^2 \ge \sum_i (x_i - \bar x)^2", "proved"),
        (r"\sum_i (x_i - \bar x)^2 \le \sum_i (x_i - \mu)^2", "proved"),
        (r"\sum_i (x_i - \mu)^2 \le \sum_i (x_i - \bar x)^2", "refuted"),
        (r"\sum_i (x_i - \mu)^2 > \sum_i (x_i - \bar x)^2", "refuted"),
        (r"\sum_i (x_i - \bar x)^2 < \sum_i (x_i - \mu)^2 + 1", "proved"),  # a bare number among the summands
        (r"\sum_i (x_i - \bar x)^2 + 1 \le \sum_i (x_i - \mu)^2", "refuted"),
    ],
)
def test_an_equation_with_a_square_shows_an_inequality(claim: str, verdict: str) -> None:
    assert verdicts(MEAN + f"$${claim}$$")[-1] == verdict


def test_an_equation_under_an_assumption_is_none_without_it() -> None:
    text = r"""Let $A, B \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$. If $A B = B A$, then
    $$A B A x = A A B x$$ In general, without that, $$x^\top A B A x = x^\top A A B x$$"""
    assert verdicts(text)[-1] == "refuted"


RANK_ONE = r"""Let $A \in \mathbb{R}^{n \times n}$ be invertible and $u, v, x, y \in \mathbb{R}^n$ with
$1 + v^\top A^{-1} u \neq 0$. $$(A + u v^\top)^{-1} = A^{-1} - \frac{A^{-1} u v^\top A^{-1}}{1 + v^\top A^{-1} u}$$ """


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"v^\top (A + u v^\top)^{-1} u = \frac{v^\top A^{-1} u}{1 + v^\top A^{-1} u}", "proved"),
        (
            r"x^\top (A + u v^\top)^{-1} y = x^\top A^{-1} y - "
            r"\frac{(x^\top A^{-1} u)(v^\top A^{-1} y)}{1 + v^\top A^{-1} u}",
            "proved",
        ),
        (r"v^\top (A + u v^\top)^{-1} u = \frac{v^\top A^{-1} u}{1 - v^\top A^{-1} u}", "refuted"),
    ],
)
def test_an_inverse_that_was_expressed_by_a_simpler_one_is_opened(claim: str, verdict: str) -> None:
    assert verdicts(RANK_ONE + f"$${claim}$$") == ["proved", verdict]


def test_symmetric_matrices_that_commute() -> None:
    text = r"""Let $A, B, C \in \mathbb{R}^{n \times n}$ be symmetric and suppose $A B = B A$.
$$ (A B)^\top = A B $$ $$ A^2 B = B A^2 $$ $$ (A + B)^2 = A^2 + 2 A B + B^2 $$ $$ (A B)^2 = A^2 B^2 $$
$$ A C = C A $$ $$ (A C)^\top = A C $$"""
    assert verdicts(text) == ["proved", "proved", "proved", "proved", "refuted", "refuted"]


def test_a_theorem_of_another_theory_does_not_speak_of_this_one() -> None:
    other, here = Theory(), Theory()
    for theory, shape in ((other, (Poly.symbol("n"),)), (here, (Poly.symbol("n"), Poly.symbol("n")))):
        theory.add_size("n", 1)
        theory.add_tensor("x", shape)
    j = Poly.symbol("%j")
    total = Sum(("%j",), in_shape((j,), (Poly.symbol("n"),)), Mul((Read("x", (j,)), Read("x", (j,)))))
    squares = Sum(total.binders, total.guards, Pow(Read("x", (j,)), Fraction(2)))
    earlier = find_proof(other, Statement(Add((total, squares)), Mul((Num(Fraction(2)), squares))))
    assert isinstance(earlier, Theorem)
    square = Sum(total.binders, total.guards, Mul((Read("x", (j, j)), Read("x", (j, j)))))
    assert isinstance(find_proof(here, Statement(square, ZERO, relation=">="), earlier=[earlier]), Theorem)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\|w\|^2 = a^\top G a", "proved"),
        (r"\|w\|^2 = a^\top a", "refuted"),
        (r"w^\top A^\top y = a^\top G y", "proved"),
    ],
)
def test_what_was_shown_of_a_defined_name_stands_for_its_definition(claim: str, verdict: str) -> None:
    text = r"""Let $A \in \mathbb{R}^{m \times n}$, $y \in \mathbb{R}^m$, $\lambda > 0$.
    $$w = (A^\top A + \lambda I)^{-1} A^\top y, \quad G = A A^\top, \quad a = (G + \lambda I)^{-1} y$$
    $$w = A^\top a$$ """
    assert verdicts(text + f"$${claim}$$")[-1] == verdict


LAYERS = r"""Let $L, M \ge 1$ be sizes, $x \in \mathbb{R}^{M}$, $W \in \mathbb{R}^{L \times M \times M}$,
$v \in \mathbb{R}^M$, $c \in \mathbb{R}$. Define $h_{0,i} = \sigma(x_i)$ and
$h_{l,i} = \sigma(\sum_{j} W_{l,i,j} h_{l-1,j})$ for $1 \le l < L$; $g_{0,i} = \tanh(\frac12 x_i)$ and
$g_{l,i} = \tanh(\frac14 \sum_{j} W_{l,i,j} + \frac14 \sum_{j} W_{l,i,j} g_{l-1,j})$ for $1 \le l < L$.

"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"c + \sum_i v_i h_{L-1,i} = c + \frac12 \sum_i v_i + \frac12 \sum_i v_i g_{L-1,i}", "proved"),
        (r"c + \sum_i v_i h_{L-1,i} = c + \sum_i v_i + \frac12 \sum_i v_i g_{L-1,i}", "refuted"),
    ],
)
def test_the_last_state_is_what_every_state_was_shown_to_be(claim: str, verdict: str) -> None:
    every = r"$$h_{l,i} = \frac12 + \frac12 g_{l,i} \quad \text{for all } 0 \le l < L$$"
    assert verdicts(f"{LAYERS}{every}\n\n$${claim}$$ ") == ["proved", verdict]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (r"h_{l,i} = \frac12 + \frac12 g_{l,i} \quad \text{for all } 1 \le l < L", "proved"),
        (r"h_{l,i} = \frac12 + \frac12 g_{l,i} \quad \text{for all } 2 \le l < L", "proved"),
        (r"h_{l,i} = \frac12 + \frac14 g_{l,i} \quad \text{for all } 1 \le l < L", "refuted"),
    ],
)
def test_a_range_that_is_empty_at_some_sizes_has_a_first_value_where_there_is_something_to_show(
    claim: str, expected: str
) -> None:
    assert verdicts(f"{LAYERS}$${claim}$$ ") == [expected]
