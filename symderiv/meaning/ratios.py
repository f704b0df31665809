"""Sums and products of rational numbers, brought to lowest terms once and not after every operation.  Untrusted.

>>> product([2, Fraction(1, 3), Fraction(3, 4)]), total([Fraction(1, 3), 1, Fraction(1, 6)]), product([2, 3])
(Fraction(1, 2), Fraction(3, 2), 6)
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd
from typing import Any

from symderiv.meaning.points import Exact

__all__ = ["product", "ratio", "total"]


def ratio(above: int, below: int) -> Exact:
    """The quotient of two integers, the second positive."""
    common = gcd(above, below)
    if common != 1:
        above //= common
        below //= common
    if below == 1:
        return above
    made: Fraction = object.__new__(Fraction)
    made._numerator = above  # type: ignore[attr-defined]  # what the class would find after checks that are not needed
    made._denominator = below  # type: ignore[attr-defined]
    return made


def product(values: Iterable[Any]) -> Exact | None:
    """The product of integers and fractions; ``None`` where another kind of number is among them."""
    above = below = 1
    for value in values:
        if type(value) is int:
            above *= value
        elif type(value) is Fraction:
            p, q = value.as_integer_ratio()
            above *= p
            below *= q
        else:
            return None
    return above if below == 1 else ratio(above, below)


def total(values: Iterable[Any]) -> Exact | None:
    """The sum of integers and fractions; ``None`` where another kind of number is among them."""
    above, below = 0, 1
    for value in values:
        if type(value) is int:
            above += value * below
        elif type(value) is Fraction:
            p, q = value.as_integer_ratio()
            if q == below:
                above += p
            else:
                above, below = above * q + p * below, below * q
        else:
            return None
    return above if below == 1 else ratio(above, below)
