"""Primitive rules of scalar conditions ``[p > 0]``, ``[p = 0]``: by the form of ``p``, what is zero, and signs that
follow from others.

Each rule takes a node and its context and returns a term that equals the node wherever the node is defined, or raises
:class:`KernelError`.  None of them holds beneath a derivative.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.nodes import NEGATE, ONE, ZERO, Add, Guard, Int, Mul, Num, Pow, Sum, Term, add, mul
from symderiv.prover.kernel.algebra import expand, monomials
from symderiv.prover.kernel.context import Context, bounded
from symderiv.prover.kernel.parts import factors, read_guards

__all__ = ["follows", "sign_guard", "vanish", "zero_sum"]


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


def sign_guard(node: Term, context: Context, guard: Guard) -> Term:
    """Rewrite a guard ``[a > 0]`` by the form of ``a``.

    ``[[g] a > 0] = [g] [a > 0]``; positive factors of all summands are dropped, and so is the rest beside a factor of
    all of them, where its sign is known; ``[0 > 0]`` is false;
    ``[a != 0] = [a > 0] + [-a > 0]``; signs of integers are guards of integers.
    """
    if context.smooth or not isinstance(node, Sum) or guard not in node.guards:
        raise KernelError("not a guard of the sum, or beneath a derivative", guard)
    rest = tuple(g for g in node.guards if g != guard)
    arg = guard.term
    whole = _integer(arg, context.under(rest, node.binders))
    if whole is not None:
        same = {"pos": ("ge", whole - 1), "nonneg": ("ge", whole), "zero": ("eq", whole), "nonzero": ("ne", whole)}
        return Sum(node.binders, (*rest, Guard(*same[guard.kind])), node.body)
    if guard.kind == "nonzero":
        either = (arg, mul(NEGATE, *factors(arg)))
        return Add(tuple(Sum(node.binders, (*rest, Guard("pos", a)), node.body) for a in either))
    if guard.kind != "pos":
        raise KernelError("the rule is for signs", guard)
    if isinstance(arg, Num):
        return Sum(node.binders, rest, node.body) if arg.value > 0 else ZERO
    if isinstance(arg, Sum) and not arg.binders:
        return Sum(node.binders, (*rest, *arg.guards, Guard("pos", arg.body)), node.body)
    if isinstance(arg, Sum):
        return Sum(node.binders, (*rest, *_some_point(arg, context.under(rest, node.binders))), node.body)
    inside = context.under(rest, node.binders)
    summands = [list(factors(p)) for p in (arg.args if isinstance(arg, Add) else (arg,))]
    brackets: list[Guard] = []
    for f in tuple(summands[0]):
        bracket = isinstance(f, Sum) and not f.binders and f.body == ONE
        if (bracket or inside.positive(f)) and all(f in p for p in summands):
            brackets += f.guards if isinstance(f, Sum) and bracket else ()
            for p in summands:
                p.remove(f)
    value = add(*(mul(*p) for p in summands))
    if value != arg:
        return Sum(node.binders, (*rest, *brackets, Guard("pos", value)), node.body)
    common = [f for f in dict.fromkeys(summands[0]) if not isinstance(f, Num) and all(f in p for p in summands)]
    for p in summands if len(summands) > 1 and common else ():
        for f in common:
            p.remove(f)
    beside = add(*(mul(*p) for p in summands))
    for sign in (1, -1) if len(summands) > 1 and common else ():
        if inside.positive(expand(Mul((Num(Fraction(sign)), beside)), inside)):
            return Sum(node.binders, (*rest, Guard("pos", mul(Num(Fraction(sign)), *common))), node.body)
    raise KernelError("no rule for this sign", guard)


def _some_point(node: Sum, context: Context) -> tuple[Guard, ...]:
    """Guards that hold just where a sum of positive terms has a term: one index is eliminated.

    An integer between bounds ``a <= b`` exists if and only if every lower bound is at most every upper bound.
    """
    inside = context.under(node.guards, node.binders)
    if any(g.is_scalar for g in node.guards) or not (inside.positive(node.body) and inside.total(node.body)):
        raise KernelError("the terms are not all positive", node)
    if read_guards(node.body, context.theory) or not bounded(node, context):
        raise KernelError("the guards do not bound the sum", node)
    for symbol in node.binders:
        kept, lower, upper = list[Guard](), list[Poly](), list[Poly]()
        for g in node.guards:
            if any(m.count(symbol) > 1 for m, _ in g.poly.terms):
                break
            coefficient = g.poly.coefficient(symbol)
            if symbol not in g.free:
                kept.append(g)
            elif g.kind == "ge" and coefficient == Poly.constant(1):
                lower.append(g.poly)
            elif g.kind == "ge" and coefficient == Poly.constant(-1):
                upper.append(g.poly)
            else:
                break
        else:
            guards = (*kept, *(Guard("ge", a + b) for a in lower for b in upper))
            others = tuple(b for b in node.binders if b != symbol)
            return (Guard("pos", Sum(others, guards, ONE)),) if others else guards
    raise KernelError("no index that runs between bounds", node)


def _integer(term: Term, context: Context) -> Poly | None:
    """A positive multiple of a polynomial in sizes and indices, with integer coefficients; None for other terms."""
    terms = monomials(term, context)
    common = lcm(*(c.denominator for c in terms.values()))
    total = Poly({})
    for m, c in terms.items():
        product = Poly.constant(int(c * common))
        for atom, q in m:
            if not isinstance(atom, Int) or q.denominator != 1 or q < 0:
                return None
            for _ in range(int(q)):
                product = product * atom.poly
        total = total + product
    return total


def zero_sum(node: Term, context: Context, guard: Guard) -> Term:
    """``[t = 0]`` for simpler terms.

    ``[w s = 0] = [s = 0]`` for ``w`` without zeros; ``[s^q = 0] = [s = 0]``; ``[a + b = 0] = [a = 0] [b = 0]`` for
    ``a, b >= 0``; ``[sum w s = 0] = [sum s = 0]`` for positive ``w`` and nonnegative ``s``: each term must be zero.
    """
    if context.smooth or not isinstance(node, Sum) or guard not in node.guards or guard.kind != "zero":
        raise KernelError("not an equation with zero among the guards, or beneath a derivative", guard)
    rest = tuple(g for g in node.guards if g != guard)
    here = context.under(rest, node.binders)
    if isinstance(guard.term, Add):
        if not all(map(here.nonnegative, guard.term.args)):
            raise KernelError("a summand may be negative", guard)
        return Sum(node.binders, (*rest, *(Guard("zero", a) for a in guard.term.args)), node.body)
    kept = [f for f in _flat(guard.term) if not (here.nonzero(f) and here.total(f))]
    kept = [f.base if isinstance(f, Pow) and f.exponent > 0 else f for f in kept]
    kept = list(dict.fromkeys(kept))
    if len(kept) == 1 and isinstance(kept[0], Sum):
        inner = kept[0]
        inside = here.under(inner.guards, inner.binders)
        written = _flat(inner.body)
        terms = [f for f in written if not (inside.positive(f) and inside.total(f))]
        slim = Sum(inner.binders, inner.guards, mul(*terms))
        if len(terms) < len(written) and inside.nonnegative(slim.body) and bounded(slim, here):
            kept = [slim]
    value = mul(*kept) if kept else ONE
    if value == guard.term:
        raise KernelError("no positive factor to drop", guard)
    return Sum(node.binders, (*rest, Guard("zero", value)), node.body)


def _flat(term: Term) -> list[Term]:
    """The factors of a product and of the products among them."""
    return [f for a in term.args for f in _flat(a)] if isinstance(term, Mul) else [term]
