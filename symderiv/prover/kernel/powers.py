"""Primitive rules of powers ``b^e`` with whole exponents that depend on sizes and indices (``Fn("pow", (b, e))``).

Each rule takes a node and its context and returns a term that equals the node wherever the node is defined, or raises
:class:`KernelError`.  All exponents are shown not to be negative first, so ``0^0 = 1`` is the only special value, and
the rules hold for it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import NEGATE, ONE, Add, Fn, Int, Mul, Num, Pow, Sum, Term, mul
from symderiv.prover.kernel.context import Context, factors, parted, whole_number
from symderiv.prover.kernel.intervals import implied

__all__ = ["exponent_of", "geometric", "joined", "lowered"]

_MOST = 8


def exponent_of(term: Term) -> Poly | None:
    """The exponent of a power as a polynomial with whole coefficients; None for other terms."""
    return whole_number(term.args[1]) if isinstance(term, Fn) and term.name == "pow" and not term.orders else None


def _power(base: Term, exponent: Poly) -> Term:
    if exponent.is_constant:
        return Pow(base, Fraction(exponent.value)) if exponent.value else ONE
    return Fn("pow", (base, Int(exponent)))


def lowered(node: Term, context: Context) -> Term:
    """``b^e = b^c b^(e-c)`` with the largest number ``c`` (up to 8) such that ``e - c`` is shown not to be negative.

    The exponent becomes one polynomial.
    """
    exponent = exponent_of(node)
    if exponent is None or not isinstance(node, Fn) or not implied(exponent, context.facts):
        raise KernelError("not a power with an exponent that is shown not to be negative", repr(node))
    base = node.args[0]
    if exponent.is_constant:
        return _power(base, exponent)
    least = 0
    while least < _MOST and implied(exponent - (least + 1), context.facts):
        least += 1
    if not least:
        return _power(base, exponent)
    return Mul((Pow(base, Fraction(least)), _power(base, exponent - least)))


def joined(node: Term, context: Context, positions: Sequence[int]) -> Term:
    """``b^e b^f = b^(e+f)`` for powers among the factors; a whole power of one counts as often."""
    chosen, rest = parted(factors(node), positions)
    total = Poly({})
    bases = set()
    for whole in chosen:
        part, times = (whole.base, whole.exponent) if isinstance(whole, Pow) else (whole, Fraction(1))
        exponent = exponent_of(part)
        if exponent is None or not isinstance(part, Fn) or times.denominator != 1 or times < 1:
            raise KernelError("not a power", repr(part))
        if not implied(exponent, context.facts):
            raise KernelError("the exponent may be negative", repr(part))
        bases.add(part.args[0])
        total = total + exponent * int(times)
    if len(bases) != 1:
        raise KernelError("powers of different bases", repr(node))
    return mul(*rest, _power(next(iter(bases)), total))


def geometric(node: Term, context: Context, position: int) -> Term:
    """``b sum_{lo <= z <= hi} b^(z+r) = sum ... - b^(lo+r) + b^(hi+r+1)``, and the same with ``-z`` for ``z``.

    For a number ``b`` other than 1 the sum itself is ``(b^(hi+r+1) - b^(lo+r)) / (b - 1)``.

    The range may be empty but not negative.  ``position``: the sum among the factors of a product.
    """
    parts = list(factors(node))
    series = parts.pop(position)
    if not isinstance(series, Sum) or len(series.binders) != 1 or len(series.guards) != 2:
        raise KernelError("not a sum over a range", repr(series))
    (index,) = series.binders
    inside = context.under(series.guards, series.binders)
    exponent = exponent_of(series.body)
    if exponent is None or not isinstance(series.body, Fn) or index in series.body.args[0].free:
        raise KernelError("not a sum of powers", repr(series))
    base = series.body.args[0]
    ends: dict[int, Poly] = {}
    for g in series.guards:
        step = g.poly.coefficient(index) if g.kind == "ge" else Poly({})
        if step.is_constant and abs(step.value) == 1:
            ends[step.value] = Poly.symbol(index) - g.poly * step.value
    direction = exponent.coefficient(index)
    if set(ends) != {1, -1} or not direction.is_constant or abs(direction.value) != 1:
        raise KernelError("not a geometric series", repr(series))
    low, high = ends[1], ends[-1]
    first = exponent.substitute({index: low if direction.value == 1 else high})
    last = exponent.substitute({index: high if direction.value == 1 else low})
    if index in first.free | last.free or not implied(high - low + 1, context.facts):
        raise KernelError("the range may be negative", repr(series))
    if not implied(exponent, inside.facts) or not implied(first, context.facts):
        raise KernelError("an exponent may be negative", repr(series))
    if isinstance(base, Num) and base.value != 1:
        ends_only = Add((Mul((NEGATE, _power(base, first))), _power(base, last + 1)))
        return mul(*parts, Num(1 / (base.value - 1)), ends_only)
    for k, part in enumerate(parts):
        if part == base or (isinstance(part, Pow) and part.base == base and part.exponent >= 1):
            del parts[k]
            if isinstance(part, Pow) and part.exponent > 1:
                parts.append(Pow(base, part.exponent - 1))
            shifted = Add((series, Mul((NEGATE, _power(base, first))), _power(base, last + 1)))
            return mul(*parts, shifted)
    raise KernelError("the base is no factor", repr(node))
