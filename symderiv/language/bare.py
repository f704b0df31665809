"""Where an index stands bare, which tells its range.  Knows no SymPy: who only prints does without it."""

from __future__ import annotations

from collections.abc import Iterable

from symderiv.errors import DeclarationError
from symderiv.language.integers import Poly, index_label
from symderiv.language.terms import Diff, Read, Term, walk
from symderiv.language.theory import Theory

__all__ = ["bare_range"]


def bare_range(theory: Theory, terms: Iterable[Term], symbol: str) -> Poly | None:
    """The size of the axes at which ``symbol`` stands bare, ``None`` where it does so nowhere.

    Raises :class:`~symderiv.errors.DeclarationError` where two such axes differ.
    """
    index = Poly.symbol(symbol)
    found: dict[Poly, str] = {}
    for term in terms:
        for node in walk(term):
            if isinstance(node, (Read, Diff)):
                shape = theory.shape_of(node.tensor)
                for place, size in zip(node.index, shape, strict=False):
                    if place == index:
                        found.setdefault(size, node.tensor)
    if len(found) > 1:
        (one, first), (two, second) = list(found.items())[:2]
        raise DeclarationError(
            f"the index '{index_label(symbol)}' runs to {one} in {first} and to {two} in {second}",
            remedy=f"give it a range: ({index_label(symbol)}, first, last)",
        )
    return next(iter(found), None)
