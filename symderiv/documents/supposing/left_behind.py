r"""Suppositions that a document may have left: of a special case, behind the section that was about it.

What "suppose" announces stays in force.  But who has spoken of ``X`` and ``u`` in general, then supposes
``X^\top u = 0``, and goes on under a new heading, may be back where he was; so may be who says that "the plain method
has ``\beta = 0``" of a ``\beta`` that he has used, once that argument is done.  There a line is proved only without
the supposition, and refuted only under it.

Guarantee: a supposition made before any display uses its names is never left, and neither is an inequality; what gives
a thing a structure (``P P = P``, ``A u = \lambda u``) is left by words and headings that say so alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass, field

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.surface import Display, SurfaceDocument
from symderiv.language.terms import Num, Read, walk
from symderiv.language.theory import Statement

__all__ = ["OVER", "LeftBehind", "Origin", "over"]

#: What ends a case, however it was announced.
OVER = regex(
    r"\b(?:the general case|dropp?(?:ing|ed)? (?:this|that|the) (?:assumption|restriction|condition)|"
    r"without (?:this|that) (?:assumption|restriction|condition)|no longer (?:assume|suppose|require)|"
    r"(?:arbitrary|general|unrestricted) again|again (?:arbitrary|unrestricted|without)|"
    r"end of (?:the |this )?(?:example|case))\b",
    re.IGNORECASE,
)
# What leaves a case that was made on the way.
_BACK = regex(
    r"\b(?:general cases?|general (?!and\b|for\b|we\b)\w+s|in full|unrestricted|back to|returning to|we return|"
    r"not (?:assum|suppos)\w+)\b",
    re.IGNORECASE,
)
_GENERAL = regex(r"\b(?:otherwise|in general|general(?:ly)?|arbitrary)\b", re.IGNORECASE)
# The heading of a section that is about a case.
_CASE = regex(
    r"\b(?:cases?|special|simplest|toy|example|plain|vanilla|without|noise-?(?:less|free)|remarks?|limits?|warm-?up)\b",
    re.IGNORECASE,
)


def over(lead: str) -> str:
    """The words before a display that end the cases before, "" if there are none.

    >>> over("Now the general case:"), over("Hence")
    ('the general case', '')
    """
    found = OVER.search(lead)
    return "" if found is None else found.group()


@dataclass(frozen=True)
class Origin:
    """Where a supposition was made: its place, its argument, and whether a word like "suppose" announces it."""

    place: int
    argument: int
    announced: bool = True


@dataclass
class LeftBehind:
    """The suppositions that the text has made up to a display, and what the displays have spoken of by then."""

    surface: SurfaceDocument
    origins: dict[str, list[tuple[Origin, Statement]]] = field(default_factory=dict)
    shown: dict[str, int] = field(default_factory=dict)  # names, and the first display that uses them
    claimed: dict[str, int] = field(default_factory=dict)  # names, and the first claim about them
    displays: list[Display] = field(default_factory=list)

    def suppose(self, label: str, statement: Statement, origin: Origin) -> None:
        """Take down a supposition."""
        self.origins.setdefault(label, []).append((origin, statement))

    def passed(self, display: Display, used: Collection[str], claimed: Collection[str]) -> None:
        """A display has been read that uses some names, and claims something about some."""
        self.displays.append(display)
        for known, names in ((self.shown, used), (self.claimed, claimed)):
            known.update(dict.fromkeys(set(names) - known.keys(), display.span.start))

    def left(self, display: Display) -> dict[str, str]:
        """The labels of what may no longer be supposed at a display, each with the words that leave it."""
        found: dict[str, str] = {}
        for label, origins in self.origins.items():
            words = [self._ended(origin, statement, display) for origin, statement in origins]
            if all(words):
                found[label] = words[-1]
        return found

    def _ended(self, origin: Origin, statement: Statement, display: Display) -> str:
        """The words that may end a supposition before a display."""
        if statement.relation != "=" or not self._known(self.shown, statement, origin):
            return ""
        value = isinstance(statement.left, Read) and isinstance(statement.right, Num) and not statement.free
        if value and not origin.announced and display.argument != origin.argument:
            return "another sentence"
        between = [d for d in (*self.displays, display) if origin.place < d.span.start]
        claimed = self._known(self.claimed, statement, origin)
        starts = self.surface.sections
        first, last = (bisect_right(starts, x) for x in (origin.place, display.span.start))
        titles = self.surface.titles[first:last]
        for text in (*(d.lead for d in between if d.argument != origin.argument), *titles):
            if (words := _BACK.search(text) or (_GENERAL.search(text) if claimed else None)) is not None:
                return words.group()
        own = self.surface.titles[first - 1] if first else ""
        if titles and (_CASE.search(own) or (claimed and isinstance(statement.right, Num))):
            return " ".join(titles[0].split())
        return ""

    def _known(self, places: dict[str, int], statement: Statement, origin: Origin) -> bool:
        """Whether all names of a supposition were spoken of before it was made."""
        names = {n.tensor for side in (statement.left, statement.right) for n in walk(side) if isinstance(n, Read)}
        return bool(names) and all(places.get(name, origin.place) < origin.place for name in names)
