r"""Values that the text gives a size, or a stride, when displays have already spoken of it: "with $n = 2$ we get".

Such a value holds for the argument that it opens, or from there on where it is set ("now let $n = 2$"), and never for
what stands before it: a line about every size must not be judged at one.  Nor does one that the text takes back.
"""

from __future__ import annotations

import re

from symderiv.documents.declaring.open_sizes import OpenSizes
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import RelationFact, ShapeFact, SurfaceDocument
from symderiv.documents.supposing.suppositions import is_for_now

__all__ = ["is_set", "late_values"]

_SET = regex(
    r"\b(?:let|set|fix|assume|suppose|here|from (?:now|here) on|henceforth|throughout|in what follows)\b[^⟦]*$",
    re.IGNORECASE,
)
# "When $s = 1$", "only for $s = 1$": unlike "the stride is $s = 2$", which says what is so throughout.
_CASE = regex(r"\b(?:for|if|when(?:ever)?|with|cases?|taking|setting|choosing|only|unless)\b[^⟦]*$", re.IGNORECASE)
# "where $n = 2$." behind a display belongs to it; "with $n = 2$ we get" leads into the next one.
_BEHIND = regex(
    r"\s*(?:where|with|for|and|here)\b(?!.*\b(?:we|one|it|this|that|which|you) "
    r"(?:have|has|get|gets|obtain|obtains|find|finds|sees?|gives?|is|becomes|reads|reduces?|simplif\w+)\b)",
    re.DOTALL,
)


def late_values(document: SurfaceDocument) -> frozenset[int]:
    """Where the facts stand that give a size its value after a display that it does not belong to has used the size."""
    axes: dict[str, set[str]] = {}
    for fact in document.facts():
        if isinstance(fact, ShapeFact):
            for letter in {latex(part) for axis in fact.axes for part in s.walk(axis)}:
                axes.setdefault(letter, {letter}).update(latex(s.base(x)) for x in fact.subjects)
    told = [f for f in document.facts() if isinstance(f, RelationFact) and f.relation == "="]
    sizes = OpenSizes(document)
    equal = [f for f in told if sizes.relates(f)]
    denied = {f.span.start for f in told if sizes.denied(f)}
    told = [f for f in told if isinstance(f.right, s.Number)]
    found = {fact.span.start for fact in told if fact.shaken or fact.unfamiliar} | {
        f.span.start for f in equal if sizes.is_open(f)
    }
    found |= {fact.span.start for fact in told if fact.supposed and is_for_now(fact.sentence, "")}
    values = [
        fact
        for fact in told
        if any(latex(left) in axes for left in fact.left) or is_set(fact) or _CASE.search(fact.sentence) is not None
    ]
    for fact in (*values, *equal):
        sides = (*fact.left, fact.right) if fact in equal else fact.left
        names = set().union(*(axes.get(latex(side), {latex(side)}) for side in sides))
        for display in document.displays():
            end = display.reach if _BEHIND.match(display.follow) else display.span.end
            if display.silent or end >= fact.span.start:
                continue
            shown = (side for link in display.links for side in (link.left, link.right) if side is not None)
            if any(latex(node) in names for side in shown for node in s.walk(side)):
                found.add(fact.span.start)
    return frozenset(found | denied)


def is_set(fact: RelationFact) -> bool:
    """Whether a value holds from its place on, and not for one argument only."""
    return _SET.search(fact.sentence) is not None
