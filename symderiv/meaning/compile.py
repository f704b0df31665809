"""Terms as closures: one case a node, plain loops, no algebra.

A closure takes the values of the indices in scope and the *seeds*, the entries that are being perturbed.  Where a
seeded entry is read, a dual number goes in.  Brackets and reads outside of a shape are strong zeros: where one is in a
product, the other factors are not evaluated.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from symderiv.language.functions import FUNCTIONS
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
)
from symderiv.meaning.loops import loops
from symderiv.meaning.machine import OUT, Closure, Frame, Machine, Seeds
from symderiv.meaning.numbers import (
    Dual,
    Undefined,
    Unknown,
    apply,
    determinant,
    power,
    real,
    reciprocal,
    settle,
    sign,
)
from symderiv.meaning.reach import Lets

__all__ = ["Compiler", "Fetch", "seeded"]

Fetch = Callable[[tuple[int, ...], Seeds], Any]


def seeded(name: str, index: tuple[int, ...], value: Any, seeds: Seeds) -> Any:
    """An entry with the perturbations that are put on it."""
    for tensor, place, tag, _ in seeds:
        if tensor == name and place == index and value is not OUT:
            value = value + Dual(tag, 0, 1)
    return value


class Compiler:
    """Terms as closures for one :class:`Machine`; ``fetch`` gives the entries of a tensor by name."""

    def __init__(self, machine: Machine, fetch: Callable[[str], Fetch]) -> None:
        self.machine = machine
        self.fetch = fetch

    def compile(self, term: Term, frame: Frame, lets: Lets) -> Closure:
        """A term as a closure; the value of a costly one is kept for equal indices and relevant seeds."""
        slots = tuple(frame.slots[s] for s in sorted(term.free) if s in frame.slots)
        key = (term, slots, tuple(v[0] for v in lets.values()))
        if key not in frame.done:
            closure = self._node(term, frame, lets)
            costly = isinstance(term, (Diff, Matrix, Extremum)) or (isinstance(term, Sum) and term.binders)
            if costly or (isinstance(term, Fn) and term.name not in ("relu", "abs", "max", "min")):
                reads = self.machine.reach.of(term, lets)
                if not any(v[0] in reads for v in lets.values()):
                    closure = self._remembered(closure, slots, reads)
            frame.done[key] = closure
        return frame.done[key]

    def _remembered(self, closure: Closure, slots: tuple[int, ...], reads: frozenset[str]) -> Closure:
        table = self.machine.table()

        def remember(e: list[Any], seeds: Seeds) -> Any:
            if seeds:
                seeds = tuple(q for q in seeds if q[0] in reads)
            key = (seeds, *[e[k] for k in slots])
            if key not in table:
                table[key] = closure(e, seeds)
            return table[key]

        return remember

    def _node(self, term: Term, frame: Frame, lets: Lets) -> Closure:
        if isinstance(term, Num):
            number = term.value.numerator if term.value.denominator == 1 else term.value
            return lambda e, seeds: number
        if isinstance(term, Int):
            whole = self.machine.python(self.machine.text(term.poly, frame))
            return lambda e, seeds: whole(e)
        if isinstance(term, Read):
            return self._read(term, frame, lets)
        if isinstance(term, Add):
            return _sum_of([self.compile(a, frame, lets) for a in term.args])
        if isinstance(term, Mul):
            return self._sum((), (), term, frame, lets)
        if isinstance(term, Sum):
            return self._sum(term.binders, term.guards, term.body, frame, lets)
        if isinstance(term, Pow):
            base, exponent = self.compile(term.base, frame, lets), term.exponent
            if exponent == -1:
                return lambda e, seeds: reciprocal(base(e, seeds))
            return lambda e, seeds: power(base(e, seeds), exponent, self.machine.prec)
        if isinstance(term, Fn):
            return self._function(term, frame, lets)
        if isinstance(term, Diff):
            return self._diff(term, frame, lets)
        if isinstance(term, Let):
            return self._let(term, frame, lets)
        if isinstance(term, Matrix):
            return self._matrix(term, frame, lets)
        assert isinstance(term, Extremum)
        return self._extremum(term, frame, lets)

    def _read(self, term: Read, frame: Frame, lets: Lets) -> Closure:
        if term.tensor in lets:
            name, slot, value, reads, _ = lets[term.tensor]

            def local(e: list[Any], seeds: Seeds) -> Any:
                inner = tuple(q for q in seeds if q[0] in reads)
                if inner not in e[slot]:
                    e[slot][inner] = value(e, inner)
                return seeded(name, (), e[slot][inner], seeds) if seeds else e[slot][inner]

            return local
        name, index, fetch = term.tensor, self.machine.index(term.index, frame), self.fetch(term.tensor)

        def read(e: list[Any], seeds: Seeds) -> Any:
            place = index(e)
            return seeded(name, place, fetch(place, seeds), seeds) if seeds else fetch(place, seeds)

        return read

    def _function(self, term: Fn, frame: Frame, lets: Lets) -> Closure:
        name, args = term.name, [self.compile(a, frame, lets) for a in term.args]
        if name not in FUNCTIONS:
            orders = term.orders or (0,) * len(args)

            def abstract(e: list[Any], seeds: Seeds) -> Any:
                self.machine.spend(4)
                model = self.machine.point.functions[name]
                return settle(model.value([a(e, seeds) for a in args], orders), self.machine.prec)

            return abstract
        if FUNCTIONS[name].kink:
            note = self.machine.corner(term.args, frame, lets)

            def corner(e: list[Any], seeds: Seeds) -> Any:
                values = tuple([a(e, seeds) for a in args])
                gap = real(values[0]) if len(values) == 1 else real(values[0]) + real(values[1]) * -1
                if gap == 0 or self.machine.watched:
                    note(e, gap)
                return apply(name, values, self.machine.prec)

            return corner

        def known(e: list[Any], seeds: Seeds) -> Any:
            self.machine.spend(4)
            return apply(name, tuple([a(e, seeds) for a in args]), self.machine.prec)

        return known

    def _diff(self, term: Diff, frame: Frame, lets: Lets) -> Closure:
        name = lets[term.tensor][0] if term.tensor in lets else term.tensor
        shape = () if term.tensor in lets else self.machine.shape(name)
        body, index, total = self.compile(term.body, frame, lets), self.machine.index(term.index, frame), term.total

        def derivative(e: list[Any], seeds: Seeds) -> Any:
            place = index(e)
            if any(not 0 <= i < n for i, n in zip(place, shape, strict=True)):
                return OUT
            tag = 1 + max((q[2] for q in seeds), default=0)
            value = body(e, (*seeds, (name, place, tag, total)))
            return value.eps if type(value) is Dual and value.tag == tag else 0

        return derivative

    def _let(self, term: Let, frame: Frame, lets: Lets) -> Closure:
        slot, value, reads = (
            frame.slot(),
            self.compile(term.value, frame, lets),
            self.machine.reach.of(term.value, lets),
        )
        local = (f"{term.name} {slot}", slot, value, reads, self.machine.reach.polynomial(term.value, lets))
        body = self.compile(term.body, frame, {**lets, term.name: local})

        def bound(e: list[Any], seeds: Seeds) -> Any:
            e[slot] = {}
            return body(e, seeds)

        return bound

    def _matrix(self, term: Matrix, frame: Frame, lets: Lets) -> Closure:
        n, at = term.size.evaluate(self.machine.sizes), self.machine.index(term.at, frame)
        row, column, body = self._bound((term.row, term.column), frame, lambda: self.compile(term.body, frame, lets))

        def entries(e: list[Any], seeds: Seeds) -> list[list[Any]]:
            self.machine.spend(n**3 if n < 5 else 10**n)
            rows = []
            for e[row] in range(n):
                rows.append([body(e, seeds) for e[column] in range(n)])
            return rows

        def inverse(e: list[Any], seeds: Seeds) -> Any:
            i, j = at(e)
            if not (0 <= i < n and 0 <= j < n):
                return OUT
            rows = entries(e, seeds)
            minor = [[x for c, x in enumerate(r) if c != i] for k, r in enumerate(rows) if k != j]
            return determinant(minor) * (-1) ** (i + j) * reciprocal(determinant(rows))

        return inverse if term.operation == "inverse" else lambda e, seeds: determinant(entries(e, seeds))

    def _extremum(self, term: Extremum, frame: Frame, lets: Lets) -> Closure:
        found, note = frame.slot(), self.machine.corner((term.body,), frame, lets)
        loop = self._sum(term.binders, term.guards, term.body, frame, lets, collect=found)
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
            if not tie or self.machine.watched:
                note(e, tie)
            if torn:
                raise Undefined("the derivative of an extremum at a tie")
            return top

        return best

    def _bound(self, binders: tuple[str, ...], frame: Frame, make: Callable[[], Any]) -> tuple[Any, ...]:
        """Fresh slots for binders while ``make`` compiles what is beneath them."""
        saved = dict(frame.slots)
        frame.slots.update({b: frame.slot() for b in binders})
        try:
            return (*(frame.slots[b] for b in binders), make())
        finally:
            frame.slots = saved

    def _sum(
        self,
        binders: tuple[str, ...],
        guards: tuple[Guard, ...],
        body: Term,
        frame: Frame,
        lets: Lets,
        collect: int | None = None,
    ) -> Closure:
        """Loops around a product; brackets among the factors join the guards."""
        factors = _factors(body) if collect is None else []
        conditions = list(guards)
        rest: list[Term] = [] if collect is None else [body]
        while factors:
            factor = factors.pop(0)
            if isinstance(factor, Sum) and not factor.binders and (factor.body == ONE or not (rest or factors)):
                conditions += factor.guards
                factors = _factors(factor.body) + factors
            elif isinstance(factor, Sum) and factor.binders and not rest and not factors:
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
            inner = self._product([g for g in conditions if g.is_scalar], rest, frame, lets)
            if collect is not None:
                return loops(self.machine, binders, whole, [], _collector(collect, inner), frame)
            return loops(self.machine, binders, whole, rest, inner, frame)

        return self._bound(binders, frame, make)[-1]  # type: ignore[no-any-return]

    def _product(self, tests: list[Guard], factors: list[Term], frame: Frame, lets: Lets) -> Closure:
        """Scalar conditions, then reads (one outside of its shape ends the product), then the rest."""
        reads = [self.compile(f, frame, lets) for f in factors if isinstance(f, (Read, Diff))]
        others = [self.compile(f, frame, lets) for f in factors if not isinstance(f, (Read, Diff))]
        checks = [self._test(g, frame, lets) for g in tests]
        if len(reads) + len(others) == 1 and not checks:
            return (reads + others)[0]

        def multiply(e: list[Any], seeds: Seeds) -> Any:
            result: Any = 1
            for check in checks:
                if not check(e, seeds):
                    return 0
            for f in reads:
                value = f(e, seeds)
                if value is OUT:
                    return 0
                result = result * value
            for f in others:
                result = result * f(e, seeds)
            return result

        def strong(e: list[Any], seeds: Seeds) -> Any:
            try:
                return multiply(e, seeds)
            except (Undefined, Unknown):  # a zero that stands behind what failed still counts
                for f in checks + reads:
                    with suppress(Undefined, Unknown):
                        value = f(e, seeds)
                        if value is False or value is OUT:
                            return 0
                raise

        return strong if len(checks) + len(reads) > 1 or ((checks or reads) and others) else multiply

    def _test(self, guard: Guard, frame: Frame, lets: Lets) -> Closure:
        arg, kind = self.compile(guard.term, frame, lets), guard.kind
        note = self.machine.corner((guard.term,), frame, lets)

        def holds(e: list[Any], seeds: Seeds) -> Any:
            value = real(arg(e, seeds))
            if value == 0 or self.machine.watched:
                note(e, value)
            where = sign(value)
            if kind in ("pos", "nonneg"):
                return where > 0 or (kind == "nonneg" and not where)
            return (kind == "zero") == (not where)

        return holds


def _factors(term: Term) -> list[Term]:
    return [f for a in term.args for f in _factors(a)] if isinstance(term, Mul) else [term]


def _sum_of(parts: list[Closure]) -> Closure:
    def total(e: list[Any], seeds: Seeds) -> Any:
        result: Any = 0
        for part in parts:
            result = result + part(e, seeds)
        return result

    return total


def _collector(slot: int, value: Closure) -> Closure:
    def collect(e: list[Any], seeds: Seeds) -> Any:
        e[slot].append(value(e, seeds))
        return 0

    return collect
