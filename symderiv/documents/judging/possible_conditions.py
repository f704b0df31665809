r"""Refutations of what may be a condition or a definition: ``X^T X w = X^T y`` of a text that says nothing of ``w``.

A line that is wrong for some inputs is wrong where those inputs are free.  Where no line tells what a name is, or the
words around are in a language that is not read, the line itself may tell it.  A slip in a derivation shows otherwise:
both sides are made from the same inputs, or one of them is a derivative of what is known.

The same holds of what a text differentiates and does not define: ``\partial a_k / \partial z_i`` is 0 for two inputs,
and nobody writes that down; the text has left out how ``a`` is made from ``z``.

Guarantee: a rule here only takes a verdict back.
"""

from __future__ import annotations

from symderiv.documents.judging.judged import Case, abstained
from symderiv.language.terms import Diff, Num, Read, Term, walk
from symderiv.language.theory import Statement, Theory
from symderiv.language.verdicts import PROVED, REFUTED, Verdict

__all__ = ["inputs_of", "perhaps_a_condition", "without_a_maker"]


def without_a_maker(case: Case, verdict: Verdict) -> Verdict:
    """Abstain where a line differentiates an input by another one: how it is made is not said."""
    told = case.context.names.ranks.keys() - case.context.unspoken - set(case.equation.unstated)
    for side in (case.statement.left, case.statement.right):
        for node in walk(side):
            if not isinstance(node, Diff) or not isinstance(node.body, Read):
                continue
            made, by = node.body.tensor, node.tensor
            known = made in case.theory.definitions or made in case.theory.losses or made == by
            if known or (verdict.verdict == PROVED and made in told):
                continue
            return abstained(verdict, f"no line tells how {made} is made from {by}; define it")
    return _of_independent_gradients(case, verdict) if verdict.verdict == REFUTED else verdict


def _of_independent_gradients(case: Case, verdict: Verdict) -> Verdict:
    """Abstain where one gradient of an unknown loss is told by others, of inputs that no line connects."""
    theory = case.theory
    left, right = (
        {(n.body.tensor, n.tensor) for n in walk(side) if isinstance(n, Diff) and isinstance(n.body, Read)}
        for side in (case.statement.left, case.statement.right)
    )
    for loss, by in sorted(left ^ right) if left and right else ():
        known = theory.losses.get(loss)
        if known is not None and by in known.frontier and by not in theory.definitions:
            others = ", ".join(sorted({name for made, name in left | right if made == loss} - {by}))
            if others:
                return abstained(verdict, f"no line tells how {others} and {by} are made from each other; define them")
    return verdict


def perhaps_a_condition(case: Case, verdict: Verdict) -> Verdict:
    """Abstain where the line may say what an input is of which no line says anything."""
    theory, statement, link = case.theory, case.statement, case.equation.surface
    if link is not None and link.relation == ":=" and not link.continuation:
        return abstained(
            verdict, "it is no value that the name has so far, and := may give it another one; name that anew"
        )
    left, right = _inputs(theory, statement.left), _inputs(theory, statement.right)
    if _is_derived(theory, statement.left, statement.right, right - left):
        return verdict
    if _is_derived(theory, statement.right, statement.left, left - right):
        return verdict
    apart = left ^ right
    unknown, free = set(case.equation.unstated), case.context.unspoken
    given = link is not None and link.continuation and _names_another(theory, statement.left)
    about = _is_about_definitions(theory, statement.left, statement.right)
    if given or (not about and apart <= unknown | free):
        unknown = apart & left if given else unknown | free
    if apart & unknown:
        names = ", ".join(sorted(apart & unknown))
        return abstained(
            verdict, f"no line tells of {names}, and this one may; declare what is an input, or say what is supposed"
        )
    ranges = [(free.low, free.high) for free in statement.free]
    value = isinstance(statement.left, Num) or isinstance(statement.right, Num)  # "the others are 0"
    if case.equation.foreign and (apart or value or len(set(ranges)) < len(ranges)):  # "if i = j"
        return abstained(verdict, "the words around are in a language that is not read, and may suppose it")
    return verdict


def _names_another(theory: Theory, term: Term) -> bool:
    """Whether a name has been given to an input as it is: ``h = y = f(x)`` may give both the value of what follows."""
    return isinstance(term, Read) and any(definition.body == term for definition in theory.definitions.values())


def _is_about_definitions(theory: Theory, *sides: Term) -> bool:
    """Whether one of the sides says something of what the text has defined, and none is 0, as at a minimum."""
    nodes = (node for side in sides for node in walk(side))
    defined = any(isinstance(node, Read | Diff) and node.tensor in theory.definitions for node in nodes)
    return defined and not any(isinstance(side, Num) and not side.value for side in sides)


def _is_derived(theory: Theory, one: Term, other: Term, more: set[str]) -> bool:
    """Whether a side is a derivative, of which the other side says what it is in terms of the same inputs."""
    if more or isinstance(other, Num) or any(isinstance(n, Diff) for n in walk(other)):
        return False
    return any(isinstance(n, Diff) for n in walk(one))


def inputs_of(theory: Theory, statement: Statement) -> set[str]:
    """The inputs that both sides are made from."""
    return _inputs(theory, statement.left) | _inputs(theory, statement.right)


def _inputs(theory: Theory, term: Term) -> set[str]:
    """The inputs that a term is made from, through definitions."""
    names = {node.tensor for node in walk(term) if isinstance(node, Read | Diff)}
    behind = {source for name in names for source in theory.sources(name)}
    return (names | behind) - theory.definitions.keys() - theory.losses.keys()
