"""Theories: what a claim is about.  Sizes, tensors, definitions, hypotheses, unknown functions and losses.

A :class:`Theory` is plain data, validated when something is added: names are declared once, ranks agree, a
definition that reads itself does so at smaller values of one index.  Internally every index starts at 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from symderiv.errors import DeclarationError
from symderiv.language.functions import FUNCTIONS
from symderiv.language.integers import Poly, index_label, is_index
from symderiv.language.terms import Diff, Fn, Guard, Let, Read, Term, in_shape, walk

__all__ = ["Definition", "Free", "Hypothesis", "Loss", "Statement", "Theory"]


@dataclass(frozen=True)
class Definition:
    """``name[indices] := body`` inside ``shape``; ``indices`` are the index symbols that ``body`` uses.

    A recurrence reads ``name`` itself in ``body`` at smaller values of one index, below a guard that is false
    at the base case.
    """

    name: str
    indices: tuple[str, ...]
    shape: tuple[Poly, ...]
    body: Term

    @cached_property
    def reads(self) -> frozenset[str]:
        """The tensors that the body reads as written."""
        return frozenset(n.tensor for n in walk(self.body) if isinstance(n, Read)) | frozenset(
            n.tensor for n in walk(self.body) if isinstance(n, Diff)
        )


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

    @property
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

    @property
    def guards(self) -> tuple[Guard, ...]:
        return tuple(g for f in self.free for g in f.guards)


@dataclass(frozen=True)
class Hypothesis:
    """A statement taken as true.  ``model`` may name how the checker builds instances of it."""

    name: str
    statement: Statement


@dataclass
class Theory:
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

    def add_size(self, name: str, low: int | None = 1) -> Poly:
        """Declare a size (at least ``low``; ``None`` for any integer)."""
        self.sizes[name] = low
        return Poly.symbol(name)

    def add_tensor(self, name: str, shape: Iterable[Poly] = ()) -> None:
        """Declare an input tensor; a scalar has the shape ``()``."""
        if name in self.shapes or name in self.definitions or name in self.losses:
            raise DeclarationError(f"{name} is declared twice", remedy="rename one of the two")
        self.shapes[name] = tuple(shape)
        for size in self.shapes[name]:
            self._check_symbols(size.free, f"the shape of {name}")

    def add_loss(self, name: str, frontier: Iterable[str]) -> None:
        """Declare an unknown loss of the tensors in ``frontier``."""
        self.losses[name] = Loss(name, tuple(frontier))

    def define(self, name: str, indices: Iterable[str], shape: Iterable[Poly], body: Term) -> Definition:
        """Define a tensor entry by entry; checks names, ranks, indices and that a cycle is a recurrence."""
        definition = Definition(name, tuple(indices), tuple(shape), body)
        if name in self.shapes or name in self.definitions or name in self.losses:
            raise DeclarationError(f"{name} is defined twice", remedy="rename one of the two")
        if len(definition.indices) != len(definition.shape):
            raise DeclarationError(
                f"{name} has {len(definition.indices)} indices and a shape of rank {len(definition.shape)}",
                remedy="give one size for each index",
            )
        self.definitions[name] = definition
        try:
            self.check_term(body, definition.indices, f"the definition of {name}")
            if name in definition.reads:
                self._check_recurrence(definition)
        except DeclarationError:
            del self.definitions[name]
            raise
        return definition

    def add_hypothesis(self, hypothesis: Hypothesis) -> None:
        """Assume a statement."""
        self.check_statement(hypothesis.statement, f"hypothesis {hypothesis.name}")
        self.hypotheses.append(hypothesis)

    def shape_of(self, name: str) -> tuple[Poly, ...]:
        """The shape of a tensor, defined or not; a loss is a scalar."""
        if name in self.shapes:
            return self.shapes[name]
        if name in self.definitions:
            return self.definitions[name].shape
        if name in self.losses:
            return ()
        raise DeclarationError(f"{name} is not declared", remedy=f"state the shape of {name} or define it")

    def loss_of(self, term: Term) -> Loss | None:
        """The unknown loss that a term is a bare read of."""
        return self.losses.get(term.tensor) if isinstance(term, Read) and not term.index else None

    def check_statement(self, statement: Statement, where: str) -> None:
        """Raise :class:`DeclarationError` where names, ranks or indices of a statement are wrong."""
        indices = [f.symbol for f in statement.free]
        self.check_term(statement.left, indices, where)
        self.check_term(statement.right, indices, where)

    def check_term(self, term: Term, indices: Iterable[str], where: str) -> None:
        """Raise :class:`DeclarationError` for undeclared names, indices and wrong ranks in a term."""
        for symbol in sorted(term.free - set(indices)):
            if is_index(symbol):
                raise DeclarationError(
                    f"the index '{index_label(symbol)}' is not bound",
                    where,
                    f"sum over '{index_label(symbol)}' or give it to the other side as well",
                )
        self._check_symbols({s for s in term.free if not is_index(s)}, where)
        scalars: set[str] = {n.name for n in walk(term) if isinstance(n, Let)}
        for node in walk(term):
            if isinstance(node, (Read, Diff)) and node.tensor not in scalars:
                rank = len(self.shape_of(node.tensor))
                if rank != len(node.index):
                    raise DeclarationError(
                        f"{node.tensor} has rank {rank} and is read with {len(node.index)} indices",
                        where,
                        f"write {rank} indices",
                    )
            elif isinstance(node, Fn):
                arity = FUNCTIONS[node.name].arity if node.name in FUNCTIONS else self.functions.get(node.name)
                if arity is None:
                    raise DeclarationError(f"the function {node.name} is not declared", where, "declare it as abstract")
                if arity != len(node.args):
                    raise DeclarationError(f"{node.name} takes {arity} arguments, not {len(node.args)}", where)

    def _check_symbols(self, symbols: Iterable[str], where: str) -> None:
        for symbol in sorted(symbols):
            if not is_index(symbol) and symbol not in self.sizes:
                raise DeclarationError(f"the size {symbol} is not declared", where, f"declare {symbol}")

    def _check_recurrence(self, definition: Definition) -> None:
        """Some one index must be strictly smaller in every read of the definition by itself."""
        reads = [n for n in walk(definition.body) if isinstance(n, Read) and n.tensor == definition.name]
        for position, symbol in enumerate(definition.indices):
            own = Poly.symbol(symbol)
            steps = [own - r.index[position] for r in reads]
            if all(s.is_constant and s.value > 0 for s in steps):
                return
        raise DeclarationError(
            f"{definition.name} is defined by itself",
            repr(reads[0]),
            "let one index decrease by a constant in each read, with a base case",
        )

    def ambient(self, statement: Statement) -> tuple[Guard, ...]:
        """The integer facts in force for a statement: sizes, assumed conditions, ranges of free indices."""
        lows = tuple(Guard("ge", Poly.symbol(s) - low) for s, low in self.sizes.items() if low is not None)
        return (*lows, *self.conditions, *statement.guards)

    def dependencies(self, name: str) -> frozenset[str]:
        """All defined tensors that the value of ``name`` is made from, itself included if it is defined."""
        seen: set[str] = set()
        stack = [name]
        while stack:
            current = stack.pop()
            if current in seen:
                continue
            if current in self.definitions:
                seen.add(current)
                stack.extend(self.definitions[current].reads)
            elif current in self.losses:
                seen.add(current)
                stack.extend(self.losses[current].frontier)
        return frozenset(seen)

    def range_guards(self, name: str, index: Iterable[Poly]) -> tuple[Guard, ...]:
        """The guards under which an entry exists."""
        return in_shape(index, self.shape_of(name))
