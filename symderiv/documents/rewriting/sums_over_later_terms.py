r"""Sums whose body goes on behind a sign: ``\ell = \sum_{i=1}^N -\log \sigma - \frac{(x_i - \mu)^2}{2 \sigma^2}``.

A later term that reads the index of the sum before it stands in that sum, as the letter would mean nothing elsewhere.

Guarantee: only where the letter stands free nowhere else in the equation, and the sum has no factor and no minus.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.elaboration.letters import unbound_letters
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, Item, Link, RelationFact, SurfaceDocument

__all__ = ["with_sums_over_later_terms"]


def with_sums_over_later_terms(document: SurfaceDocument) -> SurfaceDocument:
    """The document in which such sums have all of their terms."""
    items = tuple(map(_item, document.items))
    same = all(one is other for one, other in zip(items, document.items, strict=True))
    return document if same else replace(document, items=items)


def _item(item: Item) -> Item:
    if isinstance(item, RelationFact) and len(item.left) == 1:
        left, right = _both(item.left[0], item.right)
        same = left is item.left[0] and right is item.right
        return item if same else replace(item, left=(left,), right=right)
    if isinstance(item, Display):
        links = tuple(map(_link, item.links))
        return replace(item, links=links) if any(a is not b for a, b in zip(links, item.links, strict=True)) else item
    return item


def _link(link: Link) -> Link:
    if link.left is None or link.right is None:
        return link
    left, right = _both(link.left, link.right)
    return link if left is link.left and right is link.right else replace(link, left=left, right=right)


def _both(left: s.Expression, right: s.Expression) -> tuple[s.Expression, s.Expression]:
    left = _whole(left, right)
    return left, _whole(right, left)


def _whole(side: s.Expression, other: s.Expression) -> s.Expression:
    """A side whose first sum has all of its terms."""
    if not isinstance(side, s.Addition):
        return side
    for place, (sign, term) in enumerate(zip(side.signs, side.terms, strict=True)):
        if not isinstance(term, s.BigOperator) or term.operator != "sum" or sign != "+":
            continue
        letters = {latex(x) for below in term.below for x in s.walk(below) if is_letter(x)}
        last = max(
            (k for k in range(place + 1, len(side.terms)) if letters & unbound_letters(side.terms[k])), default=0
        )
        if not last:
            continue
        inner = term.body if isinstance(term.body, s.Addition) else s.Addition(term.span, (term.body,), ("+",))
        terms = (*inner.terms, *side.terms[place + 1 : last + 1])
        body = s.Addition(term.span, terms, (*inner.signs, *side.signs[place + 1 : last + 1]))
        whole: s.Expression = replace(term, body=body)
        if len(side.terms) > last + 1 or place:
            signs = (*side.signs[: place + 1], *side.signs[last + 1 :])
            whole = s.Addition(side.span, (*side.terms[:place], whole, *side.terms[last + 1 :]), signs)
        if letters.isdisjoint(unbound_letters(whole) | unbound_letters(other)):
            return whole
    return side
