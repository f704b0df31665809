"""Parts of terms: factors, brackets, whole numbers, the ranges of reads, instances of a pattern.

Nothing here depends on what is known at a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symderiv.language.binding import alpha_equal, substitute
from symderiv.language.declarations import Declarations
from symderiv.language.integers import Poly
from symderiv.language.nodes import ONE, Add, Diff, Extremum, Guard, Int, Matrix, Mul, Num, Pow, Read, Sum, Term
from symderiv.prover.hints import places

__all__ = ["factors", "instance", "is_box", "is_bracket", "parted", "read_guards", "whole_number"]


def factors(term: Term) -> tuple[Term, ...]:
    """The factors of a product; of another term, itself."""
    return term.args if isinstance(term, Mul) else (term,)


def parted(parts: Sequence[Term], positions: Iterable[int]) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """The parts at some positions, and the others; each part is in one of the two."""
    chosen = frozenset(positions)
    mine = tuple(p for k, p in enumerate(parts) if k in chosen)
    return mine, tuple(p for k, p in enumerate(parts) if k not in chosen)


def read_guards(body: Term, theory: Declarations) -> tuple[Guard, ...]:
    """The ranges that the reads among the factors of a sum's body impose."""
    found: tuple[Guard, ...] = ()
    for f in body.args if isinstance(body, Mul) else (body,):
        if isinstance(f, Pow) and f.exponent.numerator > 0:
            f = f.base
        if isinstance(f, (Read, Diff)) and f.index:
            found += theory.range_guards(f.tensor, f.index)
    return found


def whole_number(term: Term) -> Poly | None:
    """A term in sizes, indices and whole numbers as a polynomial; None for other terms."""
    if isinstance(term, Num):
        return Poly.constant(term.value.numerator) if term.value.denominator == 1 else None
    if isinstance(term, Int):
        return term.poly
    if isinstance(term, (Add, Mul)):
        total = Poly.constant(0 if isinstance(term, Add) else 1)
        for part in map(whole_number, term.args):
            if part is None:
                return None
            total = total + part if isinstance(term, Add) else total * part
        return total
    return None


def is_box(term: Extremum) -> bool:
    """Whether each index runs between two bounds that name no other index of the same extremum."""
    bound = set(term.binders)
    steps = {
        (b, g.poly.coefficient(b))
        for g in term.guards
        if g.kind == "ge"
        for b in g.free & bound
        if len(g.free & bound) == 1
    }
    return all((b, Poly.constant(sign)) in steps for b in term.binders for sign in (1, -1))


def is_bracket(term: Term) -> bool:
    return isinstance(term, Sum) and not term.binders and term.body == ONE


def instance(pattern: Term, term: Term, binders: tuple[str, ...]) -> dict[str, Poly] | None:
    """Values of ``binders`` that make the pattern equal to the term, as a hint says."""
    if not binders:
        named = isinstance(pattern, (Add, Matrix, Sum)) and type(pattern) is type(term)
        return {} if pattern == term or (named and alpha_equal(pattern, term)) else None
    values = {b: p for b, p in places(pattern, term, binders).items() if b in binders}
    return values if len(values) == len(binders) and substitute(pattern, values) == term else None
