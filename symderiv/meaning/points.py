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

    >>> FunctionModel({(2,): 1, (1,): -1}).text("f")
    'f(t) = t^2 - t'
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

    def text(self, name: str) -> str:
        """The model as a reader sees it."""
        arity = len(next(iter(self.terms), (0,)))
        names = ["t"] if arity == 1 else [f"t{k + 1}" for k in range(arity)]
        text = ""
        for exponents, c in sorted(self.terms.items(), reverse=True):
            powers = [n if e == 1 else f"{n}^{e}" for n, e in zip(names, exponents, strict=True) if e]
            size = [] if abs(c) == 1 and powers else [str(abs(c))]
            sign = (" - " if c < 0 else " + ") if text else "-" if c < 0 else ""
            text += sign + "*".join(size + powers)
        return f"{name}({', '.join(names)}) = {text or '0'}"


@dataclass(frozen=True)
class LossModel:
    """``linear . y + (square . y)^2 + (cube . y)^3`` over entries ``(tensor, index)`` of the frontier."""

    linear: dict[tuple[str, Entry], Exact]
    square: dict[tuple[str, Entry], Exact] = field(default_factory=dict)
    cube: dict[tuple[str, Entry], Exact] = field(default_factory=dict)

    def text(self) -> str:
        """The model as a reader sees it."""
        parts = [_form(self.linear)] if any(self.linear.values()) else []
        parts += [f"({_form(form)})^{n}" for form, n in ((self.square, 2), (self.cube, 3)) if any(form.values())]
        return " + ".join(parts) or "0"


def _form(form: dict[tuple[str, Entry], Exact]) -> str:
    text = ""
    for (tensor, index), c in form.items():
        if c:
            name = f"{tensor}[{','.join(map(str, index))}]" if index else tensor
            sign = (" - " if c < 0 else " + ") if text else "-" if c < 0 else ""
            text += sign + ("" if abs(c) == 1 else f"{abs(c)}*") + name
    return text or "0"


@dataclass(frozen=True)
class Point:
    """Sizes and everything that is not defined: entries of input tensors, functions, losses."""

    sizes: dict[str, int]
    tensors: dict[str, dict[Entry, Exact]]
    functions: dict[str, FunctionModel] = field(default_factory=dict)
    losses: dict[str, LossModel] = field(default_factory=dict)
