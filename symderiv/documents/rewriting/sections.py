r"""Letters that a later section takes anew: the loss ``L`` of problem 1 and the loss ``L`` of problem 2.

A document has one ``L``, and a second equation for it is a claim.  Two problems of a homework have each their own:
where a heading stands between, and the later section makes the letter from nothing that was spoken of before, or
declares it with another shape, it is another name from there on.  So it is where the text says so: "let instead".

Guarantee: without such words a document without headings is left as it is, and so is a letter that is an index
anywhere, or that the later section uses before it says anew what it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.elaboration.elaborate_functions import function_name
from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.letters import subscript_letters
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.marks import MARK, marked
from symderiv.documents.latex.names import is_euler
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Display, Fact, Item, RangeFact, RelationFact, ShapeFact, SurfaceDocument

__all__ = ["taken_anew"]


def taken_anew(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such letters as other names from their section on."""
    document = _said_anew(document)
    indices = subscript_letters(document) if document.sections else set()
    for section in range(1, len(document.sections) + 1):
        renamed: set[str] = set()
        while name := next(_anew(document, section, renamed, indices), ""):
            renamed.add(name)
            document = _renamed(document, section, name)
    return document


_TAKES = r"(?:let|define|consider|take|put|set|use|introduce|study|minimi[sz]e|redefine)"
_WE = r"(?:^|[.;:,¶]|\b(?:now|we|us|then|also|next|finally))\s*"
# "Let instead", "we now consider instead": not what others do instead.
_INSTEAD = regex(
    rf"{_WE}{_TAKES}\b[^.;⟪]*\b(?:instead|anew|afresh|this time)\b|"
    rf"\b(?:instead|alternatively|this time)[\s,]+(?:(?:now|we|let us)\s+)*{_TAKES}\b|{_WE}redefine\b",
    re.IGNORECASE,
)
_NOW = regex(rf"\b(?:now|next)[\s,]+(?:we\s+|let us\s+)?{_TAKES}\b|{_WE}{_TAKES}\s+now\b", re.IGNORECASE)


# What has functions of its own, though they be made from nothing but their arguments.
_PROBLEM = regex(r"(?:problem|exercise|example|question|task|part|quiz)s?\b", re.IGNORECASE)
# Above a name: no names themselves.
_SIGNS = frozenset(("\\top", "T", "*", "+", "-", "\\star", "\\ast", "\\dagger", "\\prime"))


def _said_anew(document: SurfaceDocument) -> SurfaceDocument:
    """The document with another name for what it says to define instead, from there on; "now", below a heading."""
    made: dict[str, int] = {}  # the section of the last equation for a name
    indices: set[str] | None = None
    for item in document.items:
        shown = replace(item, hypothesis="") if isinstance(item, Display) else item
        equations = [(x, right) for x, (right, *more) in _equations([shown]) if x is not None and not more]
        said = item.lead.rpartition("⟪⟫")[2] if isinstance(item, Display) else item.sentence
        for left, right in equations:
            name, here = _base(left), _section(document, item)
            anew = name in made and name not in _names(right)
            if anew and (_INSTEAD.search(said) or (made[name] < here and _NOW.search(said))):
                indices = subscript_letters(document) if indices is None else indices
                if name not in indices:
                    return _said_anew(_renamed_from(document, item.span.start, name))
            made[name] = here
    return document


def _section(document: SurfaceDocument, item: Item) -> int:
    return bisect_right(document.sections, item.span.start)


def _anew(document: SurfaceDocument, section: int, renamed: set[str], indices: set[str]) -> Iterator[str]:
    """The names that a section takes anew."""
    before = [item for item in document.items if _section(document, item) < section]
    here = [item for item in document.items if _section(document, item) == section]
    shapes = {latex(x): fact.axes for fact in _facts(before) if isinstance(fact, ShapeFact) for x in fact.subjects}
    counts = _counts(document)
    spoken = {name for item in before for side in _sides(item) for name in _names(side)} - counts
    spoken |= {_base(x) for fact in _facts(before) if isinstance(fact, ShapeFact) for x in fact.subjects}
    spoken |= {_base(x) for x, _ in _equations([_as_defining(item) for item in before]) if isinstance(x, s.Applied)}
    own = {_base(x) for fact in _facts(here) if isinstance(fact, ShapeFact) for x in fact.subjects}
    for fact in _facts(here):
        if not isinstance(fact, ShapeFact):
            continue
        for subject in fact.subjects:
            known = shapes.get(latex(subject))
            name = _base(subject)
            if known is not None and known != fact.axes and name not in renamed | indices:
                yield name
    marked = {f"\\{MARK}{{{name}}}" for name in renamed}
    problem = _PROBLEM.match(document.titles[section - 1]) is not None
    used: set[str] = set()
    for left, right in _equations([_as_defining(item) for item in here]):
        made = {name for side in right for name in _names(side)} - counts
        if left is None:
            used |= made
            continue
        name = _base(left)
        if isinstance(left, s.Applied):
            made -= {latex(x) for x in left.arguments}
        apart = made.isdisjoint(spoken - own) or not made.isdisjoint(marked)
        whole = bool(made) or (isinstance(left, s.Applied) and problem)
        if name in spoken and name not in used | made | renamed | indices and whole and apart:
            yield name
        used |= made | {name}


def _as_defining(item: Item) -> Item:
    """A display behind "let" may define what it supposes."""
    if isinstance(item, Display) and item.hypothesis.lower().startswith("let"):
        return replace(item, hypothesis="")
    return item


def _renamed(document: SurfaceDocument, section: int, name: str) -> SurfaceDocument:
    return _renamed_from(document, document.sections[section - 1], name)


def _renamed_from(document: SurfaceDocument, place: int, name: str) -> SurfaceDocument:
    def mark(node: s.Expression) -> s.Expression | None:
        if isinstance(node, s.Symbol) and latex(node) == name:
            return marked(node)
        return None

    whole = rewritten(document, mark).items
    items = (new if item.span.start >= place else item for item, new in zip(document.items, whole, strict=True))
    return replace(document, items=tuple(items))


def _facts(items: list[Item]) -> Iterator[Fact]:
    for item in items:
        if isinstance(item, Display):
            yield from item.facts
        else:
            yield item


def _sides(item: Item) -> Iterator[s.Expression]:
    if isinstance(item, Display):
        for link in item.links:
            yield from (side for side in (link.left, link.right) if side is not None)
    elif isinstance(item, RelationFact):
        yield from (*item.left, item.right)


def _counts(document: SurfaceDocument) -> set[str]:
    """The letters of sizes: those in shapes and at the ends of ranges."""
    ends: list[s.Expression] = []
    for fact in document.facts():
        if isinstance(fact, ShapeFact):
            ends += fact.axes
        elif isinstance(fact, RangeFact) and fact.upper is not None:
            ends.append(fact.upper)
    for item in document.items:
        for side in _sides(item):
            ends += [n.above for n in s.walk(side) if isinstance(n, s.BigOperator) and n.above is not None]
    return {latex(part) for end in ends for part in s.walk(end) if isinstance(part, s.Symbol)}


def _equations(items: list[Item]) -> Iterator[tuple[s.Expression | None, tuple[s.Expression, ...]]]:
    """What may define, in reading order: the name and its right side; of other equations, both sides."""
    for item in items:
        if isinstance(item, RelationFact) and item.relation in DEFINING and not item.conditional:
            for left in item.left:
                if _may_name(left):
                    yield left, (item.right,)
        elif isinstance(item, Display) and not item.hypothesis:
            for link in item.links:
                if link.left is not None and link.right is not None:
                    if _may_name(link.left) and not link.continuation and link.relation in DEFINING:
                        yield link.left, (link.right,)
                    else:
                        yield None, (link.left, link.right)


def _may_name(left: s.Expression) -> bool:
    if isinstance(left, s.Applied):
        return isinstance(left.head, s.Symbol) and all(isinstance(x, s.Symbol) for x in left.arguments)
    if isinstance(left, s.Scripted):
        return isinstance(left.base, s.Symbol) and left.superscript is None and not left.primes
    return isinstance(left, s.Symbol)


def _base(node: s.Expression) -> str:
    if isinstance(node, s.Applied):
        return function_name(node.head)
    return latex(node.base if isinstance(node, s.Scripted) else node)


def _names(side: s.Expression) -> Iterator[str]:
    """The names in an expression that stand in no subscript and below no sum; no known functions among them."""
    stack = [side]
    while stack:
        node = stack.pop()
        if isinstance(node, s.Applied) and is_function_name(node.head):
            stack += node.arguments
        elif is_euler(node) and isinstance(node, s.Scripted) and node.superscript is not None:
            stack.append(node.superscript)
        elif isinstance(node, s.Scripted):
            above = node.superscript
            stack += [node.base] if above is None or latex(above) in _SIGNS else [node.base, above]
        elif isinstance(node, s.BigOperator):
            stack.append(node.body)
        elif isinstance(node, s.Symbol):
            yield latex(node)
        else:
            stack += s.children(node)
