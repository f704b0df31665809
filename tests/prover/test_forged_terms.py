"""Forged proofs with terms, scopes and declarations that no reading makes: each was accepted once.

Every case goes through the kernel and, as a certificate with a fitting digest, through ``verify`` without evaluation.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction

import pytest

from symderiv.certificate import FORMAT, _dump_proof, digest, verify
from symderiv.errors import CertificateError, DeclarationError, KernelError
from symderiv.language.integers import Poly
from symderiv.language.serial import dump_statement, dump_theory
from symderiv.language.terms import (
    NEGATE,
    ONE,
    ZERO,
    Diff,
    Fn,
    Guard,
    Int,
    Let,
    Matrix,
    Mul,
    Pow,
    Sum,
    add,
    bracket,
    in_shape,
    num,
)
from symderiv.language.theory import Hypothesis, Statement
from symderiv.prover.kernel.theorems import LemmaSource, Proof, prove
from tests.prover.test_forged import (
    LOW,
    SIGN,
    A,
    B,
    Case,
    H,
    J,
    K,
    L,
    M,
    N,
    _to_zero,
    free,
    inverse,
    positive,
    read,
    step,
    theory,
    total,
)

CASES: dict[str, Callable[[], Case]] = {}


def forged(function: Callable[[], Case]) -> Callable[[], Case]:
    CASES[function.__name__.replace("_", " ")] = function
    return function


def number(value: int) -> Poly:
    return Poly.constant(value)


@forged
def a_range_beside_a_sum_of_logarithms_that_is_captured() -> Case:
    logarithms = total(H, M, Fn("log", (read("y", H),)))
    first = Mul((read("x", H), logarithms))
    sign = bracket(positive(read("y", LOW)))
    return theory(), Statement(add(first, sign), add(first, ONE), free("%i", high=M)), Proof(SIGN)


@forged
def a_range_of_a_derivative_that_is_captured() -> Case:
    logarithms = total(H, M, Fn("log", (read("y", H),)))
    first = Diff(logarithms, "x", (H,))
    sign = bracket(positive(read("y", LOW)))
    return theory(), Statement(add(first, sign), add(first, ONE), free("%i", high=M)), Proof(SIGN)


@forged
def a_place_in_an_inverse_that_is_captured() -> Case:
    r, c = Poly.symbol("%i"), Poly.symbol("%j")
    first = Matrix("inverse", "%i", "%j", N, Fn("log", (read("A", r, c),)), (H, LOW))
    sign = bracket(positive(read("A", LOW, LOW)))
    return theory(), Statement(add(first, sign), add(first, ONE), free("%i", high=N + 1)), Proof(SIGN)


@forged
def a_hypothesis_about_the_value_of_a_scalar_that_is_differentiated() -> Case:
    t = theory()
    t.add_hypothesis(Hypothesis("h", Statement(A, ONE)))
    lemma = LemmaSource("h", (), (), Fraction(1), A, ONE)
    steps = (
        step((0, 0), "hypothesis", lemma=0, instance={}),
        step((0, 1), "adjoint"),
        step((0,), "let"),
        step((), "expand"),
    )
    return t, Statement(Let("e", A, Diff(read("e"), "a", ())), ZERO), Proof(steps, (lemma,))


@forged
def a_scalar_whose_value_is_unfolded_beneath_its_derivative() -> Case:
    t = theory()
    t.define("h", (), (), Mul((A, A)))
    steps = (step((0, 0), "unfold"), step((0, 1), "adjoint"), step((0,), "let"), step((), "expand"))
    return t, Statement(Let("e", read("h"), Diff(read("e"), "h", ())), ZERO), Proof(steps)


@forged
def a_factor_of_a_power_of_zero_that_is_cleared() -> Case:
    steps = (step((), "clear", factor=A), step((), "expand"), *_to_zero(A))
    power = Pow(inverse(A), Fraction(0))
    return theory(), Statement(add(power, bracket(Guard("nonzero", A))), num(2)), Proof(steps)


@forged
def a_frontier_that_names_a_tensor_twice() -> Case:
    t = theory()
    t.define("c", (), (), Mul((A, ONE)))
    t.add_loss("E", ("c", "c"))
    slope = Diff(read("E"), "c", ())
    moved = step((0,), "total")
    each = [s for k in (0, 1) for s in _unit((0, k, 0, 1))]
    strip = [step((0, k), "strip") for k in (0, 1)]
    steps = (moved, *each, *strip, step((), "expand"))
    return t, Statement(Diff(slope, "a", ()), Mul((num(2), Diff(slope, "c", ())))), Proof(steps)


def _unit(path: tuple[int, ...]) -> tuple:
    """The derivative of ``c := a 1`` by ``a``."""
    return (
        step(path, "adjoint"),
        step((*path, 0, 0), "adjoint"),
        step((*path, 0, 1), "differentiate"),
        step(path, "expand"),
    )


@forged
def a_sum_that_has_the_name_of_a_size() -> Case:
    seventh = read("x", number(7))
    strange = Sum(("N",), (Guard("eq", N - 5),), seventh)  # as N is bound, x seems to have 5 entries
    guard = positive(strange)
    zero = step((0, 0, 1), "empty")
    value = (step((0, 1, 1, 1), "solve", guard=Guard("eq", N - 5), symbol="N"), step((0, 1, 1, 1), "strip"))
    steps = (
        step((0,), "case", guard=guard),
        zero,
        step((0, 0), "sign", guard=positive(ZERO)),
        *value,
        step((), "expand"),
        step((1,), "empty"),
        step((), "expand"),
    )
    rest = Mul((NEGATE, seventh))
    return theory(), Statement(seventh, Mul((bracket(Guard("nonneg", rest)), seventh))), Proof(steps)


@forged
def a_function_of_too_many_arguments() -> Case:
    strange = Diff(Fn("softplus", (A, B)), "b", ())  # sigmoid(b) by the table of derivatives, 0 by that of identities
    steps = (
        step((0,), "case", guard=Guard("zero", strange)),
        step((0, 0, 1), "total"),
        step((0, 0, 1), "differentiate"),
        step((0, 0, 1), "expand"),
        step((0, 0), "empty", guard=Guard("zero", Fn("sigmoid", (B,)))),
        step((0, 1, 1, 0), "identity"),
        step((0, 1, 1), "total"),
        step((0, 1, 1), "differentiate"),
        step((0, 1), "empty", guard=Guard("nonzero", ZERO)),
        step((), "expand"),
    )
    return theory(), Statement(A, ZERO), Proof(steps)


@forged
def a_series_without_end_in_two_orders() -> Case:
    series = Sum(("%i", "%j"), (Guard("ge", H), Guard("ge", J - H), Guard("ge", H + 1 - J)), Int(1 + 2 * H - 2 * J))
    first = (
        step((), "nest", inner=(0,), binders=("%j",)),
        step((0,), "transform", binders=("%k",), forward={"%j": K + H}, inverse={"%k": J - H}),
        step((0,), "enumerate", symbol="%k", low=0, high=1),
        step((0, 0), "guards", guards=()),
        step((0, 1), "guards", guards=()),
        step((0,), "expand"),
        step((), "empty"),
    )
    zero, further = Guard("eq", J), Guard("ge", J - 1)
    second = (
        step((), "nest", inner=(0,), binders=("%i",)),
        step((0,), "transform", binders=("%k",), forward={"%i": J - K}, inverse={"%k": J - H}),
        step((0,), "enumerate", symbol="%k", low=0, high=1),
        step((0, 0), "guards", guards=(Guard("ge", J),)),
        step((0, 1), "guards", guards=(further,)),
        step((0, 0), "case", guard=further),
        step((0, 0, 0), "absorb"),
        step((0, 0, 0), "guards", guards=(further,)),
        step((0, 0, 1), "absorb"),
        step((0, 0, 1), "guards", guards=(zero,)),
        step((0,), "expand"),
        step((), "absorb"),
        step((), "solve", guard=zero, symbol="%j"),
        step((), "strip"),
    )
    lemma = LemmaSource("", first, second, Fraction(-1), A, ZERO, term=series, factor=A)
    steps = (step((0,), "hypothesis", lemma=0, instance={}), step((), "expand"))
    return theory(), Statement(A, ZERO), Proof(steps, (lemma,))


@forged
def a_recurrence_whose_index_is_bound_again() -> Case:
    t = theory()
    start = read("h", LOW)
    # h[0] = 1 + h[-1] + h[0]
    body = add(ONE, Sum(("%l",), in_shape((L,), (number(2),)), read("h", L - 1)))
    t.define("h", ("%l",), (number(2),), body)
    unfold = (
        step((), "unfold"),
        step((), "guards", guards=()),
        step((), "strip"),
        step((1,), "enumerate", symbol="%l", low=0, high=1),
        step((1, 0), "guards", guards=()),
        step((1, 0, 0), "unfold"),
        step((1, 0, 0), "empty"),
        step((1, 1), "guards", guards=()),
        step((), "expand"),
    )
    lemma = LemmaSource("", unfold, (), Fraction(1), A, ZERO, term=start, factor=A)
    steps = (step((0,), "hypothesis", lemma=0, instance={}), step((), "expand"))
    return t, Statement(A, ZERO), Proof(steps, (lemma,))


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_forged_proof_is_refused(name: str) -> None:
    with pytest.raises((KernelError, DeclarationError)):
        prove(*CASES[name]())


@pytest.mark.parametrize("name", sorted(CASES))
def test_its_certificate_is_refused(name: str) -> None:
    try:
        t, statement, proof = CASES[name]()
    except DeclarationError:
        return
    content = {
        "format": FORMAT,
        "theory": dump_theory(t),
        "statement": dump_statement(statement),
        "text": "",
        "proof": _dump_proof(proof),
    }
    content = json.loads(json.dumps(content))
    content["digest"] = digest(content)
    with pytest.raises(CertificateError):
        verify(content, evaluate=False)
