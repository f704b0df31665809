"""LaTeX documents through a real engine."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

__all__ = ["AVAILABLE", "beyond_the_margin", "measured"]

AVAILABLE = shutil.which("pdflatex") is not None


def beyond_the_margin(text: str, folder: Path) -> list[float]:
    """By how many points the lines of a document pass the margin; fails where it does not compile."""
    (folder / "d.tex").write_text(text, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "d.tex"]
    found = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, errors="replace")
    assert found.returncode == 0, found.stdout[-2000:]
    log = (folder / "d.log").read_text(encoding="latin-1")
    return [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]


def measured(formula: str, folder: Path) -> float:
    """The width of a displayed formula in points."""
    text = (
        "\\documentclass{article}\\usepackage{amsmath,amssymb}\\newsavebox\\made\\begin{document}"
        f"\\sbox\\made{{$\\displaystyle {formula}$}}\\typeout{{WIDTH \\the\\wd\\made}}\\end{{document}}"
    )
    beyond_the_margin(text, folder)
    found = re.search(r"WIDTH ([\d.]+)pt", (folder / "d.log").read_text(encoding="latin-1"))
    assert found is not None
    return float(found[1])
