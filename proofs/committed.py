"""What is committed of a theorem's experiment: its results, the script that makes them, the figures drawn from them.

A proof script measures against these results, never against numbers typed by hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from runpy import run_path
from typing import Any

from thumbnails import DRAWINGS

from symderiv.theorem import Measured, Part

HERE = Path(__file__).resolve().parent
TOLERANCE, SHAPES = 1e-10, 200


@dataclass(frozen=True)
class Committed:
    """The experiment of the theorem ``name``; the script ``drawing``, below ``proofs/``, has the ``figures``."""

    name: str
    drawing: str

    def results(self) -> dict[str, Any]:
        """The numbers in ``proofs/results/NAME.json``, without the command, the versions and the time."""
        record = _loaded(self.name)
        found: dict[str, Any] = record.get("results", record)
        return found

    def experiment(self, full: bool, progress: Callable[[str, float], None]) -> dict[str, Any]:
        """Run ``proofs/experiments/NAME.py``, in its full or its quick form."""
        found: dict[str, Any] = run_path(str(HERE / "experiments" / f"{self.name}.py"))["run"](full, progress)
        return found

    def draw(self, folder: Path) -> list[Path]:
        """Draw the figures, and the small one of the README, into ``folder``."""
        from symderiv.figures import save, style

        results = self.results()
        with style():
            drawn = run_path(str(HERE / self.drawing))["figures"](results)
            drawn["small"] = DRAWINGS[self.name](results)
            return [path for name, figure in drawn.items() for path in save(figure, folder, f"{self.name}_{name}")]

    def random_shapes(self) -> Part:
        """Derived kernels beside independent code: in order if all agree to 1e-10 in norm."""
        return Part("derived kernels beside independent code, over 200 random shapes", "measured", measure=self._shapes)

    def _shapes(self) -> Measured:
        own = {
            name.split(": ")[1]: row
            for name, row in _loaded("validation")["results"].items()
            if name.startswith(f"{self.name}:")
        }
        worst = max(row["largest_relative_error"] for row in own.values())
        rows = ", ".join(
            f"{shape} {row['shapes']} shapes {row['largest_relative_error']:.0e}" for shape, row in own.items()
        )
        enough = all(row["shapes"] >= SHAPES for row in own.values())
        return Measured(enough and worst < TOLERANCE, f"largest relative error in norm, float64: {rows}", own)


def _loaded(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((HERE / "results" / f"{name}.json").read_text(encoding="utf-8"))
    return loaded
