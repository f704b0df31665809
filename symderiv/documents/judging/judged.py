"""One reading of a claim on its way to a verdict, and the two ways in which a rule leaves its verdict open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symderiv.documents.elaboration.context import Context
from symderiv.documents.judging.equations import Equation
from symderiv.documents.latex.failures import UNEXPECTED, failure
from symderiv.language.theory import Statement, Theory
from symderiv.language.verdicts import UNDECIDED, Verdict

if TYPE_CHECKING:
    from symderiv.meaning import Memory

__all__ = ["Case", "abstained", "guarded"]


@dataclass(frozen=True)
class Case:
    """One reading of a claim, and what judging it may use.

    ``made``: the theory in which inputs are what hypotheses make them, where derivatives may pass through those.
    """

    context: Context
    equation: Equation
    theory: Theory
    statement: Statement
    seconds: float
    certificate: bool = False
    memory: Memory | None = None
    made: Theory | None = None

    def decided(self, theory: Theory, statement: Statement | None = None, certified: bool = False) -> Verdict:
        """What the gate says under another theory."""
        from symderiv.documents.judging.written_sizes import decide

        return decide(
            theory,
            self.statement if statement is None else statement,
            seconds=self.seconds,
            certificate=self.certificate and certified,
            memory=self.memory,
        )


def guarded(rule: Callable[[Case, Verdict], Verdict], case: Case, verdict: Verdict) -> Verdict:
    """What a rule makes of a verdict; undecided where the rule fails."""
    try:
        return rule(case, verdict)
    except UNEXPECTED as error:
        return Verdict(UNDECIDED, message=failure(error))


def abstained(verdict: Verdict, message: str) -> Verdict:
    """Undecided in the place of a verdict, after the same exercise."""
    return Verdict(UNDECIDED, message=message, points=verdict.points, shapes=verdict.shapes)
