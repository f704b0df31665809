"""The table of scalar-function identities: each row rewrites one function of its argument.

Guarantee: a row's result equals the function wherever the function is defined.  Rows whose sides have the same
value but not everywhere the same derivative (corners) are not used beneath a derivative.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from symderiv.errors import KernelError
from symderiv.language.nodes import NEGATE, ONE, ZERO, Add, Fn, Guard, Mul, Num, Pow, Sum, Term, mul, num
from symderiv.prover.kernel.algebra import Monomial, as_term, content, expand, monomials
from symderiv.prover.kernel.context import Context, whole_number

__all__ = ["IDENTITIES", "identity"]


def _exp(u: Term) -> Term:
    return Fn("exp", (u,))


def _inverse(u: Term) -> Term:
    return Pow(u, Fraction(-1))


def _tanh(u: Term, _: Context) -> Term:
    square = _exp(Mul((num(2), u)))
    return Mul((Add((square, NEGATE)), _inverse(Add((square, ONE)))))


def _sigmoid(u: Term, _: Context) -> Term:
    return Mul((_exp(u), _inverse(Add((ONE, _exp(u))))))


def _softplus(u: Term, _: Context) -> Term:
    return Fn("log", (Add((ONE, _exp(u))),))


def _sinh(u: Term, _: Context) -> Term:
    return Mul((num(Fraction(1, 2)), Add((_exp(u), Mul((NEGATE, _exp(Mul((NEGATE, u)))))))))


def _cosh(u: Term, _: Context) -> Term:
    return Mul((num(Fraction(1, 2)), Add((_exp(u), _exp(Mul((NEGATE, u)))))))


def _terms(u: Term, context: Context) -> list[tuple[Monomial, Fraction]]:
    """The terms of a polynomial in one order."""
    return sorted(monomials(u, context).items(), key=lambda p: as_term({p[0]: Fraction(1)}).sort_key)


def _negative(u: Term, context: Context) -> bool:
    terms = _terms(u, context)
    return bool(terms) and terms[0][1] < 0


def _relu(u: Term, context: Context) -> Term:
    if context.smooth:
        raise KernelError("not beneath a derivative", u)
    if _negative(u, context):
        opposite = expand(Mul((NEGATE, u)), context)
        return Add((u, Mul((Sum((), (Guard("pos", opposite),), ONE), opposite))))
    return Mul((Sum((), (Guard("pos", u),), ONE), u))


def _abs(u: Term, context: Context) -> Term:
    if context.smooth:
        raise KernelError("not beneath a derivative", u)
    return Add((_relu(u, context), _relu(expand(Mul((NEGATE, u)), context), context)))


def _log(u: Term, context: Context) -> Term:
    """``log prod a^q = sum q log a`` for positive factors; ``log exp a = a``."""
    terms = monomials(u, context)
    if len(terms) != 1:
        common, rest = content(terms, Fraction(1, 2), context)
        if not common[0]:
            raise KernelError("the logarithm of a sum", u)
        return Add(
            (
                Fn("log", (as_term({common[0]: Fraction(1)}),)),
                Fn("log", (expand(Mul((Num(common[1]), as_term(rest))), context),)),
            )
        )
    ((m, c),) = terms.items()
    if c == 1 and len(m) == 1 and m[0][1] == 1 and not (isinstance(m[0][0], Fn) and m[0][0].name == "exp"):
        raise KernelError("the logarithm of one atom", u)
    parts: list[Term] = []
    kept: list[Term] = []
    for atom, q in m:
        if isinstance(atom, Fn) and atom.name == "exp":
            parts.append(Mul((Num(Fraction(q)), atom.args[0])))
        elif context.positive(atom):
            parts.append(Mul((Num(Fraction(q)), Fn("log", (atom,)))))
        else:
            kept.append(Pow(atom, Fraction(q)))
    if c > 0 and c != 1:
        top, bottom = num(c.numerator), num(c.denominator)
        parts += [Fn("log", (top,))] if c.numerator > 1 else []
        parts += [Mul((NEGATE, Fn("log", (bottom,))))] if c.denominator > 1 else []
    elif c < 0:
        kept.append(Num(c))
    if kept:
        parts.append(Fn("log", (expand(mul(*kept), context),)))
    if not parts:
        return ZERO
    return parts[0] if len(parts) == 1 else Add(tuple(parts))


def _odd(name: str) -> Callable[[Term, Context], Term]:
    def row(u: Term, context: Context) -> Term:
        if u == ZERO:
            return ZERO
        if not _negative(u, context):
            raise KernelError("the argument has no sign to take out", u)
        return Mul((NEGATE, Fn(name, (expand(Mul((NEGATE, u)), context),))))

    return row


def _angle(name: str) -> Callable[[Term, Context], Term]:
    """Signs out of a sine or a cosine, then the addition theorem for the first term; ``2a`` is ``a + a``."""

    def row(u: Term, context: Context) -> Term:
        if u == ZERO:
            return ONE if name == "cos" else ZERO
        if _negative(u, context):
            even = Fn(name, (expand(Mul((NEGATE, u)), context),))
            return even if name == "cos" else Mul((NEGATE, even))
        (m, c), *rest = _terms(u, context)
        if not rest and (c.denominator > 1 or not 1 < c <= 8 or not m):
            raise KernelError("the argument is no sum and has no sign to take out", u)
        a, b = (as_term({m: c}), as_term(dict(rest))) if rest else (as_term({m: Fraction(1)}), as_term({m: c - 1}))
        sines, cosines = (tuple(Fn(f, (x,)) for x in (a, b)) for f in ("sin", "cos"))
        if name == "cos":
            return Add((Mul(cosines), Mul((NEGATE, *sines))))
        return Add((Mul((sines[0], cosines[1])), Mul((cosines[0], sines[1]))))

    return row


IDENTITIES: Final = MappingProxyType(
    {
        "tanh": _tanh,
        "sigmoid": _sigmoid,
        "softplus": _softplus,
        "sinh": _sinh,
        "cosh": _cosh,
        "relu": _relu,
        "abs": _abs,
        "log": _log,
        "sin": _angle("sin"),
        "erf": _odd("erf"),
        "arctan": _odd("arctan"),
        "cos": _angle("cos"),
    }
)


def identity(node: Term, context: Context) -> Term:
    """Apply the row of the table for the function at the root (``max`` and ``min`` through relu, ``a^b`` of a positive
    ``a`` through the exponential)."""
    if not isinstance(node, Fn) or node.orders:
        raise KernelError("not a named function", node)
    if node.name in ("max", "min") and context.smooth:
        raise KernelError("not beneath a derivative", node)
    if node.name == "max":
        a, b = node.args
        return Add((b, Fn("relu", (Add((a, Mul((NEGATE, b)))),))))
    if node.name == "min":
        a, b = node.args
        return Add((b, Mul((NEGATE, Fn("relu", (Add((b, Mul((NEGATE, a)))),))))))
    if node.name == "pow" and not context.smooth:
        base, exponent = node.args
        if whole_number(exponent) is not None or not context.positive(base):
            raise KernelError("not a positive number to the power of any number", node)
        return _exp(Mul((exponent, Fn("log", (base,)))))
    if node.name not in IDENTITIES:
        raise KernelError(f"no identity for {node.name}", node)
    return IDENTITIES[node.name](node.args[0], context)
