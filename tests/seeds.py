"""How many random cases a test looks at: few in the suite, ``SYMDERIV_LONGER=10`` times as many on demand."""

from __future__ import annotations

import os

__all__ = ["seeds"]


def seeds(number: int) -> range:
    """The seeds of a test that looks at ``number`` cases in the suite."""
    return range(number * int(os.environ.get("SYMDERIV_LONGER", "1")))
