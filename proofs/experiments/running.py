"""The command line of the experiments: progress to the terminal, results to ``proofs/results/NAME.json``.

``python proofs/experiments/NAME.py [--full] [--figures DIR]``.  Results are written beside the old file and moved into
place, with the command that made them, the versions and the time; nothing is overwritten by a run that fails.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy: threads only spin on small matrices

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., dict[str, Any]]
RESULTS = Path(__file__).resolve().parent.parent / "results"


def compact(value: object) -> Any:
    """Numbers rounded to 7 significant digits, for files that people read and diff."""
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, dict):
        return {k: compact(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [compact(v) for v in value]
    return value


def save(name: str, results: dict[str, Any], command: str, seconds: float, folder: Path = RESULTS) -> Path:
    """Write the results of one experiment; returns the path."""
    import numpy

    folder.mkdir(parents=True, exist_ok=True)
    record = {
        "command": command,
        "seconds": round(seconds, 1),
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "results": compact(results),
    }
    path = folder / f"{name}.json"
    lines = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in record["results"].items())
    head = json.dumps({k: v for k, v in record.items() if k != "results"})[:-1]
    draft = path.with_suffix(".json.new")
    draft.write_text(f'{head},\n "results": {{\n{lines}\n}}}}\n', encoding="utf-8")
    json.loads(draft.read_text(encoding="utf-8"))
    draft.replace(path)
    return path


def load(name: str, folder: Path = RESULTS) -> dict[str, Any] | None:
    """The committed results of one experiment, or ``None``."""
    path = folder / f"{name}.json"
    if not path.exists():
        return None
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["results"]
    return loaded


def main(name: str, run: Run) -> None:
    """Run one experiment from the command line and save its results."""
    parser = argparse.ArgumentParser(description=f"the experiment of proofs/{name}.py")
    parser.add_argument("--full", action="store_true", help="the full form, whose results are committed")
    parser.add_argument(
        "--out", type=Path, default=None, help="folder for the results (default: only with --full, proofs/results)"
    )
    arguments = parser.parse_args()
    begin = time.perf_counter()

    def progress(what: str, share: float) -> None:
        spent = time.perf_counter() - begin
        left = spent * (1 - share) / share if share > 0 else 0.0
        print(f"{share:5.0%}  {spent:6.1f} s  {left:6.1f} s left  {what}", file=sys.stderr, flush=True)

    results = run(full=arguments.full, progress=progress)
    seconds = time.perf_counter() - begin
    if arguments.full or arguments.out:
        command = f"python proofs/experiments/{name}.py" + (" --full" if arguments.full else "")
        print(save(name, results, command, seconds, arguments.out or RESULTS))
    else:
        print(json.dumps(compact(results)))
