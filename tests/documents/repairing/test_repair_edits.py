"""Refuted lines get the edit that makes them true, or a condition under which they are."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symderiv.budget import Deadline
from symderiv.documents.check import check
from symderiv.documents.repairing.conditions import conditions, met, with_value
from symderiv.documents.repairing.edits import _scales, edits
from symderiv.documents.repairing.repair import _Repair
from symderiv.documents.repairing.screen import Screen
from symderiv.documents.repairing.slips import slips
from symderiv.documents.walk.document import read
from symderiv.language.integers import Poly
from symderiv.language.terms import ZERO, Guard, Mul, Pow, Read, Sum
from symderiv.language.theory import Statement, Theory
from symderiv.language.verdicts import Counterexample
from symderiv.meaning import Memory, Spots

VECTOR = "$x, g \\in \\mathbb{R}^n$, $w \\in \\mathbb{R}^K$. Let\n\n"
MATRIX = "$A, B \\in \\mathbb{R}^{n \\times n}$, $X \\in \\mathbb{R}^{n \\times m}$, $x, y \\in \\mathbb{R}^n$.\n\n"
SUMS = "$$ s_k = \\sum_{i=1}^{k} x_i, \\qquad k = 1, \\dots, n $$\n\n"

EDITS = {
    "relation": (VECTOR + SUMS + "$$ \\frac{\\partial s_k}{\\partial x_j} = [j < k] $$", "[j \\le k]"),
    "order": (MATRIX + "$$ (A B)^\\top = A^\\top B^\\top $$", "B^{\\top} A^{\\top}"),
    "factor": (MATRIX + "$$ \\frac{\\partial}{\\partial x_i} \\sum_j x_j^2 y_j = 2 x_i $$", "2 y_{i} x_{i}"),
    "unit": (
        "$x \\in \\mathbb{R}^n$.\n\n$$ \\sum_{i=1}^{n} \\sum_{j=1}^{i} x_j = \\sum_{j=1}^{n} (n - j) x_j $$",
        "(n - j + 1) x_{j}",
    ),
    "gradient": (
        "$Q, K \\in \\mathbb{R}^{n \\times d}$, $c > 0$.\n\n$$ S = c\\, Q K^\\top $$\n\n"
        "$$ \\frac{\\partial L}{\\partial K} = c\\, \\frac{\\partial L}{\\partial S} Q $$",
        "(\\frac{\\partial L}{\\partial S})^{\\top} Q",
    ),
    "padding along both axes": (
        "$x \\in \\mathbb{R}^{H \\times W}$, $w \\in \\mathbb{R}^{K \\times K}$, $y \\in \\mathbb{R}^{M \\times M}$, "
        "$s \\ge 1$ and $P \\ge 0$ integers.\n\n"
        "$$ y_{i,j} = \\sum_{p,q} w_{p,q} x_{s i + p - P, s j + q - P} $$\n\n"
        "$$ \\frac{\\partial L}{\\partial x_{a,b}} = \\sum_{i,j} \\frac{\\partial L}{\\partial y_{i,j}} "
        "w_{a - P - s i, b - P - s j} $$",
        "w_{a + P - s i,b + P - s j}",
    ),
}

SOFTMAX = (
    "Let $z \\in \\mathbb{R}^K$ and $$ p_k = \\frac{e^{z_k}}{\\sum_j e^{z_j}}, \\qquad A = \\log \\sum_k e^{z_k} $$\n\n"
    "$$ \\frac{\\partial^2 A}{\\partial z_k \\partial z_l} = p_k (\\delta_{kl} - p_l) = "
)
EDITS |= {
    "an index in a chain": (SOFTMAX + "p_k (\\delta_{kl} - p_k) $$", "p_{l}(\\delta_{k l} - p_{k})"),
    "a chain that no small edit mends": (SOFTMAX + "p_k p_l - p_k $$", "p_{k}(\\delta_{k l} - p_{l})"),
    "one index of one occurrence": (
        "$A \\in \\mathbb{R}^{n \\times n}$, $x \\in \\mathbb{R}^n$. $$ y_i = \\sum_j A_{ij} x_j^2 $$\n\n"
        "$$ \\frac{\\partial y_i}{\\partial x_k} = 2 A_{kk} x_k $$",
        "2 A_{i k} x_{k}",
    ),
    "through a named square": (
        "$x, g \\in \\mathbb{R}^m$, $\\epsilon > 0$. "
        "$$ \\mu = \\frac{1}{m} \\sum_{i=1}^m x_i, \\qquad \\sigma^2 = \\frac{1}{m} \\sum_{i=1}^m (x_i - \\mu)^2, "
        "\\qquad y_i = \\frac{x_i - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}} $$\n\n"
        "$$ \\frac{\\partial L}{\\partial x_i} = \\frac{\\partial L}{\\partial y_i} $$",
        "\\frac{\\partial L}{\\partial \\sigma^{2}}",
    ),
}

CONDITIONS = {
    "one": (MATRIX + "$$ A B = B A $$", "n = 1"),
    "symmetric": (MATRIX + "$$ x^\\top A y = y^\\top A x $$", "A is symmetric"),
    "sign": ("$a \\in \\mathbb{R}$.\n\n$$ \\sqrt{a^2} = a $$", "a >= 0"),
    "zero sum": (VECTOR + "$$ z = \\sum_i x_i g_i $$\n\n$$ \\sum_i x_i (g_i - 1) = z $$", "the sum of x is 0"),
}


@pytest.mark.parametrize("name", sorted(EDITS))
def test_an_edit_is_named(name: str) -> None:
    text, part = EDITS[name]
    equation = check(read(text + "\n", f"{name}.md"))["equations"][-1]
    assert equation["verdict"] == "refuted", equation
    assert part in equation["suggestion"], equation


@pytest.mark.parametrize("name", sorted(CONDITIONS))
def test_a_condition_is_named(name: str) -> None:
    text, words = CONDITIONS[name]
    equation = check(read(text + "\n", f"{name}.md"))["equations"][-1]
    assert equation["verdict"] == "refuted", equation
    assert f"it is right when {words}" in equation["message"], equation


@pytest.mark.parametrize("claim", ["A B = B A + I", "A + B = A - X X^\\top", "x^\\top y = 1 + x^\\top x"])
def test_what_no_small_edit_makes_true_gets_none(claim: str) -> None:
    equation = check(read(MATRIX + f"$$ {claim} $$\n", "notes.md"))["equations"][-1]
    assert equation["verdict"] == "refuted"
    assert "one edit" not in equation["message"], equation


def suggested(text: str) -> tuple[str, str]:
    (*_, last) = check(read(text, "a.md"), seconds=8)["equations"]
    assert last["verdict"] == "refuted"
    return last["suggestion"], last["message"]


def test_suggestions_are_written_as_people_write() -> None:
    head = "Let $x \\in \\mathbb{R}^n$, indices from 1. "
    assert suggested(head + "$$ \\sum_{i=1}^n x_i^2 = 3 \\sum_i x_i^2 $$")[0] == "\\sum_{i} x_{i}^{2}"
    assert suggested(head + "$$ \\sum_{i=1}^n (x_i + 1) = \\sum_i x_i + n - 1 $$")[0] == "\\sum_{i} x_{i} + n"
    assert suggested(head + "$$ \\sum_{i=1}^{n} (x_i + 1) - 2 = \\sum_i x_i + n - 1 $$")[0] == "\\sum_{i} x_{i} + n - 2"


@pytest.mark.parametrize(
    ("left", "right", "factor", "fits"),
    [
        ("1/2", "1", "1/2", True),
        ("1/2", "1", "1/N", True),  # N is 2 there
        ("1/2", "1", "N", False),
        ("[0.9, 1.1]", "[0.4, 0.6]", "2", True),
        ("[0.9, 1.1]", "[0.4, 0.6]", "-2", False),
        ("[1e-9000, 1]", "2", "3", True),  # nothing is known of what is too large to be compared
    ],
)
def test_a_factor_is_compared_at_the_witness(left: str, right: str, factor: str, fits: bool) -> None:
    document = read("$x \\in \\mathbb{R}^{N}$.\n\n$$ \\sum_{i=1}^{N} x_i = 1 $$\n", "page.md")
    (equation,) = document.equations
    assert document.context is not None
    repair = _Repair(document, equation, Deadline(1.0), None, Counterexample({"N": 2}, {}, {}, left, right))
    written = {words: expression for expression, words in _scales(document.context)}[factor]
    assert repair._fits(written, document.context) is fits


def test_a_condition_that_the_witness_meets_is_not_tried() -> None:
    theory = Theory()
    n = theory.add_size("n")
    theory.add_tensor("A", (n, n))
    claim = Statement(Read("A", (Poly.symbol("%i"), Poly.symbol("%j"))), ZERO, ())
    found = {words: (known, change) for words, known, _, change in conditions(theory, claim)}
    witness = Counterexample({"n": 2}, {"A": [["1", "2"], ["2", "-1/2"]]}, {}, "0", "1")
    assert {words for words, (known, change) in found.items() if met(witness, known, change)} == {"A is symmetric"}
    one = Counterexample({"n": 1}, {"A": [["1"]]}, {}, "0", "1")
    assert {words for words, (known, change) in found.items() if met(one, known, change)} == set(found)


def test_no_edit_that_says_nothing() -> None:
    text = r"""Let $x\in\mathbb{R}^{N}$, kernel $w\in\mathbb{R}^K$, stride $s$, output $y\in\mathbb{R}^{(N-1)s+K}$,
$$ y_u = \sum_{i=0}^{N-1}\sum_{k=0}^{K-1} [u = s i + k]\, w_k x_i $$
$$ \frac{\partial L}{\partial w_k} = \sum_{i=0}^{N-1} x_i \frac{\partial L}{\partial y_{i+k}} $$"""
    claim = check(read(text))["equations"][-1]
    assert claim["verdict"] == "refuted"
    assert "-N" not in claim["suggestion"]


def test_a_size_is_written_as_one_wherever_it_stands() -> None:
    theory = Theory()
    n = theory.add_size("n")
    theory.add_tensor("x", (n,))
    i, j = Poly.symbol("%i"), Poly.symbol("%j")
    inside = (Guard("ge", j), Guard("ge", n - 1 - j))
    theory.define("y", ["%i"], [n], Mul((Read("x", (i,)), Sum(("%j",), inside, Read("x", (j,))))))
    claim = Statement(Read("y", (Poly({}),)), Pow(Read("x", (Poly({}),)), Fraction(2)))
    known = with_value(theory, "n", 1, claim)
    assert known is not None
    assert (known[0].sizes, known[0].shapes) == ({}, {"x": (Poly.constant(1),)})
    assert known[0].definitions["y"].body == Mul((Read("x", (i,)), Read("x", (Poly({}),))))
    assert theory.sizes == {"n": 1}
    theory.conditions.append(Guard("ge", n - 2))
    assert with_value(theory, "n", 1, claim) is None


BLOCK = r"""Let $x, h, z, y \in \mathbb{R}^{n}$, $A, B \in \mathbb{R}^{K}$, $P$ a non-negative integer, indices from 0.
$$ h_i = \sum_{p=0}^{K-1} A_p x_{i+p-P}, \qquad z_i = \max(h_i, 0), \qquad y_i = \sum_{p=0}^{K-1} B_p z_{i+p-P} $$
$$ %s $$
"""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (r"\frac{\partial L}{\partial z_i} = \sum_{p=0}^{K-1} B_p \frac{\partial L}{\partial y_{i+p-P}}", True),
        (r"\frac{\partial L}{\partial z_i} = 2 \sum_{p=0}^{K-1} B_p \frac{\partial L}{\partial y_{i+p-P}}", False),
    ],
)
def test_one_pixel_makes_a_flip_no_mistake(line: str, told: bool) -> None:
    claim = check(read(BLOCK % line))["equations"][-1]
    assert claim["verdict"] == "refuted"
    assert ("it is right when n = 1" in claim["message"]) is told


@pytest.mark.parametrize(
    ("edit", "holds"),
    [
        ("the sign of b", True),
        ("a factor 2 at b", False),
        ("the sign of a", False),
        ("the sign of the whole right side", False),
        ("the missing factor a at b", False),
    ],
)
def test_what_a_part_is_worth_rules_edits_out(edit: str, holds: bool) -> None:
    document = read("Let $a, b, c$ be scalars.\n\n$$ a - b = a + b $$\n", "page.md")
    (equation,) = document.equations
    link, context, memory = equation.surface, document.context, Memory()
    assert link is not None
    assert link.left is not None
    assert link.right is not None
    assert context is not None
    assert equation.statement is not None
    spots = Spots(equation.theory, equation.statement, memory, {}, Deadline(5.0))
    assert len(spots) == 2
    screen = Screen(context, link, spots)
    found = {
        words: scaled
        for _, words, scaled in (*edits(context, link.left, link.right), *slips(context, link.left, link.right))
    }
    scaled = found[edit]
    assert scaled is not None
    assert screen.may_hold(scaled) is holds


def test_what_is_not_linear_in_a_part_is_not_ruled_out() -> None:
    document = read("Let $a, b$ be scalars.\n\n$$ |a - b| = |a + b| $$\n", "page.md")
    (equation,) = document.equations
    link, context = equation.surface, document.context
    assert link is not None
    assert link.left is not None
    assert link.right is not None
    assert context is not None
    assert equation.statement is not None
    screen = Screen(context, link, Spots(equation.theory, equation.statement, Memory(), {}, Deadline(5.0)))
    inner = [scaled for _, words, scaled in edits(context, link.left, link.right) if words.endswith(" b")]
    assert inner
    assert all(scaled is None or screen.may_hold(scaled) for scaled in inner)
