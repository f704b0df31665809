r"""Diagonal matrices of lists: ``\Lambda = \operatorname{diag}(\lambda_1, \dots, \lambda_d)`` is that of the vector.

Guarantee: only a list of the entries of one name, from the first one on, is read so; a name that nothing else declares
gets the shape that the list tells.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Item, ShapeFact, SurfaceDocument, changed

__all__ = ["is_listed_diagonal", "with_listed_diagonals"]

_DOTS = ("\\dots", "\\ldots", "\\cdots", "\\dotsc", "\\dotsb", "\\ddots")


def with_listed_diagonals(document: SurfaceDocument) -> SurfaceDocument:
    """The document with vectors for such lists."""
    lists = [found for side in document.sides() for node in s.walk(side) if (found := _list(node)) is not None]
    if not lists:
        return document
    shaped = {latex(s.base(x)) for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    for display in document.displays():
        shaped |= {latex(s.base(link.left)) for link in display.links if link.left is not None}
    told: dict[str, Item] = {}
    for name, last in lists:
        if latex(name) not in shaped:
            told.setdefault(latex(name), ShapeFact(name.span, "", (name,), (last,)))
    items = tuple(changed(item, _change) for item in document.items)
    return replace(document, items=(*told.values(), *items))


def is_listed_diagonal(node: s.Expression) -> bool:
    """Whether an expression is such a matrix."""
    return _list(node) is not None


def _list(node: s.Expression) -> tuple[s.Expression, s.Expression] | None:
    """The name and the last number of a list beneath ``diag``."""
    if not isinstance(node, s.Applied) or not isinstance(node.head, s.Symbol) or node.head.letter.lower() != "diag":
        return None
    *first, dots, last = node.arguments if len(node.arguments) > 2 else (None, None, None)
    if not isinstance(dots, s.Symbol) or dots.letter not in _DOTS:
        return None
    entries = [x for x in (*first, last) if isinstance(x, s.Scripted) and len(x.subscripts) == 1 and not x.primes]
    if len(entries) <= len(first) or any(x.base != entries[0].base or x.superscript is not None for x in entries):
        return None
    numbers = [x.subscripts[0] for x in entries[:-1]]
    if [x.value if isinstance(x, s.Number) else None for x in numbers] != [*range(1, len(numbers) + 1)]:
        return None
    return entries[0].base, entries[-1].subscripts[0]


def _change(node: s.Expression) -> s.Expression | None:
    found = _list(node)
    if found is None or not isinstance(node, s.Applied):
        return None
    return replace(node, arguments=(found[0],))
