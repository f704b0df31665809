"""Numbers that a sentence gives in words: "for two candidates", "in the scalar case", "with a single channel".

Which size is meant is not read; a line that is right where some size of it has that number is not refuted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from symderiv.documents.latex.regex import regex

__all__ = ["counts"]

_NUMBERS = {"one": 1, "single": 1, "two": 2, "three": 3, "four": 4}
_COUNTED = regex(
    r"\b(?:for|with|in|of(?! (?:an? )?(?:one|single)\b)|having|"
    r"there (?:is|are)|only|just|if|when|has|have)\s+(?:the case of |the case |the )?"
    r"(?:an? |only |just |exactly |its? |we have (?:only )?)*(?P<number>one|single|two|three|four)"
    r"(?!-(?:hot|sided|step|shot|to|vs|off|norm|pass|way)\b)"
    r"(?:[\s-](?!of\b|hand\b|thing\b|reasons?\b|ways?\b|steps?\b|terms?\b|equations?\b|lines?\b|"
    r"formulas?\b|expressions?\b|words?\b|go\b|shot\b|stroke\b|piece\b|swoop\b|breath\b|sentences?\b)[a-z]+)+",
    re.IGNORECASE,
)
# "If one likes" is nobody's number.
_SOMEONE = regex(
    r"(?:if|when) one (?:is|has|can|may|might|could|should|must|does|wants?|takes?|writes?|uses?|sets?|lets?|likes?|"
    r"prefers?|ignores?|forgets?|looks?|needs?|adds?|insists?|also|instead|really|chooses|replaces?|expands?|"
    r"differentiates?|computes?|applies|drops?|keeps?|starts?|assumes?|defines?|thinks?)\b",
    re.IGNORECASE,
)
# "For one-dimensional inputs ⟦x⟧": each of these is a number, and there are as many as the formula says.
_DATA = regex(
    r"\b(?:one|two|three|1|2|3)-?dimensional (?:inputs|data|points|locations|samples|observations|features|"
    r"positions) ⟦",
    re.IGNORECASE,
)
_CASES = regex(
    r"\b(?:(?P<one>(?:scalar|univariate|one-dimensional|1-?d) (?:case|setting|problem|version|inputs?|outputs?)|"
    r"in one dimension|in 1-?d)|(?P<two>(?:binary|two-class|two-dimensional|2-?d) (?:case|setting|problem|version|"
    r"classification|inputs?|outputs?)|in two dimensions|in 2-?d))\b",
    re.IGNORECASE,
)


def counts(text: str) -> Iterator[tuple[int, str, int]]:
    """The numbers that a text gives in words: the place, the words, the number.

    >>> [(words, number) for _, words, number in counts("it vanishes; for two candidates")]
    [('for two candidates', 2)]
    >>> [(words, number) for _, words, number in counts("In the scalar case, for one thing, it holds")]
    [('scalar case', 1)]
    >>> [(words, number) for _, words, number in counts("with a one-hot target, the loss is")]
    []
    >>> [(words, number) for _, words, number in counts("the Jacobian of one example with respect to itself is")]
    []
    >>> [(words, number) for _, words, number in counts("if one is so inclined, but if one class is left")]
    [('if one class is left', 1)]
    """
    for match in _COUNTED.finditer(text):
        if _DATA.search(text, match.start(), match.end() + 4) is not None:
            continue
        if _SOMEONE.match(text, match.start()) is None:
            yield match.start(), match.group(), _NUMBERS[match.group("number").lower()]
    for match in _CASES.finditer(text):
        if _DATA.search(text, match.start(), match.end() + 4) is not None:
            continue
        yield match.start(), match.group(), 1 if match.group("one") else 2
