"""Points: the concrete data at which a claim is evaluated, inputs only.

An abstract function is a polynomial, an unknown loss a polynomial in the entries of its frontier
(``c.y + (q.y)^2 + (r.y)^3``): smooth, exact, with honest derivatives of every order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

__all__ = ["Entry", "Exact", "FunctionModel", "LossModel", "Point"]

Exact = int | Fraction
Entry = tuple[int, ...]


@dataclass(frozen=True)
class FunctionModel:
    """``f(t) = sum c * t_1^e_1 * .. * t_k^e_k``: ``terms`` maps exponents to coefficients.

    >>> FunctionModel({(2,): 1, (1,): -1}).value([3], [0])
    6
    """

    terms: dict[Entry, Exact]

    def value(self, args: Sequence[Any], orders: Sequence[int]) -> Any:
        """The derivative of the given orders (an order an argument) at any numbers."""
        total: Any = 0
        for exponents, c in self.terms.items():
            product: Any = c
            for x, exponent, order in zip(args, exponents, orders, strict=True):
                for k in range(order):
                    product = product * (exponent - k)
                for _ in range(exponent - order):
                    product = product * x
            total = total + product
        return total


@dataclass(frozen=True)
class LossModel:
    """``linear . y + (square . y)^2 + (cube . y)^3`` over entries ``(tensor, index)`` of the frontier."""

    linear: dict[tuple[str, Entry], Exact]
    square: dict[tuple[str, Entry], Exact] = field(default_factory=dict)
    cube: dict[tuple[str, Entry], Exact] = field(default_factory=dict)


@dataclass(frozen=True)
class Point:
    """Sizes and everything that is not defined: entries of input tensors, functions, losses."""

    sizes: dict[str, int]
    tensors: dict[str, dict[Entry, Exact]]
    functions: dict[str, FunctionModel] = field(default_factory=dict)
    losses: dict[str, LossModel] = field(default_factory=dict)
