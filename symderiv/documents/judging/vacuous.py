"""Claims about nothing: those whose range is empty whatever the sizes, that read a state behind the last one or before
the first, or that have a derivative of what is not made from its variable.  They would be proved, and say nothing, or
something else than is meant."""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.latex.failures import UNEXPECTED
from symderiv.language.integers import is_index
from symderiv.language.terms import ONE, ZERO, Diff, Read, Sum, Term, walk
from symderiv.language.theory import Statement, Theory
from symderiv.meaning import Memory

__all__ = ["is_vacuous", "missing_state", "unmoved"]


def is_vacuous(theory: Theory, statement: Statement, memory: Memory | None) -> bool:
    """Whether the range that a claim is restricted to is always empty."""
    from symderiv.documents.judging.written_sizes import proves

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


def unmoved(theory: Theory, statement: Statement, proved: bool) -> str:
    r"""What nothing moves of a claim that speaks of its derivative, ``\partial L / \partial W`` with a loss that does
    not depend on ``W``: it is 0, and the claim may hold for that reason alone; "" where everything may change, or where
    the claim says that something is 0.  Where it fails, it fails if something is made from ``W``: the text has said
    what ``W`` is for."""
    if ZERO in (statement.left, statement.right):
        return ""
    for node in (n for side in (statement.left, statement.right) for n in walk(side)):
        if isinstance(node, Diff) and not _reaches(theory, node.body, node.tensor):
            if not proved and any(node.tensor in d.reads for d in theory.definitions.values()):
                continue
            made = node.body.tensor if isinstance(node.body, Read) else "what is differentiated"
            return f"vacuous: {made} is not made from {node.tensor}, so that its derivative is 0"
    return ""


def _reaches(theory: Theory, term: Term, tensor: str) -> bool:
    """Whether a tensor is read by a term, or by what the term is defined from."""
    seen: set[str] = set()
    stack: list[str] = [n.tensor for n in walk(term) if isinstance(n, Read)]
    while stack:
        name = stack.pop()
        if name == tensor:
            return True
        if name in seen:
            continue
        seen.add(name)
        if name in theory.definitions:
            stack += [n.tensor for n in walk(theory.definitions[name].body) if isinstance(n, Read)]
        if name in theory.losses:
            stack += theory.losses[name].frontier
    return False
