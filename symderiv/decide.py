"""Deciding a statement: how long prover and checker work on it, and in which order; the verdict is the gate's.

What they find goes through :mod:`symderiv.gate`, and whatever does not pass there is undecided, with a reason.
If prover and checker contradict each other, :class:`DisagreementError` says so loudly.
"""

from __future__ import annotations

import time
from collections import deque
from contextlib import suppress
from dataclasses import replace

from symderiv.budget import Deadline
from symderiv.errors import BudgetExceeded, DisagreementError, KernelError, SymderivError
from symderiv.gate import proved, refuted
from symderiv.language.theory import Statement, Theory
from symderiv.language.verdicts import PROVED, REFUTED, UNDECIDED, Exercise, Verdict
from symderiv.meaning import Memory, exercise
from symderiv.prover.kernel.theorems import Theorem, context_of
from symderiv.prover.search.strategy import Doubt, find_proof

__all__ = ["TRUSTED", "decide", "proves"]

#: How often a rule is tried in the search for a proof of what is refuted: three of four proofs take fewer.
_CROSS_EXAMINED = 80
#: The share of the time after which the checker looks once more before the prover goes on, and for how long.
_FIRST, _GLANCE = 0.1, 0.05
#: For how many claims what the kernel found out is kept.
_LEARNT = 32

_LANGUAGE = (
    "errors.py",
    "language/functions.py",
    "language/integers.py",
    "language/nodes.py",
    "language/declared.py",
)
#: What is trusted for each verdict, as printed by ``symderiv prove --trust``.
TRUSTED = {
    PROVED: (
        *_LANGUAGE,
        "language/binding.py",
        "language/declarations.py",
        "prover/kernel/intervals.py",
        "prover/kernel/parts.py",
        "prover/kernel/context.py",
        "prover/kernel/descent.py",
        "prover/kernel/zeros.py",
        "prover/kernel/algebra.py",
        "prover/kernel/sums.py",
        "prover/kernel/signs.py",
        "prover/kernel/kinks.py",
        "prover/kernel/powers.py",
        "prover/kernel/extrema.py",
        "prover/kernel/calculus.py",
        "prover/kernel/matrices.py",
        "prover/kernel/identities.py",
        "prover/kernel/facts.py",
        "prover/kernel/proofs.py",
        "prover/kernel/rules.py",
        "prover/kernel/theorems.py",
        "gate.py",
    ),
    REFUTED: (
        *_LANGUAGE,
        "meaning/numbers.py",
        "meaning/intervals.py",
        "meaning/points.py",
        "meaning/spans.py",
        "meaning/reach.py",
        "meaning/plain.py",
        "gate.py",
    ),
}


def decide(
    theory: Theory,
    statement: Statement,
    *,
    seconds: float = 10.0,
    certificate: bool = False,
    seed: int = 0,
    memory: Memory | None = None,
) -> Verdict:
    """Judge one statement; ``seconds`` of CPU time bound prover and checker together.

    The checker evaluates a few points first, the prover then looks for a proof, and where there is none the checker
    goes on looking for a witness; neither learns anything from the other.  ``memory`` lets claims of one theory
    share what the checker computes.

    Raises :class:`DeclarationError` for a statement that does not fit the theory, and
    :class:`DisagreementError` if the two roads contradict each other.
    """
    case = _Case(theory, statement, seconds, seed, memory or Memory())
    seen = case.exercised(0.4)
    if seen.counterexample is None and seen.points:
        found = case.proof(_FIRST)
        more = seen
        if isinstance(found, Doubt) and case.spent["prover"] >= _FIRST * seconds / 4:
            more = case.exercised(_GLANCE, thorough=True)  # before the prover works long on what is wrong
            found = case.proof() if more.counterexample is None else found
        if isinstance(found, Theorem):
            return case.passed(found, seen, certificate)
        more = case.exercised(0.3, thorough=True) if more.counterexample is None else more
        if more.counterexample is None:
            return Verdict(UNDECIDED, message=found.reason, points=seen.points, shapes=seen.shapes, seconds=case.spent)
        seen = more
    if seen.counterexample is None:
        return Verdict(UNDECIDED, message=seen.reason, seconds=case.spent)
    case.cross_examine()
    return refuted(theory, statement, seen, case.spent)


def proves(
    theory: Theory, statement: Statement, *, seconds: float = 2.0, seed: int = 0, memory: Memory | None = None
) -> bool:
    """Whether a statement passes the gate as "proved": all that a suggestion needs to know.

    As :func:`decide` up to there; where there is no proof, nothing goes on looking for a witness.  What ``memory`` has
    passed the gate with is not proved again.
    """
    case = _Case(theory, statement, seconds, seed, memory or Memory())
    if case.claim in case.memory.passed:
        return True
    seen = case.exercised(0.4, shrink=False)
    if seen.counterexample is not None or not seen.points:
        return False
    found = case.proof()
    return isinstance(found, Theorem) and case.passed(found, seen, False).verdict == PROVED


class _Case:
    """One statement before the gate: what the two roads say about it, and the time that each has taken."""

    def __init__(self, theory: Theory, statement: Statement, seconds: float, seed: int, memory: Memory) -> None:
        theory.check_statement(statement, "the statement")
        self.theory = theory
        self.statement = statement
        self.seconds = seconds
        self.limit = Deadline(seconds)
        self.seed = seed
        self.memory = memory
        self.spent = {"checker": 0.0, "prover": 0.0}
        #: The statement with all that its theory says: what a theorem must be about.
        self.claim = (theory.declared, statement)

    def exercised(self, share: float, thorough: bool = False, shrink: bool = True) -> Exercise:
        """What the checker sees within a share of the time."""
        start, deadline = time.process_time(), Deadline(self.seconds * share, within=self.limit)
        try:
            return exercise(
                self.theory,
                self.statement,
                deadline=deadline,
                seed=self.seed,
                memory=self.memory,
                thorough=thorough,
                shrink=shrink,
            )
        except BudgetExceeded:
            return Exercise(reason="the checker ran out of time")
        except RecursionError:
            return Exercise(reason="the expression is nested too deeply")
        finally:
            self.spent["checker"] += time.process_time() - start

    def proof(self, share: float = 1.0) -> Theorem | Doubt:
        """A theorem that says just this, or why there is none; within a share of the time."""
        start, most = time.process_time(), share * self.seconds
        try:
            self._remember()
            earlier = [x for x in self.memory.shown if isinstance(x, Theorem)]
            left = max(0.2, self.limit.left - 0.2 * self.seconds)
            found = find_proof(self.theory, self.statement, min(left, most), earlier)
        except KernelError as error:
            found = Doubt(f"the kernel refused the proof: {error}")
        finally:
            self.spent["prover"] += time.process_time() - start
        return found

    def _remember(self) -> None:
        """Keep what the kernel finds out for the next claims about the theory, as long as it stays as it is."""
        about, contexts = self.memory.learnt
        if about is not self.theory.memory:
            contexts = deque(maxlen=_LEARNT)
            self.memory.learnt = self.theory.memory, contexts
        with suppress(KernelError, RecursionError):  # the search will say so
            contexts.append(context_of(self.theory, self.statement))

    def passed(self, found: Theorem, seen: Exercise, certificate: bool) -> Verdict:
        """What the gate says to a theorem, kept in mind where it is "proved"."""
        verdict = proved(self.claim, found, seen, self.spent)
        if verdict.verdict != PROVED:
            return verdict
        self.memory.passed.add(self.claim)
        self.memory.shown.append(found)
        from symderiv.scope import assumptions

        verdict = replace(verdict, assumptions=assumptions(found))
        if certificate:
            from symderiv.certificate import write

            verdict = replace(verdict, certificate=write(found))
        return verdict

    def cross_examine(self) -> None:
        """A refuted equation must not have a proof: look for one with a fixed amount of work, whatever the machine."""
        start, seconds = time.process_time(), min(0.3, self.seconds / 10)
        try:
            self._remember()
            found = find_proof(self.theory, self.statement, seconds, steps=_CROSS_EXAMINED)
        except SymderivError:
            return
        finally:
            self.spent["prover"] += time.process_time() - start
        if isinstance(found, Theorem):
            raise DisagreementError(
                "prover and checker contradict each other",
                repr(self.statement.left) + " = " + repr(self.statement.right),
                "this is a bug in symderiv: please report it with the document",
            )
