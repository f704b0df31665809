"""Numerically stable forms: softmax, log-sum-exp, sigmoid and softplus, recognised by their shape.

Guarantee: every rewriting here is an identity of real numbers; only the rounding differs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from fractions import Fraction

from symderiv.kernels.plan import flatten
from symderiv.language.terms import (
    NEGATE,
    ONE,
    Add,
    Extremum,
    Fn,
    Guard,
    Int,
    Mul,
    Num,
    Pow,
    Sum,
    Term,
    add,
    mul,
    num,
    walk,
)

__all__ = [
    "Exponential",
    "copies_of",
    "exponential",
    "exponentials",
    "is_number",
    "is_positive",
    "logarithm",
    "one_plus_exponential",
    "paired",
    "powers",
    "softplus_argument",
]

Shift = Callable[[Term], "tuple[Term, Term] | None"]


@dataclass(frozen=True)
class Exponential:
    """``sum_binders [guards] rest * exp(argument)``."""

    binders: tuple[str, ...]
    guards: tuple[Guard, ...]
    argument: Term
    rest: tuple[Term, ...]

    def weights(self) -> tuple[Term, ...]:
        """The factors of the exponential that may be a mask of it: they have its bound indices, and no other ones."""
        bound = set(self.binders)
        return tuple(r for r in self.rest if bound & r.free and r.free <= self.argument.free and not is_number(r))

    def largest(self) -> Term:
        """The largest exponent that counts."""
        if not self.binders and not self.guards:
            return self.argument
        counts = tuple(Guard("nonzero", w) for w in self.weights())
        return Extremum("max", self.binders, (*self.guards, *counts), self.argument)

    def lowered(self, by: Term, weights: Collection[Term] | None = None) -> Term:
        """The same with the exponent ``argument - by``; ``by`` reads no bound index.

        The exponential is masked by its weights (default: all of them): ``by`` is no bound of what does not count.
        """
        guards = tuple(Guard("nonzero", w) for w in (self.weights() if weights is None else weights))
        body = mul(*self.rest, _masked(Fn("exp", (Add((self.argument, Mul((NEGATE, by)))),)), guards))
        return Sum(self.binders, self.guards, body) if self.binders or self.guards else body


def _masked(term: Term, guards: tuple[Guard, ...]) -> Term:
    return Sum((), guards, term) if guards else term


def exponentials(term: Term) -> list[Exponential] | None:
    """A sum of exponentials, written out or over an index, as its parts; None for anything else.

    A summand may be a number, whose exponent is 0, and numbers may stand before it all (``1/n`` of a mean).
    """
    if isinstance(term, Mul):
        numbers = [a for a in term.args if is_number(a)]
        rest = [a for a in term.args if a not in numbers]
        inner = exponentials(rest[0]) if numbers and len(rest) == 1 else None
        return None if inner is None else [replace(p, rest=(*numbers, *p.rest)) for p in inner]
    if isinstance(term, Add):
        parts = [exponential(a) for a in term.args]
        if None in parts or all(isinstance(a, Num) for a in term.args):
            return None
        return [p for p in parts if p is not None]
    if isinstance(term, Sum) and term.binders:
        part = exponential(term)
        return None if part is None else [part]
    return None


def is_number(term: Term) -> bool:
    """Whether a term is made of numbers and sizes alone."""
    return all(isinstance(n, (Num, Int, Pow, Mul, Add)) for n in walk(term))


def is_positive(number: Term) -> bool:
    """Whether a number is positive whatever the sizes are (which are positive)."""
    if isinstance(number, Pow):
        return is_positive(number.base)
    if isinstance(number, Int):
        coefficients = [c for _, c in number.poly.terms]
        return bool(coefficients) and min(coefficients) > 0
    return number.value > 0 if isinstance(number, Num) else all(map(is_positive, number.children))


def exponential(term: Term) -> Exponential | None:
    if isinstance(term, Num):
        return Exponential((), (), num(0), (term,))
    binders = term.binders if isinstance(term, Sum) else ()
    outer = term.guards if isinstance(term, Sum) else ()
    guards, factors = flatten(term.body if isinstance(term, Sum) else term)
    arguments: list[Term] = []
    rest: list[Term] = []
    for factor in factors:
        copies, base = copies_of(factor)
        if copies:
            arguments += [base] * copies
        else:
            rest.append(factor)
    if not arguments or (binders and any(isinstance(f, Sum) and f.binders for f in rest) and len(factors) == 1):
        return None
    return Exponential(binders, (*outer, *guards), add(*arguments), tuple(rest))


def paired(factors: list[Term], shift: Shift) -> list[Term]:
    """Factors that keep quotients of exponentials finite.

    ``exp(a) / S`` with a sum of exponentials ``S = exp(m) s`` becomes ``exp(a - m) / s``, and the same for
    ``sum f exp(a) / S``; ``exp(k a) / (1 + exp(a))^n`` becomes ``sigmoid(a)^k sigmoid(-a)^(n-k)``, and
    ``sinh(a) / cosh(a)`` becomes ``tanh(a)``.
    """
    factors = _sigmoids(_tangents(_cancelled(factors)))
    exponents: list[Term] = []
    sums: list[list[Exponential]] = []
    others: list[Term] = []
    shifts: list[_Shifted] = []
    for factor in factors:
        if isinstance(factor, Pow) and factor.exponent.denominator == 1 and factor.exponent < 0:
            split = None if _is_cosh(factor.base) else shift(factor.base)
            if split is not None:
                shifts += [_Shifted(split[0], exponentials(factor.base) or [])] * int(-factor.exponent)
                others.append(Pow(split[1], factor.exponent))
                continue
        copies, base = copies_of(factor)
        if copies:
            exponents += [base] * copies
            continue
        parts = exponentials(factor)
        if parts is not None:
            sums.append(parts)
        else:
            others.append(factor)
    if not shifts:
        return factors
    masks = {t for s in shifts for p in s.parts for w in p.weights() for t in w.tensors}
    weights = [f for f in others if masks & f.tensors and not isinstance(f, (Pow, Sum))]
    of_exponents, of_sums = _assigned(shifts, exponents, sums)
    for parts, own in zip(sums, of_sums, strict=True):
        # the shift reads no bound index of this sum: it stands for a value over indices outside of it
        counted = [[w for w in p.weights() if masks & w.tensors] for p in parts]
        by = own[0] if own else num(0)
        others.append(add(*(p.lowered(by, c) for p, c in zip(parts, counted, strict=True))))
    for argument, mine in zip(exponents or [num(0)], of_exponents, strict=True):
        guards = tuple(Guard("nonzero", w) for w in weights if w.free <= argument.free)
        lowered = Fn("exp", (Add((argument, *(Mul((NEGATE, m)) for m in mine))),))
        if mine or exponents:
            others.append(_masked(lowered, guards) if mine else Fn("exp", (argument,)))
    return others


@dataclass(frozen=True)
class _Shifted:
    """The exponent that a sum of exponentials in the denominator is lowered by, and the parts of that sum."""

    by: Term
    parts: list[Exponential]

    def meets(self, argument: Term) -> bool:
        """Whether an exponent is like one of the sum: made from the same tensors."""
        return any(p.argument.tensors == argument.tensors for p in self.parts)


def _assigned(
    shifts: list[_Shifted], exponents: list[Term], sums: list[list[Exponential]]
) -> tuple[list[list[Term]], list[list[Term]]]:
    """Which shifts lower which exponents and sums: those that are alike first, then sums, then what is left.

    A sum whose summands have denominators of their own is left alone; a sum is lowered once.
    """
    of_exponents: list[list[Term]] = [[] for _ in exponents or [ONE]]
    of_sums: list[list[Term]] = [[] for _ in sums]
    balanced = [any(isinstance(r, Pow) and r.exponent < 0 for p in parts for r in p.rest) for parts in sums]
    left: list[_Shifted] = []
    for one in shifts:
        like = next((k for k, x in enumerate(exponents) if not of_exponents[k] and one.meets(x)), None)
        alike = (k for k, x in enumerate(sums) if not of_sums[k] and not balanced[k])
        beneath = next((k for k in alike if any(one.meets(p.argument) for p in sums[k])), None)
        if like is not None:
            of_exponents[like].append(one.by)
        elif beneath is not None:
            of_sums[beneath].append(one.by)
        else:
            left.append(one)
    for one in left:
        free = next((k for k in range(len(sums)) if not of_sums[k] and not balanced[k]), None)
        if free is not None:
            of_sums[free].append(one.by)
        else:
            last = next((k for k in range(len(exponents)) if not of_exponents[k]), len(of_exponents) - 1)
            of_exponents[last].append(one.by)
    return of_exponents, of_sums


def _cancelled(factors: list[Term]) -> list[Term]:
    """A base against its reciprocal (of a determinant, which may overflow); where it is 0 neither had a value."""
    result = list(factors)
    for factor in factors:
        if isinstance(factor, Pow) and factor.exponent == -1 and factor in result and factor.base in result:
            result.remove(factor)
            result.remove(factor.base)
    return result


def _is_cosh(term: Term) -> bool:
    return isinstance(term, Fn) and term.name == "cosh"


def _tangents(factors: list[Term]) -> list[Term]:
    """Hyperbolic sines over hyperbolic cosines of the same argument."""
    powers: dict[Term, Fraction] = {}
    for factor in factors:
        base, power = _base_and_power(factor)
        if isinstance(base, Fn) and base.name in ("sinh", "cosh") and power.denominator == 1:
            powers[base] = powers.get(base, Fraction(0)) + power
    result = list(factors)
    for cosh, below in powers.items():
        assert isinstance(cosh, Fn)
        sinh = Fn("sinh", cosh.args)
        common = min(powers.get(sinh, Fraction(0)), -below) if cosh.name == "cosh" else Fraction(0)
        if common <= 0:
            continue
        result = [f for f in result if _base_and_power(f)[0] not in (sinh, cosh)]
        tanh = Fn("tanh", cosh.args)
        for base, power in ((tanh, common), (sinh, powers[sinh] - common), (cosh, below + common)):
            if power:
                result.append(base if power == 1 else Pow(base, power))
    return result


def _base_and_power(term: Term) -> tuple[Term, Fraction]:
    base, power = term, Fraction(1)
    while isinstance(base, Pow):
        power *= base.exponent
        base = base.base
    return base, power


def _sigmoids(factors: list[Term]) -> list[Term]:
    """Powers of ``1 + exp(b)`` in the denominator, with the exponentials that belong to them.

    Beside another sum of exponentials, which has to be lowered with them, they stay.
    """
    result = list(factors)
    if any(isinstance(f, Add) and exponentials(f) for f in factors):
        return result
    for factor in factors:
        if not (isinstance(factor, Pow) and factor.exponent.denominator == 1 and factor.exponent < 0):
            continue
        inner = one_plus_exponential(factor.base)
        if inner is None:
            continue
        room = int(-factor.exponent)
        powers = 0
        for other in list(result):
            copies, argument = copies_of(other)
            ratio = _ratio(argument, inner) * copies if copies else Fraction(0)
            if ratio.denominator == 1 and 0 < ratio <= room - powers:
                powers += int(ratio)
                result.remove(other)
        result.remove(factor)
        if powers:
            up: Term = Fn("sigmoid", (inner,))
            result.append(up if powers == 1 else Pow(up, Fraction(powers)))
        if room > powers:
            down: Term = Fn("sigmoid", (Mul((NEGATE, inner)),))
            result.append(down if room - powers == 1 else Pow(down, Fraction(room - powers)))
    return result


def _ratio(left: Term, right: Term) -> Fraction:
    """The number ``r`` with ``left = r * right``, 0 where none is seen."""
    a, b = _linear(left), _linear(right)
    if set(a) != set(b) or not b:
        return Fraction(0)
    ratios = {a[k] / b[k] for k in a}
    return ratios.pop() if len(ratios) == 1 else Fraction(0)


def _linear(term: Term) -> dict[Term, Fraction]:
    """A term as a combination of terms with rational coefficients."""
    if isinstance(term, Add):
        total: dict[Term, Fraction] = {}
        for arg in term.args:
            for k, c in _linear(arg).items():
                total[k] = total.get(k, Fraction(0)) + c
        return {k: c for k, c in total.items() if c}
    if isinstance(term, Mul):
        scale = Fraction(1)
        rest: list[Term] = []
        for arg in term.args:
            if isinstance(arg, Num):
                scale *= arg.value
            else:
                rest.append(arg)
        if len(rest) == 1:
            return {k: c * scale for k, c in _linear(rest[0]).items()} if scale else {}
        return {mul(*sorted(rest, key=repr)): scale} if scale else {}
    if isinstance(term, Num):
        return {ONE: term.value} if term.value else {}
    return {term: Fraction(1)}


def copies_of(factor: Term) -> tuple[int, Term]:
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
    """``log`` of a product with powers of sums of exponentials; None for anything else.

    Without ``shift``, only whether it has that shape: the argument itself.
    """
    guards, factors = flatten(argument)
    if guards:
        return None
    factors = [x for f in factors for x in powers(f)]
    summands: list[Term] = []
    together: list[Term] = []  # factors of which only the product is known to be positive
    found = False
    for factor in factors:
        copies, base = copies_of(factor)
        if copies:
            summands.append(mul(num(copies), base) if copies > 1 else base)
            continue
        if is_number(factor) and is_positive(factor):
            summands.append(Fn("log", (factor,)))
            continue
        power = factor.exponent if isinstance(factor, Pow) else Fraction(1)
        base = factor.base if isinstance(factor, Pow) else factor
        parts = exponentials(base)
        if parts is None and not _is_cosh(base):
            together.append(factor)
            continue
        found = True
        if shift is not None:
            split = shift(base)
            if split is None:
                return None
            level, inner = split
            if power.denominator > 1 or all(is_number(r) and is_positive(r) for p in parts or () for r in p.rest):
                level = Add((level, Fn("log", (inner,))))
            else:
                together.append(inner if power == 1 else Pow(inner, power))
            summands.append(level if power == 1 else Mul((Num(power), level)))
    if not found:
        return None
    if shift is None:
        return argument
    if together:
        summands.append(Fn("log", (mul(*together),)))
    return summands[0] if len(summands) == 1 else Add(tuple(summands))


def powers(factor: Term) -> list[Term]:
    """Factors whose product an integer power is: that of a product, of a power, and of an exponential."""
    if not isinstance(factor, Pow) or factor.exponent.denominator > 1:
        return [factor]
    base, exponent = factor.base, factor.exponent
    if isinstance(base, Mul) and not flatten(base)[0]:
        return [x for f in flatten(base)[1] for x in powers(Pow(f, exponent))]
    if isinstance(base, Pow) and base.exponent.denominator == 1:
        power = base.exponent * exponent
        return powers(Pow(base.base, power)) if power != 1 else [base.base]
    if isinstance(base, Fn) and base.name == "exp":
        return [Fn("exp", (mul(Num(exponent), base.args[0]),))]
    return [factor]


def one_plus_exponential(term: Term) -> Term | None:
    if isinstance(term, Add) and len(term.args) == 2:
        for one, other in (term.args, term.args[::-1]):
            copies, argument = copies_of(other)
            if one == ONE and copies:
                return argument if copies == 1 else Mul((num(copies), argument))
    return None


def softplus_argument(term: Term) -> Term | None:
    """``a`` where the term is ``1 + exp(a)``, beneath a logarithm."""
    return one_plus_exponential(term)
