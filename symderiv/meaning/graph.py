"""Graphs: an expression at given sizes as scalar operations on the entries of the inputs, each written once.

The search for witnesses runs on graphs: all loops are unrolled and every integer condition is decided when a graph is
made (:mod:`symderiv.meaning.trace`), so that a point costs one pass over the nodes (:mod:`symderiv.meaning.values`)
and a derivative by all entries of a tensor one pass back (:mod:`symderiv.meaning.adjoint`).

Guarantees: equal nodes are one node; arguments come before what uses them; nothing is rewritten but products and
sums with constants 1 and 0 in them.  Untrusted: a witness is confirmed by :mod:`symderiv.meaning.plain`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, Final

__all__ = ["Graph", "Op", "TooCostly"]

_TICK: Final = 512


class TooCostly(Exception):  # a fact about a choice of sizes, not a failure
    """More nodes than a choice of sizes may cost."""


class Op:
    """The operations, by plain numbers (an enumeration is slow to ask); ``data`` of a node in parentheses."""

    CONST: Final = 0  # (the number)
    INPUT: Final = 1  # (tensor, place)
    NAME: Final = 2  # (label): the argument under a name of its own, by which a derivative may be taken
    ADD: Final = 3
    MUL: Final = 4
    POWER: Final = 5  # (exponent, an ``int`` where it is whole)
    FUNCTION: Final = 6  # (name)
    ABSTRACT: Final = 7  # (name, orders)
    WHERE: Final = 8  # (kinds of the tests): the last argument where all tests before it hold, else a strong zero
    EXTREMUM: Final = 9  # ("max" or "min")
    PICK: Final = 10  # ("max" or "min", k): derivative of an extremum by its k-th argument
    SIGN: Final = 11  # derivative of an absolute value
    TIMES: Final = 12  # a product that a strong zero ends
    PLUS: Final = 13  # a sum that is a strong zero where all of its terms are
    AMONG: Final = 14  # (kinds of the tests): as WHERE, but absent from an extremum where a test fails
    BESIDE: Final = 15  # the first argument, where the second has a value


_ALL: Final = frozenset(range(16))
#: Operations that are piecewise polynomial if their arguments are.
_FLAT: Final = _ALL - {Op.FUNCTION, Op.ABSTRACT, Op.POWER}
#: Operations that have a value if their arguments have.
_TOTAL: Final = _ALL - {Op.PICK, Op.SIGN, Op.AMONG, Op.POWER, Op.FUNCTION}
_PARTIAL: Final = ("log", "artanh", "pow")
#: Operations with corners.
_BENT: Final = frozenset({Op.WHERE, Op.AMONG, Op.SIGN, Op.EXTREMUM})


class Graph:
    """Nodes by number.  ``flat``: whether a node is a piecewise polynomial of the inputs; ``total``: whether it has a
    value at every point; ``bent``: whether a corner (of a bracket, an extremum, relu, abs) is beneath it.

    >>> g = Graph()
    >>> x = g.input("x", ())
    >>> g.mul([x, g.number(1)]) == x, g.add([x, x]) == g.add([x, x])
    (True, True)
    """

    def __init__(self, check: Callable[[], None] | None = None) -> None:
        self.ops: list[int] = []
        self.args: list[tuple[int, ...]] = []
        self.data: list[Any] = []
        self.flat: list[bool] = []
        self.total: list[bool] = []
        self.bent: list[bool] = []
        self.check = check
        self.limit = 100_000
        self._known: dict[tuple[Any, ...], int] = {}
        self._cones: dict[tuple[int, ...], list[int]] = {}
        self.zero = self.number(0)
        self.one = self.number(1)

    def __len__(self) -> int:
        return len(self.ops)

    def node(self, op: int, args: tuple[int, ...], data: Any = None) -> int:
        """The number of a node; raises :class:`TooCostly` at the limit."""
        key = (op, args, data)
        found = self._known.get(key)
        if found is not None:
            return found
        number = len(self.ops)
        if number > self.limit:
            raise TooCostly
        if self.check is not None and not number % _TICK:
            self.check()
        self.ops.append(op)
        self.args.append(args)
        self.data.append(data)
        whole = op == Op.POWER and data > 0 and data.denominator == 1
        bend = op == Op.FUNCTION and data in ("relu", "abs")
        self.flat.append((whole or bend or op in _FLAT) and all(self.flat[a] for a in args))
        total = whole or op in _TOTAL or (op == Op.FUNCTION and data not in _PARTIAL)
        total = total and (op != Op.EXTREMUM or bool(args))
        self.total.append(total and all(self.total[a] for a in args))
        self.bent.append(bend or op in _BENT or any(self.bent[a] for a in args))
        self._known[key] = number
        return number

    def number(self, value: int | Fraction) -> int:
        """A constant."""
        return self.node(Op.CONST, (), value.numerator if value.denominator == 1 else value)

    def input(self, tensor: Any, place: Any) -> int:
        """An entry of an input, or a coefficient of an unknown loss."""
        return self.node(Op.INPUT, (), (tensor, place))

    def name(self, label: Any, body: int) -> int:
        """``body`` under a name."""
        return self.node(Op.NAME, (body,), label)

    def add(self, terms: Sequence[int]) -> int:
        """A sum."""
        kept = [t for t in terms if t != self.zero]
        return self.zero if not kept else kept[0] if len(kept) == 1 else self.node(Op.ADD, tuple(kept))

    def plus(self, terms: Sequence[int]) -> int:
        """A sum of contributions to an adjoint."""
        return terms[0] if len(terms) == 1 else self.node(Op.PLUS, tuple(terms)) if terms else self.zero

    def mul(self, factors: Iterable[int]) -> int:
        """A product; a zero among the factors does not hide a value that does not exist."""
        return self._product(Op.MUL, factors)

    def times(self, factors: Iterable[int]) -> int:
        """A product that a strong zero among its factors ends."""
        return self._product(Op.TIMES, factors)

    def _product(self, op: int, factors: Iterable[int]) -> int:
        constant: int | Fraction = 1
        kept: list[int] = []
        for f in factors:
            if self.ops[f] == Op.CONST:
                constant *= self.data[f]
            else:
                kept.append(f)
        if not kept:
            return self.number(constant)
        if constant != 1:
            kept.append(self.number(constant))
        return kept[0] if len(kept) == 1 else self.node(op, tuple(kept))

    def power(self, base: int, exponent: Fraction) -> int:
        """A rational power."""
        if not exponent:
            return self.one
        whole = exponent.numerator if exponent.denominator == 1 else exponent
        return base if whole == 1 else self.node(Op.POWER, (base,), whole)

    def where(self, tests: Sequence[tuple[str, int]], body: int) -> int:
        """``body`` where all tests (kind as of a scalar guard, argument) hold, else a strong zero."""
        if not tests:
            return body
        kinds, args = zip(*dict.fromkeys(tests), strict=True)
        return self.node(Op.WHERE, (*args, body), kinds)

    def beside(self, node: int, other: int) -> int:
        """``node``, which has a value only where ``other`` has one."""
        return node if self.total[other] else self.node(Op.BESIDE, (node, other))

    def extremum(self, operation: str, values: Sequence[int]) -> int:
        """The largest or smallest of values."""
        distinct = tuple(dict.fromkeys(values))
        alone = len(distinct) == 1 and self.ops[distinct[0]] != Op.AMONG
        return distinct[0] if alone else self.node(Op.EXTREMUM, distinct, operation)

    def determinant(self, rows: Sequence[Sequence[int]]) -> int:
        """By rows, each minor once: no division, so that it exists at singular matrices too."""
        n = len(rows)
        if n > 6:
            raise TooCostly
        minors: dict[tuple[int, ...], int] = {(): self.one}

        def minor(columns: tuple[int, ...]) -> int:
            """Of the last ``len(columns)`` rows."""
            if columns not in minors:
                row, terms = rows[n - len(columns)], []
                for k, c in enumerate(columns):
                    sign = [self.number(-1)] if k % 2 else []
                    terms.append(self.mul([*sign, row[c], minor(columns[:k] + columns[k + 1 :])]))
                minors[columns] = self.add(terms)
            return minors[columns]

        return minor(tuple(range(n)))

    def cone(self, roots: tuple[int, ...]) -> list[int]:
        """All nodes that ``roots`` are made from, themselves included, arguments first."""
        if roots not in self._cones:
            if len(self._cones) > 4000:
                self._cones.clear()
            seen, stack = set(roots), list(roots)
            args = self.args
            while stack:
                for a in args[stack.pop()]:
                    if a not in seen:
                        seen.add(a)
                        stack.append(a)
            self._cones[roots] = sorted(seen)
        return self._cones[roots]
