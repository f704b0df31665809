"""One link of a display as a statement about the tensors of the theory: both sides, free indices and conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symderiv.documents.elaboration.context import Range
from symderiv.documents.elaboration.definer import Definer
from symderiv.documents.elaboration.elaborate import Elaborator
from symderiv.documents.elaboration.elaborate_differentials import moving
from symderiv.documents.elaboration.elaborate_functions import function_name
from symderiv.documents.elaboration.two_senses import letters_as_numbers
from symderiv.documents.elaboration.values import Entry, Value, scalar
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_euler, is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Link
from symderiv.errors import ReadingError
from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import (
    NEGATE,
    ONE,
    Diff,
    Guard,
    Num,
    Read,
    Sum,
    Term,
    add,
    bracket,
    mul,
    substitute,
    substitute_guard,
    walk,
)
from symderiv.language.text import plain
from symderiv.language.theory import Free, Statement

__all__ = ["RELATIONS", "Reader"]

RELATIONS = {
    "=": "=",
    ":=": "=",
    "\\equiv": "=",
    "\\triangleq": "=",
    "\\le": "<=",
    "\\ge": ">=",
    "<": "<",
    ">": ">",
    "\\ne": "!=",
    "\\approx": "~",
}


_STRICT = ("<", ">", "!=")


@dataclass
class Reader(Definer):
    """Reads links against a context: their names, their definitions, their statements.

    ``sizing``: conditions on sizes alone are put into ``sized``, and not into a strict inequality.  ``ends``: the sizes
    whose letters were read as indices on their own axes, ``x_n`` of n entries: the last one may be meant.  ``moving``:
    the tensors whose differentials are inputs of the statement; there are none where each ``d`` is ``multiplying``.
    """

    sizing: bool = False
    sized: tuple[Guard, ...] = ()
    ends: frozenset[str] = frozenset()
    moving: frozenset[str] = frozenset()
    multiplying: bool = False

    def statement(self, link: Link) -> tuple[Statement, str, dict[str, int]]:
        """The statement of a link, its reading, and the document's first value of each free index."""
        statement, offsets = self.understood(link)
        one, other = statement.left, statement.right
        where = ", ".join(f"{f.low} <= {f.symbol.removeprefix('%')} < {f.high}" for f in statement.free)
        shapes = ", ".join(
            f"{n}[{','.join(map(str, self.context.shape(n)))}]"
            for n in sorted(_tensors(one) | _tensors(other))
            if n in self.context.theory.shapes or n in self.context.theory.definitions
        )
        reading = (
            f"{plain(one)} {statement.relation} {plain(other)}"
            + (f" for all {where}" if where else "")
            + (f"; shapes {shapes}" if shapes else "")
        )
        return statement, reading, offsets

    def understood(self, link: Link) -> tuple[Statement, dict[str, int]]:
        """The statement of a link, and the document's first value of each free index."""
        try:
            return self._understood(link)
        except ReadingError as error:
            entries = self._entries(link)
            if entries is not None:
                return self._understood(link, entries)
            if self.context.layout != "numerator" or self.context.as_rows:
                raise
            self.context.as_rows = True
            try:
                return self._understood(link)
            except ReadingError:
                raise error from None
            finally:
                self.context.as_rows = False

    def _entries(self, link: Link) -> tuple[Free, dict[str, Value]] | None:
        """An index for the vectors of an equation about a function of numbers, ``g(x) - g(-x) = x``: entry by entry."""
        nodes = [n for side in (link.left, link.right) if side is not None for n in s.walk(side)]
        ranks = self.context.names.ranks
        if not any(isinstance(n, s.Applied) and self._is_scalar_function(n) for n in nodes) or any(
            isinstance(n, s.Scripted) and (n.subscripts or self.context.names.superscript(n.superscript)[2])
            for n in nodes
        ):
            return None
        euler = {id(n.base) for n in nodes if is_euler(n) and isinstance(n, s.Scripted)}
        symbols = [n for n in nodes if isinstance(n, s.Symbol) and id(n) not in euler]
        names = [found.name for n in symbols if (found := self.context.names.read(n))]
        vectors = {name for name in names if ranks.get(name)}
        shapes = {self.context.shape(name) for name in vectors}
        if len(shapes) != 1 or any(ranks[name] != 1 for name in vectors):
            return None
        ((size,),) = shapes
        index = Poly.symbol("%entry")
        return Free("%entry", Poly({}), size), {name: scalar(Read(name, (index,))) for name in vectors}

    def _is_scalar_function(self, node: s.Applied) -> bool:
        """Whether a function of the document takes numbers."""
        head = node.head.base if isinstance(node.head, s.Scripted) else node.head
        found = [self.context.functions.get(function_name(h)) for h in (node.head, head)]
        return any(definition is not None and not definition.tensor for definition in found)

    def _understood(
        self, link: Link, entries: tuple[Free, dict[str, Value]] | None = None
    ) -> tuple[Statement, dict[str, int]]:
        assert link.left is not None
        assert link.right is not None
        e = self.elaborator(link.left, link.right)
        if entries is not None:
            e.overrides = entries[1]
        e.outer = frozenset(self.free_letters(link.left) | self.free_letters(link.right))
        if not link.continuation:
            self.context.chain = {}
        else:  # what stands free at the head of a chain is free in all of its links
            for node in (n for side in (link.left, link.right) for n in s.walk(side)):
                if is_letter(node) and latex(node) in self.context.chain:
                    e.enter(node)
        head = s.base(link.left)
        if isinstance(head, s.Group) and head.bracket == "(" and len(head.entries) > 1 and not link.continuation:
            raise e.fail(link.left, "several names at once", "write one equation for each")
        e.moving = {} if self.multiplying else moving(e, link.left, link.right)
        self.moving = frozenset(e.moving)
        left = e.value(link.left)
        on_left = set(e.free)
        right = e.value(link.right)
        for letter in e.free:
            both = on_left or RELATIONS.get(link.relation, "=") == "="  # but m >= z_i for all i
            if (
                both
                and letter not in on_left
                and not isinstance(link.left, s.Number)
                and letter not in self.context.ranges
            ):
                if letter in self.context.sizes.letters() and not self.numbers:
                    with self.counting((set(e.free) - on_left) & set(self.context.sizes.letters())):
                        return self.understood(link)
                raise e.fail(
                    link.right,
                    f"the index '{letter}' is on one side only",
                    f"sum over '{letter}' or give it to the left side as well",
                )
        alone = frozenset(e.free) & self.context.sizes.letters().keys()
        if (
            alone
            and not self.numbers
            and (both := letters_as_numbers(link.left, alone) | letters_as_numbers(link.right, alone))
        ):
            with self.counting(both):
                return self.understood(link)
        sizes = self.context.sizes.letters()
        own = {x for x in alone - self.context.ranges.keys() for at in e.bare.get(e.free[x], ()) if at.size == sizes[x]}
        self.ends = frozenset(own)
        left, right = self._fit(e, left, right, link)
        place, free, offsets = [], [], {}
        for group in sorted(e.asked):
            free.append(Free(e.outcomes[group], Poly({}), self.context.outcomes[group].size))
        for axis, size in enumerate(left.shape):
            symbol = e.unify.fresh("ijklmn"[axis % 6])
            place.append(Poly.symbol(symbol))
            free.append(Free(symbol, Poly({}), e.unify.known(size, "the two sides")))
            first = left.base(axis) or right.base(axis)
            offsets[symbol] = first if isinstance(first, int) else 0
        if entries is not None:
            free.append(entries[0])
            offsets[entries[0].symbol] = 0
        guards = [*(e.conditions(link.conditions) if link.conditions else []), *dict.fromkeys(e.unreversed)]
        shift: dict[str, Poly] = {}
        for letter, symbol in e.free.items():
            found = self.context.chain.get(letter)
            if found is None and self.context.entire:
                found = e.range_of(letter, symbol, link.left, needed=False)
                found = found or self._of_its_axis(symbol, left, right, place)
            found = found or e.range_of(letter, symbol, link.left)
            assert found is not None
            self.context.chain.setdefault(letter, found)
            low, high = found
            if low.is_constant:
                shift[symbol] = Poly.symbol(symbol) + low
                free.append(Free(symbol, Poly({}), high - low + 1))
                offsets[symbol] = low.value
            else:
                free.append(Free(symbol, low, high + 1))
                offsets[symbol] = 0
        one, other = left.entry(tuple(place)), right.entry(tuple(place))
        one, other = substitute(one, shift), substitute(other, shift)
        guards = [substitute_guard(g, shift) for g in guards]
        if isinstance(one, Diff):
            # a derivative by, or of, an entry that does not exist is undefined: the claim is about the others
            split = [(one.tensor, one.index)]
            if isinstance(one.body, Read):
                split.append((one.body.tensor, one.body.index))
            for tensor, index in split:
                for at, size in zip(index, self.context.shape(tensor), strict=True):
                    if at.as_symbol is None and (at.is_constant or any(x.startswith("%") for x in at.free)):
                        guards += [Guard("ge", at), Guard("ge", size - 1 - at)]
        relation = RELATIONS.get(link.relation, "=")
        ranged = {Poly.symbol(f.symbol) for f in free if f.low == Poly({})}
        guards = [g for g in guards if g.kind != "ge" or g.is_scalar or g.poly not in ranged]  # as its range says
        sized = [g for g in guards if self.sizing and not g.is_scalar and not any(map(is_index, g.free))]
        if relation in _STRICT or len(sized) < len(guards):  # 0 > 0 is not what holds where a condition does not
            self.sized += tuple(g for g in sized if g not in self.sized)
            guards = [g for g in guards if g not in sized]
        if guards:
            one, other = Sum((), guards, one), Sum((), guards, other)
            if relation in _STRICT:
                beyond = add(ONE, mul(NEGATE, bracket(*guards)))
                one, other = (one, add(other, beyond)) if relation == "<" else (add(one, beyond), other)
        statement = Statement(one, other, tuple(free), relation)
        for symbol in one.free | other.free | {x for f in free for x in f.low.free | f.high.free}:
            if not symbol.startswith("%"):
                self.context.ensure(Poly.symbol(symbol))
        return statement, offsets

    def _of_its_axis(self, symbol: str, left: Value, right: Value, place: Sequence[Poly]) -> Range | None:
        r"""``-r \le j \le r`` of ``k_{j+r} = k_{r-j}`` with ``2r + 1`` entries of ``k``: where the index counts from
        the middle, to either side, and every read tells the same range."""
        ranges: dict[int, set[Range]] = {1: set(), -1: set()}
        for node in (n for side in (left, right) for n in walk(side.entry(tuple(place))) if isinstance(n, Read)):
            for at, size in zip(node.index, self.context.shape(node.tensor), strict=True):
                rest, step = at.substitute({symbol: Poly({})}), at.coefficient(symbol)
                if symbol not in at.free:
                    continue
                if step not in (Poly.constant(1), Poly.constant(-1)) or any(map(is_index, rest.free)):
                    return None
                ranges[step.value].add((-rest, size - 1 - rest) if step.value == 1 else (rest - size + 1, rest))
        return next(iter(ranges[1])) if ranges[1] == ranges[-1] and len(ranges[1]) == 1 else None

    def free_letters(self, node: s.Expression) -> set[str]:
        """The letters in subscripts that no sum binds."""
        nodes = list(s.walk(node))
        inside = {
            latex(p)
            for n in nodes
            if isinstance(n, s.Scripted)
            for entry in n.subscripts
            for p in s.walk(entry)
            if is_letter(p)
        }
        sums = [n for n in nodes if isinstance(n, s.BigOperator)]
        heads = [
            x.operands[0] if isinstance(x, s.Comparison) and x.relations[0] in ("=", "\\in") else x
            for n in sums
            for x in n.below
        ]
        return inside - {latex(p) for head in heads for p in s.walk(head)}

    def _fit(self, e: Elaborator, left: Value, right: Value, link: Link) -> tuple[Value, Value]:
        """The two sides in one shape."""
        right_side = link.right
        assert right_side is not None
        if left.rank != right.rank:
            left, right = e.unify.squeeze(left), e.unify.squeeze(right)
        if {left.rank, right.rank} == {1, 2}:
            left, right = e.unify.flatten(left), e.unify.flatten(right)
        for one, other in ((left, right), (right, left)):
            if one.rank == 0 and other.rank:
                number = one.term
                if not isinstance(number, Num):
                    raise e.fail(
                        right_side,
                        f"the sides have the shapes {e.unify.show(left)} and {e.unify.show(right)}",
                        "give both sides one shape",
                    )
                spread = Value(other.shape, _constant(number), other.bases, other.row)
                return (spread, other) if one is left else (other, spread)
        e.unify.match(left, right, "the two sides of the equation")
        if left.rank == 1 and left.row != right.row:
            raise e.fail(right_side, "one side is a row and the other a column", "transpose one side")
        return left, right


def _constant(number: Num) -> Entry:
    return lambda _: number


def _tensors(term: Term) -> set[str]:
    from symderiv.language.terms import walk

    return {n.tensor for n in walk(term) if isinstance(n, Read | Diff)}
