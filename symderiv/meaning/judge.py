"""One claim at one point: does it hold, does it fail for certain, or does the point not count?

Answers "differs" only where both sides are defined, two exact numbers or two disjoint enclosures violate the relation,
and no exempt kink is touched.  A kink is exempt if its argument is exactly 0, is a piecewise polynomial of the
inputs, and does not stay 0 when every input is moved a little.  Untrusted: a witness is confirmed by ``plain``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from symderiv.language.theory import Free, Hypothesis, Statement
from symderiv.meaning.graph import Op, TooCostly
from symderiv.meaning.numbers import holds_between, is_exact
from symderiv.meaning.points import Entry, Exact, Point
from symderiv.meaning.trace import Tracer
from symderiv.meaning.values import OUT, Missing, Values

__all__ = ["Judge", "Outcome", "Premises", "Sample", "indices_of"]

PRECISIONS: Final = (128, 256, 768)
_MANY: Final = 20_000
_NUDGES: Final = 3


def indices_of(free: Sequence[Free], sizes: dict[str, int]) -> list[Entry]:
    """All values of the free indices, later ones varying fastest; raises :class:`TooCostly` for too many."""
    found: list[dict[str, int]] = [{}]
    for f in free:
        ranges = [range(f.low.evaluate({**sizes, **values}), f.high.evaluate({**sizes, **values})) for values in found]
        if sum(max(0, r.stop - r.start) for r in ranges) > _MANY:  # before any of them is written down
            raise TooCostly
        found = [{**values, f.symbol: k} for values, r in zip(found, ranges, strict=True) for k in r]
    return [tuple(values[f.symbol] for f in free) for values in found]


class Sample:
    """A point, and what has been computed at it."""

    def __init__(self, tracer: Tracer, point: Point, check: Callable[[], None] | None = None) -> None:
        self.tracer = tracer
        self.point = point
        self.check = check
        self._values: dict[int, Values] = {}

    def values(self, prec: int = PRECISIONS[0]) -> Values:
        """The values of the nodes at a precision."""
        if prec not in self._values:
            self._values[prec] = Values(self.tracer.graph, self.point, prec, self.check)
        return self._values[prec]


@dataclass(frozen=True)
class Outcome:
    """What was seen at a point: the number of entries that agree, and the first one that certainly does not."""

    agreed: int = 0
    at: Entry | None = None
    left: Any = None
    right: Any = None
    obstacle: str = ""


class Premises:
    """Hypotheses at one choice of sizes."""

    def __init__(self, tracer: Tracer, hypotheses: Iterable[Hypothesis]) -> None:
        self.tracer = tracer
        self.statements = [h.statement for h in hypotheses]
        self.pairs = [_sides(tracer, s, indices_of(s.free, tracer.sizes)) for s in self.statements]

    def holding(self, point: Point, numbers: Sequence[int]) -> list[bool]:
        """For some of the hypotheses, whether they hold at a point: exactly, or (conditions) for certain."""
        values = Values(self.tracer.graph, point, PRECISIONS[0], self.tracer.graph.check)
        return [self._holds(k, values) for k in numbers]

    def improved(self, point: Point, held: dict[int, bool], touched: Sequence[int]) -> dict[int, bool] | None:
        """Which hypotheses hold at a point, if more than those in ``held``, from which only ``touched`` can differ."""
        values = Values(self.tracer.graph, point, PRECISIONS[0], self.tracer.graph.check)
        now, spare = dict(held), len(touched) - sum(held[k] for k in touched)
        for k in touched:
            now[k] = self._holds(k, values)
            spare -= not now[k]
            if spare <= 0:
                return None
        return now

    def satisfied(self, point: Point) -> bool:
        """Whether all hypotheses hold."""
        values = Values(self.tracer.graph, point, PRECISIONS[0], self.tracer.graph.check)
        return all(self._holds(k, values) for k in range(len(self.statements)))

    def satisfies(self, number: int, point: Point) -> bool:
        """Whether one hypothesis holds at a point."""
        return self._holds(number, Values(self.tracer.graph, point, PRECISIONS[0], self.tracer.graph.check))

    def _holds(self, number: int, values: Values) -> bool:
        relation = self.statements[number].relation
        for pair in self.pairs[number]:
            left, right = values.get(pair)
            if isinstance(left, Missing) or isinstance(right, Missing):
                return False
            if relation != "=":
                if not holds_between(left, right, relation):
                    return False
            elif not is_exact(left, right) or left != right:
                return False
        return True


def _sides(tracer: Tracer, statement: Statement, places: Iterable[Entry]) -> list[tuple[int, int]]:
    symbols = [f.symbol for f in statement.free]
    found = []
    for place in places:
        env = dict(zip(symbols, place, strict=True))
        found.append((tracer.term(statement.left, env), tracer.term(statement.right, env)))
    return found


class Judge:
    """A statement at one choice of sizes; its sides are traced where they are first looked at."""

    def __init__(self, tracer: Tracer, statement: Statement) -> None:
        self.tracer = tracer
        self.statement = statement
        self.entries = indices_of(statement.free, tracer.sizes)
        self._sides: dict[Entry, tuple[int, int]] = {}

    def sides(self, place: Entry) -> tuple[int, int]:
        """Both sides as nodes."""
        if place not in self._sides:
            self._sides[place] = _sides(self.tracer, self.statement, [place])[0]
        return self._sides[place]

    def look(self, sample: Sample, entries: Sequence[Entry]) -> Outcome:
        """Evaluate the claim at a point that satisfies the hypotheses, for the given free indices in turn."""
        agreed, kinks, obstacle, doubt, left = 0, 0, "", "precision", list(entries)
        for prec in PRECISIONS:
            values, again = sample.values(prec), []
            for place in left:
                one, other = values.get(self.sides(place))
                missing = [v for v in (one, other) if isinstance(v, Missing)]
                answer: bool | None = None
                if any(not v.unknown for v in missing):
                    obstacle = "undefined"
                    continue
                if missing:
                    doubt = "unknown"
                else:
                    answer = holds_between(one, other, self.statement.relation)
                if answer is None:
                    again.append(place)
                elif answer:
                    agreed += 1
                elif self.touches_kink(sample, place, prec):
                    obstacle, kinks = "a kink", kinks + 1
                    if kinks > 2:
                        return Outcome(agreed, obstacle=obstacle)
                else:
                    return Outcome(agreed, place, _plain(one), _plain(other))
            left = again
            if not left:
                return Outcome(agreed, obstacle=obstacle)
        return Outcome(agreed, obstacle=obstacle or doubt)

    def touches_kink(self, sample: Sample, place: Entry, prec: int) -> bool:
        """Whether an exempt kink is touched in evaluating the claim at one value of its free indices, or in
        evaluating what it differentiates."""
        roots = self._evaluated(self.sides(place))
        if not any(self.tracer.graph.bent[n] for n in roots):
            return False
        values = sample.values(prec)
        values.get(roots)
        zero = [pair for pair in self._corners(roots, values.known) if _vanishes(pair, values.known)]
        if not zero:
            return False
        nodes = tuple({n for pair in zero for n in pair if n >= 0})
        source = random.Random(len(zero))
        for _ in range(_NUDGES):
            tensors: dict[str, dict[Entry, Exact]] = {
                name: {p: value + Fraction(source.randrange(-99, 100, 2), 1 << 60) for p, value in entries.items()}
                for name, entries in sample.point.tensors.items()
            }
            moved = Values(self.tracer.graph, replace(sample.point, tensors=tensors), prec, self.tracer.graph.check)
            moved.get(nodes)
            if any(not _vanishes(pair, moved.known) for pair in zero):
                return True
        return False

    def _evaluated(self, sides: tuple[int, int]) -> tuple[int, ...]:
        """Both sides, and what the derivatives in them are derivatives of."""
        bodies, found = self.tracer.bodies, set(sides)
        new: tuple[int, ...] = sides
        while new:
            beneath = {b for n in self.tracer.graph.cone(new) if n in bodies for b in bodies[n]}
            new = tuple(beneath - found)
            found |= beneath
        return tuple(sorted(found))

    def _corners(self, roots: tuple[int, ...], known: list[Any]) -> list[tuple[int, int]]:
        """Where what was evaluated has kinks that may be exempt: a node that would be 0 (and -1), or two that tie."""
        g = self.tracer.graph
        found: dict[tuple[int, int], None] = {}
        seen, stack = set(roots), list(roots)
        while stack:
            n = stack.pop()
            op, args = g.ops[n], g.args[n]
            if op in (Op.WHERE, Op.AMONG):
                found.update(((a, -1), None) for a in args[:-1])
                if known[n] is OUT and known[args[-1]] is not OUT:
                    args = args[:-1]  # what stands behind a false bracket does not matter
            elif op == Op.SIGN or (op == Op.FUNCTION and g.data[n] in ("relu", "abs")):
                found[args[0], -1] = None
            elif op == Op.EXTREMUM:
                top = [a for a in args if is_exact(known[a], known[n]) and known[a] == known[n]]
                found.update(((top[0], a), None) for a in top[1:])
            for a in args:
                if a not in seen:
                    seen.add(a)
                    stack.append(a)
        return [pair for pair in found if all(n < 0 or g.flat[n] for n in pair)]


def _vanishes(pair: tuple[int, int], known: list[Any]) -> bool:
    """Whether the argument of a corner is exactly 0."""
    one, other = known[pair[0]], 0 if pair[1] < 0 else known[pair[1]]
    return is_exact(one, other) and bool(one == other)


def _plain(value: Any) -> Any:
    return 0 if value is OUT else value
