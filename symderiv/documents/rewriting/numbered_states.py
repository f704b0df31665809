r"""States of a network that are numbered beside an input of the same letter: ``x_2 = W_1 x``, ``x_3 = \varphi(x_2)``.

Guarantee: a number is no entry of a declared tensor only where a display gives every numbered one by an equation, each
from whole tensors, and no equation gives the tensor or an entry of it by a letter.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import ShapeFact, SurfaceDocument

__all__ = ["with_numbered_states"]


def with_numbered_states(document: SurfaceDocument) -> SurfaceDocument:
    """The document with a word below each ``x_2`` that is no entry of the ``x`` that has a shape."""
    names = _states(document)

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Scripted) or len(node.subscripts) != 1:
            return None
        if latex(replace(node, superscript=None, primes=0)) not in names:
            return None
        number = node.subscripts[0]
        return replace(node, subscripts=(s.Symbol(number.span, latex(number), word=True),))

    return rewritten(document, change) if names else document


def _states(document: SurfaceDocument) -> set[str]:
    shaped = {latex(x) for f in document.facts() if isinstance(f, ShapeFact) and f.axes for x in f.subjects}
    made: dict[str, dict[str, s.Expression]] = {}
    others: set[str] = set()
    for display in document.displays():
        for link in display.links:
            left = link.left
            if link.continuation or link.relation not in DEFINING or not isinstance(left, s.Symbol | s.Scripted):
                continue
            if link.right is not None and not display.hypothesis and _is_numbered(left):
                made.setdefault(latex(s.base(left)), {}).setdefault(latex(left), link.right)
            else:
                others.add(latex(s.base(left)))
    found: set[str] = set()
    for base in made.keys() & shaped - others:
        own, rest = set[str](), dict(made[base])
        while ready := [name for name, right in rest.items() if _whole(right) & (shaped | own)]:
            own |= set(ready)
            rest = {name: right for name, right in rest.items() if name not in own}
        nodes = [n for side in document.sides() for n in s.walk(side) if _is_numbered(n) and latex(s.base(n)) == base]
        if {latex(n) for n in nodes} <= own:
            found |= own
    return found


def _is_numbered(node: s.Expression) -> bool:
    if not isinstance(node, s.Scripted) or node.superscript is not None or node.primes:
        return False
    return len(node.subscripts) == 1 and isinstance(node.subscripts[0], s.Number)


def _whole(right: s.Expression) -> set[str]:
    """The names that stand in an expression without indices; numbered ones may be such."""
    nodes = list(s.walk(right))
    below = {id(n.base) for n in nodes if isinstance(n, s.Scripted) and n.subscripts}
    return {latex(n) for n in nodes if _is_numbered(n) or (isinstance(n, s.Symbol) and id(n) not in below)}
