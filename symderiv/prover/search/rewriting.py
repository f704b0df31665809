"""Hypotheses as rewriting: where a lemma fits, and the steps that bring the matched factors together.

Untrusted.  A lemma that does not make its place lighter is used only if it orders it, so that rewriting ends; steps
of a use that the kernel refuses are not recorded.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    ONE,
    Add,
    Diff,
    Guard,
    Matrix,
    Mul,
    Pow,
    Read,
    Sum,
    Term,
    mul,
    substitute,
    substitute_guard,
    walk,
)
from symderiv.prover.kernel.context import Context, entails
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.parts import factors, read_guards
from symderiv.prover.kernel.theorems import (
    Lemma,
    apply,
)
from symderiv.prover.search.hypotheses import (
    Match,
    apart,
    eliminates,
    find_matches,
    mirrors,
    narrows,
    symmetric_tensors,
    turning,
    unify,
)
from symderiv.prover.search.matrices import lopsided_key, turn
from symderiv.prover.search.normal import Normaliser, weight
from symderiv.prover.search.opposites import antisymmetric_tensors
from symderiv.prover.search.record import findings, known_guards

__all__ = ["refresh", "restricted_case", "use_match"]


def refresh(search: Normaliser) -> Normaliser:
    """Let all lemmas that are there rewrite; what other searches found with them is known, but where steps are counted,
    and where recurrences, of which each claim opens other steps, may make it depend on the claim."""
    search.symmetric = symmetric_tensors(search.lemmas)
    if search.recurrences or search.deadline.counted:
        search.found = replace(search.found, normal=set(), mended=set(), rewrite=None)
    else:
        search.found = findings(search.theory, search.lemmas, (search.careful, search.closed))
    search.found.known = known_guards(search.theory)
    if search.lemmas and search.found.rewrite is None:
        search.found.rewrite = _rewriter(list(search.lemmas))
    search.rewrite = search.found.rewrite
    return search


def _rewriter(lemmas: list[Lemma]) -> Callable[[Normaliser, Term, tuple[int, ...], Context], Term | None]:
    """Apply the first lemma that fits somewhere; one that does not make its place lighter only if it orders it."""

    symmetric = symmetric_tensors(lemmas)
    turned = [n for n, lemma in enumerate(lemmas) if mirrors(lemma) or n in symmetric.values()]
    skew = set(antisymmetric_tensors(lemmas).values())
    swapping = {n for n, lemma in enumerate(lemmas) if _swaps(lemma, symmetric)}
    separating = [n for n, lemma in enumerate(lemmas) if apart(lemma)]
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

        if turned and isinstance(term, Sum) and isinstance(term.body, (Mul, Read)):
            after = _reflect(search, term, path, context, turned)
            if after is not None:
                return after
        if isinstance(term, Sum) and (after := _replace_factor(search, term, path, context, lemmas)) is not None:
            return after
        if isinstance(term, Sum) and (after := _bracketed_factor(search, term, path, context, lemmas)) is not None:
            return after
        if not isinstance(term, Sum) and (after := _replace_base(search, term, path, context, lemmas)) is not None:
            return after
        if isinstance(term, Sum) and any(_is_square(f, tensors) for f in factors(term.body)):
            mark = len(search.steps)
            opened = _open_squares(search, term, path, context, tensors)
            for match in find_matches(opened, lemmas, symmetric, even):
                if match.binders and (after := use_match(search, opened, path, context, match)) is not None:
                    return after
            del search.steps[mark:]
        for match in find_matches(term, lemmas, symmetric, even):
            source = lemmas[match.lemma].source
            lead, rest = substitute(source.lead, match.instance), substitute(source.rest, match.instance)
            swapped = match.lemma in skew and _is_turned(lead, rest)
            helps = match.binders or swapped or eliminates(lemmas[match.lemma], search.theory)
            helps = helps or match.lemma in separating
            helps = helps or (mirrors(lemmas[match.lemma]) and rest.sort_key < lead.sort_key)
            if weight(rest) >= weight(lead) and not (helps or narrows(lemmas[match.lemma], match.instance)):
                continue
            if match.lemma in turned and any(s.startswith("%z") for s in lead.free):
                continue  # reads at bound indices are turned around by the canonical form of their sum
            if match.lemma in swapping and not _in_order(lemmas[match.lemma], match.instance):
                continue
            after = use_match(search, term, path, context, match)
            if after is not None:
                return after
        return _joined_apart(search, term, path, context, separating)

    return rewrite


def _joined_apart(
    search: Normaliser, term: Term, path: tuple[int, ...], context: Context, numbers: Sequence[int]
) -> Term | None:
    """An entry within the sum beside it, or two sums as one, where a lemma says that the product of two entries is 0
    unless they are the same: ``y_i sum_j y_j p_j = sum_j [i = j] y_i p_j``."""
    parts = factors(term) if numbers else ()
    for number, (k, one), (j, other) in itertools.product(numbers, enumerate(parts), enumerate(parts)):
        tensors = search.lemmas[number].source.lead.tensors
        if j <= k or not (isinstance(one, Sum) or isinstance(other, Sum)) or not tensors <= one.tensors & other.tensors:
            continue
        mark = len(search.steps)
        grouped = search.attempt(term, path, context, "group", positions=(k, j))
        if not isinstance(grouped, Mul):
            continue
        last = len(grouped.args) - 1
        place, here = ((*path, last), descend(grouped, last, context)) if len(parts) > 2 else (path, context)
        node = search.step(grouped.args[last] if len(parts) > 2 else grouped, place, here, "wrap")
        node = search.step(node, place, here, "absorb")
        inside = descend(node, 0, here)
        body = node.body if isinstance(node, Sum) else node
        matches = (m for m in find_matches(body, search.lemmas, search.symmetric) if m.lemma == number)
        ways = (use_match(search, body, (*place, 0), inside, m) for m in matches)
        after = next((way for way in ways if way is not None), None)
        if after is None or not isinstance(node, Sum) or body.free.isdisjoint(node.binders):
            del search.steps[mark:]
            continue
        joined: Term = node.rebuild((after, *node.children[1:]))
        return Mul((*grouped.args[:last], joined)) if len(parts) > 2 else joined
    return None


def _swaps(lemma: Lemma, symmetric: Mapping[str, int]) -> bool:
    """Whether a lemma exchanges symmetric factors, ``A B = B A``: read backwards, its right side is its left one."""
    lead, rest = lemma.source.lead, lemma.source.rest
    alike = isinstance(lead, Sum) and isinstance(rest, Sum) and lead.tensors == rest.tensors
    return alike and weight(rest)[:-1] == weight(lead)[:-1] and lead.tensors <= symmetric.keys()


def _in_order(lemma: Lemma, instance: Mapping[str, Poly]) -> bool:
    """Whether an instance of such a lemma is one of the two that lead to each other: at free indices in order."""
    values = [instance[f.symbol] for f in lemma.statement.free if f.symbol in instance]
    named = [v.as_symbol for v in values]
    if len(named) != 2 or None in named or any(str(n).startswith("%z") for n in named):
        return False
    return str(named[0]) < str(named[1])


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


def restricted(lemma: Lemma) -> tuple[Read, tuple[Guard, ...]] | None:
    """The read and the conditions of a lemma about some entries of a tensor: ``[j > i] A[i,j]``."""
    parts = factors(lemma.source.lead)
    brackets = [f for f in parts if isinstance(f, Sum) and not f.binders and f.body == ONE]
    reads = [f for f in parts if isinstance(f, Read)]
    if len(reads) != 1 or not brackets or len(brackets) + 1 != len(parts):
        return None
    return reads[0], tuple(g for b in brackets for g in b.guards)


def restricted_case(term: Term, done: list[tuple[Sum, Guard]], lemmas: Sequence[Lemma]) -> tuple[Sum, Guard] | None:
    """A sum over entries of which some are those that a lemma is about, and the condition that they are."""
    told = [(r, frozenset(f.symbol for f in x.statement.free)) for x in lemmas if (r := restricted(x)) is not None]
    sums = [n for m in (term.args if isinstance(term, Add) else (term,)) for n in factors(m) if isinstance(n, Sum)]
    for a in sums if told else ():
        for f in factors(a.body) if a.binders else ():
            for (read, guards), own in told:
                instance = unify(read, f, own, {}) if isinstance(f, Read) and f.tensor == read.tensor else None
                if instance is None or set(instance) != own or len(guards) != 1:
                    continue
                guard = substitute_guard(guards[0], instance)
                given = {*a.guards, *(g.negation for g in a.guards)}
                if not guard.is_scalar and guard not in given and (a, guard) not in done:
                    return a, guard
    return None


def _bracketed_factor(
    search: Normaliser, term: Sum, path: tuple[int, ...], context: Context, lemmas: list[Lemma]
) -> Term | None:
    """Replace a read among the factors of a sum whose indices are all of those that a lemma is about."""
    body = term.body
    for number, lemma in enumerate(lemmas):
        told = restricted(lemma)
        for k, f in enumerate(factors(body)) if told is not None else ():
            if told is None or not isinstance(f, Read) or f.tensor != told[0].tensor:
                continue
            own = frozenset(s.symbol for s in lemma.statement.free)
            instance = unify(told[0], f, own, {})
            place = (*path, 0, k) if isinstance(body, Mul) else (*path, 0)
            here = descend(term, 0, context)
            here = descend(body, k, here) if isinstance(body, Mul) else here
            if instance is None or set(instance) != own:
                continue
            guards = tuple(substitute_guard(g, instance) for g in told[1])
            if any(g.is_scalar for g in guards) or not all(entails(g, here) for g in guards):
                continue
            mark = len(search.steps)
            try:
                new = search.step(f, place, here, "wrap")
                new = search.step(new, place, here, "guards", guards=guards)
                new = search.step(new, place, here, "expand")
                new = search.step(new, place, here, "hypothesis", lemma=number, instance=instance)
            except KernelError:
                del search.steps[mark:]
                continue
            if isinstance(body, Mul):
                new = body.rebuild((*body.args[:k], new, *body.args[k + 1 :]))
            return term.rebuild((new, *term.children[1:]))
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
    search: Normaliser, term: Term, k: int, path: tuple[int, ...], context: Context, numbers: Sequence[int]
) -> Term:
    """``A[j,i]`` for the factor ``A[i,j]`` of a sum's body, ``k[2r-j]`` for ``k[j]``: the first lemma that fits."""
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
    number, instance = next((n, found) for n in numbers if (found := turning(search.lemmas[n], read)) is not None)
    new = search.step(read, place, here, "hypothesis", lemma=number, instance=instance)
    return Sum(
        term.binders, term.guards, Mul((*body.args[:k], new, *body.args[k + 1 :])) if isinstance(body, Mul) else new
    )


def _reflect(
    search: Normaliser, term: Sum, path: tuple[int, ...], context: Context, numbers: Sequence[int]
) -> Term | None:
    """Turn a read of a symmetric tensor around, or mirror one, where that gives the sum an earlier canonical form."""
    mark, rest = len(search.steps), factors(term.body)
    reads = [(k, f) for k, f in enumerate(rest) if isinstance(f, Read)]
    found = ((k, f, n, turning(search.lemmas[n], f)) for k, f in reads for n in numbers)
    places = [(k, f, n, instance) for k, f, n, instance in found if instance is not None]
    own = search.key(term) if places else ""
    for k, f, number, instance in places:
        swapped = substitute(search.lemmas[number].source.rest, instance)
        body = Mul((*rest[:k], swapped, *rest[k + 1 :])) if len(rest) > 1 else swapped
        if not search.key(Sum(term.binders, term.guards, body)) < own:
            continue
        try:
            # the read may be all that says the range of its indices
            wanted = tuple(dict.fromkeys((*term.guards, *read_guards(f, context.theory))))
            ranged = search.step(term, path, context, "guards", guards=wanted)
            turned = _flip(search, ranged, k, path, context, [number])
            return search.step(turned, path, context, "guards", guards=term.guards)
        except KernelError:
            del search.steps[mark:]
    return None


def use_match(search: Normaliser, term: Term, path: tuple[int, ...], context: Context, match: Match) -> Term | None:
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
            term = _flip(search, term, k, path, context, list(symmetric_tensors(search.lemmas).values()))
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
