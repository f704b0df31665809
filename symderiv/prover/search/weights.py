"""Which of several summands is eliminated: an order of terms, the weightier first; and what it is then equal to.

Untrusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from symderiv.language.terms import (
    Add,
    Fn,
    Int,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    mul,
    walk,
)
from symderiv.prover.kernel.algebra import Monomial, as_term, expand
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.parts import factors

__all__ = ["leads", "solved_for", "weight"]


def weight(term: Term) -> tuple[int, int, Fraction, int, str]:
    """Which of several summands is eliminated: sums before functions before reads, the larger before the smaller."""
    nodes: Sequence[Term] = list(walk(term))
    return (
        sum(isinstance(n, Sum) and bool(n.binders) for n in nodes),
        sum(isinstance(n, Fn) for n in nodes),
        sum((_degree(f) for f in factors(term)), Fraction(0)),
        len(nodes),
        term.sort_key,
    )


def _degree(factor: Term) -> Fraction:
    """The exponent of a factor, an exponential's rational coefficient counting as one."""
    if isinstance(factor, Pow):
        return abs(factor.exponent)
    if isinstance(factor, Fn) and factor.name == "exp":
        head = factors(factor.args[0])[0]
        return abs(head.value) if isinstance(head, Num) else Fraction(1)
    return Fraction(0 if isinstance(factor, Num) else 1)


def leads(base: Add, parts: Sequence[Term]) -> list[int]:
    """The summand that is eliminated: a sum before a function before a read, the larger before the smaller; and
    against reciprocals of an exponential, a summand without it."""

    best = max(range(len(base.args)), key=lambda k: weight(base.args[k]))
    leads = [best]
    for f in parts:
        atom = f.base if isinstance(f, Pow) and f.exponent < 0 else None
        if isinstance(f, Fn) and f.name == "exp" and _is_negative(f):
            atom = Fn("exp", (mul(*factors(f.args[0])[1:]),))
        if atom is None or isinstance(atom, Add):
            continue
        within = [k for k, a in enumerate(base.args) if any(_has_atom(g, atom) for g in factors(a))]
        if within and len(within) < len(base.args):
            leads.append(min((k for k in range(len(base.args)) if k not in within), key=lambda k: weight(base.args[k])))
    return leads


def _has_atom(factor: Term, atom: Term) -> bool:
    if isinstance(atom, Fn) and atom.name == "exp" and isinstance(factor, Fn) and factor.name == "exp":
        inner = factors(factor.args[0])
        rest = inner[1:] if isinstance(inner[0], Num) else inner
        own = factors(atom.args[0])
        return rest == own
    return factor == atom or (isinstance(factor, Pow) and factor.base == atom)


def _is_negative(term: Fn) -> bool:
    head = factors(term.args[0])[0]
    return isinstance(head, Num) and head.value < 0


def solved_for(
    lead: Monomial, terms: Mapping[Monomial, Fraction], context: Context
) -> tuple[Fraction, Term, Term, Term]:
    """``sum of terms = 0`` as ``bare = rest`` with one monomial on the left, after times ``scale * factor``: numbers
    that divide the lead and are not 0 are multiplied out, as ``beta X^T X S = I - alpha S`` gives ``X^T X S``."""
    scale = 1 / terms[lead]
    rest = as_term({m: -c * scale for m, c in terms.items() if m != lead})
    plain = [(a, q) for a, q in lead if isinstance(a, Int) or (isinstance(a, Read) and not a.index)]
    numbers = [(a, q) for a, q in plain if context.nonzero(a)]
    inverted = [as_term({((a, -q),): Fraction(1)}) for a, q in numbers]
    bare = as_term({tuple(p for p in lead if p not in numbers): Fraction(1)})
    return scale, bare, expand(Mul((*inverted, rest)), context) if inverted else rest, mul(*inverted)
