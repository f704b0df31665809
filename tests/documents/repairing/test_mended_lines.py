"""True lines with one slip: what the line should have said, or when it is right all the same; by the kind of slip."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

NUMBERS = "$a, b, c, \\tau \\in \\mathbb{R}$, $x, y \\in \\mathbb{R}^n$."
LAYER = (
    "Let $X \\in \\mathbb{R}^{N \\times D}$, $W \\in \\mathbb{R}^{D \\times M}$, $V \\in \\mathbb{R}^{M \\times K}$. "
    "$$ A = X W, \\qquad H = \\tanh(A), \\qquad Y = H V $$ $$ G = \\frac{\\partial L}{\\partial Y} $$"
)
QUADRATIC = "$A \\in \\mathbb{R}^{n \\times n}$ and $x, b \\in \\mathbb{R}^n$. $$ f = x^\\top A x - b^\\top x $$"
CROSS_ENTROPY = (
    "Logits $z \\in \\mathbb{R}^{N \\times K}$, targets $t \\in \\mathbb{R}^{N \\times K}$. "
    "$$ p_{nk} = \\frac{e^{z_{nk}}}{\\sum_j e^{z_{nj}}}, \\qquad \\ell = -\\sum_{n,k} t_{nk} \\log p_{nk} $$"
)

#: By kind: the document, the line, a part of what it should say (empty: nothing), a part of the words.
LINES = {
    "a lost term, of a sum": (NUMBERS, r"\sum_{i=1}^{n} (x_i + y_i + 1) = \sum_i x_i + \sum_i y_i", "n + ", ""),
    "a lost term, in a bracket": (NUMBERS, r"a c - b c = c (a)", "- b c", "the missing term"),
    "a lost term, of norms": (NUMBERS, r"\|x + y\|^2 + \|x - y\|^2 = 2 \|x\|^2", r"\|y\|^2", ""),
    "a lost unit": (NUMBERS, r"\tanh(a) = \sigma(2 a) \cdot 2", r"2 \sigma(2 a) - 1", "the missing term"),
    "a lost power of a norm": (NUMBERS, r"\|x + y\|^2 - 2 x^\top y - \|y\|^2 = \|x\|", r"\|x\|^{2}", "in the place of"),
    "a lost power of a number": (NUMBERS, r"(a + b)^2 - b^2 - 2 a b = a", "a^{2}", ""),
    "a power too many": (NUMBERS, r"(a + b)^2 - b^2 - 2 a b = a^3", "a^{2}", "the power 2 of a"),
    "a late sum": (NUMBERS, r"\sum_{i=1}^{n} (2 x_i + y_i) - \sum_{i=1}^n y_i = 2 \sum_{i=2}^{n} x_i", "i = 1", ""),
    "N for N - 1": (
        "$x \\in \\mathbb{R}^{N}$, $N \\ge 2$. $$ v = \\frac{1}{N - 1} \\sum_{i=1}^{N} x_i^2 $$",
        r"\frac{\partial v}{\partial x_i} = \frac{2 x_i}{N}",
        r"\frac{2 x_{i}}{N - 1}",
        "N - 1 in the place of N",
    ),
    "a lost matrix whose shapes show it": (
        LAYER,
        r"\frac{\partial L}{\partial V} = G",
        r"H^{\top} G",
        "missing factor",
    ),
    "a lost matrix in a product": (
        LAYER,
        r"\frac{\partial L}{\partial W} = X^\top (G \odot (1 - H \odot H))",
        r"X^{\top} (G V^{\top} \odot (1 - H \odot H))",
        "missing factor",
    ),
    "a lost square matrix": (
        QUADRATIC,
        r"\nabla_x (x^\top A A x) = A x + A^\top A^\top x",
        "A A x",
        "missing factor A",
    ),
    "a scalar in matrix notation": (
        "$X \\in \\mathbb{R}^{n \\times m}$, $v \\in \\mathbb{R}^m$, $y \\in \\mathbb{R}^n$. $$ r = y - X v $$",
        r"\|r\|^2 = \|y\|^2 - 2 v^\top X^\top y",
        r"v^\top X^\top X v",
        "",
    ),
    "a quotient by a norm": (
        "$x, y \\in \\mathbb{R}^n$. $$ s = \\frac{x^\\top y}{\\|x\\|} $$",
        r"\frac{\partial s}{\partial x} = \frac{y}{\|x\|} - 2 x",
        r"\frac{1}{\|x\|}",
        "",
    ),
    "a name for what is derived": (
        CROSS_ENTROPY,
        r"\frac{\partial \ell}{\partial z_{nk}} = p_{nk} - t_{nk}",
        r"p_{nk} \, \sum_{",
        "it is right when every row sum of t is 1",
    ),
    "a condition on a kernel": (
        "$x, y \\in \\mathbb{R}^{N}$, $w \\in \\mathbb{R}^K$ with $K = 2P+1$. "
        "$$ y_i = \\sum_{p=0}^{K-1} w_p x_{i+p-P} $$",
        r"\sum_{p=0}^{K-1} w_p x_{i-p+P} = y_i",
        "",
        "it is right when",
    ),
    "a condition on a mask": (NUMBERS, r"\sum_i x_i^2 y_i = \sum_i x_i y_i", "", "every entry of x is 0 or 1"),
    "a condition on a length": (NUMBERS, r"x x^\top x = x", "", "the length of x is 1"),
    "a condition on a number": (NUMBERS, r"a + b c = a", "", "= 0"),
    "a condition on a padding": (
        "$x \\in \\mathbb{R}^{N}$, $P \\ge 0$ an integer.",
        r"\sum_{i=1}^{N} (x_i + P) = \sum_{i=1}^{N} x_i",
        "",
        "it is right when P = 0",
    ),
}


@pytest.mark.parametrize("kind", LINES)
def test_a_slip_is_mended(kind: str) -> None:
    document, line, suggestion, words = LINES[kind]
    found = check(read(f"{document}\n\n$$ {line} $$\n", "a.md"))["equations"][-1]
    assert found["verdict"] in ("refuted", None), found
    assert suggestion in found["suggestion"], found
    assert words in found["message"], found
    if found["suggestion"]:
        mended = f"{document}\n\n$$ {line.split(' = ')[0]} = {found['suggestion']} $$\n"
        assert check(read(mended, "b.md"))["equations"][-1]["verdict"] == "proved"


@pytest.mark.parametrize(
    "line",
    [
        r"\sum_{i=1}^{n} x_i = a",
        r"\|x\|^2 = \|y\|",
        r"x^\top y = a",
        r"1 - 2 n = a",
        r"a b = \|x + y\|^2 - \|x\|^2",
    ],
)
def test_a_line_is_not_told_that_it_is_its_own_left_side(line: str) -> None:
    found = check(read(f"{NUMBERS}\n\n$$ {line} $$\n", "a.md"))["equations"][-1]
    assert found["verdict"] == "refuted"
    assert found["suggestion"] == "", found


def test_entries_of_a_mask_that_is_told_by_its_indices() -> None:
    found = check(
        read(
            r"Ratings $r_{ui}$ of users $u=1..U$ for items $i=1..I$; "
            r"observed entries are marked by $o_{ui}\in\{0,1\}$. "
            r"$$ J = \sum_{u=1}^U\sum_{i=1}^I o_{ui} r_{ui}^2 $$ $$ \frac{\partial J}{\partial r_{ui}} = 2 r_{ui} $$ "
            r"$$ \sum_i o_{ui}^2 r_{ui} = \sum_i o_{ui} r_{ui} $$",
            "a.md",
        )
    )["equations"]
    assert [e["verdict"] for e in found[1:]] == ["refuted", "proved"]
    assert found[1]["suggestion"] == r"2 o_{ui} \, r_{ui}"
