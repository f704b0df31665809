r"""Whether what is said of an entry ``$x_i$`` is said of all of them: "some $x_i$ is positive", "units with $x_i > 0$".

An index that nothing binds stands for any, as in "weights $w_i > 0$"; words that pick one, or those of a kind, take
that away.

Guarantee: such words make no verdict; what they say of some entries is supposed of none.
"""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex

__all__ = ["of_a_part"]

_ALL = regex(r"\b(?:all|every|each|any|both|whatever|always)\b", re.IGNORECASE)
_PICKS = (
    r"some|one|another|no|certain|few|most|many|half|exactly one|at least one|only|"
    r"the (?:very )?(?:first|last|next|second|third|same|correct|true|right|wrong|other|middle|central|winning|chosen|"
    r"selected|current|maximal|minimal|most [a-z]+|least [a-z]+|[a-z]+est)"
)
_PICKED = regex(rf"\b(?:{_PICKS})(?: (?:of|of the))?(?:\s+[a-z-]+){{0,2}}\s*$", re.IGNORECASE)
_SINGLE = regex(r"\b(?:an?|the|that|this)(?:\s+[a-z-]*[a-rt-z])?\s+[a-z-]*(?:[a-rt-z]|ss|us)\s*$", re.IGNORECASE)
_THINGS = (
    r"units?|neurons?|entr(?:y|ies)|positions?|ind(?:ex|ices)|those|examples?|samples?|points?|components?|terms?|"
    r"tokens?|class(?:es)?|pixels?|ones?|places?|coordinates?|rows?|columns?|nodes?|elements?|instances?|channels?|"
    r"time ?steps?|arms?|states?|actions?|features?|patches|experts?|sites?|steps?|layers?"
)
_OF_A_KIND = regex(
    rf"\b(?:{_THINGS})\s+(?:[a-z-]+\s+)?(?:with|where|whose|for which|at which|having|satisfying|such that|that have|"
    r"which have)\s*$",
    re.IGNORECASE,
)
_SOME_BEHIND = regex(
    r"^[^.;:⟦]{0,40}\b(?:for|at) (?:some|one|at least one|exactly one|a single|only one|infinitely many|most|many)\b",
    re.IGNORECASE,
)
_IS = regex(r"^\s*(?:is|has|was|of|that|which)\b")
_CHOSEN = regex(
    r"\b(?:an?|the|some|those|that|count\w*|find\w*|pick\w*|choos\w+|select\w*|index|unit|position|first|last|smallest|"
    r"largest)\b",
    re.IGNORECASE,
)


def of_a_part(before: str, after: str, chosen: bool = False) -> str:
    """The words by which a sentence speaks of some entries, "" if it speaks of all: ``before`` the formula, and
    ``after`` it; ``chosen``: the sentence has named the index by itself, as in "an index ⟦k⟧ such that".

    >>> of_a_part("Some ", " is positive."), of_a_part("Units with ", " are active."), of_a_part("Weights ", " with")
    ('Some', 'Units with', '')
    >>> of_a_part("For all units with ", ""), of_a_part("The entry ", " is positive"), of_a_part("", " for some index")
    ('', 'The entry', 'for some')
    """
    clause = re.split(r"[.;:](?:\s|$)|¶", before)[-1]
    if _ALL.search(clause) is not None:
        return ""
    found = _PICKED.search(clause) or _OF_A_KIND.search(clause)
    if found is None and _IS.match(after) is not None:
        found = _SINGLE.search(clause)
    if found is None and chosen:
        found = _CHOSEN.search(clause)
    found = found or _SOME_BEHIND.search(after)
    return "" if found is None else " ".join(found.group().split())
