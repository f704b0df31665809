"""Claims with known truth: agreement counted, witnesses found and small, kinks and domains as the contract says."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from symderiv.budget import Deadline
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
    positive,
)
from symderiv.language.theory import Free, Statement, Theory
from symderiv.language.verdicts import Exercise
from symderiv.meaning import agreement, exercise
from symderiv.meaning.exercise import NO_SIZES
from symderiv.meaning.graph import TooCostly
from symderiv.meaning.judge import indices_of

S = Poly.symbol
NIL = Poly.constant(0)
N = S("n")
i, j, k, p, u = (S(f"%{letter}") for letter in "ijkpu")
H = Read("h")


def within(symbol: str, size: Poly = N) -> tuple[Guard, Guard]:
    return Guard("ge", S(symbol)), Guard("ge", size - 1 - S(symbol))


def over(symbol: str, body: Term, size: Poly = N) -> Sum:
    return Sum((symbol,), within(symbol, size), body)


def free(*symbols: str, size: Poly = N) -> tuple[Free, ...]:
    return tuple(Free(s, NIL, size) for s in symbols)


def scalar() -> Theory:
    theory = Theory()
    theory.add_tensor("h")
    theory.define("z", (), (), Fn("relu", (H,)))
    return theory


def fn(name: str, *args: Term) -> Term:
    return Fn(name, args)


def square(term: Term) -> Term:
    return Pow(term, Fraction(2))


def agrees(found: Exercise) -> bool:
    return found.counterexample is None and found.points >= 12 and found.shapes >= 3


EXP_LESS_ONE = Add((fn("exp", H), NEGATE))
TRUE = {
    "double angle": (fn("tanh", H), Add((Mul((num(2), fn("sigmoid", Mul((num(2), H))))), NEGATE))),
    "relu slope": (Diff(Read("z"), "h", ()), bracket(positive(H))),
    "relu slope off the kink": (Diff(Read("z"), "h", ()), bracket(Guard("nonneg", H))),
    "exempt brackets": (bracket(positive(H)), bracket(Guard("nonneg", H))),
    "exempt equality": (bracket(Guard("zero", H)), ZERO),
    "absolute value": (Pow(square(H), Fraction(1, 2)), fn("abs", H)),
    "log of a square, where defined": (fn("log", square(H)), Mul((num(2), fn("log", H)))),
    "sign": (
        Diff(fn("abs", H), "h", ()),
        Add((bracket(positive(H)), Mul((NEGATE, bracket(positive(Mul((NEGATE, H)))))))),
    ),
    "circle": (Add((square(fn("sin", H)), square(fn("cos", H)))), ONE),
    "maximum": (fn("max", H, ZERO), Read("z")),
}
FALSE = {
    "root of a square": (Pow(square(H), Fraction(1, 2)), H),
    "a kink that stays": (bracket(positive(Read("z"))), bracket(Guard("nonneg", Read("z")))),
    "a kink that is no polynomial": (bracket(positive(EXP_LESS_ONE)), bracket(Guard("nonneg", EXP_LESS_ONE))),
    "slope of relu at a kink that is no polynomial": (
        Diff(fn("relu", EXP_LESS_ONE), "h", ()),
        Mul((fn("exp", H), bracket(Guard("nonneg", EXP_LESS_ONE)))),
    ),
    "nearly": (fn("tanh", H), Mul((H, num(Fraction(999_999, 1_000_000))))),
    "tanh is no sigmoid": (fn("tanh", H), fn("sigmoid", H)),
    "numbers": (ONE, num(2)),
}


@pytest.mark.parametrize("name", sorted(TRUE))
def test_true_claims_about_a_scalar(name: str) -> None:
    found = exercise(scalar(), Statement(*TRUE[name]))
    assert agrees(found), found
    assert found.reason == NO_SIZES


@pytest.mark.parametrize("name", sorted(FALSE))
def test_false_claims_about_a_scalar(name: str) -> None:
    found = exercise(scalar(), Statement(*FALSE[name]))
    assert found.counterexample is not None


def test_a_witness_is_simple_and_exact() -> None:
    found = exercise(scalar(), Statement(*FALSE["root of a square"])).counterexample
    assert found is not None
    assert (found.sizes, found.values, found.at, found.left, found.right) == ({}, {"h": "-1"}, {}, "1", "-1")


@pytest.mark.parametrize("name", sorted(FALSE))
def test_a_witness_that_nobody_reads_is_left_as_it_was_found(name: str) -> None:
    assert exercise(scalar(), Statement(*FALSE[name]), shrink=False).counterexample is not None


@pytest.mark.parametrize("name", sorted(TRUE))
def test_what_is_true_has_no_witness_without_shrinking_either(name: str) -> None:
    assert agrees(exercise(scalar(), Statement(*TRUE[name]), shrink=False))


@pytest.mark.parametrize(
    ("left", "right", "relation", "holds"),
    [
        (square(H), ZERO, ">=", True),
        (square(H), H, ">=", False),
        (fn("exp", H), Add((ONE, H)), ">=", True),
        (fn("exp", H), ZERO, ">", True),
        (square(H), ZERO, ">", False),
        (H, Add((H, ONE)), "<", True),
        (Add((H, ONE)), H, "<=", False),
        (H, Add((H, ONE)), "!=", True),
        (H, H, "!=", False),
        (H, ZERO, "!=", False),
    ],
)
def test_relations(left: Term, right: Term, relation: str, holds: bool) -> None:
    found = exercise(scalar(), Statement(left, right, (), relation))
    assert agrees(found) if holds else found.counterexample is not None


@pytest.mark.parametrize(
    "nothing",
    [Add((H, Mul((NEGATE, H)))), Add((fn("exp", H), Mul((NEGATE, fn("exp", H)))))],
)
def test_a_denominator_that_is_always_zero_is_vacuous(nothing: Term) -> None:
    found = exercise(scalar(), Statement(Pow(nothing, Fraction(-1)), ONE))
    assert found.points == 0
    assert found.reason.startswith("vacuous")


def vectors() -> Theory:
    theory = Theory()
    n = theory.add_size("n")
    theory.add_tensor("x", (n,))
    total = over("%k", fn("exp", Read("x", (k,))))
    theory.define("p", ("%i",), (n,), Mul((fn("exp", Read("x", (i,))), Pow(total, Fraction(-1)))))
    return theory


def test_softmax_jacobian_right_and_wrong() -> None:
    slope = Diff(Read("p", (i,)), "x", (j,))
    right = Mul((Read("p", (i,)), Add((bracket(equals(i, j)), Mul((NEGATE, Read("p", (j,))))))))
    wrong = Mul((Read("p", (i,)), Add((ONE, Mul((NEGATE, Read("p", (j,))))))))
    assert agrees(exercise(vectors(), Statement(slope, right, free("%i", "%j"))))
    found = exercise(vectors(), Statement(slope, wrong, free("%i", "%j"))).counterexample
    assert found is not None
    assert found.sizes == {"n": 2}
    assert found.values == {"x": ["0", "0"]}
    assert found.at["i"] != found.at["j"]
    assert (found.left, found.right) == ("-1/4", "1/4")


def test_enclosures_in_a_witness_are_disjoint_decimals() -> None:
    found = exercise(scalar(), Statement(*FALSE["nearly"])).counterexample
    assert found is not None
    ends = [[Fraction(e) for e in side.strip("[]").split(", ")] for side in (found.left, found.right)]
    assert max(ends[0]) < min(ends[1]) or max(ends[1]) < min(ends[0])


def test_sizes_where_a_side_does_not_exist_do_not_count() -> None:
    theory = vectors()
    inverse = Pow(Int(N - 1), Fraction(-1))
    assert agrees(exercise(theory, Statement(Mul((inverse, Int(N - 1))), ONE)))
    found = exercise(theory, Statement(inverse, ONE)).counterexample
    assert found is not None
    assert found.sizes["n"] == 3


def test_conditions_on_sizes_are_met() -> None:
    theory = Theory()
    h, k_, ho = theory.add_size("H"), theory.add_size("K"), theory.add_size("Ho")
    stride, pad = theory.add_size("s"), theory.add_size("P", 0)
    span = h + 2 * pad - k_
    theory.conditions += [nonnegative(span - stride * (ho - 1)), nonnegative(stride * ho - 1 - span)]
    theory.add_tensor("x", (h,))
    theory.add_tensor("w", (k_,))
    place = stride * i + p - pad
    theory.define("y", ("%i",), (ho,), over("%p", Mul((Read("w", (p,)), Read("x", (place,)))), k_))
    theory.add_loss("L", ("y",))
    upstream = Diff(Read("L"), "y", (i,))
    guards = (*within("%p", k_), *within("%i", ho))
    right = Sum(("%p", "%i"), (*guards, Guard("eq", place - u)), Mul((Read("w", (p,)), upstream)))
    flipped = Sum(("%p", "%i"), (*guards, Guard("eq", stride * i - p + pad - u)), Mul((Read("w", (p,)), upstream)))
    slope = Diff(Read("L"), "x", (u,))
    assert agrees(exercise(theory, Statement(slope, right, free("%u", size=h))))
    found = exercise(theory, Statement(slope, flipped, free("%u", size=h))).counterexample
    assert found is not None
    assert set(found.values) == {"w", "x", "dL/dy"}
    sizes = found.sizes
    assert (sizes["H"] + 2 * sizes["P"] - sizes["K"]) // sizes["s"] + 1 == sizes["Ho"]


def test_abstract_functions_and_losses_are_named_in_the_witness() -> None:
    theory = vectors()
    theory.functions["f"] = 1
    theory.define("a", ("%i",), (N,), fn("f", Read("x", (i,))))
    theory.add_loss("L", ("a",))
    upstream = Diff(Read("L"), "a", (i,))
    slope = Diff(Read("L"), "x", (i,))
    right = Mul((upstream, Fn("f", (Read("x", (i,)),), (1,))))
    assert agrees(exercise(theory, Statement(slope, right, free("%i"))))
    found = exercise(theory, Statement(slope, upstream, free("%i"))).counterexample
    assert found is not None
    assert found.sizes == {"n": 1}
    assert str(found.values["f"]).startswith("f(t) = ")
    assert found.values["dL/da"] == ["1"]
    curved = exercise(theory, Statement(Diff(upstream, "a", (j,)), ZERO, free("%i", "%j"))).counterexample
    assert curved is not None
    assert "^2" in curved.values["L"] or "^3" in curved.values["L"]
    third = Diff(Diff(Diff(fn("f", Read("x", (i,))), "x", (i,)), "x", (i,)), "x", (i,))
    assert agrees(exercise(theory, Statement(third, Fn("f", (Read("x", (i,)),), (3,)), free("%i"))))
    fourth = exercise(theory, Statement(Fn("f", (Read("x", (i,)),), (4,)), ZERO, free("%i"))).counterexample
    assert fourth is not None


def test_kinks_are_avoided_while_shrinking() -> None:
    theory = Theory()
    n = theory.add_size("n")
    theory.add_tensor("x", (n,))
    theory.define("z", ("%i",), (n,), fn("relu", Read("x", (i,))))
    wrong = exercise(theory, Statement(Diff(Read("z", (i,)), "x", (i,)), ONE, free("%i"))).counterexample
    assert wrong is not None
    assert Fraction(wrong.values["x"][wrong.at["i"]]) < 0


def test_the_same_seed_gives_the_same_report() -> None:
    statement = Statement(Diff(Read("p", (i,)), "x", (j,)), Read("p", (i,)), free("%i", "%j"))
    assert exercise(vectors(), statement, seed=3) == exercise(vectors(), statement, seed=3)


def test_a_chain_of_terms() -> None:
    theory = vectors()
    total = over("%i", Read("p", (i,)))
    assert agreement(theory, [total, over("%k", Read("p", (k,))), ONE], ()).points >= 6
    broken = agreement(theory, [total, ONE, Int(N)], ())
    assert broken.counterexample is not None


def test_deadlines_and_deep_terms_end() -> None:
    theory = vectors()
    term: Term = Read("x", (i,))
    for depth in range(10):
        index = f"%k{depth}"
        term = fn("sigmoid", over(index, Mul((term, fn("tanh", Add((term, Int(S(index)))))))))
    began = time.process_time()
    exercise(theory, Statement(Diff(term, "x", (j,)), term, free("%i", "%j")), deadline=Deadline(1.5))
    assert time.process_time() - began < 4
    for _ in range(12):
        term = fn("exp", term)
    found = exercise(theory, Statement(term, term, free("%i")), deadline=Deadline(0.5))
    assert found.counterexample is None
    assert found.reason


def test_long_chains_of_definitions() -> None:
    theory = Theory()
    n = theory.add_size("n")
    theory.add_tensor("h0", (n,))
    for step in range(1, 200):
        theory.define(f"h{step}", ("%i",), (n,), Mul((num(Fraction(1, 2)), Read(f"h{step - 1}", (i,)))))
    slope = Diff(Read("h199", (i,)), "h190", (i,))
    assert agrees(exercise(theory, Statement(slope, num(Fraction(1, 512)), free("%i"))))


def test_more_entries_than_can_be_looked_at_are_not_written_down() -> None:
    for inner in (NIL + 10**12, j + 10**12):
        with pytest.raises(TooCostly):
            indices_of((Free("%j", NIL, NIL + 2), Free("%i", NIL, inner)), {})
    assert indices_of((Free("%i", NIL, NIL + 2), Free("%j", i, NIL + 2)), {}) == [(0, 0), (0, 1), (1, 1)]
    assert indices_of((Free("%i", NIL + 2, NIL),), {}) == []
