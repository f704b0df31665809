"""What is declared: sizes, tensors, definitions, hypotheses, unknown functions and losses, as plain data.

Whether it fits together is another question (:mod:`symderiv.language.declarations`).  Internally every index starts
at 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from symderiv.errors import DeclarationError
from symderiv.language.integers import Poly
from symderiv.language.nodes import Diff, Guard, Let, Term, walk

__all__ = ["Declared", "Definition", "Free", "Hypothesis", "Loss", "Statement"]


@dataclass(frozen=True)
class Definition:
    """``name[indices] := body`` inside ``shape``; ``indices`` are the index symbols that ``body`` uses.

    A recurrence reads ``name`` itself in ``body``, or a definition that reads ``name``, at smaller values of one
    index; its base case is where that index leaves the shape, or where a guard is false.
    """

    name: str
    indices: tuple[str, ...]
    shape: tuple[Poly, ...]
    body: Term

    @cached_property
    def reads(self) -> frozenset[str]:
        """The tensors that the body reads, or differentiates by, as written; what it binds itself is none."""
        read = self.body.tensors
        return read if self.plain else read.difference(n.name for n in walk(self.body) if isinstance(n, Let))

    @cached_property
    def plain(self) -> bool:
        """Whether the body has no derivative and no ``Let`` in it."""
        return not any(isinstance(n, (Diff, Let)) for n in walk(self.body))


@dataclass(frozen=True)
class Loss:
    """An unknown smooth scalar function of whole tensors, its ``frontier``; itself read as ``Read(name, ())``."""

    name: str
    frontier: tuple[str, ...]


@dataclass(frozen=True)
class Free:
    """A free index of a statement with its range ``low <= symbol < high``."""

    symbol: str
    low: Poly
    high: Poly

    @cached_property
    def guards(self) -> tuple[Guard, Guard]:
        index = Poly.symbol(self.symbol)
        return Guard("ge", index - self.low), Guard("ge", self.high - 1 - index)


@dataclass(frozen=True)
class Statement:
    """``left relation right`` for all values of the free indices; relation is ``= <= >= < > !=``."""

    left: Term
    right: Term
    free: tuple[Free, ...] = ()
    relation: str = "="

    @cached_property
    def guards(self) -> tuple[Guard, ...]:
        return tuple(g for f in self.free for g in f.guards)


@dataclass(frozen=True)
class Hypothesis:
    """A statement taken as true.  ``model`` may name how the checker builds instances of it."""

    name: str
    statement: Statement


@dataclass
class Declared:
    """Everything that is declared.

    ``sizes`` maps a size or integer constant to its smallest value (``None``: any integer); ``conditions``
    are integer guards over sizes that are assumed (``H - K + 1 >= 1``); ``shapes`` holds the tensors without
    definition (inputs), ``functions`` the abstract smooth scalar functions with their arity.
    """

    sizes: dict[str, int | None] = field(default_factory=dict)
    conditions: list[Guard] = field(default_factory=list)
    shapes: dict[str, tuple[Poly, ...]] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    functions: dict[str, int] = field(default_factory=dict)
    losses: dict[str, Loss] = field(default_factory=dict)
    hypotheses: list[Hypothesis] = field(default_factory=list)
    _lows: tuple[tuple[tuple[str, int | None], ...], tuple[Guard, ...]] | None = field(
        default=None, init=False, repr=False, compare=False
    )

    def shape_of(self, name: str) -> tuple[Poly, ...]:
        """The shape of a tensor, defined or not; a loss is a scalar."""
        if name in self.shapes:
            return self.shapes[name]
        if name in self.definitions:
            return self.definitions[name].shape
        if name in self.losses:
            return ()
        raise DeclarationError(f"{name} is not declared", remedy=f"state the shape of {name} or define it")

    def ambient(self, statement: Statement) -> tuple[Guard, ...]:
        """The integer facts in force for a statement: sizes, assumed conditions, ranges of free indices."""
        return (*self.size_guards(), *statement.guards)

    def size_guards(self) -> tuple[Guard, ...]:
        """What is known of sizes alone: their smallest values, and the assumed conditions."""
        sizes = tuple(self.sizes.items())
        if self._lows is None or self._lows[0] != sizes:
            lows = tuple(Guard("ge", Poly.symbol(s) - low) for s, low in sizes if low is not None)
            self._lows = sizes, lows
        return (*self._lows[1], *self.conditions)

    @property
    def declared(self) -> tuple[object, ...]:
        """All that the theory says now: what a theorem is about."""
        tables = (self.sizes, self.shapes, self.definitions, self.functions, self.losses)
        return (*(tuple(t.items()) for t in tables), tuple(self.conditions), tuple(self.hypotheses))
