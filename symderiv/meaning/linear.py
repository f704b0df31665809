"""Exact linear algebra over the rationals, for building models of hypotheses."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd, lcm

from symderiv.meaning.points import Exact
from symderiv.meaning.ratios import ratio

__all__ = ["Matrix", "dot", "matmul", "solve", "solve_matrix", "transpose"]

Matrix = list[list[Exact]]


def transpose(a: Matrix) -> Matrix:
    """The transposed matrix."""
    return [list(row) for row in zip(*a, strict=True)]


def matmul(a: Matrix, b: Matrix) -> Matrix:
    """The matrix product."""
    columns = transpose(b)
    return [[dot(row, column) for column in columns] for row in a]


def dot(a: Sequence[Exact], b: Sequence[Exact]) -> Exact:
    """The inner product.

    >>> from fractions import Fraction
    >>> dot([1, Fraction(1, 2)], [2, 3])
    Fraction(7, 2)
    """
    above, below = 0, 1
    for x, y in zip(a, b, strict=True):
        (p, q), (r, s) = x.as_integer_ratio(), y.as_integer_ratio()
        scale = q * s
        if scale == below:
            above += p * r
        else:
            above, below = above * scale + p * r * below, below * scale
    return ratio(above, below)


def solve(rows: Matrix, right: Sequence[Exact], order: Sequence[int]) -> tuple[list[Exact], bool] | None:
    """A solution of ``rows . x = right`` and whether it is the only one; ``None`` if there is none.

    Unknowns earlier in ``order`` are preferred as pivots, the free ones are 0.

    >>> solve([[1, 1]], [3], [1, 0])
    ([0, 3], False)
    """
    work = [_whole([*row, r]) for row, r in zip(rows, right, strict=True)]
    pivots: list[tuple[int, int]] = []
    for column in order:
        if _eliminate(work, len(pivots), column):
            pivots.append((len(pivots), column))
    if any(row[-1] for row in work[len(pivots) :]):
        return None
    solution: list[Exact] = [0] * len(order)
    for row, column in pivots:
        solution[column] = _quotient(work[row][-1], work[row][column])
    return solution, len(pivots) == len(order)


def solve_matrix(a: Matrix, b: Matrix) -> Matrix | None:
    """``a^-1 b`` for a square matrix; ``None`` where it is singular."""
    n = len(a)
    work = [_whole([*row, *right]) for row, right in zip(a, b, strict=True)]
    for column in range(n):
        if not _eliminate(work, column, column):
            return None
    return [[_quotient(x, row[k]) for x in row[n:]] for k, row in enumerate(work)]


def _whole(row: Sequence[Exact]) -> list[int]:
    """A row times the least number that makes its entries whole."""
    scale = lcm(*[x.denominator for x in row])
    return [x.numerator * (scale // x.denominator) for x in row]


def _eliminate(work: list[list[int]], top: int, column: int) -> bool:
    """Make all entries of a column zero but one, which goes to row ``top``; False where all are zero from there on.

    Rows stay whole: each is multiplied by the pivot before, and divided by what its entries have in common behind.
    """
    place = next((k for k in range(top, len(work)) if work[k][column]), None)
    if place is None:
        return False
    work[top], work[place] = work[place], work[top]
    lead = work[top]
    pivot = lead[column]
    for k, row in enumerate(work):
        factor = row[column]
        if k != top and factor:
            row = [x * pivot - factor * y for x, y in zip(row, lead, strict=True)]
            common = gcd(*row)
            work[k] = [x // common for x in row] if common > 1 else row
    return True


def _quotient(above: int, below: int) -> Exact:
    return ratio(above, below) if below > 0 else ratio(-above, -below)
