"""What a term depends on: which tensors it can read, and whether it is a piecewise polynomial of the inputs.

Both answers err on the safe side: a superset of what is read, and "polynomial" only where every node is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symderiv.language.functions import FUNCTIONS
from symderiv.language.terms import Diff, Fn, Let, Matrix, Pow, Read, Term, walk
from symderiv.language.theory import Theory

__all__ = ["Lets", "Local", "Reach"]

Local = tuple[str, int, Callable[..., Any], frozenset[str], bool]
"""A scalar bound by ``Let``: unique name, slot, value, what the value reads, whether it is a polynomial."""
Lets = Mapping[str, Local]


class Reach:
    """Dependence among the tensors of a theory.

    >>> from symderiv.language.integers import Poly
    >>> theory = Theory()
    >>> theory.add_tensor("x")
    >>> _ = theory.define("y", (), (), Read("x"))
    >>> sorted(Reach(theory).of(Read("y"), {}))
    ['x', 'y']
    """

    def __init__(self, theory: Theory) -> None:
        self.theory = theory
        self._above: dict[str, frozenset[str]] = {}
        self._polynomial: dict[str, bool] = {}

    def above(self, name: str) -> frozenset[str]:
        """All that ``name`` is made from; ``name`` itself only in a recurrence."""
        path = [name]
        while path:
            current = path[-1]
            below = self._next(current)
            missing = [n for n in below if n not in self._above and n not in path]
            if missing:
                path.append(missing[0])
            else:
                found = set(below)
                self._above[path.pop()] = frozenset(found.union(*(self._above.get(n, frozenset()) for n in below)))
        return self._above[name]

    def _next(self, name: str) -> frozenset[str]:
        if name in self.theory.definitions:
            return self.theory.definitions[name].reads
        return frozenset(self.theory.losses[name].frontier) if name in self.theory.losses else frozenset()

    def of(self, term: Term, lets: Mapping[str, Local]) -> frozenset[str]:
        """All names that the value of a term can depend on; bound scalars by their unique names."""
        found: set[str] = set()
        for node in walk(term):
            if isinstance(node, (Read, Diff)) and node.tensor not in found:
                if node.tensor in lets:
                    found |= {lets[node.tensor][0], *lets[node.tensor][3]}
                found |= {node.tensor, *self.above(node.tensor)}
        return frozenset(found)

    def polynomial(self, term: Term, lets: Mapping[str, Local]) -> bool:
        """Whether a term is a polynomial of the inputs on every branch of its corners and brackets."""
        local: set[str] = set()
        for node in walk(term):
            if isinstance(node, Let):
                local.add(node.name)
            elif isinstance(node, Matrix):
                return False
            elif isinstance(node, Pow):
                if node.exponent.denominator > 1 or node.exponent < 0:
                    return False
            elif isinstance(node, Fn):
                if node.name not in FUNCTIONS or not FUNCTIONS[node.name].kink:
                    return False
            elif isinstance(node, (Read, Diff)) and node.tensor not in local:
                flat = lets[node.tensor][4] if node.tensor in lets else self._tensor(node.tensor)
                if not flat:
                    return False
        return True

    def _tensor(self, name: str) -> bool:
        if name in self.theory.losses:
            return False
        if name not in self.theory.definitions:
            return True
        if name not in self._polynomial:
            self._polynomial[name] = True  # for a recurrence that reads itself
            self._polynomial[name] = self.polynomial(self.theory.definitions[name].body, {})
        return self._polynomial[name]
