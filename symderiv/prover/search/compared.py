"""The value of one function at two points: ``E(w) - E(w')`` of a quadratic is the square part of ``E`` at ``w - w'``,
where ``w'`` is the place of its minimum.

The square part is ``(E(w) + E(-w)) / 2 - E(0)``.  Untrusted: that the difference equals it has to be proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ZERO,
    Add,
    Diff,
    Mul,
    Num,
    Read,
    Sum,
    Term,
    alpha_key,
    in_shape,
    substitute,
    walk,
)
from symderiv.language.theory import Statement, Theory
from symderiv.prover.kernel.calculus import unfold
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.parts import read_guards
from symderiv.prover.search.bounds import nonnegative_forms
from symderiv.prover.search.normal import Normaliser

__all__ = ["put", "ranged", "square_parts"]


def square_parts(search: Normaliser, statement: Statement, context: Context, strict: bool) -> Iterator[Term]:
    """What the difference of an inequality may be equal to, if its sides are one function at two points."""
    big, small = statement.left, statement.right
    if statement.relation in ("<=", "<"):
        big, small = small, big
    points = _points(search.theory, big, small)
    if points is None:
        big, small = (_opened(side, context) for side in (big, small))
        points = _points(search.theory, big, small)
    if points is None:
        return
    here, there = points

    def at(value: Callable[[Read], Term]) -> Term:
        return put(big, here, value)

    mean = Mul((Num(Fraction(1, 2)), Add((big, at(lambda x: Mul((NEGATE, x)))))))
    part = search.norm(Add((mean, Mul((NEGATE, at(lambda _: ZERO))))), (), context)
    part = search.ring(part, (), context)
    shape = search.theory.shape_of(there)
    letters = tuple(f"%p.{k}" for k in range(len(shape)))
    place = tuple(map(Poly.symbol, letters))
    written = search.scratch()
    written.unfolding = set(search.theory.definitions) - search.theory.recurrences()
    value = written.norm(Read(there, place), (), context.under(in_shape(place, shape), letters))
    for form in nonnegative_forms(search, part, context, strict):
        form = ranged(form, context)
        # by its name, or written out where the kernel has to see that it is defined
        yield put(form, here, lambda x: Add((x, Mul((NEGATE, Read(there, x.index))))))
        yield put(
            form,
            here,
            lambda x: Add((x, Mul((NEGATE, substitute(value, dict(zip(letters, x.index, strict=True))))))),
        )


def _points(theory: Theory, big: Term, small: Term) -> tuple[str, str] | None:
    """The tensors of one shape in which two sides differ, and in nothing else."""
    if any(isinstance(n, Diff) for side in (big, small) for n in walk(side)):
        return None
    ours, theirs = (dict.fromkeys(n.tensor for n in walk(side) if isinstance(n, Read)) for side in (big, small))
    here, there = [x for x in ours if x not in theirs], [x for x in theirs if x not in ours]
    if len(here) != 1 or len(there) != 1 or theory.shape_of(here[0]) != theory.shape_of(there[0]):
        return None
    same = alpha_key(put(big, here[0], lambda x: Read(there[0], x.index))) == alpha_key(small)
    return (here[0], there[0]) if same else None


def _opened(term: Term, context: Context) -> Term:
    """The term with what stands for the numbers that are defined, as for ``E`` where it is a function of ``w``."""
    if isinstance(term, Read):
        definition = context.theory.definitions.get(term.tensor)
        known = definition is not None and not definition.indices and not context.theory.is_recurrent(term.tensor)
        return unfold(term, context) if known else term
    children = tuple(_opened(c, context) for c in term.children)
    return term.rebuild(children) if children else term


def ranged(term: Term, context: Context) -> Term:
    """The term with the ranges written out that its reads imply: what is put for them may not imply those."""
    children = tuple(ranged(c, context) for c in term.children)
    term = term.rebuild(children) if children else term
    if isinstance(term, Sum) and term.binders:
        return Sum(
            term.binders, tuple(dict.fromkeys((*term.guards, *read_guards(term.body, context.theory)))), term.body
        )
    return term


def put(term: Term, tensor: str, value: Callable[[Read], Term]) -> Term:
    """The term with values for the entries of a tensor."""
    if isinstance(term, Read):
        return value(term) if term.tensor == tensor else term
    children = tuple(put(c, tensor, value) for c in term.children)
    return term.rebuild(children) if children else term
