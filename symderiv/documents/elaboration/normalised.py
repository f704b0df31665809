"""Along which axis of a matrix the classes lie: that along which a defined matrix of its shape is a softmax.

"One-hot labels $Y \\in \\mathbb{R}^{N \\times K}$" says not whether a row or a column holds one 1.  Beside
probabilities of the same shape, whose rows are divided by their sums, it is a row.

Guarantee: an axis is told only if every softmax of that shape is along it.
"""

from __future__ import annotations

from fractions import Fraction

from symderiv.documents.elaboration.values import times
from symderiv.language.integers import Poly
from symderiv.language.terms import Mul, Pow, Sum, alpha_equal, substitute
from symderiv.language.theory import Definition, Theory

__all__ = ["class_axes"]


def class_axes(theory: Theory) -> dict[tuple[Poly, ...], int]:
    """The axis along which each softmax of a shape is, where they agree."""
    found: dict[tuple[Poly, ...], set[int]] = {}
    for definition in theory.definitions.values():
        if len(definition.shape) == 2 and (axis := _softmax_axis(definition)) is not None:
            found.setdefault(definition.shape, set()).add(axis)
    return {shape: axes.pop() for shape, axes in found.items() if len(axes) == 1}


def _softmax_axis(definition: Definition) -> int | None:
    """The axis over which the values of a definition are divided by their sum; None for other definitions."""
    factors = definition.body.args if isinstance(definition.body, Mul) else ()
    for factor in factors:
        if not (isinstance(factor, Pow) and factor.exponent == Fraction(-1) and isinstance(factor.base, Sum)):
            continue
        whole = factor.base
        values = [x for x in factors if x is not factor]
        if len(whole.binders) != 1 or not values:
            continue
        value = times(*values)
        for axis, symbol in enumerate(definition.indices):
            renamed = substitute(value, {symbol: Poly.symbol(whole.binders[0])})
            if symbol not in whole.free and alpha_equal(renamed, whole.body):
                return axis
    return None
