"""Spans: all integer points between affine bounds, by eliminating one index after another (Fourier and Motzkin).

Elimination can only widen a range: who asks checks the exact conditions at each point besides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

__all__ = ["Affine", "points"]

_MANY: Final = 600
#: ``sum coefficient * symbol + constant``, which is not negative.
Affine = tuple[dict[str, int], int]


def points(binders: Sequence[str], bounds: Sequence[Affine]) -> list[dict[str, int]] | str:
    """Values of the binders, all that satisfy the bounds among them; or the name of a binder that they leave endless.

    >>> low, high = ({"i": 1}, -2), ({"i": -1, "j": 1}, 0)
    >>> points(["i", "j"], [low, high])
    'i'
    >>> points(["i", "j"], [low, high, ({"j": -1}, 3)])
    [{'i': 2, 'j': 2}, {'i': 2, 'j': 3}, {'i': 3, 'j': 3}]
    """
    stages = [list(bounds)]
    for binder in reversed(binders[1:]):
        stages.append(_without(binder, stages[-1]))
    found: list[dict[str, int]] = [{}]
    for binder in binders:
        ranges = [(e, _between(binder, stages[-1], e)) for e in found]
        stages.pop()
        if any(r is None for _, r in ranges):
            return binder
        found = [{**e, binder: v} for e, r in ranges if r is not None for v in r]
    return found


def _between(binder: str, bounds: Sequence[Affine], known: Mapping[str, int]) -> range | None:
    """The integers that the bounds leave, once the binders before are ``known``; None where they are endless."""
    lows, highs = list[int](), list[int]()
    for form, constant in bounds:
        c = form.get(binder, 0)
        rest = constant + sum(k * known[s] for s, k in form.items() if s != binder)
        if c > 0:
            lows.append(-(rest // c))
        elif c < 0:
            highs.append(rest // -c)
    return range(max(lows), min(highs) + 1) if lows and highs else None


def _without(binder: str, bounds: Sequence[Affine]) -> list[Affine]:
    """The consequences without a binder."""
    kept = [f for f in bounds if binder not in f[0]]
    above = [f for f in bounds if f[0].get(binder, 0) > 0]
    below = [f for f in bounds if f[0].get(binder, 0) < 0]
    for a, low in above if len(above) * len(below) + len(kept) <= _MANY else ():
        for b, high in below:
            p, q = -b[binder], a[binder]
            total = {s: p * a.get(s, 0) + q * b.get(s, 0) for s in (*a, *b)}
            form = {s: k for s, k in total.items() if k}, p * low + q * high
            if form[0] and form not in kept:
                kept.append(form)
    return kept
