"""Antisymmetric matrices: an entry ``S[i,j]`` that is read the other way around changes its sign.

A sum in which that gives the same sum again is minus itself, so 0; one that it gives an earlier canonical form is
minus that one.  Either is a lemma: the sum rewritten in two ways, not at all and by the hypothesis.  Untrusted: the
kernel replays both ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.terms import NEGATE, ZERO, Add, Mul, Read, Sum, Term
from symderiv.language.theory import Statement
from symderiv.prover.kernel.algebra import as_term, expand, monomials
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.parts import factors, read_guards
from symderiv.prover.kernel.theorems import Lemma, LemmaSource, check_lemma, context_of, known_everywhere
from symderiv.prover.search.hypotheses import turned
from symderiv.prover.search.record import Recorder

__all__ = ["antisymmetric_tensors", "opposite_lemma"]


def antisymmetric_tensors(lemmas: Sequence[Lemma]) -> dict[str, int]:
    """The tensors for which a lemma says ``S[i,j] = -S[j,i]``, or so of each of the matrices ``S[k]``."""
    found: dict[str, int] = {}
    for number, lemma in enumerate(lemmas):
        lead, rest = lemma.source.lead, lemma.source.rest
        parts = rest.args if isinstance(rest, Mul) else ()
        if not isinstance(lead, Read) or len(lead.index) < 2 or len(parts) != 2 or parts[0] != NEGATE:
            continue
        letters = {p.as_symbol for p in lead.index}
        if None not in letters and len(letters) == len(lead.index) and parts[1] == turned(lead):
            found.setdefault(lead.tensor, number)
    return found


def opposite_lemma(
    search: Recorder, term: Term, statement: Statement, goal: Context, done: set[tuple[Term, int]]
) -> Lemma | None:
    """A lemma about a summand of a normal term that reads an antisymmetric tensor; ``done`` are tried already."""
    skew = antisymmetric_tensors(search.lemmas)
    if not skew:
        return None
    for summand in term.args if isinstance(term, Add) else (term,):
        for node in factors(summand):
            parts = factors(node.body) if isinstance(node, Sum) else (node,)
            for k, f in enumerate(parts):
                if not isinstance(f, Read) or f.tensor not in skew or (node, k) in done:
                    continue
                done.add((node, k))
                lemma = _turned(search, node, k, skew[f.tensor], statement, goal)
                if lemma is not None:
                    return lemma
    return None


def _turned(search: Recorder, node: Term, k: int, number: int, statement: Statement, goal: Context) -> Lemma | None:
    free = tuple(f for f in statement.free if f.symbol in node.free)
    if any(s.startswith("%") and s not in {f.symbol for f in free} for s in node.free):
        return None
    theory = search.theory
    context = known_everywhere(context_of(theory, Statement(ZERO, ZERO, free)), goal)
    other = search.scratch()
    try:
        after = other.norm(_swapped(other, node, k, number, context), (), context)
        terms = monomials(expand(Add((node, Mul((NEGATE, after)))), context), context)
        own = next((m for m in terms if as_term({m: Fraction(1)}) == node), None)
        if own is None:
            return None
        rest = {m: c for m, c in terms.items() if m != own}
        if not all(_earlier(search, as_term({m: Fraction(1)}), node) for m in rest):
            return None
        scale = 1 / terms[own]
        others = as_term({m: -c * scale for m, c in rest.items()})
        source = LemmaSource("what is minus itself", (), tuple(other.steps), scale, node, others, term=node, free=free)
        return check_lemma(theory, source, tuple(search.lemmas), goal)
    except KernelError:
        return None


def _earlier(search: Recorder, other: Term, node: Term) -> bool:
    """Whether a sum comes before another, so that nothing is turned around for ever."""
    return isinstance(other, Sum) and isinstance(node, Sum) and search.key(other) < search.key(node)


def _swapped(search: Recorder, node: Term, k: int, number: int, context: Context) -> Term:
    """The sum with minus the entry read the other way around, whose ranges are written down first."""
    lead = search.lemmas[number].source.lead
    assert isinstance(lead, Read)
    read = factors(node.body if isinstance(node, Sum) else node)[k]
    assert isinstance(read, Read)
    letters = [p.as_symbol or "" for p in lead.index]
    instance = dict(zip(letters, read.index, strict=True))
    if not isinstance(node, Sum):
        return search.step(read, (), context, "hypothesis", lemma=number, instance=instance)
    wanted = tuple(dict.fromkeys((*node.guards, *read_guards(read, context.theory))))
    ranged = search.step(node, (), context, "guards", guards=wanted)
    assert isinstance(ranged, Sum)
    product = isinstance(ranged.body, Mul)
    here = descend(ranged, 0, context)
    here = descend(ranged.body, k, here) if product else here
    path = (0, k) if product else (0,)
    new = search.step(read, path, here, "hypothesis", lemma=number, instance=instance)
    body = ranged.body.rebuild((*ranged.body.children[:k], new, *ranged.body.children[k + 1 :])) if product else new
    return ranged.rebuild((body, *ranged.children[1:]))
