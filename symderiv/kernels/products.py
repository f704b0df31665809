"""Sums of products of arrays with labelled axes: masks as strong zeros, contractions, places where results add up.

Guarantees: what may not be finite is masked before it is multiplied, no array over all indices is made where a
contraction does without it, and the order of the axes of a result is that of its scope.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from symderiv.kernels.emit import Value
from symderiv.kernels.plan import Plan
from symderiv.kernels.tensors import Tensors
from symderiv.language.integers import Poly, index_label

__all__ = ["Products"]

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Products(Tensors):
    """The arithmetic of :class:`~symderiv.kernels.lower.Lowering`: from the values of factors to that of their sum."""

    def _finish(
        self, values: list[Value], masks: list[Value], summed: tuple[str, ...], scope: Mapping[str, Poly], safe: bool
    ) -> Value:
        """The sum of the product where all masks hold; what may not be finite is masked before it is multiplied.

        So no array over all indices is made: each mask is put on factors that have its axes, what may not be finite
        counts only where all masks that share a summed axis hold for some values of the other indices, and factors
        outside of the sum only where anything is left to be summed.
        """
        groups: list[list[Value]] = []
        outer: list[Value] = []
        for mask in masks:
            live = set(mask.dims) & set(summed)
            if not live:
                outer.append(mask)
                continue
            shared = [g for g in groups if any(set(m.dims) & live for m in g)]
            groups = [*(g for g in groups if g not in shared), [*(m for g in shared for m in g), mask]]
        anywhere = list(outer)
        masked = [0] * len(values)
        for g in groups:
            together = {d for m in g for d in m.dims}
            parts = [self.combine(" & ".join, g)] if any(together <= set(v.dims) for v in values) else g
            for mask in parts:
                hosts = [k for k, v in enumerate(values) if set(mask.dims) <= set(v.dims)]
                chosen = hosts[:1] if all(values[k].safe for k in hosts) else []
                for k in chosen:
                    values[k] = self._where(mask, values[k])
                if not hosts:
                    values, masked = [*values, self._where(mask, Value("1", python=True))], [*masked, len(groups)]
            for k, v in enumerate(values):
                if not v.safe and set(v.dims) & together & set(summed):
                    values[k] = self._where(self.combine(" & ".join, self._projected(parts, set(v.dims))), v)
                    masked[k] += 1
            if not safe:
                anywhere += self._projected(parts, together - set(summed))
        open_ = [k for k, v in enumerate(values) if not v.safe and masked[k] < len(groups)]
        if not anywhere or not (outer or open_):
            return self._reduce(values, summed, scope, safe)
        if not summed and safe:
            mask = self.combine(" & ".join, outer)
            host = next((k for k, v in enumerate(values) if set(mask.dims) <= set(v.dims)), None)
            if host is not None:
                values[host] = self._where(mask, values[host])
                return self._times(values)
        if all(v.python for v in values):
            values = [*values, Value("1", python=True)]
        return self._where(self.combine(" & ".join, anywhere), self._reduce(values, summed, scope, safe))

    def _projected(self, masks: list[Value], kept: set[str]) -> list[Value]:
        """Where all masks hold for some values of the indices that are not ``kept``: one goes after another."""
        masks = list(masks)
        while over := {d: [m for m in masks if d in m.dims] for m in masks for d in m.dims if d not in kept}:
            found = min(over.values(), key=lambda holders: len({d for m in holders for d in m.dims}))
            whole = found[0] if len(found) == 1 else self.combine(" & ".join, found)
            gone = {d for d, holders in over.items() if holders == found}
            masks = [*(m for m in masks if not gone & set(m.dims)), self._any(whole, gone)]
        return masks

    def _any(self, mask: Value, over: set[str]) -> Value:
        """Where the mask holds for some value of these indices."""
        axes = [k for k, d in enumerate(mask.dims) if d in over]
        if not axes:
            return mask
        place = "" if len(axes) == len(mask.dims) else str(axes[0] if len(axes) == 1 else tuple(axes))
        token = self.emitter.emit(f"({mask.code}).any({place})", atomic=True)
        return Value(token, tuple(d for d in mask.dims if d not in over))

    def _where(self, mask: Value, value: Value) -> Value:
        if mask.python and not mask.dims:
            zero = "0.0" if value.python else f"np.zeros_like({value.code})"
            code = f"{value.code} if {mask.code} else {zero}"
            return replace(value, code=self.emitter.emit(code), literal=None)
        if value.python:
            if value.code == "1":
                token = self.emitter.emit(f"np.asarray({mask.code}).astype(dtype)", atomic=True)
            else:
                token = self.emitter.emit(f"np.where({mask.code}, {value.code}, 0).astype(dtype)", atomic=True)
            return Value(token, mask.dims, short=mask.short)
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
            outside.append(Value(f"({self.integer(scope[d])})", python=True))
        live = [d for d in summed if d in present]
        if not inside:
            return self._times(outside)
        dims = self.sort(d for v in inside for d in v.dims if d not in live)
        host = next((v for v in inside if dims and set(live) <= v.short), None)
        if host is not None and len(inside) <= 2 and all(set(v.dims) <= set(host.dims) for v in inside):
            code = self._fold("np.add", host, live, [v for v in inside if v is not host])
        elif len(inside) == 1:
            v = inside[0]
            axes = tuple(v.dims.index(d) for d in live)
            if len(axes) == len(v.dims):
                code = f"{v.code}.sum()"
            else:
                code = f"{v.code}.sum({axes[0] if len(axes) == 1 else axes})"
        else:
            return self._times([*outside, replace(self._contraction(inside, dims), safe=safe)])
        total = Value(self.emitter.emit(code, atomic=True), dims, safe=safe)
        return self._times([*outside, total])

    def _fold(self, operation: str, value: Value, over: list[str], factors: list[Value]) -> str:
        """The code of a reduction over few entries, which NumPy does faster entry by entry."""
        axes = tuple(value.dims.index(d) for d in over)
        given = "".join(f", {self.align(v, value.dims)}" for v in factors)
        return f"{self.helper('fold')}({operation}, {axes}, {value.code}{given})"

    def _contraction(self, values: list[Value], dims: tuple[str, ...]) -> Value:
        """The sum of a product of arrays over all axes but ``dims``: a matrix product where it is one."""
        values = self._paired(values, dims)
        if len(values) == 1:
            over = tuple(k for k, d in enumerate(values[0].dims) if d not in dims)
            inner = replace(values[0], dims=tuple(d for d in values[0].dims if d in dims))
            if over:
                place = "" if len(over) == len(values[0].dims) else f"{over[0] if len(over) == 1 else over}"
                inner = replace(inner, code=self.emitter.emit(f"{values[0].code}.sum({place})", atomic=True))
            return Value(self._turned(inner, dims), dims)
        if len(values) == 2:
            product = self._matrix_product(values[0], values[1], dims)
            if product is not None:
                return product
        # entries that are only multiplied and summed up want one pass, what is left a good order of products, between
        # which NumPy would allow no array larger than the largest factor
        plain = len(values) == 2 and set(values[0].dims) == set(values[1].dims)
        order = ', optimize=("greedy", 2**26)' if len(values) > 2 else ", optimize=True"
        code, key = self._einsum(values, dims, "" if plain else order)
        return Value(self.emitter.emit(code, atomic=True, key=key), dims)

    def _paired(self, values: list[Value], dims: tuple[str, ...]) -> list[Value]:
        """Three factors and more with those first taken together that cost one pass over the larger of two.

        Where one has no axis that the other one lacks, the two are multiplied entry by entry; axes that stand nowhere
        else are summed over at once.
        """
        values = list(values)
        while len(values) > 2:
            pairs = [(a, b) for a in values for b in values if a is not b and set(a.dims) <= set(b.dims)]
            if not pairs:
                break
            a, b = max(pairs, key=lambda p: len(p[0].dims))
            values = [v for v in values if v is not a and v is not b]
            kept = tuple(d for d in b.dims if d in dims or any(d in v.dims for v in values))
            if kept == b.dims:
                values.append(self.combine(" * ".join, [a, b]))
            else:
                values.append(self._contraction([a, b], kept))
        return values

    def _matrix_product(self, a: Value, b: Value, dims: tuple[str, ...]) -> Value | None:
        """The contraction of one axis as ``@``, batched over shared axes; None where it is no such product."""
        both = set(a.dims) & set(b.dims)
        inner = [d for d in a.dims if d in both and d not in dims]
        batch = tuple(d for d in dims if d in both)
        rows, columns = ([d for d in v.dims if d not in both] for v in (a, b))
        if len(inner) != 1 or not {*rows, *columns} <= set(dims) or max(len(rows), len(columns)) > 1:
            return None
        if (batch and not (rows and columns)) or not (rows or columns):
            return None
        if rows and columns and dims.index(rows[0]) > dims.index(columns[0]):
            a, b, rows, columns = b, a, columns, rows
        left = self._turned(a, (*batch, *rows, *inner))
        right = self._turned(b, (*batch, *inner, *columns))
        token = self.emitter.emit(f"({left} @ {right})", atomic=True)
        return Value(self._turned(Value(token, (*batch, *rows, *columns)), dims), dims)

    @staticmethod
    def _turned(value: Value, dims: tuple[str, ...]) -> str:
        """The code of the value with its axes in another order."""
        axes = [value.dims.index(d) for d in dims]
        if axes == list(range(len(axes))):
            return value.code
        return f"{value.code}.T" if axes == [1, 0] else f"{value.code}.transpose({', '.join(map(str, axes))})"

    def _einsum(self, values: list[Value], dims: tuple[str, ...], options: str) -> tuple[str, str]:
        """The code, in the document's letters where they are free, and the same in standard letters."""
        letters: dict[str, str] = {}
        standard: dict[str, str] = {}
        for v in values:
            for d in v.dims:
                if d not in letters:
                    wish = index_label(d)
                    free = [c for c in (wish, *_LETTERS) if len(c) == 1 and c in _LETTERS]
                    letters[d] = next(c for c in free if c not in letters.values())
                    standard[d] = _LETTERS[len(standard)]
        operands = ", ".join(v.code for v in values)

        def code(names: Mapping[str, str]) -> str:
            spec = ",".join("".join(names[d] for d in v.dims) for v in values)
            return f'np.einsum("{spec}->{"".join(names[d] for d in dims)}", {operands}{options})'

        return code(letters), code(standard)

    def _scatter(
        self, value: Value, plan: Plan, scope: Mapping[str, Poly], inner: Mapping[str, Poly], scattered: list[str]
    ) -> Value:
        """The value added up at the places of the target indices; what falls outside of their range is dropped."""
        long = {
            t: max((s for s in scattered if s in p.free), key=lambda s: self.facts.weight(inner[s]))
            for t, p in plan.targets.items()
        }
        taps = [s for s in scattered if s not in long.values()]
        dims = self.sort([*plan.targets, *(d for d in value.dims if d not in scattered)])
        full = self.full(value, (*taps, *(long.get(d, d) for d in dims)), inner)
        starts: list[str] = []
        steps: list[str] = []
        for d in dims:
            place = plan.targets.get(d, Poly.symbol(d))
            rest = place
            parts = []
            for s in (long.get(d, d), *taps):
                coefficient = place.coefficient(s)
                rest = rest - coefficient * Poly.symbol(s)
                parts.append(self.integer(coefficient))
            starts.append(self.integer(rest))
            steps.append(f"({', '.join(parts)},)")
        sizes = "".join(f"{self.integer(scope[d])}, " for d in dims)
        code = f"{self.helper('scatter')}({full}, ({sizes.strip()}), ({', '.join(starts)},), ({', '.join(steps)},))"
        return Value(self.emitter.emit(code, inline=False), dims, safe=value.safe)
