"""Recurrences: which tensors equations define from themselves, ``s_0 = ...`` and ``s_{k+1} = F(s_k)``.

Tensors may recur together (``a_t = W h_{t-1} + U x_t`` and ``h_t = tanh(a_t)``).  They are found before anything is
elaborated: a cycle of equations in which one index never grows and somewhere falls, and whose names no other equation
uses before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

from symderiv.documents.declaring.recurrence_shapes import (
    declare_shapes,
    declare_states,
    first_state,
    lengthen,
    lengthen_by_base,
    stated_near,
    subscript_range,
)
from symderiv.documents.elaboration.context import Context, Range
from symderiv.documents.elaboration.recurrence_equations import (
    Entries,
    Piece,
    entry_read,
    possible_pieces,
    shifted_letter,
    told_entries,
)
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import with_number
from symderiv.documents.page.surface import SurfaceDocument
from symderiv.language.integers import Poly
from symderiv.language.terms import Read

__all__ = ["find_recurrences"]


def find_recurrences(context: Context, document: SurfaceDocument) -> None:
    """The tensors that equations define from themselves at smaller values of one index, and their shapes."""
    rests = declare_states(context, document)
    steps: dict[str, Piece] = {}
    bases: dict[str, list[Piece]] = {}
    mentions: list[tuple[int, set[str], str]] = []
    told = {
        name: fact
        for name, fact in told_entries(context, document)
        if not any((at := entry_read(context, node)) is not None and at[0] == name for node in s.walk(fact.right))
    }  # not from themselves
    broken: list[tuple[int, str]] = []
    begun: set[tuple[str, tuple[s.Expression, ...]]] = set()  # the entries in ``bases``
    for number, (equation, mentioned) in enumerate(possible_pieces(context, document)):
        if isinstance(equation, str):
            broken.append((number, equation))
        elif equation is not None:
            literal = any(isinstance(x, s.Number) for x in equation.entries)
            if literal and (equation.name not in steps or _starts(context, document, equation, steps, mentions)):
                cases = bases.setdefault(equation.name, [])
                if (equation.name, equation.entries) not in begun:  # not told before
                    cases.append(equation)
                    begun.add((equation.name, equation.entries))
                mentions.append((number, mentioned - {equation.name}, ""))
                continue
            said = told.get(equation.name)  # the text may have defined it before, in another way
            again = said is not None and said.span.start < equation.position and said.right != equation.right
            if not literal and not again and equation.name not in steps and all(map(shifted_letter, equation.entries)):
                steps[equation.name] = equation
                mentions.append((number, mentioned, equation.name))
                continue
        mentions.append((number, mentioned, ""))
    reads = {name: list(_reads(context, step, steps)) for name, step in steps.items()}
    cycles = _cycles({name: {m for m, _ in found} for name, found in reads.items()})
    alone = [[name] for name in steps if bases.get(name) and not any(name in group for group in cycles)]
    alone = [[name] for (name,) in alone if not _is_another(context, document, steps[name], bases[name])]
    counted: dict[str, Range] = {}
    for group in (*cycles, *alone):
        axes = _axes(group, steps, reads) if group in cycles else _pieces(group[0], steps, bases)
        if axes is None or not _fresh(group, mentions):
            continue
        last = max(number for number, _, name in mentions if name in group)
        if any(name in group and number < last for number, name in broken):
            for name in group:
                if name not in context.theory.shapes:
                    context.poisoned[name] = "a line before its recurrence cannot be read, and may be the base case"
                    context.names.ranks.setdefault(name, None)
            continue
        for name, axis in axes.items():
            context.recurrent[name] = axis
            context.groups[name] = frozenset(group)
            cases = [b for b in bases.get(name, ()) if axis < len(b.entries) and isinstance(b.entries[axis], s.Number)]
            context.awaited[name] = len({case.entries[axis] for case in cases})  # "since ⟦s_0 = 0⟧" tells it again
            first = first_state(context, document, name)
            if not cases and first is not None and (not first[0] or _is_before(context, steps[name], axis)):
                zero = with_number(name, first[0])
                # a sequence of numbers, of whole states h_t, or of states entry by entry
                rank = len(rests[name]) if rests.get(name) else len(steps[name].entries) - 1
                if axis == 0 and rank == len(context.theory.shape_of(zero)):
                    rest = tuple(f"%s{k}" for k in range(rank))
                    context.starts[name] = [(0, ("%s", *rest), Read(zero, tuple(map(Poly.symbol, rest))))]
                    context.awaited[name] = 1
        for name, axis in axes.items():
            if name in context.theory.shapes:
                lengthen(context, document, name, axis, steps[name])
                lengthen_by_base(context, document, name, axis, steps[name], bases.get(name, ()))
        declare_shapes(context, axes, steps, bases, rests, counted)


def _starts(
    context: Context,
    document: SurfaceDocument,
    equation: Piece,
    steps: Mapping[str, Piece],
    mentions: list[tuple[int, set[str], str]],
) -> bool:
    """Whether an equation behind the step of a recurrence, ``..., x_0 = c``, is its base case: nothing but its
    recurrence, what is made from its states, and what stands in the same display, used the name in between, and the
    step does not define this entry."""
    step = steps[equation.name]
    graph = {name: {m for m, _ in _reads(context, one, steps)} for name, one in steps.items()}
    group = next((group for group in _cycles(graph) if equation.name in group), None)
    if group is None:
        return False
    at = max(k for k, (_, _, name) in enumerate(mentions) if name == equation.name)
    if any(equation.name in mentioned and not owner for _, mentioned, owner in mentions[at + 1 :]) and not any(
        d.span.start <= step.position <= equation.position <= d.span.end for d in document.displays()
    ):
        return False
    for entry, moving in zip(equation.entries, step.entries, strict=False):
        if isinstance(entry, s.Number) and not isinstance(moving, s.Number):
            found = subscript_range(context, moving, [step])
            if found is None or not found[1]:
                return entry.value == 0
            low = found[0][0]
            return low.is_constant and entry.value < low.value
    return False


def _is_before(context: Context, step: Piece, axis: int) -> bool:
    """Whether an entry 1 may be before the first one that a step tells."""
    found = shifted_letter(step.entries[axis])
    limits = None if found is None else stated_near(context, found[0], step.position)
    return found is not None and (limits is None or limits[0] + found[1] == Poly.constant(2))


def _pieces(name: str, steps: Mapping[str, Piece], bases: Mapping[str, list[Piece]]) -> dict[str, int] | None:
    """The axis of ``y_1 = 0`` and ``y_i = x_i - x_{i-1}``, which no value of ``y`` is made from another for."""
    step = steps[name]
    axes = {k for case in bases[name] for k, x in enumerate(case.entries) if isinstance(x, s.Number)}
    if len(axes) != 1 or any(len(case.entries) != len(step.entries) for case in bases[name]):
        return None
    return {name: axes.pop()} if all(map(is_letter, step.entries)) else None


def _is_another(context: Context, document: SurfaceDocument, step: Piece, cases: list[Piece]) -> bool:
    """Whether ``s_0`` beside ``s_k``, ``k = 1, ..., K``, is a name of its own: what is told of ``k`` leaves 0 out, and
    so does every sum over entries of ``s``."""
    if len(step.entries) != 1 or any(case.entries[0] != s.Number(s.NOWHERE, Fraction(0)) for case in cases):
        return False
    found = subscript_range(context, step.entries[0], [step])
    if found is None or found[0][0] != Poly.constant(1):
        return False
    for node in (n for side in document.sides() for n in s.walk(side)):
        at = entry_read(context, node)
        if at is not None and at[0] == step.name and not (is_letter(at[1][0]) or isinstance(at[1][0], s.Number)):
            return False  # of its neighbours
        if isinstance(node, s.BigOperator) and any(_begins_at_zero(below) for below in node.below):
            inside = (entry_read(context, n) for n in s.walk(node.body))
            if any(x is not None and x[0] == step.name for x in inside):
                return False
    return True


def _begins_at_zero(below: s.Expression) -> bool:
    return isinstance(below, s.Comparison) and any(isinstance(x, s.Number) and not x.value for x in below.operands)


def _reads(context: Context, step: Piece, steps: Mapping[str, Piece]) -> Iterator[tuple[str, Entries]]:
    for node in s.walk(step.right):
        found = entry_read(context, node)
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
    group: list[str], steps: Mapping[str, Piece], reads: Mapping[str, list[tuple[str, Entries]]]
) -> dict[str, int] | None:
    """For each name the subscript that never grows along the cycle; reads at the same value make no cycle."""

    def level(axes: dict[str, int]) -> dict[str, set[str]] | None:
        """Which names read which at the same value; None where one reads another at a larger value."""
        found: dict[str, set[str]] = {name: set() for name in axes}
        for name, axis in axes.items():
            own = shifted_letter(steps[name].entries[axis])
            for other, entries in reads[name]:
                if other not in axes:
                    continue
                at = shifted_letter(entries[axes[other]]) if axes[other] < len(entries) else None
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
