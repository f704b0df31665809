r"""Brackets with a prime beside a derivative: ``\sigma'(x) = (\frac{1}{1 + e^{-x}})'`` differentiates by ``x``.

Guarantee: only in a display in which primed functions are applied to one letter alone, of brackets that read it.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, Item, Link, SurfaceDocument

__all__ = ["with_derived_brackets"]


def with_derived_brackets(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such brackets as derivatives."""
    return replace(document, items=tuple(map(_derived, document.items)))


def _derived(item: Item) -> Item:
    if not isinstance(item, Display) or not any("'" in link.latex or "\\prime" in link.latex for link in item.links):
        return item
    nodes = [n for link in item.links for side in (link.left, link.right) if side is not None for n in s.walk(side)]
    letters = {latex(x): x for n in nodes if (x := _argument(n)) is not None}
    if len(letters) != 1:
        return item
    (letter,) = letters.values()

    def change(node: s.Expression) -> s.Expression | None:
        if not _is_primed(node) or not isinstance(node, s.Scripted) or not isinstance(node.base, s.Group):
            return None
        (inside,) = node.base.entries
        reads = any(n == letter for n in s.walk(inside))
        return s.Derivative(node.span, s.replaced(inside, change), (letter,), "d") if reads else None

    def changed(side: s.Expression | None) -> s.Expression | None:
        return None if side is None else s.replaced(side, change)

    links: list[Link] = [replace(link, left=changed(link.left), right=changed(link.right)) for link in item.links]
    return replace(item, links=tuple(links))


def _argument(node: s.Expression) -> s.Expression | None:
    """The letter at which a derivative is applied: ``x`` of ``f'(x)``."""
    if not isinstance(node, s.Applied) or len(node.arguments) != 1 or not is_letter(node.arguments[0]):
        return None
    return node.arguments[0] if isinstance(node.head, s.Scripted) and node.head.primes else None


def _is_primed(node: s.Expression) -> bool:
    bracket = isinstance(node, s.Scripted) and isinstance(node.base, s.Group) and len(node.base.entries) == 1
    return bracket and isinstance(node, s.Scripted) and node.primes == 1 and node.superscript is None
