r"""Equations that give a name a new value: ``w = w - \eta g`` where a text tells of a step, ``w := w - \eta g``.

Guarantee: the name stands alone on the left, and is what is changed on the right; without a sign or a word for it, an
equation is a claim.
"""

from __future__ import annotations

import re

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Link

__all__ = ["ASSIGNED", "assigns"]

_STEP = regex(
    r"\b(?:updat\w*|steps?|descen\w+|ascen\w+|iterat\w+|assign\w*|overwrit\w+|replac\w+|repeat\w*|loops?|"
    r"optimi[sz]er\w*|algorithm|(?:learning|delta|update) rules?|sgd|adam|momentum|weight decay|new value)\b",
    re.IGNORECASE,
)

#: What is said of such an equation.
ASSIGNED = r"it gives its left side a new value; write \leftarrow, or name the new value, as in w^{+} = ..."


def assigns(lead: str, link: Link) -> bool:
    """Whether a link gives a name a new value, made from the old one."""
    if not isinstance(link.left, s.Symbol | s.Scripted) or link.right is None or link.continuation:
        return False
    if link.relation != ":=" and not _STEP.search(lead):
        return False
    name = latex(link.left)
    terms = link.right.terms if isinstance(link.right, s.Addition) else (link.right,)
    return any(name in _changed(term) for term in terms)


def _changed(term: s.Expression) -> set[str]:
    """The names that a summand is, or is a multiple of."""
    factors = term.factors if isinstance(term, s.Product) else (term,)
    return {latex(x) for x in factors if isinstance(x, s.Symbol | s.Scripted)}
