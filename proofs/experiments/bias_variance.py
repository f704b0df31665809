"""Bias and variance against hidden units, measured: exact formulas beside Monte Carlo, double descent, frozen CNN
features, and fully trained networks.

Plain NumPy.  Run ``python proofs/experiments/bias_variance.py --full`` (a few minutes; the quick form takes seconds).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray
Progress = Callable[[str, float], None]
SIGMA = 0.3


def nested_features(rng: np.random.Generator, units: int) -> Callable[[Array], Array]:
    """Frozen random ReLU units of 3 inputs; the first M columns are the network of M units."""
    w, b = rng.normal(size=(units, 3)), rng.uniform(-1, 1, units)
    return lambda x: np.maximum(x @ w.T + b, 0)


def truth(x: Array) -> Array:
    """The function to be learnt."""
    return np.sin(2.5 * x[:, 0]) + x[:, 1] * x[:, 2]


def exact(draws: int) -> dict[str, Any]:
    """Nested features, least squares of least norm: exact bias^2, variance and rank for M = 1..200, with a Monte Carlo
    check of M = 8."""
    rng = np.random.default_rng(3)
    samples, units = 40, 200
    features = nested_features(rng, units)
    x, fresh = rng.uniform(-1, 1, (samples, 3)), rng.uniform(-1, 1, (200, 3))
    f, f_fresh = truth(x), truth(fresh)
    phi, phi_fresh = features(x), features(fresh)
    rows: dict[str, list[float]] = {k: [] for k in ("rank", "bias2", "variance", "test_bias2", "test_variance")}
    previous = np.zeros(len(fresh))
    pointwise = True
    for m in range(1, units + 1):
        a, s, c = np.linalg.svd(phi[:, :m], full_matrices=False)
        keep = s > 1e-9 * s[0]
        a, s, c = a[:, keep], s[keep], c[keep]
        rank = int(keep.sum())
        smoother = phi_fresh[:, :m] @ (c.T / s) @ a.T
        variance_fresh = SIGMA**2 * (smoother**2).sum(axis=1)
        if rank == m:
            pointwise &= bool((variance_fresh >= previous * (1 - 1e-9)).all())
            previous = variance_fresh
        rows["rank"].append(rank)
        rows["bias2"].append(float(((f - a @ (a.T @ f)) ** 2).mean()))
        rows["variance"].append(float(SIGMA**2 * (a**2).sum() / samples))
        rows["test_bias2"].append(float(((smoother @ f - f_fresh) ** 2).mean()))
        rows["test_variance"].append(float(variance_fresh.mean()))
    eight = phi[:, :8]
    projection = eight @ np.linalg.pinv(eight)
    total, squares, done = np.zeros(samples), np.zeros(samples), 0
    while done < draws:
        batch = min(20_000, draws - done)
        fit = (f + SIGMA * rng.normal(size=(batch, samples))) @ projection
        total += fit.sum(axis=0)
        squares += (fit**2).sum(axis=0)
        done += batch
    mean = total / draws
    ranks = np.array(rows["rank"])
    formula = SIGMA**2 * ranks / samples
    return {
        "samples": samples,
        "sigma": SIGMA,
        "units": list(range(1, units + 1)),
        **rows,
        "monte_carlo": {
            "draws": draws,
            "bias2": float(((mean - f) ** 2).mean()),
            "variance": float((squares / draws - mean**2).mean()),
            "exact_bias2": rows["bias2"][7],
            "exact_variance": rows["variance"][7],
        },
        "variance_against_formula": float(np.abs(np.array(rows["variance"]) / formula - 1).max()),
        "bias_never_rises": bool((np.diff(rows["bias2"]) <= 1e-12).all()),
        "pointwise_variance_never_falls_while_rank_grows": pointwise,
    }


def double_descent(draws: int) -> dict[str, Any]:
    """Gaussian design, N=20 samples, M of D=80 features, least norm, sigma=1/2, |theta|=1: measured and in theory."""
    rng = np.random.default_rng(5)
    samples, total, sigma2 = 20, 80, 0.25
    theta = np.full(total, 1 / np.sqrt(total))
    counts = [1, 2, 4, 6, 8, 10, 12, 14, 15, 16, 17, 23, 24, 25, 27, 30, 35, 40, 50, 60, 70, 80]
    noise: dict[int, list[Array]] = {m: [] for m in counts}
    risk: dict[int, list[Array]] = {m: [] for m in counts}
    for start in range(0, draws, 200):
        x = rng.normal(size=(min(200, draws - start), samples, total))
        for m in counts:
            z = x[:, :, :m]
            inverse = np.linalg.pinv(z)
            v = sigma2 * (inverse**2).sum(axis=(1, 2))
            coefficients = inverse @ (x @ theta)[:, :, None]
            error = ((coefficients[:, :, 0] - theta[:m]) ** 2).sum(axis=1)
            noise[m].append(v)
            risk[m].append(error + (theta[m:] ** 2).sum() + sigma2 + v)
    rows = []
    for m in counts:
        inside, outside = m / total, 1 - m / total + sigma2
        if m <= samples - 2:
            expected = (sigma2 * m / (samples - m - 1), outside * (1 + m / (samples - m - 1)))
        else:
            factor = samples / (m - samples - 1)
            expected = (sigma2 * factor, inside * (1 - samples / m) + outside * (1 + factor))
        v, r = np.concatenate(noise[m]), np.concatenate(risk[m])
        rows.append(
            {
                "features": m,
                "noise": float(v.mean()),
                "noise_error": float(v.std() / np.sqrt(draws)),
                "noise_theory": expected[0],
                "risk": float(r.mean()),
                "risk_error": float(r.std() / np.sqrt(draws)),
                "risk_theory": expected[1],
            }
        )
    return {"samples": samples, "features": total, "sigma2": sigma2, "draws": draws, "rows": rows}


def blobs(rng: np.random.Generator, count: int) -> tuple[Array, Array]:
    """8x8 images of one Gaussian blob; the target is a smooth function of its place and width."""
    place, width = rng.uniform(2, 5, (count, 2)), rng.uniform(0.8, 2.0, count)
    grid = np.arange(8)
    rows = (grid - place[:, :1]) ** 2
    columns = (grid - place[:, 1:]) ** 2
    images = np.exp(-(rows[:, :, None] + columns[:, None, :]) / (2 * width[:, None, None] ** 2))
    return images, np.sin(2 * width) + 0.3 * (place[:, 0] - 3.5)


def pooled_filters(images: Array, filters: Array) -> Array:
    """Random 3x3 filters with bias, ReLU, global average pool, for all images: (N, M)."""
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(images, ((0, 0), (1, 1), (1, 1))), (3, 3), axis=(1, 2))
    flat = windows.reshape(len(images), 64, 9)
    return np.maximum(flat @ filters[:, :9].T + filters[:, 9], 0).mean(axis=1)


def frozen_cnn(sets: int) -> dict[str, Any]:
    """M frozen random filters of a small CNN, least-squares read-out, N=60: rank passes N and the test error peaks."""
    rng = np.random.default_rng(7)
    samples = 60
    counts = (1, 3, 10, 20, 40, 50, 60, 70, 100, 200, 600)
    table: dict[int, list[tuple[float, ...]]] = {m: [] for m in counts}
    for _ in range(sets):
        filters = rng.normal(size=(max(counts), 10)) * np.r_[np.ones(9) / 3, 0.3]
        (images, f), (fresh, f_fresh) = blobs(rng, samples), blobs(rng, 400)
        phi, phi_fresh = pooled_filters(images, filters), pooled_filters(fresh, filters)
        for m in counts:
            a, s, c = np.linalg.svd(phi[:, :m], full_matrices=False)
            keep = s > 1e-10 * s[0]
            smoother = phi_fresh[:, :m] @ (c[keep].T / s[keep]) @ a[:, keep].T
            noise = SIGMA**2 * float((smoother**2).sum(axis=1).mean())
            table[m].append(
                (
                    float(((f - a[:, keep] @ (a[:, keep].T @ f)) ** 2).mean()),
                    SIGMA**2 * float(keep.sum()) / samples,
                    noise,
                    float(((smoother @ f - f_fresh) ** 2).mean()) + noise + SIGMA**2,
                    float(keep.sum()),
                )
            )
    names = ("bias2", "variance", "test_noise_variance", "test_risk", "rank")
    rows = [
        {"filters": m, **dict(zip(names, np.median(np.array(table[m]), axis=0).tolist(), strict=True))} for m in counts
    ]
    return {"samples": samples, "sigma": SIGMA, "sets": sets, "rows": rows}


def trained(unit: str, units: int, sets: int, steps: int) -> dict[str, float]:
    """Networks with one hidden layer, all weights trained by Adam on ``sets`` data sets at once (N=20)."""
    rng = np.random.default_rng(11)
    real = np.float32
    x = np.linspace(-1, 1, 20, dtype=real)[None, :, None]
    fresh = np.linspace(-1, 1, 101, dtype=real)[None, :, None]

    def target(v: Array) -> Array:
        return np.sin(3 * v[..., 0])

    y = (target(x) + SIGMA * rng.normal(size=(sets, 20))).astype(real)
    p = [
        rng.normal(0, 2, (sets, 1, units)).astype(real),
        rng.normal(0, 1, (sets, 1, units)).astype(real),
        (rng.normal(size=(sets, units, 1)) / np.sqrt(units)).astype(real),
        np.zeros((sets, 1, 1), real),
    ]
    first, second = [np.zeros_like(v) for v in p], [np.zeros_like(v) for v in p]

    def hidden(v: Array) -> Array:
        a = v * p[0] + p[1]
        return np.tanh(a) if unit == "tanh" else np.maximum(a, 0)

    for t in range(1, steps + 1):
        h = hidden(x)
        g = ((h @ p[2] + p[3])[..., 0] - y)[:, :, None] / real(20)
        gh = (g * p[2].transpose(0, 2, 1)) * ((1 - h * h) if unit == "tanh" else (h > 0))
        grads = [
            (gh * x).sum(axis=1, keepdims=True),
            gh.sum(axis=1, keepdims=True),
            h.transpose(0, 2, 1) @ g,
            g.sum(axis=1, keepdims=True),
        ]
        rate = 0.02 * 0.5 * (1 + np.cos(np.pi * t / steps)) * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for v, m1, m2, grad in zip(p, first, second, grads, strict=True):
            m1 += real(0.1) * (grad - m1)
            m2 += real(0.001) * (grad * grad - m2)
            v -= real(rate) * m1 / (np.sqrt(m2) + real(1e-8))
    outputs = (hidden(fresh) @ p[2] + p[3])[..., 0].astype(float)
    mean, spread = outputs.mean(axis=0), outputs.var(axis=0, ddof=1)
    # each data set's own mean squared distance to the mean gives the standard error of the variance
    own = ((outputs - mean) ** 2).mean(axis=1)
    return {
        "units": units,
        "bias2": float(((mean - target(fresh)[0]) ** 2).mean() - spread.mean() / sets),
        "variance": float(spread.mean()),
        "variance_error": float(own.std() / np.sqrt(sets)),
    }


def run(full: bool = False, progress: Progress | None = None) -> dict[str, Any]:
    """All measurements; JSON-able."""
    tell = progress or (lambda _what, _share: None)
    result: dict[str, Any] = {"exact": exact(200_000 if full else 20_000)}
    tell("exact bias and variance, 200 networks", 0.03)
    result["double_descent"] = double_descent(2000 if full else 200)
    tell("double descent", 0.1)
    result["frozen_cnn"] = frozen_cnn(60 if full else 8)
    tell("frozen CNN features", 0.15)
    counts = (1, 2, 4, 8, 16, 32, 64, 128) if full else (1, 4, 16)
    sets, steps = (200, 3000) if full else (30, 400)
    result["trained"] = {"sets": sets, "steps": steps, "samples": 20, "sigma": SIGMA, "tanh": [], "relu": []}
    done, everything = 0, 2 * sum(c + 8 for c in counts)
    for unit in ("tanh", "relu"):
        for units in counts:
            result["trained"][unit].append(trained(unit, units, sets, steps))
            done += units + 8
            tell(f"trained {unit} networks of {units} units", 0.15 + 0.85 * done / everything)
    return result


def figures(results: dict[str, Any]) -> dict[str, Any]:
    """The drawn figures by name."""
    import matplotlib.pyplot as plt

    drawing, (left, right) = plt.subplots(1, 2, figsize=(11, 4.6), layout="constrained")
    data = results["exact"]
    m = np.array(data["units"])
    rank = np.array(data["rank"])
    left.plot(
        m, data["sigma"] ** 2 * rank / data["samples"], color="0.75", linewidth=6, label="theorem: $s^2\\,$rank$/N$"
    )
    left.plot(m, data["variance"], label="variance, in sample")
    bias = np.array(data["bias2"])
    left.plot(m[bias > 1e-12], bias[bias > 1e-12], "--", label="bias², in sample")
    left.plot(m, data["test_variance"], ":", label="variance, test points")
    left.axvline(data["samples"], color="0.4", linewidth=1)
    left.text(data["samples"] * 1.06, 1.6e-4, "rank = N", rotation=90, fontsize=9, color="0.3", va="bottom")
    top = max(data["test_variance"])
    left.set(
        title=f"Frozen hidden layer, least squares (N = {data['samples']})",
        xlabel="hidden units M",
        ylabel="mean squared output",
        xscale="log",
        yscale="log",
        ylim=(1e-4, 3 * top),
    )
    left.legend(fontsize=9)
    rows = results["double_descent"]["rows"]
    x = [r["features"] for r in rows]
    n = results["double_descent"]["samples"]
    for key, label, mark in (("risk", "test risk", "o"), ("noise", "noise variance", "s")):
        shown = right.errorbar(
            x,
            [r[key] for r in rows],
            [2 * r[key + "_error"] for r in rows],
            fmt=mark,
            markersize=5,
            label=f"{label}, measured",
        )
        for low, high in ((0, n), (n, 1000)):
            part = [r for r in rows if low < r["features"] <= high]
            right.plot(
                [r["features"] for r in part],
                [r[key + "_theory"] for r in part],
                color=shown[0].get_color(),
                linewidth=1.2,
                label=f"{label}, theory" if low == 0 else None,
            )
    right.axvline(n, color="0.4", linewidth=1)
    right.set(
        title=f"Past interpolation the variance falls again (N = {n})",
        xlabel="features M",
        yscale="log",
        ylabel="mean squared output",
    )
    right.legend(fontsize=9)
    second, axes = plt.subplots(1, 2, figsize=(11, 4.4), layout="constrained")
    for axis, unit in zip(axes, ("tanh", "relu"), strict=True):
        rows = results["trained"][unit]
        units = [r["units"] for r in rows]
        axis.errorbar(
            units,
            [r["variance"] for r in rows],
            [2 * r["variance_error"] for r in rows],
            fmt="o-",
            capsize=3,
            label="variance (± 2 standard errors)",
        )
        axis.plot(units, [r["bias2"] if r["bias2"] > 1e-5 else np.nan for r in rows], "s--", label="bias²")
        floor = max(r["variance"] for r in rows) / results["trained"]["sets"]
        axis.axhspan(1e-5, floor, color="0.9", zorder=0, label="below the noise of the bias estimate")
        axis.set_ylim(1e-5, 0.5)
        axis.set(
            title=f"{'tanh' if unit == 'tanh' else 'ReLU'} networks, all weights trained",
            xlabel="hidden units",
            yscale="log",
            ylabel="mean squared output",
        )
        axis.set_xscale("log", base=2)
        axis.set_xticks(units, [str(u) for u in units])
        axis.legend(fontsize=9)
    return {"theory": drawing, "trained": second}


if __name__ == "__main__":
    from running import main

    main("bias_variance", run)
