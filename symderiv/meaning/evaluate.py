"""What a term means: plain loops over exact numbers at given sizes, and derivatives by seeding one entry.

An :class:`Evaluator` turns terms of a theory into closures for one choice of sizes and runs them at any number of
points.  A closure takes the values of the indices in scope and the *seeds*: the entries that are being perturbed.
Where a seeded entry is read, a dual number goes in; what is defined from it is computed again, what it was defined
from is not touched.  Partial seeds act on the reads that are written where the derivative stands, and are dropped at
the door of a definition.

Guarantee: no algebra.  Zero outside of shapes, brackets as strong zeros, the rest of a product not evaluated
beneath a false one; undefined values raise :class:`Undefined`; work is bounded by ``fuel`` and ``deadline``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import product
from typing import Any, Final

from symderiv.errors import BudgetExceeded, UnsupportedError
from symderiv.language.functions import FUNCTIONS
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    ONE,
    Add,
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
    Let,
    Matrix,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    in_shape,
)
from symderiv.language.theory import Theory
from symderiv.meaning.numbers import Dual, Undefined, apply, power, real, reciprocal, settle, sign
from symderiv.meaning.points import Point
from symderiv.meaning.ranges import Condition, Level, plan
from symderiv.meaning.reach import Local, Reach

__all__ = ["Evaluator", "TooCostly"]

Seed = tuple[str, tuple[int, ...], int, bool]  # tensor, entry, tag, total
Seeds = tuple[Seed, ...]
Closure = Callable[[list[Any], Seeds], Any]
Lets = Mapping[str, Local]


class _Outside(int):
    """The zero that stands outside of a shape: it ends a product."""


_OUT: Final = _Outside(0)
_CHUNK: Final = 500
_TEST: Final = {"ge": "({0}) >= 0", "eq": "({0}) == 0", "ne": "({0}) != 0", "dv": "({0}) % {1} == 0", "nd": "({0}) % {1} != 0"}


class TooCostly(Exception):  # noqa: N818 - a fact about a choice of sizes, not a failure
    """More steps than a point may cost."""


class _Unit:
    """One frame of indices: the two sides of a claim, or the body of a definition."""

    def __init__(self, indices: Iterable[str]) -> None:
        self.slots = {symbol: k for k, symbol in enumerate(indices)}
        self.count = len(self.slots)
        self.done: dict[Any, Closure] = {}

    def slot(self) -> int:
        self.count += 1
        return self.count - 1


class Evaluator:
    """Terms of ``theory`` at ``sizes``; set a point with :meth:`at`, compile with :meth:`function`.

    ``kinks`` holds what was exactly 0 at a corner or in a scalar condition since the last :meth:`at`.
    """

    def __init__(self, theory: Theory, sizes: Mapping[str, int], deadline: float | None = None) -> None:
        self.theory = theory
        self.sizes = dict(sizes)
        self.deadline = deadline
        self.prec = 128
        self.limit = 0
        self.fuel = 0
        self.point = Point({}, {})
        self.kinks: dict[tuple[Any, ...], Any] = {}
        self.watched: Mapping[tuple[Any, ...], Any] = {}
        self.corners: list[tuple[Term, bool]] = []
        self.reach = Reach(theory)
        self._fetch: dict[str, Callable[[tuple[int, ...], Seeds], Any]] = {}
        self._tables: list[dict[Any, Any]] = []
        self._sources: dict[str, Callable[[list[Any]], Any]] = {}

    def at(self, point: Point, steps: int = 200_000, prec: int = 128, watched: Mapping[Any, Any] | None = None) -> None:
        """Go to a point: forget what was computed elsewhere, allow so many steps."""
        self.point = point
        self.prec = prec
        self.limit = steps
        self.fuel = 0
        self.kinks = {}
        self.watched = watched or {}
        for table in self._tables:
            table.clear()

    def function(self, terms: Iterable[Term], indices: Iterable[str]) -> list[Callable[..., Any]]:
        """Each term as a function of the free indices (and of seeds, where a derivative is wanted)."""
        unit = _Unit(indices)
        bodies = [self._compile(term, unit, {}) for term in terms]

        def bind(body: Closure) -> Callable[..., Any]:
            def call(index: tuple[int, ...], seeds: Seeds = ()) -> Any:
                return settle(body([*index, *[0] * (unit.count - len(index))], seeds), self.prec)

            return call

        return [bind(body) for body in bodies]

    def shape(self, tensor: str) -> tuple[int, ...]:
        """The shape of a tensor at these sizes."""
        return tuple(p.evaluate(self.sizes) for p in self.theory.shape_of(tensor))

    def entries(self, tensor: str) -> Iterable[tuple[int, ...]]:
        """All places inside of a tensor's shape."""
        return product(*map(range, self.shape(tensor)))

    def spend(self, steps: int) -> None:
        """Count work; raise :class:`TooCostly` or :class:`BudgetExceeded` at the limits."""
        self.fuel -= steps
        if self.fuel < 0:
            self.limit -= _CHUNK - self.fuel
            self.fuel = _CHUNK
            if self.limit < 0:
                raise TooCostly
            if self.deadline is not None and time.monotonic() > self.deadline:
                raise BudgetExceeded("the checker ran out of time", remedy="raise the limit")

    # -- integers ------------------------------------------------------------------------------------

    def _affine(self, poly: Poly) -> dict[tuple[str, ...], int]:
        """The polynomial with numbers for sizes: monomials in indices to coefficients."""
        total: dict[tuple[str, ...], int] = {}
        for monomial, c in poly.terms:
            left = []
            for s in monomial:
                if s in self.sizes:
                    c *= self.sizes[s]
                else:
                    left.append(s)
            total[tuple(left)] = total.get(tuple(left), 0) + c
        return {m: c for m, c in total.items() if c}

    def _text(self, poly: Poly | dict[tuple[str, ...], int], unit: _Unit) -> str:
        form = poly if isinstance(poly, dict) else self._affine(poly)
        parts = ["*".join((f"({c})", *(f"e[{unit.slots[s]}]" for s in m))) if c != 1 or not m else
                 "*".join(f"e[{unit.slots[s]}]" for s in m) for m, c in form.items()]
        return "+".join(parts) or "0"

    def _python(self, source: str) -> Callable[[list[Any]], Any]:
        """Integer arithmetic over the frame ``e`` as a Python function."""
        if source not in self._sources:
            self._sources[source] = eval(f"lambda e: {source}", {"__builtins__": {}, "range": range, "max": max, "min": min})
        return self._sources[source]

    def _index(self, index: tuple[Poly, ...], unit: _Unit) -> Callable[[list[Any]], Any]:
        return self._python("(" + "".join(self._text(p, unit) + "," for p in index) + ")")

    # -- reads ---------------------------------------------------------------------------------------

    def fetch(self, name: str) -> Callable[[tuple[int, ...], Seeds], Any]:
        """The entries of a tensor or loss as a function of place and seeds."""
        if name not in self._fetch:
            if name in self.theory.definitions:
                self._fetch[name] = self._defined(name)
            elif name in self.theory.losses:
                self._fetch[name] = self._loss(name)
            else:
                self._fetch[name] = lambda index, seeds: self.point.tensors[name].get(index, _OUT)
        return self._fetch[name]

    def _defined(self, name: str) -> Callable[[tuple[int, ...], Seeds], Any]:
        definition, shape = self.theory.definitions[name], self.shape(name)
        table = self._table()
        unit: _Unit | None = None
        body: Closure | None = None
        above = self.reach.above(name)

        def entry(index: tuple[int, ...], seeds: Seeds) -> Any:
            nonlocal unit, body
            for i, n in zip(index, shape, strict=True):
                if not 0 <= i < n:
                    return _OUT
            if seeds:
                seeds = tuple(q for q in seeds if q[3] and q[0] in above)
            key = (index, seeds)
            if key not in table:
                if body is None or unit is None:
                    unit = _Unit(definition.indices)
                    body = self._compile(definition.body, unit, {})
                self.spend(1)
                value = settle(body([*index, *[0] * (unit.count - len(index))], seeds), self.prec)
                table[key] = 0 if value is _OUT else value
            return table[key]

        return entry

    def _loss(self, name: str) -> Callable[[tuple[int, ...], Seeds], Any]:
        def value(_: tuple[int, ...], seeds: Seeds) -> Any:
            model, total = self.point.losses[name], 0
            for exponent, form in enumerate((model.linear, model.square, model.cube), 1):
                part: Any = 0
                for (tensor, index), c in form.items():
                    self.spend(1)
                    part = part + self._seeded(tensor, index, self.fetch(tensor)(index, seeds), seeds) * c
                total = total + power(part, Fraction(exponent), self.prec)
            return total

        return value

    @staticmethod
    def _seeded(name: str, index: tuple[int, ...], value: Any, seeds: Seeds) -> Any:
        for tensor, place, tag, _ in seeds:
            if tensor == name and place == index and value is not _OUT:
                value = value + Dual(tag, 0, 1)
        return value

    def _table(self) -> dict[Any, Any]:
        self._tables.append({})
        return self._tables[-1]

    # -- terms ---------------------------------------------------------------------------------------

    def _compile(self, term: Term, unit: _Unit, lets: Lets) -> Closure:
        """A term as a closure; the value of a costly one is kept for equal indices and relevant seeds."""
        slots = tuple(unit.slots[s] for s in sorted(term.free) if s in unit.slots)
        key = (term, slots, tuple(v[0] for v in lets.values()))
        if key not in unit.done:
            closure = self._node(term, unit, lets)
            costly = isinstance(term, (Diff, Matrix, Extremum)) or (isinstance(term, Sum) and term.binders)
            if costly or (isinstance(term, Fn) and term.name not in ("relu", "abs", "max", "min")):
                reads = self.reach.of(term, lets)
                if not any(v[0] in reads for v in lets.values()):
                    closure = self._remembered(closure, slots, reads)
            unit.done[key] = closure
        return unit.done[key]

    def _remembered(self, closure: Closure, slots: tuple[int, ...], reads: frozenset[str]) -> Closure:
        table = self._table()

        def remember(e: list[Any], seeds: Seeds) -> Any:
            if seeds:
                seeds = tuple(q for q in seeds if q[0] in reads)
            key = (seeds, *[e[k] for k in slots])
            if key not in table:
                table[key] = closure(e, seeds)
            return table[key]

        return remember

    def _node(self, term: Term, unit: _Unit, lets: Lets) -> Closure:
        if isinstance(term, Num):
            number = term.value.numerator if term.value.denominator == 1 else term.value
            return lambda e, seeds: number
        if isinstance(term, Int):
            whole = self._python(self._text(term.poly, unit))
            return lambda e, seeds: whole(e)
        if isinstance(term, Read):
            return self._read(term, unit, lets)
        if isinstance(term, Add):
            return _sum_of([self._compile(a, unit, lets) for a in term.args])
        if isinstance(term, Mul):
            return self._sum((), (), term, unit, lets)
        if isinstance(term, Sum):
            return self._sum(term.binders, term.guards, term.body, unit, lets)
        if isinstance(term, Pow):
            base, exponent = self._compile(term.base, unit, lets), term.exponent
            if exponent == -1:
                return lambda e, seeds: reciprocal(base(e, seeds))
            return lambda e, seeds: power(base(e, seeds), exponent, self.prec)
        if isinstance(term, Fn):
            return self._function(term, unit, lets)
        if isinstance(term, Diff):
            return self._diff(term, unit, lets)
        if isinstance(term, Let):
            return self._let(term, unit, lets)
        if isinstance(term, Matrix):
            return self._matrix(term, unit, lets)
        assert isinstance(term, Extremum)
        return self._extremum(term, unit, lets)

    def _read(self, term: Read, unit: _Unit, lets: Lets) -> Closure:
        if term.tensor in lets:
            name, slot, value, reads, _ = lets[term.tensor]

            def local(e: list[Any], seeds: Seeds) -> Any:
                inner = tuple(q for q in seeds if q[0] in reads)
                if inner not in e[slot]:
                    e[slot][inner] = value(e, inner)
                return self._seeded(name, (), e[slot][inner], seeds) if seeds else e[slot][inner]

            return local
        name, index, fetch, seeded = term.tensor, self._index(term.index, unit), self.fetch(term.tensor), self._seeded

        def read(e: list[Any], seeds: Seeds) -> Any:
            place = index(e)
            return seeded(name, place, fetch(place, seeds), seeds) if seeds else fetch(place, seeds)

        return read

    def _function(self, term: Fn, unit: _Unit, lets: Lets) -> Closure:
        name, args = term.name, [self._compile(a, unit, lets) for a in term.args]
        if name not in FUNCTIONS:
            orders = term.orders or (0,) * len(args)

            def abstract(e: list[Any], seeds: Seeds) -> Any:
                self.spend(4)
                return settle(self.point.functions[name].value([a(e, seeds) for a in args], orders), self.prec)

            return abstract
        if FUNCTIONS[name].kink:
            note = self._corner(term.args, unit, lets)

            def corner(e: list[Any], seeds: Seeds) -> Any:
                values = tuple(a(e, seeds) for a in args)
                gap = real(values[0]) if len(values) == 1 else real(values[0]) + real(values[1]) * -1
                if gap == 0 or self.watched:
                    note(e, gap)
                return apply(name, values, self.prec)

            return corner

        def known(e: list[Any], seeds: Seeds) -> Any:
            self.spend(4)
            return apply(name, tuple(a(e, seeds) for a in args), self.prec)

        return known

    def _corner(self, args: Iterable[Term], unit: _Unit, lets: Lets) -> Callable[[list[Any], Any], None]:
        """Records that the argument of a corner is exactly 0 (or what it is, where it is watched)."""
        number, slots = len(self.corners), tuple(unit.slots.values())
        self.corners.append((Add(tuple(args)), all(self.reach.polynomial(a, lets) for a in args)))

        def note(e: list[Any], gap: Any) -> None:
            key = (number, *[e[k] for k in slots])
            if key in self.watched or not self.watched:
                self.kinks[key] = gap

        return note

    def _diff(self, term: Diff, unit: _Unit, lets: Lets) -> Closure:
        name = lets[term.tensor][0] if term.tensor in lets else term.tensor
        shape = () if term.tensor in lets else self.shape(name)
        body, index, total = self._compile(term.body, unit, lets), self._index(term.index, unit), term.total

        def derivative(e: list[Any], seeds: Seeds) -> Any:
            place = index(e)
            if any(not 0 <= i < n for i, n in zip(place, shape, strict=True)):
                return _OUT
            tag = 1 + max((q[2] for q in seeds), default=0)
            value = body(e, (*seeds, (name, place, tag, total)))
            return value.eps if type(value) is Dual and value.tag == tag else 0

        return derivative

    def _let(self, term: Let, unit: _Unit, lets: Lets) -> Closure:
        slot, value, reads = unit.slot(), self._compile(term.value, unit, lets), self.reach.of(term.value, lets)
        local = (f"{term.name} {slot}", slot, value, reads, self.reach.polynomial(term.value, lets))
        body = self._compile(term.body, unit, {**lets, term.name: local})

        def bound(e: list[Any], seeds: Seeds) -> Any:
            e[slot] = {}
            return body(e, seeds)

        return bound

    def _matrix(self, term: Matrix, unit: _Unit, lets: Lets) -> Closure:
        n, at = term.size.evaluate(self.sizes), self._index(term.at, unit)
        row, column, body = self._bound((term.row, term.column), unit, lambda: self._compile(term.body, unit, lets))

        def entries(e: list[Any], seeds: Seeds) -> list[list[Any]]:
            self.spend(n**3 if n < 5 else 10**n)
            rows = []
            for e[row] in range(n):
                rows.append([body(e, seeds) for e[column] in range(n)])
            return rows

        def inverse(e: list[Any], seeds: Seeds) -> Any:
            i, j = at(e)
            if not (0 <= i < n and 0 <= j < n):
                return _OUT
            rows = entries(e, seeds)
            minor = [[x for c, x in enumerate(r) if c != i] for k, r in enumerate(rows) if k != j]
            return _determinant(minor) * (-1) ** (i + j) * reciprocal(_determinant(rows))

        return inverse if term.operation == "inverse" else lambda e, seeds: _determinant(entries(e, seeds))

    def _extremum(self, term: Extremum, unit: _Unit, lets: Lets) -> Closure:
        found, note = unit.slot(), self._corner((term.body,), unit, lets)
        loop = self._sum(term.binders, term.guards, term.body, unit, lets, collect=found)
        way = 1 if term.operation == "max" else -1

        def best(e: list[Any], seeds: Seeds) -> Any:
            saved, e[found] = e[found], []
            loop(e, seeds)
            values, e[found] = e[found], saved
            if not values:
                raise Undefined("the extremum of nothing")
            top, tie, torn = values[0], 1, False
            for value in values[1:]:
                gap = (value + top * -1) * way
                where = sign(gap)
                tie, torn = (1, False) if where > 0 else (tie * abs(where), torn or (not where and type(gap) is Dual))
                top = value if where > 0 else top
            if not tie or self.watched:
                note(e, tie)
            if torn:
                raise Undefined("the derivative of an extremum at a tie")
            return top

        return best

    # -- sums and products ---------------------------------------------------------------------------

    def _bound(self, binders: tuple[str, ...], unit: _Unit, make: Callable[[], Any]) -> tuple[Any, ...]:
        """Fresh slots for binders while ``make`` compiles what is beneath them."""
        saved = dict(unit.slots)
        unit.slots.update({b: unit.slot() for b in binders})
        try:
            return (*(unit.slots[b] for b in binders), make())
        finally:
            unit.slots = saved

    def _sum(
        self, binders: tuple[str, ...], guards: tuple[Guard, ...], body: Term, unit: _Unit, lets: Lets,
        collect: int | None = None,
    ) -> Closure:
        """Loops around a product; brackets among the factors join the guards."""
        factors = _factors(body) if collect is None else [body]
        conditions = list(guards)
        rest: list[Term] = []
        while factors:
            factor = factors.pop(0)
            if isinstance(factor, Sum) and not factor.binders and (factor.body == ONE or not (rest or factors)):
                conditions += factor.guards
                factors = _factors(factor.body) + factors
            elif isinstance(factor, Sum) and factor.binders and not rest and not factors and collect is None:
                taken = {*binders, *(s for g in conditions for s in g.free)}
                if taken.isdisjoint(factor.binders):
                    binders, conditions = binders + factor.binders, [*conditions, *factor.guards]
                    factors = _factors(factor.body)
                else:
                    rest.append(factor)
            elif factor != ONE:
                rest.append(factor)

        def make() -> Closure:
            whole = [g for g in conditions if not g.is_scalar]
            inner = self._product([g for g in conditions if g.is_scalar], rest, unit, lets)
            if collect is not None:
                value = inner

                def inner(e: list[Any], seeds: Seeds) -> Any:
                    e[collect].append(value(e, seeds))
                    return 0

            return self._loops(binders, whole, rest, inner, unit)

        return self._bound(binders, unit, make)[-1]  # type: ignore[no-any-return]

    def _product(self, tests: list[Guard], factors: list[Term], unit: _Unit, lets: Lets) -> Closure:
        """Scalar conditions, then reads (one outside of its shape ends the product), then the rest."""
        reads = [self._compile(f, unit, lets) for f in factors if isinstance(f, (Read, Diff))]
        others = [self._compile(f, unit, lets) for f in factors if not isinstance(f, (Read, Diff))]
        checks = [self._test(g, unit, lets) for g in tests]
        if len(reads) + len(others) == 1 and not checks:
            return (reads + others)[0]

        def multiply(e: list[Any], seeds: Seeds) -> Any:
            result: Any = 1
            for f in reads:
                value = f(e, seeds)
                if value is _OUT:
                    return 0
                result = result * value
            for check in checks:
                if not check(e, seeds):
                    return 0
            for f in others:
                result = result * f(e, seeds)
            return result

        return multiply

    def _test(self, guard: Guard, unit: _Unit, lets: Lets) -> Closure:
        arg, note, kind = self._compile(guard.term, unit, lets), self._corner((guard.term,), unit, lets), guard.kind

        def holds(e: list[Any], seeds: Seeds) -> Any:
            value = real(arg(e, seeds))
            if value == 0 or self.watched:
                note(e, value)
            where = sign(value)
            if kind in ("pos", "nonneg"):
                return where > 0 or (kind == "nonneg" and not where)
            return (kind == "zero") == (not where)

        return holds

    def _loops(
        self, binders: tuple[str, ...], guards: list[Guard], factors: list[Term], inner: Closure, unit: _Unit
    ) -> Closure:
        levels, conditions = self._levels(binders, guards, factors)
        used = {id(c) for level in levels for c in level.used}
        pending = [(g, f) for g, f, c in conditions if c is None or id(c) not in used]
        waiting = set(binders)
        tests: list[list[str]] = [[]]
        for level in levels:
            tests[-1] = self._ready(pending, waiting, unit)
            waiting.discard(level.binder)
            tests.append([])
        tests[-1] = self._ready(pending, waiting, unit)
        for level, after in zip(reversed(levels), reversed(tests), strict=False):
            inner = self._loop(unit.slots[level.binder], self._range(level, unit), after, inner)
        return self._guarded(tests[0], inner) if tests[0] else inner

    def _levels(self, binders: tuple[str, ...], guards: list[Guard], factors: list[Term]) -> Any:
        """The plan of the loops, and each guard with its form and, if it is affine, its condition."""
        conditions = []
        for g in guards:
            form = self._affine(g.poly)
            condition = _condition(g.kind, form) if g.kind in ("ge", "eq") else None
            conditions.append((g, form, condition))
        known = [c for _, _, c in conditions if c is not None]
        levels = plan(binders, known)
        if isinstance(levels, str):
            for f in factors:
                if isinstance(f, (Read, Diff)) and f.index:
                    shape = self.theory.shape_of(f.tensor)
                    known += [c for g in in_shape(f.index, shape) if (c := _condition("ge", self._affine(g.poly)))]
            levels = plan(binders, known)
        if isinstance(levels, str):
            text = Sum(binders, guards, Mul(tuple(factors)))
            raise UnsupportedError("a sum without a finite range", repr(text), f"give '{levels[1:]}' a range")
        return levels, conditions

    def _ready(self, pending: list[Any], waiting: set[str], unit: _Unit) -> list[str]:
        """The conditions, as Python, that the indices so far decide; they leave ``pending``."""
        texts = []
        for item in list(pending):
            guard, form = item
            if waiting.isdisjoint(guard.free):
                pending.remove(item)
                modulus = "0" if guard.modulus is None else self._text(guard.modulus, unit)
                if guard.modulus is not None and not self._affine(guard.modulus):
                    texts.append(_TEST["eq" if guard.kind == "dv" else "ne"].format(self._text(form, unit)))
                else:
                    texts.append(_TEST[guard.kind].format(self._text(form, unit), f"({modulus})"))
        return texts

    def _range(self, level: Level, unit: _Unit) -> Callable[[list[Any]], Any]:
        lows, highs = [], []
        for condition in level.bounds:
            form, constant = condition.affine
            c = form[level.binder]
            rest = self._text({**{(s,): k for s, k in form.items() if s != level.binder}, (): constant}, unit)
            if condition.kind == "eq":
                return self._python(f"range(-({rest})//{c}, -({rest})//{c}+1) if ({rest}) % {c} == 0 else ()")
            (lows if c > 0 else highs).append(f"-(({rest})//{c})" if c > 0 else f"({rest})//{-c}")
        low = lows[0] if len(lows) == 1 else f"max({','.join(lows)})"
        high = highs[0] if len(highs) == 1 else f"min({','.join(highs)})"
        return self._python(f"range({low}, {high}+1)")

    def _guarded(self, tests: list[str], inner: Closure) -> Closure:
        check = self._python(" and ".join(tests))
        return lambda e, seeds: inner(e, seeds) if check(e) else 0

    def _loop(self, slot: int, values: Callable[[list[Any]], Any], tests: list[str], inner: Closure) -> Closure:
        body = self._guarded(tests, inner) if tests else inner

        def loop(e: list[Any], seeds: Seeds) -> Any:
            span = values(e)
            self.spend(len(span))
            total: Any = 0
            for e[slot] in span:
                total = total + body(e, seeds)
            return total

        return loop


def _factors(term: Term) -> list[Term]:
    return [f for a in term.args for f in _factors(a)] if isinstance(term, Mul) else [term]


def _sum_of(parts: list[Closure]) -> Closure:
    def total(e: list[Any], seeds: Seeds) -> Any:
        result: Any = 0
        for part in parts:
            result = result + part(e, seeds)
        return result

    return total


def _condition(kind: str, form: dict[tuple[str, ...], int]) -> Condition | None:
    """An affine condition; ``None`` where indices are multiplied."""
    if any(len(m) > 1 for m in form):
        return None
    return Condition(kind, ({m[0]: c for m, c in form.items() if m}, form.get((), 0)))


def _determinant(rows: list[list[Any]]) -> Any:
    """By the first row, without division, so that it holds for duals at singular matrices too."""
    if not rows:
        return 1
    total: Any = 0
    for c, x in enumerate(rows[0]):
        minor = [row[:c] + row[c + 1 :] for row in rows[1:]]
        total = total + x * _determinant(minor) * (-1) ** c
    return total
