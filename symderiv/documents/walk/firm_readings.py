"""Claims read once more without what their document may not suppose for them.

What is loose for a claim, of sizes (:mod:`~symderiv.documents.judging.firm_sizes`) and of names
(:mod:`~symderiv.documents.judging.loose_properties`), is taken out of the document, and the claim keeps both readings.

Guarantee: a document that supposes all its facts plainly is read once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from symderiv.documents.judging.equations import Equation, Firm
from symderiv.documents.judging.firm_sizes import LooseFacts
from symderiv.documents.judging.loose_properties import LooseProperties
from symderiv.documents.judging.reasons_behind import with_reasons_ahead
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import (
    BaseFact,
    Display,
    Fact,
    Item,
    Link,
    RangeFact,
    RelationFact,
    SetFact,
    ShapeFact,
    SizeFact,
    SurfaceDocument,
    WordFact,
)

__all__ = ["with_firm_readings"]

_READINGS = 6  # of a document without some of its facts; for more claims they are without all of them


def with_firm_readings(
    document: SurfaceDocument, equations: list[Equation], read: Callable[[SurfaceDocument], list[Equation]]
) -> None:
    """Give each claim its reading without what is loose for it, and the one with what explains it behind its display,
    where there are such; ``read`` makes the readings."""
    claims = [e for e in equations if e.role == "claim" and e.statement is not None and e.surface is not None]
    stated = {e.surface.span.start for e in claims if e.surface is not None}
    sizes, properties = LooseFacts(document, stated), LooseProperties(document)
    displays = document.displays()
    items: dict[int, Fact | Link] = {id(fact): fact for fact in document.facts()}
    items |= {id(link): link for display in displays for link in display.links}
    places = [d.span.start for d in displays]
    loose: list[tuple[Equation, dict[int, str]]] = []
    for equation in claims:
        assert equation.surface is not None
        at = bisect_left(places, equation.surface.span.start + 1) - 1
        if at >= 0 and (found := {**properties.at(displays[at]), **sizes.at(displays[at])}):
            loose.append((equation, found))
    kinds = list(dict.fromkeys(frozenset(found) for _, found in loose))
    every = frozenset().union(*kinds)
    readings: dict[frozenset[int], dict[tuple[int, int, int], Equation]] = {}
    for equation, found in loose:
        without = frozenset(found) if len(kinds) <= _READINGS else every
        if without not in readings:
            readings[without] = {
                (e.line, e.column, e.link): e
                for e in read(_without(document, without, properties.rest(without), stated))
            }
        other = readings[without].get((equation.line, equation.column, equation.link))
        if other is not None and (other.role != "claim" or other.statement is None):
            other = None
        told = {_spelled(items[x]): words for x, words in found.items()}
        both = any(x in properties for x in found)
        equation.firm = Firm(other, told, all(map(sizes.is_equality, found)), both)
    reasons = with_reasons_ahead(document)
    if reasons is None:
        return
    explained, reached = reasons
    behind = {(e.line, e.column, e.link): e for e in read(explained)}
    for equation in claims:
        other = behind.get((equation.line, equation.column, equation.link))
        if other is not None and other.role == "claim" and (other.line, other.column) in reached:
            equation.explained = other


def _without(
    document: SurfaceDocument, loose: Collection[int], left: Mapping[int, Fact], claims: Collection[int]
) -> SurfaceDocument:
    """The document without some of its facts and links, or with what is ``left`` of them; ``claims`` stay, and tell
    nothing."""
    items: list[Item] = []
    for item in document.items:
        if isinstance(item, Display):
            links = tuple(x for x in item.links if id(x) not in loose or x.span.start in claims)
            facts = tuple(fact for fact in item.facts if id(fact) not in loose)
            items.append(
                replace(item, links=links, facts=facts) if (links, facts) != (item.links, item.facts) else item
            )
        elif id(item) not in loose or id(item) in left:
            items.append(left[id(item)] if id(item) in loose else item)
    return replace(document, items=tuple(items), claimed=frozenset(claims))


def _spelled(fact: Fact | Link) -> str:
    match fact:
        case Link():
            return fact.latex
        case RelationFact():
            return f"{', '.join(map(latex, fact.left))} {fact.relation} {latex(fact.right)}"
        case SizeFact():
            return f"{latex(fact.left)} {fact.relation} {latex(fact.right)}"
        case SetFact():
            return f"{', '.join(map(latex, fact.subjects))} \\in \\{{{', '.join(map(latex, fact.values))}\\}}"
        case RangeFact():
            above = "\\dots" if fact.upper is None else latex(fact.upper)
            return f"{', '.join(map(latex, fact.subjects))} from {latex(fact.lower)} to {above}"
        case ShapeFact(axes=()):
            return f"{', '.join(map(latex, fact.subjects))} {' '.join((fact.domain, *fact.words))}"
        case ShapeFact():
            return f"{', '.join(map(latex, fact.subjects))} has the shape {', '.join(map(latex, fact.axes))}"
        case WordFact():
            return f"{', '.join(map(latex, fact.subjects))} {fact.word}"
        case BaseFact():
            return f"indices start at {fact.base}"
    return ""
