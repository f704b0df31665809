"""The gate: the one place where a verdict is made that says something about a statement.

``proved`` needs a kernel theorem about just this statement, under just these declarations, and the checker's exercise
of at least 12 points over at least 3 choices of sizes (or of inputs, where there are no sizes); ``refuted`` needs a
point that the plain interpreter has confirmed to be a counterexample to just this statement.
"""

from __future__ import annotations

from symderiv.language.declared import Declared, Statement
from symderiv.language.verdicts import PROVED, REFUTED, UNDECIDED, Exercise, Verdict
from symderiv.meaning.plain import Refutation
from symderiv.prover.kernel.theorems import Theorem

__all__ = ["POINTS", "SHAPES", "proved", "refuted"]

POINTS = 12
SHAPES = 3


def proved(claim: object, theorem: object, seen: Exercise, spent: dict[str, float]) -> Verdict:
    """The only maker of the verdict "proved"; ``claim``: all that is declared, with the statement, as it was asked."""
    if not isinstance(theorem, Theorem) or (theorem.declared, theorem.statement) != claim:
        message = "the search came back with a theorem about something else"
    elif seen.counterexample is not None or seen.points < POINTS or seen.shapes < SHAPES:
        reason = seen.reason or "the checker reached too few points"
        message = f"not exercised: {seen.points} points over {seen.shapes} choices of sizes; {reason}"
    else:
        return Verdict(PROVED, rules=theorem.rules, points=seen.points, shapes=seen.shapes, seconds=spent)
    return Verdict(UNDECIDED, message=message, points=seen.points, shapes=seen.shapes, seconds=spent)


def refuted(theory: Declared, statement: Statement, seen: Exercise, spent: dict[str, float]) -> Verdict:
    """The only maker of the verdict "refuted"."""
    found = seen.refutation
    if not isinstance(found, Refutation) or (found.declared, found.statement) != (theory.declared, statement):
        message = "a counterexample was not confirmed"
        return Verdict(UNDECIDED, message=message, points=seen.points, shapes=seen.shapes, seconds=spent)
    shown = seen.counterexample
    return Verdict(REFUTED, counterexample=shown, points=seen.points, shapes=seen.shapes, seconds=spent)
