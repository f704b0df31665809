r"""Derivatives of functions at a point: ``\frac{df}{dx}(a)`` is the derivative where ``x = a``, and no product with
``a``.

Guarantee: only of a function that the document gives by an equation, ``f(x) = ...``, before a bracket with as many
names and numbers as it has parameters; a bracket with anything else is a factor, as that of ``\frac{dL}{dy} (1 - y)``.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, Item, RelationFact, SurfaceDocument

__all__ = ["with_derivatives_at_points"]


def with_derivatives_at_points(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such derivatives evaluated."""
    functions: dict[str, tuple[s.Expression, ...]] = {}
    for item in document.items:
        for head in (x for x in _lefts(item) if isinstance(x, s.Applied) and x.brackets == "(" and not x.surely):
            primed = isinstance(head.head, s.Scripted) and head.head.primes
            if not primed and all(isinstance(x, s.Symbol) for x in head.arguments):
                functions.setdefault(latex(s.base(head.head)), head.arguments)
    if not functions:
        return document

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Product):
            return None
        factors: list[s.Expression] = []
        operators: list[str] = []
        for k, factor in enumerate(node.factors):
            at = _at_point(factors[-1], factor, functions) if factors and not node.operators[k - 1] else None
            if at is not None:
                factors[-1] = at
                continue
            operators += [node.operators[k - 1]] if factors else []
            factors.append(s.replaced(factor, change))
        if len(factors) == len(node.factors):
            return None
        return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), operators=tuple(operators))

    return rewritten(document, change)


def _lefts(item: Item) -> list[s.Expression]:
    """The left sides of an item's equations."""
    if isinstance(item, Display):
        return [k.left for k in item.links if k.left is not None and not k.continuation]
    return list(item.left) if isinstance(item, RelationFact) else []


def _at_point(
    before: s.Expression, bracket: s.Expression, functions: dict[str, tuple[s.Expression, ...]]
) -> s.Expression | None:
    """A derivative at the point in the bracket behind it; None where that is a factor."""
    power = bracket if isinstance(bracket, s.Scripted) and not bracket.subscripts and not bracket.primes else None
    point = power.base if power is not None else bracket
    if not isinstance(before, s.Derivative) or not isinstance(point, s.Group) or point.bracket != "(":
        return None
    parameters = functions.get(latex(s.base(before.target)), ()) if before.target is not None else ()
    if len(parameters) != len(point.entries) or not all(map(_is_plain, point.entries)):
        return None
    if not {latex(s.base(x)) for x in before.variables} <= set(map(latex, parameters)):
        return None
    conditions = tuple(
        s.Comparison(point.span, (x, at), ("=",)) for x, at in zip(parameters, point.entries, strict=True) if x != at
    )
    found = s.Evaluated(before.span, before, conditions) if conditions else before
    return replace(power, base=found) if power is not None else found


def _is_plain(node: s.Expression) -> bool:
    """Whether something names a point: a name, an entry or a member, a number."""
    if isinstance(node, s.Addition) and len(node.terms) == 1:
        return _is_plain(node.terms[0])  # -1
    return isinstance(node, s.Symbol | s.Scripted | s.Number)
