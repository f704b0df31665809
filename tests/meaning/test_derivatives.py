"""Every row of the derivative table beside finite differences in high precision, to the third order."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from symderiv.errors import SymderivError
from symderiv.language.terms import Add, Diff, Fn, Let, Mul, Pow, Read, Term, num
from symderiv.language.theory import Theory
from symderiv.meaning import numbers as table
from symderiv.meaning import value
from symderiv.meaning.ends import fractions
from symderiv.meaning.intervals import FUNCTIONS, Interval
from symderiv.meaning.points import FunctionModel, LossModel

X = Read("x")
SMOOTH: dict[str, Callable[[Any], Any]] = {
    "exp": mpmath.exp,
    "log": mpmath.log,
    "tanh": mpmath.tanh,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
    "erf": mpmath.erf,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "arctan": mpmath.atan,
    "artanh": mpmath.atanh,
}


def scalar(names: str = "x") -> Theory:
    theory = Theory()
    for name in names.split():
        theory.add_tensor(name)
    return theory


def nested(term: Term, order: int) -> Term:
    for _ in range(order):
        term = Diff(term, "x", ())
    return term


def encloses(found: Fraction | Interval, expected: Any, slack: float) -> bool:
    low, high = (found, found) if isinstance(found, Fraction) else fractions(found)
    assert float(high - low) < 2**-40
    return bool(abs(mpmath.mpf(low.numerator) / low.denominator - expected) < slack)


def test_the_table_is_complete() -> None:
    assert table._DERIVATIVES.keys() == FUNCTIONS.keys()
    assert SMOOTH.keys() == {*FUNCTIONS, *table._COMPOSED}
    assert FUNCTIONS.keys().isdisjoint(table._COMPOSED)


@pytest.mark.parametrize("name", sorted(SMOOTH))
@pytest.mark.parametrize("order", [0, 1, 2, 3])
@pytest.mark.parametrize("at", [Fraction(3, 7), Fraction(1, 5)])
def test_functions_and_their_derivatives(name: str, order: int, at: Fraction) -> None:
    with mpmath.workdps(60):
        expected = mpmath.diff(SMOOTH[name], mpmath.mpf(at.numerator) / at.denominator, order)
        found = value(scalar(), nested(Fn(name, (X,)), order), {}, {"x": at}, prec=200)
        assert encloses(found, expected, 1e-12)


@pytest.mark.parametrize("name", sorted(SMOOTH))
def test_a_wrong_row_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "_COMPOSED" if name in table._COMPOSED else "_DERIVATIVES"
    right = getattr(table, rows)[name]
    off = (lambda x: x * Fraction(1, 10**9)) if name in table._COMPOSED else (lambda x: Fraction(1, 10**9))
    monkeypatch.setattr(table, rows, {**getattr(table, rows), name: lambda x, p: right(x, p) + off(x)})
    at = Fraction(3, 7)
    with mpmath.workdps(60):
        expected = mpmath.diff(SMOOTH[name], mpmath.mpf(3) / 7)
        assert not encloses(value(scalar(), nested(Fn(name, (X,)), 1), {}, {"x": at}, prec=200), expected, 1e-12)


@pytest.mark.parametrize(
    "at", [Fraction(0), Fraction(1, 3), Fraction(-5, 2), Fraction(7), Fraction(-30), Fraction(200)]
)
@pytest.mark.parametrize("name", ["exp", "tanh", "sigmoid", "softplus", "erf", "sin", "cos", "sinh", "cosh", "arctan"])
def test_enclosures_contain_the_value(name: str, at: Fraction) -> None:
    with mpmath.workdps(150):
        expected = SMOOTH[name](mpmath.mpf(at.numerator) / at.denominator)
        found = value(scalar(), Fn(name, (X,)), {}, {"x": at}, prec=128)
        low, high = (found, found) if isinstance(found, Fraction) else fractions(found)
        assert mpmath.mpf(low.numerator) / low.denominator <= expected <= mpmath.mpf(high.numerator) / high.denominator


@pytest.mark.parametrize(
    ("exponent", "order", "expected"),
    [
        (Fraction(1, 2), 0, Fraction(3, 2)),
        (Fraction(1, 2), 1, Fraction(1, 3)),
        (Fraction(-1, 2), 1, Fraction(-4, 27)),
        (Fraction(3, 2), 2, Fraction(1, 2)),
        (Fraction(3), 3, Fraction(6)),
        (Fraction(3), 4, Fraction(0)),
        (Fraction(-1), 2, Fraction(128, 729)),
        (Fraction(0), 0, Fraction(1)),
    ],
)
def test_powers_are_exact(exponent: Fraction, order: int, expected: Fraction) -> None:
    assert value(scalar(), nested(Pow(X, exponent), order), {}, {"x": Fraction(9, 4)}) == expected


def test_zero_to_the_zero_is_one_and_integer_powers_differentiate_at_zero() -> None:
    assert value(scalar(), Pow(X, Fraction(0)), {}, {"x": 0}) == 1
    assert value(scalar(), nested(Pow(X, Fraction(2)), 2), {}, {"x": 0}) == 2


@pytest.mark.parametrize(
    ("term", "at"),
    [
        (Pow(X, Fraction(-1)), 0),
        (Pow(X, Fraction(1, 2)), -1),
        (nested(Pow(X, Fraction(1, 2)), 1), 0),
        (Fn("log", (X,)), 0),
        (Fn("log", (X,)), -2),
        (Fn("artanh", (X,)), 1),
        (nested(Fn("abs", (X,)), 1), 0),
        (nested(Fn("max", (X, num(0))), 1), 0),
        (Fn("pow", (X, num(Fraction(1, 2)))), -1),
    ],
)
def test_what_does_not_exist_has_no_value(term: Term, at: int) -> None:
    with pytest.raises(SymderivError, match="no value"):
        value(scalar(), term, {}, {"x": at})


@pytest.mark.parametrize(("at", "slope"), [(-1, 0), (0, 0), (2, 1)])
def test_relu_has_slope_zero_at_zero(at: int, slope: int) -> None:
    assert value(scalar(), nested(Fn("relu", (X,)), 1), {}, {"x": at}) == slope


def test_ties_that_move_together_have_a_derivative() -> None:
    assert value(scalar(), nested(Fn("max", (X, X)), 1), {}, {"x": 3}) == 1


def test_abstract_functions_have_honest_derivatives() -> None:
    theory = scalar("x y")
    theory.functions["f"] = 2
    f = FunctionModel({(3, 1): 1, (0, 2): Fraction(1, 2)})
    values = {"x": 2, "y": 3, "f": f}
    term = Fn("f", (Mul((X, X)), Read("y")))
    assert value(theory, Diff(Diff(term, "x", ()), "y", ()), {}, values) == 4 * 3 * 4**2
    slope = Mul((num(2), X, Fn("f", (Mul((X, X)), Read("y")), (1, 0))))
    assert value(theory, Diff(term, "x", ()), {}, values) == value(theory, slope, {}, values)


def test_total_partial_and_bound_scalars() -> None:
    theory = scalar("x")
    theory.define("y", (), (), Mul((X, X)))
    both = Mul((X, Read("y")))
    at = {"x": 5}
    assert value(theory, Diff(both, "x", ()), {}, at) == 75
    assert value(theory, Diff(both, "x", (), total=False), {}, at) == 25
    assert value(theory, Diff(both, "y", ()), {}, at) == 5
    square = Mul((Read("a"), Read("a")))
    assert value(theory, Let("a", Read("y"), Diff(square, "a", ())), {}, at) == 50
    assert value(theory, Diff(Let("a", Read("y"), square), "x", ()), {}, at) == 500
    inner = Let("a", Let("a", X, Mul((Read("a"), Read("a")))), Diff(square, "a", ()))
    assert value(theory, inner, {}, at) == 50


def test_mixed_derivatives_through_an_unknown_loss() -> None:
    theory = scalar("x")
    theory.define("y", (), (), Mul((X, X)))
    theory.add_loss("L", ("y",))
    loss = LossModel({("y", ()): 2}, {("y", ()): 1}, {("y", ()): 1})
    first = Diff(Read("L"), "x", ())
    upstream = Diff(Read("L"), "y", ())
    at = {"x": 3, "L": loss}
    assert value(theory, upstream, {}, at) == 2 + 2 * 9 + 3 * 81
    assert value(theory, first, {}, at) == 6 * (2 + 2 * 9 + 3 * 81)
    second = Add((Mul((num(2), upstream)), Mul((num(4), X, X, Diff(upstream, "y", ())))))
    assert value(theory, Diff(first, "x", ()), {}, at) == value(theory, second, {}, at)
