"""Recognises the three sums of a two-dimensional convolution and gives them their fast form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from symderiv.kernels.emit import Value
from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import Read

if TYPE_CHECKING:
    from symderiv.kernels.lower import Lowering

__all__ = ["convolution"]


def convolution(
    lowering: Lowering, reads: list[Read], summed: tuple[str, ...], scope: Mapping[str, Poly]
) -> Value | None:
    """The value of ``sum plain[..] * windowed[.., step*i + tap*p + start, ..]``, or None where it is none.

    ``plain`` is read at bare indices over whole axes.  Of the windowed tensor two axes are bare and two hold the sum
    of an index of the result (or a summed pixel) and a tap.
    """
    for plain, windowed in (reads, reads[::-1]):
        if len(plain.index) != 4 or len(windowed.index) != 4:
            continue
        bare = [p.as_symbol for p in plain.index]
        if any(b is None or not is_index(b) for b in bare) or len(set(bare)) != 4:
            continue
        own = [b for b in bare if b is not None]
        if any(scope[b] != n for b, n in zip(own, lowering.shape(plain.tensor), strict=True)):
            continue
        wide = [a for a, p in enumerate(windowed.index) if len([s for s in p.free if is_index(s)]) == 2]
        thin = [a for a in range(4) if a not in wide]
        if len(wide) != 2 or not all(lowering._affine(p) for p in windowed.index):
            continue
        names = [windowed.index[a].as_symbol for a in thin]
        if any(s is None or not is_index(s) for s in names) or any(
            scope[s] != lowering.shape(windowed.tensor)[a] for s, a in zip(names, thin, strict=True) if s is not None
        ):
            continue
        # along each wide axis, one index belongs to the plain tensor and the other one does not
        inner: list[str] = []
        outer: list[str] = []
        for a in wide:
            pair = [s for s in windowed.index[a].free if is_index(s)]
            mine = [s for s in pair if s in own]
            if len(mine) != 1:
                break
            inner.append(mine[0])
            outer.append(next(s for s in pair if s != mine[0]))
        if len(inner) != 2 or len({*inner, *outer}) != 4 or any(s not in summed for s in inner):
            continue
        if any(s in summed for s in outer) or set(names) & {*inner, *outer}:
            continue
        shared = [s for s in names if s in own]
        if len(shared) != 1 or shared[0] not in summed:
            continue
        rest = [s for s in own if s not in inner and s not in shared]
        batch = next(s for s in names if s not in shared)
        if len(rest) != 1 or batch is None or rest[0] in summed or batch in summed:
            continue
        if {*summed} != {*inner, *shared}:
            continue
        starts = [Poly({m: c for m, c in windowed.index[a].terms if not any(map(is_index, m))}) for a in wide]
        inner_steps = [windowed.index[a].coefficient(s) for a, s in zip(wide, inner, strict=True)]
        outer_steps = [windowed.index[a].coefficient(s) for a, s in zip(wide, outer, strict=True)]
        lags = _sums_over_pixels(lowering, scope, inner, outer)
        steps, taps = (inner_steps, outer_steps) if lags else (outer_steps, inner_steps)
        if any(lowering.facts.sign(s) <= 0 for s in steps):
            continue
        x = lowering.array(windowed.tensor)
        w = lowering.array(plain.tensor)
        if not (x.safe and w.safe):
            continue

        def turned(code: str, index: tuple[str | None, ...], wanted: list[str | None]) -> str:
            axes = [index.index(s) for s in wanted]
            if axes == list(range(4)):
                return code
            return f"{code}.transpose({', '.join(map(str, axes))})"

        symbols: list[str | None] = [p.as_symbol for p in windowed.index]
        for a, s in zip(wide, outer, strict=True):
            symbols[a] = s
        lead, follow = (shared[0], batch) if lags else (batch, shared[0])
        x_code = turned(x.code, tuple(symbols), [lead, follow, *outer])
        w_order: list[str | None] = [shared[0], rest[0], *inner] if lags else [rest[0], shared[0], *inner]
        w_code = turned(w.code, tuple(bare), w_order)
        sizes = ", ".join(lowering.integer(scope[s]) for s in outer)
        call = ", ".join(f"({', '.join(map(lowering.integer, part))})" for part in (starts, steps, taps))
        if lags:
            helper = lowering.helper("correlate_lags")
            code = f"{helper}({w_code}, {x_code}, ({sizes}), {call})"
            result = [rest[0], batch, *outer]
        else:
            helper = lowering.helper("correlate")
            code = f"{helper}({x_code}, {w_code}, ({sizes}), {call})"
            result = [batch, rest[0], *outer]
        lowering.helper("_columns")
        token = lowering.emitter.emit(code, inline=False)
        dims = lowering.sort(result)
        if tuple(result) != dims:
            token = lowering.emitter.emit(f"{token}.transpose({', '.join(str(result.index(d)) for d in dims)})")
        return Value(token, dims)
    return None


def _sums_over_pixels(lowering: Lowering, scope: Mapping[str, Poly], inner: list[str], outer: list[str]) -> bool:
    """Whether the summed indices are the pixels and those of the result the taps: a guess that governs speed alone."""
    return sum(lowering.facts.weight(scope[s]) for s in inner) > sum(lowering.facts.weight(scope[s]) for s in outer)
