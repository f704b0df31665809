r"""Derivatives that would have to pass through layers which the document leaves open.

Of ``a^{(l)} = f(W^{(l)} a^{(l-1)})`` only the layers that a document speaks of have a definition; the one before them
is an input.  ``\partial a^{(L)} / \partial x`` with ``a^{(0)} = x`` passes through all layers between, so it is not
zero, which the definitions at hand would make it.

Guarantee: a variable that an open layer may be made from is found, whatever lies between.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cached_property

from symderiv.documents.declaring.layers import Layers, Place, all_links, number_above
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Display

__all__ = ["Named", "OpenLayers"]

#: A name, and its layer if it has one.
Named = tuple[str, Place | None]


class OpenLayers:
    """What the layers of a document are made from; ``defined``: the layers that have a definition."""

    def __init__(self, layers: Layers, defined: Container[Named]) -> None:
        self.layers = layers
        self.defined = defined
        self.templates = {t.base: t for t in layers.templates if not t.gradient}

    def between(self, target: s.Expression, variable: s.Expression) -> str:
        """An open layer that the target is made from and that may be made from the variable; "" if there is none."""
        to = self.named(variable)
        seen: set[Named] = set()
        stack = list(self._names(target))
        while stack:
            node = stack.pop()
            if node in seen or node == to:
                continue
            seen.add(node)
            if node[1] is None or node[0] not in self.templates or node in self._stated or node in self.defined:
                stack.extend(self.reads(node))
            elif self._may_hold(node, to):
                return node[0]
        return ""

    def reads(self, node: Named) -> set[Named]:
        """The names in the definition of a name; of a layer, in that of its template."""
        if node in self._stated:
            return self._stated[node]
        name, place = node
        template = self.templates.get(name) if place is not None else None
        if template is None or place is None:
            return set()
        own, shift = self.layers.letter, place[1] - template.offset
        return {
            (n, (place[0], at[1] + shift) if at is not None and at[0] == own else at)
            for n, at in self._names(template.right)
        }

    def named(self, node: s.Expression) -> Named:
        """A node as a name, without its indices, and its layer."""
        node = s.unwrapped(node)
        if isinstance(node, s.Applied):
            node = node.head
        if (found := self.layers.place(node)) is not None:
            return found
        if not isinstance(node, s.Scripted) or not isinstance(node.superscript, s.Symbol | s.Number | None):
            return latex(node), None
        name = latex(node.base) + "'" * node.primes
        number = number_above(node.superscript) if isinstance(node.superscript, s.Number) else None
        return name, number if name in self.templates else None  # ``a^0`` beside ``a^l``

    def _may_hold(self, layer: Named, to: Named) -> bool:
        """Whether what a layer is made from, down to the first one, may be the variable."""
        assert layer[1] is not None
        letter, start = layer[1]
        highest: dict[str, int] = {layer[0]: start}  # the last layer at which each name is read; no cycle raises it
        others: set[Named] = set()
        stack: list[Named] = [layer]
        while stack:
            for name, at in self.reads(stack.pop()):
                if at is None or at[0] != letter:
                    if (name, at) not in others:
                        others.add((name, at))
                        stack.append((name, at))
                elif at[1] > highest.get(name, at[1] - 1):
                    highest[name] = at[1]
                    stack.append((name, at))
        # what numbered layers are made from, the first one above all
        first = [n for n in self._stated if n[1] is not None and n[1][0] != letter and n[0] in highest]
        while first:
            for read in self.reads(first.pop()):
                if read not in others:
                    others.add(read)
                    if read[1] is None or read in self._stated:  # layers lead down for ever
                        first.append(read)
        name, at = to
        if at is None or at[0] != letter:
            return to in others or (at is not None and name in highest)
        return at[1] <= highest.get(name, at[1] - 1)

    @cached_property
    def _stated(self) -> dict[Named, set[Named]]:
        """The names in the first equation of each name that has one of its own: of numbered layers and of all else."""
        found: dict[Named, set[Named]] = {}
        templates = {id(t.left) for t in self.layers.templates}
        for left, right in _definitions(self.layers):
            node = self.named(left)
            names = self._names(right)
            if id(left) not in templates and node not in names:
                found.setdefault(node, names)
        return found

    def _names(self, side: s.Expression) -> set[Named]:
        inner = {id(n.base) for n in s.walk(side) if isinstance(n, s.Scripted)}
        nodes = (n for n in s.walk(side) if isinstance(n, s.Symbol | s.Scripted) and id(n) not in inner)
        return {self.named(n) for n in nodes}


def _definitions(layers: Layers) -> Iterator[tuple[s.Expression, s.Expression]]:
    for number, left, right in all_links(layers.document):
        item = layers.document.items[number]
        links = [k for k in item.links if k.left is left] if isinstance(item, Display) else []
        supposed = isinstance(item, Display) and item.hypothesis
        if not supposed and all(not k.continuation and k.relation in DEFINING for k in links):
            yield left, right
