"""The last word on a witness: a term read off node by node, nothing compiled, at one point and one place.

The search for witnesses runs on compiled terms; what it finds is evaluated here once more, by an interpreter that is
small enough to read in one sitting.  Trusted for "refuted" are this file and what it imports from this room.

:func:`confirm` says yes only if all hypotheses hold, both sides exist, two exact numbers or disjoint
enclosures violate the relation, and no kink is touched that is exempt: a corner whose argument is exactly 0, is a
piecewise polynomial of the inputs, and does not stay 0 when all inputs are moved a little.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any, Final

from symderiv.errors import UnsupportedError
from symderiv.language.declared import Declared, Hypothesis, Statement
from symderiv.language.functions import FUNCTIONS
from symderiv.language.integers import Poly
from symderiv.language.nodes import (
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
    walk,
)
from symderiv.meaning.numbers import (
    Dual,
    Undefined,
    Unknown,
    apply,
    determinant,
    holds_between,
    is_exact,
    power,
    real,
    settle,
    sign,
)
from symderiv.meaning.points import Entry, Exact, Point
from symderiv.meaning.reach import Reach
from symderiv.meaning.spans import Affine, points

__all__ = ["Plain", "Refutation", "confirm"]

_KEY: Final = object()

Env = Mapping[str, int]
Seeds = tuple[tuple[str, tuple[int, ...], int, bool], ...]


Corners = dict[Any, tuple[Any, bool]]


def _unlimited() -> None:
    """No limit on time."""


class _Outside(int):
    """The zero outside of a shape."""


_OUT = _Outside(0)


class Plain:
    """The value of any term at a point, by recursion over its nodes."""

    def __init__(self, theory: Declared, point: Point, prec: int, check: Callable[[], None] = _unlimited) -> None:
        """``check`` raises once the time is over."""
        self.theory = theory
        self.point = point
        self.prec = prec
        self.check = check
        self.reach = Reach(theory)
        self.known: dict[Any, Any] = {}
        self.shapes: dict[str, tuple[int, ...]] = {}
        self.corners: Corners = {}

    def value(self, t: Term, env: Env, seeds: Seeds = (), lets: Mapping[str, Any] | None = None) -> Any:
        """``env`` gives indices, ``seeds`` the perturbed entries (name, place, tag, total), ``lets`` bound scalars."""
        lets = lets or {}
        self.check()
        if isinstance(t, Num):
            return t.value
        if isinstance(t, Int):
            return self._int(t.poly, env)
        if isinstance(t, Read):
            return self._read(t.tensor, self._place(t.index, env), seeds, lets)
        if isinstance(t, Add):
            return _total([self.value(a, env, seeds, lets) for a in t.args])
        if isinstance(t, Mul):
            return self._product(t, env, seeds, lets)
        if isinstance(t, Pow):
            return power(self.value(t.base, env, seeds, lets), t.exponent, self.prec)
        if isinstance(t, Sum):
            places = self._places(t.binders, t.guards, t.body, env)
            return _total([self._term(t, e, seeds, lets) for e in places])
        if isinstance(t, Fn):
            args = tuple([self.value(a, env, seeds, lets) for a in t.args])
            if t.name not in FUNCTIONS:
                orders = t.orders or (0,) * len(args)
                return settle(self.point.functions[t.name].value(args, orders), self.prec)
            if FUNCTIONS[t.name].kink:
                gap = real(args[0]) + (real(args[1]) * -1 if len(args) == 2 else 0)
                self._corner(t, t.args, env, lets, gap)
            return apply(t.name, args, self.prec)
        if isinstance(t, Diff):
            return self._diff(t, env, seeds, lets)
        if isinstance(t, Let):
            name = (lets[t.name][0] if t.name in lets else t.name) + "'"
            return self.value(t.body, env, seeds, {**lets, t.name: (name, t.value, env, lets)})
        if isinstance(t, Matrix):
            return self._matrix(t, env, seeds, lets)
        assert isinstance(t, Extremum)
        return self._extremum(t, env, seeds, lets)

    def _int(self, poly: Poly, env: Env) -> int:
        return poly.evaluate({**self.point.sizes, **env})

    def _place(self, index: Sequence[Poly], env: Env) -> tuple[int, ...]:
        return tuple(self._int(p, env) for p in index)

    def _shape(self, name: str) -> tuple[int, ...]:
        if name not in self.shapes:
            self.shapes[name] = self._place(self.theory.shape_of(name), {})
        return self.shapes[name]

    def _inside(self, name: str, place: tuple[int, ...]) -> bool:
        return all(0 <= i < n for i, n in zip(place, self._shape(name), strict=True))

    def _read(self, name: str, place: tuple[int, ...], seeds: Seeds, lets: Mapping[str, Any]) -> Any:
        if name in lets:
            own, term, env, outer = lets[name]
            kept = {entry[0] for entry in outer.values()}
            inner = tuple(q for q in seeds if not q[0].endswith("'") or q[0] in kept)
            value, name = self.value(term, env, inner, outer), own
        elif not self._inside(name, place):
            return _OUT
        else:
            value = self._entry(name, place, seeds)
        for tensor, at, tag, _ in seeds:
            if tensor == name and at == place:
                value = value + Dual(tag, 0, 1)
        return value

    def _entry(self, name: str, place: tuple[int, ...], seeds: Seeds) -> Any:
        """An entry of an input, a definition or a loss, before perturbations of its own."""
        if name in self.theory.shapes:
            return self.point.tensors[name][place]
        above = self.reach.above(name)
        seeds = tuple(q for q in seeds if q[3] and q[0] in above)
        if (name, place, seeds) not in self.known:
            if name in self.theory.losses:
                value, model = 0, self.point.losses[name]
                for exponent, form in enumerate((model.linear, model.square, model.cube), 1):
                    part = _total([self._read(t, p, seeds, {}) * c for (t, p), c in form.items()])
                    value = value + power(part, Fraction(exponent), self.prec)
            else:
                definition = self.theory.definitions[name]
                value = self.value(definition.body, dict(zip(definition.indices, place, strict=True)), seeds)
            self.known[name, place, seeds] = settle(value, self.prec) + 0
        return self.known[name, place, seeds]

    def _diff(self, t: Diff, env: Env, seeds: Seeds, lets: Mapping[str, Any]) -> Any:
        name, place = lets[t.tensor][0] if t.tensor in lets else t.tensor, self._place(t.index, env)
        if t.tensor not in lets and not self._inside(name, place):
            return _OUT
        tag = 1 + max((q[2] for q in seeds), default=0)
        value = self.value(t.body, env, (*seeds, (name, place, tag, t.total)), lets)
        return value.eps if type(value) is Dual and value.tag == tag else 0

    # -- brackets, products, sums --------------------------------------------------------------------

    def _holds(self, g: Guard, env: Env, seeds: Seeds, lets: Mapping[str, Any]) -> bool:
        if not g.is_scalar:
            x = self._int(g.poly, env)
            if g.modulus is not None:
                modulus = self._int(g.modulus, env)
                return (g.kind == "dv") == (x % modulus == 0 if modulus else x == 0)
            return {"ge": x >= 0, "eq": x == 0, "ne": x != 0}[g.kind]
        value = real(self.value(g.term, env, seeds, lets))
        self._corner(g, (g.term,), env, lets, value)
        where = sign(value)
        return {"pos": where > 0, "nonneg": where >= 0, "zero": where == 0, "nonzero": where != 0}[g.kind]

    def _term(self, t: Sum | Extremum, env: Env, seeds: Seeds, lets: Mapping[str, Any]) -> Any:
        """The body where the scalar guards hold, else 0."""
        for g in t.guards:
            if g.is_scalar and not self._holds(g, env, seeds, lets):
                return 0
        return self.value(t.body, env, seeds, lets)

    def _product(self, t: Mul, env: Env, seeds: Seeds, lets: Mapping[str, Any]) -> Any:
        """Brackets and reads outside first: each of them is 0 whatever the other factors are."""
        factors = _factors(t)
        guards = [g for f in factors if isinstance(f, Sum) and not f.binders and f.body == ONE for g in f.guards]
        failure: Exception | None = None
        for g in sorted(guards, key=lambda g: g.is_scalar):
            try:
                if not self._holds(g, env, seeds, lets):
                    return 0
            except (Undefined, Unknown) as error:
                failure = error
        result: Any = 1
        for f in sorted(factors, key=lambda f: not isinstance(f, (Read, Diff))):
            try:
                value = self.value(f, env, seeds, lets)
            except (Undefined, Unknown) as error:
                failure = error
                continue
            if value is _OUT:
                return 0
            result = result * value
        if failure is not None:
            raise failure
        return result

    def _places(self, binders: tuple[str, ...], guards: Sequence[Guard], body: Term | None, env: Env) -> Iterator[Env]:
        """All values of the binders at which the integer guards hold."""
        whole = [g for g in guards if not g.is_scalar]
        outside = {s: v for s, v in {**self.point.sizes, **env}.items() if s not in binders}
        spans = points(binders, self._affine(whole, outside))
        if isinstance(spans, str):
            spans = points(binders, self._affine([*whole, *self._bounds(body, set(binders))], outside))
        if isinstance(spans, str):
            raise UnsupportedError("a sum without a finite range", repr(body), f"give '{spans[1:]}' a range")
        for e in spans:
            if all(self._holds(g, {**env, **e}, (), {}) for g in whole):
                yield {**env, **e}

    def _bounds(self, body: Term | None, binders: set[str]) -> list[Guard]:
        """Conditions outside of which a factor of the body vanishes."""
        found: list[Guard] = []
        for f in _factors(body) if body is not None else []:
            if isinstance(f, (Read, Diff)) and f.index and self._tensor(f.tensor):
                found += in_shape(f.index, self.theory.shape_of(f.tensor))
            elif isinstance(f, Sum):
                inside = [g for g in f.guards if not g.is_scalar] + self._bounds(f.body, binders)
                found += [g for g in inside if g.free.isdisjoint(f.binders)]
        return found

    def _tensor(self, name: str) -> bool:
        return name in self.theory.shapes or name in self.theory.definitions

    def _affine(self, guards: Sequence[Guard], outside: Env) -> list[Affine]:
        """The affine bounds among guards, with numbers for all that is known."""
        found: list[Affine] = []
        for g in guards:
            form = g.poly.substitute({s: Poly.constant(v) for s, v in outside.items()})
            if g.kind in ("ge", "eq") and all(len(m) < 2 for m, _ in form.terms):
                for p in (form, -form) if g.kind == "eq" else (form,):
                    found.append(({m[0]: c for m, c in p.terms if m}, p.value))
        return found

    # -- matrices, extrema, corners ------------------------------------------------------------------

    def _matrix(self, t: Matrix, env: Env, seeds: Seeds, lets: Mapping[str, Any]) -> Any:
        n, at = self._int(t.size, env), self._place(t.at, env)
        if t.operation == "inverse" and not all(0 <= i < n for i in at):
            return 0
        rows = [[self.value(t.body, {**env, t.row: i, t.column: j}, seeds, lets) for j in range(n)] for i in range(n)]
        if t.operation == "det":
            return determinant(rows)
        minor = [[x for c, x in enumerate(row) if c != at[0]] for r, row in enumerate(rows) if r != at[1]]
        return determinant(minor) * (-1) ** sum(at) * power(determinant(rows), Fraction(-1), self.prec)

    def _extremum(self, t: Extremum, env: Env, seeds: Seeds, lets: Mapping[str, Any]) -> Any:
        shown = [
            e
            for e in self._places(t.binders, t.guards, None, env)
            if all(self._holds(g, e, seeds, lets) for g in t.guards if g.is_scalar)
        ]
        values = [self.value(t.body, e, seeds, lets) for e in shown]
        if not values:
            raise Undefined("the extremum of nothing")
        way = 1 if t.operation == "max" else -1
        top = values[0]
        for value in values[1:]:
            top = value if sign((value + top * -1) * way) > 0 else top
        gaps = [top + value * -1 for value in values if value is not top]
        self._corner(t, (t.body,), env, lets, min((abs(sign(g)) for g in gaps), default=1))
        if any(type(g) is Dual and not sign(g) for g in gaps):
            raise Undefined("the derivative of an extremum at a tie")
        return top

    def _corner(self, node: Any, args: Sequence[Term], env: Env, lets: Mapping[str, Any], value: Any) -> None:
        key = (node, tuple(sorted((s, v) for s, v in env.items() if s in node.free)), len(lets))
        self.corners[key] = value, all(self._flat(a, lets) for a in args)

    def _flat(self, term: Term, lets: Mapping[str, Any]) -> bool:
        """Whether a term is a polynomial, bound scalars included."""
        return self.reach.polynomial(term, {name: self._flat(let[1], let[3]) for name, let in lets.items()})


def _total(values: Sequence[Any]) -> Any:
    return sum(values, start=0)


def _factors(t: Term) -> list[Term]:
    return [f for a in t.args for f in _factors(a)] if isinstance(t, Mul) else [t]


class Refutation:
    """A statement that is false at a point.  Only :func:`confirm` makes one."""

    __slots__ = ("declared", "statement")

    def __init__(self, key: object, theory: Declared, statement: Statement) -> None:
        if key is not _KEY:
            raise TypeError("only the plain interpreter makes refutations")
        self.declared = theory.declared
        self.statement = statement


def _admitted(plain: Plain, statement: Statement, hypotheses: Sequence[Hypothesis], at: Sequence[int]) -> bool:
    """Whether sizes and free indices are such as the statement is about, and no hypothesis about what it is made from
    is left out."""
    theory, sides = plain.theory, (statement.left, statement.right)
    env = dict(zip([f.symbol for f in statement.free], at, strict=True))
    inputs = plain.reach.of(Add(sides)) & (theory.shapes.keys() | theory.losses.keys())
    spoken = (
        plain.reach.of(Add((h.statement.left, h.statement.right))) for h in theory.hypotheses if h not in hypotheses
    )
    symbols = {s for node in walk(Add(sides)) for s in node.free}.union(*(g.free for g in statement.guards))
    symbols = symbols.union(*(p.free for name in inputs for p in theory.shape_of(name)))
    assumed = [g for g in theory.size_guards() if not g.free.isdisjoint(symbols)]
    return all(inputs.isdisjoint(names) for names in spoken) and all(
        plain._holds(g, env, (), {}) for g in (*assumed, *statement.guards)
    )


def confirm(
    theory: Declared,
    statement: Statement,
    hypotheses: Sequence[Hypothesis],
    point: Point,
    at: Sequence[int],
    check: Callable[[], None] = _unlimited,
) -> Refutation | None:
    """The refutation of a statement by a point at one value of its free indices, if it is one; ``check`` raises once
    the time is over."""

    def judged(s: Statement, where: Point, place: Sequence[int]) -> tuple[bool | None, Corners]:
        """Whether a statement holds at a point (``None``: cannot be said), and the corners that were met."""
        env = dict(zip([f.symbol for f in s.free], place, strict=True))
        corners: Corners = {}
        for prec in (128, 256, 768):
            plain = Plain(theory, where, prec, check)
            corners = plain.corners
            with suppress(Undefined, Unknown):
                left, right = plain.value(s.left, env), plain.value(s.right, env)
                answer = holds_between(left, right, s.relation)
                exact = is_exact(left, right) or s is statement or s.relation != "="
                if answer is not None:
                    return answer if exact else None, corners
        return None, corners

    if not _admitted(Plain(theory, point, 0, check), statement, hypotheses, at):
        return None
    for h in hypotheses:
        free = h.statement.free
        for place in product(*(range(f.low.evaluate(point.sizes), f.high.evaluate(point.sizes)) for f in free)):
            if judged(h.statement, point, place)[0] is not True:
                return None
    answer, corners = judged(statement, point, at)
    if answer is not False:
        return None
    zero = {key for key, (value, polynomial) in corners.items() if polynomial and is_exact(value) and not value}
    source = random.Random(1)
    for _ in range(3 if zero else 0):
        nudged: dict[str, dict[Entry, Exact]] = {
            name: {p: value + Fraction(source.randrange(-99, 100, 2), 1 << 60) for p, value in entries.items()}
            for name, entries in point.tensors.items()
        }
        moved = judged(statement, replace(point, tensors=nudged), at)[1]
        if any(key in moved and not (is_exact(moved[key][0]) and not moved[key][0]) for key in zero):
            return None
    return Refutation(_KEY, theory, statement)
