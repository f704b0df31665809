r"""Differentials: ``df = \operatorname{tr}(A^\top dX)`` where ``f`` is made from ``X``.

Of the names behind a ``d`` in an equation, those that are made from none of the others move, each by an input of its
own, ``dX``; whatever has no differential in the equation is held.  The differential of all else is the derivative in
that direction, ``df = sum_ij (\partial f / \partial X_ij) dX_ij``.

Guarantee: an equation is read so only where each differential on its left is of what is made from what moves.
``dW = X^\top dY`` with ``Y`` made from ``W`` may mean gradients, and is not.  Neither is an equation in which something
depends on the inputs of what moves in another way besides; where an equation that is supposed binds what moves, the
caller is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.elaborate_base import Reading
from symderiv.documents.elaboration.values import Place, Value, plus, times
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import is_sign_of_differentials, latex
from symderiv.language.integers import Poly
from symderiv.language.terms import Diff, Read, Sum, Term, in_shape, walk
from symderiv.language.theory import Hypothesis, Statement, Theory

if TYPE_CHECKING:
    from symderiv.documents.elaboration.elaborate import Elaborator

__all__ = ["bound", "differential", "held", "moving", "signs_of_differentials", "stands_for_more"]


@dataclass(frozen=True)
class _Target:
    """What stands behind a ``d``: the tensors in it, and whether it is just the name of one, perhaps of an entry."""

    names: tuple[str, ...]
    plain: bool


def moving(e: Elaborator, left: s.Expression, right: s.Expression) -> dict[str, str]:
    """The tensors that move in an equation, each with the name of its differential; none where it is not read so."""
    known = stands_for_more(e.context, left, right)
    if not e.context.differentials and not known:
        return {}
    on_left, on_right = ([_target(e, node) for node in _behind_signs(side)] for side in (left, right))
    if not on_left or not on_right:
        return {}
    theory = e.context.theory
    if _is_differential(left) and _is_unknown_loss(e, next(_behind_signs(left))):
        on_left = []  # made from whatever moves
    every = list(dict.fromkeys(x for t in (*on_left, *on_right) if t.plain for x in t.names))
    free = {x for x in every if not any(y in theory.sources(x) for y in every if y != x)}
    left_names, right_names = ({x for t in targets for x in t.names} for targets in (on_left, on_right))
    if _is_differential(left) and on_left and on_left[0].plain and free.issuperset(on_left[0].names):
        return {}
    if theory.recurrences().intersection(every):
        return {}  # dh_t from dh_{t+1}: backwards, as gradients go
    towards = any(t.plain and free.issuperset(t.names) for t in on_left)
    if towards and (known or not right_names <= left_names):
        return {}  # towards what is made from it, as gradients go, or perhaps d times it
    if not all(any(x in free or theory.sources(x) & free for x in t.names) for t in (*on_left, *on_right)):
        return {}
    if any(_changes_besides(e, x, free) for x in left_names | right_names) or _bound(e, free):
        return {}
    return {x: f"d{x}" for x in every if x in free}


def stands_for_more(context: Context, left: s.Expression, right: s.Expression) -> bool:
    """Whether a ``d`` of an equation is also the name of a size, a tensor or a function: it may multiply."""
    signs = [n for side in (left, right) for n in s.walk(side) if is_sign_of_differentials(n)]
    return any(latex(n) in context.sizes.letters() or context.names.read(n) is not None for n in signs)


def held(theory: Theory, statement: Statement, moving: Collection[str]) -> list[str]:
    """The inputs of what an equation differentiates that do not move: their differentials are taken to be zero."""
    nodes = [n for side in (statement.left, statement.right) for n in walk(side)]
    read = {x for n in nodes if isinstance(n, Diff) and n.tensor in moving for x in n.body.tensors}
    if read & theory.losses.keys():  # by way of whatever is made from what moves
        read |= {name for name in theory.definitions if not theory.sources(name).isdisjoint(moving)}
    made = read.union(*(theory.sources(x) for x in read)) - theory.definitions.keys() - theory.losses.keys()
    return sorted(made.difference(moving, *(theory.sources(x) for x in moving)))


def bound(hypotheses: Iterable[Hypothesis], moving: Collection[str]) -> list[str]:
    """What moves but is bound by an equation that is supposed, so that its differential is bound as well: a line that
    is wrong for some differential may still be right for those."""
    sides = (side for h in hypotheses if h.statement.relation == "=" for side in (h.statement.left, h.statement.right))
    return sorted({x for side in sides for x in side.tensors if x in moving})


def differential(e: Elaborator, node: s.Expression) -> Value:
    """What ``d`` before an expression denotes: the derivative in the direction of all that moves."""
    node = s.unwrapped(node)
    target = _target(e, node)
    if target.plain and (name := target.names[0]) in e.moving:
        outer, e.overrides = e.overrides, {**e.overrides, name: _direction(e, name, node)}
        try:
            return e.value(node)
        finally:
            e.overrides = outer
    loss = _is_unknown_loss(e, node)  # before it is read, as it has a shape from then on
    value = e.value(node)

    def entry(place: Place) -> Term:
        body = value.entry(place)
        made = body.tensors.union(*(e.context.theory.sources(x) for x in body.tensors))
        parts = []
        for name in e.moving:
            if loss:
                e.context.gradients.setdefault(latex(node), set()).add(name)
            elif name not in made:
                continue
            binders = tuple(e.unify.fresh("d") for _ in e.context.shape(name))
            at = tuple(map(Poly.symbol, binders))
            step = times(Diff(body, name, at), Read(e.moving[name], at))
            parts.append(Sum(binders, in_shape(at, e.context.shape(name)), step) if binders else step)
        return plus(*parts)

    return Value(value.shape, entry, value.bases, value.row)


def signs_of_differentials(e: Reading, factors: tuple[s.Expression, ...], operators: tuple[str, ...]) -> set[int]:
    """Where a ``d`` stands before what moves; elsewhere ``df`` with ``d`` undeclared is no product, nor is ``d(fg)``
    beside it."""
    after = (s.Symbol, s.Scripted, s.Group) if e.context.differentials else (s.Symbol, s.Scripted)
    signs = set[int]()
    for k, (factor, operator, following) in enumerate(zip(factors, operators, factors[1:], strict=False)):
        if operator != "" or not is_sign_of_differentials(factor) or "d" in e.letters:
            continue
        if e.moving:
            signs.add(k)
        elif e.context.names.read(factor) is not None or "d" in e.context.sizes.letters():
            continue
        elif isinstance(following, after):
            raise e.fail(
                s.Product(factor.span, (factor, following), ("",)),
                "a differential",
                "write the derivative \\partial f / \\partial x, or declare d",
            )
    return signs


def _direction(e: Elaborator, name: str, node: s.Expression) -> Value:
    """The differential of a tensor that moves, as a whole; an input of its shape."""
    value, own = e.tensor(name, node), e.moving[name]
    if own not in e.context.theory.shapes:
        e.context.declare(own, e.context.shape(name))
    return Value(value.shape, lambda place: Read(own, place), value.bases, value.row)


def _behind_signs(side: s.Expression) -> Iterator[s.Expression]:
    """What stands behind each ``d``."""
    for node in s.walk(side):
        if isinstance(node, s.Applied) and is_sign_of_differentials(node.head):
            node = node.as_product()
        if isinstance(node, s.Product):
            for factor, operator, following in zip(node.factors, node.operators, node.factors[1:], strict=False):
                if is_sign_of_differentials(factor) and operator == "":
                    yield s.unwrapped(following)


def _is_differential(side: s.Expression) -> bool:
    """Whether a side is nothing but one differential."""
    side = s.unwrapped(side)
    return isinstance(side, s.Product) and len(side.factors) == 2 and is_sign_of_differentials(side.factors[0])


def _target(e: Elaborator, node: s.Expression) -> _Target:
    names = dict.fromkeys(name for part in s.walk(node) if (name := _name(e, part)) is not None)
    own = _name(e, node)
    found = e.context.names.read(node) if own is not None else None
    plain = found is not None and found.power is None and not (found.inverted or found.primes or found.half)
    return _Target((own,) if plain and own is not None else tuple(names), plain)


def _name(e: Elaborator, node: s.Expression) -> str | None:
    """The tensor that a name stands for; ``None`` of anything else, and of what is no tensor of the document's own."""
    found = e.context.names.read(node) if isinstance(node, s.Symbol | s.Scripted) else None
    if found is None or found.name not in e.context.names.ranks:
        return None
    return None if found.name in e.overrides or found.name in e.context.views else found.name


def _is_unknown_loss(e: Elaborator, node: s.Expression) -> bool:
    """Whether a name is that of a loss of which nothing else is known than that its gradients are taken."""
    name, context = latex(node), e.context
    unknown = name in context.theory.losses or (name in context.targets and name not in context.names.ranks)
    return isinstance(node, s.Symbol) and unknown


def _changes_besides(e: Elaborator, name: str, free: set[str]) -> bool:
    """Whether a tensor is made, not only by way of what moves, from what that is made from."""
    theory = e.context.theory
    below = frozenset().union(*(theory.sources(x) for x in free)) - free
    pending, seen = [name], set[str]()
    while pending:
        here = pending.pop()
        if here in below:
            return True
        if here not in seen and here not in free and here in theory.definitions:
            pending += theory.definitions[here].reads
        seen.add(here)
    return False


def _bound(e: Elaborator, free: set[str]) -> set[str]:
    """Those of some tensors whose differential is not just any tensor of their shape, or has a name that stands for
    something else: a definition, or an input of another shape."""
    context, theory = e.context, e.context.theory
    others = {x for x in free if f"d{x}" in context.names.ranks or f"d{x}" in theory.definitions}
    own = {x for x in others if f"d{x}" in theory.shapes and theory.shapes[f"d{x}"] == context.shape(x)}
    return (free & (context.diagonal | context.random.keys())) | (others - own)
