"""What a word says of a tensor of some shape, of the members of a family, or of two tensors, as statements.

Guarantee: no statement where the word makes no sense for the shape.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from symderiv.documents.elaboration.context import Context
from symderiv.language.integers import Poly
from symderiv.language.terms import NEGATE, ONE, ZERO, Guard, Int, Matrix, Mul, Pow, Read, Sum, Term, bracket
from symderiv.language.theory import Free, Statement

__all__ = ["entries", "property_of", "property_of_pair", "told_of"]

#: What says that a determinant is not 0: of a matrix, or of its products with its transpose.
_FULL_RANK = ("invertible", "full column rank", "full row rank")
_Reading = Callable[[tuple[Poly, ...]], Term]  # the entry at a place


def entries(shape: tuple[Poly, ...]) -> tuple[tuple[Poly, ...], tuple[Free, ...]]:
    """The place of any entry of a tensor, and its indices with their ranges."""
    symbols = ["%i", "%j", "%k", "%l", "%m", "%n"][: len(shape)]
    return tuple(map(Poly.symbol, symbols)), tuple(
        Free(x, Poly({}), size) for x, size in zip(symbols, shape, strict=True)
    )


def property_of(context: Context, name: str, word: str, members: int = 0) -> list[Statement]:
    """What a word says of a tensor, or of each of its members where it has axes that only count them."""
    shape = context.shape(name)
    at = tuple(Free(x, Poly({}), size) for x, size in zip(("%a", "%b", "%c"), shape[:members], strict=False))
    number = tuple(Poly.symbol(f.symbol) for f in at)
    said = _said(shape[members:], lambda place: Read(name, (*number, *place)), word)
    return [replace(statement, free=(*at, *statement.free)) for statement in said]


def told_of(context: Context, name: str, word: str) -> list[Statement]:
    """What a word says of a tensor, or else of each of its members."""
    ways = (property_of(context, name, word, members) for members in range(len(context.shape(name)) + 1))
    return next((found for found in ways if found), [])


def _said(shape: tuple[Poly, ...], read: _Reading, word: str) -> list[Statement]:
    """What a word says of a tensor of a shape, with its entries; nothing where it makes no sense."""
    place, free = entries(shape)

    def over(size: Poly, body: Callable[[Poly], Term]) -> Term:
        t = Poly.symbol("%t")
        return Sum(("%t",), (Guard("ge", t), Guard("ge", size - 1 - t)), body(t))

    entry = read(place)
    match word:
        case "positive" | "positive scalar":
            return [Statement(entry, ZERO, free, ">")]
        case "nonnegative":
            return [Statement(entry, ZERO, free, ">=")]
        case "nonzero entries":
            return [Statement(entry, ZERO, free, "!=")]
        case "nonzero":  # some entry is not 0, and not each of them
            square: Term = Pow(entry, Fraction(2))
            for symbol, size in zip(reversed([f.symbol for f in free]), reversed(shape), strict=True):
                t = Poly.symbol(symbol)
                square = Sum((symbol,), (Guard("ge", t), Guard("ge", size - 1 - t)), square)
            return [Statement(square, ZERO, (), ">") if shape else Statement(entry, ZERO, (), "!=")]
        case "binary":
            sign = Statement(entry, ZERO, free, ">=")  # as it follows, and is what roots and quotients ask for
            return [Statement(Pow(entry, Fraction(2)), entry, free), sign]
        case "±1 entries":
            return [Statement(Pow(entry, Fraction(2)), ONE, free)]
    if len(shape) == 1 and word == "unit vector":
        return [Statement(over(shape[0], lambda t: Pow(read((t,)), Fraction(2))), ONE)]
    if not shape and word == "probability":
        return [Statement(entry, ZERO, free, ">="), Statement(ONE, entry, free, ">=")]
    if len(shape) == 1 and word == "probability":
        return [Statement(entry, ZERO, free, ">="), Statement(over(shape[0], lambda t: read((t,))), ONE)]
    if (len(shape) == 1 and word in ("sums to one", "sums to zero", "centred")) or (shape and word == "total one"):
        return [Statement(_total(shape, read, 1), ONE if word.endswith("one") else ZERO)]
    if len(shape) == 1 and word == "standardised":
        return [Statement(_total(shape, read, 1), ZERO), Statement(_total(shape, read, 2), Int(shape[0]))]
    if word == "all zero":
        return [Statement(entry, ZERO, free)]
    if shape and word == "total unit":
        return [Statement(_total(shape, read, 2), ONE)]
    if len(shape) == 1 and word == "one-hot":
        return [*_said(shape, read, "binary"), *_said(shape, read, "sums to one"), _apart(shape, read, 0)]
    if word == "equal entries" and shape:
        first = read(tuple(Poly({}) for _ in shape))
        return [Statement(entry, first, free)]
    if len(shape) == 2 and word.startswith(("rows ", "columns ", "row ", "column ")):
        return _of_each(shape, read, word)
    if len(shape) > 2 and word.startswith(("rows ", "row ")):
        return _of_each(shape, read, word)  # what lies along the last axis
    if len(shape) != 2:
        return []
    i, j = place
    columns = Statement(
        over(shape[0], lambda t: Mul((read((t, i)), read((t, j))))),
        bracket(Guard("eq", i - j)),
        (Free("%i", Poly({}), shape[1]), Free("%j", Poly({}), shape[1])),
    )
    if word == "orthonormal columns":
        return [columns]
    if word in _FULL_RANK:
        middle, side = (shape[0], shape[1]) if word == "full column rank" else (shape[1], shape[0])
        turned = word == "full row rank"
        pair = [read((at, t) if turned else (t, at)) for at in (i, j) for t in [Poly.symbol("%t")]]
        body = over(middle, lambda t: Mul(tuple(pair))) if word != "invertible" else entry
        if word == "invertible" and shape[0] != shape[1]:
            return []
        relation = "!=" if word == "invertible" else ">"  # that of a Gram matrix is not negative
        return [Statement(Matrix("det", "%i", "%j", side, body), ZERO, (), relation)]
    if shape[0] != shape[1]:
        return []
    if word in ("symmetric", "positive definite", "positive semidefinite"):
        return [Statement(entry, read((j, i)), free)]
    if word == "doubly stochastic":
        return [*_of_each(shape, read, "row stochastic"), *_of_each(shape, read, "columns sum to one")]
    if word == "permutation":
        return [
            *_said(shape, read, "doubly stochastic"),
            *_said(shape, read, "binary"),
            *(_apart(shape, read, axis) for axis in (0, 1)),
            *_said(shape, read, "orthogonal"),  # as it follows, and is what products ask for
        ]
    if word in ("upper triangular", "lower triangular"):
        below = i - j if word.startswith("upper") else j - i
        return [Statement(Sum((), (Guard("ge", below - 1),), entry), ZERO, free)]
    if word == "traceless":
        return [Statement(over(shape[0], lambda t: read((t, t))), ZERO)]
    if word == "zero diagonal":
        return [Statement(read((i, i)), ZERO, free[:1])]
    if word == "involution":
        squared = over(shape[0], lambda t: Mul((read((i, t)), read((t, j)))))
        return [Statement(squared, bracket(Guard("eq", i - j)), free)]
    if word == "antisymmetric":
        return [Statement(entry, Mul((NEGATE, read((j, i)))), free), *_said(shape, read, "zero diagonal")]
    if word in ("idempotent", "projection"):
        return [Statement(over(shape[0], lambda t: Mul((read((i, t)), read((t, j))))), entry, free)]
    if word == "orthogonal projection":
        return _said(shape, read, "symmetric") + _said(shape, read, "idempotent")
    if word in ("orthogonal", "orthonormal"):
        rows = over(shape[0], lambda t: Mul((read((i, t)), read((j, t)))))
        return [columns, Statement(rows, bracket(Guard("eq", i - j)), free)]
    if word == "diagonal":
        off = Statement(Sum((), (Guard("ne", i - j),), entry), ZERO, free)
        return [off, *_said(shape, read, "symmetric")]  # as it follows, and is what products ask for
    return []


def _of_each(shape: tuple[Poly, ...], read: _Reading, word: str) -> list[Statement]:
    """What a word says of each row or column of a matrix, or of each row of a tensor with more axes."""
    side, _, what = word.partition(" ")
    rows = side.startswith("row")
    along, across = (shape[-1], shape[0]) if rows else (shape[0], shape[1])
    i, t = Poly.symbol("%i"), Poly.symbol("%t")
    free: tuple[Free, ...] = (Free("%i", Poly({}), across),)
    entry = read((i, t) if rows else (t, i))
    if len(shape) > 2:
        place, all_free = entries(shape)
        free, entry = all_free[:-1], read((*place[:-1], t))

    def over(body: Term) -> Term:
        return Sum(("%t",), (Guard("ge", t), Guard("ge", along - 1 - t)), body)

    match what:
        case "sum to one":
            return [Statement(over(entry), ONE, free)]
        case "sum to zero" | "centred":
            return [Statement(over(entry), ZERO, free)]
        case "unit":
            return [Statement(over(Pow(entry, Fraction(2))), ONE, free)]
        case "standardised":
            return [Statement(over(entry), ZERO, free), Statement(over(Pow(entry, Fraction(2))), Int(along), free)]
        case "one-hot":
            apart = _apart(shape, read, len(shape) - 1 if rows else 0)
            return [*_said(shape, read, "binary"), Statement(over(entry), ONE, free), apart]
        case "stochastic":
            return [*_said(shape, read, "nonnegative"), Statement(over(entry), ONE, free)]
        case "orthonormal" if rows and len(shape) == 2:
            j = Poly.symbol("%j")
            product = over(Mul((read((i, t)), read((j, t)))))
            return [Statement(product, bracket(Guard("eq", i - j)), (*free, Free("%j", Poly({}), across)))]
    return []


def _apart(shape: tuple[Poly, ...], read: _Reading, axis: int) -> Statement:
    """``y_i y_j = [i = j] y_i`` of what is one-hot along an axis: as it follows, and is what products ask for."""
    place, free = entries(shape)
    symbol = f"{free[axis].symbol}'"
    other = Poly.symbol(symbol)
    beside = read((*place[:axis], other, *place[axis + 1 :]))
    same = Mul((bracket(Guard("eq", place[axis] - other)), read(place)))
    return Statement(Mul((read(place), beside)), same, (*free, Free(symbol, Poly({}), shape[axis])))


def property_of_pair(shape: tuple[Poly, ...], a: str, b: str, word: str) -> list[Statement]:
    """What a word says of two tensors of one shape together; nothing where it makes no sense for that."""
    place, free = entries(shape)
    if word == "pair same norm":
        return [Statement(_total(shape, lambda at: Read(a, at), 2), _total(shape, lambda at: Read(b, at), 2))]
    if word == "pair same":
        return [Statement(Read(a, place), Read(b, place), free)]
    if len(place) == 2 and shape[0] == shape[1] and word in ("pair commuting", "pair inverse"):
        (i, j), size = place, shape[0]

        def times(x: str, y: str) -> Term:
            t = Poly.symbol("%t")
            return Sum(("%t",), (Guard("ge", t), Guard("ge", size - 1 - t)), Mul((Read(x, (i, t)), Read(y, (t, j)))))

        one = bracket(Guard("eq", i - j))
        if word == "pair commuting":
            return [Statement(times(a, b), times(b, a), free)]
        return [Statement(times(a, b), one, free), Statement(times(b, a), one, free)]
    return []


def _total(shape: tuple[Poly, ...], read: _Reading, power: int) -> Term:
    """The sum of the entries of a tensor, or of their squares."""
    place, free = entries(shape)
    total: Term = read(place) if power == 1 else Pow(read(place), Fraction(power))
    for one in reversed(free):
        t = Poly.symbol(one.symbol)
        total = Sum((one.symbol,), (Guard("ge", t), Guard("ge", one.high - 1 - t)), total)
    return total
