r"""Which formulas of a sentence are what a case supposes: "if ⟦A⟧ is symmetric, i.e. ⟦A^T = A⟧, then".

A case begins with a word ("if", "whenever", "in the special case", "provided that", "with"), and everything up to where
its sentence concludes is what it supposes, in whatever words.  Guarantee: what a case supposes speaks for the displays
of its own argument (:mod:`~symderiv.documents.walk.cases`), never for the rest of the document.
"""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.sentences import CASE, MATH, PARTICULAR, one_line
from symderiv.documents.page.wording import DROPS, FORGETS
from symderiv.documents.supposing.roles import CONCLUSION

__all__ = ["gives_a_value", "is_for_now", "is_left_open", "is_said_again", "is_supposed"]

# What an "if" may stand before to be about the displays of its sentence, and not a word within a remark.
_SUPPOSED = regex(
    rf"^\W*(?P<before>(?:(?:[A-Za-z]+|i\.e\.)[\s,]+){{0,6}}?)"
    rf"(?:{CASE}|in the (?:special |particular )?case(?: of| where| when)?|provided(?: that)?|providing that|"
    rf"under the (?:additional |further |extra |mild )?(?:assumption|condition|hypothesis)(?: that)?|under|"
    rf"on the (?:assumption|condition|hypothesis)(?: that)?|for(?: all| every| each| any)?)\s+"
    rf"(?:(?:also|in addition|moreover|instead|now|however|further|the|an?|both|all|any|some|every|our|square|real|"
    rf"symmetric|orthogonal|positive|"
    rf"negative|definite|semidefinite|diagonal|invertible|nonnegative|idempotent|scalars?|numbers?|"
    rf"matri(?:x|ces)|vectors?|kernels?)\s+)*(?:{MATH}\s*(?:,|and|,\s*and)\s*)*$",
    re.IGNORECASE,
)
# "Different samples do not interact, so for ⟦m \\ne n⟧": a clause of its own.
_CLAUSES = regex(r"[:;]\s+|,\s+(?=(?:and\s+)?(?:so|hence|thus|therefore)\s)", re.IGNORECASE)
# "If ⟦p⟧ is another eigenvector, ⟦A p = mu p⟧ with ⟦mu != 0⟧": what stands behind writes the condition out.
_APPOSITION = regex(
    rf"^(\W*(?:[A-Za-z]+[\s,]+){{0,2}}?(?:{CASE}))\s+(?:the (?:rows|columns) of )?({MATH})\s+(?:is|are)\s+"
    rf"(?:an?|another|the|also|some|orthonormal|orthogonal|idempotent|symmetric|normali[sz]ed|white\w*)\b"
    rf"[^⟦⟪.;:,]{{0,60}}(?:{MATH}(?:\s+with\s+(?:the\s+)?[a-z]+\s+{MATH})?)?[,:(]\s*(?:(?:i\.e\.|that is|so that),?)?"
    rf"(?=\s*$|\s*{MATH})",
    re.IGNORECASE,
)
_WITH = regex(rf"({MATH})\s+with(?=\s+{MATH}|\s*$)")
# "For constant input ⟦u_t = c⟧": a few words that name what the equation is about.
_NAMED_CASE = regex(
    r"^\W*(?:(?:and|but|now|then|next|finally|similarly|likewise|in particular|instead)[\s,]+){0,2}"
    rf"(?:{CASE}|for|under)\s+"
    r"(?:(?!(?:is|are|was|were|be|that|which|we|it|you|has|have|of|in|to|by|from|with|on|and|or|not|then|loss|cost|"
    r"objective|function|network|layer|model|output|example|instance)\b)[a-z-]+\s+){1,3}$",
    re.IGNORECASE,
)
# "When the input is constant, ⟦u_t = c⟧", "With the constant input ⟦u_t = c⟧": if the equation is about inputs.
_SAID_AGAIN = regex(
    rf"^\W*(?:[a-z]+[\s,]+){{0,2}}?(?:{CASE})\s[^⟦⟪.;:]{{1,80}}?,\s*(?P<again>(?:i\.e\.|that is|namely),?\s*)?$",
    re.IGNORECASE,
)
_FOR = regex(r"\b(?:has|have|is|are|we|gives?|yields?)\b[^⟦]{0,24}\bfor(?: all| every| each| any)? $")
_UNSUPPOSED = regex(r"\b(?:even|only|not|whether|except|unless|nor|never|as|but|without)\b", re.IGNORECASE)
_CASES = regex(
    rf"\b(?:{CASE}|so long as|once|(?:{PARTICULAR})?(?<!which )(?<!that )(?<!this )(?<!our )cases?"
    rf"(?: \d+| [ivx]+| [A-Z])?(?:\s+(?:of|that|where|when|in which))?:?|"
    rf"provided(?: that)?|providing that|in the event that|"
    rf"under the (?:additional |further |extra |mild )?(?:assumption|condition|hypothesis|premise)s?(?: that)?|"
    rf"on (?:the )?(?:assumption|condition|hypothesis)(?: that)?|subject to|at (?:points?|places) where|"
    rf"at (?:(?:the|an?) )?(?:[a-z]+ )?(?:initiali[sz]ation|optimum|minimum|maximum|start|beginning|"
    rf"origin|solution|equilibrium|convergence|(?:stationary|critical|fixed|optimal) point)|"
    rf"(?:speciali[sz]\w+|restrict\w*) (?:\w+ )?to|(?<!.)(?:should|were|at (?:the|an?) (?:[a-z-]+ )?[a-z-]+|"
    rf"in (?:the|an?) (?:[a-z-]+ )?(?:limit|regime|situation|setting)(?: of(?: an?| the)?(?: [a-z-]+){{1,3}})?))[\s,]",
    re.IGNORECASE,
)
_NO_CASE = regex(
    r"\b(?:even|only|not|whether|except|unless|nor|never|as|without|see|check\w*|tests?|decide|know|ask\w*|say|"
    r"wonder|general)\s+$",
    re.IGNORECASE,
)
# "It is not the case that", "we exclude the case", "as opposed to the case": it is none of the case at hand.
_OTHER_CASE = regex(
    r"\b(?:not|never|rarely|seldom|hardly|scarcely|cannot|isn't|wasn't|aren't|no longer|exclud\w+|ignor\w+|"
    r"disregard\w*|discard\w*|dismiss\w*|neglect\w*|omit\w*|skip\w*|avoid\w*|prevent\w*|forbid\w*|postpon\w+|defer\w*|"
    r"rul\w+ out|le(?:ave|av\w+|ft) (?:out|aside)|set(?:ting)? aside|oppos\w+|contrast\w*|contrary|unlike|outside|"
    r"beyond|apart|aside|besides|other|rather|instead|differ\w*|distinct|no means|compar\w+(?:\s+\w+){0,3})\s+"
    r"(?:\w+ly\s+|always\s+)?(?:is\s+it\s+|be\s+)?(?:(?:in|of|to|from|than|with)\s+)?(?:the|a|an|this|that|such|any|all)\s+(?:[a-z]+\s+){0,2}cases?"
    r"(?:\s+(?:of|that|where|when|in which)(?:\s+[^,.;:⟦⟪]{0,60})?)?[\s:]*$",
    re.IGNORECASE,
)
_ONLY = regex(r"\W*only\s+", re.IGNORECASE)
# What goes on with a condition in other words, and is no conclusion.
_GOES_ON = regex(
    r"[,;(]?\s*\b(?:i\.e\.|that is(?! (?:a|an|the)\b)|namely|viz\.?|so that|which (?:means|says)(?: that)?|"
    r"meaning(?: that)?|in other words|in (?:symbols|formulas?)|in the sense that),?|"
    r",\s*(?:moreover|in addition|furthermore|however|on the other hand|also|instead|additionally|say|for example),",
    re.IGNORECASE,
)
_DONE = regex(r"[,;]\s+(?!(?:and|or|with|where|both|also|say)\b|⟦|$)|:\s|[.!?]\s+[A-Z]")
# "where ⟦0⟧ is nonzero if" tells what a name is; what comes behind the next comma is no part of that.
_DESCRIBED = regex(rf"\b(?:where|with|here|and)\s+{MATH}\s+(?:is|are|equals?|denotes?)\b[^,;.:⟦]*$", re.IGNORECASE)
# "A block survives if ⟦b = 1⟧" tells what a name stands for in general, and supposes nothing of the display.
_KINDS = regex(rf"\W*(?:an?|each|every)\s+(?:[a-z-]+\s+){{2,4}}(?:{CASE})\s", re.IGNORECASE)
_FORGETS = regex(
    rf"\b(?:{FORGETS}|forgot\w*|(?<!is )(?<!are )(?:ignor\w+|{DROPS}|omit\w*|neglect\w*)|wrong\w*|mistak\w*)\b",
    re.IGNORECASE,
)


def is_supposed(before: str, equation: bool = False) -> bool:
    """Whether a formula behind ``before`` (the beginning of its sentence) is what a case supposes.

    >>> is_supposed("For constant input ", True), is_supposed("For the output of the layer ", True)
    (True, False)

    >>> is_supposed("A block survives if "), is_supposed("The block is linear if ")
    (False, True)
    >>> is_supposed("If the matrix "), is_supposed("The result ⟪⟫ holds"), is_supposed("⟪⟫ for all ⟦0⟧ and ")
    (True, False, True)
    >>> is_supposed("The loss ⟦0⟧ has for ")
    True
    >>> is_supposed("It holds even if "), is_supposed("If we forget the mask ")
    (False, False)
    >>> is_supposed("We exclude the case "), is_supposed("It is not the case that "), is_supposed("We treat the case ")
    (False, False, True)
    >>> is_supposed("Two samples do not interact, so for "), is_supposed("They never do: for ")
    (True, True)
    >>> is_supposed("Without momentum, i.e. for "), is_supposed("Not for ")
    (True, False)
    >>> is_supposed("If ⟦0⟧ commutes with ⟦1⟧, i.e."), is_supposed("If ⟦0⟧ is symmetric, the vector")
    (True, False)
    """
    text = one_line(before).rpartition("⟪⟫")[2] + " "
    if _OTHER_CASE.search(text):
        return False
    if _APPOSITION.match(text):
        text = _WITH.sub(r"\1,", _APPOSITION.sub(r"\1 \2, ", text))
    again = _SAID_AGAIN.match(text) if equation else None
    if equation and (_NAMED_CASE.match(text) or (again is not None and again.group("again"))):
        return True
    found = _SUPPOSED.match(_CLAUSES.split(text)[-1]) or _SUPPOSED.match(text)
    if found is None:
        return (bool(_FOR.search(text)) and not _UNSUPPOSED.search(text[-24:])) or _in_a_case(text)
    if _KINDS.match(text):
        return False
    before = re.split(r"\bi\.e\.", found.group("before"))[-1]  # "without momentum, i.e. for"
    return not _UNSUPPOSED.search(before) or _ONLY.fullmatch(before) is not None


# What is supposed for the argument at hand, and taken back without a word.
_FOR_NOW = regex(
    r"\bfor (?:a|the|this|one) (?:short )?(?:moment|while|instant|time being)\b|"
    r"\b(?:momentarily|temporarily|provisionally)\b|"
    r"^\W*(?:now )?(?:let us |we |please )?(?:suppose|assume|pretend|imagine|take|let) first\b|^\W*first(?: of all)? "
    r"(?:suppose|assume|take)\b|\bfor (?:the )?(?:sake of (?:an? |the )?)?(?:argument|illustration|intuition|instance|"
    r"example|concreteness)\b|^\W*(?:e\.g\.|say\b(?!\s+that)|think of|imagine|(?:let us |we )?pretend)|"
    r"\bas an? (?:first |simple )?(?:example|illustration|warm-?up|sanity check|test|thought experiment)\b|"
    r"\bto (?:build|get|gain|develop) (?:some |an? )?intuition\b|\bto (?:warm up|illustrate)\b",
    re.IGNORECASE,
)
_BEHIND_IT = regex(r"[^.;!?⟦]*")


def is_for_now(before: str, after: str) -> bool:
    """Whether a sentence supposes something for its own argument and no longer.

    >>> is_for_now("Suppose for a moment that", "."), is_for_now("Suppose that", "."), is_for_now("Take", " as a test.")
    (True, False, True)
    """
    found = _BEHIND_IT.match(after)
    before = one_line(before).replace("⟦0⟧", "⟦00⟧")  # the first formula, not this one
    return _FOR_NOW.search(f"{before} ⟦0⟧ {found.group() if found is not None else ''}") is not None


def _in_a_case(text: str) -> bool:
    """Whether a case that a sentence begins is not yet done at its end: "if the weights ⟦0⟧ are tied, i.e."."""
    cases = list(_CASES.finditer(text))
    if not cases:
        return False
    found = cases[-1]
    if _NO_CASE.search(text[: found.start()]) and not _ONLY.fullmatch(text[: found.start()]):
        return False
    if _DESCRIBED.search(text[: found.start()]) and "," in text[found.end() :]:
        return False
    rest = _GOES_ON.sub(" ", text[found.end() :])
    return not (CONCLUSION.search(rest) or _DONE.search(rest) or _FORGETS.search(rest))


def is_left_open(before: str) -> bool:
    """Whether what stands behind the beginning of a sentence may hold or not.

    >>> is_left_open("Whether or not"), is_left_open("Even if"), is_left_open("Whether or not ⟦0⟧ is large, let")
    (True, True, False)
    """
    return _OPEN.search(one_line(before)) is not None


# "Whether ... is recorded in ⟦0⟧" says what is in it.
_OPEN = regex(
    r"\b(?:whether(?![^,;.:]*\b(?:is|are) (?:recorded|stored|encoded|coded|indicated|marked|noted|told|kept|given)\b)|"
    r"even (?:if|when|though)|no matter|regardless|irrespective)\b[^,;.:]*$",
    re.IGNORECASE,
)


def gives_a_value(before: str) -> bool:
    """Whether an equation behind the beginning of its sentence chooses a value for that sentence.

    >>> gives_a_value("With"), gives_a_value("Now setting"), gives_a_value("The step size is often set to")
    (True, True, False)
    >>> gives_a_value("With the constant input,"), gives_a_value("With the result of")
    (True, False)
    >>> gives_a_value("With all strides equal to one,"), gives_a_value("With all of it equal to the sum,")
    (True, False)
    >>> gives_a_value("For orthonormal columns ⟦0⟧ and tied weights"), gives_a_value("For symmetric matrices,")
    (True, False)
    >>> gives_a_value("For a target distribution ⟦0⟧ with")
    False
    """
    words = r"with|at|taking|setting|choosing|putting|substituting|inserting|plugging in"
    nouns = r"(?:\s*(?!(?:of|in|to|by|from|on|and|or|not|that|which|is|are)\b)[a-z-]+){0,3}\s*"
    value = (
        r"(?:(?:equal|set|fixed|tied) to (?:one|zero|unity|the identity|each other)|(?:being|all) (?:one|zero|equal))?"
    )
    more = rf"(?:⟦\d+⟧\s*\)?,?\s*(?:and|with)\b{nouns}[,(]?\s*)*"
    # "for symmetric matrices, ⟦0⟧" says it of them, "for a target ⟦0⟧ with ⟦1⟧" tells of it from here on; but "for tied
    # weights ⟦0⟧" and "under tying (⟦0⟧) and orthonormality (⟦1⟧)" choose
    bare = nouns.replace("(?!(?:", "(?!(?:an?|any|all|each|every|some|the|this|our|")
    chosen = rf"(?:for|under)\b{bare}\(?\s*(?:⟦\d+⟧\s*\)?,?\s*and\b{bare}[,(]?\s*)*"
    return any(
        re.fullmatch(rf"\W*(?:[A-Za-z]+\s+)?{way}", one_line(before), re.IGNORECASE)
        for way in (rf"(?:{words})\b{nouns}{value},?\s*{more}", chosen)
    )


def is_said_again(before: str) -> bool:
    """Whether a case in words is done, and an equation behind it may say it again.

    >>> is_said_again("When the input is constant, "), is_said_again("The input is constant, ")
    (True, False)
    """
    return _SAID_AGAIN.match(one_line(before) + " ") is not None
