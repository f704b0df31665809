"""Primitive rules of brackets ``[p > 0]``: both signs of one term, what is zero, and signs that follow from others.

Each rule takes a node and its context and returns a term that equals the node wherever the node is defined, or raises
:class:`KernelError`.  None of them holds beneath a derivative.
"""

from __future__ import annotations

from collections.abc import Sequence

from symderiv.errors import KernelError
from symderiv.language.nodes import NEGATE, ONE, ZERO, Add, Guard, Mul, Num, Sum, Term, mul
from symderiv.prover.kernel.algebra import expand
from symderiv.prover.kernel.context import Context, factors, read_guards

__all__ = ["follows", "opposite", "vanish"]


def opposite(node: Term, context: Context, guard: Guard) -> Term:
    """``X p [-p > 0] = X p - X p [p > 0]``."""
    parts = list(factors(node))
    bracket = Sum((), (guard,), ONE)
    if context.smooth or guard.kind != "pos" or bracket not in parts:
        raise KernelError("the bracket is no factor", node)
    parts.remove(bracket)
    positive = expand(Mul((NEGATE, guard.term)), context)
    if positive not in parts or not all(map(context.total, parts)):
        raise KernelError("the argument is no factor, or another may be undefined", node)
    return Add((mul(*parts), Mul((NEGATE, Sum((), (Guard("pos", positive),), ONE), *parts))))


def vanish(node: Term, context: Context, zero: Term) -> Term:
    """A product is zero where a factor is: known to be, or neither positive nor negative."""
    both = context.nonnegative(zero) and context.nonnegative(expand(Mul((NEGATE, zero)), context))
    if context.smooth or not (both or context.known(("zero",), zero)):
        raise KernelError("the term is not known to be zero", zero)
    if zero not in factors(node) or not context.total(node):
        raise KernelError("the term is no factor, or another may be undefined", node)
    return ZERO


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
