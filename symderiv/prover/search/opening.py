"""Which names to open next: of derivatives, of adjoints, of definitions, and at which steps of a recurrence.

Untrusted.  A recurrence is opened at its outermost step and at few steps only, so that opening ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from symderiv.budget import Deadline
from symderiv.errors import BudgetExceeded, KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    ONE,
    ZERO,
    Add,
    Diff,
    Read,
    Term,
    walk,
)
from symderiv.language.theory import Statement, Theory
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.theorems import (
    Step,
)
from symderiv.prover.search.normal import FIRST_STEPS, Normaliser

__all__ = [
    "brought_back",
    "cancels",
    "edge",
    "entries_beside",
    "in_order",
    "is_above",
    "lowest_steps",
    "may_cancel",
    "open_one",
    "opened_by_inputs",
    "outermost",
]


MOST_STEPS = 8


def in_order(theory: Theory) -> list[str]:
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


def open_one(search: Normaliser, term: Term, context: Context, names: list[str], nodes: list[Term]) -> Term:
    """Expand one adjoint: the first in the order of definitions; within a recurrence, which has no first, the one
    that leaves the fewest adjoints."""
    recurrences = search.recurrences
    candidates = [n for n in names if n in recurrences] if names[0] in recurrences else names[:1]
    best: tuple[tuple[int, int], Term, list[Step]] | None = None
    mark, opened, behind = len(search.steps), set(search.opened), dict(search.behind)
    for name in candidates:
        search.opened = {*opened, name}
        if name in recurrences:
            search.behind = {**behind, name: edge(search.theory, name, nodes, Diff, -1)}
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


def brought_back(
    theory: Theory, nodes: list[Term], opened: Mapping[str, Set[Poly]], kind: type[Read] | type[Diff]
) -> set[str]:
    """The recurrences of which an entry, or an adjoint, stands at a step where it has been ``opened``: opening an
    adjoint, as that of another one which is made into it at this step, has brought it back."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, kind) and node.tensor in opened and not (isinstance(node, Diff) and not node.total):
            axis = theory.recurrent_axis(node.tensor)
            beneath = axis is not None and kind is Read and _is_bound(node.index[axis])
            if axis is not None and node.index[axis] in opened[node.tensor] and not beneath:
                found.add(node.tensor)
    return found


def _is_bound(place: Poly) -> bool:
    """Whether a step runs beneath a sum: one that is opened is the same one again, shifted."""
    return any(s.startswith("%z") for s in place.free)


def _alike(place: Poly) -> Poly:
    """A place, whatever the index of a sum in it is called."""
    return place.substitute({s: Poly.symbol("%z") for s in place.free if s.startswith("%z")})


def opened_by_inputs(theory: Theory, nodes: list[Term]) -> set[str]:
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


def may_cancel(search: Normaliser, term: Term, nodes: list[Term]) -> bool:
    """Whether the terms may cancel without an adjoint being opened: one stands at several places, and beside each is
    something to be unfolded, as what stands beside it must become 0."""
    adjoints = [n for n in nodes if isinstance(n, Diff) and n.total and isinstance(n.body, Read)]
    if len({(n.tensor, n.body, tuple(map(_alike, n.index))) for n in adjoints}) == len(adjoints):
        return False
    beside: dict[frozenset[tuple[str, str]], set[str]] = {}
    for summand in term.args if isinstance(term, Add) else (term,):
        own, reads = _beside(summand)
        beside.setdefault(frozenset(own), set()).update(reads)
    closed = search.theory.definitions.keys() - search.unfolding
    if not all(search.theory.made_plainly(name) for reads in beside.values() for name in reads & closed):
        return True  # what is unfolded brings adjoints
    return all(reads & closed for own, reads in beside.items() if own)


def _beside(term: Term) -> tuple[set[tuple[str, str]], set[str]]:
    """The adjoints in a term, and what is read beside them."""
    own = {
        (n.body.tensor, n.tensor) for n in walk(term) if isinstance(n, Diff) and n.total and isinstance(n.body, Read)
    }
    return own, {n.tensor for n in entries_beside(term)}


def entries_beside(term: Term) -> Iterator[Read]:
    """What is read in a term, but as that of which a derivative is taken."""
    stack = [term]
    while stack:
        node = stack.pop()
        if isinstance(node, Diff) and node.total and isinstance(node.body, Read):
            continue
        if isinstance(node, Read):
            yield node
        stack.extend(node.children)


def cancels(search: Normaliser, term: Term, context: Context, reads: set[str]) -> bool:
    """Whether unfolding some of what is read beside adjoints gives 0; the steps are kept only then.

    Of tensors that recur together none is the last: each is tried alone first.
    """
    reads = reads & _beside(term)[1]
    together = sorted(reads & search.recurrences)
    if len(together) > 1 and any(_unfolds_to_zero(search, term, context, {name}, 1) for name in together):
        return True
    return _unfolds_to_zero(search, term, context, reads, 6)


def _unfolds_to_zero(search: Normaliser, term: Term, context: Context, reads: set[str], most: int) -> bool:
    """Whether unfolding some names, and what they are made from, the last definitions first, gives 0."""
    order = in_order(search.theory)
    mark, unfolding, deadline = len(search.steps), set(search.unfolding), search.deadline
    ahead = dict(search.ahead)
    search.deadline = Deadline(min(1.0, deadline.left / 4), within=deadline)
    done: set[str] = set()
    try:
        while term != ZERO and reads - done and len(done) < most:
            nodes = list(walk(term))
            name = max(outermost(search.theory, reads - done, nodes, Read, 1), key=order.index)
            done.add(name)
            search.unfolding.add(name)
            if search.theory.is_recurrent(name):
                search.ahead[name] = edge(search.theory, name, nodes, Read, 1)
            term = search.norm(term, (), context)
            search.unfolding -= search.recurrences
            reads = _beside(term)[1] & set(order) - unfolding
    except (BudgetExceeded, KernelError):
        term = ONE
    search.deadline = deadline
    if term != ZERO:
        del search.steps[mark:]
        search.unfolding, search.ahead = unfolding, ahead
    return term == ZERO


def outermost(theory: Theory, names: set[str], nodes: list[Term], kind: type[Read] | type[Diff], sign: int) -> set[str]:
    """The names without those recurrences that stand at an earlier step (``sign`` 1) or later step than another."""
    places = {n: edge(theory, n, nodes, kind, sign)[1] for n in names if theory.is_recurrent(n)}
    behind = {
        a
        for a, here in places.items()
        for b, there in places.items()
        if a != b and any((q - p).is_constant and (q - p).value * sign > 0 for p in here for q in there)
    }
    return names - behind or names


def lowest_steps(theory: Theory, statement: Statement) -> tuple[set[Poly], dict[str, int]]:
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


def is_above(theory: Theory, name: str, nodes: list[Term], lowest: set[Poly]) -> bool:
    """Whether a recurrence is read some steps after one of the places, or near its beginning."""
    places = {n.index[k] for n in nodes if isinstance(n, Read) and n.tensor == name for k in _axis(theory, name)}
    near = any(p.is_constant and 0 <= p.value <= FIRST_STEPS for p in places)
    return near or any((p - q).is_constant and (p - q).value > 0 for p in places for q in lowest)


def edge(
    theory: Theory, name: str, nodes: list[Term], kind: type[Read] | type[Diff], sign: int
) -> tuple[int, frozenset[Poly]]:
    """The position of a recurrence's index, and the places that no other is beyond (``sign``: after or before)."""
    position = theory.recurrent_axis(name)
    assert position is not None
    places = {n.index[position] for n in nodes if isinstance(n, kind) and n.tensor == name}
    # the entries beneath a sum over all steps are no nearer to an end than one beside it
    places = {p for p in places if not _is_bound(p)} or places
    gaps = {p: [_alike(q) - _alike(p) for q in places] for p in places}
    top = {p for p in places if not any(gap.is_constant and gap.value * sign > 0 for gap in gaps[p])}
    return position, frozenset(top)
