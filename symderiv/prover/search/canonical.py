"""Canonical names and shifts for the bound indices of a connected sum.

The slots of the reads are taken as coordinates: walking over the factors in an order that does not depend on
bound names, each slot that is independent of those before becomes a new index.  So two sums that differ by
renaming, order, reflection or shear of their indices become equal.  Untrusted: the kernel checks the maps.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import permutations

from symderiv.language.integers import Poly
from symderiv.language.terms import (
    Add,
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
    Matrix,
    Mul,
    Pow,
    Read,
    Sum,
    Term,
    substitute,
    substitute_guard,
    walk,
)
from symderiv.prover.kernel.parts import factors

__all__ = ["Maps", "anonymous", "canonical_key", "canonical_maps", "height"]

Maps = tuple[tuple[str, ...], dict[str, Poly], dict[str, Poly]]
_PERMUTATIONS = 720
_FEW = 3  # indices, of which all orders are tried


def height(term: Term) -> int:
    """How deep binders are nested."""
    inner = max((height(c) for c in term.children), default=0)
    return inner + (1 if (isinstance(term, (Sum, Extremum)) and term.binders) or isinstance(term, Matrix) else 0)


def canonical_maps(node: Sum) -> Maps | None:
    """New indices with both maps; None where the sum has its canonical indices already."""
    ways = list(_ways(node))
    text = _texts(node)
    best = ways[0] if len(ways) == 1 else min(ways, key=lambda way: (text(way), not _is_identity(way, node)))
    return None if _is_identity(best, node) else best


def _is_identity(maps: Maps, node: Sum) -> bool:
    new, forward, _ = maps
    return new == node.binders and all(forward[b] == Poly.symbol(b) for b in node.binders)


def canonical_key(node: Term, settled: bool = False) -> str:
    """A text that sums share which differ in their bound indices only; ``settled`` ones have their canonical indices
    already."""
    assert isinstance(node, Sum)
    if settled:
        return _text([f.sort_key for f in factors(node.body)], [g.sort_key for g in node.guards])
    return min(map(_texts(node), _ways(node)))


def _groups(parts: tuple[Term, ...], bound: set[str]) -> list[list[Term]]:
    """The factors in an order that does not depend on bound names; those of one group may stand in any order."""
    groups: dict[str, list[Term]] = {}
    for part in parts:
        groups.setdefault(f"{_rank(part, bound)}{anonymous(part, bound)}", []).append(part)
    ordered = [groups[k] for k in sorted(groups)]
    if math.prod(math.factorial(len(g)) for g in ordered) > _PERMUTATIONS:
        return [[p] for g in ordered for p in g]
    return ordered


def _rank(term: Term, bound: set[str]) -> int:
    """When a factor gives its indices: numbers do last, and before them exponentials, as those of other indices may
    stand beside them, and what is even."""
    if all(isinstance(n, (Int, Pow)) for n in walk(term)):
        return 3
    if _is_even(term, bound):
        return 2
    return 1 if any(isinstance(n, Fn) and n.name == "exp" for n in walk(term)) else 0


def _is_even(term: Term, bound: set[str]) -> bool:
    """Whether summands or factors within a term differ in their bound indices only, so that the order in which they
    are written says nothing: ``1 / (a_i + a_j)``."""
    for node in walk(term):
        if isinstance(node, (Add, Mul)):
            keys = [anonymous(c, bound) for c in node.children if not c.free.isdisjoint(bound)]
            if len(set(keys)) < len(keys):
                return True
    return False


def anonymous(term: Term, bound: set[str]) -> str:
    """A key that no change of the bound indices changes."""

    def poly(p: Poly) -> str:
        return "?" if not p.free.isdisjoint(bound) else str(p.terms)

    if isinstance(term, Read):
        return f"{term.tensor}[{','.join(map(poly, term.index))}]"
    if isinstance(term, Int):
        return f"#{poly(term.poly)}"
    extra = ""
    if isinstance(term, Diff):
        extra = f"{term.tensor}[{','.join(map(poly, term.index))}]"
    inner = [anonymous(c, bound | set(getattr(term, "binders", ()))) for c in term.children]
    head = getattr(term, "name", "") or str(getattr(term, "exponent", ""))
    return f"{type(term).__name__}{head}{extra}({','.join(sorted(inner))})"


def _slots(term: Term, hidden: frozenset[str] = frozenset()) -> Iterator[Poly]:
    if isinstance(term, (Read, Diff)):
        yield from (p for p in term.index if p.free.isdisjoint(hidden))
    elif isinstance(term, Int):
        yield term.poly
    inner = hidden | set(getattr(term, "binders", ()))
    if isinstance(term, Matrix):
        yield from (p for p in term.at if p.free.isdisjoint(hidden))
        inner |= {term.row, term.column}
    for c in term.children:
        yield from _slots(c, inner)


class _Assignment:
    """New indices for those of a sum, one slot after the other."""

    def __init__(self, node: Sum, interim: Mapping[str, str], favoured: Sequence[str] = ()) -> None:
        self.node = node
        self.interim = interim
        self.favoured = favoured  # the order in which a slot is solved for its indices
        self.pending = set(node.binders)
        self.values: dict[str, Poly] = {}
        self.inverse: dict[str, Poly] = {}
        self.order: tuple[Term, ...] = ()

    def copy(self) -> _Assignment:
        new = _Assignment(self.node, self.interim, self.favoured)
        new.pending, new.values, new.inverse = set(self.pending), dict(self.values), dict(self.inverse)
        new.order = self.order
        return new

    def pin(self, slot: Poly) -> None:
        """Make a slot a new index, where it is independent of those before."""
        current, pending, values = slot.substitute(self.values), self.pending, self.values
        for symbol in sorted(current.free & pending, key=self.favoured.index if self.favoured else None):
            coefficient = current.multiple(symbol)
            if coefficient in (1, -1):
                new = next(n for n in self.interim if n not in self.inverse)
                solved = Poly.symbol(symbol) + (Poly.symbol(new) - current) * coefficient
                pending.discard(symbol)
                for other in values:
                    values[other] = values[other].substitute({symbol: solved})
                values[symbol] = solved
                self.inverse[new] = slot
                return

    def take(self, part: Term, slots: Sequence[Poly]) -> None:
        """Make the slots of the next factor new indices."""
        self.order = (*self.order, part)
        for slot in slots:
            if not self.pending:
                return
            self.pin(slot)

    def maps(self) -> Maps:
        """Both maps, after the indices that no slot gives."""
        pending, node = self.pending, self.node
        for guard in sorted(node.guards, key=lambda g: g.sort_key) if pending else ():
            if pending and guard.is_scalar:
                for slot in _slots(guard.term):
                    if not slot.free.isdisjoint(pending):
                        self.pin(slot)
        for part in self.order if pending else ():
            for slot in _slots(part):
                for symbol in sorted(slot.free & pending):
                    self.pin(Poly.symbol(symbol) + _whole_steps(slot.substitute(self.values), symbol))
        for symbol in node.binders:
            if symbol in pending:
                self.pin(Poly.symbol(symbol))
        final = {temporary: Poly.symbol(name) for temporary, name in self.interim.items()}
        forward = {old: value.substitute(final) for old, value in self.values.items()}
        back = {self.interim[temporary]: slot for temporary, slot in self.inverse.items()}
        return tuple(n for n in self.interim.values() if n in back), forward, back


def _ways(node: Sum) -> Iterator[Maps]:
    """What the orders of the factors give; those that differ only after all indices are taken give the same, once."""
    level, bound = height(node), frozenset(node.binders)
    # names of their own while both old and new indices are about: an old index may carry a canonical name
    interim = {f"%new{k}": f"%z{level}_{k}" for k in range(len(node.binders))}
    groups = _groups(factors(node.body), set(bound))
    loose = False  # whether the slots leave an index open, so that it matters for which one of them they are solved
    slots = {f: [s for s in _slots(f) if not s.free.isdisjoint(bound)] for g in groups for f in g}

    def ways(so_far: _Assignment, left: list[list[Term]]) -> Iterator[Maps]:
        nonlocal loose
        while left and so_far.pending and len(left[0]) == 1:
            so_far.take(left[0][0], slots[left[0][0]])
            left = left[1:]
        if not left or not so_far.pending:
            loose = loose or bool(so_far.pending)
            yield so_far.maps()
            return
        for k, part in enumerate(left[0]):
            further = so_far.copy()
            further.take(part, slots[part])
            yield from ways(further, [[*left[0][:k], *left[0][k + 1 :]], *left[1:]])

    first, *others = permutations(sorted(node.binders)) if len(node.binders) <= _FEW else (node.binders,)
    yield from ways(_Assignment(node, interim, first), groups)
    for order in others if loose else ():
        yield from ways(_Assignment(node, interim, order), groups)


def _whole_steps(slot: Poly, symbol: str) -> Poly:
    """How many steps of an index a slot is ahead: ``1`` in ``2 i + 3``, and ``t`` in ``2 i + 2 t + 1``.

    >>> _whole_steps(Poly.symbol("%i") * 2 + 3, "%i")
    Poly(1)
    """
    step = slot.multiple(symbol)
    if not step:
        return Poly({})
    ahead = (slot - step * Poly.symbol(symbol)).terms
    return Poly({m: c // step for m, c in ahead if not m or c % step == 0})


def _texts(node: Sum) -> Callable[[Maps], str]:
    """The text of a sum with other indices; a part is written once for each choice of the indices in it."""
    written: dict[object, str] = {}
    parts = [(k, f, [b for b in node.binders if b in f.free]) for k, f in enumerate(factors(node.body))]
    guards = [(-1 - k, g, [b for b in node.binders if b in g.free]) for k, g in enumerate(node.guards)]

    def text(maps: Maps) -> str:
        _, forward, _ = maps

        def one(number: int, part: Term | Guard, own: list[str]) -> str:
            key = (number, *[forward[b] for b in own])
            known = written.get(key)
            if known is None:
                new = substitute_guard(part, forward) if isinstance(part, Guard) else substitute(part, forward)
                known = written[key] = new.sort_key
            return known

        return _text([one(*p) for p in parts], [one(*g) for g in guards])

    return text


def _text(parts: list[str], guards: list[str]) -> str:
    return f"{sorted(parts)}{sorted(guards)}"
