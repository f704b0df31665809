r"""Derivatives of functions at a point: ``\frac{df}{dx}(a)`` is the derivative where ``x = a``, and no product with
``a``; ``\frac{d\sigma}{dz}`` of a known function is that of ``\sigma(z)``.

Guarantee: only of a known function, of one that the document gives by an equation, ``f(x) = ...``, or of one that it
applies to one thing and nothing makes, before a bracket with as many names and numbers as it has parameters; or before
a bracket with the variable itself.  A bracket with anything else is a factor, as that of ``\frac{dL}{dy} (1 - y)``.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

from symderiv.documents.elaboration.elaborate_functions import ABSTRACT
from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.senses import everywhere, lefts
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.documents.page.surface import ShapeFact, SurfaceDocument

__all__ = ["with_derivatives_at_points"]

_Parameters = Mapping[str, tuple[s.Expression, ...]]


def with_derivatives_at_points(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such derivatives evaluated."""
    given: dict[str, tuple[s.Expression, ...]] = {}
    made = {latex(x) for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    for item in document.items:
        for left in lefts(item):
            if not isinstance(left, s.Applied):
                made.add(latex(s.base(left)))
            elif _gives(left):
                given.setdefault(latex(s.base(left.head)), left.arguments)
    heads = {
        latex(n.head)
        for item in document.items
        for n in everywhere(item)
        if isinstance(n, s.Applied) and n.brackets == "(" and len(n.arguments) == 1
    }
    known = (heads & BUILT_IN_FUNCTIONS.keys()) - made
    abstract = (heads & ABSTRACT) - made - given.keys()

    def change(node: s.Expression) -> s.Expression | None:
        if isinstance(node, s.Derivative):
            return _applied(node, known)
        if not isinstance(node, s.Product):
            return None
        factors: list[s.Expression] = []
        operators: list[str] = []
        for factor, operator in zip(node.factors, ("", *node.operators), strict=True):
            at = None if operator or not factors else _at_point(factors[-1], factor, given, known | abstract)
            if at is not None:
                factors[-1] = at
                continue
            operators += [operator] if factors else []
            factors.append(factor)
        parts = tuple(s.replaced(x, change) for x in factors)
        return parts[0] if len(parts) == 1 else replace(node, factors=parts, operators=tuple(operators))

    return rewritten(document, change)


def _gives(left: s.Applied) -> bool:
    """Whether something may be the left side of a function's equation: ``f(x)``, and not ``f'(x)`` or ``f(2 x)``."""
    primed = isinstance(left.head, s.Scripted) and left.head.primes > 0
    plain = left.brackets == "(" and not left.surely and not primed
    return plain and all(isinstance(x, s.Symbol) for x in left.arguments)


def _applied(node: s.Derivative, functions: Set[str]) -> s.Derivative | None:
    """The derivative of a function of one number that is named alone, at its variable."""
    by = {latex(x) for x in node.variables}
    surely = isinstance(node.target, s.Symbol) and is_function_name(node.target)
    if len(by) != 1 or not (surely or latex(node.target) in functions) or not isinstance(node.variables[0], s.Symbol):
        return None
    target = s.Applied(node.target.span, node.target, node.variables[:1], surely=surely)
    return replace(node, target=target)


def _at_point(
    before: s.Expression, bracket: s.Expression, given: _Parameters, functions: Set[str]
) -> s.Expression | None:
    """A derivative at the point in the bracket behind it; None where that is a factor."""
    power = bracket if isinstance(bracket, s.Scripted) and not bracket.subscripts and not bracket.primes else None
    point = power.base if power is not None else bracket
    if not isinstance(before, s.Derivative) or not isinstance(point, s.Group) or point.bracket != "(":
        return None
    variables = {latex(x): x for x in map(s.base, before.variables)}
    parameters = given.get(latex(s.base(before.target)), ())
    if not parameters and (applied := _applied(before, functions)) is not None:
        before, parameters = applied, applied.variables[:1]
    if not parameters and tuple(variables.values()) == point.entries and isinstance(before.target, s.Symbol):
        return replace(power, base=before) if power is not None else before
    if len(parameters) != len(point.entries) or not all(map(_is_plain, point.entries)):
        return None
    if not variables.keys() <= set(map(latex, parameters)):
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
