r"""Which expressions fit together when each name has a rank: numbers, columns, rows, matrices.

Given a rank for each name, :class:`Kinds` tells what an expression is and which sizes its tensors share, or that it
cannot be: a column times a column, a number under ``^\top``, a matrix added to a vector.

Guarantee: an expression of a form that is not known here fits everything, so it excludes nothing and tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.elaborate_functions import function_name
from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.elaboration.values import Sizes
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS, IDENTITIES, is_euler, is_letter
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.language.integers import Poly

__all__ = ["ANY", "Kind", "Kinds", "Misfit", "Named", "named_kind"]

Shape = tuple[Poly, ...]
ENTRYWISE = frozenset(BUILT_IN_FUNCTIONS) | {"sqrt", "softmax", "logsoftmax", "GELU", "SiLU", "normalcdf", "normalpdf"}
_ENTRYWISE_OPERATORS = ("\\odot", "\\circ", "\\oslash")
_OF_A_SQUARE = frozenset(("\\det", "det", "\\operatorname{tr}", "tr", "Tr", "\\operatorname{Tr}", "trace"))


class Misfit(Exception):
    """What stands there cannot be."""


@dataclass(frozen=True)
class Kind:
    """``shape`` of a tensor; None where anything may stand.

    ``way``: "column", "row", or "" for a vector that may be either, as a gradient.  ``written``: a number that is
    written out, which goes with tensors of any shape.
    """

    shape: Shape | None = None
    way: str = "column"
    written: bool = False

    @property
    def rank(self) -> int:
        return -1 if self.shape is None else len(self.shape)


ANY = Kind()
_NUMBER = Kind(())
_WRITTEN = Kind((), written=True)


@dataclass(frozen=True)
class Named:
    """An occurrence of a name: the subscripts that are indices, and what stands above it."""

    name: str
    indices: tuple[s.Expression, ...] = ()
    transposed: bool = False
    inverted: bool = False


def named_kind(shape: Shape, indices: int) -> Kind:
    """What is left of a tensor behind some indices."""
    if indices > len(shape):
        raise Misfit
    return Kind(shape[indices:])


@dataclass
class Kinds:
    """Tells the kinds of expressions; ``shapes`` are those that the names have, ``naming`` splits an occurrence."""

    context: Context
    naming: Callable[[s.Expression], Named | None]
    shapes: Mapping[str, Shape]
    unify: Sizes = field(default_factory=Sizes)
    letters: dict[str, Poly] = field(default_factory=dict)

    def equation(self, left: s.Expression | None, right: s.Expression | None) -> None:
        """Raise :class:`Misfit` where the sides of an equation cannot be equal."""
        self.letters = {}
        for letter, (low, high) in self.context.ranges.items():
            if low.is_constant:
                self.letters[letter] = high - low + 1
        self._alike([self.of(side) for side in (left, right) if side is not None])

    def of(self, node: s.Expression) -> Kind:
        """The kind of an expression."""
        match node:
            case s.Number():
                return _WRITTEN
            case s.Norm(_, body) | s.Scripted(_, s.Norm(_, body)):
                self._not_a_number(self.of(body))
                return _NUMBER
            case s.Absolute(_, body):
                return self._of_a_bar(self.of(body))
            case s.Group(_, bracket, (inside,)) if bracket != "[":
                return self.of(inside)
            case s.Addition(_, terms, _):
                return self._alike(map(self.of, terms))
            case s.Operation(_, operator, left, right) if operator in _ENTRYWISE_OPERATORS:
                return self._alike((self.of(left), self.of(right)))
            case s.Product(_, factors, operators):
                return self._product(list(map(self.of, factors)), operators)
            case s.Quotient(_, above, below):
                return self._quotient(self.of(above), self.of(below))
            case s.Root(_, body, _):
                return self.of(body)
            case s.BigOperator():
                return self._sum(node)
            case s.Applied():
                return self._applied(node)
            case s.Derivative() | s.Gradient():
                return self._derivative(node)
            case s.Symbol() | s.Scripted():
                return self._name(node)
        return ANY

    # ---- names ------------------------------------------------------------------------------------

    def _name(self, node: s.Symbol | s.Scripted) -> Kind:
        if latex(node) in self.context.sizes.letters():
            return _NUMBER
        if latex(node) == "\\pi" and "\\pi" not in self.shapes:
            return _WRITTEN
        if is_euler(node):
            self.of(node.superscript) if isinstance(node, s.Scripted) and node.superscript is not None else None
            return ANY
        found = self.naming(node)
        if found is not None and found.name in self.shapes:
            kind = named_kind(self.shapes[found.name], len(found.indices))
            for entry, size in zip(found.indices, self.shapes[found.name], strict=False):
                if is_letter(entry):
                    self._same(self.letters.setdefault(latex(entry), size), size)
            return self._turned(kind, found.transposed, found.inverted, bare=True)
        base = node.base if isinstance(node, s.Scripted) else node
        if latex(base) in IDENTITIES and (not isinstance(node, s.Scripted) or not node.superscript):
            size = self.unify.unknown()
            return Kind((size, size))
        if not isinstance(node, s.Scripted) or node.subscripts or node.primes or node.superscript is None:
            return ANY
        _, power, transposed, inverted = self.context.names.superscript(node.superscript)
        inner = self.of(base)
        if transposed or inverted:
            product = self._is_product(base)
            return self._turned(inner, transposed, inverted, bare=not product)
        if power is not None and inner.rank == 2:
            if isinstance(power, s.Addition) and len(power.terms) == 1 and isinstance(power.terms[0], s.Number):
                return self._turned(inner, False, True, bare=True)  # ^{-1}
            return inner
        return replace(inner, written=False) if power is not None else ANY

    def _turned(self, kind: Kind, transposed: bool, inverted: bool, *, bare: bool) -> Kind:
        """What is transposed is no number, ``bare`` or not; what is inverted is a square matrix, or a number."""
        if kind.shape is None:
            return kind
        if inverted and kind.rank == 2:
            self._same(*kind.shape)
        elif inverted and kind.rank:
            raise Misfit
        if not transposed:
            return kind
        if kind.rank == 2:
            return Kind(kind.shape[::-1])
        if kind.rank == 1:
            return replace(kind, way={"column": "row", "row": "column", "": ""}[kind.way])
        if kind.rank > 2 or (bare and not kind.written):
            raise Misfit
        return kind

    @staticmethod
    def _is_product(node: s.Expression) -> bool:
        node = s.unwrapped(node)
        return isinstance(node, s.Product | s.Applied)

    # ---- operations -------------------------------------------------------------------------------

    def _same(self, left: Poly, right: Poly) -> None:
        if not self.unify.unify(left, right):
            raise Misfit

    def _not_a_number(self, kind: Kind) -> None:
        if kind.rank == 0 and not kind.written:
            raise Misfit

    @staticmethod
    def _of_a_bar(kind: Kind) -> Kind:
        return ANY if kind.rank not in (0, 2) else _NUMBER  # of a matrix the determinant

    def _alike(self, kinds: Iterable[Kind]) -> Kind:
        """Of things that stand beside ``+`` or ``=``; numbers that are written out go with all."""
        result: Kind | None = None
        unknown = False
        for kind in kinds:
            if kind.shape is None:
                unknown = True
            elif not kind.written:
                result = kind if result is None else self._both(result, kind)
        if result is not None:
            return result
        return ANY if unknown else _WRITTEN

    def _both(self, left: Kind, right: Kind) -> Kind:
        if left.rank != right.rank or (left.rank == 1 and {left.way, right.way} == {"column", "row"}):
            raise Misfit
        for one, other in zip(left.shape or (), right.shape or (), strict=True):
            self._same(one, other)
        return right if not left.way else left

    def _product(self, kinds: list[Kind], operators: tuple[str, ...]) -> Kind:
        result, *rest = kinds
        for operator, kind in zip(operators, rest, strict=True):
            if operator == "/":
                result = self._quotient(result, kind)
            elif operator == "\\cdot" and result.rank == kind.rank == 1 and result.way == kind.way:
                self._both(result, kind)
                result = _NUMBER
            else:
                result = self._times(result, kind)
        return replace(result, written=all(k.written for k in kinds))

    def _times(self, left: Kind, right: Kind) -> Kind:
        if left.shape is None or right.shape is None:
            return ANY
        if left.rank == 0 or right.rank == 0:
            return replace(left if right.rank == 0 else right, written=False)
        if left.rank > 2 or right.rank > 2:
            raise Misfit
        if left.rank == 2 and (right.rank == 2 or right.way != "row"):
            self._same(left.shape[1], right.shape[0])
            return Kind((left.shape[0], *right.shape[1:]))
        if right.rank == 2 and left.way != "column":
            self._same(left.shape[0], right.shape[0])
            return Kind(right.shape[1:], "row")
        if left.rank == right.rank == 1:
            ways = left.way, right.way
            if ways == ("", ""):
                return ANY
            if ways in (("row", "column"), ("", "column"), ("row", "")):
                self._same(left.shape[0], right.shape[0])
                return _NUMBER
            if ways in (("column", "row"), ("", "row"), ("column", "")):
                return Kind((*left.shape, *right.shape))
        raise Misfit

    def _quotient(self, above: Kind, below: Kind) -> Kind:
        if below.shape is None or above.shape is None:
            return ANY
        if below.rank and not above.written:
            return self._both(above, below)  # entry by entry
        return replace(below if below.rank else above, written=above.written and below.written)

    def _sum(self, node: s.BigOperator) -> Kind:
        bound = {latex(part) for entry in node.below for part in s.walk(entry) if is_letter(part)}
        saved = {letter: size for letter, size in self.letters.items() if letter in bound}
        low = node.below[0] if len(node.below) == 1 else None
        for letter in bound:
            self.letters.pop(letter, None)
        if isinstance(low, s.Comparison) and low.relations == ("=",) and node.above is not None:
            known = self.context.sizes.letters()
            known = {**known, **{latex(x): Poly.symbol(latex(x)) for x in s.walk(node.above) if is_letter(x)}}
            ends = [polynomial(x, known) for x in (low.operands[1], node.above)]
            if all(end is not None and end[1] == Poly.constant(1) for end in ends):
                first, last = (end[0] for end in ends if end is not None)
                if first.is_constant and first.value in (0, 1):
                    self.letters[latex(low.operands[0])] = last - first + 1
        kind = self.of(node.body)
        self.letters = {**{x: size for x, size in self.letters.items() if x not in bound}, **saved}
        return replace(kind, written=False) if node.operator == "sum" else ANY

    def _applied(self, node: s.Applied) -> Kind:
        head = node.head.base if isinstance(node.head, s.Scripted) else node.head
        name = head.letter if isinstance(head, s.Symbol) and head.word else latex(head)
        kinds = list(map(self.of, node.arguments))
        if latex(head) in _OF_A_SQUARE or name in _OF_A_SQUARE:
            if len(kinds) == 1 and kinds[0].shape is not None:
                if kinds[0].rank != 2:
                    raise Misfit
                self._same(*kinds[0].shape)
            return _NUMBER
        if len(kinds) == 1 and {name, name.removeprefix("\\")} & ENTRYWISE:
            return replace(kinds[0], written=False)
        known = function_name(node.head) in self.context.functions or latex(head) in self.context.names.functions
        if node.surely or is_function_name(head) or known or len(kinds) != 1 or node.brackets != "(":
            return ANY
        found = self.naming(node.head) if isinstance(node.head, s.Symbol | s.Scripted) else None
        if found is None or found.name not in self.shapes or latex(head) in self.context.applied:
            return ANY
        return self.of(node.as_product())

    def _derivative(self, node: s.Derivative | s.Gradient) -> Kind:
        variables = node.variables if isinstance(node, s.Derivative) else (node.variable,)
        kinds = [ANY if v is None else self.of(v) for v in variables]
        target = self.of(node.target)
        if isinstance(node, s.Gradient) and target.rank > 0:
            raise Misfit
        if len(kinds) != 1 or (isinstance(node, s.Gradient) and node.order != 1) or kinds[0].shape is None:
            return ANY
        (by,) = kinds
        if by.rank == 0:
            return replace(target, written=False)
        if target.shape is None:
            return ANY
        if target.rank == 0:
            return replace(by, way="", written=False)
        return Kind((*target.shape, *by.shape)) if target.rank == by.rank == 1 and by.shape else ANY
