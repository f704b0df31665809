"""Which edits of a wrong line may make it right, by what its sides are worth where it fails.

Many edits multiply a part of the right side by a factor.  Where the right side is linear in that part, what becomes of
it follows from its value, its value without the part, and the value of the factor: so one look at the part rules out
all of them but the right one, before they are written, read and evaluated.

Guarantee: what cannot be told is not ruled out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.elaboration.statements import Reader
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.errors import SymderivError

if TYPE_CHECKING:
    from symderiv.documents.elaboration.context import Context
    from symderiv.documents.page.surface import Link
    from symderiv.meaning import Spots

__all__ = ["Scaled", "Screen", "linear_parts"]

HERE = s.NOWHERE
_TIMES = ("", "\\cdot", "\\times")


@dataclass(frozen=True)
class Scaled:
    """That an edit multiplies a part of the right side, or all of it, by a factor.

    ``put`` puts another expression in the place of ``node``; the part is that node, or its term at a ``position``.
    """

    factor: s.Expression
    put: Callable[[s.Expression], s.Expression] | None = None
    node: s.Expression | None = None
    position: int | None = None

    @property
    def without(self) -> s.Expression | None:
        """The right side with the part multiplied by 0; None where that is all of it."""
        if self.put is None or self.node is None:
            return None
        if self.position is None or not isinstance(self.node, s.Addition):
            return self.put(_none(self.node))
        terms = list(self.node.terms)
        terms[self.position] = _none(terms[self.position])
        return self.put(replace(self.node, terms=tuple(terms)))


def _none(node: s.Expression) -> s.Expression:
    return s.Product(HERE, (s.Number(HERE, Fraction(0)), s.Group(HERE, "(", (node,))), ("",))


def linear_parts(
    context: Context, node: s.Expression, bound: frozenset[str] = frozenset()
) -> Iterator[tuple[s.Expression, frozenset[str]]]:
    """The parts in which an expression is linear, each with the letters that sums around it bind."""
    yield node, bound
    match node:
        case s.Addition():
            for term in node.terms:
                yield from linear_parts(context, term, bound)
        case s.Product():
            for operator, factor in zip(("", *node.operators), node.factors, strict=True):
                if operator in _TIMES:
                    yield from linear_parts(context, factor, bound)
        case s.Operation(operator="\\odot"):
            yield from linear_parts(context, node.left, bound)
            yield from linear_parts(context, node.right, bound)
        case s.Applied(arguments=(inner,), surely=False, brackets="("):  # h (1 - h) of a tensor h
            found = context.names.read(node.head)
            if found is not None and found.name in context.names.ranks:
                yield from linear_parts(context, inner, bound)
        case s.Quotient():
            yield from linear_parts(context, node.numerator, bound)
        case s.Group(bracket="(", entries=(inner,)) if not isinstance(inner, s.Comparison):
            yield from linear_parts(context, inner, bound)
        case s.BigOperator(operator="sum"):
            letters = {latex(x) for entry in node.below for x in s.walk(entry)}
            yield from linear_parts(context, node.body, bound | letters)


class Screen:
    """A wrong line, and what its sides are worth at ``spots`` where it fails."""

    def __init__(self, context: Context, link: Link, spots: Spots) -> None:
        assert link.left is not None
        assert link.right is not None
        self.context = context
        self.link = link
        self.right = link.right
        self.spots = spots
        self.bound = {id(part): letters for part, letters in linear_parts(context, link.right)}
        self._factors: dict[str, list[Any] | None] = {}
        self._rests: dict[tuple[int, int | None], list[Any] | None] = {}
        self._whole = spots.values(spots.statement.right)
        try:
            self.scalar = Reader(context, set()).elaborator(link.left, link.right).value(link.left).rank == 0
        except (SymderivError, ValueError):
            self.scalar = False

    def may_hold(self, edit: Scaled) -> bool:
        """Whether the left side may be what the edit makes of the right one."""
        letters = self.bound.get(id(self.right if edit.node is None else edit.node))
        if letters is None or any(latex(x) in letters for x in s.walk(edit.factor)):
            return True
        text = latex(edit.factor)
        if text not in self._factors:
            self._factors[text] = self._factor(edit.factor)
        factor = self._factors[text]
        if factor is None:
            return True
        part = id(edit.node), edit.position
        if part not in self._rests:
            without = edit.without
            self._rests[part] = [0] * len(self.spots) if without is None else self._value(without)
        return self.spots.may_equal(self._rests[part], self._whole, factor)

    def _factor(self, factor: s.Expression) -> list[Any] | None:
        """A number or a size, or, where the sides are numbers, another one."""
        known = polynomial(factor, self.context.sizes.letters())
        if known is not None:
            sizes = self.spots.sizes
            if not all(p.free <= sizes.keys() for p in known):
                return None
            top, below = (p.evaluate(sizes) for p in known)
            return [Fraction(top, below)] * len(self.spots) if below else None
        return self._value(factor) if self.scalar else None

    def _value(self, right: s.Expression) -> list[Any] | None:
        """What another right side is worth."""
        try:
            statement, _ = Reader(self.context, set()).understood(replace(self.link, right=right))
        except (SymderivError, ValueError, AssertionError, AttributeError, RecursionError):
            return None
        return self.spots.values(statement.right) if statement.free == self.spots.statement.free else None
