"""Index analysis: the range of every bound index as a box from 0, and what of the guards remains as a mask.

Guarantee: the box together with the remaining guards (and the zeros outside of the tensors that are read as
factors) admits exactly the index values of the guarded sum.  What cannot be bounded is refused with
:class:`UnsupportedError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from symderiv.errors import UnsupportedError
from symderiv.language.integers import Poly, fresh_index, is_index
from symderiv.language.terms import Guard, Mul, Pow, Read, Sum, Term, rename_bound, substitute, substitute_guard, walk
from symderiv.language.text import polynomial
from symderiv.language.theory import Theory

__all__ = ["Facts", "Plan", "flatten"]

Scope = Mapping[str, Poly]


class Facts:
    """What is known about sizes: lower bounds and the conditions of a theory."""

    def __init__(self, theory: Theory) -> None:
        self.lows: dict[str, int | None] = dict(theory.sizes)
        self.conditions = [g.poly for g in theory.conditions if g.kind == "ge"]
        sides = [*theory.shapes.values(), *(d.shape for d in theory.definitions.values())]
        self.conditions += dict.fromkeys(p for shape in sides for p in shape if p.as_symbol is None)
        shapes = [p for d in theory.definitions.values() if "/" not in d.name for p in d.shape]
        self._long = {s for p in shapes for m, c in p.terms if c > 0 for s in m}
        for d in theory.definitions.values():
            # an axis read at s*i + p is long, the tap's own axis is not
            for node in walk(d.body) if "/" not in d.name else ():
                if isinstance(node, Read) and (node.tensor in theory.shapes or node.tensor in theory.definitions):
                    for place, size in zip(node.index, theory.shape_of(node.tensor), strict=True):
                        if sum(map(is_index, place.free)) > 1 and size.as_symbol:
                            self._long.add(size.as_symbol)
        axes = {p.as_symbol for shape in theory.shapes.values() for p in shape}
        for condition in self.conditions:
            # H >= K + s*(Ho - 1) - 2*P: the one axis on the greater side of a computed one is long too
            greater = [m[0] for m, c in condition.terms if len(m) == 1 and c > 0 and m[0] in axes | self._long]
            if len(greater) == 1 and any(c < 0 and self._long & set(m) for m, c in condition.terms):
                self._long.add(greater[0])

    def weight(self, poly: Poly) -> int:
        """A guess at a size: pixels are many, kernel taps few.  It governs speed alone.

        Long are the sizes that stand in the shape of something computed, unless they are named like a kernel's.
        """
        return poly.evaluate(
            {s: 32 if s[0] == "$" or (s in self._long and s[0] not in "kKpPqQsdrRfF") else 3 for s in poly.free}
        )

    def nonnegative(self, poly: Poly) -> bool:
        """Whether the polynomial in sizes is provably nonnegative (False: unknown)."""
        return self._shifted(poly) or any(self._shifted(poly - c) for c in self.conditions)

    def _shifted(self, poly: Poly) -> bool:
        values: dict[str, Poly] = {}
        for symbol in poly.free:
            low = self.lows.get(symbol)
            if low is None:
                continue
            values[symbol] = Poly.symbol(f"{symbol}'") + low
        moved = poly.substitute(values)
        return all(c >= 0 and all(s.endswith("'") for s in m) for m, c in moved.terms)

    def sign(self, poly: Poly) -> int:
        """1 where provably positive, -1 where provably negative, else 0."""
        if self.nonnegative(poly - 1):
            return 1
        return -1 if self.nonnegative(-poly - 1) else 0

    def extreme(self, poly: Poly, scope: Scope, lowest: bool) -> Poly | None:
        """A bound in sizes of a polynomial over the box ``scope``; None where it is not found."""
        for symbol in sorted(s for s in poly.free if is_index(s)):
            if symbol not in scope:
                return None
            try:
                coefficient = poly.coefficient(symbol)
            except ValueError:
                return None
            sign = self.sign(coefficient)
            if not sign:
                return None
            end = Poly.constant(0) if (sign > 0) == lowest else scope[symbol] - 1
            poly = poly.substitute({symbol: end})
        return poly

    def inside(self, index: Poly, size: Poly, scope: Scope) -> bool:
        """Whether an index is certainly in ``0 <= index < size`` over the box."""
        low, high = self.extreme(index, scope, True), self.extreme(index, scope, False)
        return low is not None and high is not None and self.nonnegative(low) and self.nonnegative(size - 1 - high)


def flatten(term: Term) -> tuple[list[Guard], list[Term]]:
    """The guards and factors of a product; brackets dissolve into guards."""
    if isinstance(term, Mul):
        guards: list[Guard] = []
        factors: list[Term] = []
        for arg in term.args:
            g, f = flatten(arg)
            guards += g
            factors += f
        return guards, factors
    if isinstance(term, Sum) and not term.binders:
        g, f = flatten(term.body)
        return [*term.guards, *g], f
    return [], [term]


@dataclass
class Plan:
    """A guarded product in the making: bound indices with extents, guards left over, factors.

    ``linear``: it is summed, so that zeros do not count (they do in a maximum).  ``targets``: free indices of the
    result and the places in bound ones to which they are equal; the product is added up there.
    """

    facts: Facts
    scope: dict[str, Poly]
    binders: list[str]
    guards: list[Guard]
    factors: list[Term]
    shape: Callable[[str], tuple[Poly, ...]]
    extent: Callable[[str], Poly]
    spread: Callable[[str, int, Poly], str] | None = None
    linear: bool = True
    ranges: dict[str, Poly] = field(default_factory=dict)
    targets: dict[str, Poly] = field(default_factory=dict)

    def run(self) -> None:
        """Eliminate what equations determine, then find the box."""
        self._rename()
        if self.linear:
            self._merge()
        if self.spread is not None:
            self._lift()
            self._aim()
        while self._eliminate():
            pass
        self._box()
        self._drop_implied()

    # -- names and nested sums

    def _rename(self) -> None:
        for position, symbol in enumerate(self.binders):
            if symbol in self.scope:
                taken = set(self.scope) | set(self.binders) | {s for t in self.factors for s in t.free}
                taken |= {s for g in self.guards for s in g.free}
                self._replace(symbol, Poly.symbol(fresh := fresh_index(symbol, taken)))
                self.binders[position] = fresh

    def _replace(self, symbol: str, value: Poly) -> None:
        values = {symbol: value}
        self.guards = [substitute_guard(g, values) for g in self.guards]
        self.factors = [substitute(f, values) for f in self.factors]
        self.targets = {s: p.substitute(values) for s, p in self.targets.items()}

    def _merge(self) -> None:
        """A sum directly beneath a sum becomes one sum."""
        while len(self.factors) == 1 and isinstance(self.factors[0], Sum) and self.factors[0].binders:
            inner = self.factors[0]
            taken = set(self.scope) | set(self.binders) | set(inner.free)
            taken |= {s for g in self.guards for s in g.free}
            names: dict[str, str] = {}
            for b in inner.binders:
                if b in taken:
                    names[b] = fresh_index(b, taken | set(inner.binders))
                taken.add(names.get(b, b))
            if names:
                renamed = rename_bound(inner, names)
                assert isinstance(renamed, Sum)
                inner = renamed
            guards, factors = flatten(inner.body)
            self.binders += inner.binders
            self.guards += [*inner.guards, *guards]
            self.factors = factors

    # -- equations

    def _lift(self) -> None:
        """A short axis read at ``u - s*i`` with a long bound index ``i`` gets an index of its own, a kernel tap.

        The equation that defines the tap is then solved for ``i``: a few taps are summed instead of all pixels.
        """
        for low in [g for g in self.guards if g.kind == "ge"]:
            # 0 <= u - k*i <= k - 1 (a window of a pool): the tap is u - k*i
            place = low.poly
            indices = [s for s in place.free if is_index(s)]
            sizes = [g.poly + place for g in self.guards if g.kind == "ge" and g is not low]
            sizes = [n for n in sizes if not any(map(is_index, n.free))]
            long = [s for s in indices if s in self.binders and is_linear(low, s) and place.coefficient(s).free]
            long += [
                s for s in indices if s in self.binders and is_linear(low, s) and abs(place.coefficient(s).value) > 1
            ]
            if len(indices) < 2 or not sizes or not long:
                continue
            if not any(self._weight(s) > self.facts.weight(sizes[0] + 1) for s in long):
                continue
            self._tap("%p", place, sizes[0] + 1)
        for position, factor in enumerate(self.factors):
            if not isinstance(factor, Read):
                continue
            index = list(factor.index)
            for axis, (place, size) in enumerate(zip(index, self.shape(factor.tensor), strict=True)):
                indices = [s for s in place.free if is_index(s)]
                long = [s for s in indices if s in self.binders and self._weight(s) > self.facts.weight(size)]
                if len(indices) < 2 or not long:
                    continue
                if not any(isinstance(f, Read) and f is not factor and set(long) & f.free for f in self.factors):
                    continue
                index[axis] = self._tap("%p" if axis % 2 == 0 else "%q", place, size)
                self.factors[position] = Read(factor.tensor, tuple(index))

    def _tap(self, letter: str, place: Poly, size: Poly) -> Poly:
        """A new bound index in ``0 <= tap < size`` that equals ``place``."""
        taken = set(self.scope) | set(self.binders) | {s for t in self.factors for s in t.free}
        tap = fresh_index(letter, taken | {s for g in self.guards for s in g.free})
        self.binders.append(tap)
        at = Poly.symbol(tap)
        self.guards = [g for g in self.guards if g not in (Guard("ge", place), Guard("ge", size - 1 - place))]
        self.guards += [Guard("eq", place - at), Guard("ge", at), Guard("ge", size - 1 - at)]
        return at

    def _aim(self) -> None:
        """Solve ``u = s*i + p`` for the free index ``u`` where ``i`` is long: products are added up at their places.

        Without that, all ``i`` would be tried for each ``u``, or zeros be put between the entries of a tensor.
        """
        for guard in [g for g in self.guards if g.kind == "eq"]:
            indices = [s for s in guard.poly.free if is_index(s)]
            free = [s for s in indices if s in self.scope]
            bound = [s for s in indices if s in self.binders]
            aimed = {s for p in self.targets.values() for s in p.free}
            if len(free) != 1 or not bound or set(bound) & aimed or not is_linear(guard, free[0]):
                continue
            if not all(is_linear(guard, s) for s in bound):
                continue
            unit = guard.poly.coefficient(free[0])
            if not (unit.is_constant and abs(unit.value) == 1):
                continue
            place = Poly.symbol(free[0]) - guard.poly * unit.value
            weights = sorted(((self._weight(s), s) for s in bound), reverse=True)
            step = place.coefficient(weights[0][1])
            if step == Poly.constant(1) or self.facts.sign(step) <= 0:
                continue
            if len(bound) == 1 and self._spreadable(bound[0], guard.poly.coefficient(bound[0])):
                continue  # zeros between the entries leave a convolution
            if len(bound) > 1 and weights[0][0] <= weights[1][0]:
                continue
            if any(g is not guard and free[0] in g.free and g.kind == "eq" for g in self.guards):
                continue
            at = Poly.symbol(free[0])
            within = (Guard("ge", at), Guard("ge", self.scope.pop(free[0]) - 1 - at))  # what is outside is dropped
            self.guards = [g for g in self.guards if g is not guard and g not in within]
            self._replace(free[0], place)
            self.targets[free[0]] = place

    def _eliminate(self) -> bool:
        """Solve one equation for one bound index; False where nothing is left to solve."""
        best: tuple[tuple[float, bool], Guard, str, Poly] | None = None
        for guard in self.guards:
            if guard.kind != "eq":
                continue
            for symbol in self.binders:
                if symbol not in guard.poly.free or any(symbol in p.free for p in self.targets.values()):
                    continue
                try:
                    coefficient = guard.poly.coefficient(symbol)
                except ValueError:
                    continue
                if any(is_index(s) for s in coefficient.free):
                    continue
                unit = coefficient.is_constant and abs(coefficient.value) == 1
                if not unit and not self._spreadable(symbol, coefficient):
                    continue
                weight = (min(self._weight(symbol), 30.0), unit)  # of two long ones, that which needs no zeros between
                if best is None or weight > best[0]:
                    best = (weight, guard, symbol, coefficient)
        if best is None:
            return False
        _, guard, symbol, coefficient = best
        self.guards.remove(guard)
        self.binders.remove(symbol)
        if self.facts.sign(coefficient) < 0:
            guard, coefficient = Guard("eq", -guard.poly), -coefficient
        rest = coefficient * Poly.symbol(symbol) - guard.poly
        if coefficient == Poly.constant(1):
            self._replace(symbol, rest)
            return True
        assert self.spread is not None
        factors: list[Term] = []
        for factor in self.factors:
            if symbol in factor.free:
                assert isinstance(factor, Read)
                name, index = factor.tensor, list(factor.index)
                for axis, place in enumerate(index):
                    if symbol in place.free:
                        name = self.spread(name, axis, coefficient)
                        index[axis] = rest + coefficient * (place - Poly.symbol(symbol))
                factor = Read(name, tuple(index))
            factors.append(factor)
        self.factors = factors
        scaled: list[Guard] = []
        for g in self.guards:
            if symbol in g.free:
                slope = g.poly.coefficient(symbol)
                g = Guard("ge", slope * rest + coefficient * (g.poly - slope * Poly.symbol(symbol)))
            scaled.append(g)
        self.guards = scaled
        return True

    def _spreadable(self, symbol: str, coefficient: Poly) -> bool:
        """Whether the index stands bare (up to an offset) in factors that are reads, and else in ranges only."""
        if self.spread is None or not self.facts.sign(coefficient):
            return False
        found = False
        for factor in self.factors:
            if symbol not in factor.free:
                continue
            if not isinstance(factor, Read):
                return False
            for place in factor.index:
                if symbol in place.free:
                    try:
                        if place.coefficient(symbol) != Poly.constant(1):
                            return False
                    except ValueError:
                        return False
                    found = True
        others = [g for g in self.guards if symbol in g.free and g.kind != "ge"]
        linear = all(is_linear(g, symbol) for g in self.guards if symbol in g.free and not g.is_scalar)
        return found and linear and len(others) == 1

    def _weight(self, symbol: str) -> float:
        """A guess at the extent of a bound index; 1 where nothing bounds it."""
        sizes: list[float] = []
        for guard in self.guards:
            if guard.kind == "ge" and symbol in guard.free and guard.poly.coefficient(symbol) == Poly.constant(-1):
                rest = guard.poly + Poly.symbol(symbol)
                if not any(is_index(s) for s in rest.free):
                    sizes.append(float(self.facts.weight(rest + 1)))
        for factor in self.factors:
            if isinstance(factor, Read):
                for place, size in zip(factor.index, self.shape(factor.tensor), strict=True):
                    if place.as_symbol == symbol:
                        sizes.append(float(self.facts.weight(size)))
        return min(sizes, default=1.0)

    # -- the box

    def _bounds(self, symbol: str, *, reads: bool) -> tuple[list[Poly], list[Poly], list[Poly], list[Poly]]:
        """Exact lower and upper bounds, and looser ones."""
        exact: tuple[list[Poly], list[Poly]] = ([], [])
        loose: tuple[list[Poly], list[Poly]] = ([], [])
        conditions = [g.poly for g in self.guards if g.kind == "ge" and symbol in g.free]
        if reads:
            conditions = [
                p
                for f in map(_powered, self.factors)
                if isinstance(f, Read)
                for place, size in zip(f.index, self.shape(f.tensor), strict=True)
                if symbol in place.free
                for p in (place, size - 1 - place)
            ]
        for poly in conditions:
            try:
                coefficient = poly.coefficient(symbol)
            except ValueError:
                continue
            sign = self.facts.sign(coefficient)
            if not sign or any(is_index(s) for s in coefficient.free):
                continue
            rest = poly - coefficient * Poly.symbol(symbol)
            unit = coefficient.is_constant and abs(coefficient.value) == 1
            side = 0 if sign > 0 else 1
            if not any(is_index(s) for s in rest.free):
                if unit:
                    exact[side].append(-rest if sign > 0 else rest)
                else:
                    exact[side].append(self._quotient(rest, coefficient, sign))
                continue
            limit = self.facts.extreme(rest, {**self.scope, **self.ranges}, lowest=False)
            if limit is not None:
                loose[side].append(
                    (-limit if sign > 0 else limit) if unit else self._quotient(limit, coefficient, sign)
                )
        return exact[0], exact[1], loose[0], loose[1]

    def _quotient(self, rest: Poly, coefficient: Poly, sign: int) -> Poly:
        """``coefficient * index + rest >= 0`` solved for the index."""
        if sign > 0:
            return self.extent(f"-(({code(rest)}) // ({code(coefficient)}))")
        return self.extent(f"({code(rest)}) // ({code(-coefficient)})")

    def _box(self) -> None:
        waiting = list(self.binders)
        while waiting:
            for loose in (False, True):
                symbol = next((s for s in waiting if self._bounded(s, loose)), None)
                if symbol is not None:
                    waiting.remove(symbol)
                    break
            else:
                raise UnsupportedError(
                    f"no bounded range for the index '{waiting[0].removeprefix('%')}'",
                    " * ".join(map(repr, self.factors)),
                    "state the range of the sum",
                )

    def _bounded(self, symbol: str, loose: bool) -> bool:
        """Settle the index, by bounds of its own or (``loose``) by bounds over the box of the others."""
        guards = self._bounds(symbol, reads=False)
        reads = self._bounds(symbol, reads=True) if self.linear else ([], [], [], [])
        lows = guards[0] or reads[0] or (loose and (guards[2] or reads[2])) or []
        highs = guards[1] or reads[1] or (loose and (guards[3] or reads[3])) or []
        if lows and highs:
            self._settle(symbol, lows, highs, bool(guards[0]), bool(guards[1]))
        return bool(lows and highs)

    def _settle(self, symbol: str, lows: list[Poly], highs: list[Poly], exact_low: bool, exact_high: bool) -> None:
        low, high = self._pick(lows, "max"), self._pick(highs, "min")
        kept: list[Guard] = []
        for g in self.guards:
            if g.kind == "ge" and symbol in g.free and not any(is_index(s) and s != symbol for s in g.free):
                sign = self.facts.sign(g.poly.coefficient(symbol)) if is_linear(g, symbol) else 0
                if (sign > 0 and exact_low) or (sign < 0 and exact_high):
                    continue
            kept.append(g)
        self.guards = kept
        if low:
            self._replace(symbol, Poly.symbol(symbol) + low)
        extent = high - low + 1
        if not self.facts.nonnegative(extent):
            extent = self.extent(f"max(0, {code(extent)})")
        self.ranges[symbol] = extent

    def _pick(self, candidates: list[Poly], which: str) -> Poly:
        rest: list[Poly] = []
        for c in dict.fromkeys(candidates):
            gap = [(c - r) if which == "max" else (r - c) for r in rest]
            if any(self.facts.nonnegative(-g) for g in gap):
                continue
            rest = [r for r, g in zip(rest, gap, strict=True) if not self.facts.nonnegative(g)]
            rest.append(c)
        return rest[0] if len(rest) == 1 else self.extent(f"{which}({', '.join(map(code, rest))})")

    def _drop_implied(self) -> None:
        box = {**self.scope, **self.ranges}
        kept: list[Guard] = []
        for g in self.guards:
            if g.kind == "ge":
                low = self.facts.extreme(g.poly, box, True)
                if low is not None and self.facts.nonnegative(low):
                    continue
            kept.append(g)
        self.guards = kept


def _powered(factor: Term) -> Term:
    """What a positive power is a power of: where that is a zero outside of its shape, so is the power."""
    while isinstance(factor, Pow) and factor.exponent > 0:
        factor = factor.base
    return factor


def is_linear(guard: Guard, symbol: str) -> bool:
    """Whether the integer guard is linear in the index, with a coefficient in sizes."""
    try:
        return not any(is_index(s) for s in guard.poly.coefficient(symbol).free)
    except ValueError:
        return False


def code(poly: Poly, label: Callable[[str], str] | None = None) -> str:
    """Python text of a polynomial; symbols stand between ``<`` and ``>`` without ``label``."""
    return polynomial(poly, label or (lambda s: f"<{s}>"))


def read_guards(reads: Iterable[Read], shape: Callable[[str], tuple[Poly, ...]]) -> set[Guard]:
    """The guards that say that the reads are inside of their tensors."""
    return {
        g
        for r in reads
        for place, size in zip(r.index, shape(r.tensor), strict=True)
        for g in (Guard("ge", place), Guard("ge", size - 1 - place))
    }
