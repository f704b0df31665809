"""What the maximum of a set tells: no member is larger, nor is its exponential.  Untrusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from symderiv.language.integers import Poly
from symderiv.language.terms import NEGATE, ONE, Add, Extremum, Fn, Guard, Mul, Num, Sum, Term, mul, substitute, walk
from symderiv.prover.kernel.algebra import Monomial, as_term, monomials
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.parts import factors, read_guards
from symderiv.prover.search.record import Path, Recorder

__all__ = ["exponential_gaps", "no_member_above"]


def no_member_above(search: Recorder, node: Sum, path: Path, context: Context, guard: Guard) -> Term | None:
    """0 for a sum with a guard ``[member - max > 0]``."""
    terms = monomials(guard.term, context.under((g for g in node.guards if g != guard), node.binders))
    for m, c in terms.items():
        atom, q = m[0] if len(m) == 1 else (guard.term, 0)
        if c < 0 and q == 1 and isinstance(atom, Extremum) and atom.operation == "max":
            member = as_term({other: d / -c for other, d in terms.items() if other != m})
            gap = Add((atom, Mul((NEGATE, member))))
            after = search.attempt(node, path, context, "follows", guard=guard, scales=(Num(-c),), terms=(gap,))
            if after is not None:
                return after
    return None


def exponential_gaps(goal: Mapping[Monomial, Fraction], context: Context, places: Sequence[Poly]) -> Iterator[Term]:
    """``w (e^(k M) - e^(k f))`` for the monomials ``-w e^(k f)`` of a goal, or sums of such, where ``f`` is a member of
    a set with maximum ``M``."""
    tops = {n: None for m in goal for a, _ in m for n in walk(a) if isinstance(n, Extremum) and n.operation == "max"}
    for m, c in goal.items() if tops else ():
        for k, (atom, q) in enumerate(m) if c < 0 else ():
            outer = [f for f in (as_term({(*m[:k], *m[k + 1 :]): Fraction(1)}),) if f != ONE]
            if isinstance(atom, Fn) and atom.name == "exp":
                raised = as_term({((atom, q),): Fraction(1)})
                yield from (mul(*outer, gap) for gap in _gaps(raised, tops, places, context))
            elif q == 1 and isinstance(atom, Sum):
                parts = factors(atom.body)
                guards = (*atom.guards, *read_guards(atom.body, context.theory))
                inside = [Poly.symbol(b) for b in atom.binders]
                for j, f in enumerate(parts):
                    for gap in _gaps(f, tops, inside, context.under(guards, atom.binders)):
                        yield mul(*outer, Sum(atom.binders, guards, mul(*parts[:j], *parts[j + 1 :], gap)))


def _gaps(raised: Term, tops: Iterable[Extremum], places: Sequence[Poly], context: Context) -> Iterator[Term]:
    """``e^(k f) ((e^d - 1 - d) + d)`` with ``d = k (M - f)`` for an exponential ``e^(k f)``."""
    if not isinstance(raised, Fn) or raised.name != "exp":
        return
    exponent = monomials(raised.args[0], context)
    for top in tops:
        for place in places if len(top.binders) == 1 else ():
            member = substitute(top.body, {top.binders[0]: place})
            scale = _ratio(exponent, monomials(member, context))
            if scale is not None and context.positive(scale):
                above = mul(*(f for f in (scale,) if f != ONE), Add((top, Mul((NEGATE, member)))))
                t = Fn("exp", (above,))
                yield Mul((raised, Add((Add((t, NEGATE, Mul((NEGATE, Fn("log", (t,)))))), above))))


def _ratio(one: Mapping[Monomial, Fraction], other: Mapping[Monomial, Fraction]) -> Term | None:
    """The quotient of two products."""
    if len(one) != 1 or len(other) != 1:
        return None
    ((m, c),), ((n, d),) = one.items(), other.items()
    powers = dict(m)
    for atom, q in n:
        powers[atom] = powers.get(atom, 0) - q
    return as_term({tuple((a, q) for a, q in powers.items() if q): c / d})
