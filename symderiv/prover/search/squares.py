"""Sums of squares: a term of the right sign that a difference may be equal to.

The difference, in normal form, is taken apart into halves: the factors of each of its monomials fall in two along
some of its indices, so that ``sum_{i,k} x_i P_ik x_k`` suggests the vectors ``x_i`` and ``sum_k P_ik x_k``, and
``(sum_i x_i^2) (sum_j y_j^2)`` the matrices ``x_i y_j`` and ``x_j y_i``.  Squares of single halves and of
combinations of two are then weighed, by linear programming in rational numbers, so that their normal forms
add up to the difference.  Untrusted: the kernel reads the sign of the term, and an equation has to be proved.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from symderiv.budget import Deadline
from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ONE,
    Add,
    Int,
    Mul,
    Num,
    Pow,
    Sum,
    Term,
    in_shape,
    mul,
    substitute,
    walk,
)
from symderiv.prover.kernel.algebra import Monomial, as_term, monomials
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.parts import factors
from symderiv.prover.search.cones import Column, Flat, Vector, cones, flatten
from symderiv.prover.search.normal import Normaliser

__all__ = ["combination", "square_sums"]

_MOST_HALVES = 7
_MOST_COLUMNS = 400
_RATIOS = tuple(map(Fraction, ("1", "-1", "2", "-2", "1/2", "-1/2")))
_SHARES = tuple(map(Fraction, ("1", "1/2", "1/8")))


@dataclass(frozen=True)
class _Frame:
    """What squares of one kind are summed over: open indices of given sizes, and a nonnegative weight."""

    sizes: tuple[Poly, ...]
    weight: tuple[Term, ...]


def square_sums(search: Normaliser, term: Term, context: Context, strict: bool = False) -> Iterator[Term]:
    """Terms of nonnegative form that a difference in normal form may be equal to; none where nothing is found.  Where
    it is to be positive (``strict``), such terms are looked for as well."""
    denominator = _denominator(term, context)
    scaled = search.norm(Mul((denominator, term)), (), context) if denominator != ONE else term
    below = [Pow(f, Fraction(-1)) for f in factors(denominator)] if denominator != ONE else []
    goal: Vector = dict(monomials(scaled, context))
    others, squares = cones(search, goal, context), list[Sequence[Column]]()
    yield from (mul(*below, found) for found in _weigh([others], goal, context, strict, search.deadline))
    for multiplier in _multipliers(scaled, context):
        target = scaled if multiplier == ONE else _quotient(scaled, multiplier, context)
        if target is None:
            continue
        own = dict(monomials(target, context))
        kept = squares if multiplier == ONE else list[Sequence[Column]]()
        around = [*below, *(p for p in (multiplier,) if p != ONE)]
        for found in _weigh(_sets(search, own, context, kept), own, context, strict, search.deadline):
            yield mul(*around, found)
    if others:
        both = ([*others, *columns] for columns in squares)
        yield from (mul(*below, found) for found in _weigh(both, goal, context, strict, search.deadline))


def _weigh(
    sets: Iterable[Sequence[Column]], goal: Vector, context: Context, strict: bool, deadline: Deadline
) -> Iterator[Term]:
    """Nonnegative multiples of squares and other nonnegative terms, whose normal forms add up to the target."""
    for columns in sets:
        found = _add_up(columns, goal, deadline)
        if found is not None:
            yield found
        if strict and (found is None or not context.positive(found)):
            yield from _with_share(columns, goal, context, deadline)
        if found is not None:
            return


def _sets(
    search: Normaliser, goal: Vector, context: Context, kept: list[Sequence[Column]]
) -> Iterator[Sequence[Column]]:
    """The squares to add up: those over one set of indices, then all; each set is ``kept``."""
    columns: list[Column] = []
    for frame, halves in sorted(_frames(goal, search, context).items(), key=lambda f: (-len(f[0].sizes), repr(f[0]))):
        for group in _groups(halves):
            kept.append(list(_columns(search, frame, group, context)))
            yield kept[-1]
            columns += kept[-1]
    if len(columns) <= _MOST_COLUMNS:
        kept.append(columns)
        yield columns


def _with_share(columns: Sequence[Column], goal: Vector, context: Context, deadline: Deadline) -> Iterator[Term]:
    """A term that is positive by its form, and what adds up to the rest."""
    for vector, term in columns:
        for share in _SHARES if context.positive(term) else ():
            rest = {m: goal.get(m, Fraction(0)) - share * vector.get(m, Fraction(0)) for m in (*goal, *vector)}
            rest = {m: c for m, c in rest.items() if c}
            found = _add_up(columns, rest, deadline) if rest else None
            if found is not None or not rest:
                yield Add((mul(Num(share), term), *((found,) if found is not None else ())))
                return


def _groups(halves: Sequence[Term]) -> Iterator[Sequence[Term]]:
    """All halves together where they are few; else those of one degree, and the smallest of all."""
    if len(halves) > _MOST_HALVES:
        degrees: dict[int, list[Term]] = {}
        for half in halves:
            flat = half.body if isinstance(half, Sum) else half
            degrees.setdefault(_degree(factors(flat)), []).append(half)
        yield from (group[:_MOST_HALVES] for group in degrees.values() if len(group) > 1)
    yield halves[:_MOST_HALVES]


def _add_up(columns: Sequence[Column], goal: Vector, deadline: Deadline) -> Term | None:
    """Nonnegative multiples of squares that add up to the goal."""
    reached = {m for v, _ in columns for m in v}
    if not goal.keys() <= reached:
        return None
    weights = combination([v for v, _ in columns], goal, deadline)
    if weights is None:
        return None
    chosen = [mul(Num(w), t) if w != 1 else t for w, (_, t) in zip(weights, columns, strict=True) if w]
    return Add(tuple(chosen)) if len(chosen) > 1 else chosen[0] if chosen else None


def _columns(search: Normaliser, frame: _Frame, halves: Sequence[Term], context: Context) -> Iterator[Column]:
    """Squares of halves and of pairs of them, with their normal forms."""
    opens = tuple(f"%o{k}" for k in range(len(frame.sizes)))
    span = in_shape(map(Poly.symbol, opens), frame.sizes)

    def summed(body: Term) -> Term:
        whole = mul(*frame.weight, body)
        return Sum(opens, span, whole) if opens else whole

    products: dict[tuple[int, int], Vector] = {}
    for j, k in itertools.combinations_with_replacement(range(len(halves)), 2):
        scratch = search.scratch()
        products[j, k] = dict(monomials(scratch.norm(summed(Mul((halves[j], halves[k]))), (), context), context))
    for k, half in enumerate(halves):
        yield products[k, k], summed(Pow(half, Fraction(2)))
    for j, k in itertools.combinations(range(len(halves)), 2):
        if products[j, j] == products[k, k] and products[j, j] == products[j, k]:
            continue
        for ratio in _RATIOS:
            vector: Vector = {}
            for part, scale in ((products[j, j], 1), (products[j, k], 2 * ratio), (products[k, k], ratio * ratio)):
                for m, c in part.items():
                    vector[m] = vector.get(m, Fraction(0)) + scale * c
            vector = {m: c for m, c in vector.items() if c}
            if vector:
                other = halves[k] if ratio == 1 else mul(Num(ratio), halves[k])
                yield vector, summed(Pow(Add((halves[j], other)), Fraction(2)))


# ---- halves ------------------------------------------------------------------------------------------------------


def _frames(goal: Vector, search: Normaliser, context: Context) -> dict[_Frame, list[Term]]:
    """The halves that the monomials of a difference suggest, by what they are summed over; those of like degree."""
    found: dict[_Frame, dict[Term, None]] = {}
    for m in sorted(goal, key=lambda m: as_term({m: Fraction(1)}).sort_key):
        flat = flatten(m, search)
        if flat is None or len(flat.sizes) > 6:
            continue
        for count in range(len(flat.sizes) + 1):
            for opens in itertools.combinations(flat.sizes, count):
                for frame, pair in _cut(flat, opens, context, 2 if search.lemmas else 1):
                    letters = tuple(f"%o{k}" for k in range(count))
                    inside = context.under(in_shape(map(Poly.symbol, letters), frame.sizes), letters)
                    halves = found.setdefault(frame, {})
                    for half in pair:
                        for turned in _turns(half, frame.sizes):
                            halves.setdefault(search.scratch().norm(turned, (), inside))
    for frame, halves in list(found.items()):
        for summand in _above(halves, frame, context):
            found.setdefault(_Frame(frame.sizes, (*frame.weight, summand)), dict(halves))
    return {frame: sorted(halves, key=_size) for frame, halves in found.items()}


def _above(halves: Collection[Term], frame: _Frame, context: Context) -> list[Term]:
    """The positive summands of what divides the halves: ``e^z / (1 + e^z)^2`` is a weight, and in normal form a
    difference."""
    letters = tuple(f"%o{k}" for k in range(len(frame.sizes)))
    inside = context.under(in_shape(map(Poly.symbol, letters), frame.sizes), letters)
    bases = [f.base for half in halves for f in factors(half) if isinstance(f, Pow) and f.exponent < 0]
    sums = [b for b in dict.fromkeys(bases) if isinstance(b, Add)][:2]
    return [t for b in sums for t in b.args if not isinstance(t, Num) and inside.positive(t)][:4]


def _size(half: Term) -> tuple[int, str]:
    return sum(1 for _ in walk(half)), half.sort_key


def _degree(parts: Sequence[Term]) -> int:
    """How many tensors are multiplied."""
    return sum(int(p.exponent) if isinstance(p, Pow) else 0 if isinstance(p, (Num, Int)) else 1 for p in parts)


def _cut(
    flat: Flat, opens: tuple[str, ...], context: Context, uneven: int
) -> Iterator[tuple[_Frame, tuple[Term, Term]]]:
    """The ways to share the factors of a monomial out to a weight and two halves that have open indices in common;
    one half may have a few factors more (``uneven``), as where ``P^2 = P`` has made one of two."""
    inner = set(flat.sizes) - set(opens)
    pieces: list[tuple[set[str], list[Term]]] = []
    for part in flat.parts:
        linked, rest = [part], []
        letters = set(part.free) & inner
        for own, members in pieces:
            if own & letters:
                letters |= own
                linked += members
            else:
                rest.append((own, members))
        pieces = [*rest, (letters, linked)]
    doubled = [p for p in pieces if not p[0] and isinstance(p[1][0], Pow)]
    single = [p for p in pieces if p not in doubled]
    if len(single) > 6:
        return
    root: list[Term] = []
    for _, (power,) in doubled:
        assert isinstance(power, Pow)
        half = Fraction(power.exponent) / 2
        if half.denominator != 1:
            return
        root.append(power.base if half == 1 else Pow(power.base, half))
    names = {o: Poly.symbol(f"%o{k}") for k, o in enumerate(opens)}
    sizes = tuple(flat.sizes[o] for o in opens)

    def close(members: Sequence[Term], letters: set[str]) -> Term:
        body = mul(*members) if members else ONE
        if letters:
            bound = tuple(sorted(letters))
            span = in_shape(map(Poly.symbol, bound), [flat.sizes[b] for b in bound])
            body = Sum(bound, span, body)
        return substitute(body, names)

    span = in_shape(map(Poly.symbol, flat.sizes), flat.sizes.values())
    within = context.under(span, tuple(flat.sizes))
    heavy = [not letters and all(map(within.nonnegative, members)) for letters, members in single]
    for sides in itertools.product((0, 1, 2), repeat=len(single)):
        if 0 in sides and sides.index(0) > (sides.index(1) if 1 in sides else len(sides)):
            continue  # the halves exchanged
        if 0 not in sides and 1 in sides:
            continue
        weight: list[Term] = []
        halves: tuple[list[Term], list[Term]] = (list(root), list(root))
        bound: tuple[set[str], set[str]] = (set(), set())
        fits = all(h for h, side in zip(heavy, sides, strict=True) if side == 2)
        for side, (letters, members) in zip(sides, single, strict=True):
            if side == 2:
                weight += members
            else:
                halves[side].extend(members)
                bound[side].update(letters)
        if fits and abs(_degree(halves[0]) - _degree(halves[1])) <= uneven:
            frame = _Frame(sizes, tuple(substitute(w, names) for w in weight))
            yield frame, (close(halves[0], bound[0]), close(halves[1], bound[1]))


def _turns(half: Term, sizes: Sequence[Poly]) -> Iterator[Term]:
    """A half with its open indices exchanged in all ways that keep their sizes."""
    letters = [f"%o{k}" for k in range(len(sizes))]
    for order in itertools.permutations(range(len(sizes))):
        moved = sum(a != b for a, b in enumerate(order))
        if (len(sizes) < 4 or moved in (0, 2)) and all(sizes[k] == sizes[o] for k, o in enumerate(order)):
            yield substitute(half, {a: Poly.symbol(letters[o]) for a, o in zip(letters, order, strict=True)})


# ---- scalars -----------------------------------------------------------------------------------------------------


def _denominator(term: Term, context: Context) -> Term:
    """A product of positive atoms by which all monomials become whole."""
    powers: dict[Term, int] = {}
    for m in monomials(term, context):
        for atom, q in m:
            if q < 0 and q.denominator == 1 and context.positive(atom):
                powers[atom] = max(powers.get(atom, 0), -int(q))
    return mul(*(atom for atom, q in sorted(powers.items(), key=lambda p: p[0].sort_key) for _ in range(q)))


def _multipliers(term: Term, context: Context) -> Iterator[Term]:
    """1, and products of terms that are known to be nonnegative, by which the difference may be divided."""
    yield ONE
    known = [s.term for s in context.schemes if s.kind in ("pos", "nonneg") and not s.binders and not s.guards]
    known = [t for t in dict.fromkeys(known) if len(monomials(t, context)) <= 3][:6]
    for count in (1, 2):
        for chosen in itertools.combinations_with_replacement(known, count):
            yield mul(*chosen)


def _quotient(term: Term, divisor: Term, context: Context) -> Term | None:
    """The whole quotient of two polynomials, None where there is none."""
    try:
        rest, parts = monomials(term, context), monomials(divisor, context)
        result: Vector = {}

        def order(m: Monomial) -> tuple[Fraction, str]:
            return Fraction(sum(q for _, q in m)), as_term({m: Fraction(1)}).sort_key

        lead = max(parts, key=order, default=None)
        if not lead or any(q < 0 for m in parts for _, q in m):  # a fraction divides no polynomial
            return None
        for _ in range(60):
            if not rest:
                return as_term(result)
            fits = [m for m in rest if all(dict(m).get(a, 0) >= q for a, q in lead)]
            if not fits:
                return None
            top = max(fits, key=order)
            powers = dict(top)
            for a, q in lead:
                powers[a] = powers[a] - q
            m = tuple((a, powers[a]) for a, _ in top if powers[a])
            c = rest[top] / parts[lead]
            result[m] = result.get(m, Fraction(0)) + c
            rest = monomials(Add((as_term(rest), Mul((NEGATE, as_term({m: c}), divisor)))), context)
    except KernelError:
        return None
    return None


# ---- linear programming ------------------------------------------------------------------------------------------


def combination(columns: Sequence[Vector], goal: Vector, deadline: Deadline | None = None) -> list[Fraction] | None:
    """Nonnegative weights with which the columns add up to the goal (simplex, first phase, Bland's rule).

    Raises :class:`~symderiv.errors.BudgetExceeded` when the deadline has passed.

    >>> combination([{(): Fraction(2)}, {(): Fraction(-1)}], {(): Fraction(-3)})
    [Fraction(0, 1), Fraction(3, 1)]
    >>> combination([{(): Fraction(2)}], {(): Fraction(-3)}) is None
    True
    """
    rows = list({m: None for v in (goal, *columns) for m in v})
    width = len(columns)
    table: list[list[Fraction]] = []
    for m in rows:
        value = goal.get(m, Fraction(0))
        sign = -1 if value < 0 else 1
        table.append([sign * v.get(m, Fraction(0)) for v in columns] + [sign * value])
    basis = [-1] * len(rows)  # an artificial variable for each row
    cost = [sum((row[k] for row in table), Fraction(0)) for k in range(width + 1)]
    while cost[width]:
        if deadline is not None:
            deadline.check("the search")
        entering = next((k for k in range(width) if cost[k] > 0), None)
        if entering is None:
            return None
        ratios = [(row[width] / row[entering], basis[r], r) for r, row in enumerate(table) if row[entering] > 0]
        if not ratios:
            return None
        _, _, leaving = min(ratios)
        pivot = table[leaving]
        scale = pivot[entering]
        support = [k for k, x in enumerate(pivot) if x]  # most entries are 0
        for k in support:
            pivot[k] /= scale
        for row in (*(r for j, r in enumerate(table) if j != leaving), cost):
            factor = row[entering]
            if factor:
                for k in support:
                    row[k] -= factor * pivot[k]
        basis[leaving] = entering
    weights = [Fraction(0)] * width
    for r, k in enumerate(basis):
        if k >= 0:
            weights[k] = table[r][width]
    return weights
