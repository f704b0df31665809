r"""Claims with sums that would run backwards: ``x_L = x_l + \sum_{i=l}^{L-1} f(x_i)`` is about ``l \le L``.

A sum whose last index lies two or more before its first one is 0, as any empty one; who writes it with an index of the
line for a limit means the places at which it runs.  Guarantee: only of sums that may have any number of terms there; a
line that is right for a single one, as where limits were exchanged, stays refuted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from symderiv.language.integers import Poly
from symderiv.language.terms import Guard, Read, Sum, Term, walk
from symderiv.language.text import plain_guard
from symderiv.language.theory import Statement, Theory

__all__ = ["where_sums_run", "widths"]


def widths(statement: Statement, theory: Theory) -> list[Poly]:
    """Of sums between limits that indices of a statement move, how many terms they have: ``L - l``; be they in it or in
    a definition that it reads."""
    own = {f.symbol for f in statement.free}
    found: dict[Poly, None] = {}
    for node in (n for side in (statement.left, statement.right) for n in walk(side)):
        for low, high in (*_limits(node), *_limits_within(node, theory)):
            width = high - low + 1
            bound = {x for x in width.free if x.startswith("%")} - own
            if own & width.free and not bound and _grows(width, statement):
                found[width] = None
    return list(found)


def _grows(width: Poly, statement: Statement) -> bool:
    """Whether a sum may have any number of terms: not one from the last index to one of the line, which has one."""
    ends: dict[str, Poly] = {}
    for free in statement.free:
        if free.symbol in width.free:
            up = width.coefficient(free.symbol)
            if not up.is_constant:
                return False
            ends[free.symbol] = free.high - 1 if up.value > 0 else free.low
    longest = width.substitute(ends)
    return any(c > 0 and m for m, c in longest.terms)


def _limits(node: Term) -> Iterator[tuple[Poly, Poly]]:
    """The limits of the one index over which a sum runs."""
    if not isinstance(node, Sum) or len(node.binders) != 1:
        return
    (symbol,) = node.binders
    at = Poly.symbol(symbol)
    bounds = [g.poly for g in node.guards if g.kind == "ge" and not g.is_scalar and symbol in g.free]
    lows = [at - p for p in bounds if symbol not in (at - p).free]
    highs = [p + at for p in bounds if symbol not in (p + at).free]
    if len(lows) == len(highs) == 1:
        yield lows[0], highs[0]


def _limits_within(node: Term, theory: Theory) -> Iterator[tuple[Poly, Poly]]:
    """The limits of the sums that an entry of a definition is made of."""
    if not isinstance(node, Read) or node.tensor not in theory.definitions:
        return
    definition = theory.definitions[node.tensor]
    place = dict(zip(definition.indices, node.index, strict=True))
    for low, high in (limits for n in walk(definition.body) for limits in _limits(n)):
        if (low.free | high.free) & place.keys():
            yield low.substitute(place), high.substitute(place)


def where_sums_run(
    statement: Statement, offsets: Mapping[str, int], theory: Theory
) -> Iterator[tuple[Statement, tuple[str, ...]]]:
    """The statement where no such sum runs backwards, and where each has a term; with the conditions in the numbers of
    the document."""
    moved = {f.symbol: Poly.symbol(f.symbol) - offsets.get(f.symbol, 0) for f in statement.free}
    found = widths(statement, theory)
    for least in (0, 1) if found else ():
        guards = tuple(Guard("ge", width - least) for width in found)
        words = tuple(plain_guard(Guard("ge", g.poly.substitute(moved))) for g in guards)
        left, right = (Sum((), guards, side) for side in (statement.left, statement.right))
        yield replace(statement, left=left, right=right), words
