r"""Shapes that a spectral decomposition tells: ``C = V \Lambda V^\top`` for an orthogonal ``V``.

Authors state one of the shapes and leave the others to the reader.  Guarantee: only a product of a matrix, another and
its transpose or inverse is read so, where the outer one is square because it is said to be orthogonal or is inverted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TypeGuard

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Item, RelationFact, ShapeFact, SurfaceDocument, WordFact

__all__ = ["with_decompositions"]

# All of a basis; a thin one is another thing.
_SPECTRAL = regex(
    r"^(?!.*\b(?:thin|compact|reduced|truncated|partial|low-rank)\b)"
    r".*\b(?:spectral|eigen(?:value)?)[- ]?decomposition\b",
    re.IGNORECASE | re.DOTALL,
)
_SQUARE = frozenset(("lower triangular", "upper triangular", "invertible", "symmetric"))


def with_decompositions(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the shapes that its decompositions tell."""
    found, squares, sums = list(_decompositions(document)), list(_squares(document)), list(_outer_sums(document))
    if not found and not squares and not sums:
        return document
    shapes = {latex(x): f.axes for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    defined = {latex(left): right for left, right in document.equations()}
    made: dict[str, list[s.Expression]] = {}
    for left, right in document.equations():
        made.setdefault(latex(left), []).append(right)
    taken = {latex(x) for side in document.sides() for n in s.walk(side) if isinstance(n, s.Applied) for x in (n.head,)}
    told: dict[str, Item] = {}

    def declare(node: s.Expression, axes: tuple[s.Expression, ...], surely: bool = False) -> None:
        name = latex(node)
        if isinstance(node, s.Symbol) and name not in shapes and (surely or name not in taken):
            told.setdefault(name, ShapeFact(node.span, "", (node,), axes))

    for left, outer, inner in found:
        axes = [shapes[name] for name in map(latex, (left, outer, inner)) if len(shapes.get(name, ())) == 2]
        axes += [(size, size) for side in made.get(latex(left), ()) if (size := _gram_size(side, shapes)) is not None]
        if not axes or any(latex(one) != latex(other) for one, other in axes):
            continue
        size = axes[0][0]
        declare(outer, (size, size), surely=True)  # ``Q (\\Lambda + I)`` is no function of a matrix
        middle = defined.get(latex(inner), inner)
        if (
            isinstance(middle, s.Applied)
            and latex(middle.head) == "\\operatorname{diag}"
            and len(middle.arguments) == 1
        ):
            declare(middle.arguments[0], (size,))
        elif latex(inner) not in defined:
            declare(inner, (size, size))
    taken |= {latex(x.base) for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects if _is_one(x)}
    for left, families, last in sums:
        axes = [shapes[latex(left)]] if len(shapes.get(latex(left), ())) == 2 else []
        for family, of_vectors in families.items():
            if axes and latex(family) not in shapes.keys() | taken:
                one = s.Number(family.span, Fraction(1))
                ends = [s.Scripted(family.span, family, (k,)) for k in (one, last)]
                listed = (ends[0], s.Symbol(family.span, "\\dots"), ends[1])
                told.setdefault(latex(family), ShapeFact(family.span, "", listed, axes[0][:1] if of_vectors else ()))
    for left, root in squares:
        if len(shapes.get(latex(left), ())) == 2:
            declare(root, shapes[latex(left)], surely=True)
    return replace(document, items=(*told.values(), *document.items)) if told else document


def _is_one(node: s.Expression) -> TypeGuard[s.Scripted]:
    """Whether a name is one of many, as ``q_k``."""
    return isinstance(node, s.Scripted) and len(node.subscripts) == 1 and isinstance(node.base, s.Symbol)


def _outer_sums(
    document: SurfaceDocument,
) -> Iterator[tuple[s.Expression, dict[s.Expression, bool], s.Expression]]:
    r"""What is ``\sum_{k=1}^n \lambda_k q_k q_k^\top``, the letters of numbers and vectors (true), and ``n``."""
    for left, right in document.equations():
        body = right.body if isinstance(right, s.BigOperator) and right.operator == "sum" else None
        if not isinstance(right, s.BigOperator) or not isinstance(body, s.Product) or any(body.operators):
            continue
        begins = right.below[0] if len(right.below) == 1 else None
        if not isinstance(begins, s.Comparison) or begins.relations != ("=",) or right.above is None:
            continue
        letter, first = begins.operands
        *numbers, vector, turned = body.factors if len(body.factors) > 1 else (body, body)
        one = isinstance(first, s.Number) and first.value == 1
        if not one or not _is_one(vector) or not _is_one(turned) or vector.superscript is not None:
            continue
        above = latex(turned.superscript) if turned.superscript is not None else ""
        same = replace(turned, superscript=None) == vector and above in ("\\top", "T")
        if same and all(_is_one(x) and x.superscript is None and x.subscripts == (letter,) for x in (*numbers, vector)):
            families = {x.base: x is vector for x in (*numbers, vector) if isinstance(x, s.Scripted)}
            yield left, families, right.above


def _squares(document: SurfaceDocument) -> Iterator[tuple[s.Expression, s.Expression]]:
    r"""What is ``L L^\top`` or ``L^\top L`` for a square ``L``, and that."""
    square = {
        latex(x)
        for f in document.facts()
        if (isinstance(f, WordFact) and f.word in _SQUARE)
        or (isinstance(f, ShapeFact) and not _SQUARE.isdisjoint(f.words))
        for x in f.subjects
    }
    for fact in document.facts():
        if isinstance(fact, RelationFact) and "cholesky" in fact.sentence.lower() and isinstance(fact.right, s.Product):
            square |= set(map(latex, fact.right.factors))
    for left, right in document.equations():
        if isinstance(right, s.Product) and len(right.factors) == 2 and not any(right.operators):
            for one, other in (right.factors, right.factors[::-1]):
                if _transposed_of(other) == one and latex(one) in square:
                    yield left, one


def _gram_size(node: s.Expression, shapes: Mapping[str, tuple[s.Expression, ...]]) -> s.Expression | None:
    r"""``d`` of ``\frac1n X^\top X`` with ``X`` of ``n`` rows and ``d`` columns."""
    if not isinstance(node, s.Product) or any(node.operators) or len(node.factors) < 2:
        return None
    *numbers, one, other = node.factors
    if any(latex(n) in shapes for factor in numbers for n in s.walk(factor)):
        return None
    for turned, plain, axis in ((one, other, 1), (other, one, 0)):
        axes = shapes.get(latex(plain), ())
        if _transposed_of(turned) == plain and len(axes) == 2:
            return axes[axis]
    return None


def _decompositions(document: SurfaceDocument) -> Iterator[tuple[s.Expression, s.Expression, s.Expression]]:
    """What is decomposed, the outer matrix and the inner one."""
    orthogonal = {
        latex(x)
        for f in document.facts()
        if (isinstance(f, WordFact) and f.word == "orthogonal")
        or (isinstance(f, ShapeFact) and "orthogonal" in f.words)
        for x in f.subjects
    }
    orthogonal |= _with_both_grams(document)
    orthogonal |= {
        latex(f.right.factors[0])
        for f in document.facts()
        if isinstance(f, RelationFact) and isinstance(f.right, s.Product) and _SPECTRAL.search(f.sentence)
    }
    for left, right in document.equations():
        if not isinstance(right, s.Product) or len(right.factors) != 3 or any(right.operators):
            continue
        outer, inner, turned = right.factors
        if not isinstance(turned, s.Scripted) or turned.subscripts or turned.primes or turned.base != outer:
            continue
        power = latex(turned.superscript) if turned.superscript is not None else ""
        if power == "-1" or (power in ("\\top", "T") and latex(outer) in orthogonal):
            yield left, outer, inner


def _with_both_grams(document: SurfaceDocument) -> set[str]:
    r"""The names ``V`` of which the text supposes ``V^\top V = V V^\top``, or that both are ``I``; with one of them
    alone ``V`` may be rectangular, and what a display claims tells nothing."""
    said = [(x, f.right) for f in document.facts() if isinstance(f, RelationFact) and not f.supposed for x in f.left]
    said += [(k.left, k.right) for d in document.displays() if d.hypothesis for k in d.links if k.left and k.right]
    units: dict[str, set[bool]] = {}
    for left, right in said:
        if isinstance(left, s.Product) and len(left.factors) == 2 and not any(left.operators):
            alike = isinstance(right, s.Product) and right.factors == left.factors[::-1]
            for turned, plain in (left.factors, left.factors[::-1]):
                if _transposed_of(turned) == plain and (alike or latex(right) in ("I", "\\mathbf{I}")):
                    sides = {True, False} if alike else {turned is left.factors[0]}
                    units.setdefault(latex(plain), set()).update(sides)
    return {name for name, sides in units.items() if len(sides) == 2}


def _transposed_of(node: s.Expression) -> s.Expression | None:
    """What a node is the transpose of."""
    if not isinstance(node, s.Scripted) or node.subscripts or node.primes or node.superscript is None:
        return None
    return node.base if latex(node.superscript) in ("\\top", "T") else None
