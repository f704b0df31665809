r"""What the text says of entries on the diagonal and of those beside it, as one equation for all entries.

"``u_i^\top u_i = 1`` and ``u_i^\top u_j = 0`` for ``i \ne j``" says ``u_i^\top u_j = [i = j]``; a search that knows
this finds what it takes long to find by cases.

Guarantee: the joined equation says just what the two say together.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symderiv.documents.elaboration.values import plus
from symderiv.language.binding import alpha_equal
from symderiv.language.integers import Poly
from symderiv.language.terms import ONE, ZERO, Add, Guard, Int, Mul, Num, Pow, Sum, Term, mul, substitute
from symderiv.language.theory import Free, Statement

__all__ = ["with_the_diagonal"]


def with_the_diagonal(off: Statement, diagonal: Statement) -> Statement | None:
    """An equation about entries that are not on the diagonal with what another one says of those that are; None where
    the two do not belong together."""
    found = _off(off)
    if found is None or diagonal.relation != "=" or len(diagonal.free) != 1:
        return None
    (one, other), left, right = found
    (free,) = diagonal.free
    if (free.low, free.high) != (one.low, one.high):
        return None
    i, j = Poly.symbol(one.symbol), Poly.symbol(other.symbol)
    here = substitute(left, {other.symbol: i})
    own, value = (substitute(side, {free.symbol: i}) for side in (diagonal.left, diagonal.right))
    if not alpha_equal(_plain(here), _plain(own)):
        return None
    beside = ZERO if right == ZERO else Sum((), (Guard("ne", i - j),), right)
    on_it = value if value == ZERO else Sum((), (Guard("eq", i - j),), value)
    return replace(off, left=left, right=plus(on_it, beside))


def _off(statement: Statement) -> tuple[tuple[Free, Free], Term, Term] | None:
    r"""The two indices and the sides of an equation that holds where they differ."""
    if statement.relation != "=" or len(statement.free) != 2:
        return None
    one, other = statement.free
    gap = Poly.symbol(one.symbol) - Poly.symbol(other.symbol)
    guards, left = _bare(statement.left)
    more, right = _bare(statement.right)
    apart = [_gap(g) for g in (*guards, *more)]
    if not guards or any(p not in (gap, -gap) for p in apart) or (right != ZERO and not more):
        return None
    return ((one, other), left, right) if (one.low, one.high) == (other.low, other.high) else None


def _bare(term: Term) -> tuple[tuple[Guard, ...], Term]:
    """The brackets before a term, and the term."""
    if isinstance(term, Sum) and not term.binders:
        return term.guards, term.body
    if isinstance(term, Mul) and isinstance(first := term.args[0], Sum) and not first.binders and first.body == ONE:
        return first.guards, mul(*term.args[1:])
    return (), term


def _gap(guard: Guard) -> Poly | None:
    """The polynomial that a guard says not to be 0."""
    if guard.kind == "ne":
        return guard.poly
    return _polynomial(guard.term) if guard.kind == "nonzero" else None


def _polynomial(term: Term) -> Poly | None:
    if isinstance(term, Int):
        return term.poly
    if isinstance(term, Num):
        return Poly.constant(int(term.value)) if term.value.denominator == 1 else None
    parts = [_polynomial(a) for a in term.args] if isinstance(term, Add | Mul) else [None]
    known = [p for p in parts if p is not None]
    if len(known) < len(parts):
        return None
    total = known[0]
    for p in known[1:]:
        total = total + p if isinstance(term, Add) else total * p
    return total


def _plain(term: Term) -> Term:
    """A term with small powers as products and the factors in order: ``x^2`` and ``x x`` alike."""
    term = term.rebuild(tuple(map(_plain, term.children))) if term.children else term
    if isinstance(term, Pow) and term.exponent in (2, 3, 4):
        term = Mul((term.base,) * int(term.exponent))
    if not isinstance(term, Mul):
        return term
    flat = [f for a in term.args for f in (a.args if isinstance(a, Mul) else (a,)) if f != Num(Fraction(1))]
    return mul(*sorted(flat, key=lambda f: f.sort_key))
