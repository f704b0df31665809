r"""Families whose members are all equal, ``P_l = m^2``, beside sums over another letter, ``P = \sum_{i=1}^L P_i``.

The letter of such an equation has no meaning of its own, and would be a part of a name.  The sum is written with it,
and where no range is told of the letter, it is that of the sums.

Guarantee: only the index of a sum that is over one letter is renamed, to one that stands nowhere in the sum; sums with
two ranges tell none.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import RangeFact, SurfaceDocument

__all__ = ["with_equal_members"]


def with_equal_members(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the letters of such equations in the sums."""
    made: dict[str, s.Symbol] = {}
    for left, right in document.equations():
        below = left.subscripts if isinstance(left, s.Scripted) and left.superscript is None else ()
        if len(below) == 1 and isinstance(below[0], s.Symbol) and is_letter(below[0]) and below[0] not in s.walk(right):
            made.setdefault(latex(s.base(left)), below[0])

    def change(node: s.Expression) -> s.Expression | None:
        match node:
            case s.BigOperator(_, _, (s.Comparison(_, (index, *limits), ("=",)) as limit,)) if is_letter(index):
                pass
            case _:
                return None
        read = (n for n in s.walk(node.body) if isinstance(n, s.Scripted) and n.subscripts == (index,))
        letter = next((made[latex(n.base)] for n in read if latex(n.base) in made), None)
        inner = s.replaced(node.body, change)
        if letter is None or letter in s.walk(replace(node, body=inner)):
            return replace(node, body=inner)
        renamed = s.replaced(inner, lambda part: letter if part == index else None)
        return replace(node, below=(replace(limit, operands=(letter, *limits)),), body=renamed)

    return _with_ranges(rewritten(document, change), made) if made else document


def _with_ranges(document: SurfaceDocument, made: dict[str, s.Symbol]) -> SurfaceDocument:
    """The document with the ranges of such letters, where sums tell them and nothing else does."""
    told = {latex(x) for f in document.facts() if isinstance(f, RangeFact) for x in f.subjects}
    ends: dict[str, dict[tuple[str, str], RangeFact]] = {}
    for n in (n for side in document.sides() for n in s.walk(side) if isinstance(n, s.BigOperator)):
        limit = n.below[0] if len(n.below) == 1 else None
        if n.above is None or not isinstance(limit, s.Comparison) or limit.relations != ("=",):
            continue
        index, low = limit.operands
        read = (x for x in s.walk(n.body) if isinstance(x, s.Scripted) and x.subscripts == (index,))
        if latex(index) not in told and any(made.get(latex(x.base)) == index for x in read):
            fact = RangeFact(document.items[0].span, "", (index,), low, n.above)
            ends.setdefault(latex(index), {})[latex(low), latex(n.above)] = fact
    ranges = [fact for found in ends.values() if len(found) == 1 for fact in found.values()]
    return replace(document, items=(*ranges, *document.items))
