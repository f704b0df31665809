"""Derivatives by the transpose of a name have the shape of that transpose."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

BODY = r"""{layout}Let $A, W \in \mathbb{{R}}^{{n \times n}}$ and $x, c \in \mathbb{{R}}^n$.
$$ Q = \operatorname{{tr}}(A W) $$ $$ s = c^\top x $$ $$ y = W x $$
$$ {claim} $$
"""


@pytest.mark.parametrize("layout", ["", "We use the numerator layout. ", "We use the denominator layout. "])
@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (r"\frac{\partial Q}{\partial W^\top} = A", "proved"),
        (r"\frac{\partial Q}{\partial W^\top} = A^\top", "refuted"),
        (r"\frac{\partial}{\partial W^\top} \operatorname{tr}(A W) = A", "proved"),
        (r"\partial Q / \partial W^\top = A^\top", "refuted"),
        (r"\nabla_{W^\top} Q = A", "proved"),
        (r"\nabla_{W^\top} Q = A^\top", "refuted"),
        (r"\frac{\partial Q}{\partial W^\top} = \left(\frac{\partial Q}{\partial W}\right)^\top", "proved"),
        (r"\frac{\partial Q}{\partial (W^\top)_{ij}} = A_{ij}", "proved"),
        (r"\frac{\partial Q}{\partial (W^\top)_{ij}} = A_{ji}", "refuted"),
        (r"\frac{\partial Q}{\partial W_{ij}} = A_{ji}", "proved"),
        (r"\frac{\partial s}{\partial x^\top} = c^\top", "proved"),
        (r"\frac{\partial s}{\partial x^\top} = c", "error"),
        (r"\frac{\partial y}{\partial x^\top} = W", "proved"),
        (r"\frac{\partial y}{\partial x^\top} = W^\top", "refuted"),
        (r"\frac{\partial^2}{\partial x \partial x^\top} (x^\top A x) = A + A^\top", "proved"),
    ],
)
def test_by_a_transpose(layout: str, claim: str, expected: str) -> None:
    assert verdicts(BODY.format(layout=layout, claim=claim))[-1] == expected


@pytest.mark.parametrize("value", ["W", r"W^\top"])
@pytest.mark.parametrize("row", [r"y^\top", r"(W x)^\top"])
def test_the_derivative_of_a_row_is_left_open(row: str, value: str) -> None:
    claim = rf"\frac{{\partial {row}}}{{\partial x}} = {value}"
    assert verdicts(BODY.format(layout="", claim=claim))[-1] == "error"
