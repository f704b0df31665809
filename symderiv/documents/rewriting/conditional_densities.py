r"""Densities with conditions as functions: ``p_\theta(y \mid x) = ...`` is one of ``y`` and ``x``.

Guarantee: only of a letter that an equation gives so, and that stands nowhere with other arguments, as ``p(x \mid y)``
and ``p(x)`` beside ``p(y \mid x)`` are other functions; ``p(y_n \mid x_n)`` is the same one.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.documents.page.surface import Display, RelationFact, SurfaceDocument

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
    given = {latex(left.head) for item in document.items for left in _lefts(item) if _parts(left)}
    names = {name for name in given if len(found.get(name, ())) == 1}

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Applied) or latex(node.head) not in names:
            return None
        return replace(node, arguments=tuple(s.replaced(x, change) for x in _parts(node)))

    return rewritten(document, change) if names else document


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


def _lefts(item: object) -> list[s.Applied]:
    lefts: list[s.Expression | None] = []
    if isinstance(item, Display):
        lefts += [k.left for k in item.links if not k.continuation]
    elif isinstance(item, RelationFact):
        lefts += item.left
    inner = (x.arguments[0] if isinstance(x, s.Applied) and is_function_name(x.head) else x for x in lefts)
    return [x for x in inner if isinstance(x, s.Applied)]
