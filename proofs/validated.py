"""What the committed run of ``proofs/experiments/validation.py`` found for one theorem."""

from __future__ import annotations

import json
from pathlib import Path

from symderiv.theorem import Measured

TOLERANCE, SHAPES = 1e-10, 200


def random_shapes(theorem: str) -> Measured:
    """Derived kernels beside independent code on random shapes: in order if all agree to 1e-10 in norm."""
    path = Path(__file__).resolve().parent / "results" / "validation.json"
    results = json.loads(path.read_text(encoding="utf-8"))["results"]
    own = {name.split(": ")[1]: row for name, row in results.items() if name.startswith(f"{theorem}:")}
    worst = max(row["largest_relative_error"] for row in own.values())
    rows = ", ".join(f"{name} {row['shapes']} shapes {row['largest_relative_error']:.0e}" for name, row in own.items())
    enough = all(row["shapes"] >= SHAPES for row in own.values())
    return Measured(enough and worst < TOLERANCE, f"largest relative error in norm, float64: {rows}", own)
