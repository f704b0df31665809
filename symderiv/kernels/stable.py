"""Numerically stable forms: softmax, log-sum-exp, sigmoid and softplus, recognised by their shape.

Guarantee: every rewriting here is an identity of real numbers; only the rounding differs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    Read,
    Sum,
    Term,
    add,
    mul,
    num,
    substitute,
    walk,
)
from symderiv.language.theory import Definition, Theory

__all__ = [
    "Exponential",
    "exponentials",
    "logarithm",
    "open_exponentials",
    "open_logarithm",
    "open_logarithms",
    "paired",
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

    def largest(self) -> Term:
        """The largest exponent."""
        if not self.binders and not self.guards:
            return self.argument
        return Extremum("max", self.binders, self.guards, self.argument)

    def lowered(self, by: Term) -> Term:
        """The same with the exponent ``argument - by``; ``by`` reads no bound index."""
        body = mul(*self.rest, Fn("exp", (Add((self.argument, Mul((NEGATE, by)))),)))
        return Sum(self.binders, self.guards, body) if self.binders or self.guards else body


def exponentials(term: Term) -> list[Exponential] | None:
    """A sum of exponentials, written out or over an index, as its parts; None for anything else.

    A summand may be a number, whose exponent is 0, and numbers may stand before it all (``1/n`` of a mean).
    """
    if isinstance(term, Mul):
        numbers = [a for a in term.args if _is_number(a)]
        rest = [a for a in term.args if a not in numbers]
        inner = exponentials(rest[0]) if numbers and len(rest) == 1 else None
        return None if inner is None else [replace(p, rest=(*numbers, *p.rest)) for p in inner]
    if isinstance(term, Add):
        parts = [_exponential(a) for a in term.args]
        if None in parts or all(isinstance(a, Num) for a in term.args):
            return None
        return [p for p in parts if p is not None]
    if isinstance(term, Sum) and term.binders:
        part = _exponential(term)
        return None if part is None else [part]
    return None


def _is_number(term: Term) -> bool:
    """Whether a term is made of numbers and sizes alone."""
    return all(isinstance(n, (Num, Int, Pow, Mul, Add)) for n in walk(term))


def _is_positive(number: Term) -> bool:
    """Whether a number is positive whatever the sizes are (which are positive)."""
    if isinstance(number, Pow):
        return _is_positive(number.base)
    if isinstance(number, Int):
        coefficients = [c for _, c in number.poly.terms]
        return bool(coefficients) and min(coefficients) > 0
    return number.value > 0 if isinstance(number, Num) else all(map(_is_positive, number.children))


def _exponential(term: Term) -> Exponential | None:
    if isinstance(term, Num):
        return Exponential((), (), num(0), (term,))
    binders = term.binders if isinstance(term, Sum) else ()
    outer = term.guards if isinstance(term, Sum) else ()
    guards, factors = flatten(term.body if isinstance(term, Sum) else term)
    arguments: list[Term] = []
    rest: list[Term] = []
    for factor in factors:
        copies, base = _copies(factor)
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
    shifts: list[Term] = []
    for factor in factors:
        if isinstance(factor, Pow) and factor.exponent.denominator == 1 and factor.exponent < 0:
            split = None if _is_cosh(factor.base) else shift(factor.base)
            if split is not None:
                shifts += [split[0]] * int(-factor.exponent)
                others.append(Pow(split[1], factor.exponent))
                continue
        copies, base = _copies(factor)
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
    for parts in sums:
        # the shift reads no bound index of this sum: it stands for a value over indices outside of it
        own = shifts.pop() if shifts else num(0)
        others.append(add(*(p.lowered(own) for p in parts)))
    if not exponents and shifts:
        exponents = [num(0)]
    for position, argument in enumerate(exponents):
        mine = shifts[position : position + 1] if position < len(exponents) - 1 else shifts[position:]
        others.append(
            Fn("exp", (Add((argument, *(Mul((NEGATE, m)) for m in mine))),)) if mine else Fn("exp", (argument,))
        )
    return others


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
        inner = _one_plus_exponential(factor.base)
        if inner is None:
            continue
        room = int(-factor.exponent)
        powers = 0
        for other in list(result):
            copies, argument = _copies(other)
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
    """``log`` of a product of exponentials, powers of sums of exponentials, and numbers; None for anything else.

    Without ``shift``, only whether it has that shape: the argument itself.
    """
    guards, factors = flatten(argument)
    if guards:
        return None
    summands: list[Term] = []
    numbers: list[Term] = []
    found = False
    for factor in factors:
        copies, base = _copies(factor)
        if copies:
            summands.append(mul(num(copies), base) if copies > 1 else base)
            continue
        if _is_number(factor):
            if _is_positive(factor):
                summands.append(Fn("log", (factor,)))
            else:
                numbers.append(factor)
            continue
        power = factor.exponent if isinstance(factor, Pow) else Fraction(1)
        base = factor.base if isinstance(factor, Pow) else factor
        if not _is_cosh(base) and exponentials(base) is None:
            return None
        found = True
        if shift is not None:
            split = shift(base)
            if split is None:
                return None
            inner = split[1]
            if power == 1 and numbers:
                inner, numbers = mul(*numbers, inner), []
            level = Add((split[0], Fn("log", (inner,))))
            summands.append(level if power == 1 else Mul((Num(power), level)))
    if not found or (numbers and shift is not None):
        return None
    if shift is None:
        return argument
    return summands[0] if len(summands) == 1 else Add(tuple(summands))


def _one_plus_exponential(term: Term) -> Term | None:
    if isinstance(term, Add) and len(term.args) == 2:
        for one, other in (term.args, term.args[::-1]):
            copies, argument = _copies(other)
            if one == ONE and copies:
                return argument if copies == 1 else Mul((num(copies), argument))
    return None


def softplus_argument(term: Term) -> Term | None:
    """``a`` where the term is ``1 + exp(a)``, beneath a logarithm."""
    return _one_plus_exponential(term)


def unfolded(theory: Theory, term: Term, keep: frozenset[str] = frozenset()) -> Term:
    """The definition of a tensor that is read, at the entry that is read; any other term as it is."""
    if isinstance(term, Read) and term.tensor in theory.definitions and term.tensor not in keep:
        definition = theory.definitions[term.tensor]
        if term.tensor not in definition.reads and len(definition.indices) == len(term.index):
            return substitute(definition.body, dict(zip(definition.indices, term.index, strict=True)))
    return term


def open_logarithm(theory: Theory, argument: Term, keep: frozenset[str] = frozenset()) -> Term | None:
    """``log`` of a softmax, of a sigmoid or of one minus a sigmoid, named or written out, without a quotient."""
    whole = unfolded(theory, argument, keep)
    if softplus_argument(whole) is not None:
        return None
    split = logarithm(whole, lambda total: (num(0), total))
    if split is not None:
        return split
    inner = _sigmoid_of(whole)
    if inner is not None:
        return Mul((NEGATE, Fn("softplus", (Mul((NEGATE, inner)),))))
    if isinstance(argument, Add) and len(argument.args) == 2 and ONE in argument.args:
        other = argument.args[1] if argument.args[0] == ONE else argument.args[0]
        if isinstance(other, Mul) and len(other.args) == 2 and NEGATE in other.args:
            factor = other.args[1] if other.args[0] == NEGATE else other.args[0]
            inner = _sigmoid_of(unfolded(theory, factor, keep))
            if inner is not None:
                return Mul((NEGATE, Fn("softplus", (inner,))))
    return None


def open_exponentials(theory: Theory, keep: frozenset[str]) -> Theory:
    """The theory in which quotients and logarithms hold named exponentials, and sums of some, written out.

    So ``u = exp(x), Z = sum u, p = u / Z`` is as stable as it is in one line.  Tensors in ``keep`` stay named.
    """
    forms: dict[str, Definition] = {}

    def opened(term: Term) -> Term:
        if isinstance(term, Read) and term.tensor in forms:
            d = forms[term.tensor]
            return substitute(d.body, dict(zip(d.indices, term.index, strict=True)))
        children = term.children
        return term.rebuild(tuple(map(opened, children))) if children else term

    definitions = dict(theory.definitions)
    for name, d in theory.definitions.items():
        if forms and any(_hides(n, forms) for n in walk(d.body)):
            definitions[name] = replace(d, body=opened(d.body))
            continue  # a quotient or a logarithm is stable by its name: to write it out again would multiply indices
        whole = opened(d.body)
        if name not in keep and name not in d.reads and (exponentials(whole) or _is_exponential(whole)):
            forms[name] = replace(d, body=whole)
    return replace(theory, definitions=definitions)


def _hides(term: Term, forms: Mapping[str, Definition]) -> bool:
    """Whether the term is a quotient by, or a logarithm of, something that names an exponential."""
    quotient = isinstance(term, Pow) and term.exponent < 0
    logarithmic = isinstance(term, Fn) and term.name == "log"
    return (quotient or logarithmic) and any(isinstance(n, Read) and n.tensor in forms for n in walk(term))


def _is_exponential(term: Term) -> bool:
    return isinstance(term, (Fn, Mul)) and _exponential(term) is not None


def _sigmoid_of(term: Term) -> Term | None:
    if isinstance(term, Fn) and term.name == "sigmoid":
        return term.args[0]
    if isinstance(term, Pow) and term.exponent == -1:
        inner = _one_plus_exponential(term.base)
        return None if inner is None else Mul((NEGATE, inner))
    return None


def open_logarithms(theory: Theory, keep: frozenset[str]) -> Theory:
    """The theory with ``log p`` written out, where ``p`` is a softmax or sigmoid that has a name (not in ``keep``).

    So its gradient never divides by probabilities that underflow.
    """

    def rewrite(term: Term) -> Term:
        children = term.children
        if children:
            term = term.rebuild(tuple(map(rewrite, children)))
        if isinstance(term, Fn) and term.name == "log":
            return open_logarithm(theory, term.args[0], keep) or term
        return term

    definitions = {
        name: Definition(d.name, d.indices, d.shape, rewrite(d.body)) for name, d in theory.definitions.items()
    }
    return replace(theory, definitions=definitions)
