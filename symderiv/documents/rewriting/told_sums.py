r"""Sums whose terms words restrict: "where the sum runs over all $j \ne i$", "the term $j = i$ is left out".

A sum that is written with its bare index runs over all of an axis; such words say that it does not.  What they say is
written under the sum; where it is not understood of which terms they speak, what the sum makes is in doubt.

Guarantee: a sum with a range or a condition of its own is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import (
    Display,
    Fact,
    Item,
    Link,
    RangeFact,
    RelationFact,
    Running,
    SurfaceDocument,
    UnreadFact,
)
from symderiv.documents.page.wording import NEGATION

__all__ = ["with_told_sums"]

_WITHIN = r"[^⟦⟧.;:¶]{0,40}?"
# "the sum runs over all ⟦j \ne i⟧", "⟦j \ne i⟧ in the sum", "⟦j⟧ runs from ⟦1⟧ to ⟦t⟧"
_OVER = (
    regex(rf"\bsum(?:s|mation)?\b{_WITHIN}\b(?:over|for|with|to)\b{_WITHIN}⟦(?P<k>\d+)⟧", re.IGNORECASE),
    regex(r"⟦(?P<k>\d+)⟧\s+in\s+(?:the|this|each|every|all)\s+sums?\b", re.IGNORECASE),
    regex(
        r"⟦(?P<k>\d+)⟧,?\s+(?:always\s+)?(?:runs?|running|ranges?|ranging|goes|going)\s+(?:from|over|through)\b",
        re.IGNORECASE,
    ),
)
# "the sum excludes ⟦j = i⟧", "the term ⟦j = i⟧ is left out", "with ⟦j = i⟧ excluded"
_OUT = r"(?:excluded|omitted|left out|dropped|skipped|missing)"
_EXCEPT = (
    regex(rf"\bsums?\b{_WITHIN}\b(?:exclud|omit|skip|leav|without)\w*{_WITHIN}⟦(?P<k>\d+)⟧", re.IGNORECASE),
    regex(rf"\bterms?\b{_WITHIN}⟦(?P<k>\d+)⟧\s+(?:(?:is|are|being)\s+)?{_OUT}\b", re.IGNORECASE),
    regex(rf"⟦(?P<k>\d+)⟧\s+(?:(?:is|are|being)\s+)?{_OUT}\b", re.IGNORECASE),
)
# "⟦j⟧ runs over all indices except ⟦i⟧"
_ALL_BUT = regex(
    rf"⟦(?P<k>\d+)⟧\s+(?:runs?|running|ranges?|ranging)\s+over\b{_WITHIN}\b(?:except|but|other than|apart from)\s+"
    r"⟦(?P<other>\d+)⟧",
    re.IGNORECASE,
)
# What else may be said of the terms of a sum.
_SPOKEN = regex(
    rf"[^.;:¶]*\bsums?\b{_WITHIN}\b(?:stops?|ends?|up to|begins?|starts?|exclud\w+|omit\w*|skips?|except|without)\b"
    r"[^.;:¶]*|"
    rf"[^.;:¶]*\b(?:{_OUT}|enter|contribut\w+|appear\w*|only)\b{_WITHIN}\b(?:the|this) sum\b[^.;:¶]*|"
    rf"[^.;:¶]*\b(?:first|last|diagonal)\s+terms?\b{_WITHIN}\b{_OUT}\b[^.;:¶]*",
    re.IGNORECASE,
)


def with_told_sums(document: SurfaceDocument) -> SurfaceDocument:
    """The document with what words say of the terms of sums written under these."""
    open_ = {letter for display in document.displays() for _, letter in _open_sums(display)}
    if not open_:
        return document
    facts: dict[int, list[Fact]] = {}
    for item in document.items:
        if isinstance(item, RelationFact | RangeFact):
            facts.setdefault(item.span.start, []).append(item)
    told: dict[str, dict[str, s.Comparison]] = {}
    used: set[int] = set()
    doubts: list[str] = []
    for piece in document.running:
        for letter, condition, fact in _conditions(piece, facts, open_):
            told.setdefault(letter, {})[latex(condition)] = condition
            used.add(id(fact))
        spoken = (match.group() for match in _SPOKEN.finditer(piece.text))
        doubts += [words for words in spoken if NEGATION.search(words) is None]
    for fact in (f for found in facts.values() for f in found if isinstance(f, RangeFact)):
        if (said := _said(fact, False)) is not None and said[0] in open_ and _ends_at_an_index(document, fact):
            told.setdefault(said[0], {})[latex(said[1])] = said[1]
            used.add(id(fact))
    under = {letter: _bounding(letter, *found.values()) for letter, found in told.items() if len(found) == 1}
    unclear = open_ - under.keys() if doubts else told.keys() - under.keys()
    if not under and not unclear:
        return document
    items: list[Item] = []
    for item in document.items:
        if isinstance(item, Display):
            items += _in_doubt(item, unclear, " ".join((doubts or ["the sum"])[0].split()))
            items.append(_restricted(item, under))
        elif id(item) not in used:
            items.append(item)
    return replace(document, items=tuple(items))


def _open_sums(display: Display) -> Iterator[tuple[Link, str]]:
    """The sums of a display with a bare index."""
    for link in display.links:
        for side in (link.left, link.right):
            for node in s.walk(side) if side is not None else ():
                if isinstance(node, s.BigOperator) and (letter := _bare(node)):
                    yield link, letter


def _bare(node: s.BigOperator) -> str:
    bare = node.operator == "sum" and node.above is None and len(node.below) == 1 and is_letter(node.below[0])
    return latex(node.below[0]) if bare else ""


def _conditions(
    piece: Running, facts: dict[int, list[Fact]], letters: set[str]
) -> Iterator[tuple[str, s.Comparison, Fact | None]]:
    """The index, the condition on it and the fact that states it, for each of a text's words about a sum."""
    for match in _ALL_BUT.finditer(piece.text):
        k, other = int(match["k"]), int(match["other"])
        names = piece.names[k] if k < len(piece.names) else ()
        but = piece.names[other] if other < len(piece.names) else ()
        if len(names) == len(but) == 1 and names[0] in letters:
            one, two = (_letter(x) for x in (names[0], but[0]))
            yield names[0], s.Comparison(s.NOWHERE, (one, two), ("\\ne",)), None
    for patterns, excluded in ((_OVER, False), (_EXCEPT, True)):
        for match in (m for pattern in patterns for m in pattern.finditer(piece.text)):
            k = int(match["k"])
            clause = re.split(r"[.;:¶]", piece.text[: match.start()])[-1] + match.group().replace("without", "")
            if k >= len(piece.formulas) or NEGATION.search(clause) is not None:
                continue
            for fact in facts.get(piece.formulas[k], ()):
                found = _said(fact, excluded)
                if found is not None and found[0] in letters:
                    yield *found, fact


def _bounding(letter: str, condition: s.Comparison) -> s.Comparison:
    """A condition that binds no other letter than the index."""
    apart = (x if latex(x) == letter else s.Group(x.span, "(", (x,)) for x in condition.operands)
    return replace(condition, operands=tuple(apart))


def _letter(name: str) -> s.Expression:
    return s.Symbol(s.NOWHERE, name)


def _said(fact: Fact, excluded: bool) -> tuple[str, s.Comparison] | None:
    """The letter that a fact restricts, and how."""
    if isinstance(fact, RangeFact) and len(fact.subjects) == 1 and fact.upper is not None and not excluded:
        relations = ("<" if fact.above else "\\le", "<" if fact.exclusive else "\\le")
        sides = (fact.lower, fact.subjects[0], fact.upper)
        return latex(fact.subjects[0]), s.Comparison(fact.span, sides, relations)
    if isinstance(fact, RelationFact) and len(fact.left) == 1 and is_letter(fact.left[0]):
        relation = {"=": "\\ne"}.get(fact.relation) if excluded else fact.relation
        if relation in ("\\ne", "<", "\\le", ">", "\\ge"):
            return latex(fact.left[0]), s.Comparison(fact.span, (fact.left[0], fact.right), (relation,))
    return None


def _ends_at_an_index(document: SurfaceDocument, fact: RangeFact) -> bool:
    """Whether a range, ``r = 1, \\dots, t``, ends at an index of what a sum makes."""
    ends = {latex(x) for x in s.walk(fact.upper) if is_letter(x)} if fact.upper is not None else set()
    for display in document.displays():
        for link, letter in _open_sums(display):
            if letter == latex(fact.subjects[0]) and isinstance(link.left, s.Scripted):
                below = {latex(x) for entry in link.left.subscripts for x in s.walk(entry)}
                if not below.isdisjoint(ends):
                    return True
    return False


def _restricted(display: Display, under: dict[str, s.Comparison]) -> Display:
    """A display with conditions under its sums."""

    def change(node: s.Expression) -> s.Expression | None:
        if isinstance(node, s.BigOperator) and (condition := under.get(_bare(node))) is not None:
            return replace(node, below=(*node.below, condition), body=s.replaced(node.body, change))
        return None

    links = tuple(
        replace(
            link,
            left=None if link.left is None else s.replaced(link.left, change),
            right=None if link.right is None else s.replaced(link.right, change),
        )
        for link in display.links
    )
    return display if links == display.links else replace(display, links=links)


def _in_doubt(display: Display, letters: set[str], words: str) -> Iterator[UnreadFact]:
    """What a display makes by sums of which the text says something that is not understood."""
    place = replace(display.span, start=display.span.start - 1, end=display.span.start)
    for link, letter in _open_sums(display):
        if letter in letters and isinstance(link.left, s.Symbol | s.Scripted):
            yield UnreadFact(place, "", (s.base(link.left),), words, changes="sum")
