"""Running products, ``P[s,k] = f(s) f(s+1) ... f(s+k-1)``, whose recurrence takes the last factor out.

That the first factor comes out as well, ``P[s,k+1] = f(s) P[s+1,k]``, is shown by induction, and used where a claim is
about derivatives that recur from the last step downwards: ``d h[T] / d h[s]``.  Untrusted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symderiv.budget import Deadline
from symderiv.language.integers import Poly
from symderiv.language.terms import ONE, ZERO, Add, Guard, Mul, Read, Sum, Term, mul, substitute, walk
from symderiv.language.theory import Free, Statement, Theory
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.parts import factors
from symderiv.prover.kernel.theorems import (
    Induction,
    Lemma,
    Proof,
    Theorem,
    context_of,
    gap,
    induction_goals,
    prove,
)
from symderiv.prover.search.differences import opened_once, opens_first_steps
from symderiv.prover.search.hypotheses import lemmas_of
from symderiv.prover.search.normal import Normaliser
from symderiv.prover.search.record import Path, Recorder
from symderiv.prover.search.rewriting import refresh

__all__ = ["FirstFactor", "first_factor_shown", "products_in", "without_first"]


@dataclass(frozen=True)
class FirstFactor:
    """That a product begins with its first factor: the tensor, the statement, and the index over which to induct."""

    name: str
    statement: Statement
    index: str


def _first_factor(theory: Theory, name: str) -> FirstFactor | None:
    """What is to be shown of a running product with a start and a number of factors; None for other tensors."""
    definition = theory.definitions[name]
    if len(definition.indices) < 2:
        return None
    *own, start, step = definition.indices
    first, count = Poly.symbol(start), Poly.symbol(step)
    body = definition.body
    places = tuple(map(Poly.symbol, own))
    rest = [x for x in body.args if x != Sum((), (Guard("eq", count),), ONE)] if isinstance(body, Add) else []
    if len(rest) != 1 or not isinstance(rest[0], Sum) or rest[0].guards != (Guard("ge", count - 1),):
        return None
    earlier = Read(name, (*places, first, count - 1))
    parts = factors(rest[0].body)
    if rest[0].binders or parts.count(earlier) != 1 or len(body.children) != 2:
        return None
    factor = substitute(mul(*(f for f in parts if f != earlier)), {step: Poly.constant(1)})
    left = Read(name, (*places, first, count + 1))
    right = Mul((factor, Read(name, (*places, first + 1, count))))
    sizes = (*definition.shape[:-2], *(size - 1 for size in definition.shape[-2:]))
    free = tuple(Free(x, Poly({}), size) for x, size in zip(definition.indices, sizes, strict=True))
    return FirstFactor(name, Statement(left, right, free), step)


def first_factor_shown(theory: Theory, product: FirstFactor, deadline: Deadline) -> Theorem | None:
    """The proof of it by induction: each product loses its last factor, once."""
    proofs = []
    for goal, statement in induction_goals(theory, product.statement, product.index):
        search = refresh(Normaliser(goal, deadline, lemmas=lemmas_of(goal, deadline)))
        opens_first_steps(search, (product.name,))
        context = context_of(goal, statement)
        term = opened_once(search, gap(statement), (), context, (product.name,))
        if search.norm(term, (), context) != ZERO:
            return None
        proofs.append(Proof(tuple(search.steps), tuple(lemma.source for lemma in search.lemmas)))
    return prove(theory, product.statement, Proof((), (), Induction(product.index, *proofs)))


def without_first(search: Recorder, term: Term, context: Context, lemmas: dict[str, int], path: Path = ()) -> Term:
    """The term with the first factor taken out of each of some products, once, where it has one; ``lemmas``: the number
    of the lemma that says it of a tensor."""
    if isinstance(term, Read) and term.tensor in lemmas:
        lemma: Lemma = search.lemmas[lemmas[term.tensor]]
        places = [f.symbol for f in lemma.statement.free]
        instance = dict(zip(places, (*term.index[:-1], term.index[-1] - 1), strict=True))
        after = search.attempt(term, path, context, "hypothesis", lemma=lemmas[term.tensor], instance=instance)
        return term if after is None else after
    for k, child in enumerate(term.children):
        new = without_first(search, child, descend(term, k, context), lemmas, (*path, k))
        if new is not child:
            term = term.rebuild((*term.children[:k], new, *term.children[k + 1 :]))
    return term


def products_in(theory: Theory, statement: Statement) -> Iterator[FirstFactor]:
    """The running products that a statement reads."""
    nodes = (n for side in (statement.left, statement.right) for n in walk(side))
    for name in dict.fromkeys(n.tensor for n in nodes if isinstance(n, Read)):
        if name in theory.recurrences() and (found := _first_factor(theory, name)) is not None:
            yield found
