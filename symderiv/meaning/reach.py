"""What a term depends on: which tensors it can read, and whether it is a piecewise polynomial of the inputs.

Both answers err on the safe side: a superset of what is read, and "polynomial" only where every node is one.
"""

from __future__ import annotations

from collections.abc import Mapping

from symderiv.language.declared import Declared
from symderiv.language.functions import FUNCTIONS
from symderiv.language.nodes import Diff, Fn, Let, Matrix, Pow, Read, Term, walk

__all__ = ["Reach"]


class Reach:
    """Dependence among the tensors of a theory.

    >>> from symderiv.language.theory import Theory
    >>> theory = Theory()
    >>> theory.add_tensor("x")
    >>> _ = theory.define("y", (), (), Read("x"))
    >>> sorted(Reach(theory).of(Read("y")))
    ['x', 'y']
    """

    def __init__(self, theory: Declared) -> None:
        self.theory = theory
        self._above: dict[str, frozenset[str]] = {}
        self._polynomial: dict[str, bool] = {}

    def above(self, name: str) -> frozenset[str]:
        """All that ``name`` is made from; ``name`` itself only in a recurrence."""
        if name not in self._above:
            found: set[str] = set()
            pending = list(self._next(name))
            while pending:
                current = pending.pop()
                if current not in found:
                    found.add(current)
                    pending.extend(self._next(current) - found)
            self._above[name] = frozenset(found)
        return self._above[name]

    def _next(self, name: str) -> frozenset[str]:
        if name in self.theory.definitions:
            return self.theory.definitions[name].reads
        return frozenset(self.theory.losses[name].frontier) if name in self.theory.losses else frozenset()

    def of(self, term: Term) -> frozenset[str]:
        """All names that the value of a term can depend on."""
        read = {n.tensor for n in walk(term) if isinstance(n, (Read, Diff))}
        return frozenset(read).union(*map(self.above, read))

    def polynomial(self, term: Term, lets: Mapping[str, bool]) -> bool:
        """Whether a term is a polynomial of the inputs on every branch of its corners and brackets; ``lets``: whether
        each bound scalar is one."""
        if not _flat(term):
            return False
        local = {n.name for n in walk(term) if isinstance(n, Let)}
        reads = {n.tensor for n in walk(term) if isinstance(n, (Read, Diff))} - local
        return all(lets[name] if name in lets else self._tensor(name) for name in reads)

    def _tensor(self, name: str) -> bool:
        if name not in self._polynomial:
            made_from = {name, *self.above(name)}
            bodies = [self.theory.definitions[n].body for n in made_from if n in self.theory.definitions]
            self._polynomial[name] = made_from.isdisjoint(self.theory.losses) and all(map(_flat, bodies))
        return self._polynomial[name]


def _flat(term: Term) -> bool:
    """Whether every node is one of a piecewise polynomial, whatever the reads are."""
    return not any(
        isinstance(n, Matrix)
        or (isinstance(n, Pow) and (n.exponent.denominator > 1 or n.exponent < 0))
        or (isinstance(n, Fn) and not (n.name in FUNCTIONS and FUNCTIONS[n.name].kink))
        for n in walk(term)
    )
