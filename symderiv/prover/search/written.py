"""Forms that are read off an inequality as it is written.

``(sum_i f_i g_i)^2`` against ``(sum_i f_i^2)(sum_i g_i^2)``, or a root of it, by the squares of Lagrange's identity;
and an entry ``G_ii`` of a symmetric matrix that is its own square as ``sum_j G_ij^2``.  The normal form has lost what
suggests them: it takes ``|x|`` apart by the sign of ``x``, and has no second index in ``G_ii``.  Untrusted: that the
difference equals the form has to be proved.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ONE,
    ZERO,
    Add,
    Diff,
    Fn,
    Guard,
    Int,
    Matrix,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    in_shape,
    mul,
    substitute,
    walk,
)
from symderiv.language.theory import Free, Statement
from symderiv.prover.kernel.calculus import unfold
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.parts import factors, read_guards
from symderiv.prover.kernel.theorems import gap
from symderiv.prover.search.normal import Normaliser

__all__ = ["forms_as_written", "written_out"]

_MOST_FACTORS = 4
_OTHER = "%t.9"


def forms_as_written(search: Normaliser, statement: Statement, context: Context, strict: bool) -> Iterator[Term]:
    """What the difference of an inequality may be equal to, by the look of its sides."""
    big, small = statement.left, statement.right
    if statement.relation in ("<=", "<"):
        big, small = small, big
    if strict or any(isinstance(n, Diff) for side in (big, small) for n in walk(side)):
        return
    whole = gap(statement)
    if (clipped := _clipped(written_out(whole, context))) != written_out(whole, context):
        yield clipped
    for node in (small, *(f for f in factors(small) if f != small)):
        if isinstance(node, Pow) and node.exponent == 2 and isinstance(node.base, Sum):
            yield from _lagrange(node.base, context)
    roots = any(isinstance(n, Pow) and n.exponent.denominator == 2 for n in walk(big))
    if roots and isinstance(small, Sum) and small.binders:
        for rest in _lagrange(small, context):
            root = Pow(Add((Pow(small, Fraction(2)), rest)), Fraction(1, 2))
            yield Add((root, Mul((NEGATE, small))))
    if len(statement.free) == 1 and (entry := _entry(gap(statement), statement.free[0])) is not None:
        (free,) = statement.free
        span = in_shape((Poly.symbol(_OTHER) - free.low,), (free.high - free.low,))
        for written in (entry, written_out(entry, context)):  # where the kernel has to see that it is defined
            yield Sum((_OTHER,), span, Pow(written, Fraction(2)))


def written_out(term: Term, context: Context) -> Term:
    """The term with what its names stand for."""
    if isinstance(term, Read) and term.tensor in context.theory.definitions:
        return term if context.theory.is_recurrent(term.tensor) else written_out(unfold(term, context), context)
    children = tuple(written_out(c, context) for c in term.children)
    return term.rebuild(children) if children else term


def _clipped(term: Term) -> Term:
    """The term with ``[a > 0] a`` for ``max(0, a)``."""
    if isinstance(term, Fn) and (term.name == "relu" or (term.name == "max" and ZERO in term.args)):
        a = next((x for x in term.args if x != ZERO), ZERO)
        return Sum((), (Guard("pos", a),), a)
    children = tuple(_clipped(c) for c in term.children)
    return term.rebuild(children) if children else term


def _lagrange(node: Sum, context: Context) -> Iterator[Term]:
    """``1/2 sum_{i,j} (f_i g_j - f_j g_i)^2`` for the ways to write what is summed as ``f_i g_i``."""
    parts = [f for f in factors(node.body) if f != ONE]
    if not 0 < len(parts) <= _MOST_FACTORS or not node.binders:
        return
    guards = tuple(dict.fromkeys((*node.guards, *read_guards(node.body, context.theory))))
    names = {b: f"%t.{k}" for k, b in enumerate(node.binders)}
    there = {b: Poly.symbol(n) for b, n in names.items()}
    moved = tuple(Guard(g.kind, g.poly.substitute(there)) for g in guards if not g.is_scalar)
    if len(moved) < len(guards):
        return
    for count in range(len(parts) // 2 + 1):
        for chosen in itertools.combinations(range(len(parts)), count):
            f = mul(*(p for k, p in enumerate(parts) if k in chosen)) if chosen else ONE
            g = mul(*(p for k, p in enumerate(parts) if k not in chosen))
            across = mul(*(t for t in (f, substitute(g, there)) if t != ONE))
            back = mul(*(t for t in (substitute(f, there), g) if t != ONE))
            square = Pow(Add((across, Mul((NEGATE, back)))), Fraction(2))
            yield Mul((Num(Fraction(1, 2)), Sum((*node.binders, *names.values()), (*guards, *moved), square)))


def _entry(term: Term, free: Free) -> Term | None:
    """``G_ij`` of a difference ``G_ii``: each summand has the index twice, or is a number ``c``: ``c [i = j]``."""
    here, other = Poly.symbol(free.symbol), Poly.symbol(_OTHER)
    if isinstance(term, Add):
        parts = [_entry(t, free) for t in term.args]
        return Add(tuple(p for p in parts if p is not None)) if None not in parts else None
    if isinstance(term, Mul) and any(isinstance(f, Add) for f in term.args):
        numbers = [f for f in term.args if isinstance(f, (Num, Int))]
        others = [f for f in term.args if f not in numbers]
        inner = _entry(others[0], free) if len(others) == 1 else None
        return mul(*numbers, inner) if inner is not None else None
    if all(isinstance(f, (Num, Int)) for f in factors(term)):
        return mul(Sum((), (Guard("eq", here - other),), ONE), term)
    places = 0

    def turned(node: Term) -> Term:
        nonlocal places
        if isinstance(node, Read):
            index: list[Poly] = []
            for p in node.index:
                places += free.symbol in p.free
                index.append(other if p == here and places == 2 else p)
            return Read(node.tensor, tuple(index))
        if isinstance(node, Matrix) and free.symbol in node.free:
            places += 9  # its entries are no tensor's
        children = tuple(turned(c) for c in node.children)
        return node.rebuild(children) if children else node

    after = turned(term)
    return after if places == 2 else None
