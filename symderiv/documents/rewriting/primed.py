r"""Primes that are transposes: ``X'X``, ``(y - X b)'(y - X b)``, as statisticians write.

A prime is a derivative, a mark that tells one name from another, or a transpose.  It is a transpose where brackets
with more than a name have one, but for those of functions, ``(f g)'``; where a tensor whose shape is told is multiplied
with itself so, ``X'X``, ``x'Ax``; and at a matrix whose shape is told, ``X'(y - X b)``, ``A + A'``.

Guarantee: a document in which no prime stands so is left as it is, and so is a name that is introduced with its prime
(``$x, x' \in \mathbb{R}^d$``, ``$h' = \tanh(W h)$``, "another matrix ``$W'$``"), that is applied, or that is an index.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

from symderiv.documents.elaboration.elaborate_functions import ABSTRACT, function_name
from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.letters import subscript_letters
from symderiv.documents.elaboration.senses import lefts
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import MentionFact, RelationFact, ShapeFact, SurfaceDocument

__all__ = ["with_transposes"]

# Letters of functions, whose primes are derivatives also where no argument follows.
_FUNCTIONS = frozenset(("\\sigma", "f", "g", "\\phi", "\\varphi"))


def with_transposes(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such primes as transposes."""
    nodes = [node for side in document.sides() for node in s.walk(side)]
    if not any(map(_primed, nodes)):
        return document
    axes = {latex(x): len(f.axes) for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    other = _applied(nodes, axes) | _introduced(document) | subscript_letters(document)
    functions = {function_name(x.head) for item in document.items for x in lefts(item) if isinstance(x, s.Applied)}
    functions = (functions | ABSTRACT | _FUNCTIONS) - axes.keys()
    shaped = {latex(x) for f in document.facts() if isinstance(f, ShapeFact) and f.axes for x in f.subjects}
    shaped |= {
        latex(x.base)
        for f in document.facts()
        if isinstance(f, ShapeFact)
        for x in f.subjects
        if isinstance(x, s.Scripted)
    }

    def turns(node: s.Expression) -> bool:
        if not _primed(node) or not isinstance(node, s.Scripted):
            return False
        return not _is_of(node.base, functions) if _is_compound(node.base) else _base(node) not in other

    def shows(node: s.Expression) -> bool:
        if turns(node) and isinstance(node, s.Scripted) and (_is_compound(node.base) or axes.get(_base(node)) == 2):
            return True
        if not isinstance(node, s.Product):
            return False
        marked = {(_plain(x), turns(x)) for x in node.factors if not {_plain(x), _base(x)}.isdisjoint(shaped)}
        return any((name, not turned) in marked for name, turned in marked)

    if not any(map(shows, nodes)):
        return document

    def change(node: s.Expression) -> s.Expression | None:
        if isinstance(node, s.Applied) and turns(node.head):
            return s.replaced(node.as_product(), change)
        if not turns(node) or not isinstance(node, s.Scripted):
            return None
        base = s.replaced(node.base, change)
        return replace(node, base=base, superscript=s.Symbol(node.span, "\\top"), primes=0)

    return rewritten(document, change)


def _primed(node: s.Expression) -> bool:
    return isinstance(node, s.Scripted) and node.primes == 1 and node.superscript is None


def _is_compound(node: s.Expression) -> bool:
    return isinstance(node, s.Group) and any(isinstance(x, s.Product | s.Addition) for x in node.entries)


def _is_of(node: s.Expression, names: Set[str]) -> bool:
    """Whether brackets have nothing but some names and numbers in them."""
    return all(latex(n) in names for n in s.walk(node) if isinstance(n, s.Symbol))


def _plain(node: s.Expression) -> str:
    """A factor without its prime."""
    if isinstance(node, s.Scripted) and node.primes:
        bare = replace(node, primes=0)
        return latex(bare if bare.subscripts or bare.superscript is not None else bare.base)
    return latex(node)


def _base(node: s.Expression) -> str:
    return latex(node.base) if isinstance(node, s.Scripted) else latex(node)


def _applied(nodes: list[s.Expression], axes: Mapping[str, int]) -> set[str]:
    """Names that are applied somewhere with a prime, and those of known functions; no matrix is, ``X'(y - X b)``, and
    no vector to a sum."""
    heads = [n.head for n in nodes if isinstance(n, s.Applied) and not _multiplies(n, axes)]
    found = {_base(h) for h in heads if isinstance(h, s.Scripted) and h.primes}
    return found | {latex(n) for n in nodes if is_function_name(n)} | _FUNCTIONS


def _multiplies(node: s.Applied, axes: Mapping[str, int]) -> bool:
    """Whether a bracket behind a tensor is a factor."""
    several = len(node.arguments) == 1 and isinstance(node.arguments[0], s.Addition | s.Product)
    return axes.get(_base(node.head), 0) > (0 if several else 1)


def _introduced(document: SurfaceDocument) -> set[str]:
    """Names of which the text gives a shape to the primed one, or an equation makes it from anything but itself."""
    told = [x for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects]
    for display in document.displays():
        told += [k.left for k in display.links if k.left is not None and _makes(k.left, k.relation, k.right)]
    for fact in document.facts():
        if isinstance(fact, RelationFact):
            told += [x for x in fact.left if _makes(x, fact.relation, fact.right)]
    for fact in document.facts():
        if isinstance(fact, MentionFact) and "transpos" not in fact.sentence:
            told += fact.subjects
    return {_base(x) for x in told if _primed(x)}


def _makes(left: s.Expression, relation: str, right: s.Expression | None) -> bool:
    r"""Whether an equation gives a primed name a value: not ``P' = P``, ``B' = -B``."""
    if relation not in DEFINING or right is None or not _primed(left):
        return False
    bare = right.terms[0] if isinstance(right, s.Addition) and len(right.terms) == 1 else right
    return latex(bare) != _plain(left)
