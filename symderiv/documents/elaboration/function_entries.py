r"""Functions that are given entry by entry: ``f(x)_i = \tanh(\sum_j A_{ij} x_j)``, the layers ``f(x)_l = W_l x``.

Guarantee: what such a function is at other arguments is made from its equation as it stands, with these arguments for
its parameters and the index of the entry for its letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symderiv.documents.elaboration.context import Context, FunctionDefinition
from symderiv.documents.elaboration.values import Place, Value
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.language.integers import Poly
from symderiv.language.terms import Term, substitute

if TYPE_CHECKING:
    from symderiv.documents.elaboration.elaborate import Elaborator

__all__ = ["entries_given", "entries_of"]


def entries_given(context: Context, left: s.Applied, right: s.Expression | None) -> tuple[s.Expression, ...]:
    r"""The letters of the entries that ``f_i(x)`` stands for on the left of an equation; none where its subscript is a
    part of its name, ``f_\\theta(x)``: no index stands so on the right."""
    head = left.head
    if not isinstance(head, s.Scripted) or not head.subscripts or head.superscript is not None or head.primes:
        return ()
    entries = split_entries(head.subscripts, None)
    if not all(map(is_letter, entries)) or right is None:
        return ()
    scripted = [n for n in s.walk(right) if isinstance(n, s.Scripted)]
    places = [x for n in scripted for x in n.subscripts]
    places += [n.superscript for n in scripted if isinstance(n.superscript, s.Group)]
    inside = {latex(n) for x in places for n in s.walk(x)} | context.ranges.keys()
    letters = set(map(latex, entries))
    return entries if letters <= inside and letters.isdisjoint(context.names.ranks) else ()


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
