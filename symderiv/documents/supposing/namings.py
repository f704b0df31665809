r"""Names that words give to derivatives: "write ⟦0⟧ for ⟦1⟧", "let ⟦0⟧ denote ⟦1⟧", "⟦1⟧ is denoted by ⟦0⟧".

Guarantee: only what such a phrase says outright; the two formulas stand in it and nothing else does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.sentences import last_sentence
from symderiv.documents.supposing.moods import outright

__all__ = ["SAID", "gradients", "namings", "said_gradients"]

#: What marks an equation that a sentence states of a name, and by which it names what nothing else does.
SAID = "is said"
_WINDOW = 300
_NOUN = r"(?:\s+(?:the|its)(?:\s+[a-z-]+){0,2}?\s+(?:gradients?|derivatives?|errors?|sensitivit(?:y|ies)|signals?))?"
_NAME_FIRST = (
    regex(
        r"⟦(\d+)⟧\s+(?:denotes?|denoting|stands? for|standing for|is short for|abbreviates?|abbreviating)"
        rf"{_NOUN}\s+⟦(\d+)⟧"
    ),
    regex(rf"\b(?:write|writing)\s+⟦(\d+)⟧\s+for{_NOUN}\s+⟦(\d+)⟧", re.IGNORECASE),
    regex(rf"\blet\s+⟦(\d+)⟧\s+be{_NOUN}\s+⟦(\d+)⟧", re.IGNORECASE),
    regex(rf"\b(?:denote|denoting)\s+by\s+⟦(\d+)⟧{_NOUN}\s+⟦(\d+)⟧", re.IGNORECASE),
    regex(
        r"\b(?:with|and|where)\s+⟦(\d+)⟧\s+(?:is\s+|being\s+)?the(?:\s+[a-z-]+){0,2}?\s+(?:gradient|derivative|error)\s+⟦(\d+)⟧",
        re.IGNORECASE,
    ),
)
_VALUE_FIRST = (
    regex(r"⟦(\d+)⟧\s+(?:is|be|will be|shall be)\s+(?:denoted|abbreviated|written)\s+(?:by|as)\s+⟦(\d+)⟧"),
    regex(
        rf"\b(?:abbreviate|abbreviating|denote|denoting|write|writing){_NOUN}\s+⟦(\d+)⟧\s+(?:by|as)\s+⟦(\d+)⟧",
        re.IGNORECASE,
    ),
)


_LOSS = "(?:loss|cost|objective|energy|error|function|scalar|training|total|final|unknown|overall)"
_OF_LOSS = (
    r"[Tt]he\s+(?:(?:upstream|incoming|total)\s+)?(?:gradient|derivative|sensitivity)(?:\s+(?:vector|matrix|tensor))?\s+of\s+"
    rf"(?:(?:the|a|our)\s+)?(?:{_LOSS}\s+){{0,2}}⟦(?P<loss>\d+)⟧\s+(?:with\s+respect\s+to|w\.r\.t\.|wrt|at)\s+"
    r"(?:(?:the|its)\s+)?(?:(?!of\b)[a-z-]+s\s+)?⟦(?P<at>\d+)⟧"
)
_NAME = r"⟦(?P<name>\d+)⟧"
_DONE = r"(?=\s*(?:[.,;:)¶]|$))"
_IS_GRADIENT = regex(
    rf"(?:^|[.;:,(¶]|\b(?:where|and|here|with))\s*{_NAME}\s+(?:is|be)\s+{_OF_LOSS}{_DONE}", re.IGNORECASE
)
_CONCLUDING = regex(
    r"\b(?:then|hence|thus|therefore|so|show|prove|verify|check|that|conclude|follows)\b", re.IGNORECASE
)
_GRADIENTS = (
    regex(rf"{_NAME}\s+(?:denotes|denoting|will\s+denote|stands?\s+for)\s+{_OF_LOSS}{_DONE}"),
    regex(rf"\b[Ww]rit(?:e|ing)\s+{_NAME}\s+for\s+{_OF_LOSS}{_DONE}"),
    regex(rf"\b[Ll]et\s+{_NAME}\s+(?:be|denote)\s+{_OF_LOSS}{_DONE}"),
    regex(rf"\b[Dd]enot(?:e|ing)\s+by\s+{_NAME}\s+{_OF_LOSS}{_DONE}"),
    regex(rf"\b(?:[Hh]ere|where|with)\s+{_NAME}\s+(?:is\s+|being\s+)?{_OF_LOSS}{_DONE}"),
    regex(rf"\b{_OF_LOSS}\s+(?:is|be|will\s+be)\s+(?:denoted|written|called)\s+(?:(?:by|as)\s+)?{_NAME}{_DONE}"),
    regex(rf"\b(?:[Dd]enote|[Ww]rite|[Cc]all|[Aa]bbreviate)\s+{_OF_LOSS}\s+(?:(?:by|as)\s+)?{_NAME}{_DONE}"),
)
# What may stand before such words in their sentence: a clause that is done, or words that tell nothing.
_BEFORE = regex(
    r"(?:.*[,;:]\s*)?(?:(?:and|now|also|further|here|where|then|so|we|us|let|will|shall|below|again|in|what|follows)\b\W*)*\W*",
    re.IGNORECASE | re.DOTALL,
)


def said_gradients(text: str) -> Iterator[tuple[int, int, int]]:
    """The name, the loss and the variable of what is said to be a gradient: named so, or claimed.

    >>> list(said_gradients("⟦0⟧ is the gradient of ⟦1⟧ with respect to ⟦2⟧."))
    [(0, 1, 2)]
    """
    for match in _IS_GRADIENT.finditer(text):
        before = last_sentence(text[max(0, match.start() - _WINDOW) : match.start()])
        if outright(before) and not _CONCLUDING.search(before):
            yield int(match.group("name")), int(match.group("loss")), int(match.group("at"))


def gradients(text: str) -> Iterator[tuple[int, int, int]]:
    """The name, the loss and the variable of each gradient that is named without a formula for it.

    >>> list(gradients("Let ⟦0⟧ denote the gradient of the loss ⟦1⟧ with respect to the logits ⟦2⟧."))
    [(0, 1, 2)]
    >>> list(gradients("⟦0⟧ is the gradient of ⟦1⟧ with respect to ⟦2⟧."))  # claims, perhaps
    []
    """
    for pattern in _GRADIENTS:
        for match in pattern.finditer(text):
            before = last_sentence(text[max(0, match.start() - _WINDOW) : match.start()])
            if _BEFORE.fullmatch(before) and outright(before):
                yield int(match.group("name")), int(match.group("loss")), int(match.group("at"))


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
