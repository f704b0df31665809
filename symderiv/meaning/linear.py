"""Exact linear algebra over the rationals, for building models of hypotheses."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symderiv.meaning.points import Exact

__all__ = ["Matrix", "matmul", "solve", "solve_matrix", "transpose"]

Matrix = list[list[Exact]]


def transpose(a: Matrix) -> Matrix:
    """The transposed matrix."""
    return [list(row) for row in zip(*a, strict=True)]


def matmul(a: Matrix, b: Matrix) -> Matrix:
    """The matrix product."""
    columns = transpose(b)
    return [[sum((x * y for x, y in zip(row, column, strict=True)), start=0) for column in columns] for row in a]


def solve(rows: Matrix, right: Sequence[Exact], order: Sequence[int]) -> tuple[list[Exact], bool] | None:
    """A solution of ``rows . x = right`` and whether it is the only one; ``None`` if there is none.

    Unknowns earlier in ``order`` are preferred as pivots, the free ones are 0.

    >>> solve([[1, 1]], [3], [1, 0])
    ([0, Fraction(3, 1)], False)
    """
    work = [[Fraction(x) for x in row] + [Fraction(r)] for row, r in zip(rows, right, strict=True)]
    pivots: list[tuple[int, int]] = []
    top = 0
    for column in order:
        place = next((k for k in range(top, len(work)) if work[k][column]), None)
        if place is None:
            continue
        work[top], work[place] = work[place], work[top]
        scale = work[top][column]
        work[top] = [x / scale for x in work[top]]
        for k in range(len(work)):
            if k != top and work[k][column]:
                factor = work[k][column]
                work[k] = [x - factor * y for x, y in zip(work[k], work[top], strict=True)]
        pivots.append((top, column))
        top += 1
    if any(row[-1] for row in work[top:]):
        return None
    solution: list[Exact] = [0] * len(order)
    for row, column in pivots:
        solution[column] = work[row][-1]
    return solution, len(pivots) == len(order)


def solve_matrix(a: Matrix, b: Matrix) -> Matrix | None:
    """``a^-1 b`` for a square matrix; ``None`` where it is singular."""
    n = len(a)
    work = [[Fraction(x) for x in (*row, *right)] for row, right in zip(a, b, strict=True)]
    for column in range(n):
        place = next((k for k in range(column, n) if work[k][column]), None)
        if place is None:
            return None
        work[column], work[place] = work[place], work[column]
        scale = work[column][column]
        work[column] = [x / scale for x in work[column]]
        for k in range(n):
            factor = work[k][column]
            if k != column and factor:
                work[k] = [x - factor * y for x, y in zip(work[k], work[column], strict=True)]
    return [list(row[n:]) for row in work]
