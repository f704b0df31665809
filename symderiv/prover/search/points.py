"""Integers at which linear conditions hold: where there are some, a search for a contradiction is in vain.  Untrusted.

:func:`inhabited` moves one symbol after another until all conditions hold; that it gives up says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from symderiv.language.integers import is_index
from symderiv.language.terms import Guard

__all__ = ["inhabited"]

_ROUNDS = 24
Rows = list[tuple[tuple[tuple[str, ...], int], ...]]


def inhabited(conditions: Iterable[Guard]) -> bool:
    """Whether integers are found at which all of the conditions hold.

    >>> from symderiv.language.integers import Poly
    >>> i, n = Poly.symbol("%i"), Poly.symbol("N")
    >>> inhabited([Guard("ge", i - 2), Guard("ge", n - 1 - i)])
    True
    >>> inhabited([Guard("ge", i), Guard("ge", -1 - i)])
    False
    """
    rows: Rows = []
    symbols: set[str] = set()
    for g in dict.fromkeys(conditions):
        if g.is_scalar or g.kind not in ("ge", "eq"):
            return False
        symbols |= g.poly.free
        rows.append(g.poly.terms)
        if g.kind == "eq":
            rows.append((-g.poly).terms)
    values = {s: 1 if is_index(s) else 2 for s in symbols}
    for _ in range(_ROUNDS):
        broken = _broken(rows, values)
        if broken is None:
            return True
        terms, total = broken
        steps = []
        for m, c in terms:
            if m and m.count(m[-1]) == 1:
                for x in m[:-1]:
                    c *= values[x]
                if c:
                    steps.append((c < 0, (abs(c) - 1 - total) // abs(c), m[-1]))
        if not steps:
            return False
        down, step, symbol = min(steps)  # something is made larger, if it can be: sizes have no upper bound
        values[symbol] += -step if down else step
    return False


def _broken(rows: Rows, values: dict[str, int]) -> tuple[tuple[tuple[tuple[str, ...], int], ...], int] | None:
    """The first condition that does not hold, and its value."""
    for terms in rows:
        total = 0
        for m, c in terms:
            for s in m:
                c *= values[s]
            total += c
        if total < 0:
            return terms, total
    return None
