"""Recognises the three sums of a convolution, of images or of lines, and gives them their fast form."""

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

    ``plain`` is read at bare indices over whole axes.  Of the windowed tensor one axis or two hold the sum of an index
    of the result (or a summed pixel) and a tap; the axes of images, of channels and of filters may be missing.
    """
    for plain, windowed in (reads, reads[::-1]):
        if max(len(plain.index), len(windowed.index)) > 4:
            continue
        bare = [p.as_symbol for p in plain.index]
        if any(b is None or not is_index(b) for b in bare) or len(set(bare)) != len(bare):
            continue
        own = [b for b in bare if b is not None]
        if any(scope[b] != n for b, n in zip(own, lowering.shape(plain.tensor), strict=True)):
            continue
        wide = [a for a, p in enumerate(windowed.index) if len([s for s in p.free if is_index(s)]) == 2]
        thin = [a for a in range(len(windowed.index)) if a not in wide]
        if len(wide) not in (1, 2) or not all(lowering._affine(p) for p in windowed.index):
            continue
        names = [windowed.index[a].as_symbol for a in thin]
        if any(s is None or not is_index(s) for s in names) or len(set(names)) != len(names):
            continue
        if any(
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
        if len(inner) != len(wide) or len({*inner, *outer}) != 2 * len(wide) or any(s not in summed for s in inner):
            continue
        if any(s in summed for s in outer) or set(names) & {*inner, *outer}:
            continue
        shared = [s for s in names if s in own]
        rest = [s for s in own if s not in inner and s not in shared]
        loose = [s for s in names if s is not None and s not in shared]
        if max(len(shared), len(rest), len(loose)) > 1 or any(s in summed for s in (*rest, *loose)):
            continue
        if {*summed} != {*inner, *(s for s in shared if s is not None)}:
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
        symbols = [p.as_symbol for p in windowed.index]
        for a, s in zip(wide, outer, strict=True):
            symbols[a] = s
        image, channel, filters = (names[0] if names else None for names in (loose, shared, rest))
        column = [None] * (2 - len(wide))  # a line is an image of one row
        over, beneath = [*column, *outer], [*column, *inner]
        rows = [Poly.constant(0)] * len(column), [Poly.constant(1)] * len(column)
        sizes = ", ".join("1" if s is None else lowering.integer(scope[s]) for s in over)
        parts = ([*rows[0], *starts], [*rows[1], *steps], [*rows[1], *taps])
        call = ", ".join(f"({', '.join(map(lowering.integer, part))})" for part in parts)
        if lags:
            first = _turned(w.code, bare, [channel, filters, *beneath])
            second = _turned(x.code, symbols, [channel, image, *over])
            result = [filters, image, *over]
        else:
            first = _turned(x.code, symbols, [image, channel, *over])
            second = _turned(w.code, bare, [filters, channel, *beneath])
            result = [image, filters, *over]
        stem = "correlate_lags" if lags else "correlate"
        function = lowering.helper(stem)
        if not (x.safe and w.safe):
            finite = " and ".join(f"np.isfinite({v.code}).all()" for v in (x, w) if not v.safe)
            function = f"({function} if {finite} else {lowering.helper(stem + '_strictly')})"
        code = f"{function}({first}, {second}, ({sizes}), {call})"
        lowering.helper("_columns")
        token = lowering.emitter.emit(code, inline=False)
        if None in result:
            token = lowering.emitter.emit(f"{token}[{', '.join('0' if s is None else ':' for s in result)}]")
        kept = [s for s in result if s is not None]
        dims = lowering.sort(kept)
        if tuple(kept) != dims:
            token = lowering.emitter.emit(f"{token}.transpose({', '.join(str(kept.index(d)) for d in dims)})")
        return Value(token, dims, safe=x.safe and w.safe)
    return None


def _turned(code: str, index: list[str | None], wanted: list[str | None]) -> str:
    """The code of an array with its axes in another order, and axes of one entry for those that are missing."""
    axes = [index.index(s) for s in wanted if s is not None]
    if axes != list(range(len(axes))):
        code = f"{code}.transpose({', '.join(map(str, axes))})"
    return code if None not in wanted else f"{code}[{', '.join('None' if s is None else ':' for s in wanted)}]"


def _sums_over_pixels(lowering: Lowering, scope: Mapping[str, Poly], inner: list[str], outer: list[str]) -> bool:
    """Whether the summed indices are the pixels and those of the result the taps: a guess that governs speed alone."""
    return sum(lowering.facts.weight(scope[s]) for s in inner) > sum(lowering.facts.weight(scope[s]) for s in outer)
