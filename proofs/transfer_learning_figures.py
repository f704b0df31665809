"""Figures of the transfer experiment, drawn from its saved results and nothing else.

``figures(results)`` makes them; ``draw_shots``, ``draw_controls`` and ``draw_descent`` write one each (PNG, PDF) to a
folder.  ``results`` is the content of ``results/transfer_learning.json``; the quick form draws as well.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

BLUE, SKY, ORANGE, RED, GREEN, PINK, GREY = "#0072B2", "#56B4E9", "#E69F00", "#D55E00", "#009E73", "#CC79A7", "0.45"
SERIES = {
    "head-only": ("new head on the frozen source network", BLUE, "o-"),
    "fine-tuning": ("the same, then all layers fine-tuned (augmented)", GREEN, "s-"),
    "scratch + augmentation": ("from scratch, augmented", RED, "^-"),
    "scratch": ("from scratch", ORANGE, "v--"),
    "raw pixels": ("softmax regression on raw pixels", GREY, "x:"),
}
BARS = {
    "head-only + shifts": ("new head, four shifted copies added", BLUE),
    "head-only": ("new head on the frozen source network", BLUE),
    "fine-tuning after head + augmentation": ("new head, then all layers fine-tuned", GREEN),
    "fine-tuning from a random head + augmentation": ("all layers fine-tuned from a random head", GREEN),
    "scratch + augmentation": ("from scratch, augmented", RED),
    "scratch": ("from scratch", RED),
    "raw pixels": ("no network: raw pixels", GREY),
    "random frozen features": ("untrained network, new head", GREY),
    "unrelated source (textures)": ("source: textures", PINK),
    "source with shuffled labels": ("source: labels shuffled", PINK),
    "permuted pixels": ("target pixels permuted", PINK),
}


def shots(results: dict[str, Any]) -> Any:
    """Accuracy against images a class."""
    import matplotlib.pyplot as plt

    settings, rows = results["settings"], results["curve"]
    figure, axis = plt.subplots(figsize=(8.4, 5.4), layout="constrained")
    counts = [row["shots"] for row in rows]
    for key, (label, colour, line) in SERIES.items():
        values = [100 * row[key]["accuracy"] for row in rows]
        errors = [200 * row[key]["standard_error"] for row in rows]
        axis.errorbar(counts, values, errors, fmt=line, color=colour, label=label, capsize=2, markersize=6)
    axis.axvline(settings["shots"], color="0.25", linestyle=(0, (2, 3)), linewidth=1.2)
    axis.text(settings["shots"] / 1.05, 2, f"the exercise: {settings['shots']}", color="0.25", ha="right")
    crossing = results["crossing"]
    if crossing:
        low, high = crossing["between"]
        axis.axvspan(low, high, color=RED, alpha=0.10, zorder=0, linewidth=0)
        text = "scratch\novertakes\nthe frozen\nhead"
        axis.text((low * high) ** 0.5, 20, text, color=RED, ha="center", va="center")
    elif len(counts) > 2:
        axis.text(counts[-1], 12, "scratch does not overtake the frozen head here", color=RED, ha="right")
    classes = settings["target_classes"]
    axis.set_xscale("log")
    axis.set_xticks(counts, [str(count) for count in counts])
    axis.minorticks_off()
    axis.set(
        xlabel="training images per class",
        ylabel="test accuracy (%)",
        ylim=(0, None),
        title=f"{classes} new classes after a source network of {settings['source_classes']} classes",
    )
    axis.grid(alpha=0.3)
    axis.legend(loc="upper left", fontsize="small")
    return figure


def controls(results: dict[str, Any]) -> Any:
    """Bars of all methods and controls at the exercise's size."""
    import matplotlib.pyplot as plt

    settings, accuracies = results["settings"], results["accuracies"]
    figure, axis = plt.subplots(figsize=(8.4, 5.2), layout="constrained")
    names = list(reversed(BARS))
    values = [100 * accuracies[name]["accuracy"] for name in names]
    errors = [200 * accuracies[name]["standard_error"] for name in names]
    axis.barh(range(len(names)), values, xerr=errors, color=[BARS[name][1] for name in names], capsize=3, height=0.7)
    for place, (value, error) in enumerate(zip(values, errors, strict=True)):
        axis.text(value + error + 1, place, f"{value:.1f}", va="center")
    axis.set_yticks(range(len(names)), [BARS[name][0] for name in names])
    axis.set_axisbelow(True)
    axis.grid(visible=False, axis="y")
    chance = 100 / settings["target_classes"]
    axis.axvline(chance, color="0.2", linestyle=(0, (2, 3)), linewidth=1.2, label=f"chance, {chance:.1f} %")
    axis.set(
        xlabel="test accuracy (%), bars of ± 2 standard errors",
        xlim=(0, 1.2 * max(values)),
        title=f"{settings['target_classes']} classes, {settings['shots']} images each: what helps, and what must not",
    )
    axis.legend(loc="lower right")
    return figure


def descent(results: dict[str, Any]) -> Any:
    """Loss of gradient descent on the head for several step sizes."""
    import matplotlib.pyplot as plt

    head = results["head"]
    figure, axis = plt.subplots(figsize=(8.4, 5.0), layout="constrained")
    styles = {
        "1": (BLUE, "-"),
        "10": (SKY, "--"),
        "50": (GREEN, "-."),
        "100": (ORANGE, "-"),
        "150": (RED, ":"),
    }
    for factor, losses in head["descent"].items():
        colour, line = styles[factor]
        rises = head["increases"][factor]
        label = f"{factor}/L" if factor != "1" else "1/L (guaranteed)"
        label += f": {rises} rise{'' if rises == 1 else 's'}"
        axis.plot(range(len(losses)), losses, line, color=colour, label=label, linewidth=2)
    axis.set_yscale("log")
    axis.set_yticks([0.5, 1, 2, 3, 4, 5], ["0.5", "1", "2", "3", "4", "5"])
    axis.minorticks_off()
    bound, start = head["bound"], head["curvature_at_zero"]
    axis.set(
        xlabel="gradient descent steps from zero weights",
        ylabel="cross-entropy (nats)",
        title=f"The head is convex: L = λmax(FᵀF/N)/2 = {bound:.3g}, top curvature at zero {start:.2g}",
    )
    axis.grid(alpha=0.3)
    axis.legend(title="step size", loc="lower left" if head["increases"]["150"] == 0 else "best")
    return figure


def figures(results: dict[str, Any]) -> dict[str, Any]:
    """The drawn figures by name."""
    return {"shots": shots(results), "controls": controls(results), "descent": descent(results)}


def _draw(make: Any, results: dict[str, Any], folder: Path, name: str) -> list[Path]:
    from symderiv.figures import save, style

    with style():
        return list(save(make(results), folder, f"transfer_{name}"))


def draw_shots(results: dict[str, Any], folder: Path) -> list[Path]:
    """Write ``transfer_shots``."""
    return _draw(shots, results, folder, "shots")


def draw_controls(results: dict[str, Any], folder: Path) -> list[Path]:
    """Write ``transfer_controls``."""
    return _draw(controls, results, folder, "controls")


def draw_descent(results: dict[str, Any], folder: Path) -> list[Path]:
    """Write ``transfer_descent``."""
    return _draw(descent, results, folder, "descent")
