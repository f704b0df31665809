"""The machine of the checker: sizes, the current point, the working precision, memory and the limits on work.

A :class:`Machine` is the state that compiled terms run on; :class:`Frame` numbers the indices of one expression (the
two sides of a claim, or the body of a definition).  Integer arithmetic over a frame becomes Python functions.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from typing import Any, Final

from symderiv.budget import Deadline
from symderiv.language.integers import Poly
from symderiv.language.terms import Add, Term
from symderiv.language.theory import Theory
from symderiv.meaning.points import Point
from symderiv.meaning.reach import Lets, Reach

__all__ = ["OUT", "Closure", "Form", "Frame", "Machine", "Seeds", "TooCostly", "deep"]

Seed = tuple[str, tuple[int, ...], int, bool]
"""A perturbed entry: tensor, place, tag, and whether it is total (felt by definitions) or partial."""
Seeds = tuple[Seed, ...]
Closure = Callable[[list[Any], Seeds], Any]
Form = dict[tuple[str, ...], int]
"""An integer polynomial in indices, sizes being numbers: monomials to coefficients."""

_CHUNK: Final = 500
_DEPTH: Final = 60_000


class _Outside(int):
    """The zero that stands outside of a shape: it ends a product."""


OUT: Final = _Outside(0)


class TooCostly(Exception):  # a fact about a choice of sizes, not a failure
    """More steps than a point may cost."""


@contextmanager
def deep() -> Iterator[None]:
    """Room for long chains of definitions: each level of evaluation takes a few Python frames."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


class Frame:
    """Places for the values of indices; free ones first."""

    def __init__(self, indices: Iterable[str]) -> None:
        self.slots = {symbol: k for k, symbol in enumerate(indices)}
        self.count = len(self.slots)
        self.done: dict[Any, Closure] = {}

    def slot(self) -> int:
        """A new place."""
        self.count += 1
        return self.count - 1

    def start(self, index: tuple[int, ...]) -> list[Any]:
        """The places with values for the free indices."""
        return [*index, *[0] * (self.count - len(index))]


class Machine:
    """Sizes, a point, and the limits.

    ``kinks`` holds what was exactly 0 at a corner or in a scalar condition since the last :meth:`at` (or, where
    ``watched`` names some, what those are); ``corners`` the arguments, and whether they are piecewise polynomial.
    """

    def __init__(self, theory: Theory, sizes: Mapping[str, int], deadline: Deadline | None, reach: Reach) -> None:
        self.theory = theory
        self.sizes = dict(sizes)
        self.deadline = deadline
        self.reach = reach
        self.prec = 128
        self.limit = 0
        self.fuel = 0
        self.spent = 0
        self.point = Point({}, {})
        self.kinks: dict[tuple[Any, ...], Any] = {}
        self.watched: Mapping[tuple[Any, ...], Any] = {}
        self.corners: list[tuple[Term, bool]] = []
        self._tables: list[dict[Any, Any]] = []
        self._sources: dict[str, Callable[[list[Any]], Any]] = {}

    def at(self, point: Point, steps: int = 200_000, prec: int = 128, watched: Mapping[Any, Any] | None = None) -> None:
        """Go to a point: forget what was computed elsewhere, allow so many steps."""
        self.point = point
        self.prec = prec
        self.limit = steps
        self.fuel = 0
        self.kinks = {}
        self.watched = watched or {}
        for table in self._tables:
            table.clear()

    def spend(self, steps: int) -> None:
        """Count work; raise :class:`TooCostly` or :class:`BudgetExceeded` at the limits."""
        self.fuel -= steps
        if self.fuel < 0:
            self.limit -= _CHUNK - self.fuel
            self.spent += _CHUNK - self.fuel
            self.fuel = _CHUNK
            if self.limit < 0:
                raise TooCostly
            if self.deadline is not None:
                self.deadline.check("the checker")

    def table(self) -> dict[Any, Any]:
        """A memory that lasts as long as the point."""
        self._tables.append({})
        return self._tables[-1]

    def corner(self, args: tuple[Term, ...], frame: Frame, lets: Lets) -> Callable[[list[Any], Any], None]:
        """Records that the argument of a corner is exactly 0 (or what it is, where it is watched)."""
        number, slots = len(self.corners), tuple(frame.slots.values())
        self.corners.append((Add(args), all(self.reach.polynomial(a, lets) for a in args)))

        def note(e: list[Any], gap: Any) -> None:
            key = (number, *[e[k] for k in slots])
            if key in self.watched or not self.watched:
                self.kinks[key] = gap

        return note

    def shape(self, tensor: str) -> tuple[int, ...]:
        """The shape of a tensor at these sizes."""
        return tuple(p.evaluate(self.sizes) for p in self.theory.shape_of(tensor))

    def entries(self, tensor: str) -> Iterable[tuple[int, ...]]:
        """All places inside of a tensor's shape."""
        return product(*map(range, self.shape(tensor)))

    def form(self, poly: Poly) -> Form:
        """An integer polynomial with numbers for sizes."""
        total: Form = {}
        for monomial, c in poly.terms:
            left = []
            for s in monomial:
                if s in self.sizes:
                    c *= self.sizes[s]
                else:
                    left.append(s)
            total[tuple(left)] = total.get(tuple(left), 0) + c
        return {m: c for m, c in total.items() if c}

    def text(self, poly: Poly | Form, frame: Frame) -> str:
        """An integer polynomial as Python over the frame ``e``."""
        form = self.form(poly) if isinstance(poly, Poly) else poly
        parts = []
        for monomial, c in form.items():
            places = [f"e[{frame.slots[s]}]" for s in monomial]
            parts.append("*".join(places if c == 1 and places else [f"({c})", *places]))
        return "+".join(parts) or "0"

    def python(self, source: str) -> Callable[[list[Any]], Any]:
        """Integer arithmetic over the frame ``e`` as a Python function."""
        if source not in self._sources:
            known = {"__builtins__": {}, "range": range, "max": max, "min": min}
            self._sources[source] = eval(f"lambda e: {source}", known)
        return self._sources[source]

    def index(self, index: tuple[Poly, ...], frame: Frame) -> Callable[[list[Any]], Any]:
        """The place that subscripts name."""
        return self.python("(" + "".join(self.text(p, frame) + "," for p in index) + ")")
