"""The tables of scalar-function identities: each row rewrites one function of its arguments.

Guarantee: a row's result equals the function wherever the function is defined.  Rows whose sides have the same
value but not everywhere the same derivative (corners) are not used beneath a derivative.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from symderiv.errors import KernelError
from symderiv.language.nodes import NEGATE, ONE, ZERO, Add, Fn, Guard, Mul, Num, Pow, Sum, Term, add, num
from symderiv.prover.kernel.algebra import Monomial, as_term, content, expand, is_bracket, monomials
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.parts import whole_number

__all__ = ["ROWS", "identity", "pythagoras", "reflect"]

_HALF: Final = num(Fraction(1, 2))
_CORNERS: Final = ("relu", "abs", "max", "min")


def _fn(name: str, *args: Term) -> Term:
    return Fn(name, args)


def _exp(u: Term) -> Term:
    return Fn("exp", (u,))


def _minus(u: Term) -> Term:
    return Mul((NEGATE, u))


def _over(a: Term, b: Term) -> Term:
    return Mul((a, Pow(b, Fraction(-1))))


ROWS: Final[Mapping[str, Callable[..., Term]]] = MappingProxyType(
    {
        "tanh": lambda u: _over(Add((_exp(Mul((num(2), u))), NEGATE)), Add((_exp(Mul((num(2), u))), ONE))),
        "sigmoid": lambda u: _over(_exp(u), Add((ONE, _exp(u)))),
        "softplus": lambda u: _fn("log", Add((ONE, _exp(u)))),
        "sinh": lambda u: Mul((_HALF, Add((_exp(u), _minus(_exp(_minus(u))))))),
        "cosh": lambda u: Mul((_HALF, Add((_exp(u), _exp(_minus(u)))))),
        "relu": lambda u: Mul((Sum((), (Guard("pos", u),), ONE), u)),
        "abs": lambda u: Add((_fn("relu", u), _fn("relu", _minus(u)))),
        "max": lambda a, b: Add((b, _fn("relu", Add((a, _minus(b)))))),
        "min": lambda a, b: Add((b, _minus(_fn("relu", Add((b, _minus(a))))))),
    }
)
#: ``f(u) = a u + s f(-u)``: the numbers ``a`` and ``s``.
_MIRRORED: Final = MappingProxyType(
    {"sin": (0, -1), "erf": (0, -1), "arctan": (0, -1), "cos": (0, 1), "abs": (0, 1), "relu": (1, 1)}
)


def reflect(node: Term, context: Context) -> Term:
    """``f(u)`` by ``f(-u)``, for functions that are even, odd, or so but for ``u`` itself; their value at 0."""
    if not isinstance(node, Fn) or node.name not in _MIRRORED or (node.name in _CORNERS and context.smooth):
        raise KernelError("no function with a symmetry, or not beneath a derivative", node)
    (u,) = node.args
    if u == ZERO:
        return ONE if node.name == "cos" else ZERO
    own, sign = _MIRRORED[node.name]
    turned = Mul((num(sign), Fn(node.name, (expand(_minus(u), context),))))
    return Add((u, turned)) if own else turned


def _small_factors(n: int) -> list[tuple[int, int]]:
    """Factors with their powers, whose product is a positive whole number: those below 100, and the rest."""
    found: list[tuple[int, int]] = []
    for p in range(2, 100):
        power = 0
        while n % p == 0:
            n, power = n // p, power + 1
        found += [(p, power)] if power else []
    return [*found, (n, 1)] if n > 1 else found


def _log_of_factor(a: Term, context: Context) -> Term:
    """``log exp b = b``; ``log a^b = b log a`` for a positive ``a``; of any other factor, as it stands."""
    if isinstance(a, Fn) and a.name == "exp":
        return a.args[0]
    if isinstance(a, Fn) and a.name == "pow" and context.positive(a.args[0]):
        return Mul((a.args[1], _fn("log", a.args[0])))
    return _fn("log", a)


def _log_by_squares(rest: Mapping[Monomial, Fraction]) -> Term | None:
    """``log (s prod a^q) = 1/2 sum q log a^2`` for a sign ``s`` and whole ``q``: where a product is positive, none of
    its factors is 0, whatever their signs; none for a square alone."""
    ((m, sign),) = rest.items() if len(rest) == 1 else (((), Fraction(0)),)
    if not m or abs(sign) != 1 or any(Fraction(q).denominator > 1 or is_bracket(a) for a, q in m):
        return None
    if sign == 1 and len(m) == 1 and m[0][1] in (1, 2):
        return None
    return add(*(Mul((Num(Fraction(q) / 2), _fn("log", Pow(a, Fraction(2))))) for a, q in m))


def _log(u: Term, context: Context) -> Term:
    """``log (c prod a^q r) = log c + sum q log a + log r`` for positive ``a`` and ``c``."""
    terms = monomials(u, context)
    if not terms:
        raise KernelError("the logarithm of 0", u)
    (common, scale), rest = content(terms, Fraction(1, 2), context)
    logs = [(q, _log_of_factor(a, context)) for a, q in common]
    logs += [
        (sign * k, _fn("log", num(n)))
        for whole, sign in ((scale.numerator, 1), (scale.denominator, -1))
        for n, k in _small_factors(whole)
    ]
    logs += [(1, _log_by_squares(rest) or _fn("log", as_term(rest)))] if rest != {(): 1} else []
    return add(*(term if q == 1 else Mul((Num(Fraction(q)), term)) for q, term in logs))


def _angle(name: str, u: Term, context: Context) -> Term:
    """The addition theorem for one of the terms; ``2a`` is ``a + a``."""
    terms = monomials(u, context)
    if not terms:
        raise KernelError("the angle 0", u)
    m = min(terms, key=lambda m: as_term({m: Fraction(1)}).sort_key)
    a = as_term({m: terms[m] if len(terms) > 1 else Fraction(1)})
    b = expand(Add((u, _minus(a))), context)
    if name == "cos":
        return Add((Mul((_fn("cos", a), _fn("cos", b))), Mul((NEGATE, _fn("sin", a), _fn("sin", b)))))
    return Add((Mul((_fn("sin", a), _fn("cos", b))), Mul((_fn("cos", a), _fn("sin", b)))))


def identity(node: Term, context: Context) -> Term:
    """The row of the table for the function at the root; ``1^e = 1`` for a whole ``e``; ``a^b`` of a positive ``a``
    through the exponential."""
    if not isinstance(node, Fn) or node.orders or (node.name in _CORNERS and context.smooth):
        raise KernelError("not a named function, or not beneath a derivative", node)
    if node.name in ROWS:
        return ROWS[node.name](*node.args)
    if node.name == "pow" and node.args[0] == ONE and whole_number(node.args[1]) is not None:
        return ONE
    if node.name == "pow" and not context.smooth:
        base, exponent = node.args
        if whole_number(exponent) is not None or not context.positive(base):
            raise KernelError("not a positive number to the power of any number", node)
        return _exp(Mul((exponent, _fn("log", base))))
    if node.name == "log":
        return _log(node.args[0], context)
    if node.name in ("sin", "cos"):
        return _angle(node.name, node.args[0], context)
    raise KernelError(f"no identity for {node.name}", node)


def pythagoras(node: Term, context: Context) -> Term:
    """``sin(a)^q = (1 - cos(a)^2) sin(a)^(q-2)`` for a whole ``q`` of at least 2."""
    sine = node.base if isinstance(node, Pow) and node.exponent >= 2 and node.exponent.denominator == 1 else None
    if not isinstance(node, Pow) or not isinstance(sine, Fn) or sine.name != "sin":
        raise KernelError("no square of a sine", node)
    square = Add((ONE, _minus(Pow(Fn("cos", sine.args), Fraction(2)))))
    return Mul((square, Pow(sine, node.exponent - 2)))
