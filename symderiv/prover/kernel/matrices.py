"""Primitive rules of inverse matrices and determinants, for every size.

``Matrix("inverse", ..)`` is defined where the matrix is invertible, and there all its entries are.  Each rule returns
a term that equals the node wherever the node is defined, or raises :class:`KernelError`.

:func:`evaluates` is what multiplying through by a matrix stands on: it says that a term cannot be defined where an
inverse is not; :func:`uniform` says that whether a term is defined does not depend on one of its indices.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.binding import alpha_key, letters, substitute
from symderiv.language.declared import Free, Statement
from symderiv.language.integers import Poly, fresh_index
from symderiv.language.nodes import (
    ONE,
    Add,
    Diff,
    Fn,
    Guard,
    Int,
    Matrix,
    Mul,
    Num,
    Pow,
    Sum,
    Term,
    add,
    in_shape,
    mul,
    walk,
)
from symderiv.prover.kernel.context import Context, entails, nonempty
from symderiv.prover.kernel.parts import factors, parted, read_guards
from symderiv.prover.kernel.zeros import may_vanish, within_matrix

__all__ = [
    "cancellation",
    "diagonal",
    "evaluates",
    "factor_out",
    "inverse_of_inverse",
    "matrix_of",
    "minors",
    "multiply_through",
    "other_side",
    "product",
    "scaled",
    "swap_factors",
    "uniform",
]


def matrix_of(node: Term, operation: str = "") -> Matrix:
    """The node as a matrix operation, or an error."""
    if not isinstance(node, Matrix) or (operation and node.operation != operation):
        raise KernelError("not a matrix operation of this kind", node)
    return node


def same(one: Matrix, other: Term) -> bool:
    """Whether two inverses are of one matrix (entries may be at different places)."""
    if not isinstance(other, Matrix) or other.operation != "inverse" or one.operation != "inverse":
        return False
    here = Matrix("det", one.row, one.column, one.size, one.body)
    return alpha_key(here) == alpha_key(Matrix("det", other.row, other.column, other.size, other.body))


# ---- where a term is defined ---------------------------------------------------------------------------------------


def evaluates(term: Term, matrix: Matrix, context: Context) -> bool:
    """Whether the term is defined only where the inverse of this matrix is."""
    if same(matrix, term):
        assert isinstance(term, Matrix)
        return within_matrix(term, context)
    bound = term.binders if isinstance(term, Sum) else (term.row, term.column) if isinstance(term, Matrix) else ()
    if not (matrix.body.free - {matrix.row, matrix.column}).isdisjoint(bound):
        return False  # what stands inside is about other matrices
    if isinstance(term, Matrix):  # all entries of the matrix beneath are evaluated
        place = (Poly.symbol(term.row), Poly.symbol(term.column))
        inside = context.under(in_shape(place, (term.size, term.size)), (term.row, term.column))
        reached = term.operation == "det" or within_matrix(term, context)
        return reached and entails(Guard("ge", term.size - 1), context) and evaluates(term.body, matrix, inside)
    if isinstance(term, Mul):
        return not may_vanish(term, context) and any(evaluates(f, matrix, context) for f in term.args)
    if isinstance(term, (Add, Fn)):
        return any(evaluates(a, matrix, context) for a in term.children)
    if isinstance(term, Pow):
        return term.exponent != 0 and evaluates(term.base, matrix, context)
    if isinstance(term, Sum) and not any(g.is_scalar for g in term.guards):
        reads = read_guards(term.body, context.theory)
        inside = context.under((*term.guards, *reads), term.binders)
        return nonempty(term.binders, (*term.guards, *reads), context) and evaluates(term.body, matrix, inside)
    return False


def uniform(term: Term, index: str, context: Context) -> bool:
    """Whether the term is defined at all values of an index in its range, if it is at one."""
    if index not in term.free or context.total(term):
        return True
    if isinstance(term, Add):
        return all(uniform(a, index, context) for a in term.args)
    if isinstance(term, Mul):
        varying = [f for f in term.args if index in f.free]
        return not any(may_vanish(f, context) for f in varying) and all(uniform(f, index, context) for f in varying)
    if isinstance(term, Matrix):  # all entries of an inverse are defined, or none
        fixed = index not in term.size.free and (index not in term.body.free or index in (term.row, term.column))
        return term.operation == "inverse" and fixed and within_matrix(term, context)
    if isinstance(term, Sum) and not any(index in g.free for g in term.guards):
        reads = read_guards(term.body, context.theory)
        if any(index in g.free and not entails(g, context) for g in reads):
            return False
        inside = context.under((*term.guards, *(g for g in reads if index not in g.free)), term.binders)
        return uniform(term.body, index, inside)
    return False


# ---- a matrix times its inverse --------------------------------------------------------------------------------------


def cancellation(matrix: Matrix, side: str, members: tuple[Free, ...] = ()) -> Statement:
    """``sum_k M[i,k] M^-1[k,j] = [i = j]`` (``side`` left) or with the factors exchanged, wherever the inverse is
    defined; the indices from outside that ``M`` depends on are those of ``members``, for all of which it holds."""
    matrix_of(matrix, "inverse")
    outer = matrix.body.free - {matrix.row, matrix.column}
    if {s for s in outer | matrix.size.free if s.startswith("%")} != {f.symbol for f in members}:
        raise KernelError("the matrix depends on other indices", matrix)
    taken = letters(matrix.body) | {matrix.row, matrix.column}
    names: list[str] = []
    for letter in ("%i", "%j", "%k"):
        names.append(fresh_index(letter, taken))
        taken.add(names[-1])
    i, j, k = map(Poly.symbol, names)

    def entry(at: tuple[Poly, Poly]) -> Term:
        return substitute(matrix.body, {matrix.row: at[0], matrix.column: at[1]})

    def inverse(at: tuple[Poly, Poly]) -> Term:
        return Matrix("inverse", matrix.row, matrix.column, matrix.size, matrix.body, at)

    pair = (entry((i, k)), inverse((k, j))) if side == "left" else (inverse((i, k)), entry((k, j)))
    left = Sum((names[2],), in_shape((k,), (matrix.size,)), Mul(pair))
    free = tuple(Free(s, Poly({}), matrix.size) for s in names[:2])
    return Statement(left, Sum((), (Guard("eq", i - j),), ONE), (*free, *members))


def other_side(statement: Statement, context: Context) -> Statement:
    """``sum_k Q[i,k] P[k,j] = [i = j]`` from ``sum_k P[i,k] Q[k,j] = [i = j]`` for square matrices."""
    if len(statement.free) != 2 or statement.relation != "=":
        raise KernelError("not an equation of matrices", statement.left)
    (i, j), size = (f.symbol for f in statement.free), statement.free[0].high
    ranges = all(f.low == Poly({}) and f.high == size for f in statement.free)
    unit = tuple(
        Sum((), (Guard("eq", p),), ONE) for p in (Poly.symbol(i) - Poly.symbol(j), Poly.symbol(j) - Poly.symbol(i))
    )
    left = statement.left
    if not ranges or statement.right not in unit or not isinstance(left, Sum) or len(left.binders) != 1:
        raise KernelError("not a product that is the identity", left)
    (k,) = left.binders
    parts = factors(left.body)
    if len(parts) != 2 or any(s.startswith("%") for s in left.body.free - {i, j, k}):
        raise KernelError("not a product of two matrices", left)
    p, q = parts if i in parts[0].free else parts[::-1]
    if j in p.free or i in q.free:
        raise KernelError("not a product of two matrices", left)
    span = in_shape((Poly.symbol(k),), (size,))
    within = context.under(span, (k,))
    full = context.under((*left.guards, *read_guards(left.body, context.theory)), (k,))
    if not all(entails(g, within) for g in left.guards) or not all(entails(g, full) for g in span):
        raise KernelError("the matrices are not square", left)
    if not within.total(p) or not within.total(q):
        raise KernelError("a matrix may be undefined", left)
    q = substitute(q, {k: Poly.symbol(i), j: Poly.symbol(k)})
    p = substitute(p, {i: Poly.symbol(k), k: Poly.symbol(j)})
    return Statement(Sum((k,), span, Mul((q, p))), statement.right, statement.free)


def multiply_through(
    term: Term, statement: Statement, context: Context, matrix: Matrix, index: str, transposed: bool
) -> Term:
    """``sum_i M[k,i] term(i)`` (or ``M[i,k]``), which is zero for every ``k`` only if the term is for every ``i``.

    The term must be defined only where ``M`` is invertible, and at all values of the free index or at none.
    """
    matrix_of(matrix, "inverse")
    chosen = [f for f in statement.free if f.symbol == index]
    if len(chosen) != 1 or chosen[0].low != Poly({}) or chosen[0].high != matrix.size:
        raise KernelError("the index does not run over the matrix", index)
    if any(index in p.free for f in statement.free for p in (f.low, f.high)):
        raise KernelError("the range of another index depends on this one", index)
    outer = matrix.body.free - {matrix.row, matrix.column}
    if any(s.startswith("%") for s in outer | matrix.size.free):
        raise KernelError("the matrix depends on other indices", matrix)
    # what is known at one value of the index need not hold at the others
    everywhere = Context(context.theory, context.facts, tuple(s for s in context.schemes if index not in s.free))
    if not evaluates(term, matrix, context) or not uniform(term, index, everywhere):
        raise KernelError("the matrix may be singular where the sides are defined", matrix)
    name = fresh_index("%m", letters(term, matrix) | {index})
    here, there = Poly.symbol(index), Poly.symbol(name)
    at = (there, here) if transposed else (here, there)
    entry = substitute(matrix.body, {matrix.row: at[0], matrix.column: at[1]})
    return Sum((name,), in_shape((there,), (matrix.size,)), Mul((entry, substitute(term, {index: there}))))


# ---- products ----------------------------------------------------------------------------------------------------


def _halves(
    body: Term, size: Poly, row: str, column: str, middle: str, first: Sequence[int], context: Context
) -> tuple[Term, Term]:
    """``P(row, middle)`` and ``Q(middle, column)`` of a body ``sum_middle P Q``, the middle over ``0..size-1``;
    ``first`` are the positions of the factors of ``P``.  Both are defined everywhere, or always evaluated."""
    if not isinstance(body, Sum) or middle not in body.binders or any(g.is_scalar for g in body.guards):
        raise KernelError("not a product of matrices", body)
    mine, rest = parted(factors(body.body), first)
    inner = [b for b in body.binders if b != middle]
    links = [(p.free, True) for p in mine] + [(p.free, False) for p in rest]
    left = {b for b in inner if any(b in free for free, own in links if own)}
    right = {b for b in inner if any(b in free for free, own in links if not own)}
    across = (left & right) or any((column in free) if own else (row in free) for free, own in links)
    if across or left | right != set(inner) or not mine or not rest:
        raise KernelError("the factors do not come apart", body)
    guards_left = tuple(g for g in body.guards if g.free & (left | {row}))
    guards_right = tuple(g for g in body.guards if g not in guards_left and g.free & (right | {column}))
    between = [g for g in body.guards if g not in guards_left and g not in guards_right]
    if any(g.free & (right | {column}) for g in guards_left) or any(g.free & (left | {row}) for g in guards_right):
        raise KernelError("a guard connects the factors", body)
    index = Poly.symbol(middle)
    span = in_shape((index,), (size,))
    reads = read_guards(body.body, context.theory)
    within = context.under(span, (middle,))
    full = context.under((*body.guards, *reads), body.binders)
    if not all(entails(g, within) for g in between) or not all(entails(g, full) for g in span):
        raise KernelError("the inner index does not run over the whole size", body)
    p = Sum(tuple(b for b in inner if b in left), guards_left, mul(*mine))
    q = Sum(tuple(b for b in inner if b in right), guards_right, mul(*rest))
    for one, other in ((p, q), (q, p)):
        if not within.total(one) and not _always(other, within):
            raise KernelError("a factor may be undefined where it is not evaluated", body)
    plain = [x.body if not x.binders and not x.guards else x for x in (p, q)]
    return plain[0], plain[1]


def _always(term: Sum, context: Context) -> bool:
    """Whether a part of a product never keeps the other part from being evaluated."""
    if not term.binders:
        return not may_vanish(term, context)
    reads = read_guards(term.body, context.theory)
    inside = context.under((*term.guards, *reads), term.binders)
    return nonempty(term.binders, (*term.guards, *reads), context) and not may_vanish(term.body, inside)


def product(node: Term, context: Context, middle: str, first: Sequence[int]) -> Term:
    """``(P Q)^-1 = Q^-1 P^-1`` and ``det(P Q) = det P det Q`` for square ``P`` and ``Q``."""
    matrix = matrix_of(node)
    inside = context.under(
        in_shape((Poly.symbol(matrix.row), Poly.symbol(matrix.column)), (matrix.size, matrix.size)),
        (matrix.row, matrix.column),
    )
    p, q = _halves(matrix.body, matrix.size, matrix.row, matrix.column, middle, first, inside)
    inner = Poly.symbol(middle)
    p = substitute(p, {middle: Poly.symbol(matrix.column)})
    q = substitute(q, {middle: Poly.symbol(matrix.row)})
    if matrix.operation == "det":
        return Mul(tuple(Matrix("det", matrix.row, matrix.column, matrix.size, x) for x in (p, q)))
    if not within_matrix(matrix, context):
        raise KernelError("the entry may lie outside of the matrix", node)
    taken = {s for n in walk(matrix) for s in n.free} | matrix.body.free | {middle}
    name = fresh_index("%k", taken)
    inner = Poly.symbol(name)
    i, j = matrix.at
    pair = (
        Matrix("inverse", matrix.row, matrix.column, matrix.size, q, (i, inner)),
        Matrix("inverse", matrix.row, matrix.column, matrix.size, p, (inner, j)),
    )
    return Sum((name,), in_shape((inner,), (matrix.size,)), Mul(pair))


def inverse_of_inverse(node: Term, context: Context) -> Term:
    """``(M^-1)^-1 = M`` and ``det M^-1 = 1 / det M``."""
    outer = matrix_of(node)
    inner = matrix_of(outer.body, "inverse")
    whole = inner.size == outer.size and inner.at == (Poly.symbol(outer.row), Poly.symbol(outer.column))
    if not whole or {outer.row, outer.column} & (inner.body.free - {inner.row, inner.column}):
        raise KernelError("not the whole of an inverse", node)
    if outer.operation == "det":
        return Pow(Matrix("det", inner.row, inner.column, inner.size, inner.body), Fraction(-1))
    if not within_matrix(outer, context):
        raise KernelError("the entry may lie outside of the matrix", node)
    return substitute(inner.body, {inner.row: outer.at[0], inner.column: outer.at[1]})


def scaled(node: Term, context: Context, positions: Sequence[int]) -> Term:
    """``(c M)^-1 = c^-1 M^-1`` and ``det(c M) = c^n det M`` for the factors ``c`` at ``positions``, which do not depend
    on row and column."""
    matrix = matrix_of(node)
    chosen, rest = parted(factors(matrix.body), positions)
    if not chosen or not rest or any(p.free & {matrix.row, matrix.column} for p in chosen):
        raise KernelError("no factor to take out", node)
    if any(isinstance(p, Sum) and not p.binders for p in chosen) or not within_matrix(matrix, context):
        raise KernelError("a bracket stays where it is", node)
    remaining = Matrix(matrix.operation, matrix.row, matrix.column, matrix.size, mul(*rest), matrix.at)
    if matrix.operation == "det":
        if not all(map(context.total, chosen)) or not entails(Guard("ge", matrix.size), context):
            raise KernelError("a factor may be undefined where no entry is evaluated, or the size be negative", node)
        return Mul((*(Fn("pow", (p, Int(matrix.size))) for p in chosen), remaining))
    return Mul((*(Pow(p, Fraction(-1)) for p in chosen), remaining))


def diagonal(node: Term, context: Context) -> Term:
    """The inverse of a diagonal matrix, and ``det I = 1``."""
    matrix = matrix_of(node)
    row, column = Poly.symbol(matrix.row), Poly.symbol(matrix.column)
    parts = list(factors(matrix.body))
    deltas = [p for p in parts if isinstance(p, Sum) and not p.binders and p.body == ONE and len(p.guards) == 1]
    deltas = [d for d in deltas if d.guards[0].kind == "eq" and d.guards[0].poly in (row - column, column - row)]
    if len(deltas) != 1:
        raise KernelError("not a diagonal matrix", node)
    parts.remove(deltas[0])
    if matrix.operation == "det":
        if parts:
            raise KernelError("not the identity", node)
        return ONE
    if not within_matrix(matrix, context):
        raise KernelError("the entry may lie outside of the matrix", node)
    i, j = matrix.at
    entry = substitute(mul(*parts), {matrix.row: i, matrix.column: i})
    return Sum((), (Guard("eq", i - j),), Pow(entry, Fraction(-1)) if parts else ONE)


def minors(node: Term, context: Context) -> Term:
    """The determinant of a matrix of at most three rows, or an entry of its inverse, by the entries of the matrix."""
    matrix = matrix_of(node)
    if not matrix.size.is_constant or not 1 <= matrix.size.value <= 3:
        raise KernelError("not a small number of rows", node)
    whole = tuple(range(int(matrix.size.value)))

    def minor(rows: tuple[int, ...], columns: tuple[int, ...]) -> Term:
        terms: list[Term] = []
        for k, c in enumerate(columns):
            place = {matrix.row: Poly.constant(rows[0]), matrix.column: Poly.constant(c)}
            terms.append(
                Mul((Num(Fraction((-1) ** k)), substitute(matrix.body, place), minor(rows[1:], drop(columns, c))))
            )
        return add(*terms) if terms else ONE

    def drop(places: tuple[int, ...], one: int) -> tuple[int, ...]:
        return tuple(p for p in places if p != one)

    if matrix.operation == "det":
        return minor(whole, whole)
    if not within_matrix(matrix, context):
        raise KernelError("the entry may lie outside of the matrix", node)
    (p, q), below = matrix.at, Pow(minor(whole, whole), Fraction(-1))
    parts: list[Term] = []
    for i, j in ((i, j) for i in whole for j in whole):
        here = Sum((), (Guard("eq", p - i), Guard("eq", q - j)), ONE)
        parts.append(Mul((here, Num(Fraction((-1) ** (i + j))), minor(drop(whole, j), drop(whole, i)), below)))
    return add(*parts)


# ---- determinants of sums ------------------------------------------------------------------------------------------


def _identity_and_rest(matrix: Matrix) -> Term:
    """``R`` of a matrix ``I + R``."""
    row, column = Poly.symbol(matrix.row), Poly.symbol(matrix.column)
    terms = list(matrix.body.args) if isinstance(matrix.body, Add) else [matrix.body]
    for t in terms:
        if isinstance(t, Sum) and not t.binders and t.body == ONE and len(t.guards) == 1:
            (g,) = t.guards
            if g.kind == "eq" and g.poly in (row - column, column - row):
                terms.remove(t)
                if len(terms) == 1:
                    return terms[0]
                break
    raise KernelError("not an identity and one product", matrix)


def swap_factors(
    node: Term, context: Context, first: Sequence[int], middle: str = "", size: Poly | None = None
) -> Term:
    """Sylvester: ``det(I + P Q) = det(I + Q P)``; without a ``middle`` index, ``det(I + u v^T) = 1 + v^T u``."""
    matrix = matrix_of(node, "det")
    rest = _identity_and_rest(matrix)
    row, column = matrix.row, matrix.column
    span = in_shape((Poly.symbol(row), Poly.symbol(column)), (matrix.size, matrix.size))
    inside = context.under(span, (row, column))
    name = fresh_index("%k", letters(matrix) | {middle})
    k = Poly.symbol(name)
    if not middle:
        parts = factors(rest)
        mine, others = parted(parts, first)
        if not mine or not others or any(column in p.free for p in mine) or any(row in p.free for p in others):
            raise KernelError("not a column times a row", rest)
        if not all(inside.total(p) for p in parts) and may_vanish(Mul(parts), inside):
            raise KernelError("a factor may be undefined where it is not evaluated", rest)
        u, v = substitute(mul(*mine), {row: k}), substitute(mul(*others), {column: k})
        return Add((ONE, Sum((name,), in_shape((k,), (matrix.size,)), Mul((v, u)))))
    if size is None or any(s.startswith("%") for s in size.free):
        raise KernelError("the inner size is not given", node)
    if not entails(Guard("ge", size - 1), context):
        raise KernelError("the inner size may be zero", str(size))
    p, q = _halves(rest, size, row, column, middle, first, inside)
    p = substitute(p, {row: k, middle: Poly.symbol(column)})
    q = substitute(q, {column: k, middle: Poly.symbol(row)})
    swapped = Sum((name,), in_shape((k,), (matrix.size,)), Mul((q, p)))
    unit = Sum((), (Guard("eq", Poly.symbol(row) - Poly.symbol(column)),), ONE)
    return Matrix("det", row, column, size, Add((unit, swapped)))


def factor_out(node: Term, context: Context, matrix: Matrix, base: Term) -> Term:
    """``det(B + R) = det B det(I + B^-1 R)`` everywhere in a node that is defined only where ``B`` is invertible."""
    matrix_of(matrix, "det")
    if not isinstance(matrix.body, Add) or base not in matrix.body.args or context.smooth:
        raise KernelError("not a summand of the matrix", base)
    if any(s.startswith("%") for s in matrix.free):
        raise KernelError("the matrix depends on other indices", matrix)
    row, column = Poly.symbol(matrix.row), Poly.symbol(matrix.column)
    rest = list(matrix.body.args)
    rest.remove(base)
    inverse = Matrix("inverse", matrix.row, matrix.column, matrix.size, base, (row, column))
    # the inverse of a matrix is invertible where it is defined
    needed = base if isinstance(base, Matrix) and base.operation == "inverse" and base.at == (row, column) else inverse
    if not evaluates(node, substitute_at(needed, (Poly({}), Poly({}))), context):
        raise KernelError("the matrix that is taken out may be singular", base)
    k = fresh_index("%k", letters(matrix))
    inner = Poly.symbol(k)
    right = substitute(mul(*rest) if len(rest) == 1 else Add(tuple(rest)), {matrix.row: inner})
    moved = Sum((k,), in_shape((inner,), (matrix.size,)), Mul((substitute_at(inverse, (row, inner)), right)))
    unit = Sum((), (Guard("eq", row - column),), ONE)
    one = Matrix("det", matrix.row, matrix.column, matrix.size, base)
    other = Matrix("det", matrix.row, matrix.column, matrix.size, Add((unit, moved)))
    return _replace(node, matrix, Mul((one, other)))


def substitute_at(matrix: Matrix, at: tuple[Poly, Poly]) -> Matrix:
    """Another entry of the same inverse."""
    return Matrix("inverse", matrix.row, matrix.column, matrix.size, matrix.body, at)


def _replace(term: Term, old: Term, new: Term) -> Term:
    if term == old or isinstance(term, Diff):
        return new if term == old else term
    children = tuple(_replace(c, old, new) for c in term.children)
    return term.rebuild(children) if children else term
