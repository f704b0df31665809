"""Quick rational arithmetic beside that of the standard library, and equations beside their solutions."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import reduce
from operator import mul

import pytest

from symderiv.meaning.intervals import Interval
from symderiv.meaning.linear import Matrix, dot, matmul, solve, solve_matrix
from symderiv.meaning.ratios import product, ratio, total


def numbers(source: random.Random, count: int) -> list[int | Fraction]:
    return [
        source.randint(-4, 4) if source.random() < 0.4 else Fraction(source.randint(-9, 9), source.randint(1, 6))
        for _ in range(count)
    ]


@pytest.mark.parametrize("seed", range(50))
def test_sums_and_products(seed: int) -> None:
    values = numbers(random.Random(seed), seed % 6 + 1)
    assert total(values) == sum(values)
    assert product(values) == reduce(mul, values, 1)
    for found in (total(values), product(values)):
        assert found is not None
        again = Fraction(found.numerator, found.denominator)
        assert (found.numerator, found.denominator, hash(found)) == (again.numerator, again.denominator, hash(again))


def test_other_numbers_are_left_to_others() -> None:
    assert total([1, Interval.of(2, 60)]) is None
    assert product([True, 2]) is None


def test_quotients_are_in_lowest_terms() -> None:
    assert (ratio(-6, 4), ratio(6, 3), ratio(0, 5)) == (Fraction(-3, 2), 2, 0)
    assert type(ratio(6, 3)) is int


@pytest.mark.parametrize("seed", range(50))
def test_solutions_solve(seed: int) -> None:
    source = random.Random(seed)
    height, width = source.randint(1, 5), source.randint(1, 5)
    rows: Matrix = [numbers(source, width) for _ in range(height)]
    right = matmul(rows, [[x] for x in numbers(source, width)])
    found = solve(rows, [r for (r,) in right], source.sample(range(width), width))
    assert found is not None
    assert [dot(row, found[0]) for row in rows] == [r for (r,) in right]


def test_what_has_no_solution() -> None:
    assert solve([[1, 2], [2, 4]], [1, 3], [0, 1]) is None
    assert solve([[0]], [0], [0]) == ([0], False)
    assert solve([[-2]], [3], [0]) == ([Fraction(-3, 2)], True)


def test_quotients_of_matrices() -> None:
    a: Matrix = [[Fraction(1, 2), 1], [-3, 2]]
    b: Matrix = [[1, 0], [5, Fraction(2, 3)]]
    found = solve_matrix(a, b)
    assert found is not None
    assert matmul(a, found) == b
    assert solve_matrix([[1, 2], [2, 4]], b) is None
