r"""Layers unrolled: what a document says of a layer ``l`` it says of the layers that its claims speak of.

:func:`unroll` repeats the document's definitions and shapes for those: a claim about ``\delta^{(l)}`` and
``\delta^{(l+1)}`` has both layers defined, of any widths.  Nothing is said about the layers beyond: of a loss that is
defined from the last layer ``L``, a derivative at a layer ``l`` is that of an unknown function of the last layer
spoken of, and the same line must hold with that layer as the last one, where the loss is defined.

Guarantee: a document without a letter that counts layers is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symderiv.documents.declaring.layers import (
    Layers,
    Place,
    Template,
    all_links,
    find_layers,
    find_templates,
    made_between,
    mixed_base,
)
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import (
    Display,
    Item,
    Link,
    RangeFact,
    RelationFact,
    ShapeFact,
    SurfaceDocument,
)
from symderiv.documents.rewriting.open_layers import Named, OpenLayers
from symderiv.errors import ReadingError

__all__ = ["unroll"]

BEFORE = (-1, 0)


def _last_function(document: SurfaceDocument, links: Iterable[Link]) -> Display | None:
    """The last display that defines a function which some equations apply; None where there is none."""
    sides = [side for k in links for side in (k.left, k.right) if side is not None]
    applied = {latex(n.head) for side in sides for n in s.walk(side) if isinstance(n, s.Applied)}
    made = [
        (display, latex(k.left.head))
        for display in document.displays()
        for k in display.links
        if isinstance(k.left, s.Applied) and not k.continuation
    ]
    return next((display for display, head in reversed(made) if head in applied), None)


def unroll(document: SurfaceDocument) -> SurfaceDocument:
    """The document with silent displays that define its layers at the other places it speaks of."""
    layers = find_layers(document)
    if layers is None:
        return document
    layers.templates = find_templates(layers)
    if made_between(layers):
        return document
    ranged = any(
        isinstance(f, RangeFact) and f.upper is not None and layers.letter in map(latex, f.subjects)
        for f in document.facts()
    )
    if ranged and any(mixed_base(layers, left, right) for _, left, right in all_links(document)):
        return document  # states of one shape, with a first one and a last one
    bases = {t.base: t for t in layers.templates}
    carried = {b for t in layers.templates for b, c in t.reads if b in bases and c < t.offset}
    defining = {(t.left, t.right) for t in layers.templates}
    spoken: dict[str, set[tuple[str, int]]] = {layers.letter: set()}
    explicit: set[tuple[str, Place]] = set()
    for _, left, right in all_links(document):
        if (left, right) in defining:
            continue
        named = layers.place(left)
        own = bases.get(named[0]) if named is not None else None
        elsewhere = named is not None and own is not None and named[1][0] != layers.letter
        if elsewhere and named is not None and own is not None:
            explicit |= {named} if not own.gradient or isinstance(right, s.Derivative) else set()
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
    defined: set[Named] = {(t.base, (layers.letter, t.offset)) for t in layers.templates}
    for letter, mentioned in spoken.items():
        window = _window(mentioned, bases, carried, 0 if letter == layers.letter else None)
        if window is None:
            continue
        for offset in range(window[0], window[1] + 1):
            if not letter and any((b, ("", offset)) in explicit for b in carried):
                continue  # "$A^{[0]} = X$": no layer makes it
            for template in layers.templates:
                defined.add((template.base, (letter, offset)))
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
    return _assembled(layers, copies, loss, home, OpenLayers(layers, defined))


def _window(
    mentioned: Iterable[tuple[str, int]], bases: dict[str, Template], carried: set[str], own: int | None
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


def _loss(layers: Layers) -> tuple[str | None, str | None]:
    """A loss that is defined from layers, and the letter of those."""
    targets = {
        latex(_target(node))
        for _, left, right in all_links(layers.document)
        for side in (left, right)
        for node in s.walk(side)
        if isinstance(node, s.Derivative | s.Gradient)
    }
    for _, left, right in all_links(layers.document):
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
    layers: Layers,
    copies: dict[tuple[int, int], list[Link]],
    loss: str | None,
    home: str | None,
    open_layers: OpenLayers,
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
                for variable in filter(None, variables):
                    remedy = "index the layers by a subscript and state their range"
                    if _bare(variable) in shared:
                        what = f"a derivative by {latex(variable)}, which all layers share"
                        remedy += ", or give each layer its own"
                    elif isinstance(node, s.Derivative | s.Gradient) and open_layers.between(node.target, variable):
                        what = f"a derivative by {latex(variable)} through layers whose number is not said"
                    else:
                        continue
                    return replace(link, error=ReadingError(what, latex(node), remedy), left=None)
        base = "" if link.left is None or link.right is None else mixed_base(layers, link.left, link.right)
        if base:
            error = ReadingError(
                f"{base} at {layers.letter} and at a number, and how many steps lie between is not said",
                link.latex,
                f"state the range of {layers.letter} and the shape of {base}",
            )
            return replace(link, error=error, left=None, right=None)
        return link

    items: list[Item] = []
    before = tuple(map(turned, copies.get(BEFORE, ())))
    behind = _last_function(layers.document, before)
    if before and behind is None:
        items.append(Display(s.Span(-1, -1, 1, 1), "", "$$", before, silent=True))
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
            if item is behind:
                items.append(Display(replace(item.span, start=item.span.end), "", "$$", before, silent=True))
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
    node = s.unwrapped(node)
    return latex(node.base) if isinstance(node, s.Scripted) and node.superscript is None else latex(node)


def _shared(layers: Layers) -> set[str]:
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


def _spoken(layers: Layers, letter: str) -> set[tuple[str, int]]:
    bases = {t.base for t in layers.templates}
    return {
        (b, c)
        for _, left, right in all_links(layers.document)
        for side in (left, right)
        for b, (x, c) in layers.places(side)
        if x == letter and b in bases
    }
