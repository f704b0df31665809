"""Exercising a claim: at enough points over enough choices of sizes, do both sides exist and agree?

:func:`exercise` samples inputs (never defined symbols) under the hypotheses, evaluates both sides, and reports
either how many points agreed or a certain, shrunk counterexample.  :func:`agreement` does the same for a chain of
terms.  Where no size is free to vary, each draw of the inputs counts as a choice, and ``reason`` says so.

A claim for which there is a proof needs no more than the points that the gate asks for; ``thorough`` adds special
points, larger and other sizes, for the claims that have none.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from typing import Final

from symderiv.budget import Deadline, deep
from symderiv.errors import BudgetExceeded, UnsupportedError
from symderiv.language.terms import Term
from symderiv.language.theory import Free, Hypothesis, Statement, Theory
from symderiv.language.verdicts import Exercise
from symderiv.meaning.fields import Memory, Pool
from symderiv.meaning.graph import TooCostly
from symderiv.meaning.judge import Judge, Sample
from symderiv.meaning.plain import Refutation, confirm
from symderiv.meaning.points import Entry, Exact
from symderiv.meaning.sampling import SPECIAL, Scope, scope_of, size_choices
from symderiv.meaning.shrink import Found, Shrinker
from symderiv.meaning.witness import witness

__all__ = ["NO_SIZES", "agreement", "exercise", "plausible"]

NO_SIZES: Final = "no size is free to vary: each draw of the inputs counts as a choice"
_ENTRIES: Final = 12
_NODES: Final = 6_000
_SWEEP: Final = 40
_SHRINKS: Final = 4
_SCREENS: Final = 4
_PRESSED: Final = 200
_VARIED: Final = 24
_PRESSING: Final = ("positive", "unit", "halves", "sparse", "tiny", "generic")
#: How often a model of equations is looked for at a choice of sizes, in the first round, the second, and so on.
_ATTEMPTS: Final = (2, 5, 12, 24)
Change = tuple[str, Callable[[dict[Entry, Exact]], dict[Entry, Exact]]]


def exercise(
    theory: Theory,
    statement: Statement,
    *,
    deadline: Deadline | None = None,
    seed: int = 0,
    memory: Memory | None = None,
    thorough: bool = True,
    shrink: bool = True,
) -> Exercise:
    """Evaluate a statement until 12 points over 3 choices of sizes agree, or one certainly does not.

    ``deadline`` ends the work (default: five seconds of CPU time).  What keeps
    the claim from being evaluated (a sum without a finite range, the budget) is the ``reason``.  Without ``shrink``
    a counterexample is left as it was found, for those who only ask whether there is one.

    >>> from symderiv.language.terms import Mul, Read, num
    >>> theory = Theory()
    >>> theory.add_tensor("x")
    >>> found = exercise(theory, Statement(Read("x"), Mul((num(2), Read("x")))))
    >>> found.counterexample.values, found.counterexample.left, found.counterexample.right
    ({'x': '1'}, '1', '2')
    """
    return _run(theory, statement, deadline, seed, 12, 3, memory or Memory(), thorough, shrink)


def agreement(
    theory: Theory,
    terms: Sequence[Term],
    free: Sequence[Free],
    *,
    points: int = 6,
    deadline: Deadline | None = None,
    seed: int = 0,
) -> Exercise:
    """Whether neighbours in a chain of terms agree wherever both are defined; the first difference is the witness.

    No two neighbours take more than five seconds of CPU time, and all of them no more than the ``deadline``.
    """
    least, memory = Exercise(points, points), Memory()
    for left, right in pairwise(terms):
        if left == right:
            continue
        statement = Statement(left, right, tuple(free))
        limit = Deadline(5.0, within=deadline)
        seen = _run(theory, statement, limit, seed, points, min(points, 2), memory, False)
        if seen.counterexample is not None:
            return seen
        if (seen.points, seen.shapes) < (least.points, least.shapes):
            least = seen
    return least


def plausible(
    theory: Theory,
    statement: Statement,
    *,
    memory: Memory,
    deadline: Deadline | None = None,
    like: Statement | None = None,
    sizes: Mapping[str, int] | None = None,
    change: Change | None = None,
) -> bool:
    """Whether a statement agrees at a few points: a quick look before a proof is tried.

    One that depends on no more than another of the same theory (``like``) is looked at where that one was, at
    ``sizes`` first, where that one failed.  ``change`` names a tensor and how to change its entries at each point, for
    points at which a further condition holds; those at which a hypothesis then fails do not count.
    """
    outer, memory.deadline = memory.deadline, Deadline(0.5) if deadline is None else deadline
    try:
        scope = None if like is None else memory.scope(theory, like)
        with deep():
            session = _Session(theory, statement, 0, memory, scope)
            session.change = change
            return session.plausible(sizes)
    except (UnsupportedError, BudgetExceeded, TooCostly, RecursionError):
        return False
    finally:
        memory.deadline = outer


def _run(
    theory: Theory,
    statement: Statement,
    deadline: Deadline | None,
    seed: int,
    wanted: int,
    spread: int,
    memory: Memory,
    thorough: bool,
    shrink: bool = True,
) -> Exercise:
    outer, memory.deadline = memory.deadline, Deadline(5.0) if deadline is None else deadline
    try:
        with deep():
            session = _Session(theory, statement, seed, memory)
            session.shrinks = 0 if shrink else _SHRINKS
            return session.run(wanted, spread, thorough)
    except UnsupportedError as error:
        return Exercise(reason=str(error))
    except TooCostly:
        return Exercise(reason="the values are too costly to compute even at small sizes")
    except RecursionError:
        return Exercise(reason="the definitions are nested too deeply to evaluate")
    finally:
        memory.deadline = outer


class _Session:
    """One claim on its way to a report."""

    def __init__(
        self, theory: Theory, statement: Statement, seed: int, memory: Memory, like: Scope | None = None
    ) -> None:
        self.theory = theory
        self.statement = statement
        self.memory = memory
        self.seed = seed
        self.scope: Scope = memory.scope(theory, statement, like)
        self.source = random.Random(f"{seed} {self.scope.sizes}")
        self.tally: dict[str, int] = {}
        self.seen: dict[int, int] = {}
        self.found: Found | None = None
        self.refutation: Refutation | None = None
        self.nodes = _NODES
        self.shrinks = 0
        self.screening = False
        self.change: Change | None = None
        self._judges: dict[tuple[tuple[str, int], ...], tuple[Judge, Pool]] = {}

    def start(self, sizes: dict[str, int]) -> tuple[Judge, Pool]:
        """The claim at one choice of sizes, and the points for it."""
        key = tuple(sizes.items())
        if key not in self._judges:
            field = self.memory.field(self.theory, sizes)
            field.tracer.graph.limit = len(field.tracer.graph) + self.nodes
            self._judges[key] = Judge(field.tracer, self.statement), field.pool(self.scope, self.seed)
        judge, pool = self._judges[key]
        judge.tracer.graph.limit = len(judge.tracer.graph) + self.nodes
        return judge, pool

    def run(self, wanted: int, spread: int, thorough: bool) -> Exercise:
        """Sample until ``wanted`` points over ``spread`` choices of sizes agree, or a witness turns up."""
        equations = any(h.statement.relation == "=" for h in self.scope.hypotheses)
        choices = self.memory.choices(self.theory, self.scope, self.seed, 30 if equations else 12)
        if not choices:
            return Exercise(reason="no sizes meet the assumed conditions")
        rigid = len(choices) < spread
        choices = [
            sizes for sizes in choices if all(f.high.evaluate(sizes) > f.low.evaluate(sizes) for f in self._free)
        ]
        if not choices:
            return Exercise(reason="vacuous: the free indices have no values")
        try:
            self._sample(choices, wanted, spread, rigid, equations)
            if thorough and self.found is None and sum(self.seen.values()) >= wanted:
                self._widen(choices)
            if thorough and self.found is None and sum(self.seen.values()) >= wanted:
                self._probe(choices)
            if thorough and self.found is None and not rigid and not equations:
                self._sweep()
            if thorough and self.found is None and self.seen and self.statement.relation not in ("=", "!="):
                self._press(choices)
            elif thorough and self.found is None and self.seen and equations:
                self._vary(choices)
        except BudgetExceeded:
            self._count("time")
        if self.found is not None:
            points, shapes = sum(self.seen.values()), len(self.seen)
            return Exercise(points, shapes, witness(*self.found, self.scope), refutation=self.refutation)
        return self._report(rigid, wanted, spread)

    def _changed(self, pool: Pool, sample: Sample | None) -> Sample | None:
        """The point with a tensor changed, unless a hypothesis fails there."""
        if self.change is None or sample is None:
            return sample
        name, change = self.change
        tensors = {**sample.point.tensors, name: change(sample.point.tensors[name])}
        point = replace(sample.point, tensors=tensors)
        return Sample(sample.tracer, point, sample.check) if pool.models.premises.satisfied(point) else None

    def plausible(self, first: Mapping[str, int] | None) -> bool:
        """Whether points over the first few choices of sizes agree, fewer where a line is rarely defined, and none
        differs that is seen on the way."""
        self.screening = True
        equations = any(h.statement.relation == "=" for h in self.scope.hypotheses)
        choices = self.memory.choices(self.theory, self.scope, self.seed, 30 if equations else 12)[:_SCREENS]
        if first is not None and choices and first.keys() == set(self.scope.sizes):
            first = {**choices[0], **first}
            choices = [first, *(c for c in choices if c != first)]
        choices = [c for c in choices if all(f.high.evaluate(c) > f.low.evaluate(c) for f in self._free)]
        agreed, failed, wanted = 0, 0, _SCREENS - 1 if equations else _SCREENS + 1
        for number in range(12 if choices else 0):
            with suppress(TooCostly):
                judge, pool = self.start(choices[number % len(choices)])
                sample = self._changed(pool, pool.sample(number // len(choices), 6))
                if sample is not None and self._look(judge, sample):
                    agreed, failed = agreed + 1, 0
            failed += 1
            if self.found is not None or agreed == wanted or failed > (12 if agreed else 2 * _SCREENS):
                break
        return self.found is None and agreed > 0

    @property
    def _free(self) -> tuple[Free, ...]:
        """The free indices whose ranges do not depend on each other."""
        symbols = {f.symbol for f in self.statement.free}
        return tuple(f for f in self.statement.free if symbols.isdisjoint(f.low.free | f.high.free))

    def _confirmed(self, found: Found) -> Found | None:
        """A witness, as small as it could be made, if the plain interpreter agrees that it is one."""
        self.shrinks += 1
        small = found
        if self.shrinks <= _SHRINKS:
            small = Shrinker(self.scope, self.start, self.memory).shrink(found)
        if self._certain(small):
            return small
        if small is found or not self._certain(found):
            return None
        return Shrinker(self.scope, self.start, self.memory, self._certain).shrink(found)

    def _certain(self, found: Found) -> bool:
        """Whether the plain interpreter agrees that a point is a witness."""
        _, point, outcome = found
        with suppress(BudgetExceeded):
            at, check = outcome.at or (), self.memory.check
            refutation = confirm(self.theory, self.statement, self.scope.hypotheses, point, at, check)
            self.refutation = refutation or self.refutation
            return refutation is not None
        return False

    def _sample(self, choices: list[dict[str, int]], wanted: int, spread: int, rigid: bool, equations: bool) -> None:
        """Fill ``seen`` (points that agreed, by choice of sizes) until there are enough, or find a witness.

        The first few choices are used in turn; others only where those cost too much, or have no models.
        """
        drawn = [0] * len(choices)
        failed = [0] * len(choices)
        barren = [0] * len(choices)
        costly: set[int] = set()
        patience, tries, bound = 1, 0, 48 if len(choices) < 2 * spread else 6
        while tries < 12 * wanted:
            self.memory.check()
            within = len(choices) if patience > 1 else 10
            usable = [
                k
                for k in range(min(within, len(choices)))
                if k not in costly and failed[k] < patience and barren[k] < bound
            ]
            if sum(self.seen.values()) >= wanted and not rigid:
                if len(self.seen) >= spread:
                    return
                usable = [k for k in usable if k not in self.seen]
            elif sum(self.seen.values()) >= wanted:
                return
            elif len(self.seen) >= spread:
                usable = [k for k in usable if k in self.seen] or usable
            if not usable:
                if costly and self.nodes < 64 * _NODES:
                    self.nodes, costly = 4 * self.nodes, set()
                elif patience < 4:
                    patience += 1
                else:
                    return
                continue
            width = max(4, spread + 1)
            number = min(usable[:width], key=lambda k: drawn[k] + failed[k])
            tries += 1
            attempts = _ATTEMPTS[-1 if number in self.seen else patience - 1] if equations else 30
            try:
                judge, pool = self.start(choices[number])
                sample = pool.sample(drawn[number], attempts)
                if sample is None:
                    failed[number] += 1
                    self._count("model")
                    continue
                drawn[number] += 1
                agreed = self._look(judge, sample)
            except TooCostly:
                costly.add(number)
                drawn[number] += 1
                self._count("cost")
                continue
            barren[number] = 0 if agreed else barren[number] + 1
            if not agreed:
                pool.models.blame()
            if agreed:
                failed[number] = 0
                self.seen[number] = self.seen.get(number, 0) + 1
            if self.found is not None:
                return

    def _widen(self, choices: list[dict[str, int]]) -> None:
        """A few points at the other choices of sizes; witnesses only."""
        work = _SWEEP * _NODES
        for number, sizes in enumerate(choices):
            if number in self.seen:
                continue
            with suppress(TooCostly):
                judge, pool = self.start(sizes)
                before = len(judge.tracer.graph)
                for k in range(3):
                    sample = pool.sample(k, 5)
                    if sample is None or self._looks_false(judge, sample):
                        break
                work -= 8 * (len(judge.tracer.graph) - before) + 500
            if self.found is not None or work < 0:
                return

    def _looks_false(self, judge: Judge, sample: Sample) -> bool:
        self._look(judge, sample)
        return self.found is not None

    def _probe(self, choices: list[dict[str, int]]) -> None:
        """Special inputs (all zero, all equal, ...) at the cheaper sizes: corners and ties; witnesses only."""
        for number in sorted(self.seen, key=lambda k: sum(choices[k].values()))[:2]:
            for style in (*SPECIAL, "small", "generic", "positive", "halves"):
                with suppress(TooCostly):
                    judge, pool = self.start(choices[number])
                    sample = pool.draw(style, 1, 2)
                    if sample is not None:
                        self._look(judge, sample)
                if self.found is not None:
                    return

    def _sweep(self) -> None:
        """Two more points at many small sizes, where most false claims fail; witnesses only."""
        work = _SWEEP * _NODES
        for sizes in size_choices(self.theory, self.scope, self.source, 20, sweep=True):
            with suppress(TooCostly):
                judge, pool = self.start(sizes)
                before = len(judge.tracer.graph)
                for style in ("positive", "small"):
                    sample = pool.draw(style, self.source.randint(1, 3), 2)
                    if sample is not None and judge.entries and self.found is None:
                        self._look(judge, sample)
                work -= 4 * (len(judge.tracer.graph) - before) + 500
            if self.found is not None or work < 0:
                return

    def _press(self, choices: list[dict[str, int]]) -> None:
        """Many points at the cheapest sizes, as an inequality may fail at few; witnesses only."""
        for number in sorted(self.seen, key=lambda k: sum(choices[k].values()))[:2]:
            for count in range(_PRESSED):
                with suppress(TooCostly):
                    judge, pool = self.start(choices[number])
                    sample = pool.draw(_PRESSING[count % len(_PRESSING)], 1, 2)
                    if sample is not None:
                        self._look(judge, sample)
                if self.found is not None:
                    return

    def _vary(self, choices: list[dict[str, int]]) -> None:
        """More models of the equations at the cheapest sizes above 1, as those met first may be of a special kind
        (projections that are symmetric); witnesses only."""
        work = _SWEEP * _NODES
        above = [k for k in self.seen if max(choices[k].values(), default=2) > 1]
        for number in sorted(above, key=lambda k: sum(choices[k].values()))[:2]:
            for count in range(_VARIED):
                with suppress(TooCostly):
                    judge, pool = self.start(choices[number])
                    before = len(judge.tracer.graph)
                    sample = pool.draw(_PRESSING[count % len(_PRESSING)], 1 + count % 3, 2)
                    if sample is not None:
                        self._look(judge, sample)
                    work -= 4 * (len(judge.tracer.graph) - before) + 500
                if self.found is not None or work < 0:
                    return

    def _look(self, judge: Judge, sample: Sample) -> bool:
        """Whether the claim was seen to agree at a point; a witness is kept in ``found``."""
        entries = self.source.sample(judge.entries, min(len(judge.entries), _ENTRIES))
        shown: list[tuple[int, ...]] = entries if self.screening else []  # traced one by one, up to a difference
        for place in () if self.screening else entries:
            try:
                judge.sides(place)
            except TooCostly:
                if not shown:
                    raise
                break
            shown.append(place)
        outcome = judge.look(sample, shown)
        if outcome.at is not None:
            found = (judge, sample.point, outcome)
            self.found = found if self.screening else self._confirmed(found)
            if self.found is None:
                self._count("a kink")  # another point may show the difference away from it
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
            "undefined": "vacuous: no point was found at which both sides are defined",
            "unknown": "vacuous: at every point a denominator or a condition is too near to 0, or a number too large",
            "a kink": "every difference lies on an exempt kink",
            "precision": "the enclosures did not become narrow enough to compare",
            "cost": "the values are too costly to compute even at small sizes",
            "time": "budget: the checker ran out of time",
        }
        worst = max(self.tally, key=lambda k: self.tally[k], default="time")
        reason = texts[worst] if worst in texts else self._without_model()
        if points:
            reason = f"only {points} points over {shapes} choices of sizes agreed; elsewhere: {reason}"
        return Exercise(points, shapes, reason=reason)

    def _without_model(self) -> str:
        """Which hypothesis holds nowhere, even by itself."""
        with suppress(BudgetExceeded):
            for h in self.scope.hypotheses:
                if not self._possible(h):
                    return f"the hypothesis {h.name} holds at no sampled point: it may contradict the definitions"
        return "no point was found at which all hypotheses hold: they may contradict each other or the definitions"

    def _possible(self, hypothesis: Hypothesis) -> bool:
        alone = replace(self.theory, hypotheses=[hypothesis])
        scope = scope_of(alone, (hypothesis.statement.left, hypothesis.statement.right), hypothesis.statement.guards)
        for sizes in size_choices(self.theory, scope, self.source, 6):
            with suppress(TooCostly):
                field = self.memory.field(self.theory, sizes)
                field.tracer.graph.limit = len(field.tracer.graph) + _NODES
                if field.pool(scope, self.seed).sample(0, 5) is not None:
                    return True
        return False
