r"""Claims about a recurrence that fail only where they read a step that it does not have.

``w_{t+1} - r = A (w_t - r)`` without a range of ``t`` speaks of the last step too, and ``w`` reads as zero behind it;
who wrote it means the steps that there are.  Such a line is not refuted by what is read outside.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.language.integers import Poly
from symderiv.language.terms import Diff, Guard, Read, walk
from symderiv.language.theory import Free, Statement, Theory

__all__ = ["within_steps"]


def within_steps(theory: Theory, statement: Statement) -> tuple[Theory, Statement] | None:
    """The statement for those sizes and free indices at which each step of a recurrence that it reads exists; ``None``
    where that is the statement itself, or where the steps are not plainly ``t + c`` or ``c``."""
    free = {f.symbol: f for f in statement.free}
    conditions: list[Guard] = []
    for side in (statement.left, statement.right):
        for node in walk(side):
            axis = theory.recurrent_axis(node.tensor) if isinstance(node, Read | Diff) else None
            if axis is None:
                continue
            assert isinstance(node, Read | Diff)
            step = node.index[axis]
            last = Guard("ge", theory.shape_of(node.tensor)[axis] - 1 - step)
            if step.is_constant and step.value >= 0 and last not in (*theory.conditions, *conditions):
                conditions.append(last)
            for symbol in step.free & set(free):
                gap = step - Poly.symbol(symbol)
                if gap.is_constant:
                    free[symbol] = _narrowed(free[symbol], -gap, theory.shape_of(node.tensor)[axis] - gap)
    narrowed = tuple(free[f.symbol] for f in statement.free)
    if narrowed == statement.free and not conditions:
        return None
    return replace(theory, conditions=[*theory.conditions, *conditions]), replace(statement, free=narrowed)


def _narrowed(free: Free, low: Poly, high: Poly) -> Free:
    """A free index that lies between two bounds as well, as far as they are comparable."""
    above, below = low - free.low, free.high - high
    return replace(
        free,
        low=low if above.is_constant and above.value > 0 else free.low,
        high=high if below.is_constant and below.value > 0 else free.high,
    )
