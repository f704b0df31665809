"""Exercising a claim: at enough points over enough choices of sizes, do both sides exist and agree?

:func:`exercise` samples inputs (never defined symbols) under the hypotheses, evaluates both sides, and reports
either how many points agreed or a certain, shrunk counterexample.  :func:`agreement` does the same for a chain of
terms.  Where no size is free to vary, each draw of the inputs counts as a choice, and ``reason`` says so.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Final

from symderiv.budget import Deadline
from symderiv.errors import BudgetExceeded, UnsupportedError
from symderiv.language.terms import Term
from symderiv.language.theory import Free, Statement, Theory
from symderiv.language.verdicts import Exercise
from symderiv.meaning.evaluate import Evaluator, TooCostly
from symderiv.meaning.judge import Judge, Outcome, indices_of
from symderiv.meaning.machine import deep
from symderiv.meaning.models import Models
from symderiv.meaning.plain import confirm
from symderiv.meaning.points import Point
from symderiv.meaning.reach import Reach
from symderiv.meaning.sampling import SPECIAL, STYLES, WHOLE, Scope, scope_of, size_choices
from symderiv.meaning.shrink import Found, Shrinker, witness

__all__ = ["NO_SIZES", "agreement", "exercise"]

NO_SIZES: Final = "no size is free to vary: each draw of the inputs counts as a choice"
_ENTRIES: Final = 48
_STEPS: Final = 15_000
_CHEAP: Final = 40_000
_SWEEP: Final = 15_000
_LONG: Final = 40
_THOROUGH: Final = 12


def exercise(theory: Theory, statement: Statement, *, deadline: Deadline | None = None, seed: int = 0) -> Exercise:
    """Evaluate a statement until 12 points over 3 choices of sizes agree, or one certainly does not.

    ``deadline`` ends the work (default: five seconds of CPU time).  What keeps
    the claim from being evaluated (a sum without a finite range, the budget) is the ``reason``.

    >>> from symderiv.language.terms import Mul, Read, num
    >>> theory = Theory()
    >>> theory.add_tensor("x")
    >>> found = exercise(theory, Statement(Read("x"), Mul((num(2), Read("x")))))
    >>> found.counterexample.values, found.counterexample.left, found.counterexample.right
    ({'x': '1'}, '1', '2')
    """
    return _run(theory, statement, deadline, seed, 12, 3)


def agreement(
    theory: Theory,
    terms: Sequence[Term],
    free: Sequence[Free],
    *,
    points: int = 6,
    deadline: Deadline | None = None,
    seed: int = 0,
) -> Exercise:
    """Whether neighbours in a chain of terms agree wherever both are defined; the first difference is the witness."""
    least = Exercise(points, points)
    for left, right in pairwise(terms):
        if left == right:
            continue
        seen = _run(theory, Statement(left, right, tuple(free)), deadline, seed, points, min(points, 2))
        if seen.counterexample is not None:
            return seen
        if (seen.points, seen.shapes) < (least.points, least.shapes):
            least = seen
    return least


def _run(
    theory: Theory, statement: Statement, deadline: Deadline | None, seed: int, wanted: int, spread: int
) -> Exercise:
    try:
        with deep():
            return _Session(theory, statement, deadline, seed).run(wanted, spread)
    except UnsupportedError as error:
        return Exercise(reason=str(error))
    except RecursionError:
        return Exercise(reason="the definitions are nested too deeply to evaluate")


class _Session:
    """One claim on its way to a report."""

    def __init__(self, theory: Theory, statement: Statement, deadline: Deadline | None, seed: int) -> None:
        self.theory = theory
        self.statement = statement
        self.deadline = Deadline(5.0) if deadline is None else deadline
        self.source = random.Random(seed)
        self.reach = Reach(theory)
        self.fields: dict[int, tuple[Judge, Models]] = {}
        self.scope: Scope = scope_of(theory, (statement.left, statement.right), statement.guards)
        self.tally: dict[str, int] = {}
        self.seen: dict[int, int] = {}
        self.found: tuple[Judge, Point, Outcome] | None = None

    def start(self, sizes: dict[str, int]) -> Judge:
        """The claim compiled for one choice of sizes."""
        evaluator = Evaluator(self.theory, sizes, self.deadline, self.reach)
        return Judge(evaluator, self.statement, self.scope.hypotheses)

    def field(self, number: int, sizes: dict[str, int]) -> tuple[Judge, Models]:
        """The claim at a choice of sizes, compiled when it is first needed, with its source of points."""
        if number not in self.fields:
            judge = self.start(sizes)
            self.fields[number] = judge, Models(judge, self.scope, self.source)
        return self.fields[number]

    def run(self, wanted: int, spread: int) -> Exercise:
        """Sample until ``wanted`` points over ``spread`` choices of sizes agree, or a witness turns up."""
        equations = any(h.statement.relation == "=" for h in self.scope.hypotheses)
        choices = size_choices(self.theory, self.scope, self.source, 30 if equations else 12)
        if not choices:
            return Exercise(reason="no sizes meet the assumed conditions")
        rigid = len(choices) < spread
        thorough = wanted >= _THOROUGH
        choices = [sizes for sizes in choices if indices_of(self.statement.free, sizes)]
        if not choices:
            return Exercise(reason="vacuous: the free indices have no values")
        try:
            self._sample(choices, wanted, spread, rigid, equations)
            if thorough and self.found is None and sum(self.seen.values()) >= wanted:
                self._probe(choices)
            if thorough and self.found is None and not rigid and not equations:
                self._sweep()
        except BudgetExceeded:
            self._count("time")
        if self.found is not None:
            return self._refuted(self.found)
        return self._report(rigid, wanted, spread)

    def _refuted(self, found: Found) -> Exercise:
        """The report of a witness, as small as it could be made, once it is confirmed."""
        points, shapes = sum(self.seen.values()), len(self.seen)
        small = Shrinker(self.scope, self.start, self.source, self.deadline).shrink(found)
        with suppress(BudgetExceeded):
            for judge, point, outcome in (small, found):
                if confirm(self.theory, self.statement, self.scope.hypotheses, point, outcome.at or ()):
                    return Exercise(points, shapes, witness(judge, point, outcome, self.scope))
        return Exercise(points, shapes, reason="a difference was found, but could not be confirmed")

    def _sample(self, choices: list[dict[str, int]], wanted: int, spread: int, rigid: bool, equations: bool) -> None:
        """Fill ``seen`` (points that agreed, by choice of sizes) until there are enough, or find a witness."""
        steps, patience, tries = _STEPS, 1, 0
        styles = STYLES if self.scope.definitions < _LONG else WHOLE
        costly: set[int] = set()
        failed = [0] * len(choices)
        while tries < 12 * wanted and not self.deadline.passed:
            usable = [k for k in range(len(choices)) if k not in costly and failed[k] < patience]
            if sum(self.seen.values()) >= wanted and not rigid and len(self.seen) < spread:
                usable = [k for k in usable if k not in self.seen]
            elif equations and len(self.seen) > spread:
                usable = [k for k in usable if k in self.seen]
            if not usable:
                if costly and steps < 64 * _STEPS:
                    steps, costly = 4 * steps, set()
                elif patience < 4:
                    patience += 1
                else:
                    return
                continue
            number = usable[tries % len(usable)]
            judge, models = self.field(number, choices[number])
            tries += 1
            order = 1 if self.tally.get("precision", 0) > 3 else 1 + tries % 3
            style = styles[(tries // len(usable)) % len(styles)]
            point = models.point(style, order, 5 * patience if equations else 30)
            if point is None:
                failed[number] += 1
                self._count("model")
                continue
            try:
                agreed = self._look(judge, point, steps)
            except TooCostly:
                costly.add(number)
                self._count("cost")
                continue
            if agreed:
                failed[number] = 0
                self.seen[number] = self.seen.get(number, 0) + 1
                points = sum(self.seen.values())
                if points >= wanted and (rigid or len(self.seen) >= spread):
                    work = sum(j.evaluator.spent for j, _ in self.fields.values())
                    if points >= 2 * wanted or work > _CHEAP or wanted < _THOROUGH:
                        return
            if self.found is not None:
                return

    def _probe(self, choices: list[dict[str, int]]) -> None:
        """Special inputs (all zero, all equal, ...) at the cheaper sizes: corners and ties; witnesses only."""
        for number in sorted(self.seen, key=lambda k: sum(choices[k].values()))[:2]:
            judge, models = self.field(number, choices[number])
            for style in SPECIAL:
                point = models.point(style, 1, 2)
                if point is not None:
                    with suppress(TooCostly):
                        self._look(judge, point, _STEPS)
                if self.found is not None:
                    return

    def _sweep(self) -> None:
        """Two more points at many small sizes, where most false claims fail; witnesses only."""
        work = _SWEEP
        for sizes in size_choices(self.theory, self.scope, self.source, 20, sweep=True):
            judge = self.start(sizes)
            models = Models(judge, self.scope, self.source)
            for style in ("positive", "small"):
                point = models.point(style, self.source.randint(1, 3), 2)
                if point is not None and judge.entries and self.found is None:
                    with suppress(TooCostly):
                        self._look(judge, point, _STEPS)
            work -= judge.evaluator.spent + 200
            if self.found is not None or work < 0:
                return

    def _look(self, judge: Judge, point: Point, steps: int) -> bool:
        """Whether the claim was seen to agree at a point; a witness is kept in ``found``."""
        entries = self.source.sample(judge.entries, min(len(judge.entries), _ENTRIES))
        outcome = judge.look(point, entries, steps)
        if outcome.at is not None:
            self.found = (judge, point, outcome)
        elif not outcome.agreed:
            self._count(outcome.obstacle or "undefined")
        return outcome.at is None and outcome.agreed > 0

    def _count(self, obstacle: str) -> None:
        self.tally[obstacle] = self.tally.get(obstacle, 0) + 1

    def _report(self, rigid: bool, wanted: int, spread: int) -> Exercise:
        points = sum(self.seen.values())
        shapes = points if rigid else len(self.seen)
        if points >= wanted and shapes >= spread:
            return Exercise(points, shapes, reason=NO_SIZES if rigid else "")
        texts = {
            "model": "no model of the hypotheses was found: they may contradict the definitions or each other",
            "undefined": "vacuous: no point was found at which both sides are defined",
            "unknown": "vacuous: at every point a denominator or a condition is too near to 0, or a number too large",
            "a kink": "every difference lies on an exempt kink",
            "precision": "the enclosures did not become narrow enough to compare",
            "cost": "the values are too costly to compute even at small sizes",
            "time": "budget: the checker ran out of time",
        }
        worst = max(self.tally, key=lambda k: self.tally[k], default="time")
        reason = texts[worst]
        if points:
            reason = f"only {points} points over {shapes} choices of sizes agreed; elsewhere: {reason}"
        return Exercise(points, shapes, reason=reason)
