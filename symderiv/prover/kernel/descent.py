"""The way down: what may be assumed at a child of a node."""

from __future__ import annotations

from dataclasses import replace

from symderiv.language.integers import Poly
from symderiv.language.nodes import (
    Add,
    Diff,
    Extremum,
    Fn,
    Guard,
    Let,
    Matrix,
    Mul,
    Pow,
    Read,
    Sum,
    Term,
    in_shape,
    walk,
)
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.parts import is_bracket, read_guards

__all__ = ["descend"]


def descend(node: Term, child: int, context: Context) -> Context:
    """The context of a child of a node."""
    if isinstance(node, (Add, Pow, Fn)):
        return context
    key = (node, child)
    below: Context | None = context.memory.get(key)
    if below is None:
        below = _descend(node, child, context)
        context.memory[key] = below is not context and below  # a context does not hold on to itself
    return below or context


def _descend(node: Term, child: int, context: Context) -> Context:
    if isinstance(node, (Sum, Extremum)):
        if child == 0:
            return context.under(node.guards, node.binders)
        return context.under((g for g in node.guards if not g.is_scalar), node.binders)
    if isinstance(node, Mul):
        beside: list[Guard] = []
        for k, f in enumerate(node.args):
            if k == child:
                continue
            if isinstance(f, Sum):
                if is_bracket(f):
                    beside += f.guards
                continue
            if isinstance(f, (Read, Diff, Pow, Mul)):
                beside += read_guards(f, context.theory)
        return context.under(beside) if beside else context
    if isinstance(node, Diff):
        return context.beneath_derivative({node.tensor if node.total else "*"})
    if isinstance(node, Matrix):
        entries = in_shape((Poly.symbol(node.row), Poly.symbol(node.column)), (node.size, node.size))
        return context.under(entries, (node.row, node.column))
    if isinstance(node, Let) and child == 0:
        # the value moves with what it is made from where the body differentiates
        slopes = {n.tensor if n.total else "*" for n in walk(node.body) if isinstance(n, Diff)}
        return context.beneath_derivative(slopes) if slopes else context
    if isinstance(node, Let):
        reads = {n.tensor for n in walk(node.value) if isinstance(n, (Read, Diff))}
        reads = reads.union(*map(context.theory.sources, reads), (s for name, s in context.lets if name in reads))
        lets = context.lets | {(node.name, s) for s in (*reads, "")}
        return replace(context.beneath_derivative(), smooth=context.smooth, lets=lets)
    return context
