"""Steps by the signs of terms, made from several rules each: what vanishes, and a bracket of the opposite sign.

Untrusted: a product is first written as the summand times the rest by arithmetic, then a rule is applied to that.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symderiv.language.terms import NEGATE, ONE, ZERO, Add, Guard, Int, Mul, Num, Pow, Sum, Term, mul
from symderiv.prover.kernel.algebra import Monomial, as_term, expand, monomials
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.parts import factors
from symderiv.prover.search.record import Path, Recorder

__all__ = ["opposite", "ordered", "vanish", "without_divisor"]


def ordered(term: Term, context: Context) -> list[tuple[Monomial, Fraction]]:
    """The monomials of a term in a fixed order."""
    return sorted(monomials(term, context).items(), key=lambda p: as_term({p[0]: Fraction(1)}).sort_key)


def _quotient(parts: Sequence[Term], t: Monomial, context: Context) -> Term | None:
    """The product ``X`` of which ``parts`` are the factors of ``X t``; positive exponents only."""
    product = monomials(mul(*parts), context)
    if len(product) != 1 or not t:
        return None
    ((m, c),) = product.items()
    have = dict(m)
    if any(have.get(a, 0) < q or q <= 0 for a, q in t):
        return None
    for a, q in t:
        have[a] -= q
    return as_term({tuple((a, have[a]) for a, _ in m if have[a]): c})


def vanish(search: Recorder, node: Term, path: Path, context: Context, zero: Term, lead: int) -> Term | None:
    """``X t = -X r / k`` where ``k t + r`` is zero here; ``lead`` is the place of ``t`` among its monomials."""
    terms = ordered(zero, context)
    t, k = terms[lead]
    x = _quotient(factors(node), t, context)
    if x is None:
        return None
    rest = Mul((Num(-1 / k), x, as_term({m: c for m, c in terms if m != t})))
    apart = Add((Mul((Num(1 / k), x, zero)), rest))
    mark = len(search.steps)
    if search.attempt(node, path, context, "equal", term=apart) is not None:
        here = descend(apart, 0, context)
        if search.attempt(apart.args[0], (*path, 0), here, "vanish", zero=zero) is not None:
            return Add((ZERO, rest))
    del search.steps[mark:]
    return None


def without_divisor(search: Recorder, node: Sum, path: Path, context: Context, guard: Guard) -> Term | None:
    """``[c - s > 0]`` for ``[c / s - 1 > 0]``, where ``s`` is positive."""
    place = 1 + [g for g in node.guards if g.is_scalar].index(guard)
    here = descend(node, place, context)
    terms = ordered(guard.term, here)
    lowest: dict[Term, Fraction] = {}
    for m, _ in terms:
        lowest.update({a: min(Fraction(q), lowest.get(a, Fraction(0))) for a, q in m if q < 0})
    for atom, q in lowest.items():
        divisor = Pow(atom, q)
        if isinstance(atom, Int) or not (here.positive(divisor) and here.total(divisor)):
            continue
        above = Pow(atom, -q) if q != -1 else atom
        raised = [mul(expand(mul(as_term({m: c}), above), here), divisor) for m, c in terms]
        mark = len(search.steps)
        after = search.attempt(guard.term, (*path, place), here, "equal", term=Add(tuple(raised)))
        if after is not None:
            other = node.rebuild((*node.children[:place], after, *node.children[place + 1 :]))
            if (signed := search.attempt(other, path, context, "sign", guard=Guard("pos", after))) is not None:
                return signed
        del search.steps[mark:]
    return None


def opposite(search: Recorder, node: Term, path: Path, context: Context, guard: Guard, lead: int = 0) -> Term | None:
    """``X t [-p > 0] = (X p - X p [p > 0] - X r [-p > 0]) / k`` where ``p = k t + r``; ``lead`` is the place of ``t``
    among the monomials of ``p``."""
    parts = list(factors(node))
    parts.remove(bracket := Sum((), (guard,), ONE))
    positive = expand(Mul((NEGATE, guard.term)), context)
    terms = ordered(positive, context)
    t, k = terms[lead]
    x = _quotient(parts, t, context)
    if x is None:
        return None
    first = Mul((Num(1 / k), x, positive, bracket))
    rest = Mul((Num(-1 / k), x, as_term({m: c for m, c in terms if m != t}), bracket))
    apart = first if len(terms) == 1 else Add((first, rest))
    mark = len(search.steps)
    if search.attempt(node, path, context, "equal", term=apart) is not None:
        place, here = (path, context) if apart is first else ((*path, 0), descend(apart, 0, context))
        joined = search.step(search.step(first, place, here, "wrap"), place, here, "absorb")
        after = search.attempt(joined, place, here, "complement", guard=guard)
        if after is not None:
            whole = search.attempt(after.children[0], (*place, 0), here, "strip")
            after = after if whole is None else after.rebuild((whole, *after.children[1:]))
            return after if apart is first else Add((after, rest))
    del search.steps[mark:]
    return None
