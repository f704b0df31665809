"""Integers at which conditions hold are found only where there are some."""

from __future__ import annotations

import random

import pytest

from symderiv.language.integers import Poly
from symderiv.prover.hints import _eliminated, inhabited
from symderiv.prover.kernel.intervals import _refuted

S = Poly.symbol
i, j, n, p = S("%i"), S("%j"), S("N"), S("P")


def test_ranges_have_points_and_empty_ones_have_none() -> None:
    within = [n - 1, i, n - 1 - i]
    assert inhabited(within)
    assert inhabited([*within, i - j + p, j - i - p, p])
    assert not inhabited([*within, i - n])
    assert not inhabited([i - 1, 1 - i, i - 2, 2 - i])
    assert not inhabited([Poly.constant(-1)])


def test_products_of_symbols_count() -> None:
    assert inhabited([n * p - 6, p - 1, n - 1])
    assert not inhabited([n * p - 6, p, -p])


@pytest.mark.parametrize("seed", range(80))
def test_conditions_with_a_point_do_not_contradict_each_other(seed: int) -> None:
    source = random.Random(seed)
    symbols = (i, j, n, p, n * i)
    rows = []
    for _ in range(source.randint(2, 7)):
        row = Poly.constant(source.randint(-4, 4))
        for symbol in source.sample(symbols, source.randint(1, 3)):
            row = row + symbol * source.choice((-2, -1, 1, 2))
        rows += [row, -row] if source.random() < 0.25 else [row]
    eliminated = _eliminated(rows) is not None
    assert not (inhabited(rows) and eliminated)
    assert _refuted(rows) == eliminated, "the kernel can follow each contradiction that is found"
    box = range(-6, 7)
    points = ({"%i": a, "%j": b, "N": c, "P": d} for a in box for b in box for c in box for d in box)
    assert not eliminated or not any(all(row.evaluate(at) >= 0 for row in rows) for at in points)
