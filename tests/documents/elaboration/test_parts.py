"""Rows and columns under names of their own, unit vectors, zeros, evaluation at a point, systems, products."""

from __future__ import annotations

import pytest

from symderiv.documents import read
from symderiv.documents.check import check

MATRIX = "$X \\in \\mathbb{R}^{N \\times D}$"
OTHER = "$w \\in \\mathbb{R}^D$, $y \\in \\mathbb{R}^N$"
GRAM = "X^\\top X = \\sum_{n=1}^N x_n x_n^\\top"
LOSS = "$$ L = \\frac12 \\sum_{n=1}^N (w^\\top x_n - y_n)^2 $$\n\n"


def judged(text: str) -> list[str]:
    equations = check(read(text, "note.md"), suggest=False)["equations"]
    return [e["verdict"] or e["role"] for e in equations if e["role"] != "definition"]


@pytest.mark.parametrize(
    "opening",
    [
        f"Let {MATRIX} have the rows $x_1^\\top, \\dots, x_N^\\top$, and {OTHER}.",
        f"Let {OTHER}, and let $x_n$ denote the $n$-th row of {MATRIX}.",
        f"{OTHER}. Let $x_n \\in \\mathbb{{R}}^D$, $n = 1, \\dots, N$, and $X$ has the rows $x_n^\\top$.",
        f"Let $x_1, \\dots, x_N \\in \\mathbb{{R}}^D$, {OTHER} and $X = [x_1, \\dots, x_N]^\\top$.",
        f"Let $x_1, \\dots, x_N \\in \\mathbb{{R}}^D$, {OTHER}.\n\n$$ X = [x_1, \\dots, x_N]^\\top $$",
        f"Let {OTHER}, {MATRIX} and let the vectors $x_1^\\top, \\dots, x_N^\\top$ be the rows of $X$.",
    ],
)
def test_rows_are_parts_of_their_matrix(opening: str) -> None:
    claims = (
        GRAM,
        GRAM.replace("X^\\top X", "2 X^\\top X"),
        "\\frac{\\partial L}{\\partial X} = (X w - y) w^\\top",
        "\\frac{\\partial L}{\\partial x_n} = (w^\\top x_n - y_n) w",
        "\\frac{\\partial L}{\\partial x_n} = (w^\\top x_n - y_n) x_n",
        "L = \\frac12 \\| X w - y \\|^2",
    )
    found = judged(f"{opening}\n\n{LOSS}" + "\n\n".join(f"$$ {c} $$" for c in claims))
    assert found == ["proved", "refuted", "proved", "proved", "refuted", "proved"]


def test_columns() -> None:
    head = (
        "The matrix $W \\in \\mathbb{R}^{D \\times K}$ has columns $w_1, \\dots, w_K$, and $x \\in \\mathbb{R}^D$.\n\n"
    )
    assert judged(head + "$$ (W^\\top x)_k = w_k^\\top x $$") == ["proved"]
    assert judged(head + "$$ W W^\\top = \\sum_{k=1}^K w_k w_k^\\top $$") == ["proved"]
    assert judged(head + "$$ \\|W\\|_F^2 = \\sum_k \\|w_k\\|^2 $$") == ["proved"]
    assert judged(head + "$$ \\|W\\|_F^2 = \\sum_k \\|w_k\\| $$") == ["refuted"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("x = \\sum_{j=1}^n x_j e_j", "proved"),
        ("(A e_j)_i = A_{ij}", "proved"),
        ("(A e_j)_i = A_{ji}", "refuted"),
        ("x_j = e_j^\\top x", "proved"),
        ("x_j = 2 e_j^\\top x", "refuted"),
        ("I_n x = x", "proved"),
        ("\\sum_{j=1}^n I_{ij} x_j = x_i", "proved"),
        ("\\sum_{j=1}^n I_{ij} x_j = x_j", "error"),
        ("A 0_n = 0_m", "proved"),
        ("x - x = \\mathbf{0}_n", "proved"),
        ("x + x = \\mathbf{0}", "refuted"),
    ],
)
def test_unit_vectors_and_zeros(claim: str, verdict: str) -> None:
    head = "Let $A \\in \\mathbb{R}^{m \\times n}$, $x \\in \\mathbb{R}^n$, and $e_j$ the $j$-th unit vector.\n\n"
    assert judged(f"{head}$$ {claim} $$") == [verdict]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("\\frac{\\partial L}{\\partial W} \\Big|_{W = W_0} = (W_0 x - y) x^\\top", "proved"),
        ("\\frac{\\partial L}{\\partial W} \\Big|_{W = W_0} = (W x - y) x^\\top", "refuted"),
        ("\\left. \\nabla_W L \\right|_{W=0} = - y x^\\top", "proved"),
        ("\\left. \\nabla_W L \\right|_{W=0} = y x^\\top", "refuted"),
        ("\\left. L \\right|_{W=0} = \\frac12 \\|y\\|^2", "proved"),
        ("\\frac{d}{dt} e^{t a} \\Big|_{t=0} = a", "proved"),
        ("\\frac{d}{dt} e^{t a} \\Big|_{t=0} = t", "refuted"),
        ("\\frac{\\partial J}{\\partial W} \\Big|_{W = W_0} = 0", "error"),
        ("\\frac{\\partial L}{\\partial W} \\Big|_{W = x} = 0", "error"),
        ("\\frac{\\partial L}{\\partial W} \\Big|_{W > 0} = 0", "error"),
    ],
)
def test_evaluation_at_a_point(claim: str, verdict: str) -> None:
    head = "Let $W, W_0 \\in \\mathbb{R}^{m \\times n}$, $x \\in \\mathbb{R}^n$, $y \\in \\mathbb{R}^m$"
    head += ", $a \\in \\mathbb{R}$.\n\n"
    assert judged(f"{head}$$ L = \\frac12 \\| W x - y \\|^2 $$\n\n$$ {claim} $$") == [verdict]


def test_a_system_in_cases_is_a_system() -> None:
    head = "Let $x \\in \\mathbb{R}^n$.\n\n$$ \\begin{cases} y_i = x_i^2 \\\\ z = \\sum_i y_i \\end{cases} $$\n\n"
    assert judged(head + "$$ \\frac{\\partial z}{\\partial x_i} = 2 x_i $$") == ["proved"]
    assert judged(head + "$$ \\frac{\\partial z}{\\partial x_i} = x_i $$") == ["refuted"]
    branches = "$$ f(x) = \\begin{cases} x & x > 0 \\\\ 0 & x = 0 \\\\ -x & \\text{otherwise} \\end{cases} $$\n\n"
    assert judged(branches + "$$ f(x) = |x| $$") == ["proved"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("\\prod_{k=1}^{n} c = c^n", "proved"),
        ("\\prod_{k=1}^{n} c = n c", "refuted"),
        ("\\prod_{k=1}^{3} k = 6", "proved"),
        ("\\prod_{k=1}^{3} (c + k) = c^3 + 6", "refuted"),
        ("\\prod_{i=1}^{n} x_i = 1", "refuted"),
        ("\\max_{1 \\le i \\le n} x_i \\ge 2 \\max_{1 \\le i \\le n} x_i", "refuted"),
        ("\\sum_{1 \\le i \\le n} x_i = \\sum_{i=1}^n x_i", "proved"),
        ("\\arg\\max_i x_i = 1", "error"),
        ("d f = 2 c \\, d c", "error"),
    ],
)
def test_products_extrema_and_differentials(claim: str, verdict: str) -> None:
    head = "Let $x \\in \\mathbb{R}^n$ and $c \\in \\mathbb{R}$.\n\n"
    assert judged(f"{head}$$ {claim} $$") == [verdict]


def test_a_chain_of_bounds_tells_where_an_axis_begins() -> None:
    text = "Let $z \\in \\mathbb{R}^n$.\n\n$$ m = \\max_{1 \\le i \\le n} z_i $$\n\n"
    text += "$$ m \\ge z_i $$\n\n$$ m = \\max_i z_i $$"
    assert judged(text)[0] != "refuted"
    assert judged(text)[1] == "proved"


def test_rows_of_two_matrices_and_parts_that_nothing_names() -> None:
    head = "$Q, K \\in \\mathbb{R}^{n \\times d}$ with rows $q_i^\\top$ and $k_j^\\top$.\n\n"
    assert judged(head + "$$ (Q K^\\top)_{ij} = q_i^\\top k_j $$") == ["proved"]
    assert judged(head + "$$ (Q K^\\top)_{ij} = q_j^\\top k_i $$") == ["refuted"]
    head = "$Q, K \\in \\mathbb{R}^{n \\times d}$ with rows $q_i^\\top$.\n\n"
    assert judged(head + "$$ (Q K^\\top)_{ii} = q_i^\\top q_i $$") == ["error"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Let $k \\in \\mathbb{R}$, $u(t) = e^{k t}$. $$ \\frac{d u}{d t} = k u(t) $$", ["proved"]),
        ("Let $k \\in \\mathbb{R}$, $u(t) = e^{k t}$. $$ \\frac{d u}{d t} = k t u $$", ["refuted"]),
        ("Let $x \\in \\mathbb{R}^n$. $$ J = \\|x\\|^2 $$ $$ \\nabla J = 2 x $$", ["proved"]),
        ("Let $x \\in \\mathbb{R}^n$. $$ J = \\|x\\|^2 $$ $$ \\nabla J = x $$", ["refuted"]),
        ("Let $x \\in \\mathbb{R}^n$. $$ J = \\|x\\|^2 $$ $$ \\nabla^2 J = 2 I $$", ["proved"]),
        ("Let $x, y \\in \\mathbb{R}^n$. $$ J = x^\\top y $$ $$ \\nabla J = y $$", ["error"]),
    ],
)
def test_what_can_only_mean_one_thing(text: str, expected: list[str]) -> None:
    assert judged(text) == expected
