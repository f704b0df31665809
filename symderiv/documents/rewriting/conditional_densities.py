r"""Densities with conditions as functions: ``p_\theta(y \mid x) = ...`` is one of ``y`` and ``x``, and
``p(x \mid \mu, \sigma^2) = ...`` one of ``x``, ``\mu`` and ``\sigma``.

Guarantee: only of a letter that an equation gives so, and that stands nowhere with other arguments, as ``p(x \mid y)``
and ``p(x)`` beside ``p(y \mid x)`` are other functions; ``p(y_n \mid x_n)`` is the same one.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.senses import everywhere, lefts
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import is_function_name, is_square, latex
from symderiv.documents.page.surface import Item, ShapeFact, SurfaceDocument

__all__ = ["with_conditional_densities"]

_GIVEN = "\\mid"


def with_conditional_densities(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such densities as functions of all that stands in their brackets."""
    nodes = [n for item in document.items for n in everywhere(item)]
    found: dict[str, set[tuple[str, ...]]] = {}
    for node in nodes:
        if isinstance(node, s.Applied) and not is_function_name(node.head):
            parts = _parts(node)
            about = tuple(latex(s.base(x)) for x in parts) if parts else (*map(latex, node.arguments), "")
            found.setdefault(latex(node.head), set()).add(about)
    given = {latex(left.head) for item in document.items for left in _densities(item) if _parts(left)}
    names = {name for name in given if len(found.get(name, ())) == 1}

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Applied) or latex(node.head) not in names:
            return None
        return replace(node, arguments=tuple(s.replaced(x, change) for x in _parts(node)))

    return _without_squares(rewritten(document, change) if names else document)


def _without_squares(document: SurfaceDocument) -> SurfaceDocument:
    """The document with functions of a number for those that are given at its square, and are nowhere at another."""
    nodes = [n for item in document.items for n in everywhere(item) if isinstance(n, s.Applied)]
    given = {latex(x.head): x.arguments for item in document.items for x in _densities(item)}
    told = {latex(x) for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    squares: dict[str, set[int]] = {}
    for name, arguments in given.items():
        own = [n.arguments for n in nodes if latex(n.head) == name]
        for k, argument in enumerate(arguments):
            if (
                is_square(argument)
                and latex(argument) not in told
                and all(len(x) == len(arguments) and x[k] == argument for x in own)
            ):
                squares.setdefault(name, set()).add(k)

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Applied) or not (places := squares.get(latex(node.head))):
            return None
        plain = (s.base(x) if k in places else s.replaced(x, change) for k, x in enumerate(node.arguments))
        return replace(node, arguments=tuple(plain))

    return rewritten(document, change) if squares else document


def _parts(node: s.Applied) -> tuple[s.Expression, ...]:
    r"""What stands in the brackets of ``p(x, y \mid z)``; nothing where there is no bar."""
    parts: list[s.Expression] = []
    bars = 0
    for argument in node.arguments:
        if isinstance(argument, s.Comparison) and argument.relations == (_GIVEN,):
            bars += 1
            parts += argument.operands
        else:
            parts.append(argument)
    return tuple(parts) if bars == 1 and node.brackets == "(" else ()


def _densities(item: Item) -> list[s.Applied]:
    """The left sides of an item's equations for densities or their logarithms."""
    inner = (x.arguments[0] if isinstance(x, s.Applied) and is_function_name(x.head) else x for x in lefts(item))
    return [x for x in inner if isinstance(x, s.Applied)]
