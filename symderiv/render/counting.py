"""Terms as a document writes them that counts its indices from 1: every entry and every index is one further.

What is made here is for the printers alone: nothing that is printed so is evaluated or proved before it is read back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from symderiv.language.integers import Poly
from symderiv.language.terms import Diff, Extremum, Guard, Int, Matrix, Read, Sum, Term, walk
from symderiv.language.theory import Definition, Free, Statement

__all__ = ["definition_from_one", "statement_from_one"]

Shifts = Mapping[str, Poly]


def statement_from_one(claim: Statement) -> Statement:
    """The statement with its indices counted from 1.

    >>> from symderiv.language.terms import mul
    >>> from symderiv.language.text import plain
    >>> i, p = Poly.symbol("%i"), Poly.symbol("%p")
    >>> window = Sum(("%p",), (), mul(Read("w", (p,)), Read("x", (i + p,))))
    >>> shown = statement_from_one(Statement(Read("y", (i,)), window, (Free("%i", Poly({}), Poly.symbol("N")),)))
    >>> plain(shown.right)
    'sum_{p} w[p]*x[i+p-1]'
    """
    letters = {f.symbol for f in claim.free}
    shifts = _shifts(letters, (claim.left, claim.right))
    free = tuple(
        Free(f.symbol, f.low + 1, f.high + 1) if f.symbol in shifts else f  # printed beside, where nothing else says it
        for f in claim.free
    )
    return replace(claim, left=_shown(claim.left, shifts), right=_shown(claim.right, shifts), free=free)


def definition_from_one(made: Definition) -> Definition:
    """The definition with its indices counted from 1."""
    shifts = {i: Poly.symbol(i) - 1 for i in made.indices}
    return replace(made, body=_shown(made.body, shifts))


def _shifts(letters: set[str], terms: tuple[Term, ...]) -> dict[str, Poly]:
    """For the indices that stand bare on an axis what they were, in what they are now."""
    places = [p for t in terms for n in walk(t) if isinstance(n, Read | Diff) for p in n.index]
    bare = {p.as_symbol for p in places} & letters
    return {s: Poly.symbol(s) - 1 for s in letters if s in bare}


def _shown(term: Term, shifts: Shifts) -> Term:
    def further(index: tuple[Poly, ...]) -> tuple[Poly, ...]:
        return tuple(p.substitute(shifts) + 1 for p in index)

    if isinstance(term, Read):
        return Read(term.tensor, further(term.index))
    if isinstance(term, Diff):
        return Diff(_shown(term.body, shifts), term.tensor, further(term.index), term.total)
    if isinstance(term, Int):
        return Int(term.poly.substitute(shifts))
    if isinstance(term, Sum | Extremum):
        terms = (term.body, *(g.term for g in term.guards if g.is_scalar))
        own = {s: p for s, p in shifts.items() if s not in term.binders} | _shifts(set(term.binders), terms)
        guards = tuple(_guard(g, own) for g in term.guards)
        body = _shown(term.body, own)
        return (
            Sum(term.binders, guards, body)
            if isinstance(term, Sum)
            else Extremum(term.operation, term.binders, guards, body)
        )
    if isinstance(term, Matrix):
        own = {s: p for s, p in shifts.items() if s not in (term.row, term.column)}
        own |= {s: Poly.symbol(s) - 1 for s in (term.row, term.column)}
        body, at = _shown(term.body, own), further(term.at)
        return Matrix(term.operation, term.row, term.column, term.size, body, at)
    return term.rebuild(tuple(_shown(c, shifts) for c in term.children))


def _guard(guard: Guard, shifts: Shifts) -> Guard:
    return guard.map(lambda p: p.substitute(shifts), lambda t: _shown(t, shifts))
