"""Spans against brute force: every point between the bounds is found, whatever the order of the binders."""

from __future__ import annotations

import itertools
import random

import pytest

from symderiv.meaning.spans import Affine, points


@pytest.mark.parametrize("seed", range(60))
def test_no_point_is_lost(seed: int) -> None:
    draw = random.Random(seed)
    binders = ["i", "j", "k"][: draw.randint(1, 3)]
    box: list[Affine] = [({b: 1}, 2) for b in binders] + [({b: -1}, 2) for b in binders]
    cuts: list[Affine] = []
    for _ in range(draw.randint(0, 4)):
        form = {b: c for b in binders if (c := draw.randint(-2, 2))}
        cuts.append((form, draw.randint(-2, 3)))
    known = [*box[: draw.choice([len(box), len(box), len(box) - 1])], *(c for c in cuts if c[0])]

    def inside(at: dict[str, int]) -> bool:
        return all(c + sum(k * at[s] for s, k in form.items()) >= 0 for form, c in known)

    found = points(binders, known)
    if isinstance(found, str):
        assert found in binders
        return
    kept = [e for e in found if inside(e)]
    near = (dict(zip(binders, place, strict=True)) for place in itertools.product(range(-20, 21), repeat=len(binders)))
    wanted = [e for e in near if inside(e)]
    assert sorted(map(repr, kept)) == sorted(map(repr, wanted))


def test_an_endless_range_is_named() -> None:
    assert points(["i"], [({"i": 1}, 0)]) == "i"
    assert points(["i", "j"], [({"i": 1}, 0), ({"i": -1}, 3), ({"j": 1}, 0)]) == "j"
    assert points([], []) == [{}]
    assert points(["i"], [({"i": 1}, 0), ({"i": -1}, -1)]) == []
