"""Layers: which letter counts the layers of a document, and what the document says of the layer of that letter.

``z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}`` names things by an unknown number of a layer; each occurrence with another
superscript is a name of its own (DESIGN.md, section 4).

Guarantee: a document that sums over layers, whose letter is an index, or that makes a layer from something without a
number which is made from layers, has no such letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import (
    Display,
    RelationFact,
    ShapeFact,
    SurfaceDocument,
    WordFact,
)

__all__ = [
    "Layers",
    "Place",
    "Template",
    "all_links",
    "counts_layers",
    "find_layers",
    "find_templates",
    "made_between",
    "mixed_base",
    "number_above",
]

# The number of a layer: the letter it is counted from ("" for a number itself) and how far from it.
Place = tuple[str, int]
BRACKETS = ("(", "[", "\\langle")
BARE = ("l", "\\ell")


@dataclass(frozen=True)
class Template:
    """``left = right`` at the layer ``letter + offset``; ``at`` is where it stands (item, link)."""

    base: str
    offset: int
    left: s.Expression
    right: s.Expression
    at: tuple[int, int]
    reads: frozenset[tuple[str, int]]
    gradient: bool


@dataclass
class Layers:
    """The layers of one document, counted by one letter."""

    document: SurfaceDocument
    letter: str
    bare: bool
    templates: list[Template] = field(default_factory=list)

    # ---- reading superscripts -----------------------------------------------------------------------

    def place(self, node: s.Expression) -> tuple[str, Place] | None:
        """The base of a name with a layer in its superscript, and the layer."""
        if not isinstance(node, s.Scripted) or not isinstance(node.base, s.Symbol) or node.superscript is None:
            return None
        above = node.superscript
        if isinstance(above, s.Product) and not any(above.operators):
            above = above.factors[0]
        if isinstance(above, s.Group) and above.bracket in BRACKETS and len(above.entries) == 1:
            above = above.entries[0]
        elif not self.bare or isinstance(above, s.Number):
            return None
        found = number_above(above)
        if found is None or (self.bare and found[0] not in (self.letter, "L")):
            return None
        return latex(node.base) + "'" * node.primes, found

    def places(self, node: s.Expression) -> set[tuple[str, Place]]:
        """All layers that an expression speaks of."""
        return {p for n in s.walk(node) if (p := self.place(n)) is not None}

    def at(self, node: s.Expression, letter: str, shift: int) -> s.Expression:
        """An expression about the letter's layer, about another one."""

        def moved(part: s.Expression) -> s.Expression | None:
            if isinstance(part, s.Symbol | s.Addition) and (found := number_above(part)) and found[0] == self.letter:
                return written_layer(part.span, (letter, found[1] + shift))
            return None

        return s.replaced(node, moved)


def number_above(node: s.Expression) -> Place | None:
    r"""``l``, ``l+1``, ``L`` or ``2`` as a layer."""
    if isinstance(node, s.Number) and node.value.denominator == 1:
        return "", int(node.value)
    if is_letter(node):
        return latex(node), 0
    if isinstance(node, s.Addition) and len(node.terms) == 2 and is_letter(node.terms[0]) and node.signs[0] == "+":
        number = node.terms[1]
        if isinstance(number, s.Number) and number.value.denominator == 1 and node.signs[1] in "+-":
            return latex(node.terms[0]), int(number.value) * (1 if node.signs[1] == "+" else -1)
    return None


def written_layer(span: s.Span, place: Place) -> s.Expression:
    letter, offset = place
    number = s.Number(span, Fraction(abs(offset)))
    if not letter:
        return number if offset >= 0 else s.Addition(span, (number,), ("-",))
    name = s.Symbol(span, letter)
    return name if not offset else s.Addition(span, (name, number), ("+", "+" if offset > 0 else "-"))


def _equations(document: SurfaceDocument) -> Iterator[tuple[tuple[int, int], s.Expression, s.Expression]]:
    """What may define: (number of the item and of the link, left side, right side), in reading order."""
    for number, item in enumerate(document.items):
        if isinstance(item, RelationFact) and item.relation in DEFINING and len(item.left) == 1:
            yield (number, 0), item.left[0], item.right
        elif isinstance(item, Display):
            for link in item.links:
                ends = link.left is not None and link.right is not None
                if ends and not link.continuation and link.relation in DEFINING and not item.hypothesis:
                    assert link.left is not None
                    assert link.right is not None
                    yield (number, link.number), link.left, link.right


def find_layers(document: SurfaceDocument) -> Layers | None:
    """The letter that counts layers: it stands in superscripts, alone and shifted, and nothing sums over it."""
    nodes = [n for _, left, right in all_links(document) for side in (left, right) for n in s.walk(side)]
    numbers = {latex(x) for f in document.facts() if isinstance(f, ShapeFact | WordFact) for x in f.subjects}
    bound = {
        latex(part)
        for node in nodes
        for below in (node.below if isinstance(node, s.BigOperator) else ())
        for part in s.walk(below)
    }
    indices = {
        latex(part)
        for node in nodes
        if isinstance(node, s.Scripted) and latex(node.base) != "n"
        for entry in node.subscripts
        for part in s.walk(entry)
    }
    for bare in (False, True):
        found: dict[str, set[int]] = {}
        reader = Layers(document, "", bare)
        for node in nodes:
            above = node.superscript if isinstance(node, s.Scripted) else None
            if bare:
                power = isinstance(node, s.Scripted) and latex(node.base) in numbers
                place = number_above(above) if above is not None and not power else None
                place = place if place is not None and place[0] in BARE else None
            else:
                named = reader.place(node)
                place = named[1] if named is not None else None
            if place is not None and place[0] and place[0] not in bound | indices:
                found.setdefault(place[0], set()).add(place[1])
        for letter, offsets in found.items():
            if len(offsets) > 1 and not letter.isupper():
                layers = Layers(document, letter, bare)
                defined = [
                    left for _, left, _ in _equations(document) if (p := layers.place(left)) and p[1][0] == letter
                ]
                if defined:
                    return layers
    return None


def find_templates(layers: Layers) -> list[Template]:
    """The first equation of each name at the letter's layer, if it makes it from other names or earlier layers."""
    found: list[Template] = []
    seen: set[str] = set()
    for at, left, right in _equations(layers.document):
        place = layers.place(left)
        if place is None or place[1][0] != layers.letter or place[0] in seen:
            continue
        base, (_, offset) = place
        seen.add(base)
        reads = frozenset((b, c) for b, (x, c) in layers.places(right) if x == layers.letter)
        if any(b == base and c >= offset for b, c in reads):
            continue
        gradient = any(isinstance(n, s.Derivative | s.Gradient) for n in s.walk(right))
        found.append(Template(base, offset, left, right, at, reads, gradient))
    return found


def made_between(layers: Layers) -> bool:
    """Whether a layer is made from something without a number that is itself made from layers (the gates of one step
    of a cell), or from a function's value, ``f = \\sigma(a_f)``, by which derivatives are taken: that would have to be
    another one at each layer, so the line speaks of one step only."""

    def names(node: s.Expression) -> set[str]:
        return {latex(n.base if isinstance(n, s.Scripted) else n) for n in s.walk(node)}

    made = {
        latex(left.base if isinstance(left, s.Scripted) else left)
        for _, left, right in _equations(layers.document)
        if layers.place(left) is None and any(x == layers.letter for _, (x, _) in layers.places(right))
    }
    gates = {
        latex(left)
        for _, left, right in _equations(layers.document)
        if isinstance(left, s.Symbol)
        and isinstance(right, s.Applied)
        and right.surely | (latex(right.head) == "\\sigma")
    }
    varied = {
        latex(v)
        for _, left, right in all_links(layers.document)
        for side in (left, right)
        for n in s.walk(side)
        for v in (n.variables if isinstance(n, s.Derivative) else (n.variable,) if isinstance(n, s.Gradient) else ())
        if v is not None
    }
    return any((made | (gates & varied)) & names(t.right) for t in layers.templates if not t.gradient)


def counts_layers(document: SurfaceDocument) -> str:
    """The letter that counts layers; "" if there is none."""
    found = find_layers(document)
    return "" if found is None else found.letter


def mixed_base(layers: Layers, left: s.Expression, right: s.Expression) -> str:
    """What is made from itself at an earlier step, and stands in one line at a step and at a number; "" if nothing."""
    places = layers.places(left) | layers.places(right)
    for t in layers.templates:
        steps = {letter for b, (letter, _) in places if b == t.base}
        if any(b == t.base for b, _ in t.reads) and steps >= {"", layers.letter}:
            return t.base
    return ""


def all_links(document: SurfaceDocument) -> Iterator[tuple[int, s.Expression, s.Expression]]:
    for number, item in enumerate(document.items):
        if isinstance(item, RelationFact):
            for left in item.left:
                yield number, left, item.right
        elif isinstance(item, Display):
            for link in item.links:
                if link.left is not None and link.right is not None:
                    yield number, link.left, link.right
