"""Hints to the kernel about numbers: which one to take out of a sum, or from beneath a root.

Untrusted, as the kernel checks what it is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import gcd, isqrt, lcm

from symderiv.language.nodes import Term

__all__ = ["common_number", "square_outside"]


def common_number(
    polynomial: Mapping[tuple[tuple[Term, Fraction | int], ...], Fraction], q: Fraction | int
) -> Fraction:
    """The number to take out of a polynomial beneath a power ``q``, so that whole coefficients without common factor
    are left, the first one positive beneath a whole power."""
    numerator, denominator = 0, 1
    for c in polynomial.values():
        numerator = gcd(numerator, c.numerator)
        denominator = lcm(denominator, c.denominator)
    scale = Fraction(numerator, denominator)
    if q.denominator == 1:
        leading = min(polynomial, key=lambda m: ";".join(f"{a.sort_key}^{e}" for a, e in m))
        if polynomial[leading] < 0:
            return -scale
    return scale


def square_outside(c: Fraction, rest: Fraction) -> tuple[Fraction, Fraction]:
    """Positive numbers with ``c^rest = outside * inside^rest``; beneath a square root, a whole one that is small.

    >>> square_outside(Fraction(8, 9), Fraction(1, 2))
    (Fraction(2, 3), Fraction(2, 1))
    """
    if rest != Fraction(1, 2):
        return Fraction(1), c
    # c^(1/2) = sqrt(numerator * denominator) / denominator
    product = c.numerator * c.denominator
    square = 1
    for k in range(isqrt(min(product, 10**6)), 1, -1):
        if product % (k * k) == 0:
            square = k
            break
    product //= square * square
    root = isqrt(product)
    if root * root == product:
        square, product = square * root, 1
    return Fraction(square, c.denominator), Fraction(product)
