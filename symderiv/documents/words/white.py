r"""Entries that the text draws independently: "``W`` has i.i.d. entries with mean zero and variance ``s^2``".

Two things follow and are supposed, the first two moments: ``E[W_{ij}] = 0`` and
``E[W_{ij} W_{kl}] = s^2 [i = k] [j = l]``.
What else independence says is not known here, so no line about expectations is refuted.

Guarantee: nothing is supposed of a tensor whose shape is not stated.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Fact, Item, RelationFact, ShapeFact, SurfaceDocument, UnreadFact, WordFact

__all__ = ["WHITE", "with_white_entries"]

#: The word for such entries: of a tensor and the variance.
WHITE = "pair white"


def with_white_entries(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the moments of such entries as facts of their own."""
    if not any(isinstance(item, WordFact) and item.word == WHITE for item in document.items):
        return document
    facts = document.facts()
    ranks = {latex(x): len(f.axes) for f in facts if isinstance(f, ShapeFact) for x in f.subjects}
    taken = {latex(n) for f in facts if isinstance(f, ShapeFact) for x in (*f.axes, *f.subjects) for n in s.walk(x)}
    letters = [x for x in ("i", "j", "k", "l", "p", "q", "r") if x not in taken]
    items: list[Item] = []
    for item in document.items:
        if isinstance(item, WordFact) and item.word == WHITE:
            items += _moments(item, ranks.get(latex(item.subjects[0]), 0), letters)
        else:
            items.append(item)
    return replace(document, items=tuple(items))


def _moments(fact: WordFact, rank: int, letters: list[str]) -> list[Fact]:
    span, (tensor, variance) = fact.span, fact.subjects
    if not 0 < 2 * rank <= len(letters) or fact.conditional or fact.supposed or not isinstance(tensor, s.Symbol):
        return [UnreadFact(span, fact.sentence, (tensor,), fact.said, argument=fact.argument, supposed=fact.supposed)]
    here, there = ([s.Symbol(span, x) for x in letters[k : 2 * rank : 2]] for k in (0, 1))

    def mean(*parts: s.Expression) -> s.Expression:
        body = s.Product(span, parts, ("",) * (len(parts) - 1)) if len(parts) > 1 else parts[0]
        return s.Applied(span, s.Symbol(span, "E", ("mathbb",)), (body,), True, "[")

    one, other = (s.Scripted(span, tensor, tuple(x), None) for x in (here, there))
    same = [s.Group(span, "[", (s.Comparison(span, (a, b), ("=",)),)) for a, b in zip(here, there, strict=True)]
    spread = s.Product(span, (variance, *same), ("",) * rank)
    zero = s.Number(span, Fraction(0))
    found: list[Fact] = [
        WordFact(span, fact.sentence, (tensor,), "random", said=fact.said),
        RelationFact(span, fact.sentence, (mean(one),), "=", zero, "let", True),
        RelationFact(span, fact.sentence, (mean(one, other),), "=", spread, "let", True),
    ]
    return [replace(x, argument=fact.argument) for x in found]
