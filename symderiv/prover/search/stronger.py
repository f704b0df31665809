"""Statements that are shown first because a claim follows from them.

A *closed form* of a recurrence ``x[t] = a x[t-1] + f(t)`` whose factor does not depend on the step:
``x[t] = a^t x[0] + sum_{1 <= s <= t} a^(t-s) f(s)``; and of its adjoint, which recurs from the last step down.  And a
*generalisation*: what is claimed of a size ``M`` (a sum up to it, the last state of a recurrence), claimed of every
number up to ``M``, over which induction then runs; or what is claimed of gradients at the step ``t``, claimed of ``t``
steps before the last.  And the same without a *condition*: that a derivative is zero where it does not hold; or where
what it is taken by comes later than the state.
Untrusted: each of them is proved before it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.integers import Poly, fresh_index, is_index
from symderiv.language.terms import (
    ONE,
    ZERO,
    Add,
    Diff,
    Fn,
    Guard,
    Int,
    Read,
    Sum,
    Term,
    letters,
    mul,
    substitute,
    walk,
)
from symderiv.language.theory import Free, Statement, Theory
from symderiv.prover.kernel.algebra import as_term, monomials
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.powers import exponent_of
from symderiv.prover.kernel.theorems import context_of
from symderiv.prover.search.normal import Normaliser

__all__ = ["adjoint_form", "at_every_state", "backward", "closed_form", "generalisations", "unconditional"]


def closed_form(theory: Theory, name: str, searcher: Callable[[], Normaliser]) -> tuple[Statement, str] | None:
    """What a recurrence of the first order comes to, and the index of its steps; None for any other.

    ``searcher`` makes a search with all that is known of other recurrences.
    """
    definition, axis = theory.definitions[name], theory.recurrent_axis(name)
    if axis is None:
        return None
    step, here = definition.indices[axis], Poly.symbol(definition.indices[axis])
    free = tuple(Free(i, Poly({}), size) for i, size in zip(definition.indices, definition.shape, strict=True))
    entry = Read(name, tuple(map(Poly.symbol, definition.indices)))
    place = context_of(theory, Statement(ZERO, ZERO, free))
    try:
        parts = _linear(theory, name, axis, place, searcher())
        first = {step: Poly({})}
        rest = tuple(f for f in free if f.symbol != step)
        base = searcher().norm(substitute(definition.body, first), (), context_of(theory, Statement(ZERO, ZERO, rest)))
    except KernelError:
        return None
    if parts is None:
        return None
    factor, added = parts
    if any(isinstance(n, Read) and n.tensor in theory.recurrences() for x in (*parts, base) for n in walk(x)):
        return None
    taken = letters(factor, added, base) | set(definition.indices)
    inner = fresh_index("%s", taken)
    at = Poly.symbol(inner)
    span = (Guard("ge", at - 1), Guard("ge", here - at))
    terms: list[Term] = []
    if base != ZERO:
        terms.append(mul(*_power(factor, here), base))
    if added != ZERO:
        terms.append(Sum((inner,), span, mul(*_power(factor, here - at), substitute(added, {step: at}))))
    if factor == ZERO or not terms:
        return None
    return Statement(entry, Add(tuple(terms)) if len(terms) > 1 else terms[0], free), step


def _power(factor: Term, exponent: Poly) -> tuple[Term, ...]:
    return () if factor == ONE else (Fn("pow", (factor, Int(exponent))),)


def _linear(theory: Theory, name: str, axis: int, place: Context, search: Normaliser) -> tuple[Term, Term] | None:
    """``a`` and ``f`` of a body ``a x[t-1] + f`` at the steps after the first; None where it is no such body."""
    definition = theory.definitions[name]
    step, here = definition.indices[axis], Poly.symbol(definition.indices[axis])
    later = search.norm(definition.body, (), place.under((Guard("ge", here - 1),)))
    before = tuple(Poly.symbol(i) - (1 if i == step else 0) for i in definition.indices)
    parts = _split(later, Read(name, before), place)
    return None if parts is None or step in parts[0].free else parts


def _split(term: Term, entry: Read | Diff, place: Context) -> tuple[Term, Term] | None:
    """``a`` and ``f`` of a term ``a entry + f`` that reads nothing else of the tensor, or takes no other derivative by
    it; None where it is no such term."""
    factor: dict[object, Fraction] = {}
    added: dict[object, Fraction] = {}
    for m, c in monomials(term, place).items():
        own = dict(m).get(entry, 0)
        rest = tuple((a, q) for a, q in m if a != entry)
        others = (n for a, _ in rest for n in walk(a))
        if own not in (0, 1) or any(isinstance(n, type(entry)) and n.tensor == entry.tensor for n in others):
            return None
        (factor if own else added)[rest] = c
    return as_term(factor), as_term(added)  # type: ignore[arg-type]


def adjoint_form(theory: Theory, target: Term, name: str, search: Normaliser) -> Statement | None:
    """What the derivatives of a target by the states of such a recurrence come to: ``dL/dx[t] = sum_{s >= t} a^(s-t)
    g(s)``, where ``g`` is what a state has from all but the next one; None for any other recurrence."""
    definition, axis = theory.definitions[name], theory.recurrent_axis(name)
    if axis is None:
        return None
    free = tuple(Free(i, Poly({}), size) for i, size in zip(definition.indices, definition.shape, strict=True))
    step, at = definition.indices[axis], tuple(map(Poly.symbol, definition.indices))
    entry = Diff(target, name, at)
    place = context_of(theory, Statement(entry, entry, free))
    search.opened = {name}
    try:
        parts = _split(search.norm(entry, (), place), Diff(target, name, _moved(at, axis, 1)), place)
    except KernelError:
        return None
    if parts is None or ZERO in parts or step in parts[0].free:
        return None
    inner = fresh_index("%s", letters(*parts) | {*definition.indices})
    here, later = Poly.symbol(step), Poly.symbol(inner)
    span = (Guard("ge", later - here), Guard("ge", definition.shape[axis] - 1 - later))
    added = substitute(parts[1], {step: later})
    return Statement(entry, Sum((inner,), span, mul(*_power(parts[0], later - here), added)), free)


def _moved(places: tuple[Poly, ...], axis: int, steps: int) -> tuple[Poly, ...]:
    return (*places[:axis], places[axis] + steps, *places[axis + 1 :])


def generalisations(theory: Theory, statement: Statement) -> Iterator[tuple[Statement, str, dict[str, Poly]]]:
    """Statements about all numbers up to a size, the index that runs over them, and the instance that is claimed."""
    sides = (statement.left, statement.right)
    ranges = {s for f in statement.free for p in (f.low, f.high) for s in p.free}
    found: dict[str, None] = {}
    recurrent = theory.recurrences()
    for node in (n for side in sides for n in walk(side)):
        if isinstance(node, Sum) and node.binders:
            ends = [s for g in node.guards if not g.is_scalar and not g.free.isdisjoint(node.binders) for s in g.free]
        elif isinstance(node, Read) and node.tensor in recurrent:
            axis = theory.recurrent_axis(node.tensor)
            ends = [] if axis is None else list(node.index[axis].free)
        elif (exponent := exponent_of(node)) is not None:
            ends = list(exponent.free)
        else:
            continue
        found.update(dict.fromkeys(sorted(ends)))
    for size in found:
        if is_index(size) or size in ranges or theory.sizes.get(size) is None:
            continue
        index = fresh_index("%t", letters(*sides) | {f.symbol for f in statement.free})
        number, top = Poly.symbol(index), Poly.symbol(size)
        left, right = (substitute(side, {size: number}) for side in sides)
        same = {f.symbol: Poly.symbol(f.symbol) for f in statement.free}
        for low in (0, theory.sizes[size]):
            free = (*statement.free, Free(index, Poly.constant(low or 0), top + 1))
            yield Statement(left, right, free), index, {**same, index: top}
    yield from backward(theory, statement) if recurrent else ()


def backward(theory: Theory, statement: Statement) -> Iterator[tuple[Statement, str, dict[str, Poly]]]:
    """A claim about gradients at ``t``, counted from the last step: those of a recurrence recur downwards; or about the
    states at ``t`` and at the end, ``x_T = x_t + ...``."""
    nodes = [n for side in (statement.left, statement.right) for n in walk(side)]
    recurrent = theory.recurrences()
    ends: dict[str, dict[Poly, None]] = {}  # of each index, where the axes end on which it counts steps
    for n in (_named_slope(theory, n) for n in nodes):
        if isinstance(n, Diff | Read) and (isinstance(n, Diff) or n.tensor in recurrent):
            axis = theory.recurrent_axis(n.tensor) if n.tensor in recurrent else None
            for at in n.index if axis is None else n.index[axis : axis + 1]:
                if (symbol := _shifted(at)) is not None:
                    own = ends.setdefault(symbol, {})
                    own.update({} if axis is None else {_end(theory, n, axis) - at + Poly.symbol(symbol): None})
    chosen = [f for f in statement.free if f.symbol in ends]
    for free in sorted(chosen, key=lambda f: not ends[f.symbol]):
        here = Poly.symbol(free.symbol)
        if any(is_index(s) for p in (free.low, free.high) for s in p.free):
            continue
        index = fresh_index("%t", letters(statement.left, statement.right) | {f.symbol for f in statement.free})
        others = tuple(f for f in statement.free if f is not free)
        same = {f.symbol: Poly.symbol(f.symbol) for f in others}
        for high in dict.fromkeys((free.high, *ends[free.symbol])):  # of some steps, or of all of them
            more = high - free.high
            if not more.is_constant or more.value < 0:
                continue
            turned = {free.symbol: high - 1 - Poly.symbol(index)}
            left, right = (substitute(side, turned) for side in (statement.left, statement.right))
            general = Statement(left, right, (*others, Free(index, Poly({}), high - free.low)))
            yield general, index, {**same, index: high - 1 - here}


def _end(theory: Theory, node: Diff | Read, axis: int) -> Poly:
    return theory.shape_of(node.tensor)[axis]


def _named_slope(theory: Theory, node: Term) -> Term:
    """The derivative that a name stands for."""
    definition = theory.definitions.get(node.tensor) if isinstance(node, Read) else None
    if definition is None or not isinstance(definition.body, Diff) or not isinstance(node, Read):
        return node
    return substitute(definition.body, dict(zip(definition.indices, node.index, strict=True)))


def _shifted(place: Poly) -> str | None:
    """The index that a place is, or is a fixed number of steps away from: ``t + 1`` where steps are counted from 0."""
    return next((s for s in place.free if is_index(s) and (place - Poly.symbol(s)).is_constant), None)


def unconditional(theory: Theory, statement: Statement) -> Iterator[Statement]:
    """What is claimed under a condition, claimed of all steps; of a derivative of a recurrence also that it is zero
    elsewhere, and so with the condition one step wider (``s <= t`` for ``s < t``)."""
    left, right = statement.left, statement.right
    if isinstance(left, Sum) and isinstance(right, Sum) and _bracket(left) == _bracket(right) is not None:
        yield replace(statement, left=left.body, right=right.body)
    if not isinstance(left, Sum) or left.binders or not isinstance(left.body, Diff):
        return
    body, recurrent = left.body.body, theory.recurrences()
    if not isinstance(body, Read) or not recurrent & {body.tensor, *theory.dependencies(body.tensor)}:
        return
    if not isinstance(right, Sum) or right.binders or right.guards != left.guards:
        return
    for wider in (0, 1):
        guards = [Guard(g.kind, g.poly + wider) if g.kind == "ge" else g for g in left.guards]
        yield Statement(left.body, Sum((), guards, right.body), statement.free)


def _bracket(node: Sum) -> tuple[Guard, ...] | None:
    """The conditions of a term on its indices; None for a sum, and for signs."""
    return None if node.binders or any(g.is_scalar for g in node.guards) else node.guards


def at_every_state(theory: Theory, statement: Statement) -> Iterator[tuple[Statement, str, dict[str, Poly]]]:
    """What is claimed of a derivative of the last state by the input at any step, ``d x[T] / d u[s] = a^(T-s)``, of
    each state, and zero by the inputs that come later; the index of the states, and the instance that is claimed."""
    left = statement.left
    if not isinstance(left, Diff) or not isinstance(left.body, Read) or left.body.tensor not in theory.recurrences():
        return
    axis = theory.recurrent_axis(left.body.tensor)
    by = {s for entry in left.index for s in entry.free}
    for size in () if axis is None else sorted(left.body.index[axis].free):
        lasts = [f for f in statement.free if f.symbol in by and size in f.high.free]
        if theory.sizes.get(size) is None or len(lasts) != 1:
            continue
        index = fresh_index("%t", letters(left, statement.right) | {f.symbol for f in statement.free})
        state, top = {size: Poly.symbol(index)}, Poly.symbol(size)
        early = Guard("ge", lasts[0].high.substitute(state) - 1 - Poly.symbol(lasts[0].symbol))
        right = Sum((), (early,), substitute(statement.right, state))
        free = (*statement.free, Free(index, Poly({}), top + 1))
        same = {f.symbol: Poly.symbol(f.symbol) for f in statement.free}
        yield Statement(substitute(left, state), right, free), index, {**same, index: top}
