"""Shrinking: from a witness to a small one.  Untrusted: every step is judged again.

Sizes first: all choices of small sizes by their sum, at each of which a witness is looked for anew; between them one
size after the other is lowered, so that a claim with many sizes, or one that is costly to evaluate, comes down too.
Then the inputs, at the one entry that differs: whole tensors to zero, parts of them, single numbers, and simple
matrices and vectors where hypotheses bind the numbers together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import Any, Final

from symderiv.errors import BudgetExceeded
from symderiv.meaning.fields import Memory, Pool
from symderiv.meaning.graph import TooCostly
from symderiv.meaning.judge import Judge, Outcome, Sample
from symderiv.meaning.points import Entry, Exact, FunctionModel, LossModel, Point
from symderiv.meaning.sampling import Scope, lower, smaller_sizes, total

__all__ = ["Found", "Shrinker", "weight"]

#: Styles and orders of the points that are tried at new sizes; those behind the first three only with the work that
#: is left for it: most at the first sizes, the smallest of all, and at least so much at others.
_DRAWS: Final = (("small", 1), ("positive", 2), ("halves", 3), *(("small", 1), ("tiny", 1), ("halves", 2)) * 15)
_CHEAP: Final = (6_000, 800)
_CONFIRMED: Final = 2_000
_ENTRIES: Final = 30
_FIRST: Final = 60
#: Shares of the work that are left for what comes after the first sizes, their descent, and the last sizes.
_LEFT: Final = (0.6, 0.4, 0.3)
_SIMPLE: Final[tuple[Exact, ...]] = (0, 1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2), 3)
Found = tuple[Judge, Point, Outcome]
#: What is changed, and how.
Move = tuple[str, Callable[[Point], Point]]


class Shrinker:
    """A search for the smallest witness, with a fixed amount of work (about the nodes that are evaluated) to spend."""

    def __init__(
        self,
        scope: Scope,
        start: Callable[[dict[str, int]], tuple[Judge, Pool]],
        memory: Memory,
        confirm: Callable[[Found], bool] | None = None,
        work: int = 150_000,
    ) -> None:
        """``confirm``: what every step must pass besides, at the cost of much work."""
        self.scope = scope
        self.start = start
        self.memory = memory
        self.confirm = confirm
        self.work = self.whole = work
        self.tried = 0

    def shrink(self, found: Found) -> Found:
        """The smallest witness that is found with the work and within the time that are left."""
        self.best = found
        with suppress(BudgetExceeded):
            self._sizes()
            with suppress(TooCostly):
                self._values()
        return self.best

    # -- sizes ---------------------------------------------------------------------------------------

    def _sizes(self) -> None:
        theory = self.best[0].tracer.theory
        choices = smaller_sizes(theory, self.scope, self.best[0].tracer.sizes)
        if self._first(islice(choices, _FIRST), _LEFT[0]):
            return
        lowered = True
        while lowered:
            lowered = False
            for name in self.scope.sizes:
                lowered |= self._first(lower(theory, self.scope, self.best[0].tracer.sizes, name), _LEFT[1])
        self._first(choices, _LEFT[2])

    def _first(self, choices: Iterable[dict[str, int]], left: float) -> bool:
        """Whether a witness is found at one of the choices that are smaller than the best one, in their order."""
        for sizes in choices:
            if self.work < left * self.whole or total(self.scope, sizes) >= total(self.scope, self.best[1].sizes):
                return False
            with suppress(TooCostly):
                if self._at(sizes):
                    return True
        return False

    def _at(self, sizes: dict[str, int]) -> bool:
        """Look for a witness at these sizes."""
        self.work -= 50
        judge, pool = self.start(sizes)
        before = len(judge.tracer.graph)
        try:
            for point in self._points(judge, pool) if judge.entries else ():
                for place in judge.entries[:_ENTRIES]:
                    if self._look(judge, point, place):
                        return True
        finally:
            self.work -= 4 * (len(judge.tracer.graph) - before)
        return False

    def _points(self, judge: Judge, pool: Pool) -> Iterator[Point]:
        """The best point cut down to smaller shapes, and a few others."""
        cut = _cut(self.best[1], judge)
        if cut is not None and pool.models.premises.satisfied(cut) and not pool.models.degenerate(cut):
            yield cut
        self.tried += 1
        enough = self.work - max(_CHEAP[0] // self.tried, _CHEAP[1])
        for number, (style, order) in enumerate(_DRAWS):
            if number > 2 and self.work < enough:
                return
            self.work -= 50
            sample = pool.sample(number, 4) if pool.equations else pool.draw(style, order, 4)
            if sample is None:
                return
            yield sample.point
            for name in sorted(pool.models.bound) if pool.equations and not number else ():
                for form in _forms(list(sample.point.tensors[name])):
                    self.work -= 20
                    point = replace(sample.point, tensors={**sample.point.tensors, name: form})
                    if pool.models.premises.satisfied(point):
                        yield point

    def _look(self, judge: Judge, point: Point, place: Entry) -> bool:
        """Whether a point that satisfies the hypotheses is a witness at an entry; it is the best one then."""
        self.memory.check()
        self.work -= 20 + len(judge.tracer.graph.cone(judge.sides(place))) // 2
        outcome = judge.look(Sample(judge.tracer, point, self.memory.check), [place])
        if outcome.at is None:
            return False
        if self.confirm is not None:
            self.work -= _CONFIRMED
            if not self.confirm((judge, point, outcome)):
                return False
        self.best = judge, point, outcome
        return True

    # -- values --------------------------------------------------------------------------------------

    def _values(self) -> None:
        """Simpler inputs at the same sizes and the same entry."""
        judge, point, _ = self.best
        pool = self.start(judge.tracer.sizes)[1]
        bound = pool.models.bound if pool.equations else frozenset()
        for _ in range(6 if bound and not _plain(point, bound) else 0):
            sample = pool.draw("tiny", 1, 3)
            if sample is not None:
                self._accept(pool, sample.point)
        moves = [*_model_moves(point), *_tensor_moves(point, bound)]
        poor = pool.models.degenerate(self.best[1])
        changed = True
        while changed and self.work > 0:
            changed = False
            for move in moves:
                if self.work < 0:
                    return
                name, change = move
                simpler = change(self.best[1])
                if poor or not pool.models.degenerate(simpler):
                    changed |= self._accept(pool, simpler, name if name in bound else "")

    def _accept(self, pool: Pool, point: Point, changed: str = "") -> bool:
        """Take a point that is lighter than the best one, if it is a witness too; where one tensor was changed
        against the hypotheses, with another that makes up for it."""
        judge, best, outcome = self.best
        assert outcome.at is not None
        if weight(point) >= weight(best):
            return False
        if self.scope.hypotheses:
            self.work -= 50
            if not pool.models.premises.satisfied(point):
                if not changed or _plain(best, pool.models.bound):
                    return False
                self.work -= 500
                mended = pool.models.mended(point, changed)
                if mended is None or weight(mended) >= weight(best) or pool.models.degenerate(mended):
                    return False
                point = mended
        return self._look(judge, point, outcome.at)


def weight(point: Point) -> int:
    """How much there is to read in a point: zeros are free, small whole numbers cheap, higher powers dear.

    >>> [weight(Point({}, {"x": {(): value}})) for value in (0, 1, -1, 2, Fraction(1, 2))]
    [0, 5, 6, 7, 9]
    """
    numbers = sum(_weight(v) for entries in point.tensors.values() for v in entries.values())
    for loss in point.losses.values():
        for power, part in enumerate((loss.linear, loss.square, loss.cube), 1):
            numbers += power * sum(map(_weight, part.values()))
    for function in point.functions.values():
        numbers += sum(_weight(c) + sum(exponents) for exponents, c in function.terms.items())
    return numbers


def _weight(value: Exact) -> int:
    return 2 * abs(value.numerator) + 4 * value.denominator - (value > 0) if value else 0


def _plain(point: Point, names: Iterable[str]) -> bool:
    """Whether tensors have none but simple entries."""
    return all(v in _SIMPLE for name in names for v in point.tensors[name].values())


def _cut(point: Point, judge: Judge) -> Point | None:
    """The point with the tensors cut down to the shapes at other sizes; ``None`` where one of them would grow."""
    tracer = judge.tracer
    tensors: dict[str, dict[Entry, Exact]] = {}
    for name, entries in point.tensors.items():
        places = list(tracer.entries(name))
        if any(place not in entries for place in places):
            return None
        tensors[name] = {place: entries[place] for place in places}
    losses = {}
    for name, loss in point.losses.items():
        inside = {(t, place) for t in tracer.theory.losses[name].frontier for place in tracer.entries(t)}
        parts = ({p: c for p, c in part.items() if p in inside} for part in (loss.linear, loss.square, loss.cube))
        losses[name] = LossModel(*parts)
    return Point(tracer.sizes, tensors, point.functions, losses)


# -- moves: each makes one thing simpler; what it leaves as it is has the same weight, and is not looked at -------


def _model_moves(point: Point) -> Iterator[Move]:
    """Fewer and smaller coefficients of losses and abstract functions."""
    for name, loss in point.losses.items():
        if loss.cube:
            yield _in_loss(name, lambda m: LossModel(m.linear, dict.fromkeys(m.linear, 1)) if m.cube else m)
        yield _in_loss(name, lambda m: replace(m, cube={}))
        yield _in_loss(name, lambda m: replace(m, square={}))
        for part in ("linear", "square", "cube"):
            for places in _pieces(list(getattr(loss, part))):
                for number in _SIMPLE if len(places) == 1 else (0,):
                    yield _in_loss(name, _part_changed(part, dict.fromkeys(places, number)))
    for name, function in point.functions.items():
        arity = len(next(iter(function.terms)))
        for power in (1, 2, 3):
            yield _in_function(name, dict.fromkeys([(power, *[0] * (arity - 1))], 1))
        for gone in function.terms:
            yield _in_function(name, {}, gone)


def _in_function(name: str, terms: dict[Entry, Exact], gone: Entry | None = None) -> Move:
    """A function replaced, or without one of its terms, unless that is the last one."""

    def move(point: Point) -> Point:
        old = point.functions[name].terms
        new = terms if gone is None else {e: c for e, c in old.items() if e != gone}
        return replace(point, functions={**point.functions, name: FunctionModel(new or old)})

    return name, move


def _in_loss(name: str, change: Callable[[LossModel], LossModel]) -> Move:
    return name, lambda p: replace(p, losses={**p.losses, name: change(p.losses[name])})


def _part_changed(part: str, values: Mapping[Any, Exact]) -> Callable[[LossModel], LossModel]:
    """The coefficients of one part replaced where they are not lighter already."""
    return lambda m: replace(m, **{part: _lighter(getattr(m, part), values)})


def _lighter(old: Mapping[Any, Exact], new: Mapping[Any, Exact]) -> dict[Any, Exact]:
    return {p: new[p] if p in new and _weight(new[p]) < _weight(v) else v for p, v in old.items()}


def _tensor_moves(point: Point, bound: frozenset[str]) -> Iterator[Move]:
    """Zeros by the tensor, the half, the quarter; forms for tensors that hypotheses bind; then number by number."""
    whole = sorted(point.tensors, key=lambda name: -len(point.tensors[name]))
    for name in whole:
        yield _with(name, dict.fromkeys(point.tensors[name], 0))
    for name in sorted(bound):
        for form in _forms(list(point.tensors[name])):
            yield _with(name, form)
    for name in whole:
        places = list(point.tensors[name])
        for piece in _pieces(places):
            if 1 < len(piece) < len(places):
                yield _with(name, dict.fromkeys(piece, 0))
    for number in _SIMPLE:
        for name in whole:
            for place in point.tensors[name]:
                yield _with(name, {place: number})


def _with(name: str, values: Mapping[Entry, Exact]) -> Move:
    """Some entries of a tensor replaced: all of them as they are, fewer where that makes them lighter."""

    def move(point: Point) -> Point:
        old = point.tensors[name]
        new = dict(values) if len(values) == len(old) else _lighter(old, values)
        return replace(point, tensors={**point.tensors, name: new})

    return name, move


def _pieces(places: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """All, the halves, the quarters, ..., each alone."""
    width = len(places)
    while width > 1:
        yield from (places[k : k + width] for k in range(0, len(places), width))
        width = -(-width // 2)
    yield from ([p] for p in places)


def _forms(places: Sequence[Entry]) -> Iterator[dict[Entry, Exact]]:
    """Simple vectors and matrices that may satisfy what a hypothesis asks of all entries together."""
    rank = len(places[0])
    if not 1 <= rank <= 2:
        return
    size = 1 + max(p[-1] for p in places)
    half, last = Fraction(1, size), size - 1
    kinds: list[Callable[..., Exact]] = [lambda *p: half, lambda *p: 1, lambda *p: -int(p[0] == p[-1])]
    if rank == 1:
        kinds += [lambda i, k=k: int(i == k) for k in range(size)]
        kinds += [lambda i: (1, -1, 0)[min(i, 2)], lambda i: (Fraction(3, 5), Fraction(4, 5), 0)[min(i, 2)]]
    else:
        kinds += [
            lambda i, j: int(i == j),
            lambda i, j: int(i == j == 0),
            lambda i, j: int(i == j == last),
            lambda i, j: int(i + j == last),
            lambda i, j: int(j == 0),
            lambda i, j: (i == j) * (-1) ** i,
            lambda i, j: (i == j) * (i + 1),
            lambda i, j: (i + j == 1) * (j - i),
            lambda i, j: int(i == j) if max(i, j) > 1 else Fraction(3 if i == j else 4, 5) * (-1 if i > j else 1),
        ]
    yield from ({p: kind(*p) for p in places} for kind in kinds)
