"""Signs of forms ``w^T M^-1 w`` for a vector ``w`` of any make and a matrix ``M`` that is a sum of Gram matrices.

With ``z = M^-1 w`` and ``M = sum_h h^T h``, the form is ``sum_h |h z|^2``; and ``|y|^2 - w^T M^-1 w`` with
``w = h^T y`` is ``|y - h z|^2`` and the rest of them.  So leverages and fitted values have their signs.  Untrusted:
that the difference equals the form has to be proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ONE,
    Add,
    Guard,
    Matrix,
    Num,
    Pow,
    Sum,
    Term,
    in_shape,
    mul,
    substitute,
)
from symderiv.language.theory import Statement
from symderiv.prover.kernel.algebra import as_term, monomials
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.parts import factors, read_guards
from symderiv.prover.kernel.theorems import gap
from symderiv.prover.search.matrices import inverses
from symderiv.prover.search.normal import Normaliser

__all__ = ["gram_forms"]

_C, _A = "%q.7", "%q.8"


@dataclass(frozen=True)
class _Part:
    """``scale sum_o h(o, row) h(o, column)`` of a matrix; ``h`` is the identity where there is no ``o``."""

    scale: Term
    binders: tuple[str, ...]
    guards: tuple[Guard, ...]
    half: tuple[Term, ...]  # factors of h, at the row


@dataclass(frozen=True)
class _Form:
    """``scale sum_outer w^T M^-1 w``: the factors of ``w`` at the row, and their indices."""

    number: Fraction
    scale: Term
    matrix: Matrix
    binders: tuple[str, ...]
    vector: tuple[Term, ...]
    outer: tuple[str, ...]


def gram_forms(search: Normaliser, statement: Statement, context: Context, strict: bool) -> Iterator[Term]:
    """What the difference of an inequality may be equal to, by the forms in inverses that are in it."""
    if strict:
        return
    search.unfolding |= set(search.theory.definitions) - search.theory.recurrences()
    term = search.ring(search.norm(gap(statement), (), context), (), context)
    terms = monomials(term, context)
    forms = [f for m, c in terms.items() if (f := _form(as_term({m: Fraction(1)}), c)) is not None]
    parts = [_parts(f.matrix, context) for f in forms]
    if not forms or any(p is None for p in parts):
        return
    written = _written(search, statement, context)
    squares: list[Term] = []
    for form, own in zip(forms, parts, strict=True):
        assert own is not None
        if form.number > 0:
            squares += [_square(form, p, (), context) for p in own]
            continue
        whole = next(((k, y) for k, p in enumerate(own) if (y := _origin(form, p)) is not None), None)
        if whole is None:
            return
        squares += [_square(form, p, whole[1] if k == whole[0] else (), context) for k, p in enumerate(own)]
    found: Term = Add(tuple(squares)) if len(squares) > 1 else squares[0]
    yield _put(found, written)


def _written(search: Normaliser, statement: Statement, context: Context) -> dict[Term, Matrix]:
    """The inverses as they are written, which are known to be defined, by their normal forms."""
    found: dict[Term, Matrix] = {}
    for matrix in inverses(gap(statement)):
        for place in ((0, 0), (0, 1)):
            at = (Poly.constant(place[0]), Poly.constant(place[1]))
            normal = search.scratch().norm(_at(matrix, at), (), context)
            if isinstance(normal, Matrix):
                found[_at(normal, (Poly({}), Poly({})))] = matrix
    return found


def _at(matrix: Matrix, at: tuple[Poly, Poly]) -> Matrix:
    return Matrix("inverse", matrix.row, matrix.column, matrix.size, matrix.body, at)


def _put(term: Term, written: Mapping[Term, Matrix]) -> Term:
    """A term with the inverses as they are written."""
    if isinstance(term, Matrix) and term.operation == "inverse":
        known = written.get(_at(term, (Poly({}), Poly({}))))
        return term if known is None else _at(known, (term.at[0], term.at[1]))
    children = tuple(_put(c, written) for c in term.children)
    return term.rebuild(children) if children else term


def _form(term: Term, number: Fraction) -> _Form | None:
    """A monomial as a form in an inverse."""
    for k, f in enumerate(factors(term)):
        inner = [g for g in factors(f.body) if isinstance(g, Matrix)] if isinstance(f, Sum) else []
        if not isinstance(f, Sum) or len(inner) != 1 or inner[0].operation != "inverse":
            continue
        ends = [p.as_symbol for p in inner[0].at]
        if ends[0] == ends[1] or not {e for e in ends if e} <= set(f.binders) or None in ends:
            return None
        rest = [g for g in factors(f.body) if g != inner[0]]
        shared = [b for b in f.binders if b not in ends]
        for outer in ((), *((b,) for b in shared)):
            inside, letters = set(f.binders) - set(outer), {ends[0] or ""}
            mine = list[Term]()
            while found := [g for g in rest if g not in mine and g.free & letters & inside]:
                mine += found
                letters |= {s for g in found for s in g.free} & inside
            if ends[1] not in letters and mine:
                break
        else:
            return None
        scale = mul(*(g for j, g in enumerate(factors(term)) if j != k))
        bound = tuple(b for b in f.binders if b in letters and b != ends[0])
        at = {ends[0] or "": Poly.symbol(_A)}
        return _Form(number, scale, inner[0], bound, tuple(substitute(g, at) for g in mine), outer)
    return None


def _parts(matrix: Matrix, context: Context) -> list[_Part] | None:
    """A matrix as a sum of Gram matrices with nonnegative scales, None where it is not seen to be one."""
    row, column = Poly.symbol(matrix.row), Poly.symbol(matrix.column)
    found: list[_Part] = []
    for t in matrix.body.args if isinstance(matrix.body, Add) else (matrix.body,):
        places = {matrix.row, matrix.column}
        within = [f for f in factors(t) if not f.free.isdisjoint(places)]
        sums = [f for f in within if isinstance(f, Sum)]
        if len(within) > 1 and sums:
            return None
        body = sums[0].body if sums else mul(*within)
        outer = mul(*(f for f in factors(t) if f.free.isdisjoint(places)))
        if not (context.nonnegative(outer) and context.total(outer)):
            return None
        if sums and not sums[0].binders:
            (g, *more) = sums[0].guards
            if more or g.kind != "eq" or g.poly not in (row - column, column - row) or body != ONE:
                return None
            found.append(_Part(outer, (), (), ()))
            continue
        mine = [f for f in factors(body) if matrix.row in f.free]
        theirs = [f for f in factors(body) if matrix.column in f.free]
        mirrored = sorted(substitute(f, {matrix.column: row}).sort_key for f in theirs)
        whole = len(mine) + len(theirs) == len(factors(body))
        if not whole or set(mine) & set(theirs) or sorted(f.sort_key for f in mine) != mirrored:
            return None
        found.append(_Part(outer, sums[0].binders if sums else (), sums[0].guards if sums else (), tuple(mine)))
    return found


def _origin(form: _Form, part: _Part) -> tuple[Term, ...] | None:
    """The factors of ``y`` in ``w_a = sum_o h(o, a) y_o``."""
    row = {form.matrix.row: Poly.symbol(_A)}
    if len(part.binders) != 1:
        return None
    (own,) = part.binders
    places = sorted({s for f in form.vector for s in f.free} - {_A})
    for o in places:
        half = [substitute(substitute(h, row), {own: Poly.symbol(o)}) for h in part.half]
        if all(h in form.vector for h in half):
            back = {o: Poly.symbol(own)} if o in form.binders else {}
            rest = tuple(substitute(f, back) for f in form.vector if f not in half)
            here = Guard("eq", Poly.symbol(own) - Poly.symbol(o))
            return rest if o in form.binders else (Sum((), (here,), ONE), *rest)
    return None


def _square(form: _Form, part: _Part, less: Sequence[Term], context: Context) -> Term:
    """``scale sum_o (y_o - sum_c h(o,c) z_c)^2``; without the ``y`` where none is given."""
    m, c, a = form.matrix, Poly.symbol(_C), Poly.symbol(_A)
    inverse = Matrix("inverse", m.row, m.column, m.size, m.body, (c, a))
    reach = read_guards(mul(*form.vector), context.theory)
    within = (*in_shape((c, a), (m.size, m.size)), *(g for g in reach if not g.is_scalar))
    entry: Term = Sum((_A, *form.binders), tuple(dict.fromkeys(within)), mul(inverse, *form.vector))
    scale = mul(*(t for t in (form.scale, part.scale) if t != ONE), Num(abs(form.number)))
    if not part.binders and not part.half:
        return mul(scale, *_over(form, Sum((_C,), in_shape((c,), (m.size,)), Pow(entry, Fraction(2))), context))
    half = tuple(substitute(h, {m.row: c}) for h in part.half)
    inner: Term = Sum((_C,), in_shape((c,), (m.size,)), mul(*half, entry))
    if less:
        inner = Add((mul(*less), mul(NEGATE, inner)))
    span = tuple(g for g in read_guards(mul(*half), context.theory) if not g.free.isdisjoint(part.binders))
    guards = tuple(dict.fromkeys((*(g for g in part.guards if not g.free & {m.row, m.column}), *span)))
    return mul(scale, *_over(form, Sum(part.binders, guards, Pow(inner, Fraction(2))), context))


def _over(form: _Form, body: Term, context: Context) -> tuple[Term, ...]:
    """What is summed over the indices outside of a form; the sum of no index is what it is made of."""
    reach = tuple(g for g in read_guards(mul(*form.vector), context.theory) if not g.free.isdisjoint(form.outer))
    if isinstance(body, Sum) and not body.binders and not body.guards:
        body = body.body
    return (Sum(form.outer, reach, body),) if form.outer else (body,)
