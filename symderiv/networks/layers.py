"""The layers of a small NumPy network, each with its forward and backward pass written out by hand.

A layer keeps what its backward pass needs from the last forward pass; ``backward`` takes the gradient
of the loss for the layer's output, fills ``gradients`` and returns the gradient for its input.
Guarantee: parameters and gradients have the same names and shapes, a frozen layer leaves its
``gradients`` empty and still passes the gradient on, and ReLU'(0) = 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from symderiv.networks.correlation import (
    Array,
    Geometry,
    Padding,
    Pair,
    as_pair,
    batch_first,
    batch_last,
    check_image,
    pixels,
    resolve_padding,
    scatter_windows,
    windows,
)
from symderiv.networks.errors import NetworkError

__all__ = [
    "AveragePool",
    "Convolution",
    "Dense",
    "Flatten",
    "GlobalAveragePool",
    "Layer",
    "MaxPool",
    "ReLU",
    "ResidualBlock",
    "layer_from",
]

Shape = tuple[int, ...]


class Layer:
    """What all layers share: named parameters, their gradients, freezing, and a plain description."""

    kind = "layer"

    def __init__(self) -> None:
        self.parameters: dict[str, Array] = {}
        self.gradients: dict[str, Array] = {}
        self.frozen = False
        self._kept: Any = None

    def forward(self, x: Array) -> Array:
        """The output for ``x`` (batch first)."""
        raise NotImplementedError

    def backward(self, gradient: Array) -> Array:
        """The gradient for the last input, from the gradient for the last output."""
        raise NotImplementedError

    def backward_parameters(self, gradient: Array) -> None:
        """:meth:`backward` for the lowest layer, where nobody wants the gradient for the input."""
        self.backward(gradient)

    def output_shape(self, shape: Shape) -> Shape:
        """Shape of one output, without the batch axis; a NetworkError where ``shape`` does not fit."""
        return shape

    def describe(self) -> dict[str, Any]:
        """Options from which :func:`layer_from` builds a layer of the same shape."""
        return {"kind": self.kind}

    def children(self) -> Mapping[str, Layer]:
        """Layers inside this one."""
        return {}

    def leaves(self, prefix: str = "") -> Iterator[tuple[str, Layer]]:
        """This layer and the layers inside it, each with a dotted name."""
        yield prefix, self
        for name, child in self.children().items():
            yield from child.leaves(f"{prefix}.{name}" if prefix else name)

    def freeze(self, frozen: bool = True) -> None:
        """Keep the parameters of this layer, and of those inside, out of training."""
        for _, layer in self.leaves():
            layer.frozen = frozen

    def _last(self) -> Any:
        if self._kept is None:
            raise NetworkError("backward before forward", where=self.kind, remedy="call forward first")
        return self._kept


def _need(good: bool, what: str, layer: Layer, remedy: str) -> None:
    if not good:
        raise NetworkError(what, where=f"layer {layer.describe()}", remedy=remedy)


def _stays_inside(layer: Layer, geometry: Geometry) -> None:
    """A NetworkError for a stride past the whole padded image."""
    for size, pad, stride in zip(geometry.image, geometry.padding, geometry.stride, strict=True):
        what = f"stride {stride} steps past the image of {size} with padding {pad}"
        _need(stride <= size + 2 * pad, what, layer, "use a smaller stride")


class Convolution(Layer):
    """Cross-correlation (N,C,H,W) -> (N,O,Ho,Wo) with ``weight`` (O,C,k,k) and ``bias`` (O,).

    Weights start from He's normal distribution with deviation sqrt(2/(C*k*k)), biases from 0.

    >>> Convolution(1, 4, 3, stride=2, padding="same", rng=np.random.default_rng(0)).output_shape((1, 16, 16))
    (4, 8, 8)
    """

    kind = "convolution"

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        kernel: int | Pair,
        *,
        stride: int | Pair = 1,
        padding: Padding = 0,
        dilation: int | Pair = 1,
        bias: bool = True,
        rng: np.random.Generator,
        dtype: Any = np.float64,
    ) -> None:
        super().__init__()
        self.channels_in = as_pair(channels_in, "channels_in", 1)[0]
        self.channels_out = as_pair(channels_out, "channels_out", 1)[0]
        self.kernel = as_pair(kernel, "kernel", 1)
        self.stride = as_pair(stride, "stride", 1)
        self.dilation = as_pair(dilation, "dilation", 1)
        self.padding = resolve_padding(padding, self.kernel, self.dilation)
        fan_in = channels_in * self.kernel[0] * self.kernel[1]
        weight = rng.normal(0.0, (2.0 / fan_in) ** 0.5, (channels_out, channels_in, *self.kernel))
        self.parameters["weight"] = weight.astype(dtype)
        if bias:
            self.parameters["bias"] = np.zeros(channels_out, dtype)

    def geometry(self, height: int, width: int) -> Geometry:
        """The numbers of this layer at an image size; a stride past the whole padded image is an error."""
        geometry = Geometry((height, width), self.kernel, self.stride, self.padding, self.dilation)
        _stays_inside(self, geometry)
        return geometry

    def output_shape(self, shape: Shape) -> Shape:
        good = len(shape) == 3 and shape[0] == self.channels_in
        _need(good, f"an input of shape {shape}", self, f"give ({self.channels_in}, height, width)")
        return (self.channels_out, *self.geometry(shape[1], shape[2]).out)

    def forward(self, x: Array) -> Array:
        check_image(x)
        self.output_shape(x.shape[1:])
        geometry = self.geometry(x.shape[2], x.shape[3])
        columns = windows(x, geometry)
        weight = self.parameters["weight"]
        y = weight.reshape(self.channels_out, -1) @ columns
        if "bias" in self.parameters:
            y += self.parameters["bias"][:, None]
        self._kept = columns, geometry
        return batch_first(y.reshape(self.channels_out, *geometry.out, x.shape[0]))

    def backward_parameters(self, gradient: Array) -> None:
        columns, _ = self._last()
        if not self.frozen:
            flat = pixels(gradient)
            self.gradients["weight"] = (flat @ columns.T).reshape(self.parameters["weight"].shape)
            if "bias" in self.parameters:
                self.gradients["bias"] = flat.sum(axis=1)

    def backward(self, gradient: Array) -> Array:
        _, geometry = self._last()
        self.backward_parameters(gradient)
        weight = self.parameters["weight"].reshape(self.channels_out, -1)
        return scatter_windows(weight.T @ pixels(gradient), self.channels_in, geometry)

    def describe(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "channels_in": self.channels_in,
            "channels_out": self.channels_out,
            "kernel": list(self.kernel),
            "stride": list(self.stride),
            "padding": list(self.padding),
            "dilation": list(self.dilation),
            "bias": "bias" in self.parameters,
        }


class ReLU(Layer):
    """``max(x, 0)``; its derivative at 0 is 0."""

    kind = "relu"

    def forward(self, x: Array) -> Array:
        self._kept = x > 0
        return np.maximum(x, 0)

    def backward(self, gradient: Array) -> Array:
        return np.asarray(gradient * self._last())


class Flatten(Layer):
    """(N, ...) -> (N, product)."""

    kind = "flatten"

    def output_shape(self, shape: Shape) -> Shape:
        return (int(np.prod(shape)),)

    def forward(self, x: Array) -> Array:
        self._kept = x.shape
        (size,) = self.output_shape(x.shape[1:])
        return np.moveaxis(x, 0, -1).reshape(size, len(x)).T  # the order of batch_last: nothing is copied

    def backward(self, gradient: Array) -> Array:
        batch, *shape = self._last()
        return np.moveaxis(gradient.T.reshape(*shape, batch), -1, 0)


class Dense(Layer):
    """``y = x @ weight.T + bias`` with ``weight`` (out, in); weights start with deviation sqrt(2/in)."""

    kind = "dense"

    def __init__(self, size_in: int, size_out: int, *, rng: np.random.Generator, dtype: Any = np.float64) -> None:
        super().__init__()
        self.size_in, self.size_out = as_pair(size_in, "size_in", 1)[0], as_pair(size_out, "size_out", 1)[0]
        self.parameters["weight"] = rng.normal(0.0, (2.0 / size_in) ** 0.5, (size_out, size_in)).astype(dtype)
        self.parameters["bias"] = np.zeros(size_out, dtype)

    def output_shape(self, shape: Shape) -> Shape:
        good = shape == (self.size_in,)
        _need(good, f"an input of shape {shape}", self, f"give ({self.size_in},), perhaps flattened")
        return (self.size_out,)

    def forward(self, x: Array) -> Array:
        self.output_shape(x.shape[1:])
        self._kept = x
        y = self.parameters["weight"] @ x.T
        y += self.parameters["bias"][:, None]
        return np.asarray(y.T)

    def backward(self, gradient: Array) -> Array:
        if not self.frozen:
            self.gradients["weight"] = gradient.T @ self._last()
            self.gradients["bias"] = gradient.sum(axis=0)
        return np.asarray((self.parameters["weight"].T @ gradient.T).T)

    def describe(self) -> dict[str, Any]:
        return {"kind": self.kind, "size_in": self.size_in, "size_out": self.size_out}


class AveragePool(Layer):
    """Mean over windows; padding counts as zeros and the divisor is always the window's area."""

    kind = "average_pool"
    fill = 0.0

    def __init__(self, kernel: int | Pair, *, stride: int | Pair | None = None, padding: Padding = 0) -> None:
        super().__init__()
        self.kernel = as_pair(kernel, "kernel", 1)
        self.stride = self.kernel if stride is None else as_pair(stride, "stride", 1)
        self.padding = resolve_padding(padding, self.kernel, (1, 1))
        for size, pad in zip(self.kernel, self.padding, strict=True):
            _need(2 * pad <= size, f"padding {pad} for a window of {size}", self, "pad by at most half of the window")

    def output_shape(self, shape: Shape) -> Shape:
        _need(len(shape) == 3, f"an input of shape {shape}", self, "give (channels, height, width)")
        geometry = Geometry((shape[1], shape[2]), self.kernel, self.stride, self.padding, 1)
        _stays_inside(self, geometry)
        return (shape[0], *geometry.out)

    def _windows(self, x: Array) -> tuple[Array, Geometry]:
        self.output_shape(x.shape[1:])
        geometry = Geometry((x.shape[2], x.shape[3]), self.kernel, self.stride, self.padding, 1)
        columns = windows(x, geometry)
        if self.fill and geometry.padding != (0, 0):
            inside = windows(np.ones((1, 1, *geometry.image), x.dtype), geometry) > 0
            inside = np.tile(np.repeat(inside, len(x), axis=1), (x.shape[1], 1))
            columns = np.where(inside, columns, x.dtype.type(self.fill))
        area = self.kernel[0] * self.kernel[1]
        return columns.reshape(x.shape[1], area, *geometry.out, len(x)), geometry

    def forward(self, x: Array) -> Array:
        columns, geometry = self._windows(x)
        self._kept = columns.shape, geometry
        return batch_first(columns.mean(axis=1))

    def backward(self, gradient: Array) -> Array:
        shape, geometry = self._last()
        share = np.broadcast_to(batch_last(gradient / shape[1])[:, None], shape)
        return scatter_windows(share, shape[0], geometry)

    def describe(self) -> dict[str, Any]:
        options = {"kernel": list(self.kernel), "stride": list(self.stride), "padding": list(self.padding)}
        return {"kind": self.kind, **options}


class MaxPool(AveragePool):
    """Maximum over windows; padding never wins, and of equal entries the first gets the gradient."""

    kind = "max_pool"
    fill = -np.inf

    def forward(self, x: Array) -> Array:
        columns, geometry = self._windows(x)
        winner = columns.argmax(axis=1, keepdims=True)
        self._kept = columns.shape, geometry, winner
        return batch_first(np.take_along_axis(columns, winner, axis=1)[:, 0])

    def backward(self, gradient: Array) -> Array:
        shape, geometry, winner = self._last()
        columns = np.zeros(shape, gradient.dtype)
        np.put_along_axis(columns, winner, batch_last(gradient)[:, None], axis=1)
        return scatter_windows(columns, shape[0], geometry)


class GlobalAveragePool(Layer):
    """(N,C,H,W) -> (N,C), the mean over all pixels."""

    kind = "global_average_pool"

    def output_shape(self, shape: Shape) -> Shape:
        _need(len(shape) == 3, f"an input of shape {shape}", self, "give (channels, height, width)")
        return shape[:1]

    def forward(self, x: Array) -> Array:
        self.output_shape(x.shape[1:])
        self._kept = x.shape
        return np.asarray(x.mean(axis=(2, 3)))

    def backward(self, gradient: Array) -> Array:
        shape = self._last()
        return np.ascontiguousarray(np.broadcast_to((gradient / (shape[2] * shape[3]))[:, :, None, None], shape))


class ResidualBlock(Layer):
    """``relu(conv2(relu(conv1(x))) + shortcut(x))``; the shortcut is the identity or a 1x1 projection.

    A projection is made where the stride is not 1 or the channels change.  ``skip=False`` leaves the
    shortcut out altogether (to see what it is good for).
    """

    kind = "residual_block"

    def __init__(
        self,
        channels_in: int,
        channels_out: int | None = None,
        *,
        middle: int | None = None,
        kernel: int = 3,
        stride: int = 1,
        dilation: int = 1,
        skip: bool = True,
        rng: np.random.Generator,
        dtype: Any = np.float64,
    ) -> None:
        super().__init__()
        out = channels_in if channels_out is None else channels_out
        inner = out if middle is None else middle
        self.options = {
            "channels_in": channels_in,
            "channels_out": out,
            "middle": inner,
            "kernel": kernel,
            "stride": stride,
            "dilation": dilation,
            "skip": skip,
        }
        shared: dict[str, Any] = {"padding": "same", "dilation": dilation, "bias": False, "rng": rng, "dtype": dtype}
        self.conv1 = Convolution(channels_in, inner, kernel, stride=stride, **shared)
        self.relu1 = ReLU()
        self.conv2 = Convolution(inner, out, kernel, **shared)
        self.relu2 = ReLU()
        self.skip = skip
        self.projection: Convolution | None = None
        if skip and (stride != 1 or out != channels_in):
            self.projection = Convolution(channels_in, out, 1, stride=stride, bias=False, rng=rng, dtype=dtype)

    def children(self) -> Mapping[str, Layer]:
        parts: dict[str, Layer] = {"conv1": self.conv1, "conv2": self.conv2}
        if self.projection is not None:
            parts["projection"] = self.projection
        return parts

    def output_shape(self, shape: Shape) -> Shape:
        return self.conv2.output_shape(self.conv1.output_shape(shape))

    def forward(self, x: Array) -> Array:
        h = self.conv2.forward(self.relu1.forward(self.conv1.forward(x)))
        if self.skip:
            h = h + (x if self.projection is None else self.projection.forward(x))
        return self.relu2.forward(h)

    def backward(self, gradient: Array) -> Array:
        g3 = self.relu2.backward(gradient)
        branch = self.conv1.backward(self.relu1.backward(self.conv2.backward(g3)))
        if not self.skip:
            return branch
        return branch + (g3 if self.projection is None else self.projection.backward(g3))

    def describe(self) -> dict[str, Any]:
        return {"kind": self.kind, **self.options}


def layer_from(description: Mapping[str, Any], rng: np.random.Generator, dtype: Any) -> Layer:
    """The layer that :meth:`Layer.describe` described, with fresh parameters.

    >>> layer_from({"kind": "dense", "size_in": 3, "size_out": 2}, np.random.default_rng(0), float).output_shape((3,))
    (2,)
    """
    options = {key: tuple(value) if isinstance(value, list) else value for key, value in description.items()}
    kind = options.pop("kind", None)
    plain: dict[Any, type[Layer]] = {c.kind: c for c in (ReLU, Flatten, AveragePool, MaxPool, GlobalAveragePool)}
    weighted: dict[Any, Callable[..., Layer]] = {
        Convolution.kind: Convolution,
        Dense.kind: Dense,
        ResidualBlock.kind: ResidualBlock,
    }
    try:
        if kind in plain:
            return plain[kind](**options)
        if kind in weighted:
            return weighted[kind](**options, rng=rng, dtype=dtype)
    except TypeError as error:
        raise NetworkError(f"layer options do not fit: {error}", where=str(dict(description))) from error
    known = ", ".join(sorted([*plain, *weighted]))
    raise NetworkError(f"layer kind {kind!r} is unknown", remedy=f"known are {known}")
