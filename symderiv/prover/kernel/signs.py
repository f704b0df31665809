"""Primitive rules of brackets ``[p > 0]``: both signs of one term, and signs that follow from others.

Each rule takes a node and its context and returns a term that equals the node wherever the node is defined, or raises
:class:`KernelError`.  None of them holds beneath a derivative.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.terms import NEGATE, ONE, ZERO, Add, Guard, Mul, Num, Sum, Term, mul
from symderiv.prover.kernel.algebra import Monomial, as_term, expand, monomials
from symderiv.prover.kernel.context import Context, bounded, factors, read_guards

__all__ = ["either", "follows", "opposite", "ordered", "vanish"]


def ordered(term: Term, context: Context) -> list[tuple[Monomial, Fraction]]:
    """The monomials of a term in a fixed order."""
    return sorted(monomials(term, context).items(), key=lambda p: as_term({p[0]: Fraction(1)}).sort_key)


def _quotient(parts: Sequence[Term], t: Monomial, context: Context) -> Term:
    """The product ``X`` of which ``parts`` are the factors of ``X t``; positive exponents only."""
    product = monomials(mul(*parts), context)
    if len(product) != 1 or not t:
        raise KernelError("not a product that the summand may divide", repr(mul(*parts)))
    ((m, c),) = product.items()
    have = dict(m)
    if any(have.get(a, 0) < q or q <= 0 for a, q in t):
        raise KernelError("the summand is no factor", repr(mul(*parts)))
    for a, q in t:
        have[a] -= q
    return as_term({tuple((a, have[a]) for a, _ in m if have[a]): c})


def opposite(node: Term, context: Context, guard: Guard, lead: int = 0) -> Term:
    """``X t [-p > 0]`` where ``p = k t + r``: as ``p [-p > 0] = p - p [p > 0]``, this is
    ``(X p - X p [p > 0] - X r [-p > 0]) / k``.  ``lead`` is the place of ``t`` among the monomials of ``p``."""
    parts = list(factors(node))
    bracket = Sum((), (guard,), ONE)
    if context.smooth or guard.kind != "pos" or bracket not in parts:
        raise KernelError("the bracket is no factor", node)
    parts.remove(bracket)
    positive = expand(Mul((NEGATE, guard.term)), context)
    terms = ordered(positive, context)
    if not 0 <= lead < len(terms):
        raise KernelError("no such summand", positive)
    t, k = terms[lead]
    rest = as_term({m: c for m, c in terms if m != t})
    x = _quotient(parts, t, context)
    if not all(context.total(p) for p in (*parts, positive, x, rest)):
        raise KernelError("a factor may be undefined", node)
    whole = Mul((Num(1 / k), x, positive))
    above = Mul((NEGATE, Sum((), (Guard("pos", positive),), ONE), whole))
    if rest == ZERO:
        return Add((whole, above))
    return Add((whole, above, Mul((Num(-1 / k), bracket, x, rest))))


def either(node: Term, context: Context, guard: Guard) -> Term:
    """``[p > 0] = 1 - [-p > 0]`` where ``p`` is known not to be zero."""
    if context.smooth or not isinstance(node, Sum) or guard not in node.guards or guard.kind != "pos":
        raise KernelError("not a sign among the guards", guard)
    rest = tuple(g for g in node.guards if g != guard)
    # where a read of the body is out of range, the term is 0 with either bracket
    here = context.under((*rest, *read_guards(node.body, context.theory)), node.binders)
    whole = Sum(node.binders, rest, node.body)
    if not here.nonzero(guard.term) or not all(
        map(here.total, (node.body, *(g.term for g in node.guards if g.is_scalar)))
    ):
        raise KernelError("the argument may be zero, or something undefined", guard)
    if node.binders and not bounded(whole, context):
        raise KernelError("the sum without the guard would be infinite", whole)
    negative = Guard("pos", expand(Mul((NEGATE, guard.term)), here))
    return Add((whole, Mul((NEGATE, Sum(node.binders, (*rest, negative), node.body)))))


def vanish(node: Term, context: Context, zero: Term, lead: int) -> Term:
    """``X t = -X r / k`` where ``k t + r`` is zero here: known to be, or neither positive nor negative."""
    if context.smooth:
        raise KernelError("signs are not used beneath a derivative", node)
    both = context.nonnegative(zero) and context.nonnegative(expand(Mul((NEGATE, zero)), context))
    if not both and not context.known(("zero",), zero):
        raise KernelError("the term is not known to be zero", zero)
    terms = ordered(zero, context)
    if not 0 <= lead < len(terms):
        raise KernelError("no such summand", zero)
    t, k = terms[lead]
    rest = as_term({m: c for m, c in terms if m != t})
    x = _quotient(factors(node), t, context)
    if not all(map(context.total, (node, zero, x, rest))):
        raise KernelError("a factor may be undefined", node)
    return Mul((Num(-1 / k), x, rest))


def follows(node: Term, context: Context, guard: Guard, scales: Sequence[Num], terms: Sequence[Term]) -> Term:
    """A guard ``[p > 0]`` or ``[p >= 0]`` that is decided by ``p = sum c f + q`` or ``-p = sum c f + q``, where the
    ``c`` are positive, each ``f`` is known to be positive or nonnegative, and ``q`` is nonnegative by its form."""
    if context.smooth or not isinstance(node, Sum) or guard not in node.guards or guard.kind not in ("pos", "nonneg"):
        raise KernelError("not a sign among the guards", guard)
    rest = tuple(g for g in node.guards if g != guard)
    # where a read of the body is out of range, the term is 0 whatever the bracket
    here = context.under((*rest, *read_guards(node.body, context.theory)), node.binders)
    if len(scales) != len(terms) or not all(isinstance(c, Num) and c.value > 0 for c in scales):
        raise KernelError("not a combination with positive coefficients", guard)
    if not all(here.nonnegative(f) and here.total(f) for f in terms):
        raise KernelError("a term is not known to be nonnegative", guard)
    combined = Mul((NEGATE, Add((ZERO, *(Mul((c, f)) for c, f in zip(scales, terms, strict=True))))))
    strict = any(map(here.positive, terms))
    up = expand(Add((guard.term, combined)), here)
    down = expand(Add((Mul((NEGATE, guard.term)), combined)), here)
    if here.nonnegative(up) and (guard.kind == "nonneg" or strict or here.positive(up)):
        return Sum(node.binders, rest, node.body)
    if here.nonnegative(down) and (guard.kind == "pos" or strict or here.positive(down)):
        return ZERO
    raise KernelError("the sign does not follow", guard)
