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
from symderiv.language.nodes import ONE, Fn, Int, Pow, Term, mul
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.intervals import implied
from symderiv.prover.kernel.parts import factors, parted, whole_number

__all__ = ["exponent_of", "joined"]


def exponent_of(term: Term) -> Poly | None:
    """The exponent of a power as a polynomial with whole coefficients; None for other terms."""
    return whole_number(term.args[1]) if isinstance(term, Fn) and term.name == "pow" and not term.orders else None


def _power(base: Term, exponent: Poly) -> Term:
    if exponent.is_constant:
        return Pow(base, Fraction(exponent.value)) if exponent.value else ONE
    return Fn("pow", (base, Int(exponent)))


def joined(node: Term, context: Context, positions: Sequence[int], by: int = 0) -> Term:
    """``b^e b^f = b^c b^(e+f-c)`` for powers among the factors and a number ``c`` (``by``); a whole power of one counts
    as often, and the exponent becomes one polynomial."""
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
    if len(bases) != 1 or by < 0 or not implied(total - by, context.facts):
        raise KernelError("powers of different bases, or of one that is too low", repr(node))
    (base,) = bases
    return mul(*rest, *((Pow(base, Fraction(by)),) if by else ()), _power(base, total - by))
