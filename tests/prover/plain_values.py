"""Values of terms in floating point, written once more for the tests: no code of the prover or of the checker.

``None`` stands for "undefined".  In a product, a false bracket and a read outside of its shape are strong zeros.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from symderiv.language.integers import Poly
from symderiv.language.terms import Add, Extremum, Fn, Guard, Int, Mul, Num, Pow, Read, Sum, Term

SPAN = range(-7, 13)


@dataclass
class World:
    """Sizes, tensors (by place) and shapes."""

    sizes: dict[str, int]
    shapes: dict[str, tuple[int, ...]]
    values: dict[str, dict[tuple[int, ...], float]]
    bodies: dict[str, tuple[tuple[str, ...], Term]] = field(default_factory=dict)
    #: Whether something had a value that no machine number is.
    too_large: bool = False

    def number(self, poly: Poly, env: Mapping[str, int]) -> int:
        return sum(c * math.prod(env.get(s, self.sizes.get(s, 0)) for s in m) for m, c in poly.terms)

    def outside(self, term: Term, env: Mapping[str, int]) -> bool:
        """Whether a factor is a strong zero; a sum is one if all its summands are."""
        if isinstance(term, Read):
            places = [self.number(p, env) for p in term.index]
            return any(not 0 <= p < n for p, n in zip(places, self.shapes[term.tensor], strict=True))
        if isinstance(term, Pow):
            return term.exponent > 0 and self.outside(term.base, env)
        if isinstance(term, Num):
            return term.value == 0
        if isinstance(term, Add):
            return all(self.outside(a, env) for a in term.args)
        if isinstance(term, Mul):
            return any(self.outside(f, env) for f in term.args)
        if isinstance(term, Sum) and not term.binders:
            return any(self.holds(g, env) is False for g in term.guards) or self.outside(term.body, env)
        return False

    def holds(self, g: Guard, env: Mapping[str, int]) -> bool | None:
        if isinstance(g.arg, Poly):
            n = self.number(g.arg, env)
            if g.modulus is not None:
                m = self.number(g.modulus, env)
                divides = n == 0 if m == 0 else n % m == 0
                return divides == (g.kind == "dv")
            return {"ge": n >= 0, "eq": n == 0, "ne": n != 0}[g.kind]
        v = self.value(g.arg, env)
        if v is None:
            return None
        if abs(v) < 1e-9:
            v = 0.0
        return {"pos": v > 0, "nonneg": v >= 0, "zero": v == 0, "nonzero": v != 0}[g.kind]

    def guarded(self, guards: tuple[Guard, ...], body: Term, env: Mapping[str, int]) -> float | None:
        marks = [self.holds(g, env) for g in guards]
        if False in marks or self.outside(body, env):
            return 0.0
        return None if None in marks else self.value(body, env)

    def value(self, t: Term, env: Mapping[str, int]) -> float | None:
        if isinstance(t, Num):
            return float(t.value)
        if isinstance(t, Int):
            return float(self.number(t.poly, env))
        if isinstance(t, Read):
            if self.outside(t, env):
                return 0.0
            place = tuple(self.number(p, env) for p in t.index)
            if t.tensor in self.bodies:
                names, body = self.bodies[t.tensor]
                return self.value(body, dict(zip(names, place, strict=True)))
            return self.values[t.tensor][place]
        if isinstance(t, Mul):
            if self.outside(t, env):
                return 0.0
            parts = [self.value(f, env) for f in t.args]
            return None if None in parts else math.prod(parts)  # type: ignore[arg-type]
        if isinstance(t, Add):
            parts = [self.value(a, env) for a in t.args]
            return None if None in parts else math.fsum(parts)  # type: ignore[arg-type]
        if isinstance(t, Pow):
            return self.power(self.value(t.base, env), t.exponent.numerator, t.exponent.denominator)
        if isinstance(t, Sum):
            if not t.binders:
                return self.guarded(t.guards, t.body, env)
            whole = tuple(g for g in t.guards if not g.is_scalar)
            scalar = tuple(g for g in t.guards if g.is_scalar)
            total = 0.0
            for place in itertools.product(SPAN, repeat=len(t.binders)):
                here = {**env, **dict(zip(t.binders, place, strict=True))}
                if all(self.holds(g, here) for g in whole):
                    v = self.guarded(scalar, t.body, here)
                    if v is None:
                        return None
                    total += v
            return total
        if isinstance(t, Extremum):
            values: list[float] = []
            for place in itertools.product(SPAN, repeat=len(t.binders)):
                here = {**env, **dict(zip(t.binders, place, strict=True))}
                marks = [self.holds(g, here) for g in t.guards]
                v = None if None in marks else self.value(t.body, here)
                if False not in marks:
                    if v is None:
                        return None
                    values.append(v)
            return (max if t.operation == "max" else min)(values) if values else None
        assert isinstance(t, Fn)
        v = self.value(t.args[0], env)
        return None if v is None else self.function(t.name, v)

    def power(self, base: float | None, top: int, bottom: int) -> float | None:
        if base is None or (abs(base) < 1e-9 and top < 0) or (base < -1e-9 and bottom > 1):
            return None
        return float(math.copysign(1, base) ** top * abs(base) ** (top / bottom)) if top else 1.0

    def function(self, name: str, v: float) -> float | None:
        if name == "log":
            return math.log(v) if v > 1e-9 else None
        if name == "exp":
            self.too_large = self.too_large or v >= 200
            return math.exp(v) if v < 200 else None
        if name == "sigmoid":
            return 1 / (1 + math.exp(-v)) if abs(v) < 200 else None
        if name == "softplus":
            return max(v, 0.0) + math.log1p(math.exp(-abs(v)))
        return {"relu": lambda: max(v, 0.0), "abs": lambda: abs(v), "tanh": lambda: math.tanh(v)}[name]()
