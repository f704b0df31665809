r"""Losses of single steps whose gradients are taken: ``\partial \ell_t / \partial h_t``, ``L = \sum_t \ell_t(h_t)``.

Nothing is said of ``\ell_t`` but that it is a function of ``h_t`` alone, and ``g_t`` is the part of the gradient of
``L`` by ``h_t`` that no later step brings.  So ``L`` is an unknown loss of a copy of the states, and ``g_t`` its
gradient by the copy.

Guarantee: only for plain sums, whose losses stand nowhere else but beneath such derivatives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.marks import marked
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Display, Item, Link, RelationFact, SurfaceDocument

__all__ = ["with_local_losses"]


def with_local_losses(document: SurfaceDocument) -> SurfaceDocument:
    r"""The document with ``\partial \ell_t / \partial h_t`` as the gradient of the sum by a copy of the states."""
    for place, item in enumerate(document.items):
        for left, right in _equations(item):
            told = _summed(right)
            if told is None or not isinstance(left, s.Symbol):
                continue
            loss, state = told
            assert isinstance(state.base, s.Symbol)
            copy = replace(state, base=marked(state.base))

            def gradient(
                node: s.Expression, loss: s.Symbol = loss, state: s.Scripted = state, whole: s.Symbol = left
            ) -> s.Expression | None:
                at = _step(node, loss, state)
                if at is None:
                    return None
                assert isinstance(state.base, s.Symbol)
                return s.Derivative(node.span, whole, (s.Scripted(node.span, marked(state.base), at),))

            other = rewritten(document, gradient)
            if other == document:
                continue
            link = Link(0, copy, "=", state, False, item.span, "")
            means = Display(item.span, "", "$$", (link,), argument=item.argument, silent=True)
            items = list(other.items)
            if _mentions(items[:place] + items[place + 1 :], loss):
                continue
            return replace(other, items=(*items[:place], means, *items[place:]))
    return document


def _equations(item: Item) -> Iterator[tuple[s.Expression, s.Expression]]:
    if isinstance(item, RelationFact) and item.relation in DEFINING and len(item.left) == 1 and not item.conditional:
        yield item.left[0], item.right
    elif isinstance(item, Display) and len(item.links) == 1:
        (link,) = item.links
        if link.left is not None and link.right is not None and link.relation in DEFINING:
            yield link.left, link.right


def _summed(right: s.Expression) -> tuple[s.Symbol, s.Scripted] | None:
    r"""The loss and its state in ``\sum_t \ell_t(h_t)``; None for anything else."""
    body = right.body if isinstance(right, s.BigOperator) and right.operator == "sum" else None
    if not isinstance(body, s.Applied) or len(body.arguments) != 1 or not isinstance(body.head, s.Scripted):
        return None
    head, state = body.head, body.arguments[0]
    plain = isinstance(head.base, s.Symbol) and head.superscript is None and len(head.subscripts) == 1
    if not plain or not isinstance(state, s.Scripted) or state.subscripts != head.subscripts or state.superscript:
        return None
    if not isinstance(head.base, s.Symbol) or not isinstance(state.base, s.Symbol):
        return None
    return head.base, state


def _step(node: s.Expression, loss: s.Symbol, state: s.Scripted) -> tuple[s.Expression, ...] | None:
    r"""The step of ``\partial \ell_t / \partial h_t`` or ``\nabla_{h_t} \ell_t``; None for anything else."""
    if isinstance(node, s.Derivative) and len(node.variables) == 1:
        target, variable = node.target, node.variables[0]
    elif isinstance(node, s.Gradient) and node.order == 1 and node.variable is not None:
        target, variable = node.target, node.variable
    else:
        return None
    part = target.head if isinstance(target, s.Applied) else target
    if not isinstance(part, s.Scripted) or not isinstance(variable, s.Scripted) or part.superscript is not None:
        return None
    same = latex(part.base) == latex(loss) and latex(variable.base) == latex(state.base)
    return variable.subscripts if same and part.subscripts == variable.subscripts[:1] else None


def _mentions(items: list[Item], loss: s.Symbol) -> bool:
    """Whether a loss of single steps is spoken of in some items."""
    sides = (side for item in items for pair in _sides(item) for side in pair)
    return any(isinstance(n, s.Symbol) and latex(n) == latex(loss) for side in sides for n in s.walk(side))


def _sides(item: Item) -> Iterator[tuple[s.Expression, ...]]:
    if isinstance(item, RelationFact):
        yield (*item.left, item.right)
    elif isinstance(item, Display):
        for link in item.links:
            yield tuple(x for x in (link.left, link.right) if x is not None)
