"""Conditions under which a wrong line may be right: a size is 1, a matrix is symmetric, a vector sums to 1.

Each is a theory that assumes it, what is then to be shown, and how the entries of a tensor are changed for it to hold.
Nothing here knows whether the line is right under one: that is for :mod:`symderiv.documents.repairing.repair` to find
out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from symderiv.documents.judging.names_behind import names_behind
from symderiv.language.integers import Poly
from symderiv.language.terms import ONE, ZERO, Guard, Pow, Read, Sum, Term, substitute, substitute_guard, walk
from symderiv.language.text import inline
from symderiv.language.theory import Definition, Free, Hypothesis, Statement, Theory

if TYPE_CHECKING:
    from symderiv.language.verdicts import Counterexample
    from symderiv.meaning.exercise import Change
    from symderiv.meaning.points import Entry, Exact

    Entries = dict[Entry, Exact]

__all__ = ["conditions", "met", "of_an_axis", "usual_conditions", "with_value"]


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
    changed for it to hold: the likeliest first."""
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
    for words, name, stated, change in _likely(theory, inputs):
        yield words, _with(theory, stated), statement, (name, change)
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
        for value in (1, 0) if theory.sizes.get(size) == 0 else (1,):
            yield _of_size(theory, statement, size, value)
    for words, name, stated, change in _others(theory, inputs):
        yield words, _with(theory, stated), statement, (name, change)


_Said = tuple[str, str, Statement, "Callable[[Entries], Entries]"]


def usual_conditions(theory: Theory, names: Sequence[str]) -> Iterator[tuple[str, Theory]]:
    """What is usual of inputs, in words, and the theory that assumes it: a covariance matrix is symmetric, labels and
    probabilities sum to one."""
    for words, _, stated, _ in _likely(theory, [name for name in names if name in theory.shapes]):
        yield words, _with(theory, stated)


def _likely(theory: Theory, names: Sequence[str]) -> Iterator[_Said]:
    """Square matrices are symmetric, vectors and rows sum to 1."""
    i, j = Poly.symbol("%i"), Poly.symbol("%j")
    for name in names:
        shape = theory.shapes[name]
        if len(shape) == 2 and shape[0] == shape[1]:
            equal = Statement(Read(name, (i, j)), Read(name, (j, i)), _places(shape))
            yield f"{inline(name)} is symmetric", name, equal, _symmetric
        if len(shape) in (1, 2):
            total = Statement(_total(shape, Read(name, (i, j)[: len(shape)])), ONE, _places(shape[:-1]))
            each = "the sum of" if len(shape) == 1 else "every row sum of"
            yield f"{each} {inline(name)} is 1", name, total, _summing_to_one


def _others(theory: Theory, names: Sequence[str]) -> Iterator[_Said]:
    """Signs, units and zeros of numbers, entries 0 and 1, lengths, kernels that read the same backwards."""
    for name in names:
        shape, shown = theory.shapes[name], inline(name)
        free = _places(shape)
        entry = Read(name, tuple(Poly.symbol(f.symbol) for f in free))
        words = f"{inline(f'{name} >= 0')}" if not shape else f"no entry of {shown} is negative"
        yield words, name, Statement(entry, ZERO, free, ">="), _nonnegative
        if not shape:
            yield inline(f"{name} = 1"), name, Statement(entry, ONE), _one
            yield inline(f"{name} = 0"), name, Statement(entry, ZERO), _zero
            continue
        square = Pow(entry, Fraction(2))
        yield f"every entry of {shown} is 0 or 1", name, Statement(square, entry, free), _binary
        if len(shape) == 1:
            yield f"the sum of {shown} is 0", name, Statement(_total(shape, entry), ZERO), _summing_to_zero
            yield f"the length of {shown} is 1", name, Statement(_total(shape, square), ONE), _of_length_one
        for axes in {(-1,), (-2, -1)[-len(shape) :]}:
            place = list(entry.index)
            for axis in axes:
                place[axis] = shape[axis] - 1 - place[axis]
            said = "backwards" if len(axes) == 1 else "after half a turn"
            turned = Statement(entry, Read(name, tuple(place)), free)
            yield f"{shown} is the same {said}", name, turned, partial(_turned, axes)


def _places(shape: Sequence[Poly]) -> tuple[Free, ...]:
    return tuple(Free(x, Poly({}), size) for x, size in zip(("%i", "%j", "%k", "%l", "%m", "%n"), shape, strict=False))


def _total(shape: Sequence[Poly], entry: Term) -> Term:
    """The sum over the last index."""
    last = ("%i", "%j")[len(shape) - 1]
    index = Poly.symbol(last)
    return Sum((last,), (Guard("ge", index), Guard("ge", shape[-1] - 1 - index)), entry)


def of_an_axis(
    theory: Theory, statement: Statement, counts: Collection[str], unnamed: Collection[str]
) -> Iterator[tuple[str, Theory]]:
    r"""The ``N`` of a ``\frac{1}{N}`` as the size of an axis of what a statement is made from, and the end of its sums
    as that of an axis of a size that nobody names: in words, and as the theory that assumes it."""
    names, _ = names_behind(theory, statement)
    sizes = {x for name in names & theory.shapes.keys() for size in theory.shapes[name] for x in size.free}
    sums = (n for side in (statement.left, statement.right) for n in walk(side) if isinstance(n, Sum))
    ranges = (g for total in sums for g in total.guards if g.kind == "ge")  # [i = y] tells of no end
    ends = {x for g in ranges for x in g.free if x in theory.sizes}
    pairs = [(count, size) for count in sorted(set(counts) & theory.sizes.keys()) for size in sorted(sizes - {count})]
    pairs += [(end, size) for end in sorted(ends - set(unnamed)) for size in sorted(sizes & set(unnamed))]
    for one, other in dict.fromkeys(pairs):
        equal = Guard("eq", Poly.symbol(one) - Poly.symbol(other))
        yield f"{one} = {other}", replace(theory, conditions=[*theory.conditions, equal])


def _of_size(
    theory: Theory, statement: Statement, size: str, value: int
) -> tuple[str, Theory, Statement, Change | None]:
    """A size, or another whole number, has a value."""
    known = replace(theory, conditions=[*theory.conditions, Guard("eq", Poly.symbol(size) - value)])
    fixed = {size: Poly.constant(value)}
    alone = {
        f.symbol: Poly.constant(0)
        for f in statement.free
        if f.low == Poly.constant(0) and f.high.substitute(fixed) == Poly.constant(1)
    }
    left, right = (_single(substitute(side, {**fixed, **alone})) for side in (statement.left, statement.right))
    rest = tuple(f for f in statement.free if f.symbol not in alone)
    return inline(f"{size} = {value}"), known, replace(statement, left=left, right=right, free=rest), None


def _symmetric(entries: Entries) -> Entries:
    return {(i, j): entries[min(i, j), max(i, j)] for i, j in entries}


def _nonnegative(entries: Entries) -> Entries:
    return {at: max(x, -x) for at, x in entries.items()}


def _one(entries: Entries) -> Entries:
    return dict.fromkeys(entries, 1)


def _zero(entries: Entries) -> Entries:
    return dict.fromkeys(entries, 0)


def _binary(entries: Entries) -> Entries:
    return {at: 1 if x > 0 else 0 for at, x in entries.items()}


def _turned(axes: tuple[int, ...], entries: Entries) -> Entries:
    """The entries, each like that at its place from the other end of these axes."""
    last = {axis: max(at[axis] for at in entries) for axis in axes}
    first: Entries = {}
    for at in sorted(entries):
        back = list(at)
        for axis in axes:
            back[axis] = last[axis] - at[axis]
        first[at] = first.get(tuple(back), entries[at])
    return first


def _of_length_one(entries: Entries) -> Entries:
    """A rational point of the sphere in the direction, about, of the entries."""
    *others, end = sorted(entries)
    square = Fraction(sum(entries[at] ** 2 for at in others))
    scale = Fraction(2) / (square + 1)
    return {**{at: scale * entries[at] for at in others}, end: (square - 1) / (square + 1) if others else 1}


def _summing_to_one(entries: Entries) -> Entries:
    """Every row along the last axis, by what it sums to."""
    rows: dict[Entry, Entries] = {}
    for at, x in entries.items():
        rows.setdefault(at[:-1], {})[at] = x
    made: Entries = {}
    for row in rows.values():
        total = Fraction(sum(row.values()))
        made |= {at: x / total if total else Fraction(1, len(row)) for at, x in row.items()}
    return made


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


def with_value(theory: Theory, size: str, value: int, statement: Statement) -> tuple[Theory, Statement] | None:
    """Theory and statement with a size that has a value written as that, wherever it stands, and sums over one value
    as that value: this says the same as the condition does.  None where something that is assumed rules it out."""
    one = {size: Poly.constant(value)}
    low = theory.sizes.get(size)
    guards = [substitute_guard(g, one) for g in theory.conditions]
    settled = [g for g in guards if g.kind in ("ge", "eq") and g.poly.is_constant]
    if (low is not None and low > value) or any(g.poly.value < 0 if g.kind == "ge" else g.poly.value for g in settled):
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
