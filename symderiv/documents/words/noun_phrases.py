r"""The words of the noun phrase before a formula: "a symmetric and orthogonal matrix ⟦0⟧".

Guarantee: a property that stands before an article, or behind "and the" of the next formula, is said of nothing here:
"which turns the symmetric matrix ⟦0⟧", "⟦0⟧ is symmetric and the orthogonal matrix ⟦1⟧".
"""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.wording import PROPERTIES, spans_of, words_in

__all__ = ["without_the_next", "words_before"]

_DETERMINER = regex(r"\b(?:the|an?|its|our|their|this|these|those|each|every|any|some|another)\b", re.IGNORECASE)
_OF_THE_NEXT = regex(
    r"(?:,|\band\b|,\s*and\b)\s+(?:the|an?|its|our|their|some|another)\s+(?:[\w-]+\s+){0,4}$", re.IGNORECASE
)
_JOINED = regex(
    r"\b(?:an?|the|any|every|some|each|our|two|all)\s+([a-z-]+(?:,?\s+[a-z-]+){0,3}),?\s+and\s*$", re.IGNORECASE
)


def words_before(noun: str, earlier: str) -> list[str]:
    """The words of the vocabulary in the noun phrase of a formula; ``earlier`` is what stands before it.

    >>> words_before("turns the symmetric matrix ", "which "), words_before("orthogonal matrix ", "a symmetric and ")
    (['symmetric', 'matrix'], ['symmetric', 'orthogonal', 'matrix'])
    >>> words_before("orthogonal change of the matrix ", "an "), words_before("symmetric part of the ", "the ")
    (['matrix'], [])
    >>> words_before("Because of scale invariance the Jacobian annihilates ", ""), words_before("every number ", "")
    ([], ['scalar'])
    """
    if re.search(r"\b(?:of|in|for)\s+(?:the |each |every |all )?$", noun):
        return []
    phrase = _DETERMINER.split(noun)[-1]
    own = [word for word, _, end in spans_of(noun) if end > len(noun) - len(phrase)]
    found = words_in(re.sub(r"\b(?:of|in|for)\s+(?:the|a|an)?\s*$", "", noun))
    kept = own if phrase.strip() else [*own, *(w for w in found if w not in PROPERTIES)]
    return [*(_joined(earlier) if own else ()), *(w for w in found if w in kept)]


def without_the_next(clause: str) -> str:
    """What is said behind a formula, without the noun phrase of the next one.

    >>> without_the_next(" symmetric and the orthogonal matrix "), without_the_next(" symmetric and orthogonal")
    (' symmetric ', ' symmetric and orthogonal')
    """
    return _OF_THE_NEXT.sub("", clause)


def _joined(before: str) -> list[str]:
    """The properties of a noun phrase that go on behind an "and": "a symmetric and" before "orthogonal matrix ⟦0⟧"."""
    found = _JOINED.search(before)
    if found is None:
        return []
    said = found.group(1)
    spans = spans_of(said)
    rest = "".join(c for k, c in enumerate(said) if not any(start <= k < end for _, start, end in spans))
    return [word for word, _, _ in spans] if not rest.strip(" ,") and {w for w, _, _ in spans} <= PROPERTIES else []
