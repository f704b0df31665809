r"""Cholesky's factorisation, ``\Sigma = L L^\top``, in words: the factor is square and triangular."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

SIGMA = r"Let $\Sigma \in \mathbb{R}^{n \times n}$ be symmetric positive definite"
LINES = r"""

$$ \Sigma^{-1} = L^{-\top} L^{-1} $$

$$ \Sigma^{-1} = L^{-1} L^{-\top} $$

$$ L_{ij} [j > i] = 0 $$

$$ L_{ij} [j < i] = 0 $$
"""


def verdicts(text: str) -> list[str]:
    return [e["verdict"] or e["role"] for e in judged(text)]


@pytest.mark.parametrize(
    "words",
    [
        SIGMA + r" with the Cholesky factorisation $\Sigma = L L^\top$.",
        SIGMA + r" with Cholesky factor $L$, $\Sigma = L L^\top$.",
        SIGMA + r", and let $\Sigma = L L^\top$ be its Cholesky factorisation.",
        SIGMA + r". Its Cholesky decomposition is $\Sigma = L L^\top$ with $L \in \mathbb{R}^{n \times n}$.",
        r"Let $\Sigma = L L^\top$ be the Cholesky factorisation of $\Sigma \in \mathbb{R}^{n \times n}$.",
    ],
)
def test_the_factor_is_square_and_triangular(words: str) -> None:
    assert verdicts(words + LINES) == ["proved", "refuted", "proved", "refuted"]


@pytest.mark.parametrize(
    "words",
    [
        SIGMA + r" with $\Sigma = L L^\top$ for some $L \in \mathbb{R}^{n \times n}$.",
        SIGMA
        + r". This is not the Cholesky factorisation: let $\Sigma = L L^\top$ with $L \in \mathbb{R}^{n \times n}$.",
    ],
)
def test_another_root_is_not_triangular(words: str) -> None:
    assert "proved" not in verdicts(words + LINES)[2:]


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("be a signal, read as zero outside of its range, and", "refuted"),
        ("be a signal that is zero beyond its ends, and", "refuted"),
        ("be a signal that is zero outside of the first half, and", "undecided"),
    ],
)
def test_what_is_zero_outside_as_ever(words: str, verdict: str) -> None:
    text = rf"Let $x \in \mathbb{{R}}^N$ {words} $w \in \mathbb{{R}}^K$ a filter. Indices start at 0." + "\n\n"
    text += r"$$ y_n = \sum_{k=0}^{K-1} w_k x_{n-k}, \qquad 0 \le n < N $$" + "\n\n"
    text += r"$$ \frac{\partial y_n}{\partial w_k} = x_{n+k} $$"
    assert verdicts(text)[-1] == verdict


def test_positive_entries_of_things_without_an_article() -> None:
    text = (
        r"There are means $m \in \mathbb{R}^k$ and standard deviations $s, t \in \mathbb{R}^k$ with positive entries."
    )
    gap = r"\log \frac{t_i}{s_i} + \frac{s_i^2 + m_i^2}{2 t_i^2} - \frac12"
    text += rf" $$ D = \sum_{{i=1}}^k \left[ {gap} \right] $$"
    assert verdicts(text + "\n\n$$ D \\ge 0 $$\n\n$$ D \\ge 1 $$") == ["definition", "proved", "refuted"]


def test_a_positive_fraction_divides_no_polynomial() -> None:
    text = r"Let $a, b > 0$." + "\n\n" + r"$$ \log \frac{a}{b} + \frac{b^2}{2a^2} - \frac12 \ge 0 $$"
    assert verdicts(text) == ["proved"]
    assert verdicts(text.replace("\\frac12 \\ge", "\\frac34 \\ge")) == ["refuted"]
