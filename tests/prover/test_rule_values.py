"""Rules at random places of random terms, with random parameters: the value stays, at least where there was one.

The values are those of :mod:`plain_values`, written for this test alone; the inputs are small numbers with many zeros
and ties, the terms full of quotients, logarithms, brackets and reads outside of their shapes.
"""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import pytest

from symderiv.errors import SymderivError
from symderiv.language.integers import Poly
from symderiv.language.terms import Add, Extremum, Fn, Guard, Int, Mul, Num, Pow, Read, Sum, Term, bracket, num
from symderiv.language.theory import Free, Statement, Theory
from symderiv.prover.kernel.parts import factors
from symderiv.prover.kernel.theorems import RULES, Step, context_of, replay
from tests.prover.plain_values import World
from tests.seeds import seeds

H, N, M = Poly.symbol("%i"), Poly.symbol("N"), Poly.symbol("M")
FREE = (Free("%i", Poly({}), N),)
#: rules about derivatives, matrices and hypotheses have tests of their own
RANDOM = (
    *("arrange", "linear", "absorb", "strip", "wrap", "empty", "identity", "unfold", "expand", "nest"),
    *("group", "transform", "solve", "guards", "telescope", "vanish", "quotient", "enumerate", "case", "complement"),
    *("sign", "zero_sum", "rename", "reduce", "follows", "outward", "root", "reflect"),
)


def theory() -> Theory:
    t = Theory()
    t.add_size("N")
    t.add_size("M")
    for name, shape in {"x": (N,), "y": (M,), "A": (N, M), "a": (), "b": ()}.items():
        t.add_tensor(name, shape)
    t.define("z", ("%i",), (N,), Fn("relu", (Read("x", (H,)),)))
    t.define("w", ("%i",), (N,), Fn("exp", (Read("x", (H,)),)))
    return t


class Maker:
    """Random terms, places and parameters."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def index(self, scope: list[str]) -> Poly:
        p = Poly.symbol(self.draw.choice(scope))
        return self.draw.choice([p, p, p, p, p + 1, p - 1, N - 1 - p, Poly({})])

    def integer(self, scope: list[str]) -> Guard:
        p, q = self.index(scope), self.index(scope)
        two = Poly.constant(2)
        choices = [
            Guard("eq", p - q),
            Guard("ge", p - 1),
            Guard("ge", N - 1 - p),
            Guard("ne", p - q),
            Guard("ge", q - p),
        ]
        return self.draw.choice([*choices, Guard("dv", p, two)])

    def sign(self, scope: list[str], depth: int) -> Guard:
        return Guard(self.draw.choice(["pos", "pos", "nonneg", "zero", "nonzero"]), self.term(scope, depth))

    def leaf(self, scope: list[str]) -> Term:
        i, j = self.index(scope), self.index(scope)
        scalars: list[Term] = [Read("a"), Read("b"), num(Fraction(self.draw.choice([-2, -1, 1, 2]), 2)), Int(i)]
        reads = [Read("x", (i,)), Read("x", (j,)), Read("y", (i,)), Read("A", (i, j)), Read("z", (i,)), Read("w", (j,))]
        return self.draw.choice([*scalars, *reads, bracket(self.integer(scope))])

    def term(self, scope: list[str], depth: int) -> Term:
        kind = self.draw.randrange(14)
        if depth <= 0 or kind == 12:
            return self.leaf(scope)
        one = self.term(scope, depth - 1)
        if kind < 2:
            return Add((one, self.term(scope, depth - 1)))
        if kind < 6:
            return Mul((one, self.term(scope, depth - 1), *([self.leaf(scope)] if kind == 5 else [])))
        if kind == 6:
            exponent = Fraction(self.draw.choice([2, -1, -1, 1, 0, -2, 3]), self.draw.choice([1, 1, 1, 2]))
            return Pow(one, exponent)
        if kind == 7:
            return Fn(self.draw.choice(["relu", "exp", "log", "log", "abs", "tanh", "sigmoid"]), (one,))
        if kind == 8:
            return bracket(self.sign(scope, depth - 2))
        if kind == 9 and self.draw.random() < 0.5:
            return Sum((), [self.integer(scope)], one)
        if kind == 9:  # a sign beside its argument
            arg = self.leaf(scope)
            return Sum((), [Guard("pos", self.draw.choice([arg, Mul((num(-1), arg))]))], Mul((arg, one)))
        b = self.draw.choice(["%j", "%k", "%i"])
        p, inner = Poly.symbol(b), [*scope, b]
        guards = [Guard("ge", p - self.draw.choice([0, 0, 1])), Guard("ge", self.draw.choice([N, M]) - 1 - p)]
        if self.draw.random() < 0.3:
            guards.append(self.integer(inner))
        if self.draw.random() < 0.2:
            guards.append(self.sign(inner, depth - 2))
        if kind == 13:
            return Extremum(self.draw.choice(["max", "min"]), (b,), guards, self.term(inner, depth - 1))
        return Sum((b,), guards, self.term(inner, depth - 1))

    def some(self, number: int) -> tuple[int, ...]:
        return tuple(k for k in range(number) if self.draw.random() < 0.5)

    def parameters(self, rule: str, node: Term) -> dict[str, Any]:
        guards = node.guards if isinstance(node, Sum) else ()
        binders = node.binders if isinstance(node, Sum) else ()
        guard = self.draw.choice(guards) if guards else Guard("ge", Poly({}))
        symbol = self.draw.choice(binders) if binders else "%i"
        parts = factors(node.body if isinstance(node, Sum) else node)
        chosen = self.some(len(parts))
        within = tuple(b for b in binders if self.draw.random() < 0.5)
        if rule == "transform":
            new = tuple(self.draw.choice([b, "%p", "%q", "%i"]) for b in binders)
            shift, way = self.draw.choice([Poly({}), Poly.constant(1), N, H]), self.draw.choice([1, -1])
            forward = {b: Poly.symbol(n) * way + shift for b, n in zip(binders, new, strict=True)}
            inverse = {n: (Poly.symbol(b) - shift) * way for b, n in zip(binders, new, strict=True)}
            return {"binders": new, "forward": forward, "inverse": inverse}
        if rule == "guards":
            added = self.draw.choice([[], [self.integer(["%i", symbol])], [self.sign(["%i", symbol], 1)]])
            return {"guards": (*(g for g in guards if self.draw.random() < 0.7), *added)}
        if rule == "reduce":
            bases = [f.base for f in factors(node) if isinstance(f, Pow) and isinstance(f.base, Add)]
            return {"base": self.draw.choice(bases) if bases else node, "lead": self.draw.randrange(2)}
        if rule == "follows":
            own = guard.arg if isinstance(guard.arg, Term) else node
            return {"guard": guard, "scales": (num(1),), "terms": (self.draw.choice([own, self.term(["%i"], 2)]),)}
        return {
            "nest": {"inner": chosen, "binders": within},
            "group": {"positions": self.some(len(factors(node)))},
            "solve": {"guard": guard, "symbol": self.draw.choice([symbol, "%i", "N"])},
            "telescope": {"gained": self.term(["%i", symbol], self.draw.choice([0, 1, 2]))},
            "vanish": {"zero": self.draw.choice(factors(node))},
            "quotient": {"symbol": symbol},
            "enumerate": {"symbol": symbol, "low": self.draw.randrange(2), "high": self.draw.randrange(3)},
            "case": {"guard": self.draw.choice([self.integer(["%i"]), self.sign(["%i"], 2)])},
            "complement": {"guard": guard},
            "sign": {"guard": guard},
            "zero_sum": {"guard": guard},
            "rename": {"names": {symbol: self.draw.choice(["%p", "%i", "%j"])}},
        }.get(rule, {})

    def world(self, t: Theory) -> World:
        sizes = {"N": self.draw.randint(1, 3), "M": self.draw.randint(1, 3)}
        names = [*t.shapes, *t.definitions]
        shapes = {name: tuple(p.evaluate(sizes) for p in t.shape_of(name)) for name in names}
        numbers = self.draw.choice([[-1, 0, 1], [-2, -1, 0, 0, 1, 2], [1, 2, 0.5], [0], [-1.5, 0.5, 2, 0]])
        values = {
            name: {p: float(self.draw.choice(numbers)) for p in itertools.product(*map(range, shapes[name]))}
            for name in t.shapes
        }
        return World(sizes, shapes, values, {d.name: (d.indices, d.body) for d in t.definitions.values()})


def places(term: Term, path: tuple[int, ...] = ()) -> list[tuple[tuple[int, ...], Term]]:
    found = [(path, term)]
    for k, child in enumerate(term.children):
        found += places(child, (*path, k))
    return found


def same(one: float, other: float | None) -> bool:
    return abs(one) > 1e8 or (other is not None and abs(one - other) <= 1e-6 * (1 + abs(one)))


@pytest.mark.parametrize("seed", [*seeds(4), 10006, 10029, 10032])
def test_rules_keep_values(seed: int) -> None:
    t, make = theory(), Maker(seed)
    context = context_of(t, Statement(num(0), num(0), FREE))
    applied = 0
    for _ in range(160):
        term = make.term(["%i"], make.draw.choice([2, 3, 3, 4]))
        spots = places(term)
        if len(spots) > 40:
            continue
        worlds = [make.world(t) for _ in range(4)]
        for _ in range(24):
            path, node = make.draw.choice(spots)
            rule = make.draw.choice(RANDOM)
            try:
                new = replay(term, [Step(path, rule, make.parameters(rule, node))], context)
            except (SymderivError, ValueError, TypeError, AssertionError, KeyError):
                continue
            if new == term:
                continue
            applied += 1
            for world in worlds:
                for k in range(world.sizes["N"]):
                    before = world.value(term, {"%i": k})
                    if before is not None:
                        world.too_large = False
                        after = world.value(new, {"%i": k})
                        assert world.too_large or same(before, after), (rule, path, term, new, before, after, k, world)
    assert applied > 60
    assert set(RANDOM) <= set(RULES)


def test_a_wrong_rule_would_be_noticed() -> None:
    t, make = theory(), Maker(0)
    noticed = 0
    for _ in range(60):
        term = make.term(["%i"], 3)
        wrong = Add((term, Num(Fraction(1, 7))))
        world = make.world(t)
        before = world.value(term, {"%i": 0})
        noticed += before is not None and not same(before, world.value(wrong, {"%i": 0}))
    assert noticed > 20
