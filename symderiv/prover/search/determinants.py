"""Determinants of matrices whose product is the identity by hypothesis.

``det(Q^T Q)`` is ``det(Q)^2`` by the rule of products and ``det I = 1`` by the hypothesis: a term that is rewritten in
two ways, which gives a lemma.  Untrusted: the kernel replays both ways.
"""

from __future__ import annotations

from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import NEGATE, ONE, ZERO, Add, Guard, Matrix, Mul, Sum, Term, walk
from symderiv.language.theory import Statement
from symderiv.prover.kernel.algebra import as_term, expand, monomials
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.theorems import Lemma, LemmaSource, check_lemma, context_of, known_everywhere
from symderiv.prover.search.record import Findings, Recorder
from symderiv.prover.search.weights import weight

__all__ = ["determinant_lemmas"]


def determinant_lemmas(search: Recorder, term: Term, goal: Context) -> bool:
    """Add what follows for the determinants in a term; whether anything did."""
    met = [n.tensors for n in walk(term) if isinstance(n, Matrix) and n.operation == "det" and n.tensors]
    for number, lemma in enumerate(search.lemmas if met else ()):
        key = ("determinant", number)
        start = None if key in search.cancelled else _start(lemma)
        if start is None or not any(t <= start.tensors for t in met):
            continue
        search.cancelled.add(key)
        found = _two_ways(search, start, goal)
        if found is not None:
            search.lemmas.append(found)
            return True
    return False


def _start(lemma: Lemma) -> Term | None:
    """The term that is to be rewritten in two ways, where a lemma suggests one."""
    lead, rest, free = lemma.source.lead, lemma.source.rest, lemma.statement.free
    if len(free) != 2 or free[0].high != free[1].high or not isinstance(lead, Sum):
        return None
    i, j = (Poly.symbol(f.symbol) for f in free)
    if rest not in [Sum((), (Guard("eq", p),), ONE) for p in (i - j, j - i)]:
        return None
    return Matrix("det", free[0].symbol, free[1].symbol, free[0].high, lead)


def _two_ways(search: Recorder, term: Term, goal: Context) -> Lemma | None:
    """The lemma that a closed term gives, normalised without the other lemmas and with them."""
    context = known_everywhere(context_of(search.theory, Statement(ZERO, ZERO)), goal)
    plain, using = search.scratch(), search.scratch()
    plain.rewrite, plain.found = None, Findings()  # what others found normal, they have rewritten
    try:
        one, other = plain.norm(term, (), context), using.norm(term, (), context)
        terms = monomials(expand(Add((one, Mul((NEGATE, other)))), context), context)
        leads = [m for m in terms if m]
        if not leads:
            return None
        lead = max(leads, key=lambda m: weight(as_term({m: Fraction(1)})))
        scale = 1 / terms[lead]
        rest = as_term({m: -c * scale for m, c in terms.items() if m != lead})
        steps = tuple(plain.steps), tuple(using.steps)
        source = LemmaSource("a determinant", *steps, scale, as_term({lead: Fraction(1)}), rest, term=term)
        return check_lemma(search.theory, source, tuple(search.lemmas), goal)
    except KernelError:
        return None
