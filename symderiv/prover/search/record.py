"""The record of a normalisation: the kernel steps so far, and what is to be opened on the way.  Untrusted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

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

__all__ = ["Findings", "Path", "Recorder", "findings", "known_guards"]

Path = tuple[int, ...]


@dataclass
class Findings:
    """What is found once and holds for all searches in a theory that rewrite with the same lemmas, by terms and their
    contexts.

    ``flat`` polynomials, which are multiplied out; terms that are ``normal`` but for what is opened later; the ``ways``
    to the normal forms of others, with the steps from there on; monomials in which nothing is left to be ``mended``, or
    whose brackets are ``settled``; guards ``tidied``, and what is ``known`` of them to all searches in the theory, with
    how often a rule was tried for it; canonical ``maps`` of indices and ``keys`` of sums; how lemmas ``rewrite``.
    """

    flat: set[tuple[Term, Context]] = field(default_factory=set)
    normal: set[object] = field(default_factory=set)
    ways: dict[object, tuple[Term, list[Step]]] = field(default_factory=dict)
    mended: set[object] = field(default_factory=set)
    settled: set[object] = field(default_factory=set)
    tidied: dict[object, tuple[Guard, ...] | None] = field(default_factory=dict)
    known: dict[object, tuple[tuple[Guard, ...] | None, int]] = field(default_factory=dict)
    maps: dict[Term, Maps | None] = field(default_factory=dict)
    keys: dict[Term, str] = field(default_factory=dict)
    rewrite: Callable[[Any, Term, Path, Context], Term | None] | None = None


#: How many terms are kept in mind.
_MANY: Final = 20_000


def findings(theory: Theory, lemmas: Sequence[Lemma], kind: object = None) -> Findings:
    """What was found in a theory, as it stands, by searches of a kind with the same lemmas."""
    memory, key = theory.memory, ("found", kind, tuple(map(id, lemmas)))
    kept: tuple[Findings, tuple[Lemma, ...]] | None = memory.get(key)  # with the lemmas: no identity is used twice
    if kept is None or len(kept[0].ways) + len(kept[0].normal) > _MANY:
        kept = memory[key] = Findings(), tuple(lemmas)
    return kept[0]


def known_guards(theory: Theory) -> dict[object, tuple[tuple[Guard, ...] | None, int]]:
    """The fewest guards found by searches in a theory, as it stands: they depend on guards and context alone."""
    known: dict[object, tuple[tuple[Guard, ...] | None, int]] = theory.memory.setdefault("guards", {})
    if len(known) > _MANY:
        known.clear()
    return known


@dataclass
class Recorder:
    """Applies kernel rules and records them in ``steps``.

    ``unfolding``: defined tensors to be unfolded, but for those that stay ``closed``;
    ``opened``: tensors whose adjoints are to be expanded;
    ``stepped``: recurrent tensors of whose adjoint by themselves one step is being taken; ``backward``: recurrent
    tensors whose derivatives by an input go through their adjoints, and not forward through their definitions;
    ``minors``: determinants and inverses of a few rows are written out;
    ``spread``: so are sums over a few places around another index;
    ``careful``: derivatives come first, conditions ``i != j`` and ``a >= 0`` stay as they are, and so do brackets;
    ``stacked``: the inverse of an inverse stays;
    ``as_written``: functions of exponentials stay as they are written, for readers; ``found``: what is found once;
    ``recurrences``: those of the theory.
    """

    theory: Theory
    deadline: Deadline
    unfolding: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    closed: frozenset[str] = frozenset()
    steps: list[Step] = field(default_factory=list)
    lemmas: list[Lemma] = field(default_factory=list)
    rewrite: Callable[[Any, Term, Path, Context], Term | None] | None = None
    ahead: dict[str, tuple[int, frozenset[Poly]]] = field(default_factory=dict)
    behind: dict[str, tuple[int, frozenset[Poly]]] = field(default_factory=dict)
    stepped: set[str] = field(default_factory=set)
    backward: set[str] = field(default_factory=set)
    busy: list[Path] = field(default_factory=list)
    # factors that are unfolded beside others which are not defined everywhere: their brackets must stay beside those
    beside: set[Path] = field(default_factory=set)
    signs: Callable[[Any, Term, Path, Context], Term | None] | None = None
    symmetric: dict[str, int] = field(default_factory=dict)
    lopsided: dict[object, bool] = field(default_factory=dict)
    cancelled: set[object] = field(default_factory=set)
    uncancelled: bool = False
    minors: bool = False
    spread: bool = False
    careful: bool = False
    stacked: bool = False
    as_written: bool = False
    found: Findings = field(default_factory=Findings)
    tries: int = 0
    recurrences: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.recurrences = self.theory.recurrences()

    def key(self, node: Term) -> str:
        """The canonical key of a sum, remembered."""
        keys = self.found.keys
        if node not in keys:
            maps = self.found.maps
            keys[node] = canonical_key(node, settled=node in maps and maps[node] is None)
        return keys[node]

    def step(self, node: Term, path: Path, context: Context, rule: str, **parameters: Any) -> Term:
        """Apply a kernel rule and record it; nothing is recorded where it changes nothing."""
        self.deadline.check("the search")
        self.tries += 1
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

    def joined(self, node: Term, path: Path, context: Context) -> Term:
        """A sum or bracket with what stands beneath it; carefully, brackets alone join a bracket: it would not be one
        that keeps its neighbours from being evaluated if it were a sum."""
        alone = self.careful and isinstance(node, Sum) and not node.binders
        return self.step(node, path, context, "absorb", **({"brackets": True} if alone else {}))

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
