"""How many random cases a test looks at: few in the suite, ``SYMDERIV_LONGER=10`` times as many on demand.

``SYMDERIV_FIRST=1000`` begins with other seeds than the suite does.
"""

from __future__ import annotations

import os

__all__ = ["seeds"]


def seeds(number: int) -> range:
    """The seeds of a test that looks at ``number`` cases in the suite."""
    first = int(os.environ.get("SYMDERIV_FIRST", "0"))
    return range(first, first + number * int(os.environ.get("SYMDERIV_LONGER", "1")))
