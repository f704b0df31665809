"""The only maker of theorems: a list of rule applications is replayed, and what it shows is recorded.

An equation ``left = right`` is shown by rewriting ``left - right`` (times a factor that is nonzero wherever both
sides are defined) to 0.  Every rule keeps the value wherever the term is defined, so the equation holds at every
point at which both sides are defined, for every size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from symderiv.errors import KernelError
from symderiv.language.binding import substitute
from symderiv.language.declarations import Declarations
from symderiv.language.declared import Hypothesis, Statement
from symderiv.language.integers import Poly, is_index
from symderiv.language.nodes import (
    NEGATE,
    ZERO,
    Add,
    Fn,
    Guard,
    Mul,
    Num,
    Pow,
    Sum,
    Term,
    in_shape,
)
from symderiv.prover.kernel import matrices, sums
from symderiv.prover.kernel.algebra import expand
from symderiv.prover.kernel.context import Context, bounded, entails
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.facts import context_of, known_everywhere
from symderiv.prover.kernel.parts import factors
from symderiv.prover.kernel.proofs import KEY, Induction, Lemma, LemmaSource, Proof, Step
from symderiv.prover.kernel.rules import RULES, apply, check_form, replay
from symderiv.prover.kernel.zeros import may_vanish

__all__ = [
    "RULES",
    "Induction",
    "Lemma",
    "LemmaSource",
    "Proof",
    "Step",
    "Theorem",
    "apply",
    "check_lemma",
    "check_lemmas",
    "clear",
    "context_of",
    "gap",
    "induction_goals",
    "known_everywhere",
    "prove",
    "replay",
    "start",
]

Own = TypeVar("Own", bound=Declarations)


class Theorem:
    """A proved statement.  Only :func:`prove` makes one."""

    __slots__ = ("declared", "proof", "rules", "statement", "theory")

    def __init__(self, key: object, theory: Declarations, statement: Statement, proof: Proof) -> None:
        if key is not KEY:
            raise KernelError("only the kernel makes theorems")
        self.theory = theory
        self.declared = theory.declared  # what it says now, whatever becomes of it
        self.statement = statement
        self.proof = proof
        self.rules = proof.rules


def check_lemma(
    theory: Declarations, source: LemmaSource, earlier: Sequence[Lemma] = (), goal: Context | None = None
) -> Lemma:
    """Check how a lemma comes about; ``earlier`` lemmas may be used where it starts from a term, and what holds
    wherever the ``goal`` in whose proof it is used is defined."""
    schemes = goal.schemes if goal is not None and not source.given else ()
    memory, key = theory.memory, ("lemma", id(source), tuple(map(id, earlier)), schemes)
    kept: tuple[LemmaSource, Sequence[Lemma], Lemma] | None = memory.get(key)
    if kept is None:  # ... with what the numbers stand for
        kept = memory[key] = (source, earlier, _checked(theory, source, earlier, goal))
    return kept[2]


def _checked(theory: Declarations, source: LemmaSource, earlier: Sequence[Lemma], goal: Context | None) -> Lemma:
    statement = _origin(theory, source)
    for left, right in ((statement.left, statement.right), (source.lead, source.rest), (source.factor, ZERO)):
        theory.check_statement(replace(statement, left=left, right=right), "a lemma")
    # what is not given says nothing by being defined: it must be so everywhere
    context = context_of(theory, statement if source.given else Statement(ZERO, ZERO, statement.free))
    if not source.given and goal is not None:
        context = known_everywhere(context, goal)
    if not source.given and not (context.total(statement.left) and context.total(statement.right)):
        raise KernelError("what is rewritten may be undefined", statement.left)
    known = earlier if source.term is not None or source.matrix is not None else ()
    left = replay(statement.left, source.left, context, known)
    right = replay(statement.right, source.right, context, known)
    if not context.total(source.factor):
        raise KernelError("the factor may be undefined", source.factor)
    gap = Mul((Num(source.scale), source.factor, Add((left, Mul((NEGATE, right))))))
    claimed = Add((source.lead, Mul((NEGATE, source.rest))))
    if source.scale == 0 or expand(gap, context) != expand(claimed, context):
        raise KernelError("the lemma is not the hypothesis", source.hypothesis)
    # what is multiplied out is defined where the hypothesis is; another form of it need not be
    return Lemma(replace(source, rest=expand(source.rest, context)), statement, KEY)


def _origin(theory: Declarations, source: LemmaSource) -> Statement:
    """The equation that a lemma starts from."""
    if source.term is not None:
        return Statement(source.term, source.term, source.free)
    if source.shown is not None:
        statement, proof = source.shown
        if statement.relation != "=" or proof.kinks:
            raise KernelError("not an equation that holds everywhere", statement.left)
        return prove(theory, statement, proof).statement
    if source.matrix is not None:
        return matrices.cancellation(source.matrix, source.hypothesis, source.free)
    for h in theory.hypotheses:
        if h.name == source.hypothesis and h.statement.relation == "=":
            return matrices.other_side(h.statement, context_of(theory, h.statement)) if source.turned else h.statement
    raise KernelError(f"there is no equation among the hypotheses named {source.hypothesis}")


def _divides_unconditionally(factor: Term, term: Term, context: Context) -> bool:
    """Whether a factor stands to a negative power at a place that is always evaluated."""
    if isinstance(term, Pow):
        if term.exponent < 0 and term.base == factor:
            return True
        return term.exponent != 0 and _divides_unconditionally(factor, term.base, context)
    if not isinstance(term, (Add, Mul, Fn)):
        return False
    if not any(_divides_unconditionally(factor, c, context) for c in term.children):
        return False
    return not isinstance(term, Mul) or not may_vanish(term, context)


def _check_sums(theory: Declarations, statement: Statement) -> None:
    """Raise :class:`KernelError` where something that is stated or declared may sum over infinitely many points."""
    memory = theory.memory
    for stated in (statement, *(h.statement for h in theory.hypotheses)):
        if ("finite", stated) not in memory:
            for side in (stated.left, stated.right):
                _check_finite(side, Context(theory, theory.ambient(stated)))
            memory["finite", stated] = True
    sizes = Context(theory, theory.size_guards())
    for d in theory.definitions.values():
        if ("finite", d) not in memory:
            _check_finite(d.body, sizes.under(in_shape(map(Poly.symbol, d.indices), d.shape), d.indices))
            memory["finite", d] = True


def _check_finite(term: Term, context: Context) -> None:
    if isinstance(term, Sum) and term.binders:
        opened = sums.absorb(term, context)
        if not isinstance(opened, Sum) or not bounded(opened, context):
            raise KernelError("a sum has no visible bounds", term)
    for number, child in enumerate(term.children):
        _check_finite(child, descend(term, number, context))


def prove(theory: Declarations, statement: Statement, proof: Proof) -> Theorem:
    """Replay a proof; the theorem, or :class:`KernelError` where it proves something else."""
    theory.check_declarations()
    theory.check_statement(statement, "the statement")
    _check_sums(theory, statement)
    if proof.induction is not None:
        first, further = induction_goals(theory, statement, proof.induction.index)
        if proof.induction.base.kinks or proof.induction.step.kinks:
            raise KernelError("kinks are assumed for the whole statement", proof.induction.index)
        prove(*first, proof.induction.base)
        prove(*further, proof.induction.step)
        # the statement at l is used as an equation of numbers: both of its sides must exist wherever those at l + 1 do
        # it is used at all values of the other indices, so what is known at one of them says nothing
        here, before = context_of(*further), further[0].hypotheses[-1].statement
        others = {f.symbol for f in before.free}
        here = replace(here, schemes=tuple(s for s in here.schemes if s.free.isdisjoint(others)))
        if not here.total(before.left) or not here.total(before.right):
            raise KernelError(
                "a side of the statement may be undefined at a step of the induction", proof.induction.index
            )
        return Theorem(KEY, theory, statement, proof)
    if proof.kinks and statement.relation != "=":
        raise KernelError("kinks are exempt in equations alone", statement.relation)
    context = context_of(theory, statement, proof.kinks)
    lemmas = check_lemmas(theory, proof.lemmas, context)
    term = start(theory, statement, proof)
    equation = statement.relation == "=" or proof.witness is not None
    if proof.witness is not None and not _holds(proof.witness, statement.relation, context):
        raise KernelError("the sign of the difference is not shown", proof.witness)
    for position, step in enumerate(proof.steps):
        if step.rule in ("clear", "clear matrix") and not step.path and equation:
            term, context = clear(term, statement, context, step)
        else:
            term = replay(term, proof.steps[position : position + 1], context, lemmas)
    if equation and term != ZERO:
        raise KernelError("the steps do not end in 0", term)
    if not equation and not _holds(term, statement.relation, context):
        raise KernelError("the sign of the difference is not shown", term)
    return Theorem(KEY, theory, statement, proof)


def check_lemmas(theory: Declarations, sources: Sequence[LemmaSource], goal: Context) -> list[Lemma]:
    """All lemmas of a proof, one after another."""
    lemmas: list[Lemma] = []
    for source in sources:
        lemmas.append(check_lemma(theory, source, tuple(lemmas), goal))
    return lemmas


def clear(term: Term, statement: Statement, context: Context, step: Step) -> tuple[Term, Context]:
    """The difference of both sides times what is nonzero (a factor) or invertible (a matrix) wherever they are
    defined, and the context in which it is to be shown to be 0."""
    check_form(tuple(step.parameters.values()), context)
    if step.rule == "clear":
        factor = step.parameters["factor"]
        if not (_divides_unconditionally(factor, term, context) or (context.nonzero(factor) and context.total(factor))):
            raise KernelError("the factor may be zero", factor)
        return Mul((factor, *factors(term))), context
    index = step.parameters["index"]
    after = matrices.multiply_through(term, statement, context, **step.parameters)
    # the free index stands for another place from now on: what is known at the old one is forgotten
    kept = tuple(s for s in context.schemes if index not in s.free)
    return after, Context(context.theory, context.facts, kept)


def induction_goals(
    theory: Own, statement: Statement, index: str
) -> tuple[tuple[Own, Statement], tuple[Own, Statement]]:
    """Base and step of an induction over a free index.

    In the base the range has a first value, which need not be so at all sizes.
    In the step the index is a fixed integer constant ``l`` of a theory of its own, in which the statement at ``l`` is
    a hypothesis for all values of the other free indices, and the statement at ``l + 1`` is to be shown.
    """
    if statement.relation != "=":
        raise KernelError("induction is for equations", statement.relation)
    chosen = [f for f in statement.free if f.symbol == index]
    if len(chosen) != 1:
        raise KernelError("not a free index of the statement", index)
    (free,) = chosen
    others = tuple(f for f in statement.free if f.symbol != index)
    if any(index in p.free for f in others for p in (f.low, f.high)):
        raise KernelError("the range of another index depends on this one", index)
    if any(is_index(s) for p in (free.low, free.high) for s in p.free):
        raise KernelError("the range of the index depends on another one", index)

    def at(value: Poly) -> Statement:
        values = {index: value}
        return Statement(substitute(statement.left, values), substitute(statement.right, values), others)

    constant = f"{index[1:]}'"
    while constant in theory.sizes:
        constant += "'"
    here = Poly.symbol(constant)
    # without a first value there is nothing to show
    some = Guard("ge", free.high - 1 - free.low)
    begins = entails(some, context_of(theory, Statement(ZERO, ZERO)))
    base = theory if begins else replace(theory, conditions=[*theory.conditions, some])
    further = replace(
        theory,
        sizes={**theory.sizes, constant: None},
        conditions=[*theory.conditions, Guard("ge", here - free.low), Guard("ge", free.high - 2 - here)],
        hypotheses=[*theory.hypotheses, Hypothesis(f"the statement at {constant}", at(here))],
    )
    # those that are as they were made are found again, with their memory
    known = theory.memory.setdefault(("induction", statement, index), (base, further))
    base, further = known if known == (base, further) else (base, further)
    return (base, at(free.low)), (further, at(here + 1))


def gap(statement: Statement) -> Term:
    """The difference of both sides: ``left - right``, or ``right - left`` for ``<=`` and ``<``."""
    big, small = statement.left, statement.right
    if statement.relation in ("<=", "<"):
        big, small = small, big
    if small == ZERO and statement.relation != "=":
        return big
    return Add((big, Mul((NEGATE, small))))


def start(theory: Declarations, statement: Statement, proof: Proof) -> Term:
    """What the steps of a proof begin with: the difference of both sides, less the witness of an inequality, which
    must be closed but for the free indices and defined wherever both sides are."""
    difference, witness = gap(statement), proof.witness
    if witness is None:
        return difference
    if statement.relation == "=" or proof.kinks:
        raise KernelError("only an inequality has a term that shows its sign", witness)
    theory.check_statement(replace(statement, left=witness, right=ZERO), "the witness")
    if not context_of(theory, statement).total(witness):
        raise KernelError("the term that shows the sign may be undefined", witness)
    return Add((difference, Mul((NEGATE, witness))))


def _holds(term: Term, relation: str, context: Context) -> bool:
    """Whether a difference has the sign that a relation asks for, by the signs of its parts."""
    if relation in (">=", "<="):
        return context.nonnegative(term)
    if relation in (">", "<"):
        return context.positive(term)
    return relation == "!=" and (context.nonzero(term) or context.positive(expand(Mul((NEGATE, term)), context)))
