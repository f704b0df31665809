"""A proof of a statement: directly, at a distance from kinks, by induction, or by something stronger.

Untrusted: whatever is tried ends with a theorem that the kernel has made, or with a :class:`Doubt`, which says what
stopped the search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from symderiv.budget import Deadline
from symderiv.errors import BudgetExceeded, KernelError
from symderiv.language.terms import (
    NEGATE,
    ZERO,
    Add,
    Fn,
    Matrix,
    Mul,
    Pow,
    Read,
    Term,
    mul,
    walk,
)
from symderiv.language.theory import Statement, Theory
from symderiv.prover.kernel.theorems import (
    Lemma,
    Proof,
    Step,
    Theorem,
    context_of,
    gap,
    prove,
)
from symderiv.prover.search.differences import gains_each_step
from symderiv.prover.search.earlier import by_earlier, related, searcher
from symderiv.prover.search.hypotheses import eliminates, lemmas_of
from symderiv.prover.search.inductions import (
    asks_for_induction,
    by_first_factors,
    by_generalising,
    by_something_stronger,
    induction,
    reads_a_last_state,
    reads_known_states,
)
from symderiv.prover.search.inequalities import prove_sign
from symderiv.prover.search.normal import Normaliser
from symderiv.prover.search.piecewise import DEPTH, by_cases, exempt_arguments, kinks_beneath, one_sign
from symderiv.prover.search.reduction import reach_zero
from symderiv.prover.search.rewriting import refresh

__all__ = ["Doubt", "find_proof"]

STACKED = 0.3  # of the time, for a proof that opens no inverse of an inverse
CLOSED = 0.4  # of the time, for a proof that leaves names closed


@dataclass(frozen=True)
class Doubt:
    """No proof was found: what stopped the search, and the difference that is left."""

    reason: str
    left_over: Term | None = None


def find_proof(
    theory: Theory,
    statement: Statement,
    seconds: float = 10.0,
    earlier: Sequence[Theorem] = (),
    *,
    steps: int | None = None,
) -> Theorem | Doubt:
    """Search for a proof of a statement; the kernel replays whatever is found.

    ``earlier`` theorems are used where nothing else leads on; ``steps`` bounds how often a rule of the kernel is tried
    besides."""
    deadline = Deadline(seconds, steps=steps)
    known, equation = related(earlier, statement, theory), statement.relation == "="
    if known and (not equation or reads_known_states(theory, statement, known)):  # where it helps, it does so at once
        try:
            short = Deadline(seconds * 0.2, within=deadline)
            if (shown := by_earlier(theory, statement, short, known)) is not None:
                return shown
        except (BudgetExceeded, KernelError, RecursionError):
            pass
    found = _find(theory, statement, Deadline(seconds * 0.7, within=deadline) if known and equation else deadline)
    if isinstance(found, Theorem) or not known or not equation:
        return found
    try:
        return by_earlier(theory, statement, deadline, known) or found
    except (BudgetExceeded, KernelError, RecursionError):
        return found


def _find(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | Doubt:
    if statement.relation != "=":
        try:
            shown = prove_sign(theory, statement, deadline, reach_zero, lambda: searcher(theory, deadline))
        except (BudgetExceeded, KernelError, RecursionError):
            shown = None
        return shown or Doubt(f"the sign of the difference is not shown for '{statement.relation}'")
    if (shown := _by_one_telescope(theory, statement, deadline)) is not None:
        return shown
    if (shown := by_first_factors(theory, statement, Deadline(deadline.left / 3, within=deadline))) is not None:
        return shown
    inductive = asks_for_induction(theory, statement)
    if reads_a_last_state(theory, statement):  # before its steps are opened one after another
        try:
            shown = by_generalising(theory, statement, Deadline(deadline.left / 3, within=deadline))
        except (BudgetExceeded, KernelError, RecursionError):
            shown = None
        if shown is not None:
            return shown
    if inductive:
        shown = induction(theory, statement, Deadline(deadline.left / 2, within=deadline))
        if shown is not None:
            return shown
    context = context_of(theory, statement)
    if (shown := _without_kinks_beneath(theory, statement, deadline)) is not None:
        return shown
    if (shown := _by_inverses(theory, statement, deadline)) is not None:
        return shown
    if (shown := _by_closed_names(theory, statement, deadline)) is not None:
        return shown
    lemmas = [m for m in lemmas_of(theory, deadline) if not (eliminates(m) and _made_from_its_lead(m, theory))]
    search = refresh(Normaliser(theory, deadline, lemmas=lemmas))
    term: Term = Add((statement.left, Mul((NEGATE, statement.right))))
    try:
        term = reach_zero(search, term, context, statement)
    except BudgetExceeded as error:
        return Doubt(f"budget: {error.what}")
    except RecursionError:
        return Doubt("the expression is nested too deeply")
    except KernelError as error:
        return Doubt(str(error))
    if term != ZERO:
        shown = None if inductive else induction(theory, statement, deadline)
        shown = shown or _off_kinks(theory, statement, deadline, term, lemmas)
        shown = shown or (_without_hypotheses(theory, statement, deadline) if lemmas else None)
        shown = shown or by_something_stronger(theory, statement, deadline)
        shown = shown or _times_what_is_not_zero(theory, statement, deadline)
        if shown is not None:
            return shown
        return Doubt(f"left over: {_shorten(repr(term))}", term)
    try:
        return prove(theory, statement, Proof(tuple(search.steps), tuple(lemma.source for lemma in lemmas)))
    except KernelError as error:
        return _derivatives_first(theory, statement, deadline) or Doubt(f"the kernel refused the proof: {error}")


def _by_one_telescope(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A proof by what a recurrence gains at each step, before induction is tried."""
    if not theory.recurrences():
        return None
    search = Normaliser(theory, Deadline(deadline.left / 4, within=deadline))
    try:
        if not gains_each_step(search, statement, context_of(theory, statement)):
            return None
        return prove(theory, statement, Proof(tuple(search.steps), ()))
    except (BudgetExceeded, KernelError, RecursionError):
        return None


def _without_kinks_beneath(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A proof by the signs of what stands within absolute values in denominators, where they are not yet brackets:
    ``1 / (1 + |x|)`` for ``x > 0`` and for ``x <= 0``."""
    context, start = context_of(theory, statement), gap(statement)
    read = {d for side in (statement.left, statement.right) for x in side.tensors for d in theory.dependencies(x)}
    bodies = [theory.definitions[d].body for d in sorted(read & theory.definitions.keys())]
    first = kinks_beneath((start, *bodies), [f.symbol for f in statement.free])
    if not first:
        return None
    try:
        search = searcher(theory, Deadline(deadline.left / 3, within=deadline))
        search.unfolding |= theory.definitions.keys() - theory.recurrences()
        if not by_cases(search, start, (), context, DEPTH, *first):
            return None
        return prove(theory, statement, Proof(tuple(search.steps), tuple(lemma.source for lemma in search.lemmas)))
    except (BudgetExceeded, KernelError, RecursionError):
        return None


def _by_inverses(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A proof that opens no inverse of an inverse that stands beside something else: ``(S^-1 + u u^T)^-1`` is settled
    by ``S^-1 S = I``, whatever ``S`` is the inverse of."""
    nodes = [n for side in (statement.left, statement.right) for n in walk(side)]
    sums = [n for n in nodes if isinstance(n, Matrix) and n.operation == "inverse" and isinstance(n.body, Add)]
    inner = [m.body for n in sums for m in walk(n.body) if isinstance(m, Matrix)]
    named = (theory.definitions.get(b.tensor) for b in inner if isinstance(b, Read))
    if not any(d is not None and isinstance(d.body, Matrix) for d in named):
        return None
    try:
        share = Deadline(deadline.left * STACKED, within=deadline)
        search = refresh(Normaliser(theory, share, lemmas=lemmas_of(theory, share), stacked=True))
        if reach_zero(search, gap(statement), context_of(theory, statement), statement) != ZERO:
            return None
        return prove(theory, statement, Proof(tuple(search.steps), tuple(lemma.source for lemma in search.lemmas)))
    except (BudgetExceeded, KernelError, RecursionError):
        return None


def _made_from_its_lead(lemma: Lemma, theory: Theory) -> frozenset[str]:
    """The definitions on the right of a lemma that are made from what it rewrites: ``a`` of ``w = sum_k a_k u_k`` where
    ``a_k`` is ``u_k^T w``."""
    defined = lemma.source.rest.tensors & theory.definitions.keys()
    lead = lemma.source.lead.tensors
    return frozenset(name for name in defined if lead and lead <= theory.sources(name))


def _by_closed_names(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A proof that never opens a name by which an equation expresses what the name is made from: the two would go on
    for ever."""
    lemmas = lemmas_of(theory, deadline)
    closed = frozenset().union(*(_made_from_its_lead(lemma, theory) for lemma in lemmas))
    if not closed:
        return None
    try:
        share = Deadline(deadline.left * CLOSED, within=deadline)
        search = refresh(Normaliser(theory, share, lemmas=lemmas, closed=closed))
        if reach_zero(search, gap(statement), context_of(theory, statement), statement) != ZERO:
            return None
        return prove(theory, statement, Proof(tuple(search.steps), tuple(lemma.source for lemma in search.lemmas)))
    except (BudgetExceeded, KernelError, RecursionError):
        return None


def _derivatives_first(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A proof that takes all derivatives before anything else is opened, and leaves conditions ``i != j`` as they are:
    what stands under a condition is not evaluated where it does not hold while a derivative beside it is unknown."""
    lemmas = lemmas_of(theory, deadline)
    search = refresh(Normaliser(theory, deadline, lemmas=lemmas, careful=True))
    start: Term = Add((statement.left, Mul((NEGATE, statement.right))))
    try:
        if reach_zero(search, start, context_of(theory, statement), statement) != ZERO:
            return None
        return prove(theory, statement, Proof(tuple(search.steps), tuple(lemma.source for lemma in lemmas)))
    except (BudgetExceeded, KernelError, RecursionError):
        return None


def _without_hypotheses(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A proof that no hypothesis rewrites: ``s^2 = 1`` takes ``1 - s y`` out of what it multiplies."""
    search = refresh(Normaliser(theory, Deadline(deadline.left / 3, within=deadline)))
    try:
        term = reach_zero(search, gap(statement), context_of(theory, statement), statement)
        if term != ZERO:
            return _off_kinks(theory, statement, deadline, term, [])
        return prove(theory, statement, Proof(tuple(search.steps), ()))
    except (BudgetExceeded, KernelError, RecursionError):
        return None


def _off_kinks(
    theory: Theory, statement: Statement, deadline: Deadline, left_over: Term, lemmas: Sequence[Lemma]
) -> Theorem | None:
    """A proof that assumes that the arguments of the brackets that are left are not 0, where that is exempt."""
    context = context_of(theory, statement)
    kinks = exempt_arguments(left_over, statement, context)
    if not kinks:
        return None
    search = refresh(Normaliser(theory, deadline, lemmas=list(lemmas), signs=one_sign))
    start: Term = Add((statement.left, Mul((NEGATE, statement.right))))
    try:
        if reach_zero(search, start, context_of(theory, statement, kinks), statement) != ZERO:
            return None
        sources = tuple(lemma.source for lemma in search.lemmas)
        return prove(theory, statement, Proof(tuple(search.steps), sources, kinks=kinks))
    except (BudgetExceeded, KernelError, RecursionError):
        return None


def _times_what_is_not_zero(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A proof of both sides times something that is nowhere zero: a difference that a hypothesis says is not, what an
    equation that is supposed is divided by, or the sum of the sides where one is an absolute value or a root, as
    ``(a - b)(a + b) = a^2 - b^2``."""
    context = context_of(theory, statement)
    for factor in _nonzero_factors(theory, statement, deadline):
        try:
            if not (context.nonzero(factor) and context.total(factor)):
                continue
            search = searcher(theory, Deadline(deadline.left / 2, within=deadline))
            search.steps.append(Step((), "clear", {"factor": factor}))
            if reach_zero(search, Mul((factor, gap(statement))), context, statement) == ZERO:
                return prove(theory, statement, Proof(tuple(search.steps), tuple(x.source for x in search.lemmas)))
        except (BudgetExceeded, KernelError, RecursionError):
            continue
    return None


def _nonzero_factors(theory: Theory, statement: Statement, deadline: Deadline) -> Iterator[Term]:
    for h in theory.hypotheses:
        if h.statement.relation == "!=" and not h.statement.free and h.statement.right != ZERO:
            yield gap(h.statement)
    for lemma in lemmas_of(theory, deadline):  # ``a / t = b / (1 - t)``
        nodes = (n for side in (lemma.source.lead, lemma.source.rest) for n in walk(side))
        below = dict.fromkeys(n.base for n in nodes if isinstance(n, Pow) and n.exponent < 0)
        if below and not lemma.statement.free:
            yield mul(*(Pow(base, Fraction(-1)) for base in below))
    for side in (statement.left, statement.right):
        if (isinstance(side, Fn) and side.name == "abs") or (isinstance(side, Pow) and side.exponent == Fraction(1, 2)):
            yield Add((statement.left, statement.right))


def _shorten(text: str) -> str:
    return text if len(text) <= 300 else text[:297] + "..."
