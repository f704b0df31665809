"""Letters that are sizes somewhere and run within a sum: there they are what the sum binds."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $u \in \mathbb{R}^k$, $x \in \mathbb{R}^A$, $v \in \mathbb{R}^A$, indices from 1." + "\n\n"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\sum_{1 \le k \le A} x_k v_k = \sum_{i=1}^A x_i v_i", "proved"),
        (r"\sum_{1 \le k \le A} x_k v_k = A x_1 v_1", "refuted"),
        (r"\sum_{k : 1 \le k \le A} x_k = \sum_{i=1}^A x_i", "proved"),
        (r"\sum_{k=1}^A k x_k = \sum_{i=1}^A i x_i", "proved"),
        (r"\sum_{k=1}^A k x_k = k \sum_{i=1}^A x_i", "refuted"),
        (r"\sum_{k=1}^A [k \le 2] x_k = \sum_{i=1}^A [i \le 2] x_i", "proved"),
        (r"\sum_{k=1}^A [k \le 2] x_k = \sum_{i=1}^A x_i", "refuted"),
        (r"\sum_{i=1}^A \sum_{k \ne i} x_k v_i = \sum_{i=1}^A \sum_{j \ne i} x_j v_i", "proved"),
        (r"\sum_{i=1}^A \sum_{k \ne i} x_k v_i = \sum_{i=1}^A \sum_{j=1}^A x_j v_i", "refuted"),
        (r"\sum_{i=1}^A \sum_{k \le i} x_k = \sum_{i=1}^A \sum_{j=1}^i x_j", "proved"),
        (r"\frac{1}{k} \sum_{j=1}^k u_j k = \sum_{j=1}^k u_j", "proved"),
    ],
)
def test_a_size_that_a_sum_binds(claim: str, verdict: str) -> None:
    assert verdicts(f"{HEAD}$$ {claim} $$\n") == [verdict]


def test_a_tensor_with_the_letter_of_its_index() -> None:
    text = r"""Let $M \in \mathbb{R}^{N}$ and $n \in \mathbb{R}^{N\times N}$.
    $$ n_{nm} = [n = m] - M_n M_m $$ Then $$ n_{nm} = n_{mn}, \qquad \sum_m n_{nm} M_m = M_n - M_n \sum_m M_m^2 $$
    $$ \sum_m n_{nm} M_m = M_n $$"""
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]
