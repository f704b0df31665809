"""Whatever an untrusted hint says, the kernel shows nothing that is false."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest

from symderiv.errors import KernelError
from symderiv.language import declarations
from symderiv.language.declarations import axes_of_recurrence
from symderiv.language.declared import Definition
from symderiv.language.integers import Poly
from symderiv.language.terms import Add, Guard, Mul, Pow, Read, Sum, num
from symderiv.language.theory import Theory
from symderiv.meaning import value
from symderiv.meaning.ends import fractions
from symderiv.meaning.intervals import Interval
from symderiv.prover.kernel import algebra, context, intervals, parts
from symderiv.prover.kernel.algebra import expand
from symderiv.prover.kernel.context import Context, Scheme, bounded, nonempty

S = Poly.symbol
i, j, n = S("%i"), S("%j"), S("N")
BOX = range(-4, 5)


def system(draw: random.Random) -> list[Poly]:
    forms = []
    for _ in range(4):
        form = Poly.constant(draw.randint(-3, 2))
        for s in (i, j, n, i * n):
            form = form + s * draw.randint(-2, 2)
        forms.append(form)
    return forms


def has_a_point(rows: list[Poly]) -> bool:
    places = ({"%i": a, "%j": b, "N": c} for a, b, c in product(BOX, BOX, BOX))
    return any(all(row.evaluate(at) >= 0 for row in rows) for at in places)


@pytest.mark.parametrize("seed", range(40))
def test_no_steps_lead_from_true_inequalities_to_a_false_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(seed)

    def invented(rows: list[Poly]) -> list[tuple[tuple[int, int, int], ...]]:
        steps = []
        for k in range(4):
            sources = range(-2, len(rows) + 1 + k)
            one = tuple((draw.randint(-3, 3), draw.choice(sources), draw.choice((0, 0, 1, 2))) for _ in range(2))
            steps.append(one)
        return steps

    rows = next(r for r in iter(lambda: system(draw), None) if has_a_point(r))
    monkeypatch.setattr(intervals, "contradiction", invented)
    assert not any(intervals._refuted(rows) for _ in range(30))


def test_a_contradiction_needs_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = [Guard("ge", 2 * i - 1), Guard("ge", 1 - 2 * i)]
    assert intervals.contradictory(empty)
    monkeypatch.setattr(intervals, "contradiction", lambda rows: [])
    assert not intervals.contradictory(empty)


@pytest.mark.parametrize(
    "place",
    [
        {"%j": j},  # the index itself
        {"%j": i},  # out of range
        {"%j": n},
        {"%j": Poly.constant(-1)},
    ],
)
def test_a_point_that_is_none_is_not_believed(place: dict[str, Poly], monkeypatch: pytest.MonkeyPatch) -> None:
    # j is also an index of the place, in range there
    here = Context(Theory(), (Guard("ge", j), Guard("ge", n - 1 - j), Guard("ge", i - n)))
    ranges = (Guard("ge", j), Guard("ge", n - 1 - j))
    monkeypatch.setattr(context, "points", lambda binders, guards: [place])
    assert not nonempty(("%j",), ranges, here)
    monkeypatch.setattr(context, "points", lambda binders, guards: [{"%j": Poly.constant(0)}])
    assert nonempty(("%j",), ranges, here)


@pytest.mark.parametrize(
    "steps",
    [
        [("%j", (0,), (0,)), ("%i", (1,), (1,))],  # one end twice
        [("%j", (0,), (1,)), ("%i", (2,), (0,))],  # a row about the other index
        [("%i", (2,), (3,))],  # from above by an index that has no bounds yet
        [("%j", (), ()), ("%i", (2,), (3,))],
        [("%k", (0,), (1,))],
        [],
    ],
)
def test_an_endless_sum_stays_endless(steps: object, monkeypatch: pytest.MonkeyPatch) -> None:
    here = Context(Theory(), ())
    triangle = (Guard("ge", j), Guard("ge", n - 1 - j), Guard("ge", i), Guard("ge", j - i))
    finite = Sum(("%i", "%j"), triangle, num(1))
    endless = Sum(("%i", "%j"), (triangle[0], triangle[2], triangle[3]), num(1))
    assert bounded(finite, here)
    assert not bounded(endless, here)
    monkeypatch.setattr(context, "bounds", lambda rows, binders, sign: steps)
    assert not bounded(finite, here)
    monkeypatch.setattr(context, "bounds", lambda rows, binders, sign: [("%j", (0,), (2,)), ("%i", (1,), (2,))])
    assert not bounded(endless, here)


@pytest.mark.parametrize("told", [{"%i": i}, {"%i": n}, {"%j": i}, {"N": Poly.constant(0)}, {"%i": j, "N": j}])
def test_a_fact_is_known_only_where_it_says_so(told: dict[str, Poly], monkeypatch: pytest.MonkeyPatch) -> None:
    theory = Theory()
    theory.add_size("N")
    theory.add_tensor("v", (n,))
    fact = Scheme(("%i",), (Guard("ge", i), Guard("ge", n - 1 - i)), "pos", Read("v", (i,)))
    here = Context(theory, (Guard("ge", j), Guard("ge", n - 1 - j)), (fact,))
    assert here.positive(Read("v", (j,)))
    assert not here.positive(Read("v", (j + 1,)))
    monkeypatch.setattr(parts, "places", lambda pattern, term, binders: told)
    assert not here.positive(Read("v", (j + 2,)))


def test_no_hint_makes_another_value_of_a_root(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Pow(num(Fraction(8, 9)), Fraction(1, 2))
    here = Context(Theory(), ())
    assert expand(root, here) == Mul((num(Fraction(2, 3)), Pow(num(2), Fraction(1, 2))))
    for told in [(Fraction(2), Fraction(2)), (Fraction(-2, 3), Fraction(2)), (Fraction(2, 3), Fraction(-2))]:
        monkeypatch.setattr(algebra, "square_outside", lambda c, rest, told=told: told)
        with pytest.raises(KernelError):
            expand(root, Context(Theory(), ()))


@pytest.mark.parametrize("scale", [Fraction(0), Fraction(-2), Fraction(3, 7), Fraction(-1)])
@pytest.mark.parametrize("exponent", [Fraction(-1), Fraction(1, 2), Fraction(-3, 2)])
def test_any_number_may_be_taken_out_of_a_sum(
    scale: Fraction, exponent: Fraction, monkeypatch: pytest.MonkeyPatch
) -> None:
    theory = Theory()
    theory.add_tensor("x")
    term = Pow(Add((Mul((num(2), Read("x"))), num(4))), exponent)
    monkeypatch.setattr(algebra, "common_number", lambda polynomial, q: scale)
    if not scale or (scale < 0 and exponent.denominator > 1):
        with pytest.raises(KernelError):
            expand(term, Context(theory, ()))
        return
    same = Add((expand(term, Context(theory, ())), Mul((num(-1), term))))
    gap = value(theory, same, {}, {"x": Fraction(5, 2)})
    low, high = fractions(gap) if isinstance(gap, Interval) else (gap, gap)
    assert low <= 0 <= high
    assert high - low < Fraction(1, 10**30)


@pytest.mark.parametrize("told", [{}, {"x": 0}, {"x": -1}, {"y": 0}, {"x": 0, "y": 0}])
@pytest.mark.parametrize("shift", [0, 1, -2])
def test_a_cycle_needs_an_axis_along_which_it_descends(
    told: dict[str, int], shift: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cycle = [Definition("x", ("%i",), (n,), Read("x", (i + shift,)))]
    assert (axes_of_recurrence(cycle) is None) == (shift >= 0)
    monkeypatch.setattr(declarations, "axes_that_fit", lambda ranks, fits: told)
    assert shift < 0 or axes_of_recurrence(cycle) is None
