"""The record of a normalisation: the kernel steps so far, and what is to be opened on the way.  Untrusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from symderiv.budget import Deadline
from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    Guard,
    Sum,
    Term,
)
from symderiv.language.theory import Theory
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.theorems import Lemma, Step, apply
from symderiv.prover.search.canonical import Maps, canonical_key

__all__ = ["Path", "Recorder"]

Path = tuple[int, ...]


@dataclass
class Recorder:
    """Applies kernel rules and records them in ``steps``.

    ``unfolding``: defined tensors to be unfolded; ``opened``: tensors whose adjoints are to be expanded;
    ``stepped``: recurrent tensors of whose adjoint by themselves one step is being taken; ``backward``: recurrent
    tensors whose derivatives by an input go through their adjoints, and not forward through their definitions;
    ``minors``: determinants and inverses of a few rows are written out;
    ``careful``: derivatives come first, and conditions ``i != j`` stay as they are;
    ``as_written``: functions of exponentials stay as they are written, for readers.  Found once: ``flat`` polynomials,
    which are multiplied out, terms that are ``normal`` but for what is opened later, the ``ways`` to the normal forms
    of others, with the steps from there on, monomials in which nothing is left to be ``mended``, canonical ``maps`` of
    indices, the ``recurrences`` of the theory.
    """

    theory: Theory
    deadline: Deadline
    unfolding: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)
    lemmas: list[Lemma] = field(default_factory=list)
    rewrite: Callable[[Any, Term, Path, Context], Term | None] | None = None
    ahead: dict[str, tuple[int, frozenset[Poly]]] = field(default_factory=dict)
    behind: dict[str, tuple[int, frozenset[Poly]]] = field(default_factory=dict)
    tidied: dict[object, tuple[Guard, ...] | None] = field(default_factory=dict)
    settled: set[object] = field(default_factory=set)
    stepped: set[str] = field(default_factory=set)
    backward: set[str] = field(default_factory=set)
    busy: list[Path] = field(default_factory=list)
    signs: Callable[[Any, Term, Path, Context], Term | None] | None = None
    symmetric: dict[str, int] = field(default_factory=dict)
    lopsided: dict[object, bool] = field(default_factory=dict)
    cancelled: set[object] = field(default_factory=set)
    uncancelled: bool = False
    minors: bool = False
    careful: bool = False
    as_written: bool = False
    flat: set[tuple[Term, Context]] = field(default_factory=set)
    normal: set[object] = field(default_factory=set)
    ways: dict[object, tuple[Term, list[Step]]] = field(default_factory=dict)
    mended: set[object] = field(default_factory=set)
    maps: dict[Term, Maps | None] = field(default_factory=dict)
    keys: dict[Term, str] = field(default_factory=dict)
    recurrences: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.recurrences = self.theory.recurrences()

    def key(self, node: Term) -> str:
        """The canonical key of a sum, remembered."""
        if node not in self.keys:
            self.keys[node] = canonical_key(node)
        return self.keys[node]

    def step(self, node: Term, path: Path, context: Context, rule: str, **parameters: Any) -> Term:
        """Apply a kernel rule and record it; nothing is recorded where it changes nothing."""
        self.deadline.check("the search")
        given = {**parameters, "lemma": self.lemmas[parameters["lemma"]]} if rule == "hypothesis" else parameters
        after = apply(node, context, rule, given)
        if after != node or (isinstance(after, Sum) and isinstance(node, Sum) and after.binders != node.binders):
            self.steps.append(Step(path, rule, parameters))
        return after

    def attempt(self, node: Term, path: Path, context: Context, rule: str, **parameters: Any) -> Term | None:
        """The same, None where the rule refuses."""
        try:
            return self.step(node, path, context, rule, **parameters)
        except KernelError:
            return None

    # what the rooms of the normal form ask of each other; :class:`Normaliser` has them all

    def norm(self, node: Term, path: Path, context: Context) -> Term:
        """The normal form of a node."""
        raise NotImplementedError

    def children(self, node: Term, path: Path, context: Context, *, multiply: bool = True) -> Term:
        """A node with normal parts."""
        raise NotImplementedError

    def ring(self, node: Term, path: Path, context: Context) -> Term:
        """A polynomial of normal atoms, multiplied out."""
        raise NotImplementedError

    def scratch(self) -> Recorder:
        """Another one for trial, with no steps yet."""
        raise NotImplementedError
