r"""Gradients that an equation names on its right: ``\frac{\partial L}{\partial y_i} = g_i``, read as ``g_i = ...``.

Guarantee: only where words lead into the equation that name a gradient, or say where it comes from, and its right side
is a bare name of which nothing is known but, at most, a shape: no constant, no size, no index, no name that another
equation has used by then or gives a value anywhere.  Of a name whose shape is declared the words must say outright that
it is named ("we denote", "the upstream gradient $g$"): else the equation is a claim about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.elaboration.letters import subscript_letters
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS, split_entries
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import (
    Display,
    FunctionFact,
    Item,
    Link,
    RangeFact,
    RelationFact,
    SameShapeFact,
    SetFact,
    ShapeFact,
    SurfaceDocument,
    WordFact,
)
from symderiv.documents.supposing.moods import outright

__all__ = ["with_named_gradients"]

_CONSTANTS = frozenset(("I", "e", "i", "\\pi", "\\infty", "0", "1"))
_UPSTREAM = "upstream gradient"
_NAMING = regex(
    r"\b(?:denot(?:e|es|ed|ing)|writ(?:e|ing)|call(?:ed|ing)?|abbreviat(?:e|ing)|nam(?:e|ed|ing)|introduc(?:e|ing)|"
    r"set|put|defin(?:e|es|ing))\b[^.;:]*[:,]?\s*$",
    re.IGNORECASE,
)
# Where a gradient comes from: "the layer above sends", "suppose we are given", "with upstream gradient".
_COMES = regex(
    r"\b(?:let|suppose|supposing|assume|assuming|given|with|where|upstream|incoming|above|next layer|backward|"
    r"adjoint|cotangent|error signal|sensitivit(?:y|ies)|receiv\w+|arriv\w+|sends?|provid\w+)\b[^.;]*$",
    re.IGNORECASE,
)


def with_named_gradients(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such equations turned round."""
    if not any(_is_derivative(left) and _name(right) for item in document.items for left, right in _pairs(item)):
        return document
    taken, shaped, used = _taken(document), _shaped(document), set[str]()

    def is_new(left: s.Expression | None, relation: str, right: s.Expression | None, words: str, free: bool) -> bool:
        name = _name(right)
        if not name or name in taken | used or relation not in DEFINING or not _is_derivative(left):
            return False
        named = _NAMING.search(words) is not None and free
        return outright(words) and (named or (_COMES.search(words) is not None and name not in shaped))

    items: list[Item] = []
    for item in document.items:
        if isinstance(item, Display):
            words, links = item.lead.rpartition("⟪⟫")[2], list[Link]()
            for k in item.links:
                new = not k.continuation and is_new(k.left, k.relation, k.right, words, not item.hypothesis)
                links.append(replace(k, left=k.right, right=k.left) if new else k)
                used.update(_names(k.left), _names(k.right))
            item = replace(item, links=tuple(links))
        elif isinstance(item, RelationFact):
            (first, *others), right = item.left, item.right
            told = not others and not item.conditional and not item.supposed
            if told and is_new(first, item.relation, right, item.sentence, False):
                item = replace(item, left=(right,), right=first)
            used.update(name for side in (first, *others, right) for name in _names(side))
        items.append(item)
    return replace(document, items=tuple(items))


def _pairs(item: Item) -> Iterator[tuple[s.Expression | None, s.Expression | None]]:
    if isinstance(item, Display):
        yield from ((link.left, link.right) for link in item.links)
    elif isinstance(item, RelationFact):
        yield from ((left, item.right) for left in item.left)


def _is_derivative(node: s.Expression | None) -> bool:
    """``\\frac{\\partial L}{\\partial y}``, ``\\nabla_y L``, also an entry of one, with brackets or without."""
    while isinstance(node, s.Scripted | s.Group):
        entries = node.entries if isinstance(node, s.Group) else (node.base,)
        node = entries[0] if len(entries) == 1 and getattr(node, "superscript", None) is None else None
    return isinstance(node, s.Gradient) or (isinstance(node, s.Derivative) and len(node.variables) == 1)


def _name(node: s.Expression | None) -> str:
    r"""The name that a right side is, without its indices; "" where it is none, or may have a meaning of its own, as
    ``I``, ``\delta_{ij}`` and ``\mathbf{1}`` have."""
    base = node.base if isinstance(node, s.Scripted) else node
    if not isinstance(base, s.Symbol) or "mathbb" in base.accents or base.letter in _CONSTANTS:
        return ""
    if latex(base) in BUILT_IN_FUNCTIONS or base.letter.isdigit():
        return ""
    if not isinstance(node, s.Scripted):
        return latex(base)
    above = node.superscript
    powers = above is not None and not isinstance(above, s.Group)
    kronecker = latex(base) == "\\delta" and len(split_entries(node.subscripts, None)) == 2
    if node.primes or powers or (kronecker and above is None):
        return ""
    return latex(base) if above is None else f"{latex(base)}^{{{latex(above)}}}"


def _names(side: s.Expression | None) -> Iterator[str]:
    """The names that an expression may be using, with their superscripts and without."""
    for node in s.walk(side) if side is not None else ():
        if isinstance(node, s.Symbol):
            yield latex(node)
        elif isinstance(node, s.Scripted) and (name := _name(node)):
            yield name


def _shaped(document: SurfaceDocument) -> set[str]:
    """The names of which the document states a shape, but for those that it calls upstream gradients."""
    facts = document.facts()
    shapes = {_name(x) for f in facts if isinstance(f, ShapeFact | SameShapeFact) for x in f.subjects}
    return shapes - {_name(x) for f in facts if isinstance(f, WordFact) and f.word == _UPSTREAM for x in f.subjects}


def _taken(document: SurfaceDocument) -> set[str]:
    """The names to which the document gives another meaning: sizes, indices, functions, what words or equations say."""
    facts = document.facts()
    whole = SetFact | FunctionFact | RangeFact
    said = {_name(x) for f in facts if isinstance(f, whole) for x in f.subjects}
    said |= {_name(x) for f in facts if isinstance(f, WordFact) and f.word != _UPSTREAM for x in f.subjects}
    said |= {_name(left) for f in facts if isinstance(f, RelationFact) for left in f.left}
    said |= {_name(k.left) for d in document.displays() for k in d.links if not k.continuation}
    ends = [axis for f in facts if isinstance(f, ShapeFact) for axis in f.axes]
    ends += [f.upper for f in facts if isinstance(f, RangeFact) and f.upper is not None]
    nodes = [n for side in document.sides() for n in s.walk(side)]
    ends += [n.above for n in nodes if isinstance(n, s.BigOperator) and n.above is not None]
    said |= {latex(n) for end in ends for n in s.walk(end)}
    said |= {latex(n.head) for n in nodes if isinstance(n, s.Applied)}
    return said | subscript_letters(document) | document.layers
