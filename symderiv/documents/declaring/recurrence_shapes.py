"""The shapes of recurrent tensors that none is stated for: from ranges, from axes, from whole states ``h_t``.

Guarantee: where a shape does not follow, the name is poisoned and the remedy named; a stated shape gets one entry
more only where the document speaks of that entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from symderiv.documents.elaboration.context import Context, Range
from symderiv.documents.elaboration.recurrence_equations import (
    Entries,
    Piece,
    entry_read,
    shifted_letter,
    told_entries,
)
from symderiv.documents.elaboration.shapes import Shapes, shows_tensors
from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex, with_number
from symderiv.documents.page.surface import ActsFact, Link, RelationFact, ShapeFact, SurfaceDocument
from symderiv.language.integers import Poly

__all__ = [
    "declare_shapes",
    "declare_states",
    "first_state",
    "lengthen",
    "lengthen_by_base",
    "stated_near",
    "subscript_range",
]

#: How far behind the beginning of an equation its range may begin, in characters.
_TRAILING = 120


def declare_states(context: Context, document: SurfaceDocument) -> dict[str, tuple[Poly, ...]]:
    """The shapes of undeclared states, without the axis of their steps, where ``h_t`` is a whole vector; undeclared
    parameters and inputs of such equations are declared."""
    links = [
        k
        for display in document.displays()
        for k in display.links
        if k.left is not None and k.right is not None and not k.continuation and k.relation in ("=", ":=", "\\equiv")
    ]
    links += [
        Link(0, left, fact.relation, fact.right, False, fact.span, "")
        for fact in document.facts()
        if isinstance(fact, RelationFact) and fact.relation in ("=", ":=") and not fact.conditional
        for left in fact.left
        if isinstance(left, s.Applied)
    ]
    letters: dict[str, str] = {}  # the index of each undeclared name

    def naming(node: s.Expression) -> tuple[str, int, bool] | None:
        found = context.names.read(node)
        if found is not None and context.names.ranks.get(found.name) is not None:
            return None if found.power or found.inverted else (found.name, len(found.indices), found.transposed)
        if isinstance(node, s.Symbol):
            return latex(node), 0, False
        if not isinstance(node, s.Scripted) or not isinstance(node.base, s.Symbol) or node.primes:
            return None
        decoration, power, transposed, inverted = context.names.superscript(node.superscript)
        if power is not None or inverted:
            return None
        name = latex(node.base) + decoration
        step = shifted_letter(node.subscripts[0]) if len(node.subscripts) == 1 else None
        if step is not None and _stated(context, step[0]) is not None:
            letters.setdefault(name, step[0])
            return name, 1, transposed
        if step is None and node.subscripts and all(map(is_letter, node.subscripts)):
            return None  # an entry
        return latex(s.Scripted(node.span, node.base, node.subscripts, None)) + decoration, 0, transposed

    steps: list[Link] = []
    names: set[str] = set()
    told = {name for name, _ in told_entries(context, document)}  # the text defines these, entry by entry
    for link in links:  # the first equation of a name defines it, another one may be wrong
        named = naming(link.left) if isinstance(link.left, s.Scripted) else None
        if named is not None and named[1] == 1 and named[0] not in names and named[0] not in told:
            names.add(named[0])
            steps.append(link)

    def place(node: s.Expression | None) -> int | None:
        named = naming(node) if isinstance(node, s.Scripted) else None
        if named is None or named[1] != 1 or named[0] not in names or not isinstance(node, s.Scripted):
            return None
        step = shifted_letter(node.subscripts[0]) if len(node.subscripts) == 1 else None
        return None if step is None else step[1]

    recurs = any(
        (at := place(node)) is not None and (here := place(k.left)) is not None and at < here
        for k in steps
        for node in (s.walk(k.right) if k.right is not None else ())
    )
    functions: dict[str, tuple[s.Expression, s.Expression]] = {}
    for k in links:
        if not isinstance(k.left, s.Applied) or not k.left.arguments or k.right is None:
            continue
        if all(map(is_letter, k.left.arguments)):
            functions.setdefault(latex(k.left.head), (k.left.arguments[0], k.right))

    def state(node: s.Expression) -> str | None:
        if isinstance(node, s.Applied) and latex(node.head) in functions:
            return f"{latex(node.head)}()"  # what stands in its body shows what it is applied to
        named = naming(node) if place(node) is not None else None
        return None if named is None else named[0]

    whole = {
        name
        for own, nodes in _together(links, state)
        if shows_tensors(context, nodes) or any(_is_whole(context, n) for n in nodes)
        for name in own
    }
    if not recurs or not whole:
        return {}
    shapes = Shapes(context, naming, functions=functions)
    inside = (n.target for k in steps if k.right for n in s.walk(k.right) if isinstance(n, s.Gradient))
    for name in {latex(x.head) for x in inside if isinstance(x, s.Applied)} & functions.keys():
        shapes.body(name)
    for link in steps:
        assert link.left is not None
        assert link.right is not None
        named = naming(link.left)
        if named is None or named[0] not in whole:
            continue  # numbers, in a document that has vectors elsewhere
        shapes.equation(link.left, link.right)
        first = first_state(context, document, named[0])
        if first is not None:
            shapes.equation(link.left, first[1])
    found = shapes.solve(True, lambda name: f"d_{{{name}}}")
    for name, rest in found.items():
        if name in names:
            continue  # a definition enters it
        limits = _stated(context, letters[name]) if name in letters else None
        if limits is None:
            context.declare(name, rest)
        else:
            context.declare(name, (limits[1] - limits[0] + 1, *rest))
            context.partial.add(name)
            if limits[0].is_constant and limits[0].value in (0, 1):
                context.bases.vote((name, 0), limits[1] - limits[0] + 1, limits[0].value)
    return found


def _together(
    links: Sequence[Link], state: Callable[[s.Expression], str | None]
) -> list[tuple[set[str], list[s.Expression]]]:
    """The states and functions that stand in one equation, or in two with a third one, and all that stands there."""
    found: list[tuple[set[str], list[s.Expression]]] = []
    for link in links:
        nodes = [node for side in (link.left, link.right) if side is not None for node in s.walk(side)]
        own = {name for node in nodes if (name := state(node)) is not None}
        for group in [g for g in found if not own.isdisjoint(g[0])]:
            found.remove(group)
            own, nodes = own | group[0], [*group[1], *nodes]
        found += [(own, nodes)] if own else []
    return found


def _is_whole(context: Context, node: s.Expression) -> bool:
    """Whether a declared family of vectors is read at a step alone: ``g_t`` of ``g_t \\in \\mathbb{R}^d``."""
    found = context.names.read(node) if isinstance(node, s.Scripted) else None
    if found is None or found.name not in context.partial:
        return False
    return 0 < len(found.indices) < (context.names.ranks.get(found.name) or 0)


def first_state(context: Context, document: SurfaceDocument, name: str) -> tuple[int, s.Expression] | None:
    r"""``h_0`` as a name, where it is declared by itself and ``h`` is not, or ``h_1``; with its number."""
    number = _first_number(context, name)
    if number is None:
        return None
    if re.fullmatch(r"\\?[A-Za-z]+", name):
        below = s.Number(s.NOWHERE, Fraction(number))
        return number, s.Scripted(s.NOWHERE, s.Symbol(s.NOWHERE, name), (below,))
    told = (x for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects)
    return next(((number, x) for x in told if latex(x) == with_number(name, number)), None)


def _first_number(context: Context, name: str) -> int | None:
    known = context.theory.shapes
    return next((k for k in (0, 1) if with_number(name, k) in known and (k or name not in known)), None)


def _stated(context: Context, letter: str) -> Range | None:
    stated = context.stated.get(letter, [])
    return stated[0][1] if stated else context.ranges.get(letter) or context.spans.get(letter)


def declare_shapes(
    context: Context,
    axes: Mapping[str, int],
    steps: Mapping[str, Piece],
    bases: Mapping[str, list[Piece]],
    rests: Mapping[str, tuple[Poly, ...]],
    counted: dict[str, Range],
) -> None:
    """Declare the tensors of a group that have no stated shape: from ranges, and from axes where letters stand bare;
    ``counted`` are the ranges of the letters that count the steps of the groups before, if nothing else tells one."""
    for _ in axes:
        for name, axis in axes.items():
            if name in context.names.ranks:
                _covered(context, name, axis, steps[name], bases.get(name, ()))
                continue
            shape: list[Poly] = []
            votes: list[tuple[int, int]] = []
            for position, entry in enumerate(steps[name].entries):
                found = subscript_range(context, entry, [steps[name], *(steps[n] for n in axes if n != name)])
                for case in bases.get(name, ()) if position != axis else ():  # ``h_{0,i} = x_i``
                    if found is None and position < len(case.entries):
                        found = subscript_range(context, case.entries[position], [case])
                step = shifted_letter(entry) if position == axis else None
                if found is None and step is not None and step[0] in counted:
                    found = (counted[step[0]][0] + step[1], counted[step[0]][1] + step[1]), False
                if found is None:
                    break
                (low, high), explicit = found
                if position == axis:
                    if step is not None:
                        counted.setdefault(step[0], (low - step[1], high - step[1]))
                    low = low - _behind(context, steps[name], axis)
                    if explicit and low.is_constant and low.value > 1:  # the states before it are given
                        back = [x for n in axes for x in _steps_back(context, steps[n], axes)]
                        low = Poly.constant(max(low.value - max(back, default=0), 0))
                    first = _first_number(context, name)
                    if first is not None and context.starts.get(name) and low.is_constant:
                        low = Poly.constant(min(low.value, first))
                    low = _lowest(low, axis, bases.get(name, ()))
                    if low == Poly.constant(1) and (name, axis) in context.from_zero:
                        low = Poly({})  # the document speaks of ``h_0``
                shape.append(high - low + 1)
                if explicit and low.is_constant and low.value in (0, 1):
                    votes.append((position, low.value))
            else:
                context.declare(name, (*shape, *rests.get(name, ())))
                if rests.get(name):
                    context.partial.add(name)
                for position, base in votes:
                    context.bases.vote((name, position), shape[position], base)
    for name in axes:
        if name not in context.names.ranks:
            context.poisoned[name] = "the shape of this recurrence does not follow; state it"
            context.names.ranks[name] = None


def _lowest(low: Poly, axis: int, cases: Sequence[Piece]) -> Poly:
    """The first index of an axis: where the steps begin, or a base case before it."""
    for case in cases:
        at = case.entries[axis] if axis < len(case.entries) else None
        if isinstance(at, s.Number) and at.value.denominator == 1 and low.is_constant:
            low = Poly.constant(min(low.value, int(at.value)))
    return low


def lengthen(context: Context, document: SurfaceDocument, name: str, axis: int, step: Piece) -> None:
    """The axis of ``x_{l+1} = F(x_l)`` for the steps ``l`` of which ``x_l`` is declared has one entry more, where the
    document speaks of that one: of ``x_L`` with ``l = 0, ..., L - 1``."""
    found = subscript_range(context, step.entries[axis], [step]) if axis < len(step.entries) else None
    shape = context.theory.shapes[name]
    behind = _behind(context, step, axis)
    if found is None or not behind:
        return
    (low, high), own = found[0], shape[axis]
    if high - low + 1 != own:
        return
    if _speaks_of(context, document, name, axis, high):
        longer = (*shape[:axis], own + behind, *shape[axis + 1 :])
        context.theory.shapes[name] = longer
        if (low - behind).is_constant:
            context.bases.lengthen((name, axis), longer[axis], (low - behind).value)


def _speaks_of(context: Context, document: SurfaceDocument, name: str, axis: int, number: Poly) -> bool:
    """Whether the document reads the entry of this number anywhere."""
    letters = context.sizes.letters()
    sides = [side for display in document.displays() for k in display.links for side in (k.left, k.right) if side]
    sides += [side for f in document.facts() if isinstance(f, RelationFact) for side in (*f.left, f.right)]
    sides += [x for f in document.facts() if isinstance(f, ActsFact) for x in (*f.subjects, f.on)]
    for node in (n for side in sides for n in s.walk(side)):
        at = entry_read(context, node)
        if at is not None and at[0] == name and axis < len(at[1]):
            place = polynomial(at[1][axis], letters)
            if place is not None and place == (number, Poly.constant(1)):
                return True
    return False


def lengthen_by_base(
    context: Context, document: SurfaceDocument, name: str, axis: int, step: Piece, cases: Sequence[Piece]
) -> None:
    """The axis of ``h_t``, of which ``T`` entries are declared, has one more where ``h_0`` is given and the steps reach
    ``h_T``: with ``t = 1, ..., T``, or where the document speaks of that entry."""
    places = [case.entries[axis] for case in cases if axis < len(case.entries)]
    if not any(isinstance(place, s.Number) and place.value == 0 for place in places):
        return
    shape = context.theory.shapes[name]
    own = shape[axis]
    found = subscript_range(context, step.entries[axis], [step]) if axis < len(step.entries) else None
    one = Poly.constant(1)
    stated = found is not None and found[1] and found[0] == (one, own)
    if not stated and (found is None or found[1] or not _speaks_of(context, document, name, axis, own)):
        return
    longer = (*shape[:axis], own + 1, *shape[axis + 1 :])
    context.theory.shapes[name] = longer
    context.bases.lengthen((name, axis), longer[axis], 0)


def _covered(context: Context, name: str, axis: int, step: Piece, cases: Sequence[Piece]) -> None:
    """What the pieces of a declared tensor say of the first index of its axis, where they cover it together."""
    found = subscript_range(context, step.entries[axis], [step]) if axis < len(step.entries) else None
    if found is None or not found[1] or not cases:
        return
    (low, high), size = found[0], context.theory.shapes[name][axis]
    low = _lowest(low, axis, cases)
    if low.is_constant and low.value in (0, 1) and high - low + 1 == size:
        context.bases.vote((name, axis), size, low.value)


def _behind(context: Context, step: Piece, axis: int) -> int:
    """How many entries before its first one an equation ``x_{t+1} = F(x_t)`` reads that are no earlier than ``t``."""
    own = shifted_letter(step.entries[axis])
    back = _steps_back(context, step, {step.name: axis})
    return 0 if own is None else max((x for x in back if x <= own[1]), default=0)


def _steps_back(context: Context, step: Piece, axes: Mapping[str, int]) -> list[int]:
    """How far behind the entry that it tells an equation reads entries of some states."""
    own = shifted_letter(step.entries[axes[step.name]])
    reads = [o for node in s.walk(step.right) if (o := entry_read(context, node)) is not None and o[0] in axes]
    places = [at for n, entries in reads if axes[n] < len(entries) and (at := shifted_letter(entries[axes[n]]))]
    return [] if own is None else [own[1] - shift for letter, shift in places if letter == own[0] and shift < own[1]]


def stated_near(context: Context, letter: str, position: int) -> Range | None:
    """The range that is stated last before an equation, or right behind it ("..., for ``t = 1, ..., T``")."""
    stated = context.stated.get(letter, [])
    behind = [r for r in stated if position <= r[0] <= position + _TRAILING and r[0] not in context.leading]
    before = [r for r in stated if r[0] < position]
    return next((limits for _, limits in (*behind[:1], *before[-1:])), None)


def _stated_elsewhere(context: Context, letter: str, shift: int) -> Range | None:
    """The first range that is stated of a letter; for an ``h_t``, about which one claim is for ``t < T`` and another
    one for ``t \\le T``, the one that contains the others."""
    stated = [limits for _, limits in context.stated.get(letter, [])]
    for low, high in stated if not shift else ():
        gaps = [gap for other in stated for gap in (other[0] - low, high - other[1])]
        if all(gap.is_constant and gap.value >= 0 for gap in gaps):
            return low, high
    return stated[0] if stated else context.ranges.get(letter)


def subscript_range(context: Context, entry: s.Expression, steps: list[Piece]) -> tuple[Range, bool] | None:
    """The range of a subscript of a left side, in the document's numbers, and whether it is stated (or follows from an
    axis, whose first index may not be known yet)."""
    found = shifted_letter(entry)
    if found is None:
        return None
    letter, shift = found
    limits = stated_near(context, letter, steps[0].position) or _stated_elsewhere(context, letter, shift)
    if limits is None:
        for step in steps:
            sides: list[tuple[str, Entries]] = [(step.name, step.entries)]
            sides += [o for node in s.walk(step.right) if (o := entry_read(context, node)) is not None]
            for name, entries in sides:
                if name in context.theory.shapes:
                    shape = context.theory.shapes[name]
                    for axis, other in enumerate(entries[: len(shape)]):
                        if is_letter(other) and latex(other) == letter:
                            base = context.bases.of((name, axis), shape[axis])
                            return (base + Poly({}) + shift, shape[axis] + (base - 1 + shift)), False
                for other, (size, first) in zip(entries, context.inferred.get(name, ()), strict=False):
                    own = is_letter(other) and latex(other) == letter
                    if own and first is not None:  # of a list: "strides ``s_1, ..., s_L``"
                        return (Poly.constant(first + shift), size + (first - 1 + shift)), False
        return None
    return (limits[0] + shift, limits[1] + shift), True
