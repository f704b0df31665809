"""Labels that are 0 or 1: the two cases of a read ``y`` of which ``y^2 = y`` is known.

Where a label stands within a function, as in ``log(1 + exp(y s))``, its square never shows.  Where ``y = 0`` it is left
out; and where it is not, ``y = y^2 / y = y / y = 1``.  Untrusted.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from symderiv.language.integers import Poly
from symderiv.language.terms import Fn, Guard, Matrix, Mul, Pow, Read, Sum, Term, walk
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.parts import factors
from symderiv.prover.search.hypotheses import unify
from symderiv.prover.search.record import Path, Recorder

__all__ = ["label_guards", "without_ones"]


def _binary(search: Recorder, read: Read) -> tuple[int, dict[str, Poly]] | None:
    """The lemma that says ``y^2 = y`` of a read, and its instance."""
    for number, lemma in enumerate(search.lemmas):
        lead, own = lemma.source.lead, frozenset(f.symbol for f in lemma.statement.free)
        if not isinstance(lead, Pow) or lead.exponent != 2 or lemma.source.rest != lead.base:
            continue
        instance = unify(lead.base, read, own, {}) if isinstance(lead.base, Read) else None
        if instance is not None and set(instance) == own:
            return number, instance
    return None


def label_guards(search: Recorder, term: Term, within_signs: bool = False) -> Iterator[Guard]:
    """``[y = 0]`` for the labels within functions and denominators, or ``within_signs``, at no bound index."""
    if not any(isinstance(lemma.source.lead, Pow) for lemma in search.lemmas):
        return
    binders = (n for n in walk(term) if isinstance(n, (Sum, Matrix)))
    bound = {b for n in binders for b in (n.binders if isinstance(n, Sum) else (n.row, n.column))}
    hiding: list[Term] = [n for n in walk(term) if isinstance(n, Fn) or (isinstance(n, Pow) and n.exponent < 1)]
    if within_signs:
        hiding = [g.term for n in walk(term) if isinstance(n, Sum) for g in n.guards if g.is_scalar]
    for read in dict.fromkeys(r for n in hiding for r in walk(n) if isinstance(r, Read)):
        if read.free.isdisjoint(bound) and _binary(search, read) is not None:
            yield Guard("zero", read)


def without_ones(search: Recorder, node: Term, path: Path, context: Context) -> Term | None:
    """A product without a label that is not 0 here: ``X y = X y^2 / y = X y / y = X``."""
    told = [s.term for s in context.schemes if s.kind == "nonzero" and not s.binders]
    parts = list(factors(node))
    for k, label in enumerate(parts):
        found = _binary(search, label) if isinstance(label, Read) and label in told else None
        if found is None:
            continue
        mark = len(search.steps)
        apart = Mul((*parts[:k], *parts[k + 1 :], Pow(label, Fraction(-1)), square := Pow(label, Fraction(2))))
        if search.attempt(node, path, context, "equal", term=apart) is not None:
            last = len(apart.args) - 1
            here = descend(apart, last, context)
            lemma, instance = found
            after = search.attempt(square, (*path, last), here, "hypothesis", lemma=lemma, instance=instance)
            if after is not None:
                return search.step(Mul((*apart.args[:-1], after)), path, context, "expand")
        del search.steps[mark:]
    return None
