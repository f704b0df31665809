"""Numbers at a point: exact rationals, enclosures, and dual numbers over them; scalar functions and their derivatives.

A number is an ``int`` or :class:`~fractions.Fraction` (exact), an :class:`Interval`, or a :class:`Dual`
``re + eps*d`` with ``d*d = 0``; duals nest by their tag, so derivatives of every order come from one product
rule and the table :data:`_DERIVATIVES`, which is the checker's own.  Functions that are made from exp and log are
evaluated as such, derivatives included.  What does not exist raises :class:`Undefined`, what the precision cannot
decide :class:`Unknown`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt
from types import MappingProxyType
from typing import Any, Final

from symderiv.meaning.intervals import FUNCTIONS, Interval, Undefined, Unknown, pi

__all__ = [
    "Dual",
    "Undefined",
    "Unknown",
    "apply",
    "determinant",
    "enclose",
    "holds_between",
    "is_exact",
    "power",
    "real",
    "reciprocal",
    "settle",
    "sign",
]

_LARGE: Final = 6000
_AT_ZERO: Final = MappingProxyType({"exp": 1, "erf": 0, "sin": 0, "cos": 1, "arctan": 0})


class Dual:
    """``re + eps*d`` where ``d*d = 0``; a larger tag is an inner derivative and stands outside.

    >>> x = Dual(1, 3, 1)
    >>> (x * x).eps
    6
    """

    __slots__ = ("eps", "re", "tag")

    def __init__(self, tag: int, re: Any, eps: Any) -> None:
        self.tag = tag
        self.re = re
        self.eps = eps

    def __add__(self, other: Any) -> Any:
        if type(other) is Dual:
            if other.tag == self.tag:
                return _dual(self.tag, self.re + other.re, self.eps + other.eps)
            if other.tag > self.tag:
                return Dual(other.tag, other.re + self, other.eps)
        return Dual(self.tag, self.re + other, self.eps)

    __radd__ = __add__

    def __mul__(self, other: Any) -> Any:
        if type(other) is Dual:
            if other.tag == self.tag:
                return _dual(self.tag, self.re * other.re, self.re * other.eps + self.eps * other.re)
            if other.tag > self.tag:
                return _dual(other.tag, other.re * self, other.eps * self)
        return _dual(self.tag, self.re * other, self.eps * other)

    __rmul__ = __mul__


def _dual(tag: int, re: Any, eps: Any) -> Any:
    return re if isinstance(eps, (int, Fraction)) and not eps else Dual(tag, re, eps)


def real(x: Any) -> Any:
    """The number without its perturbations."""
    while type(x) is Dual:
        x = x.re
    return x


def sign(x: Any) -> int:
    """-1, 0 or 1."""
    x = real(x)
    return x.sign() if isinstance(x, Interval) else (x > 0) - (x < 0)


def enclose(x: Any, prec: int) -> Interval:
    """The enclosure of a number that is no dual."""
    return x if isinstance(x, Interval) else Interval.of(x, prec)


def settle(x: Any, prec: int) -> Any:
    """The number, or an enclosure where its exact form has grown out of hand."""
    if type(x) is int:
        return x if x.bit_length() < _LARGE else Interval.of(x, prec)
    if type(x) is Fraction:
        if x.denominator == 1:
            return settle(x.numerator, prec)
        large = x.numerator.bit_length() + x.denominator.bit_length() > _LARGE
        return Interval.of(x, prec) if large else x
    return _dual(x.tag, settle(x.re, prec), settle(x.eps, prec)) if type(x) is Dual else x


def reciprocal(x: Any) -> Any:
    """``1/x``."""
    if type(x) is Dual:
        inverse = reciprocal(x.re)
        return _dual(x.tag, inverse, x.eps * inverse * inverse * -1)
    if isinstance(x, Interval):
        return x.reciprocal()
    if not x:
        raise Undefined("division by zero")
    return Fraction(1) / x


def power(x: Any, exponent: Fraction, prec: int) -> Any:
    """``x`` to a rational power, exact for perfect powers; ``x^0 = 1``."""
    if not exponent:
        return 1
    if type(x) is Dual:
        slope = power(x.re, exponent - 1, prec) * exponent
        return _dual(x.tag, power(x.re, exponent, prec), x.eps * slope)
    if isinstance(x, Interval):
        return x.power(exponent)
    if exponent.denominator == 1:
        n = abs(exponent.numerator)
        if n * (x.numerator.bit_length() + x.denominator.bit_length()) > _LARGE and x not in (0, 1, -1):
            return Interval.of(x, prec).power(exponent)
        return x**n if exponent > 0 else reciprocal(x**n)
    if x < 0 or (not x and exponent < 0):
        raise Undefined("a root of a negative number")
    above, below = _root(x.numerator, exponent.denominator), _root(x.denominator, exponent.denominator)
    if above is None or below is None:
        return Interval.of(x, prec).power(exponent)
    return power(Fraction(above, below), Fraction(exponent.numerator), prec)


def _root(n: int, k: int) -> int | None:
    """The exact k-th root of a nonnegative integer, if it is one."""
    if k == 2:
        guess = isqrt(n)
    else:
        guess, step = 0, 1 << (n.bit_length() // k + 1)
        while step:
            guess, step = guess + step if (guess + step) ** k <= n else guess, step >> 1
    return guess if guess**k == n else None


def _exp(x: Any, prec: int) -> Any:
    return apply("exp", (x,), prec)


def _log(x: Any, prec: int) -> Any:
    return apply("log", (x,), prec)


_DERIVATIVES: Final[Mapping[str, Callable[[Any, int], Any]]] = MappingProxyType(
    {
        "exp": _exp,
        "log": lambda x, p: reciprocal(x),
        "erf": lambda x, p: _exp(x * x * -1, p) * pi(p).power(Fraction(-1, 2)) * 2,
        "sin": lambda x, p: apply("cos", (x,), p),
        "cos": lambda x, p: apply("sin", (x,), p) * -1,
        "arctan": lambda x, p: reciprocal(1 + x * x),
    }
)
#: The functions that are made from exp and log; their derivatives follow.
_COMPOSED: Final[Mapping[str, Callable[[Any, int], Any]]] = MappingProxyType(
    {
        "tanh": lambda x, p: 1 + reciprocal(_exp(x * 2, p) + 1) * -2,
        "sigmoid": lambda x, p: reciprocal(_exp(x * -1, p) + 1),
        "softplus": lambda x, p: _log(_exp(x, p) + 1, p),
        "sinh": lambda x, p: (_exp(x, p) + _exp(x * -1, p) * -1) * Fraction(1, 2),
        "cosh": lambda x, p: (_exp(x, p) + _exp(x * -1, p)) * Fraction(1, 2),
        "artanh": lambda x, p: _log((1 + x) * reciprocal(1 + x * -1), p) * Fraction(1, 2),
    }
)


def apply(name: str, args: tuple[Any, ...], prec: int) -> Any:
    """The value of a named scalar function; kinks as in DESIGN.md: ``relu'(0) = 0``, others unspecified."""
    if len(args) != 1:
        return _apply_many(name, args, prec)
    x = args[0]
    if name in ("relu", "abs"):
        return _corner(name, x)
    if name in _COMPOSED:
        return _COMPOSED[name](x, prec)
    if type(x) is Dual:
        return _dual(x.tag, apply(name, (x.re,), prec), x.eps * _DERIVATIVES[name](x.re, prec))
    if not isinstance(x, Interval):
        if not x and name in _AT_ZERO:
            return _AT_ZERO[name]
        if name == "log" and x == 1:
            return 0
    return FUNCTIONS[name](enclose(x, prec))


def _corner(name: str, x: Any) -> Any:
    if isinstance(x, Interval):
        return x.magnitude() if name == "abs" else x.ramp()
    where = sign(x)
    if name == "relu":
        return x if where > 0 else 0
    if not where and type(x) is Dual:
        raise Undefined("the derivative of an absolute value at zero")
    return x if where > 0 else x * -1


def _apply_many(name: str, args: tuple[Any, ...], prec: int) -> Any:
    if name == "pi":
        return pi(prec)
    a, b = args
    if name in ("max", "min"):
        gap = (a + b * -1) * (1 if name == "max" else -1)
        where = sign(gap)
        if not where and type(gap) is Dual:
            raise Undefined(f"the derivative of a {name} at a tie")
        return a if where >= 0 else b
    if name != "pow":
        raise NotImplementedError(name)
    if isinstance(b, (int, Fraction)):
        if b.denominator > 1 and sign(a) <= 0:
            raise Undefined("a real power of a number that is not positive")
        return power(a, Fraction(b), prec)
    return _exp(_log(a, prec) * b, prec)


def determinant(rows: list[list[Any]]) -> Any:
    """By the first row, without division, so that it holds for duals at singular matrices too."""
    if not rows:
        return 1
    total: Any = 0
    for c, x in enumerate(rows[0]):
        minor = [row[:c] + row[c + 1 :] for row in rows[1:]]
        total = total + x * determinant(minor) * (-1) ** c
    return total


def is_exact(*values: Any) -> bool:
    """Whether all values are rational numbers."""
    return all(isinstance(v, (int, Fraction)) for v in values)


def holds_between(left: Any, right: Any, relation: str) -> bool | None:
    """Whether two values are in the relation; ``None`` where their enclosures do not tell.

    Enclosures narrower than ``2**-40`` that overlap count as equal.
    """
    if isinstance(left, (int, Fraction)) and isinstance(right, (int, Fraction)):
        where = (left > right) - (left < right)
    else:
        prec = left.prec if isinstance(left, Interval) else right.prec
        gap = enclose(left, prec) + enclose(right, prec) * -1
        try:
            where = gap.sign()
        except Unknown:
            close = all(not isinstance(v, Interval) or v.width_below(40) for v in (left, right))
            return True if close and relation in ("=", "<=", ">=") else None
    answers = {"=": where == 0, "!=": where != 0, "<=": where <= 0, ">=": where >= 0, "<": where < 0, ">": where > 0}
    return answers[relation]
