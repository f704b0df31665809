"""What a term means: exact values at given sizes and points, and derivatives by seeding one entry.

An :class:`Evaluator` runs terms of a theory at any number of points.  Where a seeded entry is read, a dual number
goes in; what is defined from it is computed again, what it was defined from is not touched.  Partial seeds
act on the reads that are written where the derivative stands, and are dropped at the door of a definition.

Guarantee: no algebra; undefined values raise :class:`Undefined`; work is bounded by steps and a deadline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from symderiv.budget import Deadline
from symderiv.language.terms import Term
from symderiv.language.theory import Theory
from symderiv.meaning.compile import Compiler, Fetch, seeded
from symderiv.meaning.machine import OUT, Closure, Frame, Machine, Seeds, TooCostly
from symderiv.meaning.numbers import power, settle
from symderiv.meaning.reach import Reach

__all__ = ["Evaluator", "TooCostly"]


class Evaluator(Machine):
    """Terms of ``theory`` at ``sizes``: set a point with :meth:`at`, compile with :meth:`function`."""

    def __init__(
        self, theory: Theory, sizes: Mapping[str, int], deadline: Deadline | None = None, reach: Reach | None = None
    ) -> None:
        super().__init__(theory, sizes, deadline, reach or Reach(theory))
        self._fetch: dict[str, Fetch] = {}
        self._compiler = Compiler(self, self.fetch)

    def function(self, terms: Iterable[Term], indices: Iterable[str]) -> list[Callable[..., Any]]:
        """Each term as a function of the free indices (and of seeds, where a derivative is wanted)."""
        frame = Frame(indices)
        bodies = [self._compiler.compile(term, frame, {}) for term in terms]

        def bind(body: Closure) -> Callable[..., Any]:
            return lambda index, seeds=(): settle(body(frame.start(index), seeds), self.prec)

        return [bind(body) for body in bodies]

    def fetch(self, name: str) -> Fetch:
        """The entries of a tensor or loss as a function of place and seeds."""
        if name not in self._fetch:
            if name in self.theory.definitions:
                self._fetch[name] = self._defined(name)
            elif name in self.theory.losses:
                self._fetch[name] = self._loss(name)
            else:
                self._fetch[name] = lambda index, seeds: self.point.tensors[name].get(index, OUT)
        return self._fetch[name]

    def _defined(self, name: str) -> Fetch:
        definition, shape, above = self.theory.definitions[name], self.shape(name), self.reach.above(name)
        table, frame = self.table(), Frame(definition.indices)
        body: Closure | None = None

        def entry(index: tuple[int, ...], seeds: Seeds) -> Any:
            nonlocal body
            for i, n in zip(index, shape, strict=True):
                if not 0 <= i < n:
                    return OUT
            if seeds:
                seeds = tuple(q for q in seeds if q[3] and q[0] in above)
            key = (index, seeds)
            if key not in table:
                if body is None:
                    body = self._compiler.compile(definition.body, frame, {})
                self.spend(1)
                value = settle(body(frame.start(index), seeds), self.prec)
                table[key] = 0 if value is OUT else value
            return table[key]

        return entry

    def _loss(self, name: str) -> Fetch:
        def value(_: tuple[int, ...], seeds: Seeds) -> Any:
            model = self.point.losses[name]
            seeds = tuple(q for q in seeds if q[3])
            total: Any = 0
            for exponent, form in enumerate((model.linear, model.square, model.cube), 1):
                part: Any = 0
                for (tensor, index), c in form.items():
                    self.spend(1)
                    part = part + seeded(tensor, index, self.fetch(tensor)(index, seeds), seeds) * c
                total = total + power(part, Fraction(exponent), self.prec)
            return total

        return value
