"""Cross-correlation of images with kernels, and its two gradients, in plain NumPy.

Convention (NCHW, no flip, zero outside)::

    y[n,o,i,j] = b[o] + sum over c,p,q of  w[o,c,p,q] * x[n,c, s*i + d*p - P, s*j + d*q - P]

True convolution is the same with the kernel turned by 180 degrees (:func:`rotate_kernel`).  Each tap
(p, q) of the kernel is one copy of the padded image; what remains is one matrix product for the batch.
Inside, images lie channels first and batch last (C,H,W,N): a copy then runs over whole batches, whatever
the stride, and no product needs a transposed copy.  What is returned is an NCHW view of that, so the
next layer finds its input in this order already.
Guarantee: nothing here is derived from, or shared with, the symbolic side; float32 stays float32.
Source of the formulas: the definition above, differentiated by hand; compared with torch in the tests.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from symderiv.networks.errors import NetworkError

__all__ = [
    "Array",
    "convolution",
    "cross_correlation",
    "cross_correlation_input_gradient",
    "cross_correlation_weight_gradient",
    "output_size",
    "resolve_padding",
    "rotate_kernel",
]

Array = NDArray[Any]
Pair = tuple[int, int]
Padding = int | Pair | str


def as_pair(value: int | Pair, name: str, least: int) -> Pair:
    """``value`` for both image axes; a NetworkError unless each is an integer of at least ``least``."""
    pair = tuple(value) if isinstance(value, tuple | list) else (value, value)
    good = len(pair) == 2 and all(isinstance(v, int | np.integer) and not isinstance(v, bool) for v in pair)
    if not good or min(pair) < least:
        raise NetworkError(f"{name} {value!r} is not usable", remedy=f"give an integer, or two, of at least {least}")
    return int(pair[0]), int(pair[1])


def resolve_padding(padding: Padding, kernel: Pair, dilation: Pair) -> Pair:
    """Padding of both image axes; ``"same"`` keeps the size at stride 1 and needs odd kernels.

    >>> resolve_padding("same", (3, 5), (1, 2))
    (1, 4)
    """
    if isinstance(padding, str):
        if padding == "valid":
            return 0, 0
        if padding != "same":
            raise NetworkError(f"padding {padding!r} is unknown", remedy="use an integer, 'same' or 'valid'")
        if kernel[0] % 2 == 0 or kernel[1] % 2 == 0:
            raise NetworkError(
                "'same' padding has no centre for an even kernel",
                where=f"kernel {kernel[0]}x{kernel[1]}",
                remedy="use an odd kernel, or give the padding as a number",
            )
        return dilation[0] * (kernel[0] - 1) // 2, dilation[1] * (kernel[1] - 1) // 2
    return as_pair(padding, "padding", 0)


def output_size(size: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    """``floor((size + 2*padding - dilation*(kernel-1) - 1) / stride) + 1``.

    >>> output_size(16, 3, 2, 1, 1)
    8
    """
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    if room < 0:
        raise NetworkError(
            f"a kernel that spans {dilation * (kernel - 1) + 1} does not fit into {size + 2 * padding}",
            where=f"size {size}, padding {padding}",
            remedy="use a smaller kernel or dilation, or more padding",
        )
    return room // stride + 1


class Geometry:
    """The checked numbers of one cross-correlation: kernel, stride, padding, dilation, both sizes."""

    def __init__(self, image: Pair, kernel: Pair, stride: int | Pair, padding: Padding, dilation: int | Pair) -> None:
        self.image = image
        self.kernel = as_pair(kernel, "kernel", 1)
        self.stride = as_pair(stride, "stride", 1)
        self.dilation = as_pair(dilation, "dilation", 1)
        self.padding = resolve_padding(padding, self.kernel, self.dilation)
        self.out = (
            output_size(image[0], self.kernel[0], self.stride[0], self.padding[0], self.dilation[0]),
            output_size(image[1], self.kernel[1], self.stride[1], self.padding[1], self.dilation[1]),
        )

    def tap(self, p: int, q: int) -> tuple[Any, ...]:
        """The pixels of padded images (C,H,W,N) that kernel entry (p, q) meets, one an output."""
        top, left = p * self.dilation[0], q * self.dilation[1]
        rows = slice(top, top + self.stride[0] * (self.out[0] - 1) + 1, self.stride[0])
        columns = slice(left, left + self.stride[1] * (self.out[1] - 1) + 1, self.stride[1])
        return (slice(None), rows, columns)

    def pad(self, x: Array) -> Array:
        """``x`` (C,H,W,N) with a border of zeros."""
        if self.padding == (0, 0):
            return x
        (top, left), (height, width) = self.padding, self.image
        padded = np.zeros((len(x), height + 2 * top, width + 2 * left, x.shape[3]), x.dtype)
        padded[:, top : top + height, left : left + width] = x
        return padded


def batch_last(x: Array) -> Array:
    """NCHW seen as (C,H,W,N)."""
    return x.transpose(1, 2, 3, 0)


def batch_first(x: Array) -> Array:
    """(C,H,W,N) seen as NCHW."""
    return x.transpose(3, 0, 1, 2)


def windows(x: Array, geometry: Geometry) -> Array:
    """What each output sees of ``x`` (N,C,H,W), as columns: (C*kh*kw, Ho*Wo*N)."""
    kernel, channels, batch = geometry.kernel, x.shape[1], len(x)
    padded = geometry.pad(batch_last(x))
    columns = np.empty((channels, *kernel, *geometry.out, batch), x.dtype)
    for p, q in np.ndindex(kernel):
        columns[:, p, q] = padded[geometry.tap(p, q)]
    return columns.reshape(channels * kernel[0] * kernel[1], -1)


def scatter_windows(columns: Array, channels: int, geometry: Geometry) -> Array:
    """The transpose of :func:`windows`: every column entry is added back to its pixel of (N,C,H,W)."""
    (top, left), (height, width) = geometry.padding, geometry.image
    taps = columns.reshape(channels, *geometry.kernel, *geometry.out, -1)
    padded = np.zeros((channels, height + 2 * top, width + 2 * left, taps.shape[-1]), columns.dtype)
    for p, q in np.ndindex(geometry.kernel):
        padded[geometry.tap(p, q)] += taps[:, p, q]
    return batch_first(padded[:, top : top + height, left : left + width])


def pixels(x: Array) -> Array:
    """``x`` (N,C,H,W) as a matrix with a row for each channel: (C, H*W*N)."""
    return batch_last(x).reshape(x.shape[1], -1)


def check_image(x: Array, name: str = "x") -> None:
    """A NetworkError unless ``x`` is a floating NCHW array."""
    if np.ndim(x) != 4 or not np.issubdtype(x.dtype, np.floating):
        raise NetworkError(
            f"{name} has shape {np.shape(x)} and type {np.asarray(x).dtype}",
            remedy="give a floating array (batch, channels, height, width)",
        )


def _check_pair(x: Array, w: Array) -> None:
    check_image(x)
    check_image(w, "w")
    if x.shape[1] != w.shape[1]:
        raise NetworkError(
            f"x has {x.shape[1]} channels, the kernels have {w.shape[1]}",
            where=f"x {x.shape}, w {w.shape}",
            remedy="w must be (out channels, in channels, height, width)",
        )
    if x.dtype != w.dtype:
        raise NetworkError(f"x is {x.dtype}, w is {w.dtype}", remedy="convert one of them")


def cross_correlation(
    x: Array,
    w: Array,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
    bias: Array | None = None,
) -> Array:
    """Cross-correlation of ``x`` (N,C,H,W) with ``w`` (O,C,kh,kw), plus ``bias`` (O,): (N,O,Ho,Wo).

    Raises NetworkError where shapes, types or options do not fit.

    >>> x = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> cross_correlation(x, np.array([[[[1.0, 0.0], [0.0, -1.0]]]]))[0, 0].tolist()
    [[-4.0, -4.0], [-4.0, -4.0]]
    """
    _check_pair(x, w)
    if bias is not None and bias.shape != w.shape[:1]:
        raise NetworkError(f"bias has shape {bias.shape}", remedy=f"give one number an output channel: {w.shape[:1]}")
    geometry = Geometry((x.shape[2], x.shape[3]), (w.shape[2], w.shape[3]), stride, padding, dilation)
    y = w.reshape(w.shape[0], -1) @ windows(x, geometry)
    if bias is not None:
        y += bias[:, None]
    return batch_first(y.reshape(w.shape[0], *geometry.out, x.shape[0]))


def cross_correlation_weight_gradient(
    gradient: Array,
    x: Array,
    kernel: Pair,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
) -> Array:
    """Gradient for ``w``: ``sum over n,i,j of gradient[n,o,i,j] * x[n,c, s*i+d*p-P, s*j+d*q-P]``, (O,C,kh,kw)."""
    check_image(gradient, "gradient")
    check_image(x)
    geometry = Geometry((x.shape[2], x.shape[3]), kernel, stride, padding, dilation)
    _check_gradient(gradient, (x.shape[0], gradient.shape[1], *geometry.out))
    product = pixels(gradient) @ windows(x, geometry).T
    return np.asarray(product.reshape(gradient.shape[1], x.shape[1], *geometry.kernel))


def cross_correlation_input_gradient(
    gradient: Array,
    w: Array,
    image: Pair,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
) -> Array:
    """Gradient for ``x`` of height and width ``image``: (N,C,*image).

    ``sum over o,p,q with s | u+P-d*p of w[o,c,p,q] * gradient[n,o,(u+P-d*p)/s,(v+P-d*q)/s]``; at stride 1 a
    cross-correlation with the kernel turned by 180 degrees and its channel axes exchanged.
    """
    check_image(gradient, "gradient")
    check_image(w, "w")
    geometry = Geometry(image, (w.shape[2], w.shape[3]), stride, padding, dilation)
    _check_gradient(gradient, (gradient.shape[0], w.shape[0], *geometry.out))
    columns = w.reshape(w.shape[0], -1).T @ pixels(gradient)
    return scatter_windows(columns, w.shape[1], geometry)


def _check_gradient(gradient: Array, expected: tuple[int, ...]) -> None:
    if gradient.shape != expected:
        raise NetworkError(
            f"the gradient has shape {gradient.shape}, the output {expected}",
            remedy="give the gradient of the loss for this very output",
        )


def rotate_kernel(w: Array) -> Array:
    """The kernel turned by 180 degrees: ``w[..., ::-1, ::-1]``."""
    return w[..., ::-1, ::-1]


def convolution(
    x: Array,
    w: Array,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
    bias: Array | None = None,
) -> Array:
    """True convolution: cross-correlation with the kernel turned by 180 degrees."""
    return cross_correlation(x, np.ascontiguousarray(rotate_kernel(w)), stride, padding, dilation, bias)
