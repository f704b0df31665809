"""Operators make exactly the terms that they look like, and bad claims are refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symderiv.errors import DeclarationError
from symderiv.language.terms import Add, Mul, Num, Pow
from symderiv.language.text import plain
from symderiv.layers.writing import Page, delta, derivative, one, root, total


def test_operators() -> None:
    page = Page()
    a, b = page.scalars("a b")
    assert plain((a - b).term) == "a + (-1)*b"
    assert plain((2 * a / 3).term) == "1/3*2*a"
    assert plain((1 / a).term) == "1*a^(-1)"
    assert isinstance((a * b + 1).term, Add)
    assert isinstance((a * b).term, Mul)
    assert root(a).term == Pow(a.term, Fraction(1, 2))
    assert one().term == Num(Fraction(1))


def test_ranges_become_guards() -> None:
    page = Page()
    n = page.size("n")
    i, j = page.indices("i j")
    x = page.tensor("x", n)
    assert plain(total([(i, n)], x[i]).term) == "sum_{i: i >= 0, n-i-1 >= 0} x[i]"
    assert plain(total([(i, 2, n)], x[i]).term) == "sum_{i: i-2 >= 0, n-i-1 >= 0} x[i]"
    assert plain(delta(i, j).term) == "[i-j = 0]"
    assert plain(derivative(x[i], x, j).term) == "d(x[i])/dx[j]"


def test_a_recurrence_has_a_base_and_a_step() -> None:
    from symderiv.layers.writing import Tensor

    page = Page()
    n = page.size("n")
    (i,) = page.indices("i")
    r = page.recurrence("r", (i, n), [], 1, Tensor("r")[i - 1] + 2)
    assert plain(page.theory.definitions[r.name].body) == "[i = 0] + [i-1 >= 0]*(r[i-1] + 2)"


def test_claims_are_checked() -> None:
    page = Page()
    n = page.size("n")
    i, j = page.indices("i j")
    x = page.tensor("x", n)
    with pytest.raises(DeclarationError, match="not bound"):
        page.claim(x[i], x[j], [(i, n)])
    with pytest.raises(DeclarationError, match="rank"):
        page.claim(x[i, j], 0, [(i, n), (j, n)])
    with pytest.raises(DeclarationError, match="twice"):
        page.tensor("x", n)
