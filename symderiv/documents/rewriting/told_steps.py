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
    items: list[Item] = []
    changed = False
    for item in document.items:
        link = _link(item)
        if link is None or link.left is None or link.right is None:
            items.append(item)
            continue
        changed = True
        if (latex(link.left), latex(link.right)) in shown:
            continue  # the display defines
        items.append(Display(replace(item.span, end=item.span.start), "", "$$", (link,), silent=True))
    return replace(document, items=tuple(items)) if changed else document


def _link(item: Item) -> Link | None:
    """The step that a fact states."""
    if not isinstance(item, RelationFact) or item.relation not in DEFINING or len(item.left) != 1:
        return None
    left, right = item.left[0], item.right
    at = step_of(left)
    if at is None or item.conditional or item.supposed or not makes(item.sentence, item.word, right):
        return None
    if _DENIES.search(item.sentence[-80:].rpartition(". ")[2]):
        return None
    gaps = [at[2] - o[2] for n in s.walk(right) if (o := step_of(n)) is not None and o[:2] == at[:2]]
    if not gaps or min(gaps) <= 0:
        return None
    return Link(0, left, "=", right, False, item.span, "")
