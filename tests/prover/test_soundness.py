"""The kernel must refuse what is false: by itself, without the checker behind it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symderiv.budget import Deadline
from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ONE,
    ZERO,
    Diff,
    Fn,
    Guard,
    Int,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    add,
    bracket,
    equals,
    in_shape,
    mul,
    num,
)
from symderiv.language.theory import Free, Hypothesis, Statement, Theory
from symderiv.meaning import exercise
from symderiv.prover.kernel.theorems import Proof, Step, Theorem, apply, context_of, prove
from symderiv.prover.search.strategy import Doubt, find_proof

HERE, J = Poly.symbol("%i"), Poly.symbol("%j")
N, M = Poly.symbol("N"), Poly.symbol("M")


def theory() -> Theory:
    t = Theory()
    t.add_size("N")
    t.add_size("M")
    for name, shape in {"x": (N,), "y": (M,), "A": (N, N), "p": (N,), "a": ()}.items():
        t.add_tensor(name, shape)
    return t


def total(index: Poly, size: Poly, body: Term) -> Sum:
    return Sum((str(index.as_symbol),), in_shape((index,), (size,)), body)


def x(i: Poly) -> Term:
    return Read("x", (i,))


def y(i: Poly) -> Term:
    return Read("y", (i,))


A = Read("a")


def earlier(body: Term) -> Sum:
    """The sum over the entries 1 to i, which is empty for i = 0."""
    return Sum(("%j",), (Guard("ge", J - 1), Guard("ge", HERE - J)), body)


FALSE = {
    "cancelling a read loses its range": (
        total(HERE, N, mul(x(HERE), Pow(x(HERE), Fraction(-1)))),
        total(HERE, M, mul(y(HERE), Pow(y(HERE), Fraction(-1)))),
    ),
    "sqrt(x^2) = x": (Pow(Pow(A, Fraction(2)), Fraction(1, 2)), A),
    "sum of ones": (total(HERE, N, ONE), Int(M)),
    "range shifted": (total(HERE, N, x(HERE)), Sum(("%i",), (Guard("ge", HERE - 1), Guard("ge", N - HERE)), x(HERE))),
    "transposed": (
        total(HERE, N, mul(Read("A", (HERE, J)), x(HERE))),
        total(HERE, N, mul(Read("A", (J, HERE)), x(HERE))),
    ),
    "square of a sum": (Pow(total(HERE, N, x(HERE)), Fraction(2)), total(HERE, N, Pow(x(HERE), Fraction(2)))),
    "relu is linear": (Fn("relu", (mul(NEGATE, A),)), mul(NEGATE, Fn("relu", (A,)))),
    "mask at the kink": (
        bracket(Guard("pos", Fn("relu", (A,)))),
        bracket(Guard("nonneg", Fn("relu", (A,)))),
    ),
    "log of a product of signs": (Fn("log", (mul(A, A),)), mul(num(2), Fn("log", (Fn("abs", (A,)),)), num(2))),
    "weights of an empty range sum to one": (
        earlier(mul(Fn("exp", (x(J),)), Pow(earlier(Fn("exp", (x(J),))), Fraction(-1)))),
        ONE,
    ),
    "delta out of range": (total(J, N, mul(bracket(equals(J, HERE + 1)), x(J))), x(HERE)),
}


@pytest.mark.parametrize("name", sorted(FALSE))
def test_false_equations_have_no_theorem(name: str) -> None:
    left, right = FALSE[name]
    free = tuple(Free(s, Poly({}), N) for s in sorted(left.free | right.free) if s.startswith("%"))
    found = find_proof(theory(), Statement(left, right, free), 3.0)
    assert not isinstance(found, Theorem)


def test_a_hypothesis_is_not_used_beneath_a_derivative() -> None:
    t = theory()
    t.add_hypothesis(Hypothesis("sum", Statement(total(HERE, N, Read("p", (HERE,))), ONE)))
    claim = Statement(Diff(total(HERE, N, Read("p", (HERE,))), "p", (J,)), ZERO, (Free("%j", Poly({}), N),))
    assert not isinstance(find_proof(t, claim, 3.0), Theorem)
    true = Statement(claim.left, ONE, claim.free)
    assert isinstance(find_proof(t, true, 3.0), Theorem)


def test_a_tensor_is_not_unfolded_beneath_a_derivative_by_it() -> None:
    t = theory()
    t.define("z", ("%i",), (N,), Fn("relu", (x(HERE),)))
    z = Read("z", (HERE,))
    derivative = Diff(mul(num(2), z), "z", (J,))
    free = tuple(Free(s, Poly({}), N) for s in ("%i", "%j"))
    false = Statement(derivative, ZERO, free)
    path = (0, 0, 1)
    with pytest.raises(KernelError, match="stands for itself"):
        prove(t, false, Proof((Step(path, "unfold", {}),)))
    assert not isinstance(find_proof(t, false, 2.0), Theorem)
    true = Statement(derivative, mul(num(2), bracket(equals(HERE, J))), free)
    assert isinstance(find_proof(t, true, 2.0), Theorem)
    partial = Diff(mul(num(2), z), "x", (J,), False)
    with pytest.raises(KernelError, match="stands for itself"):
        prove(t, Statement(partial, ZERO, free), Proof((Step(path, "unfold", {}),)))


def test_only_the_kernel_makes_theorems() -> None:
    with pytest.raises(KernelError):
        Theorem(object(), theory(), Statement(ONE, ZERO), Proof(()))
    with pytest.raises(KernelError):
        prove(theory(), Statement(ONE, ZERO), Proof(()))


def test_side_conditions_are_checked() -> None:
    t = theory()
    statement = Statement(ZERO, ZERO)
    here = context_of(t, statement)
    ones = total(HERE, N, ONE)
    for rule, node, parameters in (
        ("transform", ones, {"binders": ("%j",), "forward": {"%i": J * 2}, "inverse": {"%j": HERE}}),
        ("guards", ones, {"guards": (Guard("ge", HERE),)}),
        ("empty", ones, {}),
        ("telescope", Sum(("%i",), (Guard("ge", HERE),), ONE), {"gained": Int(HERE)}),
        ("telescope", Sum(("%i",), (Guard("ge", HERE), Guard("ge", N - 3 - HERE)), ONE), {"gained": Int(HERE)}),
        ("telescope", ones, {"gained": Fn("log", (Int(HERE),))}),
        ("telescope", Sum(("%i",), (*ones.guards, Guard("ne", HERE - 1)), ONE), {"gained": Int(HERE)}),
        ("telescope", Sum(("%i",), (Guard("ge", HERE * 2), Guard("ge", N - HERE)), ONE), {"gained": Int(HERE)}),
        (
            "solve",
            Sum(("%i",), (Guard("eq", HERE * 2 - J),), ONE),
            {"guard": Guard("eq", HERE * 2 - J), "symbol": "%i"},
        ),
        ("linear", Sum(("%i",), (), add(x(HERE), ONE)), {}),
        ("identity", Fn("unknown", (A,)), {}),
        ("no such rule", ones, {}),
    ):
        with pytest.raises(KernelError):
            apply(node, here, rule, parameters)


@st.composite
def terms(draw: st.DrawFn, depth: int = 2) -> Term:
    """Random terms over ``x[i]``, ``a``, sums, brackets and functions, with the free index ``i``."""
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        leaves = [
            x(HERE),
            A,
            Num(Fraction(draw(st.integers(-2, 2)))),
            Int(HERE),
            bracket(equals(HERE, Poly({}))),
            x(HERE + 1),
        ]
        return draw(st.sampled_from(leaves))
    kind = draw(st.sampled_from(["add", "mul", "square", "sum", "relu", "exp", "tanh", "mask"]))
    one = draw(terms(depth - 1))
    if kind == "add":
        return add(one, draw(terms(depth - 1)))
    if kind == "mul":
        return mul(one, draw(terms(depth - 1)))
    if kind == "square":
        return Pow(one, Fraction(2))
    if kind == "sum":
        from symderiv.language.terms import substitute

        return total(J, N, mul(substitute(one, {"%i": J}), Read("A", (HERE, J))))
    if kind == "mask":
        return mul(bracket(Guard("pos", x(HERE))), one)
    return Fn(kind, (one,))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(terms(), terms())
def test_what_is_proved_of_random_terms_is_true(left: Term, right: Term) -> None:
    """Every theorem about random equations survives the checker (most random equations are false)."""
    statement = Statement(left, right, (Free("%i", Poly({}), N),))
    found = find_proof(theory(), statement, 1.0)
    seen = exercise(theory(), statement, deadline=Deadline(1.0))
    assert not (isinstance(found, Theorem) and seen.counterexample is not None)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(terms(), st.sampled_from(["%j", "%k"]))
def test_normal_forms_keep_values(term: Term, letter: str) -> None:
    """``t - t`` with everything renamed is proved, and steps replay."""
    del letter
    statement = Statement(add(term, ONE), add(ONE, term), (Free("%i", Poly({}), N),))
    found = find_proof(theory(), statement, 3.0)
    assert isinstance(found, Theorem)


def test_damaged_steps_do_not_prove() -> None:
    t = theory()
    good = find_proof(t, Statement(add(A, A), mul(num(2), A)), 3.0)
    assert isinstance(good, Theorem)
    for steps in ((), good.proof.steps[:-1], (*good.proof.steps, Step((7,), "expand", {}))):
        with pytest.raises(KernelError):
            prove(t, Statement(add(A, A), mul(num(2), A)), Proof(tuple(steps)))
    with pytest.raises(KernelError):
        prove(t, Statement(add(A, A), mul(num(3), A)), good.proof)


def test_products_with_a_zero_bracket_are_strong() -> None:
    body = mul(bracket(Guard("pos", A)), Fn("log", (A,)))
    claim = Statement(body, Mul((Fn("log", (A,)), bracket(Guard("pos", A)))))
    assert isinstance(find_proof(theory(), claim, 3.0), Theorem)


def test_the_chain_rule_passes_through_an_unknown_loss() -> None:
    scene = Theory()
    size = scene.add_size("n")
    place = Poly.symbol("%i")
    scene.add_tensor("x", (size,))
    scene.add_loss("L", ("x",))
    scene.define("y", (), (), Pow(Read("L"), Fraction(2)))
    free = (Free("%i", Poly({}), size),)
    slope = Mul((Num(Fraction(2)), Read("L"), Diff(Read("L"), "x", (place,))))
    for square in (Pow(Read("L"), Fraction(2)), Read("y")):
        derivative = Diff(square, "x", (place,))
        assert isinstance(find_proof(scene, Statement(derivative, slope, free)), Theorem)
        assert isinstance(find_proof(scene, Statement(derivative, ZERO, free)), Doubt)
