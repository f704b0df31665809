"""Cases and counting: conditions within a sum, bounds of an index that compete, bounds with a coefficient.

A bracket beneath a function of the body depends on where the index is: the sum is split by its condition.

A sum whose body does not read an index is a number of integers between bounds.  The kernel counts between two of them;
where there are more, it depends on the sizes which are the sharpest, so the sum is split by the difference of two
bounds (``[a >= b]`` and ``[b > a]``) until two are left in each case.  Untrusted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from symderiv.language.integers import Poly
from symderiv.language.terms import Add, Guard, Int, Mul, Num, Pow, Sum, Term, walk
from symderiv.prover.kernel.context import Context, entails
from symderiv.prover.kernel.parts import factors
from symderiv.prover.search.canonical import anonymous

__all__ = ["competing_bounds", "divided", "inner_condition", "is_integer", "product_of_sums"]


def is_integer(term: Term) -> bool:
    """Whether a term is made of sizes and indices alone."""
    return all(isinstance(n, (Num, Int, Add, Mul, Pow)) for n in walk(term))


def competing_bounds(term: Term, done: Sequence[tuple[Sum, Guard]]) -> tuple[Sum, Guard] | None:
    """A sum that counts, among the factors of the summands, and a guard that says which of two bounds is sharper.

    ``done``: the cases so far; a sum may stand in a product more than once, so a case may come up again.
    """
    for m in term.args if isinstance(term, Add) else (term,):
        for f in factors(m):
            if not isinstance(f, Sum) or any(g.kind not in ("ge", "eq") for g in f.guards):
                continue
            for b in f.binders:
                if any(b in p.free and not is_integer(p) for p in factors(f.body)):
                    continue
                for guard in _splits(b, f.guards):
                    if guard not in f.guards and guard.negation not in f.guards and done.count((f, guard)) < 3:
                        return f, guard
    return None


def inner_condition(term: Term, done: Sequence[tuple[Sum, Guard]]) -> tuple[Sum, Guard] | None:
    """A sum among the factors of the summands, and a condition on its indices in a bracket within its body."""
    for m in term.args if isinstance(term, Add) else (term,):
        for f in factors(m):
            if not isinstance(f, Sum) or not f.binders:
                continue
            own = f.free | set(f.binders)
            for node in walk(f.body):
                for g in node.guards if isinstance(node, Sum) and not node.binders else ():
                    if g.kind not in ("ge", "eq", "pos") or not g.free <= own or g.free.isdisjoint(f.binders):
                        continue
                    # below, at and above: the complement of an equation is no condition that helps
                    sides = (Guard("ge", g.poly - 1), Guard("ge", -g.poly - 1)) if g.kind == "eq" else (g,)
                    for side in sides:
                        if side not in f.guards and side.negation not in f.guards and done.count((f, side)) < 3:
                            return f, side
    return None


def product_of_sums(term: Term) -> tuple[int, Sum, Guard] | None:
    """A summand with two sums whose product another sum is, but for a condition on both of its indices; its place, that
    sum and the condition: ``(sum_i a_i)(sum_j b_j)`` beside ``sum_{i<j} a_i b_j``."""
    summands = term.args if isinstance(term, Add) else (term,)
    joint: dict[tuple[str, ...], tuple[Sum, Guard]] = {}
    for m in summands:
        for f in factors(m):
            if isinstance(f, Sum) and len(f.binders) == 2:
                linking = [g for g in f.guards if g.kind == "ge" and g.free.issuperset(f.binders)]
                if len(linking) == 1 and len(f.binders) == 2:
                    joint.setdefault(_shape(f), (f, linking[0]))
    for k, m in enumerate(summands if joint else ()):
        sums = [f for f in factors(m) if isinstance(f, Sum)]
        if len(sums) == 2 and all(len(f.binders) == 1 for f in sums):
            shape = tuple(sorted(_shape(sums[0]) + _shape(sums[1])))
            if shape in joint:
                return (k, *joint[shape])
    return None


def _shape(node: Sum) -> tuple[str, ...]:
    """The factors of a sum without the names of its indices."""
    return tuple(sorted(anonymous(f, set(node.binders)) for f in factors(node.body)))


def _splits(symbol: str, guards: tuple[Guard, ...]) -> Iterator[Guard]:
    """Differences of two lower or two upper bounds; with one of each, whether there is anything between them."""
    ends: dict[int, list[Poly]] = {1: [], -1: []}
    for g in guards:
        if symbol not in g.free:
            continue
        if g.kind != "ge" or any(m.count(symbol) > 1 for m, _ in g.poly.terms):
            return
        coefficient = g.poly.coefficient(symbol)
        if not coefficient.is_constant or abs(coefficient.value) != 1:
            return
        ends[coefficient.value].append(g.poly)
    for found in ends.values():
        for other in found[1:]:
            yield Guard("ge", found[0] - other)
    if len(ends[1]) == len(ends[-1]) == 1:
        yield Guard("ge", ends[1][0] + ends[-1][0])


def divided(guard: Guard, binders: Collection[str], context: Context) -> Guard | None:
    """``q + t >= 0`` for ``c q + r >= 0`` with ``0 <= r - c t < c``, where ``c`` is the coefficient of an index in
    ``binders``."""
    if guard.kind != "ge":
        return None
    for symbol in sorted(guard.free & set(binders)):
        if guard.poly.multiple(symbol) in (1, -1) or any(m.count(symbol) > 1 for m, _ in guard.poly.terms):
            continue
        size = guard.poly.coefficient(symbol)
        size = -size if size.terms and size.terms[0][1] < 0 else size
        if len(size.terms) != 1 or size == Poly.constant(1) or not size.free.isdisjoint(binders):
            continue
        whole, rest = _division(guard.poly, size)
        for shift in (0, -1, 1):
            left = rest - size * shift
            if entails(Guard("ge", left), context) and entails(Guard("ge", size - 1 - left), context):
                return Guard("ge", whole + shift)
    return None


def _division(poly: Poly, size: Poly) -> tuple[Poly, Poly]:
    """Quotient and remainder of the terms that a monomial divides, and of those that it does not."""
    ((symbols, number),) = size.terms
    whole: dict[tuple[str, ...], int] = {}
    rest: dict[tuple[str, ...], int] = {}
    for m, c in poly.terms:
        left = list(m)
        for s in symbols:
            if s in left:
                left.remove(s)
        if len(left) == len(m) - len(symbols) and c % number == 0:
            whole[tuple(left)] = c // number
        else:
            rest[m] = c
    return Poly(whole), Poly(rest)
