"""Derivations for readers: the primitive steps of a proof with both sides and a reason in words.

The steps are those that the kernel replayed; nothing is added, and a step that the kernel would refuse cannot appear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from symderiv.budget import Deadline
from symderiv.errors import SymderivError
from symderiv.language.integers import Poly
from symderiv.language.terms import Let, Term, walk
from symderiv.language.theory import Definition, Free, Statement, Theory
from symderiv.prover.kernel.theorems import Lemma, Step, context_of, replay

__all__ = ["REASONS", "Line", "lines", "written_out"]

REASONS: Final = MappingProxyType(
    {
        "adjoint": "chain rule through the tensors that read this one",
        "total": "chain rule for an expression",
        "differentiate": "sum, product and chain rule for what is written",
        "unfold": "definition",
        "solve": "sifting: the delta replaces an index",
        "linear": "a sum of sums",
        "absorb": "sums and brackets join the sum",
        "nest": "what does not depend on an index leaves its sum",
        "transform": "other summation variables",
        "guards": "ranges that follow from others are dropped",
        "empty": "no term is left in this range",
        "quotient": "quotient and remainder",
        "enumerate": "the sum written out",
        "zero_sum": "nonnegative terms sum to zero only if each is zero",
        "telescope": "a sum of differences",
        "case": "two cases",
        "complement": "complement of a condition",
        "sign": "sign of a product",
        "identity": "identity of the function",
        "reflect": "symmetry of the function",
        "hypothesis": "hypothesis",
        "expand": "multiplying out and collecting",
        "reduce": "a sum against its own power",
        "transpose": "inverse of the transpose",
        "root": "root of an even power",
        "let": "the argument is put in",
    }
)


@dataclass(frozen=True)
class Line:
    """One step: the rule, its reason, the piece before and after, and the whole expression after it."""

    rule: str
    reason: str
    before: Term
    after: Term
    whole: Term


def lines(theory: Theory, statement: Statement, steps: Sequence[Step], lemmas: Sequence[Lemma] = ()) -> list[Line]:
    """Replay steps that rewrite ``statement.left`` and tell what each did; bookkeeping (order, names) is left out."""
    found: list[Line] = []

    def watch(step: Step, before: Term, after: Term, whole: Term) -> None:
        if step.rule in REASONS:
            found.append(Line(step.rule, REASONS[step.rule], before, after, whole))

    replay(statement.left, steps, context_of(theory, statement), lemmas, watch)
    return found


def written_out(theory: Theory, definition: Definition) -> Definition:
    """A definition with no value put into a derivative (``f'(u)`` of a function that the document defines), which its
    own notation could not say: the kernel's rules take that derivative.  Other definitions stay as they are."""
    if not any(isinstance(node, Let) for node in walk(definition.body)):
        return definition
    from symderiv.prover.search.normal import Normaliser

    free = tuple(Free(i, Poly({}), size) for i, size in zip(definition.indices, definition.shape, strict=True))
    context = context_of(theory, Statement(definition.body, definition.body, free))
    try:
        return replace(definition, body=Normaliser(theory, Deadline(2.0)).norm(definition.body, (), context))
    except (SymderivError, RecursionError):
        return definition
