"""From terms to NumPy statements: every term becomes an array whose axes are labelled by indices.

Guarantees: brackets are strong zeros (``np.where``), reads outside of a tensor are zero, the dtype of the inputs
is kept, and no Python loop runs over anything but the index of a recurrence (the helpers loop over images and
kernel taps).  What cannot be said is refused with :class:`UnsupportedError`, naming the piece.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from symderiv.errors import UnsupportedError
from symderiv.kernels.convolution import convolution
from symderiv.kernels.emit import Emitter, Value
from symderiv.kernels.plan import Facts, Plan, flatten, read_guards
from symderiv.kernels.stable import exponential_sum, logarithm, paired, softplus_argument
from symderiv.language.integers import Poly, index_label, is_index
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
    substitute,
    walk,
)
from symderiv.language.theory import Definition, Theory

__all__ = ["Lowering"]

_UFUNCS: Mapping[str, str] = {
    "exp": "np.exp", "log": "np.log", "tanh": "np.tanh", "sin": "np.sin", "cos": "np.cos", "sinh": "np.sinh",
    "cosh": "np.cosh", "arctan": "np.arctan", "artanh": "np.arctanh", "abs": "np.abs", "max": "np.maximum",
    "min": "np.minimum", "pow": "np.power", "sigmoid": "sigmoid", "softplus": "softplus", "erf": "erf",
}  # fmt: skip
_UNSAFE = frozenset({"exp", "log", "artanh", "pow", "sinh", "cosh"})
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Lowering:
    """Lowers the definitions and terms of one theory into one emitter."""

    def __init__(self, theory: Theory, names: Mapping[str, str], fast: bool = True) -> None:
        self.theory = theory
        self.names = names
        self.fast = fast
        self.emitter = Emitter()
        self.facts = Facts(theory)
        self.helpers: set[str] = set()
        self.needed: dict[str, None] = {}
        self.arrays: dict[str, Value] = {}
        self.virtual: dict[str, tuple[Value, tuple[Poly, ...]]] = {}
        self.spreads: dict[str, tuple[str, tuple[Poly, ...]]] = {}
        self.lets: dict[str, Value] = {}
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
        return self.names[symbol]

    def integer(self, poly: Poly) -> str:
        """The code of a polynomial in sizes."""
        return poly.text(self.label)

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
        axes, direction, ordered = _schedule(members)
        for member in members:
            for name in sorted(member.reads):
                if name not in group and name not in self.theory.losses and name not in self.lets:
                    self.array(name)
        sizes = [self.integer(m.shape[axes[m.name]]) for m in members]
        for m in members:
            shape = "".join(f"{self.integer(n)}, " for n in m.shape)
            token = self.emitter.emit(f"np.zeros(({shape}), dtype)", name=self.names[m.name])
            self.arrays[m.name] = Value(token)
        total = sizes[0] if len(set(sizes)) == 1 else f"max({', '.join(dict.fromkeys(sizes))})"
        depth = self.emitter.depth + 1
        label = index_label(ordered[0].indices[axes[ordered[0].name]])
        variable = self.emitter.new_token(depth, f"step_{label}" if label.isalnum() else "step")
        span = f"range({total})" if direction > 0 else f"reversed(range({total}))"
        self.emitter.open(f"for {variable} in {span}:")
        symbol = f"$step{variable.strip('@')}"
        self.sizes[symbol] = variable
        self.facts.lows[symbol] = 0
        saved = {m.name: self.arrays[m.name] for m in members}
        for m in ordered:
            self.arrays[m.name] = Value(self.emitter.new_token(depth, self.names[m.name]))
        for m in ordered:
            axis = axes[m.name]
            rest = m.indices[:axis] + m.indices[axis + 1 :]
            scope = self.enter({}, {d: n for d, n in zip(m.indices, m.shape, strict=True) if d != m.indices[axis]})
            value = self.lower(substitute(m.body, {m.indices[axis]: Poly.symbol(symbol)}), scope)
            body = value.code if value.python else self.full(value, rest, scope)
            place = ":, " * axis + variable
            guard = ""
            if len(set(sizes)) > 1:
                guard = f"if {variable} < {self.integer(m.shape[axis])}: "
            self.emitter.line(f"{guard}{self.arrays[m.name].code}[{place}] = {body}")
            # what was computed from the array before this store must not be reused behind it
            self.arrays[m.name] = Value(self.emitter.new_token(depth, self.names[m.name]))
        self.emitter.close()
        self.arrays.update(saved)

    # ------------------------------------------------------------------ terms

    def lower(self, term: Term, scope: Mapping[str, Poly]) -> Value:
        """The value of a term over the indices of ``scope``."""
        if isinstance(term, Num):
            value = term.value
            text = str(value.numerator) if value.denominator == 1 else repr(float(value))
            if value.denominator not in (1, 2, 4, 8, 16, 5, 10, 100, 1000, 20, 25, 50):
                text = f"({value.numerator} / {value.denominator})"
            return Value(f"({text})" if text.startswith("-") else text, python=True, literal=value)
        if isinstance(term, Int):
            return self._number(term.poly, scope)
        if isinstance(term, Read):
            return self.read(term.tensor, term.index, scope)
        if isinstance(term, Add):
            return self._add(term, scope)
        if isinstance(term, (Mul, Sum)):
            return self._product(term, scope)
        if isinstance(term, Pow):
            return self._power(term, scope)
        if isinstance(term, Fn):
            return self._function(term, scope)
        if isinstance(term, Let):
            saved = dict(self.lets)
            self.lets[term.name] = self.lower(term.value, scope)
            result = self.lower(term.body, scope)
            self.lets = saved
            return result
        if isinstance(term, Extremum):
            return self._extremum(term, scope)
        if isinstance(term, Matrix):
            return self._matrix(term, scope)
        if isinstance(term, Diff):
            loss = self.theory.loss_of(term.body)
            if loss is not None and term.total and term.tensor in loss.frontier:
                return self.read(f"grad:{loss.name}:{term.tensor}", term.index, scope)
            raise UnsupportedError("a derivative that is still to be taken", repr(term), "derive the gradient first")
        raise UnsupportedError("a term without a numeric form", repr(term))

    def _number(self, poly: Poly, scope: Mapping[str, Poly]) -> Value:
        if not any(is_index(s) for s in poly.free):
            return Value(f"({self.integer(poly)})", python=True)
        grid = self.grid(poly, scope)
        return Value(self.emitter.emit(f"{grid.code}.astype(dtype)", atomic=True), grid.dims)

    def grid(self, poly: Poly, scope: Mapping[str, Poly]) -> Value:
        """An integer polynomial over the box of its indices, as an array of integers."""
        dims = self.sort(s for s in poly.free if is_index(s))
        names: dict[str, str] = {}
        for d in dims:
            if d not in scope:
                raise UnsupportedError(f"the index '{index_label(d)}' has no range here", str(poly))
            base = self.emitter.emit(f"np.arange({self.integer(scope[d])})", atomic=True)
            names[d] = self.align(Value(base, (d,)), dims)
        text = poly.text(lambda s: names[s] if s in names else self.label(s))
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
        return Value(token, dims, python, all(v.safe for v in values) if safe is None else safe)

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
        where = f"{self.display(name)}[{', '.join(p.text(lambda s: s.removeprefix('%')) for p in index)}]"
        if not all(self._affine(p) for p in index):
            parts = [self.grid(p, scope) if any(map(is_index, p.free)) else Value(self.integer(p)) for p in index]
            given = ", ".join(self.align(v, dims) for v in parts)
            code = self.emitter.emit(f"{self.helper('gather')}({array.code}, {given})", comment=where)
            return Value(code, dims, safe=array.safe)
        if all(not p or b is not None for p, b in zip(places, bare, strict=True)) and not all(places):
            simple = self._slice(array, index, shape, bare, dims, scope)
            if simple is not None:
                return simple
        sizes = "".join(f"{self.integer(scope[d])}, " for d in dims)
        starts = "".join(f"{self.integer(_constant(p))}, " for p in index)
        steps = ", ".join("(" + "".join(f"{self.integer(p.coefficient(d))}, " for d in dims) + ")" for p in index)
        code = self.emitter.emit(
            f"{self.helper('window')}({array.code}, ({sizes.strip()}), ({starts.strip()}), ({steps},))",
            comment=where,
            inline=False,
        )
        return Value(code, dims, safe=array.safe)

    def _slice(
        self,
        array: Value,
        index: tuple[Poly, ...],
        shape: tuple[Poly, ...],
        bare: list[str | None],
        dims: tuple[str, ...],
        scope: Mapping[str, Poly],
    ) -> Value | None:
        """x[3, i, j]: plain indexing, where the fixed places are certainly inside."""
        picks: list[str] = []
        kept: list[str] = []
        for place, size, symbol in zip(index, shape, bare, strict=True):
            if symbol is not None and is_index(symbol):
                if scope[symbol] != size or symbol in kept:
                    return None
                picks.append(":")
                kept.append(symbol)
            else:
                if not self.facts.inside(place, size, {}):
                    return None
                picks.append(self.integer(place))
        while picks and picks[-1] == ":":
            picks.pop()
        code = f"{array.code}[{', '.join(picks)}]"
        if tuple(kept) != dims:
            code += f".transpose({', '.join(str(kept.index(d)) for d in dims)})"
        return Value(self.emitter.emit(code, atomic=True), dims, safe=array.safe)

    def display(self, name: str) -> str:
        base = self.spreads[name][0] if name in self.spreads else name
        return self.names.get(base, base)

    @staticmethod
    def _affine(poly: Poly) -> bool:
        return all(sum(map(is_index, m)) <= 1 for m, _ in poly.terms)

    # ------------------------------------------------------------------ sums and products

    def _add(self, term: Add, scope: Mapping[str, Poly]) -> Value:
        values: list[tuple[bool, Value]] = []
        for arg in term.args:
            negative, positive = _sign(arg)
            values.append((negative, self.lower(positive, scope)))

        def code(parts: list[str]) -> str:
            text = ""
            for (negative, _), part in zip(values, parts, strict=True):
                text += (" - " if negative else " + " if text else "") + part if text or not negative else f"-{part}"
            return text

        return self.combine(code, [v for _, v in values])

    def _product(self, term: Term, scope: Mapping[str, Poly]) -> Value:
        if isinstance(term, Sum) and term.binders:
            guards, factors = flatten(term.body)
            return self.contract(list(term.binders), [*term.guards, *guards], factors, scope)
        guards, factors = flatten(term)
        return self.contract([], guards, factors, scope)

    def contract(
        self, binders: list[str], guards: list[Guard], factors: list[Term], scope: Mapping[str, Poly]
    ) -> Value:
        """The guarded sum of a product over ``binders``."""
        plan = Plan(
            self.facts, dict(scope), list(binders), list(guards), list(factors), self.shape, self.extent, self.spread
        )
        if len(plan.factors) == 1 and isinstance(plan.factors[0], Add) and binders and self._worth(plan):
            parts = []
            for arg in plan.factors[0].args:
                more, rest = flatten(arg)
                parts.append(self.contract(binders, [*guards, *more], rest, scope))
            return self.combine(" + ".join, parts)
        plan.run()
        inner = self.enter(scope, plan.ranges)
        factors = paired(plan.factors, self._shift(inner))
        reads = [f for f in factors if isinstance(f, Read)]
        summed = tuple(plan.ranges)
        remaining = plan.guards
        implied = read_guards(reads, self.shape)
        if self.fast and len(reads) == len([f for f in factors if f.free & set(summed)]) == 2:
            left = [g for g in remaining if g not in implied]
            if not left:
                found = convolution(self, reads, summed, inner)
                if found is not None:
                    return self._times([found, *(self.lower(f, inner) for f in factors if f not in reads)])
        values = [self.lower(f, inner) for f in factors]
        safe = all(v.safe for v in values)
        if safe:
            remaining = [g for g in remaining if g not in implied]
        elif summed or guards:
            extra = [g for g in sorted(implied, key=repr) if not self._certain(g, inner) and g not in remaining]
            remaining = [*remaining, *extra]
        masks = [self.guard(g, inner) for g in remaining]
        return self._finish(values, masks, summed, inner, safe)

    def _certain(self, guard: Guard, scope: Mapping[str, Poly]) -> bool:
        low = self.facts.extreme(guard.poly, scope, True)
        return low is not None and self.facts.nonnegative(low)

    @staticmethod
    def _worth(plan: Plan) -> bool:
        """Whether to distribute a sum over a sum: where a summand contracts, or has less indices than the whole."""
        body = plan.factors[0]
        whole = {s for s in body.free if is_index(s)}
        for arg in body.children:
            own = {s for s in arg.free if is_index(s)}
            parts = [{s for s in f.free if is_index(s)} for f in flatten(arg)[1]]
            if own == whole and any(p == whole for p in parts):
                return False
        return True

    def _finish(
        self, values: list[Value], masks: list[Value], summed: tuple[str, ...], scope: Mapping[str, Poly], safe: bool
    ) -> Value:
        mask = self.combine(" & ".join, masks) if masks else None
        if mask is not None and not safe:
            product = self._where(mask, self._times(values))
            return self._reduce([product], summed, scope, safe=False)
        if mask is not None:
            host = next((k for k, v in enumerate(values) if set(mask.dims) <= set(v.dims)), None)
            if host is None:
                values = [*values, self._where(mask, Value("1", python=True))]
            else:
                values[host] = self._where(mask, values[host])
        return self._reduce(values, summed, scope, safe)

    def _where(self, mask: Value, value: Value) -> Value:
        if value.python:
            if value.code == "1":
                token = self.emitter.emit(f"np.asarray({mask.code}).astype(dtype)", atomic=True)
            else:
                token = self.emitter.emit(f"np.where({mask.code}, {value.code}, 0).astype(dtype)", atomic=True)
            return Value(token, mask.dims)
        # what is false is zero, so that behind the mask everything is finite unless it was not where it counts
        name = self.helper("keep")
        return self.combine(lambda p: f"{name}({p[0]}, {p[1]})", [mask, value], atomic=True, safe=value.safe)

    def _times(self, values: list[Value]) -> Value:
        kept = [v for v in values if v.literal != 1]
        if not kept:
            return Value("1", python=True, literal=Fraction(1))
        if len(kept) == 1:
            return kept[0]
        if all(v.python for v in kept):
            return self.combine(" * ".join, kept)
        # scalars first, then by rank: small products before large ones
        ordered = sorted(kept, key=lambda v: (not v.python, len(v.dims)))
        return self.combine(" * ".join, ordered)

    def _reduce(self, values: list[Value], summed: tuple[str, ...], scope: Mapping[str, Poly], safe: bool) -> Value:
        """Multiply and sum; factors without summed axes stay outside."""
        outside = [v for v in values if not set(v.dims) & set(summed)]
        inside = [v for v in values if set(v.dims) & set(summed)]
        present = {d for v in inside for d in v.dims}
        missing = [d for d in summed if d not in present]
        for d in missing:
            outside.append(Value(f"{self.integer(scope[d])}", python=True))
        live = [d for d in summed if d in present]
        if not inside:
            return self._times(outside)
        dims = self.sort(d for v in inside for d in v.dims if d not in live)
        if len(inside) == 1:
            v = inside[0]
            axes = tuple(v.dims.index(d) for d in live)
            if len(axes) == len(v.dims):
                code = f"{v.code}.sum()"
            else:
                code = f"{v.code}.sum({axes[0] if len(axes) == 1 else axes})"
        else:
            code = self._einsum(inside, dims)
        total = Value(self.emitter.emit(code, atomic=True), dims, safe=safe)
        return self._times([*outside, total])

    def _einsum(self, values: list[Value], dims: tuple[str, ...]) -> str:
        letters: dict[str, str] = {}
        for v in values:
            for d in v.dims:
                if d not in letters:
                    wish = index_label(d)
                    free = [c for c in (wish, *_LETTERS) if len(c) == 1 and c in _LETTERS]
                    letters[d] = next(c for c in free if c not in letters.values())
        spec = ",".join("".join(letters[d] for d in v.dims) for v in values)
        out = "".join(letters[d] for d in dims)
        operands = ", ".join(v.code for v in values)
        return f'np.einsum("{spec}->{out}", {operands}, optimize=True)'

    def guard(self, guard: Guard, scope: Mapping[str, Poly]) -> Value:
        """A condition as an array of booleans."""
        if guard.is_scalar:
            value = self.lower(guard.term, scope)
            sign = {"pos": ">", "nonneg": ">=", "zero": "==", "nonzero": "!="}[guard.kind]
            return replace(self.combine(lambda p: f"{p[0]} {sign} 0", [value]), python=value.python)
        poly = guard.poly
        value = self.grid(poly, scope) if any(map(is_index, poly.free)) else Value(f"({self.integer(poly)})")
        if guard.kind in ("dv", "nd"):
            assert guard.modulus is not None
            part = (
                self.grid(guard.modulus, scope)
                if any(map(is_index, guard.modulus.free))
                else Value(f"({self.integer(guard.modulus)})")
            )
            sign = "==" if guard.kind == "dv" else "!="
            return self.combine(lambda p: f"{p[0]} % {p[1]} {sign} 0", [value, part])
        sign = {"ge": ">=", "eq": "==", "ne": "!="}[guard.kind]
        return self.combine(lambda p: f"{p[0]} {sign} 0", [value])

    # ------------------------------------------------------------------ functions

    def _shift(self, scope: Mapping[str, Poly]) -> Callable[[Sum], tuple[Term, Term] | None]:
        """For a sum of exponentials S: terms m and s with S = exp(m) * s, where s does not overflow."""

        def shift(total: Sum) -> tuple[Term, Term] | None:
            split = exponential_sum(total)
            if split is None:
                return None
            argument, rest = split
            largest = self.lower(Extremum("max", total.binders, total.guards, argument), scope)
            m = self.remember(largest)
            shifted = Fn("exp", (Add((argument, Mul((Num(Fraction(-1)), m)))),))
            s = self.lower(Sum(total.binders, total.guards, Mul((*rest, shifted)) if rest else shifted), scope)
            return m, self.remember(replace(s, safe=True))

        return shift

    def remember(self, value: Value) -> Read:
        """A term that stands for a value already computed."""
        name = f"~{value.code.strip('@')}~{'.'.join(value.dims)}"
        self.virtual[name] = (value, ())
        return Read(name, ())

    def _power(self, term: Pow, scope: Mapping[str, Poly]) -> Value:
        exponent = term.exponent
        pair = paired([term], self._shift(scope))
        if pair != [term]:
            return self._times([self.lower(f, scope) for f in pair])
        base = self.lower(term.base, scope)
        if exponent == 1:
            return base
        if exponent == 0:
            return Value("1", python=True, literal=Fraction(1))
        safe = base.safe and exponent > 0
        if base.python and exponent < 0 and base.literal is None:
            # a size of zero must give an infinity, as it does in arrays, and no exception
            power = "" if exponent == -1 else f" ** {float(-exponent)!r}"
            return Value(
                self.emitter.emit(f"float(np.divide(1, {base.code}{power}))", atomic=True), python=True, safe=False
            )
        size = abs(exponent)
        over = "1 / " if exponent < 0 else ""
        if size == Fraction(1, 2) and not base.python:
            return self.combine(lambda p: f"{over}np.sqrt({p[0]})", [base], safe=False, atomic=not over)
        if size.denominator == 1:
            text = "" if size == 1 else f" ** {size}"
            return self.combine(lambda p: f"{over}{p[0]}{text}", [base], safe=safe)
        number = f"{float(size)!r}" if size.denominator in (1, 2, 4, 8) else f"({size.numerator} / {size.denominator})"
        return self.combine(lambda p: f"{over}{p[0]} ** {number}", [base], safe=False)

    def _function(self, term: Fn, scope: Mapping[str, Poly]) -> Value:
        if term.orders or term.name not in {*_UFUNCS, "relu", "pi"}:
            raise UnsupportedError(
                f"the function {term.name} is abstract", repr(term), f"define {term.name}, so that it has values"
            )
        if term.name == "pi":
            return Value("np.pi", python=True)
        if term.name == "log":
            unfolded = logarithm(self._unfold(term.args[0]), self._shift(scope))
            if unfolded is not None:
                return self.lower(unfolded, scope)
            inner = softplus_argument(term.args[0])
            if inner is not None:
                return self._function(Fn("softplus", (inner,)), scope)
        values = [self.lower(a, scope) for a in term.args]
        if term.name == "relu":
            return self.combine(lambda p: f"np.maximum({p[0]}, 0)", values, atomic=True)
        name = _UFUNCS[term.name]
        if name == term.name:
            self.helper(name)
        if all(v.python for v in values):
            token = self.emitter.emit(f"float({name}({', '.join(v.code for v in values)}))", atomic=True)
            return Value(token, python=True, safe=term.name not in _UNSAFE)
        safe = all(v.safe for v in values) and term.name not in _UNSAFE
        return self.combine(lambda p: f"{name}({', '.join(p)})", values, atomic=True, safe=safe)

    def _unfold(self, term: Term) -> Term:
        """A softmax that has a name, beneath a logarithm."""
        if isinstance(term, Read) and term.tensor in self.theory.definitions and term.tensor not in self.lets:
            definition = self.theory.definitions[term.tensor]
            if term.tensor not in definition.reads and logarithm(definition.body, None) is not None:
                return substitute(definition.body, dict(zip(definition.indices, term.index, strict=True)))
        return term

    def _extremum(self, term: Extremum, scope: Mapping[str, Poly]) -> Value:
        plan = Plan(
            self.facts, dict(scope), list(term.binders), list(term.guards), [term.body], self.shape, self.extent
        )
        plan.run()
        inner = self.enter(scope, plan.ranges)
        value = self.lower(plan.factors[0], inner)
        if plan.guards:
            mask = self.combine(" & ".join, [self.guard(g, inner) for g in plan.guards])
            worst = "-np.inf" if term.operation == "max" else "np.inf"
            value = self.combine(lambda p: f"np.where({p[0]}, {p[1]}, {worst})", [mask, value], atomic=True)
        live = [d for d in plan.ranges if d in value.dims]
        if not live:
            return value
        axes = tuple(value.dims.index(d) for d in live)
        place = "" if len(axes) == len(value.dims) else str(axes[0] if len(axes) == 1 else axes)
        token = self.emitter.emit(f"{value.code}.{term.operation}({place})", atomic=True)
        return Value(token, tuple(d for d in value.dims if d not in live), safe=value.safe)

    def _matrix(self, term: Matrix, scope: Mapping[str, Poly]) -> Value:
        plan = Plan(self.facts, dict(scope), [term.row, term.column], [], [term.body], self.shape, self.extent)
        plan._rename()
        row, column = plan.binders
        inner = self.enter(scope, {row: term.size, column: term.size})
        value = self.lower(plan.factors[0], inner)
        batch = tuple(d for d in value.dims if d not in (row, column))
        matrix = self.full(value, (*batch, row, column), inner)
        if term.operation == "det":
            return Value(self.emitter.emit(f"np.linalg.det({matrix})", atomic=True), batch)
        token = self.emitter.emit(f"np.linalg.inv({matrix})", atomic=True)
        name = f"~inverse{token.strip('@')}"
        shape = (*(inner[d] for d in batch), term.size, term.size)
        self.virtual[name] = (Value(token), shape)
        return self.read(name, tuple(Poly.symbol(d) for d in batch) + term.at, scope)


def _constant(poly: Poly) -> Poly:
    return Poly({m: c for m, c in poly.terms if not any(map(is_index, m))})


def _sign(term: Term) -> tuple[bool, Term]:
    """A leading minus, and the term without it."""
    if isinstance(term, Num) and term.value < 0:
        return True, Num(-term.value)
    if isinstance(term, Mul) and isinstance(term.args[0], Num) and term.args[0].value < 0:
        rest = term.args[1:] if term.args[0].value == -1 else (Num(-term.args[0].value), *term.args[1:])
        return True, rest[0] if len(rest) == 1 else Mul(rest) if rest else ONE
    return False, term


def _schedule(members: list[Definition]) -> tuple[dict[str, int], int, list[Definition]]:
    """The axis of each member that the loop runs over, the direction, and the order within a round."""
    names = {m.name for m in members}
    ranks = [range(len(m.indices)) for m in members]
    choices: list[dict[str, int]] = [{}]
    for m, rank in zip(members, ranks, strict=True):
        choices = [{**c, m.name: axis} for c in choices for axis in rank]
        if len(choices) > 4096:
            break
    for axes in choices:
        steps: dict[tuple[str, str], list[int]] = {}
        fits = True
        for m in members:
            own = Poly.symbol(m.indices[axes[m.name]])
            for node in walk(m.body):
                if isinstance(node, Read) and node.tensor in names:
                    gap = own - node.index[axes[node.tensor]]
                    if not gap.is_constant:
                        fits = False
                        break
                    steps.setdefault((m.name, node.tensor), []).append(gap.value)
        if not fits:
            continue
        for direction in (1, -1):
            if all(direction * s >= 0 for found in steps.values() for s in found):
                needs = {m.name: {b for (a, b), found in steps.items() if a == m.name and 0 in found} for m in members}
                order: list[Definition] = []
                waiting = list(members)
                while waiting:
                    ready = [m for m in waiting if not needs[m.name] - {o.name for o in order}]
                    if not ready:
                        break
                    order += ready
                    waiting = [m for m in waiting if m not in ready]
                if not waiting:
                    return axes, direction, order
    raise UnsupportedError(
        "a recurrence without an index that decreases (or increases) in each read", ", ".join(sorted(names))
    )
