r"""Square roots of symmetric matrices: ``C^{1/2}`` is a name for a symmetric matrix with ``C^{1/2} C^{1/2} = C``.

Guarantee: only for a matrix that the text calls positive (semi)definite; ``C^{-1/2}`` is the inverse of the root.  of
diagonal matrices are taken entry by entry where expressions are given their meaning, and not here.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import (
    Item,
    RelationFact,
    SameShapeFact,
    ShapeFact,
    SurfaceDocument,
    WordFact,
    changed,
)

__all__ = ["named_roots"]

_DEFINITE = ("positive definite", "positive semidefinite")


def named_roots(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such roots as names of their own; what they are is said where their matrix first is."""
    facts = document.facts()
    said = [(f.word, latex(x)) for f in facts if isinstance(f, WordFact) for x in f.subjects]
    said += [(w, latex(x)) for f in facts if isinstance(f, ShapeFact) for w in f.words for x in f.subjects]
    diagonal = {name for word, name in said if word == "diagonal"}
    definite = {name for word, name in said if word in _DEFINITE} - diagonal
    if not definite:
        return document
    found: dict[str, s.Expression] = {}

    def rename(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Scripted) or node.primes or latex(node.base) not in definite or node.subscripts:
            return None
        half = _half(node.superscript)
        if not half:
            return None
        root = _root(node.base)
        found[latex(node.base)] = node.base
        if half > 0:
            return root
        inverse = s.Addition(node.span, (s.Number(node.span, Fraction(1)),), ("-",))
        return s.Scripted(node.span, s.Group(node.span, "(", (root,)), (), inverse)

    items = [changed(item, rename) for item in document.items]
    if not found:
        return document
    told: list[Item] = []
    for item in items:
        told.append(item)
        if isinstance(item, WordFact | ShapeFact):
            for base in [x for x in item.subjects if latex(x) in found]:
                told += _about(base, item)
                del found[latex(base)]
    return replace(document, items=tuple(told))


def _about(base: s.Expression, beside: WordFact | ShapeFact) -> list[Item]:
    """What is known of a root."""
    span, root = beside.span, _root(base)
    square = s.Product(span, (root, root), ("",))
    return [
        SameShapeFact(span, beside.sentence, (root,), base),
        WordFact(span, beside.sentence, (root,), "positive definite"),
        RelationFact(span, beside.sentence, (square,), "=", base, "let", True),
    ]


def _root(base: s.Expression) -> s.Expression:
    return s.Scripted(base.span, base, (), s.Symbol(base.span, "1/2", (), True))


def _half(node: s.Expression | None) -> int:
    """1 for ``1/2``, -1 for ``-1/2``; else 0."""
    if isinstance(node, s.Addition) and len(node.terms) == 1 and node.signs[0] == "-":
        return -_half(node.terms[0])
    if isinstance(node, s.Group) and len(node.entries) == 1:
        return _half(node.entries[0])
    parts: tuple[s.Expression, ...] = ()
    if isinstance(node, s.Quotient):
        parts = (node.numerator, node.denominator)
    elif isinstance(node, s.Product) and node.operators == ("/",):
        parts = node.factors
    if len(parts) == 2:
        spelt = [latex(x) for x in parts]
        return 1 if spelt == ["1", "2"] else -int(spelt == ["-1", "2"])
    return int(isinstance(node, s.Number) and node.value == Fraction(1, 2))
