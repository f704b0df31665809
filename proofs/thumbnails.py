"""Small figures for the table of the README: one idea each, drawn from the committed results, readable at 240 pixels.

At 80 pixels an inch a label of 9 points is 10 pixels high; so there is room for one panel and few words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#777777"
SIZE = (3.0, 2.3)


def panel(title: str, **labels: Any) -> tuple[Any, Any]:
    """A figure of one small panel."""
    import matplotlib.pyplot as plt

    figure, axis = plt.subplots(figsize=SIZE, layout="constrained")
    axis.set(**labels)
    axis.set_title(title, fontsize=9.5)
    axis.tick_params(labelsize=8)
    axis.xaxis.label.set_fontsize(9)
    axis.yaxis.label.set_fontsize(9)
    return figure, axis


def residual_block(results: dict[str, Any]) -> Any:
    """Gradient norms by depth, with and without the skip."""
    figure, axis = panel("gradient after 30 blocks", xlabel="blocks", ylabel="relative norm", xlim=(0, 30))
    for curve in results["depth"]:
        if curve["scale"] == 1:
            continue
        ratios = curve["ratios"][::-1]
        axis.semilogy(range(len(ratios)), ratios, color=BLUE if curve["skip"] else ORANGE)
    axis.text(15, 1e-4, "with skip", color=BLUE, fontsize=9, ha="center")
    axis.text(9, 1e-15, "without", color=ORANGE, fontsize=9, ha="center")
    return figure


def receptive_field(results: dict[str, Any]) -> Any:
    """How many outputs each pixel affects."""
    figure, axis = panel("outputs that a pixel affects", xlabel="pixel column", ylabel="pixel row")
    axis.imshow(results["changed_same"], cmap="cividis")
    axis.grid(False)
    axis.set_xticks([0, 5, 10, 15])
    axis.set_yticks([0, 5, 10, 15])
    for row, column, colour in ((0, 0, "white"), (7, 7, "black"), (0, 7, "white")):
        count = results["changed_same"][row][column]
        axis.text(column + (0.6 if not column else 0), row + (0.5 if not row else 0), str(count), color=colour,
                  ha="center", va="center", fontsize=9, weight="bold")  # fmt: skip
    return figure


def bias_variance(results: dict[str, Any]) -> Any:
    """Bias and variance of nested models, in sample."""
    exact = results["exact"]
    figure, axis = panel("nested models, least squares", xlabel="hidden units", ylabel="mean square", ylim=(1e-3, 2))
    axis.loglog(exact["units"], exact["variance"], color=BLUE)
    axis.loglog(exact["units"], [max(value, 1e-9) for value in exact["bias2"]], color=ORANGE, linestyle="--")
    axis.text(4, 1.4e-3, "variance\n= s²M/N", color=BLUE, fontsize=9)
    axis.text(9, 0.45, "bias²", color=ORANGE, fontsize=9)
    return figure


def weight_map(results: dict[str, Any]) -> Any:
    """One function, two ways to train it."""
    curves = results["training"]
    figure, axis = panel("one function, two trainings", xlabel="step", ylabel="error")
    for name, colour, line in (("sigmoid", BLUE, "-"), ("tanh", ORANGE, "--")):
        axis.loglog([step + 1 for step in curves["steps"]], curves["curves"][name], color=colour, linestyle=line)
    axis.minorticks_off()
    axis.set_yticks([0.1, 0.2, 0.4], ["0.1", "0.2", "0.4"])
    axis.text(250, 0.42, "sigmoid", color=BLUE, fontsize=9)
    axis.text(4, 0.12, "tanh", color=ORANGE, fontsize=9)
    return figure


def error_surface(results: dict[str, Any]) -> Any:
    """Half-axes of a trained network's contours against eigenvalues."""
    network = results["trained_network"]
    series = network["series"][0]
    figure, axis = panel("half-axes of a contour", xlabel="eigenvalue λ", ylabel="half-axis / c")
    eigenvalues = [network["eigenvalues"][k] for k in network["directions"]]
    axis.loglog(eigenvalues, [x**-0.5 for x in eigenvalues], color="#999999", linewidth=3)
    axis.loglog(eigenvalues, series["half_axis_by_c"], "o", color=BLUE, markersize=3)
    axis.minorticks_off()
    axis.set_yticks([2, 5, 10, 20], ["2", "5", "10", "20"])
    axis.text(0.02, 11, "1/√λ", color=GREY, fontsize=10)
    return figure


def transfer_learning(results: dict[str, Any]) -> Any:
    """Accuracy by images a class: new head against training from scratch."""
    figure, axis = panel("200 new classes", xlabel="images per class", ylabel="accuracy (%)", ylim=(0, 95))
    shots = [row["shots"] for row in results["curve"]]
    for name, colour, line in (("head-only", BLUE, "-"), ("scratch + augmentation", ORANGE, "--")):
        axis.semilogx(shots, [100 * row[name]["accuracy"] for row in results["curve"]], color=colour, linestyle=line)
    axis.axvline(20, color=GREY, linewidth=1, linestyle=":")
    axis.set_xticks([1, 5, 20, 100], ["1", "5", "20", "100"])
    axis.minorticks_off()
    axis.text(1, 62, "new head", color=BLUE, fontsize=9)
    axis.text(22, 25, "from\nscratch", color=ORANGE, fontsize=9)
    return figure


DRAWINGS: dict[str, Callable[[dict[str, Any]], Any]] = {
    drawing.__name__: drawing
    for drawing in (residual_block, receptive_field, bias_variance, weight_map, error_surface, transfer_learning)
}
