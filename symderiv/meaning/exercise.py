"""Exercising a claim: at enough points over enough choices of sizes, do both sides exist and agree?

:func:`exercise` samples inputs (never defined symbols) under the hypotheses, evaluates both sides, and reports
either how many points agreed or a certain, shrunk counterexample.  :func:`agreement` does the same for a chain of
terms.  Where no size is free to vary, each draw of the inputs counts as a choice, and ``reason`` says so.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from typing import Final

from symderiv.errors import BudgetExceeded
from symderiv.language.terms import Term
from symderiv.language.theory import Free, Statement, Theory
from symderiv.language.verdicts import Exercise
from symderiv.meaning.evaluate import Evaluator, TooCostly
from symderiv.meaning.judge import Judge
from symderiv.meaning.models import Models
from symderiv.meaning.sampling import STYLES, Scope, scope_of, size_choices
from symderiv.meaning.shrink import shrink, witness

__all__ = ["NO_SIZES", "agreement", "exercise"]

NO_SIZES: Final = "no size is free to vary: each draw of the inputs counts as a choice"
_ENTRIES: Final = 48
_SHRINK_SECONDS: Final = 1.0


def exercise(theory: Theory, statement: Statement, *, deadline: float | None = None, seed: int = 0) -> Exercise:
    """Evaluate a statement at sampled points until 12 of them, over 3 choices of sizes, agree or one certainly does not.

    ``deadline`` is a time of :func:`time.monotonic` (default: five seconds from now).  Raises
    :class:`~symderiv.errors.UnsupportedError` for a sum without a finite range; a budget that ends is a reason.

    >>> from symderiv.language.terms import Mul, Read, num
    >>> theory = Theory()
    >>> theory.add_tensor("x")
    >>> found = exercise(theory, Statement(Read("x"), Mul((num(2), Read("x")))))
    >>> found.counterexample.values, found.counterexample.left, found.counterexample.right
    ({'x': '1'}, '1', '2')
    """
    return _Session(theory, statement, deadline, seed).run(12, 3)


def agreement(
    theory: Theory, terms: Sequence[Term], free: Sequence[Free], *, points: int = 6, deadline: float | None = None,
    seed: int = 0,
) -> Exercise:
    """Whether neighbours in a chain of terms agree wherever both are defined; the first difference is the witness."""
    least = Exercise(points, points)
    for left, right in zip(terms, terms[1:], strict=False):
        if left == right:
            continue
        seen = _Session(theory, Statement(left, right, tuple(free)), deadline, seed).run(points, min(points, 2))
        if seen.counterexample is not None:
            return seen
        if (seen.points, seen.shapes) < (least.points, least.shapes):
            least = seen
    return least


class _Session:
    """One claim on its way to a report."""

    def __init__(self, theory: Theory, statement: Statement, deadline: float | None, seed: int) -> None:
        self.theory = theory
        self.statement = statement
        self.deadline = time.monotonic() + 5.0 if deadline is None else deadline
        self.source = random.Random(seed)
        self.scope: Scope = scope_of(theory, (statement.left, statement.right), statement.guards)
        self.tally: dict[str, int] = {}

    def start(self, sizes: dict[str, int]) -> Judge:
        """The claim compiled for one choice of sizes."""
        evaluator = Evaluator(self.theory, sizes, self.deadline)
        return Judge(evaluator, self.statement, self.scope.hypotheses)

    def run(self, wanted: int, spread: int) -> Exercise:
        """Sample until ``wanted`` points over ``spread`` choices of sizes agree, or a witness turns up."""
        choices = size_choices(self.theory, self.scope, self.source)
        if not choices:
            return Exercise(reason="no sizes meet the assumed conditions")
        rigid = len(choices) < spread
        seen: dict[tuple[int, ...], int] = {}
        steps, tries = 15_000, 0
        alive = [(sizes, self.start(sizes)) for sizes in choices]
        alive = [(sizes, judge, Models(judge, self.scope, self.source)) for sizes, judge in alive if judge.entries]
        costly: set[int] = set()
        try:
            while alive and tries < 8 * wanted and time.monotonic() < self.deadline:
                number = tries % len(alive)
                _, judge, models = alive[number]
                tries += 1
                if number in costly:
                    if len(costly) == len(alive) or len(seen) + len(alive) - len(costly) < spread:
                        steps, costly = 4 * steps, set()
                    continue
                point = models.point(STYLES[(tries // len(alive)) % len(STYLES)], 1 + tries % 3)
                if point is None:
                    self._count("model")
                    continue
                entries = self.source.sample(judge.entries, min(len(judge.entries), _ENTRIES))
                try:
                    outcome = judge.look(point, entries, steps)
                except TooCostly:
                    costly.add(number)
                    self._count("cost")
                    continue
                if outcome.at is not None:
                    end = min(self.deadline, time.monotonic() + _SHRINK_SECONDS)
                    judge, point, outcome = shrink(judge, point, outcome, self.scope, self.start, self.source, end)
                    return Exercise(sum(seen.values()), len(seen), witness(judge, point, outcome, self.scope))
                if outcome.agreed:
                    seen[(number,)] = seen.get((number,), 0) + 1
                    if sum(seen.values()) >= wanted and (rigid or len(seen) >= spread):
                        break
                else:
                    self._count(outcome.obstacle or "undefined")
        except BudgetExceeded:
            self._count("time")
        return self._report(seen, rigid, wanted, spread)

    def _count(self, obstacle: str) -> None:
        self.tally[obstacle] = self.tally.get(obstacle, 0) + 1

    def _report(self, seen: dict[tuple[int, ...], int], rigid: bool, wanted: int, spread: int) -> Exercise:
        points = sum(seen.values())
        shapes = points if rigid else len(seen)
        if points >= wanted and shapes >= spread:
            return Exercise(points, shapes, reason=NO_SIZES if rigid else "")
        texts = {
            "model": "no model of the hypotheses was found: they may contradict the definitions or each other",
            "undefined": "vacuous: both sides were never defined at once",
            "kink": "every difference lies on an exempt kink",
            "precision": "the enclosures did not become narrow enough to compare",
            "cost": "the values are too costly to compute even at small sizes",
            "time": "budget: the checker ran out of time",
        }
        worst = max(self.tally, key=lambda k: self.tally[k], default="time")
        reason = texts.get(worst.removeprefix("a "), worst)
        if points:
            reason = f"only {points} points over {shapes} choices of sizes agreed; elsewhere: {reason}"
        return Exercise(points, shapes, reason=reason)
