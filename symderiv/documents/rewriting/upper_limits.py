r"""Sums that give their upper limit alone, ``\sum_j^C y_j \log p_j``, of which no line tells the size ``C``.

Such a limit is the number of terms, which are counted from 1.

Guarantee: only where the text declares nothing by the letter of the limit, and no sum gives it with a first term.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import RangeFact, ShapeFact, SurfaceDocument, WordFact

__all__ = ["with_upper_limits"]


def with_upper_limits(document: SurfaceDocument) -> SurfaceDocument:
    r"""The document with ``\sum_{j=1}^C`` for such sums."""
    nodes = [n for item in document.items for n in everywhere(item)]
    alone = {latex(n.above) for n in nodes if isinstance(n, s.BigOperator) and n.above is not None and _is_alone(n)}
    if not alone:
        return document
    told = {
        latex(x)
        for n in nodes
        if isinstance(n, s.BigOperator) and n.above is not None and not _is_alone(n)
        for x in s.walk(n.above)
    }
    for fact in document.facts():
        if isinstance(fact, ShapeFact):
            told |= {latex(x) for axis in fact.axes or () for x in s.walk(axis)}
        elif isinstance(fact, RangeFact) and fact.upper is not None:
            told |= {latex(x) for x in s.walk(fact.upper)}
        elif isinstance(fact, WordFact):
            told |= {latex(x) for x in fact.subjects}
    fresh = alone - told

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.BigOperator) or node.above is None or not _is_alone(node):
            return None
        if latex(node.above) not in fresh:
            return None
        (letter,) = node.below
        first = s.Comparison(letter.span, (letter, s.Number(letter.span, Fraction(1))), ("=",))
        return replace(node, below=(first,), body=s.replaced(node.body, change))

    return rewritten(document, change) if fresh else document


def _is_alone(node: s.BigOperator) -> bool:
    r"""Whether a sum is written ``\sum_j^C``."""
    plain = node.operator == "sum" and len(node.below) == 1 and is_letter(node.below[0])
    return plain and node.above is not None and is_letter(node.above)
