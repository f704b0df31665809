r"""Where an equation of the text holds: "``A_{ij} = 0`` for ``j > i``", "``x_t = 0`` outside of its range".

A condition on an index behind an equation about an entry restricts it to some entries; such an equation defines no
tensor, and is read with the condition as a bracket, ``[j > i] A_{ij} = 0``.  That a tensor is zero outside of itself is
no news (:data:`OUTSIDE`).

Guarantee: a range from the first entry on, and a recurrence from its first step on, is no such condition.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import Addition, Comparison, Expression, Group, Number, Product, Scripted, walk

__all__ = [
    "AWAY",
    "BEHIND",
    "LOOSELY",
    "OUTSIDE",
    "OUT_OF_IT",
    "bracketed",
    "is_outside",
    "of_some",
    "partly",
    "restricts",
]

#: The words between an equation and the formula that says where it holds.
BEHIND = regex(
    r"\s*,?\s*(?:for|if|when|whenever|where|at|provided(?: that)?|as long as)\s+(?:all |every |each |any )?⟦(\d+)⟧"
)
OUT_OF_IT = regex(r"\s*,?\s*(?:outside|beyond|elsewhere|otherwise|past|out of|before|after|unless|except)\b")
#: Words behind "``x_t = 0``" that say no more than that a tensor is zero outside of itself.
OUTSIDE = regex(
    r"\s*,?\s*(?:outside|beyond|elsewhere|past|out of)(?:\s+(?:of|the|its|their|that|this|valid|allowed|index|"
    r"range|ranges|bounds|array|ends?|edges?|borders?|boundar(?:y|ies)|signal|image|input|domain|both))*\s*(?:[.;,:)]|and\b|$)",
    re.IGNORECASE,
)
# Words behind an equation about entries by which it is said of some of them: "for odd $i$", "except for $i = 1$".
_OF_SOME = regex(
    r"\s*,?\s*(?:(?:only|just)\s+)?(?:for|at|in)\s+(?:(?:only|just)\s+)?(?:some|one|exactly|at least|at most|odd|even|"
    r"large|small|almost|nearly|most|many|infinitely|finitely|certain|two|three|half|a few|"
    r"the (?:first|last|even|odd|other))\b|"
    r"\s*,?\s*(?:unless|except|apart from|other than|save for|only (?:for|at|if|when|where))\b",
    re.IGNORECASE,
)
#: Words behind what is supposed by which it holds somewhere, or nearly.
LOOSELY = (
    r"on the (?:support|boundary|border|diagonal|interior|first|last|second|training|test)\b|"
    r"in the (?:interior|limit|mean)\b|away from|"
    r"up to (?:a|an|some|order|the|first|second|sign|scale|noise|round\w*|permut\w*)\b|"
    r"with (?:high )?probability|on average|initially\b|approximately\b|in expectation|almost (?:surely|everywhere)|"
    r"asymptotically\b|to (?:first|leading|second) order"
)
#: Words before an equation by which what is said holds elsewhere: "away from the kinks ``u_i = 1``".
AWAY = regex(
    r"\b(?:away from|outside(?: of)?|except(?:ing)?|excluding|ignoring|apart from|other than)"
    r"(?:\s+(?:at|for|where|when|with|of|in|the|an?|any|all|its|their|these|such|kinks?|corners?|ties?|points?|places?|values?|"
    r"cases?|sets?|measure|zero|null|non-?smooth|non-?differentiable|hinge|relu))*\s*\(?\s*$",
    re.IGNORECASE,
)
_MARKUP = regex(r"\\(?:q?quad|text\w*|mathrm|mbox|forall)\b|\\[,;:! {}]|[{}$~()&]|\s+")
_LOOSE = regex(rf"\W*(?:{LOOSELY})", re.IGNORECASE)
_BOUND = regex(
    r"[\s,]*(?:(?:for|at|when|if|where|whenever|with) )?(?:(?:all|every|each|any) )?(?P<letter>\\?[A-Za-z]+)\s*"
    r"(?:(?P<relation>=|>|<|\\(?:g|l|n)(?:eq?|t)?|\\in)\s*(?P<number>\d+)|(?P<is>is)\b)"
)
_OF_ONE = regex(r"\s*,?\s*(?:for|at) an? (?:fixed|given|single|certain|particular|specific)\b", re.IGNORECASE)
_ORDER = ("<", ">", "\\le", "\\ge", "\\ne", "=", "\\in")


def _entries(node: Expression) -> set[str]:
    """The letters in the subscripts, and in brackets above, of a name."""
    if not isinstance(node, Scripted):
        return set()
    above = node.superscript.entries if isinstance(node.superscript, Group) else ()
    return {latex(x) for entry in (*node.subscripts, *above) for x in walk(entry) if is_letter(x)}


def of_some(sides: Sequence[Expression], behind: str, supposed: bool) -> bool:
    """Whether the words behind an equation about entries say that it holds of some of them; of one that is fixed, where
    it is ``supposed`` and does not define."""
    words = _OF_SOME.match(behind) or (_OF_ONE.match(behind) if supposed else None)
    return words is not None and any(_entries(n) for side in sides for n in walk(side))


def partly(sides: Sequence[Expression], behind: str, announced: bool) -> bool:
    r"""Whether what stands behind a displayed equation about entries leaves some of them out, in words or, where it is
    ``announced`` as a supposition, by a bound on an index; ``behind`` is source text.

    >>> from symderiv.documents.latex.syntax import NOWHERE, Symbol
    >>> entry = Scripted(NOWHERE, Symbol(NOWHERE, "x"), (Symbol(NOWHERE, "i"),))
    >>> partly([entry], r", \qquad i = 1.", True), partly([entry], r", \qquad i = 1, \dots, n", True)
    (True, False)
    >>> partly([entry], r"\quad \text{for odd } i", False), partly([entry], " for all $i$", True)
    (True, False)
    """
    text = " ".join(_MARKUP.sub(" ", behind).split())
    if of_some(sides, text, announced) or _LOOSE.match(text):
        return True
    found = _BOUND.match(text) if announced else None
    if found is None or found["letter"] not in {x for side in sides for n in walk(side) for x in _entries(n)}:
        return False
    if found["is"]:  # "if $i$ is odd"
        return True
    number, relation = int(found["number"]), found["relation"].lstrip("\\")
    if relation in ("=", "in"):
        return re.match(r"[^;]{0,20}(?:dots|\.\.)", text[found.end() :]) is None
    return _cuts({"gt": ">"}.get(relation, relation), number)


def restricts(left: Expression, right: Expression, stated: Sequence[Expression], supposed: bool = False) -> bool:
    """Whether conditions restrict an equation about an entry to some values of its indices; where it is ``supposed``,
    no recurrence or definition is meant that would go on for them."""
    letters = _entries(left)
    if not isinstance(left, Scripted):  # "``u_i^\\top u_j = c`` for ``i \\ne j``"
        letters = {x for node in walk(left) for x in _entries(node)}
    conditions = [c for c in stated if isinstance(c, Comparison)]
    if len(conditions) < len(stated):
        return False
    conditions = [c for c in conditions if not _declares(c)]  # "where ``x_t \\in \\mathbb{R}^m``"
    if any(r not in _ORDER for c in conditions for r in c.relations):
        return False
    if (
        not letters
        or not conditions
        or not all(letters & {latex(x) for side in c.operands for x in walk(side) if is_letter(x)} for c in conditions)
    ):
        return False
    found = False
    for c in conditions:
        first, last = c.operands[0], c.operands[-1]
        if "=" in c.relations or "\\in" in c.relations:
            found |= supposed if "\\in" in c.relations else is_letter(first) and isinstance(last, Number)
        elif len(c.relations) > 1:
            found |= not (isinstance(first, Number) and first.value in (0, 1))
        elif isinstance(right, Number):
            found = True
        else:  # "``h_t = F(h_{t-1})`` for ``t > 0``" and "for ``t < T``" speak of all steps
            found |= all(letters & {latex(x) for x in walk(side)} for side in (first, last)) or "\\ne" in c.relations
            found |= supposed and _leaves_out(c)
    return found


def _declares(c: Comparison) -> bool:
    """Whether a condition is the shape of a tensor."""
    return c.relations == ("\\in",) and not is_letter(c.operands[0]) and "\\mathbb{R}" in latex(c.operands[-1])


def _leaves_out(c: Comparison) -> bool:
    """Whether a bound by a number leaves out some values of an index: ``i > 1``, ``i \\ge 2``, ``i \\le 3``."""
    (one, other), relation = c.operands, c.relations[0]
    if not is_letter(one) and not is_letter(other):
        return True  # a condition on values: "where $y_i > 0$"
    if isinstance(one, Number):
        one, other, relation = other, one, {"<": ">", ">": "<", "\\le": "\\ge", "\\ge": "\\le"}.get(relation, relation)
    if not isinstance(other, Number):
        return False
    return _cuts(relation.lstrip("\\"), other.value)


def _cuts(relation: str, number: Fraction | int) -> bool:
    """Whether a bound on an index by a number leaves out values of it, whether they begin at 0 or at 1."""
    return relation[0] in "<ln" or number >= (1 if relation == ">" else 2)


def is_outside(left: Expression, right: Expression, conditions: Sequence[Expression]) -> bool:
    """Whether "``x_t = 0`` for ``t < 0``" speaks of no entry at all: a condition before the first one."""
    if not isinstance(right, Number) or right.value != 0:
        return False
    for c in conditions:
        if (
            not isinstance(c, Comparison)
            or len(c.relations) != 1
            or not is_letter(c.operands[0])
            or latex(c.operands[0]) not in _entries(left)
        ):
            continue
        (relation,), bound = c.relations, c.operands[1]
        low = bound.value if isinstance(bound, Number) else None
        if isinstance(bound, Addition) and len(bound.terms) == 1 and isinstance(bound.terms[0], Number):
            low = -bound.terms[0].value if bound.signs == ("-",) else bound.terms[0].value
        if low is not None and (low <= 0 if relation == "<" else low < 0 if relation == "\\le" else False):
            return True
    return False


def bracketed(node: Expression, conditions: Sequence[Comparison]) -> Expression:
    """A side with the conditions as brackets before it."""
    if isinstance(node, Number) and node.value == 0:
        return node
    brackets = tuple(Group(c.span, "[", (c,)) for c in conditions)
    return Product(node.span, (*brackets, node), ("",) * len(brackets))
