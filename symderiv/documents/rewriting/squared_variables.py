r"""Squares as variables: ``\frac{\partial \ell}{\partial \sigma^2}`` takes ``\sigma^2`` for one number.

Where the text declares ``\sigma`` or bounds it, the square has that declaration in its place.

Guarantee: only a letter of which no equation makes anything, that is declared as a number if at all, and by which, as
it stands, no derivative is taken.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import is_square, latex
from symderiv.documents.page.surface import Display, Item, RelationFact, ShapeFact, SurfaceDocument

__all__ = ["with_squared_variables"]

_DOMAINS = {"positive": "positive", "nonnegative": "nonnegative", "real": "nonnegative"}


def with_squared_variables(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such squares declared."""
    nodes = [n for item in document.items for n in everywhere(item)]
    by = {latex(v): v for n in nodes if isinstance(n, s.Derivative) for v in n.variables}
    by |= {latex(n.variable): n.variable for n in nodes if isinstance(n, s.Gradient) and n.variable is not None}
    made = {latex(x) for item in document.items for x in _lefts(item)}
    for square in [x for x in by.values() if isinstance(x, s.Scripted) and is_square(x)]:
        letter = latex(square.base)
        told = [f for f in document.facts() if isinstance(f, ShapeFact) and letter in map(latex, f.subjects)]
        if letter in by or {letter, latex(square)} & made or any(f.axes or f.domain not in _DOMAINS for f in told):
            continue
        bounds = [f for f in document.facts() if _is_bound(f, letter)]
        powers = {latex(n) for n in nodes if isinstance(n, s.Scripted) and latex(n.base) == letter and n.subscripts}
        if powers or not (told or bounds or latex(square) in _declared(document)):
            continue
        document = replace(document, items=tuple(_with(item, letter, square) for item in document.items))
        if not told and latex(square) not in _declared(document):
            first = bounds[0]
            own = ShapeFact(first.span, first.sentence, (square,), (), "positive", argument=first.argument)
            document = replace(document, items=(own, *document.items))
    return document


def _declared(document: SurfaceDocument) -> set[str]:
    return {latex(x) for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}


def _lefts(item: Item) -> list[s.Expression]:
    """The left sides of an item's equations."""
    if isinstance(item, Display):
        return [k.left for k in item.links if k.left is not None and not k.continuation and k.relation == "="]
    return list(item.left) if isinstance(item, RelationFact) and item.relation == "=" else []


def _is_bound(fact: object, letter: str) -> bool:
    r"""Whether a fact says that a letter or its square is positive."""
    if not isinstance(fact, RelationFact) or fact.relation != ">" or not isinstance(fact.right, s.Number):
        return False
    return fact.right.value == 0 and bool({letter, f"{letter}^{{2}}"} & set(map(latex, fact.left)))


def _with(item: Item, letter: str, square: s.Scripted) -> Item:
    """An item that says of the square what it says of the letter."""
    if isinstance(item, RelationFact) and _is_bound(item, letter):
        return replace(item, left=tuple(square if latex(x) == letter else x for x in item.left))
    if not isinstance(item, ShapeFact) or letter not in map(latex, item.subjects):
        return item
    subjects = tuple(square if latex(x) == letter else x for x in item.subjects)
    return (
        replace(item, subjects=subjects, domain=_DOMAINS[item.domain])
        if len(subjects) == 1
        else replace(item, subjects=subjects)
    )
