"""The shapes of the tensors of layers, from the equations between them, each layer with a width of its own.

Guarantee: of several equations for one layer the first one counts, since a later one may be wrong.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.declaring.layers import Layers, Place, all_links
from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.shapes import Shapes
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import (
    SurfaceDocument,
)

__all__ = ["declare_layers"]


def declare_layers(context: Context, document: SurfaceDocument) -> None:
    """Declare the tensors of layers whose shapes follow from the equations, each layer with a width of its own."""
    letter = next(iter(document.layers - {"L"}), None)
    if letter is None:
        return
    found = [(e[1], e[2]) for e in all_links(document)]
    found += [
        (copy.left, copy.right)
        for display in document.displays()
        for _, copy in display.repeats
        if copy.left is not None and copy.right is not None
    ]
    layers = Layers(document, letter, "L" in document.layers)
    ranks: dict[str, int] = {}

    def naming(node: s.Expression) -> tuple[str, int, bool] | None:
        known = context.names.read(node)
        if known is not None and context.names.ranks.get(known.name) is not None:
            return None if known.power or known.inverted or known.indices else (known.name, 0, known.transposed)
        if isinstance(node, s.Symbol):
            return latex(node), 0, False
        if layers.place(node) is None or not isinstance(node, s.Scripted) or node.subscripts:
            return None
        above = node.superscript
        transposed = isinstance(above, s.Product)
        if isinstance(above, s.Product):
            above = above.factors[0]
        return latex(replace(node, superscript=above)), 0, transposed

    for side in (side for e in found for side in e):
        for node in s.walk(side):
            named = layers.place(node)
            if named is not None and isinstance(node, s.Scripted) and node.subscripts:
                entries = [x for e in node.subscripts for x in (e.factors if isinstance(e, s.Product) else (e,))]
                ranks[named[0]] = max(len(entries), ranks.get(named[0], 0))
    made = {p[0] for left, _ in found if (p := layers.place(left)) is not None}
    for node in (n for e in found for side in e for n in s.walk(side)):
        if isinstance(node, s.Product) and len(node.factors) > 1 and "/" not in node.operators:
            ahead, behind = (layers.place(x) for x in node.factors[:2])
            if ahead is not None and behind is not None and ahead[0] not in made and behind[0] in made:
                ranks.setdefault(ahead[0], 2)  # w^l a^{l-1}: weights before an activation
    shapes = Shapes(context, naming)
    first: set[tuple[str, Place]] = set()
    kept: list[tuple[s.Expression, s.Expression]] = []
    for left, right in found:
        place = layers.place(left)
        if place is None or place in first:
            continue  # a second equation may be wrong
        first.add(place)
        kept.append((left, right))
        if any(isinstance(n, s.Scripted) and n.subscripts for n in s.walk(left)):
            _entries(context, shapes, layers, left, right)
        else:
            shapes.equation(left, right)
    for name, cell in shapes.cells.items():
        base = name.split("^")[0]
        if base in ranks and cell.rank is None:
            cell.hint = ranks[base]
    defined = {latex(replace(left, subscripts=())) for left, _ in kept if isinstance(left, s.Scripted)}
    inputs = {latex(right) for _, right in kept if isinstance(right, s.Symbol)}  # a^{(0)} = x
    for name, shape in shapes.solve(True, _width).items():
        if ("^" in name or name in inputs) and name not in defined:
            context.declare(name, shape)


def _entries(context: Context, shapes: Shapes, layers: Layers, left: s.Expression, right: s.Expression) -> None:
    """The shapes that an equation between entries tells: axes at which one letter stands have one size."""
    axes: dict[str, list[tuple[str, int, int]]] = {}
    for node in (n for side in (left, right) for n in s.walk(side)):
        if isinstance(node, s.Scripted) and node.subscripts and layers.place(node) is not None:
            entries = [x for e in node.subscripts for x in (e.factors if isinstance(e, s.Product) else (e,))]
            name = latex(replace(node, subscripts=()))
            for axis, entry in enumerate(entries):
                axes.setdefault(latex(entry), []).append((name, axis, len(entries)))
            continue
        known = context.names.read(node) if isinstance(node, s.Scripted) and node.subscripts else None
        if known is not None and known.indices and context.names.ranks.get(known.name):
            rank = len(context.shape(known.name))
            entries = list(split_entries(known.indices, rank))
            if len(entries) == rank:
                for axis, entry in enumerate(entries):
                    axes.setdefault(latex(entry), []).append((known.name, axis, rank))
    ranges = {letter: context.spans.get(letter) or context.ranges.get(letter) for letter in axes}
    shapes.letters(axes, {k: r[1] - r[0] + 1 for k, r in ranges.items() if r and r[0].is_constant})


def _width(name: str) -> str:
    """``n_{l - 1}`` for a tensor of layer ``l - 1``."""
    above = name.partition("^{")[2]
    return "n_{" + above.rstrip("}").strip("()[] ").removeprefix("\\langle ").removesuffix(" \\rangle") + "}"
