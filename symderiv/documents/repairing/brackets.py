r"""Brackets of sizes alone in what is suggested: ``[N - 2 \ge 0]``, which is 1 where ``x_{N-1}`` is an entry."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.latex import syntax as s

__all__ = ["has_settled_bracket", "without_brackets_of_sizes"]


def without_brackets_of_sizes(node: s.Expression, context: Context) -> s.Expression:
    """An expression without those factors."""

    def plain(part: s.Expression) -> s.Expression | None:
        if not isinstance(part, s.Product):
            return None
        kept = [k for k, factor in enumerate(part.factors) if not _of_sizes(factor, context)]
        if not kept or len(kept) == len(part.factors):
            return None
        factors = tuple(s.replaced(part.factors[k], plain) for k in kept)
        return replace(part, factors=factors, operators=tuple(part.operators[k - 1] for k in kept[1:]))

    shown = s.replaced(node, plain)
    while isinstance(shown, s.Product) and len(shown.factors) == 1:
        shown = shown.factors[0]
    whole = isinstance(shown, s.Group) and shown.bracket == "(" and len(shown.entries) == 1 and shown != node
    return shown.entries[0] if whole and isinstance(shown, s.Group) else shown


def has_settled_bracket(node: s.Expression, context: Context) -> bool:
    r"""Whether an expression has a bracket that is the same at all sizes, ``[n - n - 1 \ge 0]``."""
    letters = context.sizes.letters()

    def is_settled(one: s.Expression, other: s.Expression) -> bool:
        left, right = polynomial(one, letters), polynomial(other, letters)
        if left is None or right is None:
            return False
        gap = left[0] * right[1] - right[0] * left[1]
        parts = [c for _, c in gap.varying]
        low = gap.value + sum(parts)  # at sizes of 1
        return not parts or (all(c > 0 for c in parts) and low > 0) or (all(c < 0 for c in parts) and low < 0)

    brackets = [part for part in s.walk(node) if _of_sizes(part, context)]
    compared = [x for part in brackets for x in s.walk(part) if isinstance(x, s.Comparison)]
    return any(is_settled(*pair) for x in compared for pair in pairwise(x.operands))


def _of_sizes(node: s.Expression, context: Context) -> bool:
    if not isinstance(node, s.Group) or node.bracket != "[" or len(node.entries) != 1:
        return False
    (inner,) = node.entries
    letters = context.sizes.letters()
    return isinstance(inner, s.Comparison) and all(polynomial(x, letters) is not None for x in inner.operands)
