r"""Names within a logarithm alone: ``\log q = -\frac12 \sum_d ...`` defines ``\log q``, and ``q`` is never needed.

Guarantee: only where nothing declares such a name, no occurrence stands outside of a logarithm, and an equation
begins with it.
"""

from __future__ import annotations

from collections.abc import Iterator

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import (
    FunctionFact,
    RelationFact,
    SameShapeFact,
    SetFact,
    ShapeFact,
    SurfaceDocument,
    WordFact,
)

__all__ = ["beneath_logarithm", "with_log_names"]


def with_log_names(document: SurfaceDocument) -> SurfaceDocument:
    r"""The document with ``\log q`` as one name."""
    links = [link for display in document.displays() for link in display.links]
    facts = document.facts()
    sides = [side for link in links for side in (link.left, link.right) if side is not None]
    sides += [x for f in facts if isinstance(f, RelationFact) for x in (*f.left, f.right)]
    begun = [k.left for k in links if k.left is not None and k.relation in DEFINING and not k.continuation]
    names = {name for left in begun if (name := beneath_logarithm(left))}
    if not names:
        return document
    declaring = ShapeFact | WordFact | SetFact | FunctionFact | SameShapeFact
    subjects = [x for f in facts if isinstance(f, declaring) for x in f.subjects]
    names -= {latex(x.base if isinstance(x, s.Scripted) else x) for x in subjects}
    names -= {latex(node) for side in sides for node in _bare(side)}

    def change(node: s.Expression) -> s.Expression | None:
        name = beneath_logarithm(node)
        if name not in names or not isinstance(node, s.Applied):
            return None
        (inside,) = node.arguments
        head = inside.head if isinstance(inside, s.Applied) else inside
        whole: s.Expression = s.Symbol(node.span, f"\\log {name}")
        if isinstance(head, s.Scripted):
            whole = s.Scripted(node.span, whole, head.subscripts)
        return s.Applied(node.span, whole, inside.arguments, False, "(") if isinstance(inside, s.Applied) else whole

    return rewritten(document, change) if names else document


def beneath_logarithm(node: s.Expression) -> str:
    r"""The name in ``\log q``, ``\log q(z)``; "" where there is none."""
    if not isinstance(node, s.Applied) or len(node.arguments) != 1 or latex(node.head) not in _LOGARITHMS:
        return ""
    (inside,) = node.arguments
    if isinstance(inside, s.Applied):
        plain = not inside.surely and all(isinstance(x, s.Symbol | s.Scripted) for x in inside.arguments)
        if latex(inside.head) in BUILT_IN_FUNCTIONS:
            return ""  # of the logistic sigmoid is known what it is
        inside = inside.head if plain else inside
    if isinstance(inside, s.Scripted):
        inside = inside.base if inside.superscript is None and not inside.primes else inside
    return latex(inside) if isinstance(inside, s.Symbol) and not inside.letter.isdigit() else ""


def _bare(node: s.Expression) -> Iterator[s.Expression]:
    """The names outside of logarithms."""
    name = beneath_logarithm(node)
    if name and isinstance(node, s.Applied):
        for inside in node.arguments:
            for argument in inside.arguments if isinstance(inside, s.Applied) else ():
                yield from _bare(argument)
        return
    yield node
    for child in s.children(node):
        yield from _bare(child)


_LOGARITHMS = ("\\log", "\\ln", "\\operatorname{log}", "\\mathrm{log}", "\\operatorname{ln}")
