"""Theories: declarations, and how they are put together one after another.

A :class:`Theory` is checked when something is added, so that whoever declares is told at once what is wrong.
Untrusted: the kernel checks the declarations as a whole before a proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import TopologicalSorter
from types import MappingProxyType

from symderiv.errors import DeclarationError
from symderiv.language.declarations import Declarations, axes_of_recurrence
from symderiv.language.declared import Definition, Free, Hypothesis, Loss, Statement
from symderiv.language.integers import Poly
from symderiv.language.terms import Term

__all__ = ["Definition", "Free", "Hypothesis", "Loss", "Statement", "Theory", "is_elsewhere", "require_claim"]


def is_elsewhere(name: str) -> bool:
    """Whether a tensor is one of the author's at another point (the ``f`` of ``f(x + d)``), and none by itself.

    >>> is_elsewhere("f|x.at.0"), is_elsewhere("f")
    (True, False)
    """
    return ".at." in name


def require_claim(value: object) -> None:
    """Raise :class:`~symderiv.errors.DeclarationError` for what is no claim of a model."""
    if not isinstance(getattr(value, "statement", None), Statement):
        remedy = "make it one: t.claim(name, left, right)"
        raise DeclarationError("what stands here is no claim", repr(value)[:80], remedy)


class Theory(Declarations):
    """Everything that is declared, with ways to declare more."""

    #: The axes of the recurrences, found once for the definitions as they stand.
    _axes: tuple[object, dict[str, int | None]] | None = None

    def add_size(self, name: str, low: int | None = 1) -> Poly:
        """Declare a size (at least ``low``; ``None`` for any integer)."""
        self.sizes[name] = low
        return Poly.symbol(name)

    def add_tensor(self, name: str, shape: Iterable[Poly] = ()) -> None:
        """Declare an input tensor; a scalar has the shape ``()``."""
        self._check_new([name], "declared")
        self.shapes[name] = tuple(shape)
        self.check_shape(self.shapes[name], f"the shape of {name}")

    def add_loss(self, name: str, frontier: Iterable[str]) -> None:
        """Declare an unknown loss of the tensors in ``frontier``."""
        self.losses[name] = Loss(name, tuple(frontier))

    def define(self, name: str, indices: Iterable[str], shape: Iterable[Poly], body: Term) -> Definition:
        """Define a tensor entry by entry; checks names, ranks, indices and that a cycle is a recurrence."""
        return self.define_together([Definition(name, tuple(indices), tuple(shape), body)])[0]

    def define_together(self, group: Sequence[Definition]) -> Sequence[Definition]:
        """Define tensors that may read each other, as the gates and the state of a recurrent cell do.

        Each is read by those after it; within a recurrence that holds for the reads at one step.
        """
        self._check_new([d.name for d in group], "defined")
        self.definitions.update({d.name: d for d in group})
        try:
            for d in group:
                self.check_definition(d)
            touched = self._touched(group)
            for d in touched:
                self.check_definition(d)
            for name in self._order(touched):
                self.definitions[name] = self.definitions.pop(name)
        except DeclarationError:
            for d in group:
                del self.definitions[d.name]
            raise
        return group

    def add_hypothesis(self, hypothesis: Hypothesis) -> None:
        """Assume a statement."""
        self.check_statement(hypothesis.statement, f"hypothesis {hypothesis.name}")
        self.hypotheses.append(hypothesis)

    def _check_new(self, names: Sequence[str], how: str) -> None:
        for name in names:
            taken = name in self.shapes or name in self.definitions or name in self.losses
            if taken or names.count(name) > 1:
                raise DeclarationError(f"{name} is {how} twice", remedy="rename one of the two")

    def recurrent_axis(self, name: str) -> int | None:
        """The position of the index of ``name`` along which its recurrence runs; ``None`` for other tensors."""
        if not self.is_recurrent(name):
            return None
        if self._axes is None or self._axes[0] is not self._links:
            self._axes = self._links, {}
        known = self._axes[1]
        if name not in known:
            found = axes_of_recurrence(self.cycle(name))
            known[name] = None if found is None else found[0].get(name)
        return known[name]

    def reads_at_one_step(self, name: str, first: Mapping[str, int] = MappingProxyType({})) -> frozenset[str]:
        """What a definition reads, without the earlier steps of its own recurrence: this relation has no cycle.

        ``first``: the number of each tensor's first step, where it is not 0.
        """
        reads = self.definitions[name].reads
        if not self.is_recurrent(name):
            return reads
        cycle = self.cycle(name)
        found = axes_of_recurrence(cycle, first)
        return reads - {d.name for d in cycle} | (found[1][name] if found is not None else frozenset())

    def _touched(self, group: Sequence[Definition]) -> list[Definition]:
        """All definitions from the first on that is in a cycle with one of a new group."""
        if not any(g.name in d.reads for g in group for d in self.definitions.values()):
            return []
        # a definition may close a cycle through tensors that were defined before as if it were an input
        order = list(self.definitions)
        touched = [d.name for g in group for d in (g, *self.cycle(g.name))]
        return [self.definitions[n] for n in order[min(map(order.index, touched)) :]]

    def _order(self, group: Sequence[Definition]) -> Iterable[str]:
        """What is read before what reads it (at one step of a recurrence)."""
        names = {d.name for d in group}
        return TopologicalSorter({d.name: set(self.reads_at_one_step(d.name)) & names for d in group}).static_order()
