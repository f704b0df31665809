"""A proof of a statement: directly, at a distance from kinks, by induction, or by something stronger.

Untrusted: whatever is tried ends with a theorem that the kernel has made, or with a :class:`Doubt`, which says what
stopped the search.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from symderiv.budget import Deadline
from symderiv.errors import BudgetExceeded, KernelError
from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import (
    NEGATE,
    ZERO,
    Add,
    Diff,
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
    Induction,
    Lemma,
    LemmaSource,
    Proof,
    Step,
    Theorem,
    check_lemma,
    context_of,
    gap,
    induction_goals,
    prove,
    replay,
)
from symderiv.prover.search.differences import gains_each_step
from symderiv.prover.search.earlier import by_earlier, related, searcher
from symderiv.prover.search.hypotheses import eliminates, lemmas_of
from symderiv.prover.search.inequalities import prove_sign
from symderiv.prover.search.normal import Normaliser
from symderiv.prover.search.piecewise import DEPTH, by_cases, exempt_arguments, kinks_beneath, one_sign
from symderiv.prover.search.products import first_factor_shown, products_in, without_first
from symderiv.prover.search.reduction import reach_zero
from symderiv.prover.search.rewriting import refresh
from symderiv.prover.search.stronger import (
    adjoint_form,
    at_every_state,
    backward,
    closed_form,
    generalisations,
    unconditional,
)

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
    if known and not equation:  # where it helps, it does so at once
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
    if (shown := _by_first_factors(theory, statement, Deadline(deadline.left / 3, within=deadline))) is not None:
        return shown
    inductive = _asks_for_induction(theory, statement)
    if _reads_a_last_state(theory, statement):  # before its steps are opened one after another
        try:
            shown = _by_generalising(theory, statement, Deadline(deadline.left / 3, within=deadline))
        except (BudgetExceeded, KernelError, RecursionError):
            shown = None
        if shown is not None:
            return shown
    if inductive:
        shown = _induction(theory, statement, Deadline(deadline.left / 2, within=deadline))
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
        shown = None if inductive else _induction(theory, statement, deadline)
        shown = shown or _off_kinks(theory, statement, deadline, term, lemmas)
        shown = shown or (_without_hypotheses(theory, statement, deadline) if lemmas else None)
        shown = shown or _by_something_stronger(theory, statement, deadline)
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


def _asks_for_induction(theory: Theory, statement: Statement) -> bool:
    """Whether a recurrence is read at a free index itself: unfolding it once leaves the same at the index before."""
    recurrent = theory.recurrences()
    free = {f.symbol for f in statement.free}
    reads = [n for side in (statement.left, statement.right) for n in walk(side) if isinstance(n, Read)]
    return any(
        n.index[position].as_symbol in free
        for n in reads
        if n.tensor in recurrent
        for position in _steps(theory, n.tensor)
    )


def _reads_a_last_state(theory: Theory, statement: Statement) -> bool:
    """Whether a statement without derivatives reads a recurrence at a size, as the last state is."""
    nodes = [n for side in (statement.left, statement.right) for n in walk(side)]
    reads = [n for n in nodes if isinstance(n, Read) and n.tensor in theory.recurrences()]
    places = (n.index[k] for n in reads if (k := theory.recurrent_axis(n.tensor)) is not None)
    sized = any(p.free and not any(map(is_index, p.free)) for p in places)
    return sized and not any(isinstance(n, Diff) for n in nodes)


def _steps(theory: Theory, name: str) -> list[int]:
    """The positions at which a recurrence reads itself at smaller values."""
    definition = theory.definitions[name]
    inner = [n for n in walk(definition.body) if isinstance(n, Read) and n.tensor == name]
    gaps = [[Poly.symbol(s) - n.index[k] for n in inner] for k, s in enumerate(definition.indices)]
    return [k for k, own in enumerate(gaps) if own and all(g.is_constant and g.value > 0 for g in own)]


def _induction(theory: Theory, statement: Statement, deadline: Deadline, depth: int = 2) -> Theorem | None:
    """Induction over a free index at which a recurrence is read, where base and step have proofs without it."""
    recurrent = theory.recurrences()
    reads = [n for side in (statement.left, statement.right) for n in walk(side) if isinstance(n, Read)]
    for free in statement.free:
        if any(theory.dependencies(r.tensor) & recurrent and free.symbol in r.free for r in reads):
            found = _induction_over(free.symbol, theory, statement, deadline, depth)
            if found is not None:
                return found
    return None


def _induction_over(
    index: str,
    theory: Theory,
    statement: Statement,
    deadline: Deadline,
    depth: int = 2,
    before: Sequence[tuple[Statement, str]] = (),
    products: bool = False,
) -> Theorem | None:
    """Induction over one free index; ``before``: what is shown first, by induction over an index of its own; running
    ``products`` lose their first factors."""
    try:
        goals = induction_goals(theory, statement, index)
        _kept = [context_of(*goal) for goal in goals]  # so that the kernel finds them again
        found = []
        for goal in goals:
            proof = _straight(*goal, deadline, depth - 1, before, products)
            if proof is None:
                return None
            found.append(proof)
        return prove(theory, statement, Proof((), (), Induction(index, found[0], found[1])))
    except (BudgetExceeded, KernelError, RecursionError):
        return None


def _by_something_stronger(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A proof by closed forms of the recurrences that are read, or by what is claimed of a size, for all numbers."""
    try:
        return (
            _by_closed_forms(theory, statement, deadline)
            or _by_adjoint_forms(theory, statement, deadline)
            or _by_generalising(theory, statement, deadline)
            or _beyond_its_condition(theory, statement, deadline)
            or _from_every_state(theory, statement, deadline)
        )
    except (BudgetExceeded, KernelError, RecursionError):
        return None


def _by_closed_forms(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    sides = (statement.left, statement.right)
    read = {n.tensor for side in sides for n in walk(side) if isinstance(n, Read)}
    below = {d for name in read for d in theory.dependencies(name)} & theory.recurrences()
    lemmas, forms = lemmas_of(theory, deadline), list[tuple[Statement, str]]()
    plain = not any(isinstance(n, Diff) for side in sides for n in walk(side))
    for name in sorted(below, key=lambda n: (len(theory.dependencies(n)), n)) if plain else ():
        form = closed_form(theory, name, lambda: refresh(Normaliser(theory, deadline, lemmas=lemmas)))
        if form is None or form[0] == statement:
            continue
        shown = _induction_over(form[1], theory, form[0], deadline, before=forms)
        if shown is not None:
            forms.append(form)
            lemmas.append(_lemma_of(shown))
    if not forms:
        return None
    search = refresh(Normaliser(theory, deadline, lemmas=lemmas))
    if reach_zero(search, gap(statement), context_of(theory, statement), statement) == ZERO:
        return prove(theory, statement, Proof(tuple(search.steps), tuple(lemma.source for lemma in search.lemmas)))
    steps = (f.symbol for f in statement.free if _asks_for_induction(theory, replace(statement, free=(f,))))
    others = [form for form in forms if form[0].left.tensors.isdisjoint(read)]  # the states themselves are supposed
    ways = (_induction_over(index, theory, statement, deadline, before=others) for index in steps if others)
    shown = next((shown for shown in ways if shown is not None), None)
    return shown or (_by_generalising(theory, statement, deadline, others) if others else None)


def _by_adjoint_forms(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A claim about derivatives of what is made from the states of a recurrence, from what those by its states are."""
    nodes = [n for side in (statement.left, statement.right) for n in walk(side)]
    slopes = [(n.body, n.tensor) for n in nodes if isinstance(n, Diff) and n.total and isinstance(n.body, Read)]
    lemmas: list[Lemma] = []
    for target in dict.fromkeys(body for body, _ in slopes):
        by = {tensor for body, tensor in slopes if body == target}
        states = sorted(theory.dependencies(target.tensor) & theory.recurrences())
        for name in (x for x in states if by & {x, *theory.sources(x)}):
            form = adjoint_form(theory, target, name, refresh(Normaliser(theory, deadline)))
            shown = None if form is None else _from_the_last_step(theory, form, deadline)
            lemmas += [] if shown is None else [_lemma_of(shown)]
    if not lemmas:
        return None
    search = refresh(Normaliser(theory, deadline, lemmas=[*lemmas_of(theory, deadline), *lemmas]))
    if reach_zero(search, gap(statement), context_of(theory, statement), statement) != ZERO:
        return None
    return prove(theory, statement, Proof(tuple(search.steps), tuple(lemma.source for lemma in search.lemmas)))


def _from_the_last_step(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A claim about gradients at each step, by induction from the last one down."""
    return _by_more_general(theory, statement, backward(theory, statement), deadline)


def _beyond_its_condition(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A claim about a derivative under a condition, ``d x[t] / d u[s] = a^(t-s)`` where ``s <= t``, from that it is
    zero elsewhere, over which induction runs."""
    shown = next((x for wide in unconditional(theory, statement) if (x := _induction(theory, wide, deadline))), None)
    if shown is None:
        return None
    search = refresh(Normaliser(theory, deadline, lemmas=[*lemmas_of(theory, deadline), _lemma_of(shown)]))
    if reach_zero(search, gap(statement), context_of(theory, statement), statement) != ZERO:
        return None
    return prove(theory, statement, Proof(tuple(search.steps), tuple(lemma.source for lemma in search.lemmas)))


def _from_every_state(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A claim about a derivative of the last state, from what it says of each."""
    for general, index, instance in at_every_state(theory, statement):
        if (shown := _induction_over(index, theory, general, deadline)) is not None:
            lemma, context = _lemma_of(shown), context_of(theory, statement)
            first = Step((0,), "hypothesis", {"lemma": 0, "instance": instance})
            search = refresh(Normaliser(theory, deadline, lemmas=[lemma]))
            term = replay(gap(statement), [first], context, (lemma,))
            if reach_zero(search, term, context, statement) == ZERO:
                return prove(theory, statement, Proof((first, *search.steps), (lemma.source,)))
    return None


def _by_first_factors(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A claim about running products, which lose their first factors; one about derivatives by each state as well, from
    step to step."""
    recurrent = theory.recurrences()
    if not recurrent or not [*products_in(theory, statement)]:
        return None
    slopes = (n for side in (statement.left, statement.right) for n in walk(side) if isinstance(n, Diff))
    try:
        if not any(n.tensor in recurrent for n in slopes):
            proof = _straight(theory, statement, Deadline(deadline.left / 2, within=deadline), 0, products=True)
            return None if proof is None else prove(theory, statement, proof)
        for general, index, instance in generalisations(theory, statement):
            if (found := _induction_over(index, theory, general, deadline, products=True)) is not None:
                steps = (Step((0,), "hypothesis", {"lemma": 0, "instance": instance}), Step((), "expand", {}))
                return prove(theory, statement, Proof(steps, (_lemma_of(found).source,)))
    except (BudgetExceeded, KernelError, RecursionError):
        return None
    return None


def _by_generalising(
    theory: Theory, statement: Statement, deadline: Deadline, before: Sequence[tuple[Statement, str]] = ()
) -> Theorem | None:
    return _by_more_general(theory, statement, generalisations(theory, statement), deadline, before)


def _by_more_general(
    theory: Theory,
    statement: Statement,
    ways: Iterable[tuple[Statement, str, Mapping[str, Poly]]],
    deadline: Deadline,
    before: Sequence[tuple[Statement, str]] = (),
) -> Theorem | None:
    """A claim as an instance of something that induction shows."""
    for general, index, instance in ways:
        shown = _induction_over(index, theory, general, deadline, before=before)
        if shown is not None:
            steps = (Step((0,), "hypothesis", {"lemma": 0, "instance": instance}), Step((), "expand", {}))
            return prove(theory, statement, Proof(steps, (_lemma_of(shown).source,)))
    return None


def _lemma_of(theorem: Theorem) -> Lemma:
    """A theorem as a lemma that rewrites its left side."""
    statement = theorem.statement
    source = LemmaSource(
        "what is shown", (), (), Fraction(1), statement.left, statement.right, shown=(statement, theorem.proof)
    )
    return check_lemma(theorem.theory, source)


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


def _straight(
    theory: Theory,
    statement: Statement,
    deadline: Deadline,
    depth: int,
    before: Sequence[tuple[Statement, str]] = (),
    products: bool = False,
) -> Proof | None:
    """A proof of a base or a step, by a further induction where it needs one."""
    lemmas = lemmas_of(theory, deadline)
    for number, (said, over) in enumerate(before):  # shown anew: what a step supposes has a name of its own
        shown = _induction_over(over, theory, said, deadline, before=before[:number])
        lemmas += [_lemma_of(shown)] if shown is not None else []
    context, start = context_of(theory, statement), gap(statement)
    search = refresh(Normaliser(theory, deadline, lemmas=lemmas))
    if products:
        known = [(p.name, t) for p in products_in(theory, statement) if (t := first_factor_shown(theory, p, deadline))]
        numbers = {name: len(lemmas) + k for k, (name, _) in enumerate(known)}
        search.lemmas += [_lemma_of(shown) for _, shown in known]
        start = without_first(search, start, context, numbers)
    if reach_zero(search, start, context, statement) != ZERO:
        inner = _induction(theory, statement, deadline, depth) if depth else None
        return None if inner is None else inner.proof
    return Proof(tuple(search.steps), tuple(lemma.source for lemma in search.lemmas))


def _shorten(text: str) -> str:
    return text if len(text) <= 300 else text[:297] + "..."
