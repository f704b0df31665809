"""Gradients of residual blocks, measured: right and wrong ones beside difference quotients, and norms by depth.

Plain NumPy (``symderiv.networks``).  Run ``python proofs/experiments/residual_block.py --full``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from symderiv.networks.residual_experiments import depth_curves, difference_curves

Progress = Callable[[str, float], None]


def run(full: bool = False, progress: Progress = lambda _what, _share: None) -> dict[str, Any]:
    """Both experiments; the quick form takes fewer blocks and steps."""
    progress("difference quotients", 0.0)
    steps = None if full else [1e-9, 1e-6, 1e-3, 1e-2]
    differences = [asdict(curve) for curve in difference_curves(steps=steps)]
    progress("depth", 0.5)
    depth = [asdict(curve) for curve in depth_curves(depth=30 if full else 6)]
    progress("done", 1.0)
    return {"differences": differences, "depth": depth}


if __name__ == "__main__":
    from running import main

    main("residual_block", run)
