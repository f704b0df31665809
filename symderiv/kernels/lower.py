"""From terms to NumPy statements: every term becomes an array whose axes are labelled by indices.

Guarantees: brackets are strong zeros (``np.where``), reads outside of a tensor are zero, the dtype of the inputs
is kept, and no Python loop runs over anything but the index of a recurrence (the helpers loop over images and
kernel taps).  What cannot be said is refused with :class:`UnsupportedError`, naming the piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from symderiv.errors import UnsupportedError
from symderiv.kernels.convolution import convolution
from symderiv.kernels.emit import Value
from symderiv.kernels.names import callable_name
from symderiv.kernels.plan import Plan, flatten, read_guards
from symderiv.kernels.products import Products
from symderiv.kernels.stable import exponentials, logarithm, paired, softplus_argument
from symderiv.kernels.written_out import open_logarithm
from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import (
    ONE,
    ZERO,
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
    add,
    num,
    walk,
)

__all__ = ["Lowering"]

_UFUNCS: Mapping[str, str] = {
    "exp": "np.exp", "log": "np.log", "tanh": "np.tanh", "sin": "np.sin", "cos": "np.cos", "sinh": "np.sinh",
    "cosh": "np.cosh", "arctan": "np.arctan", "artanh": "np.arctanh", "abs": "np.abs", "max": "np.maximum",
    "min": "np.minimum", "pow": "np.power", "sigmoid": "sigmoid", "softplus": "softplus", "erf": "erf",
}  # fmt: skip
_UNSAFE = frozenset({"exp", "log", "artanh", "pow", "sinh", "cosh"})


class Lowering(Products):
    """Lowers the definitions and terms of one theory into one emitter."""

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

    # ------------------------------------------------------------------ sums and products

    def _add(self, term: Add, scope: Mapping[str, Poly]) -> Value:
        values: list[tuple[bool, Value]] = []
        for arg in term.args:
            negative, positive = _sign(arg)
            value = self.lower(positive, scope)
            if value.literal != 0:
                values.append((negative, value))

        if not values:
            return Value("0", python=True, literal=Fraction(0))

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
        if ZERO in factors and all(isinstance(f, Num) for f in factors):
            return Value("0", python=True, literal=Fraction(0))
        return self.contract([], guards, factors, scope)

    def contract(
        self, binders: list[str], guards: list[Guard], factors: list[Term], scope: Mapping[str, Poly]
    ) -> Value:
        """The guarded sum of a product over ``binders``."""
        plan = Plan(
            self.facts, dict(scope), list(binders), list(guards), list(factors), self.shape, self.extent, self.spread
        )
        apart = next((f for f in factors if isinstance(f, Add) and _has_equations(f, binders)), None)
        if apart is None and len(plan.factors) == 1 and isinstance(plan.factors[0], Add) and binders:
            apart = plan.factors[0] if self._worth(plan) else None
        if isinstance(apart, Add):
            parts = []
            others = [f for f in factors if f is not apart] if len(factors) > 1 else []
            for arg in apart.args:
                more, rest = flatten(arg)
                parts.append(self.contract(binders, [*guards, *more], [*others, *rest], scope))
            return self.combine(" + ".join, parts)
        plan.run()
        scattered = [s for s in plan.ranges if any(s in p.free for p in plan.targets.values())]
        inner = self._enter(plan, scope, scattered)
        factors = paired(plan.factors, self._shift(inner))
        reads = [f for f in factors if isinstance(f, Read)]
        summed = tuple(s for s in plan.ranges if s not in scattered)
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
        value = self._finish(values, masks, summed, inner, safe)
        return self._scatter(value, plan, scope, inner, scattered) if scattered else value

    def _enter(self, plan: Plan, scope: Mapping[str, Poly], scattered: list[str]) -> dict[str, Poly]:
        """The scope of a plan.  Axes of few entries that share the axis of a tensor with a longer one (the taps of a
        window) come first, so that long runs are computed at once, and what is scattered stands in for its target."""
        inner = self.enter({s: n for s, n in scope.items() if s not in plan.targets}, plan.ranges)
        terms = [*plan.factors, *(g.term for g in plan.guards if g.is_scalar)]
        places = [p for t in terms for n in walk(t) if isinstance(n, Read) for p in n.index]
        places += plan.targets.values()
        taps: set[str] = set()
        for place in places:
            together = [s for s in place.free if s in inner]
            longest = max((self.facts.weight(inner[s]) for s in together), default=0)
            taps |= {s for s in together if s in plan.ranges and self.facts.weight(inner[s]) < longest}
        for s in reversed([s for s in plan.ranges if s in taps]):
            self.order[s] = min(self.order.values()) - 1
        for target, place in plan.targets.items():
            long = max((s for s in scattered if s in place.free), key=lambda s: self.facts.weight(inner[s]))
            self.order[long] = self.order[target]
        return inner

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

    def guard(self, guard: Guard, scope: Mapping[str, Poly]) -> Value:
        """A condition as an array of booleans."""
        if guard.is_scalar:
            sign = {"pos": ">", "nonneg": ">=", "zero": "==", "nonzero": "!="}[guard.kind]
            sides = guard.term.args if isinstance(guard.term, Add) else ()
            if len(sides) == 2 and [_sign(a)[0] for a in sides] == [False, True]:
                both = [self.lower(sides[0], scope), self.lower(_sign(sides[1])[1], scope)]
                return self.combine(lambda p: f"{p[0]} {sign} {p[1]}", both)
            value = self.lower(guard.term, scope)
            return replace(self.combine(lambda p: f"{p[0]} {sign} 0", [value]), python=value.python)
        poly = guard.poly
        value = (
            self.grid(poly, scope) if any(map(is_index, poly.free)) else Value(f"({self.integer(poly)})", python=True)
        )
        if guard.kind in ("dv", "nd"):
            assert guard.modulus is not None
            part = self.grid(guard.modulus, scope)
            sign = "==" if guard.kind == "dv" else "!="
            return self.combine(lambda p: f"{p[0]} % {p[1]} {sign} 0", [value, part])
        sign = {"ge": ">=", "eq": "==", "ne": "!="}[guard.kind]
        return self.combine(lambda p: f"{p[0]} {sign} 0", [value])

    # ------------------------------------------------------------------ functions

    def _shift(self, scope: Mapping[str, Poly]) -> Callable[[Term], tuple[Term, Term] | None]:
        """For a sum of exponentials S: terms m and s with S = exp(m) * s, where s does not overflow."""

        def shift(total: Term) -> tuple[Term, Term] | None:
            if isinstance(total, Fn) and total.name == "cosh":
                size = self.remember(self.lower(Fn("abs", total.args), scope))
                rest = Mul((Num(Fraction(1, 2)), Add((ONE, Fn("exp", (Mul((num(-2), size)),))))))
                return size, self.remember(replace(self.lower(rest, scope), safe=True))
            parts = exponentials(total)
            if parts is None:
                return None
            tops = [self.remember(self.lower(p.largest(), scope)) for p in parts]
            top: Term = tops[0]
            for other in tops[1:]:
                top = self.remember(self.lower(Fn("max", (top, other)), scope))
            s = self.lower(add(*(p.lowered(top) for p in parts)), scope)
            return top, self.remember(replace(s, safe=not any(p.weights() for p in parts)))

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
            token = self.emitter.emit(f"float(np.divide(1, {base.code}{power}))", atomic=True)
            return Value(token, python=True, safe=self._nonzero(term.base))
        size = abs(exponent)
        over = "1 / " if exponent < 0 else ""
        if size == Fraction(1, 2) and not base.python:
            return self.combine(lambda p: f"{over}np.sqrt({p[0]})", [base], safe=False, atomic=not over)
        if size.denominator == 1:
            text = "" if size == 1 else f" ** {size}"
            return self.combine(lambda p: f"{over}{p[0]}{text}", [base], safe=safe)
        number = f"{float(size)!r}" if size.denominator in (1, 2, 4, 8) else f"({size.numerator} / {size.denominator})"
        return self.combine(lambda p: f"{over}{p[0]} ** {number}", [base], safe=False)

    def _nonzero(self, term: Term) -> bool:
        """Whether a number made from sizes is certainly not 0 (empty axes apart)."""
        if isinstance(term, Mul):
            return all(map(self._nonzero, term.args))
        if isinstance(term, Num):
            return term.value != 0
        return isinstance(term, Int) and self.facts.sign(term.poly) != 0

    def _function(self, term: Fn, scope: Mapping[str, Poly]) -> Value:
        if term.name in self.stems:
            return self._given_function(term, scope)
        if term.orders or term.name not in {*_UFUNCS, "relu", "pi"}:
            raise UnsupportedError(f"the function {term.name} has no numeric form", repr(term))
        if term.name == "pi":
            return Value("np.pi", python=True)
        if term.name == "log":
            inner = softplus_argument(term.args[0])
            if inner is not None:
                return self._function(Fn("softplus", (inner,)), scope)
            if isinstance(term.args[0], Matrix) and term.args[0].operation == "det":
                return self._matrix(term.args[0], scope, "logdet")
            direct = logarithm(term.args[0], self._shift(scope))
            if direct is None:
                direct = open_logarithm(self.theory, term.args[0], frozenset(self.lets))
            if direct is not None:
                return self.lower(direct, scope)
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

    def _given_function(self, term: Fn, scope: Mapping[str, Poly]) -> Value:
        """An abstract function, or a derivative of one: the user gives it as a callable."""
        name = callable_name(self.stems[term.name], term.orders)
        self.callables[name] = (term.name, term.orders or (0,) * len(term.args))
        values = [self.lower(a, scope) for a in term.args]
        call = f'{self.helper("_apply")}("{name}", {name}, dtype, '
        return self.combine(lambda p: f"{call}{', '.join(p)})", values, atomic=True, safe=False)

    def _extremum(self, term: Extremum, scope: Mapping[str, Poly]) -> Value:
        plan = Plan(
            self.facts,
            dict(scope),
            list(term.binders),
            list(term.guards),
            [term.body],
            self.shape,
            self.extent,
            linear=False,
        )
        plan.run()
        inner = self._enter(plan, scope, [])
        value = self.lower(plan.factors[0], inner)
        if plan.guards:
            mask = self.combine(" & ".join, [self.guard(g, inner) for g in plan.guards])
            worst = "-np.inf" if term.operation == "max" else "np.inf"
            value = self.combine(lambda p: f"np.where({p[0]}, {p[1]}, {worst})", [mask, value], atomic=True)
        live = [d for d in plan.ranges if d in value.dims]
        if not live:
            return value
        rest = tuple(d for d in value.dims if d not in live)
        if rest and set(live) <= value.short:
            name = {"max": "np.maximum", "min": "np.minimum"}[term.operation]
            token = self.emitter.emit(self._fold(name, value, live, []), atomic=True)
            return Value(token, rest, safe=value.safe)
        axes = tuple(value.dims.index(d) for d in live)
        place = "" if len(axes) == len(value.dims) else str(axes[0] if len(axes) == 1 else axes)
        token = self.emitter.emit(f"{value.code}.{term.operation}({place})", atomic=True)
        return Value(token, tuple(d for d in value.dims if d not in live), safe=value.safe)

    def _matrix(self, term: Matrix, scope: Mapping[str, Poly], operation: str = "") -> Value:
        plan = Plan(self.facts, dict(scope), [term.row, term.column], [], [term.body], self.shape, self.extent)
        plan._rename()
        row, column = plan.binders
        inner = self.enter(scope, {row: term.size, column: term.size})
        value = self.lower(plan.factors[0], inner)
        batch = tuple(d for d in value.dims if d not in (row, column))
        matrix = self.full(value, (*batch, row, column), inner)
        operation = operation or term.operation
        if operation in ("det", "logdet"):
            name = "np.linalg.det" if operation == "det" else self.helper("logdet")
            return Value(self.emitter.emit(f"{name}({matrix})", atomic=True), batch)
        token = self.emitter.emit(f"np.linalg.inv({matrix})", atomic=True)
        name = f"~inverse{token.strip('@')}"
        shape = (*(inner[d] for d in batch), term.size, term.size)
        self.virtual[name] = (Value(token), shape)
        return self.read(name, tuple(Poly.symbol(d) for d in batch) + term.at, scope)


def _sign(term: Term) -> tuple[bool, Term]:
    """A leading minus, and the term without it."""
    if isinstance(term, Num) and term.value < 0:
        return True, Num(-term.value)
    if isinstance(term, Mul) and isinstance(term.args[0], Num) and term.args[0].value < 0:
        rest = term.args[1:] if term.args[0].value == -1 else (Num(-term.args[0].value), *term.args[1:])
        return True, rest[0] if len(rest) == 1 else Mul(rest) if rest else ONE
    return False, term


def _has_equations(term: Add, binders: Iterable[str]) -> bool:
    """Whether summands determine bound indices (``\\delta_{i,2j} + \\delta_{i,2j+1}``): each is solved by itself."""
    return any(g.kind == "eq" and not g.free.isdisjoint(binders) for arg in term.args for g in flatten(arg)[0])
