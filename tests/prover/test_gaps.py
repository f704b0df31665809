"""Sums of which the kernel says that they are not negative: ``t - 1 - log t``, ``e^u - 1 - u``, a root less what it is
above, a maximum less a member of its set; random ones beside their values, and their near misses."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ONE,
    ZERO,
    Add,
    Extremum,
    Fn,
    Guard,
    Mul,
    Num,
    Pow,
    Read,
    Term,
    in_shape,
    num,
)
from symderiv.language.theory import Free, Statement
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.theorems import context_of
from tests.prover.test_random_facts import FREE, Shadowing, points
from tests.prover.test_rule_values import H, N, theory
from tests.seeds import seeds

HALF = Fraction(1, 2)


def minus(term: Term) -> Term:
    return Mul((NEGATE, term))


FORMS: dict[str, Callable[[Term, Term], Term]] = {
    "log": lambda t, s: Add((t, NEGATE, minus(Fn("log", (t,))))),
    "log of something else": lambda t, s: Add((t, NEGATE, minus(Fn("log", (s,))))),
    "log with another number": lambda t, s: Add((t, Num(Fraction(-2)), minus(Fn("log", (t,))))),
    "exp": lambda t, s: Add((Fn("exp", (t,)), NEGATE, minus(t))),
    "exp of something else": lambda t, s: Add((Fn("exp", (s,)), NEGATE, minus(t))),
    "exp with another number": lambda t, s: Add((Fn("exp", (t,)), Num(Fraction(-2)), minus(t))),
    "exp with another factor": lambda t, s: Add((Fn("exp", (t,)), NEGATE, Mul((Num(Fraction(-2)), t)))),
    "tanh": lambda t, s: Add((Fn("tanh", (t,)), NEGATE, minus(t))),
    "root": lambda t, s: Add((Pow(Add((Pow(t, Fraction(2)), Pow(s, Fraction(2)))), HALF), minus(t))),
    "root less something else": lambda t, s: Add(
        (Pow(Add((Pow(t, Fraction(2)), Pow(s, Fraction(2)))), HALF), minus(s))
    ),
    "root of any sum": lambda t, s: Add((Pow(Add((Pow(t, Fraction(2)), s)), HALF), minus(t))),
    "square": lambda t, s: Add((Add((Pow(t, Fraction(2)), Pow(s, Fraction(2)))), minus(t))),
    "cube": lambda t, s: Add((Pow(Add((Pow(t, Fraction(3)), Pow(s, Fraction(2)))), HALF), minus(t))),
}
SURE = {"log", "exp", "root"}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("seed", seeds(2))
def test_what_is_said_not_to_be_negative_is_not(name: str, seed: int) -> None:
    t, make = theory(), Shadowing(seed)
    context = context_of(t, Statement(ZERO, ZERO, FREE))
    said = 0
    for _ in range(30):
        asked = FORMS[name](make.term(["%i", "%j"], 1), make.term(["%i", "%j"], 1))
        if not context.nonnegative(asked):
            assert name not in SURE
            continue
        for world in [make.world(t) for _ in range(3)]:
            for env in points(world):
                value = world.value(asked, env)
                if value is not None:
                    said += 1
                    assert value >= -1e-9 or abs(value) > 1e6, (asked, world, env)
    assert said > 50 or name not in SURE


def test_a_maximum_is_above_the_members_of_its_set() -> None:
    t = theory()
    context = context_of(t, Statement(ZERO, ZERO, (Free("%i", Poly({}), N),)))
    k = Poly.symbol("%k")

    def top(operation: str = "max", *more: Guard, body: Term | None = None) -> Term:
        return Extremum(operation, ("%k",), (*in_shape((k,), (N,)), *more), body or Read("x", (k,)))

    member = Read("x", (H,))
    assert context.nonnegative(Add((top(), minus(member))))
    assert context.nonnegative(Add((top(), minus(Read("x", (Poly({}),))))))
    square = Pow(Read("x", (k,)), Fraction(2))
    assert context.nonnegative(Add((top(body=square), minus(Pow(member, Fraction(2))))))
    for wrong in (
        Add((top("min"), minus(member))),
        Add((member, minus(top()))),
        Add((top(), member)),
        Add((top(), minus(Read("x", (H + 1,))))),  # perhaps not in the set
        Add((top("max", Guard("ge", k - 1)), minus(member))),
        Add((top("max", Guard("pos", Read("x", (k,)))), minus(member))),
        Add((top(body=square), minus(member))),
        Add((top(), minus(Mul((num(2), member))))),
        Add((top(), minus(member), NEGATE)),
        Add((top(body=ONE), minus(member))),
    ):
        assert not context.nonnegative(wrong), wrong
        assert not Context(t, ()).nonnegative(wrong), wrong
