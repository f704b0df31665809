"""Letters for indices that rules add to what a document writes.

Guarantee: the letter stands nowhere in the expressions.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, count

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex

__all__ = ["free_letter"]

_INDICES = ("k", "i", "j", "l", "m", "n", "p", "q", "r", "s", "t", "u", "v", "w")


def free_letter(nodes: Iterable[s.Expression], letters: tuple[str, ...] = _INDICES) -> str:
    """The first of some letters that stands nowhere in these; a numbered one where all are taken."""
    used = {latex(n) for n in nodes if isinstance(n, s.Symbol)}
    numbered = (f"\\kappa_{{{number}}}" for number in count(1))
    return next(x for x in chain(letters, numbered) if x not in used)
