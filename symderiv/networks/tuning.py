"""Choosing how a network is trained: a search on a grid, one coordinate at a time.

From a starting recipe all neighbours on the grid are tried, one step along one axis; the best of all
becomes the new middle, until a middle has no neighbour left that was not tried.
Guarantee: the choice is the best of all that were tried, and the record says whether the search ended
by itself (``settled``) and on which axes the choice stands at the end of the grid (``at_end_of``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from symderiv.networks.errors import NetworkError

__all__ = ["AXES", "Recipe", "Search"]

AXES: Mapping[str, tuple[float, ...]] = {
    "rate": (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1),
    "decay": (1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0, 3.0),
    "shift": (0.0, 1.0, 2.0, 3.0),
    "turn": (0.0, 0.1, 0.2, 0.3),
}


@dataclass(frozen=True)
class Recipe:
    """How a whole network is trained: ``shift`` 0 is no augmentation, ``turn`` see ``images.augment``."""

    rate: float
    decay: float
    shift: float = 0.0
    turn: float = 0.0

    def __str__(self) -> str:
        return ", ".join(f"{name} {value:g}" for name, value in asdict(self).items())


@dataclass
class Search:
    """The search from ``start`` along ``axes`` (names of :data:`AXES`) at ``shots`` images a class; ``tried`` has
    every score.

    >>> search = Search("a", 20, Recipe(1e-3, 0.1), ("rate",))
    >>> [recipe.rate for recipe in search.pending()]
    [0.001, 0.0003, 0.003]
    >>> for recipe in search.pending():
    ...     search.tried[recipe] = -abs(recipe.rate - 3e-3)
    >>> [recipe.rate for recipe in search.pending()], search.best.rate
    ([0.01], 0.003)
    """

    tag: str
    shots: int
    start: Recipe
    axes: Sequence[str]
    tried: dict[Recipe, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.axes:
            value = getattr(self.start, name)
            if value not in AXES[name]:
                raise NetworkError(f"{name} {value:g} is not on the grid", remedy=f"start at one of {AXES[name]}")

    @property
    def best(self) -> Recipe:
        """The recipe with the highest score so far; of equal ones the first."""
        return max(self.tried, key=lambda recipe: self.tried[recipe]) if self.tried else self.start

    def pending(self) -> list[Recipe]:
        """What is to be tried next: the best and its neighbours, as far as they were not tried."""
        found = [self.best]
        for name in self.axes:
            grid = AXES[name]
            at = grid.index(getattr(self.best, name))
            found += [replace(self.best, **{name: grid[i]}) for i in (at - 1, at + 1) if 0 <= i < len(grid)]
        return [recipe for recipe in found if recipe not in self.tried]

    def record(self) -> dict[str, Any]:
        """The outcome as plain data."""
        best = self.best
        ends = [name for name in self.axes if getattr(best, name) in (AXES[name][0], AXES[name][-1])]
        return {
            "for": self.tag,
            "shots": self.shots,
            "chosen": asdict(best),
            "validation": self.tried[best],
            "tried": len(self.tried),
            "settled": not self.pending(),
            "at_end_of": ends,
        }
