"""Inductions over the steps of recurrences: of a claim itself, or of something stronger that is shown first.

Untrusted: each is handed to the kernel as a base and a step with a proof of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from symderiv.budget import Deadline
from symderiv.errors import BudgetExceeded, KernelError
from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import (
    ZERO,
    Diff,
    Read,
    Sum,
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
from symderiv.prover.search.hypotheses import lemmas_of
from symderiv.prover.search.normal import Normaliser
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

__all__ = [
    "asks_for_induction",
    "by_first_factors",
    "by_generalising",
    "by_something_stronger",
    "induction",
    "reads_a_last_state",
    "reads_known_states",
]


def asks_for_induction(theory: Theory, statement: Statement) -> bool:
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


def reads_a_last_state(theory: Theory, statement: Statement) -> bool:
    """Whether a statement without derivatives reads a recurrence at a size, as the last state is."""
    nodes = [n for side in (statement.left, statement.right) for n in walk(side)]
    reads = [n for n in nodes if isinstance(n, Read) and n.tensor in theory.recurrences()]
    places = (n.index[k] for n in reads if (k := theory.recurrent_axis(n.tensor)) is not None)
    sized = any(p.free and not any(map(is_index, p.free)) for p in places)
    return sized and not any(isinstance(n, Diff) for n in nodes)


def reads_known_states(theory: Theory, statement: Statement, known: Sequence[Theorem]) -> bool:
    """Whether a last state is read of which a theorem tells what every state is."""
    return reads_a_last_state(theory, statement) and any(
        isinstance(x.statement.left, Read) and x.statement.left.tensor in theory.recurrences() for x in known
    )


def _steps(theory: Theory, name: str) -> list[int]:
    """The positions at which a recurrence reads itself at smaller values."""
    definition = theory.definitions[name]
    inner = [n for n in walk(definition.body) if isinstance(n, Read) and n.tensor == name]
    gaps = [[Poly.symbol(s) - n.index[k] for n in inner] for k, s in enumerate(definition.indices)]
    return [k for k, own in enumerate(gaps) if own and all(g.is_constant and g.value > 0 for g in own)]


def induction(theory: Theory, statement: Statement, deadline: Deadline, depth: int = 2) -> Theorem | None:
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


def by_something_stronger(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A proof by closed forms of the recurrences that are read, or by what is claimed of a size, for all numbers."""
    try:
        return (
            _by_closed_forms(theory, statement, deadline)
            or _by_adjoint_forms(theory, statement, deadline)
            or by_generalising(theory, statement, deadline)
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
    steps = (f.symbol for f in statement.free if asks_for_induction(theory, replace(statement, free=(f,))))
    others = [form for form in forms if form[0].left.tensors.isdisjoint(read)]  # the states themselves are supposed
    ways = (_induction_over(index, theory, statement, deadline, before=others) for index in steps if others)
    shown = next((shown for shown in ways if shown is not None), None)
    return shown or (by_generalising(theory, statement, deadline, others) if others else None)


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
            shown = None if form is None else _downwards(theory, form, deadline)
            lemmas += [] if shown is None else [_lemma_of(shown)]
    if not lemmas:
        return None
    search = refresh(Normaliser(theory, deadline, lemmas=[*lemmas_of(theory, deadline), *lemmas]))
    if reach_zero(search, gap(statement), context_of(theory, statement), statement) != ZERO:
        return None
    return prove(theory, statement, Proof(tuple(search.steps), tuple(lemma.source for lemma in search.lemmas)))


def _downwards(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A claim about gradients at each step, by induction from the last one down."""
    return _by_more_general(theory, statement, backward(theory, statement), deadline)


def _beyond_its_condition(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A claim under a condition, from what it says of all steps; one about a derivative, ``d x[t] / d u[s] = a^(t-s)``
    where ``s <= t``, from that it is zero elsewhere, over which induction runs."""
    ways = (way(theory, wide, deadline) for wide in unconditional(theory, statement) for way in (induction, _downwards))
    shown = next((x for x in ways if x is not None), None)
    if shown is None:
        return None
    context, first = context_of(theory, statement), list[Step]()
    search = refresh(Normaliser(theory, deadline, lemmas=[_lemma_of(shown), *lemmas_of(theory, deadline)]))
    if isinstance(statement.left, Sum) and shown.statement.left == statement.left.body:
        same = {f.symbol: Poly.symbol(f.symbol) for f in statement.free}
        first.append(Step((0, 0), "hypothesis", {"lemma": 0, "instance": same}))
    term = replay(gap(statement), first, context, search.lemmas)
    if reach_zero(search, term, context, statement) != ZERO:
        return None
    return prove(theory, statement, Proof((*first, *search.steps), tuple(lemma.source for lemma in search.lemmas)))


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


def by_first_factors(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
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


def by_generalising(
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
        inner = induction(theory, statement, deadline, depth) if depth else None
        return None if inner is None else inner.proof
    return Proof(tuple(search.steps), tuple(lemma.source for lemma in search.lemmas))
