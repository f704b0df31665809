"""Counting between bounds that compete, conditions within sums, and equations with zero: true claims, false neighbours,
and rules that refuse."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symderiv.decide import decide
from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import ONE, Guard, Int, Sum
from symderiv.language.theory import Statement, Theory
from symderiv.layers.writing import (
    Expression,
    Page,
    Tensor,
    at_least,
    call,
    delta,
    derivative,
    differs,
    holds,
    total,
    zero,
)
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.intervals import contradictory
from symderiv.prover.kernel.signs import sign_guard, zero_sum

i, j, k, l, q, u, v = Page.indices("i j k l q u v")  # noqa: E741


def verdict(page: Page, claim: Statement) -> str:
    return decide(page.theory, claim, seconds=20).verdict


def number(value: Poly) -> Expression:
    return Expression(Int(value))


def window(shift: int = 0) -> tuple[Page, Statement]:
    """Outputs within R of a pixel, as a closed form."""
    page = Page()
    n, R = page.size("n"), page.size("R", 0)
    count = total([(i, n)], 1, at_least(u, i - R), at_least(i + R, u))
    closed = call("min", number(n - 1), number(u + R)) - call("max", number(Poly.constant(0)), number(u - R)) + 1
    return page, page.claim(count, closed + shift, [(u, n)])


def test_a_count_between_bounds_that_compete() -> None:
    page, claim = window()
    assert verdict(page, claim) == "proved"
    page, claim = window(shift=1)
    assert verdict(page, claim) == "refuted"


@pytest.mark.parametrize(("corner", "expected"), [(0, "proved"), (1, "refuted")])
def test_the_sum_of_counts_over_all_positions(corner: int, expected: str) -> None:
    page = Page()
    n, R = page.size("n"), page.size("R", 0)
    page.given(at_least(n, R + 1))
    count = total([(u, n), (i, n)], 1, at_least(u, i - R), at_least(i + R, u))
    assert verdict(page, page.claim(count, number((2 * R + 1) * n - R * (R + 1) + corner))) == expected


@pytest.mark.parametrize(("low", "units", "expected"), [(1, 2, "proved"), (0, 2, "refuted"), (1, 1, "refuted")])
def test_a_symbolic_stride_is_divided_out(low: int, units: int, expected: str) -> None:
    page = Page()
    J, edge = page.size("J"), page.size("edge")
    reach = total([(i, -edge, edge + 1)], 1, at_least(J * v + q, J * i - J + 1), at_least(J * i + J - 1, J * v + q))
    assert verdict(page, page.claim(reach, units, [(v, 0, edge), (q, low, J)])) == expected


@pytest.mark.parametrize(("width", "expected"), [(0, "proved"), (1, "refuted")])
def test_an_integer_exists_between_bounds(width: int, expected: str) -> None:
    page = Page()
    n, r, s = page.size("n"), page.size("r", 0), page.size("s", 0)
    near = (at_least(q + r, i), at_least(i + r, q), at_least(q + s, u), at_least(u + s, q))
    some = holds(Guard("pos", total([(q, n)], 1, *near).term))
    reach = holds(at_least(u, i - r - s - width), at_least(i + r + s, u))
    assert verdict(page, page.claim(some, reach, [(i, n), (u, n)])) == expected


@pytest.mark.parametrize(("radius", "expected"), [(1, "proved"), (2, "refuted")])
def test_reach_of_any_number_of_layers_by_induction(radius: int, expected: str) -> None:
    page = Page()
    L, n = page.sizes("L n")
    below = total([(q, n)], Tensor("reach")[l - 1, q, u], at_least(q + 1, i), at_least(i + 1, q))
    reach = page.recurrence("reach", (l, L), [(i, n), (u, n)], delta(i, u), holds(Guard("pos", below.term)))
    near = holds(at_least(u, i - radius * l), at_least(i + radius * l, u))
    assert verdict(page, page.claim(reach[l, i, u], near, [(l, L), (i, n), (u, n)])) == expected


@pytest.mark.parametrize("moved", [True, False])
def test_two_units_change_places(moved: bool) -> None:
    page = Page()
    M, A, B = page.size("M"), page.size("A", 0), page.size("B", 0)
    page.given(at_least(M - 1, B), at_least(B - 1, A))
    page.theory.functions["phi"] = 1
    a, w = page.tensor("a", M), page.tensor("w", M)

    def swapped(name: str, x: Tensor) -> Tensor:
        here, there = holds(Guard("eq", j - A)), holds(Guard("eq", j - B))
        return page.define(name, [(j, M)], holds(differs(j, A), differs(j, B)) * x[j] + here * x[B] + there * x[A])

    out, into = swapped("w2", w) if moved else w, swapped("a2", a)
    claim = page.claim(total([(j, M)], out[j] * call("phi", into[j])), total([(j, M)], w[j] * call("phi", a[j])))
    assert verdict(page, claim) == ("proved" if moved else "refuted")


@pytest.mark.parametrize("both", [True, False])
def test_signs_are_flipped_for_any_choice_of_units(both: bool) -> None:
    page = Page()
    M = page.size("M")
    a, w, t = page.tensor("a", M), page.tensor("w", M), page.tensor("t", M)
    sign = holds(Guard("pos", t[j].term)) - holds(Guard("nonneg", (-t[j]).term))
    left = total([(j, M)], (sign if both else 1) * w[j] * call("tanh", sign * a[j]))
    claim = page.claim(left, total([(j, M)], w[j] * call("tanh", a[j])))
    assert verdict(page, claim) == ("proved" if both else "refuted")


def test_relu_of_products_that_are_not_positive() -> None:
    for relation, expected in ((">=", "proved"), ("<=", "refuted")):
        page = Page()
        n, K = page.sizes("n K")
        z, w = page.tensor("z", n), page.tensor("w", K)
        page.assume("inputs are not negative", z[i], 0, [(i, n)], ">=")
        page.assume("the kernel has one sign", -w[q], 0, [(q, K)], relation)
        claim = page.claim(call("relu", total([(q, K)], w[q] * z[i + q - 1])), 0, [(i, n)])
        assert verdict(page, claim) == expected


def quadratic_form(relation: str) -> tuple[Page, Expression, Tensor, Poly]:
    page = Page()
    n = page.size("n")
    lam, a = page.tensor("lam", n), page.tensor("a", n)
    page.assume("signs of the eigenvalues", lam[i], 0, [(i, n)], relation)
    return page, total([(i, n)], lam[i] * a[i] ** 2), a, n


def test_a_definite_form_is_zero_only_where_each_coordinate_is() -> None:
    page, form, a, n = quadratic_form(">")
    claim = page.claim(holds(zero(form), Guard("nonzero", a[i].term)), 0, [(i, n)])
    assert verdict(page, claim) == "proved"
    page, form, a, n = quadratic_form(">=")
    claim = page.claim(holds(zero(form), Guard("nonzero", a[i].term)), 0, [(i, n)])
    assert verdict(page, claim) != "proved"


def test_a_plain_sum_may_be_zero_without_its_terms() -> None:
    page = Page()
    n = page.size("n")
    a = page.tensor("a", n)
    claim = page.claim(holds(zero(total([(i, n)], a[i])), Guard("nonzero", a[i].term)), 0, [(i, n)])
    assert verdict(page, claim) != "proved"


def test_a_sum_of_squares_is_zero_where_both_are() -> None:
    page = Page()
    x, y = page.scalars("x y")
    assert verdict(page, page.claim(holds(zero(x**2 + y**2)), holds(zero(x), zero(y)))) == "proved"
    assert verdict(page, page.claim(holds(zero(x + y)), holds(zero(x), zero(y)))) != "proved"


def context(theory: Theory) -> Context:
    return Context(theory, tuple(Guard("ge", Poly.symbol(s) - 1) for s in theory.sizes))


def test_an_index_with_a_coefficient_is_not_eliminated() -> None:
    """Between 2 q >= a and 2 q <= b there need not be an integer, even if a <= b."""
    theory = Theory()
    n = theory.add_size("n")
    some = Sum(("%q",), (Guard("ge", 2 * q - n), Guard("ge", n + 1 - 2 * q)), ONE)
    with pytest.raises(KernelError):
        sign_guard(Sum((), (Guard("pos", some),), ONE), context(theory), Guard("pos", some))


def test_a_sum_of_terms_of_both_signs_says_nothing_about_points() -> None:
    page = Page()
    n = page.size("n")
    a = page.tensor("a", n)
    some = total([(i, n)], a[i]).term
    with pytest.raises(KernelError):
        sign_guard(Sum((), (Guard("pos", some),), ONE), context(page.theory), Guard("pos", some))


def test_sums_with_zero_are_not_split_where_terms_may_be_negative() -> None:
    page = Page()
    x, y = page.scalars("x y")
    guard = zero(x + y)
    with pytest.raises(KernelError):
        zero_sum(Sum((), (guard,), ONE), context(page.theory), guard)


def test_signs_of_integers_scale_by_positive_numbers() -> None:
    theory = Theory()
    n = theory.add_size("n")
    guard = Guard("pos", (Fraction(-1, 2) * number(n) + Fraction(3, 2)).term)
    after = sign_guard(Sum((), (guard,), ONE), context(theory), guard)
    assert isinstance(after, Sum)
    assert after.guards == (Guard("ge", 2 - n),)


@pytest.mark.parametrize(("offset", "expected"), [(1, "proved"), (0, "refuted")])
def test_derivatives_of_a_deep_network_vanish_beyond_its_field(offset: int, expected: str) -> None:
    """The induction hypothesis is about a derivative, and holds where the entry differentiated by exists."""
    page = Page()
    L, n = page.sizes("L n")
    R = page.size("R", 0)
    x, w = page.tensor("x", n), page.tensor("w", L, 2 * R + 1)
    taps = total([(q, 2 * R + 1)], w[l - 1, q] * Tensor("h")[l - 1, i + q - R])
    h = page.recurrence("h", (l, L), [(i, n)], x[i], call("relu", taps))
    claim = page.claim(derivative(h[l, i], x, i + l * R + offset + k), 0, [(l, L), (i, n), (k, n)])
    assert verdict(page, claim) == expected


def test_facts_that_two_integers_differ_and_agree_contradict() -> None:
    n, m = Poly.symbol("n"), Poly.symbol("m")
    apart, below = Guard("ne", n - m), Guard("ge", n - m)
    assert contradictory((apart, below, Guard("ge", m - n)))
    assert contradictory((apart, Guard("eq", m - n)))
    assert not contradictory((apart, below))
    assert not contradictory((Guard("ne", 2 * n - m), below, Guard("ge", m - n)))
