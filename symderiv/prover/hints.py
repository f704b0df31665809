"""Hints to the kernel that can only make it give up: untrusted, as a wrong one costs a proof and makes none."""

from __future__ import annotations

from collections.abc import Sequence

from symderiv.language.integers import Poly, is_index

__all__ = ["inhabited"]

_ROUNDS = 12


def inhabited(polys: Sequence[Poly], rounds: int = _ROUNDS) -> bool:
    """Whether integers are found at which all polynomials are nonnegative, moving one symbol after another; that it
    gives up says nothing.

    >>> i, n = Poly.symbol("%i"), Poly.symbol("N")
    >>> inhabited([i - 2, n - 1 - i]), inhabited([i, -1 - i])
    (True, False)
    """
    values = {s: 1 if is_index(s) else 2 for p in polys for s in p.free}
    for _ in range(rounds):
        for p in polys:
            total = 0
            for m, c in p.terms:
                for s in m:
                    c *= values[s]
                total += c
            if total < 0:
                break
        else:
            return True
        steps = []
        for m, c in p.terms:
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
