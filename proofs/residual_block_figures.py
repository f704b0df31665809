"""Figures of theorem 1 from its results: gradients beside finite differences, and gradient norms by depth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symderiv.networks.residual_experiments import DepthCurve, DifferenceCurve

BLUE, ORANGE, RED = "#0072B2", "#E69F00", "#D55E00"


def differences(curves: Sequence[DifferenceCurve]) -> Any:
    """Error of three gradients against the step of the difference quotient."""
    import matplotlib.pyplot as plt

    figure, axis = plt.subplots(figsize=(8.4, 5.0), layout="constrained")
    looks = {
        "right": ("derived: turned kernels, identity skip", BLUE, "o-"),
        "kernels not turned": ("kernels not turned", ORANGE, "s--"),
        "all-ones Jacobian of the skip": ("all-ones matrix for the skip", RED, "^:"),
    }
    for curve in curves:
        label, colour, line = looks[curve.reading]
        axis.loglog(curve.steps, [max(e, 1e-17) for e in curve.errors], line, color=colour, label=label, markersize=5)
    right = next(curve for curve in curves if curve.reading == "right")
    least = min(range(len(right.errors)), key=lambda place: right.errors[place])
    axis.annotate(
        f"{right.errors[least]:.0e}",
        (right.steps[least], right.errors[least]),
        xytext=(-75, 4),
        textcoords="offset points",
        arrowprops={"arrowstyle": "->", "color": "0.3"},
    )
    axis.annotate(
        "rounding: error ~ 1/step",
        (right.steps[8], right.errors[8]),
        xytext=(-5, -42),
        textcoords="offset points",
        color="0.3",
        ha="center",
    )
    axis.text(right.steps[-1], 1e-7, "kinks crossed:\nthe block is only\npiecewise linear", color="0.3", ha="right")
    axis.set(
        xlabel="step of the central difference",
        ylabel="relative error of the slope",
        ylim=(1e-15, 1e3),
        title="Only the derived gradient of a residual block meets its difference quotient",
    )
    axis.grid(alpha=0.3)
    axis.legend(loc="upper left", ncols=3, fontsize="small")
    return figure


def depth(curves: Sequence[DepthCurve]) -> Any:
    """Norm of the gradient at each depth, relative to the top."""
    import matplotlib.pyplot as plt

    figure, axis = plt.subplots(figsize=(8.4, 5.0), layout="constrained")
    for curve in curves:
        last = len(curve.ratios) - 1
        label = f"{'with' if curve.skip else 'without'} skip, weights × {curve.scale:g}"
        line = ("-" if curve.skip else "--") if curve.scale == 1 else ("-." if curve.skip else ":")
        colour = BLUE if curve.skip else RED
        below = [last - place for place in range(last + 1)]
        axis.semilogy(below, curve.ratios, line, color=colour, label=label, linewidth=2.2)
        high = curve.skip and curve.scale == 1
        axis.annotate(
            f"{curve.ratios[0]:.2g}",
            (last, curve.ratios[0]),
            xytext=(6, 4 if high else (-10 if curve.skip else -3)),
            textcoords="offset points",
            color=colour,
        )
    axis.set(
        xlabel="blocks between the loss and the gradient",
        ylabel=r"$\|\partial L/\partial x_\ell\| \;/\; \|\partial L/\partial x_{30}\|$",
        title="The identity carries the gradient through 30 blocks",
        xlim=(0, 33),
    )
    axis.text(0.5, 1e-17, "with skip, the second kernel is\nalso divided by √30", color="0.3")
    axis.grid(alpha=0.3)
    axis.legend(loc="center left")
    return figure


def figures(results: dict[str, Any]) -> dict[str, Any]:
    """The drawn figures by name, from the results of the experiment."""
    curves = [DifferenceCurve(**curve) for curve in results["differences"]]
    return {"differences": differences(curves), "depth": depth([DepthCurve(**curve) for curve in results["depth"]])}
