r"""What the text says behind a display to explain it: "... since $n = m$", "(recall that $A$ is symmetric)".

It holds for the display before it too, and what a footnote says from its mark on.  A first state, "as $m_0 = 0$", is
read where its recurrence stands; of the rest the document is read once more with what is said behind each display put
before it, and a line that is refuted without such a reason and not with it is left open.

Guarantee: a reason makes no verdict; what "now", "let" or another section announces behind a display is none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import Number, Scripted, base, walk
from symderiv.documents.page.surface import Display, Fact, Item, RelationFact, ShapeFact, SurfaceDocument, WordFact
from symderiv.documents.supposing.moods import KINDS
from symderiv.documents.words.first_states import is_numbered

__all__ = ["with_reasons_ahead", "with_starts_ahead"]

_ENDS = regex(r"[.!?](?=\s|$)|\)")
_ALWAYS = regex(r"\b(?:throughout|always|everywhere)\b", re.IGNORECASE)
# "[^1]: Here", up to a formula
_FOOTNOTE = regex(r"\[\^(?P<name>[^\]]+)\]:(?:(?!\[\^|¶|\n[ \t]*\n).)*$", re.DOTALL)
# "The weights ⟦w⟧ sum to one."
_PLAIN = regex(
    r"\W*(?:the|its|their|each|every|all|both|whose|x)\b(?:(?!\b(?:now|let|suppose|assume|next|then|if|when|not|never|"
    r"may|might|would|could)\b)[^.;:!?¶])*$",
    re.IGNORECASE,
)
_REASON = regex(
    r"\W*(?:(?:and|again|of course|this holds|it holds|this is|it is|true|right|which holds|which is)\s+)*"
    r"(?:as|since|because|for|where|with|here|given(?: that)?|recall(?: that)?|remember(?: that)?|note that|"
    r"by (?:assumption|hypothesis|construction)|due to|thanks to)\b"
    r"(?:(?!\b(?:now|let|next|then|if|when|not|never|may|might|would|could|section|chapter|"
    r"what follows)\b)[^.;:!?¶])*$",
    re.IGNORECASE,
)


def with_starts_ahead(document: SurfaceDocument) -> SurfaceDocument:
    r"""The document with first states that explain a display before it: ``h_2 = a u_1 + u_2``, "as ``h_0 = 0``"."""
    reasons = [
        (fact, display)
        for fact, display in (*_reasons(document), *_last_of_footnotes(document))
        if isinstance(fact, RelationFact) and isinstance(fact.right, Number) and all(map(is_numbered, fact.left))
        if any(_reads(display, latex(base(x))) for x in fact.left)
    ]
    steps = {latex(base(x)): d for d in reversed(document.displays()) for x in _steps(d)}
    found: list[tuple[Fact, Display]] = []
    for fact, display in reasons:
        step = steps.get(latex(base(fact.left[0])))
        if step is not None and step.span.start < display.span.start:
            found.append((fact, step))
    return _moved(document, found, behind=True)


def with_reasons_ahead(document: SurfaceDocument) -> tuple[SurfaceDocument, frozenset[tuple[int, int]]] | None:
    """The document with what explains a display before it, and lines and columns of such displays; None for none."""
    reasons, displays, begins = _reasons(document), document.displays(), {}
    reached = [display for _, display in reasons]
    for fact, at in _of_footnotes(document):
        reached += [display for display in displays[at:] if display.span.start < fact.span.start]
        begins[id(fact)] = (fact, displays[at])
    moves = [*((fact, display) for fact, display in reasons if id(fact) not in begins), *begins.values()]
    if not moves:
        return None
    return _moved(document, moves), frozenset((display.span.line, display.span.column) for display in reached)


def _of_footnotes(document: SurfaceDocument) -> list[tuple[Fact, int]]:
    """What a footnote supposes, and the number of the display with which its mark stands."""
    texts, displays = [piece.text for piece in document.running], document.displays()
    pieces = _pieces(document)
    found: list[tuple[Fact, int]] = []
    for fact in document.items:
        if not isinstance(fact, RelationFact | WordFact | ShapeFact) or fact.span.start not in pieces:
            continue
        starts = isinstance(fact, RelationFact) and all(map(is_numbered, fact.left))
        if fact.shaken and not starts:  # "the recursion starts at $h_0 = 0$"
            continue
        number, k = pieces[fact.span.start]
        note = _FOOTNOTE.search(texts[number].partition(f"⟦{k}⟧")[0])
        if note is None:
            continue
        mark = re.compile(rf"\[\^{re.escape(note['name'])}\](?!:)")
        marked = next(((n, said) for n, text in enumerate(texts) if (said := mark.search(text))), None)
        if marked is not None:
            at, place = marked[0], marked[1].start()
            at -= at > 0 and not texts[at][:place].strip()  # it stands right behind a display
            at = 0 if _ALWAYS.search(note.group()) else at
            found += [(fact, at)] if at < len(displays) and displays[at].span.start < fact.span.start else []
    return found


def _last_of_footnotes(document: SurfaceDocument) -> list[tuple[Fact, Display]]:
    """What a footnote supposes, and the last display before it."""
    displays = document.displays()
    begins = [display.span.start for display in displays]
    return [(fact, displays[bisect_left(begins, fact.span.start) - 1]) for fact, _ in _of_footnotes(document)]


def _pieces(document: SurfaceDocument) -> dict[int, tuple[int, int]]:
    """The running text in which a formula stands, and its number there, by its place."""
    return {p: (n, k) for n, piece in enumerate(document.running) for k, p in enumerate(piece.formulas)}


def _reasons(document: SurfaceDocument) -> list[tuple[Fact, Display]]:
    """What is said of the display before it, to explain it."""
    displays = document.displays()
    begins = [display.span.start for display in displays]
    places = _pieces(document)
    found: list[tuple[Fact, Display]] = []
    for fact in document.items:
        if not isinstance(fact, RelationFact | WordFact | ShapeFact) or fact.supposed or fact.shaken:
            continue
        at = bisect_left(begins, fact.span.start) - 1
        if at < 0 or fact.span.start not in places:
            continue
        number, k = places[fact.span.start]
        before, _, after = document.running[number].text.partition(f"⟦{k}⟧")
        if _ENDS.search(after) is None:
            continue  # "With ⟦n = 2⟧ we get" leads into the next display
        before = re.sub(r"⟦\d+⟧", "x", before)
        property_ = isinstance(fact, WordFact) and fact.word not in KINDS
        if _REASON.match(before) or (property_ and _PLAIN.match(f"{before}x")):
            found.append((fact, displays[at]))
    return found


def _steps(display: Display) -> list[Scripted]:
    """The left sides of recurrences in a display."""
    return [
        link.left
        for link in display.links
        if isinstance(link.left, Scripted) and not is_numbered(link.left) and link.right is not None
        if any(isinstance(n, Scripted) and n != link.left and base(n) == base(link.left) for n in walk(link.right))
    ]


def _reads(display: Display, name: str) -> bool:
    sides = (side for link in display.links for side in (link.left, link.right) if side is not None)
    return any(isinstance(n, Scripted) and latex(base(n)) == name for side in sides for n in walk(side))


def _moved(document: SurfaceDocument, moves: list[tuple[Fact, Display]], behind: bool = False) -> SurfaceDocument:
    """The document with facts put before displays, or ``behind`` them."""
    if not moves:
        return document
    moved = {id(fact) for fact, _ in moves}
    items: list[Item] = []
    for item in document.items:
        if id(item) in moved:
            continue
        own = [fact for fact, display in moves if display is item] if isinstance(item, Display) else []
        place = (item.span.end if behind else item.span.start - 1) if isinstance(item, Display) else 0
        argument = item.argument if isinstance(item, Display) else 0
        put = [replace(f, span=replace(f.span, start=place, end=place), argument=argument) for f in own]
        items += [item, *put] if behind else [*put, item]
    return replace(document, items=tuple(items))
