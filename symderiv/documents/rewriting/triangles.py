r"""Ranges that end at another index: ``1 \le s \le t`` where ``t`` runs from 1 to ``T`` itself.

Such a range is no shape, and ``t`` no size: it says of which pairs of indices a line speaks.  It becomes the condition
``s \le t`` of the lines in whose display, or in whose sentence, it stands.

Guarantee: a range whose ends are numbers and sizes is left as it is.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, Item, RangeFact, RelationFact, ShapeFact, SurfaceDocument

__all__ = ["dependent_ranges"]


def dependent_ranges(document: SurfaceDocument) -> SurfaceDocument:
    """The document with ranges between indices as conditions."""
    letters = _indices(document)
    if not letters:
        return document
    items: list[Item] = []
    for item in document.items:
        if isinstance(item, Display):
            items.append(_within(item, letters))
        elif isinstance(item, RangeFact) and _depends(item, letters):
            for subject in item.subjects:
                for left, relation, right in _conditions(item, subject):
                    told = RelationFact(item.span, item.sentence, (left,), relation, right, "for", supposed=True)
                    items.append(replace(told, argument=item.argument))
        else:
            items.append(item)
    return replace(document, items=tuple(items))


def _indices(document: SurfaceDocument) -> set[str]:
    """The letters with a range of their own that ends at no other index, and those below sums; no sizes of shapes."""
    ranges = [f for f in document.facts() if isinstance(f, RangeFact)]
    subjects = {latex(x) for f in ranges for x in f.subjects}
    sizes = {latex(p) for f in document.facts() if isinstance(f, ShapeFact) for x in f.axes for p in s.walk(x)}
    sums = (
        node
        for display in document.displays()
        for link in display.links
        for side in (link.left, link.right)
        if side is not None
        for node in s.walk(side)
        if isinstance(node, s.BigOperator)
    )
    bound = {
        latex(entry.operands[0])
        for node in sums
        for entry in node.below
        if isinstance(entry, s.Comparison) and entry.relations == ("=",) and is_letter(entry.operands[0])
    }
    return (subjects | bound) - sizes


def _depends(fact: RangeFact, letters: set[str]) -> bool:
    own = {latex(x) for x in fact.subjects}
    ends = [x for x in (fact.lower, fact.upper) if x is not None]
    inside = {latex(part) for end in ends for part in s.walk(end) if is_letter(part)}
    return bool((inside & letters) - own)


def _conditions(fact: RangeFact, subject: s.Expression) -> list[tuple[s.Expression, str, s.Expression]]:
    found = [] if isinstance(fact.lower, s.Number) else [(fact.lower, "<" if fact.above else "\\le", subject)]
    if fact.upper is not None:
        found.append((subject, "<" if fact.exclusive else "\\le", fact.upper))
    return found


def _within(display: Display, letters: set[str]) -> Display:
    """A display whose ranges between indices are conditions of the lines that speak of those."""
    told = [f for f in display.facts if isinstance(f, RangeFact) and _depends(f, letters)]
    if not told:
        return display
    links = list(display.links)
    for fact in told:
        for subject in fact.subjects:
            parts = [
                s.Comparison(fact.span, (left, right), (relation,))
                for left, relation, right in _conditions(fact, subject)
            ]
            for k, link in enumerate(links):
                sides = [side for side in (link.left, link.right) if side is not None]
                if any(node == subject for side in sides for node in s.walk(side)):
                    links[k] = replace(link, conditions=(*link.conditions, *parts))
    return replace(display, links=tuple(links), facts=tuple(f for f in display.facts if f not in told))
