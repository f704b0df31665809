"""What the kernel says of random terms, beside their values: facts, signs, definedness, bounds, recurrences.

A statement is taken to be about points at which its sides are defined; what a context says must hold at those.  Bound
and free indices have few letters, so that one shadows another nearly everywhere.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np
import pytest

from symderiv.errors import DeclarationError, KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    ZERO,
    Add,
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
    bound_by,
    in_shape,
    walk,
)
from symderiv.language.theory import Definition, Free, Statement, Theory
from symderiv.prover.kernel.context import Context, Scheme, bounded, entails
from symderiv.prover.kernel.theorems import context_of
from symderiv.prover.kernel.zeros import may_vanish
from tests.prover.plain_values import World
from tests.prover.test_rule_values import H, M, Maker, N, theory
from tests.seeds import seeds

SPAN = range(-4, 7)
FREE = (Free("%i", Poly({}), N + 1), Free("%j", Poly({}), M))  # one place beyond x and A


class Shadowing(Maker):
    """Terms that ask for signs and roots beside reads outside and beneath sums over few letters."""

    def needing(self, scope: list[str], depth: int) -> Term:
        """A term that is not defined everywhere."""
        one = self.term(scope, depth)
        kind = self.draw.randrange(4)
        if kind == 0:
            return Fn("log", (one,))
        return Pow(one, Fraction([-1, 1, -1][kind - 1], [1, 2, 2][kind - 1]))

    def statement(self) -> Term:
        parts = []
        for _ in range(self.draw.randint(1, 2)):
            part = self.needing(["%i", "%j"], self.draw.randint(0, 1))
            for _ in range(self.draw.randrange(3)):
                letter = self.draw.choice(["%i", "%j"])
                p, size = Poly.symbol(letter), self.draw.choice([N, M])
                beside = self.leaf(["%i", "%j"])
                part = self.draw.choice(
                    [
                        Sum((letter,), in_shape((p,), (size,)), part),
                        Mul((beside, part)),
                        Mul((part, beside)),
                        Add((part, beside)),
                        Sum((), (self.integer(["%i", "%j"]),), part),
                        Pow(part, Fraction(2)),
                    ]
                )
            parts.append(part)
        whole = add(*parts)
        return whole if sum(len(bound_by(n)) for n in walk(whole)) < 3 else self.statement()


def points(world: World) -> Iterator[Mapping[str, int]]:
    for i, j in itertools.product(range(world.sizes["N"] + 1), range(world.sizes["M"])):
        yield {"%i": i, "%j": j}


def has_sign(kind: str, value: float) -> bool:
    near = 1e-9
    return {"pos": value > -near, "nonneg": value >= -near, "zero": abs(value) < near, "nonzero": value != 0}[kind]


def broken(fact: Scheme, world: World, env: Mapping[str, int]) -> bool:
    """Whether a fact fails at a point, for one value of its own indices."""
    for place in itertools.product(SPAN, repeat=len(fact.binders)):
        here = {**env, **dict(zip(fact.binders, place, strict=True))}
        if all(world.holds(g, here) for g in fact.guards):
            value = world.value(fact.term, here)
            if value is not None and not (has_sign(fact.kind, value) and (fact.kind != "pos" or value > 0)):
                return True
    return False


@pytest.mark.parametrize("seed", seeds(2))
def test_facts_hold_where_a_statement_is_defined(seed: int) -> None:
    t, make = theory(), Shadowing(seed)
    told = 0
    for _ in range(40):
        side = make.statement()
        facts = context_of(t, Statement(side, ZERO, FREE)).schemes
        for world in [make.world(t) for _ in range(3 if facts else 0)]:
            for env in points(world):
                if world.value(side, env) is not None:
                    told += len(facts)
                    assert not [f for f in facts if broken(f, world, env)], (side, facts, world, env)
    assert told > 100


ANSWERS = {
    "positive": lambda v: v > 0,
    "nonnegative": lambda v: v >= -1e-9,
    "nonpositive": lambda v: v <= 1e-9,
    "nonzero": lambda v: v != 0,
}


@pytest.mark.parametrize("seed", seeds(2))
def test_signs_and_definedness(seed: int) -> None:
    t, make = theory(), Shadowing(seed)
    told = 0
    for _ in range(40):
        side, asked = make.statement(), make.draw.choice([make.statement, lambda: make.term(["%i", "%j"], 2)])()
        context = context_of(t, Statement(side, ZERO, FREE))
        try:
            total, strong = context.total(asked), may_vanish(asked, context)
        except KernelError:
            continue
        said = [holds for name, holds in ANSWERS.items() if getattr(context, name)(asked)]
        if not (total or said):
            continue
        for world in [make.world(t) for _ in range(3)]:
            for env in points(world):
                if world.value(side, env) is None:
                    continue
                told += 1
                value = world.value(asked, env)
                assert value is not None or not total, (side, asked, world, env)
                assert value is None or abs(value) > 1e6 or all(h(value) for h in said), (side, asked, world, env)
                assert strong or not world.outside(asked, env), (side, asked, world, env)
    assert told > 50


@pytest.mark.parametrize("seed", seeds(2))
def test_sums_that_are_said_to_be_finite(seed: int) -> None:
    draw = random.Random(seed)
    t = theory()
    symbols = [Poly.symbol(s) for s in ("%p", "%q", "%i", "N")]
    finite = 0
    for _ in range(120):
        guards = []
        for _ in range(draw.randint(2, 5)):
            form = sum((draw.choice([-2, -1, 0, 1, 1]) * s for s in symbols), Poly.constant(draw.randint(-2, 2)))
            form += draw.choice([0, 0, 0, 1]) * draw.choice(symbols) * draw.choice(symbols)
            guards.append(Guard(draw.choice(["ge", "ge", "ge", "eq"]), form))
        node = Sum(("%p", "%q"), guards, draw.choice([Read("x", (symbols[0],)), Int(symbols[1]), Read("a")]))
        if not bounded(node, Context(t, (Guard("ge", N - 1),))):
            continue
        finite += 1
        for place, n in itertools.product(range(2), (1, 2)):
            counts = [_count(node, {"%i": place, "N": n}, reach) for reach in (60, 90)]
            assert counts[0] == counts[1], (node, counts)
    assert finite > 3


def _count(node: Sum, numbers: Mapping[str, int], reach: int) -> int:
    """How many points of a square satisfy the guards and the ranges of reads."""
    span = np.arange(-reach, reach + 1)
    p, q = np.meshgrid(span, span)
    reads = in_shape(node.body.index, (N,) * len(node.body.index)) if isinstance(node.body, Read) else ()
    there = np.ones_like(p, dtype=bool)
    for g in (*node.guards, *reads):
        value = sum(c * math.prod({"%p": p, "%q": q, **numbers}[s] for s in m) for m, c in g.poly.terms)
        there &= value >= 0 if g.kind == "ge" else value == 0
    return int(there.sum())


def _recurrence(draw: random.Random) -> Theory:
    """A recurrence of one or two tensors whose letters are those of the sums in it."""
    t = theory()
    names = ["g", "h"][: draw.randint(1, 2)]
    letters = ["%i", "%j"]

    def read() -> Term:
        place = Poly.symbol(draw.choice(letters)) - draw.choice([0, 1, 1, 2])
        return Read(draw.choice([*names, "x"]), (place,))

    def body(own: str) -> Term:
        bound = draw.choice(letters)
        index = Poly.symbol(bound)
        term: Term = add(Int(Poly.symbol(own)), Num(Fraction(1)), read())
        inner = draw.choice([read(), Mul((read(), read()))])
        if set(letters) - {own} and draw.random() < 0.7:
            term = add(term, Sum((bound,), in_shape((index,), (Poly.constant(2),)), inner))
        return term

    group = []
    for name in names:
        own = draw.choice(letters)
        group.append(Definition(name, (own,), (Poly.constant(3),), body(own)))
    t.define_together(group)
    return t


@pytest.mark.parametrize("seed", seeds(3))
def test_recurrences_come_to_an_end(seed: int) -> None:
    draw = random.Random(seed)
    accepted = 0
    for _ in range(200):
        try:
            t = _recurrence(draw)
        except DeclarationError:
            continue
        accepted += 1
        bodies = {d.name: (d.indices, d.body) for d in t.definitions.values()}
        shapes = {"x": (2,), "g": (3,), "h": (3,), "z": (2,), "w": (2,)}
        world = World({"N": 2, "M": 1}, shapes, {"x": {(0,): 1.0, (1,): 2.0}}, bodies)
        for name in t.definitions:
            if name in ("g", "h"):
                for place in range(3):
                    assert world.value(Read(name, (Poly.constant(place),)), {}) is not None
    assert accepted > 10


def test_shadowed_letters_are_drawn() -> None:
    make = Shadowing(0)
    drawn = [make.statement() for _ in range(40)]
    assert any(isinstance(n, Sum) and "%i" in n.binders and "%i" in d.free for d in drawn for n in d.children)
    assert entails(Guard("ge", H), context_of(theory(), Statement(ZERO, ZERO, FREE)))
