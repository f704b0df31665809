"""What follows from two equations between matrices together: products that both of them rewrite.

``A u = lambda u`` and ``v^T A = mu v^T`` both rewrite ``v^T A u``, so ``lambda v^T u = mu v^T u``; and from
``B R = I - A R`` with ``B^-1 B = I`` follows what ``B^-1 A R`` is.  The lead of a lemma is read as a word of
matrices and vectors; where the end of one word is the beginning of another, the product of both is rewritten in
either way, and the difference is a new lemma.  Untrusted: the kernel replays both ways.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import NEGATE, ZERO, Add, Matrix, Mul, Read, Sum, Term, alpha_key, in_shape, substitute
from symderiv.language.theory import Free, Statement
from symderiv.prover.kernel.algebra import as_term, expand, monomials
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.parts import factors
from symderiv.prover.kernel.theorems import Lemma, LemmaSource, check_lemma, context_of, known_everywhere
from symderiv.prover.search.hypotheses import Match, find_matches
from symderiv.prover.search.normal import Normaliser
from symderiv.prover.search.weights import solved_for, weight

__all__ = ["Completion"]

Use = Callable[[Normaliser, Term, tuple[int, ...], Context, Match], Term | None]
_MOST_LEMMAS = 24
_LONGEST = 6


@dataclass(frozen=True)
class _Letter:
    """A factor of a product of matrices: a template in ``%p`` and ``%q`` (a vector in one of them), and its sizes."""

    key: object
    turned: bool
    entry: Term
    sizes: tuple[Poly, ...]
    rank: int

    def reversed(self) -> _Letter:
        swapped = substitute(self.entry, {"%p": Poly.symbol("%q"), "%q": Poly.symbol("%p")})
        return _Letter(self.key, not self.turned, swapped, self.sizes[::-1], self.rank)


Word = tuple[_Letter, ...]


class Completion:
    """New lemmas from pairs of those of a search, the shortest products first."""

    def __init__(self, goal: Context, use: Use) -> None:
        self.goal = goal
        self.use = use
        self.done: set[tuple[int, int, int, int]] = set()
        self.made = 0
        self.places: dict[tuple[Free, ...], Context] = {}  # kept, so that the kernel finds them again

    def next(self, search: Normaliser) -> Lemma | None:
        """A lemma that the others do not give by themselves; None where there are no more pairs."""
        while self.made < _MOST_LEMMAS:
            pair = next(iter(sorted(self._pairs(search), key=lambda p: (len(p[0]), p[1:]))), None)
            if pair is None:
                return None
            word, first, second, direction, shared = pair
            self.done.add((first, second, direction, shared))
            search.deadline.check("the search")
            lemma = self._superpose(search, word, first, second)
            if lemma is not None:
                self.made += 1
                return lemma
        return None

    def _pairs(self, search: Normaliser) -> Iterator[tuple[Word, int, int, int, int]]:
        words = [_word(lemma.source.lead, search) for lemma in search.lemmas]
        read = [(k, back, w[::-1] if back else w) for k, w in enumerate(words) if w for back in (False, True)]
        read = [(k, back, tuple(x.reversed() for x in w) if back else w) for k, back, w in read]
        for (a, one, u), (b, two, v) in itertools.product(read, repeat=2):
            if one and two:
                continue  # the same as both read forwards
            for shared in range(1, min(len(u), len(v))):
                pair = (a, b, one - two, shared)
                word = (*u, *v[shared:])
                inner = zip(u[-shared:], v[:shared], strict=True)
                if pair not in self.done and len(word) <= _LONGEST and all(_fits(x, y, search) for x, y in inner):
                    yield word, *pair

    def _superpose(self, search: Normaliser, word: Word, first: int, second: int) -> Lemma | None:
        """``a - b`` for the two ways to rewrite a product."""
        built = _product(word)
        if built is None:
            return None
        term, free = built
        statement = Statement(term, term, free)
        place = self.places.setdefault(free, context_of(search.theory, Statement(ZERO, ZERO, free)))
        context = known_everywhere(place, self.goal)
        length = len(word)
        ends = [len(factors(search.lemmas[number].source.lead.children[0])) for number in (first, second)]
        sides: list[tuple[Term, Normaliser]] = []
        for number, places in ((first, range(ends[0])), (second, range(length - ends[1], length))):
            scratch = search.scratch()
            assert isinstance(scratch, Normaliser)
            after = None
            for match in find_matches(term, search.lemmas, search.symmetric):
                if match.lemma == number and set(match.positions) == set(places):
                    after = self.use(scratch, term, (), context, match)
                    if after is not None:
                        break
            if after is None:
                return None
            try:
                sides.append((scratch.norm(after, (), context), scratch))
            except KernelError:
                return None
        (left, one), (right, other) = sides
        terms = monomials(expand(Add((left, Mul((NEGATE, right)))), context), context)
        if not terms:
            return None
        letters = {f.symbol for f in free}
        leads = [m for m in terms if m and letters <= as_term({m: Fraction(1)}).free]
        if not leads:
            return None
        lead = max(leads, key=lambda m: weight(as_term({m: Fraction(1)})))
        scale, bare, rest, factor = solved_for(lead, terms, context)
        steps = tuple(one.steps), tuple(other.steps)
        source = LemmaSource("what follows", *steps, scale, bare, rest, term=statement.left, free=free, factor=factor)
        try:
            return check_lemma(search.theory, source, tuple(search.lemmas), self.goal)
        except KernelError:
            return None


def _fits(x: _Letter, y: _Letter, search: Normaliser) -> bool:
    if x.key != y.key:
        return False
    return x.turned == y.turned or x.rank == 1 or x.key in search.symmetric


def _letter(factor: Term, search: Normaliser) -> tuple[_Letter, str, str | None] | None:
    """A factor with the indices at its ends."""
    p, q = Poly.symbol("%p"), Poly.symbol("%q")
    if isinstance(factor, Read) and len(factor.index) in (1, 2):
        ends = [x.as_symbol for x in factor.index]
        shape = search.theory.shape_of(factor.tensor)
        if None in ends:
            return None
        if len(ends) == 1:
            return _Letter(factor.tensor, False, Read(factor.tensor, (p,)), shape, 1), str(ends[0]), None
        return _Letter(factor.tensor, False, Read(factor.tensor, (p, q)), shape, 2), str(ends[0]), str(ends[1])
    if isinstance(factor, Matrix) and factor.operation == "inverse":
        ends = [x.as_symbol for x in factor.at]
        if None in ends or any(s.startswith("%") for s in factor.body.free - {factor.row, factor.column}):
            return None
        size = factor.size
        entry = Matrix("inverse", factor.row, factor.column, size, factor.body, (p, q))
        key = alpha_key(Matrix("det", factor.row, factor.column, size, factor.body))
        return _Letter(key, False, entry, (size, size), 2), str(ends[0]), str(ends[1])
    return None


def _word(lead: Term, search: Normaliser) -> Word | None:
    """The lead as a product in a row, from one end to the other; None where it is none."""
    if not isinstance(lead, Sum) or not lead.binders or any(g.is_scalar for g in lead.guards):
        return None
    found = [_letter(f, search) for f in factors(lead.body)]
    rest = [x for x in found if x is not None]
    if len(rest) < 2 or len(rest) < len(found):
        return None
    starts = [x for x in rest if x[2] is None or x[1] not in lead.binders or x[2] not in lead.binders]
    if not starts:
        return None
    letter, a, b = current = starts[0]
    if b is not None and b not in lead.binders:
        letter, a, b = letter.reversed(), b, a
    word, at = [letter], b if b is not None else a
    rest.remove(current)
    while rest:
        following = [x for x in rest if at in x[1:]]
        if len(following) != 1 or at not in lead.binders:
            return None
        letter, a, b = following[0]
        rest.remove(following[0])
        word.append(letter if a == at else letter.reversed())
        if b is None:
            return None if rest else tuple(word)
        at = b if a == at else a
    return tuple(word) if at not in lead.binders else None


def _product(word: Word) -> tuple[Term, tuple[Free, ...]] | None:
    """The entry of a product of matrices, with its free indices at the ends that are no vectors."""
    names = [f"%w{k}" for k in range(len(word) + 1)]
    parts: list[Term] = []
    sizes: dict[str, Poly] = {}
    place = 0
    for k, letter in enumerate(word):
        if letter.rank == 1:
            end = names[place]
            parts.append(substitute(letter.entry, {"%p": Poly.symbol(end), "%q": Poly.symbol(end)}))
            sizes.setdefault(end, letter.sizes[0])
            if k not in (0, len(word) - 1):
                return None
            continue
        a, b = names[place], names[place + 1]
        parts.append(substitute(letter.entry, {"%p": Poly.symbol(a), "%q": Poly.symbol(b)}))
        sizes.setdefault(a, letter.sizes[0])
        sizes.setdefault(b, letter.sizes[1])
        place += 1
    used = names[: place + 1]
    open_ends = [n for n, closed in ((used[0], word[0].rank == 1), (used[-1], word[-1].rank == 1)) if not closed]
    free = tuple(Free(n, Poly({}), sizes[n]) for n in open_ends)
    bound = tuple(n for n in used if n not in open_ends)
    # reads say the ranges of their indices
    told = {s for part in parts if isinstance(part, Read) for s in part.free}
    guards = [g for n in bound if n not in told for g in in_shape((Poly.symbol(n),), (sizes[n],))]
    return (Sum(bound, guards, Mul(tuple(parts))), free) if bound else None
