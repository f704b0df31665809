r"""Conditions that a text poses by setting something to zero: "setting the gradient to zero, ``X^\top (X w - y) = 0``".

Such an equation holds at the points that the text looks for, and nowhere else: it is no slip, and what follows from it
is none either.  It is not announced as a hypothesis, so it stays a claim, which is left open.

Guarantee: what is said to be zero, to vanish or to sum to zero is no such condition, and neither is an input that is
set to zero.
"""

from __future__ import annotations

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.page.surface import Link
from symderiv.documents.supposing.assertions import spaced

__all__ = ["POSED", "is_zero", "poses", "sets_to_zero"]

_WHAT = (
    r"(?:(?:it|this|that|these|those|them|both|each|which|all)\b|(?:[a-z-]+[ ,]+){0,4}?(?:derivatives?|gradients?|"
    r"partials?|differentials?|slopes?|jacobians?|scores?|results?|expressions?|equations?|quantit(?:y|ies)|sides?|"
    r"lines?)\b)"
)
_ZERO = r"(?:zeros?|0|null|⟦\d+⟧)"
_ACT = r"(?:set|sets|setting|equat(?:e|es|ed|ing)|put|puts|putting)"
_SETS = spaced(
    rf"\b{_ACT}\s+{_WHAT}[^.;:⟪]{{0,80}}?\s(?:(?:equal )?to|equal|=)\s+{_ZERO}(?!-|\s+(?:outside|beyond|padding)\b)|"
    rf"\b{_ACT}\s+(?:equal )?to\s+(?:zeros?|0)\b(?!-|\s+(?:outside|beyond|padding)\b)|"
    rf"\b{_WHAT}[^.;:⟪]{{0,80}}? (?:(?:is|are|be|being|was|were|has to be|have to be|must be|should be|to be) )"
    rf"(?:set|equated|put) (?:(?:equal )?to|equal) {_ZERO}|"
    r"\b(?:first[- ]order|optimality|stationarity|KKT|Karush[- ]Kuhn[- ]Tucker) "
    r"(?:(?:necessary|optimality|stationarity) )?conditions?\b|"
    r"\b(?:normal|likelihood|score|estimating) equations?\b|"
    r"\bconditions? for (?:an?|the|its|being an?) (?:[a-z]+ ){0,2}?(?:minim|maxim|optim|extrem|stationar|critical)\w*|"
    r"\b(?:stationary|critical|saddle) points? (?:of [^.;:⟪]{1,40} )?"
    r"(?:has|have|satisf(?:y|ies)|obeys?|is|are|where)\b|"
    rf"\b{_WHAT}[^.;:⟪]{{0,40}}? (?:(?:is|are|becomes?|be) (?:equal to )?(?:zero|0)|vanish(?:es)?) "
    r"(?:(?:exactly|precisely|only|just) )?(?:when|if|iff|where|at)\b|"
    r"\b(?:minimi[sz]ed|maximi[sz]ed|minimal|maximal|optimal|smallest|largest|stationary|attained|reached) "
    r"(?:(?:exactly|precisely|only|just) )?(?:when|if|iff|where|at|for|by)\W*$|"
    r"\bto (?:find|get|obtain|compute|locate) (?:the|an?|its|this) (?:[a-z]+ )?"
    r"(?:minim|maxim|optim|extrem|stationar)\w*"
)
# What is looked for has no claim made of it: "we want ⟦w⟧ such that".
_SEEKS = spaced(
    r"\b(?:want|wants|wish|seek|seeks|look(?:ing)? for|search(?:ing)? for|find|need|needs|requires?|demand|ask for)\b"
    r"[^.;⟪]*?\b(?:such that|so that|with|for which|where|to have|that)\b"
)
# What an input is at the point that is looked for: "the optimal weights are".
_SOLUTION = spaced(
    r"\b(?:solutions?|minimi[sz]ers?|maximi[sz]ers?|optim(?:um|al|a)|minim(?:um|a)|maxim(?:um|a)|estimat(?:es?|ors?)|"
    r"MLE|MAP|least[- ]squares|closed[- ]form|best|fit|fixed points?)\b[^.;⟪]*$"
)
_SETS_A_FORMULA = spaced(
    rf"\b(?:set|setting|equat(?:e|ing)|put|putting)\s+(?:[^.;:⟪⟦]{{0,40}}\s)?⟦\d+⟧[^.;:⟪]{{0,80}}?\s"
    rf"(?:(?:equal )?to|equal|=)\s+{_ZERO}"
)
_SOLVES = spaced(r"\b(?:solve|solves|solving|we solve|roots? of)\b[^.;:⟪]*$")
# What stands over the sign of an equation that is asked to hold.
_ASKED = regex(
    r"\\(?:overset|stackrel)\s*\{\s*(?:!|\\(?:text|mathrm|textrm)\s*\{\s*(?:!|set|must)\s*\}|\\text\s*!)\s*\}"
)

#: What is said of such an equation, and of what rests on it.
POSED = 'the text sets this to zero or asks it to hold; announce it with "suppose" where it is to be assumed'


def sets_to_zero(lead: str) -> bool:
    """Whether the sentence that leads into a display sets what is derived to zero, or names a condition of optimality.

    >>> sets_to_zero("Setting the gradient to zero, we find"), sets_to_zero("which we set equal to zero:")
    (True, True)
    >>> sets_to_zero("Setting the bias to zero gives"), sets_to_zero("The gradient vanishes:")
    (False, False)
    >>> sets_to_zero("The gradient vanishes when"), sets_to_zero("The loss is minimal for")
    (True, True)
    """
    return _SETS.search(lead) is not None


def is_zero(side: s.Expression | None) -> bool:
    """Whether a side of an equation is the number 0, also as a tensor of zeros."""
    if isinstance(side, s.Symbol):
        return side.letter == "0"
    return isinstance(side, s.Number) and not side.value


def poses(lead: str, link: Link, alone: bool, of_input: bool) -> bool:
    """Whether a link is posed by the sentence before: it has a side 0, or a sign for "shall be"; or it is what is found
    from there, where no equation of the sentence says what is zero (``alone``); or it says what an input is at a point
    that is looked for (``of_input``)."""
    if _ASKED.search(link.latex):
        return True
    if is_zero(link.left) or is_zero(link.right):
        # of which formula it is said does not matter: it is the side that stands there
        return sets_to_zero(lead) or any(words.search(lead) for words in (_SETS_A_FORMULA, _SOLVES, _SEEKS))
    if alone and sets_to_zero(lead):
        return True
    return of_input and any(words.search(lead) for words in (_SOLUTION, _SEEKS))
