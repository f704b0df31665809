r"""Names that stand in formulas of their own before one with a space: "let ``x``, ``y \in \mathbb{R}^n``".

They are in that space as well, unless anything else tells what they are.  Guarantee: no index, size, function, loss, or
defined or declared name gets a shape here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.latex import syntax as s
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
            subjects = tuple(x for x in item.subjects if latex(s.base(x)) not in known)
            if not subjects:
                continue
            item = replace(item, subjects=subjects, listed=False)
        items.append(item)
    return replace(document, items=tuple(items))


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
