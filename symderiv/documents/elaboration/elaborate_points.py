r"""Evaluation at a point: ``\left. \frac{\partial L}{\partial W} \right|_{W = W_0}``.

The tensor on the left of the condition is replaced, in the expression and in everything that it is made from, by a
tensor that is defined to be the right side; derivatives by it become derivatives at that node.

Guarantee: the point may not depend on indices of the equation, and what is replaced is no recurrence and no unknown
loss; anything else is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from symderiv.documents.elaboration.values import Value
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.language.integers import Poly
from symderiv.language.terms import ZERO, Diff, Read, Term, walk

if TYPE_CHECKING:
    from symderiv.documents.elaboration.elaborate import Elaborator
from symderiv.language.theory import is_elsewhere

__all__ = ["carried", "evaluated", "made_from"]


def evaluated(e: Elaborator, node: s.Evaluated) -> Value:
    """The value of an expression at a point."""
    value = e.value(node.body)
    shown = value.entry(tuple(Poly.symbol(f"%probe{k}") for k in range(value.rank)))
    if any(isinstance(n, Read) and n.tensor in e.context.theory.losses for n in walk(shown)):
        raise e.fail(node, "an unknown loss at a point", "define the loss")
    names: dict[str, str] = {}
    for condition in node.conditions:
        if not isinstance(condition, s.Comparison) or condition.relations != ("=",):
            raise e.fail(node, "a condition behind an evaluation bar that is no equation", "write |_{x = x_0}")
        left, right = condition.operands
        found = e.context.names.read(left)
        plain = found is not None and not (found.indices or found.power or found.transposed or found.inverted)
        if (
            found is None
            or not plain
            or found.name not in e.context.theory.shapes | e.context.theory.definitions.keys()
        ):
            raise e.fail(
                condition, "an evaluation at a value of something that is no declared tensor", "name the point"
            )
        names[found.name] = _point(e, found.name, right, condition)
    for name in list(names):
        _copy_dependents(e, name, names, node)

    def entry(place: tuple[Poly, ...]) -> Term:
        return _renamed(value.entry(place), names)

    return Value(value.shape, entry, value.bases, value.row)


def _point(e: Elaborator, name: str, right: s.Expression, node: s.Expression) -> str:
    """A tensor that is defined to be the point."""
    hidden = f"{name}.at.{latex(right)}"
    theory = e.context.theory
    if hidden in theory.definitions:
        return hidden
    if e.context.random.get(name):
        raise e.fail(node, "an evaluation at a value of a random variable", "name the point")
    free = set(e.free)
    at = e.value(right)
    shape = e.context.shape(name)
    if at.rank == 0 and shape and at.term == ZERO:
        at = Value(shape, lambda _: ZERO)
    if at.rank != len(shape) or not all(map(e.unify.unify, at.shape, shape)) or set(e.free) != free:
        raise e.fail(node, f"the point is no value for {name}", "check its shape, and name it if it has indices")
    symbols = [e.unify.fresh("ijkl"[a % 4]) for a in range(at.rank)]
    body = at.entry(tuple(map(Poly.symbol, symbols)))
    if any(x.startswith("%") for x in body.free - set(symbols)):
        raise e.fail(node, "a point that depends on an index", "name the point")
    theory.define(hidden, symbols, shape, body)
    return hidden


def made_from(e: Elaborator, value: Value, names: Iterable[str]) -> set[str]:
    """The defined tensors that a value reads and that are made from one of the names, but for these themselves."""
    shown = value.entry(tuple(Poly.symbol(f"%probe{k}") for k in range(value.rank)))
    theory = e.context.theory
    reads = {n.tensor for n in walk(shown) if isinstance(n, Read) and n.tensor in theory.definitions}
    own = frozenset(names)
    return {x for x in reads - own if not theory.sources(x).isdisjoint(own)}


def carried(
    e: Elaborator, values: Mapping[str, Value], node: s.Expression
) -> tuple[dict[str, Value], Callable[[Value], Value]]:
    """Tensors that are defined to be values of names; and what puts what is made from those into another value."""
    theory = e.context.theory
    points: dict[str, Value] = {}
    hidden: dict[str, str] = {}
    for name, value in values.items():
        symbols = [e.unify.fresh("ijkl"[a % 4]) for a in range(value.rank)]
        body = value.entry(tuple(map(Poly.symbol, symbols)))
        known = all(n.tensor in theory.shapes or n.tensor in theory.definitions for n in _reads(body))
        if not known or any(x.startswith("%") for x in body.free - set(symbols)):
            raise e.fail(node, "a point that depends on an index", "name the point")
        if value.rank != len(e.context.shape(name)):
            raise e.fail(node, f"the point is no value for {name}", "check its shape, and name it if it has indices")
        hidden[name] = next(x for k in count() if (x := f"{name}.at.{k}") not in theory.definitions)
        theory.define(hidden[name], symbols, tuple(e.unify.known(size) for size in value.shape), body)
        points[name] = Value(value.shape, partial(Read, hidden[name]), value.bases, False)
    names = dict(hidden)
    for name in hidden:
        _copy_dependents(e, name, names, node)

    def renamed(value: Value) -> Value:
        return Value(value.shape, lambda place: _renamed(value.entry(place), names), value.bases, value.row)

    return points, renamed


def _reads(term: Term) -> Iterator[Read]:
    return (n for n in walk(term) if isinstance(n, Read))


def _copy_dependents(e: Elaborator, name: str, names: dict[str, str], node: s.Expression) -> None:
    """Copies of the definitions that read a tensor, made from what stands for it."""
    theory = e.context.theory
    hidden = names[name]
    points = set(names.values())
    for other in list(theory.definitions):
        if other in points or is_elsewhere(other) or name not in theory.sources(other):
            continue
        if theory.is_recurrent(other):
            raise e.fail(node, "a recurrence at a point", "write the derivative without the evaluation bar")
        copy = f"{other}|{hidden}"
        names[other] = copy
        if copy not in theory.definitions:
            d = theory.definitions[other]
            theory.define(copy, d.indices, d.shape, _renamed(d.body, names))


def _renamed(term: Term, names: dict[str, str]) -> Term:
    """A term with other tensors in the place of some."""
    if isinstance(term, Read):
        return Read(names.get(term.tensor, term.tensor), term.index)
    new = term.rebuild(tuple(_renamed(c, names) for c in term.children)) if term.children else term
    if isinstance(new, Diff) and new.tensor in names:
        return Diff(new.body, names[new.tensor], new.index, new.total)
    return new
