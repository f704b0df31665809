"""Which definitions to unfold and which adjoints to open, until the difference of two sides is 0.

The difference is normalised once with everything named, then the names in what is left are opened one at a time:
first names of derivatives, then adjoints (earliest tensor first), then definitions (latest first).  So a claim in
terms of named intermediates is settled in those terms.  Untrusted; ends with a kernel theorem or a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from symderiv.budget import Deadline
from symderiv.errors import BudgetExceeded, KernelError
from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import (
    NEGATE,
    ONE,
    ZERO,
    Add,
    Diff,
    Fn,
    Guard,
    Int,
    Let,
    Matrix,
    Mul,
    Pow,
    Read,
    Sum,
    Term,
    mul,
    substitute,
    walk,
)
from symderiv.language.theory import Statement, Theory
from symderiv.prover.kernel.calculus import is_frontier
from symderiv.prover.kernel.context import Context, descend, entails, factors, read_guards
from symderiv.prover.kernel.theorems import (
    Induction,
    Lemma,
    LemmaSource,
    Proof,
    Step,
    Theorem,
    apply,
    check_lemma,
    context_of,
    gap,
    induction_goals,
    prove,
)
from symderiv.prover.search.completion import Completion
from symderiv.prover.search.counting import competing_bounds, inner_condition, product_of_sums
from symderiv.prover.search.determinants import determinant_lemmas
from symderiv.prover.search.hypotheses import (
    Match,
    eliminates,
    find_matches,
    lemmas_of,
    narrows,
    symmetric_tensors,
    turns_around,
    unify,
)
from symderiv.prover.search.inequalities import prove_sign
from symderiv.prover.search.matrices import cancel_lemmas, lopsided_key, multiply_by_matrix, take_out_determinant, turn
from symderiv.prover.search.normal import FIRST_STEPS, Normaliser, weight
from symderiv.prover.search.opposites import antisymmetric_tensors, opposite_lemma
from symderiv.prover.search.piecewise import by_cases, exempt_arguments, one_sign, top_condition
from symderiv.prover.search.stronger import closed_form, generalisations

__all__ = ["Doubt", "find_proof"]


MOST_STEPS = 8
MOST_ROUNDS = 2


@dataclass(frozen=True)
class Doubt:
    """No proof was found: what stopped the search, and the difference that is left."""

    reason: str
    left_over: Term | None = None


def find_proof(
    theory: Theory, statement: Statement, seconds: float = 10.0, *, steps: int | None = None
) -> Theorem | Doubt:
    """Search for a proof of an equation; the kernel replays whatever is found.

    ``steps`` bounds how often a rule of the kernel is tried besides."""
    deadline = Deadline(seconds, steps=steps)
    if statement.relation != "=":
        try:
            shown = prove_sign(theory, statement, deadline, _reach_zero, lambda: _searcher(theory, deadline))
        except (BudgetExceeded, KernelError, RecursionError):
            shown = None
        return shown or Doubt(f"the sign of the difference is not shown for '{statement.relation}'")
    inductive = _asks_for_induction(theory, statement)
    if inductive:
        shown = _induction(theory, statement, Deadline(seconds / 2, within=deadline))
        if shown is not None:
            return shown
    context = context_of(theory, statement)
    lemmas = lemmas_of(theory, deadline)
    search = _refresh(Normaliser(theory, deadline, lemmas=lemmas))
    term: Term = Add((statement.left, Mul((NEGATE, statement.right))))
    try:
        term = _reach_zero(search, term, context, statement)
    except BudgetExceeded as error:
        return Doubt(f"budget: {error.what}")
    except RecursionError:
        return Doubt("the expression is nested too deeply")
    except KernelError as error:
        return Doubt(str(error))
    if term != ZERO:
        shown = None if inductive else _induction(theory, statement, deadline)
        shown = shown or _off_kinks(theory, statement, deadline, term)
        shown = shown or _by_something_stronger(theory, statement, deadline)
        if shown is not None:
            return shown
        return Doubt(f"left over: {_shorten(repr(term))}", term)
    try:
        return prove(theory, statement, Proof(tuple(search.steps), tuple(lemma.source for lemma in lemmas)))
    except KernelError as error:
        return _derivatives_first(theory, statement, deadline) or Doubt(f"the kernel refused the proof: {error}")


def _derivatives_first(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A proof that takes all derivatives before anything else is opened, and leaves conditions ``i != j`` as they are:
    what stands under a condition is not evaluated where it does not hold while a derivative beside it is unknown."""
    lemmas = lemmas_of(theory, deadline)
    search = _refresh(Normaliser(theory, deadline, lemmas=lemmas))
    search.careful = True
    start: Term = Add((statement.left, Mul((NEGATE, statement.right))))
    try:
        if _reach_zero(search, start, context_of(theory, statement), statement) != ZERO:
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
    index: str, theory: Theory, statement: Statement, deadline: Deadline, depth: int = 2
) -> Theorem | None:
    """Induction over one free index."""
    try:
        goals = induction_goals(theory, statement, index)
        _kept = [context_of(*goal) for goal in goals]  # so that the kernel finds them again
        found = []
        for goal in goals:
            proof = _straight(*goal, deadline, depth - 1)
            if proof is None:
                return None
            found.append(proof)
        return prove(theory, statement, Proof((), (), Induction(index, found[0], found[1])))
    except (BudgetExceeded, KernelError, RecursionError):
        return None


def _by_something_stronger(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    """A proof by closed forms of the recurrences that are read, or by what is claimed of a size, for all numbers."""
    try:
        return _by_closed_forms(theory, statement, deadline) or _by_generalising(theory, statement, deadline)
    except (BudgetExceeded, KernelError, RecursionError):
        return None


def _by_closed_forms(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    sides = (statement.left, statement.right)
    read = {n.tensor for side in sides for n in walk(side) if isinstance(n, Read)}
    below = {d for name in read for d in theory.dependencies(name)} & theory.recurrences()
    lemmas = lemmas_of(theory, deadline)
    before = len(lemmas)
    for name in sorted(below) if not any(isinstance(n, Diff) for side in sides for n in walk(side)) else ():
        form = closed_form(theory, name, deadline)
        shown = None if form is None or form[0] == statement else _induction_over(form[1], theory, form[0], deadline)
        if shown is not None:
            lemmas.append(_lemma_of(shown))
    if len(lemmas) == before:
        return None
    search = _refresh(Normaliser(theory, deadline, lemmas=lemmas))
    if _reach_zero(search, gap(statement), context_of(theory, statement), statement) != ZERO:
        return None
    return prove(theory, statement, Proof(tuple(search.steps), tuple(lemma.source for lemma in search.lemmas)))


def _by_generalising(theory: Theory, statement: Statement, deadline: Deadline) -> Theorem | None:
    for general, index, instance in generalisations(theory, statement):
        shown = _induction_over(index, theory, general, deadline)
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


def _off_kinks(theory: Theory, statement: Statement, deadline: Deadline, left_over: Term) -> Theorem | None:
    """A proof that assumes that the arguments of the brackets that are left are not 0, where that is exempt."""
    context = context_of(theory, statement)
    kinks = exempt_arguments(left_over, statement, context)
    if not kinks:
        return None
    lemmas = lemmas_of(theory, deadline)
    search = _refresh(Normaliser(theory, deadline, lemmas=lemmas, signs=one_sign))
    start: Term = Add((statement.left, Mul((NEGATE, statement.right))))
    try:
        if _reach_zero(search, start, context_of(theory, statement, kinks), statement) != ZERO:
            return None
        sources = tuple(lemma.source for lemma in search.lemmas)
        return prove(theory, statement, Proof(tuple(search.steps), sources, kinks=kinks))
    except (BudgetExceeded, KernelError, RecursionError):
        return None


def _straight(theory: Theory, statement: Statement, deadline: Deadline, depth: int) -> Proof | None:
    """A proof of a base or a step, by a further induction where it needs one."""
    lemmas = lemmas_of(theory, deadline)
    search = _refresh(Normaliser(theory, deadline, lemmas=lemmas))
    start: Term = Add((statement.left, Mul((NEGATE, statement.right))))
    if _reach_zero(search, start, context_of(theory, statement), statement) != ZERO:
        inner = _induction(theory, statement, deadline, depth) if depth else None
        return None if inner is None else inner.proof
    return Proof(tuple(search.steps), tuple(lemma.source for lemma in lemmas))


def _searcher(theory: Theory, deadline: Deadline) -> Normaliser:
    """A search in which all hypotheses rewrite."""
    return _refresh(Normaliser(theory, deadline, lemmas=lemmas_of(theory, deadline)))


def _refresh(search: Normaliser) -> Normaliser:
    """Let all lemmas that are there rewrite."""
    search.normal.clear()
    search.mended.clear()
    search.symmetric = symmetric_tensors(search.lemmas)
    search.rewrite = _rewriter(search.lemmas) if search.lemmas else None
    return search


def _rewriter(lemmas: list[Lemma]) -> Callable[[Normaliser, Term, tuple[int, ...], Context], Term | None]:
    """Apply the first lemma that fits somewhere; one that does not make its place lighter only if it orders it."""

    symmetric = symmetric_tensors(lemmas)
    skew = set(antisymmetric_tensors(lemmas).values())
    tensors = {n.tensor for lemma in lemmas for n in walk(lemma.source.lead) if isinstance(n, Read)}

    fruitless: set[tuple[Term, Context]] = set()

    def rewrite(search: Normaliser, term: Term, path: tuple[int, ...], context: Context) -> Term | None:
        if (term, context) in fruitless:
            return None
        after = somewhere(search, term, path, context)
        if after is None:
            fruitless.add((term, context))
        return after

    def somewhere(search: Normaliser, term: Term, path: tuple[int, ...], context: Context) -> Term | None:
        def even(matrix: Matrix) -> bool:
            key = lopsided_key(search, matrix, context)
            if key not in search.lopsided:
                turn(search.scratch(), matrix, path, context)
            return not search.lopsided.get(key, True)

        if symmetric and isinstance(term, Sum) and isinstance(term.body, (Mul, Read)):
            after = _reflect(search, term, path, context, symmetric)
            if after is not None:
                return after
        if isinstance(term, Sum) and (after := _replace_factor(search, term, path, context, lemmas)) is not None:
            return after
        if not isinstance(term, Sum) and (after := _replace_base(search, term, path, context, lemmas)) is not None:
            return after
        if isinstance(term, Sum) and any(_is_square(f, tensors) for f in factors(term.body)):
            mark = len(search.steps)
            opened = _open_squares(search, term, path, context, tensors)
            for match in find_matches(opened, lemmas, symmetric, even):
                if match.binders and (after := _use(search, opened, path, context, match)) is not None:
                    return after
            del search.steps[mark:]
        for match in find_matches(term, lemmas, symmetric, even):
            source = lemmas[match.lemma].source
            lead, rest = substitute(source.lead, match.instance), substitute(source.rest, match.instance)
            swapped = match.lemma in skew and _is_turned(lead, rest)
            helps = match.binders or swapped or eliminates(lemmas[match.lemma], search.theory)
            if weight(rest) >= weight(lead) and not (helps or narrows(lemmas[match.lemma], match.instance)):
                continue
            if turns_around(lemmas[match.lemma]) and any(s.startswith("%z") for s in lead.free):
                continue  # reads at bound indices are turned around by the canonical form of their sum
            after = _use(search, term, path, context, match)
            if after is not None:
                return after
        return None

    return rewrite


def _is_turned(lead: Term, rest: Term) -> bool:
    """Whether ``-S[i,j]`` stands for ``S[j,i]`` at free indices; at bound ones the form of the sum decides."""
    other = factors(rest)[-1]
    if not isinstance(lead, Read) or not isinstance(other, Read) or any(s.startswith("%z") for s in lead.free):
        return False
    return str(other.index) < str(lead.index)


def _is_square(factor: Term, tensors: Collection[str]) -> bool:
    """Whether a factor is a small whole power of an entry of one of the tensors."""
    small = isinstance(factor, Pow) and factor.exponent in (2, 3, 4) and isinstance(factor.base, Read)
    return small and isinstance(factor, Pow) and isinstance(factor.base, Read) and factor.base.tensor in tensors


def _open_squares(
    search: Normaliser, node: Sum, path: tuple[int, ...], context: Context, tensors: Collection[str]
) -> Term:
    """``x^2 = x x`` for the powers of entries among the factors of a sum's body."""
    parts = list(factors(node.body))
    inside = descend(node, 0, context)
    for k, f in enumerate(parts):
        if isinstance(f, Pow) and _is_square(f, tensors):
            place = (*path, 0, k) if isinstance(node.body, Mul) else (*path, 0)
            beside = descend(Mul(tuple(parts)), k, inside) if isinstance(node.body, Mul) else inside
            parts[k] = search.step(f, place, beside, "equal", term=Mul((f.base,) * int(f.exponent)))
    return search.step(Sum(node.binders, node.guards, mul(*parts)), path, context, "absorb")


def _replace_factor(
    search: Normaliser, term: Sum, path: tuple[int, ...], context: Context, lemmas: list[Lemma]
) -> Term | None:
    """Replace a read, or a derivative by an entry, among the factors of a sum by something simpler.

    The range that only this read implies is written down first: what stands for it may not imply it.
    """
    for k, f in enumerate(factors(term.body)):
        if not isinstance(f, (Read, Diff)):
            continue
        for number, lemma in enumerate(lemmas):
            lead = lemma.source.lead
            if not isinstance(lead, (Read, Diff)) or type(lead) is not type(f) or lead.tensor != f.tensor:
                continue
            own = frozenset(s.symbol for s in lemma.statement.free)
            instance = unify(lead, f, own, {})
            if instance is None or set(instance) != own:
                continue
            again = any(isinstance(m, type(lead)) and m.tensor == lead.tensor for m in walk(lemma.source.rest))
            helps = eliminates(lemma, search.theory) or (not again and isinstance(lead, Diff))
            if not helps and not narrows(lemma, instance):
                continue
            mark = len(search.steps)
            try:
                wanted = tuple(dict.fromkeys((*term.guards, *read_guards(f, context.theory))))
                node = search.step(term, path, context, "guards", guards=wanted)
                place = (*path, 0, k) if isinstance(term.body, Mul) else (*path, 0)
                here = descend(node, 0, context)
                here = descend(term.body, k, here) if isinstance(term.body, Mul) else here
                new = search.step(f, place, here, "hypothesis", lemma=number, instance=instance)
            except KernelError:
                del search.steps[mark:]
                continue
            if isinstance(term.body, Mul):
                new = term.body.rebuild((*term.body.args[:k], new, *term.body.args[k + 1 :]))
            return node.rebuild((new, *node.children[1:]))
    return None


def _replace_base(
    search: Normaliser, term: Term, path: tuple[int, ...], context: Context, lemmas: list[Lemma]
) -> Term | None:
    """Replace a read that an equation solves for within a power: ``a^2`` by ``(-b)^2`` where ``a + b = 0``."""
    for k, f in enumerate(factors(term)):
        if not isinstance(f, Pow) or not isinstance(f.base, Read):
            continue
        for number, lemma in enumerate(lemmas):
            if not eliminates(lemma):
                continue
            own = frozenset(s.symbol for s in lemma.statement.free)
            instance = unify(lemma.source.lead, f.base, own, {})
            if instance is None or set(instance) != own:
                continue
            mark = len(search.steps)
            place = (*path, k) if isinstance(term, Mul) else path
            here = descend(term, k, context) if isinstance(term, Mul) else context
            try:
                new = search.step(
                    f.base, (*place, 0), descend(f, 0, here), "hypothesis", lemma=number, instance=instance
                )
            except KernelError:
                del search.steps[mark:]
                continue
            power = f.rebuild((new,))
            return term.rebuild((*term.args[:k], power, *term.args[k + 1 :])) if isinstance(term, Mul) else power
    return None


def _flip(
    search: Normaliser, term: Term, k: int, path: tuple[int, ...], context: Context, symmetric: dict[str, int]
) -> Term:
    """``A[j,i]`` for the factor ``A[i,j]`` of a sum's body."""
    assert isinstance(term, Sum)
    body = term.body
    place = (*path, 0, k) if isinstance(body, Mul) else (*path, 0)
    here = descend(term, 0, context)
    here = descend(body, k, here) if isinstance(body, Mul) else here
    read = factors(body)[k]
    if isinstance(read, Matrix):
        other = turn(search, read, place, here)
        if other is None:
            raise KernelError("the inverse is not symmetric", read)
        rest = factors(body)
        return Sum(term.binders, term.guards, Mul((*rest[:k], other, *rest[k + 1 :])) if len(rest) > 1 else other)
    assert isinstance(read, Read)
    number = symmetric[read.tensor]
    free = [f.symbol for f in search.lemmas[number].statement.free]
    lead = search.lemmas[number].source.lead
    assert isinstance(lead, Read)
    instance = {s: read.index[[p.as_symbol for p in lead.index].index(s)] for s in free}
    new = search.step(read, place, here, "hypothesis", lemma=number, instance=instance)
    return Sum(
        term.binders, term.guards, Mul((*body.args[:k], new, *body.args[k + 1 :])) if isinstance(body, Mul) else new
    )


def _reflect(
    search: Normaliser, term: Sum, path: tuple[int, ...], context: Context, symmetric: dict[str, int]
) -> Term | None:
    """Turn a read of a symmetric tensor around where that gives the sum an earlier canonical form."""
    mark, rest = len(search.steps), factors(term.body)
    places = [k for k, f in enumerate(rest) if isinstance(f, Read) and f.tensor in symmetric]
    own = search.key(term) if places else ""
    for k in places:
        f = rest[k]
        assert isinstance(f, Read)
        swapped = Read(f.tensor, f.index[::-1])
        body = Mul((*rest[:k], swapped, *rest[k + 1 :])) if len(rest) > 1 else swapped
        if not search.key(Sum(term.binders, term.guards, body)) < own:
            continue
        try:
            # the read may be all that says the range of its indices
            wanted = tuple(dict.fromkeys((*term.guards, *read_guards(f, context.theory))))
            ranged = search.step(term, path, context, "guards", guards=wanted)
            turned = _flip(search, ranged, k, path, context, symmetric)
            return search.step(turned, path, context, "guards", guards=term.guards)
        except KernelError:
            del search.steps[mark:]
    return None


def _use(search: Normaliser, term: Term, path: tuple[int, ...], context: Context, match: Match) -> Term | None:
    """The steps that bring the matched factors together and replace them; none are recorded where one is refused."""
    mark = len(search.steps)
    try:
        if not isinstance(term, Sum):
            grouped = search.step(term, path, context, "group", positions=match.positions)
            place, node = path, grouped
            if isinstance(grouped, Mul) and len(match.positions) < len(factors(term)):
                place, node = (*path, len(grouped.args) - 1), grouped.args[-1]
            inside = descend(grouped, place[-1], context) if place != path else context
            new = search.step(node, place, inside, "hypothesis", lemma=match.lemma, instance=match.instance)
            return grouped.rebuild((*grouped.children[:-1], new)) if place != path else new
        assert isinstance(term, Sum)
        # a read that is turned around may be all that says the range of an index at an inverse
        written = term.guards
        if match.flips and any(isinstance(f, Matrix) for f in factors(term.body)):
            wanted = tuple(dict.fromkeys((*written, *read_guards(term.body, context.theory))))
            term = search.step(term, path, context, "guards", guards=wanted)
        for k in match.flips:
            assert isinstance(term, Sum)
            term = _flip(search, term, k, path, context, symmetric_tensors(search.lemmas))
        assert isinstance(term, Sum)
        if term.guards != written:
            term = search.step(term, path, context, "guards", guards=written)
            assert isinstance(term, Sum)
        # ranges that only the reads to be replaced imply are written down, as they would be lost with them
        ranges = [g for g in read_guards(term.body, context.theory) if g.free.isdisjoint(match.binders)]
        open_ranges = [g for g in ranges if not entails(g, context)]
        if open_ranges:
            wanted = tuple(dict.fromkeys((*term.guards, *open_ranges)))
            term = search.step(term, path, context, "guards", guards=wanted)
        outer = search.step(term, path, context, "nest", inner=match.positions, binders=match.binders)
        steps: list[int] = []
        node, here = outer, context
        while not (isinstance(node, Sum) and set(node.binders) == set(match.binders)):
            child = 0 if isinstance(node, Sum) else len(node.children) - 1
            here = descend(node, child, here)
            steps.append(child)
            node = node.children[child]
        place = (*path, *steps)
        lead = apply(substitute(search.lemmas[match.lemma].source.lead, match.instance), here, "arrange", {})
        assert isinstance(lead, Sum)
        if lead.binders != node.binders or match.binders != lead.binders:
            forward = {b: Poly.symbol(w) for b, w in zip(match.binders, lead.binders, strict=True)}
            back = {w: Poly.symbol(b) for b, w in zip(match.binders, lead.binders, strict=True)}
            node = search.step(node, place, here, "transform", binders=lead.binders, forward=forward, inverse=back)
        new = search.step(node, place, here, "hypothesis", lemma=match.lemma, instance=match.instance)
        if not steps:
            return new
        spine = [outer]
        for child in steps[:-1]:
            spine.append(spine[-1].children[child])
        for parent, child in zip(reversed(spine), reversed(steps), strict=True):
            new = parent.rebuild((*parent.children[:child], new, *parent.children[child + 1 :]))
        return new
    except KernelError:
        del search.steps[mark:]
        return None


def _shorten(text: str) -> str:
    return text if len(text) <= 300 else text[:297] + "..."


def _fixed(context: Context) -> list[Guard]:
    """The free indices that have one value only, as on an axis of size 1, as equations."""
    facts = (g for g in context.facts if g.kind == "ge" and len(g.free) == 1 and is_index(*g.free))
    bounds = dict.fromkeys(g.poly for g in facts)  # in their order: proofs are the same every time
    return [Guard("eq", p) for p in bounds if -p in bounds and p.terms[-1][1] == 1]


def _fix(search: Normaliser, term: Term, context: Context, guard: Guard) -> Term:
    """The term with the value for the index."""
    (symbol,) = guard.free
    term = search.step(term, (), context, "wrap")
    term = search.step(term, (), context, "guards", guards=(guard,))
    term = search.step(term, (), context, "solve", guard=guard, symbol=symbol)
    return search.step(term, (), context, "guards", guards=())


def _reach_zero(search: Normaliser, term: Term, context: Context, statement: Statement) -> Term:
    order = _in_order(search.theory)
    # a matrix whose inverse is taken cancels against it by its name
    inverted = {n.tensor for d in search.theory.definitions.values() for n in _inverted(d.body)}
    inverted |= {n.tensor for n in _inverted(term)}
    for name, definition in search.theory.definitions.items():
        if name not in inverted and any(isinstance(n, (Diff, Let)) for n in walk(definition.body)):
            search.unfolding.add(name)
    cleared = joined = 0
    recurrences = search.recurrences
    tried: set[str] = set()
    reopened: set[str] = set()
    again: dict[str, int] = {}
    stuck: Term | None = None
    lowest, once_more = _lowest_steps(search.theory, statement)
    cases: list[tuple[Sum, Guard]] = []
    halves: list[Guard] = []
    multiplied: set[object] = set()
    turned: set[tuple[Term, int]] = set()
    completion = Completion(context, _use)
    before: tuple[Term, Context, int] | None = None
    for equation in _fixed(context):
        term = _fix(search, term, context, equation)
    while True:
        term = search.norm(term, (), context)
        tried |= search.unfolding
        search.unfolding -= recurrences
        reopened |= search.opened & recurrences
        search.opened -= recurrences
        if term == ZERO:
            return term
        if cancel_lemmas(search, term):
            _refresh(search)
            continue
        if search.lemmas and determinant_lemmas(search, term, context):
            _refresh(search)
            continue
        opposite = opposite_lemma(search, term, statement, context, turned)
        if opposite is not None:
            search.lemmas.append(opposite)
            _refresh(search)
            continue
        nodes = list(walk(term))
        adjoints = (
            {
                n.tensor
                for n in nodes
                if isinstance(n, Diff)
                and n.total
                and n.tensor in search.theory.definitions
                and isinstance(n.body, Read)
                and not is_frontier(n, context)
            }
            - search.opened
            - reopened
        )
        seen = {n.tensor for n in nodes if isinstance(n, Read)}
        reads = seen & set(order) - search.unfolding - tried
        reads |= {n for n in seen & recurrences if once_more.get(n, 0) and _is_above(search.theory, n, nodes, lowest)}
        beside = {n for n in reads if _is_function_of(search.theory, n, seen)}
        if search.careful and adjoints:
            term = _open_one(search, term, context, sorted(adjoints, key=order.index), nodes)
        elif beside:
            search.unfolding.add(max(beside, key=order.index))
        elif adjoints and reads and _may_cancel(nodes) and _cancels(search, term, context, reads):
            return ZERO
        elif adjoints:
            term = _open_one(search, term, context, sorted(adjoints, key=order.index), nodes)
        elif reads:
            name = max(_outermost(search.theory, reads, nodes, Read, 1), key=order.index)
            search.unfolding.add(name)
            if name in recurrences:
                search.ahead[name] = _edge(search.theory, name, nodes, Read, 1)
                once_more[name] -= name in tried
        elif not search.backward and (states := _by_inputs(search.theory, nodes)):
            search.backward |= states
        elif before is None and search.lemmas:
            before = term, context, len(search.steps)
        elif (after := take_out_determinant(search, term, context, multiplied)) is not None:
            term = after
        elif (cleared_by := multiply_by_matrix(search, term, statement, context, multiplied)) is not None:
            term, context = cleared_by
        elif (case := _some_case(term, cases, search.lemmas)) is not None:
            cases.append(case)
            term = _split(search, term, context, *case)
        elif joined < 6 and (pair := product_of_sums(term)) is not None:
            joined += 1
            term = _join_and_split(search, term, context, *pair)
        elif len(halves) < 3 and (guard := top_condition(term, halves, context)) is not None:
            halves.append(guard)
            term = search.step(term, (), context, "case", guard=guard)
        else:
            base = _denominator(term, context)
            if base is None and before is not None and (lemma := completion.next(search)) is not None:
                # what follows from the lemmas is looked for at the place from which no other way led on
                search.lemmas.append(lemma)
                _refresh(search)
                term, context, mark = before
                del search.steps[mark:]
                multiplied.clear()
                continue
            left = [n for n in sorted(seen & recurrences, key=order.index) if again.get(n, 0) < MOST_ROUNDS]
            if (base is None or cleared > 12) and left:
                # what has been opened at some steps only
                stuck = stuck or term
                name = max(_outermost(search.theory, set(left), nodes, Read, 1), key=order.index)
                again[name] = again.get(name, 0) + 1
                search.unfolding.add(name)
                search.ahead[name] = _edge(search.theory, name, nodes, Read, 1)
                continue
            if base is None or cleared > 12:
                return ZERO if by_cases(search, term, (), context) else stuck or term
            cleared += 1
            after = Mul((base, *(term.args if isinstance(term, Mul) else (term,))))
            search.steps.append(Step((), "clear", {"factor": base}))
            term = after


def _in_order(theory: Theory) -> list[str]:
    """The definitions in the order of the document, but each behind those that it is made from."""
    found: dict[str, None] = {}
    for name in theory.definitions:
        pending, above = [name], set[str]()
        while pending:
            here = pending[-1]
            below = theory.definitions[here].reads & theory.definitions.keys() - found.keys() - above
            above.add(here)
            if below - {here}:
                pending.append(min(below - {here}))
            else:
                found.setdefault(pending.pop())
    return list(found)


def _inverted(term: Term) -> Iterator[Read]:
    """The reads within matrices whose inverses are taken."""
    for node in walk(term):
        if isinstance(node, Matrix):
            yield from (n for n in walk(node.body) if isinstance(n, Read))


def _is_function_of(theory: Theory, name: str, seen: set[str]) -> bool:
    """Whether a name is a function of one read that is seen beside it (``i = sigma(a)`` beside ``sigma'(a)``)."""
    reads = [n.tensor for n in walk(theory.definitions[name].body) if isinstance(n, Read)]
    return len(set(reads)) == 1 and reads[0] in seen and reads[0] != name


def _joins(theory: Theory, name: str) -> int:
    """How many reads a definition joins; one with a sum comes late."""
    nodes = list(walk(theory.definitions[name].body))
    summed = any(isinstance(n, Sum) and n.binders for n in nodes)
    return 99 if summed else sum(isinstance(n, Read | Diff) for n in nodes)


def _some_case(term: Term, done: list[tuple[Sum, Guard]], lemmas: Sequence[Lemma]) -> tuple[Sum, Guard] | None:
    """The next sum to be split, and the condition; each way to find one has its limit."""
    sides = [side for lemma in lemmas for side in (lemma.source.lead, lemma.source.rest)]
    products = [m for side in sides for m in (side.args if isinstance(side, Add) else (side,))]
    others = [n for m in products for n in factors(m) if isinstance(n, Sum) and n.binders]
    if len(done) < 8 and (case := _next_case(term, done, others)) is not None:
        return case
    for limit, find in ((6, _last_power), (12, inner_condition), (40, competing_bounds)):
        if len(done) < limit and (case := find(term, done)) is not None:
            return case
    return None


def _next_case(term: Term, done: list[tuple[Sum, Guard]], others: Sequence[Sum]) -> tuple[Sum, Guard] | None:
    """Two sums with one body over different sets, the second perhaps one that a lemma is about: a guard of one that
    the other lacks."""
    sums = [n for m in (term.args if isinstance(term, Add) else (term,)) for n in factors(m) if isinstance(n, Sum)]
    for a in sums:
        for b in (*sums, *others):
            if a != b and a.binders and a.binders == b.binders and a.body == b.body:
                for g in b.guards:
                    if g not in a.guards and g.negation not in a.guards and (a, g) not in done:
                        return a, g
    return None


def _last_power(term: Term, done: list[tuple[Sum, Guard]]) -> tuple[Sum, Guard] | None:
    """A sum with a power that may be ``b^0`` at one end, and the condition that it is not, where what is left without
    that end is another sum, one step further."""
    sums = [n for m in (term.args if isinstance(term, Add) else (term,)) for n in factors(m) if isinstance(n, Sum)]
    for a in sums:
        for k, f in enumerate(factors(a.body)):
            exponent = f.args[1] if isinstance(f, Fn) and f.name == "pow" else None
            if not isinstance(exponent, Int) or len(a.binders) != 1:
                continue
            step = exponent.poly.coefficient(a.binders[0])
            guard = Guard("ge", exponent.poly - 1)
            if not step.is_constant or abs(step.value) != 1 or guard in a.guards or done.count((a, guard)) > 2:
                continue
            further = {a.binders[0]: Poly.symbol(a.binders[0]) + step}
            parts = [g if j == k else substitute(g, further) for j, g in enumerate(factors(a.body))]
            if any(b != a and b.binders == a.binders and list(factors(b.body)) == parts for b in sums):
                return a, guard
    return None


def _split(search: Normaliser, term: Term, context: Context, where: Sum, guard: Guard) -> Term:
    """Split one sum by a guard, wherever it stands as a factor of a summand, once in each."""
    for k, m in enumerate(term.args if isinstance(term, Add) else (term,)):
        j = next((j for j, f in enumerate(factors(m)) if f == where), None)
        if j is None:
            continue
        path = ((k,) if isinstance(term, Add) else ()) + ((j,) if isinstance(m, Mul) else ()) + (0,)
        spine, here = [term], context
        for child in path:
            here = descend(spine[-1], child, here)
            spine.append(spine[-1].children[child])
        new = search.step(spine[-1], path, here, "case", guard=guard)
        for node, child in zip(reversed(spine[:-1]), reversed(path), strict=True):
            new = node.rebuild((*node.children[:child], new, *node.children[child + 1 :]))
        term = new
    return term


def _join_and_split(search: Normaliser, term: Term, context: Context, k: int, like: Sum, guard: Guard) -> Term:
    """Write two sums of the ``k``-th summand as one double sum, and split it by the condition of another."""
    summands = term.args if isinstance(term, Add) else (term,)
    path = (k,) if isinstance(term, Add) else ()
    here = descend(term, k, context) if isinstance(term, Add) else context
    node = search.step(summands[k], path, here, "wrap")
    node = search.step(node, path, here, "absorb")
    assert isinstance(node, Sum)
    named = {old: Poly.symbol(new) for old, new in zip(like.binders, node.binders, strict=True)}
    cases = Guard("ge", guard.poly.substitute(named))
    body = search.step(node.body, (*path, 0), descend(node, 0, here), "case", guard=cases)
    after: Term = Sum(node.binders, node.guards, body)
    return term.rebuild((*summands[:k], after, *summands[k + 1 :])) if isinstance(term, Add) else after


def _open_one(search: Normaliser, term: Term, context: Context, names: list[str], nodes: list[Term]) -> Term:
    """Expand one adjoint: the first in the order of definitions; within a recurrence, which has no first, the one
    that leaves the fewest adjoints."""
    recurrences = search.recurrences
    candidates = [n for n in names if n in recurrences] if names[0] in recurrences else names[:1]
    best: tuple[tuple[int, int], Term, list[Step]] | None = None
    mark, opened, behind = len(search.steps), set(search.opened), dict(search.behind)
    for name in candidates:
        search.opened = {*opened, name}
        if name in recurrences:
            search.behind = {**behind, name: _edge(search.theory, name, nodes, Diff, -1)}
        if len(candidates) == 1:
            return term
        after = search.norm(term, (), context)
        parts = list(walk(after))
        size = (len({n for n in parts if isinstance(n, Diff)}), len(parts))
        if best is None or size < best[0]:
            best, chosen = (size, after, search.steps[mark:]), (search.opened, search.behind)
        del search.steps[mark:]
    assert best is not None
    search.opened, search.behind = chosen
    search.steps += best[2]
    return best[1]


def _by_inputs(theory: Theory, nodes: list[Term]) -> set[str]:
    """The recurrences of which derivatives by inputs are left: forward, each step asks for the one before."""
    return {
        n.body.tensor
        for n in nodes
        if isinstance(n, Diff)
        and n.total
        and isinstance(n.body, Read)
        and theory.is_recurrent(n.body.tensor)
        and n.tensor not in theory.definitions
    }


def _may_cancel(nodes: list[Term]) -> bool:
    """Whether one adjoint stands at several places, so that the terms may cancel without opening it."""
    adjoints = [n for n in nodes if isinstance(n, Diff) and n.total and isinstance(n.body, Read)]
    return len(set(adjoints)) < len(adjoints)


def _cancels(search: Normaliser, term: Term, context: Context, reads: set[str]) -> bool:
    """Whether unfolding some of what is read, the last definitions first, gives 0; the steps are kept only then."""
    order = _in_order(search.theory)
    mark, unfolding, deadline = len(search.steps), set(search.unfolding), search.deadline
    ahead = dict(search.ahead)
    search.deadline = Deadline(min(1.0, deadline.left / 4), within=deadline)
    done: set[str] = set()
    try:
        while term != ZERO and reads - done and len(done) < 6:
            nodes = list(walk(term))
            name = max(_outermost(search.theory, reads - done, nodes, Read, 1), key=order.index)
            done.add(name)
            search.unfolding.add(name)
            if search.theory.is_recurrent(name):
                search.ahead[name] = _edge(search.theory, name, nodes, Read, 1)
            term = search.norm(term, (), context)
            search.unfolding -= search.recurrences
            reads = {n.tensor for n in walk(term) if isinstance(n, Read)} & set(order) - unfolding
    except (BudgetExceeded, KernelError):
        term = ONE
    search.deadline = deadline
    if term != ZERO:
        del search.steps[mark:]
        search.unfolding, search.ahead = unfolding, ahead
    return term == ZERO


def _outermost(
    theory: Theory, names: set[str], nodes: list[Term], kind: type[Read] | type[Diff], sign: int
) -> set[str]:
    """The names without those recurrences that stand at an earlier step (``sign`` 1) or later step than another."""
    places = {n: _edge(theory, n, nodes, kind, sign)[1] for n in names if theory.is_recurrent(n)}
    behind = {
        a
        for a, here in places.items()
        for b, there in places.items()
        if a != b and any((q - p).is_constant and (q - p).value * sign > 0 for p in here for q in there)
    }
    return names - behind or names


def _lowest_steps(theory: Theory, statement: Statement) -> tuple[set[Poly], dict[str, int]]:
    """The places of its recurrences that a statement reads none before, and how often each may be unfolded once more
    to come down to them: ``x_{t+2} = a^2 x_t`` asks for two steps."""
    nodes = [n for side in (statement.left, statement.right) for n in walk(side)]
    names = theory.recurrences()
    read = {n.tensor for n in nodes if isinstance(n, Read)} & names
    places = {n.index[k] for n in nodes if isinstance(n, Read) and n.tensor in read for k in _axis(theory, n.tensor)}
    gaps = [int((p - q).value) for p in places for q in places if (p - q).is_constant]
    lowest = {p for p in places if not any((p - q).is_constant and (p - q).value > 0 for q in places)}
    steps = min(max(gaps, default=0), MOST_STEPS)
    return lowest, dict.fromkeys(names, max(steps, FIRST_STEPS))


def _axis(theory: Theory, name: str) -> list[int]:
    axis = theory.recurrent_axis(name)
    return [] if axis is None else [axis]


def _is_above(theory: Theory, name: str, nodes: list[Term], lowest: set[Poly]) -> bool:
    """Whether a recurrence is read some steps after one of the places, or near its beginning."""
    places = {n.index[k] for n in nodes if isinstance(n, Read) and n.tensor == name for k in _axis(theory, name)}
    near = any(p.is_constant and 0 <= p.value <= FIRST_STEPS for p in places)
    return near or any((p - q).is_constant and (p - q).value > 0 for p in places for q in lowest)


def _edge(
    theory: Theory, name: str, nodes: list[Term], kind: type[Read] | type[Diff], sign: int
) -> tuple[int, frozenset[Poly]]:
    """The position of a recurrence's index, and the places that no other is beyond (``sign``: after or before)."""
    position = theory.recurrent_axis(name)
    assert position is not None
    places = {n.index[position] for n in nodes if isinstance(n, kind) and n.tensor == name}
    # the entries beneath a sum over all steps are no nearer to an end than one beside it
    places = {p for p in places if not any(s.startswith("%z") for s in p.free)} or places
    top = {p for p in places if not any((q - p).is_constant and (q - p).value * sign > 0 for q in places)}
    return position, frozenset(top)


def _denominator(term: Term, context: Context) -> Term | None:
    """A sum that divides one of the monomials, at a place that is always evaluated or because it is never zero."""
    for m in term.args if isinstance(term, Add) else (term,):
        parts = m.args if isinstance(m, Mul) else (m,)
        bracketed = any(isinstance(f, Sum) and not f.binders for f in parts)
        for f in parts:
            if not isinstance(f, Pow) or f.exponent >= 0 or isinstance(f.base, Fn):
                continue
            if not bracketed or (context.nonzero(f.base) and context.total(f.base)):
                return f.base
    return None
