"""Sums of powers as sums of differences: counting, powers of the index, geometric series.

What a sum gains from one index to the next is found here, and the kernel takes any such term; what is left of the
sum must come to nothing, or to a lighter sum, by the rules.  Untrusted.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb

from symderiv.language.integers import Poly
from symderiv.language.terms import ZERO, Add, Fn, Guard, Int, Mul, Num, Pow, Sum, Term, mul, walk
from symderiv.prover.kernel.context import Context, entails
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.intervals import implied
from symderiv.prover.kernel.parts import factors, read_guards
from symderiv.prover.kernel.powers import exponent_of
from symderiv.prover.search.record import Path, Recorder

__all__ = ["ends_of", "geometric", "lower", "power_sum", "without_start"]

_MOST = 8
_WEIGHT = 4


def power_sum(search: Recorder, node: Sum, path: Path, context: Context, symbol: str) -> Term | None:
    """``sum_{low <= i <= high} i^k c = (F(high + 1) - F(low)) c`` where ``c`` has no ``i``, with the polynomial ``F``
    for which ``F(n+1) - F(n) = n^k``."""
    ends = ends_of([g for g in node.guards if symbol in g.free], symbol)
    parts, power, mine = factors(node.body), 0, []
    for k, f in enumerate(parts):
        base, exponent = (f.base, f.exponent) if isinstance(f, Pow) else (f, Fraction(1))
        if base == Int(Poly.symbol(symbol)) and exponent.denominator == 1 and exponent > 0:
            power += int(exponent)
            mine.append(k)
    if ends is None or power > 6 or any(symbol in f.free for k, f in enumerate(parts) if k not in mine):
        return None
    low, high = ends
    kept = mul(*(f for k, f in enumerate(parts) if k not in mine))
    others = tuple(b for b in node.binders if b != symbol)
    beside = (*(g for g in node.guards if symbol not in g.free), *read_guards(kept, context.theory))
    if not implied(high - low + 1, context.under(beside, others).facts):
        return None
    mark = len(search.steps)
    nested = search.attempt(node, path, context, "nest", inner=tuple(mine), binders=(symbol,))
    if nested is None:
        return None
    spine, place, here = [nested], list(path), context
    while not (isinstance(spine[-1], Sum) and spine[-1].binders == (symbol,)):
        child = 0 if isinstance(spine[-1], Sum) else len(spine[-1].children) - 1
        here = descend(spine[-1], child, here)
        place.append(child)
        spine.append(spine[-1].children[child])
    gained = _antidifference(power, Poly.symbol(symbol))
    new = _without_rest(search, spine[-1], tuple(place), here, gained)
    if new is None:
        del search.steps[mark:]
        return None
    simple = Int(high - low + 1) if not power else Add(new.children[:2])
    new = search.step(new, tuple(place), here, "equal", term=simple)
    for parent, child in zip(reversed(spine[:-1]), reversed(place[len(path) :]), strict=True):
        new = parent.rebuild((*parent.children[:child], new, *parent.children[child + 1 :]))
    return new


def without_start(search: Recorder, node: Sum, path: Path, context: Context, symbol: str) -> Term | None:
    """A sum of ``i b^(i-c) f(i)`` from a number ``i < c`` on, and its first summand apart: 0 times a negative power, or
    one that others cancel."""
    powers = (e for f in factors(node.body) if (e := exponent_of(f)) is not None)
    shifts = [-e.value for e in powers if e.varying == Poly.symbol(symbol).varying]
    ranged = context.under((*node.guards, *read_guards(node.body, context.theory)), node.binders)
    first = next((k for k in range(min(max(shifts, default=0), _MOST)) if _starts_at(symbol, k, ranged)), None)
    if first is None:
        return None
    mark = len(search.steps)
    rest = Guard("ge", Poly.symbol(symbol) - (first + 1))
    body = search.attempt(node.body, (*path, 0), descend(node, 0, context), "case", guard=rest)
    parts = body and search.attempt(node.rebuild((body, *node.children[1:])), path, context, "linear")
    if parts is None:
        del search.steps[mark:]
    return parts


def _starts_at(symbol: str, number: int, context: Context) -> bool:
    """Whether an index is known to be at least a number, and not to be more."""
    here = Poly.symbol(symbol) - number
    return entails(Guard("ge", here), context) and not entails(Guard("ge", here - 1), context)


def _without_rest(search: Recorder, node: Term, path: Path, context: Context, gained: Term) -> Term | None:
    """``F(high + 1) - F(low) + 0`` for a sum of differences."""
    after = search.attempt(node, path, context, "telescope", gained=gained)
    if after is None:
        return None
    rest = after.children[2]
    inside = descend(rest, 0, descend(after, 2, context))
    if search.step(rest.children[0], (*path, 2, 0), inside, "expand") != ZERO:
        return None
    search.step(rest.rebuild((ZERO,)), (*path, 2), descend(after, 2, context), "empty")
    return Add((*after.children[:2], ZERO))


def _antidifference(power: int, index: Poly) -> Term:
    """The polynomial ``F`` with ``F(0) = 0`` and ``F(n+1) - F(n) = n^power``."""
    coefficients = [Fraction(0)] * (power + 2)
    target = [Fraction(0)] * (power + 1)
    target[power] = Fraction(1)
    for degree in range(power, -1, -1):
        lead = target[degree] / (degree + 1)
        coefficients[degree + 1] = lead
        for k in range(degree + 1):
            target[k] -= lead * comb(degree + 1, k)
    if not power:
        return Int(index)
    return Add(tuple(Mul((Num(c), Pow(Int(index), Fraction(k)))) for k, c in enumerate(coefficients) if c))


def ends_of(ranges: list[Guard], symbol: str) -> tuple[Poly, Poly] | None:
    """The ends of ``low <= i <= high``, if these are all conditions on the index."""
    ends: dict[int, Poly] = {}
    for g in ranges:
        slope = g.poly.multiple(symbol) if g.kind == "ge" else None
        if slope is None or abs(slope) != 1:
            return None
        ends[slope] = Poly.symbol(symbol) - g.poly * slope
    return (ends[1], ends[-1]) if len(ranges) == 2 and set(ends) == {1, -1} else None


def geometric(search: Recorder, node: Term, path: Path, context: Context, position: int) -> Term | None:
    """``b sum_{lo <= z <= hi} b^(z+r) = sum ... - b^(lo+r) + b^(hi+r+1)``, and the same with ``-z`` for ``z``, with
    powers of ``z`` besides, or with powers of another base; for a number ``b`` other than 1 the sum itself is
    ``(b^(hi+r+1) - b^(lo+r)) / (b - 1)``.  ``position``: the sum among the factors of a product."""
    parts = factors(node)
    series = parts[position]
    if not isinstance(series, Sum) or len(series.binders) != 1 or ends_of(list(series.guards), *series.binders) is None:
        return None
    (index,) = series.binders
    found = _power_series(series.body, index)
    if found is None:
        return None
    base, gained, degree = found
    mark = len(search.steps)
    if isinstance(base, Num) and base.value != 1:
        place, here = ((*path, position), descend(node, position, context)) if len(parts) > 1 else (path, context)
        new = _telescoped(search, series, place, here, Mul((Num(1 / (base.value - 1)), gained)), degree)
        if new is not None:
            return node.rebuild((*parts[:position], new, *parts[position + 1 :])) if len(parts) > 1 else new
    for k, part in enumerate(parts):
        times = part.exponent if isinstance(part, Pow) and part.base == base else Fraction(part == base)
        if k == position or times.denominator > 1 or times < 1:
            continue
        grouped = search.attempt(node, path, context, "group", positions=(k, position))
        if grouped is None:
            continue
        last = len(grouped.children) - 1
        place, here = ((*path, last), descend(grouped, last, context)) if len(parts) > 2 else (path, context)
        pair: Term = grouped.children[last] if len(parts) > 2 else grouped
        wrapped = search.step(pair, place, here, "wrap")
        inside = search.step(wrapped, place, here, "absorb")
        fewer = () if times == 1 else (Pow(base, times - 1),)
        new = _telescoped(search, inside, place, here, mul(*fewer, gained), degree + 1)
        if new is not None:
            return grouped.rebuild((*grouped.children[:last], new)) if len(parts) > 2 else new
        break
    del search.steps[mark:]
    return None


def _power_series(body: Term, index: str) -> tuple[Term, Term, int] | None:
    """The base ``b`` of a body ``z^m b^(z+r)``, what the sum gains by one more ``z`` but for a factor ``b - 1``, and
    the degree ``m``; of ``z^m b^(r-z)``, it is ``z^m b^(r-z+1)`` that loses as much, and of ``a^(z+r) b^(s-z)`` it is
    ``a^(z+r) b^(s-z+1)`` that gains ``a`` times as much less ``b`` times as much."""
    powers = [(f, e) for f in factors(body) if isinstance(f, Fn) and (e := exponent_of(f)) is not None]
    weights = [f for f in factors(body) if not any(f is p for p, _ in powers)]
    number, degree = Int(Poly.symbol(index)), Fraction(0)
    for f in weights:
        base, times = (f.base, f.exponent) if isinstance(f, Pow) else (f, Fraction(1))
        if base != number or times.denominator > 1 or times < 1:
            return None
        degree += times
    if any(index in f.args[0].free or e.multiple(index) not in (1, -1) for f, e in powers) or degree > _WEIGHT:
        return None
    if len(powers) == 1:
        ((power, exponent),) = powers
        if exponent.multiple(index) == 1:
            return power.args[0], mul(*weights, power), int(degree)
        later = Fn("pow", (power.args[0], Int(exponent + 1)))
        return power.args[0], mul(Num(Fraction(-1)), *weights, later), int(degree)
    rising = [f for f, e in powers if e.multiple(index) == 1]
    falling = [Fn("pow", (f.args[0], Int(e + 1))) for f, e in powers if e.multiple(index) == -1]
    if len(rising) != 1 or len(falling) != 1 or weights:
        return None
    return rising[0].args[0], mul(*rising, *falling), 0


def _telescoped(search: Recorder, node: Term, path: Path, context: Context, gained: Term, most: int) -> Term | None:
    """A sum of differences, of which at most so many sums of powers are left."""
    after = search.attempt(node, path, context, "telescope", gained=gained)
    if after is None:
        return None
    rest = search.norm(after.children[2], (*path, 2), descend(after, 2, context))
    left = [n for n in walk(rest) if isinstance(n, Sum) and any(exponent_of(m) is not None for m in walk(n.body))]
    return Add((*after.children[:2], rest)) if len(left) <= most and (most or rest == ZERO) else None


def lower(search: Recorder, node: Fn, path: Path, context: Context) -> Term | None:
    """``b^e = b^c b^(e-c)`` with the largest number ``c`` (up to 8) such that ``e - c`` is shown not to be negative."""
    exponent = exponent_of(node)
    if exponent is None or not implied(exponent, context.facts):
        return None
    least = 0
    while not exponent.is_constant and least < _MOST and implied(exponent - (least + 1), context.facts):
        least += 1
    return search.attempt(node, path, context, "join", positions=(0,), by=least)
