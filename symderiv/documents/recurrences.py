"""Recurrences: ``s_0 = ...`` and ``s_{k+1} = F(s_k)`` make one definition by cases on the index.

A tensor of stated shape whose left side is shifted (``s_{k+1}``, or ``s_k`` beside ``s_{k-1}``) is recurrent in that
axis.  Its base case is kept until the step arrives; a step without a base case is an error that asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symderiv.documents import syntax as s
from symderiv.documents.context import Context
from symderiv.documents.elaborate_base import Bare
from symderiv.documents.names import Occurrence, is_letter, split_entries
from symderiv.errors import ReadingError
from symderiv.language.integers import Poly
from symderiv.language.terms import Add, Guard, Sum, substitute
from symderiv.language.text import plain

if TYPE_CHECKING:
    from symderiv.documents.statements import Reader

__all__ = ["define_piece", "find_recurrences", "is_piece"]


def _entries(context: Context, found: Occurrence) -> tuple[s.Expression, ...]:
    rank = context.names.ranks.get(found.name) or 0
    entries = split_entries(found.indices, rank)
    return entries if len(entries) <= rank else found.indices


def _letter(entry: s.Expression) -> str:
    """The letter of ``k`` or ``k+1``; empty for anything else."""
    if is_letter(entry):
        return s.latex(entry)
    if isinstance(entry, s.Addition):
        letters = [t for t in entry.terms if is_letter(t)]
        numbers = [t for t in entry.terms if isinstance(t, s.Number)]
        if len(letters) == 1 and len(numbers) == 1 and len(entry.terms) == 2:
            return s.latex(letters[0])
    return ""


def find_recurrences(context: Context, document: s.SurfaceDocument) -> None:
    """The tensors that an equation defines from themselves at another value of one index."""
    for display in document.displays():
        for link in display.links:
            if link.left is None or link.right is None or link.continuation or not isinstance(link.left, s.Scripted):
                continue
            found = context.names.read(link.left)
            if found is None or not context.names.ranks.get(found.name) or not found.indices or found.power is not None:
                continue
            own = _entries(context, found)
            for node in s.walk(link.right):
                other = context.names.read(node) if isinstance(node, s.Scripted) else None
                if other is None or other.name != found.name:
                    continue
                for axis, (mine, theirs) in enumerate(zip(own, _entries(context, other), strict=False)):
                    if mine != theirs and _letter(mine) and _letter(mine) == _letter(theirs):
                        context.recurrent.setdefault(found.name, axis)


def is_piece(context: Context, found: Occurrence) -> bool:
    """Whether a left side is the base case or the step of a recurrence."""
    entries = _entries(context, found)
    axis = context.recurrent[found.name]
    if axis >= len(entries) or found.name not in context.theory.shapes:
        return False
    if isinstance(entries[axis], s.Number):
        return found.name not in context.starts
    return bool(_letter(entries[axis]))


def define_piece(reader: Reader, found: Occurrence, right: s.Expression) -> str:
    """Take down the base case, or enter the whole recurrence with its step; the reading."""
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
            at = e.place(entry)[0] - base
            symbols.append(e.unify.fresh("t"))
            continue
        number = e.place(entry)[0]
        letter = _letter(entry)
        if not letter or (position != axis and not is_letter(entry)):
            raise e.fail(entry, "a subscript of a recurrence that is no index", "write the step at k+1 or at k")
        symbol = e.letters[letter]
        e.bare.setdefault(symbol, []).append(Bare(name, position, shape[position], base))
        shift[symbol] = Poly.symbol(symbol) * 2 - number + base
        symbols.append(symbol)
    value = e.value(right)
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
    if isinstance(entries[axis], s.Number):
        if not at.is_constant:
            raise e.fail(entries[axis], "a base case that is no number", "write the base case at 0 or 1")
        context.starts[name] = (at.value, places, body)
        return f"{name}[{at}] := {plain(body)}, the base case"
    if name not in context.starts:
        raise ReadingError(
            f"the recurrence of {name} has no base case", s.latex(right), f"define {name} at its first index"
        )
    start, names, first = context.starts[name]
    first = substitute(first, {a: Poly.symbol(b) for a, b in zip(names, places, strict=True)})
    own = Poly.symbol(symbols[axis])
    whole = Add((Sum((), (Guard("eq", own - start),), first), Sum((), (Guard("ge", own - start - 1),), body)))
    reader.enter(name, places, shape, whole)
    if len(entries) < len(shape):
        context.partial.add(name)
    return f"{name}[{','.join(x.removeprefix('%') for x in places)}] := {plain(whole)}"
