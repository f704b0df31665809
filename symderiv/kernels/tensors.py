"""Tensors as arrays whose axes are labelled by indices: definitions, recurrences, and reads at affine indices.

Guarantees: a definition is computed once, a recurrence in one loop over its index, and a read is the array itself,
a slice, a window view or (for products of indices) a gather; reads outside of a tensor are zero.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from symderiv.errors import UnsupportedError
from symderiv.kernels.emit import Emitter, Value
from symderiv.kernels.plan import Facts
from symderiv.kernels.sizes import Names
from symderiv.language.integers import Poly, index_label, is_index
from symderiv.language.terms import (
    Add,
    Diff,
    Extremum,
    Int,
    Let,
    Matrix,
    Mul,
    Read,
    Sum,
    Term,
    add,
    mul,
    substitute,
    walk,
)
from symderiv.language.text import polynomial
from symderiv.language.theory import Definition, Theory

__all__ = ["Tensors", "schedule"]


class Tensors(ABC):
    """The tensors of one theory as arrays: computed at first use, read at affine indices, sizes as code."""

    def __init__(self, theory: Theory, names: Names, fast: bool = True) -> None:
        self.theory = theory
        self.names = names.tensors
        self.size_names = names.sizes
        self.fast = fast
        self.emitter = Emitter()
        self.facts = Facts(theory)
        self.helpers: set[str] = set()
        self.stems: Mapping[str, str] = {}  # the identifiers of abstract functions
        self.callables: dict[str, tuple[str, tuple[int, ...]]] = {}  # those needed, with the orders of derivatives
        self.needed: dict[str, None] = {}
        self.arrays: dict[str, Value] = {}
        self.virtual: dict[str, tuple[Value, tuple[Poly, ...]]] = {}
        self.spreads: dict[str, tuple[str, tuple[Poly, ...]]] = {}
        self.lets: dict[str, Value] = {}
        self.now: dict[str, tuple[int, Poly, str]] = {}  # of what a loop has computed in this step: axis, place, name
        self.sizes: dict[str, str] = {}
        self.order: dict[str, int] = {}
        self.counter = 0

    # ------------------------------------------------------------------ sizes and names

    def label(self, symbol: str) -> str:
        """The code of a size."""
        if symbol in self.sizes:
            return self.sizes[symbol]
        if is_index(symbol):
            raise UnsupportedError(f"the index '{index_label(symbol)}' has no range here")
        return self.size_names[symbol]

    def integer(self, poly: Poly) -> str:
        """The code of a polynomial in sizes."""
        return polynomial(poly, self.label)

    def extent(self, text: str) -> Poly:
        """A new size with the value of ``text`` (symbols between ``<`` and ``>``)."""
        filled = re.sub(r"<([^<>]+)>", lambda m: self.label(m.group(1)), text)
        token = self.emitter.emit(filled, atomic=text.startswith("max("))
        symbol = f"${token.strip('@')}"
        self.sizes[symbol] = token
        self.facts.lows[symbol] = 0 if text.startswith("max(0") else None
        return Poly.symbol(symbol)

    def enter(self, scope: Mapping[str, Poly], new: Mapping[str, Poly]) -> dict[str, Poly]:
        """The scope with further indices; their axes come behind."""
        for symbol in new:
            self.counter += 1
            self.order[symbol] = self.counter
        return {**scope, **new}

    def helper(self, name: str) -> str:
        self.helpers.add(name)
        return name

    def shape(self, name: str) -> tuple[Poly, ...]:
        """The shape of a tensor, of the document or made here."""
        if name in self.virtual:
            return self.virtual[name][1]
        if name in self.spreads:
            base, steps = self.spreads[name]
            return tuple(s * (n - 1) + 1 for s, n in zip(steps, self.shape(base), strict=True))
        if name in self.lets:
            return ()
        return self.theory.shape_of(name)

    def spread(self, name: str, axis: int, step: Poly) -> str:
        """The name of a tensor with zeros put between the entries of an axis."""
        base, steps = self.spreads.get(name, (name, (Poly.constant(1),) * len(self.shape(name))))
        steps = tuple(s * step if a == axis else s for a, s in enumerate(steps))
        result = f"{base}~{'~'.join(map(str, steps))}"
        self.spreads[result] = (base, steps)
        return result

    # ------------------------------------------------------------------ tensors

    def array(self, name: str) -> Value:
        """The whole tensor; its definition is computed at first use."""
        if name in self.lets:
            return self.lets[name]
        if name in self.virtual:
            return self.virtual[name][0]
        if name in self.arrays:
            return self.arrays[name]
        if name in self.spreads:
            base, steps = self.spreads[name]
            value = self.array(base)
            sizes = ", ".join(map(self.integer, steps))
            token = self.emitter.emit(f"{self.helper('spread')}({value.code}, ({sizes},))", atomic=True)
            return Value(token, safe=value.safe)
        if name in self.theory.definitions:
            order, lets = dict(self.order), self.lets
            self.lets = {}
            group = self._cycle(name)
            if group:
                self._loop(group)
            else:
                self._define(self.theory.definitions[name])
            self.order, self.lets = order, lets
            return self.arrays[name]
        if name in self.theory.losses:
            raise UnsupportedError(
                f"the loss {name} has no definition", remedy=f"ask for its gradient, or define {name}"
            )
        if name not in self.theory.shapes:
            raise UnsupportedError(f"{name} is not declared")
        self.needed[name] = None
        self.arrays[name] = Value(self.emitter.new_token(0, self.names[name]))
        return self.arrays[name]

    def _define(self, definition: Definition) -> None:
        scope = self.enter({}, dict(zip(definition.indices, definition.shape, strict=True)))
        value = self.lower(definition.body, scope)
        full = self.full(value, definition.indices, scope)
        token = self.emitter.emit(full, name=self.names[definition.name])
        self.arrays[definition.name] = Value(token, safe=value.safe)

    def full(self, value: Value, dims: tuple[str, ...], scope: Mapping[str, Poly]) -> str:
        """The code of the value over exactly these axes, in this order, as a NumPy array."""
        if value.dims == dims and not value.python:
            return value.code
        shape = "".join(f"{self.integer(scope[d])}, " for d in dims)
        if value.python:
            return f"np.full(({shape}), {value.code}, dtype)"
        if not dims:
            return value.code
        present = tuple(d for d in dims if d in value.dims)
        code = value.code
        if present != value.dims:
            code = f"{code}.transpose({', '.join(str(value.dims.index(d)) for d in present)})"
        if present == dims:
            return code
        picks = ", ".join(":" if d in present else "None" for d in dims)
        aligned = f"{code}[{picks}]" if present else code
        return f"np.broadcast_to({aligned}, ({shape}))"

    def _cycle(self, name: str) -> list[str]:
        """The definitions that ``name`` shares a cycle with, in an order for one round; empty for none."""
        definitions = self.theory.definitions

        def reach(start: str) -> set[str]:
            seen: set[str] = set()
            stack = [start]
            while stack:
                for n in definitions[stack.pop()].reads:
                    if n in definitions and n not in seen and n not in self.arrays:
                        seen.add(n)
                        stack.append(n)
            return seen

        forward = reach(name)
        return [n for n in definitions if n in forward and name in reach(n)] if name in forward else []

    def _loop(self, group: list[str]) -> None:
        """A recurrence: the loop over the index that decreases (or increases) in each read within the group."""
        members = [self.theory.definitions[n] for n in group]
        axes, direction, ordered = schedule(members)
        for member in members:
            for name in sorted(member.reads):
                if name not in group and name not in self.theory.losses and name not in self.lets:
                    self.array(name)
        bodies = {m.name: self._ahead(m, axes[m.name], set(group)) for m in members}
        sizes = [self.integer(m.shape[axes[m.name]]) for m in members]
        for m in members:
            shape = "".join(f"{self.integer(n)}, " for n in m.shape)
            token = self.emitter.emit(f"np.zeros(({shape}), dtype)", name=self.names[m.name])
            self.arrays[m.name] = Value(token)
        lengths = [m.shape[axes[m.name]] for m in members]
        longest = next((n for n in lengths if all(self.facts.nonnegative(n - o) for o in lengths)), None)
        total = f"max({', '.join(dict.fromkeys(sizes))})" if longest is None else self.integer(longest)
        depth = self.emitter.depth + 1
        label = index_label(ordered[0].indices[axes[ordered[0].name]])
        variable = self.emitter.new_token(depth, f"step_{label}" if label.isalnum() else "step")
        span = f"range({total})" if direction > 0 else f"reversed(range({total}))"
        self.emitter.open(f"for {variable} in {span}:")
        symbol = f"$step{variable.strip('@')}"
        at = Poly.symbol(symbol)
        self.sizes[symbol] = variable
        self.facts.lows[symbol] = 0
        conditions = list(self.facts.conditions)
        if longest is not None:
            self.facts.conditions.append(longest - 1 - at)
        saved = {m.name: self.arrays[m.name] for m in members}
        for m in ordered:
            self.arrays[m.name] = Value(self.emitter.new_token(depth, self.names[m.name]))
        for m in ordered:
            axis = axes[m.name]
            rest = m.indices[:axis] + m.indices[axis + 1 :]
            scope = self.enter({}, {d: n for d, n in zip(m.indices, m.shape, strict=True) if d != m.indices[axis]})
            value = self.lower(substitute(bodies[m.name], {m.indices[axis]: at}), scope)
            if not value.python:
                value = Value(self.emitter.emit(self.full(value, rest, scope)), rest, safe=value.safe)
                if m.shape[axis] == longest:
                    self.virtual[f"{m.name}~now"] = (value, tuple(scope[d] for d in rest))
                    self.now[m.name] = (axis, at, f"{m.name}~now")
            place = ":, " * axis + variable
            guard = "" if m.shape[axis] == longest else f"if {variable} < {self.integer(m.shape[axis])}: "
            self.emitter.line(f"{guard}{self.arrays[m.name].code}[{place}] = {value.code}")
            # what was computed from the array before this store must not be reused behind it
            self.arrays[m.name] = Value(self.emitter.new_token(depth, self.names[m.name]))
        self.emitter.close()
        self.facts.conditions = conditions
        for n in group:
            self.now.pop(n, None)
        self.arrays.update(saved)

    def _ahead(self, member: Definition, axis: int, group: set[str]) -> Term:
        """The body of a recurrence, with all that no step changes computed ahead of the loop, for all steps at once."""
        own = set(member.indices)
        step = member.indices[axis]

        def free(term: Term) -> bool:
            """Whether no other index stands in it, and nothing of the recurrence and no name given within the term."""
            reads = [n for n in walk(term) if isinstance(n, Read)]
            return {s for s in term.free if is_index(s)} <= own and not any(
                n.tensor in group or n.tensor not in known for n in reads
            )

        known = {*self.theory.shapes, *self.theory.definitions, *self.virtual}

        def made(term: Term) -> Term:
            if step not in term.free or isinstance(term, (Read, Int)):
                return term
            indices = tuple(s for s in member.indices if s in term.free)
            shape = tuple(n for n, s in zip(member.shape, member.indices, strict=True) if s in indices)
            scope = self.enter({}, dict(zip(indices, shape, strict=True)))
            value = self.lower(term, scope)
            if value.python:
                return term
            token = self.emitter.emit(self.full(value, indices, scope))
            name = f"{member.name}~ahead{token.strip('@')}"
            self.virtual[name] = (Value(token, safe=value.safe), shape)
            return Read(name, tuple(map(Poly.symbol, indices)))

        def replaced(term: Term) -> Term:
            if free(term):
                return made(term)
            if isinstance(term, Mul):
                ready = [a for a in term.args if free(a) and step in a.free]
                if len(ready) > 1:
                    rest = [a for a in term.args if a not in ready]
                    return mul(made(mul(*ready)), *map(replaced, rest))
            if isinstance(term, Add):
                ready = [a for a in term.args if free(a) and step in a.free]
                if len(ready) > 1:
                    return add(made(add(*ready)), *(replaced(a) for a in term.args if a not in ready))
            if isinstance(term, (Let, Matrix, Diff)) or (isinstance(term, (Sum, Extremum)) and own & set(term.binders)):
                return term
            children = term.children
            if isinstance(term, (Sum, Extremum)):
                return term.rebuild((replaced(term.body), *children[1:]))
            return term.rebuild(tuple(map(replaced, children))) if children else term

        return replaced(member.body)

    @abstractmethod
    def lower(self, term: Term, scope: Mapping[str, Poly]) -> Value:
        """The value of a term over the indices of ``scope``."""

    # ------------------------------------------------------------------ arrays with labelled axes

    def grid(self, poly: Poly, scope: Mapping[str, Poly]) -> Value:
        """An integer polynomial over the box of its indices, as an array of integers."""
        dims = self.sort(s for s in poly.free if is_index(s))
        if not dims:
            return Value(f"({self.integer(poly)})", python=True)
        names: dict[str, str] = {}
        for d in dims:
            if d not in scope:
                raise UnsupportedError(f"the index '{index_label(d)}' has no range here", str(poly))
            base = self.emitter.emit(f"np.arange({self.integer(scope[d])})", atomic=True)
            names[d] = self.align(Value(base, (d,)), dims)
        text = polynomial(poly, lambda s: names[s] if s in names else self.label(s))
        return Value(self.emitter.emit(text), dims)

    def sort(self, dims: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(set(dims), key=lambda d: self.order[d]))

    def align(self, value: Value, dims: tuple[str, ...]) -> str:
        """Code that broadcasts the value against the axes ``dims``."""
        if not value.dims or value.dims == dims[len(dims) - len(value.dims) :]:
            return value.code
        first = dims.index(value.dims[0])
        picks = ", ".join(":" if d in value.dims else "None" for d in dims[first:])
        return f"{value.code}[{picks}]"

    def combine(
        self, code: Callable[[list[str]], str], values: list[Value], *, atomic: bool = False, safe: bool | None = None
    ) -> Value:
        """An entry-by-entry operation."""
        dims = self.sort(d for v in values for d in v.dims)
        python = all(v.python for v in values)
        token = self.emitter.emit(code([self.align(v, dims) for v in values]), atomic=atomic)
        short = frozenset[str]().union(*(v.short for v in values))
        return Value(token, dims, python, all(v.safe for v in values) if safe is None else safe, short=short)

    # ------------------------------------------------------------------ reads

    def read(self, name: str, index: tuple[Poly, ...], scope: Mapping[str, Poly]) -> Value:
        """An entry of a tensor over the box: the tensor itself, a window view, or a gather."""
        if name.startswith("grad:") and name not in self.theory.shapes:
            raise UnsupportedError(f"no input stands for the upstream gradient of {name.split(':')[2]}")
        array = self.array(name)
        if name in self.lets or (name in self.virtual and not index):
            return array
        shape = self.shape(name)
        if not index:
            return replace(array, dims=())
        places = [[s for s in sorted(p.free) if is_index(s)] for p in index]
        if not all(places):
            axis = max(k for k, p in enumerate(places) if not p)
            rest = (*index[:axis], *index[axis + 1 :])
            now = self.now.get(name)
            if now is not None and now[:2] == (axis, index[axis]):
                return self.read(now[2], rest, scope)
            return self.read(self._plane(name, index, axis), rest, scope)
        dims = self.sort(s for p in places for s in p)
        for d in dims:
            if d not in scope:
                raise UnsupportedError(f"the index '{index_label(d)}' has no range here", f"{name}[..]")
        bare = [p.as_symbol for p in index]
        if all(b is not None and is_index(b) and scope[b] == n for b, n in zip(bare, shape, strict=True)) and len(
            set(bare)
        ) == len(bare):
            axes = tuple(bare.index(d) for d in dims)
            code = array.code
            if axes != tuple(range(len(axes))):
                code = f"{code}.T" if axes == (1, 0) else f"{code}.transpose({', '.join(map(str, axes))})"
                code = self.emitter.emit(code, atomic=True)
            return Value(code, dims, safe=array.safe)
        where = f"{self.display(name)}[{', '.join(polynomial(p, lambda s: s.removeprefix('%')) for p in index)}]"
        if not all(self._affine(p) for p in index):
            parts = [self.grid(p, scope) if any(map(is_index, p.free)) else Value(self.integer(p)) for p in index]
            given = ", ".join(self.align(v, dims) for v in parts)
            code = self.emitter.emit(f"{self.helper('gather')}({array.code}, {given})", comment=where)
            return Value(code, dims, safe=array.safe)
        sizes = "".join(f"{self.integer(scope[d])}, " for d in dims)
        starts = "".join(f"{self.integer(_constant(p))}, " for p in index)
        steps = ", ".join("(" + "".join(f"{self.integer(p.coefficient(d))}, " for d in dims) + ")" for p in index)
        code = self.emitter.emit(
            f"{self.helper('window')}({array.code}, ({sizes.strip()}), ({starts.strip()}), ({steps},))",
            comment=where,
            inline=False,
        )
        sizes_of = {d: self.facts.weight(scope[d]) for d in dims}
        short = {d for p in places for d in p if 2 * sizes_of[d] < max(sizes_of[o] for o in p)}
        return Value(code, dims, safe=array.safe, short=frozenset(short))

    def _plane(self, name: str, index: tuple[Poly, ...], axis: int) -> str:
        """The name of the tensor at a place of one axis, which no index moves."""
        array, shape, place = self.array(name), self.shape(name), index[axis]
        if self.facts.inside(place, shape[axis], {}):
            code = f"{array.code}[{':, ' * axis}{self.integer(place)}]"
        else:
            code = f"{self.helper('plane')}({array.code}, {axis}, {self.integer(place)})"
        token = self.emitter.emit(code, atomic=True)
        result = f"{name}~at{token.strip('@')}"
        self.virtual[result] = (Value(token, safe=array.safe), (*shape[:axis], *shape[axis + 1 :]))
        return result

    def display(self, name: str) -> str:
        base = self.spreads[name][0] if name in self.spreads else name
        return self.names.get(base, base)

    @staticmethod
    def _affine(poly: Poly) -> bool:
        return all(sum(map(is_index, m)) <= 1 for m, _ in poly.terms)


def _constant(poly: Poly) -> Poly:
    return Poly({m: c for m, c in poly.terms if not any(map(is_index, m))})


def schedule(members: list[Definition]) -> tuple[dict[str, int], int, list[Definition]]:
    """The axis of each member that the loop runs over, the direction, and the order within a round."""
    reads = {
        m.name: [n for n in walk(m.body) if isinstance(n, Read) and n.tensor in {o.name for o in members}]
        for m in members
    }

    def steps(m: Definition, axes: Mapping[str, int]) -> list[tuple[str, int]] | None:
        """How far back a member reads the members that have an axis; None where that is no number."""
        own = Poly.symbol(m.indices[axes[m.name]])
        gaps = [(n.tensor, own - n.index[axes[n.tensor]]) for n in reads[m.name] if n.tensor in axes]
        return [(name, g.value) for name, g in gaps] if all(g.is_constant for _, g in gaps) else None

    def choices(axes: dict[str, int]) -> Iterator[dict[str, int]]:
        if len(axes) == len(members):
            yield axes
            return
        m = members[len(axes)]
        for axis in range(len(m.indices)):
            more = {**axes, m.name: axis}
            if all(steps(o, more) is not None for o in members[: len(more)]):
                yield from choices(more)

    for axes in choices({}):
        found = {m.name: steps(m, axes) or [] for m in members}
        for direction in (1, -1):
            if any(direction * s < 0 for gaps in found.values() for _, s in gaps):
                continue
            order: list[Definition] = []
            waiting = list(members)
            while waiting:
                ready = [m for m in waiting if not {n for n, s in found[m.name] if s == 0} & {o.name for o in waiting}]
                if not ready:
                    break
                order += ready
                waiting = [m for m in waiting if m not in ready]
            if not waiting:
                return axes, direction, order
    raise UnsupportedError(
        "a recurrence without an index that decreases (or increases) in each read",
        ", ".join(sorted(m.name for m in members)),
    )
