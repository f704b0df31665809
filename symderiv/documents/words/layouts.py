r"""The layout in which a document writes derivatives of vectors, where it says so: "we use denominator layout".

In numerator layout ``\partial y / \partial x`` has a row for each entry of ``y``, as it has where nothing is said, and
the derivative of a number by a vector is a row; in denominator layout ``\partial y / \partial x`` is the transpose.

Guarantee: where a document speaks of both without saying which one it uses, derivatives of vectors by vectors are not
read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.surface import Display, Item, LayoutFact, SurfaceDocument

__all__ = ["Layouts", "layouts"]

_KINDS = {"denominator": "denominator", "gradient": "denominator", "hessian": "denominator"}
_MENTION = regex(
    r"\b(?P<kind>numerator|denominator|jacobian|hessian|gradient)(?:[- ](?P<word>layout|formulation)\b|"
    r"[- ]style layout\b)|\bgradients?\b[^.;:⟦]{0,40}\b(?:is|are|as)\s+(?:an?\s+)?(?P<row>row)s?\b",
    re.IGNORECASE,
)
_APART = regex(
    r"\b(?:not|unlike|instead of|rather than|as opposed to|opposite of|opposed to|contrast to|contrary to|versus|vs\.?|"
    r"than|transpose of|differs? from|different from)\s+(?:(?:in|the|of|an?|use|using|with|what|so-called)\s+)*$",
    re.IGNORECASE,
)
_USES = regex(
    r"\b(?:we|i|us|our|throughout|convention|conventions|everywhere|always|these notes|"
    r"this (?:note|document|section|sheet)|here|in what follows)\b",
    re.IGNORECASE,
)
_LOOSE = regex(
    r"\b(?:if|would|some|others?|another|authors?|textbooks?|sometimes|often|may|might|can|could|people|many|both|either|"
    r"never|no)\b",
    re.IGNORECASE,
)


def layouts(text: str) -> Iterator[tuple[int, str, bool]]:
    """Where a text speaks of a layout, of which ("" where that is open), and whether it says to use it.

    >>> [found[1:] for found in layouts("We use denominator layout. In numerator layout it is a row.")]
    [('denominator', True), ('numerator', False)]
    >>> [found[1:] for found in layouts("We follow the numerator-layout convention, not the denominator layout.")]
    [('numerator', True)]
    """
    for sentence in re.finditer(r"(?:[^.;!?¶\n()]|\.(?!\s)|\n(?![ \t]*\n))+", text):
        words = sentence.group()
        found: dict[str, int] = {}
        for match in _MENTION.finditer(words):
            if _APART.search(words[: match.start()]) is None:
                kind = "numerator" if match.group("row") else match.group("kind").lower()
                found.setdefault(_KINDS.get(kind, "numerator"), match.end())
        if found:
            clear = len(found) == 1 and _LOOSE.search(words) is None
            end = sentence.start() + min(found.values())
            yield end, next(iter(found)) if clear else "", clear and _USES.search(words) is not None


class Layouts:
    """The layout in force while a document is walked through; a heading that names one uses it."""

    def __init__(self, document: SurfaceDocument) -> None:
        self.used: str | None = None
        self.last: LayoutFact | None = None
        self.headings = list(zip(document.sections, document.titles, strict=False))

    def reached(self, item: Item) -> None:
        """Take down what the text says up to an item, and in it."""
        while self.headings and self.headings[0][0] <= item.span.start:
            at, title = self.headings.pop(0)
            for _, layout, _ in layouts(title):
                self._take(LayoutFact(replace(item.span, start=at), title, layout, used=True))
        if isinstance(item, LayoutFact):
            self._take(item)

    def _take(self, fact: LayoutFact) -> None:
        if fact.used:
            self.used = fact.layout
        self.last = fact

    def of(self, display: Display) -> str:
        """The layout of a display: "" where none is told, "open" where it does not follow."""
        if self.last is None:
            return ""
        if self.used and (self.last.layout == self.used or self.last.argument != display.argument):
            return self.used
        return self.last.layout or "open"
