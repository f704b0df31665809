"""Spots: points and entries at which an equation is certainly false, and what other terms are worth there.

Whoever looks for the equation that was meant asks at these first.  Untrusted: what a spot rules out is not looked at
further, and what it leaves has to pass the gate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

from symderiv.budget import Deadline, deep
from symderiv.errors import BudgetExceeded, UnsupportedError
from symderiv.language.terms import Term
from symderiv.language.theory import Free, Statement, Theory
from symderiv.meaning.fields import Memory
from symderiv.meaning.graph import TooCostly
from symderiv.meaning.judge import Judge, Sample
from symderiv.meaning.numbers import Unknown, holds_between
from symderiv.meaning.points import Entry
from symderiv.meaning.values import OUT, Missing

__all__ = ["Spots"]

_NODES: Final = 6_000
_SAMPLES: Final = 6
_ENTRIES: Final = 6
_SPOTS: Final = 2
#: What may end a look at a term without an answer.
_OBSTACLES: Final = (BudgetExceeded, TooCostly, UnsupportedError, RecursionError)


class Spots:
    """A false equation at a few of its points, at one choice of sizes, each with an entry at which it fails.

    >>> from symderiv.language.terms import Mul, Read, num
    >>> theory = Theory()
    >>> theory.add_tensor("x")
    >>> x = Read("x")
    >>> spots = Spots(theory, Statement(Mul((num(2), x)), x), Memory(), {}, Deadline(1.0))
    >>> [spots.may_equal([0] * len(spots), spots.values(x), [c] * len(spots)) for c in (2, 3)]
    [True, False]
    """

    def __init__(
        self, theory: Theory, statement: Statement, memory: Memory, sizes: Mapping[str, int], deadline: Deadline
    ) -> None:
        """``sizes``: those of a witness; there are no spots where none is found soon."""
        self.theory = theory
        self.statement = statement
        self.memory = memory
        self.deadline = deadline
        self.sizes = dict(sizes)
        self.spots: list[tuple[Sample, Entry]] = []
        with suppress(*_OBSTACLES), self._within():
            self.scope = scope = memory.scope(theory, statement)
            choices = memory.choices(theory, scope, 0, 12)
            if not choices or sizes.keys() != set(scope.sizes):
                return
            field = memory.field(theory, {**choices[0], **sizes})
            self.tracer = field.tracer
            self._allow()
            judge, pool = Judge(field.tracer, statement), field.pool(scope, 0)
            for number in range(_SAMPLES):
                sample = pool.sample(number, 6)
                if sample is None or len(self.spots) == _SPOTS:
                    return
                outcome = judge.look(sample, judge.entries[:_ENTRIES])
                if outcome.at is not None:
                    self.spots.append((sample, outcome.at))

    def __len__(self) -> int:
        return len(self.spots)

    @contextmanager
    def _within(self) -> Iterator[None]:
        """Under the limit on time."""
        outer, self.memory.deadline = self.memory.deadline, self.deadline
        try:
            with deep():
                yield
        finally:
            self.memory.deadline = outer

    def _allow(self) -> None:
        self.tracer.graph.limit = len(self.tracer.graph) + _NODES

    def values(self, term: Term) -> list[Any] | None:
        """What a term in the free indices of the equation is worth at each spot; ``None`` where one is not known."""
        free: tuple[Free, ...] = self.statement.free
        symbols, found = [f.symbol for f in free], list[Any]()
        with suppress(*_OBSTACLES), self._within():
            if self.memory.scope(self.theory, Statement(term, term, free), self.scope) is not self.scope:
                return None  # it depends on more
            for sample, at in self.spots:
                self._allow()
                node = self.tracer.term(term, dict(zip(symbols, at, strict=True)))
                (value,) = sample.values().get((node,))
                if isinstance(value, Missing):
                    return None
                found.append(0 if value is OUT else value)
            return found
        return None

    def may_equal(self, without: list[Any] | None, whole: list[Any] | None, factor: list[Any] | None) -> bool:
        """Whether the left side may be what becomes of ``whole`` where a part, ``without`` which it is the second, is
        multiplied by a factor: it is not certainly another number at every spot."""
        left = self.values(self.statement.left)
        if left is None or without is None or whole is None or factor is None or not self.spots:
            return True
        with suppress(*_OBSTACLES, Unknown):
            return any(
                holds_between(one, rest + by * (both + rest * -1), "=") is not False
                for one, rest, both, by in zip(left, without, whole, factor, strict=True)
            )
        return True
