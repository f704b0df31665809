"""Numerically stable forms: softmax, log-sum-exp, sigmoid and softplus, recognised by their shape.

Guarantee: every rewriting here is an identity of real numbers; only the rounding differs.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symderiv.kernels.plan import flatten
from symderiv.language.terms import NEGATE, ONE, Add, Fn, Mul, Num, Pow, Sum, Term, mul, num

__all__ = ["exponential_sum", "logarithm", "paired", "sigmoid_argument", "softplus_argument"]

Shift = Callable[[Sum], "tuple[Term, Term] | None"]


def exponential_sum(total: Sum) -> tuple[Term, list[Term]] | None:
    """The exponent and the other factors of ``sum factors * exp(exponent)``."""
    if not total.binders:
        return None
    guards, factors = flatten(total.body)
    if guards:
        return None
    exponents = [f for f in factors if isinstance(f, Fn) and f.name == "exp"]
    if not exponents:
        return None
    rest = [f for f in factors if f not in exponents]
    arguments = [f.args[0] for f in exponents for _ in range(factors.count(f))][: len(factors) - len(rest)]
    return (arguments[0] if len(arguments) == 1 else Add(tuple(arguments))), rest


def paired(factors: list[Term], shift: Shift) -> list[Term]:
    """Factors ``exp(a) / S`` with a sum of exponentials ``S = exp(m) s`` become ``exp(a - m) / s``."""
    exponents: list[Term] = []
    others: list[Term] = []
    shifts: list[Term] = []
    for factor in factors:
        if isinstance(factor, Pow) and factor.exponent.denominator == 1 and factor.exponent < 0:
            base = factor.base
            if isinstance(base, Sum):
                split = shift(base)
                if split is not None:
                    shifts += [split[0]] * int(-factor.exponent)
                    others.append(Pow(split[1], factor.exponent))
                    continue
        copies, base = _copies(factor)
        if copies:
            exponents += [base] * copies
        else:
            others.append(factor)
    if not shifts:
        return factors
    lowered: list[Term] = []
    if not exponents:
        exponents = [num(0)]
    for position, argument in enumerate(exponents):
        own = shifts[position : position + 1] if position < len(exponents) - 1 else shifts[position:]
        lowered.append(Fn("exp", (Add((argument, *(Mul((NEGATE, m)) for m in own))),)) if own else Fn("exp", (argument,)))
    return [*others, *lowered]


def _copies(factor: Term) -> tuple[int, Term]:
    if isinstance(factor, Fn) and factor.name == "exp":
        return 1, factor.args[0]
    if (
        isinstance(factor, Pow)
        and isinstance(factor.base, Fn)
        and factor.base.name == "exp"
        and factor.exponent.denominator == 1
        and factor.exponent > 0
    ):
        return int(factor.exponent), factor.base.args[0]
    return 0, factor


def logarithm(argument: Term, shift: Shift | None) -> Term | None:
    """``log`` of a product of exponentials and powers of sums of exponentials; None for anything else.

    Without ``shift``, only whether it has that shape: the argument itself.
    """
    guards, factors = flatten(argument)
    if guards:
        return None
    summands: list[Term] = []
    found = False
    for factor in factors:
        copies, base = _copies(factor)
        if copies:
            summands.append(mul(num(copies), base) if copies > 1 else base)
            continue
        power = factor.exponent if isinstance(factor, Pow) else Fraction(1)
        base = factor.base if isinstance(factor, Pow) else factor
        if not isinstance(base, Sum) or exponential_sum(base) is None:
            return None
        found = True
        if shift is not None:
            split = shift(base)
            if split is None:
                return None
            level = Add((split[0], Fn("log", (split[1],))))
            summands.append(level if power == 1 else Mul((Num(power), level)))
    if not found:
        return None
    if shift is None:
        return argument
    return summands[0] if len(summands) == 1 else Add(tuple(summands))


def _one_plus_exponential(term: Term) -> Term | None:
    if isinstance(term, Add) and len(term.args) == 2:
        for one, other in (term.args, term.args[::-1]):
            if one == ONE and isinstance(other, Fn) and other.name == "exp":
                return other.args[0]
    return None


def sigmoid_argument(term: Pow) -> Term | None:
    """``a`` where the term is ``1 / (1 + exp(-a))``."""
    inner = _one_plus_exponential(term.base) if term.exponent == -1 else None
    return None if inner is None else Mul((NEGATE, inner))


def softplus_argument(term: Term) -> Term | None:
    """``a`` where the term is ``1 + exp(a)``, beneath a logarithm."""
    return _one_plus_exponential(term)
