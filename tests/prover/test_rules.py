"""One tester for all derivative rules and function identities of the prover: the checker differentiates by itself."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symderiv.budget import Deadline
from symderiv.language.functions import FUNCTIONS
from symderiv.language.terms import ONE, Add, Diff, Fn, Mul, Num, Pow, Read, Sum, Term, add, mul, num
from symderiv.language.theory import Statement, Theory
from symderiv.language.verdicts import Exercise
from symderiv.meaning import exercise
from symderiv.prover.kernel.calculus import derivative_of_function
from symderiv.prover.kernel.identities import ROWS
from symderiv.prover.kernel.theorems import Step, apply, context_of, replay

A, B = Read("a"), Read("b")


def theory() -> Theory:
    t = Theory()
    t.add_tensor("a")
    t.add_tensor("b")
    t.functions["f"] = 1
    return t


def inside(name: str) -> Term:
    """An argument in the domain of a function."""
    domain = FUNCTIONS[name].domain if name in FUNCTIONS else "all"
    if domain == "unit":
        return mul(Num(Fraction(1, 2)), Fn("tanh", (A,)))
    return add(Pow(A, Fraction(2)), ONE) if domain == "positive" or name == "pow" else A


def compared(left: Term, right: Term) -> Exercise:
    return exercise(theory(), Statement(left, right), deadline=Deadline(4.0))


CASES = [(name, k) for name, f in FUNCTIONS.items() for k in range(f.arity)] + [("f", 0)]


@pytest.mark.parametrize(("name", "position"), CASES)
def test_every_derivative_rule(name: str, position: int) -> None:
    arity = FUNCTIONS[name].arity if name in FUNCTIONS else 1
    args = tuple(inside(name) if k == position else B for k in range(arity))
    if name == "pow" and position == 1:
        args = (inside(name), A)
    term = Fn(name, args)
    assert isinstance(term, Fn)
    rule = mul(derivative_of_function(term, position, theory()), Diff(args[position], "a", ()))
    if name == "pow" and position == 1:
        rule = mul(derivative_of_function(term, 1, theory()), ONE)
        term = Fn(name, (add(Pow(B, Fraction(2)), ONE), A))
        rule = derivative_of_function(term, 1, theory())
    seen = compared(Diff(term, "a", ()), rule)
    assert seen.counterexample is None
    assert seen.points >= 12
    wrong = compared(Diff(term, "a", ()), add(rule, Num(Fraction(1, 7))))
    assert wrong.counterexample is not None, "a wrong rule must fail the test"


@pytest.mark.parametrize("name", ["max", "min"])
def test_arguments_that_stay_equal_have_the_derivative_of_both(name: str) -> None:
    for other in (A, Mul((Fn("relu", (A,)), ONE)), Add((A, Pow(A, Fraction(2))))):
        term = Fn(name, (A, other))
        path = Step((), "differentiate", {})
        found = replay(Diff(term, "a", (), False), (path,), context_of(theory(), Statement(ONE, ONE)))
        assert compared(Diff(term, "a", ()), found).counterexample is None
    apart = derivative_of_function(Fn(name, (A, B)), 1, theory())
    assert isinstance(apart, Sum)
    assert apart.guards[0].kind == "pos", "they cannot move together"


ARGUMENTS: dict[str, tuple[Term, ...]] = {
    "log": (mul(Fn("exp", (A,)), add(Pow(B, Fraction(2)), ONE)),),
    "max": (A, B),
    "min": (A, B),
    "sin": (add(A, B),),
    "cos": (mul(num(3), A),),
}


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        *(("identity", name) for name in sorted({*ROWS, "log", "sin", "cos"})),
        *(("reflect", name) for name in ("sin", "cos", "erf", "arctan", "relu", "abs")),
    ],
)
def test_every_identity(rule: str, name: str) -> None:
    term = Fn(name, (mul(Num(Fraction(-1)), A),) if rule == "reflect" else ARGUMENTS.get(name, (A,)))
    t = theory()
    after = apply(term, context_of(t, Statement(term, term)), rule, {})
    seen = compared(term, after)
    assert seen.counterexample is None
    assert seen.points >= 12
    assert compared(term, add(after, Num(Fraction(1, 7)))).counterexample is not None
