"""Changes to the expressions of a document as read, throughout its displays and what its text states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symderiv.documents import syntax as s

__all__ = ["changed"]


def changed(item: s.Item, change: Callable[[s.Expression], s.Expression | None]) -> s.Item:
    """A display or a fact with ``change`` made at each node of its expressions (``None``: as it is)."""
    if isinstance(item, s.Display):
        links = tuple(replace(x, left=_side(x.left, change), right=_side(x.right, change)) for x in item.links)
        facts = tuple(x for fact in item.facts if isinstance(x := changed(fact, change), s.Fact))
        return replace(item, links=links, facts=facts) if (links, facts) != (item.links, item.facts) else item
    if isinstance(item, s.RelationFact):
        left = tuple(s.replaced(x, change) for x in item.left)
        return replace(item, left=left, right=s.replaced(item.right, change))
    if isinstance(item, s.ShapeFact | s.WordFact):
        return replace(item, subjects=tuple(s.replaced(x, change) for x in item.subjects))
    return item


def _side(node: s.Expression | None, change: Callable[[s.Expression], s.Expression | None]) -> s.Expression | None:
    return None if node is None else s.replaced(node, change)
