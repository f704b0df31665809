r"""Suppositions about every vector: "``x^\\top A x \\ge 0`` for all ``x \\in \\mathbb{R}^n``".

What such a line says of the vector at hand is supposed of it; what it says of the matrix is more than that, and is not
understood: it refutes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, Fact, MentionFact, ShapeFact

__all__ = ["BEFORE", "BEHIND", "beside_vectors"]

_EVERY = r"\bfor\s+(?:all|every|any|each|arbitrary)\s+"
_NOUN = r"(?:(?:unit|non-?zero|real)\s+)?(?:(?:vectors?|points?|matri(?:x|ces))\s+)?"
#: What says so behind a formula, and before one.
BEHIND = regex(rf"\s*,?\s*(?:(?:holds?|hold true|is true)\s+)?{_EVERY}{_NOUN}⟦(\d+)⟧", re.IGNORECASE)
BEFORE = regex(
    rf"{_EVERY}{_NOUN}⟦(\d+)⟧[\s,]*(?:let|suppose|assume|we have|it holds|there holds|one has)?(?:\s+that)?[\s,:]*$",
    re.IGNORECASE,
)
_IN_A_DISPLAY = regex(r"for\s+(?:all|every|any|each|arbitrary)\b|\\forall")


def beside_vectors(display: Display, facts: Iterable[Fact], side: s.Expression) -> list[s.Expression]:
    """The names on a side of a supposed display beside the vectors of which all it is supposed; none where it is
    supposed of no more than those at hand."""
    told: list[Fact] = []
    if _IN_A_DISPLAY.search(f"{display.latex} {display.follow}"):
        told += display.facts
        told += [f for f in facts if display.span.end <= f.span.start < display.reach]
    if BEFORE.search(display.lead):
        told += [f for f in facts if f.argument == display.argument and f.span.start < display.span.start]
    vectors = {latex(x) for f in told if isinstance(f, ShapeFact | MentionFact) for x in f.subjects}
    below = {id(n) for node in s.walk(side) if isinstance(node, s.Scripted) for e in node.subscripts for n in s.walk(e)}
    bare = [n for n in s.walk(side) if isinstance(n, s.Symbol) and id(n) not in below]
    if vectors.isdisjoint(map(latex, bare)):
        return []
    return [n for n in bare if latex(n) not in vectors]
