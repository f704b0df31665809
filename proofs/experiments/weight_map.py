"""Sigmoid against tanh networks, measured: the weight map at any depth, its failure at zero-padded borders, the best
tanh fit of a sigmoid, symmetries, and gradient descent from one and the same function.

Plain NumPy.  Run ``python proofs/experiments/weight_map.py --full``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise, permutations, product
from typing import Any

import numpy as np

Array = np.ndarray
Progress = Callable[[str, float], None]
Network = list[tuple[Array, Array]]


def sigmoid(a: Array) -> Array:
    """The logistic function."""
    return 1 / (1 + np.exp(-a))


def forward(network: Network, x: Array, unit: Callable[[Array], Array]) -> Array:
    """Dense layers with ``unit`` between them and a linear read-out; ``x`` is (N, D)."""
    for weights, bias in network[:-1]:
        x = unit(x @ weights.T + bias)
    weights, bias = network[-1]
    return x @ weights.T + bias


def random_network(rng: np.random.Generator, widths: Sequence[int]) -> Network:
    """Normal weights, scaled by the square root of the number of inputs."""
    return [(rng.normal(0, 1.5 / np.sqrt(a), (b, a)), rng.normal(0, 0.7, b)) for a, b in pairwise(widths)]


def to_tanh(network: Network) -> Network:
    """The tanh network of the same function: inputs of a layer that are units count as (1 + tanh)/2, units halve
    their argument."""
    result = []
    for number, (weights, bias) in enumerate(network):
        if number > 0:  # the input is a hidden layer: h = (1 + h~)/2
            bias = bias + weights.sum(axis=1) / 2
            weights = weights / 2
        if number < len(network) - 1:  # the output goes through a unit: sigma(a) reads a/2
            weights, bias = weights / 2, bias / 2
        result.append((weights, bias))
    return result


def to_sigmoid(network: Network) -> Network:
    """The inverse of :func:`to_tanh`."""
    result = []
    for number, (weights, bias) in enumerate(network):
        if number < len(network) - 1:
            weights, bias = 2 * weights, 2 * bias
        if number > 0:
            weights = 2 * weights
            bias = bias - weights.sum(axis=1) / 2
        result.append((weights, bias))
    return result


def depth_check(rng: np.random.Generator, networks: int) -> dict[str, float]:
    """Largest difference of outputs, and of weights after the way there and back, over depths 2 to 7."""
    worst = back = 0.0
    for number in range(networks):
        depth = 2 + number % 6
        network = random_network(rng, rng.integers(1, 9, depth + 1).tolist())
        x = rng.normal(size=(50, network[0][0].shape[1]))
        worst = max(worst, float(np.abs(forward(network, x, sigmoid) - forward(to_tanh(network), x, np.tanh)).max()))
        for (w, b), (v, c) in zip(network, to_sigmoid(to_tanh(network)), strict=True):
            back = max(back, float(np.abs(w - v).max()), float(np.abs(b - c).max()))
    return {"networks": networks, "outputs": worst, "round_trip": back}


def wrong_readings(rng: np.random.Generator) -> dict[str, float]:
    """Sup difference of outputs for the readings of the hand-written map."""
    (w, b), (v, c) = random_network(rng, [3, 5, 2])
    x = rng.normal(size=(2000, 3))
    truth = forward([(w, b), (v, c)], x, sigmoid)
    readings = {
        "right": [(w / 2, b / 2), (v / 2, c + v.sum(axis=1) / 2)],
        "inner weights not halved": [(w, b / 2), (v / 2, c + v.sum(axis=1) / 2)],
        "shift by the whole sum": [(w / 2, b / 2), (v / 2, c + v.sum(axis=1))],
        "no shift": [(w / 2, b / 2), (v / 2, c)],
    }
    return {name: float(np.abs(forward(net, x, np.tanh) - truth).max()) for name, net in readings.items()}


def image_network(x: Array, layers: Network, unit: Callable[[Array], Array], outside: float) -> Array:
    """3x3 cross-correlations on one image (C,H,W); the first layer pads with 0, the others with ``outside``."""
    for number, (w, b) in enumerate(layers):
        padded = np.pad(x, ((0, 0), (1, 1), (1, 1)), constant_values=outside if number else 0.0)
        windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
        a = np.einsum("chwpq,ocpq->ohw", windows, w) + b[:, None, None]
        x = unit(a) if number < len(layers) - 1 else a
    return x


def border(rng: np.random.Generator) -> dict[str, Any]:
    """A 3-layer CNN on 10x10 pixels: |sigmoid network - mapped tanh network| with padding 0 and -1."""
    widths = (1, 4, 4, 1)
    layers = [(rng.normal(0, 1, (b, a, 3, 3)), rng.normal(size=b)) for a, b in pairwise(widths)]
    mapped = []
    for number, (w, b) in enumerate(layers):
        if number > 0:
            b, w = b + w.sum(axis=(1, 2, 3)) / 2, w / 2
        if number < len(layers) - 1:
            w, b = w / 2, b / 2
        mapped.append((w, b))
    x = rng.normal(size=(1, 10, 10))
    truth = image_network(x, layers, sigmoid, 0.0)
    gap = {pad: np.abs(image_network(x, mapped, np.tanh, pad) - truth)[0] for pad in (0.0, -1.0)}
    return {
        "zero": gap[0.0].tolist(),
        "minus_one": gap[-1.0].tolist(),
        "zero_border": float(gap[0.0].max()),
        "zero_interior": float(gap[0.0][2:-2, 2:-2].max()),
        "minus_one_max": float(gap[-1.0].max()),
    }


def best_fit() -> dict[str, Any]:
    """The smallest sup distance between sigma(u) and tanh(alpha u + beta) on [-8, 8], by grid and refinement."""
    u = np.linspace(-8, 8, 801)
    target = sigmoid(u)

    def distance(alpha: Array, beta: Array) -> Array:
        fit = np.tanh(alpha[:, None, None] * u + beta[None, :, None])
        return np.abs(fit - target).max(axis=2)

    alphas, betas = np.linspace(-0.2, 1.0, 61), np.linspace(-0.5, 1.5, 61)
    for _ in range(4):
        table = distance(alphas, betas)
        i, j = np.unravel_index(table.argmin(), table.shape)
        alpha, beta = alphas[i], betas[j]
        da, db = alphas[1] - alphas[0], betas[1] - betas[0]
        alphas, betas = np.linspace(alpha - da, alpha + da, 31), np.linspace(beta - db, beta + db, 31)
    wide = np.linspace(-1e4, 1e4, 20001)
    constant = np.abs(sigmoid(np.clip(wide, -700, 700)) - 0.5).max()
    tilted = {
        str(a): float(np.abs(sigmoid(np.clip(wide, -700, 700)) - np.tanh(a * wide + np.arctanh(0.5))).max())
        for a in (-0.1, 0.01, 0.1, 1.0)
    }
    return {
        "alpha": float(alpha),
        "beta": float(beta),
        "sup": float(table.min()),
        "line_constant": float(constant),
        "line_tilted": tilted,
    }


def symmetries(rng: np.random.Generator) -> dict[str, Any]:
    """All sign flips and permutations of a 1-hidden-layer tanh network keep the function; nothing else seems to."""
    units = 4
    w, b, v = rng.normal(size=(units, 2)), rng.normal(size=units), rng.normal(size=units)
    x = rng.normal(size=(40, 2))
    truth = np.tanh(x @ w.T + b) @ v
    worst, count, seen = 0.0, 0, set()
    for signs in product((1.0, -1.0), repeat=units):
        s = np.array(signs)
        for order in permutations(range(units)):
            o = list(order)
            parameters = np.concatenate([(s[:, None] * w)[o].ravel(), (s * b)[o], (s * v)[o]])
            seen.add(parameters.tobytes())
            output = np.tanh(x @ (s[:, None] * w)[o].T + (s * b)[o]) @ (s * v)[o]
            worst = max(worst, float(np.abs(output - truth).max()))
            count += 1
    six_w, six_b = rng.normal(size=(6, 2)), rng.normal(size=6)
    points = rng.normal(size=(400, 2)) * 2
    basis = np.column_stack([np.ones(400), np.tanh(points @ six_w.T + six_b)])
    flipped = np.column_stack([basis, np.tanh(points @ -six_w[0] - six_b[0])])
    singular = np.linalg.svd(basis, compute_uv=False)
    more = np.linalg.svd(flipped, compute_uv=False)
    return {
        "units": units,
        "group": count,
        "distinct_parameters": len(seen),
        "largest_difference": worst,
        "singular_values_of_6_units": singular.tolist(),
        "rank_with_a_flipped_unit": int((more > 1e-10 * more[0]).sum()),
        "columns_with_a_flipped_unit": 8,
    }


def training(steps: int) -> dict[str, Any]:
    """Gradient descent on XOR-like data from one function: sigmoid weights, tanh weights, and sigmoid weights with
    gradients preconditioned by ``T T^T`` (T the linear part of the map), which must follow the tanh run."""
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, (80, 2)) * 2
    y = np.sign(x[:, :1] * x[:, 1:])
    units, rate = 8, 0.1
    start: Network = [
        (rng.normal(0, 1, (units, 2)), rng.normal(0, 0.5, units)),
        (rng.normal(0, 1, (1, units)), np.zeros(1)),
    ]

    def gradient(
        network: Network, unit: Callable[[Array], Array], slope: Callable[[Array], Array]
    ) -> tuple[float, Network]:
        (w, b), (v, c) = network
        h = unit(x @ w.T + b)
        error = h @ v.T + c - y
        g = error / len(x)
        gh = g @ v * slope(h)
        return float((error**2).mean() / 2), [(gh.T @ x, gh.sum(axis=0)), (g.T @ h, g.sum(axis=0))]

    def sigma_slope(h: Array) -> Array:
        return h * (1 - h)

    def tanh_slope(h: Array) -> Array:
        return 1 - h * h

    def step(network: Network, g: Network) -> Network:
        return [(w - rate * gw, b - rate * gb) for (w, b), (gw, gb) in zip(network, g, strict=True)]

    sig, tan, pre = start, to_tanh(start), start
    losses: dict[str, list[float]] = {"sigmoid": [], "tanh": [], "preconditioned": []}
    start_gap = float(np.abs(forward(sig, x, sigmoid) - forward(tan, x, np.tanh)).max())
    for _ in range(steps + 1):
        loss, g = gradient(sig, sigmoid, sigma_slope)
        losses["sigmoid"].append(loss)
        sig = step(sig, g)
        loss, g = gradient(tan, np.tanh, tanh_slope)
        losses["tanh"].append(loss)
        tan = step(tan, g)
        loss, g = gradient(pre, sigmoid, sigma_slope)
        losses["preconditioned"].append(loss)
        # t = T w: t_in = w_in/2, t_out = v/2, t_c = c + sum v/2.  dL/dt = T^-T dL/dw; step in w = T^-1 T^-T dL/dw
        (gw, gb), (gv, gc) = g
        gt_v = 2 * (gv - gc[:, None] / 2)
        pre = step(pre, [(4 * gw, 4 * gb), (2 * gt_v, gc - gt_v.sum(axis=1))])
    marks = [s for s in (0, 100, 500, 2000) if s <= steps]
    gap = max(abs(a - b) for a, b in zip(losses["tanh"], losses["preconditioned"], strict=True))
    thin = sorted({round(v) for v in np.geomspace(1, steps + 1, 240)})
    return {
        "rate": rate,
        "units": units,
        "start_difference": start_gap,
        "at": {str(s): {k: v[s] for k, v in losses.items()} for s in marks},
        "tanh_against_preconditioned": gap,
        "steps": [s - 1 for s in thin],
        "curves": {k: [v[s - 1] for s in thin] for k, v in losses.items()},
    }


def run(full: bool = False, progress: Progress | None = None) -> dict[str, Any]:
    """All measurements; JSON-able."""
    tell = progress or (lambda _what, _share: None)
    rng = np.random.default_rng(4)
    depth = depth_check(rng, 300 if full else 60)
    tell("weight map over depths 2 to 7", 0.2)
    wrong = wrong_readings(rng)
    edges = border(rng)
    tell("borders of a CNN", 0.3)
    fit = best_fit()
    tell("best tanh fit", 0.6)
    group = symmetries(rng)
    curves = training(2000 if full else 500)
    tell("gradient descent", 1.0)
    return {
        "depth": depth,
        "wrong_readings": wrong,
        "border": edges,
        "fit": fit,
        "symmetries": group,
        "training": curves,
    }


def figures(results: dict[str, Any]) -> dict[str, Any]:
    """The drawn figures by name."""
    import matplotlib.pyplot as plt

    drawing, (first, second, third) = plt.subplots(1, 3, figsize=(13.5, 4.2), layout="constrained")
    drawing.get_layout_engine().set(wspace=0.06, w_pad=0.06)
    curves = results["training"]
    steps = curves["steps"][1:]
    first.plot(steps, curves["curves"]["sigmoid"][1:], label="sigmoid weights")
    first.plot(steps, curves["curves"]["tanh"][1:], linewidth=4, alpha=0.5, label="tanh weights")
    first.plot(steps, curves["curves"]["preconditioned"][1:], "k:", label="sigmoid, preconditioned")
    first.set(
        title="One function, two ways to train it",
        xlabel="gradient-descent step",
        ylabel="half mean squared error",
        yscale="log",
        xscale="log",
    )
    first.legend()
    ticks = (0.1, 0.2, 0.4, 0.7)
    first.set_yticks(ticks, [str(t) for t in ticks])
    first.minorticks_off()
    gap = np.array(results["border"]["zero"])
    shown = second.imshow(gap, cmap="cividis")
    second.grid(False)
    second.set(
        title="The map fails at zero-padded borders\n"
        f"(padding with -1 instead: {results['border']['minus_one_max']:.0e})",
        xlabel="pixel column",
        ylabel="pixel row",
    )
    drawing.colorbar(shown, ax=second, label="|sigmoid net - tanh net|", shrink=0.85)
    u = np.linspace(-8, 8, 400)
    fit = results["fit"]
    third.plot(u, sigmoid(u), label="$\\sigma(u)$")
    third.plot(
        u, np.tanh(fit["alpha"] * u + fit["beta"]), "--", label=f"tanh({fit['alpha']:.2f} u + {fit['beta']:.2f})"
    )
    third.plot(u, (1 + np.tanh(u / 2)) / 2, "k:", label="(1 + tanh(u/2))/2")
    third.set(
        title=f"No tanh(affine) is a sigmoid\n(best on [-8, 8]: {fit['sup']:.3f} away)", xlabel="u", ylabel="output"
    )
    third.legend(loc="lower right")
    return {"training": drawing}


if __name__ == "__main__":
    from running import main

    main("weight_map", run)
