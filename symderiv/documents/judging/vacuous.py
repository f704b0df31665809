"""Claims about nothing: those whose range is empty whatever the sizes, or that read a state behind the last one or
before the first.  They would be proved, and say nothing."""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.latex.failures import UNEXPECTED
from symderiv.language.integers import is_index
from symderiv.language.terms import ONE, ZERO, Read, Sum, walk
from symderiv.language.theory import Statement, Theory
from symderiv.meaning import Memory

__all__ = ["is_vacuous", "missing_state"]


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


def missing_state(theory: Theory, statement: Statement) -> str:
    """A state that a claim reads behind the last one or before the first, at a place that no index moves: ``c_T`` of
    ``T - 1`` states; "" where it reads none."""
    from symderiv.prover.kernel.intervals import implied

    facts = theory.size_guards()
    for node in (n for side in (statement.left, statement.right) for n in walk(side)):
        if not isinstance(node, Read) or node.tensor not in theory.definitions:
            continue
        for place, size in zip(node.index, theory.shape_of(node.tensor), strict=True):
            if any(map(is_index, place.free)):
                continue
            if implied(place - size, facts):
                return f"{node.tensor} has {size} entries, and is read behind the last of them"
            if implied(-place - 1, facts):
                return f"{node.tensor} has {size} entries, and is read before the first of them"
    return ""
