"""Conditions under which a wrong line may be right: a size is 1, a matrix is symmetric, a vector sums to 1.

Each is a theory that assumes it, what is then to be shown, and how the entries of a tensor are changed for it to hold.
Nothing here knows whether the line is right under one: that is for :mod:`symderiv.documents.repair` to find out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symderiv.language.integers import Poly
from symderiv.language.terms import ONE, ZERO, Guard, Read, Sum, Term, substitute, substitute_guard, walk
from symderiv.language.text import inline
from symderiv.language.theory import Definition, Free, Hypothesis, Statement, Theory

if TYPE_CHECKING:
    from symderiv.language.verdicts import Counterexample
    from symderiv.meaning.exercise import Change
    from symderiv.meaning.points import Entry, Exact

    Entries = dict[Entry, Exact]

__all__ = ["conditions", "met", "with_one"]


def met(witness: Counterexample, theory: Theory, change: Change | None) -> bool:
    """Whether the witness meets the condition that a theory assumes last: then the line is wrong under it, too."""
    if change is None:
        size = theory.conditions[-1].poly
        return size.free <= witness.sizes.keys() and not size.evaluate(witness.sizes)
    name, changed = change
    try:
        entries: Entries = dict(_entries(witness.values.get(name)))
    except (ValueError, TypeError):
        return False
    return bool(entries) and changed(entries) == entries


def _entries(values: Any, place: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    """The exact numbers of nested lists, each with its place."""
    if not isinstance(values, list):
        yield place, Fraction(values)
        return
    for k, inner in enumerate(values):
        yield from _entries(inner, (*place, k))


def conditions(theory: Theory, statement: Statement) -> Iterator[tuple[str, Theory, Statement, Change | None]]:
    """Conditions in words, each with the theory that assumes it, what is then to be shown, and how a tensor is
    changed for it to hold."""
    tensors: dict[str, None] = {}
    stack: list[Term] = [statement.left, statement.right]
    while stack:
        for node in walk(stack.pop()):
            name = node.tensor if isinstance(node, Read) else getattr(node, "tensor", "")
            if name and name not in tensors:
                tensors[name] = None
                if name in theory.definitions:
                    stack.append(theory.definitions[name].body)
    inputs = [t for t in tensors if t in theory.shapes]
    i, j = Poly.symbol("%i"), Poly.symbol("%j")
    for name in inputs:
        shape = theory.shapes[name]
        if len(shape) == 2 and shape[0] == shape[1]:
            free = (Free("%i", Poly({}), shape[0]), Free("%j", Poly({}), shape[1]))
            equal = Statement(Read(name, (i, j)), Read(name, (j, i)), free)
            yield f"{inline(name)} is symmetric", _with(theory, equal), statement, (name, _symmetric)
        elif len(shape) == 1:
            total = Sum(("%i",), (Guard("ge", i), Guard("ge", shape[0] - 1 - i)), Read(name, (i,)))
            yield (
                f"the sum of {inline(name)} is 1",
                _with(theory, Statement(total, ONE)),
                statement,
                (name, _summing_to_one),
            )
    sizes = sorted(
        {
            x
            for t in tensors
            if t in theory.shapes or t in theory.definitions
            for p in theory.shape_of(t)
            for x in p.free
        }
        | {x for side in (statement.left, statement.right) for x in side.free if x in theory.sizes}
    )
    for size in sizes:
        known = replace(theory, conditions=[*theory.conditions, Guard("eq", Poly.symbol(size) - 1)])
        one = {size: Poly.constant(1)}
        alone = {
            f.symbol: Poly.constant(0)
            for f in statement.free
            if f.low == Poly.constant(0) and f.high.substitute(one) == Poly.constant(1)
        }
        left, right = (_single(substitute(side, {**one, **alone})) for side in (statement.left, statement.right))
        rest = tuple(f for f in statement.free if f.symbol not in alone)
        yield inline(f"{size} = 1"), known, replace(statement, left=left, right=right, free=rest), None
    for name in inputs:
        shape = theory.shapes[name]
        index = tuple(Poly.symbol(f"%i{axis}") for axis in range(len(shape)))
        places = tuple(Free(f"%i{axis}", Poly({}), size) for axis, size in enumerate(shape))
        words = f"{inline(name)} >= 0" if not shape else f"no entry of {inline(name)} is negative"
        yield words, _with(theory, Statement(Read(name, index), ZERO, places, ">=")), statement, (name, _nonnegative)
        if not shape:
            yield inline(f"{name} = 1"), _with(theory, Statement(Read(name), ONE)), statement, (name, _one)
        elif len(shape) == 1:
            total = Sum(("%i",), (Guard("ge", i), Guard("ge", shape[0] - 1 - i)), Read(name, (i,)))
            yield (
                f"the sum of {inline(name)} is 0",
                _with(theory, Statement(total, ZERO)),
                statement,
                (name, _summing_to_zero),
            )


def _symmetric(entries: Entries) -> Entries:
    return {(i, j): entries[min(i, j), max(i, j)] for i, j in entries}


def _nonnegative(entries: Entries) -> Entries:
    return {at: max(x, -x) for at, x in entries.items()}


def _one(entries: Entries) -> Entries:
    return dict.fromkeys(entries, 1)


def _summing_to_one(entries: Entries) -> Entries:
    total = Fraction(sum(entries.values()))
    return {at: x / total for at, x in entries.items()} if total else {at: Fraction(1, len(entries)) for at in entries}


def _summing_to_zero(entries: Entries) -> Entries:
    mean = Fraction(sum(entries.values())) / len(entries)
    return {at: x - mean for at, x in entries.items()}


def _single(term: Term) -> Term:
    """A term with every sum over ``0 <= b < 1`` written as its one summand."""
    term = term.rebuild(tuple(map(_single, term.children)))
    if isinstance(term, Sum):
        for b in term.binders:
            ends = Guard("ge", Poly.symbol(b)), Guard("ge", -Poly.symbol(b))
            if all(end in term.guards for end in ends):
                rest = Sum(
                    tuple(x for x in term.binders if x != b), [g for g in term.guards if g not in ends], term.body
                )
                term = _single(substitute(rest, {b: Poly.constant(0)}))
                return term.body if isinstance(term, Sum) and not term.binders and not term.guards else term
    return term


def _with(theory: Theory, statement: Statement) -> Theory:
    return replace(theory, hypotheses=[*theory.hypotheses, Hypothesis("condition", statement)])


def with_one(theory: Theory, size: str, statement: Statement) -> tuple[Theory, Statement] | None:
    """Theory and statement with a size that is 1 written as 1, wherever it stands, and sums over one value as that
    value: this says the same as the condition does.  None where something that is assumed rules it out."""
    one = {size: Poly.constant(1)}
    low = theory.sizes.get(size)
    guards = [substitute_guard(g, one) for g in theory.conditions]
    settled = [g for g in guards if g.kind in ("ge", "eq") and g.poly.is_constant]
    if (low is not None and low > 1) or any(g.poly.value < 0 if g.kind == "ge" else g.poly.value for g in settled):
        return None

    def term(t: Term) -> Term:
        return _single(substitute(t, one))

    def written(s: Statement) -> Statement:
        free = tuple(replace(f, low=f.low.substitute(one), high=f.high.substitute(one)) for f in s.free)
        return replace(s, left=term(s.left), right=term(s.right), free=free)

    def shape(sizes: tuple[Poly, ...]) -> tuple[Poly, ...]:
        return tuple(p.substitute(one) for p in sizes)

    known = replace(
        theory,
        sizes={name: least for name, least in theory.sizes.items() if name != size},
        conditions=[g for g in guards if g not in settled],
        shapes={name: shape(sizes) for name, sizes in theory.shapes.items()},
        definitions={
            name: Definition(name, d.indices, shape(d.shape), term(d.body)) for name, d in theory.definitions.items()
        },
        hypotheses=[replace(h, statement=written(h.statement)) for h in theory.hypotheses],
    )
    return known, written(statement)
