r"""Where an equation of the text holds: "``A_{ij} = 0`` for ``j > i``", "``x_t = 0`` outside of its range".

A condition on an index behind an equation about an entry restricts it to some entries; such an equation defines no
tensor, and is read with the condition as a bracket, ``[j > i] A_{ij} = 0``.  That a tensor is zero outside of itself is
no news (:data:`OUTSIDE`).

Guarantee: a range from the first entry on, and a recurrence from its first step on, is no such condition.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from symderiv.documents.names import is_letter
from symderiv.documents.regex import regex
from symderiv.documents.spelling import latex
from symderiv.documents.syntax import Addition, Comparison, Expression, Group, Number, Product, Scripted, walk

__all__ = ["BEHIND", "OUTSIDE", "OUT_OF_IT", "bracketed", "is_outside", "restricts"]

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
_ORDER = ("<", ">", "\\le", "\\ge", "\\ne")


def _entries(node: Expression) -> set[str]:
    """The letters in the subscripts, and in brackets above, of a name."""
    if not isinstance(node, Scripted):
        return set()
    above = node.superscript.entries if isinstance(node.superscript, Group) else ()
    return {latex(x) for entry in (*node.subscripts, *above) for x in walk(entry) if is_letter(x)}


def restricts(left: Expression, right: Expression, stated: Sequence[Expression]) -> bool:
    """Whether conditions restrict an equation about an entry to some values of its indices."""
    letters = _entries(left)
    conditions = [c for c in stated if isinstance(c, Comparison)]
    if len(conditions) < len(stated) or any(r not in _ORDER for c in conditions for r in c.relations):
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
        if len(c.relations) > 1:
            found |= not (isinstance(first, Number) and first.value in (0, 1))
        elif isinstance(right, Number):
            found = True
        else:  # "``h_t = F(h_{t-1})`` for ``t > 0``" and "for ``t < T``" speak of all steps
            found |= all(letters & {latex(x) for x in walk(side)} for side in (first, last)) or "\\ne" in c.relations
    return found


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
