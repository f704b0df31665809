r"""Powers of matrices with exponents that are no numbers: ``(I - \eta H)^t``.

Such a power is an entry of a recurrence of its own, ``P_0 = I`` and ``P_t = M P_{t-1}``, which is defined as far as its
exponent goes; a power of a diagonal matrix is taken entry by entry.

Guarantee: the exponent is a whole number that is never negative, and the matrix depends on no index; anything else is
an error.
"""

from __future__ import annotations

from collections.abc import Mapping

from symderiv.documents.elaboration.context import Range
from symderiv.documents.elaboration.elaborate_base import Reading
from symderiv.documents.elaboration.values import Place, Value
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import ONE, Add, Fn, Guard, Int, Matrix, Mul, Read, Sum, Term, alpha_key, in_shape

__all__ = ["Powers"]


class Powers(Reading):
    """The power of a square matrix."""

    def symbolic_power(self, value: Value, exponent: Poly, node: s.Expression) -> Value:
        """``M^e`` for a whole number ``e`` that depends on sizes and indices."""
        size = self.unify.square(value, latex(node))
        ranges = dict(self.explicit)
        for letter, symbol in self.letters.items():
            stated = self.context.stated.get(letter, [])
            known = self.context.local.get(letter) or self.context.ranges.get(letter)
            if symbol not in ranges and (known is not None or stated):
                ranges[symbol] = known if known is not None else stated[0][1]
        least, most = _end(exponent, ranges, False), _end(exponent, ranges, True)
        if least is None or most is None:
            raise self.fail(node, "a power of a matrix whose exponent has no stated range", "state the range")
        if least.value < 0 or any(c < 0 for m, c in least.terms if m):
            raise self.fail(node, "a power of a matrix whose exponent may be negative", "state the range")

        def entry(place: Place) -> Term:
            row, column = self.unify.fresh("i"), self.unify.fresh("k")
            i, k = Poly.symbol(row), Poly.symbol(column)
            matrix = value.entry((i, k))
            if any(is_index(x) for x in matrix.free - {row, column}):
                raise self.fail(node, "a power of a matrix that depends on an index", "write indices")
            if isinstance(matrix, Sum) and not matrix.binders and matrix.guards in ((Guard("eq", i - k),),):
                root = value.entry((place[0], place[0]))
                assert isinstance(root, Sum)
                return Sum((), (Guard("eq", place[0] - place[1]),), Fn("pow", (root.body, Int(exponent))))
            whole = self.unify.known(size)
            length = most - min(most.value, 0) + 1  # one for A^k with k < K and for A^K
            name = self._power_of(latex(node), Matrix("det", row, column, whole, matrix), length)
            return Read(name, (exponent, *place))

        return Value(value.shape, entry, value.bases)

    def _power_of(self, text: str, matrix: Matrix, length: Poly) -> str:
        """The recurrence of the powers of a matrix, defined where it is met first."""
        theory, powers = self.context.theory, self.context.powers
        key = alpha_key(matrix), length
        if key not in powers:
            name = text
            while name in theory.definitions or name in theory.shapes:
                name += "'"
            step, end = self.unify.fresh("t"), self.unify.fresh("j")
            t, i, k, j = (Poly.symbol(x) for x in (step, matrix.row, matrix.column, end))
            first = Sum((), (Guard("eq", t), Guard("eq", i - j)), ONE)
            before = Sum(
                (matrix.column,), in_shape((k,), (matrix.size,)), Mul((matrix.body, Read(name, (t - 1, k, j))))
            )
            body = Add((first, Sum((), (Guard("ge", t - 1),), before)))
            self.context.ensure(length)
            theory.define(name, (step, matrix.row, end), (length, matrix.size, matrix.size), body)
            powers[key] = name
        return powers[key]


def _end(number: Poly, ranges: Mapping[str, Range], top: bool) -> Poly | None:
    """The greatest (or least) value of a number, one index after another, those first that no range depends on."""
    for _ in range(8):
        symbols = sorted(filter(is_index, number.free))
        if not symbols:
            return number
        if not ranges.keys() >= set(symbols):
            return None
        inner = [x for x in symbols if not any(x in p.free for y in symbols if y != x for p in ranges[y])]
        coefficient = number.coefficient(inner[0]) if inner else Poly.symbol("")
        if not coefficient.is_constant or any(m.count(inner[0]) > 1 for m, _ in number.terms):
            return None
        low, high = ranges[inner[0]]
        number = number.substitute({inner[0]: high if (coefficient.value > 0) == top else low})
    return None
