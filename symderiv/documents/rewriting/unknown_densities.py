r"""Densities of which nothing is told: ``D(x) = \frac{p_{data}(x)}{p_{data}(x) + p_g(x)}``.

Guarantee: only of letters that commonly are densities, which no line declares or defines, and which stand before a
bracket wherever they stand; a ``p`` that stands alone as well may be a number.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.elaboration.senses import defining, everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import FunctionFact, Item, ShapeFact, SurfaceDocument
from symderiv.documents.rewriting.log_names import beneath_logarithm

__all__ = ["with_unknown_densities"]

_LETTERS = frozenset("pqPQ")


def with_unknown_densities(document: SurfaceDocument) -> SurfaceDocument:
    """The document in which such letters are unknown functions."""
    nodes = [n for item in document.items for n in everywhere(item)]
    heads = {latex(n.head): n.head for n in nodes if isinstance(n, s.Applied) and _is_density(n)}
    applied = [n for n in nodes if isinstance(n, s.Applied) and latex(n.head) in heads]
    others = [n for n in nodes if latex(n) in heads and not isinstance(n, s.Applied)]
    told = {latex(x) for f in document.facts() if isinstance(f, ShapeFact | FunctionFact) for x in f.subjects}
    made = [left for item in document.items for left, _ in defining(item)]
    logarithms = {beneath_logarithm(left) for left in made}  # "\log q(z) = ..." tells of q
    told |= {latex(x.head if isinstance(x, s.Applied) else x) for x in made}
    counts = {name: sum(latex(n.head) == name for n in applied) for name in heads}
    found: list[Item] = []
    for name, head in heads.items():
        arguments = {len(n.arguments) for n in applied if latex(n.head) == name}
        plain = all(_is_density(n) for n in applied if latex(n.head) == name)
        known = name in told or latex(s.base(head)) in logarithms
        if not known and plain and len(arguments) == 1 and sum(latex(n) == name for n in others) == counts[name]:
            found.append(FunctionFact(head.span, "", (head,), None, None))
    return replace(document, items=(*found, *document.items)) if found else document


def _is_density(node: s.Applied) -> bool:
    r"""Whether something is ``p(x)`` or ``p_\theta(x)``, and no ``p(x \mid y)``."""
    head = node.head
    base = head.base if isinstance(head, s.Scripted) and head.superscript is None and not head.primes else head
    if not isinstance(base, s.Symbol) or base.letter not in _LETTERS or base.accents or node.brackets != "(":
        return False
    return all(isinstance(x, s.Symbol | s.Scripted) for x in node.arguments)
