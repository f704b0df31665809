"""Matrix notation as authors write it: what is declared, supposed and judged."""

from __future__ import annotations

import pytest

from symderiv.documents.walk.document import read
from tests.documents.judged import judged, verdicts

CASES = {
    "a scalar of which derivatives are taken is a loss, not an input": (
        r"""Let $x \in \mathbb{R}^n$, $W \in \mathbb{R}^{m \times n}$ and $y = W x$.
The scalar error $E$ depends on $y$.

$$ \frac{\partial E}{\partial W} = \frac{\partial E}{\partial y} x^\top $$

$$ \frac{\partial E}{\partial W} = 2 \frac{\partial E}{\partial y} x^\top $$
""",
        ["proved", "refuted"],
    ),
    "a declared scalar is a loss as well": (
        r"""Let $x \in \mathbb{R}^n$, $W \in \mathbb{R}^{m \times n}$ and $y = W x$; $E \in \mathbb{R}$ depends on $y$.
Let $s \in \mathbb{R}$ and put $s = \|y\|^2$.

$$ \frac{\partial E}{\partial W} = 2 \frac{\partial E}{\partial y} x^\top $$

$$ \frac{\partial s}{\partial W} = 2 y x^\top $$
""",
        ["refuted", "proved"],
    ),
    "a list of vectors is one family": (
        r"""Observations $x_1, \dots, x_N \in \mathbb{R}^d$.

$$ m = \frac{1}{N} \sum_{n=1}^N x_n $$

$$ \sum_n \|x_n - m\|^2 = \sum_n \|x_n\|^2 - N \|m\|^2 $$

$$ \sum_n x_n = N x_1 $$
""",
        ["proved", "refuted"],
    ),
    "so is a set with an index": (
        r"""Let $\{(x_n, y_n)\}_{n=1}^N$ be data with $x_n \in \mathbb{R}^d$ and $y_n \in \mathbb{R}$, and let
$w \in \mathbb{R}^d$.

$$ J = \sum_n (w^\top x_n - y_n)^2 $$

$$ \nabla_w J = 2 \sum_n (w^\top x_n - y_n) x_n $$

$$ \nabla_w J = \sum_n (w^\top x_n - y_n) x_n $$
""",
        ["proved", "refuted"],
    ),
    "inner products in angle brackets": (
        r"""$A, B \in \mathbb{R}^{m \times n}$.

$$ \langle A, B \rangle_F = \operatorname{tr}(A^\top B) $$

$$ \|A - B\|_F^2 = \|A\|_F^2 - \langle A, B \rangle + \|B\|_F^2 $$
""",
        ["proved", "refuted"],
    ),
    "two properties under one name are two hypotheses": (
        r"""For any orthogonal $R \in \mathbb{R}^{n \times n}$

$$ R R^\top = I $$

$$ R^\top R = I $$

$$ R^2 = I $$
""",
        ["proved", "proved", "refuted"],
    ),
    "a let-sentence supposes": (
        r"""Let $U \in \mathbb{R}^{d \times k}$ have orthonormal columns, $U^\top U = I_k$, and let
$x \in \mathbb{R}^k$.

$$ \|U x\|^2 = \|x\|^2 $$

$$ U U^\top = I $$
""",
        ["proved", "refuted"],
    ),
    "a condition with a comma is done before the display": (
        r"""Let $u, v \in \mathbb{R}^n$. Provided that $v^\top u \ne 0$,

$$ \frac{u v^\top u}{v^\top u} = u $$

$$ \frac{u v^\top u}{v^\top u} = v $$
""",
        ["proved", "refuted"],
    ),
    "a function at zero": (
        r"""Let $g, x \in \mathbb{R}^n$ and $f(x) = g^\top x + 3$.

$$ f(0) = 3 $$

$$ \nabla f(0) = g $$

$$ f(0) = g $$
""",
        ["proved", "proved", None],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_verdicts(name: str) -> None:
    text, expected = CASES[name]
    found = [e for e in judged(text) if e["role"] != "definition"]
    assert [e["verdict"] for e in found] == expected, [e["message"] for e in found]


ENTRIES = r"""
Let $A, B \in \mathbb{R}^{n \times n}$, $W \in \mathbb{R}^{n \times m}$, $\lambda > 0$.

$$ A^\top_{ij} = A_{ji} $$

$$ (AB)^\top_{ij} = \sum_k A_{jk} B_{ki} $$

$$ \sum_k A^{-1}_{ik} A_{kj} = \delta_{ij} $$

$$ (A B)^\top_{ij} = \sum_k A_{ik} B_{kj} $$

$$ A_{ij}^{-1} = 1 / A_{ij} $$

$$ W^2_{ij} = W_{ij} W_{ij} $$

$$ \sum_k \left(\left(A_{r,c} + \lambda \, [r = c]\right)_{r,c}\right)^{-1}_{ik} (A + \lambda I)_{kj} = \delta_{ij} $$

$$ A^2_{ij} = A_{ij} A_{ij} $$
"""


def test_entries_of_transposes_and_inverses() -> None:
    found = judged(ENTRIES, "entries.tex")
    assert [e["verdict"] for e in found] == ["proved"] * 3 + ["refuted"] + ["proved"] * 3 + [None]
    assert "of the matrix or of its entry" in found[-1]["message"]


def test_a_tensor_may_have_the_letter_of_a_size() -> None:
    """It is no equation between sizes, and the tensors it is made from stay tensors."""
    document = read(
        r"Let $X \in \mathbb{R}^{N \times F}$, $W \in \mathbb{R}^{F \times H}$."
        "\n\n"
        r"$$ H = \tanh(X W) $$"
        "\n\n"
        r"$$ Z = X W + X W $$"
        "\n\n"
        r"$$ \frac{\partial L}{\partial W} = X^\top \Big(\frac{\partial L}{\partial H} \odot (1 - H \odot H)\Big) $$",
        "n.md",
    )
    assert [e.error for e in document.equations] == [None] * 3
    assert {n: len(d.shape) for n, d in document.theory.definitions.items()} == {"H": 2, "Z": 2}
    assert not {"X", "W"} & document.theory.sizes.keys()


def test_a_stated_range_with_a_rounded_quotient_gives_the_shape() -> None:
    document = read(
        r"Let $x \in \mathbb{R}^{H}$, $w \in \mathbb{R}^{K}$, $s$ a positive integer."
        "\n\n"
        r"$$ y_i = \sum_{p=1}^{K} w_p x_{s(i-1)+p}, \qquad 1 \le i \le \lfloor (H-K)/s \rfloor + 1 $$",
        "n.md",
    )
    assert [e.error for e in document.equations] == [None]
    (size,) = document.theory.definitions["y"].shape
    assert str(size) == r"\lfloor (H - K) / s \rfloor + 1"


def test_powers_of_what_is_no_square_matrix_are_entrywise() -> None:
    text = r"""Let $X \in \mathbb{R}^{N \times D}$, $W \in \mathbb{R}^{D \times H}$ and
    $v \in \mathbb{R}^H$ with $v > 0$. $$ A = \tanh(X W) $$ Let $G = \partial L/\partial A$.
    $$ \frac{\partial L}{\partial W} = X^\top (G \odot (1 - A^2)), \qquad A^{-1} A = I $$
    $$ \frac{\partial L}{\partial W} = X^\top (G \odot (1 - A^3)) $$
    $$ Q = \sum_h v_h^{-1/2}, \qquad \frac{\partial Q}{\partial v} = -\frac12 v^{-3/2} = -\frac12 v^{-1/2} $$"""
    assert verdicts(text) == ["definition", "proved", "error", "refuted", "definition", "proved", "refuted"]


def test_the_norm_of_one_row_or_column() -> None:
    text = r"""Let $A \in \mathbb{R}^{B \times H}$, $V \in \mathbb{R}^{H \times 1}$, $t \in \mathbb{R}^{B \times 1}$.
    $$ L = \frac{1}{2B} \|A V - t\|^2 $$ $$ \frac{\partial L}{\partial V} = \frac1B A^\top (A V - t) $$
    $$ \frac{\partial L}{\partial V} = A^\top (A V - t) $$ $$ \|A\|^2 = \operatorname{tr}(A^\top A) $$"""
    assert verdicts(text) == ["definition", "proved", "refuted", "error"]


GAUSSIAN = r"""Let $\Sigma \in \mathbb{R}^{D \times D}$ be symmetric positive definite, $\mu, x \in \mathbb{R}^D$.

$$ \ell = -\frac12 \ln|\Sigma| - \frac12 (x - \mu)^\top \Sigma^{-1} (x - \mu) $$

$$ \frac{\partial \ell}{\partial \mu} = \Sigma^{-1} (x - \mu) $$

$$ \frac{\partial \ell}{\partial \mu} = \Sigma (x - \mu) $$
"""


@pytest.mark.parametrize("bars", [r"\ln|\Sigma|", r"\log \left| \Sigma \right|", r"\ln(|\Sigma|)", r"\log |\Sigma|"])
def test_bars_around_a_matrix_below_a_logarithm(bars: str) -> None:
    text = GAUSSIAN.replace(r"\ln|\Sigma|", bars)
    assert [e["verdict"] or e["role"] for e in judged(text)] == ["definition", "proved", "refuted"]


def test_bars_are_determinants_where_the_text_speaks_of_them() -> None:
    lines = r" $$ |A B| = |A| |B| $$ $$ |A + B| = |A| + |B| $$ $$ |A^\top| = |A| $$"
    text = r"Let $A, B \in \mathbb{R}^{n \times n}$. The determinant is multiplicative:" + lines
    assert [e["verdict"] or e["role"] for e in judged(text)] == ["proved", "refuted", "proved"]
    silent = r"Let $A, B \in \mathbb{R}^{n \times n}$." + lines
    assert [e["role"] for e in judged(silent)] == ["error"] * 3


def test_bars_below_a_logarithm_of_what_is_no_matrix() -> None:
    text = r"Let $x \in \mathbb{R}^n$, $a \ne 0$. $$ \log|a x_1| = \log|x_1 a|, \quad \log|a x_1| = \log|a| $$"
    assert [e["verdict"] or e["role"] for e in judged(text)] == ["proved", "refuted"]


@pytest.mark.parametrize("matrix", ["A", "Z"])
@pytest.mark.parametrize("vector", ["a", "v", "B"])
def test_a_determinant_lemma_holds_in_any_letters(matrix: str, vector: str) -> None:
    text = (
        "Let $M \\in \\mathbb{R}^{n \\times n}$ be invertible and $u, w \\in \\mathbb{R}^n$.\n\n"
        "$$ \\det(M + u w^\\top) = (1 + w^\\top M^{-1} u) \\det(M) $$\n\n"
        "$$ \\det(M + w u^\\top) = (1 + u^\\top M^{-1} w) \\det(M) $$\n\n"
        "$$ \\det(M + u w^\\top) = (1 + u^\\top M^{-1} w) \\det(M) $$\n"
    )
    text = text.replace("M", matrix).replace("w", vector)
    assert verdicts(text) == ["proved", "proved", "refuted"]
