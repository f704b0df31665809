"""Forged proofs: each of these statements is false, and each proof was accepted once.

The proofs are written by hand, as an adversary would write them into a certificate; the kernel alone must refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any

import pytest

from symderiv.decide import decide
from symderiv.errors import DeclarationError, KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ONE,
    ZERO,
    Add,
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
    Let,
    Matrix,
    Mul,
    Pow,
    Read,
    Sum,
    Term,
    add,
    alpha_equal,
    bracket,
    equals,
    in_shape,
    mul,
    num,
    substitute,
)
from symderiv.language.theory import Definition, Free, Hypothesis, Statement, Theory
from symderiv.language.verdicts import PROVED
from symderiv.prover.kernel.algebra import expand
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.rules import _check_strength
from symderiv.prover.kernel.theorems import (
    Induction,
    LemmaSource,
    Proof,
    Step,
    apply,
    check_lemma,
    context_of,
    prove,
    replay,
)
from symderiv.prover.search.strategy import find_proof

H, J, K, L = (Poly.symbol(s) for s in ("%i", "%j", "%k", "%l"))
N, M = Poly.symbol("N"), Poly.symbol("M")
A, B, U = Read("a"), Read("b"), Read("u")
LOW = Poly({})


def theory() -> Theory:
    t = Theory()
    t.add_size("N")
    t.add_size("M")
    shapes = {"x": (N,), "z": (N,), "w": (N,), "y": (M,), "A": (N, N), "B": (N, N, N), "a": (), "b": (), "u": ()}
    for name, shape in shapes.items():
        t.add_tensor(name, shape)
    return t


def read(name: str, *index: Poly) -> Read:
    return Read(name, index)


def total(index: Poly, size: Poly, body: Term, *guards: Guard) -> Sum:
    return Sum((str(index.as_symbol),), (*in_shape((index,), (size,)), *guards), body)


def inverse(term: Term) -> Pow:
    return Pow(term, Fraction(-1))


def positive(term: Term) -> Guard:
    return Guard("pos", term)


def free(*symbols: str, high: Poly = N) -> tuple[Free, ...]:
    return tuple(Free(s, LOW, high) for s in symbols)


def step(path: Sequence[int], rule: str, **parameters: Any) -> Step:
    return Step(tuple(path), rule, parameters)


Case = tuple[Theory, Statement, Proof]
CASES: dict[str, Callable[[], Case]] = {}


def forged(function: Callable[[], Case]) -> Callable[[], Case]:
    CASES[function.__name__.replace("_", " ")] = function
    return function


def _counted(path: tuple[int, ...]) -> tuple[Step, ...]:
    """The number of terms of a sum of ones over ``%i``."""
    return (step(path, "telescope", gained=Int(H)), step((*path, 2, 0), "expand"), step((*path, 2), "empty"))


def test_terms_are_counted() -> None:
    claim = Statement(total(H, N, ONE), Int(N))
    assert prove(theory(), claim, Proof((*_counted((0,)), step((), "expand")))).statement == claim


@forged
def a_free_index_with_the_name_of_a_bound_one() -> Case:
    t = theory()
    t.add_hypothesis(Hypothesis("columns", Statement(total(H, N, read("A", H, J)), A, free("%j"))))
    lemma = LemmaSource("columns", (), (), Fraction(1), total(H, N, read("A", H, J)), A)
    odd = "%@0"
    use = step((0,), "hypothesis", lemma=0, instance={"%j": Poly.symbol(odd)})
    return t, Statement(total(H, N, read("A", H, H)), A, free(odd)), Proof((use, step((), "expand")), (lemma,))


@forged
def a_scaled_determinant_of_a_negative_number_of_rows() -> Case:
    r, c, size = Poly.symbol("%r"), Poly.symbol("%c"), N - 5
    scaled = Matrix("det", "%r", "%c", size, Mul((num(2), read("A", r, c))))
    plain = Matrix("det", "%r", "%c", size, read("A", r, c))
    steps = (step((0,), "scaled inverse", positions=(0,)), step((), "expand"))
    return theory(), Statement(scaled, Mul((Fn("pow", (num(2), Int(size))), plain))), Proof(steps)


@forged
def a_fact_whose_range_speaks_of_a_shadowed_index() -> Case:
    first = Sum(("%j",), (Guard("ge", J), Guard("ge", H - J)), Fn("log", (read("y", J),)))
    signs = total(H, M, ONE, positive(read("y", H)))
    drop = step((0, 1), "guards", guards=in_shape((H,), (M,)))
    steps = (drop, *_counted((0, 1)), step((), "expand"))
    return theory(), Statement(add(first, signs), add(first, Int(M)), free("%i", high=M)), Proof(steps)


@forged
def a_fact_whose_range_is_captured() -> Case:
    inner = Sum(("%i",), (Guard("eq", H - N + 1),), Fn("log", (read("A", J, H),)))
    first = Sum(("%j",), (Guard("ge", J), Guard("ge", H - J)), inner)
    bare = bracket(positive(read("A", N - 1, N - 1)))
    steps = (step((0, 1), "guards", guards=()), step((0, 1), "strip"), step((), "expand"))
    return theory(), Statement(add(first, bare), add(first, ONE), free("%i")), Proof(steps)


SIGN = (step((0, 1), "guards", guards=()), step((0, 1), "strip"), step((), "expand"))


@forged
def a_bracket_in_a_product_within_a_product() -> Case:
    product = Mul((Mul((bracket(positive(A)), num(2))), Fn("log", (A,))))
    return theory(), Statement(add(product, bracket(positive(A))), add(product, ONE)), Proof(SIGN)


@forged
def a_logarithm_beside_a_read_outside() -> Case:
    product = Mul((read("x", H + 1), Fn("log", (A,))))
    return theory(), Statement(add(product, bracket(positive(A))), add(product, ONE), free("%i")), Proof(SIGN)


@forged
def a_logarithm_beside_a_power_of_a_product_outside() -> Case:
    product = Mul((Pow(Mul((read("x", H + 1), B)), Fraction(2)), Fn("log", (A,))))
    return theory(), Statement(add(product, bracket(positive(A))), add(product, ONE), free("%i")), Proof(SIGN)


@forged
def a_logarithm_to_the_power_of_zero() -> Case:
    power = Pow(Fn("log", (A,)), Fraction(0))
    return theory(), Statement(add(power, bracket(positive(A))), add(power, ONE)), Proof(SIGN)


@forged
def a_sum_that_a_read_in_an_inner_product_ends() -> Case:
    first = total(H, M, Mul((Mul((read("x", H), num(2))), Fn("log", (read("y", H),)))))
    signs = total(H, M, ONE, positive(read("y", H)))
    drop = step((0, 1), "guards", guards=in_shape((H,), (M,)))
    steps = (drop, *_counted((0, 1)), step((), "expand"))
    return theory(), Statement(add(first, signs), add(first, Int(M))), Proof(steps)


@forged
def a_change_of_variables_that_keeps_the_old_one() -> Case:
    node = Sum(("%i",), (Guard("ge", H - N), Guard("ge", N - H)), ONE)
    change = step((0,), "transform", binders=("%j",), forward={"%i": H}, inverse={"%j": J})
    steps = (change, step((0,), "empty"), step((), "expand"))
    return theory(), Statement(node, ZERO, free("%i")), Proof(steps)


@forged
def a_quotient_by_a_sum_outside_of_the_shape() -> Case:
    t = theory()
    divisor = expand(add(read("x", H), read("z", H)), Context(t, ()))
    assert isinstance(divisor, Add)
    left = add(*(Mul((a, inverse(divisor))) for a in divisor.args))
    steps = (step((0, 0), "reduce", base=divisor, lead=0), step((), "expand"))
    return t, Statement(left, ONE, free("%i", high=N + 1)), Proof(steps)


@forged
def a_quotient_by_a_sum_with_brackets() -> Case:
    t = theory()
    p, q = Mul((bracket(positive(A)), U)), Mul((bracket(positive(B)), B))
    divisor = expand(add(p, q), Context(t, ()))
    assert isinstance(divisor, Add)
    left = add(*(Mul((a, inverse(divisor))) for a in divisor.args))
    steps = (step((0, 0), "reduce", base=divisor, lead=0), step((), "expand"))
    return t, Statement(left, ONE), Proof(steps)


@forged
def a_derivative_by_an_entry_that_does_not_exist() -> Case:
    t = theory()
    t.define("v", ("%i",), (N,), Pow(read("x", H), Fraction(2)))
    t.define("s", (), (), total(H, N, read("v", H)))
    derivative = Diff(read("s"), "x", (H,))
    steps = (step((0, 0), "adjoint"), step((0, 1, 0), "adjoint"), step((), "expand"))
    return t, Statement(Mul((derivative, inverse(derivative))), ONE, free("%i", high=N + 1)), Proof(steps)


@forged
def a_hypothesis_about_a_read_outside() -> Case:
    t = theory()
    lead = Mul((A, read("x", H + 1)))
    t.add_hypothesis(Hypothesis("h", Statement(lead, read("w", H), free("%i"))))
    lemma = LemmaSource("h", (), (), Fraction(1), lead, read("w", H))
    left = Mul((A, read("x", N), inverse(read("w", N - 1))))
    steps = (
        step((0,), "group", positions=(0, 1)),
        step((0, 1), "hypothesis", lemma=0, instance={"%i": N - 1}),
        step((), "expand"),
    )
    return t, Statement(left, ONE), Proof(steps, (lemma,))


@forged
def a_scalar_with_the_name_of_a_definition() -> Case:
    t = theory()
    t.define("d", (), (), num(2))
    steps = (step((0, 1), "unfold"), step((0,), "let"), step((), "expand"))
    return t, Statement(Let("d", ONE, read("d")), num(2)), Proof(steps)


@forged
def a_derivative_through_an_earlier_entry_of_a_recurrence() -> Case:
    t = theory()
    t.define("h", ("%l",), (N,), add(read("x", L), read("h", L - 1)))
    square = Diff(Pow(read("h", L + 1), Fraction(2)), "h", (L,))
    steps = (
        step((0,), "total"),
        step((0,), "differentiate"),
        step((0,), "absorb"),
        step((0,), "empty"),
        step((), "expand"),
    )
    return t, Statement(square, ZERO, (Free("%l", LOW, N - 1),)), Proof(steps)


@forged
def a_partial_derivative_of_a_total_one() -> Case:
    t = theory()
    t.define("c", (), (), Mul((A, B)))
    twice = Diff(Diff(read("c"), "a", ()), "b", (), False)
    # nothing that is written reads b; what c is made from is beneath its name
    steps = (*_product_rule((0, 0)), step((0, 0), "expand"), step((0,), "differentiate"), step((), "expand"))
    return t, Statement(twice, ONE), Proof(steps)


def _product_rule(path: tuple[int, ...]) -> tuple[Step, ...]:
    """The derivative of ``c := a b`` by one of them."""
    opened = step(path, "adjoint")
    return opened, step((*path, 0, 0), "adjoint"), step((*path, 0, 1), "differentiate")


@forged
def the_derivative_of_a_determinant_that_is_zero() -> Case:
    t = theory()
    r, c = Poly.symbol("%r"), Poly.symbol("%c")
    det = Matrix("det", "%r", "%c", N, read("A", r, c))
    t.add_hypothesis(Hypothesis("singular", Statement(det, ZERO)))
    lemma = LemmaSource("singular", (), (), Fraction(1), det, ZERO)
    steps = (
        step((0,), "total"),
        step((0,), "differentiate"),
        step((0, 0, 0), "hypothesis", lemma=0, instance={}),
        step((0, 0), "expand"),
        step((0,), "empty"),
        step((), "expand"),
    )
    return t, Statement(Diff(det, "A", (H, J)), ZERO, free("%i", "%j")), Proof(steps, (lemma,))


@forged
def an_extremum_that_captures_the_value_of_a_scalar() -> Case:
    body = Extremum("max", ("%i",), in_shape((H,), (N,)), Mul((read("e"), read("z", H))))
    wrong = Extremum("max", ("%i",), in_shape((H,), (N,)), Mul((read("x", H), read("z", H))))
    steps = (step((0,), "let"), step((), "expand"))
    return theory(), Statement(Let("e", read("x", H), body), wrong, free("%i")), Proof(steps)


@forged
def an_assumed_sign_at_an_index_out_of_its_range() -> Case:
    t = theory()
    t.add_hypothesis(Hypothesis("later", Statement(read("y", J), ZERO, (Free("%j", Poly.constant(1), M),), ">")))
    steps = (step((0,), "empty"), step((), "expand"))
    negative = bracket(positive(Mul((NEGATE, read("y", J)))))
    return t, Statement(negative, ZERO, free("%j", high=M)), Proof(steps)


@forged
def clearing_a_denominator_beside_a_read_outside() -> Case:
    product = Mul((read("x", H + 1), inverse(A)))
    whole = Guard("nonzero", A)
    steps = (
        step((), "clear", factor=A),
        step((), "expand"),
        *_to_zero(A),
    )
    return theory(), Statement(add(product, bracket(whole)), add(product, ONE), free("%i")), Proof(steps)


@forged
def clearing_a_denominator_beside_an_inner_bracket() -> Case:
    whole = Guard("nonzero", A)
    product = Mul((Mul((bracket(whole), num(2))), inverse(A)))
    steps = (step((), "clear", factor=A), step((), "expand"), *_to_zero(A))
    return theory(), Statement(add(product, bracket(whole)), add(product, ONE)), Proof(steps)


@forged
def a_bracket_that_is_no_bracket_any_more() -> Case:
    whole = Guard("nonzero", A)
    product = Mul((bracket(whole), inverse(A)))
    first = step((0, 0, 0), "complement", guard=whole)
    second = step((1, 1, 0, 0), "complement", guard=whole)
    steps = (first, step((), "clear", factor=A), second, step((), "expand"), *_to_zero(A))
    return theory(), Statement(add(product, bracket(whole)), add(product, ONE)), Proof(steps)


def _to_zero(a: Term) -> tuple[Step, ...]:
    """``a [a != 0] - a`` is 0."""
    context, minus = Context(theory(), ()), Guard("pos", mul(NEGATE, a))
    terms = expand(add(Mul((a, bracket(Guard("nonzero", a)))), Mul((NEGATE, a))), context)
    (place,) = (k for k, m in enumerate(terms.children) if any(isinstance(f, Sum) for f in m.children))
    (inside,) = (k for k, f in enumerate(terms.children[place].children) if isinstance(f, Sum))
    first = step((place, inside), "sign", guard=Guard("nonzero", a))
    terms = expand(add(Mul((a, add(bracket(positive(a)), bracket(minus)))), Mul((NEGATE, a))), context)
    (place,) = (k for k, m in enumerate(terms.children) if bracket(minus) in m.children)
    turned = (step((place,), "wrap"), step((place,), "absorb"), step((place,), "complement", guard=minus))
    return (first, step((), "expand"), *turned, step((), "expand"))


def test_a_number_is_what_it_is_where_it_is_not_zero() -> None:
    """The steps that the forged proofs use are in order."""
    claim = Statement(add(Mul((A, bracket(Guard("nonzero", A)))), Mul((NEGATE, A))), ZERO)
    assert prove(theory(), claim, Proof((step((), "expand"), *_to_zero(A)))).statement == claim


@forged
def a_lemma_from_a_term_that_is_taken_to_be_defined() -> Case:
    sign = bracket(positive(A))
    steps = (step((0,), "guards", guards=()), step((0,), "strip"))
    lemma = LemmaSource("", steps, (), Fraction(-1), sign, ONE, term=Add((sign, Fn("log", (A,)))))
    use = step((0,), "hypothesis", lemma=0, instance={})
    return theory(), Statement(sign, ONE), Proof((use, step((), "expand")), (lemma,))


@forged
def a_sign_by_a_square_of_a_root() -> Case:
    guard = Guard("nonneg", A)
    square = Pow(Pow(A, Fraction(1, 2)), Fraction(2))
    steps = (
        step((0,), "follows", guard=guard, scales=(ONE,), terms=(square,)),
        step((0,), "strip"),
        step((), "expand"),
    )
    return theory(), Statement(bracket(guard), ONE), Proof(steps)


@forged
def a_row_of_zeros_times_an_inverse_by_a_lemma() -> Case:
    r, c = Poly.symbol("%r"), Poly.symbol("%c")
    matrix = Matrix("inverse", "%r", "%c", N + 1, read("A", r, c), (LOW, LOW))
    product = total(K, N + 1, Mul((read("A", H, K), Matrix("inverse", "%r", "%c", N + 1, read("A", r, c), (K, J)))))
    lemma = LemmaSource("left", (), (), Fraction(1), product, bracket(equals(H, J)), matrix=matrix)
    steps = (
        step((0,), "hypothesis", lemma=0, instance={"%i": N, "%j": N}),
        step((0,), "guards", guards=()),
        step((0,), "strip"),
        step((), "expand"),
    )
    return theory(), Statement(substitute(product, {"%i": N, "%j": N}), ONE), Proof(steps, (lemma,))


@forged
def a_kink_where_there_is_none() -> Case:
    return theory(), Statement(A, ZERO, (), "!="), Proof((), kinks=(A,))


@forged
def an_induction_through_a_step_that_is_not_defined() -> Case:
    t = theory()
    before = bracket(Guard("ge", L - 1), Guard("zero", read("x", L - 1)))
    t.define("h", ("%l",), (N,), add(read("h", L - 1), before))
    # where x[l-1] = 0, the statement at l says nothing, and that at l + 1 is false
    whole = Mul((read("x", L - 1), inverse(read("x", L - 1))))
    here = read("h", Poly.symbol("l'"))
    lemma = LemmaSource("the statement at l'", (step((), "expand"),), (), Fraction(1), here, ZERO)
    statement = Statement(Mul((read("h", L), whole)), ZERO, (Free("%l", Poly.constant(1), N),))
    inner = (0, 0, 0)
    base = (
        step((0, 0), "unfold"),
        step((*inner, 1), "empty"),
        step((*inner, 0), "unfold"),
        step((*inner, 0, 0, 0), "unfold"),
        step((*inner, 0, 0, 0), "empty"),
        step((*inner, 0, 0, 1), "empty"),
        step((), "expand"),
    )
    forward = (
        step((0, 0), "unfold"),
        step((*inner, 0), "hypothesis", lemma=0, instance={}),
        step((*inner, 1), "empty"),
        step((), "expand"),
    )
    return t, statement, Proof((), (), Induction("%l", Proof(base), Proof(forward, (lemma,))))


@forged
def an_induction_whose_range_depends_on_another_index() -> Case:
    t = theory()
    t.define("h", ("%l",), (N,), ZERO)
    statement = Statement(read("h", L), ZERO, (Free("%j", LOW, N), Free("%l", J, N)))
    zero = Proof((step((0,), "unfold"), step((0,), "empty"), step((), "expand")))
    return t, statement, Proof((), (), Induction("%l", zero, zero))


@forged
def a_size_that_is_taken_for_an_index() -> Case:
    t = theory()
    statement = Statement(bracket(Guard("ge", 2 - N)), ONE, (Free("N", LOW, Poly.constant(3)),))
    return t, statement, Proof((step((0,), "guards", guards=()), step((0,), "strip"), step((), "expand")))


@forged
def an_index_with_the_name_of_a_size() -> Case:
    # within the sum, N is 1, but the shape of x is not
    node = Sum(("N",), (Guard("eq", N - 1),), Mul((read("x", Poly.constant(1)), ONE)))
    steps = (step((0,), "empty"), step((), "expand"))
    return theory(), Statement(node, ZERO), Proof(steps)


@forged
def an_index_that_is_bound_twice() -> Case:
    node = Sum(("%i", "%i"), in_shape((H,), (N,)), ONE)
    steps = (*_counted((0,)), step((), "expand"))
    return theory(), Statement(node, Int(N)), Proof(steps)


@forged
def a_condition_about_an_index_among_the_declarations() -> Case:
    t = theory()
    t.conditions.append(Guard("ge", H - 1))
    steps = (step((0,), "guards", guards=()), step((0,), "strip"), step((), "expand"))
    return t, Statement(bracket(Guard("ge", H - 1)), ONE, free("%i")), Proof(steps)


@forged
def the_square_of_a_loss_of_an_input() -> Case:
    t = theory()
    t.add_loss("E", ("x",))
    square = Diff(Pow(read("E"), Fraction(2)), "x", (H,))
    steps = (step((0,), "total"), step((0,), "differentiate"), step((), "expand"))
    return t, Statement(square, ZERO, free("%i")), Proof(steps)


@forged
def a_tensor_that_is_made_from_a_loss() -> Case:
    t = theory()
    t.add_loss("E", ("x",))
    t.define("c", (), (), add(read("E"), A))
    steps = (step((0,), "adjoint"), step((), "expand"))
    return t, Statement(Diff(read("c"), "x", (H,)), ZERO, free("%i")), Proof(steps)


@forged
def a_loss_of_tensors_that_depend_on_each_other() -> Case:
    t = theory()
    t.define("c", (), (), Mul((A, B)))
    t.add_loss("E", ("a", "c"))
    # the derivative of dE/da by b has a part of its own: c = a b, so dE/da = E_a + b E_c
    first = Diff(read("E"), "a", ())
    second = Mul((Diff(first, "c", ()), A))
    steps = (
        step((0,), "total"),
        *_product_rule((0, 0, 1)),
        step((), "expand"),
    )
    return t, Statement(Diff(first, "b", ()), second), Proof(steps)


@forged
def multiplying_through_by_a_matrix_beside_the_number_zero() -> Case:
    t = theory()
    matrix = Matrix("inverse", "%r", "%c", N, read("A", Poly.symbol("%r"), Poly.symbol("%c")), (LOW, LOW))
    product = total(K, N, Mul((read("A", H, K), read("x", K))))
    t.add_hypothesis(Hypothesis("kernel", Statement(product, ZERO, free("%i"))))
    lemma = LemmaSource("kernel", (), (), Fraction(1), product, ZERO)
    # beside a bracket that is false, and beside the number 0, the inverse is not evaluated
    never = Mul((bracket(Guard("ge", H - N)), matrix))
    steps = (
        step((0, 0, 0), "empty"),
        step((), "clear matrix", matrix=matrix, index="%i", transposed=False),
        step((0, 1), "expand"),
        step((0,), "arrange"),
        step((), "hypothesis", lemma=0, instance={"%i": H}),
        step((), "expand"),
    )
    return t, Statement(add(never, read("x", H)), ZERO, free("%i")), Proof(steps, (lemma,))


@forged
def a_factor_that_is_counted_from_the_end() -> Case:
    steps = (step((0,), "group", positions=(-1,)), step((), "expand"))
    return theory(), Statement(Mul((A, B)), Mul((A, B, B))), Proof(steps)


@forged
def a_factor_that_is_grouped_twice() -> Case:
    steps = (step((0,), "group", positions=(1, 1)), step((), "expand"))
    return theory(), Statement(Mul((A, B)), Mul((A, B, B))), Proof(steps)


@forged
def a_factor_that_is_taken_out_twice() -> Case:
    steps = (step((0,), "nest", inner=(1, 1), binders=("%j",)), step((), "expand"))
    right = Mul((A, total(J, N, Mul((read("x", J), read("x", J))))))
    return theory(), Statement(total(J, N, Mul((A, read("x", J)))), right), Proof(steps)


@forged
def a_power_that_is_joined_and_kept() -> Case:
    power = Fn("pow", (A, Int(N)))
    steps = (step((0,), "join", positions=(-1,)), step((), "expand"))
    return theory(), Statement(Mul((B, power)), Mul((B, power, power))), Proof(steps)


@forged
def a_summand_that_is_counted_from_the_end() -> Case:
    divisor = expand(add(A, B), Context(theory(), ()))
    assert isinstance(divisor, Add)
    first, second = step((0,), "reduce", base=divisor, lead=-1), step((1,), "reduce", base=divisor, lead=1)
    steps = (first, step((), "expand"), second, step((), "expand"))
    return theory(), Statement(Mul((divisor.args[-1], inverse(divisor))), ZERO), Proof(steps)


@forged
def a_divisor_that_is_taken_out_of_a_sum_where_it_does_not_divide() -> Case:
    t = theory()
    t.add_hypothesis(Hypothesis("zero", Statement(A, ZERO)))
    lemma = LemmaSource("zero", (), (), Fraction(1), A, ZERO)
    # at the last place, the sum is b: 1 / (x[i+1] / a + b) is not a / (x[i+1] + a b) where a = 0
    whole = inverse(add(Mul((read("x", H + 1), inverse(A))), B))
    steps = (
        step((0,), "expand"),
        step((0, 1), "hypothesis", lemma=0, instance={}),
        step((), "expand"),
    )
    return t, Statement(whole, ZERO, free("%i")), Proof(steps, (lemma,))


@forged
def roots_of_a_strong_zero_that_cancel() -> Case:
    either = add(Mul((bracket(equals(H, J)), A)), Mul((bracket(equals(H, K)), A)))
    whole = Mul((Pow(either, Fraction(1, 2)), Pow(either, Fraction(-1, 2))))
    return theory(), Statement(whole, ONE, free("%i", "%j", "%k")), Proof((step((), "expand"),))


@forged
def entries_outside_of_an_inverse_that_cancel() -> Case:
    entry = Matrix("inverse", "%r", "%c", N, read("A", Poly.symbol("%r"), Poly.symbol("%c")), (H, J))
    whole = Mul((entry, inverse(entry)))
    return theory(), Statement(whole, ONE, free("%i", "%j", high=N + 1)), Proof((step((), "expand"),))


@forged
def the_derivative_of_a_maximum_of_equals() -> Case:
    sign = positive(add(A, Mul((NEGATE, A))))
    steps = (
        step((0,), "total"),
        step((0,), "differentiate"),
        *(step((0, k, 0), rule, **p) for k in (0, 1) for rule, p in (("sign", {"guard": sign}), ("empty", {}))),
        step((), "expand"),
    )
    return theory(), Statement(Diff(Fn("max", (A, A)), "a", ()), ZERO), Proof(steps)


@forged
def the_derivative_of_a_scalar_that_stands_for_a_square() -> Case:
    square = Let("e", Mul((A, A)), Diff(read("e"), "a", ()))
    steps = (step((0, 1), "adjoint"), step((0,), "let"), step((), "expand"))
    return theory(), Statement(square, ZERO), Proof(steps)


@forged
def the_derivative_of_a_product_with_a_scalar_that_stands_for_a_square() -> Case:
    cube = Let("e", Mul((A, A)), Diff(Mul((read("e"), A)), "a", ()))
    steps = (step((0, 1), "total"), step((0, 1), "differentiate"), step((0,), "let"), step((), "expand"))
    return theory(), Statement(cube, Mul((A, A))), Proof(steps)


@forged
def an_induction_through_another_index_where_the_statement_is_not_defined() -> Case:
    t = theory()
    here, size = Poly.symbol("l'"), Fn("log", (read("y", J),))
    # h[0, j] is 1 where log y[j] does not exist, and h[l + 1, j] is the sum of h[l, k] over all k
    first = Sum((), (Guard("eq", L),), add(ONE, Mul((NEGATE, bracket(positive(read("y", J)))))))
    t.define("h", ("%l", "%j"), (N, M), add(first, total(K, M, read("h", L - 1, K))))
    statement = Statement(add(read("h", L, J), size), size, (Free("%l", LOW, N), Free("%j", LOW, M)))
    lemma = LemmaSource("the statement at l'", (), (), Fraction(1), read("h", here, J), ZERO)
    body = (0, 0, 0)
    base = (
        step((0, 0), "unfold"),
        step((*body, 0, 0, 1, 1), "guards", guards=()),
        step((*body, 0, 0, 1, 1), "strip"),
        step((*body, 1), "empty"),
        step((), "expand"),
    )
    forward = (
        step((0, 0), "unfold"),
        step((*body, 0), "empty"),
        step((*body, 1, 0), "hypothesis", lemma=0, instance={"%j": K}),
        step((*body, 1), "empty"),
        step((), "expand"),
    )
    return t, statement, Proof((), (), Induction("%l", Proof(base), Proof(forward, (lemma,))))


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_forged_proof_is_refused(name: str) -> None:
    t, statement, proof = CASES[name]()
    with pytest.raises((KernelError, DeclarationError)):
        prove(t, statement, proof)


@pytest.mark.parametrize("name", sorted(CASES))
def test_what_was_forged_is_not_found_either(name: str) -> None:
    t, statement, _ = CASES[name]()
    if "size that is taken" in name or "depends on another index" in name or "that are" in name:
        return
    with suppress(DeclarationError):
        assert decide(t, statement, seconds=1.5).verdict != PROVED


REFUSED: dict[str, Callable[[Theory], tuple[Term, Context, str, dict[str, Any]]]] = {
    "a case with a condition that may be undefined": lambda t: (
        B,
        Context(t, ()),
        "case",
        {"guard": positive(inverse(A))},
    ),
    "a condition that may be undefined is added": lambda t: (
        bracket(positive(ONE)),
        Context(t, ()),
        "guards",
        {"guards": (positive(ONE), positive(Fn("exp", (inverse(A),))))},
    ),
    "a part that is left while a bracket of the other is false": lambda t: (
        total(J, N, Mul((inverse(A), bracket(equals(J, N))))),
        Context(t, (Guard("ge", N - 1),)),
        "nest",
        {"inner": (1,), "binders": ("%j",)},
    ),
    "a part that is left while a sum of brackets is zero": lambda t: (
        total(J, N, Mul((inverse(A), add(bracket(equals(J, N)), bracket(equals(J, N + 1)))))),
        Context(t, (Guard("ge", N - 1),)),
        "nest",
        {"inner": (1,), "binders": ("%j",)},
    ),
    "an empty range beside a condition that may be undefined": lambda t: (
        Sum(("%j",), (Guard("ge", J - 1), Guard("ge", N - 1 - J), positive(inverse(A))), B),
        Context(t, (Guard("ge", N - 1),)),
        "nest",
        {"inner": (), "binders": ("%j",)},
    ),
    "powers over an empty range beside a condition that may be undefined": lambda t: (
        Sum(("%j",), (Guard("ge", J - 1), Guard("ge", N - 1 - J), positive(inverse(A))), Mul((Int(J), B))),
        Context(t, (Guard("ge", N - 1),)),
        "nest",
        {"inner": (0,), "binders": ("%j",)},
    ),
    "the complement of a condition beside one that may be undefined": lambda t: (
        total(J, N, ONE, Guard("nonneg", A), positive(inverse(A))),
        Context(t, (Guard("ge", N - 1),)),
        "complement",
        {"guard": Guard("nonneg", A)},
    ),
    "an infinite sum by the sign of a shadowed index": lambda t: (
        Sum(("%k", "%j"), (*in_shape((J,), (M,)), Guard("ge", K), Guard("ge", M - J * K)), add(ONE, NEGATE)),
        Context(t, (Guard("ge", J - 1), Guard("ge", M - 1))),
        "linear",
        {},
    ),
    "a quotient by a shadowed index": lambda t: (
        Sum(("%j", "%i"), (*in_shape((J,), (M,)), Guard("ge", -J * H), Guard("ge", J * H + J - 1)), ONE),
        Context(t, (Guard("ge", J - 1),)),
        "quotient",
        {"symbol": "%i"},
    ),
    "divisibility by a shadowed index": lambda t: (
        Sum(("%j",), (*in_shape((J,), (M,)), Guard("dv", LOW, J)), ONE),
        Context(t, (Guard("ge", J - 1),)),
        "complement",
        {"guard": Guard("dv", LOW, J)},
    ),
    "a bound index that takes the name of a size": lambda t: (
        total(H, M, read("y", H)),
        Context(t, ()),
        "rename",
        {"names": {"%i": "N"}},
    ),
    "a closed condition beneath a derivative": lambda t: (
        Pow(Pow(A, Fraction(2)), Fraction(1, 2)),
        Context(t, ()).beneath_derivative().under((Guard("nonneg", A),)),
        "case",
        {"guard": positive(Fn("log", (A,)))},
    ),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_rule_is_refused(name: str) -> None:
    node, context, rule, parameters = REFUSED[name](theory())
    with pytest.raises(KernelError):
        apply(node, context, rule, parameters)


def test_a_sum_of_brackets_may_become_another_one() -> None:
    context = context_of(theory(), Statement(ZERO, ZERO, free("%i", "%j", "%k")))
    either = add(bracket(equals(H, J)), Mul((bracket(equals(H, K)), read("x", H))))
    term = Mul((Pow(either, Fraction(2)), inverse(A)))
    assert isinstance(replay(term, (step((0,), "expand"), step((0,), "arrange")), context), Mul)
    beside = (inverse(A),)
    for strong in (ZERO, bracket(equals(H, J)), Mul((add(ONE, B), either)), add(either, ZERO)):
        _check_strength(either, strong, beside, context)
    for weak in (ONE, bracket(equals(J, K)), add(ONE, bracket(equals(H, K))), total(K, N, bracket(equals(H, K)))):
        with pytest.raises(KernelError):
            _check_strength(either, weak, beside, context)


def test_a_condition_beside_a_strong_zero_need_not_be_defined() -> None:
    context = context_of(theory(), Statement(ZERO, ZERO, free("%i")))
    term = Sum((), (positive(inverse(A)),), read("x", H + 1))
    with pytest.raises(KernelError):
        replay(term, (step((0,), "case", guard=positive(B)), step((0, 0), "strip")), context)
    with pytest.raises(KernelError):
        _check_strength(read("x", H + 1), ONE, (bracket(positive(inverse(A))),), context)


def test_what_a_condition_reads_is_defined_where_it_failed() -> None:
    t = theory()
    t.define("q", ("%i",), (N,), Mul((inverse(A), read("x", H))))
    context = context_of(t, Statement(ZERO, ZERO, free("%i", "%j")))
    q, beside = read("q", H), (Fn("exp", (read("q", H),)),)
    for signed in (q, Mul((num(-2), q)), add(Fn("exp", (q,)), NEGATE)):
        _check_strength(bracket(positive(signed)), ONE, beside, context)
    elsewhere = (read("q", J), total(H, N, Fn("exp", (q,))), Let("q", A, read("x", H)), Diff(q, "a", ()))
    for other in (*elsewhere, inverse(q), inverse(A)):
        with pytest.raises(KernelError):
            _check_strength(bracket(positive(q)), ONE, (other,), context)
    for condition in (positive(read("x", H)), positive(Mul((read("x", H + 1), q))), equals(H, J)):
        with pytest.raises(KernelError):
            _check_strength(bracket(condition), ONE, beside, context)


@pytest.mark.parametrize(("argument", "total"), [(add(ONE, Fn("exp", (A,))), True), (add(ONE, A), False)])
def test_a_logarithm_has_derivatives_where_its_argument_is_positive(argument: Term, total: bool) -> None:
    t = theory()
    t.define("E", (), (), Fn("log", (argument,)))
    assert Context(t, ()).total(Diff(read("E"), "a", ())) == total


def test_a_condition_at_one_of_two_equal_places_is_that_at_the_other() -> None:
    context = context_of(theory(), Statement(ZERO, ZERO, free("%i", "%j", "%k")))
    here, there = (Sum((), (equals(H, J), positive(read("x", place))), ONE) for place in (H, J))
    _check_strength(there, here, (inverse(A),), context)
    _check_strength(here, there, (inverse(A),), context)
    other = Sum((), (equals(H, K), positive(read("x", H))), ONE)
    for kept in (other, Sum((), (equals(H, J), positive(read("x", J + 1))), ONE), bracket(positive(read("x", H)))):
        with pytest.raises(KernelError):
            _check_strength(there, kept, (inverse(A),), context)


def test_a_lemma_is_not_less_defined_than_its_hypothesis() -> None:
    t = theory()
    t.add_hypothesis(Hypothesis("h", Statement(A, B)))
    rest = Mul((B, U, inverse(U)))
    lemma = check_lemma(t, LemmaSource("h", (), (), Fraction(1), A, rest))
    assert lemma.source.rest == B, "multiplied out, it is defined where the hypothesis is"


def _nothing() -> Sum:
    """``sum x^0 z - sum z``, which is zero."""
    one = Mul((Pow(read("x", H), Fraction(0)), read("z", H)))
    return Sum((), (), add(total(H, N, one), Mul((NEGATE, total(H, N, read("z", H))))))


VANISHING: dict[str, Callable[[Theory], Term]] = {
    "a power of zero": lambda _: _nothing().body,
    "a sum that may be empty": lambda _: Sum(("%i",), (*in_shape((H,), (N,)), Guard("ge", H - 1)), read("x", H)),
    "a read that may lie outside": lambda _: add(read("x", J), read("w", J + 1), Mul((NEGATE, read("x", J)))),
    "a padded correlation": lambda _: total(J, M, Mul((read("y", J), read("x", H + J - M)))),
    "two inequalities": lambda t: _assumed(t, (A, ">="), (A, "<=")),
    "a product that is assumed to be zero": lambda t: _assumed(t, (Mul((A, B)), "=")),
    "a square that is assumed not to be positive": lambda t: _assumed(t, (Mul((NEGATE, A, A)), ">=")),
    "a bracket that is assumed to be positive": lambda t: _assumed(
        t, (bracket(Guard("nonneg", A), Guard("nonneg", Mul((NEGATE, A)))), ">")
    ),
    "a stationary point of a loss": lambda t: _stationary(t),
}


def _assumed(t: Theory, *conditions: tuple[Term, str]) -> Term:
    for number, (term, relation) in enumerate(conditions):
        t.add_hypothesis(Hypothesis(f"h{number}", Statement(term, ZERO, (), relation)))
    return A


def _stationary(t: Theory) -> Term:
    t.define("c", (), (), Mul((A, U)))
    t.add_loss("E", ("c",))
    t.add_hypothesis(Hypothesis("stationary", Statement(Diff(read("E"), "u", ()), ZERO)))
    return A


@pytest.mark.parametrize("name", sorted(VANISHING))
def test_what_may_vanish_is_no_exempt_kink(name: str) -> None:
    t = theory()
    term = VANISHING[name](t)
    with pytest.raises(KernelError):
        context_of(t, Statement(ZERO, ZERO, free("%i", "%j")), (term,))


def test_inputs_are_exempt_kinks_under_open_conditions() -> None:
    t = theory()
    assert _assumed(t, (A, ">"), (B, "!=")) == A
    t.add_hypothesis(Hypothesis("other", Statement(B, U)))
    facts = context_of(t, Statement(ZERO, ZERO), (A, add(read("x", H), A))).schemes
    assert [s.kind for s in facts if s.term == A] == ["pos", "nonzero"]


def test_a_root_of_a_product_with_a_bracket_stays_as_defined() -> None:
    context = Context(theory(), ())
    whole = bracket(Guard("nonzero", A))
    root = expand(Pow(Mul((whole, inverse(Fn("abs", (A,))))), Fraction(1, 2)), context)
    assert whole in root.children, "the bracket is still a strong zero"


def test_substitution_leaves_the_entry_of_a_matrix_alone() -> None:
    r, c = Poly.symbol("%r"), Poly.symbol("%c")
    entry = Matrix("inverse", "%r", "%c", N, read("A", r, c), (r, J))
    put = substitute(entry, {"%r": LOW})
    assert put == Matrix("inverse", "%r", "%c", N, read("A", r, c), (LOW, J))


def test_names_of_bound_indices_are_no_names() -> None:
    odd = Poly.symbol("%@0")
    assert not alpha_equal(total(H, N, read("A", H, odd)), total(H, N, read("A", H, H)))
    r, c = Poly.symbol("%r"), Poly.symbol("%c")
    outer = [Sum((s,), (), Matrix("det", "%r", "%c", K, read("A", r, c))) for s in ("%k", "%j")]
    assert not alpha_equal(*outer)
    outer = [Sum((s,), (), Matrix("inverse", "%r", "%c", N, read("A", r, c), (r, r))) for s in ("%r", "%q")]
    assert not alpha_equal(*outer)


def test_the_gate_asks_what_was_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    t = theory()
    other = find_proof(t, Statement(add(A, A), mul(num(2), A)))
    monkeypatch.setattr("symderiv.decide.find_proof", lambda *_: other)
    claim = Statement(add(B, B), mul(num(2), B))
    assert decide(t, claim).verdict != PROVED


def test_declarations_that_were_written_into_a_theory_are_checked() -> None:
    """A definition ``y = y + 1`` that nobody checked proved that 1 = 0."""
    y = Read("y")
    once_more = (
        Step((), "equal", {"term": Add((y, ONE, Mul((NEGATE, y))))}),
        Step((2, 1), "unfold", {}),
        Step((), "expand", {}),
    )
    looped = Theory()
    looped.definitions["y"] = Definition("y", (), (), Add((y, ONE)))
    other_name = Theory()
    other_name.definitions["y"] = Definition("z", (), (), Add((y, ONE)))
    twice = Theory(shapes={"y": ()})
    twice.definitions["y"] = Definition("y", (), (), ONE)
    ranks = Theory()
    ranks.definitions["y"] = Definition("y", ("%i",), (), Int(Poly.symbol("%i")))
    unbound = Theory()
    unbound.definitions["y"] = Definition("y", (), (), Int(Poly.symbol("%i")))
    unknown = Theory(shapes={"x": (Poly.symbol("Q"),)})
    assumed = Theory()
    assumed.hypotheses.append(Hypothesis("odd", Statement(Read("q"), ONE)))
    for forged in (looped, other_name, twice, ranks, unbound, unknown, assumed):
        with pytest.raises(DeclarationError):
            prove(forged, Statement(ONE, ZERO), Proof(once_more))
