"""Hypotheses in one form and each under a name of its own."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

from symderiv.language.binding import alpha_equal, substitute
from symderiv.language.terms import ZERO, Fn, Num, Pow, Read, Term
from symderiv.language.theory import Hypothesis, Statement, Theory

__all__ = ["about_the_kink", "enter_hypothesis", "oriented"]


def enter_hypothesis(found: list[Hypothesis], label: str, statement: Statement) -> None:
    """Add a hypothesis, unless it is there; "symmetric" gives way to "positive definite", which says more than the
    equation that the two have in common."""
    known = next((k for k, h in enumerate(found) if h.statement == statement), None)
    if known is None:
        statement = _valued(statement, found)
        if statement.relation == "=" and isinstance(statement.right, Num):
            told = [Hypothesis(label, statement)]
            found[:] = [replace(h, statement=_valued(h.statement, told)) for h in found]
        found.append(Hypothesis(_fresh_name(label, found), statement))
    elif _says_more(label, found[known].name):
        found[known] = Hypothesis(label, statement)


def _valued(statement: Statement, known: list[Hypothesis]) -> Statement:
    """An equation with the number on its right side that its right side is said to be: of ``a = b = 1`` the first
    equation says ``a = 1``."""
    if statement.relation != "=" or statement.free or isinstance(statement.right, Num):
        return statement
    for told in (h.statement for h in known):
        if told.relation == "=" and not told.free and isinstance(told.right, Num):
            for one, other in ((statement.right, statement.left), (statement.left, statement.right)):
                if alpha_equal(one, told.left):
                    return replace(statement, left=other, right=told.right)
    return statement


def _says_more(label: str, other: str) -> bool:
    ranks = {"positive semidefinite": 1, "positive definite": 2}
    own, theirs = (ranks.get(" ".join(x.split()[-2:]), 0) for x in (label, other))
    return own > theirs


def _fresh_name(label: str, hypotheses: list[Hypothesis]) -> str:
    taken = {h.name for h in hypotheses}
    return next(n for k in itertools.count(1) if (n := label if k == 1 else f"{label} ({k})") not in taken)


def oriented(statement: Statement) -> Statement:
    """A hypothesis with ``>`` or ``>=`` for ``<`` and ``<=``; one about a square for one about a positive root."""
    root, value = statement.left, statement.right
    rooted = statement.relation == "=" and isinstance(root, Pow) and root.exponent == Fraction(1, 2)
    if rooted and isinstance(root, Pow) and isinstance(value, Num) and value.value > 0:
        return Statement(root.base, Num(value.value**2), statement.free)
    flipped = {"<": ">", "<=": ">="}
    if statement.relation in flipped:
        return Statement(statement.right, statement.left, statement.free, flipped[statement.relation])
    return statement


def about_the_kink(hypothesis: Hypothesis, theory: Theory) -> Hypothesis:
    """What is supposed of ``y = max(0, u)`` as the same about ``u``, on which its derivatives depend: ``u > 0`` for
    ``y > 0``, ``u <= 0`` for ``y = 0``."""
    said = hypothesis.statement
    definition = theory.definitions.get(said.left.tensor) if isinstance(said.left, Read) else None
    if said.relation not in (">", "=") or said.right != ZERO or definition is None:
        return hypothesis
    inside = _above_zero(definition.body)
    if inside is None or theory.is_recurrent(definition.name):
        return hypothesis
    assert isinstance(said.left, Read)
    if not set(theory.range_guards(definition.name, said.left.index)) <= set(said.guards):
        return hypothesis  # outside of the shape, ``y`` is 0 whatever ``u`` is
    own = substitute(inside, dict(zip(definition.indices, said.left.index, strict=True)))
    left, right, relation = (own, ZERO, ">") if said.relation == ">" else (ZERO, own, ">=")
    return replace(hypothesis, statement=Statement(left, right, said.free, relation))


def _above_zero(term: Term) -> Term | None:
    """``u`` of ``max(0, u)``."""
    if not isinstance(term, Fn) or term.orders:
        return None
    if term.name == "relu":
        return term.args[0]
    return next((u for u in term.args if u != ZERO), None) if term.name == "max" and ZERO in term.args else None
