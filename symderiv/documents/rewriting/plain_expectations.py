r"""Expectations with a plain letter: ``E[x^2] - E[x]^2`` is ``\mathbb{E}[x^2] - \mathbb{E}[x]^2``.

Guarantee: only where nothing declares, defines or differentiates such a letter, nor does the text speak of it, and
where each occurrence stands before a bracket; before a round one, which may be of a product or a loss, only beside a
variance, a covariance, or what the text calls random.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.elaboration.elaborate_expectations import moment
from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import (
    CalledFact,
    Item,
    MentionFact,
    RelationFact,
    ShapeFact,
    SurfaceDocument,
    UnreadFact,
    WordFact,
)
from symderiv.documents.rewriting.functional_brackets import given, symbols

__all__ = ["with_plain_expectations"]

_SPELLINGS = ("E", "\\mathbf{E}", "\\mathsf{E}")
# "$E[X]$ denotes the expectation of $X$"
_DENOTES = regex(
    r"\W*(?:(?:where|here|and|as usual|in which|with)\W+)*\$(?P<what>[^$]*)\$ (?:denotes?|is|means|stands for) the "
    r"(?:expectation|expected value|mean)(?: value| operator)?(?: (?:of|over|with respect to) (?:the )?"
    r"(?:[a-z]+ )*(?:\$[^$]*\$)?)?\W*",
    re.IGNORECASE,
)


def with_plain_expectations(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the letter of an expectation as its sign, and without words that say what it stands for."""
    document = replace(document, items=tuple(x for x in document.items if not _explains(x)))
    nodes = [n for item in document.items for n in everywhere(item)]
    used = {latex(n) for n in nodes if isinstance(n, s.Symbol)} & set(_SPELLINGS)
    if len(used) != 1:
        return document
    (letter,) = used
    random = any(isinstance(f, WordFact) and f.word in ("random", "independent") for f in document.facts())
    random |= any(isinstance(n, s.Applied) and moment(n.head) in ("Var", "Cov") for n in nodes)
    sides = list(document.sides())
    letters = [n for side in sides for n in s.walk(side) if isinstance(n, s.Symbol) and latex(n) == letter]
    heads = {id(s.base(x)) for side in sides for x in _before_brackets(side, random)}
    if not letters or any(id(x) not in heads for x in letters) or letter in _kept(document, nodes, random):
        return document

    def change(node: s.Expression) -> s.Expression | None:
        return s.Symbol(node.span, "E", ("mathbb",)) if latex(node) == letter and isinstance(node, s.Symbol) else None

    return rewritten(document, change)


def _explains(item: Item) -> bool:
    """Whether an item only says what the sign of an expectation stands for."""
    said = _DENOTES.fullmatch(item.words) if isinstance(item, UnreadFact) else None
    return said is not None and re.match(r"\s*(?:\\math(?:bb|bf|sf|rm) ?\{?)?E\b", said["what"]) is not None


def _before_brackets(side: s.Expression, random: bool) -> Iterator[s.Expression]:
    """What stands before a bracket that is no condition."""
    for node in s.walk(side):
        if isinstance(node, s.Applied) and random and node.brackets == "(":
            yield node.head
        for head, behind in zip(s.children(node), s.children(node)[1:], strict=False):
            group = s.base(behind)
            plain = isinstance(node, s.Product) and isinstance(group, s.Group) and group.bracket == "["
            if plain and isinstance(group, s.Group) and not any(isinstance(x, s.Comparison) for x in group.entries):
                yield head


def _kept(document: SurfaceDocument, nodes: list[s.Expression], random: bool) -> set[str]:
    """The letters of which anything is said, that are defined, or of which a derivative is taken."""
    facts = [f for f in document.facts() if not isinstance(f, RelationFact | MentionFact)]
    facts = [f for f in facts if not (isinstance(f, CalledFact) and "expectation" in f.nouns)]
    kept = {latex(s.base(x)) for f in facts for x in getattr(f, "subjects", ())}
    kept |= {latex(n) for f in facts if isinstance(f, ShapeFact) for axis in f.axes for n in s.walk(axis)}
    for left, right in document.equations():
        inside = left.arguments if isinstance(left, s.Applied) else ()
        own = not random and symbols(left) & symbols(right)
        if (name := given(left)) and own and name not in symbols(right):
            kept.add(name)  # "E[w] = \\frac12 (w^\\top x - t)^2"
        if not inside or {latex(x) for x in inside} & {latex(n) for n in s.walk(right)}:  # not "E(x) = 0"
            kept.add(latex(s.base(left.head if isinstance(left, s.Applied) else left)))
    for node in nodes:
        if isinstance(node, s.Derivative | s.Gradient):
            target = node.target.head if isinstance(node.target, s.Applied) else node.target
            kept.add(latex(s.base(target)))
    return kept
