r"""Parameters of a recurrence that are called after its states: ``W_{hh} h_{t-1} + W_{xh} x_t + b_h``, ``U_f h_{t-1}``.

What stands below tells one parameter from another, and is no index: such a subscript is read as a word.

Guarantee: a letter is one of a state only where that stands at a step of a recurrence, no sum and no range is about
it, and it stands below nothing but such parameters, of which the text states no shapes.
"""

from __future__ import annotations

from symderiv.documents.declaring.steps import step_of
from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.letters import indices_of
from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import RangeFact, SetFact, ShapeFact, SurfaceDocument
from symderiv.documents.rewriting.iterates import counted_steps

__all__ = ["with_parameter_labels"]


def with_parameter_labels(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such subscripts as words."""
    steps = counted_steps(document)
    if not steps:
        return document
    nodes = [n for item in document.items for n in everywhere(item)]
    states = {at[0] for n in nodes if (at := step_of(n)) is not None and at[1] in steps}
    below = [(n, _letters(n)) for n in nodes if isinstance(n, s.Scripted) and n.subscripts]
    indices = {
        latex(p)
        for n in nodes
        if isinstance(n, s.BigOperator)
        for c in n.below
        for x in indices_of(c)
        for p in s.walk(x)
    }
    indices |= {latex(x) for f in document.facts() if isinstance(f, RangeFact | SetFact) for x in f.subjects}
    stated = {latex(x) for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    labels = states - indices - steps.keys()
    while True:
        others = [
            letters
            for n, letters in below
            if letters is None or not letters <= labels or latex(s.base(n)) in states or _plain(n) in stated
        ]
        spoilt = {x for letters in others for x in letters or ()} & labels
        if not spoilt:
            break
        labels -= spoilt
    if not labels:
        return document

    def change(node: s.Expression) -> s.Expression | None:
        letters = _letters(node) if isinstance(node, s.Scripted) and node.subscripts else None
        if not isinstance(node, s.Scripted) or letters is None or not letters <= labels:
            return None
        entries = [latex(x) for x in split_entries(node.subscripts, None)]
        word = s.Symbol(node.subscripts[0].span, "".join(entries), (), True)
        above = None if node.superscript is None else s.replaced(node.superscript, change)
        return s.Scripted(node.span, node.base, (word,), above, node.primes)

    return rewritten(document, change)


def _letters(node: s.Scripted) -> set[str] | None:
    """The letters of a subscript that consists of such alone."""
    entries = split_entries(node.subscripts, None)
    return set(map(latex, entries)) if all(map(is_letter, entries)) else None


def _plain(node: s.Scripted) -> str:
    """The name without what stands above."""
    return latex(s.Scripted(node.span, node.base, node.subscripts))
