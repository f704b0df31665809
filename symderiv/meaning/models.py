"""Models: inputs that satisfy the hypotheses.  Untrusted: every model is checked by evaluating the hypotheses exactly.

Nothing is recognised by its form.  For each tensor a list of generators is tried (orthogonal by Cayley's
transform, symmetric, projections ``U diag(0,1) U^T``, weights that sum to one, points on the sphere, sign designs,
...), and those stay that satisfy the hypotheses about that tensor alone.  What couples several tensors is solved
exactly for one of them, all others given, where it is linear in it (one Newton step with dual numbers
is then exact); otherwise new draws are tried, a bounded number of times.  Hypotheses that have no tensor, function or
loss in common are satisfied apart from each other.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from symderiv.language.functions import FUNCTIONS
from symderiv.language.terms import Fn, walk
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

__all__ = ["Models", "Recipe"]

_BITS: Final = 256
#: From so many recipes on, further ones are looked for only once in so many points (before: every other).
_SEARCHED: Final = (4, 4)


@dataclass(frozen=True)
class Recipe:
    """How a model was made: the generators of tensors, and the tensors that were solved for, in order; others stay as
    they are drawn."""

    made: tuple[tuple[str, str], ...]
    solved: tuple[str, ...]


@dataclass
class _Group:
    """Hypotheses that can be satisfied apart from the others, by their numbers.

    ``names``: the tensors that they are about; ``knobs``: whether they are about functions or losses too;
    ``recipes``: what led to models; ``last``: the recipe of the last point; ``turn``: how often one was asked for.
    """

    numbers: list[int]
    names: list[str]
    knobs: bool
    recipes: list[Recipe]
    last: Recipe | None = None
    turn: int = 0


# What an entry is tried to be, where nothing else gives a model.
_VALUES: Final[tuple[Exact, ...]] = (0, 1, -1, 2, -2, 3, 4, Fraction(1, 2))


class Models:
    """Points at which all hypotheses of some :class:`Premises` hold."""

    def __init__(
        self,
        premises: Premises,
        scope: Scope,
        source: random.Random,
        recipes: dict[object, list[Recipe]] | None = None,
        good: dict[object, list[str]] | None = None,
    ) -> None:
        """``recipes`` collects what led to models, by what the hypotheses say and of which inputs, at these and other
        sizes; ``good``: the generators for a tensor under hypotheses about it alone, at these sizes."""
        self.premises = premises
        self.tracer = premises.tracer
        self.scope = scope
        self.source = source
        reach = Reach(self.tracer.theory)
        self.about = [sorted((reach.of(s.left) | reach.of(s.right)) & set(scope.inputs)) for s in premises.statements]
        self.shapes = {name: self.tracer.shape(name) for name in scope.inputs}
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
        self._start = source.randrange(len(KITS))
        self.groups: list[_Group] = []
        recipes = {} if recipes is None else recipes
        for numbers, knobs in self._apart(reach):
            names = sorted({name for k in numbers for name in self.about[k]})
            # another theory may make the same statements about other inputs
            known = recipes.setdefault((tuple(premises.statements[k] for k in numbers), tuple(names)), [])
            self.groups.append(_Group(numbers, names, knobs, known))

    def _apart(self, reach: Reach) -> list[tuple[list[int], bool]]:
        """The numbers of the hypotheses that have something in common, and whether that may be a function or a loss;
        of those that are about no input, one group."""
        theory, found = self.tracer.theory, list[tuple[list[int], set[str]]]()
        for k, s in enumerate(self.premises.statements):
            names = reach.of(s.left) | reach.of(s.right)
            bodies = [s.left, s.right, *(theory.definitions[n].body for n in names if n in theory.definitions)]
            models = any(isinstance(n, Fn) and n.name not in FUNCTIONS for t in bodies for n in walk(t))
            mine = ([k], {*(self.about[k] or [""]), *([""] if models or not names.isdisjoint(theory.losses) else [])})
            for other in [g for g in found if not g[1].isdisjoint(mine[1])]:
                found.remove(other)
                mine = (other[0] + mine[0], other[1] | mine[1])
            found.append(mine)
        return [(sorted(numbers), "" in names) for numbers, names in sorted(found, key=lambda g: min(g[0]))]

    def blame(self) -> None:
        """A claim was not defined at the last point: prefer others (a matrix with an inverse to a projection)."""
        for group in self.groups:
            if group.last in group.recipes:
                group.recipes.remove(group.last)

    def point(self, style: str, order: int, attempts: int = 30) -> Point | None:
        """A random point that satisfies all hypotheses, or ``None``."""
        left, done = list(self.groups), list[tuple[_Group, Point]]()
        for attempt in range(attempts if self.groups else 1):
            manner = style if attempt < 2 else self.source.choice((*STYLES, "positive", "tiny"))
            point = draw(self.tracer, self.scope, self.source, manner, order)
            for group, model in done:
                point.tensors.update({name: model.tensors[name] for name in group.names})
                if group.knobs:
                    point.functions.update(model.functions)
                    point.losses.update(model.losses)
            with suppress(TooCostly):
                while left:
                    if not self._complete(point, left[0]):
                        break
                    done.append((left.pop(0), point))
            if not left and (len(done) == 1 or self.premises.satisfied(point)):
                return point
        return None

    def _complete(self, point: Point, group: _Group) -> bool:
        """Change the tensors that hypotheses are about until all of them hold; ``False`` if that did not succeed."""
        group.last = None
        if self._satisfied(point, group) and not self._degenerate(point, group):
            return True
        group.turn += 1
        known = group.recipes
        again = known and group.turn % (_SEARCHED[1] if len(known) >= _SEARCHED[0] else 2)
        if again and self._follow(self.source.choice(known), point, group):
            return True
        return self._built(point, KITS[(group.turn + self._start) % len(KITS)], group)

    def _follow(self, recipe: Recipe, point: Point, group: _Group) -> bool:
        """Make the tensors as once before; ``False``, and they are as they were, where that is no model (the recipe is
        forgotten then) or there are no such tensors at these sizes."""
        kept, family = {name: point.tensors[name] for name in group.names}, Family(self.source)
        if not all(generator in Family.names(self.shapes[name]) for name, generator in recipe.made):
            return False
        for name, generator in recipe.made:
            point.tensors[name] = family.make(generator, self.shapes[name], self.source)
        for name in recipe.solved:
            solved = self._solved(name, point)
            if solved is None:
                break
            point.tensors[name] = solved[0]
        if self._counts(point, set(), group) and self._satisfied(point, group):
            group.last = recipe
            return True
        group.recipes.remove(recipe)
        point.tensors.update(kept)
        return False

    def _satisfied(self, point: Point, group: _Group) -> bool:
        return all(self.premises.holding(point, group.numbers))

    def _built(self, point: Point, kit: tuple[str, ...], group: _Group) -> bool:
        """Make the tensors from a kit of generators, then change one after the other until all hypotheses hold."""
        source, family, made = self.source, Family(self.source), dict[str, str]()
        for name in group.names:
            names = self._generators(name, point)
            if names:
                fitting = [n for n in names if n in kit] or names
                chosen = min(source.sample(fitting, len(fitting)), key=lambda n: self._used.get((name, n), 0))
                self._used[name, chosen] = self._used.get((name, chosen), 0) + 1
                point.tensors[name], made[name] = family.make(chosen, self.shapes[name], source), chosen
        if source.random() < 0.5:  # solving first leaves the most general models, climbing first finds some sooner
            found = self._solve(point, group, made) or self._climb(point, family, group, made)
        else:
            found = self._climb(point, family, group, made) or self._solve(point, group, made)
        return found or self._entry_by_entry(point, group)

    def _entry_by_entry(self, point: Point, group: _Group) -> bool:
        """Small numbers for the entries of one tensor, each with which fewer equations fail: ``s_i^2 = 2 s_i``."""
        equations = all(self.premises.statements[k].relation == "=" for k in group.numbers)
        if len(group.names) != 1 or group.knobs or not equations:
            return False
        entries = point.tensors[group.names[0]]
        for place in self.source.sample(sorted(entries), len(entries)):
            best = self._failing(point, group)
            if not best:
                break
            for value in self.source.sample(_VALUES, len(_VALUES)):
                kept, entries[place] = entries[place], value
                left = self._failing(point, group)
                if left is not None and (best is None or left < best):
                    best = left
                else:
                    entries[place] = kept
        return self._satisfied(point, group) and self._counts(point, set(), group)

    def _failing(self, point: Point, group: _Group) -> int | None:
        """How many equations fail, at all values of their indices; ``None`` where that is not known exactly."""
        residuals = self._residuals(point, group)
        return None if residuals is None else sum(1 for r in residuals if r)

    def _note(self, group: _Group, made: dict[str, str], solved: Sequence[str] = ()) -> bool:
        """Remember how a model was made."""
        recipe = Recipe(tuple((n, g) for n, g in made.items() if n not in solved), tuple(solved))
        if recipe not in group.recipes:
            group.recipes.append(recipe)
        group.last = recipe
        return True

    def _solve(self, point: Point, group: _Group, made: dict[str, str]) -> bool:
        """Solve the equations for one tensor after the other, given all others; whether all hold in the end."""
        judge, source = self.premises, self.source
        forced: set[str] = set()
        order: list[str] = []
        for name in source.sample(group.names, len(group.names)):
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
            elif point.tensors[name] != kept:
                order.append(name)
            if self._satisfied(point, group):
                if self._counts(point, set(), group):
                    self._note(group, made, order)
                return self._counts(point, forced, group)
        solved_models = group.knobs and self._solved_models(point, group)
        return solved_models and self._satisfied(point, group) and self._counts(point, forced, group)

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

    def _solved_models(self, point: Point, group: _Group) -> bool:
        """Abstract functions and unknown losses with coefficients for which the equations hold, if those are linear."""
        knobs: list[tuple[str, Any]] = [(f, e) for f in self.scope.functions for e in point.functions[f].terms]
        knobs += [(name, place) for name in self.scope.losses for place in point.losses[name].linear]
        start = self._residuals(point, group)
        if not knobs or start is None:
            return False
        columns: Matrix = []
        for knob in knobs:
            turned = self._residuals(_turned(point, {knob: 1}), group)
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

    def _residuals(self, point: Point, group: _Group) -> list[Exact] | None:
        """Left less right of every equation at every value of its indices; ``None`` unless all are rational."""
        values = Values(self.tracer.graph, point, 128, self.tracer.graph.check)
        found: list[Exact] = []
        for k in group.numbers:
            equation = self.premises.statements[k].relation == "="
            for pair in self.premises.pairs[k] if equation else ():
                left, right = values.get(pair)
                if not is_exact(left, right):
                    return None
                found.append(left - right)
        return found

    def _climb(self, point: Point, family: Family, group: _Group, made: dict[str, str]) -> bool:
        """Tensor by tensor, the generator with which the most hypotheses hold; whether all hold in the end, and no
        tensor is all zero."""
        held = dict(zip(group.numbers, self.premises.holding(point, group.numbers), strict=True))
        for name in self.source.sample(group.names, len(group.names)):
            if all(held.values()):
                break
            if len(group.names) == 1:
                continue
            touched = [k for k in group.numbers if name in self.about[k]]
            for generator in self._generators(name, point):
                kept = point.tensors[name]
                point.tensors[name] = family.make(generator, self.shapes[name], self.source)
                better = self.premises.improved(point, held, touched)
                if better is not None and any(point.tensors[name].values()):
                    held, made[name] = better, generator
                else:
                    point.tensors[name] = kept
        return all(held.values()) and not self._degenerate(point, group) and self._note(group, made)

    def degenerate(self, point: Point) -> bool:
        """Whether a tensor that an equation is about is all zero."""
        return any(self._degenerate(point, group) for group in self.groups)

    def _degenerate(self, point: Point, group: _Group) -> bool:
        names = [name for name in group.names if name in self.bound]
        return not self._is_number(group) and any(not any(point.tensors[name].values()) for name in names)

    def _counts(self, point: Point, forced: set[str], group: _Group) -> bool:
        """Whether no tensor is all zero, unless the hypotheses force it to be."""
        nonzero = all(name in forced or any(point.tensors[name].values()) for name in group.names)
        return nonzero or self._is_number(group)

    def _is_number(self, group: _Group) -> bool:
        """Whether all is about one number by itself, as ``y^2 = y`` is: its zero is a value like others."""
        return [self.shapes[name] for name in group.names] == [()]

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
        values = Values(self.tracer.graph, point, 128, self.tracer.graph.check)
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
