"""Terms of a sign that can be read off and that are no squares: what a difference may be made of besides squares.

A monomial of nonnegative factors; what a hypothesis or a bracket says is not negative, times a nonnegative monomial;
and a sum of nonnegative terms without those at which two of its indices, or an index and a place, agree
(``sum_j e_j - e_i = sum_{j != i} e_j``).  Each comes with its normal form as a vector of monomials, so that linear
programming can weigh it against squares.  Untrusted: the kernel reads the sign of the term.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import (
    NEGATE,
    ONE,
    Add,
    Extremum,
    Guard,
    Int,
    Matrix,
    Mul,
    Pow,
    Read,
    Sum,
    Term,
    in_shape,
    mul,
    substitute,
    substitute_guard,
    walk,
)
from symderiv.prover.kernel.algebra import Monomial, as_term, monomials
from symderiv.prover.kernel.context import Context, entails
from symderiv.prover.kernel.parts import factors, read_guards
from symderiv.prover.search.extrema import exponential_gaps
from symderiv.prover.search.normal import Normaliser

__all__ = ["Column", "Flat", "Vector", "axes", "cones", "flatten"]

Vector = dict[Monomial, Fraction]
Column = tuple[Vector, Term]
_MOST_INDICES = 4
_MOST_FACTS = 12


@dataclass(frozen=True)
class Flat:
    """A monomial as one sum: its factors, its bound indices with the sizes of their axes."""

    parts: tuple[Term, ...]
    sizes: dict[str, Poly]


def cones(search: Normaliser, goal: Vector, context: Context) -> list[Column]:
    """Columns for a goal, those that are positive first."""
    found: dict[Term, Vector] = {}
    for way in (_facts, _parts, _sides, _units, _exponentials):
        found.update({term: vector for vector, term in way(search, goal, context)})
    return sorted(((v, t) for t, v in found.items()), key=lambda c: not context.positive(c[1]))


def _facts(search: Normaliser, goal: Vector, context: Context) -> Iterator[Column]:
    """What is known not to be negative, times monomials that are not."""
    known = [s.term for s in context.schemes if s.kind in ("pos", "nonneg") and not s.binders and not s.guards]
    for fact in list(dict.fromkeys(known))[:_MOST_FACTS]:
        yield from _scaled(search, goal, fact, context)


def _scaled(search: Normaliser, goal: Vector, fact: Term, context: Context) -> Iterator[Column]:
    """A nonnegative term, times the nonnegative monomials that make one of a goal of one of its own."""
    own = _vector(search, fact, context)
    scales: dict[Term, None] = {}
    for m, lead in itertools.product(goal, own):
        if (scale := _divided(m, lead)) is not None:
            term = as_term({scale: Fraction(1)})
            if context.nonnegative(term) and context.total(term):
                scales.setdefault(term)
    for scale_term in scales:
        term = mul(*(f for f in (scale_term, fact) if f != ONE))
        yield _vector(search, term, context), term


def _divided(m: Monomial, lead: Monomial) -> Monomial | None:
    """The quotient of two monomials, where it is whole."""
    powers = dict(m)
    for atom, q in lead:
        if powers.get(atom, 0) < q or q < 0:
            return None
        powers[atom] = powers[atom] - q
    return tuple((a, powers[a]) for a, _ in m if powers[a])


def _parts(search: Normaliser, goal: Vector, context: Context) -> Iterator[Column]:
    """The nonnegative monomials among those with a positive coefficient, whole and without a diagonal."""
    places = _places(goal)
    for m, c in goal.items():
        term = as_term({m: Fraction(1)})
        if c < 0 or not context.nonnegative(term) or not context.total(term):
            continue
        yield {m: Fraction(1)}, term
        yield from _without_diagonal(search, m, places, context)


def _units(search: Normaliser, goal: Vector, context: Context) -> Iterator[Column]:
    """Sums of nonnegative terms that a hypothesis says are 1, and their squares, without a diagonal."""
    places = _places(goal)
    for lemma in search.lemmas:
        free = [f.symbol for f in lemma.statement.free]
        if lemma.source.rest != ONE or not isinstance(lemma.source.lead, Sum) or len(free) > 2:
            continue
        for at in itertools.product(places, repeat=len(free)):
            lead = substitute(lemma.source.lead, dict(zip(free, at, strict=True)))
            yield from _without_diagonal(search, ((lead, 2),), [], context)
            for _, term in _without_diagonal(search, ((lead, 1),), places, context):
                yield from _scaled(search, goal, term, context)


def _places(goal: Vector) -> list[Poly]:
    """The indices that are free, and the numbers at which tensors are read."""
    letters = sorted({s for m in goal for a, _ in m for s in a.free if is_index(s)})
    reads = (n for m in goal for a, _ in m for n in walk(a) if isinstance(n, Read))
    return [*map(Poly.symbol, letters), *dict.fromkeys(p for n in reads for p in n.index if p.is_constant)]


def _without_diagonal(search: Normaliser, m: Monomial, places: list[Poly], context: Context) -> Iterator[Column]:
    """A monomial as one sum without the terms at which two indices, or an index and a place, agree."""
    flat = flatten(m, search)
    if flat is None or not 0 < len(flat.sizes) <= _MOST_INDICES:
        return
    span = in_shape(map(Poly.symbol, flat.sizes), flat.sizes.values())
    for b, size in flat.sizes.items():
        mates = [Poly.symbol(o) for o, other in flat.sizes.items() if o > b and other == size]
        mates += [p for p in places if all(entails(g, context) for g in in_shape((p,), (size,)))]
        for mate in mates:
            apart = Guard("ne", Poly.symbol(b) - mate)
            yield from _checked(search, Sum(tuple(flat.sizes), (*span, apart), mul(*flat.parts)), context)


def _sides(search: Normaliser, goal: Vector, context: Context) -> Iterator[Column]:
    """What a sum over the positive entries leaves of a sum over all, and what a maximum is above its set."""
    for atom in {a: None for m in goal for a, _ in m}:
        if isinstance(atom, Sum) and any(g.kind == "pos" for g in atom.guards):
            turned = tuple(g.negation if g.kind == "pos" else g for g in atom.guards)
            yield from _checked(search, Sum(atom.binders, turned, mul(NEGATE, atom.body)), context)
        elif isinstance(atom, Extremum) and atom.operation == "max":
            names = {b: f"%n{k}" for k, b in enumerate(atom.binders)}
            values = {b: Poly.symbol(n) for b, n in names.items()}
            guards = tuple(substitute_guard(g, values) for g in atom.guards)
            above = Add((atom, Mul((NEGATE, substitute(atom.body, values)))))
            yield from _checked(search, Sum(tuple(names.values()), guards, above), context)
            if len(atom.binders) == 1:
                yield from _below_maximum(search, goal, atom, context)


def _below_maximum(search: Normaliser, goal: Vector, top: Extremum, context: Context) -> Iterator[Column]:
    """A maximum less a member of its set, and a sum of such with the weights that a sum of members has."""

    def below(at: Poly) -> tuple[Term, Term]:
        member = substitute(top.body, {top.binders[0]: at})
        return member, Add((top, Mul((NEGATE, member))))

    for place in _places(goal):
        yield from _checked(search, below(place)[1], context)
    for atom in {a: None for m in goal for a, _ in m if isinstance(a, Sum)}:
        for b in atom.binders:
            parts, (member, gap) = list(factors(atom.body)), below(Poly.symbol(b))
            if member in parts and member != ONE:
                parts.remove(member)
                guards = (*atom.guards, *read_guards(atom.body, search.theory))
                yield from _checked(search, Sum(atom.binders, guards, mul(*parts, gap)), context)


def _exponentials(search: Normaliser, goal: Vector, context: Context) -> Iterator[Column]:
    """What the exponential of a maximum is above those of the members of its set."""
    for term in exponential_gaps(goal, context, _places(goal)):
        yield from _checked(search, term, context)


def _checked(search: Normaliser, term: Term, context: Context) -> Iterator[Column]:
    if context.nonnegative(term) and context.total(term):
        try:
            yield _vector(search, term, context), term
        except KernelError:
            return


def _vector(search: Normaliser, term: Term, context: Context) -> Vector:
    return dict(monomials(search.scratch().norm(term, (), context), context))


def flatten(m: Monomial, search: Normaliser) -> Flat | None:
    """A monomial as one sum with indices of known sizes; None where its form is another."""
    parts: list[Term] = []
    sizes: dict[str, Poly] = {}
    for atom, q in m:
        if isinstance(atom, Int) and q > 0 and q.denominator == 1:
            size = atom.poly
            for _ in range(int(q)):
                sizes[f"%n{len(sizes)}"] = size
            continue
        if isinstance(atom, Sum):
            if q.denominator != 1 or q < 0:
                return None
            for _ in range(int(q)):
                names = {b: f"%n{len(sizes) + k}" for k, b in enumerate(atom.binders)}
                own = axes(atom, search)
                if own is None:
                    return None
                body = substitute(atom.body, {b: Poly.symbol(n) for b, n in names.items()})
                sizes.update({names[b]: size for b, size in own.items()})
                parts += factors(body)
            continue
        parts.append(atom if q == 1 else Pow(atom, Fraction(q)))
    return Flat(tuple(parts), sizes)


def axes(node: Sum, search: Normaliser) -> dict[str, Poly] | None:
    """The size of the axis over which each index of a sum runs, where nothing else bounds it."""
    found: dict[str, Poly] = {}

    def look(place: tuple[Poly, ...], shape: tuple[Poly, ...]) -> None:
        for p, size in zip(place, shape, strict=True):
            symbol = p.as_symbol
            if symbol is not None and symbol in node.binders:
                found.setdefault(symbol, size)

    for f in factors(node.body):
        base = f.base if isinstance(f, Pow) else f
        if isinstance(base, Read):
            look(base.index, search.theory.shape_of(base.tensor))
        elif isinstance(base, Matrix):
            look(base.at, (base.size, base.size))
    for b in node.binders:
        if b not in found:
            here, down = Poly.symbol(b), Poly.constant(-1)
            tops = [g.poly + here + 1 for g in node.guards if g.kind == "ge" and g.poly.coefficient(b) == down]
            if len(tops) != 1:
                return None
            found[b] = tops[0]
    ranges = {g for b, size in found.items() for g in in_shape((Poly.symbol(b),), (size,))}
    return found if set(node.guards) <= ranges else None
