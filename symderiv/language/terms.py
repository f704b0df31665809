"""Terms as most rooms use them: the nodes, their bound indices, and short ways to write guards.

Untrusted; what is trusted stands in :mod:`symderiv.language.nodes` and :mod:`symderiv.language.binding`.
"""

from __future__ import annotations

from symderiv.language.binding import alpha_equal, alpha_key, apart, letters, rename_bound, substitute, substitute_guard
from symderiv.language.integers import Poly
from symderiv.language.nodes import (
    NEGATE,
    ONE,
    ZERO,
    Add,
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
    Let,
    Matrix,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    add,
    bound_by,
    equals,
    in_shape,
    mul,
    num,
    walk,
)

__all__ = [
    "NEGATE",
    "ONE",
    "ZERO",
    "Add",
    "Diff",
    "Extremum",
    "Fn",
    "Guard",
    "Int",
    "Let",
    "Matrix",
    "Mul",
    "Num",
    "Pow",
    "Read",
    "Sum",
    "Term",
    "add",
    "alpha_equal",
    "alpha_key",
    "apart",
    "bound_by",
    "bracket",
    "divides",
    "equals",
    "in_shape",
    "letters",
    "mul",
    "nonnegative",
    "num",
    "positive",
    "rename_bound",
    "substitute",
    "substitute_guard",
    "walk",
]


def bracket(*guards: Guard) -> Sum:
    """The Iverson bracket: 1 where all guards hold, else 0."""
    return Sum((), guards, ONE)


def nonnegative(poly: Poly) -> Guard:
    """``poly >= 0``."""
    return Guard("ge", poly)


def divides(modulus: Poly, poly: Poly) -> Guard:
    """``modulus`` divides ``poly``."""
    return Guard("dv", poly, modulus)


def positive(term: Term) -> Guard:
    """``term > 0``."""
    return Guard("pos", term)
