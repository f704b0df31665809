r"""What follows from what is said of matrices, and is told to the prover where a claim is open without it.

A positive definite matrix is invertible, also where only the definition of a name takes its inverse; and eigenvalues
of an invertible matrix, ``A u = \lambda u`` with a vector of given length, are not zero.

Guarantee: what is added to the hypotheses follows from them, at every point at which they hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symderiv.language.integers import Poly
from symderiv.language.terms import ZERO, Matrix, Mul, Num, Pow, Read, Sum, Term, in_shape
from symderiv.language.theory import Hypothesis, Statement, Theory

__all__ = ["with_what_is_implied"]

#: What is said of a matrix, and what that says of its eigenvalues.
_OF_MATRICES = {"positive definite": ">", "invertible": "!="}


def with_what_is_implied(theory: Theory) -> Theory | None:
    """The theory with what follows for its matrices and eigenvalues; None where nothing does."""
    known = {h.statement for h in theory.hypotheses}
    added = {h.statement: h for h in (*_inverses(theory), *_eigenvalues(theory)) if h.statement not in known}
    return replace(theory, hypotheses=[*theory.hypotheses, *added.values()]) if added else None


def _inverses(theory: Theory) -> Iterator[Hypothesis]:
    for h in theory.hypotheses:
        name, _, word = h.name.rpartition(" positive ")
        if name in theory.shapes and word == "definite":
            body = Read(name, (Poly.symbol("%i"), Poly.symbol("%j")))
            determinant = Matrix("det", "%i", "%j", theory.shape_of(name)[0], body)
            yield Hypothesis(
                f"{name} is invertible, as it is positive definite", Statement(determinant, ZERO, (), "!=")
            )


def _eigenvalues(theory: Theory) -> Iterator[Hypothesis]:
    for h in theory.hypotheses:
        pair = _eigenpair(theory, h.statement)
        if pair is None or not any(_is_length(theory, other.statement, pair[1]) for other in theory.hypotheses):
            continue
        matrix, _, value = pair
        for word, relation in _OF_MATRICES.items():
            if any(other.name == f"{matrix} {word}" for other in theory.hypotheses):
                why = f"{value} {relation} 0, as {matrix} is {word}"
                yield Hypothesis(why, Statement(Read(value), ZERO, (), relation))


def _eigenpair(theory: Theory, statement: Statement) -> tuple[str, str, str] | None:
    """The names of a matrix, of its eigenvector and of the eigenvalue."""
    if statement.relation != "=" or len(statement.free) != 1:
        return None
    i = Poly.symbol(statement.free[0].symbol)
    for one, other in ((statement.left, statement.right), (statement.right, statement.left)):
        product, scaled = _reads(_over_all(theory, one)), _reads(other)
        if len(product) != 2 or len(scaled) != 2:
            continue
        value, own = sorted(scaled, key=lambda r: len(r.index))
        vector, matrix = sorted(product, key=lambda r: len(r.index))
        names = vector.tensor == own.tensor and (value.index, own.index) == ((), (i,))
        if names and matrix.index == (i, *vector.index):
            return matrix.tensor, vector.tensor, value.tensor
    return None


def _is_length(theory: Theory, statement: Statement, vector: str) -> bool:
    """Whether an equation gives the squared length of a vector, not 0."""
    body = _over_all(theory, statement.left)
    squared = isinstance(body, Pow) and body.exponent == 2 and isinstance(body.base, Read)
    if not squared or statement.relation != "=" or not isinstance(statement.right, Num):
        return False
    assert isinstance(body, Pow)
    assert isinstance(body.base, Read)
    return body.base.tensor == vector and statement.right.value > 0


def _over_all(theory: Theory, term: Term) -> Term | None:
    """The summand of a sum over one index, at which a vector in it is read, from its first entry to its last."""
    if not isinstance(term, Sum) or len(term.binders) != 1:
        return None
    at = (Poly.symbol(term.binders[0]),)
    base = term.body.base if isinstance(term.body, Pow) else term.body
    vectors = [r for r in _reads(base) if r.index == at]
    if len(vectors) != 1 or set(term.guards) - set(in_shape(at, theory.shape_of(vectors[0].tensor))):
        return None
    return term.body


def _reads(term: Term | None) -> list[Read]:
    """The factors of a product, where all are entries of tensors."""
    parts = term.args if isinstance(term, Mul) else (term,)
    reads = [x for x in parts if isinstance(x, Read)]
    return reads if len(reads) == len(parts) else []
