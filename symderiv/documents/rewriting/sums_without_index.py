r"""Sums that name no index, ``L = -\sum y_i \log p_i``: over the one letter that nothing else in the equation has.

Guarantee: only where a single letter below the names of the summand stands nowhere in the equation but in such sums;
else the sum stays without an index, which is an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, Item, Link, RelationFact, SurfaceDocument

__all__ = ["with_indices_of_sums"]


def with_indices_of_sums(document: SurfaceDocument) -> SurfaceDocument:
    """The document with an index below each sum without one, where only one can be meant."""
    conditions = (c for d in document.displays() for k in d.links for c in k.conditions)
    spoken = any(_names_none(n) for c in conditions for n in s.walk(c))
    if not spoken and not any(_names_none(n) for item in document.items for n in everywhere(item)):
        return document
    return replace(document, items=tuple(map(_completed, document.items)))


def _completed(item: Item) -> Item:
    if isinstance(item, RelationFact):
        *left, right = _with_indices([*item.left, item.right])
        return replace(item, left=tuple(left), right=right)
    return replace(item, links=tuple(map(_link, item.links))) if isinstance(item, Display) else item


def _link(link: Link) -> Link:
    if link.left is None or link.right is None:
        return link
    left, right = _with_indices([link.left, link.right])
    conditions = tuple(x for condition in link.conditions for x in _with_indices([condition]))
    return replace(link, left=left, right=right, conditions=conditions)


def _names_none(node: s.Expression) -> bool:
    return isinstance(node, s.BigOperator) and node.operator == "sum" and not node.below and node.above is None


def _with_indices(sides: Sequence[s.Expression]) -> list[s.Expression]:
    """The sides of an equation with the indices of its sums."""
    outside = {latex(n) for side in sides for n in s.walk(s.replaced(side, _blank)) if is_letter(n)}

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.BigOperator) or not _names_none(node):
            return None
        below = [x for n in s.walk(node.body) if isinstance(n, s.Scripted) for x in n.subscripts]
        letters = {latex(x): x for entry in below for x in s.walk(entry) if is_letter(x)}
        inner = (b for n in s.walk(node.body) if isinstance(n, s.BigOperator) for b in n.below)
        bound = {latex(x) for b in inner for x in s.walk(b)}
        own = [x for name, x in letters.items() if name not in outside | bound]
        return replace(node, below=(own[0],)) if len(own) == 1 else None

    return [s.replaced(side, change) for side in sides]


def _blank(node: s.Expression) -> s.Expression | None:
    return s.Number(node.span, Fraction(0)) if _names_none(node) else None
