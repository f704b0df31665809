r"""Parts of an earlier definition that the text names later: ``Y = Q (K^\top V)``, "with $S = K^\top V$".

Where a derivative by ``S`` is taken, ``S`` is a step on the way to ``Y``: the definition is read with ``S`` in the
place of that part, and ``S`` as defined before it.  Guarantee: the value of ``Y`` stays what it was; a name that
anything before its naming uses, or that is named more than once, is left alone.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.elaboration.letters import variables
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, Item, Link, RelationFact, SurfaceDocument

__all__ = ["inner_parts"]


def inner_parts(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such parts by their names."""
    wanted = variables(document)
    items = list(document.items)
    for fact in [x for x in document.items if isinstance(x, RelationFact)]:
        name = fact.left[0]
        if len(fact.left) != 1 or fact.relation not in ("=", ":=") or not isinstance(name, s.Symbol):
            continue
        if latex(name) not in wanted or isinstance(fact.right, s.Symbol | s.Number | s.Derivative | s.Gradient):
            continue
        at = items.index(fact)
        told = [x for x in items if isinstance(x, RelationFact) and latex(name) in map(latex, x.left)]
        shown = [k for k in range(at) if isinstance(items[k], Display)]
        if len(told) != 1 or any(_reads(items[k], name) for k in range(at)):
            continue
        for k in shown:
            display = items[k]
            assert isinstance(display, Display)
            links = tuple(_folded(link, fact.right, name) for link in display.links)
            if links != display.links:
                items[k] = replace(display, links=links)
                del items[at]
                items.insert(
                    k, replace(fact, span=replace(fact.span, start=display.span.start, end=display.span.start))
                )
                break
    return replace(document, items=tuple(items)) if items != list(document.items) else document


def _reads(item: Item, name: s.Symbol) -> bool:
    links = item.links if isinstance(item, Display) else ()
    sides = [x for link in links for x in (link.left, link.right) if x is not None]
    if isinstance(item, RelationFact):
        sides = [*item.left, item.right]
    return any(isinstance(n, s.Symbol) and latex(n) == latex(name) for x in sides for n in s.walk(x))


def _folded(link: Link, part: s.Expression, name: s.Symbol) -> Link:
    """A definition with a name for one of its parts."""
    if link.right is None or link.left is None or link.continuation or not isinstance(link.left, s.Symbol | s.Scripted):
        return link
    spelt = latex(part)

    def fold(node: s.Expression) -> s.Expression | None:
        if isinstance(node, s.Group) and len(node.entries) == 1 and latex(node.entries[0]) == spelt:
            return name
        if isinstance(node, s.Applied) and latex(node) == spelt:
            return name
        if isinstance(node, s.Applied) and len(node.arguments) == 1 and latex(node.arguments[0]) == spelt:
            if node.surely:
                return replace(node, arguments=(name,))
            return s.Product(node.span, (node.head, name), ("",))  # Q (K^T V)
        return None

    return replace(link, right=s.replaced(link.right, fold))
