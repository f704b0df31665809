"""What search hands to the kernel, and what a certificate holds: steps, lemmas, inductions, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from symderiv.errors import KernelError
from symderiv.language.declared import Free, Statement
from symderiv.language.nodes import (
    ONE,
    Matrix,
    Term,
)

__all__ = [
    "KEY",
    "Induction",
    "Lemma",
    "LemmaSource",
    "Proof",
    "Step",
]

#: Without it no lemma and no theorem is made.
KEY: Final = object()


@dataclass(frozen=True)
class Step:
    """One application of a primitive rule: where, which, and its parameters."""

    path: tuple[int, ...]
    rule: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class LemmaSource:
    """How a rewriting lemma ``lead = rest`` comes from an equation ``l = r``: both sides are rewritten, and
    ``scale * factor * (l - r)`` is ``lead - rest`` by polynomial arithmetic; the factor must be defined everywhere.

    The equation is a hypothesis; or, where ``matrix`` is given, that a matrix times its inverse is the identity
    (``hypothesis`` is then the side on which the matrix stands); or, where it is ``turned``, that what is an inverse
    of a square matrix on one side by hypothesis is so on the other; or, where ``term`` is given, ``term = term``, so
    that two ways of rewriting one term by earlier lemmas give a new one; or, where it is ``shown``, an equation with
    its own proof.
    """

    hypothesis: str
    left: tuple[Step, ...]
    right: tuple[Step, ...]
    scale: Fraction
    lead: Term
    rest: Term
    matrix: Matrix | None = None
    term: Term | None = None
    free: tuple[Free, ...] = ()
    factor: Term = ONE
    turned: bool = False
    shown: tuple[Statement, Proof] | None = None

    @property
    def given(self) -> bool:
        """Whether the equation holds as one of numbers, so that both of its sides exist."""
        return self.term is None and self.shown is None


@dataclass(frozen=True)
class Proof:
    """What search hands to the kernel (and a certificate holds); ``kinks`` are arguments assumed not to be 0.

    ``witness``: for an inequality, a term of the right sign, by its form, to which the difference of both sides is
    equal; the steps then show this equation.
    """

    steps: tuple[Step, ...]
    lemmas: tuple[LemmaSource, ...] = ()
    induction: Induction | None = None
    kinks: tuple[Term, ...] = ()
    witness: Term | None = None

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of the rules that were applied."""
        own = [s.rule for s in self.steps]
        if self.induction is not None:
            own = ["induction", *self.induction.base.rules, *self.induction.step.rules]
        own += [rule for lemma in self.lemmas if lemma.shown is not None for rule in lemma.shown[1].rules]
        return tuple(dict.fromkeys(own))


@dataclass(frozen=True)
class Induction:
    """Induction over a free index: the statement at its lowest value, and the step from ``l`` to ``l + 1``."""

    index: str
    base: Proof
    step: Proof


@dataclass(frozen=True)
class Lemma:
    """A lemma that the kernel has checked."""

    source: LemmaSource
    statement: Statement
    key: object

    def __post_init__(self) -> None:
        if self.key is not KEY:
            raise KernelError("only the kernel makes lemmas")
