"""Which index of each definition of a cycle counts its steps: a search, untrusted, as its answer is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

__all__ = ["axes_that_fit"]


def axes_that_fit(ranks: Mapping[str, int], fits: Callable[[dict[str, int]], object]) -> dict[str, int]:
    """One axis of each, the first ones at which ``fits`` does not say None; it is asked about some of them before.

    >>> axes_that_fit({"x": 2, "y": 2}, lambda axes: sum(axes.values()) if axes.get("x") != 0 else None)
    {'x': 1, 'y': 0}
    """
    names = list(ranks)
    pending: list[dict[str, int]] = [{}]
    while pending:
        axes = pending.pop()
        if fits(axes) is None:
            continue
        if len(axes) == len(names):
            return axes
        name = names[len(axes)]
        pending += [{**axes, name: position} for position in reversed(range(ranks[name]))]
    return {}
