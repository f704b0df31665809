r"""Signs of products, absolute values and roots of them: ``|a b| = |a| |b|``, ``\|a x\| = |a| \|x\|``."""

from __future__ import annotations

import math
import random
from contextlib import suppress
from fractions import Fraction

import pytest

from symderiv.language.terms import ZERO, Add, Mul, Num, Pow, Read, Term
from symderiv.language.theory import Statement, Theory
from symderiv.prover.kernel.algebra import expand
from symderiv.prover.kernel.theorems import context_of
from tests.documents.judged import verdicts

GIVEN = r"Let $a, b, c \in \mathbb{R}$, $x, y \in \mathbb{R}^n$, $p > 0$, $m < 0$."


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r"|a b| = |a| |b|", "proved"),
        (r"|a b| = a |b|", "refuted"),
        (r"|a b c| = |a| |b| |c|", "proved"),
        (r"|a b c| = |a| |b c| \operatorname{sign}(a)", "refuted"),
        (r"|x_i y_i| = |x_i| |y_i|", "proved"),
        (r"|a^3| = |a|^3", "proved"),
        (r"|a^3| = a^3", "refuted"),
        (r"\max(a b, 0) = \max(a, 0) \max(b, 0) + \max(-a, 0) \max(-b, 0)", "proved"),
        (r"\max(a b, 0) = \max(a, 0) \max(b, 0)", "refuted"),
        (r"\operatorname{sign}(a b) = \operatorname{sign}(a) \operatorname{sign}(b)", "proved"),
        (r"\operatorname{sign}(a b) = \operatorname{sign}(a) + \operatorname{sign}(b)", "refuted"),
        (r"\operatorname{sign}(m a) = -\operatorname{sign}(a)", "proved"),
        (r"\operatorname{sign}(m a) = \operatorname{sign}(a)", "refuted"),
        (r"\|a x\|_1 = |a| \|x\|_1", "proved"),
        (r"\|a x\|_1 = a \|x\|_1", "refuted"),
        (r"\|a x\|_2 = |a| \|x\|_2", "proved"),
        (r"\|a x\|_2 = a \|x\|_2", "refuted"),
        (r"\|m x\|_2 = -m \|x\|_2", "proved"),
        (r"\|m x\|_2 = m \|x\|_2", "refuted"),
        (r"\sqrt{a^2 p} = |a| \sqrt{p}", "proved"),
        (r"\sqrt{m^2 p} = m \sqrt{p}", "refuted"),
        (r"\sqrt{a^2 b^2 p} = |a b| \sqrt{p}", "proved"),
        (r"\sqrt{a^2 b^2 p} = a b \sqrt{p}", "refuted"),
    ],
)
def test_signs_of_products(line: str, expected: str) -> None:
    assert verdicts(f"{GIVEN}\n\n$$ {line} $$\n") == [expected]


def _value(term: Term, point: dict[str, float]) -> float:
    """A number for a term of reads, powers and products; a negative base beneath a root raises."""
    if isinstance(term, Read):
        return point[term.tensor]
    if isinstance(term, Num):
        return float(term.value)
    if isinstance(term, Add):
        return sum(_value(x, point) for x in term.args)
    if isinstance(term, Mul):
        return math.prod(_value(x, point) for x in term.args)
    assert isinstance(term, Pow)
    base = _value(term.base, point)
    if base < 0 and term.exponent.denominator > 1:
        raise ValueError(term)
    return float(base ** (int(term.exponent) if term.exponent.denominator == 1 else float(term.exponent)))


def test_roots_of_products_keep_their_values() -> None:
    source = random.Random(5)
    theory = Theory()
    for name in ("a", "b"):
        theory.add_tensor(name)
    context = context_of(theory, Statement(ZERO, ZERO))
    a, b = Read("a"), Read("b")
    atoms: list[Term] = [a, b, Pow(a, Fraction(2)), Pow(Pow(a, Fraction(2)), Fraction(1, 2)), Pow(b, Fraction(4))]
    compared = 0
    for _ in range(600):
        factors = [Pow(x, Fraction(source.choice((-2, -1, 1, 2, 3, 4)))) for x in source.choices(atoms, k=3)]
        root = Pow(
            Mul(tuple(factors)), source.choice((Fraction(1, 2), Fraction(3, 2), Fraction(1, 4), Fraction(-1, 2)))
        )
        after = expand(root, context)
        for _ in range(4):
            point = {name: source.choice((-2.0, -0.5, 0.7, 3.0)) for name in ("a", "b")}
            with suppress(ValueError):
                before = _value(root, point)
                assert _value(after, point) == pytest.approx(before)
                compared += 1
    assert compared > 600
