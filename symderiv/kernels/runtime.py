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
    """The input as an array; raises ValueError where it has another number of axes, TypeError for complex numbers."""
    if np.iscomplexobj(value):
        raise TypeError(f"{name} is complex, but it needs real numbers")
    array = np.asarray(value, dtype)
    if array.ndim != rank:
        raise ValueError(f"{name} has shape {array.shape}, but it needs {rank} axes")
    return array


def _check_shape(name: str, array: Array, shape: tuple[int, ...]) -> None:
    """Raise ValueError where an input has another shape than the sizes say."""
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}, but the other inputs make it {shape}")


def _apply(name: str, function: Any, dtype: Any, *values: Any) -> Array:
    """A function that is given as an input, entry by entry; raises ValueError where it does not keep the shape."""
    arrays = np.broadcast_arrays(*(np.asarray(v, dtype) for v in values))
    result = np.asarray(function(*arrays), dtype)
    if result.shape != arrays[0].shape:
        raise ValueError(f"{name} turns shape {arrays[0].shape} into {result.shape}; it must work entry by entry")
    return result


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


def scatter(
    values: Array, sizes: tuple[int, ...], starts: tuple[int, ...], steps: tuple[tuple[int, ...], ...]
) -> Array:
    """out[starts + steps @ (k, taps)] += values[taps, k], axis by axis; what falls outside is dropped."""
    out = np.zeros(sizes, values.dtype)
    lead = values.ndim - len(sizes)
    for taps in np.ndindex(values.shape[:lead]):
        here, there = [], []
        for size, start, step, count in zip(sizes, starts, steps, values.shape[lead:], strict=True):
            first = start + sum(c * tap for c, tap in zip(step[1:], taps, strict=True))
            low = max(0, -(first // step[0]))
            high = min(count, (size - 1 - first) // step[0] + 1)
            here.append(slice(low, max(low, high)))
            there.append(slice(first + step[0] * low, max(0, first + step[0] * (high - 1) + 1), step[0]))
        if all(s.start < s.stop for s in here):
            out[tuple(there)] += values[(*taps, *here)]
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


def plane(array: Array, axis: int, place: int) -> Array:
    """The array at a place of one axis; zero where it has no such place."""
    if 0 <= place < array.shape[axis]:
        value: Array = array[(slice(None),) * axis + (place,)]
        return value
    return np.zeros(array.shape[:axis] + array.shape[axis + 1 :], array.dtype)


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
    """The error function as x P(x^2) / Q(x^2), all coefficients positive, fitted by least squares until level.

    Relative error: below 4e-17 (float64) and 3e-8 (float32) exactly, 1e-15 and 4e-7 with rounding.
    """
    x = np.asarray(a)
    if x.dtype == np.float32:
        end = 3.95
        top: tuple[float, ...] = (
            2.0260130140654457e-06, 0.00028452154420941937, 0.0038032007510864297, 0.0528599008403373,
            0.19144227300776712, 1.1283791448626581,
        )  # fmt: skip
        bottom: tuple[float, ...] = (
            3.782421608790688e-05, 0.00116942222745946, 0.01504517806380697, 0.11451382995114529,
            0.502993998977074, 1.0,
        )  # fmt: skip
    else:
        end, x = 5.95, x.astype(np.float64)
        top = (
            1.5527991440153674e-17, 2.2102600280031886e-14, 3.3309557106677975e-12, 1.725003732730851e-10,
            6.777155739208924e-09, 1.7013468696434567e-07, 3.910464412068022e-06, 5.7136655995740215e-05,
            0.000857193936861289, 0.006906926731098379, 0.06617757446180016, 0.22049416171706013,
            1.1283791670955126,
        )  # fmt: skip
        bottom = (
            8.764654897405825e-16, 3.3033318519305975e-13, 2.5529738730848647e-11, 1.127737641959423e-09,
            3.526997565463164e-08, 8.377145142167267e-07, 1.554442711708937e-05, 0.00022667423283951273,
            0.0025701222912520665, 0.02202164654867101, 0.13489541379994494, 0.5287411963521241, 1.0,
        )  # fmt: skip
    out = np.empty_like(x, order="C", subok=False)
    given, made = x.reshape(-1), out.reshape(-1)
    for start in range(0, x.size, 8192):  # pieces that stay in the cache
        piece = np.clip(given[start : start + 8192], -end, end)
        square = piece * piece
        above, below = square * top[0] + top[1], square * bottom[0] + bottom[1]
        for over, under in zip(top[2:], bottom[2:], strict=True):
            above *= square
            above += over
            below *= square
            below += under
        above *= piece
        above /= below
        np.clip(above, -1, 1, out=made[start : start + 8192])
    kind = np.result_type(a)
    return out.astype(kind, copy=False) if kind.kind == "f" else out


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


def _within(size: int, count: int, start: int, step: int) -> tuple[slice, slice]:
    """The k < count with 0 <= start + step*k < size, and those places."""
    low, high = max(0, -(start // step)), min(count, (size - 1 - start) // step + 1)
    return slice(low, max(low, high)), slice(start + step * low, max(0, start + step * (high - 1) + 1), step)


def correlate_strictly(
    x: Array, w: Array, size: tuple[int, int], starts: tuple[int, int], step: tuple[int, int], tap: tuple[int, int]
) -> Array:
    """What correlate gives, tap by tap: no zero that stands for an outside meets an entry that is not finite."""
    y = np.zeros((x.shape[0], w.shape[0], *size), x.dtype)
    for p, q in np.ndindex(w.shape[2:]):
        i, rows = _within(x.shape[2], size[0], starts[0] + tap[0] * p, step[0])
        j, columns = _within(x.shape[3], size[1], starts[1] + tap[1] * q, step[1])
        if i.start < i.stop and j.start < j.stop:
            y[:, :, i, j] += np.einsum("oc,ncij->noij", w[:, :, p, q], x[:, :, rows, columns], optimize=True)
    return y


def correlate_lags_strictly(
    g: Array, x: Array, taps: tuple[int, int], starts: tuple[int, int], step: tuple[int, int], tap: tuple[int, int]
) -> Array:
    """What correlate_lags gives, tap by tap: no zero that stands for an outside meets an entry that is not finite."""
    w = np.zeros((g.shape[1], x.shape[1], *taps), x.dtype)
    for p, q in np.ndindex(taps):
        i, rows = _within(x.shape[2], g.shape[2], starts[0] + tap[0] * p, step[0])
        j, columns = _within(x.shape[3], g.shape[3], starts[1] + tap[1] * q, step[1])
        if i.start < i.stop and j.start < j.stop:
            w[:, :, p, q] = np.einsum("noij,ncij->oc", g[:, :, i, j], x[:, :, rows, columns], optimize=True)
    return w


def _dtype(*arrays: Any) -> Any:
    """The floating type of the arrays; neither integers nor scalars beside arrays widen it; float64 without any."""
    given = [np.asarray(a) for a in arrays if a is not None]
    for kinds in ([a.dtype for a in given if a.ndim], [a.dtype for a in given]):
        floats = [k for k in kinds if k.kind == "f"]
        if floats:
            return np.result_type(*floats)
    return np.dtype(float)


def _whole(name: str, value: Any) -> int:
    """A whole number that no shape fixes; never a rounded one."""
    number = int(value)
    if number != value:
        raise ValueError(f"{name} = {value} is no whole number")
    return number


def _agree(name: str, given: Any, value: int) -> int:
    """The size read off a shape; a value that was given besides must be the same."""
    if given is not None and given != value:
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
