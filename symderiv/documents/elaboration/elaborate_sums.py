"""Sums and their ranges: explicit ones, and those that bare subscripts tell."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

from symderiv.documents.elaboration.context import Range
from symderiv.documents.elaboration.elaborate_base import Bare
from symderiv.documents.elaboration.elaborate_operations import Operations
from symderiv.documents.elaboration.products import logarithm, running
from symderiv.documents.elaboration.values import Place, Value, scalar, times
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import LETTERS
from symderiv.errors import ReadingError
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    ONE,
    Add,
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
    Mul,
    Pow,
    Read,
    Sum,
    Term,
    add,
    substitute,
    substitute_guard,
)

__all__ = ["Sums"]

_BOUNDS = ("\\le", "\\ge")


class Sums(Operations):
    """Big operators and the ranges of indices."""

    @contextmanager
    def bound(self, letters: list[str]) -> Iterator[dict[str, str]]:
        """Bind letters to fresh symbols for a while."""
        saved, counted = {letter: self.letters.get(letter) for letter in letters}, self.counted
        symbols = {letter: self.unify.fresh(letter.replace("\\", "")) for letter in letters}
        self.letters.update(symbols)
        try:
            yield symbols
        finally:
            self.counted = counted
            for letter, old in saved.items():
                if old is None:
                    self.letters.pop(letter, None)
                else:
                    self.letters[letter] = old

    def bounds(self, group: s.Group) -> Range:
        """``\\{1, \\dots, N\\}`` and ``[N]`` as an inclusive range."""
        entries = [e for e in group.entries if not (isinstance(e, s.Symbol) and e.letter == "\\dots")]
        if group.bracket == "[" and len(entries) == 1:
            entries = [s.Number(group.span, Fraction(1)), entries[0]]
        if len(entries) >= 2:
            low, high = self.whole(entries[0]), self.whole(entries[-1])
            if len(entries) == len(group.entries):
                numbers = [self.whole(e) for e in entries]
                if group.bracket != "[" and any(b - a != Poly.constant(1) for a, b in itertools.pairwise(numbers)):
                    raise self.fail(group, "a set of values that is no interval", "write the terms one by one")
            return low, high
        raise self.fail(group, "the set of this range is not understood", "write i=1 below and N above")

    def whole(self, node: s.Expression) -> Poly:
        sizes = self.context.sizes.letters()
        named = [p for p in s.walk(node) if isinstance(p, s.Scripted) and latex(p) in sizes]
        inside = {id(inner) for p in named for inner in s.walk(p)}  # the o of a size H_{o} is no index
        for part in s.walk(node):  # "sum_{j=1}^{i} A_{ij}" with an index of the equation that no side has shown yet
            known = latex(part) in self.outer or latex(part) in self.context.ranges
            free = id(part) not in inside and is_letter(part) and known
            if free and latex(part) not in {*self.letters, *sizes}:
                self.enter(part)
        found = self.polynomial(node, subscript=True)
        if found is None or found[1] != Poly.constant(1):
            raise self.fail(
                node, "a bound that is no integer expression in declared sizes and indices", "declare its letters"
            )
        return found[0]

    def big(self, node: s.BigOperator) -> Value:
        operator = {"sup": "max", "inf": "min"}.get(node.operator, node.operator)
        if operator == "prod" and self.is_written_out(node):
            return self.written_out(node)
        if operator in ("argmax", "argmin"):
            raise self.fail(
                node, "the place of an extremum is no number here", "write what holds there, as in x_k = \\max_i x_i"
            )
        if operator not in ("sum", "max", "min", "prod"):
            raise self.fail(
                node, f"the operator {node.operator} is not treated", "write it with sums, or with exp of a sum of logs"
            )
        below: list[s.Expression] = []
        for under in node.below:
            below.extend(split_entries((under,), None))
        letters: list[str] = []
        ranges: dict[str, tuple[s.Expression, s.Expression] | s.Group] = {}
        conditions: list[s.Comparison] = []
        waiting: list[str] = []  # the letters before ``q = 0`` share its range: ``\\sum_{p,q=0}^{K-1}``
        shared: dict[str, str] = {}
        beside: dict[str, s.Group] = {}  # ``p, q \\in S``: the letters before have that range where no axis gives one
        for part in below:
            if is_letter(part):
                letters.append(latex(part))
                waiting.append(latex(part))
            elif isinstance(part, s.Comparison):
                head, second = part.operands[0], part.operands[1]
                if part.relations == ("=",) and node.above is not None and is_letter(head):
                    letters.append(latex(head))
                    ranges |= dict.fromkeys((*waiting, latex(head)), (second, node.above))
                    shared |= dict.fromkeys(waiting, latex(head))
                    waiting = []
                elif part.relations == ("\\in",) and isinstance(second, s.Group):
                    members = head.entries if isinstance(head, s.Group) else split_entries((head,), None)
                    for member in members:
                        letters.append(latex(member))
                        ranges[latex(member)] = second
                    beside |= dict.fromkeys(waiting, second)
                    waiting = []
                else:
                    conditions.append(part)
            else:
                raise self.fail(
                    part, "what stands below the sum is not understood", "write i, or i=1 with an upper limit"
                )
        sizes = self.context.sizes.letters()
        for condition in conditions:
            candidates = [latex(o) for o in condition.operands if is_letter(o)]
            fresh = [
                c
                for c in candidates
                if c not in letters and c not in self.letters and (c not in sizes or c in self.context.subscripted)
            ]
            if len(condition.relations) > 2:
                inner = {latex(o) for o in condition.operands[1:-1]}
                fresh = [c for c in fresh if c in inner]
            if len(condition.relations) == 2 and candidates and not any(c in letters for c in candidates):
                fresh = [latex(condition.operands[1])] if is_letter(condition.operands[1]) else fresh
            if not any(c in letters for c in candidates) and not fresh and candidates:
                fresh = candidates[:1]
            fresh = self._running(node, condition, fresh, letters)
            letters.extend(fresh)
        if not letters:
            raise self.fail(node, "the sum has no index", "write the index below it")
        # "\\sum_{k \\ne i}^{K}" runs over all of an axis but for i, "\\sum_k^K" over all of it
        whole = node.above is not None and not ranges
        if whole and not (len(letters) == 1 and all(set(c.relations) == {"\\ne"} for c in conditions)):
            raise self.fail(node, "an upper limit without a lower one", "write i=1 below the sum")
        limits: dict[str, Range] = {}
        open_ended = False  # an index without a range that a factor bounds
        for letter, stated in ranges.items():
            limits[letter] = self.bounds(stated) if isinstance(stated, s.Group) else (self.whole(stated[0]), Poly({}))
        # the limits of one sum may name letters bound beside it, those of the upper limit as well
        between = {latex(o) for c in conditions if len(c.relations) >= 2 for o in c.operands[1:-1]}
        with self.bound(letters) as symbols:
            # what runs over a range that is written out is no size within its sum
            self.counted = self.counted | {x: symbols[x] for x in letters if x in ranges or x in between}
            guards: list[Guard] = []
            for letter, stated in ranges.items():
                symbol = symbols[letter]
                low, high = (
                    self.bounds(stated)
                    if isinstance(stated, s.Group)
                    else (self.whole(stated[0]), self.whole(stated[1]))
                )
                self.explicit[symbol] = spanned = (low, high)
                self.forwards(high - low + 1)
                guards += [Guard("ge", Poly.symbol(symbol) - low), Guard("ge", high - Poly.symbol(symbol))]
            bounded = set(ranges)
            covered: dict[str, Range] = {}
            for condition in conditions:
                for left, relation, right in zip(
                    condition.operands, condition.relations, condition.operands[1:], strict=False
                ):
                    if isinstance(right, s.Symbol | s.Scripted | s.Number | s.Addition | s.Product | s.Group):
                        self.enter(left)
                        self.enter(right)
                    found = self.guard(left, relation, right)
                    if isinstance(found, list):
                        guards += found
                    else:
                        inside = found.term
                        assert isinstance(inside, Sum)
                        guards += inside.guards
                if len(condition.relations) >= 2:
                    bounded |= {latex(o) for o in condition.operands[1:-1]}
                    covered |= self.covered(condition, symbols)
            alone = all(len(condition.operands) <= 3 for condition in conditions)  # and no "0 <= p < q <= 2"
            body = self.value(node.body)
            self.explicit.update(covered)
            self.conditioned.update(covered if alone else {})
            for symbol in covered:
                self.note(symbol)
                del self.explicit[symbol]
            for letter in letters:
                symbol = symbols[letter]
                self.note(symbol)
                if letter in shared:
                    self._shares(node, letter, symbol, symbols[shared[letter]])
                for limit in self.explicit.get(symbol, ()):
                    if (bounding := limit.as_symbol) is not None:
                        self.limits.setdefault(bounding, []).extend(self.bare.get(symbol, ()))
                    elif (bounding := (limit - 1).as_symbol) is not None and limit == self.explicit[symbol][0]:
                        # of what comes behind t, G_t = r_{t+1} + ... + r_T: from one entry before the first on
                        behind = [
                            x for x in self.bare.get(symbol, ()) if self.context.bases.begins_at_one(x.tensor, x.axis)
                        ]
                        self.limits.setdefault(bounding, []).extend(replace(x, base=0) for x in behind)
                        self.behind |= {bounding} if behind else set()
                for condition in conditions:  # "\\sum_{s \\ge t} r_s" for all t that there are entries of r
                    if len(condition.relations) == 1 and condition.relations[0] in _BOUNDS:
                        ends = [latex(x) for x in condition.operands if is_letter(x) and latex(x) != letter]
                        if letter in map(latex, condition.operands) and len(ends) == 1 and ends[0] in self.letters:
                            self.limits.setdefault(self.letters[ends[0]], []).extend(self.bare.get(symbol, ()))
                if letter in bounded:
                    continue
                range_ = self.range_of(letter, symbol, node, needed=False)
                if whole and node.above is not None:
                    last = self.whole(node.above)
                    if range_ is None or range_[1] - range_[0] + 1 not in (last, last + 1):
                        raise self.fail(node, "an upper limit without a lower one", "write i=1 below the sum")
                if range_ is None and letter in beside:
                    range_ = self.bounds(beside[letter])
                if range_ is not None:
                    at = Poly.symbol(symbol)
                    guards += [Guard("ge", at - range_[0]), Guard("ge", range_[1] - at)]
                elif operator == "sum" and not body.rank and _bounded(body.term, symbol, guards):
                    open_ended = True
                else:
                    raise self.fail(
                        node,
                        f"the range of '{letter}' does not follow",
                        f"write the range of {letter} below and above the sum",
                    )
        binders = tuple(symbols[letter] for letter in letters)
        shift = {}
        for symbol in binders:
            for g in guards:
                if g.kind == "ge" and not g.is_scalar and symbol in g.free:
                    low = Poly.symbol(symbol) - g.poly
                    if low.is_constant and low.value:
                        shift[symbol] = Poly.symbol(symbol) + low
                        break

        def entry(place: Place) -> Term:
            inside = body.entry(place)
            moved = [substitute_guard(g, shift) for g in guards]
            inside = substitute(inside, shift)
            if operator == "sum":  # whatever bounds it bounds each addend for itself
                return add(*(Sum(binders, moved, t) for t in (_addends(inside) if open_ended else (inside,))))
            if operator == "prod":
                logs = logarithm(self.context, inside)
                if logs is None and len(binders) == 1 and set(ranges) == set(letters) and not conditions:
                    low, high = spanned
                    start = Poly({}) if shift else low
                    product = running(self.context, inside, binders[0], start, high - low + start)
                    if product is not None:
                        return product
                if logs is None:
                    raise self.fail(
                        node,
                        "a product of factors that are not known to be positive",
                        "state that they are (p_i > 0), or write a recurrence",
                    )
                return Fn("exp", (Sum(binders, moved, logs),))
            if (
                isinstance(inside, Extremum)
                and inside.operation == operator
                and all(g.free.isdisjoint(binders) for g in inside.guards)  # \max_i \max_j is \max_{i,j}
            ):
                return Extremum(operator, (*binders, *inside.binders), (*moved, *inside.guards), inside.body)
            return Extremum(operator, binders, moved, inside)

        return Value(body.shape, entry, body.bases, body.row)

    def _running(self, node: s.BigOperator, condition: s.Comparison, fresh: list[str], letters: list[str]) -> list[str]:
        r"""The letters over which ``\sum_{j \ne k}``, ``\sum_{i < j}`` or ``\sum_{j \le i}`` runs, of those that
        nothing binds yet: an index of the equation is not among them.  Where none is, a sum of pairs names them in the
        order of their alphabet, or has them alike; of others, ``\sum_{j \le i} a_{ij} = 1`` and
        ``\sum_{s \le t} a_{ts} = 1``, both is possible."""
        relation = condition.relations[0]
        if len(fresh) != 2 or len(condition.relations) != 1 or fresh[0] in letters:
            return fresh
        distinct = relation in ("\\ne", "\\neq")
        if self.is_outer(fresh[1]) and (fresh[1] in self.context.subscripted or not distinct):
            return fresh[:1]
        named = relation != "\\ge" and _in_order(*fresh) and not _named(node.body, fresh[1], fresh[0])
        if not named and not _alike(node.body, fresh):
            self.context.pairs_open = True
            return fresh if self.context.pairs else fresh[:1]
        return fresh

    def _shares(self, node: s.BigOperator, letter: str, symbol: str, like: str) -> None:
        r"""Refuse ``\sum_{n, i = 1}^{D}`` where ``n`` stands on an axis that has nothing to do with ``D``."""
        stray = self._strays(symbol)
        if stray is not None and self._strays(like) is None:
            raise self.fail(
                node,
                f"'{letter}' stands before a range that does not fit its axis of the size {stray}",
                f"write the range of {letter} in a sum of its own",
            )

    def _strays(self, symbol: str) -> Poly | None:
        """The size of an axis on which an index stands bare and that shares no letter with the end of its range."""
        sizes = [self.unify.resolve(at.size) for at in self.bare.get(symbol, ())]
        high = self.explicit[symbol][1]
        known = (n for n in sizes if n.free and not any(x.startswith("?") for x in n.free))
        return next((n for n in known if not n.free & high.free), None)

    def forwards(self, count: Poly) -> None:
        """Who writes ``i = 0, ..., H-K`` has ``K <= H + 1`` in mind: taken down where sizes do not see to it."""
        lows = self.context.sizes.lows
        if any(x.startswith("%") for x in count.free):
            return
        least = {x: Poly.constant(low) for x in count.free if (low := lows.get(x, 1)) is not None}
        grows = all(c > 0 or not m for m, c in count.terms) and len(least) == len(count.free)
        if not grows or count.substitute(least).value < 0:
            self.unreversed.append(Guard("ge", count))

    def covered(self, condition: s.Comparison, symbols: dict[str, str]) -> dict[str, Range]:
        r"""What ``1 \le i < j \le n`` says of where the axes of ``i`` and ``j`` begin and end."""
        first, last = condition.operands[0], condition.operands[-1]
        ends = self.polynomial(first, subscript=True), self.polynomial(last, subscript=True)
        if ends[0] is None or ends[1] is None or not set(condition.relations) <= {"<", "\\le"}:
            return {}
        low, high = ends[0][0], ends[1][0]
        low = low + 1 if condition.relations[0] == "<" else low
        high = high - 1 if condition.relations[-1] == "<" else high
        inner = [latex(o) for o in condition.operands[1:-1]]
        return {symbols[letter]: (low, high) for letter in inner if letter in symbols}

    def is_written_out(self, node: s.BigOperator) -> bool:
        """Whether a product has few factors, or only one that is repeated."""
        below = node.below[0] if len(node.below) == 1 else None
        if not isinstance(below, s.Comparison) or below.relations != ("=",) or node.above is None:
            return False
        first, last = self.polynomial(below.operands[1], subscript=True), self.polynomial(node.above, subscript=True)
        few = first is not None and last is not None and (last[0] - first[0]).is_constant
        return few or not any(latex(part) == latex(below.operands[0]) for part in s.walk(node.body))

    def written_out(self, node: s.BigOperator) -> Value:
        """A product over finitely many numbers, or of one factor that does not depend on the index."""
        below = node.below[0] if len(node.below) == 1 else None
        ranged = isinstance(below, s.Comparison) and below.relations == ("=",) and node.above is not None
        remedy = "write it with sums (of logarithms), or as a recurrence"
        if not ranged or not isinstance(below, s.Comparison) or node.above is None or not is_letter(below.operands[0]):
            raise self.fail(node, "a product whose range is not written below and above", remedy)
        letter = latex(below.operands[0])
        low, high = self.whole(below.operands[1]), self.whole(node.above)
        count = high - low + 1
        if not any(latex(part) == letter for part in s.walk(node.body)):
            factor = self.term(node.body)
            if count.is_constant:
                return scalar(Pow(factor, Fraction(max(count.value, 0))))
            return scalar(Fn("pow", (factor, Int(count))))
        if not low.is_constant or not high.is_constant or count.value > 12:
            raise self.fail(node, "a product over a range of unknown length", remedy)
        result: Term = ONE
        for number in range(low.value, high.value + 1):
            written = s.Number(node.span, Fraction(number))
            body = s.replaced(node.body, lambda part, w=written: w if latex(part) == letter else None)  # type: ignore[misc]
            result = times(result, self.term(body))
        return scalar(result)

    def is_outer(self, letter: str) -> bool:
        """Whether a letter not in scope yet is an index of the whole equation (it stands free on its sides)."""
        return letter in self.outer

    def note(self, symbol: str) -> None:
        """Take down what an explicit range says about the first index of the axes where it covers them."""
        range_ = self.explicit.get(symbol)
        if range_ is None:
            return
        bases = self.context.bases
        for bare in self.bare.get(symbol, ()):
            for base in (0, 1):
                if range_ == (Poly.constant(base), bare.size + (base - 1)):
                    if bases.contradicts((bare.tensor, bare.axis), base):
                        raise ReadingError(
                            f"the ranges say both 0 and 1 for the first index of {bare.tensor}",
                            remedy="use one index base for this axis",
                        )
                    bases.vote((bare.tensor, bare.axis), bare.size, base)
            low, high = range_
            if high - low + 1 == bare.size and not (low.is_constant and low.value >= 0):
                bases.below.setdefault((bare.tensor, bare.axis), set()).add(low.value if low.is_constant else low)
                bases.sizes[bare.tensor, bare.axis] = bare.size
            bases.reached.setdefault((bare.tensor, bare.axis), []).append((low, high, bare.size))
            if high == bare.size and low not in (Poly({}), Poly.constant(1)):
                bases.weak.add(1)
            if low == Poly.constant(1) and high.as_symbol is not None and high.as_symbol.startswith("%"):
                bases.weak.add(1)  # the sum up to an index
            if low == Poly({}) and high == bare.size - 1:
                bases.weak.add(0)
        for number, size, tensor, axis in self.moved:
            if symbol in number.free:
                ends = self.ends(number)
                if ends is not None:
                    bases.reached.setdefault((tensor, axis), []).append((*ends, size))
                bases.weak |= {base for base in (0, 1) if ends == (Poly.constant(base), size + (base - 1))}

    def ends(self, number: Poly) -> Range | None:
        """The least and the greatest value of a subscript all of whose indices have explicit ranges."""
        low = high = number
        for symbol in sorted(x for x in number.free if x.startswith("%")):
            range_ = self.explicit.get(symbol)
            coefficient = number.coefficient(symbol)
            if range_ is None or not coefficient.is_constant:
                return None
            first, last = range_ if coefficient.value > 0 else range_[::-1]
            low, high = low.substitute({symbol: first}), high.substitute({symbol: last})
        return low, high

    def range_of(self, letter: str, symbol: str, node: s.Expression, needed: bool = True) -> Range | None:
        """The range of an index in the document's numbers: explicit, of the axes where it stands bare, or stated."""
        if symbol in self.explicit:
            return self.explicit[symbol]
        if letter in self.context.local:
            self.explicit[symbol] = self.context.local[letter]
            self.note(symbol)
            return self.explicit[symbol]
        found = self.bare.get(symbol, [])
        if found:
            first = found[0]
            entry = self.unify.inside.get(str(self.unify.resolve(first.size))) if symbol in self.free.values() else None
            size = self.unify.known(first.size if entry is None else entry, f"the axis of '{letter}'")
            inside = self.context.throughout.get(letter)
            if symbol not in self.free.values():
                for other in found[1:]:
                    if not self.unify.unify(other.size, first.size):
                        inside = self.context.of_steps.get(letter, inside)
                        if self._within(inside, found):
                            continue
                        raise self.fail(
                            node,
                            f"'{letter}' runs over axes of the sizes {first.size} and {other.size}",
                            f"write the range of {letter}",
                        )
                    if other.base != first.base:
                        raise self.fail(
                            node,
                            f"'{letter}' starts at 0 on one axis and at 1 on another",
                            f"write the range of {letter}",
                        )
            stated = self.context.ranges.get(letter)
            if stated is not None and stated[1] - stated[0] + 1 == size:
                self.explicit[symbol] = stated
                self.note(symbol)
                return stated
            if inside is not None and self._within(inside, (replace(first, size=size),)):
                self.explicit[symbol] = inside
                return inside
            return first.base + Poly({}), size + (first.base - 1)
        if letter in self.context.ranges:
            return self.context.ranges[letter]
        if needed and (span := self.context.spans.get(letter)) is not None:
            return span  # of all sums over this letter
        if needed:
            raise self.fail(node, f"the range of '{letter}' does not follow", f"state the range of {letter}")
        return None

    def _within(self, inside: Range | None, axes: Iterable[Bare]) -> bool:
        """Whether a range that is stated once for all lines lies in all of the axes."""
        if inside is None:
            return False
        gaps = (
            gap
            for axis in axes
            for gap in (inside[0] - axis.base, self.unify.resolve(axis.size) + (axis.base - 1) - inside[1])
        )
        return all(gap.is_constant and gap.value >= 0 for gap in gaps)


def _addends(term: Term) -> tuple[Term, ...]:
    return term.children if isinstance(term, Add) else (term,)


def _bounded(term: Term, symbol: str, guards: list[Guard]) -> bool:
    """Whether each addend vanishes outside of finitely many values of the index, as far as can be seen."""
    return any(g.kind == "eq" and symbol in g.free for g in guards) or all(_bounds(t, symbol) for t in _addends(term))


def _bounds(term: Term, symbol: str) -> bool:
    """Whether a factor vanishes outside of finitely many values of the index; a read inside a power is no factor,
    though ``x^2`` vanishes where ``x`` does."""
    if isinstance(term, Mul):
        return any(_bounds(factor, symbol) for factor in term.children)
    if isinstance(term, Sum):
        return any(g.kind == "eq" and symbol in g.free for g in term.guards) or _bounds(term.body, symbol)
    return isinstance(term, (Read, Diff)) and any(symbol in p.free for p in term.index)


def _in_order(one: str, other: str) -> bool:
    """Whether two letters of one alphabet stand in its order."""
    greek = [x for x in LETTERS if x in (one, other)]
    return greek == [one, other] if greek else one < other


def _named(body: s.Expression, one: str, other: str) -> bool:
    """Whether an entry is read whose subscripts name two letters in this order."""
    for node in s.walk(body):
        if isinstance(node, s.Scripted):
            letters = [latex(n) for x in node.subscripts for n in s.walk(x) if latex(n) in (one, other)]
            if letters == [one, other]:
                return True
    return False


def _alike(body: s.Expression, letters: Sequence[str]) -> bool:
    """Whether a product is the same with two letters in each other's place."""
    other = dict(zip(letters, reversed(letters), strict=True))
    symbols = {latex(n): n for n in s.walk(body) if is_letter(n) and latex(n) in other}

    def turned(node: s.Expression) -> s.Expression | None:
        return symbols[other[latex(node)]] if is_letter(node) and latex(node) in symbols else None

    factors = body.factors if isinstance(body, s.Product) else (body,)
    turn = [s.replaced(f, turned) for f in factors] if len(symbols) == len(other) else []
    return bool(turn) and sorted(map(latex, turn)) == sorted(map(latex, factors))
