r"""Diagonal matrices of lists: ``\Lambda = \operatorname{diag}(\lambda_1, \dots, \lambda_d)`` is that of the vector.

The matrix of ``\operatorname{diag}(y_1 (1 - y_1), \dots, y_N (1 - y_N))``, or of the first entries of a longer vector,
is that of the entries ``y_k (1 - y_k)`` for ``1 \le k \le N``, which stand under ``diag`` then.

Guarantee: only a list from the first entry on, all of whose parts differ by their number alone, is read so; a name that
nothing else declares gets the shape that the list tells.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.free_letters import free_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Item, ShapeFact, SurfaceDocument, changed

__all__ = ["is_listed_diagonal", "with_listed_diagonals"]

_DOTS = "\\dots"


def with_listed_diagonals(document: SurfaceDocument) -> SurfaceDocument:
    """The document with vectors for such lists."""
    nodes = [node for side in document.sides() for node in s.walk(side)]
    lists = [found for node in nodes if (found := _list(node)) is not None]
    if not lists:
        return document
    index = s.Symbol(s.NOWHERE, free_letter(nodes))
    shapes = {latex(s.base(x)): f.axes for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    made = {latex(s.base(k.left)) for d in document.displays() for k in d.links if k.left is not None}
    told: dict[str, Item] = {}
    for entry, last in lists:
        name = _name(entry)
        if name is not None and latex(name) not in shapes.keys() | made:
            shapes[latex(name)] = (last,)
            told[latex(name)] = ShapeFact(name.span, "", (name,), (last,))

    def change(node: s.Expression) -> s.Expression | None:
        found = _list(node)
        if found is None or not isinstance(node, s.Applied):
            return None
        entry, last = found
        name = _name(entry)
        if name is not None and shapes.get(latex(name)) == (last,):
            return replace(node, arguments=(name,))
        span = s.Comparison(node.span, (s.Number(node.span, Fraction(1)), index, last), ("\\le", "\\le"))
        return replace(node, arguments=(_at(entry, _PLACE, index), span))

    items = tuple(changed(item, change) for item in document.items)
    return replace(document, items=(*told.values(), *items))


def is_listed_diagonal(node: s.Expression) -> bool:
    """Whether an expression is such a matrix."""
    return _list(node) is not None


_PLACE = s.Symbol(s.NOWHERE, ":")


def _list(node: s.Expression) -> tuple[s.Expression, s.Expression] | None:
    """The entries of a list beneath ``diag``, with a mark for their number, and the last number."""
    if not isinstance(node, s.Applied) or not isinstance(node.head, s.Symbol) or node.head.letter.lower() != "diag":
        return None
    *first, dots, last = node.arguments if len(node.arguments) > 2 else (node, None, node)
    if not isinstance(dots, s.Symbol) or dots.letter != _DOTS:
        return None
    below = [n.subscripts[0] for n in s.walk(last) if isinstance(n, s.Scripted) and len(n.subscripts) == 1]
    for end in dict.fromkeys(below):
        entry = _at(last, end, _PLACE)
        numbers = (s.Number(node.span, Fraction(k)) for k in range(1, len(first) + 1))
        if all(_at(entry, _PLACE, number) == x for number, x in zip(numbers, first, strict=True)):
            return entry, end
    return None


def _name(entry: s.Expression) -> s.Expression | None:
    """The name whose entries a list is of, if it is of nothing else."""
    plain = isinstance(entry, s.Scripted) and entry.subscripts == (_PLACE,) and entry.superscript is None
    return entry.base if plain and isinstance(entry, s.Scripted) and not entry.primes else None


def _at(node: s.Expression, one: s.Expression, other: s.Expression) -> s.Expression:
    """An expression with another subscript in the place of one."""

    def change(part: s.Expression) -> s.Expression | None:
        if not isinstance(part, s.Scripted) or part.subscripts != (one,):
            return None
        above = None if part.superscript is None else s.replaced(part.superscript, change)
        return replace(part, base=s.replaced(part.base, change), subscripts=(other,), superscript=above)

    return s.replaced(node, change)
