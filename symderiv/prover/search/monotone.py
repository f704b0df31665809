"""Differences of exponentials that a rising exponent tells the sign of: ``e^u <= e^v`` where ``u <= v``.

``e^v - e^u = e^u (e^w - 1 - w) + e^u w`` with ``w = v - u``, and both parts are not negative where ``w`` is not.
Untrusted: the kernel reads the sign of the parts, and the equation has to be proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.terms import NEGATE, ONE, ZERO, Add, Fn, Mul, Num, Term, mul
from symderiv.prover.kernel.algebra import Monomial, as_term, monomials
from symderiv.prover.kernel.context import Context
from symderiv.prover.search.normal import Normaliser

__all__ = ["log_gap", "rising"]

_MOST = 8  # monomials with an exponential, or a number: all pairs are looked at


def log_gap(t: Term) -> Term:
    """``t - 1 - log t``, as the kernel knows it."""
    return Add((t, NEGATE, Mul((NEGATE, Fn("log", (t,))))))


def rising(search: Normaliser, goal: Mapping[Monomial, Fraction], context: Context) -> Iterator[Term]:
    """Multiples of ``e^v - e^u`` with ``u <= v``, as a form that is not negative, that are part of a term."""
    powers: list[tuple[Monomial, Fraction, Term]] = []
    for m, c in goal.items():
        exponents = [mul(Num(Fraction(q)), a.args[0]) for a, q in m if isinstance(a, Fn) and a.name == "exp"]
        rest = tuple(p for p in m if not (isinstance(p[0], Fn) and p[0].name == "exp"))
        powers.append((rest, c, Add(tuple(exponents)) if len(exponents) > 1 else exponents[0] if exponents else ZERO))
    if all(u == ZERO for _, _, u in powers) or len(powers) > _MOST:
        return
    for rest, c, v in powers:
        for other, d, u in powers:
            if rest != other or c < 0 or d > 0 or u == v:
                continue
            scale = as_term({rest: min(c, -d)})
            if not context.nonnegative(scale):
                continue
            try:
                w = search.scratch().norm(Add((v, Mul((NEGATE, u)))), (), context)
            except KernelError:
                continue
            written = _nonnegative(w, context)
            if written is None:
                continue
            outside = mul(*(f for f in (scale, Fn("exp", (u,)) if u != ZERO else ONE) if f != ONE))
            whole = Add((Add((Fn("exp", (w,)), NEGATE, Mul((NEGATE, w)))), written))
            yield whole if outside == ONE else Mul((outside, whole))


def _nonnegative(w: Term, context: Context) -> Term | None:
    """An exponent as the kernel sees that it is not negative; None where it does not."""
    if context.nonnegative(w):
        return w
    opposite = as_term({m: -c for m, c in monomials(w, context).items()})
    return Mul((NEGATE, opposite)) if context.nonpositive(opposite) else None
