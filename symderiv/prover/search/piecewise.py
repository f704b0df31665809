"""Piecewise terms: the cases of every sign ``[p > 0]`` that does not depend on a bound index.

A term with brackets is zero if it is zero where ``p > 0`` and where ``p <= 0``.  Within a case, signs that follow by
linear combination are decided, and what is neither positive nor negative is zero.  Off the kinks that are exempt, one
sign is the complement of the other.  Where no sign is left, the cases are those of labels.  Untrusted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import (
    NEGATE,
    ZERO,
    Add,
    Extremum,
    Fn,
    Guard,
    Matrix,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    substitute,
    walk,
)
from symderiv.language.theory import Statement
from symderiv.prover.kernel.algebra import Monomial, as_term, expand, monomials
from symderiv.prover.kernel.context import Context, entails
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.kinks import exempt
from symderiv.prover.kernel.parts import factors, read_guards, whole_number
from symderiv.prover.search.guards import literal_range
from symderiv.prover.search.labels import label_guards, without_ones
from symderiv.prover.search.monotone import rising
from symderiv.prover.search.normal import Normaliser, weight
from symderiv.prover.search.signs import ordered, vanish

__all__ = ["DEPTH", "by_cases", "exempt_arguments", "kinks_beneath", "one_sign", "top_condition"]

DEPTH = 6
KNOWN = 10
KINKS = 6
MOST_FIRST = 2
Combination = tuple[tuple[Num, ...], tuple[Term, ...]]


def by_cases(
    search: Normaliser, term: Term, path: tuple[int, ...], context: Context, depth: int = DEPTH, *first: Guard
) -> bool:
    """Whether a term is zero in all cases, those of the ``first`` signs before it is brought to a normal form; the
    steps that show it are recorded, or none."""
    mark = len(search.steps)
    outer, search.signs = search.signs, _decide
    found = _zero(search, term, path, context, depth, first)
    search.signs = outer
    if not found:
        del search.steps[mark:]
    return found


def _zero(
    search: Normaliser,
    term: Term,
    path: tuple[int, ...],
    context: Context,
    depth: int,
    first: tuple[Guard, ...] = (),
) -> bool:
    guard = first[0] if first else _next_case(search, term)
    if guard is None or depth == 0:
        return False
    node = search.attempt(term, path, context, "case", guard=guard)
    if node is None:
        return False
    for k in (0, 1):
        place, here = (*path, k), descend(node, k, context)
        half = node.children[k]
        assert isinstance(half, Sum)
        after = _decided(search, half, place, here, half.guards[0])
        if not isinstance(after, Sum):
            continue  # this case does not occur
        inside = descend(after, 0, here)
        body = after.body if first[1:] else search.norm(after.body, (*place, 0), inside)
        if body != ZERO and not _zero(search, body, (*place, 0), inside, depth - 1, first[1:]):
            return False
    zero = Add(tuple(ZERO if not isinstance(c, Sum) else Sum((), c.guards, ZERO) for c in node.children))
    return search.step(zero, path, context, "expand") == ZERO


def _next_case(search: Normaliser, term: Term) -> Guard | None:
    """What is decided next: the labels within signs, a sign, the labels within functions."""
    within = next(label_guards(search, term, within_signs=True), None)
    return within or _first_sign(term) or next(label_guards(search, term), None)


def _first_sign(term: Term) -> Guard | None:
    """The lightest sign of a term without brackets in it and without bound indices."""
    return min(_signs(term, frozenset()), key=lambda g: (weight(g.term), g.sort_key), default=None)


def _signs(node: Term, bound: frozenset[str]) -> Iterator[Guard]:
    if isinstance(node, Sum):
        bound = bound | set(node.binders)
        for g in node.guards:
            if g.kind == "pos" and g.free.isdisjoint(bound) and not any(map(_chosen, walk(g.term))):
                yield g
    for child in node.children:
        yield from _signs(child, bound)


def _chosen(node: Term) -> bool:
    """Whether a term is made by signs of its own, which are decided before."""
    return isinstance(node, Sum) and any(g.is_scalar for g in node.guards)


def _decide(search: Normaliser, node: Term, path: tuple[int, ...], context: Context) -> Term | None:
    """One improvement of a guarded term or of a monomial by the signs that are known here."""
    if isinstance(node, Sum):
        for g in node.guards:
            if g.kind in ("pos", "nonneg"):
                decided = _decided(search, node, path, context, g)
                if decided != node:
                    return decided
        return None
    for zero in _zeros(node, context):
        terms = ordered(zero, context)
        lead = max(range(len(terms)), key=lambda k: weight(as_term({terms[k][0]: Fraction(1)})))
        after = vanish(search, node, path, context, zero, lead)
        if after is not None:
            return after
    return without_ones(search, node, path, context)


def _decided(search: Normaliser, node: Sum, path: tuple[int, ...], context: Context, guard: Guard) -> Term:
    here = context.under((g for g in node.guards if g != guard), node.binders)
    for scales, terms in (*_combinations(guard.term, here), *_rising(search, guard.term, here)):
        after = search.attempt(node, path, context, "follows", guard=guard, scales=scales, terms=terms)
        if after is not None:
            return after
    return node


def _facts(context: Context, kinds: tuple[str, ...], *terms: Term) -> list[Term]:
    """What is known to be of a sign here: facts about one term, and those for all indices at the reads of the terms."""
    found = [s.term for s in context.schemes if not s.binders and s.kind in kinds][-KNOWN:]
    reads = dict.fromkeys(n for t in (*terms, *found) for n in walk(t) if isinstance(n, Read))
    for scheme in context.schemes:
        if not scheme.binders or scheme.kind not in kinds:
            continue
        for own in (n for n in walk(scheme.term) if isinstance(n, Read)):
            names = [p.as_symbol for p in own.index]
            if sorted(n for n in names if n is not None) != sorted(scheme.binders) or len(names) != len(scheme.binders):
                continue
            for read in reads:
                if read.tensor == own.tensor:
                    found.append(substitute(scheme.term, dict(zip(map(str, names), read.index, strict=True))))
            break
    return list(dict.fromkeys(found))[: 2 * KNOWN]


def _zeros(node: Term, context: Context) -> Iterator[Term]:
    """What is known to be zero here."""
    yield from (s.term for s in context.schemes if not s.binders and s.kind == "zero")
    weak = [(t, expand(t, context)) for t in _facts(context, ("nonneg",), node)]
    for written, p in weak:
        opposite = expand(Mul((NEGATE, p)), context)
        if any(opposite == q for _, q in weak) or context.nonnegative(opposite):
            yield written  # the kernel looks for the fact as it stands, and for its opposite multiplied out


def _combinations(term: Term, context: Context) -> Iterator[Combination]:
    """Combinations of known signs that leave a term of one sign: of the term, then of its opposite."""
    facts = [(f, dict(monomials(f, context))) for f in _facts(context, ("pos", "nonneg"), term)]
    for sign in (1, -1):
        rest = {m: c * sign for m, c in monomials(term, context).items()}
        yield from _reduced(rest, facts, context, (), 3)


def _rising(search: Normaliser, term: Term, context: Context) -> Iterator[Combination]:
    """A difference of exponentials whose exponents are ordered here, ``e^x - 1`` where ``x > 0``, or its opposite."""
    found = monomials(term, context)
    for sign in (1, -1):
        for part in rising(search, {m: c * sign for m, c in found.items()}, context):
            yield (Num(Fraction(1)),), (part,)


def _reduced(
    rest: dict[Monomial, Fraction],
    facts: list[tuple[Term, dict[Monomial, Fraction]]],
    context: Context,
    used: tuple[tuple[Num, Term], ...],
    depth: int,
) -> Iterator[Combination]:
    if context.nonnegative(as_term(rest)):
        yield tuple(c for c, _ in used), tuple(f for _, f in used)
    if not depth:
        return
    for m in [m for m in rest if m]:
        for f, own in facts:
            if own.get(m, 0) * rest[m] > 0:
                scale = rest[m] / own[m]
                left = dict(rest)
                for other, c in own.items():
                    left[other] = left.get(other, Fraction(0)) - scale * c
                left = {k: c for k, c in left.items() if c}
                yield from _reduced(left, facts, context, (*used, (Num(scale), f)), depth - 1)


# ------------------------------------------------------------------------------------------------ kinks


def exempt_arguments(term: Term, statement: Statement, context: Context) -> tuple[Term, ...]:
    """The arguments of signs in a term whose zeros are exempt, each in one of its two signs."""
    found: dict[Term, None] = {}
    for node in walk(term):
        for g in node.guards if isinstance(node, Sum) else ():
            if g.kind not in ("pos", "nonneg"):
                continue
            argument = _first_positive(g.term, context)
            if argument not in found and len(found) < KINKS:
                try:
                    exempt(argument, (statement.left, statement.right), context)
                except KernelError:
                    continue
                found[argument] = None
    return tuple(found)


def _first_positive(term: Term, context: Context) -> Term:
    terms = ordered(term, context)
    return expand(Mul((NEGATE, term)) if terms and terms[0][1] < 0 else term, context)


def kinks_beneath(terms: Collection[Term], free: Collection[str]) -> list[Guard]:
    """The signs of what absolute values and the like in denominators are taken of: cases in which these have none."""
    found: dict[Guard, None] = {}
    powers = (p for term in terms for p in walk(term) if isinstance(p, Pow) and p.exponent < 0)
    for node in (n for p in powers for n in walk(p.base)):
        plain = not any(is_index(s) and s not in free for s in node.free)
        if isinstance(node, Fn) and node.name in ("abs", "relu") and plain:
            found[Guard("pos", node.args[0])] = None
    return list(found)[:MOST_FIRST]


def one_sign(search: Normaliser, node: Term, path: tuple[int, ...], context: Context) -> Term | None:
    """``1 - [p > 0]`` for ``[-p > 0]`` where ``p`` is known not to be zero."""
    if context.smooth or not isinstance(node, Sum):
        return None
    for g in node.guards:
        if g.kind == "pos" and (terms := ordered(g.term, context)) and terms[0][1] < 0:
            others = (*(h for h in node.guards if h != g), *read_guards(node.body, context.theory))
            if not context.under(others, node.binders).nonzero(g.term):
                continue  # the complement would be [p >= 0]
            after = search.attempt(node, path, context, "complement", guard=g)
            if after is not None:
                return after
    return None


def top_condition(term: Term, done: list[Guard], context: Context) -> Guard | None:
    """An integer condition on which only some summands depend.

    A free index that is one of a few numbers, and that a summand compares with one, is taken number by number: what is
    left where it is none of them is no condition that a normal form keeps."""
    summands = term.args if isinstance(term, Add) else ()
    found = [g for m in summands for f in factors(m) if isinstance(f, Sum) and not f.binders for g in f.guards]
    for g in (g for g in found if g.kind == "eq" and len(g.free) == 1):
        (symbol,) = g.free
        ends = literal_range(symbol, context.facts)
        for number in range(ends[0] + 1, ends[1] + 1) if ends is not None and ends[1] - ends[0] <= 3 else ():
            if (larger := Guard("ge", Poly.symbol(symbol) - number)) not in done:
                return larger
    found += [*_without_divisor(summands, context), *_beneath(summands)]
    return next((g for g in found if g.kind in ("ge", "eq") and g not in done and g.negation not in done), None)


def _beneath(summands: Iterable[Term]) -> Iterator[Guard]:
    """On which side of their equations brackets beneath functions and roots are: ``t > 0`` for ``log(a + [t = 0])``."""
    for node in (n for m in summands for f in factors(m) if isinstance(f, Fn | Pow) for n in _outside_sums(f)):
        for g in node.guards if not node.binders else ():
            if g.kind == "eq" and g.poly.free and all(map(is_index, g.poly.free)):
                yield from (Guard("ge", p - 1) for p in (g.poly, -g.poly))


def _outside_sums(node: Term) -> Iterator[Sum]:
    """The brackets in a term that stand in no sum."""
    if isinstance(node, Sum):
        yield node
    if not isinstance(node, Sum | Matrix | Extremum) or (isinstance(node, Sum) and not node.binders):
        for child in node.children:
            yield from _outside_sums(child)


def _without_divisor(summands: Iterable[Term], context: Context) -> Iterator[Guard]:
    """That a number by which all in a sum is divided is not 0, where it is known to be on one side of 0: the sum may
    have no summand where it is, as ``sum_{i<j} x_i x_j / (n - 1)`` has none for ``n = 1``."""
    for total in (f for m in summands for f in factors(m) if isinstance(f, Sum) and f.binders):
        for divisor in (f.base for f in factors(total.body) if isinstance(f, Pow) and f.exponent < 0):
            number = whole_number(divisor)
            if number is not None and number.free.isdisjoint(total.binders):
                sides = (Guard("ge", p) for p in (number, -number))
                yield from (Guard("ge", side.poly - 1) for side in sides if entails(side, context))
