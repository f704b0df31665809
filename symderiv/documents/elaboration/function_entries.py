r"""Functions that are given entry by entry: ``f(x)_i = \tanh(\sum_j A_{ij} x_j)``, the layers ``f(x)_l = W_l x``.

Guarantee: what such a function is at other arguments is made from its equation as it stands, with these arguments for
its parameters and the index of the entry for its letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symderiv.documents.elaboration.context import FunctionDefinition
from symderiv.documents.elaboration.values import Place, Value
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.language.integers import Poly
from symderiv.language.terms import Term, substitute

if TYPE_CHECKING:
    from symderiv.documents.elaboration.elaborate import Elaborator

__all__ = ["entries_given", "entries_of"]


def entries_given(left: s.Applied) -> tuple[s.Expression, ...] | None:
    """The letters of the entries that ``f_i(x)`` stands for on the left of an equation; None for anything else."""
    head = left.head
    if not isinstance(head, s.Scripted) or not head.subscripts or head.superscript is not None or head.primes:
        return None
    entries = split_entries(head.subscripts, None)
    return entries if all(map(is_letter, entries)) else None


def entries_of(e: Elaborator, definition: FunctionDefinition, name: str, arguments: list[Value]) -> Value:
    """The function at some arguments of the shapes of its parameters."""
    shape, bases = e.context.shape(name), e.context.bases
    saved, letters = e.overrides, e.letters
    e.letters = {}
    e.overrides = {k: v for k, v in saved.items() if k not in definition.parameters}
    e.overrides |= dict(zip(definition.parameters, arguments, strict=True))
    try:
        with e.bound(list(definition.letters)) as symbols:
            inner = e.value(definition.body)
    finally:
        e.overrides, e.letters = saved, letters
    first = [bases.of((name, axis), size) for axis, size in enumerate(shape)]
    count = len(definition.letters)
    for axis, letter in enumerate(definition.letters):
        for bare in e.bare.get(symbols[letter], ()):
            e.unify.unify(bare.size, shape[axis])

    def entry(place: Place) -> Term:
        at = {symbols[x]: p + b for x, p, b in zip(definition.letters, place, first, strict=False)}
        return substitute(inner.entry(place[count:]), {x: Poly({}) + p for x, p in at.items()})

    return Value(shape, entry, tuple(first))
