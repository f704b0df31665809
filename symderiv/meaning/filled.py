"""A point at sizes of any height, given by what the entries of its arrays are at each place.

Guarantee: what is said of it is what the plain interpreter says, within a limit on time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import product
from math import prod

from symderiv.budget import Deadline, deep
from symderiv.errors import BudgetExceeded
from symderiv.language.terms import Add, Matrix, Term, walk
from symderiv.language.theory import Hypothesis, Statement, Theory
from symderiv.meaning.numbers import Undefined, Unknown, holds_between, is_exact
from symderiv.meaning.plain import Plain, Refutation, confirm
from symderiv.meaning.points import Entry, Exact, LossModel, Point
from symderiv.meaning.reach import Reach
from symderiv.meaning.witness import both

__all__ = ["agrees_somewhere", "shown_at"]

_MOST = 1_000_000  # entries of one array
_DIGITS = 128
_SOME = 2  # entries along each axis at which the gradient of an unknown loss is not zero

#: The entries of an input by its name, and those of the gradient of an unknown loss ``L`` by ``y`` as ``dL/dy``.
Values = Mapping[str, Callable[[Entry], Exact]]


def shown_at(
    theory: Theory, statement: Statement, sizes: Mapping[str, int], values: Values, at: Sequence[int], limit: Deadline
) -> tuple[tuple[str, str], Refutation] | None:
    """Both sides as text and the refutation, where a point is a counterexample; None where that is not seen."""
    made = _point(theory, statement, sizes, values)
    if made is None:
        return None
    point, hypotheses = made
    with suppress(BudgetExceeded, Undefined, Unknown, KeyError), deep():
        refutation = confirm(theory, statement, hypotheses, point, at, lambda: limit.check("the evaluation"))
        if refutation is not None:
            left, right, _ = _sides(theory, statement, point, at, limit)
            return both(left, right), refutation
    return None


def agrees_somewhere(theory: Theory, statement: Statement, limit: Deadline) -> bool:
    """Whether a statement without free sizes and hypotheses holds at a point where no kink is met: it is not vacuous,
    and what its kinks are made of is not zero everywhere."""
    inputs = dict.fromkeys(theory.shapes, _odd)
    slopes = {f"d{name}/d{y}": _few for name, loss in theory.losses.items() for y in loss.frontier}
    made = _point(theory, statement, {}, {**inputs, **slopes})
    if made is None or made[1]:
        return False
    with suppress(BudgetExceeded, Undefined, Unknown, KeyError), deep():
        at = [f.low.evaluate(made[0].sizes) for f in statement.free]
        left, right, met = _sides(theory, statement, made[0], at, limit)
        return not met and holds_between(left, right, statement.relation) is not False
    return False


def _odd(place: Entry) -> Exact:
    """Numbers of either sign, none of them zero and hardly two alike."""
    number = sum(prime * k for prime, k in zip((3, 7, 11, 17, 23, 29), place, strict=False)) % 31 + 1
    return Fraction(-number if number % 2 else number, 4)


def _few(place: Entry) -> Exact:
    return _odd(place) if all(k < _SOME for k in place) else 0


def _point(
    theory: Theory, statement: Statement, sizes: Mapping[str, int], values: Values
) -> tuple[Point, list[Hypothesis]] | None:
    """The point, and the hypotheses about what the statement is made from; None where arrays are too large, a value is
    missing, or a determinant would have to be expanded."""
    whole = {**{s: 0 if low is None else low for s, low in theory.sizes.items()}, **sizes}
    reach = Reach(theory)
    inputs = reach.of(_combined(statement))
    hypotheses = [h for h in theory.hypotheses if not inputs.isdisjoint(reach.of(_combined(h.statement)))]
    read = inputs.union(*(reach.of(_combined(h.statement)) for h in hypotheses))
    arrays = {name: name for name in theory.shapes if name in read}
    slopes = {f"d{name}/d{y}": y for name in theory.losses if name in read for y in theory.losses[name].frontier}
    shapes = {key: [n.evaluate(whole) for n in theory.shape_of(y)] for key, y in {**arrays, **slopes}.items()}
    bodies = [theory.definitions[name].body for name in read & theory.definitions.keys()]
    matrices = any(isinstance(node, Matrix) for term in (_combined(statement), *bodies) for node in walk(term))
    if matrices or not shapes.keys() <= values.keys() or any(prod(shape) > _MOST for shape in shapes.values()):
        return None
    tables = {key: {p: values[key](p) for p in product(*map(range, shape))} for key, shape in shapes.items()}
    losses = {
        name: LossModel({(y, p): c for y in loss.frontier for p, c in tables[f"d{name}/d{y}"].items() if c})
        for name, loss in theory.losses.items()
        if name in read
    }
    return Point(whole, {name: tables[name] for name in arrays}, {}, losses), hypotheses


def _sides(
    theory: Theory, statement: Statement, point: Point, at: Sequence[int], limit: Deadline
) -> tuple[object, object, bool]:
    """The values of both sides, and whether a kink is met."""
    plain = Plain(theory, point, _DIGITS, lambda: limit.check("the evaluation"))
    env = dict(zip([f.symbol for f in statement.free], at, strict=True))
    left, right = plain.value(statement.left, env), plain.value(statement.right, env)
    return left, right, any(is_exact(value) and not value for value, _ in plain.corners.values())


def _combined(statement: Statement) -> Term:
    return Add((statement.left, statement.right))
