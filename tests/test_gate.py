"""The gate lets through a theorem, or a confirmed counterexample, about just what was asked; nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symderiv.decide import decide
from symderiv.gate import POINTS, SHAPES, proved, refuted
from symderiv.language.integers import Poly
from symderiv.language.terms import Add, Guard, Mul, Read, Term, num
from symderiv.language.theory import Free, Hypothesis, Statement, Theory
from symderiv.language.verdicts import PROVED, REFUTED, Exercise
from symderiv.meaning import exercise
from symderiv.meaning.plain import Refutation, confirm
from symderiv.meaning.points import Point
from symderiv.prover.kernel.theorems import Theorem
from symderiv.prover.search.strategy import find_proof

SEEN = Exercise(POINTS, SHAPES)
X, Y = Read("x"), Read("y")
TWICE = Statement(Add((X, X)), Mul((num(2), X)))


def theory() -> Theory:
    t = Theory()
    t.add_tensor("x")
    t.add_tensor("y")
    return t


def theorem(t: Theory, statement: Statement = TWICE) -> Theorem:
    found = find_proof(t, statement)
    assert isinstance(found, Theorem)
    return found


def test_a_theorem_about_just_this_passes() -> None:
    t = theory()
    assert proved((t.declared, TWICE), theorem(t), SEEN, {}).verdict == PROVED


@pytest.mark.parametrize(
    "seen",
    [
        replace(SEEN, points=POINTS - 1),
        replace(SEEN, shapes=SHAPES - 1),
        replace(SEEN, counterexample=exercise(theory(), Statement(X, Y)).counterexample),
    ],
)
def test_a_theorem_that_was_not_exercised_does_not_pass(seen: Exercise) -> None:
    t = theory()
    assert proved((t.declared, TWICE), theorem(t), seen, {}).verdict != PROVED


def test_a_theorem_under_other_declarations_does_not_pass() -> None:
    t = theory()
    asked = t.declared, Statement(X, Y)
    t.add_hypothesis(Hypothesis("equal", Statement(X, Y)))  # what a search might do
    found = theorem(t, Statement(X, Y))
    assert proved(asked, found, SEEN, {}).verdict != PROVED
    t.hypotheses.clear()
    assert proved(asked, found, SEEN, {}).verdict != PROVED


def test_a_search_that_assumes_what_it_proves_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def assuming(t: Theory, statement: Statement, *_: object, **__: object) -> object:
        t.add_hypothesis(Hypothesis("assumed", statement))
        return find_proof(t, statement)

    monkeypatch.setattr("symderiv.decide.find_proof", assuming)
    product = Statement(Mul((X, Y)), Mul((Y, X)))
    assert decide(theory(), product).verdict != PROVED


def test_only_a_confirmed_counterexample_passes() -> None:
    t, false = theory(), Statement(X, Y)
    seen = exercise(t, false)
    assert refuted(t, false, seen, {}).verdict == REFUTED
    assert refuted(t, TWICE, seen, {}).verdict != REFUTED
    assert refuted(t, false, replace(seen, refutation=None), {}).verdict != REFUTED
    with pytest.raises(TypeError):
        Refutation(object(), t, false)


def indexed() -> tuple[Theory, Statement]:
    t = Theory()
    n, i = t.add_size("N", 2), Poly.symbol("%i")
    t.add_tensor("a", (n,))
    first: Term = Read("a", (i,))
    return t, Statement(first, Mul((num(2), first)), (Free("%i", Poly({}), n),))


def test_a_counterexample_lies_in_the_sizes_and_ranges_of_the_claim() -> None:
    t, statement = indexed()
    right = Point({"N": 2}, {"a": {(0,): 1, (1,): 1}})
    assert confirm(t, statement, (), right, (0,)) is not None
    small = Point({"N": 1}, {"a": {(0,): 1}})
    assert confirm(t, statement, (), small, (0,)) is None
    beyond = replace(statement, left=Add((statement.left, num(1))))
    assert confirm(t, beyond, (), right, (2,)) is None
    t.conditions.append(Guard("ge", Poly.symbol("N") - 3))
    assert confirm(t, statement, (), right, (0,)) is None


def test_no_hypothesis_about_the_inputs_is_left_out() -> None:
    t = theory()
    t.add_hypothesis(Hypothesis("equal", Statement(X, Y)))
    point = Point({}, {"x": {(): 1}, "y": {(): 2}})
    assert confirm(t, Statement(X, Y), (), point, ()) is None
    assert confirm(t, Statement(X, Y), t.hypotheses, point, ()) is None
    t.hypotheses.clear()
    assert confirm(t, Statement(X, Y), (), point, ()) is not None
