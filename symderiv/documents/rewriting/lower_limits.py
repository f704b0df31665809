r"""Sums that give their first term alone, ``\sum_{i=1} x_i``: they run on as the other sums over the letter do.

Nobody writes a sum of one term; its end has been left out.

Guarantee: only for a first term 0 or 1 of a letter that stands alone below; where no other sum tells the end, or two
tell two, the sum runs over all values.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import SurfaceDocument

__all__ = ["with_lower_limits"]


def with_lower_limits(document: SurfaceDocument) -> SurfaceDocument:
    r"""The document with ``\sum_{i=1}^n`` for such sums, or ``\sum_i``."""
    sums = [n for item in document.items for n in everywhere(item) if isinstance(n, s.BigOperator) and _begins(n)]
    if all(n.above is not None for n in sums):
        return document
    ends: dict[s.Expression, set[s.Expression]] = {}
    for n in sums:
        if n.above is not None:
            ends.setdefault(n.below[0], set()).add(n.above)

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.BigOperator) or node.above is not None or not _begins(node):
            return None
        body = s.replaced(node.body, change)
        told = ends.get(node.below[0], set())
        if len(told) == 1:
            return replace(node, above=next(iter(told)), body=body)
        (below,) = node.below
        assert isinstance(below, s.Comparison)
        return replace(node, below=(below.operands[0],), body=body)

    return rewritten(document, change)


def _begins(node: s.BigOperator) -> bool:
    r"""Whether what stands below is ``i=1`` or ``i=0`` alone."""
    if node.operator not in ("sum", "prod") or len(node.below) != 1:
        return False
    (below,) = node.below
    if not isinstance(below, s.Comparison) or below.relations != ("=",):
        return False
    letter, first = below.operands
    return is_letter(letter) and isinstance(first, s.Number) and latex(first) in ("0", "1")
