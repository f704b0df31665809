"""Terms of nonnegative form that a difference may be equal to, beyond sums of squares.

Logarithms: ``sum w log a`` with weights ``w >= 0`` is ``- sum w log t``, and ``t - 1 - log t >= 0`` leaves
``sum w (1 - t)`` (Gibbs' inequality, and what follows from it); an exponential ``e^u`` is taken against ``u`` in the
same way.  Signs: a term with brackets is looked at where ``p > 0`` and where ``p <= 0``.  Sums: what the sums over one
range, and the count of it, have in one summand.  Bounds by a root: ``B - S``
is found from ``B^2 - S^2``.  Untrusted: the kernel reads the sign of the term, and an equation has to be proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from symderiv.budget import Deadline
from symderiv.errors import BudgetExceeded, KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ONE,
    ZERO,
    Add,
    Extremum,
    Fn,
    Guard,
    Mul,
    Num,
    Pow,
    Sum,
    Term,
    mul,
    substitute,
    substitute_guard,
    walk,
)
from symderiv.prover.kernel.algebra import Monomial, as_term, monomials
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.parts import factors, read_guards
from symderiv.prover.search.cones import Vector
from symderiv.prover.search.entropies import weighted_gaps
from symderiv.prover.search.monotone import log_gap, rising
from symderiv.prover.search.normal import Normaliser
from symderiv.prover.search.squares import square_sums

__all__ = ["nonnegative_forms"]

_DEPTH = 3
_SHARE = 0.2
_Range = tuple[tuple[str, ...], tuple[Guard, ...]]


def nonnegative_forms(
    search: Normaliser, term: Term, context: Context, strict: bool = False, depth: int = _DEPTH
) -> Iterator[Term]:
    """Terms of nonnegative form (of positive form, where ``strict``) that a term in normal form may be equal to."""
    search.deadline.check("the search")
    if term == ZERO:
        return
    found = False
    for witness in square_sums(search, term, context, strict):
        found = True
        yield witness
    if (found and not strict) or not depth:
        return
    yield from _by_sign(search, term, context, strict, depth)
    yield from _by_member(search, term, context, depth)
    yield from _by_summand(search, term, context, strict, depth, whole=True)
    if depth >= _DEPTH - 1 and not any(s.startswith("%t") for s in term.free):
        yield from _by_summand(search, term, context, strict, depth - 1, whole=False)
    for column in _gaps(search, term, context):
        try:
            rest = search.scratch().norm(Add((term, Mul((NEGATE, column)))), (), context)
            opened = _opened(search).norm(rest, (), context)
            rest = opened if _logarithms(opened) <= _logarithms(rest) else rest
        except KernelError:
            continue
        if rest == ZERO:
            yield column
        elif not _worse(rest, term):
            for more in nonnegative_forms(search, rest, context, strict, depth - 1):
                yield Add((column, more))
    yield from _by_squaring(search, term, context, depth)


def _worse(rest: Term, term: Term) -> bool:
    """Whether a remainder has more logarithms than the term, or is much larger."""
    return _logarithms(rest) > _logarithms(term) or sum(1 for _ in walk(rest)) > 4 * sum(1 for _ in walk(term)) + 40


def _logarithms(term: Term) -> int:
    return sum(isinstance(n, Fn) and n.name == "log" for n in walk(term))


def _opened(search: Normaliser) -> Normaliser:
    """A search that opens all definitions."""
    whole = search.scratch()
    whole.unfolding = set(search.theory.definitions) - search.theory.recurrences()
    return whole


# ---- signs ---------------------------------------------------------------------------------------------------------


def _by_sign(search: Normaliser, term: Term, context: Context, strict: bool, depth: int) -> Iterator[Term]:
    """``[p > 0] w + [p <= 0] v`` from forms of the term on either side of a sign."""
    goal = monomials(term, context)
    signs = [g for m in goal for a, _ in m if isinstance(a, Sum) and not a.binders for g in a.guards if g.kind == "pos"]
    if not signs:
        return
    guard = signs[0]
    halves: list[Term] = []
    for side in (guard, guard.negation):
        here = context.under((side,))
        kept = {m: c for m, c in goal.items() if side == guard or not _has(m, guard)}
        body = as_term(_without(kept, guard))
        inner = search.scratch().norm(body, (), here)
        if inner == ZERO:
            continue
        found = next(iter(nonnegative_forms(search, inner, here, strict, depth - 1)), None)
        if found is None and here.nonnegative(inner):
            found = inner
        if found is None:
            return
        halves.append(Sum((), (side,), found))
    if halves:
        yield Add(tuple(halves)) if len(halves) > 1 else halves[0]


def _is(atom: Term, guard: Guard) -> bool:
    return isinstance(atom, Sum) and not atom.binders and atom.guards == (guard,)


def _has(m: Monomial, guard: Guard) -> bool:
    return any(_is(a, guard) for a, _ in m)


def _without(kept: Vector, guard: Guard) -> Vector:
    """The monomials without a bracket, those that come to the same added up."""
    found: Vector = {}
    for m, c in kept.items():
        bare = tuple(p for p in m if not _is(p[0], guard))
        found[bare] = found.get(bare, Fraction(0)) + c
    return {m: c for m, c in found.items() if c}


# ---- the maximum of a set ------------------------------------------------------------------------------------------


def _by_member(search: Normaliser, term: Term, context: Context, depth: int) -> Iterator[Term]:
    """``r - max_b f(b)`` as ``min_b (r - f(b))``, from one form for every member."""
    goal = monomials(term, context)
    for m, c in goal.items():
        top, q = m[0] if len(m) == 1 else (term, 0)
        if c >= 0 or q != 1 or not isinstance(top, Extremum) or top.operation != "max":
            continue
        names = {b: f"%m{k}" for k, b in enumerate(top.binders)}
        values = {b: Poly.symbol(n) for b, n in names.items()}
        guards = tuple(substitute_guard(g, values) for g in top.guards)
        inside = context.under(guards, tuple(names.values()))
        rest = as_term({other: d for other, d in goal.items() if other != m})
        member = search.scratch().norm(Add((rest, Mul((Num(c), substitute(top.body, values))))), (), inside)
        for found in nonnegative_forms(search, member, inside, False, depth - 1):
            yield Extremum("min", tuple(names.values()), guards, found)


# ---- one summand of a sum ------------------------------------------------------------------------------------------


def _by_summand(
    search: Normaliser, term: Term, context: Context, strict: bool, depth: int, whole: bool
) -> Iterator[Term]:
    """``sum_b (f + g + c)`` for ``sum_b f + sum_b g + n c``, from a form of one of the ``n`` summands; these are taken
    over all indices of sums (``whole``), or over one of them."""
    goal = monomials(term, context)
    groups: dict[_Range, dict[Monomial, Term]] = {}
    outside: dict[Monomial, Monomial] = {}
    within = len({s for s in term.free if s.startswith("%t")})  # summands of how many sums this is
    for m, c in goal.items():
        inner = next((k for k, (atom, q) in enumerate(m) if q == 1 and isinstance(atom, Sum) and atom.binders), None)
        if inner is None:
            continue
        one = m[inner][0]
        assert isinstance(one, Sum)
        outside[m] = (*m[:inner], *m[inner + 1 :])
        outer = as_term({outside[m]: c})
        for key, summand in _summands(one, context, f"%t{within}", whole):
            groups.setdefault(key, {})[m] = mul(*(f for f in (outer,) if f != ONE), summand)
    for (binders, guards), own in groups.items():
        counted = list(monomials(search.scratch().norm(Sum(binders, guards, ONE), (), context), context).items())
        number, scale = counted[0] if len(counted) == 1 else ((), Fraction(0))
        beside = {frozenset(outside[m]) for m in own}
        each: dict[Monomial, Term] = {}
        for m, c in goal.items() if number else ():
            over = _over(m, number)
            if m not in own and (set(number) <= set(m) or frozenset(over) in beside):
                each[m] = as_term({over: c / scale})
        if len(own) + len(each) < 2:
            continue
        inside = context.under(guards, binders)
        body = search.scratch().norm(Add((*own.values(), *each.values())), (), inside)
        found = body if inside.nonnegative(body) else None
        if found is None and body != ZERO:
            found = _briefly(search, body, inside, strict, depth - bool(within))
        if found is None:
            continue
        rest = as_term({m: c for m, c in goal.items() if m not in own and m not in each})
        summed = Sum(binders, guards, found)
        yield from (Add((summed, more)) for more in _rest(search, rest, context, depth)) if rest != ZERO else (summed,)


def _briefly(search: Normaliser, term: Term, context: Context, strict: bool, depth: int) -> Term | None:
    """A form of one summand, within a part of the time: another range may be the one."""
    whole = search.deadline
    search.deadline = Deadline(whole.left * _SHARE, within=whole)
    try:
        return next(iter(nonnegative_forms(search, term, context, strict, depth)), None)
    except BudgetExceeded:
        return None
    finally:
        search.deadline = whole


def _summands(one: Sum, context: Context, name: str, whole: bool) -> Iterator[tuple[_Range, Term]]:
    """The summand of a sum over all of its indices, or over each of them whose range does not depend on others."""
    ranges = tuple(dict.fromkeys((*one.guards, *read_guards(one.body, context.theory))))
    for chosen in (one.binders,) if whole else ((b,) for b in one.binders):
        values = {b: Poly.symbol(f"{name}.{k}") for k, b in enumerate(chosen)}
        own = [g for g in ranges if not g.free.isdisjoint(chosen)]
        others = tuple(b for b in one.binders if b not in chosen)
        if any(not g.free.isdisjoint(others) for g in own):
            continue
        signs = tuple(g for g in own if g.is_scalar)  # of a summand, and no part of the range
        own = [g for g in own if g not in signs]
        body = substitute(Sum((), signs, one.body) if signs else one.body, values)
        if others:
            body = Sum(others, tuple(g for g in ranges if g not in own and g not in signs), body)
        renamed = sorted((substitute_guard(g, values) for g in own), key=lambda g: g.sort_key)
        yield (tuple(f"{name}.{k}" for k in range(len(chosen))), tuple(renamed)), body


def _over(m: Monomial, number: Monomial) -> Monomial:
    """A monomial divided by another."""
    powers = dict(m)
    for atom, q in number:
        powers[atom] = powers.get(atom, Fraction(0)) - q
    return tuple((atom, q) for atom, q in powers.items() if q)


def _rest(search: Normaliser, rest: Term, context: Context, depth: int) -> Iterator[Term]:
    if context.nonnegative(rest):
        yield rest
    yield from nonnegative_forms(search, rest, context, False, depth - 1)


# ---- logarithms ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Weight:
    """What logarithms are multiplied by: factors outside, and a sum with factors of its own."""

    outer: tuple[Term, ...]
    binders: tuple[str, ...]
    guards: tuple[Guard, ...]
    inner: tuple[Term, ...]

    def times(self, body: Term) -> Term:
        whole = mul(*(f for f in self.inner if f != ONE), body)
        if self.binders or self.guards:
            whole = Sum(self.binders, self.guards, whole)
        return mul(*self.outer, whole)


def _gaps(search: Normaliser, term: Term, context: Context) -> Iterator[Term]:
    """``c sum w (t - 1 - log t)``, after which less is left of a term."""
    goal = monomials(term, context)
    groups: dict[_Weight, list[tuple[Fraction, Term]]] = {}
    plain: Vector = {}
    for m, c in goal.items():
        read = _logarithm(m, context)
        if read is None:
            plain[m] = c
        else:
            groups.setdefault(read[0], []).append((c, read[1]))
    yield from weighted_gaps(search, goal, context)
    alone = _Weight((), (), (), ())
    for weight, own in sorted(groups.items(), key=lambda found: not found[0].binders):  # sums take in single ones
        ways = [own]
        if weight.binders and alone in groups and _sums_to_one(search, weight, context):
            ways.insert(0, [*own, *groups[alone]])
        averages = _averaged(weight, plain)
        for others in dict.fromkeys((averages, ())):
            for logs in ways:
                yield from _columns(weight, logs, others)
        if not weight.binders and not weight.guards and all(map(context.nonzero, weight.outer)):
            below = [Pow(f, Fraction(-1)) for f in weight.outer]
            yield from _columns(weight, own, [(c, mul(as_term({m: Fraction(1)}), *below)) for m, c in plain.items()])
    yield from _averages(search, plain, groups.get(alone, ()), context)
    for m, c in plain.items() if not groups else ():
        for atom, q in m:
            if not isinstance(atom, Fn) or atom.name != "exp" or c < 0:
                continue
            u = mul(Num(Fraction(q)), atom.args[0]) if q != 1 else atom.args[0]
            scale = as_term({tuple(p for p in m if p[0] != atom): c})
            beside = monomials(Mul((scale, u)), context)
            if context.nonnegative(scale) and any(goal.get(x, 0) * d < 0 for x, d in beside.items()):
                yield mul(*(f for f in (scale,) if f != ONE), log_gap(Fn("exp", (u,))))
    if not groups:
        yield from rising(search, goal, context)


def _averaged(weight: _Weight, plain: Vector) -> tuple[tuple[Fraction, Term], ...]:
    """What stands beside logarithms under one weight: ``-sum w s`` beside ``sum w log a``."""
    found: list[tuple[Fraction, Term]] = []
    for m, c in plain.items():
        for k, (atom, q) in enumerate(m):
            outer = tuple(as_term({(p,): Fraction(1)}) for j, p in enumerate(m) if j != k)
            if q != 1 or not isinstance(atom, Sum) or atom.binders != weight.binders or outer != weight.outer:
                continue
            rest = list(factors(atom.body))
            if weight.inner and all(f in rest for f in weight.inner):
                for f in weight.inner:
                    rest.remove(f)
                found += [(c, mul(*rest))] if rest else []
    return tuple(found)


def _averages(
    search: Normaliser, plain: Vector, logs: Sequence[tuple[Fraction, Term]], context: Context
) -> Iterator[Term]:
    """Jensen's inequality: logarithms, or the exponential of an average, beside averages ``sum w u`` with weights whose
    sum is 1."""
    for m, c in plain.items():
        for k, (atom, q) in enumerate(m):
            if q != 1 or not isinstance(atom, Sum) or not atom.binders:
                continue
            outer = tuple(as_term({(p,): Fraction(1)}) for j, p in enumerate(m) if j != k)
            parts = factors(atom.body)
            guards = tuple(dict.fromkeys((*atom.guards, *read_guards(mul(*parts), context.theory))))
            for j, u in enumerate(parts):
                weight = _Weight(outer, atom.binders, guards, (*parts[:j], *parts[j + 1 :]))
                power = isinstance(u, Fn) and u.name == "exp"
                below = [n[0][0] for n, d in plain.items() if d == -c and len(n) == 1 and n[0][1] == 1] if power else []
                tops = [a.args[0] for a in below if isinstance(a, Fn) and a.name == "exp"]
                if (not logs and not tops) or _opened(search).norm(weight.times(ONE), (), context) != ONE:
                    continue
                if logs:
                    yield from _columns(weight, logs, [(c, u)])
                for top in tops if c > 0 else ():
                    gap = log_gap(Fn("exp", (Add((u.children[0], Mul((NEGATE, top)))),)))
                    yield mul(*(f for f in (Num(c),) if c != 1), weight.times(Mul((Fn("exp", (top,)), gap))))


def _columns(
    weight: _Weight, logs: Sequence[tuple[Fraction, Term]], others: Sequence[tuple[Fraction, Term]]
) -> Iterator[Term]:
    """The gap of ``t`` with ``sum c log a = -scale log t``, and ``e^r`` for what stands beside (``others``)."""
    numbers = [c for c, _ in logs]
    down = 1
    for c in numbers:
        down = down * c.denominator // gcd(down, c.denominator)
    scale = Fraction(gcd(*(int(abs(c) * down) for c in numbers)), down)
    if not scale:
        return
    parts: list[Term] = [a if -c / scale == 1 else Pow(a, -c / scale) for c, a in logs]
    if others:
        rest = [mul(Num(-c / scale), t) for c, t in others]
        parts.append(Fn("exp", (Add(tuple(rest)) if len(rest) > 1 else rest[0],)))
    gap = weight.times(log_gap(mul(*parts)))
    yield gap if scale == 1 else mul(Num(scale), gap)


def _logarithm(m: Monomial, context: Context) -> tuple[_Weight, Term] | None:
    """A monomial as a weight and the argument of a logarithm."""
    for k, (atom, q) in enumerate(m):
        outer = tuple(as_term({(p,): Fraction(1)}) for j, p in enumerate(m) if j != k)
        if q != 1:
            continue
        if isinstance(atom, Fn) and atom.name == "log":
            return _Weight(outer, (), (), ()), atom.args[0]
        if isinstance(atom, Sum) and atom.binders:
            inner = factors(atom.body)
            for j, f in enumerate(inner):
                if isinstance(f, Fn) and f.name == "log":
                    ranges = read_guards(mul(*inner), context.theory)  # written down, so that the rest is defined
                    guards = tuple(dict.fromkeys((*atom.guards, *ranges)))
                    return _Weight(outer, atom.binders, guards, (*inner[:j], *inner[j + 1 :])), f.args[0]
    return None


def _sums_to_one(search: Normaliser, weight: _Weight, context: Context) -> bool:
    return not weight.outer and _opened(search).norm(weight.times(ONE), (), context) == ONE


# ---- roots ---------------------------------------------------------------------------------------------------------


def _by_squaring(search: Normaliser, term: Term, context: Context, depth: int) -> Iterator[Term]:
    """``B - S`` from ``q = B^2 - S^2``: ``((B - S)^2 + q) / (2 B)`` for a positive ``B``, else ``(S^2 + q)^(1/2) - S``
    for roots ``B``."""
    goal = monomials(term, context)
    roots = {m for m in goal if any(q.denominator == 2 for _, q in m)}
    nonnegative = {m for m, c in goal.items() if c > 0 and context.nonnegative(as_term({m: Fraction(1)}))}
    if not roots or len(goal) > 4 or depth < 2:
        return
    single = ({m} for m in sorted(nonnegative & roots, key=lambda m: as_term({m: Fraction(1)}).sort_key))
    for above in dict.fromkeys(map(frozenset, (nonnegative, nonnegative & roots, *single))):
        big = as_term({m: c for m, c in goal.items() if m in above})
        small = as_term({m: -c for m, c in goal.items() if m not in above})
        positive = context.positive(big) and context.total(big)
        if ZERO in (big, small) or not (positive or above <= roots):
            continue
        squares = Add((Pow(big, Fraction(2)), Mul((NEGATE, Pow(small, Fraction(2))))))
        rest = search.scratch().norm(squares, (), context)
        for found in nonnegative_forms(search, rest, context, False, depth - 1) if rest != ZERO else ():
            if positive:
                yield mul(Num(Fraction(1, 2)), Pow(big, Fraction(-1)), Add((Pow(term, Fraction(2)), found)))
            else:
                yield Add((Pow(Add((Pow(small, Fraction(2)), found)), Fraction(1, 2)), Mul((NEGATE, small))))
