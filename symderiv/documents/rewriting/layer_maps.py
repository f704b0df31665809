r"""Layers as functions: ``f^{(l)}(h) = \sigma(W^{(l)} h + b^{(l)})`` and ``h^{(l)} = f^{(l)}(h^{(l-1)})``.

A layer that is given as a function of what comes in is the same function at every layer, with the weights of that
layer: its value is written out where it is applied, at that layer and at that argument.  And ``f_1(h) = A h``, ``f_2(h)
= c^\top h`` are functions of arguments of different shapes, with one letter for both.

Guarantee: only functions that one equation gives, of letters, for a letter that stands in brackets above other names in
it, or below them where a state is made from the one before by the function; no derivative ``f^{(n)}`` is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from symderiv.documents.declaring.layers import BRACKETS, number_above, written_layer
from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.marks import marked
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Display, Item, RelationFact, ShapeFact, SurfaceDocument, changed

__all__ = ["with_layer_maps"]


@dataclass(frozen=True)
class _Map:
    """``left = right``: a function of letters, at the layer of a letter where it has one."""

    left: s.Applied
    right: s.Expression
    letter: str = ""

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(map(latex, self.left.arguments))


def with_layer_maps(document: SurfaceDocument) -> SurfaceDocument:
    """The document with the values of such layers written out, and a letter for the argument of each function."""
    given = list(_given(document))
    if not given:
        return document
    maps = {_name(m.left): m for m in given if m.letter and _is_layer(m, document)}
    counts = [_name(m.left) for m in given]
    maps = {name: m for name, m in maps.items() if counts.count(name) == 1}
    if maps:

        def change(node: s.Expression) -> s.Expression | None:
            return _written_out(node, maps)

        own = {id(m.left) for m in maps.values()}
        document = replace(document, items=tuple(_changed(item, change, own) for item in document.items))
    return _with_own_arguments(document)


def _given(document: SurfaceDocument) -> Iterator[_Map]:
    """The functions that equations give."""
    for item in document.items:
        pairs: list[tuple[s.Expression | None, s.Expression | None]] = []
        if isinstance(item, Display):
            pairs += [(k.left, k.right) for k in item.links if not k.continuation and k.relation in DEFINING]
        elif isinstance(item, RelationFact) and item.relation in DEFINING and not (item.conditional or item.supposed):
            pairs += [(left, item.right) for left in item.left]
        for left, right in pairs:
            if not isinstance(left, s.Applied) or left.brackets != "(" or left.surely or right is None:
                continue
            primed = isinstance(left.head, s.Scripted) and left.head.primes > 0
            if not primed and all(map(is_letter, left.arguments)):
                yield _Map(left, right, _letter(left.head))


def _letter(head: s.Expression) -> str:
    """The letter of the layer of a function ``f^{(l)}`` or ``f_l``; "" if it has none."""
    place = _place(head)
    return place[0] if place is not None and place[1] == 0 else ""


def _place(head: s.Expression) -> tuple[str, int] | None:
    if not isinstance(head, s.Scripted) or not isinstance(head.base, s.Symbol) or head.primes:
        return None
    above = head.superscript
    if above is None and len(head.subscripts) == 1:
        return number_above(head.subscripts[0])
    if head.subscripts or not isinstance(above, s.Group) or above.bracket not in BRACKETS or len(above.entries) != 1:
        return None
    return number_above(above.entries[0])


def _name(node: s.Applied) -> str:
    """The letter of a function, with a mark for where its layers stand."""
    head = node.head
    return f"{latex(s.base(head))}{'^' if isinstance(head, s.Scripted) and head.superscript is not None else '_'}"


def _is_layer(made: _Map, document: SurfaceDocument) -> bool:
    """Whether the letter of a function counts layers."""
    if isinstance(made.left.head, s.Scripted) and made.left.head.superscript is not None:
        weights = (n for n in s.walk(made.right) if isinstance(n, s.Scripted) and isinstance(n.superscript, s.Group))
        return any(_place(replace(n, subscripts=())) == (made.letter, 0) for n in weights)
    for item in document.items:
        for n in everywhere(item):
            own = isinstance(n, s.Applied) and _place(n.head) == (made.letter, 0) and _name(n) == _name(made.left)
            if own and any(_place(x) == (made.letter, -1) for x in s.children(n)[1:]):
                return True
    return False


def _written_out(node: s.Expression, maps: dict[str, _Map]) -> s.Expression | None:
    """The value of a layer at its arguments."""
    if not isinstance(node, s.Applied) or node.brackets != "(":
        return None
    made, at = maps.get(_name(node)), _place(node.head)
    if made is None or at is None or len(node.arguments) != len(made.parameters):
        return None
    arguments = [s.replaced(x, lambda n: _written_out(n, maps)) for x in node.arguments]
    bound = {latex(x) for n in s.walk(made.right) if isinstance(n, s.BigOperator) for b in n.below for x in s.walk(b)}
    if any(latex(x) in bound for a in arguments for x in s.walk(a) if isinstance(x, s.Symbol)):
        return None
    values = dict(zip(made.parameters, arguments, strict=True))

    def change(part: s.Expression) -> s.Expression | None:
        if isinstance(part, s.Symbol) and latex(part) in values:
            value = values[latex(part)]
            return s.Group(part.span, "(", (value,)) if isinstance(value, s.Addition | s.Operation) else value
        if isinstance(part, s.Symbol | s.Addition) and (found := number_above(part)) and found[0] == made.letter:
            return written_layer(part.span, (at[0], at[1] + found[1]))
        return None

    value = s.replaced(made.right, change)
    return s.Group(node.span, "(", (value,)) if isinstance(value, s.Addition | s.Operation | s.Product) else value


def _changed(item: Item, change: object, own: set[int]) -> Item:
    """An item with the values of layers, but for the equations that give them."""
    assert callable(change)
    if isinstance(item, RelationFact) and any(id(x) in own for x in item.left):
        return item
    if not isinstance(item, Display):
        return changed(item, change)
    turned = changed(item, change)
    assert isinstance(turned, Display)
    links = (old if id(old.left) in own else new for old, new in zip(item.links, turned.links, strict=True))
    return replace(turned, links=tuple(links))


# ---- arguments with one letter ------------------------------------------------------------------------


def _with_own_arguments(document: SurfaceDocument) -> SurfaceDocument:
    """The document with a letter of its own for the argument of each function, where several share one that stands
    for nothing else, or that is the letter of states, ``f^{(l)}(h)`` beside ``h^{(l)}``."""
    given = list(_given(document))
    shaped = {latex(x) for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    sharing: dict[str, list[_Map]] = {}
    for made in given:
        for name in made.parameters if len(made.parameters) == 1 else ():
            sharing.setdefault(name, []).append(made)
    elsewhere, stepped = _outside(document, given)
    for name, all_of_it in sharing.items():
        if name in shaped | elsewhere or len({latex(m.left.head) for m in all_of_it}) < len(all_of_it):
            continue
        own = [m for m in all_of_it if m.letter and not _reads_entries(m)] if name in stepped else all_of_it[1:]
        times = {id(m.left): k + 1 for k, m in enumerate(own)}
        if times:
            document = replace(document, items=tuple(_marked(item, name, times) for item in document.items))
    return document


def _reads_entries(made: _Map) -> bool:
    """Whether ``s_i(z) = ...`` reads ``z_j``, which is an entry of its argument then, and no state."""
    if isinstance(made.left.head, s.Scripted) and made.left.head.superscript is not None:
        return False
    nodes = (n for n in s.walk(made.right) if isinstance(n, s.Scripted) and n.subscripts)
    return any(latex(n.base) in made.parameters for n in nodes)


def _outside(document: SurfaceDocument, given: list[_Map]) -> tuple[set[str], set[str]]:
    """The letters that stand alone outside of the equations of functions, and those that stand there with a step."""
    own = {id(n) for m in given for side in (m.left, m.right) for n in s.walk(side)}
    alone, stepped = set[str](), set[str]()
    for item in document.items:
        nodes = [n for n in everywhere(item) if id(n) not in own]
        bases = {id(n.base): n for n in nodes if isinstance(n, s.Scripted)}
        for n in nodes:
            if isinstance(n, s.Symbol):
                whole = bases.get(id(n))
                step = whole is not None and (whole.subscripts or isinstance(whole.superscript, s.Group))
                (stepped if step else alone).add(latex(n))
    return alone, stepped


def _marked(item: Item, name: str, times: dict[int, int]) -> Item:
    """An item with another name for a letter in some equations of functions."""

    def other(side: s.Expression, count: int) -> s.Expression:
        def change(node: s.Expression) -> s.Expression | None:
            if not isinstance(node, s.Symbol) or latex(node) != name:
                return None
            for _ in range(count):
                node = marked(node)
            return node

        return s.replaced(side, change)

    if isinstance(item, RelationFact) and len(item.left) == 1 and id(item.left[0]) in times:
        count = times[id(item.left[0])]
        return replace(item, left=(other(item.left[0], count),), right=other(item.right, count))
    if isinstance(item, Display):
        links = []
        for link in item.links:
            if id(link.left) in times and link.left is not None and link.right is not None:
                count = times[id(link.left)]
                link = replace(link, left=other(link.left, count), right=other(link.right, count))
            links.append(link)
        return replace(item, links=tuple(links)) if tuple(links) != item.links else item
    return item
