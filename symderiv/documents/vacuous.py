"""Claims about nothing: those whose range is empty whatever the sizes.  They would be proved, and say nothing."""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.failures import UNEXPECTED
from symderiv.language.terms import ONE, ZERO, Sum
from symderiv.language.theory import Statement, Theory
from symderiv.meaning import Memory

__all__ = ["is_vacuous"]


def is_vacuous(theory: Theory, statement: Statement, memory: Memory | None) -> bool:
    """Whether the range that a claim is restricted to is always empty."""
    from symderiv.decide import proves

    left = statement.left
    if not isinstance(left, Sum) or left.binders or not left.guards:
        return False
    try:
        inside = replace(statement, left=Sum((), left.guards, ONE), right=ZERO, relation="=")
        return proves(theory, inside, memory=memory)
    except UNEXPECTED:
        return False
