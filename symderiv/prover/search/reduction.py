"""The difference of two sides, reduced until it is 0 or nothing leads on.

The difference is normalised once with everything named, then the names in what is left are opened one at a time:
first names of derivatives, then adjoints (earliest tensor first), then definitions (latest first).  So a claim in
terms of named intermediates is settled in those terms.  Where no name is left: cases, common denominators, matrices
multiplied on, lemmas completed.  Untrusted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from symderiv.errors import KernelError
from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import (
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
from symderiv.prover.kernel.context import Context, entails
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.parts import factors, read_guards, whole_number
from symderiv.prover.kernel.theorems import (
    Lemma,
    Step,
)
from symderiv.prover.search.canonical import height
from symderiv.prover.search.cases_in_sums import sums_by_cases
from symderiv.prover.search.completion import Completion
from symderiv.prover.search.counting import competing_bounds, inner_condition, is_integer, product_of_sums
from symderiv.prover.search.determinants import determinant_lemmas
from symderiv.prover.search.guards import FEW, literal_range, valued
from symderiv.prover.search.hypotheses import Match
from symderiv.prover.search.matrices import cancel_lemmas, multiply_by_matrix, take_out_determinant
from symderiv.prover.search.normal import Normaliser
from symderiv.prover.search.opening import (
    brought_back,
    cancels,
    edge,
    entries_beside,
    in_order,
    is_above,
    lowest_steps,
    may_cancel,
    open_one,
    opened_by_inputs,
    outermost,
)
from symderiv.prover.search.opposites import opposite_lemma
from symderiv.prover.search.piecewise import by_cases, top_condition
from symderiv.prover.search.residues import residue_lemma
from symderiv.prover.search.rewriting import refresh, restricted_case, use_match
from symderiv.prover.search.sums import own_indices

__all__ = ["reach_zero"]

MOST_ROUNDS = 2


def _fixed(context: Context) -> list[Guard]:
    """The free indices that have one value only, as on an axis of size 1, as equations."""
    facts = (g for g in context.facts if g.kind == "ge" and len(g.free) == 1 and is_index(*g.free))
    bounds = dict.fromkeys(g.poly for g in facts)  # in their order: proofs are the same every time
    return [Guard("eq", p) for p in bounds if -p in bounds and p.terms[-1][1] == 1]


def _of_sizes(term: Term, context: Context) -> Guard | None:
    """What says that a number made from sizes is 0: ``floor(n/2) + ceil(n/2) - n``."""
    whole = whole_number(term)
    if whole is None or not any(abs(c) == 1 and len(m) == 1 for m, c in whole.terms):
        return None
    guard = Guard("eq", whole)
    return guard if entails(guard, context) else None


def _fix(search: Normaliser, term: Term, context: Context, guard: Guard) -> Term:
    """The term with the value for the index."""
    symbol = next(m[0] for m, c in guard.poly.terms if len(m) == 1 and abs(c) == 1)
    term = search.step(term, (), context, "wrap")
    term = search.step(term, (), context, "guards", guards=(guard,))
    term = search.step(term, (), context, "solve", guard=guard, symbol=symbol)
    return search.step(term, (), context, "guards", guards=())


def _has_few(nodes: list[Term], context: Context) -> bool:
    """Whether an index of a sum is one of a few numbers, under the values that brackets give to sizes."""
    facts = (*context.facts, *(g for n in nodes if isinstance(n, Sum) and not n.binders for g in n.guards))
    sums = (n for n in nodes if isinstance(n, Sum) and n.binders)
    known = ((n, valued((*n.guards, *read_guards(n.body, context.theory)), facts)) for n in sums)
    ends = (literal_range(b, guards) for n, guards in known for b in n.binders)
    return any(e is not None and e[1] - e[0] <= FEW for e in ends)


def _is_narrow(node: Term, context: Context) -> bool:
    """Whether an index of a sum is one of a few around another index: at a kernel of three numbers."""
    if not isinstance(node, Sum):
        return False
    guards = [g.poly for g in (*node.guards, *read_guards(node.body, context.theory)) if g.kind == "ge"]
    below = {tuple((m, -c) for m, c in p.varying): p.value for p in guards if len(p.free) > 1}
    return any(p.varying in below and 0 < p.value + below[p.varying] <= 3 and p.free & {*node.binders} for p in guards)


def reach_zero(search: Normaliser, term: Term, context: Context, statement: Statement) -> Term:
    order = in_order(search.theory)
    # a matrix whose inverse is taken cancels against it by its name
    inverted = {n.tensor for d in search.theory.definitions.values() for n in _inverted(d.body)}
    inverted |= {n.tensor for n in _inverted(term)}
    for name, definition in search.theory.definitions.items():
        if name not in inverted and any(isinstance(n, (Diff, Let)) for n in walk(definition.body)):
            search.unfolding.add(name)
    cleared = joined = grouped = 0
    recurrences = search.recurrences
    tried: set[str] = set()
    reopened: dict[str, set[Poly]] = {}
    again: dict[str, int] = {}
    stuck: Term | None = None
    lowest, once_more = lowest_steps(search.theory, statement)
    cases: list[tuple[Sum, Guard]] = []
    halves: list[Guard] = []
    multiplied: set[object] = set()
    turned: set[tuple[Term, int]] = set()
    residues: set[tuple[Sum, str, int]] = set()
    completion = Completion(context, use_match)
    before: tuple[Term, Context, int] | None = None
    for equation in _fixed(context):
        term = _fix(search, term, context, equation)
    while True:
        search.deadline.check("the search")  # a name may be opened without a step
        term = search.norm(term, (), context)
        tried |= search.unfolding
        search.unfolding -= recurrences
        for name in search.opened & recurrences:
            reopened[name] = set() if name in reopened else set(search.behind[name][1])  # again once
        search.opened -= recurrences
        if term == ZERO:
            return term
        if (named := _renamed(search, term, (), context)) != term:
            term = search.ring(named, (), context)
            continue
        if cancel_lemmas(search, term):
            refresh(search)
            continue
        if search.lemmas and determinant_lemmas(search, term, context):
            refresh(search)
            continue
        opposite = opposite_lemma(search, term, statement, context, turned)
        if opposite is not None:
            search.lemmas.append(opposite)
            refresh(search)
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
            - (reopened.keys() - brought_back(search.theory, nodes, reopened, Diff))
        )
        seen = {n.tensor for n in nodes if isinstance(n, Read)}
        reads = seen & set(order) - search.unfolding - tried
        reads |= {
            n for n in seen & recurrences if once_more.get(n, 0) > 0 and is_above(search.theory, n, nodes, lowest)
        }
        unfolded = {n: search.ahead[n][1] for n in seen & tried & search.ahead.keys()}
        reads |= brought_back(search.theory, list(entries_beside(term)), unfolded, Read)
        reads -= search.closed
        beside = {n for n in reads if _is_function_of(search.theory, n, seen)}
        if search.careful and adjoints:
            term = open_one(search, term, context, sorted(adjoints, key=order.index), nodes)
        elif beside:
            name = max(beside, key=order.index)
            search.unfolding.add(name)
            if name in recurrences:
                search.ahead[name] = edge(search.theory, name, nodes, Read, 1)
        elif adjoints and reads and may_cancel(search, term, nodes) and cancels(search, term, context, reads):
            return ZERO
        elif adjoints:
            term = open_one(search, term, context, sorted(adjoints, key=order.index), nodes)
        elif reads:
            name = max(outermost(search.theory, reads, nodes, Read, 1), key=order.index)
            search.unfolding.add(name)
            if name in recurrences:
                search.ahead[name] = edge(search.theory, name, nodes, Read, 1)
                once_more[name] -= name in tried
        elif not search.backward and (states := opened_by_inputs(search.theory, nodes)):
            search.backward |= states
        elif before is None and search.lemmas:
            before = term, context, len(search.steps)
        elif (after := take_out_determinant(search, term, context, multiplied)) is not None:
            term = after
        elif (cleared_by := multiply_by_matrix(search, term, statement, context, multiplied)) is not None:
            term, context = cleared_by
        elif (numbers := _of_sizes(term, context)) is not None:
            term = _fix(search, term, context, numbers)
        elif not search.minors and any(isinstance(n, Matrix) and n.size.is_constant for n in nodes):
            search.minors = True
            refresh(search)
        elif not search.spread and (_has_few(nodes, context) or any(_is_narrow(n, context) for n in nodes)):
            search.spread = True
            refresh(search)
        elif (case := _some_case(term, cases, search.lemmas)) is not None:
            cases.append(case)
            term = _split(search, term, context, *case)
        elif len(cases) < 8 and (end := _last_factor(term, cases)) is not None:
            product, inner, path, beyond = end
            cases.append((inner, beyond))
            term = _everywhere(search, term, context, product, path, "case", guard=beyond)
        elif joined < 6 and (pair := product_of_sums(term)) is not None:
            joined += 1
            term = _join_and_split(search, term, context, *pair)
        elif len(residues) < 12 and (split := residue_lemma(search, term, statement, context, residues)) is not None:
            search.lemmas.append(split[1])
            instance = {f.symbol: Poly.symbol(f.symbol) for f in split[1].statement.free}
            number = len(search.lemmas) - 1
            term = _everywhere(search, term, context, split[0], (), "hypothesis", lemma=number, instance=instance)
        elif len(halves) < 3 and (guard := top_condition(term, halves, context)) is not None:
            halves.append(guard)
            term = search.step(term, (), context, "case", guard=guard)
        else:
            base = _denominator(term, context)
            if base is None and before is not None and (lemma := completion.next(search)) is not None:
                # what follows from the lemmas is looked for at the place from which no other way led on
                search.lemmas.append(lemma)
                refresh(search)
                term, context, mark = before
                del search.steps[mark:]
                multiplied.clear()
                continue
            left = [n for n in sorted(seen & recurrences, key=order.index) if again.get(n, 0) < MOST_ROUNDS]
            if (base is None or cleared > 12) and left:
                # what has been opened at some steps only
                stuck = stuck or term
                name = max(outermost(search.theory, set(left), nodes, Read, 1), key=order.index)
                again[name] = again.get(name, 0) + 1
                search.unfolding.add(name)
                search.ahead[name] = edge(search.theory, name, nodes, Read, 1)
                continue
            if base is None or cleared > 12:
                if by_cases(search, term, (), context):
                    return ZERO
                if grouped < MOST_ROUNDS and (group := sums_by_cases(search, term, statement, context)) is not None:
                    grouped += 1
                    search.lemmas.append(group[0])
                    term = _rewritten(search, term, context, group[1])
                    continue
                return stuck or term
            cleared += 1
            after = Mul((base, *(term.args if isinstance(term, Mul) else (term,))))
            search.steps.append(Step((), "clear", {"factor": base}))
            term = after


def _renamed(search: Normaliser, term: Term, path: tuple[int, ...], context: Context) -> Term:
    """The term with the usual names for the indices of inverses that got others, as a name was in use beside them."""
    for k in range(len(term.children)):
        child = term.children[k]
        if any(isinstance(n, Matrix) and "." in n.row + n.column for n in walk(child)):
            new = _renamed(search, child, (*path, k), descend(term, k, context))
            term = term.rebuild((*term.children[:k], new, *term.children[k + 1 :]))
    if not isinstance(term, Matrix) or "." not in term.row + term.column:
        return term
    level = height(term)
    usual = {b: f"%z{level}_{k}" for k, b in enumerate(own_indices(term))}
    mark = len(search.steps)
    after = search.attempt(term, path, context, "rename", names=usual)
    if isinstance(after, Matrix) and "." not in after.row + after.column:
        return after
    del search.steps[mark:]
    return term


def _inverted(term: Term) -> Iterator[Read]:
    """The reads within matrices whose inverses are taken."""
    for node in walk(term):
        if isinstance(node, Matrix):
            yield from (n for n in walk(node.body) if isinstance(n, Read))


def _is_function_of(theory: Theory, name: str, seen: set[str]) -> bool:
    """Whether a name is a function of one read that is seen beside it (``i = sigma(a)`` beside ``sigma'(a)``)."""
    reads = [n.tensor for n in walk(theory.definitions[name].body) if isinstance(n, Read)]
    return len(set(reads)) == 1 and reads[0] in seen and reads[0] != name


def _some_case(term: Term, done: list[tuple[Sum, Guard]], lemmas: Sequence[Lemma]) -> tuple[Sum, Guard] | None:
    """The next sum to be split, and the condition; each way to find one has its limit."""
    sides = [side for lemma in lemmas for side in (lemma.source.lead, lemma.source.rest)]
    products = [m for side in sides for m in (side.args if isinstance(side, Add) else (side,))]
    others = [n for m in products for n in factors(m) if isinstance(n, Sum) and n.binders]
    if len(done) < 8 and (case := _next_case(term, done, others)) is not None:
        return case
    if len(done) < 8 and (case := restricted_case(term, done, lemmas)) is not None:
        return case
    if len(done) < 6 and (case := _last_power(term, done, others)) is not None:
        return case
    for limit, find in ((12, inner_condition), (40, competing_bounds)):
        if len(done) < limit and (case := find(term, done)) is not None:
            return case
    return None


def _next_case(term: Term, done: list[tuple[Sum, Guard]], others: Sequence[Sum]) -> tuple[Sum, Guard] | None:
    """Two sums with one body over different sets, the second perhaps one that a lemma is about: a guard of one that
    the other lacks."""
    sums = [n for m in (term.args if isinstance(term, Add) else (term,)) for n in factors(m) if isinstance(n, Sum)]
    for a in sums:
        for b in (*sums, *others):
            if a != b and a.binders and a.binders == b.binders and _alike(a.body, b.body):
                for g in b.guards:
                    if g.kind == "eq":
                        g = _strict(g, a.guards)
                    # once more where it has come up again, within another case
                    if g not in a.guards and g.negation not in a.guards and done.count((a, g)) < 2:
                        return a, g
    return None


def _last_factor(term: Term, done: list[tuple[Sum, Guard]]) -> tuple[Term, Sum, tuple[int, ...], Guard] | None:
    """Two products, exponentials of sums of one body over different sets, by themselves or within sums: where the first
    stands, its sum and the way there, and a guard of the second that it lacks."""
    found: list[tuple[Term, Sum, tuple[int, ...]]] = []
    for f in (f for m in (term.args if isinstance(term, Add) else (term,)) for f in factors(m)):
        found += [(f, n, way) for n, way in _logarithms(f)]
        if isinstance(f, Sum) and f.binders:
            for k, inner in enumerate(factors(f.body)):
                place = (0, k) if isinstance(f.body, Mul) else (0,)
                found += [(f, n, (*place, *way)) for n, way in _logarithms(inner)]
    for product, a, way in found:
        for _, b, _ in found:
            if a != b and a.binders == b.binders and a.body == b.body:
                for g in b.guards:
                    if g not in a.guards and g.negation not in a.guards and (a, g) not in done:
                        return product, a, (*way, 0), g
    return None


def _alike(one: Term, other: Term) -> bool:
    """Whether the bodies of two sums are the same, but for what running products in them run over."""
    if one == other or len(factors(one)) != len(factors(other)):
        return one == other
    return _ranges_open(one) == _ranges_open(other)


def _logarithms(product: Term) -> Iterator[tuple[Sum, tuple[int, ...]]]:
    """The sums of which a term is the exponential, and the way to each."""
    if isinstance(product, Fn) and product.name == "exp":
        for k, n in enumerate(factors(product.args[0])):
            if isinstance(n, Sum) and n.binders:
                yield n, ((0, k) if isinstance(product.args[0], Mul) else (0,))


def _ranges_open(body: Term) -> Term:
    """The body of a sum, where what running products run over is left out."""
    parts = list(factors(body))
    for j, f in enumerate(parts):
        for n, _ in _logarithms(f):
            parts[j] = Fn("exp", (mul(*(Sum(n.binders, (), n.body) if x == n else x for x in factors(f.children[0]))),))
    return mul(*parts)


def _strict(guard: Guard, beside: Sequence[Guard]) -> Guard:
    """The condition that leaves an equation ``e = 0`` on its other side, where ``e >= 0`` or ``e <= 0`` is known:
    of two cases each is a range again."""
    for poly in (guard.poly, -guard.poly):
        if Guard("ge", poly) in beside:
            return Guard("ge", poly - 1)
    return guard


def _last_power(term: Term, done: list[tuple[Sum, Guard]], others: Sequence[Sum]) -> tuple[Sum, Guard] | None:
    """A sum with a power that may be ``b^0`` at one end, and the condition that it is not, where what is left without
    that end is another sum, or one that a lemma is about, one step further."""
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
            weighed = [f for f in parts if not is_integer(f)]  # (k + 1) a[k+1] x^k is two sums
            below = [f.rebuild((f.children[0], Int(exponent.poly - 1)))]  # the same entries, with one power less
            less = [g for j, g in enumerate(factors(a.body)) if j != k and not is_integer(g)]
            for b in (b for b in (*sums, *others) if b != a and b.binders == a.binders):
                own = [g for g in factors(b.body) if not is_integer(g)]
                if own == weighed or (len(own) == len(less) + 1 and Counter(own) == Counter([*less, *below])):
                    return a, guard
    return None


def _split(search: Normaliser, term: Term, context: Context, where: Sum, guard: Guard) -> Term:
    """Split one sum by a guard, wherever it stands as a factor of a summand, once in each."""
    return _everywhere(search, term, context, where, (0,), "case", guard=guard)


def _everywhere(
    search: Normaliser, term: Term, context: Context, where: Term, inside: tuple[int, ...], rule: str, **given: Any
) -> Term:
    """A rule for one sum, or for what stands ``inside`` it, wherever it is a factor of a summand, once in each."""
    for k, m in enumerate(term.args if isinstance(term, Add) else (term,)):
        j = next((j for j, f in enumerate(factors(m)) if f == where), None)
        if j is None:
            continue
        path = ((k,) if isinstance(term, Add) else ()) + ((j,) if isinstance(m, Mul) else ()) + inside
        spine, here = [term], context
        for child in path:
            here = descend(spine[-1], child, here)
            spine.append(spine[-1].children[child])
        new = search.step(spine[-1], path, here, rule, **given)
        for node, child in zip(reversed(spine[:-1]), reversed(path), strict=True):
            new = node.rebuild((*node.children[:child], new, *node.children[child + 1 :]))
        term = new
    return term


def _rewritten(search: Normaliser, term: Term, context: Context, k: int) -> Term:
    """The term with the last lemma used at its ``k``-th summand."""
    summands = list(term.args) if isinstance(term, Add) else [term]
    node, place = summands[k], ((k,) if isinstance(term, Add) else ())
    here = descend(term, k, context) if isinstance(term, Add) else context
    lemma = search.lemmas[-1]
    number, instance = len(search.lemmas) - 1, {f.symbol: Poly.symbol(f.symbol) for f in lemma.statement.free}
    positions = tuple(j for j, f in enumerate(factors(node)) if f in factors(lemma.source.lead))
    if isinstance(node, Sum):
        after = search.step(node, place, here, "hypothesis", lemma=number, instance=instance)
    else:
        match = use_match(search, node, place, here, Match(number, positions, (), instance))
        if match is None:
            raise KernelError("the sums do not fit", node)
        after = match
    return term.rebuild((*summands[:k], after, *summands[k + 1 :])) if isinstance(term, Add) else after


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
