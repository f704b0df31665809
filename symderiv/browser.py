"""A headless browser, where the machine has one: what a page looks like, and what it holds once it is loaded.

The browser starts without a network of its own, with a profile that is thrown away.  ``figures/report.png``, the
picture of a report in the README, is made here.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from symderiv.errors import UnsupportedError

__all__ = ["find", "loaded", "report", "screenshot"]

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def find() -> str | None:
    """The command of a browser that is installed, if there is one."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def _run(page: Path, *flags: str) -> str:
    browser = find()
    if browser is None:
        raise UnsupportedError("no browser is installed", remedy="install chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [browser, *_FLAGS, f"--user-data-dir={profile}", *flags, page.resolve().as_uri()]
        done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    if done.returncode:
        raise UnsupportedError(f"the browser ended with status {done.returncode}", done.stderr.decode()[-300:])
    return done.stdout.decode("utf-8", "replace")


def loaded(page: Path) -> str:
    """The document as it is once a browser has loaded it.

    Raises :class:`~symderiv.errors.UnsupportedError` where there is no browser.
    """
    return _run(page, "--dump-dom")


def screenshot(page: Path, picture: Path, width: int = 900, height: int = 2400, *, dark: bool = False) -> None:
    """A PNG of a page, without the empty space beneath it.

    Raises :class:`~symderiv.errors.UnsupportedError` where there is no browser.
    """
    import numpy as np
    from matplotlib import image

    flags = ["--force-dark-mode"] if dark else []
    draft = picture.resolve()
    _run(page, f"--window-size={width},{height}", f"--screenshot={draft}", *flags)
    pixels = image.imread(draft)
    used = np.flatnonzero((pixels != pixels[-1, -1]).any(axis=(1, 2)))
    last = min(len(pixels), int(used[-1]) + 24) if len(used) else len(pixels)
    image.imsave(draft, np.ascontiguousarray(pixels[:last]), metadata={"Software": ""})


def report(document: Path, picture: Path, lines: tuple[int, int]) -> None:
    """The picture of the report of some lines of a document."""
    from symderiv.documents.check import check
    from symderiv.documents.walk.document import read
    from symderiv.render.html import page

    answer = check(read(document, document.name), lines=lines, typeset=True)
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "report.html"
        written.write_text(page([answer]), encoding="utf-8")
        screenshot(written, picture, width=760)
