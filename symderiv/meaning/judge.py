"""One claim at one point: does it hold, does it fail for certain, or does the point not count?

Guarantee: "differs" only where both sides are defined and two exact numbers, or two disjoint enclosures, violate
the relation, all hypotheses hold exactly, and no exempt kink is touched.  A kink is exempt if its argument is
exactly 0, is a piecewise polynomial of the inputs, and does not stay 0 when every input is moved a little.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from symderiv.language.theory import Free, Hypothesis, Statement
from symderiv.meaning.evaluate import Evaluator, TooCostly
from symderiv.meaning.intervals import Interval
from symderiv.meaning.numbers import Undefined, Unknown, holds_between
from symderiv.meaning.points import Entry, Exact, Point

__all__ = ["AGREES", "DIFFERS", "Judge", "Outcome", "indices_of"]

AGREES: Final = "agrees"
DIFFERS: Final = "differs"
PRECISIONS: Final = (128, 256, 768)
_ENOUGH: Final = 4_000
_COSTLY: Final = 2_000


def indices_of(free: Sequence[Free], sizes: dict[str, int]) -> list[Entry]:
    """All values of the free indices, later ones varying fastest."""
    found: list[dict[str, int]] = [{}]
    for f in free:
        found = [
            {**values, f.symbol: k}
            for values in found
            for k in range(f.low.evaluate({**sizes, **values}), f.high.evaluate({**sizes, **values}))
        ]
    return [tuple(values[f.symbol] for f in free) for values in found]


@dataclass(frozen=True)
class Outcome:
    """What was seen at a point: the number of entries that agree, and the first one that certainly does not."""

    agreed: int = 0
    at: Entry | None = None
    left: Any = None
    right: Any = None
    obstacle: str = ""


class Judge:
    """A statement with its hypotheses at one choice of sizes."""

    def __init__(self, evaluator: Evaluator, statement: Statement, hypotheses: Iterable[Hypothesis]) -> None:
        self.evaluator = evaluator
        self.statement = statement
        self.entries = indices_of(statement.free, evaluator.sizes)
        self.sides = evaluator.function((statement.left, statement.right), [f.symbol for f in statement.free])
        self.hypotheses = [h.statement for h in hypotheses]
        self.premises = [
            (evaluator.function((s.left, s.right), [f.symbol for f in s.free]), indices_of(s.free, evaluator.sizes))
            for s in self.hypotheses
        ]

    def satisfied(self, point: Point, steps: int = 100_000) -> bool:
        """Whether all hypotheses hold, exactly or (conditions) for certain."""
        return all(self.satisfies(k, point, steps) for k in range(len(self.hypotheses)))

    def score(self, point: Point) -> int:
        """How many hypotheses hold at a point."""
        return sum(self.satisfies(k, point) for k in range(len(self.hypotheses)))

    def satisfies(self, number: int, point: Point, steps: int = 100_000) -> bool:
        """Whether one hypothesis holds at a point."""
        (left, right), entries = self.premises[number]
        relation = self.hypotheses[number].relation
        self.evaluator.at(point, steps)
        with suppress(Undefined, Unknown):
            for index in entries:
                values = left(index), right(index)
                if relation == "=" and any(isinstance(v, Interval) for v in values):
                    return False
                if not holds_between(*values, relation):
                    return False
            return True
        return False

    def look(self, point: Point, entries: Sequence[Entry], steps: int) -> Outcome:
        """Evaluate the claim at a point that satisfies the hypotheses, for the given free indices in turn.

        At least four are looked at, the rest while it is cheap.
        """
        agreed, kinks, obstacle, doubt, left = 0, 0, "", "precision", list(entries)
        for prec in PRECISIONS:
            again: list[Entry] = []
            self.evaluator.at(point, steps, prec)
            for position, index in enumerate(left):
                try:
                    values = self.sides[0](index), self.sides[1](index)
                    answer = holds_between(*values, self.statement.relation)
                except Undefined:
                    obstacle = "undefined"
                    continue
                except Unknown:
                    answer, doubt = None, "unknown"
                except TooCostly:
                    if not agreed:
                        raise
                    left = left[:position]
                    break
                if answer is None:
                    again.append(index)
                elif answer:
                    agreed += 1
                    if agreed > 3 and self.evaluator.limit < steps - _ENOUGH:
                        return Outcome(agreed, obstacle=obstacle)
                elif self.touches_kink(point, index, steps, prec):
                    obstacle, kinks = "a kink", kinks + 1
                    if kinks > 2 or 4 * steps - self.evaluator.limit > _COSTLY:
                        return Outcome(agreed, obstacle=obstacle)
                    self.evaluator.at(point, steps, prec)
                else:
                    return Outcome(agreed, index, *values)
            left = again
            if not left:
                return Outcome(agreed, obstacle=obstacle)
        return Outcome(agreed, obstacle=obstacle or doubt)

    def touches_kink(self, point: Point, index: Entry, steps: int, prec: int) -> bool:
        """Whether an exempt kink is touched in evaluating the claim at one value of its free indices."""
        evaluator = self.evaluator

        def run(at: Point, watched: dict[Any, Any]) -> dict[Any, Any]:
            evaluator.at(at, 4 * steps, prec, watched)
            with suppress(Undefined, Unknown, TooCostly):
                for side in self.sides:
                    side(index)
            return evaluator.kinks

        zero = {key: value for key, value in run(point, {}).items() if evaluator.corners[key[0]][1]}
        if not zero:
            return False
        source = random.Random(len(zero))
        for _ in range(3):
            nudged: dict[str, dict[Entry, Exact]] = {
                name: {p: value + Fraction(source.randrange(-99, 100, 2), 1 << 60) for p, value in entries.items()}
                for name, entries in point.tensors.items()
            }
            moved = run(replace(point, tensors=nudged), zero)
            if any(value != 0 for value in moved.values()):
                return True
        return False
