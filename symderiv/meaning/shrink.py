"""Shrinking: from a witness to a small one, and its presentation.  Untrusted: every step is judged again."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from symderiv.errors import BudgetExceeded
from symderiv.language.integers import Poly, index_label
from symderiv.language.terms import Diff, Read
from symderiv.language.verdicts import Counterexample
from symderiv.meaning.fields import Memory, Pool
from symderiv.meaning.graph import TooCostly
from symderiv.meaning.intervals import Interval
from symderiv.meaning.judge import Judge, Outcome, Premises, Sample
from symderiv.meaning.points import Exact, FunctionModel, LossModel, Point
from symderiv.meaning.sampling import Scope, single_steps, smaller_sizes
from symderiv.meaning.values import Missing

__all__ = ["Found", "Shrinker", "witness"]

_FEW: Final = (("small", 1), ("halves", 1), ("small", 2), ("small", 3))
_MANY: Final = (("tiny", 1), ("tiny", 1), ("small", 1), ("small", 1), ("halves", 1))
_ENTRIES: Final = 30
Found = tuple[Judge, Point, Outcome]


class Shrinker:
    """A search for the smallest witness, with a fixed amount of work (evaluated nodes) to spend."""

    def __init__(
        self,
        scope: Scope,
        start: Callable[[dict[str, int]], tuple[Judge, Pool]],
        source: random.Random,
        memory: Memory,
        work: int = 120_000,
    ) -> None:
        self.scope = scope
        self.start = start
        self.source = source
        self.memory = memory
        self.work = work

    def shrink(self, found: Found) -> Found:
        """First smaller sizes with simple inputs, then simpler inputs, one by one."""
        whole, self.work = self.work, self.work // 2
        with suppress(BudgetExceeded):
            found = self._sizes(found)
            with suppress(TooCostly):
                found = self._at(found[0].tracer.sizes, _MANY) or found
        self.work += whole // 2
        with suppress(BudgetExceeded, TooCostly):
            judge, pool = self.start(found[0].tracer.sizes)
            premises, point, outcome = pool.models.premises, found[1], found[2]
            poor = pool.models.degenerate(point)
            changed = True
            while changed:
                changed = False
                for simpler in _simpler(point):
                    if self.work < 0:
                        return judge, point, outcome
                    better = self._look(judge, premises, simpler)
                    if better is not None and (poor or not pool.models.degenerate(simpler)):
                        point, outcome, changed = simpler, better, True
                        found = judge, point, outcome
                        break
        return found

    def _sizes(self, found: Found) -> Found:
        """All choices of small sizes, smallest first; where none will do, one size at a time."""
        theory = found[0].tracer.theory
        for steps in (smaller_sizes, single_steps):
            again = True
            while again:
                again = False
                for sizes in steps(theory, self.scope, found[0].tracer.sizes):
                    if self.work < 0:
                        return found
                    self.work -= 200
                    better: Found | None = None
                    with suppress(TooCostly):
                        better = self._at(sizes, _FEW)
                    if better is not None and steps is smaller_sizes:
                        return better
                    if better is not None:
                        found, again = better, True
                        break
        return found

    def _at(self, sizes: dict[str, int], tries: Sequence[tuple[str, int]]) -> Found | None:
        judge, pool = self.start(sizes)
        for style, order in tries:
            if self.work < 0 or not judge.entries:
                return None
            sample = pool.draw(style, order, 6)
            if sample is not None:
                outcome = self._look(judge, None, sample.point)
                if outcome is not None:
                    return judge, sample.point, outcome
        return None

    def _look(self, judge: Judge, premises: Premises | None, point: Point) -> Outcome | None:
        """What makes a point a witness, if it is one; ``premises`` are the hypotheses, where they may fail."""
        self.memory.check()
        self.work -= 50
        if premises is not None and not premises.satisfied(point):
            return None
        entries = judge.entries[:_ENTRIES]
        roots = [n for place in entries for n in judge.sides(place)]
        self.work -= len(judge.tracer.graph.cone(tuple(roots))) // 2
        outcome = judge.look(Sample(judge.tracer, point, self.memory.check), entries)
        return outcome if outcome.at is not None else None


def _simpler(point: Point) -> Iterator[Point]:
    """Points with one thing made simpler; each has a smaller weight, so that shrinking ends."""
    for name, loss in point.losses.items():
        if loss.cube:
            yield replace(point, losses={**point.losses, name: LossModel(loss.linear, dict.fromkeys(loss.linear, 1))})
        for part in ("cube", "square"):
            if getattr(loss, part):
                yield replace(point, losses={**point.losses, name: replace(loss, **{part: {}})})
        for part in ("linear", "square", "cube"):
            for place, value in getattr(loss, part).items():
                for number in _below(value):
                    simpler = replace(loss, **{part: {**getattr(loss, part), place: number}})
                    yield replace(point, losses={**point.losses, name: simpler})
    for name, function in point.functions.items():
        arity = len(next(iter(function.terms)))
        if len(function.terms) > 1:
            for power in (1, 2, 3):
                yield _with_function(point, name, FunctionModel({(power, *[0] * (arity - 1)): 1}))
            for gone in function.terms:
                yield _with_function(point, name, FunctionModel({e: c for e, c in function.terms.items() if e != gone}))
    for name, entries in point.tensors.items():
        for at, value in entries.items():
            for number in _below(value):
                yield replace(point, tensors={**point.tensors, name: {**entries, at: number}})


def _with_function(point: Point, name: str, function: FunctionModel) -> Point:
    return replace(point, functions={**point.functions, name: function})


def _weight(value: Exact) -> tuple[int, int, bool]:
    return value.denominator, abs(value.numerator), value < 0


def _below(value: Exact) -> list[Exact]:
    return [n for n in (0, 1, -1, 2, Fraction(1, 2)) if _weight(n) < _weight(value)]


def witness(judge: Judge, point: Point, outcome: Outcome, scope: Scope) -> Counterexample:
    """The counterexample as a reader sees it: exact numbers as text, nested lists for tensors."""
    tracer, statement = judge.tracer, judge.statement
    values: dict[str, Any] = {name: _nested(point.tensors[name], tracer.shape(name), ()) for name in scope.inputs}
    for name in scope.functions:
        values[name] = function_text(name, point.functions[name])
    sample = Sample(tracer, point)
    for name in scope.losses:
        model = point.losses[name]
        if model.square or model.cube:
            values[name] = _loss_text(model)
        for tensor in tracer.theory.losses[name].frontier:
            places = list(tracer.entries(tensor))
            index = tuple(f"%w{k}" for k in range(len(tracer.shape(tensor))))
            slope = Diff(Read(name), tensor, tuple(map(Poly.symbol, index)))
            nodes = tuple(tracer.term(slope, dict(zip(index, place, strict=True))) for place in places)
            table = dict(zip(places, sample.values().get(nodes), strict=True))
            if not any(isinstance(v, Missing) for v in table.values()):
                values[f"d{name}/d{tensor}"] = _nested(table, tracer.shape(tensor), ())
    used = {s: point.sizes[s] for s in scope.sizes}
    assert outcome.at is not None
    at: dict[str, int] = {}
    for f, k in zip(statement.free, outcome.at, strict=True):
        label = index_label(f.symbol)
        at[f.symbol.removeprefix("%") if label in at else label] = k
    left, right = _both(outcome.left, outcome.right)
    return Counterexample(used, values, at, left, right)


def function_text(name: str, model: FunctionModel) -> str:
    """A model of a function as a reader sees it.

    >>> function_text("f", FunctionModel({(2,): 1, (1,): -1}))
    'f(t) = t^2 - t'
    """
    arity = len(next(iter(model.terms), (0,)))
    names = ["t"] if arity == 1 else [f"t{k + 1}" for k in range(arity)]
    parts = []
    for exponents, c in sorted(model.terms.items(), reverse=True):
        powers = [n if e == 1 else f"{n}^{e}" for n, e in zip(names, exponents, strict=True) if e]
        parts.append((c, "*".join(powers)))
    return f"{name}({', '.join(names)}) = {_combination(parts)}"


def _loss_text(model: LossModel) -> str:
    forms = []
    for form in (model.linear, model.square, model.cube):
        names = [f"{tensor}[{','.join(map(str, index))}]" if index else tensor for tensor, index in form]
        forms.append(_combination([(c, name) for c, name in zip(form.values(), names, strict=True) if c]))
    shown = [text if n == 1 else f"({text})^{n}" for n, text in enumerate(forms, 1) if text != "0"]
    return " + ".join(shown) or "0"


def _combination(parts: Sequence[tuple[Exact, str]]) -> str:
    """``2*a - b`` for the coefficients 2 and -1 of a and b."""
    text = ""
    for c, name in parts:
        sign = (" - " if c < 0 else " + ") if text else "-" if c < 0 else ""
        size = [] if abs(c) == 1 and name else [str(abs(c))]
        text += sign + "*".join([*size, name] if name else size)
    return text or "0"


def _nested(entries: dict[tuple[int, ...], Any], shape: Sequence[int], place: tuple[int, ...]) -> Any:
    if len(place) == len(shape):
        return _number(entries[place], 12)
    return [_nested(entries, shape, (*place, k)) for k in range(shape[len(place)])]


def _both(left: Any, right: Any) -> tuple[str, str]:
    """Both sides, enclosures with as many digits as it takes to see that they differ."""
    if any(isinstance(v, Interval) and v.extreme for v in (left, right)):
        return str(left), str(right)
    for digits in (6, 10, 20, 40, 80):
        texts = _number(left, digits), _number(right, digits)
        ends = [_ends(v, digits) for v in (left, right)]
        if ends[0][1] < ends[1][0] or ends[1][1] < ends[0][0]:
            break
    return texts


def _ends(value: Any, digits: int) -> tuple[Fraction, Fraction]:
    if not isinstance(value, Interval):
        return Fraction(value), Fraction(value)
    scale = Fraction(10) ** digits
    low, high = value.fractions()
    return Fraction((low * scale).__floor__()) / scale, Fraction((high * scale).__ceil__()) / scale


def _number(value: Any, digits: int) -> str:
    if not isinstance(value, Interval):
        return str(Fraction(value))
    if value.extreme:
        return str(value)
    return "[" + ", ".join(_decimal(e, digits) for e in _ends(value, digits)) + "]"


def _decimal(value: Fraction, digits: int) -> str:
    whole = abs(value.numerator * 10**digits // value.denominator)
    text = f"{whole:0{digits + 1}d}"
    return ("-" if value < 0 else "") + text[:-digits] + "." + text[-digits:]
