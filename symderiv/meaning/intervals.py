"""Enclosures: a real number known to lie between two binary fractions, and the scalar functions on them.

Guarantee: every operation returns an interval that contains the true result.  The arithmetic is that of
:mod:`mpmath.libmp` (rounded outward, no global precision); transcendental results are widened by one more
unit.  ``erf`` is summed from a series of positive terms with a bound on its tail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any, Final

__all__ = ["FUNCTIONS", "Interval", "Undefined", "Unknown", "pi"]

_HUGE: Final = 1 << 40


class Undefined(Exception):  # a fact about a value, not a failure
    """A value that does not exist (division by zero, logarithm of nothing positive)."""


class Unknown(Exception):  # a fact about a value, not a failure
    """A value that the working precision cannot decide."""


@cache
def _mp() -> Any:
    """:mod:`mpmath.libmp`, imported where a number is first enclosed: many documents have rational ones alone."""
    from mpmath import libmp

    return libmp


class Interval:
    """``lo <= x <= hi``, both raw mpmath numbers; ``prec`` is the working precision in bits.

    >>> (Interval.of(2, 60) * Fraction(1, 2)).sign()
    1
    """

    __slots__ = ("hi", "lo", "prec")

    def __init__(self, ends: tuple[Any, Any], prec: int) -> None:
        self.lo, self.hi = ends
        self.prec = prec
        mp = _mp()
        if self.lo in (mp.fnan, mp.fninf) or self.hi in (mp.fnan, mp.finf):
            raise Unknown("no bounds")

    @staticmethod
    def of(value: int | Fraction, prec: int) -> Interval:
        """The enclosure of a rational number."""
        mp = _mp()
        p, q = value.numerator, value.denominator
        return Interval((mp.from_rational(p, q, prec, "f"), mp.from_rational(p, q, prec, "c")), prec)

    @property
    def ends(self) -> tuple[Any, Any]:
        return self.lo, self.hi

    def _other(self, value: Any) -> Any:
        if isinstance(value, (int, Fraction)):
            return Interval.of(value, self.prec).ends
        return value.ends if isinstance(value, Interval) else None

    def __add__(self, other: Any) -> Any:
        ends = self._other(other)
        return NotImplemented if ends is None else Interval(_mp().mpi_add(self.ends, ends, self.prec), self.prec)

    __radd__ = __add__

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, (int, Fraction)) and not other:
            return 0
        ends = self._other(other)
        return NotImplemented if ends is None else Interval(_mp().mpi_mul(self.ends, ends, self.prec), self.prec)

    __rmul__ = __mul__

    def sign(self) -> int:
        """-1, 0 or 1; raises :class:`Unknown` where the interval does not decide it."""
        mp = _mp()
        low, high = mp.mpf_sign(self.lo), mp.mpf_sign(self.hi)
        if low == high or low > 0:
            return int(low)
        if high < 0:
            return -1
        raise Unknown("a sign")

    def reciprocal(self) -> Interval:
        """``1/x``; :class:`Unknown` where zero is inside."""
        if not self.sign():
            raise Undefined("division by zero")
        return Interval(_mp().mpi_div(Interval.of(1, self.prec).ends, self.ends, self.prec), self.prec)

    def power(self, exponent: Fraction) -> Interval:
        """``x`` to a rational power; noninteger powers need ``x > 0``."""
        if exponent.denominator == 1:
            whole = Interval(_mp().mpi_pow_int(self.ends, abs(exponent.numerator), self.prec), self.prec)
            return whole if exponent > 0 else whole.reciprocal()
        sign = self.sign()
        if sign < 0 or (sign == 0 and exponent < 0):
            raise Undefined("a root of a negative number")
        if exponent.denominator == 2:
            root = Interval(_mp().mpi_sqrt(self.ends, self.prec), self.prec)
            return root.power(Fraction(exponent.numerator))
        return _exp(_log(self) * exponent)

    def magnitude(self) -> Interval:
        """``|x|``, whatever the sign."""
        return Interval(_mp().mpi_abs(self.ends, self.prec), self.prec)

    def ramp(self) -> Any:
        """``max(x, 0)``, whatever the sign."""
        mp = _mp()
        if mp.mpf_sign(self.lo) > 0:
            return self
        return Interval((mp.fzero, self.hi), self.prec) if mp.mpf_sign(self.hi) > 0 else 0

    def width_below(self, bits: int) -> bool:
        """Whether the interval is narrower than ``2**-bits``."""
        mp = _mp()
        width = mp.mpf_sub(self.hi, self.lo, 30, "c")
        return bool(mp.mpf_lt(width, mp.mpf_shift(mp.fone, -bits)))

    def __repr__(self) -> str:
        mp = _mp()
        return f"[{mp.to_str(self.lo, 12)}, {mp.to_str(self.hi, 12)}]"


def _widened(ends: tuple[Any, Any], prec: int) -> Interval:
    """One unit in the last place outward, so that a slip of the last bit in the library cannot matter."""
    mp = _mp()
    unit = mp.mpf_shift(mp.fone, -prec)
    low = mp.mpf_sub(ends[0], mp.mpf_mul(mp.mpf_abs(ends[0]), unit), prec, "f")
    return Interval((low, mp.mpf_add(ends[1], mp.mpf_mul(mp.mpf_abs(ends[1]), unit), prec, "c")), prec)


def _through(name: str) -> Callable[[Interval], Interval]:
    def apply(x: Interval) -> Interval:
        mp = _mp()
        huge = mp.from_int(_HUGE)
        if any(mp.mpf_gt(mp.mpf_abs(e), huge) for e in x.ends):
            raise Unknown("a number too large")
        return _widened(getattr(mp, name)(x.ends, x.prec + 10), x.prec)

    return apply


_exp, _sin, _cos, _arctan = map(_through, ("mpi_exp", "mpi_sin", "mpi_cos", "mpi_atan"))


def _log(x: Interval) -> Interval:
    if x.sign() <= 0:
        raise Undefined("logarithm of a number that is not positive")
    return _widened(_mp().mpi_log(x.ends, x.prec + 10), x.prec)


def pi(prec: int) -> Interval:
    """The enclosure of pi."""
    mp = _mp()
    return Interval((mp.mpf_pi(prec, "f"), mp.mpf_pi(prec, "c")), prec)


def _erf_at(end: Any, prec: int) -> Interval:
    """erf at a binary fraction: ``2/sqrt(pi) exp(-x^2) sum_n 2^n x^(2n+1) / (1*3*..*(2n+1))``.

    All terms have the sign of x; once the ratio of two neighbours is below 1/2, the tail is smaller than
    the last term.  Far out, ``1 - exp(-x^2) < erf(x) < 1``.
    """
    mp = _mp()
    if mp.mpf_sign(end) <= 0:
        return _erf_at(mp.mpf_neg(end), prec) * -1 if mp.mpf_sign(end) else Interval.of(0, prec)
    x = Interval((end, end), prec)
    square = x * x
    if mp.mpf_gt(square.lo, mp.from_int(prec)):
        return Interval(((_exp(square * -1) * -1 + 1).lo, mp.fone), prec)
    term, total, n, small = x, x, 0, mp.mpf_shift(mp.fone, -prec - 10)
    ratio = square
    while n == 0 or not (mp.mpf_lt(term.hi, small) and mp.mpf_lt(ratio.hi, mp.fhalf)):
        n += 1
        ratio = square * Fraction(2, 2 * n + 1)
        term = term * ratio
        total = total + term
    total = total + Interval((mp.fzero, term.hi), prec)
    return total * _exp(square * -1) * pi(prec).power(Fraction(-1, 2)) * 2  # type: ignore[no-any-return]


def _erf(x: Interval) -> Interval:
    return Interval((_erf_at(x.lo, x.prec + 20).lo, _erf_at(x.hi, x.prec + 20).hi), x.prec)


FUNCTIONS: Final[Mapping[str, Callable[[Interval], Interval]]] = MappingProxyType(
    {
        "exp": _exp,
        "log": _log,
        "sin": _sin,
        "cos": _cos,
        "arctan": _arctan,
        "erf": _erf,
    }
)
