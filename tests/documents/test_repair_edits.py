"""Refuted lines get the edit that makes them true, or a condition under which they are."""

from __future__ import annotations

import pytest

from symderiv.budget import Deadline
from symderiv.documents.check import check
from symderiv.documents.document import read
from symderiv.documents.edits import _scales
from symderiv.documents.repair import _conditions, _met, _Repair
from symderiv.language.integers import Poly
from symderiv.language.terms import ZERO, Read
from symderiv.language.theory import Statement, Theory
from symderiv.language.verdicts import Counterexample

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
    conditions = {words: (known, change) for words, known, _, change in _conditions(theory, claim)}
    witness = Counterexample({"n": 2}, {"A": [["1", "2"], ["2", "-1/2"]]}, {}, "0", "1")
    met = {words for words, (known, change) in conditions.items() if _met(witness, known, change)}
    assert met == {"A is symmetric"}
    one = Counterexample({"n": 1}, {"A": [["1"]]}, {}, "0", "1")
    assert {words for words, (known, change) in conditions.items() if _met(one, known, change)} == set(conditions)


def test_no_edit_that_says_nothing() -> None:
    text = r"""Let $x\in\mathbb{R}^{N}$, kernel $w\in\mathbb{R}^K$, stride $s$, output $y\in\mathbb{R}^{(N-1)s+K}$,
$$ y_u = \sum_{i=0}^{N-1}\sum_{k=0}^{K-1} [u = s i + k]\, w_k x_i $$
$$ \frac{\partial L}{\partial w_k} = \sum_{i=0}^{N-1} x_i \frac{\partial L}{\partial y_{i+k}} $$"""
    claim = check(read(text))["equations"][-1]
    assert claim["verdict"] == "refuted"
    assert "-N" not in claim["suggestion"]
