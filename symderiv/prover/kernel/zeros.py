"""Strong zeros: where a term is one, beside which nothing is evaluated."""

from __future__ import annotations

from typing import Final

from symderiv.errors import KernelError
from symderiv.language.binding import substitute_guard
from symderiv.language.integers import Poly
from symderiv.language.nodes import Add, Fn, Guard, Matrix, Mul, Num, Pow, Read, Sum, Term, in_shape
from symderiv.prover.kernel.context import Context, entails
from symderiv.prover.kernel.parts import read_guards

__all__ = ["alternatives", "evaluated", "may_vanish", "strong_guards", "with_equations", "within_matrix"]

_NOWHERE: Final[tuple[tuple[Guard, ...], ...]] = ((),)
_MANY: Final = 64


def alternatives(term: Term, context: Context) -> tuple[tuple[Guard, ...], ...]:
    """Where the term is a strong zero, beside which nothing is evaluated: just where in each of these sets a guard
    fails.  A sum is one where all its summands are; the number 0 is one everywhere."""
    found = context.strong.get(term)
    if found is None:
        found = context.strong[term] = _alternatives(term, context)
    return found


def _alternatives(term: Term, context: Context) -> tuple[tuple[Guard, ...], ...]:
    if isinstance(term, Num):
        return _NOWHERE if term.value else ()
    if isinstance(term, Add):
        found: dict[tuple[Guard, ...], None] = {}
        for a in term.args:
            found.update(dict.fromkeys(alternatives(a, context)))
            if () in found or any(len(b) == 1 and (b[0].negation,) in found for b in found):
                return _NOWHERE
        return tuple(found)
    if isinstance(term, Mul):
        product = _NOWHERE
        for f in term.args:
            own = alternatives(f, context)
            if own == _NOWHERE:
                continue
            if len(product) * len(own) > _MANY:
                raise KernelError("too many ways to be zero", term)
            product = own if product == _NOWHERE else tuple((*a, *b) for a in product for b in own)
        return product
    if isinstance(term, Sum) and not term.binders:
        return tuple((*term.guards, *b) for b in alternatives(term.body, context))
    if isinstance(term, Pow) and term.exponent.numerator > 0:
        return alternatives(term.base, context)
    if isinstance(term, Matrix) and term.operation == "inverse":
        return (in_shape(term.at, (term.size, term.size)),)
    return (read_guards(term, context.theory),)


def strong_guards(term: Term, context: Context) -> tuple[Guard, ...]:
    """The conditions without any of which a term is a strong zero."""
    first, *others = alternatives(term, context) or ((Guard("ge", Poly.constant(-1)),),)
    return tuple(g for g in dict.fromkeys(first) if all(g in b for b in others))


def evaluated(term: Term) -> frozenset[Read]:
    """Entries that are evaluated wherever a term is: they stand beside no factor that may be a strong zero."""
    if isinstance(term, Read):
        return frozenset([term])
    if isinstance(term, (Add, Fn)):
        return frozenset().union(*map(evaluated, term.children))
    if isinstance(term, Mul):
        others = [f for f in term.args if not (isinstance(f, Num) and f.value)]
        return evaluated(others[0]) if len(others) == 1 else frozenset()
    return frozenset()


def with_equations(guard: Guard, guards: tuple[Guard, ...]) -> Guard:
    """A condition on values with the indices put in that the equations among ``guards`` give: it is the same where
    these hold."""
    equations = [g for g in guards if g.kind == "eq"] if guard.is_scalar else []
    while equations:
        poly = equations.pop().poly
        units = [s for s in sorted(poly.free) if poly.multiple(s) in (1, -1)]
        if units:
            symbol = units[0]
            values = {symbol: Poly.symbol(symbol) - poly * (poly.multiple(symbol) or 0)}
            guard = substitute_guard(guard, values)
            equations = [substitute_guard(g, values) for g in equations]
    return guard


def may_vanish(factor: Term, context: Context) -> bool:
    """Whether a factor may be a strong zero, beside which nothing is evaluated."""
    return not any(all(entails(g, context) for g in kept) for kept in alternatives(factor, context))


def within_matrix(matrix: Matrix, context: Context) -> bool:
    """Whether an entry of an inverse is read within the matrix (outside it is a strong zero)."""
    return all(entails(g, context) for p in matrix.at for g in in_shape((p,), (matrix.size,)))
