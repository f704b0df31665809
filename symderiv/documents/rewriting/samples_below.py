r"""Samples whose number stands in brackets: ``\hat{y}_{(i)}``, and ``y^{(i)}`` where sums over ``i`` tell no range.

Both are entries ``y_i`` of what all samples make up, as an index tells no more than that.

Guarantee: ``\hat{y}_{(i)}`` only where the name has no other subscripts in the document, as an order statistic
``x_{(i)}`` beside ``x_i`` has, which is another name; ``x_j^{(i)}`` only for a letter over which sums run and of which
nothing tells a range, and where all names with that letter above have nothing else there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import RangeFact, ShapeFact, SurfaceDocument

__all__ = ["with_samples_below"]


def with_samples_below(document: SurfaceDocument) -> SurfaceDocument:
    r"""The document with ``y_i`` for such ``y_{(i)}`` and ``y^{(i)}``."""
    nodes = [n for item in document.items for n in everywhere(item)]
    below = {latex(n.base) for n in nodes if isinstance(n, s.Scripted) and _number(_below(n))}
    letters = _without_range(document, nodes)
    above = {latex(n.base) for n in nodes if isinstance(n, s.Scripted) and _number(n.superscript) in letters}
    ordered = below & _otherwise(nodes, lambda n: _number(_below(n)) != "")
    if _otherwise(nodes, lambda n: _number(n.superscript) in letters) & above:
        above = set()
    if not below and not above:
        return document

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Scripted):
            return None
        name, under = latex(node.base), _below(node)
        subscripts, superscript = tuple(s.replaced(x, change) for x in node.subscripts), node.superscript
        if name in ordered and isinstance(under, s.Group):
            return replace(node, subscripts=(replace(under, bracket="{"),))
        if name in below - ordered and isinstance(under, s.Group):
            return replace(node, subscripts=under.entries)
        if name in above and isinstance(superscript, s.Group):
            return replace(node, subscripts=(*superscript.entries, *subscripts), superscript=None)
        return None

    return rewritten(document, change)


def _number(node: s.Expression | None) -> str:
    r"""The letter of ``(i)`` or ``[i]``, "" for anything else."""
    if (
        isinstance(node, s.Group)
        and node.bracket in ("(", "[")
        and len(node.entries) == 1
        and is_letter(node.entries[0])
    ):
        return latex(node.entries[0])
    return ""


def _below(node: s.Scripted) -> s.Expression | None:
    return node.subscripts[0] if len(node.subscripts) == 1 else None


def _otherwise(nodes: Sequence[s.Expression], numbered: Callable[[s.Scripted], bool]) -> set[str]:
    """The names that stand without such a number, too."""
    inner = {id(n.base) for n in nodes if isinstance(n, s.Scripted)}
    apart = (n for n in nodes if id(n) not in inner and isinstance(n, s.Symbol | s.Scripted))
    return {latex(s.base(n)) for n in apart if not isinstance(n, s.Scripted) or not numbered(n)}


def _without_range(document: SurfaceDocument, nodes: Sequence[s.Expression]) -> set[str]:
    """The letters over which sums run, and of which nothing tells a range or a shape."""
    summed: set[str] = set()
    told: set[str] = set()
    for n in nodes:
        if isinstance(n, s.BigOperator):
            letters = {latex(x) for below in n.below for x in s.walk(below) if is_letter(x)}
            summed |= letters
            told |= letters if n.above is not None or not all(map(is_letter, n.below)) else set()
    for fact in document.facts():
        if isinstance(fact, ShapeFact | RangeFact):
            told |= {latex(x) for subject in fact.subjects for x in s.walk(subject) if is_letter(x)}
    return summed - told
