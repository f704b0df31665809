r"""Cholesky's factorisation, "with the Cholesky factorisation ``\Sigma = L L^\top``": what its words say of the factor.

Authors name the factorisation, and leave it to the reader that the factor is square and triangular.

Guarantee: only of an equation in the sentence that has the name, whose right side is a name times its transpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Fact, Item, RelationFact, ShapeFact, SurfaceDocument, UnreadFact, WordFact
from symderiv.documents.supposing.unclear import unclear

__all__ = ["with_cholesky"]

_CHOLESKY = regex(
    r"\b(?:with\s+)?(?:(?:the|its|an?|their)\s+)?(?:lower\s+|upper\s+|triangular\s+)*Cholesky\s+"
    r"(?:factori[sz]ation|decomposition|factors?)\b",
    re.IGNORECASE,
)
_SENTENCE = regex(r"(?<=[.!?])\s+(?=[A-Z⟦])|\n\s*\n")
_TRIANGULAR = ("lower triangular", "upper triangular")
_DENIED = regex(r"\b(?:not|no|never|unlike|without|instead)\b", re.IGNORECASE)


def with_cholesky(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the shapes of such factors, that they are triangular, and no doubt about the words."""
    factors = list(_factors(document))
    if not factors:
        return document
    facts = document.facts()
    shapes = {latex(x): f.axes for f in facts if isinstance(f, ShapeFact) for x in f.subjects}
    said = {latex(x) for f in facts for x in _triangular(f)}
    told: dict[int, list[Item]] = {}
    for fact, factor, kind in factors:
        axes = shapes.get(latex(fact.left[0]), ())
        added = told.setdefault(id(fact), [])
        if latex(factor) not in shapes and len(axes) == 2:
            added.append(ShapeFact(fact.span, fact.sentence, (factor,), axes, argument=fact.argument))
        if latex(factor) not in said:
            added.append(WordFact(fact.span, fact.sentence, (factor,), kind, argument=fact.argument))
    arguments = {fact.argument for fact, _, _ in factors}
    items: list[Item] = []
    for item in document.items:
        if isinstance(item, UnreadFact) and item.argument in arguments and _only_names_it(item):
            continue
        added = told.get(id(item), [])
        items += [*(x for x in added if isinstance(x, ShapeFact)), item, *(x for x in added if isinstance(x, WordFact))]
    return replace(document, items=tuple(items))


def _triangular(fact: Fact) -> tuple[s.Expression, ...]:
    """What a fact says to be triangular."""
    if isinstance(fact, WordFact) and fact.word in _TRIANGULAR:
        return fact.subjects
    return fact.subjects if isinstance(fact, ShapeFact) and not set(_TRIANGULAR).isdisjoint(fact.words) else ()


def _factors(document: SurfaceDocument) -> Iterator[tuple[RelationFact, s.Symbol, str]]:
    r"""The equations ``\Sigma = L L^\top`` in sentences that name the factorisation, with the factor and its kind."""
    facts = [
        f for f in document.items if isinstance(f, RelationFact) and f.relation in ("=", ":=") and len(f.left) == 1
    ]
    for running in document.running:
        for sentence in _SENTENCE.split(running.text):
            if _CHOLESKY.search(sentence) is None or _DENIED.search(sentence):
                continue
            places = {
                running.formulas[int(k)] for k in re.findall(r"⟦(\d+)⟧", sentence) if int(k) < len(running.formulas)
            }
            for fact in facts:
                found = _triangular_factor(fact.right) if fact.span.start in places else None
                if found is not None:
                    yield fact, *found


def _triangular_factor(node: s.Expression) -> tuple[s.Symbol, str] | None:
    r"""``L`` of ``L L^\top``, which is lower triangular, or of ``L^\top L``."""
    if not isinstance(node, s.Product) or len(node.factors) != 2 or any(node.operators):
        return None
    first, second = node.factors
    for plain, turned, kind in ((first, second, "lower triangular"), (second, first, "upper triangular")):
        if isinstance(plain, s.Symbol) and isinstance(turned, s.Scripted) and turned.base == plain:
            above = "" if turned.superscript is None or turned.subscripts else latex(turned.superscript)
            if above in ("\\top", "T", "\\mathsf{T}", "\\intercal"):
                return plain, kind
    return None


def _only_names_it(fact: UnreadFact) -> bool:
    """Whether words say nothing but that the equation is this factorisation."""
    text = re.sub(r"\$[^$]*\$", "⟦0⟧", fact.words)
    return _CHOLESKY.search(text) is not None and not list(unclear(_CHOLESKY.sub(" ", text), [], leads=False))
