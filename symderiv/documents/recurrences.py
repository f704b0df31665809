"""Recurrences: ``s_0 = ...`` and ``s_{k+1} = F(s_k)`` make one definition by cases on the index.

Tensors may recur together (``a_t = W h_{t-1} + U x_t`` and ``h_t = tanh(a_t)``).  They are found before anything is
elaborated: a cycle of equations in which one index never grows and somewhere falls, and whose names no other equation
uses before.  Their pieces are kept until the last one arrives.  Where no base case is given, entries that exist before
the first step are inputs; before the first entry a tensor reads as zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from symderiv.documents import syntax as s
from symderiv.documents.context import Context, Range
from symderiv.documents.elaborate_base import Bare
from symderiv.documents.names import Occurrence, is_letter, split_entries
from symderiv.documents.shapes import Shapes, shows_tensors
from symderiv.documents.sizes import polynomial
from symderiv.documents.spelling import latex
from symderiv.documents.surface import ActsFact, Link, RelationFact, SurfaceDocument
from symderiv.errors import DeclarationError
from symderiv.language.integers import Poly
from symderiv.language.terms import Add, Guard, Read, Sum, Term, substitute
from symderiv.language.text import plain
from symderiv.language.theory import Definition

if TYPE_CHECKING:
    from symderiv.documents.definer import Definer

__all__ = ["define_piece", "find_recurrences", "is_piece"]

Entries = tuple[s.Expression, ...]


@dataclass(frozen=True)
class _Equation:
    """``name[entries] = right`` as it stands at a place of the document."""

    name: str
    entries: Entries
    right: s.Expression
    position: int


def _occurrence(context: Context, node: s.Expression) -> tuple[str, Entries] | None:
    """A name with subscripts, declared or not; ``m_0`` and ``m_t`` belong to one tensor."""
    if not isinstance(node, s.Scripted) or not isinstance(node.base, s.Symbol):
        return None
    found = context.names.read(node)
    if found is None:
        decoration, power, transposed, inverted = context.names.superscript(node.superscript)
        if power is not None or transposed or inverted or not node.subscripts:
            return None
        found = Occurrence(latex(node.base) + "'" * node.primes + decoration, node.subscripts)
    elif not context.names.ranks.get(found.name) or found.power is not None or found.transposed or found.inverted:
        return None
    return (found.name, _entries(context, found)) if found.indices else None


def _read(context: Context, node: s.Expression) -> tuple[str, Entries] | None:
    """A name with subscripts on a right side, be it under a power or turned."""
    found = _occurrence(context, node)
    if found is None and isinstance(node, s.Scripted) and node.superscript is not None:
        _, power, transposed, inverted = context.names.superscript(node.superscript)
        if power is not None or transposed or inverted:
            return _occurrence(context, replace(node, superscript=None))
    return found


def _entries(context: Context, found: Occurrence) -> Entries:
    rank = context.names.ranks.get(found.name)
    if rank is None:
        return split_entries(found.indices, None)
    entries = split_entries(found.indices, rank)
    return entries if len(entries) <= rank else found.indices


def _name(context: Context, node: s.Scripted | s.Symbol) -> str:
    """The name that an occurrence belongs to, whatever its power."""
    found = context.names.read(node)
    if found is not None:
        return found.name
    split = _occurrence(context, node)
    return split[0] if split is not None else latex(node.base if isinstance(node, s.Scripted) else node)


def _shifted(entry: s.Expression) -> tuple[str, int] | None:
    """``k`` or ``k+1`` or ``t-2`` as a letter and a number."""
    if is_letter(entry):
        return latex(entry), 0
    if isinstance(entry, s.Addition) and len(entry.terms) == 2:
        for k, letter in enumerate(entry.terms):
            number = entry.terms[1 - k]
            if is_letter(letter) and entry.signs[k] != "-" and isinstance(number, s.Number):
                whole = int(number.value) if number.value.denominator == 1 else None
                if whole is not None:
                    return latex(letter), -whole if entry.signs[1 - k] == "-" else whole
    return None


def _equations(context: Context, document: SurfaceDocument) -> Iterator[tuple[_Equation | None, set[str]]]:
    """The equations in reading order that may be pieces, with all indexed names that a link mentions."""
    chains = [k for display in document.displays() for k in display.links if k.left is not None and not k.continuation]
    # a name that a display defines from itself is defined there
    shown = {
        at[0]
        for k in chains
        if k.left is not None and k.right is not None and (at := _occurrence(context, k.left)) is not None
        for node in s.walk(k.right)
        if (inner := _read(context, node)) is not None and inner[0] == at[0]
    }
    for fact in document.facts():
        if isinstance(fact, RelationFact) and fact.relation in ("=", ":="):
            for left in fact.left:
                found = _occurrence(context, left)
                if found is None:
                    continue
                again = any(
                    (inner := _read(context, node)) is not None and inner[0] == found[0] for node in s.walk(fact.right)
                )
                step = again and not fact.conditional and not (found[0] in shown or found[0] in context.names.ranks)
                if step or any(isinstance(x, s.Number) for x in found[1]):
                    yield _Equation(*found, fact.right, fact.span.start), set()
    for display in document.displays():
        for link in display.links:
            mentioned = {
                _name(context, node)
                for side in (link.left, link.right)
                for node in (s.walk(side) if side is not None else ())
                if isinstance(node, s.Scripted | s.Symbol)
            }
            at = _occurrence(context, link.left) if link.left is not None and not link.continuation else None
            equation = None
            if at is not None and link.right is not None and link.relation in ("=", ":=", "\\equiv", "\\triangleq"):
                equation = _Equation(*at, link.right, link.span.start)
            yield equation, mentioned


def find_recurrences(context: Context, document: SurfaceDocument) -> None:
    """The tensors that equations define from themselves at smaller values of one index, and their shapes."""
    rests = _vector_form(context, document)
    steps: dict[str, _Equation] = {}
    bases: dict[str, list[_Equation]] = {}
    mentions: list[tuple[int, set[str], str]] = []
    told = {
        name: fact.span.start
        for name, fact in _told(context, document)
        if not any((at := _read(context, node)) is not None and at[0] == name for node in s.walk(fact.right))
    }  # not from themselves
    for number, (equation, mentioned) in enumerate(_equations(context, document)):
        if equation is not None:
            literal = any(isinstance(x, s.Number) for x in equation.entries)
            if literal and (equation.name not in steps or _starts(context, equation, steps, mentions)):
                bases.setdefault(equation.name, []).append(equation)
                mentions.append((number, mentioned - {equation.name}, ""))
                continue
            again = told.get(equation.name, equation.position) < equation.position  # the text has defined it before
            if not literal and not again and equation.name not in steps and all(map(_shifted, equation.entries)):
                steps[equation.name] = equation
                mentions.append((number, mentioned, equation.name))
                continue
        mentions.append((number, mentioned, ""))
    reads = {name: list(_reads(context, step, steps)) for name, step in steps.items()}
    cycles = _cycles({name: {m for m, _ in found} for name, found in reads.items()})
    alone = [[name] for name in steps if bases.get(name) and not any(name in group for group in cycles)]
    for group in (*cycles, *alone):
        axes = _axes(group, steps, reads) if group in cycles else _pieces(group[0], steps, bases)
        if axes is None or not _fresh(group, mentions):
            continue
        for name, axis in axes.items():
            context.recurrent[name] = axis
            context.groups[name] = frozenset(group)
            cases = [b for b in bases.get(name, ()) if axis < len(b.entries) and isinstance(b.entries[axis], s.Number)]
            context.awaited[name] = len(cases)
            whole = len(steps[name].entries) == 1 and not rests.get(name)  # a sequence of numbers
            if (
                not cases
                and _first_state(context, name) is not None
                and (rests.get(name) or (whole and not context.theory.shape_of(f"{name}_{{0}}")))
            ):
                rest = tuple(f"%s{k}" for k in range(len(rests.get(name, ()))))
                initial = Read(f"{name}_{{0}}", tuple(map(Poly.symbol, rest)))
                context.starts[name] = [(0, ("%s", *rest), initial)]
                context.awaited[name] = 1
        for name, axis in axes.items():
            if name in context.theory.shapes:
                _lengthen(context, document, name, axis, steps[name])
        _shapes(context, axes, steps, bases, rests)


def _starts(
    context: Context,
    equation: _Equation,
    steps: Mapping[str, _Equation],
    mentions: list[tuple[int, set[str], str]],
) -> bool:
    """Whether an equation behind the step of a recurrence, ``..., x_0 = c``, is its base case: nothing used the name in
    between, and the step does not define this entry."""
    step = steps[equation.name]
    graph = {name: {m for m, _ in _reads(context, one, steps)} for name, one in steps.items()}
    if not any(equation.name in group for group in _cycles(graph)):
        return False
    at = max(k for k, (_, _, name) in enumerate(mentions) if name == equation.name)
    if any(equation.name in mentioned for _, mentioned, _ in mentions[at + 1 :]):
        return False
    for entry, moving in zip(equation.entries, step.entries, strict=False):
        if isinstance(entry, s.Number) and not isinstance(moving, s.Number):
            found = _range(context, moving, [step])
            if found is None or not found[1]:
                return entry.value == 0
            low = found[0][0]
            return low.is_constant and entry.value < low.value
    return False


def _pieces(name: str, steps: Mapping[str, _Equation], bases: Mapping[str, list[_Equation]]) -> dict[str, int] | None:
    """The axis of ``y_1 = 0`` and ``y_i = x_i - x_{i-1}``, which no value of ``y`` is made from another for."""
    step = steps[name]
    axes = {k for case in bases[name] for k, x in enumerate(case.entries) if isinstance(x, s.Number)}
    if len(axes) != 1 or any(len(case.entries) != len(step.entries) for case in bases[name]):
        return None
    return {name: axes.pop()} if all(map(is_letter, step.entries)) else None


def _reads(context: Context, step: _Equation, steps: Mapping[str, _Equation]) -> Iterator[tuple[str, Entries]]:
    for node in s.walk(step.right):
        found = _read(context, node)
        if found is not None and found[0] in steps:
            yield found


def _cycles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """The sets of names that are made from each other."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        stack = list(graph[start])
        while stack:
            name = stack.pop()
            if name not in seen:
                seen.add(name)
                stack.extend(graph[name])
        return seen

    below = {name: reached(name) for name in graph}
    groups: list[list[str]] = []
    for name in graph:
        if name in below[name] and not any(name in group for group in groups):
            groups.append([other for other in graph if other in below[name] and name in below[other]])
    return groups


def _axes(
    group: list[str], steps: Mapping[str, _Equation], reads: Mapping[str, list[tuple[str, Entries]]]
) -> dict[str, int] | None:
    """For each name the subscript that never grows along the cycle; reads at the same value make no cycle."""

    def level(axes: dict[str, int]) -> dict[str, set[str]] | None:
        """Which names read which at the same value; None where one reads another at a larger value."""
        found: dict[str, set[str]] = {name: set() for name in axes}
        for name, axis in axes.items():
            own = _shifted(steps[name].entries[axis])
            for other, entries in reads[name]:
                if other not in axes:
                    continue
                at = _shifted(entries[axes[other]]) if axes[other] < len(entries) else None
                if own is None or at is None or own[0] != at[0] or at[1] > own[1]:
                    return None
                if at[1] == own[1]:
                    found[name].add(other)
        try:
            TopologicalSorter(found).prepare()
        except CycleError:
            return None
        return found

    def choose(axes: dict[str, int]) -> dict[str, int] | None:
        if level(axes) is None or len(axes) == len(group):
            return None if level(axes) is None else axes
        name = group[len(axes)]
        tries = (choose({**axes, name: k}) for k in range(len(steps[name].entries)))
        return next((t for t in tries if t is not None), None)

    return choose({})


def _fresh(group: list[str], mentions: list[tuple[int, set[str], str]]) -> bool:
    """Whether nothing but the pieces of a group uses its names before the last piece is there."""
    last = max(number for number, _, name in mentions if name in group)
    return not any(
        number < last and name not in group and mentioned & set(group) for number, mentioned, name in mentions
    )


# ------------------------------------------------------------------------------------------------ shapes


def _vector_form(context: Context, document: SurfaceDocument) -> dict[str, tuple[Poly, ...]]:
    """The shapes of undeclared states, without the axis of their steps, where ``h_t`` is a whole vector; undeclared
    parameters and inputs of such equations are declared."""
    links = [
        k
        for display in document.displays()
        for k in display.links
        if k.left is not None and k.right is not None and not k.continuation and k.relation in ("=", ":=", "\\equiv")
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
        step = _shifted(node.subscripts[0]) if len(node.subscripts) == 1 else None
        if step is not None and _stated(context, step[0]) is not None:
            letters.setdefault(name, step[0])
            return name, 1, transposed
        if step is None and node.subscripts and all(map(is_letter, node.subscripts)):
            return None  # an entry
        return latex(s.Scripted(node.span, node.base, node.subscripts, None)) + decoration, 0, transposed

    steps: list[Link] = []
    names: set[str] = set()
    told = {name for name, _ in _told(context, document)}  # the text defines these, entry by entry
    for link in links:  # the first equation of a name defines it, another one may be wrong
        named = naming(link.left) if isinstance(link.left, s.Scripted) else None
        if named is not None and named[1] == 1 and named[0] not in names and named[0] not in told:
            names.add(named[0])
            steps.append(link)

    def place(node: s.Expression | None) -> int | None:
        named = naming(node) if isinstance(node, s.Scripted) else None
        if named is None or named[1] != 1 or named[0] not in names or not isinstance(node, s.Scripted):
            return None
        step = _shifted(node.subscripts[0])
        return None if step is None else step[1]

    recurs = any(
        (at := place(node)) is not None and (here := place(k.left)) is not None and at < here
        for k in steps
        for node in (s.walk(k.right) if k.right is not None else ())
    )
    everything = [node for k in links for side in (k.left, k.right) if side is not None for node in s.walk(side)]
    if not recurs or not (shows_tensors(context, everything) or any(_is_whole(context, n) for n in everything)):
        return {}
    shapes = Shapes(context, naming)
    for link in steps:
        assert link.left is not None
        assert link.right is not None
        shapes.equation(link.left, link.right)
        named = naming(link.left)
        zero = _first_state(context, named[0]) if named is not None else None
        if zero is not None:
            shapes.equation(link.left, zero)
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


def _is_whole(context: Context, node: s.Expression) -> bool:
    """Whether a declared family of vectors is read at a step alone: ``g_t`` of ``g_t \\in \\mathbb{R}^d``."""
    found = context.names.read(node) if isinstance(node, s.Scripted) else None
    if found is None or found.name not in context.partial:
        return False
    return 0 < len(found.indices) < (context.names.ranks.get(found.name) or 0)


def _told(context: Context, document: SurfaceDocument) -> Iterator[tuple[str, RelationFact]]:
    """The names whose entries at a letter the text defines, and what it says."""
    for fact in document.facts():
        if isinstance(fact, RelationFact) and fact.relation in ("=", ":=") and not fact.conditional:
            for left in fact.left:
                found = _occurrence(context, left)
                if found is not None and not any(isinstance(x, s.Number) for x in found[1]):
                    yield found[0], fact


def _first_state(context: Context, name: str) -> s.Expression | None:
    r"""``h_0`` as a name, where it is declared by itself and ``h`` is not."""
    zero = f"{name}_{{0}}"
    if name in context.theory.shapes or zero not in context.theory.shapes or not name.isalpha():
        return None
    return s.Scripted(s.NOWHERE, s.Symbol(s.NOWHERE, name), (s.Number(s.NOWHERE, Fraction(0)),))


def _stated(context: Context, letter: str) -> Range | None:
    stated = context.stated.get(letter, [])
    return stated[0][1] if stated else context.ranges.get(letter) or context.spans.get(letter)


def _shapes(
    context: Context,
    axes: Mapping[str, int],
    steps: Mapping[str, _Equation],
    bases: Mapping[str, list[_Equation]],
    rests: Mapping[str, tuple[Poly, ...]],
) -> None:
    """Declare the tensors of a group that have no stated shape: from ranges, and from axes where letters stand bare."""
    for _ in axes:
        for name, axis in axes.items():
            if name in context.names.ranks:
                _covered(context, name, axis, steps[name], bases.get(name, ()))
                continue
            shape: list[Poly] = []
            votes: list[tuple[int, int]] = []
            for position, entry in enumerate(steps[name].entries):
                found = _range(context, entry, [steps[name], *(steps[n] for n in axes if n != name)])
                if found is None:
                    break
                (low, high), explicit = found
                if position == axis:
                    low = low - _behind(context, steps[name], axis)
                    if context.starts.get(name) and low.is_constant:
                        low = Poly.constant(min(low.value, 0))
                    low = _lowest(low, axis, bases.get(name, ()))
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


def _lowest(low: Poly, axis: int, cases: Sequence[_Equation]) -> Poly:
    """The first index of an axis: where the steps begin, or a base case before it."""
    for case in cases:
        at = case.entries[axis] if axis < len(case.entries) else None
        if isinstance(at, s.Number) and at.value.denominator == 1 and low.is_constant:
            low = Poly.constant(min(low.value, int(at.value)))
    return low


def _lengthen(context: Context, document: SurfaceDocument, name: str, axis: int, step: _Equation) -> None:
    """The axis of ``x_{l+1} = F(x_l)`` for the steps ``l`` of which ``x_l`` is declared has one entry more, where the
    document speaks of that one: of ``x_L`` with ``l = 0, ..., L - 1``."""
    found = _range(context, step.entries[axis], [step]) if axis < len(step.entries) else None
    shape = context.theory.shapes[name]
    behind = _behind(context, step, axis)
    if found is None or not behind:
        return
    (low, high), own = found[0], shape[axis]
    if high - low + 1 != own:
        return
    letters = context.sizes.letters()
    sides = [side for display in document.displays() for k in display.links for side in (k.left, k.right) if side]
    sides += [side for f in document.facts() if isinstance(f, RelationFact) for side in (*f.left, f.right)]
    sides += [x for f in document.facts() if isinstance(f, ActsFact) for x in (*f.subjects, f.on)]
    for node in (n for side in sides for n in s.walk(side)):
        at = _read(context, node)
        if at is not None and at[0] == name and axis < len(at[1]):
            place = polynomial(at[1][axis], letters)
            if place is not None and place[1] == Poly.constant(1) and place[0] == high:
                longer = (*shape[:axis], own + behind, *shape[axis + 1 :])
                context.theory.shapes[name] = longer
                if (low - behind).is_constant:
                    context.bases.vote((name, axis), longer[axis], (low - behind).value)
                return


def _covered(context: Context, name: str, axis: int, step: _Equation, cases: Sequence[_Equation]) -> None:
    """What the pieces of a declared tensor say of the first index of its axis, where they cover it together."""
    found = _range(context, step.entries[axis], [step]) if axis < len(step.entries) else None
    if found is None or not found[1] or not cases:
        return
    (low, high), size = found[0], context.theory.shapes[name][axis]
    low = _lowest(low, axis, cases)
    if low.is_constant and low.value in (0, 1) and high - low + 1 == size:
        context.bases.vote((name, axis), size, low.value)


def _behind(context: Context, step: _Equation, axis: int) -> int:
    """How many entries before its first one an equation ``x_{t+1} = F(x_t)`` reads that are no earlier than ``t``."""
    own = _shifted(step.entries[axis])
    if own is None or own[1] <= 0:
        return 0
    reads = [o for node in s.walk(step.right) if (o := _read(context, node)) is not None and o[0] == step.name]
    places = [at for _, entries in reads if axis < len(entries) and (at := _shifted(entries[axis])) is not None]
    return max((own[1] - shift for letter, shift in places if letter == own[0] and 0 <= shift < own[1]), default=0)


def _range(context: Context, entry: s.Expression, steps: list[_Equation]) -> tuple[Range, bool] | None:
    """The range of a subscript of a left side, in the document's numbers, and whether it is stated (or follows from an
    axis, whose first index may not be known yet)."""
    found = _shifted(entry)
    if found is None:
        return None
    letter, shift = found
    stated = context.stated.get(letter, [])
    limits = min(stated, key=lambda r: abs(r[0] - steps[0].position))[1] if stated else context.ranges.get(letter)
    if limits is None:
        for step in steps:
            sides: list[tuple[str, Entries]] = [(step.name, step.entries)]
            sides += [o for node in s.walk(step.right) if (o := _occurrence(context, node)) is not None]
            for name, entries in sides:
                if name in context.theory.shapes:
                    shape = context.theory.shapes[name]
                    for axis, other in enumerate(entries[: len(shape)]):
                        if is_letter(other) and latex(other) == letter:
                            base = context.bases.of((name, axis), shape[axis])
                            return (Poly.constant(base) + shift, shape[axis] + (base - 1 + shift)), False
        return None
    return (limits[0] + shift, limits[1] + shift), True


# ------------------------------------------------------------------------------------------------ pieces


def is_piece(context: Context, found: Occurrence) -> bool:
    """Whether a left side is the base case or the step of a recurrence."""
    entries = _entries(context, found)
    axis = context.recurrent[found.name]
    if axis >= len(entries) or found.name not in context.theory.shapes:
        return False
    if isinstance(entries[axis], s.Number):
        return True
    return _shifted(entries[axis]) is not None and found.name not in context.steps


def define_piece(reader: Definer, found: Occurrence, right: s.Expression) -> str:
    """Take down the base case or the step; the last piece of a group enters all its definitions.  The reading."""
    context, name = reader.context, found.name
    entries, axis = _entries(context, found), context.recurrent[name]
    shape = context.theory.shapes[name]
    e = reader.elaborator(right)
    symbols: list[str] = []
    shift: dict[str, Poly] = {}
    at = Poly({})
    for position, entry in enumerate(entries):
        base = context.bases.of((name, position), shape[position])
        if position == axis and isinstance(entry, s.Number):
            first = e.place(entry)[0]
            if first.is_constant and first.value == 0:
                context.bases.vote((name, axis), shape[axis], 0)
            at = first - base
            symbols.append(e.unify.fresh("t"))
            continue
        number = e.place(entry)[0]
        step = _shifted(entry)
        if step is None or (position != axis and step[1]):
            raise e.fail(entry, "a subscript of a recurrence that is no index", "write the step at k+1 or at k")
        symbol = e.letters[step[0]]
        e.bare.setdefault(symbol, []).append(Bare(name, position, shape[position], base))
        shift[symbol] = Poly.symbol(symbol) * 2 - number + base
        symbols.append(symbol)
    value = e.value(right)
    for letter, symbol in e.free.items():
        limits = context.local.get(letter) or context.ranges.get(letter)
        if limits is not None:
            e.explicit[symbol] = limits
            e.note(symbol)
    missing = [letter for letter, symbol in e.free.items() if symbol not in symbols]
    if missing:
        raise e.fail(right, f"the index '{missing[0]}' is on one side only", f"sum over '{missing[0]}'")
    more = [e.unify.fresh("ijkl"[k % 4]) for k in range(len(shape) - len(entries))]
    if value.rank != len(more) and value.rank:
        raise e.fail(right, f"the sides of the recurrence of {name} have different ranks", "write indices")
    if value.rank and not all(map(e.unify.unify, value.shape, shape[len(entries) :])):
        raise e.fail(right, f"the right side has another shape than {name}", "check the shapes")
    body = value.entry(tuple(map(Poly.symbol, more))) if value.rank else value.term
    body = substitute(body, shift)
    places = (*symbols, *more)
    if len(entries) < len(shape):
        context.partial.add(name)
    label = ",".join(x.removeprefix("%") for x in places)
    if isinstance(entries[axis], s.Number):
        if not at.is_constant:
            raise e.fail(entries[axis], "a base case that is no number", "write the base case at 0 or 1")
        context.starts.setdefault(name, []).append((at.value, places, body))
        text = f"{name}[{at}] := {plain(body)}, the base case"
    else:
        context.steps[name] = (places, body, _first(context, name, axis, entries[axis]))
        text = f"{name}[{label}] := {plain(body)}"
    group = context.groups[name]
    complete = all(n in context.steps and len(context.starts.get(n, ())) >= context.awaited[n] for n in group)
    if complete:
        wholes = [_whole(context, n) for n in sorted(group, key=list(context.steps).index)]
        _enter(context, wholes)
        if name in context.steps and not isinstance(entries[axis], s.Number):
            text = f"{name}[{label}] := {plain(next(d.body for d in wholes if d.name == name))}"
    return text


def _first(context: Context, name: str, axis: int, entry: s.Expression) -> Poly:
    """The first place (counted from 0) that the step defines: where its letter's range begins, else where the axis
    does (``h_t``) or as much later (``h_{t+1}``)."""
    found = _shifted(entry)
    assert found is not None
    limits = context.local.get(found[0]) or context.ranges.get(found[0])
    if limits is None:
        return Poly.constant(max(found[1], 0))
    return limits[0] + (found[1] - context.bases.of((name, axis), context.theory.shape_of(name)[axis]))


def _whole(context: Context, name: str) -> Definition:
    """One definition by cases from the pieces."""
    places, body, first = context.steps[name]
    shape, axis = context.theory.shapes[name], context.recurrent[name]
    own = Poly.symbol(places[axis])
    starts = context.starts.get(name, [])
    if starts:
        parts: list[Term] = []
        for at, names, case in starts:
            here = substitute(case, {a: Poly.symbol(b) for a, b in zip(names, places, strict=True)})
            parts.append(Sum((), (Guard("eq", own - at),), here))
        last = max(at for at, _, _ in starts)
        return Definition(name, places, shape, Add((*parts, Sum((), (Guard("ge", own - last - 1),), body))))
    if first.is_constant and first.value <= 0:
        return Definition(name, places, shape, body)
    initial = name + "_{0}"
    while initial in context.theory.shapes or initial in context.theory.definitions:
        initial += "'"
    steps = (first,) if first.is_constant else shape[axis : axis + 1]  # as many as are ever read
    context.theory.add_tensor(initial, (*shape[:axis], *steps, *shape[axis + 1 :]))
    before = Sum((), (Guard("ge", first - 1 - own),), Read(initial, tuple(map(Poly.symbol, places))))
    return Definition(name, places, shape, Add((before, Sum((), (Guard("ge", own - first),), body))))


def _enter(context: Context, group: list[Definition]) -> None:
    """Enter the definitions of a group at once."""
    theory = context.theory
    for d in group:
        for symbol in d.body.free.union(*(size.free for size in d.shape)):
            if not symbol.startswith("%"):
                context.ensure(Poly.symbol(symbol))
    old = {d.name: theory.shapes.pop(d.name) for d in group}
    try:
        theory.define_together(group)
    except DeclarationError:
        theory.shapes.update(old)
        raise
    for d in group:
        context.names.ranks[d.name] = len(d.shape)
