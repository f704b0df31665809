"""Receptive fields: which pixels a unit can see, and which units a pixel can reach, exactly.

A list of convolutions and pools goes in, a table and a picture come out::

    >>> from symderiv.layers import convolution, receptive_field
    >>> stack = receptive_field([convolution(3)] * 4)
    >>> stack.size, stack.jump, stack.start
    (9, 1, -4)
    >>> stack.affected(16)[:6]
    (5, 6, 7, 8, 9, 9)

Guarantees: everything is integer arithmetic on the *structural* dependence graph, one axis at a time (the
graph of a 2-D stack is the product of its axes).  Values of weights may cut edges (a kernel entry that is 0, a
ReLU that is off), never add one, so each count is an upper bound for a given network and is attained for all weights
outside a null set.  Borders, holes from dilation and gaps from stride are exact: a path must stay inside of every
layer on its way, which is why ``[i-r, i+r]`` cut with the image is not the whole truth for dilated padded layers.

Formulas: Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019;
proved for every stack in ``proofs/receptive_field.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Literal

from symderiv.errors import SymderivError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Layer", "Row", "Stack", "convolution", "pool", "receptive_field"]

Pair = int | tuple[int, int]
Padding = int | tuple[int, int] | Literal["same", "valid"]


@dataclass(frozen=True)
class Layer:
    """One layer along both axes (rows, columns): output ``i`` reads inputs ``i*stride + p*dilation - padding``,
    ``0 <= p < kernel``.  Made by :func:`convolution` and :func:`pool`, which check the numbers."""

    name: str
    kernel: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    padding: tuple[int, int]


@dataclass(frozen=True)
class Row:
    """One line of the table, along one axis.

    ``size`` pixels are spanned by a unit of this layer, ``seen`` of them are read (fewer where there are holes);
    the field of unit ``i`` is ``[i*jump + start, i*jump + start + size - 1]``; ``padding = -start`` is the
    padding of the whole stack so far, in pixels of the image.
    """

    name: str
    kernel: int
    stride: int
    dilation: int
    own_padding: int
    size: int
    jump: int
    start: int
    seen: int

    @property
    def padding(self) -> int:
        """Accumulated padding in pixels of the image."""
        return -self.start

    @property
    def holes(self) -> int:
        """Pixels inside of the span that a unit never reads."""
        return self.size - self.seen


def convolution(
    kernel: Pair,
    stride: Pair = 1,
    dilation: Pair = 1,
    padding: Padding = "same",
    *,
    name: str = "",
    skip: bool = False,
) -> Layer:
    """A convolution or cross-correlation (they see the same pixels).

    ``padding="same"`` pads by half of the dilated kernel, ``"valid"`` not at all.

    Raises :class:`SymderivError` for numbers below 1, a negative padding, an even kernel (of dilation 1 or any odd
    dilation) with ``"same"``, and a stride past the field of the layer, unless ``skip=True`` says that pixels are
    meant to be skipped (a 1x1 convolution of stride 2).

    >>> convolution(5, stride=2).padding
    (2, 2)
    >>> convolution(2)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    symderiv.errors.SymderivError: an even kernel cannot have 'same' padding, in kernel 2, dilation 1 (remedy: ...)
    """
    return _layer("conv", kernel, stride, dilation, padding, name, skip)


def pool(
    kernel: Pair, stride: Pair | None = None, dilation: Pair = 1, padding: Padding = 0, *, name: str = ""
) -> Layer:
    """A pool, maximum or average; the stride is the kernel unless stated.  Raises like :func:`convolution`.

    >>> pool(2).stride
    (2, 2)
    """
    return _layer("pool", kernel, kernel if stride is None else stride, dilation, padding, name, False)


def _pair(value: object, what: str, low: int) -> tuple[int, int]:
    both = value if isinstance(value, tuple) else (value, value)
    if len(both) != 2 or not all(isinstance(v, int) and not isinstance(v, bool) for v in both):
        raise SymderivError(f"{what} must be an integer or a pair of integers", repr(value))
    if min(both) < low:
        raise SymderivError(f"{what} must be at least {low}", repr(value), f"give {what} >= {low}")
    return both


def _layer(kind: str, kernel: Pair, stride: Pair, dilation: Pair, padding: Padding, name: str, skip: bool) -> Layer:
    k = _pair(kernel, "kernel", 1)
    s = _pair(stride, "stride", 1)
    d = _pair(dilation, "dilation", 1)
    if padding == "same":
        for axis in (0, 1):
            if d[axis] * (k[axis] - 1) % 2:
                raise SymderivError(
                    "an even kernel cannot have 'same' padding",
                    f"kernel {k[axis]}, dilation {d[axis]}",
                    "take an odd kernel, or state the padding as a number",
                )
        p = (d[0] * (k[0] - 1) // 2, d[1] * (k[1] - 1) // 2)
    elif padding == "valid":
        p = (0, 0)
    elif isinstance(padding, str):
        raise SymderivError("unknown padding", repr(padding), "use 'same', 'valid' or a number")
    else:
        p = _pair(padding, "padding", 0)
    for axis in (0, 1):
        extent = d[axis] * (k[axis] - 1) + 1
        if s[axis] > extent and not skip:
            raise SymderivError(
                f"the stride {s[axis]} is past the field of the layer, which spans {extent}: "
                "pixels between are read by nobody",
                f"kernel {k[axis]}, stride {s[axis]}, dilation {d[axis]}",
                f"take a stride of at most {extent}, or say skip=True if pixels are to be skipped",
            )
    return Layer(name or f"{kind} {_times(k)}", k, s, d, p)


def _times(pair: tuple[int, int]) -> str:
    return f"{pair[0]}x{pair[1]}"


def receptive_field(layers: Iterable[Layer] | Layer) -> Stack:
    """The table of a stack of layers, first layer first; one layer is a stack as well.

    Raises :class:`SymderivError` for an empty list or something that is no :class:`Layer`.
    """
    stack = tuple(layers) if isinstance(layers, Iterable) else (layers,)
    if not stack:
        raise SymderivError("a stack needs a layer", remedy="pass a list such as [convolution(3), pool(2)]")
    for layer in stack:
        if not isinstance(layer, Layer):
            raise SymderivError("not a layer", repr(layer), "make layers with convolution(...) and pool(...)")
    return Stack(stack)


@dataclass(frozen=True)
class Stack:
    """A stack of layers.  Methods with an ``axis`` speak of rows (0) or columns (1); ``size``, ``jump``, ``start`` and
    ``padding`` of axis 0 are properties, since stacks are square most of the time."""

    layers: tuple[Layer, ...]

    @property
    def size(self) -> int:
        """Side of the receptive field of a unit of the last layer, holes included."""
        return self.rows()[-1].size

    @property
    def jump(self) -> int:
        """Pixels between the fields of neighbouring units: the product of the strides."""
        return self.rows()[-1].jump

    @property
    def start(self) -> int:
        """First pixel of the field of unit 0 (negative inside of the padding)."""
        return self.rows()[-1].start

    @property
    def padding(self) -> int:
        """The padding of the whole stack, in pixels of the image."""
        return -self.start

    def rows(self, axis: int = 0) -> tuple[Row, ...]:
        """The table, a :class:`Row` for each layer.

        >>> [(r.size, r.jump) for r in receptive_field([convolution(3, 2)] * 4).rows()]
        [(3, 2), (7, 4), (15, 8), (31, 16)]
        """
        size, jump, start = 1, 1, 0
        result = []
        for number, layer in enumerate(self.layers):
            k, s, d, p = layer.kernel[axis], layer.stride[axis], layer.dilation[axis], layer.padding[axis]
            size += d * (k - 1) * jump
            start -= p * jump
            jump *= s
            seen = sum(c > 0 for c in _paths(self.layers[: number + 1], axis))
            result.append(Row(layer.name, k, s, d, p, size, jump, start, seen))
        return tuple(result)

    def path_counts(self, axis: int = 0) -> tuple[int, ...]:
        """How many paths lead from each pixel of the field to its unit (far from the border): the effective
        receptive field of a linear stack with equal weights.

        >>> receptive_field([convolution(3)] * 4).path_counts()
        (1, 4, 10, 16, 19, 16, 10, 4, 1)
        """
        return _paths(self.layers, axis)

    def lengths(self, length: int, axis: int = 0) -> tuple[int, ...]:
        """Lengths of the image and of all layers along one axis.

        Raises :class:`SymderivError` where a kernel does not fit into its padded input.

        >>> receptive_field([convolution(3, 2), pool(2)]).lengths(32)
        (32, 16, 8)
        """
        if length < 1:
            raise SymderivError("an image has at least one pixel", str(length))
        result = [length]
        for number, layer in enumerate(self.layers, 1):
            k, s, d, p = layer.kernel[axis], layer.stride[axis], layer.dilation[axis], layer.padding[axis]
            room = result[-1] + 2 * p - d * (k - 1) - 1
            if room < 0:
                raise SymderivError(
                    f"the kernel of layer {number} ({layer.name}) spans {d * (k - 1) + 1}, "
                    f"its padded input only {result[-1] + 2 * p}",
                    f"an image of length {length}",
                    "take a larger image or a smaller kernel",
                )
            result.append(room // s + 1)
        return tuple(result)

    def _reach(self, length: int, axis: int) -> list[int]:
        """For each pixel the set (as bits) of last-layer units that depend on it."""
        lengths = self.lengths(length, axis)
        sets = [1 << u for u in range(length)]  # pixels that each unit of the current layer depends on
        for layer, count in zip(self.layers, lengths[1:], strict=True):
            k, s, d, p = layer.kernel[axis], layer.stride[axis], layer.dilation[axis], layer.padding[axis]
            following = []
            for i in range(count):
                bits = 0
                for tap in range(k):
                    at = i * s + tap * d - p
                    if 0 <= at < len(sets):
                        bits |= sets[at]
                following.append(bits)
            sets = following
        return sets

    def seen(self, length: int, axis: int = 0) -> tuple[int, ...]:
        """How many pixels each unit of the last layer depends on, borders included (receptive field).

        >>> receptive_field([convolution(3)] * 4).seen(9)
        (5, 6, 7, 8, 9, 8, 7, 6, 5)
        """
        return tuple(bits.bit_count() for bits in self._reach(length, axis))

    def affected(self, length: int, axis: int = 0) -> tuple[int, ...]:
        """How many units of the last layer depend on each pixel, borders included (projective field).

        >>> receptive_field([convolution(3, padding="valid")] * 4).affected(9)
        (1, 1, 1, 1, 1, 1, 1, 1, 1)
        """
        counts = [0] * length
        for bits in self._reach(length, axis):
            while bits:
                low = bits & -bits
                counts[low.bit_length() - 1] += 1
                bits ^= low
        return tuple(counts)

    def affected_map(self, height: int, width: int) -> tuple[tuple[int, ...], ...]:
        """How many positions of the last layer depend on each pixel of an image: the product over the axes.

        >>> stack = receptive_field([convolution(3)] * 4)
        >>> values = stack.affected_map(16, 16)
        >>> values[0][0], values[0][8], values[8][8]
        (25, 45, 81)
        """
        across = self.affected(width, 1)
        return tuple(tuple(a * b for b in across) for a in self.affected(height, 0))

    def table(self, axis: int = 0, length: int | None = None) -> str:
        """The table as text; with ``length``, the lengths of the layers too.

        >>> print(receptive_field([convolution(3), pool(2), convolution(3, dilation=2)]).table())
        layer     kernel  stride  dilation  padding | field  seen  jump  start
        conv 3x3       3       1         1        1 |     3     3     1     -1
        pool 2x2       2       2         1        0 |     4     4     2     -1
        conv 3x3       3       1         2        2 |    12    12     2     -5
        """
        names = ("layer", "kernel", "stride", "dilation", "padding", "field", "seen", "jump", "start")
        rows = [
            (r.name, r.kernel, r.stride, r.dilation, r.own_padding, r.size, r.seen, r.jump, r.start)
            for r in self.rows(axis)
        ]
        head = [*names] + (["length"] if length is not None else [])
        body = [[str(v) for v in row] for row in rows]
        if length is not None:
            for line, n in zip(body, self.lengths(length, axis)[1:], strict=True):
                line.append(str(n))
        widths = [max(len(line[c]) for line in [head, *body]) for c in range(len(head))]

        def show(line: Sequence[str]) -> str:
            cells = [line[0].ljust(widths[0])] + [v.rjust(w) for v, w in zip(line[1:], widths[1:], strict=True)]
            return "  ".join(cells[:5]) + " | " + "  ".join(cells[5:])

        return "\n".join(show(line) for line in [head, *body])

    def __str__(self) -> str:
        return self.table()

    def picture(self, height: int, width: int, path: str | PathLike[str] | None = None) -> Figure:
        """A figure: how many outputs each pixel of an image affects, and the share of paths in the field of a unit.

        Saved to ``path`` if given.  Needs matplotlib.
        """
        from matplotlib.figure import Figure

        figure = Figure(figsize=(9, 4), layout="constrained")
        left, right = figure.subplots(1, 2)
        shown = left.imshow(self.affected_map(height, width), cmap="cividis", origin="upper")
        left.set(title="outputs that a pixel affects", xlabel="pixel column", ylabel="pixel row")
        figure.colorbar(shown, ax=left, label="positions of the last layer", shrink=0.85)
        for axis, label, mark in ((0, "rows", "o-"), (1, "columns", "s--")):
            counts = self.path_counts(axis)
            total = sum(counts)
            start = -(len(counts) - 1) / 2
            places = [start + u for u in range(len(counts))]
            right.plot(places, [100 * c / total for c in counts], mark, label=label, markersize=4)
            if self.path_counts(0) == self.path_counts(1):
                break
        right.set(
            title=f"field of one unit: {self.rows(0)[-1].size} x {self.rows(1)[-1].size} pixels",
            xlabel="distance from the centre of the field (pixels)",
            ylabel="share of paths (%)",
        )
        right.set_ylim(bottom=0)
        if len(right.lines) > 1:
            right.legend()
        if path is not None:
            figure.savefig(path, dpi=150)
        return figure


def _paths(layers: Sequence[Layer], axis: int) -> tuple[int, ...]:
    """Coefficients of the product of ``1 + x^(d j) + ... + x^((k-1) d j)`` over the layers, j the jump before each."""
    counts = [1]
    jump = 1
    for layer in layers:
        k, d = layer.kernel[axis], layer.dilation[axis]
        step = d * jump
        product = [0] * (len(counts) + step * (k - 1))
        for tap in range(k):
            for place, count in enumerate(counts):
                product[place + tap * step] += count
        counts = product
        jump *= layer.stride[axis]
    return tuple(counts)
