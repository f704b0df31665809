"""A point at sizes of any height, given by a few entries of its arrays and by what all others are.

Guarantee: what is said of it is what the plain interpreter confirms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import product
from math import prod

from symderiv.budget import Deadline, deep
from symderiv.errors import BudgetExceeded
from symderiv.language.terms import Add, Matrix, Term, walk
from symderiv.language.theory import Statement, Theory
from symderiv.meaning.numbers import Undefined, Unknown
from symderiv.meaning.plain import Plain, Refutation, confirm
from symderiv.meaning.points import Entry, Exact, LossModel, Point
from symderiv.meaning.reach import Reach
from symderiv.meaning.witness import both

__all__ = ["shown_at"]

_MOST = 1_000_000  # entries of one array
_DIGITS = 128


def shown_at(
    theory: Theory,
    statement: Statement,
    sizes: Mapping[str, int],
    values: Mapping[str, Callable[[Entry], Exact]],
    at: Sequence[int],
    limit: Deadline,
) -> tuple[tuple[str, str], Refutation] | None:
    """Both sides as text and the refutation, where a point is a counterexample; None where that is not seen.

    ``values`` gives the entries of inputs by their names, and the gradient of an unknown loss ``L`` by ``y`` as
    ``dL/dy``.  Raises KeyError for an input without values.
    """
    whole = {**{s: 0 if low is None else low for s, low in theory.sizes.items()}, **sizes}

    def table(name: str, tensor: str) -> dict[Entry, Exact]:
        shape = [size.evaluate(whole) for size in theory.shape_of(tensor)]
        if prod(shape) > _MOST:
            raise KeyError(tensor)
        return {place: values[name](place) for place in product(*map(range, shape))}

    reach = Reach(theory)
    inputs = reach.of(Add((statement.left, statement.right)))
    hypotheses = [h for h in theory.hypotheses if not inputs.isdisjoint(reach.of(_sides(h.statement)))]
    read = inputs.union(*(reach.of(_sides(h.statement)) for h in hypotheses))
    bodies = [theory.definitions[name].body for name in read & theory.definitions.keys()]
    if any(isinstance(node, Matrix) for term in (_sides(statement), *bodies) for node in walk(term)):
        return None  # the plain interpreter expands a determinant
    tensors = {name: table(name, name) for name in theory.shapes if name in read}
    losses = {
        name: LossModel({(y, p): c for y in loss.frontier for p, c in table(f"d{name}/d{y}", y).items() if c})
        for name, loss in theory.losses.items()
        if name in read
    }
    point = Point(whole, tensors, {}, losses)

    def check() -> None:
        limit.check("the evaluation")

    with suppress(BudgetExceeded, Undefined, Unknown), deep():
        refutation = confirm(theory, statement, hypotheses, point, at, check)
        if refutation is not None:
            plain = Plain(theory, point, _DIGITS, check)
            env = dict(zip([f.symbol for f in statement.free], at, strict=True))
            return both(plain.value(statement.left, env), plain.value(statement.right, env)), refutation
    return None


def _sides(statement: Statement) -> Term:
    return Add((statement.left, statement.right))
