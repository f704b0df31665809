r"""Samples that have the shape of the argument of a model: ``h_\theta(x) = \theta^\top x`` for ``x \in \mathbb{R}^n``,
and then ``\sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)})^2``.

Guarantee: only of names of which no line states the shape, to which a function of the document is applied whose
argument has their letter and a stated shape, and which transposes something; ``\sigma(a_i)`` is that of an entry.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.elaboration.senses import defining, everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import TURNING
from symderiv.documents.page.surface import Item, ShapeFact, SurfaceDocument

__all__ = ["with_samples_of_arguments"]


def with_samples_of_arguments(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the shapes of samples ``x^{(i)}`` or ``x_i``."""
    made = [x for item in document.items for x in defining(item) if _contracts(x[1])]
    heads = [x for x, _ in made if isinstance(x, s.Applied) and len(x.arguments) == 1]
    heads = [x for x in heads if isinstance(x.arguments[0], s.Symbol)]
    shapes = [f for f in document.facts() if isinstance(f, ShapeFact)]
    whole = {latex(x): f for f in shapes if f.axes for x in f.subjects if isinstance(x, s.Symbol)}
    listed = {latex(s.base(x)) for f in shapes for x in f.subjects if isinstance(x, s.Scripted)}
    arguments = {latex(x.head): latex(x.arguments[0]) for x in heads}
    told: dict[str, ShapeFact] = {}
    for node in (n for item in document.items for n in everywhere(item) if isinstance(n, s.Applied)):
        name = arguments.get(latex(node.head), "")
        sample = node.arguments[0] if len(node.arguments) == 1 else None
        if sample is None or name not in whole or name in listed or not _is_sample(sample, name):
            continue
        own = whole[name]
        told.setdefault(latex(sample), replace(own, subjects=(sample,)))
    if len({latex(s.base(f.subjects[0])) for f in told.values()}) != len(told):
        return document  # both ``x_i`` and ``x^{(i)}``, or several letters
    items: tuple[Item, ...] = (*told.values(), *document.items)
    return replace(document, items=items) if told else document


def _contracts(body: s.Expression) -> bool:
    """Whether a function transposes something, as one of a whole vector does."""
    above = (n.superscript for n in s.walk(body) if isinstance(n, s.Scripted))
    return any(x is not None and latex(x) in TURNING for x in above)


def _is_sample(node: s.Expression, name: str) -> bool:
    r"""Whether something is ``x^{(i)}`` or ``x_i``."""
    if not isinstance(node, s.Scripted) or latex(node.base) != name or node.primes:
        return False
    above = node.superscript
    if above is None:
        return len(node.subscripts) == 1 and is_letter(node.subscripts[0])
    raised = isinstance(above, s.Group) and above.bracket == "(" and len(above.entries) == 1
    return raised and not node.subscripts and isinstance(above, s.Group) and is_letter(above.entries[0])
