"""Derivatives on graphs: one pass back from a node gives its derivatives by every entry of a tensor.

The table of derivatives here is the graphs' own, as that of :mod:`symderiv.meaning.numbers` is the plain
interpreter's; that they agree is tested.  A strong zero ends a product of adjoints too: where a bracket is false, what
stands behind it has no derivative, whether or not it has a value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from symderiv.meaning.graph import Graph, Op

__all__ = ["adjoints"]

_HALF: Final = Fraction(1, 2)
Rule = Callable[[Graph, int, int], int]
"""The derivative of a function as a node, from the graph, the function's node and its argument."""


def _of(g: Graph, name: str, x: int) -> int:
    return g.node(Op.FUNCTION, (x,), name)


def _minus(g: Graph, x: int) -> int:
    return g.mul([x, g.number(-1)])


def _gauss(g: Graph, y: int, x: int) -> int:
    scale = g.power(g.node(Op.FUNCTION, (), "pi"), -_HALF)
    return g.mul([g.number(2), _of(g, "exp", _minus(g, g.power(x, Fraction(2)))), scale])


_RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "exp": lambda g, y, x: y,
        "log": lambda g, y, x: g.power(x, Fraction(-1)),
        "tanh": lambda g, y, x: g.add([g.one, _minus(g, g.power(y, Fraction(2)))]),
        "sigmoid": lambda g, y, x: g.mul([y, g.add([g.one, _minus(g, y)])]),
        "softplus": lambda g, y, x: _of(g, "sigmoid", x),
        "erf": _gauss,
        "sin": lambda g, y, x: _of(g, "cos", x),
        "cos": lambda g, y, x: _minus(g, _of(g, "sin", x)),
        "sinh": lambda g, y, x: _of(g, "cosh", x),
        "cosh": lambda g, y, x: _of(g, "sinh", x),
        "arctan": lambda g, y, x: g.power(g.add([g.one, g.power(x, Fraction(2))]), Fraction(-1)),
        "artanh": lambda g, y, x: g.power(g.add([g.one, _minus(g, g.power(x, Fraction(2)))]), Fraction(-1)),
        "relu": lambda g, y, x: g.where([("pos", x)], g.one),
        "abs": lambda g, y, x: g.node(Op.SIGN, (x,)),
    }
)


def adjoints(g: Graph, root: int, targets: Collection[int]) -> dict[int, int]:
    """The derivatives of ``root`` by those of ``targets`` (nodes that stand for one number each) that it feels."""
    cone = g.cone((root,))
    felt = set(targets)
    for n in cone:
        if n not in felt and not felt.isdisjoint(g.args[n]):
            felt.add(n)
    waiting: dict[int, list[int]] = {root: [g.one]} if root in felt else {}
    found: dict[int, int] = {}
    for n in reversed(cone):
        if n not in waiting:
            continue
        adjoint = g.plus(waiting.pop(n))
        if n in targets:
            found[n] = adjoint
        for argument, slope in _parts(g, n, adjoint, felt):
            if argument in felt:
                waiting.setdefault(argument, []).append(slope)
    return found


def _parts(g: Graph, n: int, adjoint: int, felt: Collection[int]) -> list[tuple[int, int]]:
    """What a node with an adjoint contributes to the adjoints of its arguments."""
    op, args, data = g.ops[n], g.args[n], g.data[n]
    if op in (Op.ADD, Op.PLUS, Op.NAME):
        return [(a, adjoint) for a in args]
    if op == Op.BESIDE:
        return [(args[0], adjoint)]
    if op in (Op.MUL, Op.TIMES):
        return [(a, g.times([adjoint, *args[:k], *args[k + 1 :]])) for k, a in enumerate(args) if a in felt]
    if op in (Op.WHERE, Op.AMONG):
        return [(args[-1], g.where(list(zip(data, args, strict=False)), adjoint))]
    if op == Op.POWER:
        slope = g.power(args[0], data - 1)
        return [(args[0], g.times([adjoint, g.number(data), slope]))]
    if op == Op.ABSTRACT:
        name, orders = data
        return [
            (a, g.times([adjoint, g.node(op, args, (name, (*orders[:k], orders[k] + 1, *orders[k + 1 :])))]))
            for k, a in enumerate(args)
            if a in felt
        ]
    if op == Op.EXTREMUM:
        return [(a, g.times([adjoint, g.node(Op.PICK, args, (data, k))])) for k, a in enumerate(args) if a in felt]
    if op == Op.FUNCTION and data == "pow":
        base, exponent = args
        lower = g.node(op, (base, g.add([exponent, g.number(-1)])), "pow")
        by_base = (base, g.times([adjoint, exponent, lower]))
        return [by_base, (exponent, g.times([adjoint, n, _of(g, "log", base)]))] if exponent in felt else [by_base]
    if op == Op.FUNCTION and args:
        return [(args[0], g.times([adjoint, _RULES[data](g, n, args[0])]))]
    return []
