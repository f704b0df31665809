r"""``T`` as the sign of a transpose beside ``T`` as a number of steps: ``L = \sum_{t=1}^T x_t^T A x_t``.

A power ``\gamma^T`` has ``T`` factors.  But a vector has no powers, nor has a matrix that is not square; where a
document writes ``T`` above one of these, or ``h_T^T h_T``, it writes transposes so, of other matrices too.

Guarantee: no number is transposed, and no matrix of which the document takes other powers than ``-1``; of a matrix that
makes one state from another, ``x_t = A x_{t-1}``, the letter may be either, and its lines are errors.  A document that
shows no transpose so is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, Item, Link, RangeFact, RelationFact, ShapeFact, SurfaceDocument
from symderiv.errors import ReadingError

__all__ = ["with_transposes_by_letter"]

_T = s.Symbol(s.NOWHERE, "T")
_INEQUALITIES = ("<", ">", "\\le", "\\ge", "\\ne")


def with_transposes_by_letter(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such letters as the sign of a transpose."""
    nodes = [n for item in document.items for n in everywhere(item)]
    if not any(isinstance(n, s.Scripted) and n.superscript == _T for n in nodes) or not _is_a_size(document, nodes):
        return document
    shapes = _shapes(document)
    numbers = {name for name, axes in shapes.items() if not axes}
    numbers |= {
        latex(x)
        for f in document.facts()
        if isinstance(f, RelationFact) and f.relation in _INEQUALITIES
        for x in f.left
    }
    powers = {latex(s.base(n)) for n in nodes if isinstance(n, s.Scripted) and _is_power(n)}

    def has_no_powers(node: s.Scripted) -> bool:
        axes = shapes.get(_key(node))
        return axes is not None and (len(axes) == 1 or (len(axes) == 2 and latex(axes[0]) != latex(axes[1])))

    shown = {latex(s.base(n)) for n in nodes if isinstance(n, s.Scripted) and n.superscript == _T and has_no_powers(n)}
    shown |= {base for n in nodes if isinstance(n, s.Product) for base in _squared(n)} - numbers
    if not shown:
        return document

    steps = {base for left, right in document.equations() for base in _makes_states(left, right)}
    document = replace(document, items=tuple(_refused(x, steps) for x in document.items)) if steps else document

    def turns(node: s.Scripted) -> bool:
        if isinstance(node.base, s.Group):
            inside = {latex(n) for n in s.walk(node.base) if isinstance(n, s.Symbol)}
            return bool(inside & (shown | {name for name, axes in shapes.items() if axes}))
        base = latex(node.base)
        if base in steps:
            return False
        matrix = len(shapes.get(_key(node), ())) == 2 or (_key(node) not in shapes and _is_capital(node.base))
        return has_no_powers(node) or base in shown or (matrix and base not in powers | numbers)

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Scripted) or node.superscript != _T or not turns(node):
            return None
        below = tuple(s.replaced(x, change) for x in node.subscripts)
        above = s.Symbol(node.span, "\\top")
        return replace(node, base=s.replaced(node.base, change), subscripts=below, superscript=above)

    return rewritten(document, change)


def _is_a_size(document: SurfaceDocument, nodes: list[s.Expression]) -> bool:
    """Whether the letter is a number of steps: the end of a range or of a sum, an axis, or a subscript."""
    told = [f.axes for f in document.facts() if isinstance(f, ShapeFact)]
    told += [(f.upper,) for f in document.facts() if isinstance(f, RangeFact) and f.upper is not None]
    ends = [n.above for n in nodes if isinstance(n, s.BigOperator) and n.above is not None]
    places = [x for axes in told for x in axes] + ends
    places += [x for n in nodes if isinstance(n, s.Scripted) for x in n.subscripts]
    return any(n == _T for x in places for n in s.walk(x))


def _shapes(document: SurfaceDocument) -> dict[str, tuple[s.Expression, ...]]:
    """The axes that are told of names, and of members of families by their letter and a mark."""
    facts = [f for f in document.facts() if isinstance(f, ShapeFact)]
    found: dict[str, tuple[s.Expression, ...]] = {}
    for fact in facts:
        for x in fact.subjects:
            members = isinstance(x, s.Scripted) and len(x.subscripts) == 1 and x.superscript is None
            found.setdefault(_key(x) if members else latex(x), fact.axes)
    return found


def _key(node: s.Expression) -> str:
    """A name, with a mark for a subscript: of ``x_t^T`` it is that of ``x_t``."""
    if not isinstance(node, s.Scripted):
        return latex(node)
    return latex(node.base) + ("_" if node.subscripts else "")


def _is_power(node: s.Scripted) -> bool:
    """Whether a superscript makes a power other than the inverse: a number of steps, and no mark."""
    above = node.superscript
    if above is None or above == _T or isinstance(above, s.Group) or latex(above) in ("-1", "\\top"):
        return False
    return any(isinstance(n, s.Symbol) and n.letter.isalpha() and not n.word for n in s.walk(above))


def _squared(node: s.Product) -> Iterator[str]:
    r"""The names that are multiplied with themselves, ``h_T^T h_T`` and ``x^T A x``."""
    bare = [latex(x) for x in node.factors]
    for place, x in enumerate(node.factors):
        if isinstance(x, s.Scripted) and x.superscript == _T and not isinstance(x.base, s.Group):
            plain = latex(replace(x, superscript=None) if x.subscripts or x.primes else x.base)
            if plain in bare[place + 1 :]:
                yield latex(x.base)


def _makes_states(left: s.Expression, right: s.Expression) -> Iterator[str]:
    """The matrices that make a state from another one by multiplication alone."""
    if not isinstance(left, s.Scripted) or not left.subscripts:
        return
    for node in s.walk(right):
        if isinstance(node, s.Applied | s.Operation):
            return
        if isinstance(node, s.Product):
            states = [k for k, x in enumerate(node.factors) if isinstance(x, s.Scripted) and x.base == left.base]
            yield from (latex(s.base(x)) for k in states for x in node.factors[:k])


def _refused(item: Item, bases: set[str]) -> Item:
    """An item without its lines that have the letter above one of some matrices."""

    def refused(link: Link) -> Link:
        for side in (link.left, link.right):
            for node in s.walk(side) if side is not None else ():
                if isinstance(node, s.Scripted) and node.superscript == _T and latex(node.base) in bases:
                    what, remedy = f"{latex(node)} may be a power or a transpose", "write \\top for the transpose"
                    return replace(link, right=None, error=ReadingError(what, link.latex, remedy))
        return link

    return replace(item, links=tuple(map(refused, item.links))) if isinstance(item, Display) else item


def _is_capital(node: s.Expression) -> bool:
    return isinstance(node, s.Symbol) and len(node.letter) == 1 and node.letter.isupper()
