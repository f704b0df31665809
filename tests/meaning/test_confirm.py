"""Graphs and the plain interpreter agree, ranges are right, and every mutation of a true gradient is refuted."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ONE,
    Add,
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
    Let,
    Mul,
    Pow,
    Read,
    Sum,
    Term,
    bracket,
    num,
    positive,
    walk,
)
from symderiv.language.theory import Free, Hypothesis, Statement, Theory
from symderiv.meaning import exercise
from symderiv.meaning.numbers import Undefined, Unknown
from symderiv.meaning.plain import Plain, confirm
from symderiv.meaning.points import FunctionModel, LossModel, Point
from symderiv.meaning.ranges import Condition, plan
from symderiv.meaning.trace import Tracer
from symderiv.meaning.values import Missing, Values

S = Poly.symbol
NIL = Poly.constant(0)


def within(symbol: str, size: Poly) -> tuple[Guard, Guard]:
    return Guard("ge", S(symbol)), Guard("ge", size - 1 - S(symbol))


# -- ranges ------------------------------------------------------------------------------------------

FORMS = st.tuples(st.integers(-2, 2), st.integers(-2, 2), st.integers(-4, 6), st.sampled_from(["ge", "ge", "eq"]))


@given(st.lists(FORMS, min_size=1, max_size=4), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_plan_reaches_every_solution(forms: list[tuple[int, int, int, str]], boxed: bool) -> None:
    conditions = [
        Condition(kind, ({s: c for s, c in (("i", a), ("j", b)) if c}, constant)) for a, b, constant, kind in forms
    ]
    if boxed:
        conditions += [Condition("ge", ({"i": 1}, 3)), Condition("ge", ({"i": -1, "j": -1}, 5))]
    levels = plan(["i", "j"], conditions)
    if isinstance(levels, str):
        return

    def holds(i: int, j: int) -> bool:
        values = [c.affine[1] + c.affine[0].get("i", 0) * i + c.affine[0].get("j", 0) * j for c in conditions]
        return all(v == 0 if c.kind == "eq" else v >= 0 for c, v in zip(conditions, values, strict=True))

    spans: list[dict[str, int]] = [{}]
    for level in levels:
        spans = [{**e, level.binder: v} for e in spans for v in level.values(e)]
    reached = {(e["i"], e["j"]) for e in spans if holds(e["i"], e["j"])}
    assert reached == {p for p in product(range(-30, 31), repeat=2) if holds(*p)}


# -- two evaluators ----------------------------------------------------------------------------------


def network() -> Theory:
    theory = Theory()
    n = theory.add_size("n")
    theory.add_tensor("x", (n,))
    theory.add_tensor("w", (n, n))
    theory.functions["f"] = 1
    row = Sum(("%k",), within("%k", n), Mul((Read("w", (S("%i"), S("%k"))), Read("x", (S("%k"),)))))
    theory.define("h", ("%i",), (n,), row)
    theory.define("z", ("%i",), (n,), Fn("relu", (Read("h", (S("%i"),)),)))
    theory.define("g", ("%i",), (n,), Fn("f", (Add((Read("z", (S("%i"),)), Read("x", (S("%i"),)))),)))
    theory.add_loss("L", ("g",))
    return theory


def random_term(source: random.Random, depth: int) -> Term:
    """Any term over one free index."""
    index = S("%i") + source.choice([-1, 0, 0, 0, 1])
    if depth == 0:
        name = source.choice("xzhg")
        return source.choice([Read(name, (index,)), Int(index), num(Fraction(source.randint(-2, 3), 2)), Read("L")])

    def below() -> Term:
        return random_term(source, depth - 1)

    n = S("n")
    kind = source.randrange(9)
    if kind == 0:
        return Add((below(), below()))
    if kind == 1:
        return Mul((below(), bracket(positive(below())), below()))
    if kind == 2:
        other = Sum(("%i",), within("%i", n), below())
        return Mul((other, below()))
    if kind == 3:
        return Diff(below(), source.choice("xhzg"), (index,), source.random() < 0.8)
    if kind == 4:
        return Pow(below(), Fraction(source.choice([-1, 2, 3])))
    if kind == 5:
        return Let("a", below(), Diff(Mul((Read("a"), Read("a"), below())), "a", ()))
    if kind == 6:
        return Extremum(source.choice(["max", "min"]), ("%i",), within("%i", n), below())
    if kind == 7:
        return Fn(source.choice(["relu", "abs"]), (below(),))
    return Sum((), (Guard(source.choice(["pos", "nonneg", "zero", "nonzero"]), below()),), below())


@pytest.mark.parametrize("seed", range(120))
def test_graphs_and_plain_values_agree(seed: int) -> None:
    """Wherever both say that there is a value, it is the same; a graph may miss one, it never makes one up."""
    source = random.Random(seed)
    theory = network()
    term = random_term(source, 3)
    sizes = {"n": 2}
    tracer = Tracer(theory, sizes)
    tensors = {t: {p: source.choice([-2, -1, 0, 1, 3]) for p in tracer.entries(t)} for t in ("x", "w")}
    form = {("g", (k,)): source.choice([-1, 1, 2]) for k in range(2)}
    point = Point(sizes, tensors, {"f": FunctionModel({(3,): 1, (1,): -1})}, {"L": LossModel(form, form)})
    nodes = tuple(tracer.term(term, {"%i": at}) for at in range(2))
    for at, fast in enumerate(Values(tracer.graph, point, 128).get(nodes)):
        try:
            plain = Plain(theory, point, 128).value(term, {"%i": at})
        except (Undefined, Unknown):
            assert isinstance(fast, Missing), term
        else:
            if isinstance(fast, Missing):
                assert any(isinstance(t, (Diff, Let)) for t in walk(term)), term  # a derivative at a corner
            else:
                assert fast == plain, term


# -- confirming --------------------------------------------------------------------------------------


def test_only_real_witnesses_are_confirmed() -> None:
    theory = Theory()
    theory.add_tensor("x")
    x = Read("x")
    same, double = Statement(x, x), Statement(x, Mul((num(2), x)))

    def at(value: int) -> Point:
        return Point({}, {"x": {(): value}})

    assert confirm(theory, double, (), at(1), ())
    assert not confirm(theory, double, (), at(0), ())
    assert not confirm(theory, same, (), at(1), ())
    assert not confirm(theory, Statement(Pow(x, Fraction(-1)), ONE), (), at(0), ())
    negative = Hypothesis("x < 0", Statement(x, num(0), (), "<"))
    assert not confirm(theory, double, (negative,), at(1), ())
    assert confirm(theory, double, (negative,), at(-1), ())
    kink = Statement(bracket(positive(x)), bracket(Guard("nonneg", x)))
    assert not confirm(theory, kink, (), at(0), ())
    theory.define("z", (), (), Fn("relu", (x,)))
    stays = Statement(bracket(positive(Read("z"))), bracket(Guard("nonneg", Read("z"))))
    assert confirm(theory, stays, (), at(-1), ())
    assert not confirm(theory, stays, (), at(0), ())


# -- mutations ---------------------------------------------------------------------------------------


def block() -> tuple[Theory, Statement]:
    """A residual block in one dimension, ``relu(B * relu(A * x) + x)``, and the gradient by its input."""
    theory = Theory()
    w, k, p = theory.add_size("W"), theory.add_size("K"), theory.add_size("P", 0)
    theory.add_tensor("x", (w,))
    theory.add_tensor("A", (k,))
    theory.add_tensor("B", (k,))
    i, q = S("%i"), S("%q")

    def correlate(kernel: str, data: str, sign: int) -> Term:
        place = i + sign * q - sign * p
        return Sum(("%q",), within("%q", k), Mul((Read(kernel, (q,)), Read(data, (place,)))))

    theory.define("h", ("%i",), (w,), correlate("A", "x", 1))
    theory.define("z", ("%i",), (w,), Fn("relu", (Read("h", (i,)),)))
    theory.define("s", ("%i",), (w,), Add((correlate("B", "z", 1), Read("x", (i,)))))
    theory.define("y", ("%i",), (w,), Fn("relu", (Read("s", (i,)),)))
    theory.add_loss("L", ("y",))
    masked = Mul((Diff(Read("L"), "y", (i,)), bracket(positive(Read("s", (i,))))))
    theory.define("D", ("%i",), (w,), masked)
    theory.define("E", ("%i",), (w,), Mul((bracket(positive(Read("h", (i,)))), correlate("B", "D", -1))))
    right = Add((Read("D", (i,)), correlate("A", "E", -1)))
    return theory, Statement(Diff(Read("L"), "x", (i,)), right, (Free("%i", NIL, w),))


def mutations(term: Term) -> list[Term]:
    """Every term with one slip: a sign, a factor, an offset, a summand lost."""
    found: list[Term] = []
    if isinstance(term, Read) and term.index:
        found += [Read(term.tensor, (term.index[0] + step,)) for step in (-1, 1)]
    if isinstance(term, Add):
        found += [Add((*term.args[:-1], Mul((NEGATE, term.args[-1])))), *term.args]
    if isinstance(term, Mul):
        found += [num(2) if len(term.args) < 2 else Mul(term.args[:k] + term.args[k + 1 :]) for k in range(2)]
    if isinstance(term, Sum) and term.binders:
        found += [Mul((num(2), term)), Sum(term.binders, (*term.guards, Guard("ge", S("%q") - 1)), term.body)]
    for position, child in enumerate(term.children):
        for changed in mutations(child):
            found.append(term.rebuild((*term.children[:position], changed, *term.children[position + 1 :])))
    return found


def test_the_gradient_of_a_block_agrees() -> None:
    found = exercise(*block())
    assert found.counterexample is None
    assert found.points >= 12
    assert found.shapes >= 3


@pytest.mark.parametrize("number", range(len(mutations(block()[1].right))))
def test_every_mutation_of_the_gradient_is_refuted(number: int) -> None:
    theory, statement = block()
    wrong = Statement(statement.left, mutations(statement.right)[number], statement.free)
    found = exercise(theory, wrong)
    assert found.counterexample is not None, wrong.right
    assert sum(found.counterexample.sizes.values()) <= 8
