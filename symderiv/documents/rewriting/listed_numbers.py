r"""Numbers that the text lists and says to be positive: "let ``w_1, \dots, w_S > 0``".

They are the entries of one array, and each of them has the property.

Guarantee: only of lists from the first to the last of names with one subscript, that are compared with 0 or called
positive and the like, and of which nothing else tells a shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Fact, Item, RelationFact, ShapeFact, SurfaceDocument, WordFact

__all__ = ["with_listed_numbers"]

_WORDS = {">": "positive", "\\ge": "nonnegative", "\\ne": "nonzero"}
_OF_NUMBERS = frozenset(("positive", "nonnegative", "nonzero", "positive scalar"))
_OTHERS = frozenset(("vector", "matrix", "tensor", "function", "integer", "positive integer", "nonnegative integer"))


def with_listed_numbers(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the arrays that such lists are."""
    facts = document.facts()
    shaped = {latex(s.base(x)) for f in facts if isinstance(f, ShapeFact) for x in f.subjects}
    shaped |= {latex(s.base(x)) for f in facts if isinstance(f, WordFact) and f.word in _OTHERS for x in f.subjects}
    items: list[Item] = []
    for item in document.items:
        found = list(_listed(item, shaped)) if isinstance(item, RelationFact | WordFact) else []
        items += found or [item]
    return replace(document, items=tuple(items)) if len(items) > len(document.items) else document


def _listed(fact: RelationFact | WordFact, shaped: set[str]) -> Iterator[Fact]:
    """The shape and the property that a fact tells of a list; nothing for any other fact."""
    if isinstance(fact, RelationFact):
        zero = isinstance(fact.right, s.Number) and not fact.right.value
        subjects, word = fact.left, _WORDS.get(fact.relation, "") if zero and not fact.conditional else ""
    else:
        subjects, word = fact.subjects, fact.word if fact.word in _OF_NUMBERS and not fact.conditional else ""
    if not word or len(subjects) != 3 or latex(subjects[1]) not in ("\\dots", "\\cdots", "\\ldots"):
        return
    first, _, last = subjects
    if not isinstance(first, s.Scripted) or not isinstance(last, s.Scripted) or latex(first.base) in shaped:
        return
    begins = first.subscripts[0] if len(first.subscripts) == 1 else None
    plain = isinstance(begins, s.Number) and begins.value in (0, 1) and len(last.subscripts) == 1
    if not plain or replace(first, subscripts=last.subscripts) != last or isinstance(last.subscripts[0], s.Number):
        return
    about = {"argument": fact.argument, "supposed": fact.supposed, "shaken": fact.shaken, "unfamiliar": fact.unfamiliar}
    yield ShapeFact(fact.span, fact.sentence, (first, last), (), **about)  # type: ignore[arg-type]
    word = word.removesuffix(" scalar")
    yield WordFact(fact.span, fact.sentence, (first, last), word, **about)  # type: ignore[arg-type]
