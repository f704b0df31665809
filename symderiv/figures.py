"""One style for all figures, and files that are the same in every run.

``with style(): ...`` sets sizes, fonts and a colour-blind safe palette (Okabe and Ito, 2008); :func:`save` writes PNG
for people and PDF for papers, without dates, each moved into place when it is complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

__all__ = ["COLOURS", "save", "style"]

COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")


@contextmanager
def style() -> Iterator[None]:
    """Matplotlib settings for the time of a drawing; those of the caller come back afterwards."""
    import matplotlib as mpl
    from cycler import cycler

    settings: Any = {
        "axes.prop_cycle": cycler(color=COLOURS),
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.titlesize": 11,
        "axes.titleweight": "bold",
        "axes.labelsize": 10,
        "grid.color": "#dddddd",
        "grid.linewidth": 0.6,
        "figure.figsize": (6.4, 4.0),
        "figure.dpi": 100,
        "figure.constrained_layout.use": True,
        "font.family": "DejaVu Sans",
        "font.size": 10,
        "legend.frameon": False,
        "legend.fontsize": 9,
        "lines.linewidth": 1.8,
        "pdf.fonttype": 42,
        "savefig.dpi": 160,
        "svg.hashsalt": "symderiv",
        "xtick.labelsize": 9,
        "ytick.labelsize": 9,
    }
    with mpl.rc_context(settings):
        yield


def save(figure: Any, folder: Path, name: str) -> list[Path]:
    """Write ``name.png`` and ``name.pdf`` into a folder, close the figure, and return the two paths."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    FigureCanvasAgg(figure)
    made: list[Path] = []
    nothing: dict[str, dict[str, Any]] = {
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
    }
    for ending, metadata in nothing.items():
        path = folder / f"{name}.{ending}"
        draft = folder / f".{name}.new.{ending}"
        figure.savefig(draft, format=ending, metadata=metadata)
        draft.replace(path)
        made.append(path)
    _close(figure)
    return made


def _close(figure: Any) -> None:
    import sys

    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(figure)
