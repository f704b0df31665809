"""Terms as LaTeX: structure, letters, numbers; pages: escaping and well-formed MathML."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symderiv.language.integers import Poly
from symderiv.language.terms import ONE, Add, Diff, Fn, Guard, Mul, Num, Pow, Read, Sum, in_shape, num
from symderiv.render.html import mathml, page
from symderiv.render.latex import document, escape, latex

i, j, N = Poly.symbol("%i"), Poly.symbol("%j"), Poly.symbol("N")
x = Read("x", (i,))
a, b = Read("a"), Read("b")


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (Mul((num(-1), a)), "-a"),
        (Add((a, Mul((num(-1), b)))), "a - b"),
        (Mul((Add((a, b)), a)), r"\left(a + b\right) \, a"),
        (Mul((a, Pow(b, Fraction(-1)))), r"\frac{a}{b}"),
        (Mul((Num(Fraction(1, 2)), a)), r"\frac{1}{2} a"),
        (Pow(a, Fraction(1, 2)), r"\sqrt{a}"),
        (Pow(a, Fraction(-1, 2)), r"\frac{1}{\sqrt{a}}"),
        (Pow(Add((a, b)), Fraction(2)), r"\left(a + b\right)^{2}"),
        (Sum((), (Guard("eq", i - j),), ONE), r"\left[i = j\right]"),
        (Sum((), (Guard("pos", x),), ONE), r"\left[x_{i} > 0\right]"),
        (Fn("exp", (Mul((num(-1), a)),)), r"\exp\left(-a\right)"),
        (Fn("f", (a,), (2,)), r"f''\left(a\right)"),
        (Diff(Read("L"), "x", (i,)), r"\frac{\partial L}{\partial x_{i}}"),
        (Sum(("%i",), in_shape([i], [N]), Add((x, a))), r"\sum_{i=0}^{N-1} \left(x_{i} + a\right)"),
    ],
)
def test_terms(term: object, expected: str) -> None:
    assert latex(term) == expected  # type: ignore[arg-type]


def test_a_sum_before_another_factor_keeps_its_extent() -> None:
    total = Sum(("%i",), in_shape([i], [N]), x)
    assert latex(Mul((total, a))) == r"a \, \sum_{i=0}^{N-1} x_{i}"
    inner = Sum(("%j",), in_shape([j], [N]), Read("y", (j,)))
    assert latex(Mul((total, inner))).startswith(r"\left(\sum")


def test_bound_letters_that_would_meet_are_told_apart() -> None:
    inner = Sum(("%i.1",), in_shape([Poly.symbol("%i.1")], [N]), Read("A", (i, Poly.symbol("%i.1"))))
    assert "A_{i,i'}" in latex(inner)


def test_text_is_escaped() -> None:
    assert escape("a_b & 50%") == r"a\_b \& 50\%"
    assert r"\title{a\_b}" in document("a_b", "")


@pytest.mark.parametrize("source", [r"x_i", r"\frac{\partial L}{\partial W_{ij}}", r"a &= b \label{eq:1}"])
def test_formulas_become_mathml(source: str) -> None:
    made = mathml(source)
    assert made is not None
    assert "&amp;" not in made


@pytest.mark.parametrize("source", ["", "{", r"\frac{a}{b", "\\href{javascript:alert(1)}{x}", "x" * 30_000])
def test_what_cannot_be_typeset_is_shown_as_source(source: str) -> None:
    made = mathml(source)
    assert made is None or "javascript:" not in made


def test_pages_escape_everything() -> None:
    attack = "<script>alert(1)</script>"
    equation = {
        "line": 1,
        "column": 1,
        "link": 0,
        "role": "claim",
        "verdict": "refuted",
        "scope": attack,
        "latex": attack,
        "reading": attack,
        "rules": [attack],
        "assumptions": [attack],
        "counterexample": {"sizes": {attack: 1}, "values": {attack: [attack]}, "at": {}, "left": attack, "right": "1"},
        "suggestion": attack,
        "message": attack,
    }
    text = page([{"file": attack, "verdict": "refuted", "equations": [equation]}])
    assert "<script" not in text


def test_formulas_in_messages_are_typeset_and_escaped() -> None:
    equation = {
        "line": 1,
        "column": 1,
        "link": 0,
        "role": "claim",
        "verdict": "refuted",
        "latex": "a = b",
        "rules": [],
        "message": r"the factor $\delta_{i,j}$ <b> at $\frac{1}{N}$",
        "assumptions": ["h^{(1)}[i] != 0", r"\Pi orthogonal projection"],
        "counterexample": {"values": {r"\hat{x}": ["1"]}, "left": "0", "right": "1"},
    }
    text = page([{"file": "d", "equations": [equation]}])
    assert "delta" not in text
    assert "frac{" not in text
    assert "&lt;b&gt; at <math" in text
    assert r"\hat" not in text
    assumed = page([{"file": "d", "equations": [equation | {"verdict": "proved"}]}])
    assert "orthogonal projection" in assumed
    assert r"\Pi" not in assumed
    assert r"\delta" in assumed  # only the words about a refuted line are made here
    odd = page([{"file": "d", "equations": [equation | {"message": "costs $5 <i>"}]}])
    assert "costs $5 &lt;i&gt;" in odd
