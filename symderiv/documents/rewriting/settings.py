r"""Where a document sets everything up anew: problem 2 of a homework states its own ``X``, ``w`` and ``L``.

Where a section begins with "what follows stands by itself", or where below a heading the shapes of names that have one
are stated again, and one of them is another, or what is defined ("Let", "Define") has been defined otherwise, and
nothing further on speaks of what was declared only above: there what stands above is no matter, neither its
definitions nor its hypotheses nor its ranges.

Guarantee: a document without such headings stays whole; rules for all of it ("indices start at 0") go on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from itertools import groupby

from symderiv.documents.elaboration.elaborate_functions import function_name
from symderiv.documents.elaboration.senses import defining
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.sentences import last_sentence
from symderiv.documents.page.surface import (
    BaseFact,
    BorderFact,
    CalledFact,
    ConventionFact,
    Display,
    Fact,
    Item,
    LayoutFact,
    MentionFact,
    NamedFact,
    RelationFact,
    ShapeFact,
    SurfaceDocument,
    SymbolFact,
)

__all__ = ["settings"]

_RULES = (BaseFact, BorderFact, ConventionFact, LayoutFact, SymbolFact)
_ONLY_SPEAKS = (CalledFact, MentionFact, NamedFact)
_ALONE = regex(r"\b[Ww]hat follows stands (?:alone|by itself)\b")
_ANNOUNCES = regex(r"\b(?:[Ll]et|[Dd]efined?|[Cc]onsider|[Ss]et|[Pp]ut|[Tt]ake|[Ii]ntroduce)\b")


def settings(document: SurfaceDocument) -> tuple[SurfaceDocument, ...]:
    """The parts of a document that have nothing to do with each other, in reading order."""
    borders, told = [0], _Told()
    items = document.items
    for section, found in groupby(items, lambda item: bisect_right(document.sections, item.span.start)):
        here = list(found)
        start = document.sections[section - 1] if section else 0
        if section and (
            any(_ALONE.search(_said(item)) for item in here)
            or (told.is_set_up_anew(here) and told.is_left_behind(x for x in items if x.span.start >= start))
        ):
            borders.append(start)
            told = _Told()
        for item in here:
            told.take(item)
    if len(borders) == 1:
        return (document,)
    ends: Sequence[int | None] = [*borders[1:], None]
    parts = (_part(document, start, end) for start, end in zip(borders, ends, strict=True))
    return tuple(part for part in parts if part.displays()) or (document,)


class _Told:
    """What a part of a document declares: shapes and definitions, and all names of which it tells something."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.shapes: dict[str, tuple[str, ...]] = {}
        self.made: dict[str, str] = {}

    def take(self, item: Item) -> None:
        """Take up what a display or a fact declares."""
        for fact in _facts(item):
            if isinstance(fact, ShapeFact):
                self.shapes |= {_name(x): tuple(map(latex, fact.axes)) for x in fact.subjects}
            if not isinstance(fact, _ONLY_SPEAKS):
                self.names |= {_name(x) for x in getattr(fact, "subjects", ())}
        for left, right, _ in _equations(item):
            self.names.add(_name(left))
            self.made.setdefault(_name(left), latex(right))

    def is_set_up_anew(self, here: Sequence[Item]) -> bool:
        """Whether a section states shapes again, and not all as they were, or defines anew what has been defined."""
        stated = [
            (_name(x), tuple(map(latex, fact.axes)))
            for item in here
            for fact in _facts(item)
            if isinstance(fact, ShapeFact) and not fact.supposed
            for x in fact.subjects
        ]
        if not any(name in self.shapes for name, _ in stated):
            return False
        made = [(_name(left), latex(right)) for item in here for left, right, said in _equations(item) if said]
        other = any(self.shapes.get(name, axes) != axes for name, axes in stated)
        return other or any(self.made.get(name, right) != right for name, right in made)

    def is_left_behind(self, below: Iterable[Item]) -> bool:
        """Whether what stands below a heading tells of each of these names what it is before it uses it."""
        left, own = set(self.names), _Told()
        for item in below:
            own.take(item)
            left -= own.names
            if not left:
                break
            if not left.isdisjoint(_used(item)):
                return False
        return True


def _part(document: SurfaceDocument, start: int, end: int | None) -> SurfaceDocument:
    """What stands from one place to another, below the rules of all that stands before."""

    def within(place: int) -> bool:
        return start <= place and (end is None or place < end)

    items = (x for x in document.items if within(x.span.start) or (isinstance(x, _RULES) and x.span.start < start))
    kept = [(at, title) for at, title in zip(document.sections, document.titles, strict=True) if within(at)]
    begins = (0, *(piece.end for piece in document.running))
    pieces = zip(begins, document.running, strict=False)
    return replace(
        document,
        items=tuple(items),
        sections=tuple(at for at, _ in kept),
        titles=tuple(title for _, title in kept),
        running=tuple(piece for begin, piece in pieces if piece.end > start and (end is None or begin < end)),
    )


def _said(item: Item) -> str:
    """The words that lead into a display or a fact."""
    return item.lead if isinstance(item, Display) else item.sentence


def _facts(item: Item) -> tuple[Fact, ...]:
    return item.facts if isinstance(item, Display) else (item,)


def _equations(item: Item) -> Iterator[tuple[s.Expression, s.Expression, bool]]:
    """What may define a name, with its right side, and whether the words before it announce that."""
    if isinstance(item, Display):
        if item.hypothesis.lower() not in ("", "let"):
            return
        announced = bool(item.hypothesis) or _ANNOUNCES.search(last_sentence(item.lead)) is not None
    else:
        announced = isinstance(item, RelationFact) and item.word == "let"
    yield from ((left, right, announced) for left, right in defining(item, surely=True) if _may_name(left))


def _may_name(left: s.Expression) -> bool:
    node = left.head if isinstance(left, s.Applied) else left
    return isinstance(node.base if isinstance(node, s.Scripted) else node, s.Symbol)


def _name(node: s.Expression) -> str:
    """The name of an entry or a value of a function: ``h^{(1)}`` of ``h^{(1)}_{ij}``."""
    if isinstance(node, s.Applied):
        return function_name(node.head)
    if isinstance(node, s.Scripted):
        return latex(replace(node, subscripts=()))
    return latex(node)


def _used(item: Item) -> Iterator[str]:
    """The names that a display or a fact uses, in subscripts and sizes too."""
    if isinstance(item, Display):
        sides = [side for link in item.links for side in (link.left, link.right) if side is not None]
    elif isinstance(item, _ONLY_SPEAKS):
        return
    else:
        sides = []
    for fact in _facts(item):
        if isinstance(fact, Fact):
            for value in (getattr(fact, f.name) for f in fields(fact)):
                sides += [x for x in (value if isinstance(value, tuple) else (value,)) if isinstance(x, s.Expression)]
    for node in (n for side in sides for n in s.walk(side)):
        if isinstance(node, s.Symbol | s.Scripted | s.Applied):
            yield _name(node)
