"""Receptive fields against exhaustive dependence matrices, made by following every path one at a time."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symderiv.errors import SymderivError
from symderiv.layers import Layer, convolution, pool, receptive_field


def dependence(layers: list[Layer], length: int, axis: int = 0) -> np.ndarray:
    """The path-count matrix (outputs x pixels) as a product of banded 0/1 matrices, each written entry by entry."""
    total = np.eye(length, dtype=np.int64)
    for layer in layers:
        k, s, d, p = (getattr(layer, f)[axis] for f in ("kernel", "stride", "dilation", "padding"))
        before = total.shape[0]
        after = (before + 2 * p - d * (k - 1) - 1) // s + 1
        matrix = np.zeros((after, before), dtype=np.int64)
        for i, tap in product(range(after), range(k)):
            u = s * i + d * tap - p
            if 0 <= u < before:
                matrix[i, u] += 1
        total = matrix @ total
    return total


@st.composite
def stacks(draw: st.DrawFn) -> list[Layer]:
    layers = []
    for _ in range(draw(st.integers(1, 4))):
        kernel = draw(st.integers(1, 5))
        dilation = draw(st.integers(1, 3))
        stride = draw(st.integers(1, dilation * (kernel - 1) + 1))
        layers.append(convolution(kernel, min(stride, 3), dilation, draw(st.integers(0, 4))))
    return layers


@settings(max_examples=300, deadline=None)
@given(stacks(), st.integers(1, 40))
def test_counts_are_those_of_the_dependence_matrix(layers: list[Layer], length: int) -> None:
    stack = receptive_field(layers)
    try:
        lengths = stack.lengths(length)
    except SymderivError:
        return
    matrix = dependence(layers, length)
    assert matrix.shape == (lengths[-1], length)
    assert stack.seen(length) == tuple((matrix > 0).sum(axis=1))
    assert stack.affected(length) == tuple((matrix > 0).sum(axis=0))


@settings(max_examples=100, deadline=None)
@given(stacks())
def test_size_jump_start_paths_of_an_interior_unit(layers: list[Layer]) -> None:
    stack = receptive_field(layers)
    length = 2 * (stack.size + stack.padding + 2 * stack.jump)
    matrix = dependence(layers, length)
    middle = (length // 2) // stack.jump
    pixels = np.flatnonzero(matrix[middle])
    # the formula speaks of the interior: where no path passes padding
    first = middle * stack.jump + stack.start
    assert pixels[0] == first
    assert pixels[-1] == first + stack.size - 1
    assert stack.path_counts() == tuple(matrix[middle, first : first + stack.size])
    assert stack.rows()[-1].seen == len(pixels)


def test_four_3x3_exhaustively() -> None:
    """The closed forms of the theorem, at every position of every image up to 24 pixels."""
    for kernels in product((1, 3, 7), repeat=4):
        reach = sum(k - 1 for k in kernels) // 2
        same = receptive_field([convolution(k) for k in kernels])
        for n in (1, 2, 5, 9, 16, 24):
            expected = tuple(min(n - 1, u + reach) - max(0, u - reach) + 1 for u in range(n))
            assert same.affected(n) == expected == same.seen(n)
    valid = receptive_field([convolution(3, padding="valid")] * 4)
    for n in range(9, 25):
        assert valid.affected(n) == tuple(min(u, n - 9) - max(0, u - 8) + 1 for u in range(n))
        assert set(valid.seen(n)) == {9}


def test_facts_of_the_theorem() -> None:
    four = receptive_field([convolution(3)] * 4)
    grid = np.array(four.affected_map(16, 16))
    assert (grid[0, 0], grid[0, 8], grid[8, 8], round(grid.mean(), 2)) == (25, 45, 81, 60.06)
    assert set(np.array(four.affected_map(5, 5)).ravel()) == {25}
    assert np.array(four.affected_map(8, 8)).max() == 64
    strided = receptive_field([convolution(3, 2)] * 4)
    assert strided.size == 31
    assert set(strided.affected(256)[32:-32]) == {1, 2}
    dilated = receptive_field([convolution(3, dilation=2)] * 4)
    assert (dilated.size, dilated.rows()[-1].seen) == (17, 9)
    assert receptive_field([convolution(3, dilation=d) for d in (1, 2, 4, 8)]).size == 31


def test_dilated_padding_is_no_minkowski_sum() -> None:
    """n = 3, dilations 1 and 3: pixels 0 and 2 are within reach 4, but every path would leave the image."""
    for order in ((1, 3), (3, 1)):
        stack = receptive_field([convolution(3, dilation=d) for d in order])
        assert stack.size == 9
        assert stack.seen(3)[0] == 2


def test_axes_are_independent() -> None:
    stack = receptive_field([convolution((3, 5), (1, 2)), pool((2, 1))])
    assert [r.size for r in stack.rows(0)] == [3, 4]
    assert [r.size for r in stack.rows(1)] == [5, 5]
    assert "layer" in stack.table(1, length=32)


def test_picture(tmp_path: Path) -> None:
    target = tmp_path / "field.png"
    receptive_field([convolution(3), pool(2)]).picture(12, 12, target)
    assert target.stat().st_size > 1000


def test_bad_input_to_the_picture_overwrites_nothing(tmp_path: Path) -> None:
    target = tmp_path / "field.png"
    target.write_text("not a picture", encoding="utf-8")
    stack = receptive_field([convolution(9, padding="valid")])
    with pytest.raises(SymderivError, match="spans 9"):
        stack.picture(4, 4, target)
    assert target.read_text(encoding="utf-8") == "not a picture"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: convolution(4), "even kernel"),
        (lambda: convolution(0), "at least 1"),
        (lambda: convolution(3, 4), "past the field"),
        (lambda: pool(2, 3), "past the field"),
        (lambda: convolution(3, padding=-1), "at least 0"),
        (lambda: convolution(3, padding="full"), "unknown padding"),  # type: ignore[arg-type]
        (lambda: convolution(2.5), "integer"),  # type: ignore[arg-type]
        (lambda: receptive_field([]), "needs a layer"),
        (lambda: receptive_field([3]), "not a layer"),  # type: ignore[list-item]
        (lambda: receptive_field([convolution(9, padding="valid")]).lengths(4), "spans 9"),
        (lambda: receptive_field([convolution(3)]).affected(0), "at least one pixel"),
    ],
)
def test_bad_input_says_what_and_how(make: object, words: str) -> None:
    with pytest.raises(SymderivError, match=words):
        make()  # type: ignore[operator]


def test_skipping_on_purpose() -> None:
    assert receptive_field([convolution(1, 2, skip=True)]).affected(4) == (1, 0, 1, 0)


def test_one_layer_is_a_stack() -> None:
    assert receptive_field(convolution(3)) == receptive_field([convolution(3)])
    with pytest.raises(SymderivError, match="not a layer"):
        receptive_field(None)  # type: ignore[arg-type]
