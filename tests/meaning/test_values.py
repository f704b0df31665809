"""What sums, brackets, reads, matrices and extrema mean; the lines on which SymPy goes wrong are the first ones."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from symderiv.errors import SymderivError, UnsupportedError
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    NEGATE,
    ONE,
    ZERO,
    Add,
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
    Matrix,
    Mul,
    Pow,
    Read,
    Sum,
    Term,
    bracket,
    divides,
    equals,
    nonnegative,
    num,
    positive,
    substitute,
)
from symderiv.language.theory import Theory
from symderiv.meaning import value

S = Poly.symbol
N = S("n")
i, j, k, p, m = (S(f"%{letter}") for letter in "ijkpm")


def within(symbol: str, size: Poly = N) -> tuple[Guard, Guard]:
    return Guard("ge", S(symbol)), Guard("ge", size - 1 - S(symbol))


def over(symbol: str, body: Term, size: Poly = N) -> Sum:
    return Sum((symbol,), within(symbol, size), body)


@pytest.fixture
def theory() -> Theory:
    theory = Theory()
    n = theory.add_size("n")
    theory.add_tensor("x", (n,))
    theory.add_tensor("y", (n,))
    theory.add_tensor("A", (n, n))
    theory.add_tensor("B", (n, n))
    theory.add_tensor("c")
    return theory


POINT: dict[str, Any] = {
    "x": [2, 3, 5],
    "y": ["1/2", -1, 0],
    "A": [[1, 2, 0], [0, 1, 4], [3, 0, 1]],
    "B": [[7, 0, 1], [2, 2, 2], [0, 5, 0]],
    "c": 0,
}


def at(theory: Theory, term: Term, **indices: int) -> Fraction:
    found = value(theory, term, {"n": 3}, POINT, {f"%{name}": number for name, number in indices.items()})
    assert isinstance(found, Fraction)
    return found


def test_the_derivative_of_a_matrix_product_does_not_capture(theory: Theory) -> None:
    product = over("%j", Mul((Read("A", (i, j)), Read("B", (j, k)))))
    slope = Diff(product, "B", (j, k))
    for row in range(3):
        for column in range(3):
            assert at(theory, slope, i=row, j=column, k=1) == POINT["A"][row][column]
    assert at(theory, slope, i=0, j=3, k=1) == 0


def test_the_derivative_of_a_sum_of_all_entries_is_one_in_range(theory: Theory) -> None:
    slope = Diff(over("%p", Read("x", (p,))), "x", (p,))
    assert [at(theory, slope, p=place) for place in (-1, 0, 2, 3)] == [0, 1, 1, 0]


def test_renaming_does_not_capture(theory: Theory) -> None:
    body = over("%p", Mul((Read("x", (i,)), Int(p))))
    assert at(theory, substitute(body, {"%i": p}), p=1) == 3 * (0 + 1 + 2)


def test_a_delta_with_a_coefficient_needs_divisibility(theory: Theory) -> None:
    sifted = over("%i", Mul((bracket(equals(2 * i, m)), Read("x", (i,)))))
    assert [at(theory, sifted, m=number) for number in range(5)] == [2, 0, 3, 0, 5]


def test_offsets_are_kept_and_reads_outside_are_zero(theory: Theory) -> None:
    correlation = over("%j", Mul((Read("x", (i + j,)), Read("y", (j,)))))
    assert at(theory, correlation, i=0) == 1 - 3
    assert at(theory, correlation, i=1) == Fraction(3, 2) - 5
    assert at(theory, Read("x", (i - 1,)), i=0) == 0


def test_relu_times_its_bracket_is_relu(theory: Theory) -> None:
    relu = Fn("relu", (Read("y", (i,)),))
    zero = Add((Mul((relu, bracket(positive(Read("y", (i,)))))), Mul((NEGATE, relu))))
    assert [at(theory, zero, i=place) for place in range(3)] == [0, 0, 0]


@pytest.mark.parametrize("zero", [bracket(positive(Read("c"))), Read("x", (N,)), bracket(nonnegative(-N))])
def test_strong_zeros_hide_what_does_not_exist(theory: Theory, zero: Term) -> None:
    nothing = Pow(Read("c"), Fraction(-1))
    for term in (Mul((zero, nothing)), Mul((nothing, zero)), Mul((NEGATE, Mul((nothing, zero)), ONE))):
        assert at(theory, term) == 0
    guarded = Sum((), (positive(Read("c")),), nothing)
    assert at(theory, Add((guarded, num(4)))) == 4


def test_a_zero_entry_is_not_a_strong_zero(theory: Theory) -> None:
    with pytest.raises(SymderivError, match="no value"):
        at(theory, Mul((Read("y", (i,)), Pow(Read("c"), Fraction(-1)))), i=2)


def test_a_strong_zero_behind_an_undefined_definition(theory: Theory) -> None:
    theory.define("log", ("%i",), (N,), Fn("log", (Read("y", (i,)),)))
    assert at(theory, Mul((Read("log", (i,)), Read("x", (i - 5,)))), i=1) == 0
    assert at(theory, Mul((Read("log", (i,)), bracket(positive(Read("y", (i,)))))), i=1) == 0


def test_ranges_come_from_guards_equations_and_factors(theory: Theory) -> None:
    triangle = Sum(("%i", "%j"), (nonnegative(i), nonnegative(j), nonnegative(N - 1 - i - j)), ONE)
    assert at(theory, triangle) == 6
    assert at(theory, Sum(("%i",), (), Mul((Read("x", (i - 4,)), num(2))))) == 20
    assert at(theory, Sum(("%i", "%j"), (equals(i + j, Poly.constant(2)), *within("%i")), ONE)) == 3
    assert at(theory, over("%i", ONE, 2 * N)) == 6
    assert at(theory, Sum(("%i",), (*within("%i", 3 * N), divides(N, i)), Int(i))) == 9
    assert at(theory, Sum(("%i",), (*within("%i"), Guard("ne", i - 1)), Read("x", (i,)))) == 7
    nested = Sum(("%i",), (), Sum(("%j",), (equals(i, j), *within("%j")), Read("x", (i,))))
    assert at(theory, nested) == 10


@pytest.mark.parametrize(
    "term",
    [
        Sum(("%i",), (), Fn("sigmoid", (Read("x", (i,)),))),
        Sum(("%i",), (nonnegative(i),), ONE),
        Sum(("%i",), (), Pow(Read("x", (i,)), Fraction(-1))),
        Extremum("max", ("%i",), (), Read("x", (i,))),
    ],
)
def test_a_sum_without_an_end_is_refused(theory: Theory, term: Term) -> None:
    with pytest.raises(UnsupportedError, match="give 'i' a range"):
        at(theory, term)


def test_symbolic_strides_and_signs(theory: Theory) -> None:
    theory.add_size("s")
    strided = Sum(("%i",), (*within("%i"), Guard("eq", S("s") * i - m)), Read("x", (i,)))
    found = [value(theory, strided, {"n": 3, "s": 2}, POINT, {"%m": number}) for number in range(6)]
    assert found == [2, 0, 3, 0, 5, 0]
    reversed_range = Sum(("%i",), (nonnegative(-i), nonnegative(i + 2)), Read("x", (-i,)))
    assert at(theory, reversed_range) == 10


def test_matrices_and_extrema(theory: Theory) -> None:
    entry = Read("A", (S("%r"), S("%c")))
    assert at(theory, Matrix("det", "%r", "%c", N, entry)) == 25
    inverse = Matrix("inverse", "%r", "%c", N, entry, (i, j))
    product = over("%k", Mul((Read("A", (i, k)), substitute(inverse, {"%i": k}))))
    for row in range(3):
        for column in range(3):
            assert at(theory, product, i=row, j=column) == int(row == column)
    assert at(theory, inverse, i=3, j=0) == 0
    assert at(theory, Extremum("max", ("%i",), within("%i"), Read("y", (i,)))) == Fraction(1, 2)
    assert at(theory, Extremum("min", ("%i",), within("%i"), Read("y", (i,)))) == -1
    shown = Extremum("max", ("%i",), within("%i"), Sum((), (positive(Read("y", (i,))),), num(-4)))
    assert at(theory, shown) == 0


def test_the_derivative_of_a_determinant_exists_at_a_singular_matrix(theory: Theory) -> None:
    det = Matrix("det", "%r", "%c", Poly.constant(2), Mul((Read("x", (S("%r"),)), Read("x", (S("%c"),)))))
    assert at(theory, det) == 0
    slope = Diff(Matrix("det", "%r", "%c", N, Read("Z", (S("%r"), S("%c")))), "Z", (i, j))
    theory.add_tensor("Z", (N, N))
    POINT_Z = {**POINT, "Z": [[1, 0, 0], [0, 0, 0], [0, 0, 1]]}
    assert value(theory, slope, {"n": 3}, POINT_Z, {"%i": 1, "%j": 1}) == 1


def test_a_definition_ends_at_its_shape_and_may_read_itself(theory: Theory) -> None:
    theory.define("t", ("%i",), (N,), Add((Read("x", (i,)), Sum((), (nonnegative(i - 1),), Read("t", (i - 1,))))))
    assert [at(theory, Read("t", (i,)), i=place) for place in (-1, 0, 1, 2, 3)] == [0, 2, 5, 10, 0]
    slope = Diff(Read("t", (i,)), "t", (j,))
    assert [at(theory, slope, i=2, j=place) for place in (0, 2, 3)] == [1, 1, 0]


def test_shifted_definitions_still_have_a_derivative_by_themselves(theory: Theory) -> None:
    theory.define("d", ("%i",), (N,), Read("x", (i - 1,)))
    assert at(theory, Diff(Read("d", (i,)), "d", (i,)), i=0) == 1


def test_an_extremum_at_a_tie_has_no_derivative(theory: Theory) -> None:
    top = Extremum("max", ("%i",), within("%i"), Mul((Read("c"), Read("x", (i,)))))
    assert at(theory, top) == 0
    with pytest.raises(SymderivError, match="tie"):
        at(theory, Diff(top, "c", ()))


def test_partial_derivatives_do_not_enter_definitions_or_losses(theory: Theory) -> None:
    from symderiv.meaning.points import LossModel

    theory.define("q", ("%i",), (N,), Mul((Read("x", (i,)), Read("x", (i,)))))
    theory.add_loss("L", ("x",))
    values = {**POINT, "L": LossModel({("x", (0,)): 1})}
    assert value(theory, Diff(Read("L"), "x", (i,), total=False), {"n": 3}, values, {"%i": 0}) == 0
    assert value(theory, Diff(Read("L"), "x", (i,)), {"n": 3}, values, {"%i": 0}) == 1
    assert at(theory, Diff(Mul((Read("x", (i,)), Read("q", (i,)))), "x", (i,), total=False), i=1) == 9
    assert at(theory, ZERO) == 0
