"""Primitive rules of the maximum and minimum of a set: constants and positive factors stand outside, and a derivative
is that of the member that is the largest, where there is only one.

At a tie the derivative is not specified, and :func:`untied` checks that ties are a null set of inputs: where they fill
an open set (``max_b relu(x_b)``), there is a derivative that the rule would not give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.binding import substitute
from symderiv.language.integers import Poly
from symderiv.language.nodes import Add, Extremum, Fn, Guard, Mul, Num, Read, Sum, Term, in_shape, mul
from symderiv.prover.kernel.algebra import as_term, monomials
from symderiv.prover.kernel.context import Context, entails, nonempty
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.parts import factors

__all__ = ["outward", "untied"]


def outward(node: Term, context: Context) -> Term:
    """``max_b (c + k f(b)) = c + k max_b f(b)`` for ``k > 0``, and ``min_b f(b) = -max_b -f(b)``."""
    if not isinstance(node, Extremum):
        raise KernelError("not the extremum of a set", node)
    sign = 1 if node.operation == "max" else -1
    found = monomials(node.body, context.under(node.guards, node.binders))
    terms = [(m, sign * c) for m, c in sorted(found.items(), key=lambda p: as_term({p[0]: Fraction(1)}).sort_key)]
    bound = frozenset(node.binders)
    fixed = {m: c for m, c in terms if as_term({m: Fraction(1)}).free.isdisjoint(bound)}
    moving = {m: c for m, c in terms if m not in fixed}
    outside = as_term({m: sign * c for m, c in fixed.items()})
    if not moving:
        return outside
    first, *others = moving
    common = [p for p in first if all(p in m for m in others) and p[0].free.isdisjoint(bound)]
    common = [p for p in common if context.positive(p[0]) and context.total(as_term({(p,): Fraction(1)}))]
    scale = abs(moving[first])
    if sign == scale == 1 and not fixed and not common:
        raise KernelError("nothing stands outside", node)
    rest = {tuple(p for p in m if p not in common): c / scale for m, c in moving.items()}
    inner = Extremum("max", node.binders, node.guards, as_term(rest))
    return Add((outside, mul(Num(sign * scale), *(as_term({(p,): Fraction(1)}) for p in common), inner)))


def untied(node: Extremum, context: Context) -> None:
    """Raise :class:`KernelError` unless two members of the set are equal for a null set of inputs only.

    A member is a polynomial of the inputs (or the modulus of one) with a summand ``sum_k P(b,k) Q(b,k) ..``, entries of
    different inputs, no other summand being made from just these.  Where their places tell ``b`` and ``k``, the product
    at one ``k`` occurs in one member only, so that neither the sum nor the difference of two members is zero.
    """
    inside = context.under(node.guards, node.binders)
    opened = _opened(node.body, inside)
    body = opened.args[0] if isinstance(opened, Fn) and opened.name == "abs" else opened
    products = [p for m in monomials(body, inside) for p in (_product(as_term({m: Fraction(1)})),)]
    known = [p for p in products if p is not None and p.names <= context.theory.shapes.keys()]
    for p in known if len(known) == len(products) else ():
        ranges = [g for r in p.reads for g in in_shape(r.index, context.theory.shape_of(r.tensor))]
        places = [place for r in p.reads for place in r.index]
        alone = len(p.names) == len(p.reads) and sum(q.names == p.names for q in known) == 1
        if alone and _tell(places, node.binders + p.binders) and nonempty(p.binders, (*p.guards, *ranges), inside):
            return
    raise KernelError("several members may be the extremum", node)


def _opened(term: Term, context: Context) -> Term:
    """A term with all definitions unfolded that are no recurrences."""
    theory = context.theory
    if isinstance(term, Read) and term.tensor in theory.definitions and not theory.is_recurrent(term.tensor):
        definition = theory.definitions[term.tensor]
        ranges = tuple(g for g in theory.range_guards(term.tensor, term.index) if not entails(g, context))
        term = Sum((), ranges, substitute(definition.body, dict(zip(definition.indices, term.index, strict=True))))
        return _opened(term if ranges else term.body, context)
    children = tuple(_opened(c, descend(term, k, context)) for k, c in enumerate(term.children))
    return term.rebuild(children) if children else term


@dataclass(frozen=True)
class _Product:
    """A sum of products of entries."""

    reads: tuple[Read, ...]
    binders: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()

    @property
    def names(self) -> set[str]:
        return {r.tensor for r in self.reads}


def _product(term: Term) -> _Product | None:
    """A term as a sum of products of entries with integer guards; None where it is none."""
    if isinstance(term, Read):
        return _Product((term,))
    if isinstance(term, Sum):
        inner = None if any(g.is_scalar for g in term.guards) else _product(term.body)
        if inner is None or not set(inner.binders).isdisjoint(term.binders):
            return None
        return _Product(inner.reads, term.binders + inner.binders, term.guards + inner.guards)
    if not isinstance(term, (Mul, Num)):
        return None
    factored = [_product(f) for f in factors(term) if not isinstance(f, Num)]
    parts = [p for p in factored if p is not None]
    binders = tuple(b for p in parts for b in p.binders)
    if len(parts) < len(factored) or len(set(binders)) < len(binders):
        return None
    return _Product(tuple(r for p in parts for r in p.reads), binders, tuple(g for p in parts for g in p.guards))


def _tell(places: Sequence[Poly], symbols: Sequence[str]) -> bool:
    """Whether the values of some polynomials determine the symbols, one after another."""
    unknown = set(symbols)
    while unknown:
        told = {s for p in places if len(p.free & unknown) == 1 for s in p.free & unknown if p.multiple(s)}
        if not told:
            return False
        unknown -= told
    return True
