"""Primitive rules of derivatives and definitions.

``partial`` differentiates what is written; ``adjoint`` is the chain rule through the tensors that read a node
(reverse mode over named intermediates); ``total`` is the chain rule for an expression.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.binding import apart, substitute
from symderiv.language.declarations import Declarations
from symderiv.language.declared import Definition, Loss
from symderiv.language.functions import FUNCTIONS
from symderiv.language.integers import Poly, fresh_index
from symderiv.language.nodes import (
    NEGATE,
    ONE,
    ZERO,
    Add,
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
    Let,
    Matrix,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    add,
    equals,
    in_shape,
    mul,
    num,
    walk,
)
from symderiv.prover.kernel.context import Context, entails
from symderiv.prover.kernel.extrema import untied
from symderiv.prover.kernel.intervals import implied

__all__ = ["adjoint", "causal", "derivative_of_function", "differentiate", "fold_let", "is_frontier", "total", "unfold"]


def _fn(name: str, *args: Term) -> Term:
    return Fn(name, args)


def derivative_of_function(term: Fn, position: int, theory: Declarations) -> Term:
    """The partial derivative of a scalar function by one argument, from the table of rules.

    Where two arguments of ``max`` are equal, the second counts: if they are equal all around, it has the derivative
    of both.  Arguments that are made from different tensors cannot move together.
    """
    u = term.args[position]
    if term.orders or term.name not in FUNCTIONS:
        orders = list(term.orders or (0,) * len(term.args))
        orders[position] += 1
        return Fn(term.name, term.args, tuple(orders))
    if term.name in ("max", "min"):
        sign = Mul((NEGATE, term.args[1 - position]))
        gap: Term = Add((u, sign))
        made = [frozenset(n.tensor for n in walk(a) if isinstance(n, (Read, Diff))) for a in term.args]
        one, other = (reads.union(*map(theory.sources, reads)) for reads in made)
        kind = "pos" if position == 0 or one.isdisjoint(other) else "nonneg"
        return Sum((), (Guard(kind, gap if term.name == "max" else Mul((NEGATE, gap))),), ONE)
    if term.name == "pow":
        base, exponent = term.args
        if position == 0:
            return Mul((exponent, _fn("pow", base, Add((exponent, NEGATE)))))
        return Mul((term, _fn("log", base)))
    rows: dict[str, Callable[[], Term]] = {
        "exp": lambda: term,
        "log": lambda: Pow(u, Fraction(-1)),
        "tanh": lambda: Add((ONE, Mul((NEGATE, Pow(term, Fraction(2)))))),
        "sigmoid": lambda: Mul((term, Add((ONE, Mul((NEGATE, term)))))),
        "softplus": lambda: _fn("sigmoid", u),
        "erf": lambda: Mul((num(2), Pow(_fn("pi"), Fraction(-1, 2)), _fn("exp", Mul((NEGATE, Pow(u, Fraction(2))))))),
        "sin": lambda: _fn("cos", u),
        "cos": lambda: Mul((NEGATE, _fn("sin", u))),
        "sinh": lambda: _fn("cosh", u),
        "cosh": lambda: _fn("sinh", u),
        "arctan": lambda: Pow(Add((ONE, Pow(u, Fraction(2)))), Fraction(-1)),
        "artanh": lambda: Pow(Add((ONE, Mul((NEGATE, Pow(u, Fraction(2)))))), Fraction(-1)),
        "relu": lambda: Sum((), (Guard("pos", u),), ONE),
        "abs": lambda: Add(
            (Sum((), (Guard("pos", u),), ONE), Mul((NEGATE, Sum((), (Guard("pos", Mul((NEGATE, u))),), ONE))))
        ),
    }
    return rows[term.name]()


def differentiate(node: Term, context: Context) -> Term:
    """A partial derivative: sum rule, product rule, chain rule, ``d T[u] / d T[v] = [u = v]``."""
    if not isinstance(node, Diff) or node.total:
        raise KernelError("the rule is for partial derivatives", node)
    _check_scalars(node, context)
    shape = () if node.tensor not in _declared(context) else context.theory.shape_of(node.tensor)
    derived = _partial(node.body, node.tensor, node.index, context)
    guards = in_shape(node.index, shape) if shape else ()
    return Sum((), guards, derived) if guards and derived != ZERO else derived


def _declared(context: Context) -> set[str]:
    theory = context.theory
    return {*theory.shapes, *theory.definitions, *theory.losses}


def _partial(e: Term, tensor: str, at: tuple[Poly, ...], context: Context) -> Term:
    """The derivative of a written term; ``context`` is that of the derivative, facts about the point included."""
    if isinstance(e, (Num, Int)):
        return ZERO
    if isinstance(e, Read):
        if e.tensor != tensor:
            return ZERO
        return Sum((), (equals(u, v) for u, v in zip(e.index, at, strict=True)), ONE) if at else ONE
    if isinstance(e, Add):
        parts = [d for a in e.args if (d := _partial(a, tensor, at, context)) != ZERO]
        return add(*parts)
    if isinstance(e, Mul):
        terms = []
        for k, f in enumerate(e.args):
            d = _partial(f, tensor, at, context)
            if d != ZERO:
                terms.append(mul(*e.args[:k], d, *e.args[k + 1 :]))
        return add(*terms)
    if isinstance(e, Pow):
        d = _partial(e.base, tensor, at, context)
        if d == ZERO:
            return ZERO
        q = e.exponent
        return d if q == 1 else ZERO if q == 0 else Mul((Num(q), Pow(e.base, q - 1), d))
    if isinstance(e, Fn):
        terms = []
        for k, a in enumerate(e.args):
            d = _partial(a, tensor, at, context)
            if d != ZERO:
                terms.append(Mul((derivative_of_function(e, k, context.theory), d)))
        return add(*terms)
    if isinstance(e, (Sum, Matrix, Extremum)):
        e = apart(e, {s for p in at for s in p.free})
    if isinstance(e, Sum):
        d = _partial(e.body, tensor, at, context.under(e.guards, e.binders))
        return ZERO if d == ZERO else Sum(e.binders, e.guards, d)
    if isinstance(e, Extremum):
        d = _partial(e.body, tensor, at, context.under(e.guards, e.binders))
        if d == ZERO:
            return ZERO
        untied(e, context)
        above = Add((e.body, Mul((NEGATE, apart(e, e.binders)))))
        reached = Guard("nonneg", above if e.operation == "max" else Mul((NEGATE, above)))
        return Sum(e.binders, (*e.guards, reached), d)
    if isinstance(e, Matrix):
        entries = in_shape((Poly.symbol(e.row), Poly.symbol(e.column)), (e.size, e.size))
        d = _partial(e.body, tensor, at, context.under(entries, (e.row, e.column)))
        if d == ZERO:
            return ZERO
        if e.operation == "det" and not context.nonzero(e):
            # where the determinant is 0, its derivative is a cofactor, but the inverse does not exist
            raise KernelError("the matrix may be singular", e)
        taken = {s for n in walk(e) for s in n.free} | {s for p in at for s in p.free} | {e.row, e.column}
        r = fresh_index("%r", taken)
        c = fresh_index("%c", taken | {r})
        row, column = Poly.symbol(r), Poly.symbol(c)
        entry = substitute(d, {e.row: row, e.column: column})
        ranges = in_shape((row, column), (e.size, e.size))

        def inverse(i: Poly, j: Poly) -> Term:
            return Matrix("inverse", e.row, e.column, e.size, e.body, (i, j))

        if e.operation == "det":
            return Mul((e, Sum((r, c), ranges, Mul((inverse(column, row), entry)))))
        i, j = e.at
        return Mul((NEGATE, Sum((r, c), ranges, Mul((inverse(i, row), entry, inverse(column, j))))))
    if any(isinstance(n, Read) and n.tensor == tensor for n in walk(e)) or isinstance(e, (Diff, Let)):
        raise KernelError("no derivative rule for this piece", e)
    return ZERO


def _instance(definition: Definition, at: tuple[Poly, ...]) -> Term:
    return substitute(definition.body, dict(zip(definition.indices, at, strict=True)))


def unfold(node: Term, context: Context) -> Term:
    """A defined tensor's entry is its body, inside its shape."""
    if not isinstance(node, Read) or node.tensor not in context.theory.definitions:
        raise KernelError("not an entry of a defined tensor", node)
    if node.tensor in context.held or "*" in context.held:
        raise KernelError("beneath a derivative by it, a tensor stands for itself", node)
    definition = context.theory.definitions[node.tensor]
    guards = context.theory.range_guards(node.tensor, node.index)
    body = _instance(definition, node.index)
    return Sum((), guards, body) if guards else body


def is_frontier(node: Term, context: Context) -> bool:
    """Whether a derivative is one of an unknown loss by a tensor of its frontier (or such a one's derivative)."""
    if not isinstance(node, Diff) or not node.total:
        return False
    inner = node.body
    loss = context.theory.loss_of(inner)
    while loss is None and isinstance(inner, Diff):
        if not is_frontier(inner, context):
            return False
        inner = inner.body
        loss = context.theory.loss_of(inner)
    return loss is not None and node.tensor in loss.frontier


def _variables(symbols: tuple[str, ...], taken: set[str]) -> tuple[str, ...]:
    names = []
    for s in symbols:
        name = fresh_index(s, taken)
        taken.add(name)
        names.append(name)
    return tuple(names)


def adjoint(node: Term, context: Context) -> Term:
    """The chain rule by consumers, for ``d R[u] / d T[v]``.

    ``sum_C sum_w  d R[u]/d C[w] * (partial body_C[w] / partial T[v])`` over the tensors ``C`` that read ``T`` in
    their definitions; ``[u = v]`` where ``R`` is ``T`` itself, 0 where ``R`` does not depend on ``T``.
    """
    if not isinstance(node, Diff) or not node.total or not isinstance(node.body, Read) or is_frontier(node, context):
        raise KernelError("the rule is for the derivative of an entry", node)
    _check_place(node, context)
    theory = context.theory
    target, tensor, at = node.body, node.tensor, node.index
    if not theory.made_plainly(target.tensor):
        raise KernelError("what is made from a derivative is not differentiated by name", node)
    terms: list[Term] = []
    shape = theory.range_guards(tensor, at)
    if target.tensor == tensor:
        terms.append(Sum((), (*shape, *(equals(u, v) for u, v in zip(target.index, at, strict=True))), ONE))
    for name in theory.consumers(target.tensor).get(tensor, ()):
        if name in theory.losses:
            _check_frontier(theory.losses[name], theory)
            terms.append(Mul((Diff(target, name, ()), Diff(Read(name), tensor, at))))
            continue
        definition = theory.definitions[name]
        taken = {s for p in (*at, *target.index) for s in p.free}
        taken |= {s for n in walk(definition.body) for s in n.free} | set(node.free)
        names = _variables(definition.indices, taken)
        where = tuple(map(Poly.symbol, names))
        outer: Term = Diff(target, name, where)
        inner = Diff(_instance(definition, where), tensor, at, False)
        terms.append(Sum(names, theory.range_guards(name, where), Mul((outer, inner))))
    return _within_shape(node, add(*terms), context)


def causal(node: Term, context: Context) -> Term:
    """``d A[u] / d B[v] = 0`` where ``v`` is a later step of the recurrence that both belong to, or that reads ``B``:
    every read within it, and of ``B``, is at the same step or an earlier one, and those at the same step make no
    cycle."""
    if not isinstance(node, Diff) or not node.total or not isinstance(node.body, Read):
        raise KernelError("the rule is for the derivative of an entry", node)
    _check_place(node, context)
    theory, entry = context.theory, node.body
    if not theory.made_plainly(entry.tensor) or not theory.losses.keys().isdisjoint(theory.dependencies(entry.tensor)):
        raise KernelError("the entry is made from a derivative or a loss", node)
    later = theory.steps_behind(entry, node.tensor, node.index)
    if later is None or not implied(later, context.facts):
        raise KernelError("the entry may be made from that one", node)
    return ZERO


def _check_place(node: Diff, context: Context) -> None:
    """Beneath a partial derivative, a total one must not become what is written there."""
    if "*" in context.held:
        raise KernelError("beneath a partial derivative, a total one stands for itself", node)
    _check_scalars(node, context)


def _check_scalars(node: Diff, context: Context) -> None:
    """A bound scalar moves with what its value is made from, which no rule follows."""
    if any(isinstance(n, Read) and (n.tensor, node.tensor) in context.lets for n in walk(node.body)):
        raise KernelError("a scalar is made from what is differentiated by", node)


def _within_shape(node: Diff, value: Term, context: Context) -> Term:
    """A derivative by an entry that does not exist is a strong zero."""
    shape = context.theory.shape_of(node.tensor) if node.tensor in _declared(context) else ()
    pending = [g for g in in_shape(node.index, shape) if not entails(g, context)] if shape else []
    return Sum((), pending, value) if pending else value


def _check_frontier(loss: Loss, theory: Declarations) -> None:
    """A derivative on the frontier is total: where one tensor of it is made from another (or from itself, step by
    step), it is neither the partial derivative of the loss nor a function of the frontier alone."""
    if any(not theory.sources(n).isdisjoint(loss.frontier) for n in loss.frontier):
        raise KernelError("a tensor of the frontier is made from the frontier", loss.name)


def total(node: Term, context: Context) -> Term:
    """The chain rule for an expression: its partial derivative, and one term for each tensor that it reads."""
    if not isinstance(node, Diff) or not node.total or isinstance(node.body, Read):
        raise KernelError("the rule is for the derivative of an expression", node)
    _check_place(node, context)
    theory = context.theory
    body, tensor, at = node.body, node.tensor, node.index
    loss_part = isinstance(body, Diff)
    if loss_part and not is_frontier(body, context):
        raise KernelError("the inner derivative must be expanded first", node)
    if any(isinstance(n, (Diff, Let)) for n in walk(body)) and not loss_part:
        raise KernelError("derivatives beneath must be expanded first", node)
    if loss_part:
        inner: Term = body
        while isinstance(inner, Diff):
            inner = inner.body
        loss = theory.loss_of(inner)
        assert loss is not None
        names = list(loss.frontier)
        if tensor in names:
            raise KernelError("a derivative on the frontier is final", node)
        _check_frontier(loss, theory)
        terms: list[Term] = []
    else:
        terms = [Diff(body, tensor, at, False)]
        names = sorted({n.tensor for n in walk(body) if isinstance(n, Read)} - {tensor})
        if theory.is_recurrent(tensor):
            # a later entry of the recurrence is made from an earlier one
            terms, names = [], sorted({*names, tensor})
    for name in names:
        if tensor not in theory.sources(name):
            continue
        taken = set(node.free) | {s for n in walk(body) for s in n.free}
        own = _variables(theory.definitions[name].indices, taken) if name in theory.definitions else ()
        where = tuple(map(Poly.symbol, own))
        outer = Diff(body, name, where, loss_part)
        inside = Diff(Read(name, where), tensor, at)
        terms.append(Sum(own, theory.range_guards(name, where), Mul((outer, inside))))
    return _within_shape(node, add(*terms), context)


def fold_let(node: Term, context: Context) -> Term:
    """``body`` with the scalar replaced by its value (no derivative may be left beneath)."""
    if not isinstance(node, Let) or any(isinstance(n, (Diff, Let)) for n in walk(node.body)):
        raise KernelError("derivatives beneath must be expanded first", node)
    return _replace(node.body, node.name, node.value)


def _replace(term: Term, name: str, value: Term) -> Term:
    if isinstance(term, Read):
        return value if term.tensor == name else term
    term = apart(term, value.free)
    children = tuple(_replace(c, name, value) for c in term.children)
    return term.rebuild(children) if children else term
