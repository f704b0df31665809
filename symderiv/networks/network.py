"""A network: layers in a row, softmax cross-entropy on top, and its file.

Guarantee: a file is written whole or not at all and never over something that is not such a file;
loading checks format, architecture and every shape before a network is returned.
"""

from __future__ import annotations

import json
import operator
import os
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from symderiv.networks.correlation import Array
from symderiv.networks.errors import NetworkError
from symderiv.networks.layers import Layer, Shape, layer_from

__all__ = ["FORMAT", "Network", "accuracy", "check_labels", "load", "softmax", "softmax_cross_entropy"]

FORMAT = "symderiv network 1"


def softmax(logits: Array) -> Array:
    """Rows of ``logits`` (N,K) to probabilities; the row's maximum is taken off first."""
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return np.asarray(p)


def check_labels(labels: Array, classes: int, count: int | None = None) -> None:
    """A NetworkError unless ``labels`` is a vector of integers in ``0..classes-1`` (of length ``count``).

    >>> check_labels(np.array([0, 3]), 3)
    Traceback (most recent call last):
        ...
    symderiv.networks.errors.NetworkError: label 3 is out of range, in labels[1] (remedy: labels are 0..2)
    """
    labels = np.asarray(labels)
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        raise NetworkError(
            f"labels have shape {labels.shape} and type {labels.dtype}", remedy="give one integer an image"
        )
    if count is not None and len(labels) != count:
        raise NetworkError(f"{len(labels)} labels for {count} images", remedy="give one label an image")
    wrong = np.flatnonzero((labels < 0) | (labels >= classes))
    if wrong.size:
        first = int(wrong[0])
        raise NetworkError(
            f"label {int(labels[first])} is out of range", f"labels[{first}]", f"labels are 0..{classes - 1}"
        )


def softmax_cross_entropy(logits: Array, labels: Array) -> tuple[float, Array]:
    """Mean of ``-log softmax(logits)[n, labels[n]]`` and its gradient ``(p - onehot) / N`` for the logits.

    >>> loss, gradient = softmax_cross_entropy(np.zeros((1, 2)), np.array([1]))
    >>> round(loss, 6), gradient.tolist()
    (0.693147, [[0.5, -0.5]])
    """
    if logits.ndim != 2:
        raise NetworkError(f"logits have shape {logits.shape}", remedy="give (images, classes)")
    labels = np.asarray(labels)
    check_labels(labels, logits.shape[1], logits.shape[0])
    if not len(logits):
        raise NetworkError("the mean loss of no images", remedy="give at least one image")
    shifted = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(shifted)
    total = p.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    loss = float((np.log(total[:, 0]) - shifted[rows, labels]).mean())
    p /= total
    p[rows, labels] -= 1
    p /= len(labels)
    return loss, p


def accuracy(logits: Array, labels: Array) -> float:
    """Share of rows whose largest logit stands at the label; NetworkError for labels that do not fit."""
    check_labels(labels, logits.shape[1], logits.shape[0])
    if not len(logits):
        raise NetworkError("the accuracy on no images", remedy="give at least one image")
    return float((logits.argmax(axis=1) == labels).mean())


class Network:
    """Layers one after the other, for inputs of one ``input_shape`` (without the batch axis).

    Raises NetworkError where a layer does not fit the one before it.
    """

    def __init__(self, layers: Sequence[Layer], input_shape: Shape) -> None:
        self.layers = list(layers)
        self.input_shape = _sizes(input_shape)
        shape = self.input_shape
        for position, layer in enumerate(self.layers):
            if not isinstance(layer, Layer):
                raise NetworkError(
                    f"layer {position}: {layer!r} is no layer", remedy="give objects as Dense(4, 2, rng=rng)"
                )
            try:
                shape = layer.output_shape(shape)
            except NetworkError as error:
                raise NetworkError(f"layer {position}: {error.what}", error.where, error.remedy) from error
        self.output_shape = shape
        self._made: tuple[int, ...] | None = None  # the shape of the last output

    def forward(self, x: Array, *, until: int | None = None) -> Array:
        """Output for ``x`` (N, *input_shape); ``until`` stops before that layer (``-1``: the last)."""
        if not isinstance(x, np.ndarray):
            raise NetworkError(f"images as {type(x).__name__}", remedy="give one array: np.asarray(...)")
        if x.shape[1:] != self.input_shape:
            raise NetworkError(f"images of shape {x.shape[1:]}", remedy=f"this network takes {self.input_shape}")
        for layer in self.layers[:until]:
            x = layer.forward(x)
        self._made = x.shape if until is None else None
        return x

    def backward(self, gradient: Array, *, to_input: bool = True) -> Array | None:
        """Fill the gradients of all layers that are not frozen; the gradient for the input.

        With ``to_input=False`` the sweep ends at the lowest layer that is trained, and returns None.
        """
        if self._made is not None and gradient.shape != self._made:
            what = f"a gradient of shape {gradient.shape} for an output of shape {self._made}"
            raise NetworkError(what, remedy="give the gradient of what forward gave last")
        if to_input:
            for layer in reversed(self.layers):
                gradient = layer.backward(gradient)
            return gradient
        trained = [i for i, layer in enumerate(self.layers) if any(map(_is_trained, layer.leaves()))]
        if trained:
            for layer in reversed(self.layers[trained[0] + 1 :]):
                gradient = layer.backward(gradient)
            self.layers[trained[0]].backward_parameters(gradient)
        return None

    def predict(self, x: Array, *, until: int | None = None, batch: int = 500) -> Array:
        """:meth:`forward` in pieces of ``batch`` images."""
        if batch < 1:
            raise NetworkError(f"pieces of {batch} images", remedy="give batch=1 or more")
        pieces = [self.forward(x[i : i + batch], until=until) for i in range(0, max(len(x), 1), batch)]
        return np.concatenate(pieces)

    def named(self) -> Iterator[tuple[str, Layer, str]]:
        """(full name, layer, parameter name) of all parameters, frozen ones too."""
        for position, layer in enumerate(self.layers):
            for prefix, leaf in layer.leaves(str(position)):
                for name in leaf.parameters:
                    yield f"{prefix}.{name}", leaf, name

    def count(self) -> int:
        """Number of trainable and frozen parameters together."""
        return sum(leaf.parameters[name].size for _, leaf, name in self.named())

    def describe(self) -> dict[str, Any]:
        """Architecture as plain data."""
        return {"input_shape": list(self.input_shape), "layers": [layer.describe() for layer in self.layers]}

    def copy(self) -> Network:
        """An independent network with the same architecture, parameters and frozen layers."""
        other = build(self.describe(), self._dtype())
        for (_, here, name), (_, there, _) in zip(self.named(), other.named(), strict=True):
            there.parameters[name] = here.parameters[name].copy()
            there.frozen = here.frozen
        return other

    def _dtype(self) -> Any:
        return next((leaf.parameters[name].dtype for _, leaf, name in self.named()), np.dtype(float))

    def save(self, path: str | Path) -> None:
        """Write the network to ``path`` (.npz); refuses to replace a file that is not a saved network."""
        target = Path(path)
        if target.exists():
            _read(target)
        arrays: dict[str, Any] = {name: leaf.parameters[key] for name, leaf, key in self.named()}
        temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with temporary.open("xb") as file:
                np.savez(file, format=FORMAT, architecture=json.dumps(self.describe()), **arrays)
            os.replace(temporary, target)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            what = f"the network cannot be written ({error.strerror or error})"
            raise NetworkError(what, str(path), "name a file in a folder that exists") from error
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _sizes(shape: Any) -> Shape:
    """A shape as a tuple of positive integers."""
    try:
        found = tuple(operator.index(n) for n in shape)
    except TypeError:
        found = (0,)
    if not all(n > 0 for n in found):
        raise NetworkError(
            f"the input shape {shape!r} is not usable", remedy="give positive integers: (channels, height, width)"
        )
    return found


def _is_trained(named_leaf: tuple[str, Layer]) -> bool:
    return bool(named_leaf[1].parameters) and not named_leaf[1].frozen


def build(description: dict[str, Any], dtype: Any) -> Network:
    """A network with fresh parameters from :meth:`Network.describe`."""
    rng = np.random.default_rng(0)
    layers = [layer_from(layer, rng, dtype) for layer in description["layers"]]
    return Network(layers, tuple(description["input_shape"]))


def _read(path: Path) -> dict[str, Array]:
    remedy = "give a file that Network.save has written"
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            if not isinstance(archive, np.lib.npyio.NpzFile) or "format" not in archive.files:
                raise NetworkError("not a saved network", where=str(path), remedy=remedy)
            arrays = {name: archive[name] for name in archive.files}
            if not all(isinstance(array, np.ndarray) for array in arrays.values()):
                raise NetworkError("not a saved network", where=str(path), remedy=remedy)
    except (OSError, ValueError, TypeError, AttributeError, EOFError, zipfile.BadZipFile) as error:
        if isinstance(error, NetworkError | FileNotFoundError):
            raise
        raise NetworkError(f"not a saved network ({type(error).__name__})", where=str(path), remedy=remedy) from error
    if arrays["format"].shape != () or str(arrays["format"]) != FORMAT:
        raise NetworkError(f"format {str(arrays['format'])!r} is not {FORMAT!r}", where=str(path), remedy=remedy)
    return arrays


def load(path: str | Path) -> Network:
    """The network in a file of :meth:`Network.save`; NetworkError if the file is anything else."""
    arrays = _read(Path(path))
    damaged = "the file is damaged; save the network again"
    try:
        description = json.loads(str(arrays["architecture"]))
        names = sorted(set(arrays) - {"format", "architecture"})
        dtype = arrays[names[0]].dtype if names else np.dtype(float)
        if dtype.kind != "f":
            raise NetworkError(f"parameters of type {dtype}", str(path), damaged)
        network = build(description, dtype)
    except NetworkError:
        raise
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError, MemoryError) as error:
        raise NetworkError(f"the architecture cannot be read ({error!r})", str(path), damaged) from error
    expected = {name: leaf.parameters[key] for name, leaf, key in network.named()}
    if sorted(expected) != names:
        odd = sorted(set(expected) ^ set(names))
        raise NetworkError(f"parameters missing or unknown: {', '.join(odd)}", str(path), damaged)
    for name, leaf, key in network.named():
        if arrays[name].shape != leaf.parameters[key].shape:
            found, wanted = arrays[name].shape, leaf.parameters[key].shape
            raise NetworkError(f"{name} has shape {found} instead of {wanted}", str(path), damaged)
        if arrays[name].dtype != dtype:
            raise NetworkError(f"{name} is {arrays[name].dtype} instead of {dtype}", str(path), damaged)
        leaf.parameters[key] = arrays[name]
    return network
