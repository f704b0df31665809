r"""Definitions that speak of data: "the model $y = X b + e$" beside a loss of the residual $y - X b$.

By its form the equation defines ``y``, and what is made from it moves with ``b``; but then the residual would be ``e``,
and nobody would write it out.  Where both stand in a document, whether ``y`` moves with ``b`` is not known, and nothing
that is differentiated through it is judged.

Guarantee: values are what the definition says; only derivatives are in doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import CalledFact, RelationFact, SurfaceDocument

__all__ = ["of_data"]

_CALLED = frozenset(("noise", "error", "residual", "disturbance", "innovation", "perturbation"))
_LETTERS = frozenset(("e", "\\epsilon", "\\varepsilon", "\\xi", "\\nu"))


def of_data(document: SurfaceDocument) -> Iterator[tuple[s.Span, s.Expression, s.Expression]]:
    """The equations that define what is data elsewhere, with their place and both sides."""
    noises = {
        latex(x) for f in document.facts() if isinstance(f, CalledFact) and _CALLED & set(f.nouns) for x in f.subjects
    }
    differences = [_signed(node) for side in document.sides() for node in s.walk(side) if isinstance(node, s.Addition)]
    for span, left, right in _equations(document):
        if not isinstance(right, s.Addition) or not isinstance(left, s.Symbol | s.Scripted):
            continue
        terms = _signed(right)
        for noise in right.terms:
            names = {latex(noise), latex(noise.base) if isinstance(noise, s.Scripted) else ""}
            named = isinstance(noise, s.Symbol | s.Scripted) and not names.isdisjoint(_LETTERS | noises)
            if named and len(right.terms) > 1:
                residual = Counter({latex(left): 1})
                residual.subtract(terms - Counter({latex(noise): 1}))
                if any(_contains(d, residual, 1) or _contains(d, residual, -1) for d in differences):
                    yield span, left, right
                    break


def _equations(document: SurfaceDocument) -> Iterator[tuple[s.Span, s.Expression, s.Expression]]:
    for display in document.displays():
        for k in display.links:
            if k.relation in ("=", ":=") and not k.continuation and k.left is not None and k.right is not None:
                yield k.span, k.left, k.right
    for fact in document.facts():
        if isinstance(fact, RelationFact) and fact.relation in ("=", ":=") and len(fact.left) == 1:
            yield fact.span, fact.left[0], fact.right


def _signed(node: s.Addition) -> Counter[str]:
    """The terms of a sum, each with its sign."""
    found: Counter[str] = Counter()
    for term, sign in zip(node.terms, node.signs, strict=True):
        found[latex(term)] += -1 if sign == "-" else 1
    return found


def _contains(whole: Counter[str], part: Counter[str], sign: int) -> bool:
    """Whether a sum has the terms of another one, or of its opposite."""
    return all(whole[term] == sign * number for term, number in part.items() if number)
