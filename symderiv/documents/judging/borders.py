r"""Claims about a recurrence that fail only where they read a step that it does not have.

``w_{t+1} - r = A (w_t - r)`` without a range of ``t`` speaks of the last step too, and ``w`` reads as zero behind it;
who wrote it means the steps that there are. Such a line is not refuted by what is read outside. Nor is one about the
first step of ``a_t = W h_{t-1}``, which ``a`` does not have where ``h`` begins with it, nor one about ``h_t - y_t`` at
the states for which there is no ``y_t``, nor one about gradients at a first state that is a number, or of that state.
Nor is one that reads a product of the first ``t`` factors at ``t = 0``, which is 1 to who multiplies and zero to who
reads outside, or the mean of the first ``t`` numbers where there are fewer. Who writes ``x_2`` or ``x_{N-1}`` speaks of
sizes at which there is such an entry, as of any composite size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from symderiv.language.integers import Poly
from symderiv.language.terms import ONE, Add, Diff, Guard, Mul, Pow, Read, Sum, Term, walk
from symderiv.language.theory import Free, Statement, Theory
from symderiv.language.verdicts import REFUTED

if TYPE_CHECKING:
    from symderiv.meaning import Memory

__all__ = ["before_horizon", "may_hold", "reads_no_entry", "reads_no_step", "within_steps"]


def may_hold(theory: Theory, statement: Statement, seconds: float, memory: Memory | None) -> bool:
    """Whether a statement is not refuted, be it for the steps alone that the recurrences in it have."""
    from symderiv.documents.judging.written_sizes import decide

    if decide(theory, statement, seconds=seconds, memory=memory).verdict != REFUTED:
        return True
    inside = within_steps(theory, statement)
    return inside is not None and decide(*inside, seconds=seconds, memory=memory).verdict != REFUTED


def before_horizon(theory: Theory, statement: Statement, horizon: str) -> Statement:
    """The statement for the steps before a horizon that the document has not set."""
    free = {f.symbol: f for f in statement.free}
    for node in (n for side in (statement.left, statement.right) for n in walk(side)):
        for step, size in _steps(theory, node, horizon):
            for symbol in step.free & set(free):
                gap = step - Poly.symbol(symbol)
                if gap.is_constant:
                    free[symbol] = _narrowed(free[symbol], -gap, size - gap)
    return replace(statement, free=tuple(free[f.symbol] for f in statement.free))


def _steps(theory: Theory, node: Term, horizon: str) -> list[tuple[Poly, Poly]]:
    """Where a node reads an axis of steps, and the size of the axis."""
    if not isinstance(node, Read | Diff) or node.tensor in theory.losses:
        return []
    known = node.tensor in theory.shapes or node.tensor in theory.definitions
    shape = theory.shape_of(node.tensor) if known else ()
    return [(at, size) for at, size in zip(node.index, shape, strict=True) if horizon in size.free] if shape else []


def within_steps(theory: Theory, statement: Statement) -> tuple[Theory, Statement] | None:
    """The statement for those sizes and free indices at which each step of a recurrence that it reads exists; ``None``
    where that is the statement itself, or where the steps are not plainly ``t + c`` or ``c``."""
    free = {f.symbol: f for f in statement.free}
    named = {n.tensor for x in (statement.left, statement.right) for n in walk(x) if isinstance(n, Read | Diff)}
    changed = [n.body for x in (statement.left, statement.right) for n in walk(x) if isinstance(n, Diff)]
    conditions: list[Guard] = []
    for node in (n for side in (statement.left, statement.right) for n in walk(side)):
        for guard in _entry_exists(theory, node):
            if guard not in (*theory.conditions, *conditions):
                conditions.append(guard)
        for first, step, size in _recurrent_steps(theory, node):
            last = Guard("ge", size - 1 - step)
            if step.is_constant and step.value >= 0 and last not in (*theory.conditions, *conditions):
                conditions.append(last)
            for symbol in step.free & set(free):
                gap = step - Poly.symbol(symbol)
                if gap.is_constant:
                    begun = isinstance(node, Diff) and any(_begins_at_numbers(theory, x) for x in named)
                    begun |= node in changed and isinstance(node, Read) and _begins_at_numbers(theory, node.tensor)
                    free[symbol] = _narrowed(free[symbol], first + begun - gap, size - gap)
    for symbol, gap, size in _beside_steps(theory, statement, set(free)):
        free[symbol] = _narrowed(free[symbol], -gap, size - gap)
    narrowed = tuple(free[f.symbol] for f in statement.free)
    if narrowed == statement.free and not conditions:
        return None
    return replace(theory, conditions=[*theory.conditions, *conditions]), replace(statement, free=narrowed)


def reads_no_step(theory: Theory, statement: Statement, sizes: Mapping[str, Poly]) -> bool:
    """Whether a statement reads, at sizes of some values, a step of a recurrence or an entry that there is none of."""
    inside = within_steps(theory, statement)
    found = [] if inside is None else [g.poly.substitute(sizes) for g in inside[0].conditions if g.kind == "ge"]
    return any(p.is_constant and p.value < 0 for p in found)


def reads_no_entry(theory: Theory, statement: Statement) -> bool:
    """Whether a statement names, by numbers and sizes alone, an entry that there is at no sizes: ``x_{N+1}``."""

    def is_negative(gap: Poly) -> bool:
        parts = [c for _, c in gap.varying]
        return gap.free <= theory.sizes.keys() and all(c < 0 for c in parts) and gap.value + sum(parts) < 0

    return any(
        is_negative(at) or is_negative(size - 1 - at)
        for node in (n for side in (statement.left, statement.right) for n in walk(side))
        if isinstance(node, Read | Diff) and (node.tensor in theory.shapes or node.tensor in theory.definitions)
        for at, size in zip(node.index, theory.shape_of(node.tensor), strict=True)
    )


def _entry_exists(theory: Theory, node: Term) -> Iterator[Guard]:
    """When there is an entry that is named by numbers and sizes alone, along each axis where some sizes have it."""
    if not isinstance(node, Read | Diff) or not (node.tensor in theory.shapes or node.tensor in theory.definitions):
        return
    for at, size in zip(node.index, theory.shape_of(node.tensor), strict=True):
        if all(x in theory.sizes for x in at.free):
            gaps = at, size - 1 - at
            if not any(gap.is_constant and gap.value < 0 for gap in gaps):
                yield from (Guard("ge", gap) for gap in gaps if not gap.is_constant)


def _beside_steps(theory: Theory, statement: Statement, free: set[str]) -> Iterator[tuple[str, Poly, Poly]]:
    """The free steps of a recurrence ``h_0, ..., h_T`` at which inputs ``y_1, ..., y_T`` are read, which are fewer: the
    step, how far from it, and the size of the input."""
    reads = [n for side in (statement.left, statement.right) for n in walk(side) if isinstance(n, Read | Diff)]
    steps = {(x, size) for n in reads for _, at, size in _recurrent_steps(theory, n) for x in at.free & free}
    for node in reads:
        if node.tensor in theory.shapes:
            for at, size in zip(node.index, theory.shape_of(node.tensor), strict=True):
                for symbol in at.free & free:
                    gap, fewer = at - Poly.symbol(symbol), [own - size for x, own in steps if x == symbol]
                    if gap.is_constant and any(x.is_constant and 0 < x.value <= 2 for x in fewer):
                        yield symbol, gap, size


def _recurrent_steps(theory: Theory, node: Term) -> list[tuple[Poly, Poly, Poly]]:
    """The first step of an axis of steps, of a recurrence or of what is made from one step by step, where a node reads
    it, and its size."""
    if not isinstance(node, Read | Diff) or node.tensor in theory.losses:
        return []
    axis = theory.recurrent_axis(node.tensor)
    if axis is not None:
        first = _first_step(theory, node.tensor, axis)
        return [(Poly.constant(first), node.index[axis], theory.shape_of(node.tensor)[axis])]
    if node.tensor not in theory.definitions:
        return []
    if (position := _counted(theory, node.tensor)) is not None:
        return [(Poly({}), node.index[position], theory.shape_of(node.tensor)[position])]
    made = {theory.shape_of(name)[k] for name in theory.dependencies(node.tensor) for k in _axes(theory, name)}
    shape = theory.shape_of(node.tensor)
    return [(Poly({}), at, size) for at, size in zip(node.index, shape, strict=True) if size in made]


def _begins_at_numbers(theory: Theory, name: str) -> bool:
    """Whether the first state of a recurrence is given by numbers, ``h_0 = 0``, and has no gradient to tell."""
    axis = theory.recurrent_axis(name) if name in theory.definitions else None
    if axis is None:
        return False
    definition = theory.definitions[name]
    first = Guard("eq", Poly.symbol(definition.indices[axis]))
    terms = definition.body.args if isinstance(definition.body, Add) else ()
    cases = [x for x in terms if isinstance(x, Sum) and not x.binders and first in x.guards]
    return bool(cases) and not any(isinstance(n, Read) for x in cases for n in walk(x))


def _counted(theory: Theory, name: str) -> int | None:
    """The axis along which a tensor is made from what there is so far: a product ``\\prod_{s=1}^t a_s`` of the first
    factors, a sum or mean of the first summands."""
    definition = theory.definitions[name]
    if (running := _running(theory, definition.body)) is not None:
        (count,) = running.index
        own = [k for k, symbol in enumerate(definition.indices) if symbol in count.free]
        return own[0] if len(own) == 1 else None
    totals = [n for n in walk(definition.body) if isinstance(n, Sum) and len(n.binders) == 1]
    ends = {
        g.poly + bound
        for total in totals
        for bound in map(Poly.symbol, total.binders)
        for g in total.guards
        if g.kind == "ge" and not g.is_scalar
    }
    found = [k for k, symbol in enumerate(definition.indices) if Poly.symbol(symbol) in ends]
    return found[0] if len(found) == 1 else None


def _running(theory: Theory, body: Term) -> Read | None:
    """The state of running products, which begin with 1, that a body is, but for where there are no factors."""
    summands = [
        x for x in (body.args if isinstance(body, Add) else (body,)) if not (isinstance(x, Sum) and x.body == ONE)
    ]
    # beside the condition that there are so many factors
    inner = [f for x in summands for f in (x.args if isinstance(x, Mul) else (x,)) if not isinstance(f, Pow)]
    parts = [x.body if isinstance(x, Sum) and not x.binders else x for x in inner]
    if len(parts) != 1 or not isinstance(parts[0], Read) or len(parts[0].index) != 1:
        return None
    name = parts[0].tensor
    if theory.recurrent_axis(name) != 0:
        return None
    states = theory.definitions[name].body
    first = states.args[0] if isinstance(states, Add) else None
    return parts[0] if isinstance(first, Sum) and not first.binders and first.body == ONE else None


def _first_step(theory: Theory, name: str, axis: int) -> int:
    """The first step at which a recurrence reads none before the first, but where a condition allows that."""
    definition = theory.definitions[name]
    step = Poly.symbol(definition.indices[axis])
    if any(isinstance(node, Read) and node.tensor == name for node in walk(definition.body)):
        return 0  # what reads itself has a beginning, be it zero
    gaps = [0]
    stack: list[Term] = [definition.body]
    while stack:
        node = stack.pop()
        if isinstance(node, Sum) and any(step.free & guard.free for guard in node.guards):
            continue
        if isinstance(node, Read) and (position := theory.recurrent_axis(node.tensor)) is not None:
            gap = step - node.index[position]
            gaps += [int(gap.value)] if gap.is_constant else []
        stack += node.children
    return max(gaps)


def _axes(theory: Theory, name: str) -> tuple[int, ...]:
    axis = theory.recurrent_axis(name)
    return () if axis is None else (axis,)


def _narrowed(free: Free, low: Poly, high: Poly) -> Free:
    """A free index that lies between two bounds as well, as far as they are comparable."""
    above, below = low - free.low, free.high - high
    return replace(
        free,
        low=low if above.is_constant and above.value > 0 else free.low,
        high=high if below.is_constant and below.value > 0 else free.high,
    )
