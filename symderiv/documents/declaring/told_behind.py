"""Tensors that are declared and told behind the lines that read them: "Here ``p \\in \\mathbb{R}^N``, ``p = f(a)``."

Guarantee: a name is told so where no word about it stands before, and it is no argument of a function; no line about
it is refuted by any value of it.
"""

from __future__ import annotations

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import RelationFact, ShapeFact, SurfaceDocument

__all__ = ["told_behind"]


def told_behind(document: SurfaceDocument) -> set[str]:
    """The names of which the first word stands behind a display that reads them, with an equation for them."""
    first: dict[str, int] = {}
    declared: set[str] = set()
    given: dict[str, int] = {}
    for fact in document.facts():
        sides = fact.left if isinstance(fact, RelationFact) else getattr(fact, "subjects", ())
        for name in map(_name, sides):
            first[name] = min(fact.span.start, first.get(name, fact.span.start))
        if isinstance(fact, ShapeFact):
            declared |= set(map(_name, fact.subjects))
        if isinstance(fact, RelationFact) and fact.relation in DEFINING and not fact.conditional:
            for name in map(_name, fact.left):
                given.setdefault(name, fact.span.start)
    arguments = {_name(x) for left, _ in document.equations() if isinstance(left, s.Applied) for x in left.arguments}
    read: dict[str, int] = {}
    for display in document.displays():
        for node in (n for k in display.links for side in (k.left, k.right) if side for n in s.walk(side)):
            read.setdefault(_name(node), display.span.start)
    behind = {x for x, at in read.items() if x in given and at < first[x]}
    return (behind & declared) - {"", *arguments}


def _name(node: s.Expression) -> str:
    """A name without its subscripts; "" for what has a mark, and for what is no name."""
    plain = isinstance(node, s.Symbol) or (isinstance(node, s.Scripted) and node.superscript is None)
    return latex(s.base(node)) if plain else ""
