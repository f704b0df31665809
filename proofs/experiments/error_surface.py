"""Quadratic error surfaces, measured: semi-axes, axes recovered from contour points alone, gradient-descent steps, and
the Hessian of a small trained network.

Plain NumPy; the network's Hessian is its hand-written gradient differentiated by complex steps, exact to rounding.
Run ``python proofs/experiments/error_surface.py --full``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray
Progress = Callable[[str, float], None]
LEVELS = (1e-6, 1e-4, 1e-2, 1e-1, 5e-1)  # values of c^2 = 2 (E - E*)


def check_hessian(hessian: Array) -> Array:
    """The matrix as floats.

    Raises :class:`ValueError` for anything but a finite, symmetric square matrix.
    """
    h = np.asarray(hessian, dtype=float)
    if h.ndim != 2 or h.shape[0] != h.shape[1]:
        raise ValueError(f"a Hessian is a square matrix, not an array of shape {h.shape}")
    if not np.isfinite(h).all():
        raise ValueError("the Hessian has entries that are not finite")
    gap = np.abs(h - h.T).max()
    if gap > 1e-8 * max(np.abs(h).max(), 1e-300):
        raise ValueError(
            f"the Hessian is not symmetric: entries differ by up to {gap:.3g}; pass (H + H.T)/2 if that is meant"
        )
    return (h + h.T) / 2


def semi_axes(hessian: Array, c: float = 1.0) -> tuple[Array, Array]:
    """Semi-axes ``c/sqrt(lambda)`` of the contour ``v^T H v = c^2`` (infinite for lambda <= 0); axes as columns.

    Raises :class:`ValueError` for a Hessian that is not symmetric, or ``c <= 0``.
    """
    if not c > 0:
        raise ValueError(f"c must be positive, not {c}")
    h = check_hessian(hessian)
    values, vectors = np.linalg.eigh(h)
    tiny = 1e-12 * max(np.abs(values).max(), 1e-300)
    lengths = np.full(len(values), np.inf)
    lengths[values > tiny] = c / np.sqrt(values[values > tiny])
    return lengths, vectors


def random_definite(rng: np.random.Generator, matrices: int) -> dict[str, Any]:
    """Distance from the centre to the contour along each eigenvector, by root finding, against 1/sqrt(lambda)."""
    worst = 0.0
    for number in range(matrices):
        n = (2, 3, 5, 10, 50, 200)[number % 6]
        a = rng.normal(size=(n, n + 2))
        h = a @ a.T / n
        lengths, axes = semi_axes(h)
        tips = axes * lengths
        worst = max(worst, float(np.abs(np.einsum("in,ij,jn->n", tips, h, tips) - 1).max()))
    return {"matrices": matrices, "largest_error_of_the_level": worst}


def from_contour(rng: np.random.Generator) -> dict[str, Any]:
    """Fit a quadric to 60 points of a contour in 6 dimensions; its axes must be the eigenvectors."""
    n, c = 6, 2.0
    values = np.array([0.01, 0.1, 1.0, 3.0, 20.0, 100.0])
    q, _ = np.linalg.qr(rng.normal(size=(n, n)))
    h = (q * values) @ q.T
    directions = rng.normal(size=(60, n))
    points = directions * (c / np.sqrt(np.einsum("ki,ij,kj->k", directions, h, directions)))[:, None]
    rows, columns = np.triu_indices(n)
    design = points[:, rows] * points[:, columns] * np.where(rows == columns, 1, 2)
    scale = np.linalg.norm(design, axis=0)
    fitted = np.zeros((n, n))
    fitted[rows, columns] = np.linalg.lstsq(design / scale, np.full(60, c**2), rcond=None)[0] / scale
    fitted = fitted + fitted.T - np.diag(np.diag(fitted))
    lengths, axes = semi_axes(fitted, c)
    slope = float(np.polyfit(np.log(values), np.log(lengths), 1)[0])
    tip = lengths[2] * axes[:, 2]

    def lagrange(v: Array) -> float:
        hv = h @ v
        return float(np.linalg.norm(v - hv * (v @ hv) / (hv @ hv)) / np.linalg.norm(v))

    return {
        "eigenvalues": values.tolist(),
        "semi_axes": lengths.tolist(),
        "largest_relative_error": float(np.abs(lengths * np.sqrt(values) / c - 1).max()),
        "slope": slope,
        "axes_error": float(np.abs(np.abs(np.einsum("ij,ij->j", axes, q)) - 1).max()),
        "lagrange_at_a_tip": lagrange(tip),
        "lagrange_at_a_random_point": lagrange(points[0]),
    }


def two_by_two() -> dict[str, Any]:
    """[[5,2],[2,2]]: axes, area, and gradient descent just below and above the bound 2/lambda_max; degenerate cases."""
    h = np.array([[5.0, 2.0], [2.0, 2.0]])
    lengths, _ = semi_axes(h)
    runs: dict[str, Any] = {}
    for rate in (0.33, 0.334):
        w = np.array([1.0, 1.0])
        path = [float(np.linalg.norm(w))]
        for _ in range(200):
            w = w - rate * h @ w
            path.append(float(np.linalg.norm(w)))
        runs[str(rate)] = path
    angles = np.deg2rad([0, 45, 90, 135])
    degenerate = {}
    for name, matrix in (("2 I", 2 * np.eye(2)), ("diag(1,0)", np.diag([1.0, 0])), ("diag(1,-1)", np.diag([1.0, -1]))):
        forms = [float(np.array([np.cos(t), np.sin(t)]) @ matrix @ np.array([np.cos(t), np.sin(t)])) for t in angles]
        degenerate[name] = [1 / np.sqrt(v) if v > 1e-12 else None for v in forms]
    return {
        "semi_axes": lengths.tolist(),
        "area": float(np.pi * lengths.prod()),
        "area_formula": float(np.pi / np.sqrt(np.linalg.det(h))),
        "descent": runs,
        "degenerate_distances": degenerate,
    }


class SmallNetwork:
    """6x6 images, two tanh 3x3 filters, 2x2 average pool, 3-way softmax, weight decay: 47 parameters."""

    decay = 0.01
    size = 47

    def __init__(self, rng: np.random.Generator, samples: int = 60) -> None:
        labels = np.arange(samples) % 3
        patterns = rng.normal(size=(3, 6, 6))
        self.images = 0.7 * patterns[labels] + rng.normal(size=(samples, 6, 6))
        self.targets = np.eye(3)[labels]
        self.windows = np.lib.stride_tricks.sliding_window_view(self.images, (3, 3), axis=(1, 2)).reshape(
            samples, 16, 9
        )

    def _forward(self, w: Array) -> tuple[Array, Array, Array]:
        h = np.tanh(self.windows @ w[:18].reshape(2, 9).T + w[18:20])  # (N, 16, 2)
        pooled = h.reshape(-1, 2, 2, 2, 2, 2).mean(axis=(2, 4)).reshape(-1, 8)
        return h, pooled, pooled @ w[20:44].reshape(3, 8).T + w[44:]

    def loss(self, w: Array) -> float:
        """Mean cross-entropy plus weight decay."""
        z = self._forward(w)[2]
        top = z.max(axis=1, keepdims=True)
        lse = top[:, 0] + np.log(np.exp(z - top).sum(axis=1))
        return float((lse - (z * self.targets).sum(axis=1)).mean() + self.decay / 2 * (w @ w))

    def gradient(self, w: Array) -> Array:
        """The gradient; ``w`` may be complex, for complex steps."""
        h, pooled, z = self._forward(w)
        e = np.exp(z - z.real.max(axis=1, keepdims=True))
        g = (e / e.sum(axis=1, keepdims=True) - self.targets) / len(z)
        back = (g @ w[20:44].reshape(3, 8)).reshape(-1, 2, 1, 2, 1, 2) / 4
        gh = (np.broadcast_to(back, (len(z), 2, 2, 2, 2, 2)).reshape(-1, 16, 2)) * (1 - h * h)
        parts = (
            np.einsum("ntf,ntk->fk", gh, self.windows).ravel(),
            gh.sum(axis=(0, 1)),
            (g.T @ pooled).ravel(),
            g.sum(axis=0),
        )
        return np.concatenate(parts) + self.decay * w

    def hessian(self, w: Array) -> Array:
        """The Hessian, a column for each complex step of the gradient."""
        columns = []
        for k in range(self.size):
            v = w.astype(complex)
            v[k] += 1e-30j
            columns.append(self.gradient(v).imag / 1e-30)
        return np.array(columns)

    def head_hessian(self, w: Array) -> Array:
        """Hessian by the 27 head parameters from the formula ``1/N sum (diag p - p p^T) (x) x x^T`` plus decay."""
        _, pooled, z = self._forward(w)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        x = np.column_stack([pooled, np.ones(len(z))])
        core = p[:, :, None] * np.eye(3) - p[:, :, None] * p[:, None, :]
        block = np.einsum("nkl,na,nb->kalb", core, x, x).reshape(27, 27) / len(z)
        order = [k * 9 + a for k in range(3) for a in range(8)] + [k * 9 + 8 for k in range(3)]
        return block[np.ix_(order, order)] + self.decay * np.eye(27)

    def train(self, rng: np.random.Generator, steps: int) -> Array:
        """Gradient descent, then Newton steps with halving, to rounding."""
        w = 0.3 * rng.normal(size=self.size)
        for _ in range(steps):
            w -= 0.5 * self.gradient(w)
        for _ in range(60):
            g = self.gradient(w)
            if np.abs(g).max() < 1e-16:
                break
            h = self.hessian(w)
            low = np.linalg.eigvalsh(h)[0]
            direction = np.linalg.solve(h + max(0.0, 1e-6 - low) * np.eye(self.size), g)
            scale = 1.0
            while self.loss(w - scale * direction) > self.loss(w) + 1e-15 and scale > 1e-3:
                scale /= 2
            w = w - scale * direction
        return w


def half_axis(network: SmallNetwork, w: Array, direction: Array, level: float, guess: float) -> float:
    """Mean distance (both ways) at which 2 (E - E*) reaches ``level``, by bracketing and bisection."""
    base = network.loss(w)
    found = []
    for sign in (1.0, -1.0):

        def gap(t: float, sign: float = sign) -> float:
            return 2 * (network.loss(w + sign * t * direction) - base) - level

        low, high = 0.0, guess / 4
        while gap(high) < 0 and high < 1e4:
            low, high = high, high * 1.5
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if gap(middle) < 0 else (low, middle)
        found.append((low + high) / 2)
    return float(np.mean(found))


def trained_network(full: bool, tell: Progress) -> dict[str, Any]:
    """Half-axes of the real error surface against ``c/sqrt(lambda)``, in all eigenvector directions."""
    rng = np.random.default_rng(1)
    network = SmallNetwork(rng)
    w = network.train(rng, 4000 if full else 2000)
    h = network.hessian(w)
    asymmetry = float(np.abs(h - h.T).max())
    values, vectors = np.linalg.eigh(check_hessian(h))
    tell("trained the 47-parameter network", 0.3)
    chosen = range(47) if full else (0, 5, 10, 15, 20, 25, 30, 35, 40, 46)
    series = []
    for number, level in enumerate(LEVELS):
        c = np.sqrt(level)
        measured = [half_axis(network, w, vectors[:, k], level, c / np.sqrt(values[k])) / c for k in chosen]
        predicted = 1 / np.sqrt(values[list(chosen)])
        slope = float(np.polyfit(np.log(values[list(chosen)]), np.log(measured), 1)[0])
        series.append(
            {
                "c2": level,
                "half_axis_by_c": measured,
                "slope": slope,
                "largest_relative_error": float(np.abs(np.array(measured) / predicted - 1).max()),
            }
        )
        tell(f"half-axes at c^2 = {level:g}", 0.3 + 0.12 * (number + 1))
    contours = []
    for level in (1e-2, 1e-1, 5e-1):
        reach = np.array([1.1, 2.2]) * np.sqrt(level) / np.sqrt(values[[0, 46]])
        side = 41 if full else 21
        a, b = (np.linspace(-r, r, side) for r in reach)
        surface = [
            [2 * (network.loss(w + u * vectors[:, 0] + v * vectors[:, 46]) - network.loss(w)) for u in a] for v in b
        ]
        contours.append({"c2": level, "along_flat": a.tolist(), "along_steep": b.tolist(), "level": surface})
    head = h[20:, 20:]
    formula = network.head_hessian(w)
    return {
        "parameters": network.size,
        "decay": network.decay,
        "gradient": float(np.abs(network.gradient(w)).max()),
        "loss": network.loss(w),
        "hessian_asymmetry": asymmetry,
        "eigenvalues": values.tolist(),
        "condition_number": float(values[-1] / values[0]),
        "step_bound": float(2 / values[-1]),
        "directions": list(chosen),
        "series": series,
        "contours": contours,
        "head": {
            "formula_against_complex_step": float(np.abs(head - formula).max()),
            "eigenvalues": np.linalg.eigvalsh(formula).tolist(),
        },
    }


def run(full: bool = False, progress: Progress | None = None) -> dict[str, Any]:
    """All measurements; JSON-able."""
    tell = progress or (lambda _what, _share: None)
    rng = np.random.default_rng(6)
    definite = random_definite(rng, 60 if full else 12)
    tell("random definite matrices", 0.1)
    return {
        "random_definite": definite,
        "from_contour": from_contour(rng),
        "two_by_two": two_by_two(),
        "trained_network": trained_network(full, tell),
    }


def figures(results: dict[str, Any]) -> dict[str, Any]:
    """The drawn figures by name."""
    import matplotlib.pyplot as plt

    data = results["trained_network"]
    values = np.array(data["eigenvalues"])
    drawing, (left, right) = plt.subplots(1, 2, figsize=(11, 4.8), layout="constrained")
    line = np.array([values[0], values[-1]])
    left.plot(line, line**-0.5, color="0.6", linewidth=3, label="$1/\\sqrt{\\lambda}$ (theorem)")
    marks = ("o", "s", "^", "D", "v")
    for series, mark in zip(data["series"], marks, strict=True):
        left.plot(
            values[data["directions"]],
            series["half_axis_by_c"],
            mark,
            markersize=4.5,
            alpha=0.85,
            label=f"$c^2$ = {series['c2']:g}: slope {series['slope']:.3f}",
        )
    left.set(
        title=f"A trained network ({data['parameters']} weights): half-axes of its contours",
        xscale="log",
        yscale="log",
        xlabel="eigenvalue $\\lambda$ of the Hessian",
        ylabel="measured half-axis / c",
    )
    drawing.get_layout_engine().set(wspace=0.05)
    ticks = (2, 5, 10, 20)
    left.set_yticks(ticks, [str(t) for t in ticks])
    left.minorticks_off()
    left.legend(fontsize=9)
    angle = np.linspace(0, 2 * np.pi, 200)
    colours = plt.rcParams["axes.prop_cycle"].by_key()["color"]
    for number, contour in enumerate(data["contours"]):
        colour = colours[number % len(colours)]
        level, c = contour["c2"], np.sqrt(contour["c2"])
        right.contour(
            contour["along_flat"],
            contour["along_steep"],
            contour["level"],
            levels=[level],
            colors=[colour],
            linewidths=2,
        )
        right.plot(
            c / np.sqrt(values[0]) * np.cos(angle),
            c / np.sqrt(values[-1]) * np.sin(angle),
            "--",
            color=colour,
            linewidth=1.3,
        )
        right.plot([], [], color=colour, linewidth=2, label=f"$c^2$ = {level:g}")
    right.plot([], [], "k--", linewidth=1.3, label="ellipse of the theorem")
    right.set(
        title="Contours: ellipses only near the minimum",
        xlabel="along the flattest eigenvector (weight units)",
        ylabel="along the steepest eigenvector (weight units)",
    )
    right.legend(fontsize=9, loc="upper right")
    descent, axis = plt.subplots(figsize=(6.5, 4.2), layout="constrained")
    for (rate, path), style in zip(results["two_by_two"]["descent"].items(), ("-", "--"), strict=True):
        axis.plot(path, style, label=f"step {rate} {'<' if float(rate) < 1 / 3 else '>'} 2/λ$_{{max}}$ = 1/3")
    axis.set(
        title="Gradient descent on [[5, 2], [2, 2]]", xlabel="step", ylabel="distance from the minimum", yscale="log"
    )
    axis.legend()
    return {"axes": drawing, "descent": descent}


if __name__ == "__main__":
    from running import main

    main("error_surface", run)
