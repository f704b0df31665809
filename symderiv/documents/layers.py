r"""Layers: what a document says of a layer ``l`` it says of the layers that its claims speak of.

``z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}`` names things by an unknown number of a layer; each occurrence with another
superscript is a name of its own (DESIGN.md, section 4).  :func:`unroll` repeats the document's definitions and shapes
for those: a claim about ``\delta^{(l)}`` and ``\delta^{(l+1)}`` has both layers defined, of any widths.  Nothing is
said about the layers beyond: of a loss that is defined from the last layer ``L``, a derivative at a layer ``l`` is
that of an unknown function of the last layer spoken of, and the same line must hold with that layer as the last one,
where the loss is defined.

Guarantee: a document that sums over layers, whose letter is an index, or that makes a layer from something without a
number which is made from layers, is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from symderiv.documents import syntax as s
from symderiv.documents.context import Context
from symderiv.documents.names import is_letter, split_entries
from symderiv.documents.shapes import Shapes
from symderiv.documents.spelling import latex
from symderiv.documents.surface import (
    Display,
    Item,
    Link,
    RangeFact,
    RelationFact,
    ShapeFact,
    SurfaceDocument,
    WordFact,
)
from symderiv.documents.vocabulary import DEFINING
from symderiv.errors import ReadingError

__all__ = ["DEFINING", "counts_layers", "declare_layers", "number_above", "unroll"]

# The number of a layer: the letter it is counted from ("" for a number itself) and how far from it.
Place = tuple[str, int]
BRACKETS = ("(", "[", "\\langle")
BARE = ("l", "\\ell")
BEFORE = (-1, 0)


@dataclass(frozen=True)
class _Template:
    """``left = right`` at the layer ``letter + offset``; ``at`` is where it stands (item, link)."""

    base: str
    offset: int
    left: s.Expression
    right: s.Expression
    at: tuple[int, int]
    reads: frozenset[tuple[str, int]]
    gradient: bool


@dataclass
class _Layers:
    """The layers of one document, counted by one letter."""

    document: SurfaceDocument
    letter: str
    bare: bool
    templates: list[_Template] = field(default_factory=list)

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
                return _written(part.span, (letter, found[1] + shift))
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


def _written(span: s.Span, place: Place) -> s.Expression:
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


def _find(document: SurfaceDocument) -> _Layers | None:
    """The letter that counts layers: it stands in superscripts, alone and shifted, and nothing sums over it."""
    nodes = [n for _, left, right in _all_links(document) for side in (left, right) for n in s.walk(side)]
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
        reader = _Layers(document, "", bare)
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
                layers = _Layers(document, letter, bare)
                defined = [
                    left for _, left, _ in _equations(document) if (p := layers.place(left)) and p[1][0] == letter
                ]
                if defined:
                    return layers
    return None


def _templates(layers: _Layers) -> list[_Template]:
    """The first equation of each name at the letter's layer, if it makes it from other names or earlier layers."""
    found: list[_Template] = []
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
        found.append(_Template(base, offset, left, right, at, reads, gradient))
    return found


def _made_between(layers: _Layers) -> bool:
    """Whether a layer is made from something without a number that is itself made from layers (the gates of one step
    of a cell): that would have to be another one at each layer, so the line speaks of one step only."""

    def names(node: s.Expression) -> set[str]:
        return {latex(n.base if isinstance(n, s.Scripted) else n) for n in s.walk(node)}

    made = {
        latex(left.base if isinstance(left, s.Scripted) else left)
        for _, left, right in _equations(layers.document)
        if layers.place(left) is None and any(x == layers.letter for _, (x, _) in layers.places(right))
    }
    return any(made & names(t.right) for t in layers.templates if not t.gradient)


def counts_layers(document: SurfaceDocument) -> str:
    """The letter that counts layers; "" if there is none."""
    found = _find(document)
    return "" if found is None else found.letter


def _mixed(layers: _Layers, left: s.Expression, right: s.Expression) -> str:
    """What is made from itself at an earlier step, and stands in one line at a step and at a number; "" if nothing."""
    places = layers.places(left) | layers.places(right)
    for t in layers.templates:
        steps = {letter for b, (letter, _) in places if b == t.base}
        if any(b == t.base for b, _ in t.reads) and steps >= {"", layers.letter}:
            return t.base
    return ""


def unroll(document: SurfaceDocument) -> SurfaceDocument:
    """The document with silent displays that define its layers at the other places it speaks of."""
    layers = _find(document)
    if layers is None:
        return document
    layers.templates = _templates(layers)
    if _made_between(layers):
        return document
    ranged = any(
        isinstance(f, RangeFact) and f.upper is not None and layers.letter in map(latex, f.subjects)
        for f in document.facts()
    )
    if ranged and any(_mixed(layers, left, right) for _, left, right in _all_links(document)):
        return document  # states of one shape, with a first one and a last one
    bases = {t.base: t for t in layers.templates}
    carried = {b for t in layers.templates for b, c in t.reads if b in bases and c < t.offset}
    defining = {(t.left, t.right) for t in layers.templates}
    spoken: dict[str, set[tuple[str, int]]] = {layers.letter: set()}
    explicit: set[tuple[str, Place]] = set()
    for _, left, right in _all_links(document):
        if (left, right) in defining:
            continue
        named = layers.place(left)
        own = bases.get(named[0]) if named is not None else None
        elsewhere = named is not None and own is not None and named[1][0] != layers.letter
        if elsewhere and named is not None and own is not None:
            gradient = any(isinstance(n, s.Derivative) for n in s.walk(right))
            explicit |= {named} if not own.gradient or gradient else set()
        for base, (letter, offset) in layers.places(left) | layers.places(right):
            spoken.setdefault(letter, set()).add((base, offset))
    loss, home = _loss(layers)
    if loss is not None and home is not None and home != layers.letter:
        own_window = _window(spoken[layers.letter], bases, carried, 0)
        if own_window is not None:
            top = max((c for b, c in spoken.get(home, ()) if b in bases), default=0)
            low = top - (own_window[1] - own_window[0])
            spoken[home] = spoken.get(home, set()) | {(b, c) for b in bases for c in (low, top)}
    copies: dict[tuple[int, int], list[Link]] = {}
    plain = max((t.at for t in layers.templates if not t.gradient), default=BEFORE)
    for letter, mentioned in spoken.items():
        window = _window(mentioned, bases, carried, 0 if letter == layers.letter else None)
        if window is None:
            continue
        for offset in range(window[0], window[1] + 1):
            for template in layers.templates:
                if letter == layers.letter and offset == template.offset:
                    continue
                if (template.base, (letter, offset)) in explicit:
                    continue
                shift = offset - template.offset
                left, right = (layers.at(x, letter, shift) for x in (template.left, template.right))
                early = letter == layers.letter and offset < template.offset
                at = BEFORE if early else template.at if template.gradient else plain
                span = s.Span(0, 0, 1, 1)
                copies.setdefault(at, []).append(Link(0, left, ":=", right, False, span, latex(left)))
    return _assembled(layers, copies, loss, home)


def _all_links(document: SurfaceDocument) -> Iterator[tuple[int, s.Expression, s.Expression]]:
    for number, item in enumerate(document.items):
        if isinstance(item, RelationFact):
            for left in item.left:
                yield number, left, item.right
        elif isinstance(item, Display):
            for link in item.links:
                if link.left is not None and link.right is not None:
                    yield number, link.left, link.right


def _window(
    mentioned: Iterable[tuple[str, int]], bases: dict[str, _Template], carried: set[str], own: int | None
) -> tuple[int, int] | None:
    """The first and last layer at which definitions are wanted; what only feeds the first one is an input."""
    found = [(b, c) for b, c in mentioned if b in bases]
    lows, highs = [c + (b in carried) for b, c in found], [c for _, c in found]
    if own is not None:
        lows.append(own)
        highs.append(own)
    if not highs:
        return None
    low, high = min(lows), max(highs)
    return (min(low, high), high) if high - low < 12 else None


def _loss(layers: _Layers) -> tuple[str | None, str | None]:
    """A loss that is defined from layers, and the letter of those."""
    targets = {
        latex(_target(node))
        for _, left, right in _all_links(layers.document)
        for side in (left, right)
        for node in s.walk(side)
        if isinstance(node, s.Derivative | s.Gradient)
    }
    for _, left, right in _all_links(layers.document):
        if latex(_target_name(left)) in targets:
            letters = {x for _, (x, _) in layers.places(right)}
            if len(letters) == 1:
                return latex(_target_name(left)), next(iter(letters))
    return None, None


def _target_name(node: s.Expression) -> s.Expression:
    return node.head if isinstance(node, s.Applied) else node


def _target(node: s.Derivative | s.Gradient) -> s.Expression:
    return _target_name(node.target)


def _assembled(
    layers: _Layers, copies: dict[tuple[int, int], list[Link]], loss: str | None, home: str | None
) -> SurfaceDocument:
    """The document with copies of definitions and shapes; derivatives of the loss away from its layers are those of an
    unknown function."""

    def estranged(node: s.Expression) -> s.Expression:
        def other(part: s.Expression) -> s.Expression | None:
            if not isinstance(part, s.Derivative | s.Gradient) or latex(_target(part)) != loss:
                return None
            variables = part.variables if isinstance(part, s.Derivative) else (part.variable,)
            letters = {x for v in variables if v is not None for _, (x, _) in layers.places(v)}
            if not letters or home in letters:
                return None
            return replace(part, target=s.Symbol(part.target.span, f"{loss}\\!"))

        return s.replaced(node, other) if loss is not None else node

    def settled(node: s.Expression, link: Link) -> s.Expression:
        r"""``\nabla_a C`` on a line about one layer is the gradient by that layer's ``a``."""
        places = {p for side in (link.left, link.right) if side is not None for _, p in layers.places(side)}
        bases = {t.base: t for t in layers.templates}

        def chosen(part: s.Expression) -> s.Expression | None:
            if not isinstance(part, s.Gradient) or part.variable is None or len(places) != 1:
                return None
            own = bases.get(latex(part.variable))
            if own is None or not isinstance(own.left, s.Scripted):
                return None
            (letter, offset) = next(iter(places))
            variable = layers.at(replace(own.left, subscripts=()), letter, offset - own.offset)
            return replace(part, variable=variable)

        return s.replaced(node, chosen)

    def turned(link: Link) -> Link:
        if link.left is None or link.right is None:
            return link
        link = replace(link, left=settled(link.left, link), right=settled(link.right, link))
        assert link.left is not None
        assert link.right is not None
        found = replace(link, left=estranged(link.left), right=estranged(link.right))
        if loss is None or home is None or found == link:
            letters = {x for side in (link.left, link.right) for _, (x, _) in layers.places(side)}
            if loss is None or layers.letter not in letters:
                return found
        top = max((c for _, c in _spoken(layers, layers.letter)), default=0)
        high = max((c for _, c in _spoken(layers, home or "")), default=0)
        sides = [layers.at(x, home or "", high - top) for x in (link.left, link.right)]
        return replace(found, last=Link(0, sides[0], link.relation, sides[1], False, link.span, link.latex))

    shared = _shared(layers)

    def checked(link: Link) -> Link:
        """A derivative by what all layers are made from needs all layers, and so does a line about the first state and
        any other."""
        for side in (link.left, link.right):
            for node in s.walk(side) if side is not None else ():
                variables: tuple[s.Expression | None, ...] = ()
                if isinstance(node, s.Derivative):
                    variables = node.variables
                elif isinstance(node, s.Gradient):
                    variables = (node.variable,)
                for variable in variables:
                    if variable is not None and _bare(variable) in shared:
                        error = ReadingError(
                            f"a derivative by {latex(variable)}, which all layers share",
                            latex(node),
                            "index the layers by a subscript and state their range, or give each layer its own",
                        )
                        return replace(link, error=error, left=None)
        base = "" if link.left is None or link.right is None else _mixed(layers, link.left, link.right)
        if base:
            error = ReadingError(
                f"{base} at {layers.letter} and at a number, and how many steps lie between is not said",
                link.latex,
                f"state the range of {layers.letter} and the shape of {base}",
            )
            return replace(link, error=error, left=None, right=None)
        return link

    items: list[Item] = []
    if BEFORE in copies:
        items.append(Display(s.Span(-1, -1, 1, 1), "", "$$", tuple(map(turned, copies[BEFORE])), silent=True))
    waiting: list[Link] = []
    facts = {t.at[0] for t in layers.templates}
    for number, item in enumerate(layers.document.items):
        if isinstance(item, Display):
            if waiting:
                items.append(Display(replace(item.span, end=item.span.start), "", "$$", tuple(waiting), silent=True))
                waiting = []
            repeats = tuple((k.number, turned(c)) for k in item.links for c in copies.get((number, k.number), ()))
            links = tuple(checked(turned(link)) for link in item.links)
            items.append(replace(item, links=links, repeats=repeats))
        elif isinstance(item, RelationFact):
            word = "let" if number in facts else item.word
            items.append(replace(item, right=estranged(item.right), word=word))
            waiting += map(turned, copies.get((number, 0), ()))
        else:
            items.append(item)
    everywhere = {
        place
        for item in items
        if isinstance(item, Display)
        for link in (*item.links, *(copy for _, copy in item.repeats))
        for chosen in (link, link.last)
        if chosen is not None
        for side in (chosen.left, chosen.right)
        if side is not None
        for place in layers.places(side)
    }
    shapes: list[Item] = []
    for item in items:
        if isinstance(item, ShapeFact):
            for subject in item.subjects:
                named = layers.place(subject)
                if named is None or named[1][0] != layers.letter:
                    continue
                for base, (letter, offset) in sorted(everywhere):
                    if base == named[0] and (letter, offset) != named[1]:
                        shift = offset - named[1][1]
                        axes = tuple(layers.at(axis, letter, shift) for axis in item.axes)
                        shapes.append(replace(item, subjects=(layers.at(subject, letter, shift),), axes=axes))
    letters = frozenset((layers.letter, "L") if layers.bare else (layers.letter,))
    return replace(layers.document, items=(*shapes, *items), layers=letters)


def _bare(node: s.Expression) -> str:
    """A name without subscripts that are indices."""
    while isinstance(node, s.Group) and len(node.entries) == 1:
        node = node.entries[0]
    return latex(node.base) if isinstance(node, s.Scripted) and node.superscript is None else latex(node)


def _shared(layers: _Layers) -> set[str]:
    """The names without a layer that the layers are made from."""
    found: set[str] = set()
    for template in layers.templates:
        if template.gradient:
            continue
        inside = {id(n.base) for n in s.walk(template.right) if layers.place(n) and isinstance(n, s.Scripted)}
        heads = {id(n.head) for n in s.walk(template.right) if isinstance(n, s.Applied)}
        above = {
            id(part)
            for n in s.walk(template.right)
            if isinstance(n, s.Scripted) and n.superscript is not None
            for part in s.walk(n.superscript)
        }
        for node in s.walk(template.right):
            if isinstance(node, s.Symbol) and id(node) not in inside | heads | above:
                found.add(latex(node))
    return found


def _spoken(layers: _Layers, letter: str) -> set[tuple[str, int]]:
    bases = {t.base for t in layers.templates}
    return {
        (b, c)
        for _, left, right in _all_links(layers.document)
        for side in (left, right)
        for b, (x, c) in layers.places(side)
        if x == letter and b in bases
    }


def declare_layers(context: Context, document: SurfaceDocument) -> None:
    """Declare the tensors of layers whose shapes follow from the equations, each layer with a width of its own."""
    letter = next(iter(document.layers - {"L"}), None)
    if letter is None:
        return
    found = [(e[1], e[2]) for e in _all_links(document)]
    found += [
        (copy.left, copy.right)
        for display in document.displays()
        for _, copy in display.repeats
        if copy.left is not None and copy.right is not None
    ]
    layers = _Layers(document, letter, "L" in document.layers)
    ranks: dict[str, int] = {}

    def naming(node: s.Expression) -> tuple[str, int, bool] | None:
        known = context.names.read(node)
        if known is not None and context.names.ranks.get(known.name) is not None:
            return None if known.power or known.inverted or known.indices else (known.name, 0, known.transposed)
        if isinstance(node, s.Symbol):
            return latex(node), 0, False
        if layers.place(node) is None or not isinstance(node, s.Scripted) or node.subscripts:
            return None
        above = node.superscript
        transposed = isinstance(above, s.Product)
        if isinstance(above, s.Product):
            above = above.factors[0]
        return latex(replace(node, superscript=above)), 0, transposed

    for side in (side for e in found for side in e):
        for node in s.walk(side):
            named = layers.place(node)
            if named is not None and isinstance(node, s.Scripted) and node.subscripts:
                entries = [x for e in node.subscripts for x in (e.factors if isinstance(e, s.Product) else (e,))]
                ranks[named[0]] = max(len(entries), ranks.get(named[0], 0))
    made = {p[0] for left, _ in found if (p := layers.place(left)) is not None}
    for node in (n for e in found for side in e for n in s.walk(side)):
        if isinstance(node, s.Product) and len(node.factors) > 1 and "/" not in node.operators:
            ahead, behind = (layers.place(x) for x in node.factors[:2])
            if ahead is not None and behind is not None and ahead[0] not in made and behind[0] in made:
                ranks.setdefault(ahead[0], 2)  # w^l a^{l-1}: weights before an activation
    shapes = Shapes(context, naming)
    first: set[tuple[str, Place]] = set()
    kept: list[tuple[s.Expression, s.Expression]] = []
    for left, right in found:
        place = layers.place(left)
        if place is None or place in first:
            continue  # a second equation may be wrong
        first.add(place)
        kept.append((left, right))
        if any(isinstance(n, s.Scripted) and n.subscripts for n in s.walk(left)):
            _entries(context, shapes, layers, left, right)
        else:
            shapes.equation(left, right)
    for name, cell in shapes.cells.items():
        base = name.split("^")[0]
        if base in ranks and cell.rank is None:
            cell.hint = ranks[base]
    defined = {latex(replace(left, subscripts=())) for left, _ in kept if isinstance(left, s.Scripted)}
    inputs = {latex(right) for _, right in kept if isinstance(right, s.Symbol)}  # a^{(0)} = x
    for name, shape in shapes.solve(True, _width).items():
        if ("^" in name or name in inputs) and name not in defined:
            context.declare(name, shape)


def _entries(context: Context, shapes: Shapes, layers: _Layers, left: s.Expression, right: s.Expression) -> None:
    """The shapes that an equation between entries tells: axes at which one letter stands have one size."""
    axes: dict[str, list[tuple[str, int, int]]] = {}
    for node in (n for side in (left, right) for n in s.walk(side)):
        if isinstance(node, s.Scripted) and node.subscripts and layers.place(node) is not None:
            entries = [x for e in node.subscripts for x in (e.factors if isinstance(e, s.Product) else (e,))]
            name = latex(replace(node, subscripts=()))
            for axis, entry in enumerate(entries):
                axes.setdefault(latex(entry), []).append((name, axis, len(entries)))
            continue
        known = context.names.read(node) if isinstance(node, s.Scripted) and node.subscripts else None
        if known is not None and known.indices and context.names.ranks.get(known.name):
            rank = len(context.shape(known.name))
            entries = list(split_entries(known.indices, rank))
            if len(entries) == rank:
                for axis, entry in enumerate(entries):
                    axes.setdefault(latex(entry), []).append((known.name, axis, rank))
    ranges = {letter: context.spans.get(letter) or context.ranges.get(letter) for letter in axes}
    shapes.letters(axes, {k: r[1] - r[0] + 1 for k, r in ranges.items() if r and r[0].is_constant})


def _width(name: str) -> str:
    """``n_{l - 1}`` for a tensor of layer ``l - 1``."""
    above = name.partition("^{")[2]
    return "n_{" + above.rstrip("}").strip("()[] ").removeprefix("\\langle ").removesuffix(" \\rangle") + "}"
