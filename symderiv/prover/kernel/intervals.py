"""Integer facts: does a linear inequality follow from others?

:func:`implied` is sound and incomplete: an answer True is a proof (Fourier-Motzkin elimination with integer
tightening on the facts and the negated goal ends in a contradiction); False only means "not shown".
Monomials of several symbols count as variables; products of two lower bounds are added for those that occur.
Where an untrusted hint finds integers at which all inequalities hold, none is looked for: it can only say "not shown".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import gcd

from symderiv.language.integers import Poly
from symderiv.language.nodes import Guard
from symderiv.prover.hints import inhabited

__all__ = ["Known", "contradictory", "guard_holds", "implied"]

Known = dict[frozenset[Poly], bool]
Monomial = tuple[str, ...]
Varying = tuple[tuple[Monomial, int], ...]
_LIMIT = 160


def implied(goal: Poly, facts: Sequence[Guard], known: Known | None = None) -> bool:
    """Whether ``goal >= 0`` follows from integer guards; ``known`` keeps what was found out about inequalities.

    >>> i, n = Poly.symbol("%i"), Poly.symbol("N")
    >>> implied(n - 1, [Guard("ge", i), Guard("ge", n - 1 - i)])
    True
    >>> implied(n - 2, [Guard("ge", n - 1)])
    False
    """
    if goal.is_constant:
        return goal.value >= 0
    free, varying, value = goal.free, goal.varying, goal.value
    for fact in facts:
        if fact.free == free and fact.kind in ("ge", "eq"):
            poly = fact.poly
            if poly.varying == varying and value >= poly.value:
                return True
    return _asked([*_relevant(goal, facts), -goal - 1], known)


def contradictory(facts: Sequence[Guard], known: Known | None = None) -> bool:
    """Whether no integers satisfy all facts (shown, not guessed)."""
    for fact in facts:
        if not fact.is_scalar and guard_holds(fact) is False:
            return True
    if _asked([p for g in facts for p in _rows(g)], known):
        return True
    apart = [f.poly for f in facts if f.kind == "ne"]
    return any(implied(p, facts, known) and implied(-p, facts, known) for p in apart)


def _asked(rows: list[Poly], known: Known | None) -> bool:
    """Whether the inequalities ``p >= 0`` have no integer solution, asked once."""
    if known is None:
        return _refuted(rows)
    key = frozenset(rows)
    if key not in known:
        known[key] = _refuted(list(dict.fromkeys(rows)))
    return known[key]


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
    if not pairs:
        return []
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
    return not inhabited(polys) and _eliminated(polys)


def _eliminated(polys: list[Poly]) -> bool:
    """Whether eliminating the variables one after another ends in a contradiction."""
    rows = _tighten((p.varying, p.value) for p in [*polys, *_products(polys)])
    while rows:
        above: dict[Monomial, list[Varying]] = {}
        below: dict[Monomial, list[Varying]] = {}
        for row in rows:
            for m, c in row:
                (below if c > 0 else above).setdefault(m, []).append(row)
        # a variable that is bounded from one side only meets its rows by being large (or small) enough
        met = {row for m in above.keys() ^ below.keys() for row in (above.get(m) or below[m])}
        if met:
            rows = {row: c for row, c in rows.items() if row not in met}
            continue
        variable = min(above, key=lambda m: (len(above[m]) * len(below[m]), m))
        high, low = above[variable], below[variable]
        if len(rows) + len(high) * len(low) - len(high) - len(low) > _LIMIT:
            return False
        rest = [(row, c) for row, c in rows.items() if row not in high and row not in low]
        rows = _tighten([*rest, *(_cancel(a, rows[a], b, rows[b], variable) for a in low for b in high)])
    return rows is None


def _cancel(low: Varying, p: int, high: Varying, q: int, variable: Monomial) -> tuple[Varying, int]:
    """The combination of two rows in which a variable cancels."""
    one, other = -dict(high)[variable], dict(low)[variable]
    total = {m: one * c for m, c in low}
    for m, c in high:
        total[m] = total.get(m, 0) + other * c
    return tuple(sorted((m, c) for m, c in total.items() if c)), one * p + other * q


def _tighten(rows: Iterable[tuple[Varying, int]]) -> dict[Varying, int] | None:
    """The rows ``varying + constant >= 0`` divided by common factors, rounding the constant down, the strongest of
    each; None where one is contradictory."""
    strongest: dict[Varying, int] = {}
    for varying, constant in rows:
        common = gcd(*(c for _, c in varying))
        if not varying:
            if constant < 0:
                return None
            continue
        if common > 1:
            varying, constant = tuple((m, c // common) for m, c in varying), constant // common
        strongest[varying] = min(constant, strongest.get(varying, constant))
    return strongest
