"""Products of entries of what is one-hot: ``y_i y_j = delta_ij y_i``, alone, within a sum, and of two sums."""

from __future__ import annotations

import pytest

from symderiv.certificate import verify
from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from tests.documents.judged import verdicts

VECTOR = r"Let $p, y \in \mathbb{R}^K$ where $y$ is one-hot."
ROWS = r"Let $Y \in \{0,1\}^{N \times K}$ have one-hot rows, and $P \in \mathbb{R}^{N \times K}$."
PERMUTATION = r"Let $P$ be an $n \times n$ permutation matrix, $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$."
CASES = [
    (VECTOR, r"y y^\top = \operatorname{diag}(y)", r"y y^\top = I"),
    (VECTOR, r"y_i y_j = \delta_{ij} y_i", r"y_i y_j = y_i"),
    (VECTOR, r"y^\top y = 1", r"y^\top y = K"),
    (VECTOR, r"(y^\top p)^2 = \sum_k y_k p_k^2", r"(y^\top p)^2 = \sum_k p_k^2"),
    (VECTOR, r"y y^\top p = y \odot p", r"y y^\top p = p"),
    (VECTOR, r"(\operatorname{diag}(y) - y y^\top) p = 0", r"(\operatorname{diag}(y) - y y^\top) p = p - y"),
    (VECTOR, r"y_i \sum_j y_j p_j = y_i p_i", r"y_i \sum_j y_j p_j = p_i"),
    (VECTOR, r"\|p - y\|^2 = \|p\|^2 - 2 p^\top y + 1", r"\|p - y\|^2 = \|p\|^2 + 1"),
    (ROWS, r"Y_{nk} Y_{nj} = \delta_{kj} Y_{nk}", r"Y_{nk} Y_{mk} = \delta_{nm} Y_{nk}"),
    (ROWS, r"Y^\top Y = \operatorname{diag}(Y^\top \mathbf{1})", r"Y Y^\top = I"),
    (ROWS, r"\sum_k Y_{nk} (P_{nk} - \sum_j Y_{nj} P_{nj}) = 0", r"\sum_k (P_{nk} - \sum_j Y_{nj} P_{nj}) = 0"),
    (PERMUTATION, r"P^\top P = P P^\top = I", r"P P = I"),
    (PERMUTATION, r"P^{-1} = P^\top", r"P^{-1} = P"),
    (PERMUTATION, r"\mathbf{1}^\top P x = \mathbf{1}^\top x", r"P x = x"),
    (PERMUTATION, r"\operatorname{tr}(P A P^\top) = \operatorname{tr}(A)", r"P A P^\top = A"),
    (PERMUTATION, r"P_{ij} P_{kj} = \delta_{ik} P_{ij}", r"P_{ij} P_{ji} = \delta_{ij} P_{ij}"),
]


@pytest.mark.parametrize(("head", "true", "false"), CASES)
def test_entries_of_what_is_one_hot(head: str, true: str, false: str) -> None:
    found = check(read(f"{head}\n\n$$ {true} $$\n", "a.md"), certificates=True, suggest=False)["equations"]
    for one in found:
        assert one["verdict"] == "proved", one["message"]
        verify(one["certificate"], evaluate=False)
    assert verdicts(f"{head}\n\n$$ {false} $$\n") == ["refuted"]
