r"""Which formulas of a sentence its words may put in a relation to each other: "⟦0⟧ is twice ⟦1⟧", "⟦0⟧ and ⟦1⟧ agree".

Guarantee: words that may relate a formula to something that they do not name make no list of formulas.
"""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex
from symderiv.documents.supposing.unclear import Unclear

__all__ = ["IDLE", "links"]

# What puts a name in its relation to something that is not said beside it.
_RELATES = regex(
    r"\b(?:sol(?:ution|v)\w*|(?:mini|maxi)m\w+|optim\w+|roots?|fix\w*|stationar\w+|critical|equilibri\w+|"
    r"(?:best|linear) fit|fit(?:s|ted)? (?:to|of)|project\w*|eigen\w*|inver\w+|limits?|bottom|peak|summit|valley|bowl|"
    r"saddle|interpolat\w+|converge\w*|least|(?:small|larg|low|high|clos|near|b|great|short|long|deep|bigg|few|steep)est|"
    r"steady|settle\w*|balance\w*|true|teacher|truth|same|equal\w*|identical|copies|copy|match\w*|agree\w*|coincid\w*|"
    r"shar(?:e|es|ed|ing)|tie[ds]?|tying|satisf\w+|obey\w*|respect\w*|annihilat\w*|commut\w*|orthogonal\w*|"
    r"perpendicular|parallel|independent\w*|function|depend\w*|generated|span\w*|basis|comput\w+|estimat\w+|derived|"
    r"obtained|result\w*|given by|chosen|tuned|such|so)\b",
    re.IGNORECASE,
)
# What stands between two formulas puts them in a relation by one of these, or is a list's comma or "and" with a noun.
_NO = (
    r"(?:(?!\b(?:is|are|was|were|be|being|of|from|its?|them|their|they|whose|which|that|former|latter|into)\b)[^⟦.;:])"
)
_LISTED = regex(
    rf"[^⟦]*⟦\d+⟧(?:(?:\s*(?:,|and\b|or\b|&|\()|{_NO}{{0,60}},\s*(?:and|or|while|whereas)\b){_NO}{{0,60}}⟦\d+⟧)*[^⟦]*",
    re.IGNORECASE,
)
_SIZED = regex(
    r"\b(?:of|with|has|have|having) (?:the )?(?:common |same )?(?:length|size|dimension|width|height)s? ⟦\d+⟧|"
    r"\bwith ⟦\d+⟧(?: [a-z-]+)? (?:entries|components|coordinates|elements|rows|columns|features|channels|examples)\b|"
    r"\b(?:i\.e|e\.g)\.",
    re.IGNORECASE,
)
# The same in size; what is said of computing; "one can", "a linear one"; signs.
IDLE = regex(
    r"\b(?:the )?same (?:shape|size|length|dimension|width|height|number|space)s?\b|\bdivi\w+ by (?:zero|0)\b|"
    r"[<>≤≥]\s*0|"
    r"\b(?:an?|the|this|that|which|each|every|no|latter|former|first|second) (?:[a-z-]+ )?ones?\b(?! [a-z])|"
    r"\bones? (?:for|of|per|each|from|in|can|may|might|could|should|must|has|gets?|sees?|trades?)\b|\blets? one\b",
    re.IGNORECASE,
)
# "⟦1⟧ is its adjugate": a relation to what has been named before.
_BACK = regex(r"(?<=\w )(?:its|their|it|them|theirs|former|latter|(?:each|one an)other)\b", re.IGNORECASE)


def links(doubt: Unclear, alone: bool = False, bare: frozenset[int] = frozenset()) -> tuple[int, ...] | None:
    """The formulas that words may relate to others; none if they restrict each by itself, or those of a list among each
    other, ``None`` if they may relate them to something that they do not name.

    ``alone``: no other formula stands in their sentence.  ``bare`` are those that are names and declare nothing: what
    is declared in the same breath ("⟦x in R^n⟧ comes with ⟦eps > 0⟧") is not made from each other.

    >>> links(Unclear("⟦0⟧ mixes the memory", (0,))), links(Unclear("⟦0⟧ likes what ⟦1⟧ mixes", (0, 1)), bare={0, 1})
    ((), (0, 1))
    >>> links(Unclear("⟦0⟧ and ⟦1⟧ look like twins", (0, 1)), bare={0, 1}), links(Unclear("⟦0⟧ is the best fit", (0,)))
    ((), None)
    """
    words = _SIZED.sub(" ", IDLE.sub(" ", doubt.words))
    if _RELATES.search(words) or (not alone and _BACK.search(words)):
        return None
    if _LISTED.fullmatch(words) is not None or ("⟦" not in words and len(doubt.formulas) == 1):
        return ()
    named = [int(k) for k in re.findall(r"⟦(\d+)⟧", words)]
    return tuple(k for k in named if k in bare) if named else None
