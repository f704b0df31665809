r"""Names with the number of their terms below: ``S_n = \sum_{k=0}^{n-1} a r^k`` beside no other ``S``.

Guarantee: only where an equation makes the name by sums up to that number, which read no entries, and every occurrence
has the same letter below, of which no range is told: it is a part of the name then, and the number is a size.
"""

from __future__ import annotations

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import RangeFact, ShapeFact, SurfaceDocument

__all__ = ["with_sized_names"]


def with_sized_names(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such letters as words."""
    made = {name: left for left, right in document.equations() if (name := _sized(left, right))}
    if not made:
        return document
    told = [x for f in document.facts() if isinstance(f, RangeFact | ShapeFact) for x in f.subjects]
    nodes = [n for item in document.items for n in everywhere(item)]
    inside = {id(n.base): n for n in nodes if isinstance(n, s.Scripted)}
    for name, left in tuple(made.items()):
        own = [inside.get(id(n), n) for n in nodes if isinstance(n, s.Symbol) and latex(n) == name]
        bare = [n if not isinstance(n, s.Scripted) else s.Scripted(n.span, n.base, n.subscripts) for n in own]
        ranged = {latex(x) for x in told} & {name, *map(latex, s.children(left)[1:])}
        if ranged or any(latex(n) != latex(left) for n in bare):
            del made[name]

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Scripted) or latex(node.base) not in made:
            return None
        (number,) = node.subscripts
        above = None if node.superscript is None else s.replaced(node.superscript, change)
        word = s.Symbol(number.span, latex(number), word=True)
        return s.Scripted(node.span, node.base, (word,), above, node.primes)

    return rewritten(document, change) if made else document


def _sized(left: s.Expression, right: s.Expression) -> str:
    """The name that an equation makes by sums up to the letter below it; "" if it does not."""
    if not isinstance(left, s.Scripted) or not isinstance(left.base, s.Symbol) or left.superscript is not None:
        return ""
    if len(left.subscripts) != 1 or left.primes or not is_letter(left.subscripts[0]):
        return ""
    nodes = list(s.walk(right))
    sums = [n for n in nodes if isinstance(n, s.BigOperator) and n.above is not None]
    up_to = any(left.subscripts[0] in s.walk(n.above) for n in sums if n.above is not None)
    reads = any(isinstance(n, s.Scripted) and n.subscripts for n in nodes)
    return latex(left.base) if up_to and not reads else ""
