"""Spectral decompositions tell the shapes of their factors, and lists beneath ``diag`` those of their vectors."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

CLAIMS = "\n\n$$ V^\\top C V = \\Lambda $$\n\n$$ C^\\top = C $$\n\n$$ V C V^\\top = \\Lambda $$\n"


@pytest.mark.parametrize(
    "words",
    [
        r"Let $C \in \mathbb{R}^{d \times d}$ have the eigendecomposition $C = V \Lambda V^\top$, $V$ orthogonal and "
        r"$\Lambda = \operatorname{diag}(\lambda_1, \dots, \lambda_d)$.",
        r"Let $C = V \Lambda V^\top$ with $V \in \mathbb{R}^{d \times d}$ orthogonal and "
        r"$\Lambda = \operatorname{diag}(\lambda)$.",
        r"Let $C = V \Lambda V^\top$ with an orthogonal $V \in \mathbb{R}^{d \times d}$ and a diagonal $\Lambda$.",
        r"Write the spectral decomposition of the symmetric $C \in \mathbb{R}^{d \times d}$ as $C = V \Lambda V^\top$, "
        r"where $V^\top V = V V^\top = I$ and $\Lambda$ is diagonal.",
        r"Let $C \in \mathbb{R}^{d \times d}$, with $C = V \Lambda V^\top$, where $V$ is orthogonal and $\Lambda$ is "
        r"diagonal with entries $\lambda_1, \dots, \lambda_d$.",
        r"Let $X \in \mathbb{R}^{n \times d}$ and $C = \frac1n X^\top X$. Suppose $C = V \Lambda V^\top$ with $V$ "
        r"orthogonal and a diagonal $\Lambda$.",
        r"Let $V \in \mathbb{R}^{d \times d}$ be orthogonal and $\Lambda = \operatorname{diag}(\lambda_1, \lambda_2, "
        r"\dots, \lambda_d)$. Put $C = V \Lambda V^\top$.",
    ],
)
def test_the_shapes_of_a_decomposition(words: str) -> None:
    assert verdicts(words + CLAIMS) == ["proved", "proved", "refuted"]


def test_an_outer_matrix_that_need_not_be_square() -> None:
    text = r"Let $C \in \mathbb{R}^{d \times d}$, $C = V \Lambda V^\top$ with a diagonal $\Lambda$."
    assert "proved" not in verdicts(text + CLAIMS)[::2]


@pytest.mark.parametrize("letter", ["V", "Q", "U"])
def test_both_products_with_the_transpose_are_the_identity(letter: str) -> None:
    text = r"Let $C \in \mathbb{R}^{d \times d}$, $C = V \Lambda V^\top$ where WHAT and $\Lambda$ is diagonal."
    text = (text + CLAIMS.replace("$$ C^\\top = C $$", "$$ V V^\\top = I $$")).replace("V", letter)
    both, one = r"$V^\top V = I$ and $V V^\top = I$", r"$V^\top V = I$"
    assert verdicts(text.replace("WHAT", both.replace("V", letter))) == ["proved", "proved", "refuted"]
    assert verdicts(text.replace("WHAT", one.replace("V", letter)))[1] != "proved"  # a claim tells no shape


def test_a_list_that_leaves_one_out_is_no_vector() -> None:
    text = (
        r"Let $a \in \mathbb{R}^n$. $$ D = \operatorname{diag}(a_1, a_3, \dots, a_n) $$"
        r" $$ \operatorname{tr} D = \sum_i a_i $$"
    )
    assert "proved" not in verdicts(text)
    text = text.replace("a_3", "a_2")
    assert verdicts(text) == ["definition", "proved"]


def test_the_entries_of_a_diagonal_matrix() -> None:
    text = (
        r"Let $H \in \mathbb{R}^{d \times d}$ be the diagonal matrix with $\lambda_1, \dots, \lambda_d$ on its "
        r"diagonal and $u \in \mathbb{R}^d$. $$ u^\top H u = \sum_i \lambda_i u_i^2 $$ "
        r"$$ u^\top H u = \sum_i \lambda_i u_i $$"
    )
    assert verdicts(text) == ["proved", "refuted"]
    text = text.replace(r"$H \in \mathbb{R}^{d \times d}$ be the diagonal matrix", r"$H$ be no diagonal matrix")
    assert verdicts(text) == ["error", "error"]


def test_a_sum_of_outer_products() -> None:
    text = r"""Let $A \in \mathbb{R}^{n \times n}$ and $A = \sum_{k=1}^n \lambda_k q_k q_k^\top$ with orthonormal
$q_1, \dots, q_n$. $$ A q_k = \lambda_k q_k $$ $$ \operatorname{tr} A^2 = \sum_k \lambda_k^2 $$
$$ \operatorname{tr} A^2 = \Big(\sum_k \lambda_k\Big)^2 $$"""
    assert verdicts(text) == ["proved", "proved", "refuted"]


def test_a_list_of_the_first_entries_of_a_longer_vector() -> None:
    text = r"""Let $\lambda \in \mathbb{R}^d$ and $r < d$.

$$ D = \operatorname{diag}(\lambda_1, \dots, \lambda_r) $$

$$ \operatorname{tr}(D) = \sum_{i=1}^{r} \lambda_i, \qquad \operatorname{tr}(D) = \sum_{i=1}^{d} \lambda_i $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    ("listed", "entry", "other"),
    [
        (r"y_1 (1 - y_1), \ldots, y_N (1 - y_N)", "y_n (1 - y_n)", "y_n"),
        (r"e^{y_1}, e^{y_2}, \dots, e^{y_N}", "e^{y_n}", "y_n"),
        (r"y_1^2, \dots, y_N^2", "y_n^2", "y_n"),
        (r"f'(y_1), \dots, f'(y_N)", "f'(y_n)", "f(y_n)"),
    ],
)
def test_a_list_of_what_is_made_from_entries(listed: str, entry: str, other: str) -> None:
    text = rf"""Let $y \in \mathbb{{R}}^N$, $X \in \mathbb{{R}}^{{N \times M}}$, and let $f$ be a smooth function.

$$ H = X^\top \operatorname{{diag}}({listed}) X $$

$$ H_{{ij}} = \sum_{{n=1}}^N X_{{ni}} X_{{nj}} {entry}, \qquad H_{{ij}} = \sum_{{n=1}}^N X_{{ni}} X_{{nj}} {other} $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_list_of_unlike_parts_is_not_read() -> None:
    text = (
        r"Let $y \in \mathbb{R}^N$. $$ D = \operatorname{diag}(y_1, y_2^2, \dots, y_N) $$ $$ \operatorname{tr} D = 0 $$"
    )
    assert verdicts(text) == ["error", "error"]
