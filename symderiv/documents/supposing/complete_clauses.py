r"""Clauses that have their condition already: "assuming $A$ invertible," and "assuming differentiability,".

A display behind such a clause is what is said under it, and not what it supposes.  A clause that points ahead ("under
the following assumption,") or has nothing yet ("assuming that") is open, and supposes what comes.
"""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.sentences import MATH

__all__ = ["has_its_condition", "is_complete"]

# "Provided that $a \\ne 0$," and "assuming $A$ invertible,"
_OF_FORMULAS = regex(
    rf"^[\s:]*(?:that\b)?\s*{MATH}(?:\s*(?:,|and|,\s*and)\s*{MATH})*"
    rf"(?:\s+(?:is|are|has|have|equals?|commutes?)(?:\s+(?:(?!such|that)[a-z-]+|{MATH})){{1,8}}"
    r"|(?:\s+(?!(?:such|that|with|where|whose|for|so|as|by|to|satisf\w+|obey\w*|fulfil\w*|solv\w+|which|is|are|has|"
    r"have|equal\w*|in|of)\b)[a-z-]+){1,4})?\s*[,:]\s*$",
    re.IGNORECASE,
)
# "Under the assumption that the target is one-hot," and "provided that the matrices commute," too.
_SENTENCE = (
    r"[^,;:⟪]*?\b"
    r"(?:we (?:do not |never |always )?(?:use|pad|drop|ignore|omit|neglect|share|tie)[^,;:⟪]*|vanish(?:es)?|commutes?|"
    r"coincides?|agrees?|differs?|converges?|exists?|(?:is|are|has|have|holds|contains?|sums?|adds?|lies?|equals?)"
    r"(?:\s+(?!(?:such|that|where|which)\b)[^\s,;:⟪]+)*?\s+"
    r"(?!(?:by|to|as|with|of|the|satisf\w+|obey\w*|is|are|in)\s*,)[^\s,;:⟪]+)\s*,\s*$"
)
_SAYS_ALL = regex(
    rf"^\s*(?:that\s+(?!⟦)|(?=(?:the|all|each|every|both|no|there)\b)){_SENTENCE}",
    re.IGNORECASE,
)
_SAYS_ALL_OF_THAT = regex(rf"^\s+(?!⟦){_SENTENCE}", re.IGNORECASE)
_UNDER = regex(r"\b(?:under|on|given|by) (?:the|this|that|our) \w+(?: set| surface)?\s*,\s*$", re.IGNORECASE)

# "Assuming differentiability," and "under the assumption of smoothness,": nouns, and nothing that points ahead.
_NOUNS = regex(r"^\s+(?:[a-z][a-z'-]*\s+){0,5}[a-z][a-z'-]*\s*,\s*$", re.IGNORECASE)
_AHEAD = regex(
    r"\b(?:follow\w*|below|next|forms?|equations?|equalit(?:y|ies)|identit(?:y|ies)|relations?|constraints?|conditions?|"
    r"models?|propert(?:y|ies)|that|such|for|throughout|moreover|in addition|additionally|also|further|furthermore|now|"
    r"here|again|too|first|second|finally|is|are|be|satisf\w+|obey\w*|has|have|with|where|by|to|as|and|or|but|we|"
    r"then|instead|rather|only|just|simply|merely|hence\w*|moment|always|everywhere)\b",
    re.IGNORECASE,
)
_OPEN_TO_NOUNS = regex(
    r"assuming|supposing|subject to|"
    r"under the (?:[a-z]+ )?(?:assumption|hypothesis|condition|constraint|premise)s?|"
    r"on the (?:assumption|condition|hypothesis)",
    re.IGNORECASE,
)
# "By our assumptions," and "under the assumptions above" look back.
_BACK = regex(
    r"^\s*(?:(?:made|stated|given|listed|of)?\s*(?:above|earlier|before|so far|already|"
    r"of (?:the )?(?:previous|last|preceding) \w+)\s*,?\s*)$",
    re.IGNORECASE,
)
_BY = regex(r"\b(?:by|from|using|because of|due to|thanks to|in view of|owing to)\s+$", re.IGNORECASE)
# "The assumption is not needed for"
_DENIED = regex(
    r"^\s+(?:above\s+)?(?:is|are|was|were|does|do|did|can|could|need|will|has|have)"
    r"(?:n't|\s?not|\s+(?:never|no longer|hardly|nowhere))\b",
    re.IGNORECASE,
)
# "Without loss of generality, look at one entry:" says what is done, and not what is supposed.
_LOSES_NOTHING = regex(r"without loss of generality|w\.l\.o\.g\.|wlog", re.IGNORECASE)
_JOINS = regex(
    rf"{MATH}|\b(?:that|and|also|the following|for (?:all|every|each|any)|as usual|here|now)\b", re.IGNORECASE
)


def has_its_condition(rest: str) -> bool:
    """Whether what stands behind "assuming" or "when" is a condition on formulas, and all of it.

    >>> has_its_condition(" that ⟦0⟧ is invertible,"), has_its_condition(" ⟦0⟧ satisfies,")
    (True, False)
    """
    return _OF_FORMULAS.match(rest) is not None


def is_complete(before: str, clause: str, rest: str) -> bool:
    """Whether a clause needs no display behind it: what stands ``before`` it, its words, and the ``rest`` up to there.

    >>> is_complete("", "assuming", " differentiability,"), is_complete("", "assuming", " the following,")
    (True, False)
    >>> is_complete("", "given that", " sums are linear,"), is_complete("", "given that", " the rows satisfy,")
    (True, False)
    >>> is_complete("By ", "our assumptions", ","), is_complete("Subject to ", "the constraint", "")
    (True, False)
    >>> is_complete("", "under the assumptions", " above"), is_complete("", "the assumption", " is not needed for")
    (True, True)
    """
    if has_its_condition(rest) or _SAYS_ALL.match(rest):
        return True
    if clause.endswith(" that"):
        return _SAYS_ALL_OF_THAT.match(rest) is not None
    if clause.startswith(("the ", "under ")) and _UNDER.search(before + clause + rest):
        return True
    if _OPEN_TO_NOUNS.fullmatch(clause) and _NOUNS.match(rest) and not _AHEAD.search(rest):
        return True
    if _LOSES_NOTHING.fullmatch(clause):
        return re.search(r"[A-Za-z]{2}", _JOINS.sub(" ", rest)) is not None
    if re.search(r"\b(?:assumption|hypothes[ie]s|condition|constraint|premise)s?$", clause):
        if _BACK.match(rest) or _DENIED.match(rest):
            return True
        return _BY.search(before) is not None and re.match(r"\s*,?\s*$", rest) is not None
    return False
