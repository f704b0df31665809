"""Time limits that mean the same on a busy machine as on an idle one.

A :class:`Deadline` counts the CPU time of this process, so that what is decided within it does not depend on what
else runs; time on the wall is bounded besides, at :data:`PATIENCE` times as much, so that nothing hangs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from symderiv.errors import BudgetExceeded

__all__ = ["PATIENCE", "Deadline", "deep"]

PATIENCE: Final = 4.0
#: How deep Python functions may call each other while a long chain of definitions is gone through.
_DEPTH: Final = 60_000


@contextmanager
def deep() -> Iterator[None]:
    """Room for long chains of definitions: each level takes a few Python frames."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


class Deadline:
    """``seconds`` of CPU time from now on; never later than ``within``.

    ``steps`` ends it after so many checks besides, those of the limits within it included: what is then done does not
    depend on the machine.

    >>> limit = Deadline(60)
    >>> limit.passed, Deadline(0).passed, Deadline(90, within=limit).left <= 60
    (False, True, True)
    >>> counted = Deadline(60, steps=2)
    >>> counted.check("a"); Deadline(60, within=counted).check("b"); counted.passed, counted.left
    (True, 0.0)
    """

    __slots__ = ("_cpu", "_soonest", "_steps", "_wall")

    def __init__(self, seconds: float, within: Deadline | None = None, steps: int | None = None) -> None:
        shared: list[int] | None = None if within is None else within._steps
        self._steps: list[int] | None = shared if steps is None else [steps]
        self._cpu = time.process_time() + seconds
        self._wall = time.monotonic() + PATIENCE * seconds
        if within is not None:  # a short limit inside of a long one counts CPU time alone: the long one ends what hangs
            self._cpu = min(self._cpu, within._cpu)
            self._wall = within._wall
        self._soonest = time.monotonic()

    @property
    def counted(self) -> bool:
        """Whether steps are counted: what is done within it must not depend on what is known already."""
        return self._steps is not None

    @property
    def left(self) -> float:
        """The seconds that are left, of CPU time or on the wall, whichever ends first; 0 when it has passed."""
        if self._steps is not None and self._steps[0] <= 0:
            return 0.0
        return max(0.0, min(self._cpu - time.process_time(), self._wall - time.monotonic()))

    @property
    def passed(self) -> bool:
        if self._steps is not None and self._steps[0] <= 0:
            return True
        now = time.monotonic()
        if now < self._soonest:  # CPU time runs no faster than the wall clock; asking for it is slow
            return False
        left = self._cpu - time.process_time()
        self._soonest = min(now + left, self._wall)
        return left <= 0 or now >= self._wall

    def check(self, who: str) -> None:
        """Raise :class:`BudgetExceeded` if it has passed; ``who`` ran out of time."""
        if self.passed:
            raise BudgetExceeded(f"{who} ran out of time", remedy="give it more seconds")
        self.spend(1)

    def spend(self, steps: int) -> None:
        """Count steps, also those that were taken before and are not taken again."""
        if self._steps is not None:
            self._steps[0] -= steps
