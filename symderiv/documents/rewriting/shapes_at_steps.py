r"""Shapes that are stated of a state at another step: "the cell reads the previous state $h_{t-1} \in \mathbb{R}^n$".

What equations make at ``h_t`` is one tensor, and ``h_{t-1}`` no name of its own: its shape is that of ``h_t``.

Guarantee: only of names that an equation makes at a letter, or at a step from it; what is read alone is left as it is.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.declaring.steps import step_of
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Item, RelationFact, ShapeFact, SurfaceDocument

__all__ = ["with_shapes_at_their_step"]


def with_shapes_at_their_step(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the shapes of states stated of the state at the bare letter."""
    lefts = [k.left for d in document.displays() for k in d.links if k.relation in DEFINING and not k.continuation]
    lefts += [x for f in document.facts() if isinstance(f, RelationFact) and f.relation in DEFINING for x in f.left]
    made = {(at[0], at[1]) for x in lefts if x is not None and (at := step_of(x)) is not None}

    def told(item: Item) -> Item:
        if not isinstance(item, ShapeFact):
            return item
        subjects = tuple(dict.fromkeys(_at_its_letter(x, made) for x in item.subjects))
        return replace(item, subjects=subjects) if subjects != item.subjects else item

    return replace(document, items=tuple(map(told, document.items)))


def _at_its_letter(node: s.Expression, made: set[tuple[str, str]]) -> s.Expression:
    at = step_of(node)
    if not isinstance(node, s.Scripted) or at is None or not at[2] or at[:2] not in made:
        return node
    return replace(node, subscripts=tuple(next(filter(is_letter, s.walk(x))) for x in node.subscripts))
