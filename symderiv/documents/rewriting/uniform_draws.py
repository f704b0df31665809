r"""Numbers that are drawn uniformly: with ``i`` uniform on ``1, \dots, n``, ``\mathbb{E}_i[\nabla f_i(w)]`` is
``\frac1n \sum_{i=1}^n \nabla f_i(w)``.

What is made with the number, ``g = \nabla f_i(w)``, has a value for each number, and so has what is made from that,
``w_{t+1} = w_t - \eta g``; an expectation of it is the mean of these values.

Guarantee: only where the text says of one index that it is drawn uniformly, a sum of the document runs over all of its
numbers, and nothing else is said to be random; an expectation of what is not made with the number is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from symderiv.documents.declaring.layers import number_above
from symderiv.documents.elaboration.elaborate_expectations import gathered, moment
from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.senses import defining, everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.marks import marked
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import (
    Item,
    RangeFact,
    Running,
    ShapeFact,
    SpokenFact,
    SurfaceDocument,
    UnreadFact,
    WordFact,
)

__all__ = ["with_uniform_draws"]

_TAKEN = r"(?:drawn|chosen|sampled|picked|selected|distributed|taken)"
_DRAWN = regex(
    rf"⟦(?P<before>\d+)⟧,?\s+(?:(?:is|are|be|being)\s+)?(?:{_TAKEN}\s+)?(?:independently\s+(?:and\s+)?)?uniform(?:ly)?\b|"
    r"\buniform(?:ly)?(?:\s+(?:at\s+)?random(?:ly)?)?(?:\s+(?:drawn|chosen|sampled))?\s+"
    r"(?:index|example|sample|number|component)?\s*⟦(?P<behind>\d+)⟧",
    re.IGNORECASE,
)
_FROM = regex(r"\buniform\w*(?:\s+at\s+random)?\s+(?:from|on|over|among|in)\b", re.IGNORECASE)
_PLAIN = regex(
    r"(?:\b(?:where|with|and|we|then|now|here|at|each|every|step|iteration|draw|sample|pick|choose|select|"
    rf"{_TAKEN}|an?|the|index|example|component|is|be|uniform(?:ly)?|random(?:ly)?|from|on|over|in|set|let|independently|"
    r"stochastic|gradient|sgd)\b|\$[^$]*\$|[\s,.:;~-])+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Draw:
    """A number that is drawn, between ``low`` and ``high``; ``name`` is how it is written, ``i`` or ``i_t``."""

    index: s.Symbol
    name: str
    low: s.Expression
    high: s.Expression


def with_uniform_draws(document: SurfaceDocument) -> SurfaceDocument:
    """The document with expectations over a number that is drawn uniformly as means over all numbers."""
    nodes = [n for item in document.items for n in everywhere(item)]
    if not any(isinstance(n, s.Symbol | s.Scripted) and moment(n) == "E" for n in nodes):
        return document
    draw = _draw(document, nodes)
    if draw is None:
        return document

    def plainly(node: s.Expression) -> s.Expression | None:
        return draw.index if latex(node) == draw.name else None

    items = tuple(x for x in document.items if not _is_said(x, draw))
    if draw.name != latex(draw.index):
        document = rewritten(replace(document, items=items), plainly)
    else:
        document = replace(document, items=items)
    document = _with_values(document, draw)
    return rewritten(document, lambda node: _mean(node, draw))


def _draw(document: SurfaceDocument, nodes: list[s.Expression]) -> _Draw | None:
    """The only number that the text says to be drawn uniformly, if nothing else is random."""
    random = (f for f in document.facts() if isinstance(f, WordFact) and f.word in ("random", "independent"))
    found = {x for piece in document.running for x in _told(piece, document)}
    if len(found) != 1 or any(found.isdisjoint(latex(s.base(x)) for x in f.subjects) for f in random):
        return None
    (letter,) = found
    ranges = {
        (latex(n.below[0].operands[1]), latex(n.above)): (n.below[0].operands[1], n.above)
        for n in nodes
        if isinstance(n, s.BigOperator) and n.operator == "sum" and n.above is not None and len(n.below) == 1
        if isinstance(n.below[0], s.Comparison) and n.below[0].relations == ("=",)
        if latex(n.below[0].operands[0]) == letter and _is_shown(document, letter, n.above)
    }
    if len(ranges) != 1:
        return None
    ((low, high),) = ranges.values()
    stepped = {latex(n) for n in nodes if isinstance(n, s.Scripted) and latex(n.base) == letter and n.subscripts}
    if len(stepped) > 1 or (stepped and any(_is_below(n, letter) for n in nodes)):
        return None  # numbers of several steps
    return _Draw(s.Symbol(s.NOWHERE, letter), next(iter(stepped), letter), low, high)


def _is_below(node: s.Expression, letter: str) -> bool:
    """Whether the letter itself numbers something outside of sums; those have numbers of their own."""
    return isinstance(node, s.Scripted) and moment(node) != "" and letter in map(latex, node.subscripts)


def _told(piece: Running, document: SurfaceDocument) -> Iterator[str]:
    """The letters that a piece of text says to be drawn uniformly."""
    for match in _DRAWN.finditer(piece.text):
        number = int(match["before"] or match["behind"])
        names = piece.names[number] if number < len(piece.names) else ()
        if len(names) == 1:
            yield names[0]
        place = piece.formulas[number]
        for fact in document.facts():
            if isinstance(fact, RangeFact) and len(fact.subjects) == 1 and abs(fact.span.start - place) <= 2:
                yield latex(s.base(fact.subjects[0]))


def _is_shown(document: SurfaceDocument, letter: str, high: s.Expression) -> bool:
    """Whether what the text says of the drawn number, if it says from which it is drawn, fits the sum."""
    for fact in document.facts():
        own = isinstance(fact, UnreadFact) and letter in {latex(s.base(x)) for x in fact.subjects}
        if isinstance(fact, UnreadFact) and own and _FROM.search(fact.words):
            rest = {latex(x) for x in fact.subjects if latex(s.base(x)) != letter} - {"\\dots"}
            if rest - {latex(x) for x in s.walk(high)}:
                return False
        elif isinstance(fact, RangeFact) and letter in {latex(s.base(x)) for x in fact.subjects}:
            fits = fact.upper is None or fact.exclusive or latex(fact.upper) == latex(high)
            if not fits:
                return False
    return True


def _is_said(item: Item, draw: _Draw) -> bool:
    """Whether an item only says that the number is drawn."""
    if not isinstance(item, UnreadFact | SpokenFact):
        return False
    own = latex(draw.index) in {latex(s.base(x)) for x in item.subjects}
    return own and re.search("uniform", item.words) is not None and _PLAIN.fullmatch(item.words) is not None


# ---- what is made with the number -----------------------------------------------------------------------


def _with_values(document: SurfaceDocument, draw: _Draw) -> SurfaceDocument:
    """The document with what is made with the number, each with a value for every number."""
    equations = [pair for item in document.items for pair in defining(item, surely=True)]
    made: dict[str, s.Expression] = {}
    grown = True
    while grown:
        grown = False
        for left, right in equations:
            name = latex(left)
            own = isinstance(left, s.Symbol) or (isinstance(left, s.Scripted) and not left.primes)
            if own and name not in made and not _reads(left, draw, {}) and _reads(right, draw, made):
                made[name], grown = left, True
    if not made:
        return document
    steps = {latex(x.base) for x in made.values() if isinstance(x, s.Scripted)}
    shapes = {latex(x): f for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    apart: dict[str, ShapeFact] = {}

    def change(node: s.Expression) -> s.Expression | None:
        if latex(node) in made:
            return s.Scripted(node.span, marked(s.Symbol(node.span, latex(node))), (draw.index,))
        if isinstance(node, s.Scripted) and latex(node.base) in steps and node.superscript is None and not node.primes:
            if len(node.subscripts) != 1 or number_above(node.subscripts[0]) is None:
                return None
            whole = marked(s.Symbol(node.span, latex(node)))
            told = shapes.get(latex(node.base)) or shapes.get(latex(node))
            if told is not None:
                apart[latex(node)] = replace(told, subjects=(whole,))
            return whole
        return None

    document = rewritten(document, change)
    families = []
    for name, left in made.items():
        told = shapes.get(latex(s.base(left))) or shapes.get(name)
        if told is not None:
            whole = marked(s.Symbol(left.span, name))
            ends = (draw.low, draw.high)
            first, last = (s.Scripted(left.span, whole, (x,)) for x in ends)
            families.append(replace(told, subjects=(first, s.Symbol(left.span, "\\dots"), last)))
    return replace(document, items=(*apart.values(), *families, *document.items))


def _reads(node: s.Expression, draw: _Draw, made: dict[str, s.Expression]) -> bool:
    """Whether an expression is made with the number, beneath no sum over it and no expectation."""
    if latex(node) in (latex(draw.index), *made):
        return True
    if isinstance(node, s.BigOperator) and latex(draw.index) in {latex(x) for b in node.below for x in s.walk(b)}:
        return False
    if isinstance(node, s.Product):
        whole = gathered(node)
        parts = whole.factors if isinstance(whole, s.Product) else (whole,)
    else:
        parts = s.children(node)
    if isinstance(node, s.Applied) and moment(node.head):
        return False
    return any(_reads(x, draw, made) for x in parts)


def _mean(node: s.Expression, draw: _Draw) -> s.Expression | None:
    """An expectation as the mean of the values for all numbers."""
    if isinstance(node, s.Product):
        whole = gathered(node)
        return None if whole is node else s.replaced(whole, lambda n: _mean(n, draw))
    if not isinstance(node, s.Applied) or moment(node.head) != "E" or len(node.arguments) != 1:
        return None
    (body,) = node.arguments
    if isinstance(body, s.Comparison) and body.relations == ("\\mid",) and not _reads(body.operands[1], draw, {}):
        body = body.operands[0]
    below = node.head.subscripts if isinstance(node.head, s.Scripted) else ()
    if (below and tuple(map(latex, below)) != (latex(draw.index),)) or not _reads(body, draw, {}):
        return None
    span = node.span
    inside = s.Group(span, "(", (s.replaced(body, lambda n: _mean(n, draw)),))
    start = s.Comparison(span, (draw.index, draw.low), ("=",))
    total = s.BigOperator(span, "sum", (start,), draw.high, inside)
    one = s.Number(span, Fraction(1))
    count: s.Expression = draw.high
    if draw.low != one:
        count = s.Addition(span, (draw.high, draw.low, one), ("+", "-", "+"))
    return s.Product(span, (s.Quotient(span, one, count), total), ("",))
