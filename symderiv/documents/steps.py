"""A name at a step of a recurrence, ``x_{k+1}``: its base, the letter that counts, and how far it is from it."""

from __future__ import annotations

from symderiv.documents import syntax as s
from symderiv.documents.names import is_letter
from symderiv.documents.spelling import latex

__all__ = ["step_of"]


def step_of(node: s.Expression) -> tuple[str, str, int] | None:
    """``x_{k+1}`` as its base, its letter and how far it is from it."""
    if not isinstance(node, s.Scripted) or not isinstance(node.base, s.Symbol) or len(node.subscripts) != 1:
        return None
    (entry,) = node.subscripts
    base = latex(node.base) + "'" * node.primes
    if is_letter(entry):
        return base, latex(entry), 0
    if isinstance(entry, s.Addition) and len(entry.terms) == 2 and is_letter(entry.terms[0]) and entry.signs[0] == "+":
        number = entry.terms[1]
        if isinstance(number, s.Number) and number.value.denominator == 1:
            return base, latex(entry.terms[0]), int(number.value) * (-1 if entry.signs[1] == "-" else 1)
    return None
