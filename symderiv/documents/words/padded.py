r"""Padding in words: "padded with $P$ zeros", "zero-padded by $P$", "with $P$ zeros on either side"."""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex

__all__ = ["counts_zeros"]

_PADDED = regex(r"\b(?:zero-?)?pad(?:s|ded|ding)?(?:\s+(?:it|them|⟦\d+⟧))?\s+(?:by|with)\s*$", re.IGNORECASE)
_WITH = regex(r"\b(?:by|with|of|adding|appending|prepending)\s*$", re.IGNORECASE)
_ZEROS = regex(r"\s*zero(?:e?s)?\b(?!\s+of\b)", re.IGNORECASE)
_ENDS = regex(
    r"\s*(?:[.,;:)]|$|(?:pixels?|entries|samples|positions|places|steps)\b|(?:on|at|in|along|from|to) (?:the|each|"
    r"either|every|both|all)\b)"
)


def counts_zeros(before: str, after: str) -> bool:
    """Whether a formula between two pieces of text counts the zeros that something is padded with.

    >>> counts_zeros("the input is padded with ", " zeros"), counts_zeros("zero-padded by ", " on both sides")
    (True, True)
    >>> counts_zeros("with ", " zeros on either side"), counts_zeros("padded with ", " at the end of ⟦1⟧")
    (True, True)
    >>> counts_zeros("a vector with ", " entries"), counts_zeros("the polynomial with ", " zeros of order one")
    (False, False)
    """
    if _PADDED.search(before) is not None:
        return _ZEROS.match(after) is not None or _ENDS.match(after) is not None
    return _WITH.search(before) is not None and _ZEROS.match(after) is not None
