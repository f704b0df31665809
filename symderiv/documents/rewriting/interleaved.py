r"""Definitions of the entries of an axis in turn: ``y_{2j} = a_j``, ``y_{2j+1} = b_j``, as a rotary embedding has them.

Where the lines are about all remainders, each entry has one line, and together they say the same as
``y_m = \sum_j ([m = 2j] a_j + [m = 2j+1] b_j)``; so the first of them is read, and the others are joined to it.

Guarantee: the lines stand one behind the other, before anything else is said of the name; the range of the index is
told, and the entries begin at 0 or at 1.  Any others stay as they are written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Display, Item, Link, RangeFact, ShapeFact, SurfaceDocument
from symderiv.documents.rewriting.flattened import last_of, ranges_told

__all__ = ["with_interleaved"]

_FRESH = ("m", "u", "r", "q", "v", "w", "a", "b", "c")
_MOST = 8


@dataclass(frozen=True)
class _Turn:
    """An equation for the entry ``steps * letter + offset`` of an axis; ``key``: what the others have in common."""

    display: Display
    link: Link
    letter: s.Expression
    steps: int
    offset: int
    place: int
    key: tuple[str, ...]


def with_interleaved(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the first of such lines as a sum that says what all of them say."""
    turns = [_turn(d, k) for d in document.displays() for k in d.links]
    changed: dict[int, tuple[Link, RangeFact]] = {}
    others: set[int] = set()
    said: set[str] = set()
    for number, first in enumerate(turns):
        if first is None or first.key[0] in said or first.display.hypothesis:
            continue
        said.add(first.key[0])
        group = [t for t in turns[number : number + first.steps] if t is not None and t.key == first.key]
        if _is_whole(group, first) and _begins(document, first) and (other := _joined(document, group)) is not None:
            changed[first.link.span.start] = other
            others |= {t.link.span.start for t in group[1:]}
    if not changed:
        return document

    def within(item: Item) -> Item:
        if not isinstance(item, Display):
            return item
        facts = tuple(changed[k.span.start][1] for k in item.links if k.span.start in changed)
        links = tuple(
            changed[k.span.start][0]
            if k.span.start in changed
            else replace(k, joined=True)
            if k.span.start in others
            else k
            for k in item.links
        )
        return replace(item, links=links, facts=(*item.facts, *facts))

    return replace(document, items=tuple(map(within, document.items)))


def _turn(display: Display, link: Link) -> _Turn | None:
    left = link.left
    if link.relation not in DEFINING or link.continuation or link.right is None or not isinstance(left, s.Scripted):
        return None
    if not isinstance(left.base, s.Symbol) or left.primes:
        return None
    entries = left.subscripts if len(left.subscripts) > 1 else split_entries(left.subscripts, 1)
    others = [k for k, entry in enumerate(entries) if not is_letter(entry)]
    if len(others) != 1:
        return None
    found = _multiple(entries[others[0]])
    if found is None or latex(found[0]) in {latex(e) for k, e in enumerate(entries) if k != others[0]}:
        return None
    letter, steps, offset = found
    rest = (latex(e) for k, e in enumerate(entries) if k != others[0])
    key = latex(replace(left, subscripts=())), latex(letter), str(steps), str(others[0]), *rest
    return _Turn(display, link, letter, steps, offset, others[0], key)


def _multiple(entry: s.Expression) -> tuple[s.Expression, int, int] | None:
    """``2j``, ``2j + 1``, ``2j - 1`` as the letter, the number before it and what is added."""
    terms = entry.terms if isinstance(entry, s.Addition) else (entry,)
    signs = entry.signs if isinstance(entry, s.Addition) else ("+",)
    product = terms[0]
    if len(terms) > 2 or signs[0] != "+" or not isinstance(product, s.Product) or len(product.factors) != 2:
        return None
    number, letter = product.factors
    added = terms[1] if len(terms) == 2 else s.Number(entry.span, Fraction(0))
    if not isinstance(number, s.Number) or not is_letter(letter) or not isinstance(added, s.Number):
        return None
    if number.value.denominator != 1 or added.value.denominator != 1 or not 2 <= number.value <= _MOST:
        return None
    return letter, int(number.value), int(added.value) * (-1 if signs[-1] == "-" else 1)


def _is_whole(group: list[_Turn], first: _Turn) -> bool:
    """Whether the lines are about all entries, each of them once."""
    offsets = sorted(t.offset for t in group)
    return len(group) == first.steps and offsets == list(range(offsets[0], offsets[0] + first.steps))


def _begins(document: SurfaceDocument, first: _Turn) -> bool:
    """Whether nothing is said of the name before."""
    for display in document.displays():
        for link in display.links:
            if link is first.link:
                return True
            for side in (link.left, link.right):
                if side is not None and any(latex(s.base(n)) == latex(s.base(_left(first))) for n in s.walk(side)):
                    return False
    return False


def _left(turn: _Turn) -> s.Scripted:
    assert isinstance(turn.link.left, s.Scripted)
    return turn.link.left


def _joined(document: SurfaceDocument, group: list[_Turn]) -> tuple[Link, RangeFact] | None:
    """The lines as one, and the range of the entries."""
    first, left = group[0], _left(group[0])
    span, rights = first.link.span, [t.link.right for t in group if t.link.right is not None]
    if any(latex(s.base(n)) == latex(left.base) for right in rights for n in s.walk(right)):
        return None
    lowest = min(t.offset for t in group)
    base, size = ranges_told(document, s.Group(span, "(", tuple(rights))).get(latex(first.letter), (0, None))
    if base < 0:  # on an axis whose first index is not told: as the entries do
        base = 0 if lowest == 0 else 1
    begin = first.steps * base + lowest
    used = {latex(n) for side in document.sides() for n in s.walk(side) if isinstance(n, s.Symbol)}
    used |= {latex(n) for f in document.facts() if isinstance(f, ShapeFact) for x in f.axes for n in s.walk(x)}
    fresh = next((x for x in _FRESH if x not in used), None)
    if size is None or begin not in (0, 1) or fresh is None:
        return None
    at = s.Symbol(span, fresh)
    terms: list[s.Expression] = []
    for turn, right in zip(group, rights, strict=True):
        own = turn.link.left
        assert isinstance(own, s.Scripted)
        entry = s.Comparison(span, (at, own.subscripts[first.place]), ("=",))
        terms.append(s.Product(span, (s.Group(span, "[", (entry,)), s.Group(span, "(", (right,))), ("",)))
    body = s.Group(span, "(", (s.Addition(span, tuple(terms), ("+",) * len(terms)),))
    below = s.Comparison(span, (first.letter, s.Number(span, Fraction(base))), ("=",))
    total = s.BigOperator(span, "sum", (below,), last_of(span, size, base), body)
    entries = (*left.subscripts[: first.place], at, *left.subscripts[first.place + 1 :])
    many = s.Product(span, (s.Number(span, Fraction(first.steps)), s.Group(span, "(", (size,))), ("",))
    fact = RangeFact(
        span, "", (at,), s.Number(span, Fraction(begin)), many, exclusive=begin == 0, argument=first.display.argument
    )
    return replace(first.link, left=replace(left, subscripts=entries), right=total), fact
