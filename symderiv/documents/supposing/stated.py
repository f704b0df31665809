r"""What the running text states as a fact, and what it doubts, derives, or makes by an equation.

Sentences come here up to the formula in question, with ``⟦`` number ``⟧`` for inline mathematics.
"""

from __future__ import annotations

import re

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.sentences import one_line
from symderiv.documents.page.wording import FORGETS
from symderiv.documents.supposing.roles import CONCLUSION

__all__ = ["introduces", "is_doubted", "is_listed", "is_made_as", "is_of_data", "is_stated", "makes"]

# "one-hot rows ⟦0⟧, i.e. ⟦1⟧ and": what is said of a formula is said again as an equation
_THAT_IS = regex(
    r"⟦\d+⟧[^.;:⟦⟪]*?[,(]?\s*\b(?:i\.e\.?|that is|that means|meaning(?: that)?|namely|satisfying|which satisf(?:y|ies))"
    r"[\s,\\:]*(?:⟦\d+⟧[\s,]*(?:and\s*)?)*$",
    re.IGNORECASE,
)
_DOUBTED = regex(
    r"\b(?:not|never|no|nor|without|wrong\w*|false\w*|incorrect\w*|unless|only|if|whether|would|could|were|claims?|"
    rf"{FORGETS}|mistak\w*|someone|often|sometimes)\b",
    re.IGNORECASE,
)
_STATED = regex(
    r"(?:\b(?:since|as|because|recall(?: that)?|here|by [a-z]+|kn(?:ow|own) that|ha(?:s|ve)|fact that|using)|^|"
    r"^\W*⟦\d+⟧,?\s+and|"
    r"\b(?:is|are|was|were|been) (?:re)?(?:normali[sz]ed|scaled|weighted|chosen|constructed|arranged|divided|shifted) "
    r"(?:so|such) that)\W*$",
    re.IGNORECASE,
)
# "a label ⟦0⟧, ⟦1⟧, is": an equation in apposition to a name that a noun introduces
_APPOSED = regex(
    r"\b(?:an?|the|each|every|all|some)\s+(?:\(?[A-Za-z-]+\)?\s+){1,4}⟦\d+⟧\s*,(?:\s*⟦\d+⟧\s*,)*$", re.IGNORECASE
)


_BRINGS = regex(
    r"^\W*(?:(?:we|let us|i|now|here|next|also)\s+)*(?:have|consider|treat|study|take|fix|introduce|use|work with|"
    r"(?:are|is) given|given|deal with|there (?:is|are)|start (?:from|with))\b|"
    r"^\W*(?:the|our|an?|(?!(?:then|hence|thus|so|if|for|when|every|any|all|each|no|not|let|with|since|as|by|in|"
    r"on|at|only|unless|but|it|this|that|we|some|many|few|most|certain|several|other|unlike|like|instead|sometimes|"
    r"often|usually|typically|one|students?|people|authors?|textbooks?|papers?)\b)[a-z-]+)\b",
    re.IGNORECASE,
)
_NOT_BROUGHT = regex(
    r"\b(?:for|if|when|whenever|since|because|as|every|any|each|all|no|not|never|then|hence|thus|so|therefore|only|unless|"
    r"would|could|should|may|might|is|are|has|was|were|equals?|often|usually|sometimes|typically|examples?|unlike|"
    r"instead|called|mistak\w+|wrong\w*)\b|"
    r"\b(?:of|by|in|on|from|at|between|to|through|over|under|with|without|than|along|onto|and its)\s+"
    r"(?:(?:the|an?|some|its|our|their|this)\s+)?(?:[a-z-]+\s+){0,3}$",
    re.IGNORECASE,
)


def introduces(head: str) -> bool:
    """Whether a sentence brings up the tensor that is declared behind its beginning, with what it says of it.

    >>> introduces("Consider a matrix ⟦0⟧ and weights "), introduces("The responsibilities "), introduces("We have ")
    (True, True, False)
    >>> introduces("The norm of a vector "), introduces("For "), introduces("Then we have weights ")
    (False, False, False)
    """
    brings = _BRINGS.match(head)
    if brings is None or CONCLUSION.search(re.sub(r"^\W*we have\b", "", head, flags=re.IGNORECASE)):
        return False
    rest = re.sub(r"\b(?:are|is) given\b", "", head)
    nouns = re.search(r"[A-Za-z]{3,}\s*$", rest) is not None and not re.search(r"\bhave\s*$", rest)
    return nouns and _NOT_BROUGHT.search(rest) is None


# "⟦K \\in R^{n \\times n}⟧, ⟦K = K^\\top⟧, ⟦x \\in R^n⟧": a sentence of formulas alone lists what is given.
_LISTED = regex(r"\W*(?:⟦\d+⟧(?:\s*[,;]\s*(?:and\s+)?)+)+\W*")


def is_listed(before: str) -> bool:
    """Whether a sentence so far is a list of formulas, what is given as a rule.

    >>> is_listed("⟦0⟧, ⟦1⟧; "), is_listed("Then ⟦0⟧, "), is_listed("")
    (True, False, False)
    """
    return _LISTED.fullmatch(one_line(before)) is not None


def is_stated(before: str) -> bool:
    """Whether the running text states an equation behind the beginning of its sentence as a fact, and derives it not.

    >>> is_stated("Since"), is_stated("The vector ⟦0⟧ has"), is_stated(""), is_stated("Hence")
    (True, True, True, False)
    >>> is_stated("It has one-hot rows ⟦0⟧, i.e. ⟦1⟧ and"), is_stated("Then ⟦0⟧ is constant, that is,")
    (True, False)
    >>> is_stated("Each row of ⟦0⟧ is normalised so that"), is_stated("Then each row is such that")
    (True, False)
    >>> is_stated("The loss on a one-hot label ⟦0⟧,"), is_stated("Then for the vector ⟦0⟧,")
    (True, False)
    """
    text = one_line(before)
    inserted = _THAT_IS.search(text) or _APPOSED.search(text)
    if inserted is not None and not CONCLUSION.search(text) and not _DOUBTED.search(text):
        return True
    return _STATED.search(text) is not None and not re.search(r"\b(?:we|then|hence|thus|so) have\W*$", text)


def is_doubted(before: str) -> bool:
    """Whether a sentence so far denies, doubts or concludes what stands behind it.

    >>> is_doubted("It would be wrong to assume"), is_doubted("Hence"), is_doubted("The rows satisfy")
    (True, True, False)
    """
    text = one_line(before)
    return _DOUBTED.search(text) is not None or CONCLUSION.search(text) is not None


_NOT_MAKING = regex(
    r"\b(?:for|if|when|whenever|than|case|but|not|unless|replace|substitut\w+|instead of|same as|rather than|unlike|"
    r"like|initiali\w*|initially|start(?:s|ing)? (?:with|from|at)|at (?:the )?(?:start|optimum|minimum|convergence)|"
    r"choice|e\.g\.|for example|for instance|compare\w*|would|wrong\w*|"
    r"(?<!written )(?<!expressed )(?<!given )(?<!defined )as)\W*$",
    re.IGNORECASE,
)


# "Write the spectral decomposition of ⟦C⟧ as"
_WRITES_AS = regex(
    r"^\W*(?:(?:let us|we|one can|we can|we may|now|then|and|also)\s+)*"
    r"(?:write|decompose|factor(?:i[sz]e)?|express|represent|diagonali[sz]e)\b[^.;,]*\bas\W*$",
    re.IGNORECASE,
)
# "The rows are embedded as ⟦H = X E⟧": what is done with something, and no value or likeness.
_MADE_AS = regex(
    r"\b(?:is|are|be|being)\s+(?:then\s+|[a-z]+ly\s+)?"
    r"(?!(?:initiali|treat|regard|view|approximat|assum|estimat|interpret|consider|fix|refer|model|observ|generat|"
    r"measur|need|suppos|claim|guess)[a-z]*\b)[a-z-]+ed\s+as\W*$",
    re.IGNORECASE,
)
_DATA = regex(
    r"\b(?:models?|modell?ed|generat\w+|observ\w+|data|measur\w+|nois[ey]\w*|samples?|drawn|"
    r"minim\w*|maxim\w*|optim\w*|solutions?|solv\w+|estimat\w+|stationary|critical|fixed point|closed[- ]form|"
    r"roots?|zeros?|equilibri\w+|answer|best|limit|converge\w*)\b",
    re.IGNORECASE,
)
_NOISE = ("\\epsilon", "\\varepsilon", "\\xi", "\\nu")


def is_of_data(before: str) -> bool:
    """Whether a sentence so far speaks of data and their model, or of a solution: what is derived is so for all values.

    >>> is_of_data("The minimiser is"), is_of_data("The decoder is")
    (True, False)
    """
    return _DATA.search(one_line(before)) is not None


def is_made_as(before: str) -> bool:
    """Whether a sentence so far says as what something is computed.

    >>> is_made_as("The rows ⟦0⟧ are embedded as"), is_made_as("The choice"), is_made_as("It is treated as")
    (True, False, False)
    """
    return _MADE_AS.search(one_line(before)) is not None


def makes(before: str, word: str, right: s.Expression) -> bool:
    """Whether "the layer computes ⟦y = W x⟧" defines ``y``, whose shape is declared: by an expression, and not as an
    example, a case or what is not done.

    >>> makes("The layer computes", "", s.Operation(s.NOWHERE, "*", s.Symbol(s.NOWHERE, "W"), s.Symbol(s.NOWHERE, "x")))
    True
    >>> makes("Instead of", "", s.Symbol(s.NOWHERE, "x"))
    False
    """
    if isinstance(right, s.Number | s.Symbol | s.Scripted) or word in ("for", "if", "when", "unless", "but", "not"):
        return False
    terms = right.terms if isinstance(right, s.Addition) else ()
    noisy = any(latex(x.base if isinstance(x, s.Scripted) else x) in _NOISE for x in terms)
    solved = any(
        isinstance(x, s.Scripted) and isinstance(x.superscript, s.Addition) and latex(x.superscript) == "-1"
        for x in s.walk(right)
    )
    if noisy or solved or is_of_data(before):
        return False  # "the model y = X b + e" and "the minimiser is w = ...": what is derived by w is so for every w
    return (
        is_made_as(before)
        or _NOT_MAKING.search(one_line(before)) is None
        or _WRITES_AS.search(one_line(before)) is not None
    )
