r"""Shapes that a spectral decomposition tells: ``C = V \Lambda V^\top`` for an orthogonal ``V``.

Authors state one of the shapes and leave the others to the reader.  Guarantee: only a product of a matrix, another and
its transpose or inverse is read so, where the outer one is square because it is said to be orthogonal or is inverted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from symderiv.documents import syntax as s
from symderiv.documents.spelling import latex
from symderiv.documents.surface import Item, RelationFact, ShapeFact, SurfaceDocument, WordFact

__all__ = ["with_decompositions"]


def with_decompositions(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the shapes that its decompositions tell."""
    found = list(_decompositions(document))
    if not found:
        return document
    shapes = {latex(x): f.axes for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    defined = {latex(left): right for left, right in _equations(document)}
    made: dict[str, list[s.Expression]] = {}
    for left, right in _equations(document):
        made.setdefault(latex(left), []).append(right)
    taken = {latex(x) for side in document.sides() for n in s.walk(side) if isinstance(n, s.Applied) for x in (n.head,)}
    told: dict[str, Item] = {}

    def declare(node: s.Expression, axes: tuple[s.Expression, ...]) -> None:
        name = latex(node)
        if isinstance(node, s.Symbol) and name not in shapes.keys() | taken:
            told.setdefault(name, ShapeFact(node.span, "", (node,), axes))

    for left, outer, inner in found:
        axes = [shapes[name] for name in map(latex, (left, outer, inner)) if len(shapes.get(name, ())) == 2]
        axes += [(size, size) for side in made.get(latex(left), ()) if (size := _gram_size(side, shapes)) is not None]
        if not axes or any(latex(one) != latex(other) for one, other in axes):
            continue
        size = axes[0][0]
        declare(outer, (size, size))
        middle = defined.get(latex(inner), inner)
        if (
            isinstance(middle, s.Applied)
            and latex(middle.head) == "\\operatorname{diag}"
            and len(middle.arguments) == 1
        ):
            declare(middle.arguments[0], (size,))
        elif latex(inner) not in defined:
            declare(inner, (size, size))
    return replace(document, items=(*told.values(), *document.items)) if told else document


def _gram_size(node: s.Expression, shapes: Mapping[str, tuple[s.Expression, ...]]) -> s.Expression | None:
    r"""``d`` of ``\frac1n X^\top X`` with ``X`` of ``n`` rows and ``d`` columns."""
    if not isinstance(node, s.Product) or any(node.operators) or len(node.factors) < 2:
        return None
    *numbers, one, other = node.factors
    if any(latex(n) in shapes for factor in numbers for n in s.walk(factor)):
        return None
    turned, axis = (one, 1) if isinstance(one, s.Scripted) else (other, 0)
    plain = other if turned is one else one
    axes = shapes.get(latex(plain), ())
    if not isinstance(turned, s.Scripted) or turned.subscripts or turned.primes or turned.base != plain:
        return None
    above = latex(turned.superscript) if turned.superscript is not None else ""
    return axes[axis] if above in ("\\top", "T") and len(axes) == 2 else None


def _equations(document: SurfaceDocument) -> Iterator[tuple[s.Expression, s.Expression]]:
    for fact in document.facts():
        if isinstance(fact, RelationFact) and fact.relation in ("=", ":="):
            yield from ((left, fact.right) for left in fact.left)
    for display in document.displays():
        for link in display.links:
            if link.left is not None and link.right is not None and link.relation in ("=", ":="):
                yield link.left, link.right


def _decompositions(document: SurfaceDocument) -> Iterator[tuple[s.Expression, s.Expression, s.Expression]]:
    """What is decomposed, the outer matrix and the inner one."""
    orthogonal = {
        latex(x)
        for f in document.facts()
        if (isinstance(f, WordFact) and f.word == "orthogonal")
        or (isinstance(f, ShapeFact) and "orthogonal" in f.words)
        for x in f.subjects
    }
    # "where ⟦V^T V = V V^T = I⟧"
    orthogonal |= {
        latex(left.factors[1])
        for left, right in _equations(document)
        if isinstance(left, s.Product) and len(left.factors) == 2 and latex(right) in ("I", "V V^{\\top}")
        if latex(left.factors[0]) == f"{latex(left.factors[1])}^{{\\top}}"
    }
    for left, right in _equations(document):
        if not isinstance(right, s.Product) or len(right.factors) != 3 or any(right.operators):
            continue
        outer, inner, turned = right.factors
        if not isinstance(turned, s.Scripted) or turned.subscripts or turned.primes or turned.base != outer:
            continue
        power = latex(turned.superscript) if turned.superscript is not None else ""
        if power == "-1" or (power in ("\\top", "T") and latex(outer) in orthogonal):
            yield left, outer, inner
