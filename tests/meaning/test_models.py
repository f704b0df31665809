"""Hypotheses of many kinds: a model is found, true consequences agree, false ones are refuted by a model."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ONE,
    ZERO,
    Add,
    Diff,
    Fn,
    Guard,
    Int,
    Mul,
    Pow,
    Read,
    Sum,
    Term,
    bracket,
    equals,
    nonnegative,
    num,
)
from symderiv.language.theory import Free, Hypothesis, Statement, Theory
from symderiv.meaning import exercise
from symderiv.meaning.generators import Family
from symderiv.meaning.judge import Premises
from symderiv.meaning.models import Models, Recipe
from symderiv.meaning.sampling import scope_of
from symderiv.meaning.trace import Tracer

S = Poly.symbol
NIL = Poly.constant(0)
i, j, k = S("%i"), S("%j"), S("%k")
n, m = S("n"), S("m")


def over(symbol: str, body: Term, size: Poly = n) -> Sum:
    return Sum((symbol,), (Guard("ge", S(symbol)), Guard("ge", size - 1 - S(symbol))), body)


def at(name: str, *index: Poly) -> Read:
    return Read(name, index)


def free(*symbols: str, size: Poly = n) -> tuple[Free, ...]:
    return tuple(Free(s, NIL, size) for s in symbols)


def delta(a: Poly, b: Poly) -> Sum:
    return bracket(equals(a, b))


def square(term: Term) -> Term:
    return Pow(term, Fraction(2))


def times(a: str, b: str, row: Poly, column: Poly, size: Poly = n) -> Term:
    return over("%k", Mul((at(a, row, k), at(b, k, column))), size)


@dataclass
class Case:
    """A theory with hypotheses, a consequence, and something that does not follow."""

    tensors: dict[str, tuple[Poly, ...]]
    hypotheses: list[Statement]
    follows: Statement
    fails: Statement
    conditions: list[Guard] = field(default_factory=list)

    def theory(self) -> Theory:
        theory = Theory()
        theory.add_size("n")
        theory.add_size("m")
        theory.conditions += self.conditions
        for name, shape in self.tensors.items():
            theory.add_tensor(name, shape)
        for number, statement in enumerate(self.hypotheses):
            theory.add_hypothesis(Hypothesis(str(number), statement))
        return theory


def idempotent(name: str) -> Statement:
    return Statement(times(name, name, i, j), at(name, i, j), free("%i", "%j"))


def symmetric(name: str) -> Statement:
    return Statement(at(name, i, j), at(name, j, i), free("%i", "%j"))


def trace(name: str) -> Term:
    return over("%i", at(name, i, i))


def norm(name: str) -> Term:
    return over("%i", square(at(name, i)))


ORTHONORMAL = Statement(over("%k", Mul((at("u", i, k), at("u", j, k)))), delta(i, j), free("%i", "%j"))
ROTATED = over("%i", Mul((at("a", i), at("u", i, j))))
FORM = over("%j", over("%k", Mul((at("d", j), at("A", j, k), at("d", k)))))
COVARIANCE = over("%k", Mul((at("w", k), at("e", k, i), at("e", k, j))), m)
NOISE = over("%k", Mul((at("w", k), square(over("%i", Mul((at("c", i), at("e", k, i))))))), m)

CASES: dict[str, Callable[[], Case]] = {
    "projection": lambda: Case(
        {"P": (n, n)},
        [idempotent("P"), symmetric("P")],
        Statement(trace("P"), over("%i", over("%j", square(at("P", i, j))))),
        Statement(at("P", i, j), delta(i, j), free("%i", "%j")),
    ),
    "oblique projection": lambda: Case(
        {"P": (n, n), "y": (n,)},
        [idempotent("P"), Statement(over("%k", Mul((at("P", i, k), at("y", k)))), at("y", i), free("%i"))],
        Statement(Mul((times("P", "P", i, j), at("y", j))), Mul((at("P", i, j), at("y", j))), free("%i", "%j")),
        Statement(over("%k", Mul((at("P", k, i), at("y", k)))), at("y", i), free("%i")),
    ),
    "nested projections": lambda: Case(
        {"P": (n, n), "Q": (n, n)},
        [
            *(f(s) for s in "PQ" for f in (idempotent, symmetric)),
            Statement(times("P", "Q", i, j), at("P", i, j), free("%i", "%j")),
        ],
        Statement(times("Q", "P", i, j), at("P", i, j), free("%i", "%j")),
        Statement(at("P", i, j), at("Q", i, j), free("%i", "%j")),
    ),
    "eigenvectors": lambda: Case(
        {"A": (n, n), "u": (n, n), "lam": (n,), "a": (n,), "d": (n,)},
        [
            Statement(
                over("%k", Mul((at("A", j, k), at("u", i, k)))), Mul((at("lam", i), at("u", i, j))), free("%i", "%j")
            ),
            ORTHONORMAL,
            symmetric("A"),
            Statement(at("d", j), ROTATED, free("%j")),
        ],
        Statement(FORM, over("%i", Mul((at("lam", i), square(at("a", i)))))),
        Statement(FORM, over("%i", Mul((at("lam", i), at("a", i))))),
    ),
    "one eigenvector of unit norm": lambda: Case(
        {"A": (n, n), "u": (n,), "lam": ()},
        [
            Statement(over("%k", Mul((at("A", i, k), at("u", k)))), Mul((at("lam"), at("u", i))), free("%i")),
            Statement(Pow(norm("u"), Fraction(1, 2)), ONE),
        ],
        Statement(over("%i", over("%k", Mul((at("u", i), at("A", i, k), at("u", k))))), at("lam")),
        Statement(over("%i", over("%k", Mul((at("u", i), at("A", i, k), at("u", k))))), Mul((num(2), at("lam")))),
    ),
    "orthonormal columns": lambda: Case(
        {"Q": (n, m)},
        [Statement(over("%k", Mul((at("Q", k, i), at("Q", k, j)))), delta(i, j), free("%i", "%j", size=m))],
        Statement(over("%i", over("%j", square(at("Q", i, j)), m)), Int(m)),
        Statement(over("%k", Mul((at("Q", i, k), at("Q", j, k))), m), delta(i, j), free("%i", "%j")),
        [nonnegative(n - m)],
    ),
    "weights": lambda: Case(
        {"p": (n,), "z": (n,)},
        [
            Statement(over("%i", at("p", i)), ONE),
            Statement(at("p", i), ZERO, free("%i"), ">="),
        ],
        Statement(over("%i", square(at("p", i))), ONE, (), "<="),
        Statement(over("%i", square(at("p", i))), ONE),
    ),
    "white noise": lambda: Case(
        {"w": (m,), "e": (m, n), "s": (), "c": (n,)},
        [
            Statement(over("%k", at("w", k), m), ONE),
            Statement(at("w", k), ZERO, free("%k", size=m), ">="),
            Statement(over("%k", Mul((at("w", k), at("e", k, i))), m), ZERO, free("%i")),
            Statement(COVARIANCE, Mul((square(at("s")), delta(i, j))), free("%i", "%j")),
        ],
        Statement(NOISE, Mul((square(at("s")), norm("c")))),
        Statement(NOISE, Mul((at("s"), norm("c")))),
    ),
    "an inverse": lambda: Case(
        {"A": (n, n), "B": (n, n)},
        [Statement(times("A", "B", i, j), delta(i, j), free("%i", "%j"))],
        Statement(times("B", "A", i, j), delta(i, j), free("%i", "%j")),
        Statement(at("A", i, j), at("B", i, j), free("%i", "%j")),
    ),
    "zero": lambda: Case(
        {"x": (n,), "y": (n,)},
        [Statement(at("x", i), ZERO, free("%i"))],
        Statement(over("%i", Mul((at("x", i), at("y", i)))), ZERO),
        Statement(over("%i", at("y", i)), ZERO),
    ),
    "unit circle": lambda: Case(
        {"a": (), "b": ()},
        [Statement(Add((square(at("a")), square(at("b")))), ONE)],
        Statement(at("a"), ONE, (), "<="),
        Statement(Mul((at("a"), at("b"))), ZERO),
    ),
    "order and product": lambda: Case(
        {"a": (), "b": (), "c": ()},
        [
            Statement(Mul((at("a"), at("b"))), at("c")),
            Statement(at("a"), ZERO, (), ">"),
            Statement(at("a"), at("b"), (), "<"),
        ],
        Statement(at("c"), square(at("a")), (), ">"),
        Statement(at("c"), at("b"), (), ">"),
    ),
    "positive": lambda: Case(
        {"v": (n,)},
        [Statement(at("v", i), ZERO, free("%i"), ">")],
        Statement(Fn("log", (square(at("v", i)),)), Mul((num(2), Fn("log", (at("v", i),)))), free("%i")),
        Statement(Fn("log", (at("v", i),)), ZERO, free("%i"), ">="),
    ),
    "rows that sum to one": lambda: Case(
        {"A": (n, m)},
        [Statement(over("%j", at("A", i, j), m), ONE, free("%i"))],
        Statement(over("%i", over("%j", at("A", i, j), m)), Int(n)),
        Statement(over("%i", at("A", i, j)), ONE, free("%j", size=m)),
    ),
    "skew": lambda: Case(
        {"A": (n, n), "x": (n,)},
        [Statement(at("A", i, j), Mul((NEGATE, at("A", j, i))), free("%i", "%j"))],
        Statement(over("%i", over("%j", Mul((at("x", i), at("A", i, j), at("x", j))))), ZERO),
        Statement(over("%i", over("%j", at("A", i, j))), ONE),
    ),
    "different from zero": lambda: Case(
        {"a": ()},
        [Statement(at("a"), ZERO, (), "!=")],
        Statement(Mul((at("a"), Pow(at("a"), Fraction(-1)))), ONE),
        Statement(at("a"), ZERO, (), ">"),
    ),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_what_follows_agrees(name: str) -> None:
    case = CASES[name]()
    found = exercise(case.theory(), case.follows)
    assert found.counterexample is None, found
    assert found.points >= 12, found
    assert found.shapes >= 3, found


@pytest.mark.parametrize("name", sorted(CASES))
def test_what_does_not_follow_is_refuted_by_a_model(name: str) -> None:
    case = CASES[name]()
    assert exercise(case.theory(), case.fails).counterexample is not None


@pytest.mark.parametrize("name", sorted(CASES))
def test_models_satisfy_every_hypothesis(name: str) -> None:
    case = CASES[name]()
    theory = case.theory()
    scope = scope_of(theory, (case.follows.left, case.follows.right))
    premises = Premises(Tracer(theory, {"n": 2, "m": 2}), scope.hypotheses)
    assert len(premises.statements) == len(case.hypotheses)
    models = Models(premises, scope, random.Random(1))
    point = next(filter(None, (models.point("small", 1) for _ in range(5))), None)
    if point is not None:
        assert premises.satisfied(point)


def test_hypotheses_with_nothing_in_common_are_satisfied_apart() -> None:
    """A projection and weights, then both beside orthonormal vectors that read the projection too."""
    theory = CASES["projection"]().theory()
    theory.add_tensor("w", (n,))
    theory.add_tensor("q", (n,))
    whole = Hypothesis("whole", Statement(over("%i", at("w", i)), ONE))
    kept = Hypothesis("kept", Statement(over("%j", Mul((at("P", i, j), at("q", j)))), at("q", i), free("%i")))
    theory.add_hypothesis(whole)
    scope = scope_of(theory, (Add((trace("P"), over("%i", at("w", i)))),))
    models = Models(Premises(Tracer(theory, {"n": 3, "m": 1}), scope.hypotheses), scope, random.Random(3))
    assert sorted(group.names for group in models.groups) == [["P"], ["w"]]
    theory.add_hypothesis(kept)
    scope = scope_of(theory, (Add((trace("P"), over("%i", at("w", i)))),))
    premises = Premises(Tracer(theory, {"n": 3, "m": 1}), scope.hypotheses)
    models = Models(premises, scope, random.Random(3))
    assert sorted(group.names for group in models.groups) == [["P", "q"], ["w"]]
    points = [p for p in (models.point("small", 1) for _ in range(6)) if p is not None]
    assert len(points) >= 3
    assert all(map(premises.satisfied, points))


def test_conditions_on_an_abstract_function_stay_together() -> None:
    theory = Theory()
    theory.functions["f"] = 1
    for name in ("a", "b"):
        theory.add_tensor(name)
        theory.add_hypothesis(Hypothesis(name, Statement(Fn("f", (at(name),)), ZERO)))
    scope = scope_of(theory, (Add((at("a"), at("b"))),))
    premises = Premises(Tracer(theory, {}), scope.hypotheses)
    models = Models(premises, scope, random.Random(1))
    assert [(group.names, group.knobs) for group in models.groups] == [(["a", "b"], True)]


def test_what_led_to_a_model_is_tried_at_other_sizes_and_checked_there() -> None:
    theory = CASES["eigenvectors"]().theory()
    case, recipes = CASES["eigenvectors"](), dict[object, list[Recipe]]()
    scope = scope_of(theory, (case.follows.left, case.follows.right))
    for size in (2, 3):
        premises = Premises(Tracer(theory, {"n": size, "m": 1}), scope.hypotheses)
        models = Models(premises, scope, random.Random(size), recipes)
        points = [p for p in (models.point("small", 1) for _ in range(8)) if p is not None]
        assert points
        assert all(map(premises.satisfied, points))
        assert any(recipes.values())
    (known,) = recipes.values()
    known[:] = [Recipe((("u", "ones"), ("A", "ones")), ())]  # no model: it is not used, and forgotten
    for _ in range(4):
        point = models.point("small", 1)
        assert point is None or premises.satisfied(point)
    assert known[:1] != [Recipe((("u", "ones"), ("A", "ones")), ())]


def test_a_hypothesis_does_not_reach_beneath_a_derivative() -> None:
    theory = CASES["weights"]().theory()
    slope = Diff(over("%i", at("p", i)), "p", (j,))
    assert exercise(theory, Statement(slope, ONE, free("%j"))).counterexample is None
    assert exercise(theory, Statement(slope, ZERO, free("%j"))).counterexample is not None


def test_a_contradiction_is_said() -> None:
    theory = Theory()
    theory.add_tensor("a")
    theory.add_hypothesis(Hypothesis("absurd", Statement(at("a"), Add((at("a"), ONE)))))
    found = exercise(theory, Statement(at("a"), ZERO))
    assert found.points == 0
    assert "the hypothesis absurd holds at no sampled point" in found.reason


def test_hypotheses_that_contradict_each_other_are_said_to() -> None:
    theory = Theory()
    theory.add_tensor("a")
    theory.add_hypothesis(Hypothesis("one", Statement(at("a"), ONE)))
    theory.add_hypothesis(Hypothesis("two", Statement(at("a"), num(2))))
    found = exercise(theory, Statement(at("a"), ZERO))
    assert found.points == 0
    assert "contradict each other" in found.reason


def test_the_zero_matrix_is_no_projection_to_refute_with() -> None:
    theory = CASES["projection"]().theory()
    assert exercise(theory, Statement(trace("P"), ONE, (), ">=")).counterexample is None


def test_hypotheses_about_other_things_do_not_matter() -> None:
    theory = CASES["eigenvectors"]().theory()
    theory.add_tensor("t")
    found = exercise(theory, Statement(at("t"), at("t")))
    assert found.points >= 12


def test_hypotheses_about_abstract_functions_and_losses() -> None:
    theory = Theory()
    theory.add_size("n")
    theory.add_tensor("x", (n,))
    theory.functions["f"] = 1
    theory.add_loss("L", ("x",))
    theory.add_hypothesis(Hypothesis("fixed", Statement(Fn("f", (ZERO,)), ZERO)))
    theory.add_hypothesis(Hypothesis("slope", Statement(Fn("f", (ZERO,), (1,)), ONE)))
    slope = Diff(at("L"), "x", (i,))
    theory.add_hypothesis(Hypothesis("stationary", Statement(slope, ZERO, free("%i"))))
    follows = Statement(Add((Fn("f", (ZERO,)), over("%i", slope))), ZERO)
    found = exercise(theory, follows)
    assert found.counterexample is None, found
    assert found.points >= 12, found
    fails = Statement(Add((Fn("f", (at("x", i),)), slope)), at("x", i), free("%i"))
    assert exercise(theory, fails).counterexample is not None


@pytest.mark.parametrize("seed", range(8))
def test_models_of_a_special_kind_do_not_hide_the_others(seed: int) -> None:
    """A projection need not be symmetric, though those met first may be; its trace is a whole number."""
    theory = Theory()
    n = theory.add_size("n")
    theory.add_tensor("P", (n, n))
    a, b, c = S("%a"), S("%b"), S("%c")
    inner = Sum(("%b",), (Guard("ge", b), Guard("ge", n - b - 1)), Mul((Read("P", (a, b)), Read("P", (b, c)))))
    ends = (Free("%a", NIL, n), Free("%c", NIL, n))
    theory.add_hypothesis(Hypothesis("PP = P", Statement(inner, Read("P", (a, c)), ends)))
    symmetric = Statement(Read("P", (a, c)), Read("P", (c, a)), ends)
    assert exercise(theory, symmetric, seed=seed).counterexample is not None
    assert exercise(theory, Statement(Mul((inner, num(2))), Mul((Read("P", (a, c)), num(2))), ends), seed=seed).points


@pytest.mark.parametrize("shape", [(0,), (0, 2), (2, 0), (0, 0), (2, 0, 2)])
def test_a_tensor_without_entries_has_a_model(shape: tuple[int, ...]) -> None:
    source = random.Random(0)
    for name in Family.names(shape):
        assert Family(source, 1).make(name, shape, source) == {}
