r"""Names that stand in formulas of their own before one with a space: "let ``x``, ``y \in \mathbb{R}^n``".

They are in that space as well, unless anything else tells what they are.  Guarantee: no index, size, function, loss, or
defined or declared name gets a shape here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import emphases
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import (
    FunctionFact,
    RangeFact,
    RelationFact,
    SameShapeFact,
    ShapeFact,
    SurfaceDocument,
    WordFact,
)

__all__ = ["with_listed_names"]

_VECTORS = frozenset(("vector", "point"))


def with_listed_names(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the shapes of such names where nothing else tells them."""
    if not any(isinstance(fact, ShapeFact) and fact.listed for fact in document.facts()):
        return document
    known = {latex(s.base(x)) for x in _told(document)}
    items = []
    for item in document.items:
        if isinstance(item, ShapeFact) and item.listed:
            subjects = tuple(x for x in item.subjects if not _names(x) & known)
            if not subjects or _are_as_many(subjects, item.axes):
                continue
            item = replace(item, subjects=subjects, listed=False)
        items.append(item)
    return replace(document, items=tuple(items))


def _are_as_many(subjects: tuple[s.Expression, ...], axes: tuple[s.Expression, ...]) -> bool:
    r"""Whether a list counts up to the size of the space: "values ``x_1, \dots, x_K`` and ``p \in \mathbb{R}^K``"."""
    dots = any(isinstance(x, s.Symbol) and x.letter == "\\dots" for x in subjects)
    last = subjects[-1]
    return dots and isinstance(last, s.Scripted) and last.subscripts == axes


def _names(subject: s.Expression) -> set[str]:
    r"""What a listed name is called: the entries ``B_{ij}`` are of ``\mathbf{B}``."""
    letter = s.base(subject)
    entry = letter is not subject and isinstance(letter, s.Symbol)
    return {latex(letter), *(emphases(letter) if entry and isinstance(letter, s.Symbol) else ())}


def _told(document: SurfaceDocument) -> Iterator[s.Expression]:
    """What the document tells anything of that a place in a list does not."""
    sides = list(document.sides())
    for fact in document.facts():
        if isinstance(fact, ShapeFact) and not fact.listed:
            yield from (*fact.subjects, *(x for axis in fact.axes for x in s.walk(axis)))
        elif isinstance(fact, SameShapeFact | FunctionFact | RangeFact | WordFact):
            yield from () if isinstance(fact, WordFact) and fact.word in _VECTORS else fact.subjects
        elif isinstance(fact, RelationFact):
            yield from fact.left
        if isinstance(fact, RangeFact) and fact.upper is not None:
            yield from s.walk(fact.upper)
    for display in document.displays():
        yield from (link.left for link in display.links if link.left is not None and not link.continuation)
    for node in (n for side in sides for n in s.walk(side)):
        if isinstance(node, s.Scripted):
            yield from (x for entry in node.subscripts for x in s.walk(entry))
        elif isinstance(node, s.BigOperator) and node.above is not None:
            yield from s.walk(node.above)
        elif isinstance(node, s.Derivative | s.Gradient):
            yield node.target
        elif isinstance(node, s.Applied):
            yield node.head
