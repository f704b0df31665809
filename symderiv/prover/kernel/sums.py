"""Primitive rules of guarded sums: linearity, distribution, splitting, change of variables, deltas, guards.

Each rule takes a node and its context and returns a term that equals the node wherever the node is defined
(the result may be defined at more points, never at fewer), or raises :class:`KernelError`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symderiv.errors import KernelError
from symderiv.language.binding import apart, substitute, substitute_guard
from symderiv.language.integers import Poly, fresh_index, is_index
from symderiv.language.nodes import NEGATE, ONE, ZERO, Add, Guard, Mul, Num, Sum, Term, add, mul
from symderiv.prover.kernel.algebra import expand
from symderiv.prover.kernel.context import Context, bounded, entails, nonempty
from symderiv.prover.kernel.intervals import contradictory, implied
from symderiv.prover.kernel.parts import factors, parted, read_guards
from symderiv.prover.kernel.zeros import alternatives
from symderiv.prover.order import factor_key

__all__ = [
    "absorb",
    "arrange",
    "complement",
    "empty",
    "enumerate_range",
    "linear",
    "nest",
    "quotient",
    "replace_guards",
    "solve",
    "split_case",
    "strip",
    "telescope",
    "transform",
    "wrap",
]


def _sum(node: Term) -> Sum:
    if not isinstance(node, Sum):
        raise KernelError("the rule is for sums", node)
    return node


def linear(node: Term, context: Context) -> Term:
    """``sum (a + b) = sum a + sum b``, each part a finite sum."""
    node = _sum(node)
    if not isinstance(node.body, Add):
        raise KernelError("linearity needs a sum beneath", node)
    parts = tuple(Sum(node.binders, node.guards, a) for a in node.body.args)
    for part in parts:
        opened = absorb(part, context)
        if part.binders and not (isinstance(opened, Sum) and bounded(opened, context)):
            raise KernelError("a part would be an infinite sum", part)
    return Add(parts)


def absorb(node: Term, context: Context, brackets: bool = False) -> Term:
    """``sum a sum b = sum sum a b``: all sums and brackets among the factors of the body join the sum (with
    ``brackets``, these alone), and so do products."""
    node = _sum(node)
    binders, guards, kept = list(node.binders), list(node.guards), list[Term]()
    pending = list(factors(node.body))
    taken = set(node.free) | set(binders) | node.body.free
    while pending:
        factor = pending.pop(0)
        if isinstance(factor, Mul):
            pending = [*factor.args, *pending]
            continue
        if not isinstance(factor, Sum) or (brackets and factor.binders):
            if factor != ONE:
                kept.append(factor)
            continue
        factor = apart(factor, taken)
        taken.update(factor.binders)
        binders += factor.binders
        guards += factor.guards
        pending = [*factors(factor.body), *pending]
    return Sum(tuple(binders), guards, mul(*kept))


def wrap(node: Term, context: Context) -> Term:
    """A term as a sum without indices and guards."""
    return Sum((), (), node)


def nest(node: Term, context: Context, inner: Sequence[int], binders: Sequence[str]) -> Term:
    """``sum_{a,b} f(a) g(a,b) = sum_a f(a) sum_b g(a,b)``: the inverse of :func:`absorb`.

    ``inner``: positions of the factors that go inside, ``binders`` the inner indices; guards go with their indices.
    What stays must be defined everywhere, as it is evaluated also where the inner sum is empty; factors need not be
    where it never is.
    """
    node = _sum(node)
    second = set(binders)
    if not second <= set(node.binders):
        raise KernelError("not indices of the sum", ", ".join(sorted(second)))
    moved, kept = parted(factors(node.body), inner)
    if any(not f.free.isdisjoint(second) for f in kept):
        raise KernelError("a factor that stays reads an inner index", node)
    guards = tuple(g for g in node.guards if g.free.isdisjoint(second))
    own = tuple(g for g in node.guards if not g.free.isdisjoint(second))
    outer = tuple(b for b in node.binders if b not in second)
    order = tuple(b for b in node.binders if b in second)
    beneath = context.under(guards, outer)
    if second and not all(beneath.total(g.term) for g in guards if g.is_scalar):
        raise KernelError("a condition may be undefined where the inner sum is empty", node)
    if not all(map(beneath.total, kept)):
        sets = alternatives(mul(*moved), context)
        if not any(nonempty(order, (*own, *more), beneath) for more in sets):
            raise KernelError("a factor that stays may be undefined where the inner sum is empty", node)
    result = Sum(order, own, mul(*moved))
    if not bounded(result, beneath):
        raise KernelError("the inner sum would be infinite", result)
    if outer:
        return Sum(outer, guards, mul(*kept, result))
    return mul(*((Sum((), guards, ONE),) if guards else ()), *kept, result)


def strip(node: Term, context: Context) -> Term:
    """A sum without indices and guards is its body, which ends the sum just where it is a strong zero itself."""
    node = _sum(node)
    if node.binders or node.guards:
        raise KernelError("there are indices or guards left", node)
    return node.body


def transform(
    node: Term, context: Context, binders: Sequence[str], forward: Mapping[str, Poly], inverse: Mapping[str, Poly]
) -> Term:
    """Integer change of variables: old indices by ``forward``, and back by ``inverse``.

    The two maps are checked to undo each other, so each is a bijection of the integer points.
    """
    node = _sum(node)
    new = tuple(binders)
    if set(forward) != set(node.binders) or set(inverse) != set(new) or len(set(new)) != len(new):
        raise KernelError("the maps do not fit the indices", node)
    gone, come = set(node.binders) - set(new), set(new) - set(node.binders)
    if any(not p.free.isdisjoint(gone) for p in forward.values()) or any(
        not p.free.isdisjoint(come) for p in inverse.values()
    ):
        raise KernelError("a map speaks of indices of the wrong side", node)
    if not all(map(is_index, new)):
        raise KernelError("a bound index needs the name of an index", node)
    if not (node.free | node.body.free - set(node.binders)).isdisjoint(set(new) - set(node.binders)) or any(
        n in node.free for n in new
    ):
        raise KernelError("a new index is in use", node)
    if any(forward[old].substitute(inverse) != Poly.symbol(old) for old in node.binders) or any(
        inverse[n].substitute(forward) != Poly.symbol(n) for n in new
    ):
        raise KernelError("the maps do not undo each other", node)
    guards = tuple(substitute_guard(g, forward) for g in node.guards)
    return Sum(new, guards, substitute(node.body, forward))


def solve(node: Term, context: Context, guard: Guard, symbol: str) -> Term:
    """Delta elimination: an equation with coefficient +-1 gives an index, which is replaced everywhere.

    For a symbol that is no index of the sum, the guard stays.
    """
    node = _sum(node)
    if guard not in node.guards or guard.kind != "eq":
        raise KernelError("not an equation of the sum", guard)
    coefficient = guard.poly.coefficient(symbol)
    if not coefficient.is_constant or abs(coefficient.value) != 1:
        raise KernelError(f"{symbol} has the coefficient {coefficient}", guard)
    value = Poly.symbol(symbol) - guard.poly * coefficient.value
    if symbol in value.free:
        raise KernelError("the equation does not give the index", guard)
    bound = symbol in node.binders
    kept = [g for g in node.guards if g != guard]
    if not bound and not value.free.isdisjoint(node.binders):
        raise KernelError("a free index cannot stand for a bound one", guard)
    values = {symbol: value}
    guards = [substitute_guard(g, values) for g in kept]
    binders = tuple(b for b in node.binders if b != symbol)
    return Sum(binders, guards if bound else (guard, *guards), substitute(node.body, values))


def replace_guards(node: Term, context: Context, guards: Sequence[Guard]) -> Term:
    """Other guards that select the same points, given the ranges of the reads among the factors."""
    node = _sum(node)
    reads = read_guards(node.body, context.theory)
    old = context.under((*node.guards, *reads), node.binders)
    new = context.under((*guards, *reads), node.binders)
    same = set(node.guards) & set(guards)
    for g in guards:
        if g not in same and not (entails(g, old) and (not g.is_scalar or old.total(g.term))):
            raise KernelError("the guard does not follow", g)
    for g in node.guards:
        if g not in same and not entails(g, new):
            raise KernelError("the guard is not implied by the others", g)
    result = Sum(node.binders, guards, node.body)
    if result.binders and not bounded(result, context.under(())) and bounded(node, context):
        raise KernelError("the sum would have no visible bounds", node)
    return result


def empty(node: Term, context: Context, guard: Guard | None = None) -> Term:
    """A sum over no point is zero, as the integer facts contradict each other or the scalar ``guard`` cannot hold;
    and so is a sum of zeros."""
    node = _sum(node)
    if node.body == ZERO:
        return ZERO
    facts = context.under((*node.guards, *read_guards(node.body, context.theory)), node.binders)
    if guard is None:
        refuted = contradictory(facts.facts, context.theory.inequalities)
    elif guard.kind == "pos":
        refuted = facts.nonnegative(mul(NEGATE, guard.term)) or _opposite(guard.term, facts)
    else:
        refuted = guard.is_scalar and entails(guard.negation, facts)
    if not refuted or (guard is not None and guard not in node.guards):
        raise KernelError("the guards are not shown to be contradictory", node)
    return ZERO


def _opposite(term: Term, context: Context) -> bool:
    """Whether ``-term`` is known to be nonnegative."""
    kinds = ("pos", "nonneg", "zero")
    return context.known(kinds, expand(mul(NEGATE, term), context)) or any(
        s.kind in kinds
        and not s.binders
        and expand(mul(NEGATE, s.term), context) == term
        and all(entails(g, context) for g in s.guards)
        for s in context.schemes
    )


def telescope(node: Term, context: Context, gained: Term) -> Term:
    """``sum_{low <= i <= high} f(i) = F(high + 1) - F(low) + sum_{low <= i <= high} (f(i) - F(i + 1) + F(i))`` for any
    ``F`` (``gained``) that is defined there; the range may be empty but not negative."""
    node = _sum(node)
    (symbol,) = node.binders if len(node.binders) == 1 else ("",)
    low, high = _ends(node.guards, symbol)
    index = Poly.symbol(symbol)
    if not implied(high - low + 1, context.facts):
        raise KernelError("the range may be negative", node)
    if not context.under((Guard("ge", index - low), Guard("ge", high + 1 - index)), node.binders).total(gained):
        raise KernelError("what is gained may be undefined", gained)

    def at(place: Poly) -> Term:
        return substitute(gained, {symbol: place})

    rest = Add((node.body, Mul((NEGATE, at(index + 1))), gained))
    return Add((at(high + 1), Mul((NEGATE, at(low))), Sum(node.binders, node.guards, rest)))


def _ends(ranges: Sequence[Guard], symbol: str) -> tuple[Poly, Poly]:
    """The ends of ``low <= i <= high``, if these are all conditions on the index."""
    ends: dict[int, Poly] = {}
    for g in ranges:
        slope = g.poly.multiple(symbol) if g.kind == "ge" else None
        if slope is None or abs(slope) != 1:
            raise KernelError("not a range", g)
        ends[slope] = Poly.symbol(symbol) - g.poly * slope
    if len(ranges) != 2 or set(ends) != {1, -1}:
        raise KernelError("the index does not just run over a range", symbol)
    return ends[1], ends[-1]


def enumerate_range(node: Term, context: Context, symbol: str, low: int, high: int) -> Term:
    """A sum over an index between two literal numbers, written out."""
    node = _sum(node)
    index = Poly.symbol(symbol)
    inside = context.under((*node.guards, *read_guards(node.body, context.theory)), node.binders)
    if symbol not in node.binders or not 0 <= high - low <= 8:
        raise KernelError("not a short literal range", node)
    if not entails(Guard("ge", index - low), inside) or not entails(Guard("ge", high - index), inside):
        raise KernelError("the index may leave the range", node)
    binders = tuple(b for b in node.binders if b != symbol)
    parts = []
    for number in range(low, high + 1):
        values = {symbol: Poly.constant(number)}
        guards = [substitute_guard(g, values) for g in node.guards]
        parts.append(Sum(binders, guards, substitute(node.body, values)))
    return add(*parts)


def quotient(node: Term, context: Context, symbol: str) -> Term:
    """Quotient and remainder: for each ``e`` there is just one ``i`` with ``s i <= e < s i + s``, where ``s >= 1``.

    Bounds ``a <= i <= b`` become ``s a <= e < s b + s``; the body must not read the index.
    """
    node = _sum(node)
    ranges = [g for g in node.guards if symbol in g.free]
    if symbol not in node.binders or symbol in node.body.free or any(g.kind != "ge" for g in ranges):
        raise KernelError("the index does not just run over a quotient", node)
    for low in ranges:
        size = -low.poly.coefficient(symbol)
        if (size.is_constant and size.value <= 1) or not implied(size - 1, context.under((), node.binders).facts):
            continue
        value = low.poly + size * Poly.symbol(symbol)
        high = Guard("ge", size * Poly.symbol(symbol) + size - 1 - value)
        if high not in ranges:
            continue
        bounds: list[Guard] = []
        for g in ranges:
            if g in (low, high):
                continue
            coefficient = g.poly.coefficient(symbol)
            rest = g.poly - coefficient * Poly.symbol(symbol)
            if coefficient == Poly.constant(1):
                bounds.append(Guard("ge", value + size * rest))
            elif coefficient == Poly.constant(-1):
                bounds.append(Guard("ge", size * rest + size - 1 - value))
            else:
                raise KernelError("not a bound of the index", g)
        binders = tuple(b for b in node.binders if b != symbol)
        return Sum(binders, (*(g for g in node.guards if g not in ranges), *bounds), node.body)
    raise KernelError("no quotient of this index", node)


def split_case(node: Term, context: Context, guard: Guard) -> Term:
    """``x = [g] x + [not g] x``."""
    if guard.is_scalar and not context.total(guard.term):
        raise KernelError("the condition may be undefined", guard)
    return Add((Sum((), (guard,), node), Sum((), (guard.negation,), node)))


def complement(node: Term, context: Context, guard: Guard) -> Term:
    """``[g] x = x - [not g] x``, where ``[not a > 0]`` is ``[-a > 0]`` if ``a`` has no zeros, or ``x`` all factors of
    ``-a``; and ``[m | e] = sum_q [m q = e]`` (at most one such ``q``, as ``m >= 1``)."""
    node = _sum(node)
    if guard not in node.guards:
        raise KernelError("not a guard of the sum", guard)
    rest = tuple(g for g in node.guards if g != guard)
    if guard.kind == "dv" and guard.modulus is not None:
        if not implied(guard.modulus - 1, context.under((), node.binders).facts):
            raise KernelError("the modulus may be zero", guard)
        quotient = fresh_index("%q", node.free | node.body.free | set(node.binders))
        equation = Guard("eq", guard.modulus * Poly.symbol(quotient) - guard.poly)
        return Sum((*node.binders, quotient), (*rest, equation), node.body)
    # where a read of the body is out of range, the term is 0 with either guard
    here = context.under((*rest, *read_guards(node.body, context.theory)), node.binders)
    whole = Sum(node.binders, rest, node.body)
    if not all(map(here.total, (node.body, *(g.term for g in rest if g.is_scalar)))):
        raise KernelError("something may be undefined where the guard fails", node)
    if node.binders and not bounded(whole, context):
        raise KernelError("the sum without the guard would be infinite", whole)
    failing = guard.negation
    if guard.kind == "pos" and not context.smooth:
        turned = expand(Mul((NEGATE, guard.term)), here)
        own = [f for f in factors(turned) if not isinstance(f, Num)]
        if here.nonzero(guard.term) or (own and all(f in factors(node.body) for f in own)):
            failing = Guard("pos", turned)
    return Add((whole, Mul((NEGATE, Sum(node.binders, (*rest, failing), node.body)))))


def arrange(node: Term, context: Context) -> Term:
    """Commutativity: summands and factors in a fixed order, everywhere beneath; guards too."""
    children = tuple(arrange(c, context) for c in node.children)
    rebuilt = node.rebuild(children) if children else node
    if isinstance(rebuilt, Mul):
        return Mul(tuple(sorted(rebuilt.args, key=factor_key)))
    if isinstance(rebuilt, Add):
        return Add(tuple(sorted(rebuilt.args, key=lambda t: t.sort_key)))
    if isinstance(rebuilt, Sum):
        return Sum(rebuilt.binders, sorted(rebuilt.guards, key=lambda g: g.sort_key), rebuilt.body)
    return rebuilt
