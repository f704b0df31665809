r"""Names that words give to values: "write ⟦0⟧ for ⟦1⟧", "let ⟦0⟧ denote ⟦1⟧", "⟦1⟧ is denoted by ⟦0⟧".

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
_NOUN = r"(?:\s+(?:the|its|an?|our)(?:\s+(?!(?:of|in|for|by|to|from|with|at|on)\b)[a-z-]+){0,4}?)?"
_MEANS = (
    r"(?:(?:will\s+|shall\s+|always\s+)?(?:denotes?|means?|stands?\s+for|abbreviates?|represents?)|denoting|standing\s+for|abbreviating|"
    r"(?:(?:is|being|as)\s+)?(?:short|(?:an?\s+|the\s+)?(?:shorthand|abbreviation))\s+for|"
    r"(?:is|be|being)\s+(?:defined|given|introduced)\s+(?:as|by|to\s+be))"
)
_LETTER = r"(?:the\s+(?:letter|symbol|name|shorthand)\s+)?"
# What may stand behind a value: nothing that goes on with it, as "the ⟦n⟧-th" and "an ⟦n \\times n⟧ matrix" do.
_VALUED = (
    r"\s+⟦(\d+)⟧(?=\s*(?:[.,;:()¶|!—–]|$|\n|(?:and|so|where|with|then|which|for|as|in|throughout|here|from|below|above|"
    r"we|our|it|this)\b))"
)
_NAMED = r"⟦(\d+)⟧"
_NAME_FIRST = (
    regex(rf"{_NAMED},?\s+{_MEANS}{_NOUN}{_VALUED}", re.IGNORECASE),
    regex(
        rf"\b(?:writ(?:e|ing)|us(?:e|ing)|introduc(?:e|ing))\s+{_LETTER}{_NAMED}\s+for{_NOUN}{_VALUED}", re.IGNORECASE
    ),
    regex(rf"\blet\s+{_NAMED}\s+be{_NOUN}{_VALUED}", re.IGNORECASE),
    regex(rf"\bdefin(?:e|ing)\s+{_NAMED}\s+(?:as|by|to\s+be){_NOUN}{_VALUED}", re.IGNORECASE),
    regex(rf"\b(?:set|put)\s+{_NAMED}\s+to{_NOUN}{_VALUED}", re.IGNORECASE),
    regex(rf"\bby\s+{_NAMED}\s+we\s+(?:denote|mean|abbreviate){_NOUN}{_VALUED}", re.IGNORECASE),
    regex(rf"\b(?:denote|denoting)\s+by\s+{_NAMED}{_NOUN}{_VALUED}", re.IGNORECASE),
    regex(
        rf"\b(?:with|and|where)\s+{_NAMED}\s+(?:(?:is\s+|being\s+)?the(?:\s+(?!of\b)[a-z-]+){{0,3}}?|as){_VALUED}",
        re.IGNORECASE,
    ),
)
_VALUE_FIRST = (
    regex(
        r"⟦(\d+)⟧\s+(?:(?:is|be|will be|shall be|has been)\s+)?(?:denoted|abbreviated|written|called|named)\s+"
        rf"(?:(?:by|as|simply)\s+)?{_NAMED}",
        re.IGNORECASE,
    ),
    regex(
        rf"\b(?:abbreviat(?:e|ing)|denot(?:e|ing)|writ(?:e|ing)){_NOUN}\s+⟦(\d+)⟧\s+(?:by|as|to)\s+{_NAMED}",
        re.IGNORECASE,
    ),
    regex(rf"\bcall{_NOUN}\s+⟦(\d+)⟧\s+(?:simply\s+)?{_NAMED}", re.IGNORECASE),
)
# "⟦r⟧ is the residual ⟦X w - y⟧": it names, where nothing else tells what the name is.
_IS = (regex(rf"{_NAMED}(?:,?\s+(?:is|are|equals|being)|\s*:){_NOUN}{_VALUED}", re.IGNORECASE),)


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


def namings(text: str) -> Iterator[tuple[int, int, bool]]:
    """The formula of a name and the formula of its value, for each phrase that names, and whether it does so outright.

    >>> list(namings("Write ⟦0⟧ for ⟦1⟧. We abbreviate ⟦2⟧ by ⟦3⟧.")), list(namings("For ⟦0⟧ write ⟦1⟧"))
    ([(0, 1, True), (3, 2, True)], [])
    >>> list(namings("The residual ⟦0⟧ is the vector ⟦1⟧.")), list(namings("Hence ⟦0⟧ is ⟦1⟧."))
    ([(0, 1, False)], [])
    """
    for pattern in _NAME_FIRST:
        for match in pattern.finditer(text):
            yield int(match.group(1)), int(match.group(2)), True
    for pattern in _VALUE_FIRST:
        for match in pattern.finditer(text):
            yield int(match.group(2)), int(match.group(1)), True
    for pattern in _IS:
        for match in pattern.finditer(text):
            before = last_sentence(text[max(0, match.start() - _WINDOW) : match.start()])
            if outright(before) and not _CONCLUDING.search(before):
                yield int(match.group(1)), int(match.group(2)), False
