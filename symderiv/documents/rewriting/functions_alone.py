r"""Equations between functions, without an argument: ``\sigma' = \sigma (1 - \sigma)``, ``\tanh' = 1 - \tanh^2``.

They say the same of every argument, and are read so, at a letter that the document does not use.

Guarantee: only where the left side is the derivative of a function, which the document applies to something or which is
known, and the right side is made of functions and numbers alone.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from symderiv.documents.elaboration.elaborate_functions import ABSTRACT, function_name
from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Display, Item, Link, RelationFact, ShapeFact, SurfaceDocument

__all__ = ["with_arguments"]

_LETTERS = ("u", "t", "z", "x", "v", "w", "r", "q")
_POINTWISE = ("\\odot", "\\oslash")


def with_arguments(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such equations at an argument."""
    functions = _functions(document)
    letters = {latex(n) for item in document.items for n in everywhere(item) if isinstance(n, s.Symbol)}
    letter = next((x for x in _LETTERS if x not in letters), None)
    shown = any(_is_derivative(x, functions) or isinstance(x, s.Derivative) for x in document.sides())
    if letter is None or not shown:
        return document
    return replace(document, items=tuple(_changed(item, functions, letter) for item in document.items))


def _functions(document: SurfaceDocument) -> set[str]:
    """The functions that are known or applied to something, and are neither declared nor made from anything."""
    found = {*BUILT_IN_FUNCTIONS}
    for item in document.items:
        found |= {
            function_name(s.base(n.head))
            for n in everywhere(item)
            if isinstance(n, s.Applied) and n.brackets == "(" and function_name(s.base(n.head)) in ABSTRACT
        }
    shown = [k.left for d in document.displays() for k in d.links if k.relation in DEFINING and k.left is not None]
    told = [x for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects]
    told += [x for f in document.facts() if isinstance(f, RelationFact) for x in f.left]
    return found - {latex(s.base(x)) for x in (*shown, *told) if not _is_primed(x)}


def _is_primed(node: s.Expression) -> bool:
    if not isinstance(node, s.Scripted) or node.subscripts:
        return False
    return (node.primes > 0) == (node.superscript is None) and (
        node.superscript is None or latex(node.superscript) == "\\prime"
    )


def _is_derivative(node: s.Expression, functions: Set[str]) -> bool:
    return _is_primed(node) and function_name(s.base(node)) in functions


def _changed(item: Item, functions: Set[str], letter: str) -> Item:
    if isinstance(item, RelationFact):
        if item.relation not in DEFINING or len(item.left) != 1 or not _is_derivative(item.left[0], functions):
            return item
        left, right = (_at(x, functions, letter) for x in (item.left[0], item.right))
        return item if left is None or right is None else replace(item, left=(left,), right=right)
    if not isinstance(item, Display):
        return item
    links: list[Link] = []
    for link in item.links:
        if (of := _derived(link, functions)) and link.right is not None:
            right = _at(link.right, functions, of)
            links.append(link if right is None else replace(link, right=right))
            continue
        goes_on = link.continuation and bool(links) and links[-1] is not item.links[len(links) - 1]
        begins = link.left is not None and _is_derivative(link.left, functions)
        if link.left is not None and link.right is not None and (begins or goes_on):
            left, right = (_at(x, functions, letter) for x in (link.left, link.right))
            if left is not None and right is not None:
                link = replace(link, left=left, right=right)
        links.append(link)
    facts = tuple(_changed(fact, functions, letter) for fact in item.facts)
    return replace(item, links=tuple(links), facts=facts)  # type: ignore[arg-type]


def _derived(link: Link, functions: Set[str]) -> str:
    r"""The variable of a derivative on the left, ``\frac{d\sigma}{da}``, where it is that of a known function by it."""
    match link.left:
        case s.Derivative(_, s.Applied(_, head, (s.Symbol() as at,)), variables) if set(variables) == {at}:
            return latex(at) if function_name(head) in functions else ""
    return ""


def _at(node: s.Expression, functions: Set[str], letter: str) -> s.Expression | None:
    """An expression of functions at an argument; None where it is made of anything but functions and numbers."""
    if isinstance(node, s.Number):
        return node
    if isinstance(node, s.Symbol) or _is_primed(node):
        if function_name(s.base(node)) not in functions:
            return None
        return s.Applied(node.span, node, (s.Symbol(node.span, letter),), surely=is_function_name(s.base(node)))
    if isinstance(node, s.Applied):  # a letter before brackets is a factor here
        if node.surely or node.brackets not in ("(", "["):
            return None
        return _at(node.as_product(), functions, letter)
    if isinstance(node, s.Scripted):
        body = _at(node.base, functions, letter) if isinstance(node.superscript, s.Number) else None
        if body is None or node.subscripts or node.primes:
            return None
        return replace(node, base=s.Group(node.span, "(", (body,)))
    if isinstance(node, s.Operation) and node.operator not in _POINTWISE:
        return None
    if isinstance(node, s.Group) and (node.bracket not in ("(", "[", "\\{", "{") or len(node.entries) != 1):
        return None
    if not isinstance(node, s.Addition | s.Product | s.Quotient | s.Operation | s.Group | s.Root):
        return None
    parts = s.children(node)
    inside = {id(part): _at(part, functions, letter) for part in parts}
    if not parts or any(x is None for x in inside.values()):
        return None
    return s.replaced(node, lambda part: inside.get(id(part)))
