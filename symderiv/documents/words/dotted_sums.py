r"""Sums with dots: ``w_1 x_1 + w_2 x_2 + \dots + w_n x_n`` is ``\sum_{k=1}^n w_k x_k``, and
``1 + \lambda + \dots + \lambda^n`` is ``\sum_{k=0}^n \lambda^k``.

Guarantee: only terms of one sign that all follow from the last one by their number, one after another up to the dots,
or from one another, and that no other term looks like: ``x_1 - x_2 + \dots + x_n`` is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.free_letters import free_letter
from symderiv.documents.page.surface import SurfaceDocument, changed
from symderiv.documents.words.progressions import progression

__all__ = ["adds_dots", "with_dotted_sums"]

_DOTS = "\\dots"
_PLACE = s.Symbol(s.NOWHERE, "\\square")  # a mark for the number of a term
_WRITTEN = 10  # more first terms than anyone writes
_Change = Callable[[s.Expression], s.Expression | None]


def with_dotted_sums(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such sums as sums over an index."""
    nodes = [n for side in document.sides() for n in s.walk(side)]
    if not any(isinstance(n, s.Addition) and _dots(n) for n in nodes):
        return document
    index = s.Symbol(s.NOWHERE, free_letter(nodes))
    items = tuple(changed(item, lambda node: _sum(node, index)) for item in document.items)
    return replace(document, items=items)


def adds_dots(node: s.Expression) -> bool:
    """Whether dots stand for terms or factors somewhere in an expression, and not for what is listed."""
    parts = (
        x.terms if isinstance(x, s.Addition) else x.factors
        for x in s.walk(node)
        if isinstance(x, s.Addition | s.Product)
    )
    return any(isinstance(x, s.Symbol) and x.letter == _DOTS for group in parts for x in group)


def _dots(node: s.Addition) -> int:
    """The place of the only dots among terms, with a term on each side; 0 where there are none."""
    places = [k for k, x in enumerate(node.terms) if isinstance(x, s.Symbol) and x.letter == _DOTS]
    return places[0] if len(places) == 1 and places[0] < len(node.terms) - 1 else 0


def _sum(node: s.Expression, index: s.Symbol) -> s.Expression | None:
    """The sum over an index that an addition with dots is; None for anything else."""
    if not isinstance(node, s.Addition) or not _dots(node):
        return None
    turned = replace(node, terms=node.terms[::-1], signs=node.signs[::-1])
    return _counted(node, index) or _counted(turned, index) or _progressing(node, index)


def _progressing(node: s.Addition, index: s.Symbol) -> s.Expression | None:
    """The sum that an addition with dots is, if at least two terms before the dots show how it goes on."""
    dots = _dots(node)
    places = [(first, end) for first in range(dots - 1) for end in range(len(node.terms), dots + 1, -1)]
    for first, end in places:
        signs = {*node.signs[first:dots], *node.signs[dots + 1 : end]}
        others = (*node.terms[:first], *node.terms[end:])
        written, behind = node.terms[first:dots], node.terms[dots + 1 : end]
        found = progression(written, behind, index, others) if len(signs) == 1 else None
        if found is None:
            continue
        below = s.Comparison(node.span, (index, found.low), ("=",))
        total = s.BigOperator(node.span, "sum", (below,), found.high, found.body)
        terms = (*node.terms[:first], total, *node.terms[end:])
        between = (*node.signs[: first + 1], *node.signs[end:])
        return terms[0] if between == ("+",) else replace(node, terms=terms, signs=between)
    return None


def _counted(node: s.Addition, index: s.Symbol) -> s.Expression | None:
    """The sum that an addition with dots is, if its first terms have numbers."""
    dots = _dots(node)
    last = node.terms[dots + 1]
    for end, entry in _entries(last):
        first = dots
        number = next((k for k in range(_WRITTEN) if _at(entry, k) == node.terms[dots - 1]), None)
        while number is not None and first > 0 and node.terms[first - 1] == _at(entry, number - dots + first):
            first -= 1
        others = (*node.terms[:first], *node.terms[dots + 2 :])
        alike = any(_at(entry, k) == x for x in others for k in range(_WRITTEN))
        if number is None or alike or len(set(node.signs[first : dots + 2])) > 1:
            continue
        low = number - (dots - 1 - first)
        below = s.Comparison(last.span, (index, s.Number(last.span, Fraction(low))), ("=",))
        body = s.replaced(entry, lambda n: index if n == _PLACE else None)
        total = s.BigOperator(last.span, "sum", (below,), end, body)
        terms = (*node.terms[:first], total, *node.terms[dots + 2 :])
        signs = (*node.signs[: first + 1], *node.signs[dots + 2 :])
        return terms[0] if signs == ("+",) else replace(node, terms=terms, signs=signs)
    return None


def _entries(last: s.Expression) -> Iterator[tuple[s.Expression, s.Expression]]:
    """What may count the terms in the last one, and this with a mark in its place: in subscripts, in powers, in both,
    or all over."""
    scripts = [n for n in s.walk(last) if isinstance(n, s.Scripted)]
    places = [x for n in scripts for x in (*n.subscripts, *((n.superscript,) if n.superscript is not None else ()))]
    ends = dict.fromkeys(x for place in places for x in s.walk(place) if not isinstance(x, s.Group | s.Number))
    for end in dict.fromkeys((*ends, *((last,) if isinstance(last, s.Symbol) else ()))):

        def mark(part: s.Expression, end: s.Expression = end) -> s.Expression | None:
            return _PLACE if part == end else None

        ways = [_within(mark, below, above) for below, above in ((True, False), (False, True), (True, True))]
        ways += [mark] if isinstance(end, s.Symbol) else []
        for way in ways:
            entry = s.replaced(last, way)
            if entry != last:
                yield end, entry


def _within(mark: _Change, below: bool, above: bool) -> _Change:
    """The same change in subscripts (and superscripts in brackets, which count as well), or in powers alone."""

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Scripted):
            return None
        over = node.superscript
        if over is not None and (below if isinstance(over, s.Group) else above):
            over = s.replaced(over, mark)
        subscripts = tuple(s.replaced(x, mark) for x in node.subscripts) if below else node.subscripts
        return replace(node, base=s.replaced(node.base, change), subscripts=subscripts, superscript=over)

    return change


def _at(entry: s.Expression, number: int) -> s.Expression:
    r"""The term of a number as it is written: ``c_0`` for ``c_0 \lambda^0``, ``\lambda`` for ``\lambda^1``."""
    if number < 0:
        return _PLACE

    def plain(node: s.Expression) -> s.Expression | None:
        return s.Number(node.span, Fraction(number)) if node == _PLACE else None

    def change(node: s.Expression) -> s.Expression | None:
        match node:
            case s.Scripted(_, base, below, above):
                if above == _PLACE and not node.primes and number < 2:
                    if not number:
                        return s.Number(node.span, Fraction(1))
                    above = None
                base, below = s.replaced(base, change), tuple(s.replaced(x, plain) for x in below)
                if above is None and not below and not node.primes:
                    return base
                above = None if above is None else s.replaced(above, plain)
                return replace(node, base=base, subscripts=below, superscript=above)
            case s.Product(_, factors, operators):
                made = [s.replaced(x, change) for x in factors]
                kept = [k for k, x in enumerate(made) if made[k] == factors[k] or not _is_one(x)]
                if not kept:
                    return s.Number(node.span, Fraction(1))
                parts = tuple(made[k] for k in kept)
                between = tuple(operators[k - 1] for k in kept[1:])
                return parts[0] if len(parts) == 1 else replace(node, factors=parts, operators=between)
        return plain(node)

    return s.replaced(entry, change)


def _is_one(node: s.Expression) -> bool:
    return isinstance(node, s.Number) and node.value == 1
