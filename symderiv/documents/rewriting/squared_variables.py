r"""Squares as variables: ``\frac{\partial \ell}{\partial \sigma^2}`` takes ``\sigma^2`` for one number.

Where the text declares ``\sigma`` or bounds it, the square has that declaration in its place.

Guarantee: only a letter of which no equation makes anything, that is declared as a number if at all, and by which, as
it stands, no derivative is taken.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TypeGuard

from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import is_square, latex
from symderiv.documents.page.surface import Display, Fact, Item, RelationFact, ShapeFact, SurfaceDocument

__all__ = ["with_squared_variables"]

_DOMAINS = {"positive": "positive", "nonnegative": "nonnegative", "real": "nonnegative"}


def with_squared_variables(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such squares declared."""
    nodes = [n for item in document.items for n in everywhere(item)]
    by = [v for n in nodes if isinstance(n, s.Derivative) for v in n.variables]
    by += [n.variable for n in nodes if isinstance(n, s.Gradient) and n.variable is not None]
    made = {latex(s.base(x)) for item in document.items for x in _lefts(item)}
    plain = {latex(s.base(x)) for x in by if not is_square(x, entry=True)}
    for letter in dict.fromkeys(latex(s.base(x)) for x in by if is_square(x, entry=True)):
        told = [f for f in document.facts() if isinstance(f, ShapeFact) and letter in map(_letter, f.subjects)]
        bounds = [f for f in document.facts() if _is_bound(f, letter)]
        if letter in made | plain or not (told or bounds) or any(f.axes or f.domain not in _DOMAINS for f in told):
            continue
        document = replace(document, items=tuple(_with(item, letter) for item in document.items))
        if not told:
            (first, subject) = next((f, x) for f in bounds for x in f.left if _letter(x) == letter)
            own = ShapeFact(first.span, first.sentence, (_squared(subject),), (), "positive", argument=first.argument)
            document = replace(document, items=(own, *document.items))
    return document


def _letter(node: s.Expression) -> str:
    """The letter of ``\\sigma``, ``\\sigma_j``, ``\\sigma^2`` and ``\\sigma_j^2``."""
    if isinstance(node, s.Scripted) and (node.primes or not (node.superscript is None or is_square(node, entry=True))):
        return ""
    return latex(s.base(node))


def _squared(node: s.Expression) -> s.Expression:
    two = s.Number(node.span, Fraction(2))
    if isinstance(node, s.Scripted):
        return replace(node, superscript=two)
    return s.Scripted(node.span, node, (), two) if isinstance(node, s.Symbol) else node


def _lefts(item: Item) -> list[s.Expression]:
    """The left sides of an item's equations."""
    if isinstance(item, Display):
        return [k.left for k in item.links if k.left is not None and not k.continuation and k.relation == "="]
    return list(item.left) if isinstance(item, RelationFact) and item.relation == "=" else []


def _is_bound(fact: Fact, letter: str) -> TypeGuard[RelationFact]:
    """Whether a fact says that a letter or its square is positive."""
    if not isinstance(fact, RelationFact) or fact.relation != ">" or not isinstance(fact.right, s.Number):
        return False
    return fact.right.value == 0 and letter in map(_letter, fact.left)


def _with(item: Item, letter: str) -> Item:
    """An item that says of the square what it says of the letter."""

    def squares(nodes: tuple[s.Expression, ...]) -> tuple[s.Expression, ...]:
        return tuple(_squared(x) if _letter(x) == letter else x for x in nodes)

    if isinstance(item, RelationFact) and _is_bound(item, letter):
        return replace(item, left=squares(item.left))
    if not isinstance(item, ShapeFact) or letter not in map(_letter, item.subjects):
        return item
    same = len(item.subjects) > 1 or is_square(item.subjects[0], entry=True)
    return replace(item, subjects=squares(item.subjects), domain=item.domain if same else _DOMAINS[item.domain])
