r"""Recurrences that the text states: "gradient descent, $x_{k+1} = x_k - \alpha (A x_k - b)$, contracts the error".

Such a step is read as a display that is not judged, so that what holds for displayed recurrences holds for it.

Guarantee: only an equation that the text makes (not one that it supposes, denies or asks for), and that no display
repeats, is taken so.
"""

from __future__ import annotations

import re
from dataclasses import replace

from symderiv.documents.declaring.steps import step_of
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Display, Item, Link, RelationFact, SurfaceDocument
from symderiv.documents.supposing.stated import makes

__all__ = ["with_told_steps"]

_DENIES = regex(
    r"\b(?:not|never|no|neither|nor|cannot|wrong\w*|false|incorrect\w*|unlike|instead of|rather than|if|when|unless|"
    r"would|could|whether|show|prove|suppose)\b",
    re.IGNORECASE,
)


def with_told_steps(document: SurfaceDocument) -> SurfaceDocument:
    """The document with a silent display for each step of a recurrence that its text states."""
    shown = {
        (latex(link.left), latex(link.right))
        for display in document.displays()
        for link in display.links
        if link.left is not None and link.right is not None and not link.continuation
    }
    recurrent = _recurrent(document)
    items: list[Item] = []
    changed = False
    for item in document.items:
        link = _link(item, recurrent)
        if link is None or link.left is None or link.right is None:
            items.append(item)
            continue
        changed = True
        if (latex(link.left), latex(link.right)) in shown:
            continue  # the display defines
        place = next((n for n, x in enumerate(items) if _reads(x, link.left)), len(items))
        span = item.span if place == len(items) else items[place].span  # "$h_t = \\tanh(z_t)$, where $z_t = ...$"
        items.insert(place, Display(replace(span, end=span.start), "", "$$", (link,), silent=True))
    return replace(document, items=tuple(items)) if changed else document


def _reads(item: Item, name: s.Expression) -> bool:
    """Whether a state is made in a display from that name."""
    links = item.links if isinstance(item, Display) else ()
    made = (k.right for k in links if k.left is not None and step_of(k.left) is not None and k.relation in DEFINING)
    return any(step_of(n) == step_of(name) for right in made if right is not None for n in s.walk(right))


def _recurrent(document: SurfaceDocument) -> set[tuple[str, str]]:
    """The states at a letter that are made from an earlier one of themselves, maybe by way of others."""
    reads: dict[tuple[str, str], set[tuple[str, int]]] = {}
    for item in document.items:
        links = item.links if isinstance(item, Display) else ()
        made = [(k.left, k.right) for k in links if k.relation in DEFINING and not k.continuation]
        if isinstance(item, RelationFact) and _is_made(item):
            made.append((item.left[0], item.right))
        for left, right in made:
            at = step_of(left) if left is not None else None
            if at is not None and right is not None and at[:2] not in reads:
                steps = filter(None, map(step_of, s.walk(right)))
                reads[at[:2]] = {(base, at[2] - ahead) for base, letter, ahead in steps if letter == at[1]}
    found: set[tuple[str, str]] = set()
    for base, letter in reads:
        seen: set[tuple[str, int]] = set()
        todo = [(base, 0)]
        while todo:
            name, back = todo.pop()
            for other, gap in reads.get((name, letter), ()):
                place = (other, min(back + gap, 1))
                if gap >= 0 and place not in seen:
                    seen.add(place)
                    todo.append(place)
        if (base, 1) in seen and (base, 0) not in seen:
            found.add((base, letter))
    return found


def _is_made(item: Item) -> bool:
    """Whether a fact is an equation that the text makes."""
    if not isinstance(item, RelationFact) or item.relation not in DEFINING or len(item.left) != 1:
        return False
    if item.conditional or item.supposed or not makes(item.sentence, item.word, item.right):
        return False
    return not _DENIES.search(item.sentence[-80:].rpartition(". ")[2])


def _link(item: Item, recurrent: set[tuple[str, str]]) -> Link | None:
    """The step that a fact states."""
    if not isinstance(item, RelationFact) or not _is_made(item):
        return None
    left, right = item.left[0], item.right
    at = step_of(left)
    if at is None or at[:2] not in recurrent:
        return None
    gaps = [at[2] - o[2] for n in s.walk(right) if (o := step_of(n)) is not None and o[:2] == at[:2]]
    if gaps and min(gaps) <= 0:
        return None
    return Link(0, left, "=", right, False, item.span, "")
