"""Which of several summands is eliminated: an order of terms, the weightier first.  Untrusted."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symderiv.language.terms import (
    Add,
    Fn,
    Num,
    Pow,
    Sum,
    Term,
    mul,
    walk,
)
from symderiv.prover.kernel.parts import factors

__all__ = ["leads", "weight"]


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
