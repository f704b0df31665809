"""The helpers of generated kernels: each is copied, as written here, into the module that uses it.

Every function here uses NumPy alone and keeps float32.  ``window`` reads a tensor at affine indices, zero outside;
``correlate`` and ``correlate_lags`` are the fast forms of convolutions: one matrix product an image over columns
that are copied in long runs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def _array(name: str, value: Any, dtype: Any, rank: int) -> Array:
    """The input as an array; raises ValueError where it has another number of axes."""
    array = np.asarray(value, dtype)
    if array.ndim != rank:
        raise ValueError(f"{name} has shape {array.shape}, but it needs {rank} axes")
    return array


def _check_shape(name: str, array: Array, shape: tuple[int, ...]) -> None:
    """Raise ValueError where an input has another shape than the sizes say."""
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}, but the other inputs make it {shape}")


def window(array: Array, sizes: tuple[int, ...], starts: tuple[int, ...], steps: tuple[tuple[int, ...], ...]) -> Array:
    """View v[k] = array[starts + steps @ k] for 0 <= k < sizes; the array is zero outside."""
    low = [
        start + sum(min(0, c * (n - 1)) for c, n in zip(step, sizes, strict=True) if n)
        for start, step in zip(starts, steps, strict=True)
    ]
    high = [
        start + sum(max(0, c * (n - 1)) for c, n in zip(step, sizes, strict=True) if n)
        for start, step in zip(starts, steps, strict=True)
    ]
    if any(lo < 0 or hi >= n for lo, hi, n in zip(low, high, array.shape, strict=True)):
        padded = np.zeros([hi - lo + 1 for lo, hi in zip(low, high, strict=True)], array.dtype)
        inner = [(max(lo, 0), min(hi + 1, n)) for lo, hi, n in zip(low, high, array.shape, strict=True)]
        if all(a < b for a, b in inner):
            target = tuple(slice(a - lo, b - lo) for (a, b), lo in zip(inner, low, strict=True))
            padded[target] = array[tuple(slice(a, b) for a, b in inner)]
        array = padded
        starts = tuple(start - lo for start, lo in zip(starts, low, strict=True))
    strides = [
        sum(step[k] * stride for step, stride in zip(steps, array.strides, strict=True)) for k in range(len(sizes))
    ]
    origin = array[tuple(slice(start, None) for start in starts)]
    return np.lib.stride_tricks.as_strided(origin, sizes, strides, writeable=False)


def spread(array: Array, steps: tuple[int, ...]) -> Array:
    """The array with steps - 1 zeros between neighbours, axis by axis."""
    shape = [max(0, s * (n - 1) + 1) for n, s in zip(array.shape, steps, strict=True)]
    out = np.zeros(shape, array.dtype)
    out[tuple(slice(None, None, s) for s in steps)] = array
    return out


def fold(operation: Any, axes: tuple[int, ...], array: Array, factor: Any = None) -> Array:
    """operation.reduce(array * factor, axes), entry by entry of the axes where they have few."""
    short = np.moveaxis(array, axes, range(len(axes)))
    times = None if factor is None else np.moveaxis(np.broadcast_to(factor, array.shape), axes, range(len(axes)))
    places = list(np.ndindex(short.shape[: len(axes)]))
    if not 0 < len(places) <= 64:
        return np.asarray(operation.reduce(array if factor is None else array * factor, axes))
    total: Array = np.array(short[places[0]]) if times is None else short[places[0]] * times[places[0]]
    for place in places[1:]:
        operation(total, short[place] if times is None else short[place] * times[place], out=total)
    return total


def gather(array: Array, *places: Any) -> Array:
    """The entries at integer index arrays that broadcast together, zero outside."""
    inside: Any = True
    clipped = []
    for place, size in zip(places, array.shape, strict=True):
        inside = inside & (place >= 0) & (place < size)
        clipped.append(np.clip(place, 0, max(size - 1, 0)))
    if 0 in array.shape:
        return np.zeros(np.broadcast_shapes(*(np.shape(p) for p in places)), array.dtype)
    return np.where(inside, array[tuple(clipped)], np.zeros((), array.dtype))


def keep(condition: Any, value: Any) -> Array:
    """The value where the condition holds, else 0, be the value finite or not: np.where in an eighth of its time."""
    value = np.asarray(value)
    if value.dtype not in (np.float32, np.float64):
        return np.where(condition, value, np.zeros((), value.dtype))
    integer = np.int32 if value.dtype == np.float32 else np.int64
    bits = np.negative(np.asarray(condition, bool).view(np.int8), dtype=integer)
    fits = isinstance(bits, np.ndarray) and np.broadcast_shapes(bits.shape, value.shape) == bits.shape
    kept: Array = np.asarray(np.bitwise_and(bits, value.view(integer), out=bits if fits else None)).view(value.dtype)
    return kept


def sigmoid(a: Array) -> Array:
    """1 / (1 + exp(-a)) without overflow."""
    e = np.exp(-np.abs(a))
    value: Array = np.where(np.asarray(a) >= 0, 1, e) / (1 + e)
    return value


def softplus(a: Array) -> Array:
    """log(1 + exp(a)) without overflow."""
    return np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a)))


def logdet(a: Array) -> Array:
    """log det a without overflow; NaN where the determinant is negative."""
    sign, size = np.linalg.slogdet(a)
    value: Array = np.where(sign < 0, np.nan, size).astype(a.dtype)
    return value


def erf(a: Array) -> Array:
    """The error function: W. J. Cody, Rational Chebyshev approximation for the error function, 1969."""
    x = np.asarray(a, dtype=np.float64)
    y = np.abs(x)

    def ratio(t: Array, top: tuple[float, ...], bottom: tuple[float, ...]) -> Array:
        quotient: Array = np.polyval(top, t) / np.polyval(bottom, t)
        return quotient

    t = np.minimum(y, 0.5) ** 2
    small = x * ratio(
        t,
        (
            1.85777706184603153e-1,
            3.16112374387056560e00,
            1.13864154151050156e02,
            3.77485237685302021e02,
            3.20937758913846947e03,
        ),
        (1.0, 2.36012909523441209e01, 2.44024637934444173e02, 1.28261652607737228e03, 2.84423683343917062e03),
    )
    t = np.clip(y, 0.46875, 4.0)
    middle = np.exp(-t * t) * ratio(
        t,
        (
            2.15311535474403846e-8,
            5.64188496988670089e-1,
            8.88314979438837594e0,
            6.61191906371416295e01,
            2.98635138197400131e02,
            8.81952221241769090e02,
            1.71204761263407058e03,
            2.05107837782607147e03,
            1.23033935479799725e03,
        ),
        (
            1.0,
            1.57449261107098347e01,
            1.17693950891312499e02,
            5.37181101862009858e02,
            1.62138957456669019e03,
            3.29079923573345963e03,
            4.36261909014324716e03,
            3.43936767414372164e03,
            1.23033935480374942e03,
        ),
    )
    t = np.clip(y, 4.0, 7.0)
    z = 1 / (t * t)
    tail = z * ratio(
        z,
        (
            1.63153871373020978e-2,
            3.05326634961232344e-1,
            3.60344899949804439e-1,
            1.25781726111229246e-1,
            1.60837851487422766e-2,
            6.58749161529837803e-4,
        ),
        (
            1.0,
            2.56852019228982242e00,
            1.87295284992346725e00,
            5.27905102951428412e-1,
            6.05183413124413191e-2,
            2.33520497626869185e-3,
        ),
    )
    large = np.exp(-t * t) / t * (5.6418958354775628695e-1 - tail)
    value = np.where(y <= 0.46875, small, np.sign(x) * (1 - np.where(y <= 4.0, middle, large)))
    return value.astype(np.result_type(a), copy=False) if np.result_type(a).kind == "f" else value


def _columns(image: Array, out: Array, starts: tuple[int, int], step: tuple[int, int], tap: tuple[int, int]) -> None:
    """out[c, p, q, i, j] = image[c, starts + step * (i, j) + tap * (p, q)], zero outside; loops over few taps only."""
    channels, taps_p, taps_q, rows, columns = out.shape
    _, height, width = image.shape
    if taps_p * taps_q > 121:
        out[...] = window(
            image,
            (channels, taps_p, taps_q, rows, columns),
            (0, *starts),
            ((1, 0, 0, 0, 0), (0, tap[0], 0, step[0], 0), (0, 0, tap[1], 0, step[1])),
        )
        return
    for p in range(taps_p):
        first = starts[0] + tap[0] * p
        top, bottom = max(0, -(first // step[0])), min(rows, (height - 1 - first) // step[0] + 1)
        for q in range(taps_q):
            begin = starts[1] + tap[1] * q
            left, right = max(0, -(begin // step[1])), min(columns, (width - 1 - begin) // step[1] + 1)
            target = out[:, p, q]
            if top >= bottom or left >= right:
                target[...] = 0
                continue
            target[:, :top] = 0
            target[:, bottom:] = 0
            target[:, top:bottom, :left] = 0
            target[:, top:bottom, right:] = 0
            i, j = first + step[0] * top, begin + step[1] * left
            target[:, top:bottom, left:right] = image[
                :, i : first + step[0] * (bottom - 1) + 1 : step[0], j : begin + step[1] * (right - 1) + 1 : step[1]
            ]


def _flat_columns(image: Array, padded: Array, out: Array, starts: tuple[int, int], tap: tuple[int, int]) -> None:
    """Columns at stride 1 in rows as long as the padded ones, so that a tap is one contiguous shift.

    ``padded`` is zero outside of what is written here; ``out[c, p, q]`` has the rows of ``padded``, of which the
    first columns are pixels of the result and the rest, the overhang, means nothing.
    """
    channels, taps_p, taps_q, rows, length = out.shape
    _place(image, padded[:, :-1], starts)
    whole, line, item = padded.strides
    shifts = np.lib.stride_tricks.as_strided(
        padded, (channels, taps_p, taps_q, rows * length), (whole, tap[0] * line, tap[1] * item, item)
    )
    out.reshape(shifts.shape)[...] = shifts


def _place(image: Array, padded: Array, starts: tuple[int, int]) -> None:
    """padded[c, i, j] = image[c, starts + (i, j)] where the image has that pixel; the rest is left as it is."""
    _, height, width = image.shape
    top, bottom = max(0, -starts[0]), min(padded.shape[1], height - starts[0])
    left, right = max(0, -starts[1]), min(padded.shape[2], width - starts[1])
    if top < bottom and left < right:
        padded[:, top:bottom, left:right] = image[
            :, top + starts[0] : bottom + starts[0], left + starts[1] : right + starts[1]
        ]


def correlate(
    x: Array, w: Array, size: tuple[int, int], starts: tuple[int, int], step: tuple[int, int], tap: tuple[int, int]
) -> Array:
    """y[n,o,i,j] = sum_{c,p,q} w[o,c,p,q] x[n,c, starts + step*(i,j) + tap*(p,q)]: one matrix product an image."""
    count, channels = x.shape[:2]
    out, taps = w.shape[0], w.shape[2:]
    rows, columns = size
    y = np.empty((count, out, rows, columns), x.dtype)
    for axis in (0, 1):
        if tap[axis] < 0:  # turn the kernel around
            w = np.flip(w, 2 + axis)
            starts = tuple(s + tap[a] * (taps[a] - 1) if a == axis else s for a, s in enumerate(starts))  # type: ignore[assignment]
            tap = (-tap[0], tap[1]) if axis == 0 else (tap[0], -tap[1])
    if taps[0] * taps[1] > max(121, rows * columns):  # a sum over pixels: the same with taps and pixels exchanged
        return correlate_lags(w.transpose(1, 0, 2, 3), x.transpose(1, 0, 2, 3), size, starts, tap, step).transpose(
            1, 0, 2, 3
        )
    matrix = np.ascontiguousarray(w).reshape(out, channels * taps[0] * taps[1])
    flat = step == (1, 1) and 0 < taps[0] * taps[1] <= 121 and rows * columns > 0
    length = columns + tap[1] * (taps[1] - 1) if flat else columns
    buffer = np.empty((channels, *taps, rows, length), x.dtype)
    padded = np.zeros((channels, rows + tap[0] * (taps[0] - 1) + 1, length), x.dtype) if flat else buffer
    product = np.empty((out, rows, length), x.dtype)
    for n in range(count):
        if flat:
            _flat_columns(x[n], padded, buffer, starts, tap)
        else:
            _columns(x[n], buffer, starts, step, tap)
        np.matmul(matrix, buffer.reshape(matrix.shape[1], rows * length), out=product.reshape(out, rows * length))
        y[n] = product[:, :, :columns]
    return y


def correlate_lags(
    g: Array, x: Array, taps: tuple[int, int], starts: tuple[int, int], step: tuple[int, int], tap: tuple[int, int]
) -> Array:
    """w[o,c,p,q] = sum_{n,i,j} g[n,o,i,j] x[n,c, starts + step*(i,j) + tap*(p,q)]: one matrix product an image."""
    turn = tuple(slice(None, None, -1 if t < 0 else 1) for t in tap)
    starts = (starts[0] + min(0, tap[0] * (taps[0] - 1)), starts[1] + min(0, tap[1] * (taps[1] - 1)))
    tap = (abs(tap[0]), abs(tap[1]))
    count, channels = x.shape[:2]
    out, rows, columns = g.shape[1:]
    if taps[0] * taps[1] > max(121, rows * columns):  # a sum over few pixels
        lagged = correlate(x.transpose(1, 0, 2, 3), g.transpose(1, 0, 2, 3), taps, starts, tap, step)
        return lagged.transpose(1, 0, 2, 3)[:, :, turn[0], turn[1]]
    if step != (1, 1) or not 0 < taps[0] * taps[1] <= 121 or rows * columns == 0:
        total = np.zeros((channels * taps[0] * taps[1], out), x.dtype)
        buffer = np.empty((channels, *taps, rows, columns), x.dtype)
        for n in range(count):
            _columns(x[n], buffer, starts, step, tap)
            total += buffer.reshape(total.shape[0], rows * columns) @ g[n].reshape(out, rows * columns).T
        return total.T.reshape(out, channels, *taps)[:, :, turn[0], turn[1]]
    # in rows as long as the padded ones a tap is a shift: columns are copied for the taps of one axis, and the taps
    # of the other one are views of them; the overhang meets zeros in g
    length, lines = columns + tap[1] * (taps[1] - 1), rows + tap[0] * (taps[0] - 1)
    shifts = np.zeros((channels, taps[1], lines * length + length), x.dtype)
    padded = shifts[:, 0, : lines * length].reshape(channels, lines, length)
    flat = np.lib.stride_tricks.as_strided(
        shifts, (channels * taps[1], lines * length), (shifts.strides[1], shifts.itemsize)
    )
    wide = np.zeros((out, rows, length), x.dtype)
    lags = np.zeros((taps[0], out, channels * taps[1]), x.dtype)
    for n in range(count):
        _place(x[n], padded, starts)
        for q in range(1, taps[1]):
            shifts[:, q, : lines * length] = shifts[:, 0, tap[1] * q : tap[1] * q + lines * length]
        wide[:, :, :columns] = g[n]
        for p in range(taps[0]):
            first = tap[0] * p * length
            lags[p] += wide.reshape(out, rows * length) @ flat[:, first : first + rows * length].T
    split = lags.reshape(taps[0], out, channels, taps[1])
    return split.transpose(1, 2, 0, 3)[:, :, turn[0], turn[1]]


def _dtype(*arrays: Any) -> Any:
    """The floating type of the arrays; neither integers nor scalars beside arrays widen it; float64 without any."""
    given = [np.asarray(a) for a in arrays if a is not None]
    for kinds in ([a.dtype for a in given if a.ndim], [a.dtype for a in given]):
        floats = [k for k in kinds if k.kind == "f"]
        if floats:
            return np.result_type(*floats)
    return np.dtype(float)


def _agree(name: str, given: Any, value: int) -> int:
    """The size read off a shape; a value that was given besides must be the same."""
    if given is not None and int(given) != value:
        raise ValueError(f"{name} = {given} was given, but the shapes make it {value}")
    return value


def _result(value: Any, dtype: Any, *inputs: Any) -> Array:
    """An array of its own, in C order: never a view, never an input."""
    array: Array = np.asarray(value, dtype)
    if (
        array.flags.owndata
        and array.flags.c_contiguous
        and array.flags.writeable
        and all(array is not i for i in inputs)
    ):
        return array
    return array.copy(order="C")
