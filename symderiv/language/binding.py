"""Bound indices: substitution that never captures, other names for them, and equality up to their names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from symderiv.language.integers import Poly, fresh_index
from symderiv.language.nodes import (
    Guard,
    Nary,
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
    return _remade(term, names, {old: Poly.symbol(new) for old, new in names.items()}, {}) if bound_by(term) else term


def _remade(term: Term, names: Mapping[str, str], inner: Mapping[str, Poly], outer: Mapping[str, Poly]) -> Term:
    """A node with other names for its binders, other values beneath them (in terms and conditions) and outside (in
    places and sizes)."""

    def other(part: Any) -> Any:
        if isinstance(part, Term):
            return substitute(part, inner)
        if isinstance(part, Poly):
            return part.substitute(outer)
        if isinstance(part, Guard):
            return substitute_guard(part, inner)
        if isinstance(part, tuple):
            return tuple([other(p) for p in part])
        return names.get(part, part) if isinstance(part, str) else part

    return type(term)(*[other(part) for part in term.fields])


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
    if isinstance(term, Read):
        return Read(term.tensor, tuple([p.substitute(values) for p in term.index]))
    if isinstance(term, Nary):
        return type(term)(tuple([substitute(a, values) for a in term.args]))
    if not bound_by(term):
        return _remade(term, {}, values, values)
    live = {s: p for s, p in values.items() if s in term.free}
    term = apart(term, union_free(live.values()))
    own = bound_by(term)
    inner = {s: p for s, p in live.items() if s not in own}
    if isinstance(term, Sum):
        return Sum(own, [substitute_guard(g, inner) for g in term.guards], substitute(term.body, inner))
    return _remade(term, {}, inner, live)


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

    def key(part: Any) -> Any:
        if isinstance(part, Term):
            return alpha_key(part, names, depth)
        if isinstance(part, Poly):  # places and sizes stand outside of the binder
            return poly(part, outer)
        if isinstance(part, Guard):
            inner = [poly(p) if isinstance(p, Poly) else key(p) for p in (part.arg, part.modulus)]
            return (part.kind, *inner)
        if isinstance(part, (tuple, frozenset)):
            return type(part)([key(p) for p in part])
        return 0 if part in own else part

    return (type(term).__name__, *map(key, term._parts()))


def alpha_equal(left: Term, right: Term) -> bool:
    """Equality up to the names of bound indices."""
    return left == right or alpha_key(left) == alpha_key(right)
