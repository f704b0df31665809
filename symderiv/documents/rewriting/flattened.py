r"""Definitions at a place that counts through several indices: ``f_{iW+j} = x_{ij}``, ``y_{2n+r} = x_n``.

Where the inner index runs over as many values as the outer one is multiplied by, each place is counted once, and the
line says the same as ``f_m = \sum_{i,j} [m = iW + j] x_{ij}``; so it is read.

Guarantee: the ranges of the indices are told, by inequalities or by the axes on which they stand, and together they
count through the whole declared axis; any other place that is no letter stays as it is written, and no definition.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Display, Item, Link, RangeFact, SetFact, ShapeFact, SurfaceDocument

__all__ = ["last_of", "ranges_told", "with_flattened"]

_FRESH = ("m", "u", "r", "q", "t", "v", "w", "a", "b", "c")
_AS_WRITTEN = -1
# A product of names and at most one number, the number first: ``2 W`` as ("2", "W").
_Factors = tuple[str, ...]


@dataclass(frozen=True)
class _Digit:
    """A summand of a place: ``steps * (letter - base)``."""

    letter: s.Expression
    base: int
    steps: _Factors


def with_flattened(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such definitions written as sums over the indices that they count through."""
    counted = [(d, k) for d in document.displays() for k in d.links if _counts(k)]
    if not counted:
        return document
    changed: dict[int, Link] = {}
    for display, link in counted:
        assert isinstance(link.left, s.Scripted)
        if display.hypothesis or not _is_first(document, link, latex(s.base(link.left))):
            continue
        if (other := _summed(document, link)) is not None:
            changed[link.span.start] = other
    if not changed:
        return document

    def within(item: Item) -> Item:
        if not isinstance(item, Display):
            return item
        return replace(item, links=tuple(changed.get(k.span.start, k) if k.left else k for k in item.links))

    return replace(document, items=tuple(map(within, document.items)))


def _counts(link: Link) -> bool:
    """Whether an equation is about the entry of a name at a sum of multiples of indices."""
    if (
        link.relation not in DEFINING
        or link.continuation
        or link.right is None
        or not isinstance(link.left, s.Scripted)
    ):
        return False
    plain = isinstance(link.left.base, s.Symbol) and not link.left.primes
    return plain and any(isinstance(x, s.Addition) and _digits(x, set()) for x in link.left.subscripts)


def _is_first(document: SurfaceDocument, link: Link, name: str) -> bool:
    """Whether nothing but one equation gives entries of a name, and none speaks of it before."""
    for display in document.displays():
        for other in display.links:
            sides = [x for x in (other.left, other.right) if x is not None]
            read = any(latex(s.base(n)) == name for side in sides for n in s.walk(side))
            if other is link:
                assert link.right is not None
                return not any(latex(n) == name for n in s.walk(link.right))
            if read:
                return False
    return False


def _summed(document: SurfaceDocument, link: Link) -> Link | None:
    """The equation as a sum, where each place is counted once."""
    assert isinstance(link.left, s.Scripted)
    assert link.right is not None
    used = {latex(n) for side in document.sides() for n in s.walk(side) if isinstance(n, s.Symbol)}
    used |= {latex(n) for f in document.facts() if isinstance(f, ShapeFact) for x in f.axes for n in s.walk(x)}
    fresh = [x for x in _FRESH if x not in used]
    span, right = link.span, link.right
    ranges = ranges_told(document, right)
    axes = next((f.axes for f in document.facts() if isinstance(f, ShapeFact) and _names(f, link.left)), ())
    places = split_entries(link.left.subscripts, None)
    if len(places) != len(axes):
        return None
    entries: list[s.Expression] = []
    brackets: list[s.Expression] = []
    bound: list[_Digit] = []
    for entry, axis in zip(places, axes, strict=True):
        if is_letter(entry):
            entries.append(entry)
            continue
        digits = _begun(_digits(entry, ranges.keys()), ranges) if isinstance(entry, s.Addition) else []
        if not digits or not fresh or not _once(digits, ranges, axis):
            return None
        place = s.Symbol(entry.span, fresh.pop(0))
        entries.append(place)
        brackets.append(s.Group(span, "[", (s.Comparison(span, (place, entry), ("=",)),)))
        bound += digits
    letters = [latex(d.letter) for d in bound]
    if not bound or len(set(letters)) < len(letters) or not set(letters).isdisjoint(map(latex, entries)):
        return None
    body: s.Expression = s.Group(span, "(", (right,)) if isinstance(right, s.Addition) else right
    body = s.Product(span, (*brackets, body), ("",) * len(brackets))
    for digit in reversed(bound):
        size = ranges.get(latex(digit.letter))
        if size is None or size[1] is None:
            body = s.BigOperator(span, "sum", (digit.letter,), None, body)
            continue
        base = s.Number(span, Fraction(digit.base))
        below = s.Comparison(span, (digit.letter, base), ("=",))
        body = s.BigOperator(span, "sum", (below,), last_of(span, size[1], digit.base), body)
    return replace(link, left=replace(link.left, subscripts=tuple(entries)), right=body)


def _names(fact: ShapeFact, left: s.Scripted) -> bool:
    """Whether a fact states the shape of the name that an equation gives the entries of."""
    return latex(replace(left, subscripts=())) in map(latex, fact.subjects)


def last_of(span: s.Span, size: s.Expression, base: int) -> s.Expression:
    """The last of as many numbers."""
    if base:
        return size
    if isinstance(size, s.Number):
        return replace(size, value=size.value - 1)
    return s.Addition(span, (size, s.Number(span, Fraction(1))), ("+", "-"))


def _once(digits: list[_Digit], ranges: Mapping[str, tuple[int, s.Expression | None]], axis: s.Expression) -> bool:
    """Whether each place of an axis is counted once: each digit has as many values as the next one is worth steps of
    it, and the axis as many as all of them."""
    ordered = sorted(digits, key=lambda d: (len([x for x in d.steps if not x.isdigit()]), d.steps))
    if ordered[0].steps:
        return False
    worth = [d.steps for d in ordered[1:]] + [_factors(axis)]
    for digit, next_one in zip(ordered, worth, strict=True):
        base, size = ranges.get(latex(digit.letter), (digit.base, None))
        many = None if size is None or base not in (digit.base, _AS_WRITTEN) else _factors(size)
        if many is None or _times(many, digit.steps) != next_one:
            return False
    return True


def _digits(place: s.Addition, indices: Collection[str]) -> list[_Digit]:
    """The summands of a place; [] where it is none. Among several letters of a summand ``indices`` tells the index."""
    found: list[_Digit] = []
    if any(sign != "+" for sign in place.signs):
        return []
    for term in place.terms:
        inner = _summand(term, indices)
        if not inner:
            return []
        found += inner
    return found if len(found) > 1 and any(not d.steps for d in found) and any(d.steps for d in found) else []


def _begun(digits: list[_Digit], ranges: Mapping[str, tuple[int, s.Expression | None]]) -> list[_Digit]:
    """The digits with the first value of the last one, from which the places are counted: 1 in ``(i - 1) W + j``."""
    others = max((d.base for d in digits if d.steps), default=0)
    found = []
    for d in digits:
        low = ranges[latex(d.letter)][0] if not d.steps and latex(d.letter) in ranges else d.base
        found.append(replace(d, base=others if low == _AS_WRITTEN else low))
    return found


def _summand(term: s.Expression, indices: Collection[str]) -> list[_Digit]:
    if is_letter(term):
        return [_Digit(term, 0, ())]
    if not isinstance(term, s.Product) or any(x not in ("", "\\cdot", "\\times") for x in term.operators):
        return []
    groups = [f for f in term.factors if isinstance(f, s.Group) and f.bracket == "(" and len(f.entries) == 1]
    if len(groups) > 1:
        return []
    if groups:
        steps = _factors(*(f for f in term.factors if f is not groups[0]))
        inner = groups[0].entries[0]
        if steps is None or not isinstance(inner, s.Addition):
            return []
        before = _before(inner)
        if before is not None:
            return [_Digit(before, 1, steps)]
        return [replace(d, steps=_times(d.steps, steps)) for d in _digits(inner, indices)]
    letters = [f for f in term.factors if is_letter(f)]
    chosen = letters if len(letters) == 1 else [f for f in letters if latex(f) in indices]
    if len(chosen) != 1:  # before any range is known, the first one may be
        chosen = letters[:1] if not indices else []
    steps = _factors(*(f for f in term.factors if not chosen or f is not chosen[0]))
    return [_Digit(chosen[0], 0, steps)] if chosen and steps else []


def _before(node: s.Addition) -> s.Expression | None:
    """The letter of ``i - 1``."""
    one = len(node.terms) == 2 and isinstance(node.terms[1], s.Number) and node.terms[1].value == 1
    return node.terms[0] if one and node.signs == ("+", "-") and is_letter(node.terms[0]) else None


def _factors(*nodes: s.Expression) -> _Factors | None:
    """A product as its factors in order; None where it has others than names and numbers."""
    number, names = Fraction(1), list[str]()
    stack = list(nodes)
    while stack:
        node = stack.pop()
        if isinstance(node, s.Number):
            number *= node.value
        elif isinstance(node, s.Scripted) and (power := _power(node)):
            names += [latex(replace(node, superscript=None))] * power
        elif isinstance(node, s.Symbol | s.Scripted):
            names.append(latex(node))
        elif isinstance(node, s.Product) and not any(x not in ("", "\\cdot", "\\times") for x in node.operators):
            stack += node.factors
        else:
            return None
    if number.denominator != 1 or number < 1:
        return None
    return (*((str(number.numerator),) if number != 1 else ()), *sorted(names))


def _power(node: s.Scripted) -> int:
    """The whole number that a letter is raised to: 2 in ``r^2``."""
    above = node.superscript
    plain = isinstance(above, s.Number) and above.value.denominator == 1 and is_letter(node.base)
    return int(above.value) if plain and isinstance(above, s.Number) and not (node.subscripts or node.primes) else 0


def _times(one: _Factors, other: _Factors) -> _Factors:
    number, names = 1, list[str]()
    for x in (*one, *other):
        if x.isdigit():
            number *= int(x)
        else:
            names.append(x)
    return (*((str(number),) if number != 1 else ()), *sorted(names))


def ranges_told(document: SurfaceDocument, right: s.Expression) -> dict[str, tuple[int, s.Expression | None]]:
    """The first value of each index and how many it has, as facts tell them, or else the axes on which it stands."""
    found: dict[str, tuple[int, s.Expression | None]] = {}
    for letter, base, size in (*_stated(document), *_of_axes(document, right)):
        found.setdefault(letter, (base, size))
    return found


def _stated(document: SurfaceDocument) -> Iterator[tuple[str, int, s.Expression | None]]:
    for fact in document.facts():
        if isinstance(fact, RangeFact) and isinstance(fact.lower, s.Number) and fact.upper is not None:
            low = int(fact.lower.value) + fact.above
            size = _size(fact.upper, fact.exclusive, low)
            yield from ((latex(x), low, size) for x in fact.subjects)
        elif isinstance(fact, SetFact):
            values = [x.value for x in fact.values if isinstance(x, s.Number)]
            low = int(min(values, default=Fraction(9)))
            if len(values) == len(fact.values) and low in (0, 1) and values == [low + k for k in range(len(values))]:
                yield from ((latex(x), low, s.Number(fact.span, Fraction(len(values)))) for x in fact.subjects)


def _size(upper: s.Expression, exclusive: bool, low: int) -> s.Expression | None:
    """How many values there are up to a last one, or before one that is ``exclusive``."""
    short = low - (not exclusive)  # what is to be taken from the upper end
    if isinstance(upper, s.Number):
        return replace(upper, value=upper.value - short)
    if short == 0:
        return upper
    if short == -1 and isinstance(upper, s.Addition) and len(upper.terms) == 2 and upper.signs == ("+", "-"):
        one = upper.terms[1]
        return upper.terms[0] if isinstance(one, s.Number) and one.value == 1 else None
    return None


def _of_axes(document: SurfaceDocument, right: s.Expression) -> Iterator[tuple[str, int, s.Expression]]:
    """Letters that stand bare on an axis of a declared tensor; the counted place shows where they begin."""
    shapes = {latex(x): f.axes for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    for node in s.walk(right):
        if isinstance(node, s.Scripted) and node.subscripts and node.superscript is None:
            axes = shapes.get(latex(node.base), ())
            entries = split_entries(node.subscripts, len(axes))
            if len(entries) == len(axes):
                yield from (
                    (latex(e), _AS_WRITTEN, axis) for e, axis in zip(entries, axes, strict=True) if is_letter(e)
                )
