"""Hypotheses as rewriting: which lemma fits where.

An equation that is assumed is brought to normal form and solved for its weightiest monomial, the *lead*.  In a
normal term the lead is then looked for: as a product of factors, or as a part of a larger sum.  Untrusted; the
kernel checks how the lemma comes from the hypothesis and every instance.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from fractions import Fraction

from symderiv.budget import Deadline
from symderiv.errors import DeclarationError, KernelError
from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import (
    NEGATE,
    ONE,
    Add,
    Diff,
    Int,
    Matrix,
    Mul,
    Num,
    Read,
    Sum,
    Term,
    mul,
    substitute,
    walk,
)
from symderiv.language.theory import Hypothesis, Theory
from symderiv.prover.kernel.algebra import Monomial, as_term, expand, monomials
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.matrices import other_side
from symderiv.prover.kernel.parts import factors
from symderiv.prover.kernel.theorems import Lemma, LemmaSource, Proof, Theorem, check_lemma, context_of
from symderiv.prover.search.normal import Normaliser, weight

__all__ = [
    "Match",
    "apart",
    "eliminates",
    "find_matches",
    "lemma_of",
    "lemmas_of",
    "mirrors",
    "narrows",
    "symmetric_tensors",
    "turned",
    "turning",
    "turns_around",
]


@dataclass(frozen=True)
class Match:
    """A place for a lemma: positions of the factors, inner indices of the sum, and the instance."""

    lemma: int
    positions: tuple[int, ...]
    binders: tuple[str, ...]
    instance: dict[str, Poly]
    flips: tuple[int, ...] = ()


def lemmas_of(theory: Theory, deadline: Deadline) -> list[Lemma]:
    """A lemma for each equation among the hypotheses that can be solved for a monomial; a second one with its
    definitions unfolded, for where a claim is about what they stand for.  Found once, as long as the theory stands."""
    memory = theory.memory
    if "lemmas" not in memory:
        memory["lemmas"] = tuple(_lemmas(theory, deadline))
    return list(memory["lemmas"])


def _lemmas(theory: Theory, deadline: Deadline) -> list[Lemma]:
    found: list[Lemma] = []
    again: list[tuple[Hypothesis, set[str], bool, Term]] = []
    recurrences = theory.recurrences()
    for h in theory.hypotheses:
        if h.statement.relation != "=":
            continue
        reads = {n.tensor for side in (h.statement.left, h.statement.right) for n in walk(side) if isinstance(n, Read)}
        below = {d for name in reads for d in theory.dependencies(name)} & set(theory.definitions) - recurrences
        ways = [(set[str](), False), (set[str](), True), *([(below, False)] if below else [])]
        for unfolding, turned in ways:
            lemma = _solved(theory, h, unfolding, deadline, turned)
            same = [other for other in found if lemma is not None and lemma.source.lead == other.source.lead]
            if lemma is not None and all(diagonal(other) and not diagonal(lemma) for other in same):
                found.append(lemma)
            elif lemma is not None and all(other.source.hypothesis != h.name for other in same):
                again.append((h, unfolding, turned, lemma.source.lead))
    for h, unfolding, turned, taken in again:  # of "A v = y and A w = y" the second rewrites A w
        lemma = _solved(theory, h, unfolding, deadline, turned, taken=taken)
        if lemma is not None and not _comes_back(lemma, found):
            found.append(lemma)
    return found


def _comes_back(lemma: Lemma, others: Sequence[Lemma]) -> bool:
    """Whether by other lemmas the right side of a lemma may lead to its lead."""
    reached = _tensors(lemma.source.rest)
    size = -1
    while size != len(reached):
        size = len(reached)
        reached = reached.union(*(_tensors(o.source.rest) for o in others if _tensors(o.source.lead) <= reached))
    return _tensors(lemma.source.lead) <= reached


def _tensors(term: Term) -> frozenset[str]:
    return frozenset(n.tensor for n in walk(term) if isinstance(n, Read))


def lemma_of(theorem: Theorem, theory: Theory, goal: Context, deadline: Deadline) -> Lemma | None:
    """The lemma of an equation that has been proved, where it has its proof in a theory too and is defined wherever
    the goal is."""
    said = theorem.statement
    return _solved(theory, Hypothesis("what was shown", said), set(), deadline, False, theorem.proof, goal)


def _is_one_sum(m: Monomial) -> bool:
    """Whether a monomial is a sum, but for sizes: of ``B w = mu S w``, what is found within other sums."""
    parts = [(a, q) for a, q in m if not isinstance(a, Int)]
    return len(parts) == 1 and isinstance(parts[0][0], Sum) and bool(parts[0][0].binders) and parts[0][1] == 1


def _solved(
    theory: Theory,
    h: Hypothesis,
    unfolding: set[str],
    deadline: Deadline,
    turned: bool,
    proof: Proof | None = None,
    goal: Context | None = None,
    taken: Term | None = None,
) -> Lemma | None:
    """The lemma of one hypothesis, or of what has a ``proof``; one that cannot be solved is not used, and the claim
    stays undecided at worst.  It is solved for something else than ``taken``, for which another one is."""
    context = context_of(theory, h.statement)
    left, right = Normaliser(theory, deadline, set(unfolding)), Normaliser(theory, deadline, set(unfolding))
    try:
        statement = other_side(h.statement, context) if turned else h.statement
        a = left.norm(statement.left, (), context)
        b = right.norm(statement.right, (), context)
        terms = monomials(expand(Add((a, Mul((NEGATE, b)))), context), context)
        if not terms:
            return None
        free = {f.symbol for f in h.statement.free}
        open_ = [m for m in terms if as_term({m: Fraction(1)}) != taken]
        if not open_:
            return None
        lead = max(
            open_,
            key=lambda m: (
                proof is not None and _opens(m, terms),
                _eliminates(m, terms, theory, free),
                _is_of_a_step(m, terms, theory),
                not _is_scattered(m, terms),
                _is_one_sum(m),
                weight(as_term({m: Fraction(1)})),
            ),
        )
        lead = next((m for m in terms if _off_diagonal(m, terms) or _is_apart(m, terms)), lead)
        scale = 1 / terms[lead]
        # sizes that divide the lead are multiplied out: it must fit as it stands
        sizes = [as_term({((a, -q),): Fraction(1)}) for a, q in lead if q < 0 and isinstance(a, Int)]
        whole = expand(Mul((Num(scale), *sizes, as_term({lead: terms[lead]}))), context)
        others = as_term({m: -c * scale for m, c in terms.items() if m != lead})
        rest = expand(Mul((*sizes, others)), context) if sizes else others
        factor = mul(*sizes)
        steps = tuple(left.steps), tuple(right.steps)
        shown = None if proof is None else (h.statement, proof)
        source = LemmaSource(h.name, *steps, scale, whole, rest, factor=factor, turned=turned, shown=shown)
        return None if isinstance(source.lead, Num) else check_lemma(theory, source, goal=goal)
    except (KernelError, DeclarationError):
        return None


def _opens(m: Monomial, terms: Mapping[Monomial, Fraction]) -> bool:
    """Whether a monomial is an entry of the inverse of a sum, which the other terms express by simpler inverses."""
    ((atom, q), *more) = m or ((ONE, 1),)
    simple = not more and q == 1 and isinstance(atom, Matrix)
    return simple and _simplifies(atom, [a for o in terms if o != m for a, _ in o])


def _simplifies(entry: Term, others: Iterable[Term]) -> bool:
    """Whether an entry of the inverse of a sum is expressed by simpler inverses."""
    if not isinstance(entry, Matrix) or entry.operation != "inverse" or not isinstance(entry.body, Add):
        return False
    matrices = (n for term in others for n in walk(term) if isinstance(n, Matrix))
    return all(sum(1 for _ in walk(n.body)) < sum(1 for _ in walk(entry.body)) for n in matrices)


def symmetric_tensors(lemmas: list[Lemma]) -> dict[str, int]:
    """The tensors for which a lemma says ``A[i,j] = A[j,i]``, or so of each of the matrices ``A[k]``."""
    found: dict[str, int] = {}
    for number, lemma in enumerate(lemmas):
        if turns_around(lemma) and isinstance(lemma.source.lead, Read):
            found.setdefault(lemma.source.lead.tensor, number)
    return found


def turns_around(lemma: Lemma) -> bool:
    """Whether a lemma says that a tensor is symmetric."""
    lead, rest = lemma.source.lead, lemma.source.rest
    if not isinstance(lead, Read) or not isinstance(rest, Read) or lead.tensor != rest.tensor:
        return False
    letters = {p.as_symbol for p in lead.index}
    return len(letters) == len(lead.index) >= 2 and None not in letters and rest == turned(lead)


def mirrors(lemma: Lemma) -> bool:
    """Whether a lemma says that a tensor reads the same at other places: ``k[j] = k[2r-j]``."""
    lead, rest = lemma.source.lead, lemma.source.rest
    if not isinstance(lead, Read) or not isinstance(rest, Read) or lead.tensor != rest.tensor:
        return False
    return set(filter(is_index, lead.free)) == set(filter(is_index, rest.free)) and not turns_around(lemma)


def turning(lemma: Lemma, read: Term) -> dict[str, Poly] | None:
    """The instance of a lemma that turns a read around or mirrors it."""
    if not turns_around(lemma) and not mirrors(lemma):
        return None
    own = frozenset(f.symbol for f in lemma.statement.free)
    return next((values for _, values in _subsets((lemma.source.lead,), (read,), own, frozenset())), None)


def _eliminates(m: Monomial, terms: Mapping[Monomial, Fraction], theory: Theory, free: Set[str]) -> int:
    """2 for a read of a defined tensor that stands nowhere else in the equation, 1 for one of an input, and for an
    adjoint of a recurrence where the others are of what is made from its states, else 0 (also for a read that does not
    show all indices of the equation, as an instance could not be read off)."""
    if len(m) != 1 or m[0][1] != 1 or not isinstance(m[0][0], (Read, Diff)) or not free <= m[0][0].free:
        return 0
    if isinstance(m[0][0], Diff):
        entry, state = m[0][0].body, m[0][0].tensor
        slopes = [n for o in terms if o != m for a, _ in o for n in walk(a) if isinstance(n, Diff)]
        known = isinstance(entry, Read) and theory.is_recurrent(entry.tensor) and not slopes
        return int(known or (theory.is_recurrent(state) and all(n.tensor != state for n in slopes)))
    tensor = m[0][0].tensor
    others = (n for other in terms if other != m for atom, _ in other for n in walk(atom))
    if any(isinstance(n, (Read, Diff)) and n.tensor == tensor for n in others):
        return 0
    return 2 if tensor in theory.definitions else 1


def _is_of_a_step(m: Monomial, terms: Mapping[Monomial, Fraction], theory: Theory) -> bool:
    """Whether a monomial reads the state of a recurrence at a step at which no other does."""
    own = _steps_of(as_term({m: Fraction(1)}), theory)
    rest = as_term({o: Fraction(1) for o in terms if o != m})
    return len(m) == 1 and m[0][1] == 1 and bool(own) and own.isdisjoint(_steps_of(rest, theory))


def _steps_of(term: Term, theory: Theory) -> set[tuple[str, Poly]]:
    """The recurrences that a term reads, and at which steps; those that are numbers or run do not count."""
    reads = [n for n in walk(term) if isinstance(n, Read)]
    axes = [(n, axis) for n in reads if (axis := theory.recurrent_axis(n.tensor)) is not None]
    places = {(n.tensor, n.index[axis]) for n, axis in axes}
    return {(t, p) for t, p in places if not p.is_constant and not any(map(is_index, p.free))}


def _is_scattered(m: Monomial, terms: Mapping[Monomial, Fraction]) -> bool:
    """Whether a product of sums has its tensors in one sum elsewhere, as ``E[x] E[y]`` beside ``E[x y]``."""
    if sum(isinstance(a, Sum) for a, _ in m) < 2:
        return False
    tensors = frozenset().union(*(a.tensors for a, _ in m))
    return any(len(o) == 1 and isinstance(o[0][0], Sum) and o[0][0].tensors == tensors for o in terms if o != m)


def _off_diagonal(m: Monomial, terms: Mapping[Monomial, Fraction]) -> bool:
    """Whether an equation is ``D[i,j] = [i = j] ...``, and the monomial its left side."""
    if len(m) != 1 or len(terms) != 2 or not isinstance(m[0][0], Read) or m[0][1] != 1 or len(m[0][0].index) < 2:
        return False
    i, j = m[0][0].index[-2:]
    (other,) = (o for o in terms if o != m)
    brackets = [g.poly for a, _ in other if isinstance(a, Sum) and not a.binders for g in a.guards if g.kind == "eq"]
    return i.as_symbol != j.as_symbol and None not in (i.as_symbol, j.as_symbol) and brackets in ([i - j], [j - i])


def _is_apart(m: Monomial, terms: Mapping[Monomial, Fraction]) -> bool:
    """Whether an equation is ``y[i] y[j] = [i = j] y[i]``, and the monomial its left side."""
    if len(terms) != 2 or len(m) < 2 or not all(isinstance(a, Read) for a, _ in m):
        return False
    (other,) = (o for o in terms if o != m)
    brackets = [a for a, _ in other if isinstance(a, Sum) and not a.binders]
    own = [(a, q) for a, q in other if a not in brackets]
    return len(brackets) == 1 and all(g.kind == "eq" for g in brackets[0].guards) and set(own) < set(m)


def apart(lemma: Lemma) -> bool:
    """Whether a lemma says that a product of two entries is 0 unless they are the same."""
    lead, rest = lemma.source.lead, lemma.source.rest
    one, other = (tuple((f, 1) for f in factors(side)) for side in (lead, rest))
    return _is_apart(one, {one: Fraction(1), other: Fraction(1)})


def diagonal(lemma: Lemma) -> bool:
    """Whether a lemma says that a matrix is diagonal."""
    lead, rest = lemma.source.lead, lemma.source.rest
    if not isinstance(lead, Read) or not isinstance(rest, (Mul, Sum)):
        return False
    return _off_diagonal(((lead, 1),), {((lead, 1),): Fraction(1), tuple((f, 1) for f in factors(rest)): Fraction(1)})


def narrows(lemma: Lemma, instance: Mapping[str, Poly]) -> bool:
    """Whether an instance of a lemma about a diagonal matrix is about an entry that may be off the diagonal."""
    lead = lemma.source.lead
    return (
        diagonal(lemma) and isinstance(lead, Read) and len({instance[str(p.as_symbol)] for p in lead.index[-2:]}) == 2
    )


def eliminates(lemma: Lemma, theory: Theory | None = None) -> bool:
    """Whether a lemma replaces a tensor, or the state of a recurrence at a step, by what does not read it."""
    lead = lemma.source.lead
    if theory is not None and (own := _steps_of(lead, theory)):
        return own.isdisjoint(_steps_of(lemma.source.rest, theory))
    if isinstance(lead, Matrix):
        return _simplifies(lead, [lemma.source.rest])
    if isinstance(lead, Diff):  # an adjoint, by those of other tensors
        return all(not (isinstance(n, Diff) and n.tensor == lead.tensor) for n in walk(lemma.source.rest))
    return isinstance(lead, Read) and all(
        not (isinstance(n, (Read, Diff)) and n.tensor == lead.tensor) for n in walk(lemma.source.rest)
    )


def find_matches(
    term: Term, lemmas: list[Lemma], symmetric: Mapping[str, int], even: Callable[[Matrix], bool] | None = None
) -> Iterator[Match]:
    """Places for lemmas at a monomial, or within a sum whose body is one; ``even``: the inverses that are symmetric."""
    outside, inside = Counter(map(_head, factors(term))), Counter[object]()
    if isinstance(term, Sum):
        inside = Counter(map(_head, factors(term.body)))
    for number, lemma in enumerate(lemmas):
        lead = lemma.source.lead
        if not lead.tensors <= term.tensors:
            continue
        within = Counter(map(_head, factors(lead.body))) <= inside if isinstance(lead, Sum) else False
        if not within and not Counter(map(_head, factors(lead))) <= outside:
            continue
        own = frozenset(f.symbol for f in lemma.statement.free)
        if isinstance(lead, Sum) and lead.binders:
            if isinstance(term, Sum):
                yield from _within(term, lead, own, number, symmetric, even)
            pattern: tuple[Term, ...] = (lead,)
        else:
            pattern = factors(lead)
        if isinstance(term, Sum) or (number in symmetric.values() and any(p.free - own for p in pattern)):
            continue
        parts = factors(term)
        for positions, values in _subsets(pattern, parts, own, frozenset()):
            yield Match(number, positions, (), values)


def _head(factor: Term) -> object:
    """What two factors must share for one to be an instance of the other."""
    name = getattr(factor, "tensor", "") or getattr(factor, "name", "") or getattr(factor, "operation", "")
    return type(factor), name, getattr(factor, "exponent", 0), len(factor.children)


def _within(
    term: Sum,
    lead: Sum,
    own: frozenset[str],
    number: int,
    symmetric: Mapping[str, int],
    even: Callable[[Matrix], bool] | None,
) -> Iterator[Match]:
    original = factors(term.body)
    turnable = [k for k, f in enumerate(original) if isinstance(f, Read) and f.tensor in symmetric][:4]
    inverses = [k for k, f in enumerate(original) if isinstance(f, Matrix) and f.operation == "inverse"][:4]
    if even is not None and symmetric and len(inverses) > 1:  # one by itself is turned around with its lemma
        turnable += [k for k in inverses if isinstance(f := original[k], Matrix) and even(f)]
    for count in range(len(turnable) + 1):
        for flips in itertools.combinations(turnable, count):
            parts = tuple(turned(f) if k in flips else f for k, f in enumerate(original))
            for match in _oriented(term, parts, lead, own, number):
                if set(flips) <= set(match.positions):
                    yield replace(match, flips=flips)


def turned(factor: Term) -> Term:
    """A read or an entry of an inverse with its places exchanged."""
    if isinstance(factor, Matrix):
        return Matrix(factor.operation, factor.row, factor.column, factor.size, factor.body, factor.at[::-1])
    if not isinstance(factor, Read):
        return factor
    (*member, i, j) = factor.index
    return Read(factor.tensor, (*member, j, i))


def _oriented(term: Sum, parts: tuple[Term, ...], lead: Sum, own: frozenset[str], number: int) -> Iterator[Match]:
    for positions, values in _subsets(factors(lead.body), parts, own | set(lead.binders), frozenset()):
        inner = [values[b].as_symbol for b in lead.binders]
        names = tuple(s for s in inner if s is not None and s in term.binders)
        if len(names) != len(inner) or len(set(names)) != len(names):
            continue
        others = [f for k, f in enumerate(parts) if k not in positions]
        if any(not f.free.isdisjoint(names) for f in others):
            continue
        ranges = {g.map(lambda p, v=values: p.substitute(v), lambda t: t) for g in lead.guards}  # type: ignore[misc]
        if {g for g in term.guards if not g.free.isdisjoint(names)} != ranges:
            continue
        instance = {s: p for s, p in values.items() if s in own}
        if any(not p.free.isdisjoint(names) for p in instance.values()):
            continue
        yield Match(number, positions, names, instance)


def _subsets(
    pattern: tuple[Term, ...], parts: tuple[Term, ...], variables: frozenset[str], used: frozenset[int]
) -> Iterator[tuple[tuple[int, ...], dict[str, Poly]]]:
    # variables of the pattern get names of their own: the term may use the same letters
    apart = {s: f"%?{s[1:]}" for s in variables}
    names = {s: Poly.symbol(t) for s, t in apart.items()}
    pattern = tuple(substitute(p, names) for p in pattern)
    wanted = frozenset(apart.values())
    heads = [_head(part) for part in parts]
    fitting = [[k for k, head in enumerate(heads) if head == own] for own in map(_head, pattern)]
    for chosen, values in _unified(pattern, [[(k, parts[k]) for k in own] for own in fitting], wanted, used, {}):
        if set(values) >= wanted:
            yield tuple(sorted(chosen)), {s: values[t] for s, t in apart.items()}


def _unified(
    pattern: tuple[Term, ...],
    fitting: Sequence[Sequence[tuple[int, Term]]],
    variables: frozenset[str],
    used: frozenset[int],
    values: dict[str, Poly],
) -> Iterator[tuple[frozenset[int], dict[str, Poly]]]:
    """The ways to give each part of a pattern one of the parts that fit it, by their numbers; with those in use."""
    if not pattern:
        yield used, values
        return
    for k, part in fitting[0]:
        if k not in used:
            bound = unify(pattern[0], part, variables, values)
            if bound is not None:
                yield from _unified(pattern[1:], fitting[1:], variables, used | {k}, bound)


def unify(pattern: Term, term: Term, variables: frozenset[str], values: dict[str, Poly]) -> dict[str, Poly] | None:
    """Values of the variables that make the pattern the term, extending ``values``; bare indices are solved for."""
    found = dict(values)
    known, unknowns = -1, pattern.free & variables
    # an index of several unknowns is solved once the others are known from elsewhere
    while known < len(found) and (known < 0 or not unknowns <= found.keys()):
        known = len(found)
        if not _walk_together(pattern, term, variables, found):
            return None
    return found if substitute(pattern, found) == term else None


def _walk_together(pattern: Term, term: Term, variables: frozenset[str], found: dict[str, Poly]) -> bool:
    if type(pattern) is not type(term) or len(pattern.children) != len(term.children):
        return False
    slots: Iterator[tuple[Poly, Poly]] | None = None
    if isinstance(pattern, (Read, Diff)) and isinstance(term, (Read, Diff)):
        if pattern.tensor != term.tensor or len(pattern.index) != len(term.index):
            return False
        slots = zip(pattern.index, term.index, strict=True)
    elif isinstance(pattern, Matrix) and isinstance(term, Matrix) and len(pattern.at) == len(term.at):
        slots = zip(pattern.at, term.at, strict=True)
    elif isinstance(pattern, Int) and isinstance(term, Int):
        slots = iter([(pattern.poly, term.poly)])
    if slots is not None:
        for p, q in slots:
            p = p.substitute(found)
            open_symbols = [s for s in p.free if s in variables and s not in found]
            if not open_symbols and p != q:
                return False
            if len(open_symbols) == 1:
                (symbol,) = open_symbols
                coefficient = p.multiple(symbol)
                if coefficient in (1, -1):
                    found[symbol] = (q - (p - Poly.symbol(symbol) * coefficient)) * coefficient
    return all(_walk_together(a, b, variables, found) for a, b in zip(pattern.children, term.children, strict=True))
