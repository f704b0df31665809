r"""A definition by cases in two equations of one display: ``m_i = 1 \text{ if } h_i > 0, m_i = 0 \text{ otherwise}``.

The first becomes the definition, as with an environment ``cases``; the second states what it says where the condition
does not hold.

Guarantee: nothing changes unless the second condition is the contrary of the first, or "otherwise"; a definition is
made of a new name alone.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, Item, Link, RelationFact, SurfaceDocument

__all__ = ["CONTRARY", "with_case_lines"]

CONTRARY = {">": "\\le", "<": "\\ge", "\\ge": "<", "\\le": ">", "=": "\\ne", "\\ne": "="}
_OTHERWISE = regex(r"\\(?:text|textrm|mathrm|mbox)\s*\{[\s,]*(?:otherwise|else|elsewhere)\b[^{}]*\}[\s.,;]*$")


def with_case_lines(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such pairs of equations as definitions by cases."""
    items: list[Item] = []
    used: set[str] = set()
    for item in document.items:
        if isinstance(item, Display):
            items.append(_joined(item, used))
            used |= {
                latex(n) for link in item.links for x in (link.left, link.right) if x is not None for n in s.walk(x)
            }
        else:
            items.append(item)
            if isinstance(item, RelationFact):
                used |= {latex(x) for side in item.left for x in s.walk(side)}
    return replace(document, items=tuple(items))


def _joined(display: Display, used: set[str]) -> Display:
    links = list(display.links)
    for k, (first, second) in enumerate(pairwise(display.links)):
        contrary = _contrary(first)
        if contrary is None or first.left is None or second.left is None or second.right is None:
            continue
        last = second is display.links[-1]
        told = second.conditions == (contrary,) or (
            not second.conditions and last and _OTHERWISE.search(display.latex) is not None
        )
        plain = not (first.continuation or second.continuation) and first.relation == second.relation == "="
        if not told or not plain or first.left != second.left or first.right is None:
            continue
        links[k + 1] = replace(second, conditions=(contrary,))
        if _is_new(first.left, used):
            rows = s.CaseRow(first.right, first.conditions, False), s.CaseRow(second.right, (), True)
            links[k] = replace(first, right=s.Cases(first.right.span, rows), conditions=())
    return replace(display, links=tuple(links)) if links != list(display.links) else display


def _is_new(left: s.Expression, used: set[str]) -> bool:
    """Whether a left side is a name, perhaps with subscripts, that nothing has used; not Kronecker's."""
    name = left.base if isinstance(left, s.Scripted) and left.superscript is None else left
    known = latex(name) == "\\delta" and isinstance(left, s.Scripted)
    return isinstance(name, s.Symbol) and not known and latex(name) not in used


def _contrary(link: Link) -> s.Comparison | None:
    """The condition that a link does not hold under, where it has one condition."""
    if len(link.conditions) != 1 or not isinstance(link.conditions[0], s.Comparison):
        return None
    (condition,) = link.conditions
    assert isinstance(condition, s.Comparison)
    if len(condition.relations) != 1 or condition.relations[0] not in CONTRARY:
        return None
    return replace(condition, relations=(CONTRARY[condition.relations[0]],))
