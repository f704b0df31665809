r"""What is repeated to fit beside a matrix: axes of the stated size 1, and vectors that only one axis fits."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

COLUMNS = r"""$W$ has shape $(k, n)$, $X$ has shape $(n, m)$, $b$ has shape $(k, 1)$.

$$ Z = W X + b $$

$$ J = \frac{1}{2} \sum_{i=1}^{k} \sum_{j=1}^{m} Z_{ij}^2 $$
"""
ROWS = r"""Let $X \in \mathbb{R}^{n \times d}$, $W \in \mathbb{R}^{d \times k}$ and $b \in \mathbb{R}^k$.

$$ Z = X W + b $$

$$ J = \frac{1}{2} \sum_{i=1}^{n} \sum_{j=1}^{k} Z_{ij}^2 $$
"""


@pytest.mark.parametrize(
    ("text", "claim", "verdict"),
    [
        (COLUMNS, r"\frac{\partial J}{\partial b_{i1}} = \sum_{j=1}^{m} Z_{ij}", "proved"),
        (COLUMNS, r"\frac{\partial J}{\partial b_{i1}} = Z_{i1}", "refuted"),
        (COLUMNS, r"\frac{\partial J}{\partial W} = Z X^\top", "proved"),
        (COLUMNS, r"\frac{\partial J}{\partial W} = (Z - b) X^\top", "refuted"),
        (COLUMNS, r"\frac{\partial J}{\partial b} = Z \mathbf{1}", "proved"),
        (ROWS, r"\frac{\partial J}{\partial b_j} = \sum_{i=1}^{n} Z_{ij}", "proved"),
        (ROWS, r"\frac{\partial J}{\partial b_j} = \frac{1}{n} \sum_{i=1}^{n} Z_{ij}", "refuted"),
        (ROWS, r"X W = Z - \mathbf{1} b^\top", "proved"),
        (ROWS, r"X W = Z - \mathbf{1} b", "error"),
    ],
)
def test_biases_of_a_batch(text: str, claim: str, verdict: str) -> None:
    assert verdicts(f"{text}\n\n$$ {claim} $$\n")[-1] == verdict


@pytest.mark.parametrize("sizes", [("n", "n", "n"), ("n", "m", "k")])
def test_a_vector_that_fits_both_axes_or_none_is_not_repeated(sizes: tuple[str, str, str]) -> None:
    rows, columns, size = sizes
    text = rf"Let $A \in \mathbb{{R}}^{{{rows} \times {columns}}}$ and $b \in \mathbb{{R}}^{{{size}}}$."
    assert verdicts(rf"{text} $$ B = A A^\top A + b $$")[-1] == "error"


def test_only_beside_a_product_is_it_repeated() -> None:
    text = r"Let $A \in \mathbb{R}^{n \times m}$ and $b \in \mathbb{R}^n$."
    found = verdicts(rf"{text} $$ B = A + b $$ $$ C = A \odot b $$ $$ D = A A^\top A + b $$")
    assert found == ["error", "error", "definition"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\nabla^2 J(\theta) = X^T X + \lambda I", "proved"),
        (r"\nabla^2 J(\theta) = X^T X", "refuted"),
        (r"\frac{\partial^2 J}{\partial \theta \partial \theta^T} = X^T X + \lambda I", "proved"),
        (r"\frac{\partial (X \theta)}{\partial \theta} = X", "proved"),
        (r"\frac{\partial (X \theta)}{\partial \theta} = 2 X", "refuted"),
        (r"\nabla J(\theta) = X^T (X \theta - y) + \lambda \theta", "proved"),
    ],
)
def test_columns_that_are_declared_with_an_axis_of_size_one(claim: str, verdict: str) -> None:
    text = r"""$X$ is $n \times p$, $y$ is $n \times 1$ and $\theta$ is $p \times 1$.
    $$ J(\theta) = \frac12 \|X \theta - y\|^2 + \frac{\lambda}{2} \|\theta\|^2 $$"""
    assert verdicts(f"{text} $$ {claim} $$")[-1] == verdict
