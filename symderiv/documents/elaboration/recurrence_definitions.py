"""One definition by cases on the index from the pieces of a recurrence.

The pieces are kept until the last one of their group arrives.  Where no base case is given, entries that exist before
the first step are inputs; before the first entry a tensor reads as zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.elaborate_base import Bare
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import Occurrence
from symderiv.documents.latex.spelling import latex, zeroth
from symderiv.errors import DeclarationError
from symderiv.language.integers import Poly
from symderiv.language.terms import Add, Guard, Read, Sum, Term, alpha_equal, substitute
from symderiv.language.text import plain
from symderiv.language.theory import Definition

if TYPE_CHECKING:
    from symderiv.documents.elaboration.definer import Definer
from symderiv.documents.elaboration.recurrence_equations import shifted_letter, subscripts_of

__all__ = ["define_piece", "is_piece"]


def is_piece(context: Context, found: Occurrence) -> bool:
    """Whether a left side is the base case or the step of a recurrence."""
    entries = subscripts_of(context, found)
    axis = context.recurrent[found.name]
    if axis >= len(entries) or found.name not in context.theory.shapes:
        return False
    if isinstance(entries[axis], s.Number):
        return True
    return shifted_letter(entries[axis]) is not None and found.name not in context.steps


def define_piece(reader: Definer, found: Occurrence, right: s.Expression) -> str:
    """Take down the base case or the step; the last piece of a group enters all its definitions.  The reading."""
    context, name = reader.context, found.name
    entries, axis = subscripts_of(context, found), context.recurrent[name]
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
        step = shifted_letter(entry)
        if step is None or (position != axis and step[1]):
            raise e.fail(entry, "a subscript of a recurrence that is no index", "write the step at k+1 or at k")
        if step[0] not in e.letters:
            raise e.fail(entry, f"'{step[0]}' is a size, and no index of {name}", "name the step by another letter")
        symbol = e.letters[step[0]]
        if not step[1]:  # what a range says of ``t``, it does not say of the axis of ``h_{t+1}``
            e.bare.setdefault(symbol, []).append(Bare(name, position, shape[position], base))
        shift[symbol] = Poly.symbol(symbol) * 2 - number + base
        symbols.append(symbol)
    if len(entries) == 1 and isinstance(entries[axis], s.Number):
        _declare_first(context, name, right, shape[1:])
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
        starts = context.starts.setdefault(name, [])
        for known, names, case in starts:
            here = substitute(case, {a: Poly.symbol(b) for a, b in zip(names, places, strict=True)})
            if known == at.value and not alpha_equal(here, body):
                raise e.fail(right, f"{name} begins at {latex(entries[axis])} in two ways", "give one base case")
        if all(known != at.value for known, _, _ in starts):
            starts.append((at.value, places, body))
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


def _declare_first(context: Context, name: str, right: s.Expression, shape: tuple[Poly, ...]) -> None:
    r"""Declare the state with which a recurrence begins, where it has a name of its own: ``h_0 = h_{\text{init}}``."""
    if not isinstance(right, s.Scripted) or latex(right.base) != name or context.names.read(right) is not None:
        return
    if right.primes or not right.subscripts or not all(isinstance(x, s.Symbol) and x.word for x in right.subscripts):
        return
    found = context.names.propose(right)
    if found is not None and not found.indices and found.power is None and found.name not in context.poisoned:
        context.declare(found.name, shape)


def _first(context: Context, name: str, axis: int, entry: s.Expression) -> Poly:
    """The first place (counted from 0) that the step defines: where its letter's range begins, else where the axis
    does (``h_t``) or as much later (``h_{t+1}``)."""
    found = shifted_letter(entry)
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
    initial = zeroth(name)
    rest = (*shape[:axis], *shape[axis + 1 :])
    counted = context.bases.of((name, axis), shape[axis])
    if initial in context.theory.shapes and first == Poly.constant(1) and not counted:
        if context.theory.shapes[initial] != rest:
            what = f"whether {initial} is the first of the states of {name} does not follow from its shape"
            raise DeclarationError(what, initial, f"state the shape of {initial} without the steps, or of {name}")
        start = Read(initial, tuple(Poly.symbol(x) for k, x in enumerate(places) if k != axis))
        cases = (Sum((), (Guard("eq", own),), start), Sum((), (Guard("ge", own - 1),), body))
        return Definition(name, places, shape, Add(cases))
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
