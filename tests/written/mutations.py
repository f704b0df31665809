"""One small slip in an expression, of the kind that authors make; the numbers say whether it is false."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from tests.written.syntax import (
    Add,
    Affine,
    Bracket,
    Delta,
    Div,
    Expr,
    Fn,
    Grad,
    Mul,
    Num,
    Pow,
    Ref,
    SizeNum,
    Sum,
    aff,
    free,
    map_children,
)

__all__ = ["mutate"]

Ranges = Mapping[str, Affine]


def mutate(
    e: Expr, r: random.Random, new: Callable[[str], str], shapes: Mapping[str, tuple[Affine, ...]], ranges: Ranges
) -> Expr | None:
    """The expression with one slip, or None if none was found. ``ranges`` are the sizes of the free indices."""
    found = list(_slips(e, new, shapes, ranges))
    kinds = sorted({k for k, _ in found})
    if not kinds:
        return None
    kind = r.choice(kinds)
    wrong = r.choice([x for k, x in found if k == kind])
    return wrong if free(wrong) <= free(e) | set(ranges) else None


def _slips(
    e: Expr, new: Callable[[str], str], shapes: Mapping[str, tuple[Affine, ...]], ranges: Ranges
) -> Iterator[tuple[str, Expr]]:
    yield from _here(e, shapes, ranges)
    if isinstance(e, Sum):
        inner = dict(ranges) | {i: hi + 1 for i, lo, hi in e.over if lo == aff(0)}
        for kind, body in _slips(e.body, new, shapes, inner):
            yield kind, Sum(e.over, body, e.where)
        return
    parts: list[Expr] = []
    map_children(e, lambda c: (parts.append(c), c)[1])
    if isinstance(e, Grad):
        return
    for k, part in enumerate(parts):
        for kind, other in _slips(part, new, shapes, ranges):
            count = iter(range(len(parts)))

            def put(c: Expr, count: Iterator[int] = count, k: int = k, other: Expr = other) -> Expr:
                return other if next(count) == k else c

            yield kind, map_children(e, put)


def _here(e: Expr, shapes: Mapping[str, tuple[Affine, ...]], ranges: Ranges) -> Iterator[tuple[str, Expr]]:
    minus = Num(Fraction(-1))
    if isinstance(e, Add):
        for k, p in enumerate(e.parts):
            rest = e.parts[:k] + e.parts[k + 1 :]
            yield "lost term", rest[0] if len(rest) == 1 else Add(rest)
            yield "sign", Add((*e.parts[:k], Mul((minus, p)), *e.parts[k + 1 :]))
    if isinstance(e, Mul):
        for k, p in enumerate(e.parts):
            rest = e.parts[:k] + e.parts[k + 1 :]
            if isinstance(p, Num) and p.value == -1:
                yield "lost sign", rest[0] if len(rest) == 1 else Mul(rest)
            else:
                yield "lost factor", rest[0] if len(rest) == 1 else Mul(rest)
    if isinstance(e, Sum):
        for k, (i, lo, hi) in enumerate(e.over):
            size = hi + 1
            for other, n in ranges.items():
                if lo == aff(0) and n == size and other not in {j for j, _, _ in e.over}:
                    rest = e.over[:k] + e.over[k + 1 :]
                    body = _put(e.body, i, aff(other))
                    where = tuple((a.put({i: aff(other)}), q, b.put({i: aff(other)})) for a, q, b in e.where)
                    yield "lost sum", Sum(rest, body, where) if rest or where else body
            yield "short range", Sum((*e.over[:k], (i, lo, hi - 1), *e.over[k + 1 :]), e.body, e.where)
            yield "late range", Sum((*e.over[:k], (i, lo + 1, hi), *e.over[k + 1 :]), e.body, e.where)
            if lo == aff(0):
                yield "one over N", Mul((Div(Num(Fraction(1)), SizeNum(size)), e))
    if isinstance(e, Ref | Grad):
        at = e.at if isinstance(e, Ref) else e.by.at
        name = e.name if isinstance(e, Ref) else e.by.name
        shape = shapes.get(name, ())

        def again(place: tuple[Affine, ...], name: str = name) -> Expr:
            return Ref(name, place) if isinstance(e, Ref) else Grad(e.top, Ref(name, place))

        for k, a in enumerate(at):
            for m in range(k):
                if shape and shape[k] == shape[m] and at[m] != a:
                    place = list(at)
                    place[k], place[m] = place[m], place[k]
                    yield "transposed", again(tuple(place))
            if a.bare and shape:
                for other, n in ranges.items():
                    if n == shape[k] and other != a.bare:
                        yield "other index", again((*at[:k], aff(other), *at[k + 1 :]))
            if not a.bare:
                yield "shifted", again((*at[:k], a + 1, *at[k + 1 :]))
                yield "shifted", again((*at[:k], a - 1, *at[k + 1 :]))
                for s in sorted(a.symbols):
                    c = a.coefficient(s)
                    if c in (1, -1):
                        yield "flipped", again((*at[:k], a - aff(s) * (2 * c), *at[k + 1 :]))
            elif shape:
                yield "reversed", again((*at[:k], shape[k] - 1 - a, *at[k + 1 :]))
        for other, s in shapes.items():
            if s == shape and other != name and shape and not (isinstance(e, Grad)):
                yield "other name", again(at, other)
    if isinstance(e, Fn):
        swap = {"tanh": "sigmoid", "sigmoid": "tanh", "exp": "softplus", "sin": "cos", "cos": "sin"}
        if e.name in swap:
            yield "other function", Fn(swap[e.name], e.arg)
    if isinstance(e, Pow):
        yield "lost power", e.base
    if isinstance(e, Num) and e.value not in (0, 1, -1):
        yield "factor", Num(e.value * 2)
        yield "factor", Num(e.value / 2)
    if isinstance(e, Delta):
        yield "all ones", Num(Fraction(1))
    if isinstance(e, Bracket):
        yield "lost mask", Num(Fraction(1))


def _put(e: Expr, i: str, a: Affine) -> Expr:
    from tests.written.syntax import rename

    return rename(e, {i: a})
