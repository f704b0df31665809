"""What the text says of entries on the diagonal and of those beside it."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

CLAIMS = r"""
$$ u_i^\top u_j = \delta_{ij} $$ $$ \Big\|\sum_i u_i\Big\|^2 = n $$ $$ u_i^\top u_j = 1 $$
"""


@pytest.mark.parametrize(
    "words",
    [
        r"satisfy $u_i^\top u_i = 1$ for all $i$ and $u_i^\top u_j = 0$ for $i \ne j$.",
        r"satisfy $u_i^\top u_j = 0$ for $i \ne j$ and $\|u_i\| = 1$.",
        r"satisfy $u_i^\top u_j = 0$ whenever $i \ne j$, and $\|u_i\| = 1$.",
        r"satisfy $u_i^\top u_j = 0$ if $i \ne j$ and $\|u_i\|^2 = 1$.",
    ],
)
def test_orthonormal_vectors(words: str) -> None:
    assert verdicts(rf"Let $u_1, \dots, u_n \in \mathbb{{R}}^d$ {words}" + CLAIMS) == ["proved", "proved", "refuted"]


def test_in_a_display() -> None:
    text = r"""Let $u_1, \dots, u_n \in \mathbb{R}^d$. Suppose
$$ u_i^\top u_i = 1, \qquad u_i^\top u_j = 0 \quad (i \neq j). $$ Then"""
    assert verdicts(text + CLAIMS) == ["hypothesis", "hypothesis", "proved", "proved", "refuted"]


def test_a_condition_behind_a_product_restricts_it() -> None:
    text = r"""Let $u_1, \dots, u_n \in \mathbb{R}^d$ with $u_i^\top u_j = c$ for $i \ne j$.
$$ u_i^\top u_j = c $$ $$ \sum_i u_i^\top u_i = n c $$ $$ \|u_i\|^2 = c $$"""
    assert "proved" not in verdicts(text)


def test_moments() -> None:
    text = r"""Let $e$ be a random vector with values in $\mathbb{R}^k$, $\mathbb{E}[e_i] = 0$,
$\mathbb{E}[e_i^2] = v$ and $\mathbb{E}[e_i e_j] = c$ for $i \ne j$.
$$ \mathbb{E}[e e^\top] = (v - c) I + c \mathbf{1}\mathbf{1}^\top $$
$$ \mathbb{E}[e e^\top] = v I + c \mathbf{1}\mathbf{1}^\top $$
$$ \mathbb{E}\Big[\Big(\frac1k \sum_i e_i\Big)^2\Big] = \frac{v + (k-1) c}{k} $$"""
    assert verdicts(text) == ["proved", "refuted", "proved"]


def test_an_equation_for_a_tensor_whose_entries_are_supposed_is_a_claim() -> None:
    text = r"""Let $K \in \mathbb{R}^{n \times n}$ with $K_{ii} = 1$ and $K_{ij} = \rho$ for $i \ne j$. """
    right, wrong = (
        r"$$ K = (1-\rho) I + \rho \mathbf{1}\mathbf{1}^\top $$",
        r"$$ K = I + \rho \mathbf{1}\mathbf{1}^\top $$",
    )
    assert verdicts(text + right) == ["proved"]
    assert verdicts(text + wrong) == ["refuted"]


def test_a_list_of_rows_ends_before_an_equation() -> None:
    text = r"""$X \in \mathbb{R}^{n \times d}$ with rows $x_i$, $D_{ij} = \|x_i - x_j\|^2$, and $B = X X^\top$.
$$ D_{ij} = B_{ii} + B_{jj} - 2 B_{ij} $$ $$ D_{ij} = B_{ii} + B_{jj} - B_{ij} $$"""
    assert verdicts(text) == ["proved", "refuted"]
