"""The ends of an enclosure, as they are shown to people: untrusted, as no verdict looks at them."""

from __future__ import annotations

from fractions import Fraction

from symderiv.meaning.intervals import Interval

__all__ = ["extreme", "fractions"]


def extreme(value: Interval) -> bool:
    """Whether an end is too large or too small to be written out.

    >>> extreme(Interval.of(2, 60)), extreme(Interval.of(2**5000, 60))
    (False, True)
    """
    return any(abs(e[2] + e[3]) > 4000 for e in value.ends)


def fractions(value: Interval) -> tuple[Fraction, Fraction]:
    """Both ends, exactly.

    >>> fractions(Interval.of(Fraction(3, 2), 60))
    (Fraction(3, 2), Fraction(3, 2))
    """
    from mpmath import libmp

    low, high = map(libmp.to_rational, value.ends)
    return Fraction(*map(int, low)), Fraction(*map(int, high))
