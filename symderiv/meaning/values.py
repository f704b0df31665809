"""The values of the nodes of a graph at one point: exact numbers, enclosures, or why there is none.

Every node that is asked for is computed once.  Where a value does not exist, or the precision does not tell,
:class:`Missing` stands in its place and goes through sums and products like any number; a strong zero stops it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import add, mul
from typing import Any, Final

from symderiv.meaning.graph import Graph, Op
from symderiv.meaning.numbers import Undefined, Unknown, apply, power, reciprocal, settle, sign
from symderiv.meaning.points import Point
from symderiv.meaning.ratios import product, ratio, total

__all__ = ["OUT", "Missing", "Values"]

_TICK: Final = 256
_FEW: Final = 4


class _Outside(int):
    """A strong zero: it ends a product of adjoints."""


OUT: Final = _Outside(0)


class Missing:
    """The place of a value that does not exist (``unknown``: that was not decided)."""

    __slots__ = ("unknown",)

    def __init__(self, unknown: bool) -> None:
        self.unknown = unknown

    def __add__(self, other: Any) -> Missing:
        return other if isinstance(other, Missing) and self.unknown else self

    __radd__ = __mul__ = __rmul__ = __add__


_NONE: Final = Missing(False)
_UNKNOWN: Final = Missing(True)
_ABSENT: Final = _Outside(0)


class Values:
    """What is known at a point.

    >>> g, point = Graph(), Point({}, {"x": {(): 3}})
    >>> x = g.input("x", ())
    >>> Values(g, point, 128).get((g.mul([x, x]), x))
    [9, 3]
    """

    def __init__(self, graph: Graph, point: Point, prec: int, check: Callable[[], None] | None = None) -> None:
        self.graph = graph
        self.point = point
        self.prec = prec
        self.check = check
        self.known: list[Any] = []

    def get(self, roots: tuple[int, ...]) -> list[Any]:
        """The values of nodes; :class:`Missing` where there is none."""
        g, known = self.graph, self.known
        known.extend([None] * (len(g) - len(known)))
        ops, args, check = g.ops, g.args, self.check
        for number, n in enumerate([n for n in g.cone(roots) if known[n] is None]):
            op, a = ops[n], args[n]
            if op == Op.MUL or op == Op.TIMES:
                parts = [known[k] for k in a]
                value = product(parts)
                if value is None:
                    strong = op == Op.TIMES and any(part is OUT for part in parts)
                    value = OUT if strong else reduce(mul, parts)
            elif op == Op.ADD:
                parts = [known[k] for k in a]
                value = total(parts)
                if value is None:
                    value = reduce(add, parts)
            elif op == Op.INPUT:
                value = self._input(*g.data[n])
            elif op == Op.CONST:
                value = g.data[n]
            else:
                value = self._rare(op, a, g.data[n])
            known[n] = value
            if check is not None and not number % _TICK:
                check()
        return [known[n] for n in roots]

    def _rare(self, op: int, args: tuple[int, ...], data: Any) -> Any:
        known = self.known
        if op == Op.NAME:
            value = settle(known[args[0]], self.prec)
            return 0 if value is OUT else value
        if op == Op.PLUS:
            values = [known[k] for k in args]
            if all(v is OUT for v in values):
                return OUT
            value = total(values)
            return sum(values, start=0) if value is None else value
        if op in (Op.WHERE, Op.AMONG):
            return self._where(op, args, data)
        values = [known[k] for k in args]
        if op == Op.BESIDE:
            return values[1] if isinstance(values[1], Missing) else values[0]
        missing = next((v for v in values if isinstance(v, Missing)), None)
        if missing is not None:
            return missing
        try:
            return self._computed(op, values, data)
        except Undefined:
            return _NONE
        except Unknown:
            return _UNKNOWN

    def _input(self, tensor: Any, place: Any) -> Any:
        if isinstance(tensor, str):
            return self.point.tensors[tensor][place]
        name, part = tensor
        return getattr(self.point.losses[name], part).get(place, 0)

    def _where(self, op: int, args: tuple[int, ...], kinds: tuple[str, ...]) -> Any:
        missing: Missing | None = None
        for kind, k in zip(kinds, args, strict=False):
            value = self.known[k]
            if isinstance(value, Missing):
                missing = value if missing is None else missing + value
                continue
            try:
                where = sign(value)
            except Unknown:
                missing = missing or _UNKNOWN
                continue
            if not {"pos": where > 0, "nonneg": where >= 0, "zero": not where, "nonzero": bool(where)}[kind]:
                return OUT if op == Op.WHERE else _ABSENT
        return self.known[args[-1]] if missing is None else missing

    def _computed(self, op: int, values: list[Any], data: Any) -> Any:
        if op == Op.POWER:
            base = values[0]
            if data != -1:
                few = type(data) is int and 0 < data <= _FEW
                value = product((base,) * data) if few else None
                return power(base, data, self.prec) if value is None else settle(value, self.prec)
            if type(base) is int and base:
                return ratio(1, base) if base > 0 else ratio(-1, -base)
            return reciprocal(base)
        if op == Op.FUNCTION:
            return apply(data, tuple(values), self.prec)
        if op == Op.ABSTRACT:
            return settle(self.point.functions[data[0]].value(values, data[1]), self.prec)
        if op == Op.SIGN:
            where = sign(values[0])
            if not where:
                raise Undefined("the derivative of an absolute value at zero")
            return where
        operation, chosen = data if op == Op.PICK else (data, None)
        shown = [v for v in values if v is not _ABSENT]
        if not shown:
            raise Undefined("the extremum of nothing")
        way = 1 if operation == "max" else -1
        top, tied = shown[0], False
        for value in shown[1:]:
            where = sign((value + top * -1) * way)
            top, tied = (value, False) if where > 0 else (top, tied or not where)
        if chosen is None:
            return top
        if tied:
            raise Undefined("the derivative of an extremum at a tie")
        return int(values[chosen] is top)
