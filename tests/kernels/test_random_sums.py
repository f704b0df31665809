"""Random nested sums over composite ranges, with shifted, reversed and strided reads, brackets and functions: the
kernel against the exact checker, entry by entry."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from symderiv.language.integers import Poly
from symderiv.language.terms import Add, Fn, Guard, Int, Mul, Pow, Read, Sum, Term, bracket, num
from tests.kernels.test_meaning import I, M, N, _compare, _theory
from tests.seeds import seeds

SHAPES = {"x": (N,), "y": (M,), "A": (N, M), "S": (N, N), "c": ()}


def read(source: random.Random, scope: list[Poly]) -> Read:
    name = source.choice(sorted(SHAPES))
    places = []
    for size in SHAPES[name]:
        at = source.choice(scope) if source.random() < 0.9 else Poly.constant(source.randint(0, 1))
        kind = source.randrange(8)
        at = at + source.choice((-1, 1)) if kind == 0 else size - 1 - at if kind == 1 else at * 2 if kind == 2 else at
        places.append(at + source.choice(scope) if kind == 3 else at)
    return Read(name, tuple(places))


def term(source: random.Random, scope: list[Poly], depth: int) -> Term:
    kind = source.randrange(8) if depth else 0
    if kind < 2:
        return read(source, scope) if source.random() < 0.9 else num(Fraction(source.randint(-3, 3), 2))
    if kind < 4:
        parts = (term(source, scope, depth - 1), term(source, scope, depth - 1))
        return Mul(parts) if kind == 2 else Add(parts)
    if kind < 7:
        binder = f"%b{len(scope)}"
        at = Poly.symbol(binder)
        size = source.choice((N, M, N - 1, N + M - 1, M * 2, N - 2))
        guards = [Guard("ge", at - source.randint(0, 1)), Guard("ge", size - 1 - at)]
        if source.random() < 0.2:
            guards.append(Guard(source.choice(("ge", "ne")), at - source.choice(scope)))
        return Sum((binder,), guards, term(source, [*scope, at], depth - 1))
    inner = term(source, scope, depth - 1)
    made = (
        lambda: Fn(source.choice(("tanh", "sigmoid", "relu", "abs")), (inner,)),
        lambda: Pow(inner, Fraction(2)),
        lambda: Mul((bracket(Guard("ge", source.choice(scope) - 1)), inner)),
        lambda: Mul((Int(N + source.choice(scope)), inner)),
    )
    return source.choice(made)()


@pytest.mark.parametrize("seed", seeds(40))
def test_random_sums(seed: int) -> None:
    source = random.Random(seed)
    _compare(
        _theory(),
        term(source, [I], 4),
        [("%i", N)],
        seed=seed,
        sizes=({"n": 1, "m": 2}, {"n": 3, "m": 2}, {"n": 2, "m": 1}),
    )
