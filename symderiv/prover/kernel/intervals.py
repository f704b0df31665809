"""Integer facts: does a linear inequality follow from others?

:func:`implied` is sound and incomplete: an answer True is a proof (Fourier-Motzkin elimination with integer
tightening on the facts and the negated goal ends in a contradiction); False only means "not shown".
Monomials of several symbols count as variables; products of two lower bounds are added for those that occur.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import gcd

from symderiv.language.integers import Poly
from symderiv.language.terms import Guard

__all__ = ["contradictory", "guard_holds", "implied"]

Row = dict[tuple[str, ...], int]
_LIMIT = 160


def implied(goal: Poly, facts: Sequence[Guard]) -> bool:
    """Whether ``goal >= 0`` follows from integer guards.

    >>> i, n = Poly.symbol("%i"), Poly.symbol("N")
    >>> implied(n - 1, [Guard("ge", i), Guard("ge", n - 1 - i)])
    True
    >>> implied(n - 2, [Guard("ge", n - 1)])
    False
    """
    if goal.is_constant:
        if goal.value >= 0:
            return True
    else:
        varying, value = goal.varying, goal.value
        for fact in facts:
            if fact.kind in ("ge", "eq") and fact.poly.varying == varying and value >= fact.poly.value:
                return True
    return _refuted([*_relevant(goal, facts), -goal - 1])


def contradictory(facts: Sequence[Guard]) -> bool:
    """Whether no integers satisfy all facts (shown, not guessed)."""
    for fact in facts:
        if not fact.is_scalar and guard_holds(fact) is False:
            return True
    rows = [p for g in facts for p in _rows(g)]
    if _refuted(rows):
        return True
    apart = [f.poly for f in facts if f.kind == "ne"]
    return any(implied(p, facts) and implied(-p, facts) for p in apart)


def guard_holds(guard: Guard) -> bool | None:
    """The truth of an integer guard that does not depend on its symbols (by constants or divisibility)."""
    poly = guard.poly
    if guard.kind in ("dv", "nd"):
        assert guard.modulus is not None
        if not poly:
            return guard.kind == "dv"
        if guard.modulus.is_constant and guard.modulus.value and poly.is_constant:
            return (poly.value % guard.modulus.value == 0) == (guard.kind == "dv")
        return None
    if poly.is_constant:
        value = poly.value
        return value >= 0 if guard.kind == "ge" else (value == 0) == (guard.kind == "eq")
    if guard.kind in ("eq", "ne") and poly.value % poly.content:
        return guard.kind == "ne"
    return None


def _rows(guard: Guard) -> tuple[Poly, ...]:
    if guard.kind == "ge":
        return (guard.poly,)
    return (guard.poly, -guard.poly) if guard.kind == "eq" else ()


def _relevant(goal: Poly, facts: Iterable[Guard]) -> list[Poly]:
    """The facts connected with the goal by shared symbols."""
    pending = [p for g in facts for p in _rows(g)]
    symbols = set(goal.free)
    chosen: list[Poly] = []
    while True:
        near = [p for p in pending if not p.free.isdisjoint(symbols)]
        if not near:
            return chosen
        chosen += near
        pending = [p for p in pending if p.free.isdisjoint(symbols)]
        for p in near:
            symbols |= p.free


def _products(rows: list[Poly]) -> list[Poly]:
    """For each product of two symbols that occurs: the product of a bound of one with the lower bound of the other
    is nonnegative."""
    pairs = {m for p in rows for m, _ in p.terms if len(m) == 2}
    bounds: dict[str, Poly] = {}
    for p in rows:
        if len(p.free) == 1 and p.terms[-1][1] == 1 and len(p.terms[-1][0]) == 1:
            (symbol,) = p.free
            if p == Poly.symbol(symbol) + p.value and (symbol not in bounds or bounds[symbol].value > p.value):
                bounds[symbol] = p
    found = [bounds[a] * bounds[b] for a, b in sorted(pairs) if a in bounds and b in bounds]
    for a, b in sorted(pairs):
        for one, other in ((a, b), (b, a)):
            if other in bounds:
                linear = [p for p in rows if one in p.free and len(p.free) > 1 and all(len(m) < 2 for m, _ in p.terms)]
                found += [p * bounds[other] for p in linear[:4]]
    return found[:24]


def _refuted(polys: list[Poly]) -> bool:
    """Whether the inequalities ``p >= 0`` have no integer solution."""
    rows = _tighten({**{}, **dict(p.terms)} for p in [*polys, *_products(polys)])
    while rows is not None:
        count: dict[tuple[str, ...], list[int]] = {}
        for row in rows:
            for m, c in row.items():
                if m:
                    count.setdefault(m, [0, 0])[c > 0] += 1
        if not count:
            return False
        variable = min(count, key=lambda m: (count[m][0] * count[m][1] - sum(count[m]), m))
        above = [r for r in rows if r.get(variable, 0) < 0]
        below = [r for r in rows if r.get(variable, 0) > 0]
        rest = [r for r in rows if variable not in r]
        if len(rest) + len(above) * len(below) > _LIMIT:
            return False
        rows = _tighten([*rest, *(_cancel(b, a, variable) for b in below for a in above)])
    return True


def _cancel(low: Row, high: Row, variable: tuple[str, ...]) -> Row:
    p, q = -high[variable], low[variable]
    total = {m: p * c for m, c in low.items()}
    for m, c in high.items():
        total[m] = total.get(m, 0) + q * c
    return {m: c for m, c in total.items() if c}


def _tighten(rows: Iterable[Row]) -> list[Row] | None:
    """Divide by common factors, rounding the constant down; None where a row is contradictory."""
    unique: dict[tuple[tuple[tuple[str, ...], int], ...], int] = {}
    for row in rows:
        common = 0
        for m, c in row.items():
            if m:
                common = gcd(common, c)
        constant = row.get((), 0)
        if not common:
            if constant < 0:
                return None
            continue
        key = tuple(sorted((m, c // common) for m, c in row.items() if m))
        constant = constant // common
        unique[key] = min(constant, unique.get(key, constant))
    return [{**dict(key), **({(): c} if c else {})} for key, c in unique.items()]
