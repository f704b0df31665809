r"""Shapes of undeclared tensors from the ranges in which they are read: ``\sum_{i=1}^{N-1} (x_{i+1} - x_i)^2``.

Every read by one letter that a sum or the text gives a range, with an offset or without, reaches from one entry to
another; the shape is what covers all of them.  What definitions read tells the shape; what claims read does so only of
names that no definition reads, as a wrong claim must not change what the others are about.

Guarantee: no shape is told that does not cover these reads.  A name whose reads cannot be compared (up to ``N`` here,
up to ``M`` there), or are moved by a letter without range in a definition, gets none, and a claim that reads beyond
what definitions read is not read.  Two letters in one subscript (``x_{i+p}``) tell nothing: there zero is read outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from symderiv.documents.declaring.listed_members import listed
from symderiv.documents.elaboration.context import Context, Range
from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.elaboration.undeclared import undeclared
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import RelationFact, SurfaceDocument
from symderiv.language.integers import Poly

__all__ = ["by_ranges"]

Ranges = Mapping[str, Range | None]
_ONE = Poly.constant(1)
_LESS = frozenset(["<", "\\le", "\\leq"])
_MORE = frozenset([">", "\\ge", "\\geq"])


@dataclass(frozen=True)
class _Read:
    """One read: how far it reaches along each axis, where that is known; ``whole`` where its subscripts are letters of
    sums with ranges, ``moved`` by a letter that has no range."""

    node: s.Expression
    ends: tuple[Range | None, ...]
    whole: bool
    moved: bool


@dataclass
class _Reads:
    context: Context
    defining: dict[str, list[_Read]] = field(default_factory=dict)
    claiming: dict[str, list[_Read]] = field(default_factory=dict)
    told: list[Poly] = field(default_factory=list)  # what the text says to be at least 0

    def compare(self, fact: RelationFact) -> None:
        """Take down what the text says of two sizes."""
        letters = self.context.sizes.letters()
        sides = [polynomial(x, letters) for x in (*fact.left, fact.right)]
        if fact.relation not in _LESS | _MORE or fact.conditional or len(sides) != 2:
            return
        left, right = sides
        if left is not None and right is not None and left[1] == right[1] == _ONE:
            gap = right[0] - left[0] if fact.relation in _LESS else left[0] - right[0]
            self.told.append(gap)

    def side(self, node: s.Expression, left: frozenset[str] | None) -> None:
        """Collect the reads of one side; ``left``: the letters that the left side of a definition binds."""
        self._walk(node, {}, left)

    def _walk(self, node: s.Expression, bound: Ranges, left: frozenset[str] | None) -> None:
        if isinstance(node, s.BigOperator):
            self._walk(node.body, {**bound, **self._below(node, bound)}, left)
            return
        # where a bracket or a case decides what is read, a range tells nothing
        if isinstance(node, s.Cases):
            chosen = [c for row in node.rows for c in row.conditions]
        else:
            inner = s.children(node) if isinstance(node, s.Product | s.Operation) else ()
            chosen = [x for n in inner for x in s.walk(n) if isinstance(x, s.Comparison)]
        if chosen:
            bound = {**bound, **{latex(x): None for c in chosen for x in s.walk(c) if is_letter(x)}}
        self._read(node, bound, left)
        for child in s.children(node):
            self._walk(child, bound, left)

    def _below(self, node: s.BigOperator, bound: Ranges) -> dict[str, Range | None]:
        found: dict[str, Range | None] = {}
        for entry in node.below:
            limits = None
            if isinstance(entry, s.Comparison) and entry.relations == ("=",) and node.above is not None:
                low, high = self._reach(entry.operands[1], bound), self._reach(node.above, bound)
                limits = (low[0], high[1]) if low is not None and high is not None else None
            if limits is not None and isinstance(entry, s.Comparison):
                found[latex(entry.operands[0])] = limits
            elif is_letter(entry) and len(node.below) == 1 and node.above is not None:  # "\sum_i^N x_i"
                high = self._reach(node.above, bound)
                found[latex(entry)] = None if high is None else (_ONE, high[1])
            else:
                found.update({latex(part): None for part in s.walk(entry) if is_letter(part)})
        return found

    def _reach(self, entry: s.Expression, bound: Ranges) -> Range | None:
        """The least and the largest value of an expression by at most one letter that has a range."""
        sizes = {x: p for x, p in self.context.sizes.letters().items() if x not in bound}
        inside = {latex(x) for x in s.walk(entry) if is_letter(x)} - sizes.keys()
        found = polynomial(entry, {**sizes, **{x: Poly.symbol(f"%{x}") for x in inside}})
        if found is None or found[1] != _ONE or len(inside) > 1:
            return None
        if not inside:
            return found[0], found[0]
        (letter,) = inside
        limits = bound[letter] if letter in bound else self._stated(letter)
        step = found[0].coefficient(f"%{letter}")
        linear = all(m.count(f"%{letter}") <= 1 for m, _ in found[0].terms)
        if limits is None or not step.is_constant or step.value == 0 or not linear:
            return None
        ends = tuple(found[0].substitute({f"%{letter}": x}) for x in limits)
        return (ends[0], ends[1]) if step.value > 0 else (ends[1], ends[0])

    def _stated(self, letter: str) -> Range | None:
        stated = {limits for _, limits in self.context.stated.get(letter, ())}
        return stated.pop() if len(stated) == 1 else None

    def _read(self, node: s.Expression, bound: Ranges, left: frozenset[str] | None) -> None:
        name = undeclared(self.context, node)
        if name is None or not name.indices:
            return
        entries = split_entries(name.indices, None)
        ends: list[Range | None] = []
        whole, moved = True, False
        for entry in entries:
            inside = {latex(x) for x in s.walk(entry) if is_letter(x)} - self.context.sizes.letters().keys()
            free = inside - bound.keys()
            told = None if free and left is None and not is_letter(entry) else self._reach(entry, bound)
            ends.append(told)
            if told is not None and is_letter(entry) and latex(entry) in bound:
                self.context.summed.setdefault((name.name, len(ends) - 1), set()).add(told)
            # the ranges of the text are looked after elsewhere
            whole = whole and told is not None and is_letter(entry) and latex(entry) in bound
            moved = moved or (
                told is None and len(inside) == 1 and not is_letter(entry) and bool(free & (left or set()))
            )
        into = self.defining if left is not None else self.claiming
        into.setdefault(name.name, []).append(_Read(node, tuple(ends), whole, moved))

    def within(self, smaller: Poly, larger: Poly) -> bool:
        """Whether one bound is at most another, whatever the sizes are."""
        gaps = [larger - smaller]
        known = [*self.told, *(g.poly for g in self.context.sizes.conditions if g.kind == "ge")]
        gaps += [larger - smaller - gap for gap in known]
        lows = self.context.sizes.lows
        for gap in gaps:
            least = {x: Poly.symbol(x) + low for x in gap.free if (low := lows.get(x)) is not None}
            moved = gap.substitute(least)
            if least.keys() == gap.free and all(c >= 0 for _, c in moved.terms):
                return True
        return False

    def cover(self, reads: list[_Read]) -> list[Range] | None:
        """What covers all reads along each axis, as far as they are known; None where that does not follow."""
        hull: list[Range | None] = [None] * len(reads[0].ends)
        for read in reads:
            if len(read.ends) != len(hull):
                return None
            for axis, ends in enumerate(read.ends):
                old = hull[axis]
                if ends is None or old is None:
                    hull[axis] = old or ends
                    continue
                low = [x for x, y in ((old[0], ends[0]), (ends[0], old[0])) if self.within(x, y)]
                high = [x for x, y in ((old[1], ends[1]), (ends[1], old[1])) if self.within(y, x)]
                if not low or not high:
                    return None
                hull[axis] = (low[0], high[0])
        found = [x for x in hull if x is not None]
        return found if len(found) == len(hull) else None

    def list_of(self, first: s.Expression, last: s.Expression) -> Range | None:
        """The places of the members of a list."""
        ends = [polynomial(x, self.context.sizes.letters()) for x in (first, last)]
        low, high = (x[0] if x is not None and x[1] == _ONE else None for x in ends)
        return None if low is None or high is None else (low, high)

    def leaves(self, read: _Read, covered: list[Range]) -> bool:
        """Whether a read may reach outside of what is covered."""
        pairs = [(ends, whole) for ends, whole in zip(read.ends, covered, strict=False) if ends is not None]
        return not all(self.within(whole[0], ends[0]) and self.within(ends[1], whole[1]) for ends, whole in pairs)


def by_ranges(context: Context, document: SurfaceDocument, made: set[str]) -> None:
    """Take down the shapes of undeclared names from the ranges of their reads; ``made``: what equations define."""
    reads = _Reads(context)
    seen: set[str] = set()
    defined: set[str] = set()
    for display in document.displays():
        for link in display.links:
            left = link.left
            head = left.head if isinstance(left, s.Applied) else left
            bare = latex(head.base if isinstance(head, s.Scripted) else head) if head is not None else ""
            defines = link.relation in DEFINING and not link.continuation and isinstance(head, s.Symbol | s.Scripted)
            defines = defines and not display.hypothesis and bare not in seen
            seen.add(bare)
            if defines and isinstance(head, s.Scripted):
                defined |= {latex(head), bare, *([f.name] if (f := context.names.propose(head)) is not None else [])}
            below = [x for x in head.subscripts for x in s.walk(x)] if isinstance(head, s.Scripted) else []
            letters = frozenset(latex(x) for x in split_entries(tuple(below), None) if is_letter(x))
            for side in (left, link.right):
                if side is not None:
                    reads.side(side, letters if defines or display.hypothesis else None)
    for fact in document.facts():
        if isinstance(fact, RelationFact):
            reads.compare(fact)
            for side in (*fact.left, fact.right):
                reads.side(side, frozenset())
    lists = {name: reads.list_of(*ends) for name, ends in listed(document).items()}
    for name in {**reads.defining, **reads.claiming}:
        own = reads.defining.get(name, [])
        first = own if any(r.whole for r in own) else [*own, *reads.claiming.get(name, [])]
        if name in made:  # a sum may leave out the last one of the states
            first = [r for r in first if not (isinstance(r.node, s.Scripted) and r.node.superscript is not None)]
        old = name in defined or name in context.bordered
        if old:  # what an equation defines is 0 outside of the entries that it names
            first = [r for r in first if r.whole][:1]
        if not any(r.whole for r in first):
            if any(r.moved for r in first):
                context.unshaped.add(name)
            continue
        covered = None if any(r.moved for r in first) else reads.cover(first)
        if covered is None:
            context.unshaped.add(name)
        elif all(low.is_constant and low.value in (0, 1) for low, _ in covered):
            context.inferred.setdefault(name, tuple((high - low + 1, low.value) for low, high in covered))
            if not old and covered != [lists.get(name)]:  # "the filter $w_0, \dots, w_{K-1}$" has no other entries
                beyond = [r for r in reads.claiming.get(name, []) if r not in first]
                context.beyond |= {r.node.span for r in beyond if reads.leaves(r, covered)}
