"""Integers at which conditions hold are found only where there are some."""

from __future__ import annotations

import random

import pytest

from symderiv.language.integers import Poly
from symderiv.language.terms import Guard, Read, positive
from symderiv.prover.kernel.intervals import contradictory
from symderiv.prover.search.points import inhabited

S = Poly.symbol
i, j, n, p = S("%i"), S("%j"), S("N"), S("P")


def test_ranges_have_points_and_empty_ones_have_none() -> None:
    within = [Guard("ge", n - 1), Guard("ge", i), Guard("ge", n - 1 - i)]
    assert inhabited(within)
    assert inhabited([*within, Guard("eq", i - j + p), Guard("ge", p)])
    assert not inhabited([*within, Guard("ge", i - n)])
    assert not inhabited([Guard("eq", i - 1), Guard("eq", i - 2)])
    assert not inhabited([Guard("ge", Poly.constant(-1))])


def test_products_of_symbols_count() -> None:
    assert inhabited([Guard("ge", n * p - 6), Guard("ge", p - 1), Guard("ge", n - 1)])
    assert not inhabited([Guard("ge", n * p - 6), Guard("eq", p)])


def test_nothing_is_said_of_other_conditions() -> None:
    assert not inhabited([positive(Read("x"))])
    assert not inhabited([Guard("dv", i, n)])


@pytest.mark.parametrize("seed", range(40))
def test_conditions_with_a_point_do_not_contradict_each_other(seed: int) -> None:
    source = random.Random(seed)
    symbols = (i, j, n, p)
    rows = []
    for _ in range(source.randint(2, 7)):
        row = Poly.constant(source.randint(-4, 4))
        for symbol in source.sample(symbols, source.randint(1, 3)):
            row = row + symbol * source.choice((-2, -1, 1, 2))
        rows.append(Guard(source.choice(("ge", "ge", "ge", "eq")), row))
    assert not (inhabited(rows) and contradictory(rows))
