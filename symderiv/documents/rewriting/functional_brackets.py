r"""Functions with square brackets, ``L[w] = \frac12 (w^\top x - t)^2``: as with round ones.

Guarantee: only of a letter that an equation gives so, of which nothing else is declared or defined, and that does not
stand on the right side of that equation; a bracket with a condition is Iverson's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import SameShapeFact, ShapeFact, SurfaceDocument

__all__ = ["given", "symbols", "with_functional_brackets"]


def with_functional_brackets(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such functions as applied to what stands in the bracket."""
    equations = list(document.equations())
    found = {name for left, right in equations if (name := given(left)) and name not in symbols(right)}
    found -= {latex(s.base(left)) for left, _ in equations if isinstance(left, s.Symbol | s.Scripted)}
    declared = (f for f in document.facts() if isinstance(f, ShapeFact | SameShapeFact))
    found -= {latex(s.base(x)) for f in declared for x in f.subjects}
    if not found:
        return document

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Product):
            return None
        factors = [s.replaced(x, change) for x in node.factors]
        operators = list(node.operators)
        for k in range(len(factors) - 1, 0, -1):
            call = _call(factors[k - 1], factors[k], found) if operators[k - 1] == "" else None
            if call is not None:
                factors[k - 1 : k + 1] = [call]
                del operators[k - 1]
        return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), operators=tuple(operators))

    return rewritten(document, change)


def given(left: s.Expression) -> str:
    """The letter of a left side ``L[w]``; else nothing."""
    if not isinstance(left, s.Product) or len(left.factors) != 2 or left.operators != ("",):
        return ""
    head, group = left.factors
    if not isinstance(head, s.Symbol) or head.word or not isinstance(group, s.Group) or group.bracket != "[":
        return ""
    return latex(head) if all(map(_is_name, group.entries)) else ""


def _is_name(node: s.Expression) -> bool:
    return isinstance(s.base(node), s.Symbol) and (not isinstance(node, s.Scripted) or node.superscript is None)


def _call(head: s.Expression, bracket: s.Expression, found: set[str]) -> s.Expression | None:
    """A function, or what differentiates one, with the bracket behind it."""
    group = s.base(bracket)
    if not isinstance(group, s.Group) or group.bracket != "[" or _has_condition(group.entries):
        return None
    if isinstance(head, s.Gradient | s.Derivative):
        target = _call(head.target, group, found) if bracket is group else None
        return None if target is None else replace(head, target=target)
    if not isinstance(head, s.Symbol) or latex(head) not in found:
        return None
    call = s.Applied(head.span, head, group.entries)
    return replace(bracket, base=call) if isinstance(bracket, s.Scripted) else call


def _has_condition(entries: Sequence[s.Expression]) -> bool:
    return any(isinstance(x, s.Comparison) for x in entries)


def symbols(node: s.Expression) -> set[str]:
    """The letters of an expression."""
    return {latex(n) for n in s.walk(node) if isinstance(n, s.Symbol)}
