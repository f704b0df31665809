"""Receptive fields measured on real networks: perturbation of a ReLU CNN, random He networks, gradients.

Plain NumPy, nothing from the theorem: pixels are nudged, outputs compared bit by bit.  The closed forms that the
measurements are compared with come from ``symderiv.layers``.  Run
``python proofs/experiments/receptive_field.py --full``.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from symderiv.layers import convolution, receptive_field

Array = np.ndarray
Progress = Callable[[str, float], None]
CHANNELS = (1, 2, 4, 8, 16, 32)


def correlate(x: Array, w: Array, padding: int) -> Array:
    """Cross-correlation of images (N,C,H,W) with kernels (O,C,K,K), zero outside."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    return np.ascontiguousarray(np.tensordot(windows, w, axes=((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2))


def forward(x: Array, weights: Sequence[Array], padding: int = 1, relu: bool = True) -> Array:
    """The activations of the last layer."""
    for w in weights:
        x = correlate(x, w, padding)
        if relu:
            x = np.maximum(x, 0)
    return x


def changed_map(weights: Sequence[Array], image: Array, padding: int) -> Array:
    """For each pixel the number of positions of the last layer that change, in any channel, when it is nudged."""
    side = image.shape[-1]
    base = forward(image[None], weights, padding)
    nudged = np.repeat(image[None], side * side, axis=0)
    pixel = np.arange(side * side)
    nudged[pixel, :, pixel // side, pixel % side] += 0.5
    different = (forward(nudged, weights, padding) != base).any(axis=1)
    return different.sum(axis=(1, 2)).reshape(side, side)


def he_weights(rng: np.random.Generator, channels: int, depth: int = 4) -> list[Array]:
    """He-normal 3x3 kernels, one input channel."""
    widths = [1] + [channels] * depth
    return [rng.normal(0, np.sqrt(2 / (9 * a)), (b, a, 3, 3)) for a, b in itertools.pairwise(widths)]


def input_gradient(x: Array, weights: Sequence[Array]) -> Array:
    """Gradient of the centre unit (channel 0) of the last layer by the image, by hand-written back-propagation."""
    masks = []
    for w in weights:
        x = correlate(x, w, 1)
        masks.append(x > 0)
        x = x * masks[-1]
    g = np.zeros_like(x)
    centre = x.shape[-1] // 2
    g[:, 0, centre, centre] = 1
    for w, mask in zip(reversed(weights), reversed(masks), strict=True):
        g = correlate(g * mask, w[:, :, ::-1, ::-1].transpose(1, 0, 2, 3), 1)
    return g[:, 0]


def run(full: bool = False, progress: Progress | None = None) -> dict[str, Any]:
    """All measurements; JSON-able."""
    tell = progress or (lambda _what, _share: None)
    rng = np.random.default_rng(2)
    side = 16
    image = rng.uniform(0.5, 1.5, (1, side, side))
    positive = [np.abs(w) for w in he_weights(rng, 2)]
    same = changed_map(positive, image, 1)
    valid = changed_map(positive, image, 0)
    four = receptive_field([convolution(3)] * 4)
    tell("perturbed every pixel of a 16x16 image", 0.3)
    nets = 200 if full else 30
    he = {}
    for channels in CHANNELS:
        counts = []
        for _ in range(nets):
            weights = he_weights(rng, channels)
            pair = np.repeat(rng.normal(size=(1, 1, 9, 9)), 2, axis=0)
            pair[1, 0, 4, 4] += 0.1
            out = forward(pair, weights)
            counts.append(int((out[0] != out[1]).any(axis=0).sum()))
        he[str(channels)] = {
            "mean": float(np.mean(counts)),
            "minimum": min(counts),
            "all_81": float(np.mean(np.array(counts) == 81)),
        }
        tell(f"He networks of {channels} channels", 0.3 + 0.1 * (CHANNELS.index(channels) + 1))
    energy = np.zeros((9, 9))
    gradients = 300 if full else 60
    for _ in range(gradients):
        g = input_gradient(rng.normal(size=(4, 1, 9, 9)), he_weights(rng, 16))
        energy += (g**2).sum(axis=0)
    energy /= energy.sum()
    sobel = np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])[None, None]
    impulse = np.zeros((1, 1, 9, 9))
    impulse[0, 0, 4, 4] = 1
    response = forward(impulse, [sobel] * 4, relu=False)[0, 0]
    strides = []
    for stride in (1, 2, 3):
        stack = receptive_field([convolution(3, stride)] * 4)
        affected = (
            stack.affected(400)[2 * stack.size : -2 * stack.size] if stride < 3 else stack.affected(600)[200:-200]
        )
        strides.append({"stride": stride, "field": stack.size, "affected": [min(affected), max(affected)]})
    spread = []
    for depth in (1, 2, 4, 8, 16, 32):
        counts_1d = np.array(receptive_field([convolution(3)] * depth).path_counts(), dtype=float)
        places = np.arange(len(counts_1d)) - depth
        sigma = np.sqrt((counts_1d * places**2).sum() / counts_1d.sum())
        spread.append({"depth": depth, "sigma": float(sigma), "sigma_by_half_width": float(sigma / depth)})
    tell("done", 1.0)
    shares = {str(k): float(energy[4 - k : 5 + k, 4 - k : 5 + k].sum()) for k in (1, 2, 3)}
    return {
        "changed_same": same.tolist(),
        "changed_valid": valid.tolist(),
        "same_equals_closed_form": bool((same == np.array(four.affected_map(side, side))).all()),
        "valid_equals_closed_form": bool(
            (valid == np.array(receptive_field([convolution(3, padding="valid")] * 4).affected_map(side, side))).all()
        ),
        "mean_changed": float(same.mean()),
        "he_networks": he,
        "networks_each": nets,
        "gradient_networks": gradients,
        "gradient_energy": energy.tolist(),
        "gradient_share": shares,
        "gradient_corner_by_centre": float(energy[[0, 0, -1, -1], [0, -1, 0, -1]].mean() / energy[4, 4]),
        "sobel_nonzero": int((response != 0).sum()),
        "sobel_middle_row": response[4].tolist(),
        "strides": strides,
        "path_spread": spread,
    }


def figures(results: dict[str, Any]) -> dict[str, Any]:
    """The drawn figures by name."""
    import matplotlib.pyplot as plt
    from matplotlib.colors import LogNorm

    four = receptive_field([convolution(3)] * 4)
    measured = np.array(results["changed_same"])
    closed = np.array(four.affected_map(*measured.shape))
    drawing, (left, right) = plt.subplots(1, 2, figsize=(11.5, 5.0), layout="constrained")
    shown = left.imshow(measured, cmap="cividis")
    left.grid(False)
    half = (measured.min() + measured.max()) / 2
    for (row, column), value in np.ndenumerate(closed):
        colour = "white" if measured[row, column] < half else "black"
        left.text(column, row, str(value), ha="center", va="center", fontsize=7, color=colour)
    left.set(
        title="Outputs changed by one nudged pixel, four 3x3 layers\n(colour: measured, numbers: closed form)",
        xlabel="pixel column",
        ylabel="pixel row",
    )
    drawing.colorbar(shown, ax=left, label="changed positions of the fourth layer", shrink=0.8)
    drawing.get_layout_engine().set(wspace=0.06, w_pad=0.08)
    energy = np.array(results["gradient_energy"])
    shown = right.imshow(energy * 100, cmap="cividis", norm=LogNorm(), extent=(-4.5, 4.5, 4.5, -4.5))
    right.grid(False)
    right.set(
        title="What one unit really listens to\n"
        f"(squared gradient, mean of {results['gradient_networks']} ReLU networks)",
        xlabel="distance from the unit (pixels)",
        ylabel="distance from the unit (pixels)",
        xticks=range(-4, 5, 2),
        yticks=range(-4, 5, 2),
    )
    drawing.colorbar(shown, ax=right, label="share of squared gradient (%), log scale", shrink=0.8)
    reach, (first, second) = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    counts = np.array(four.path_counts(), dtype=float)
    places = np.arange(-4, 5)
    first.plot(places, 100 * counts / counts.sum(), "o-", label="path counts 1, 4, 10, 16, 19, ...")
    first.plot(places, 100 * energy.sum(axis=0), "s--", label="measured, squared gradient")
    first.set(
        title="Along one axis: nine pixels, most of the weight on five",
        xlabel="distance from the unit (pixels)",
        ylabel="share (%)",
    )
    first.set_ylim(0, 33)
    first.legend()
    channels = [int(c) for c in results["he_networks"]]
    means = [v["mean"] for v in results["he_networks"].values()]
    lows = [v["minimum"] for v in results["he_networks"].values()]
    second.axhline(81, color="0.4", linewidth=1)
    second.text(channels[0], 79.5, "81 = structural bound", va="top", fontsize=9, color="0.3")
    second.plot(channels, means, "o-", label=f"mean of {results['networks_each']} networks")
    second.plot(channels, lows, "v:", label="smallest")
    second.set_xscale("log", base=2)
    second.set_xticks(channels, [str(c) for c in channels])
    second.set(
        title="ReLU switches paths off: 81 is an upper bound",
        xlabel="channels per layer",
        ylabel="positions changed by one pixel",
        ylim=(-3, 88),
    )
    second.legend(loc="lower right")
    return {"map": drawing, "reach": reach}


if __name__ == "__main__":
    from running import main

    main("receptive_field", run)
