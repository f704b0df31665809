"""A proof from theorems that were proved before: equations that rewrite, or leave of an inequality what has a sign.

Untrusted.  What is used is proved again in the theory at hand; a theorem of another theory is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import prod

from symderiv.budget import Deadline
from symderiv.errors import BudgetExceeded, DeclarationError, KernelError
from symderiv.language.terms import NEGATE, ONE, ZERO, Add, Mul, Num, Read, Term, alpha_key, mul, walk
from symderiv.language.theory import Statement, Theory
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.parts import factors
from symderiv.prover.kernel.theorems import Proof, Theorem, context_of, gap, prove
from symderiv.prover.search.hypotheses import lemma_of, lemmas_of
from symderiv.prover.search.normal import Normaliser
from symderiv.prover.search.reduction import reach_zero
from symderiv.prover.search.rewriting import refresh

__all__ = ["by_earlier", "related", "searcher"]

_EARLIER = 6


def searcher(theory: Theory, deadline: Deadline) -> Normaliser:
    """A search in which all hypotheses rewrite."""
    return refresh(Normaliser(theory, deadline, lemmas=lemmas_of(theory, deadline)))


def related(earlier: Sequence[Theorem], statement: Statement, theory: Theory) -> list[Theorem]:
    """The last few equations among theorems that speak of what a statement speaks of, or of what that is made from:
    those first that speak of nothing else."""

    def names(said: Statement) -> set[str]:
        return {n.tensor for side in (said.left, said.right) for n in walk(side) if isinstance(n, Read)}

    own = names(statement)
    made = own.union(*(theory.dependencies(x) | theory.sources(x) for x in own & theory.definitions.keys()))
    found = [x for x in earlier if x.statement.relation == "=" and x.statement != statement]
    found = [x for x in found if names(x.statement) & own and names(x.statement) <= made]
    found.sort(key=lambda x: names(x.statement) <= own)
    return [x for x in found if _fits(theory, x.statement)][-_EARLIER:]


def _fits(theory: Theory, said: Statement) -> bool:
    """Whether a statement has a meaning in a theory: the one that it was proved in may declare a name otherwise."""
    try:
        theory.check_form(Add((said.left, said.right)), frozenset(), "an earlier theorem")
    except DeclarationError:
        return False
    return True


def by_earlier(theory: Theory, statement: Statement, deadline: Deadline, earlier: Sequence[Theorem]) -> Theorem | None:
    """A proof from what has been proved before, which is proved again."""
    context = context_of(theory, statement)
    if statement.relation != "=":
        for witness in _left_by(statement, context, earlier):
            search = searcher(theory, deadline)
            if reach_zero(search, Add((gap(statement), Mul((NEGATE, witness)))), context, statement) == ZERO:
                sources = tuple(lemma.source for lemma in search.lemmas)
                return prove(theory, statement, Proof(tuple(search.steps), sources, witness=witness))
        return None
    lemmas = [lemma for x in earlier if (lemma := lemma_of(x, theory, context, deadline)) is not None]
    if not lemmas:
        return None
    used = [*lemmas_of(theory, deadline), *lemmas]
    # what is defined, and has been shown to be something else, is that: it is not opened to what it was defined by
    shown = {x.source.lead.tensor for x in lemmas if isinstance(x.source.lead, Read)} & theory.definitions.keys()
    for closed in (frozenset(shown), frozenset()) if shown else (frozenset(),):
        share = Deadline(deadline.left / 2, within=deadline) if closed else deadline
        search = refresh(Normaliser(theory, share, lemmas=used, closed=closed))
        try:
            if reach_zero(search, gap(statement), context, statement) == ZERO:
                return prove(theory, statement, Proof(tuple(search.steps), tuple(x.source for x in search.lemmas)))
        except (BudgetExceeded, KernelError, RecursionError):
            if not closed:
                raise
    return None


def _left_by(statement: Statement, context: Context, earlier: Sequence[Theorem]) -> Iterator[Term]:
    """What an equation leaves of an inequality, where its form shows the sign: ``a >= b`` from ``a = b + c^2``."""
    own = _summands(gap(statement))
    for x in earlier:
        if x.statement.free == statement.free:
            for scale in (1, -1):
                left = dict(own)
                for key, (c, t) in _summands(gap(x.statement)).items():
                    left[key] = (left.get(key, (Fraction(0), t))[0] - scale * c, t)
                rest = [mul(Num(c), t) for c, t in left.values() if c]
                if rest and all(map(context.nonnegative, rest)):
                    yield Add(tuple(rest)) if len(rest) > 1 else rest[0]


def _summands(term: Term) -> dict[object, tuple[Fraction, Term]]:
    """The summands of a term as they are written, each with its coefficient, by what is the same but for names."""
    found: dict[object, tuple[Fraction, Term]] = {}
    stack = [(Fraction(1), term)]
    while stack:
        c, t = stack.pop()
        numbers = [f.value for f in factors(t) if isinstance(f, Num)]
        others = [f for f in factors(t) if not isinstance(f, Num)]
        if isinstance(t, Add):
            stack += [(c, a) for a in t.args]
        elif numbers and t != ONE:
            stack.append((c * prod(numbers), mul(*others)))
        else:
            old = found.get(alpha_key(t), (Fraction(0), t))
            found[alpha_key(t)] = (old[0] + c, t)
    return found
