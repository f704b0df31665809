"""Integer facts: does a linear inequality follow from others?

:func:`implied` is sound and incomplete: True means that the facts and the negated goal lead to a contradiction, step
by step as a hint says; False only means "not shown".  Monomials of several symbols count as variables.
"""

from __future__ import annotations

from collections.abc import Sequence

from symderiv.language.integers import Poly
from symderiv.language.nodes import Guard
from symderiv.prover.hints import connected, contradiction

__all__ = ["Known", "contradictory", "guard_holds", "implied"]

Known = dict[frozenset[Poly], bool]


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
    rows = [p for g in facts for p in _rows(g)]
    return _asked([*(rows[k] for k in connected(goal.free, rows)), -goal - 1], known)


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


def _refuted(polys: list[Poly]) -> bool:
    """Whether the inequalities ``p >= 0`` have no integer solution: the last of a row of consequences is false.

    Each step adds up products of two rows (the first row is 1), each some number of times, and divides by the common
    factor of the coefficients; the constant is rounded down, as the others are whole.
    """
    rows = [Poly.constant(1), *polys]
    for step in contradiction(polys):
        total = Poly({})
        for times, one, other in step:
            total = total + rows[one] * rows[other] * abs(times)
        common = total.content or 1
        rows.append(Poly({m: c // common for m, c in total.terms}))
    return rows[-1].is_constant and rows[-1].value < 0
