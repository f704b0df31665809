r"""Rows and columns of a matrix under its own name: ``x_t`` beside ``x \in \mathbb{R}^{T \times D}``.

A tensor with fewer subscripts than axes stands for a part of it if the text tells of which axis: the letters range
over the first axes and over no other one, or the part is declared with the shape of the rest.  A letter that ranges
over the second axis of a matrix tells a column.  A letter without a range counts the axis whose size is its capital.

Guarantee: where the sizes do not tell the axis (``x \in \mathbb{R}^{n \times n}``), or two subscripts tell different
ones, nothing is supposed, and the line is an error that asks for all subscripts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symderiv.documents.declaring.declared_ranges import range_of
from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.recurrence_equations import shifted_letter
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import RelationFact, ShapeFact, SurfaceDocument
from symderiv.language.integers import Poly

__all__ = ["axis_by_letter", "declare_slices"]


def declare_slices(context: Context, document: SurfaceDocument) -> None:
    """Take down the tensors of which parts are read."""
    read: dict[str, list[tuple[s.Expression, ...]]] = {}
    for node in _scripted(document):
        name = latex(node.base)
        shape = context.theory.shapes.get(name, ())
        if len(shape) > 1 and name not in context.partial and not node.primes:
            entries = split_entries(node.subscripts, len(shape))
            if 0 < len(entries) < len(shape):
                read.setdefault(name, []).append(entries)
    told = _told(context, document)
    for name, found in read.items():
        shape = context.theory.shapes[name]
        axes = {axis for entries in found if (axis := _axis(context, shape, entries)) is not None}
        axes |= {
            axis for letter in _steps(found) if (axis := _axis_of_steps(context, shape, found, letter)) is not None
        }
        if name in told:
            axes.add(told[name])
        if axes == {0}:
            context.partial.add(name)
        elif axes == {1} and len(shape) == 2:
            context.columns.add(name)


def _scripted(document: SurfaceDocument) -> Iterator[s.Scripted]:
    sides = [side for d in document.displays() for k in d.links for side in (k.left, k.right) if side is not None]
    sides += [side for f in document.facts() if isinstance(f, RelationFact) for side in (*f.left, f.right)]
    for side in sides:
        for node in s.walk(side):
            if isinstance(node, s.Scripted) and node.subscripts and isinstance(node.base, s.Symbol):
                yield node


def _axis(context: Context, shape: tuple[Poly, ...], entries: tuple[s.Expression, ...]) -> int | None:
    """The first of the axes that the ranges of letters tell, where they tell them."""
    if not all(map(is_letter, entries)):
        return None
    if len(entries) == 1 and (named := axis_by_letter([str(size.as_symbol) for size in shape], latex(entries[0]))) == 0:
        return named
    limits = [range_of(context, latex(entry)) for entry in entries]
    sizes = [found[1] - found[0] + 1 for found in limits if found is not None]
    starts = [at for at in range(len(shape) - len(entries) + 1) if list(shape[at : at + len(entries)]) == sizes]
    return starts[0] if len(starts) == 1 and len(sizes) == len(entries) else None


def _steps(found: Sequence[tuple[s.Expression, ...]]) -> set[str]:
    """The letters to which a single subscript adds a number, ``t`` of ``h_{t+1}``."""
    steps = [shifted_letter(entries[0]) for entries in found if len(entries) == 1]
    return {step[0] for step in steps if step is not None and step[1]}


def _axis_of_steps(
    context: Context, shape: tuple[Poly, ...], found: Sequence[tuple[s.Expression, ...]], letter: str
) -> int | None:
    """The one axis that ``h_t`` and ``h_{t+1}``, or ``h_{t+1}`` alone, cover over the range of their letter."""
    limits = range_of(context, letter)
    steps = [shifted_letter(entries[0]) for entries in found if len(entries) == 1]
    shifts = [step[1] for step in steps if step is not None and step[0] == letter]
    if limits is None:
        return None
    length = limits[1] - limits[0] + 1 + max(shifts) - min(shifts)
    return shape.index(length) if shape.count(length) == 1 else None


def axis_by_letter(sizes: Sequence[str], letter: str) -> int | None:
    """The one axis whose size is the capital of a letter, as authors name them: ``t`` counts to ``T``."""
    capital = letter.upper()
    return sizes.index(capital) if len(letter) == 1 and letter != capital and sizes.count(capital) == 1 else None


def _told(context: Context, document: SurfaceDocument) -> dict[str, int]:
    """The first axis of parts whose shape is declared: ``x_t \\in \\mathbb{R}^D`` beside the matrix ``x``."""
    found: dict[str, int] = {}
    for fact in [f for f in document.facts() if isinstance(f, ShapeFact)]:
        for subject in [x for x in fact.subjects if isinstance(x, s.Scripted)]:
            name, entries = latex(subject.base), subject.subscripts
            shape = context.theory.shapes.get(name, ())
            rest = [context.sizes.axis(axis) for axis in fact.axes]
            single = len(shape) == 2 and len(rest) == len(entries) == 1 and is_letter(entries[0])
            if single and shape[0] != shape[1] and rest[0] in shape:
                found[name] = 1 - shape.index(rest[0])
    return found
