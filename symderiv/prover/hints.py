"""Hints to the kernel about integers and instances: untrusted, as the kernel checks what it is told.

A wrong hint costs a proof and makes none.  The contradiction between inequalities is looked for by elimination
(Fourier and Motzkin) with integer tightening; products of two lower bounds are added for those that occur.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from math import gcd

from symderiv.language.integers import Poly, is_index
from symderiv.language.nodes import Guard, Read, Term, walk

__all__ = ["Step", "bounds", "connected", "contradiction", "inhabited", "places", "points"]

#: A consequence of rows ``p >= 0``: the sum of ``times * row * row``; row 0 is the number 1.
Step = tuple[tuple[int, int, int], ...]
Monomial = tuple[str, ...]
Varying = tuple[tuple[Monomial, int], ...]
#: How a row came about: the number of a given one, or a sum of ``times * row * row``.
Source = int | tuple[tuple[int, "Source", "Source"], ...]
Row = tuple[int, Source]

_ROUNDS = 12
_LIMIT = 160


def inhabited(polys: Sequence[Poly], rounds: int = _ROUNDS) -> bool:
    """Whether integers are found at which all polynomials are nonnegative, moving one symbol after another; that it
    gives up says nothing.

    >>> i, n = Poly.symbol("%i"), Poly.symbol("N")
    >>> inhabited([i - 2, n - 1 - i]), inhabited([i, -1 - i])
    (True, False)
    """
    values = {s: 1 if is_index(s) else 2 for p in polys for s in p.free}
    for _ in range(rounds):
        for p in polys:
            total = 0
            for m, c in p.terms:
                for s in m:
                    c *= values[s]
                total += c
            if total < 0:
                break
        else:
            return True
        steps = []
        for m, c in p.terms:
            if m and m.count(m[-1]) == 1:
                for x in m[:-1]:
                    c *= values[x]
                if c:
                    steps.append((c < 0, (abs(c) - 1 - total) // abs(c), m[-1]))
        if not steps:
            return False
        down, step, symbol = min(steps)  # something is made larger, if it can be: sizes have no upper bound
        values[symbol] += -step if down else step
    return False


def connected(symbols: Collection[str], rows: Sequence[Poly]) -> list[int]:
    """The numbers of the rows that are connected with some symbols by shared ones."""
    reached = set(symbols)
    pending = list(range(len(rows)))
    chosen: list[int] = []
    while True:
        near = [k for k in pending if not rows[k].free.isdisjoint(reached)]
        if not near:
            return chosen
        chosen += near
        pending = [k for k in pending if rows[k].free.isdisjoint(reached)]
        for k in near:
            reached |= rows[k].free


def contradiction(polys: Sequence[Poly]) -> list[Step]:
    """Steps from the inequalities ``p >= 0`` (rows from 1) to a false one; none where none are found.

    >>> i = Poly.symbol("%i")
    >>> contradiction([2 * i - 1, 1 - 2 * i])
    [((1, 1, 0),), ((1, 2, 0),), ((1, 3, 0), (1, 4, 0))]
    """
    if inhabited(polys):
        return []
    source = _eliminated(polys)
    if source is None:
        return []
    steps: list[Step] = []
    numbers: dict[int, int] = {}

    def number(row: Source) -> int:
        if isinstance(row, int):
            return row
        if id(row) not in numbers:
            steps.append(tuple([(times, number(one), number(other)) for times, one, other in row]))
            numbers[id(row)] = len(polys) + len(steps)
        return numbers[id(row)]

    number(((1, source, 0),) if isinstance(source, int) else source)
    return steps


def _products(rows: Sequence[Poly]) -> list[tuple[Poly, Source]]:
    """For each product of two symbols that occurs: the product of a bound of one with the lower bound of the other
    is nonnegative."""
    pairs = {m for p in rows for m, _ in p.terms if len(m) == 2}
    if not pairs:
        return []
    bounds: dict[str, tuple[Poly, int]] = {}
    for k, p in enumerate(rows, 1):
        if len(p.free) == 1 and p.terms[-1][1] == 1 and len(p.terms[-1][0]) == 1:
            (symbol,) = p.free
            if p == Poly.symbol(symbol) + p.value and (symbol not in bounds or bounds[symbol][0].value > p.value):
                bounds[symbol] = p, k
    found = [(bounds[a], bounds[b]) for a, b in sorted(pairs) if a in bounds and b in bounds]
    for a, b in sorted(pairs):
        for one, other in ((a, b), (b, a)):
            if other in bounds:
                linear = [
                    (p, k) for k, p in enumerate(rows, 1) if one in p.free and all(len(m) < 2 for m, _ in p.terms)
                ]
                several = [row for row in linear if len(row[0].free) > 1]
                above = [row for row in linear if len(row[0].free) == 1 and row[0].multiple(one) == -1]
                found += [(row, bounds[other]) for row in (*several[:4], *above[:1])]
    return [(p * q, ((1, j, k),)) for (p, j), (q, k) in found[:24]]


def _eliminated(polys: Sequence[Poly]) -> Source | None:
    """How a contradiction comes about by eliminating the variables one after another."""
    given: list[tuple[Poly, Source]] = [*((p, k) for k, p in enumerate(polys, 1)), *_products(polys)]
    rows = _tighten((p.varying, p.value, source) for p, source in given)
    while isinstance(rows, dict) and rows:
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
            return None
        rest = [(row, *c) for row, c in rows.items() if row not in high and row not in low]
        rows = _tighten([*rest, *(_cancel(a, rows[a], b, rows[b], variable) for a in low for b in high)])
    return None if isinstance(rows, dict) else rows


def _cancel(low: Varying, p: Row, high: Varying, q: Row, variable: Monomial) -> tuple[Varying, int, Source]:
    """The combination of two rows in which a variable cancels."""
    one, other = -dict(high)[variable], dict(low)[variable]
    total = {m: one * c for m, c in low}
    for m, c in high:
        total[m] = total.get(m, 0) + other * c
    source = (one, p[1], 0), (other, q[1], 0)
    return tuple(sorted((m, c) for m, c in total.items() if c)), one * p[0] + other * q[0], source


def _tighten(rows: Iterable[tuple[Varying, int, Source]]) -> dict[Varying, Row] | Source:
    """The rows ``varying + constant >= 0`` divided by common factors, rounding the constant down, the strongest of
    each; how a contradictory one came about, if there is one."""
    strongest: dict[Varying, Row] = {}
    for varying, constant, source in rows:
        common = gcd(*(c for _, c in varying))
        if not varying:
            if constant < 0:
                return source
            continue
        if common > 1:
            varying, constant = tuple((m, c // common) for m, c in varying), constant // common
            source = ((1, source, 0),) if isinstance(source, int) else source
        known = strongest.get(varying)
        if known is None or constant < known[0]:
            strongest[varying] = constant, source
    return strongest


def points(binders: Sequence[str], guards: Sequence[Guard]) -> Iterator[dict[str, Poly]]:
    """Places that may satisfy integer guards, built from the bounds that occur."""
    if not binders:
        yield {}
        return
    symbol, rest = binders[0], binders[1:]
    candidates: list[Poly] = []
    for g in guards:
        if symbol in g.free and all(m.count(symbol) < 2 for m, _ in g.poly.terms):
            coefficient = g.poly.coefficient(symbol)
            if coefficient.is_constant and abs(coefficient.value) == 1:
                edge = Poly.symbol(symbol) - g.poly * coefficient.value
                if edge.free.isdisjoint(rest) and edge not in candidates:
                    candidates.append(edge)
    for value in candidates[:4]:
        at = [Guard(g.kind, g.poly.substitute({symbol: value})) for g in guards]
        for others in points(rest, at):
            yield {symbol: value, **others}


def places(pattern: Term, term: Term, binders: Collection[str]) -> dict[str, Poly]:
    """Values of the binders that may make a pattern a term; places of reads tell them, one after another."""
    values: dict[str, Poly] = {}
    for left, right in zip(walk(pattern), walk(term), strict=False):
        if isinstance(left, Read) and isinstance(right, Read) and left.tensor == right.tensor:
            for p, q in zip(left.index, right.index, strict=True):
                unknown = [b for b in binders if b in p.free and b not in values]
                if len(unknown) != 1 or any(m.count(unknown[0]) > 1 for m, _ in p.terms):
                    continue
                factor = p.coefficient(unknown[0])
                rest = (p - factor * Poly.symbol(unknown[0])).substitute(values)
                value = _divided(q - rest, factor.substitute(values))
                if value is not None:
                    values[unknown[0]] = value
    return values


def _divided(poly: Poly, divisor: Poly) -> Poly | None:
    """A polynomial over one of a single term, where that divides all of it."""
    if len(divisor.terms) != 1:
        return None
    ((below, number),) = divisor.terms
    found: dict[Monomial, int] = {}
    for m, c in poly.terms:
        left = list(m)
        for symbol in below:
            if symbol not in left:
                return None
            left.remove(symbol)
        if c % number:
            return None
        found[tuple(left)] = c // number
    return Poly(found)


def bounds(
    rows: Sequence[Poly], binders: Sequence[str], sign: Callable[[Poly, str], int]
) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    """An index with the rows ``p >= 0`` whose sum bounds it from below, and from above, by what was bounded before;
    then the next one."""
    known: list[tuple[Poly, tuple[int, ...]]] = [(p, (k,)) for k, p in enumerate(rows)]
    left = set(binders)
    found: list[tuple[str, tuple[int, ...], tuple[int, ...]]] = []
    for middle in (None, *binders):
        if middle is not None:  # what follows without one of the indices
            ends = [(p, numbers, _slope(p, middle)) for p, numbers in known]
            known += [
                (p + q, (*mine, *others))
                for p, mine, one in ends
                for q, others, other in ends
                if (one, other) == (1, -1)
            ]
        progress = True
        while left and progress:
            progress = False
            for symbol in sorted(left):
                way = {sign(p, symbol): numbers for p, numbers in reversed(known) if p.free & left == {symbol}}
                if 1 in way and -1 in way:
                    found.append((symbol, way[1], way[-1]))
                    left.discard(symbol)
                    progress = True
        if not left:
            break
    return found


def _slope(poly: Poly, symbol: str) -> int:
    """The coefficient of a symbol, if it is 1 or -1 and the polynomial linear in the symbol; else 0."""
    if symbol not in poly.free or any(len(m) > 1 and symbol in m for m, _ in poly.terms):
        return 0
    value = poly.coefficient(symbol).value
    return value if abs(value) == 1 else 0
