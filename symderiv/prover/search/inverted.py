"""Signs of forms in an inverse: ``v^T M^-1 v`` is ``u^T M u`` at ``u = M^-1 v``.

A vector of the difference is written as ``M`` times another one, which takes the inverse away; what shows the sign of
what is left shows it of the difference, at ``M^-1 v``.  Untrusted: that the difference equals it has to be proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from symderiv.language.integers import Poly
from symderiv.language.terms import Matrix, Mul, Read, Sum, Term, in_shape, substitute, walk
from symderiv.language.theory import Statement
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.theorems import gap
from symderiv.prover.search.bounds import nonnegative_forms
from symderiv.prover.search.compared import put, ranged
from symderiv.prover.search.matrices import cancel_lemmas, inverses
from symderiv.prover.search.normal import Normaliser
from symderiv.prover.search.rewriting import refresh

__all__ = ["without_inverses"]


def without_inverses(search: Normaliser, statement: Statement, context: Context, strict: bool) -> Iterator[Term]:
    """What the difference of an inequality may be equal to, by vectors that are carried through the inverses in it."""
    search.unfolding |= _within_inverses(search, gap(statement))
    term = search.norm(gap(statement), (), context)
    for matrix in inverses(gap(statement)):  # as it is written: so it is known to be defined
        for tensor, axis in _vectors(search, term, matrix):
            carried = put(term, tensor, partial(_times, matrix, axis, True))
            if cancel_lemmas(search, carried):
                refresh(search)
            part = search.ring(search.norm(carried, (), context), (), context)
            if any(isinstance(n, Matrix) for n in walk(part)):
                continue
            for form in nonnegative_forms(search, part, context, strict):
                yield put(ranged(form, context), tensor, partial(_times, matrix, axis, False))


def _within_inverses(search: Normaliser, term: Term) -> set[str]:
    """The definitions that are read within an inverse, which is to go."""
    within = {n.tensor for m in inverses(term) for n in walk(m.body) if isinstance(n, Read)}
    return within & set(search.theory.definitions) - search.theory.recurrences()


def _vectors(search: Normaliser, term: Term, matrix: Matrix) -> Iterator[tuple[str, int]]:
    """The tensors beside an inverse, and the axes along which they are vectors that it acts on."""
    reads = dict.fromkeys(n.tensor for n in walk(term) if isinstance(n, Read) and n.tensor not in matrix.tensors)
    for name in reads:
        for axis, size in enumerate(search.theory.shape_of(name)):
            if size == matrix.size:
                yield name, axis


def _times(matrix: Matrix, axis: int, plain: bool, read: Read) -> Term:
    """``sum_c M[i,c] v[c]``, or with the inverse of ``M``."""
    c = Poly.symbol("%q.9")
    place = (read.index[axis], c)
    entry: Term = Matrix("inverse", matrix.row, matrix.column, matrix.size, matrix.body, place)
    if plain:
        entry = substitute(matrix.body, {matrix.row: place[0], matrix.column: c})
    other = Read(read.tensor, (*read.index[:axis], c, *read.index[axis + 1 :]))
    ranges = in_shape((read.index[axis], c), (matrix.size, matrix.size))  # it is zero outside, as the vector is
    return Sum(("%q.9",), ranges, Mul((entry, other)))
