"""Verdicts about losses without definition: what a line says of their values or gradients neither holds nor fails.

Guarantee: a rule here only takes a verdict back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.judging.judged import Case, abstained
from symderiv.documents.rewriting.summed_losses import losses_of_members, made_from_losses
from symderiv.language.terms import Diff, Read, Term, walk
from symderiv.language.theory import Theory
from symderiv.language.verdicts import REFUTED, Verdict

__all__ = ["as_a_number", "depends_on", "of_losses", "without_definition"]


def without_definition(case: Case, verdict: Verdict) -> Verdict:
    """A refutation that only says that an unknown loss is unknown is none."""
    theory, statement = case.theory, case.statement
    for one, other in ((statement.left, statement.right), (statement.right, statement.left)):
        loss = _unknown(theory, one)
        values = loss is not None and not _has_gradient(theory, one, loss) and depends_on(theory, other, loss)
        if loss is not None and not values and not _has_gradient(theory, other, loss):
            return abstained(verdict, f"{loss} has no definition: its value or its gradient here may be anything")
    changed = [n.body for side in (statement.left, statement.right) for n in walk(side) if isinstance(n, Diff)]
    supposed = [side for h in theory.hypotheses for side in (h.statement.left, h.statement.right)]
    for loss in theory.losses:  # a hypothesis is used after differentiation, and restricts no gradient
        if any(depends_on(theory, x, loss) for x in changed) and any(_has_value(theory, x, loss) for x in supposed):
            return abstained(verdict, f"{loss} has no definition, only a supposed value, which tells no gradient")
    return verdict


def of_losses(case: Case, verdict: Verdict) -> Verdict:
    """A loss that is made from losses of which nothing is said has no gradients to judge."""
    member = losses_of_members(case.theory, case.statement)
    if member:
        return abstained(verdict, f"what the numbers {member} are functions of is not said; define them")
    loss = made_from_losses(case.theory, case.statement)
    return abstained(verdict, f"what {loss} is made from is not said; define it") if loss else verdict


def as_a_number(case: Case, verdict: Verdict) -> Verdict:
    r"""A refutation because a number without definition, of which another line takes a gradient, is a function of
    something is none: here it may be a constant.  Not where only gradients of it are read, as in ``delta``, nor where
    the document writes it as a function, ``L(y, t)`` or ``L = \ell(y, t)``."""
    theory, sides = case.theory, (case.statement.left, case.statement.right)
    changed = [n.body for side in sides for n in walk(side) if isinstance(n, Diff)]
    told = {n.tensor for body in changed for n in walk(body) if isinstance(n, Read)}
    losses = theory.losses.keys() - told - case.context.points.keys() - case.context.unsaid
    numbers = [x for x in theory.losses if x in losses and any(_has_value(theory, side, x) for side in sides)]
    if not numbers:
        return verdict
    rest = {name: loss for name, loss in theory.losses.items() if name not in numbers}
    plain = replace(theory, losses=rest, shapes={**theory.shapes, **dict.fromkeys(numbers, ())})
    if case.decided(plain).verdict == REFUTED:
        return verdict
    names = " and ".join(f"{x} is taken as a function of {', '.join(theory.losses[x].frontier)}" for x in numbers)
    return abstained(verdict, f"{names}, by which a gradient of it is taken; with a number it is right")


def _has_value(theory: Theory, term: Term, loss: str) -> bool:
    """Whether a value reads the value of a loss, directly or through definitions, and not only its gradients."""
    seen: set[str] = set()
    stack: list[Term] = [term]
    while stack:
        node = stack.pop()
        if isinstance(node, Read):
            if node.tensor == loss:
                return True
            if node.tensor in theory.definitions and node.tensor not in seen:
                seen.add(node.tensor)
                stack.append(theory.definitions[node.tensor].body)
        elif not (isinstance(node, Diff) and isinstance(node.body, Read) and node.body.tensor == loss):
            stack += node.children
    return False


def _unknown(theory: Theory, term: Term) -> str | None:
    """The loss, if a term is an unknown loss or one of its frontier gradients."""
    losses = {n.tensor for n in walk(term) if isinstance(n, Read) and n.tensor in theory.losses}
    if not losses:
        return None
    loss = min(losses)
    for node in walk(term):
        if (
            isinstance(node, Diff)
            and isinstance(node.body, Read)
            and node.body.tensor == loss
            and node.tensor not in theory.losses[loss].frontier
        ):
            return None
    return loss


def _reached(theory: Theory, term: Term) -> Iterator[Term]:
    """The nodes of a term and of the definitions that it reads."""
    seen: set[str] = set()
    stack: list[Term] = [term]
    while stack:
        for node in walk(stack.pop()):
            yield node
            if isinstance(node, Read) and node.tensor in theory.definitions and node.tensor not in seen:
                seen.add(node.tensor)
                stack.append(theory.definitions[node.tensor].body)


def depends_on(theory: Theory, term: Term, loss: str) -> bool:
    """Whether a value reads the loss, directly or through definitions."""
    return any(isinstance(node, Read) and node.tensor == loss for node in _reached(theory, term))


def _has_gradient(theory: Theory, term: Term, loss: str) -> bool:
    """Whether a value reads a gradient of the loss, directly or through definitions: of one gradient another tells."""
    return any(isinstance(node, Diff) and depends_on(theory, node.body, loss) for node in _reached(theory, term))
