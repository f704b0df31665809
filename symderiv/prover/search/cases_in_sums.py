"""Sums that cancel case by case: ``sum_n f(n) - sum_n g(n) = 0``, as ``f(n) = g(n)`` where a sign holds and where not.

The sums are written as one, whose body is shown to be zero in all cases; what it is as several sums is then zero.
Untrusted: each is a lemma, one sum rewritten in two ways, which the kernel replays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.integers import Poly, fresh_index
from symderiv.language.terms import ZERO, Add, Guard, Read, Sum, Term, letters, mul, substitute, substitute_guard, walk
from symderiv.language.theory import Statement
from symderiv.prover.kernel.algebra import as_term, monomials
from symderiv.prover.kernel.context import Context, bounded
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.parts import factors, read_guards
from symderiv.prover.kernel.theorems import Lemma, LemmaSource, check_lemma, context_of, known_everywhere
from symderiv.prover.search.normal import Normaliser
from symderiv.prover.search.piecewise import by_cases

__all__ = ["sums_by_cases"]

_MOST_SUMS = 16


def sums_by_cases(search: Normaliser, term: Term, statement: Statement, goal: Context) -> tuple[Lemma, int] | None:
    """A lemma that says what one summand of a normal term is by others, as all of them are zero case by case; with the
    place of the summand."""
    summands = term.args if isinstance(term, Add) else (term,)
    outer = dict(_outer_indices(summands))
    if not 1 < len(outer) <= _MOST_SUMS:
        return None
    lemma = _lemma(search, [(summands[k], indices) for k, indices in outer.items()], statement, goal)
    return None if lemma is None else (lemma, next(k for k in outer if _same(summands[k], lemma.source.lead)))


def _own_sum(summand: Term) -> Sum | None:
    """The only sum among the factors of a summand."""
    sums = [f for f in factors(summand) if isinstance(f, Sum) and f.binders]
    return sums[0] if len(sums) == 1 else None


def _outer_indices(summands: Sequence[Term]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The places of the sums that run over one or two axes, each with the indices that do: those that stand where the
    indices of the shortest sum stand."""
    sums = {k: own for k, m in enumerate(summands) if (own := _own_sum(m)) is not None}
    count = min((len(n.binders) for n in sums.values()), default=0)
    shortest = [n for n in sums.values() if len(n.binders) == count]
    if not 1 <= count <= 2:
        return
    first = max(shortest, key=lambda n: sum(len(_axes(n, b)) for b in n.binders))
    axes = [_axes(first, b) for b in first.binders]
    if count == 1:
        axes = [{axis for n in shortest for axis in _axes(n, n.binders[0])}]
    for k, own in sums.items():
        chosen: list[str] = []
        for there in axes:
            left = [b for b in own.binders if b not in chosen and there & _axes(own, b)]
            chosen += sorted(left, key=lambda b: -len(there & _axes(own, b)))[:1]
        if len(chosen) == count:
            yield k, tuple(chosen)


def _axes(node: Sum, index: str) -> set[tuple[str, int]]:
    """The tensors that are read at an index of a sum, with its place."""
    reads = (n for n in walk(node.body) if isinstance(n, Read))
    return {(n.tensor, k) for n in reads for k, p in enumerate(n.index) if index in p.free}


def _same(summand: Term, lead: Term) -> bool:
    return [f for f in factors(summand) if f in factors(lead)] == list(factors(lead))


def _lemma(
    search: Normaliser, chosen: Sequence[tuple[Term, tuple[str, ...]]], statement: Statement, goal: Context
) -> Lemma | None:
    theory, summands = search.theory, [summand for summand, _ in chosen]
    whole = _as_one(chosen, goal)
    free = tuple(f for f in statement.free if f.symbol in whole.free)
    if any(s.startswith("%") and s not in {f.symbol for f in free} for s in whole.free):
        return None
    context = known_everywhere(context_of(theory, Statement(ZERO, ZERO, free)), goal)
    apart, none = search.scratch(), search.scratch()
    try:
        if not bounded(whole, context):
            return None
        if not by_cases(none, whole.body, (0,), descend(whole, 0, context)):
            return None
        if none.norm(whole.rebuild((ZERO, *whole.children[1:])), (), context) != ZERO:
            return None
        terms = monomials(apart.norm(whole, (), context), context)
        lead = next((m for m in terms if any(_same(s, as_term({m: Fraction(1)})) for s in summands)), None)
        if lead is None:
            return None
        scale = 1 / terms[lead]
        rest = as_term({m: -c * scale for m, c in terms.items() if m != lead})
        said = "what is zero in all cases"
        steps = tuple(apart.steps), tuple(none.steps)
        source = LemmaSource(said, *steps, scale, as_term({lead: Fraction(1)}), rest, term=whole, free=free)
        return check_lemma(theory, source, tuple(search.lemmas), goal)
    except KernelError:
        return None


def _as_one(chosen: Sequence[tuple[Term, tuple[str, ...]]], context: Context) -> Sum:
    """The summands as one sum over the indices that are chosen of them, of all that stands in them."""
    taken = letters(*(s for s, _ in chosen)) | set().union(*(s.free for s, _ in chosen))
    names: list[str] = []
    for _ in chosen[0][1]:
        names.append(fresh_index("%n", taken | {*names}))
    parts, ranges = list[Term](), list[Guard]()
    for summand, indices in chosen:
        own = _own_sum(summand)
        assert own is not None
        here = {old: Poly.symbol(new) for old, new in zip(indices, names, strict=True)}
        inner = tuple(b for b in own.binders if b not in indices)
        guards, body = [substitute_guard(g, here) for g in own.guards], substitute(own.body, here)
        reads = read_guards(body, context.theory)
        ranges += [g for g in reads if not g.free.isdisjoint(names) and g.free.isdisjoint(inner)]
        beside = (f for f in factors(summand) if f is not own)
        parts.append(mul(*beside, Sum(inner, guards, body) if guards or inner else body))
    return Sum(tuple(names), tuple(dict.fromkeys(ranges)), Add(tuple(parts)))
