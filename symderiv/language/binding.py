"""Bound indices: substitution that never captures, other names for them, and equality up to their names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from symderiv.language.integers import Poly, fresh_index
from symderiv.language.nodes import (
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
    Let,
    Matrix,
    Nary,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    bound_by,
    union_free,
    walk,
)

__all__ = ["alpha_equal", "alpha_key", "apart", "letters", "rename_bound", "substitute", "substitute_guard"]

T = TypeVar("T", bound=Term)


def letters(*terms: Term) -> set[str]:
    """All symbols that are free or bound anywhere in some terms."""
    return {s for term in terms for n in walk(term) for s in (*n.free, *bound_by(n))}


def apart(term: T, avoid: Collection[str]) -> T:
    """The node with other names for those of its bound indices that are in ``avoid``."""
    clash = [b for b in bound_by(term) if b in avoid]
    if not clash:
        return term
    taken = letters(term).union(avoid)
    names: dict[str, str] = {}
    for b in clash:
        names[b] = fresh_index(b, taken)
        taken.add(names[b])
    renamed = rename_bound(term, names)
    assert isinstance(renamed, type(term))
    return renamed


def rename_bound(term: Term, names: Mapping[str, str]) -> Term:
    """The binder at the root with its bound indices renamed; the new names must not occur in it."""
    values = {old: Poly.symbol(new) for old, new in names.items()}
    if isinstance(term, (Sum, Extremum)):
        binders = tuple(names.get(b, b) for b in term.binders)
        guards = tuple(substitute_guard(g, values) for g in term.guards)
        body = substitute(term.body, values)
        if isinstance(term, Sum):
            return Sum(binders, guards, body)
        return Extremum(term.operation, binders, guards, body)
    if isinstance(term, Matrix):
        row, column = names.get(term.row, term.row), names.get(term.column, term.column)
        return Matrix(term.operation, row, column, term.size, substitute(term.body, values), term.at)
    return term


def substitute_guard(guard: Guard, values: Mapping[str, Poly]) -> Guard:
    """:func:`substitute` for a condition."""
    if guard.free.isdisjoint(values):
        return guard
    return guard.map(lambda p: p.substitute(values), lambda t: substitute(t, values))


def substitute(term: Term, values: Mapping[str, Poly]) -> Term:
    """Replace free symbols (indices or sizes) by polynomials, all at once and without capture.

    >>> from symderiv.language.text import plain
    >>> i, j = Poly.symbol("%i"), Poly.symbol("%j")
    >>> row = Sum(("%j",), (), Read("A", (i, j)))
    >>> plain(substitute(row, {"%i": j}))
    'sum_{j.1} A[j,j.1]'
    """
    if term.free.isdisjoint(values):
        return term
    if isinstance(term, Int):
        return Int(term.poly.substitute(values))
    if isinstance(term, Read):
        return Read(term.tensor, tuple(p.substitute(values) for p in term.index))
    bound = bound_by(term)
    if bound:
        live = {s: p for s, p in values.items() if s in term.free}
        incoming = union_free(live.values())
        term = apart(term, incoming)
        values = live
    if isinstance(term, Sum):
        guards = tuple(substitute_guard(g, values) for g in term.guards)
        return Sum(term.binders, guards, substitute(term.body, values))
    if isinstance(term, Extremum):
        guards = tuple(substitute_guard(g, values) for g in term.guards)
        return Extremum(term.operation, term.binders, guards, substitute(term.body, values))
    if isinstance(term, Matrix):
        # ``at`` stands outside of the binder and may use its letters
        inner = {s: p for s, p in values.items() if s not in bound}
        at = tuple(p.substitute(values) for p in term.at)
        size = term.size.substitute(values)
        return Matrix(term.operation, term.row, term.column, size, substitute(term.body, inner), at)
    if isinstance(term, Diff):
        index = tuple(p.substitute(values) for p in term.index)
        return Diff(substitute(term.body, values), term.tensor, index, term.total)
    return term.rebuild(tuple(substitute(c, values) for c in term.children))


def alpha_key(term: Term, bound: Mapping[str, int] | None = None, depth: int = 0) -> tuple[Any, ...]:
    """A key that two terms share if and only if they are equal up to the names of bound indices.

    Binders of one sum are taken in their order: ``sum_{i,j}`` and ``sum_{j,i}`` have different keys.
    """
    outer: Mapping[str, int] = {} if bound is None else bound
    names = outer
    own = bound_by(term)
    if own:
        names = {**outer, **{b: depth + k for k, b in enumerate(own)}}
        depth += len(own)

    def poly(p: Poly, names: Mapping[str, int] = names) -> Any:
        if p.free.isdisjoint(names):
            return p.terms
        # numbers stand for bound indices: no name of a free symbol can be mistaken for one
        return frozenset((tuple(sorted((0, names[s]) if s in names else (1, s) for s in m)), c) for m, c in p.terms)

    def guard(g: Guard) -> tuple[Any, ...]:
        inner = poly(g.arg) if isinstance(g.arg, Poly) else alpha_key(g.arg, names, depth)
        return (g.kind, inner, None if g.modulus is None else poly(g.modulus))

    kind = type(term).__name__
    if isinstance(term, Num):
        return (kind, term.value)
    if isinstance(term, Int):
        return (kind, poly(term.poly))
    if isinstance(term, Read):
        return (kind, term.tensor, *map(poly, term.index))
    if isinstance(term, Nary):
        return (kind, *(alpha_key(a, names, depth) for a in term.args))
    if isinstance(term, Pow):
        return (kind, term.exponent, alpha_key(term.base, names, depth))
    if isinstance(term, Fn):
        return (kind, term.name, term.orders, *(alpha_key(a, names, depth) for a in term.args))
    if isinstance(term, Sum):
        return (kind, len(own), frozenset(map(guard, term.guards)), alpha_key(term.body, names, depth))
    if isinstance(term, Extremum):
        inner = alpha_key(term.body, names, depth)
        return (kind, term.operation, len(own), frozenset(map(guard, term.guards)), inner)
    if isinstance(term, Diff):
        inner = alpha_key(term.body, names, depth)
        return (kind, term.tensor, term.total, tuple(map(poly, term.index)), inner)
    if isinstance(term, Let):
        return (kind, term.name, alpha_key(term.value, names, depth), alpha_key(term.body, names, depth))
    if isinstance(term, Matrix):
        at = tuple(poly(p, outer) for p in term.at)
        return (kind, term.operation, poly(term.size, outer), at, alpha_key(term.body, names, depth))
    raise TypeError(f"not a term: {term!r}")


def alpha_equal(left: Term, right: Term) -> bool:
    """Equality up to the names of bound indices."""
    return left == right or alpha_key(left) == alpha_key(right)
