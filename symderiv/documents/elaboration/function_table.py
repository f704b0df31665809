r"""Scalar functions beyond those of the language, by what they are made from, and by which other names they go.

Guarantee: each is what its name means everywhere: a table, without a case for a document.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from symderiv.documents.elaboration.values import negate, plus, times
from symderiv.language.terms import ONE, Fn, Guard, Pow, Sum, Term, num

__all__ = ["INVERSES", "OF_VECTORS", "SCALAR", "SPECIAL", "SYNONYMS", "logarithm"]

HALF: Final = Fraction(1, 2)


def _sign(t: Term) -> Term:
    return plus(Sum((), (Guard("pos", t),), ONE), negate(Sum((), (Guard("pos", negate(t)),), ONE)))


def _ratio(top: str, below: str) -> Callable[[Term], Term]:
    return lambda t: times(Fn(top, (t,)), Pow(Fn(below, (t,)), Fraction(-1)))


def logarithm(t: Term) -> Term:
    """The logarithm, of an absolute value as half of that of the square: so its derivative needs no signs."""
    if isinstance(t, Fn) and t.name == "abs":
        return times(num(HALF), Fn("log", (Pow(t.args[0], Fraction(2)),)))
    return Fn("log", (t,))


SCALAR: dict[str, Callable[[Term], Term]] = {
    "sqrt": lambda t: Pow(t, HALF),
    "tan": _ratio("sin", "cos"),
    "cot": _ratio("cos", "sin"),
    "coth": _ratio("cosh", "sinh"),
    "sec": lambda t: Pow(Fn("cos", (t,)), Fraction(-1)),
    "csc": lambda t: Pow(Fn("sin", (t,)), Fraction(-1)),
    "sech": lambda t: Pow(Fn("cosh", (t,)), Fraction(-1)),
    "csch": lambda t: Pow(Fn("sinh", (t,)), Fraction(-1)),
    "erfc": lambda t: plus(ONE, negate(Fn("erf", (t,)))),
    "sign": _sign,
    "sgn": _sign,
    "heaviside": lambda t: Sum((), (Guard("pos", t),), ONE),
    "step": lambda t: Sum((), (Guard("pos", t),), ONE),
    "GELU": lambda t: times(num(HALF), t, plus(ONE, Fn("erf", (times(Pow(num(2), -HALF), t),)))),
    "SiLU": lambda t: times(t, Fn("sigmoid", (t,))),
    "normalcdf": lambda t: times(num(HALF), plus(ONE, Fn("erf", (times(Pow(num(2), -HALF), t),)))),
    "normalpdf": lambda t: times(
        Pow(times(num(2), Fn("pi", ())), -HALF), Fn("exp", (times(num(-HALF), Pow(t, Fraction(2))),))
    ),
    "logit": lambda t: plus(Fn("log", (t,)), negate(Fn("log", (plus(ONE, negate(t)),)))),
    "lg": lambda t: times(Fn("log", (t,)), Pow(Fn("log", (num(10),)), Fraction(-1))),
}
#: Inverse functions, ``\\sigma^{-1}(p)``, of those that have one.
INVERSES: dict[str, Callable[[Term], Term]] = {
    "sigmoid": SCALAR["logit"],
    "tanh": lambda t: times(num(HALF), plus(Fn("log", (plus(ONE, t),)), negate(Fn("log", (plus(ONE, negate(t)),))))),
    "exp": lambda t: Fn("log", (t,)),
    "log": lambda t: Fn("exp", (t,)),
}
SYNONYMS = {
    "gelu": "GELU",
    "silu": "SiLU",
    "Swish": "SiLU",
    "swish": "SiLU",
    "Softmax": "softmax",
    "LogSoftmax": "logsoftmax",
    "LogSumExp": "logsumexp",
    "LSE": "logsumexp",
    "Tr": "tr",
    "trace": "tr",
    "Trace": "tr",
    "Diag": "diag",
}
#: Functions of whole vectors.
OF_VECTORS = frozenset({"softmax", "logsoftmax", "logsumexp"})
SPECIAL = frozenset({*SCALAR, *SYNONYMS, *OF_VECTORS, "tr", "det", "diag", "vec", "max", "min", "norm"})
