"""Models: inputs that satisfy the hypotheses.  Untrusted: every model is checked by evaluating the hypotheses exactly.

Nothing is recognised by its form.  For each tensor a list of generators is tried (orthogonal by Cayley's
transform, symmetric, projections ``U diag(0,1) U^T``, weights that sum to one, points on the sphere, sign designs,
...), and those stay that satisfy the hypotheses about that tensor alone.  What couples several tensors is solved
exactly for one of them, all others given, where it is linear in it (one Newton step with dual numbers
is then exact); otherwise new draws are tried, a bounded number of times.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from symderiv.meaning.adjoint import adjoints
from symderiv.meaning.generators import KITS, Entries, Family
from symderiv.meaning.graph import TooCostly
from symderiv.meaning.judge import Premises
from symderiv.meaning.linear import Matrix, solve, transpose
from symderiv.meaning.numbers import is_exact
from symderiv.meaning.points import Entry, Exact, FunctionModel, Point
from symderiv.meaning.reach import Reach
from symderiv.meaning.sampling import STYLES, Scope, draw, number
from symderiv.meaning.values import Values

__all__ = ["Models"]

_BITS: Final = 256


class Models:
    """Points at which all hypotheses of some :class:`Premises` hold."""

    def __init__(
        self,
        premises: Premises,
        scope: Scope,
        source: random.Random,
        lucky: list[tuple[str, ...]] | None = None,
        good: dict[object, list[str]] | None = None,
    ) -> None:
        """``lucky`` collects the kits that led to a model; those are tried first.  ``good``: the generators for a
        tensor under hypotheses about it alone, at these sizes."""
        self.lucky = [] if lucky is None else lucky
        self.premises = premises
        self.tracer = premises.tracer
        self.scope = scope
        self.source = source
        reach = Reach(self.tracer.theory)
        self.about = [sorted((reach.of(s.left) | reach.of(s.right)) & set(scope.inputs)) for s in premises.statements]
        self.shapes = {name: self.tracer.shape(name) for name in scope.inputs}
        self.coupled = sorted({name for names in self.about for name in names})
        #: The tensors that an equation is about.
        self.bound = frozenset(
            name
            for names, s in zip(self.about, premises.statements, strict=True)
            if s.relation == "="
            for name in names
        )
        self._good = {} if good is None else good
        self._linear: dict[tuple[tuple[int, int], str], tuple[int, ...]] = {}
        self._used: dict[tuple[str, str], int] = {}
        self._turn, self._start = 0, source.randrange(len(KITS))
        self._kit: tuple[str, ...] = ()  # of the last point

    def blame(self) -> None:
        """A claim was not defined at the last point: prefer others (a matrix with an inverse to a projection)."""
        if self._kit in self.lucky:
            self.lucky.remove(self._kit)

    def point(self, style: str, order: int, attempts: int = 30) -> Point | None:
        """A random point that satisfies all hypotheses, or ``None``."""
        for attempt in range(attempts if self.about else 1):
            manner = style if attempt < 2 else self.source.choice((*STYLES, "positive", "tiny"))
            point = draw(self.tracer, self.scope, self.source, manner, order)
            if not self.about:
                return point
            with suppress(TooCostly):
                if self._complete(point):
                    return point
        return None

    def _complete(self, point: Point) -> bool:
        """Change the tensors that the hypotheses are about until all hold; ``False`` if that did not succeed."""
        judge, source = self.premises, self.source
        self._kit = ()
        if judge.satisfied(point) and not self.degenerate(point):
            return True
        self._turn += 1
        kit = KITS[(self._turn + self._start) % len(KITS)]
        if self.lucky and self._turn % 2:
            kit = source.choice(self.lucky)
        if not self._built(point, kit):
            return False
        if kit and kit not in self.lucky:
            self.lucky.append(kit)
        self._kit = kit
        return True

    def _built(self, point: Point, kit: tuple[str, ...]) -> bool:
        """Make the tensors from a kit of generators, then change one after the other until all hypotheses hold."""
        source, family = self.source, Family(self.source)
        for name in self.coupled:
            names = self._generators(name, point)
            if names:
                fitting = [n for n in names if n in kit] or names
                chosen = min(source.sample(fitting, len(fitting)), key=lambda n: self._used.get((name, n), 0))
                self._used[name, chosen] = self._used.get((name, chosen), 0) + 1
                point.tensors[name] = family.make(chosen, self.shapes[name], source)
        if source.random() < 0.5:  # solving first leaves the most general models, climbing first finds some sooner
            return self._solve(point) or (self._climb(point, family) and not self.degenerate(point))
        return (self._climb(point, family) and not self.degenerate(point)) or self._solve(point)

    def _solve(self, point: Point) -> bool:
        """Solve the equations for one tensor after the other, given all others; whether all hold in the end."""
        judge, source = self.premises, self.source
        forced: set[str] = set()
        for name in source.sample(self.coupled, len(self.coupled)):
            kept = point.tensors[name]
            if not any(kept.values()):  # so that a zero that comes out was forced
                point.tensors[name] = {p: number(source, "small") for p in kept}
            for _ in range(2):  # a second step shows that the first one was exact
                solved = self._solved(name, point)
                if solved is None:
                    break
                point.tensors[name], alone = solved
                forced |= {name} if alone else set()
            if not all(judge.satisfies(k, point) for k, names in enumerate(self.about) if names == [name]):
                point.tensors[name] = kept
                forced.discard(name)
            if judge.satisfied(point):
                return self._counts(point, forced)
        return self._solved_models(point) and judge.satisfied(point) and self._counts(point, forced)

    def mended(self, point: Point, changed: str) -> Point | None:
        """A point at which one tensor has been changed, with another one solved for so that all hypotheses hold."""
        coupled = sorted({n for names in self.about if changed in names for n in names if n in self.bound} - {changed})
        for name in coupled:
            solved = self._solved(name, point)
            if solved is not None:
                found = replace(point, tensors={**point.tensors, name: solved[0]})
                if self.premises.satisfied(found):
                    return found
        return None

    def _solved_models(self, point: Point) -> bool:
        """Abstract functions and unknown losses with coefficients for which the equations hold, if those are linear."""
        knobs: list[tuple[str, Any]] = [(f, e) for f in self.scope.functions for e in point.functions[f].terms]
        knobs += [(name, place) for name in self.scope.losses for place in point.losses[name].linear]
        start = self._residuals(point)
        if not knobs or start is None:
            return False
        columns: Matrix = []
        for knob in knobs:
            turned = self._residuals(_turned(point, {knob: 1}))
            if turned is None:
                return False
            columns.append([b - a for a, b in zip(start, turned, strict=True)])
        step = solve(transpose(columns), [-r for r in start], self.source.sample(range(len(knobs)), len(knobs)))
        if step is None:
            return False
        found = _turned(point, dict(zip(knobs, step[0], strict=True)))
        point.functions.update(found.functions)
        point.losses.update(found.losses)
        return True

    def _residuals(self, point: Point) -> list[Exact] | None:
        """Left less right of every equation at every value of its indices; ``None`` unless all are rational."""
        values = Values(self.tracer.graph, point, 128)
        found: list[Exact] = []
        for statement, pairs in zip(self.premises.statements, self.premises.pairs, strict=True):
            for pair in pairs if statement.relation == "=" else ():
                left, right = values.get(pair)
                if not is_exact(left, right):
                    return None
                found.append(left - right)
        return found

    def _climb(self, point: Point, family: Family) -> bool:
        """Tensor by tensor, the generator with which the most hypotheses hold; whether all hold in the end."""
        held = self.premises.holding(point)
        for name in self.source.sample(self.coupled, len(self.coupled)):
            if all(held):
                break
            if len(self.coupled) == 1:
                continue
            touched = [k for k, names in enumerate(self.about) if name in names]
            for generator in self._generators(name, point):
                kept = point.tensors[name]
                point.tensors[name] = family.make(generator, self.shapes[name], self.source)
                better = self.premises.improved(point, held, touched)
                if better is not None and any(point.tensors[name].values()):
                    held = better
                else:
                    point.tensors[name] = kept
        return all(held)

    def degenerate(self, point: Point) -> bool:
        """Whether a tensor that an equation is about is all zero."""
        return any(not any(point.tensors[name].values()) for name in self.bound)

    def _counts(self, point: Point, forced: set[str]) -> bool:
        """Whether no tensor is all zero, unless the hypotheses force it to be."""
        return all(name in forced or any(point.tensors[name].values()) for name in self.coupled)

    def _generators(self, name: str, point: Point) -> list[str]:
        """The generators whose output satisfies the hypotheses about this tensor alone; none: leave it."""
        alone = [k for k, names in enumerate(self.about) if names == [name]]
        key = (name, *(self.premises.statements[k] for k in alone))
        if key not in self._good:
            good: list[str] = []
            shape = self.shapes[name]
            kept = point.tensors[name]
            for generator in Family.names(shape):
                for scale in (1, 0):
                    point.tensors[name] = Family(self.source, scale).make(generator, shape, self.source)
                    if all(self.premises.satisfies(k, point) for k in alone):
                        good.append(generator)
                        break
            point.tensors[name] = kept
            self._good[key] = good
        return self._good[key]

    def _solved(self, name: str, point: Point) -> tuple[Entries, bool] | None:
        """The tensor changed so that the linearised equations about it hold, and whether that was the only way."""
        places = list(self.tracer.entries(name))
        if len(places) > 25:
            return None
        rows: Matrix = []
        right: list[Exact] = []
        values = Values(self.tracer.graph, point, 128)
        for names, statement, pairs in zip(self.about, self.premises.statements, self.premises.pairs, strict=True):
            for pair in pairs if name in names and statement.relation == "=" else ():
                value, *row = values.get(self._linearised(pair, name, places))
                if not is_exact(value, *row) or any(_long(x) for x in (value, *row)):
                    return None
                rows.append(row)
                right.append(-value)
        if not rows:
            return None
        step = solve(rows, right, self.source.sample(range(len(places)), len(places)))
        if step is None:
            return None
        return {p: point.tensors[name][p] + d for p, d in zip(places, step[0], strict=True)}, step[1]

    def _linearised(self, pair: tuple[int, int], name: str, places: Sequence[Entry]) -> tuple[int, ...]:
        """Left less right of an equation, and its derivatives by the entries of a tensor, as nodes."""
        if (pair, name) not in self._linear:
            g, (one, other) = self.tracer.graph, pair
            targets = [self.tracer.entry(name, place) for place in places]
            gap = g.add([one, g.mul([other, g.number(-1)])])
            slopes = adjoints(g, gap, frozenset(targets))
            self._linear[pair, name] = (gap, *[slopes.get(n, g.zero) for n in targets])
        return self._linear[pair, name]


def _long(value: Exact) -> bool:
    """Whether a number is longer than in any model worth having: steps that do not lead to one soon make such."""
    return value.numerator.bit_length() + value.denominator.bit_length() > _BITS


def _turned(point: Point, changes: dict[tuple[str, Any], Exact]) -> Point:
    """The point with coefficients of its functions and losses increased."""
    functions, losses = dict(point.functions), dict(point.losses)
    for (name, key), change in changes.items():
        if name in functions:
            terms = functions[name].terms
            functions[name] = FunctionModel({**terms, key: terms[key] + change})
        else:
            linear = losses[name].linear
            losses[name] = replace(losses[name], linear={**linear, key: linear[key] + change})
    return replace(point, functions=functions, losses=losses)
