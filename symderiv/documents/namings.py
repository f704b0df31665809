r"""Names that words give to derivatives: "write ⟦0⟧ for ⟦1⟧", "let ⟦0⟧ denote ⟦1⟧", "⟦1⟧ is denoted by ⟦0⟧".

Guarantee: only what such a phrase says outright; the two formulas stand in it and nothing else does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["namings"]

_NOUN = r"(?:\s+(?:the|its)(?:\s+[a-z-]+){0,2}?\s+(?:gradients?|derivatives?|errors?|sensitivit(?:y|ies)|signals?))?"
_NAME_FIRST = (
    re.compile(
        r"⟦(\d+)⟧\s+(?:denotes?|denoting|stands? for|standing for|is short for|abbreviates?|abbreviating)"
        rf"{_NOUN}\s+⟦(\d+)⟧"
    ),
    re.compile(rf"\b(?:write|writing)\s+⟦(\d+)⟧\s+for{_NOUN}\s+⟦(\d+)⟧", re.IGNORECASE),
    re.compile(rf"\blet\s+⟦(\d+)⟧\s+be{_NOUN}\s+⟦(\d+)⟧", re.IGNORECASE),
    re.compile(rf"\b(?:denote|denoting)\s+by\s+⟦(\d+)⟧{_NOUN}\s+⟦(\d+)⟧", re.IGNORECASE),
    re.compile(
        r"\b(?:with|and|where)\s+⟦(\d+)⟧\s+(?:is\s+|being\s+)?the(?:\s+[a-z-]+){0,2}?\s+(?:gradient|derivative|error)\s+⟦(\d+)⟧",
        re.IGNORECASE,
    ),
)
_VALUE_FIRST = (
    re.compile(r"⟦(\d+)⟧\s+(?:is|be|will be|shall be)\s+(?:denoted|abbreviated|written)\s+(?:by|as)\s+⟦(\d+)⟧"),
    re.compile(
        rf"\b(?:abbreviate|abbreviating|denote|denoting|write|writing){_NOUN}\s+⟦(\d+)⟧\s+(?:by|as)\s+⟦(\d+)⟧",
        re.IGNORECASE,
    ),
)


def namings(text: str) -> Iterator[tuple[int, int]]:
    """The formula of a name and the formula of its value, for each phrase that names.

    >>> list(namings("Write ⟦0⟧ for ⟦1⟧. We abbreviate ⟦2⟧ by ⟦3⟧.")), list(namings("For ⟦0⟧ write ⟦1⟧"))
    ([(0, 1), (3, 2)], [])
    """
    for pattern in _NAME_FIRST:
        for match in pattern.finditer(text):
            yield int(match.group(1)), int(match.group(2))
    for pattern in _VALUE_FIRST:
        for match in pattern.finditer(text):
            yield int(match.group(2)), int(match.group(1))
