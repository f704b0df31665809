"""Ranges: which integers a guarded sum runs over, once the sizes are numbers.

Conditions arrive as affine forms ``constant + sum coefficient*symbol`` that are ``>= 0`` or ``= 0``.
:func:`plan` orders the binders so that each has a finite range given the ones before it; where no condition
alone bounds a binder, the other unknown binders are eliminated first (Fourier and Motzkin), which can only
widen the range.  A level's exact conditions are all checked besides, so a plan never changes what is summed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Affine", "Condition", "Level", "plan"]

_MANY: Final = 600
_FAR: Final = 1 << 40
Affine = tuple[dict[str, int], int]


@dataclass(frozen=True)
class Condition:
    """``affine >= 0`` (``ge``) or ``= 0`` (``eq``)."""

    kind: str
    affine: Affine


@dataclass(frozen=True)
class Level:
    """One loop: the binder, the forms that bound it (``ge`` ones, or a single ``eq``), and what it already decides."""

    binder: str
    bounds: tuple[Condition, ...]
    used: tuple[Condition, ...]

    def values(self, known: Mapping[str, int]) -> range:
        """The integers that the bounds leave, once the binders of the levels before are ``known``."""
        low, high = -_FAR, _FAR
        for condition in self.bounds:
            form, constant = condition.affine
            c = form[self.binder]
            rest = constant + sum(k * known[s] for s, k in form.items() if s != self.binder)
            if c > 0 or condition.kind == "eq":
                low = max(low, -(rest // c))
            if c < 0 or condition.kind == "eq":
                high = min(high, -(rest // c) if condition.kind == "eq" else rest // -c)
        return range(low, high + 1)


def plan(binders: Sequence[str], conditions: Iterable[Condition]) -> list[Level] | str:
    """The loops in order, or the name of a binder without a finite range.

    >>> low, high = Condition("ge", ({"i": 1}, 0)), Condition("ge", ({"i": -1, "j": 1}, 0))
    >>> plan(["i", "j"], [low, high])
    'i'
    >>> [level.binder for level in plan(["i", "j"], [low, high, Condition("eq", ({"j": 1}, -3))])]
    ['j', 'i']
    """
    given = list(conditions)
    unknown = list(binders)
    levels: list[Level] = []
    while unknown:
        level = _exact(unknown, given) or _direct(unknown, given) or _eliminated(unknown, given)
        if level is None:
            return unknown[0]
        levels.append(level)
        unknown.remove(level.binder)
    return levels


def _unknowns(condition: Condition, unknown: Sequence[str]) -> list[str]:
    return [s for s in condition.affine[0] if s in unknown]


def _exact(unknown: Sequence[str], given: Sequence[Condition]) -> Level | None:
    for condition in given:
        if condition.kind == "eq" and len(_unknowns(condition, unknown)) == 1:
            return Level(_unknowns(condition, unknown)[0], (condition,), (condition,))
    return None


def _direct(unknown: Sequence[str], given: Sequence[Condition]) -> Level | None:
    for binder in unknown:
        bounds = tuple(c for c in given if c.kind == "ge" and _unknowns(c, unknown) == [binder])
        if _finite(binder, bounds):
            return Level(binder, bounds, bounds)
    return None


def _finite(binder: str, bounds: Iterable[Condition]) -> bool:
    signs = {c.affine[0][binder] > 0 for c in bounds}
    return len(signs) == 2


def _eliminated(unknown: Sequence[str], given: Sequence[Condition]) -> Level | None:
    forms = [c.affine for c in given]
    forms += [({s: -k for s, k in c.affine[0].items()}, -c.affine[1]) for c in given if c.kind == "eq"]
    for binder in unknown:
        left = forms
        for other in unknown:
            if other != binder:
                left = _eliminate(left, other)
        bounds = tuple(Condition("ge", f) for f in left if binder in f[0])
        if _finite(binder, bounds):
            return Level(binder, bounds, ())
    return None


def _eliminate(forms: list[Affine], symbol: str) -> list[Affine]:
    """The consequences without ``symbol`` of ``forms >= 0``."""
    kept = [f for f in forms if symbol not in f[0]]
    positive = [f for f in forms if f[0].get(symbol, 0) > 0]
    negative = [f for f in forms if f[0].get(symbol, 0) < 0]
    if len(positive) * len(negative) + len(kept) > _MANY:
        return kept
    for a, ka in positive:
        for b, kb in negative:
            p, q = -b[symbol], a[symbol]
            total = {s: p * a.get(s, 0) + q * b.get(s, 0) for s in (*a, *b)}
            form = ({s: k for s, k in total.items() if k}, p * ka + q * kb)
            if form[0] and form not in kept:
                kept.append(form)
    return kept
