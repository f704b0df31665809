"""Primed letters are indices of their own."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $w \in \mathbb{R}^{D}$ and $A \in \mathbb{R}^{D \times D}$." + "\n\n"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\sum_{i'} w_{i'} = \sum_j w_j", "proved"),
        (r"\sum_{i'=0}^{D-1} w_{i'}^2 = \sum_j w_j^2", "proved"),
        (r"\sum_{j'} A_{i,j'} w_{j'} = \sum_k A_{ik} w_k", "proved"),
        (r"\sum_{j'} A_{j'j'} = \operatorname{tr}(A)", "proved"),
        (r"\sum_{i,i'} A_{ii'} = \sum_{j,k} A_{jk}", "proved"),
        (r"\sum_{i'} A_{ii'} w_{i'} = \sum_{i'} A_{i'i} w_{i'}", "refuted"),
        (r"\sum_{i} \sum_{i'} \delta_{ii'} w_i w_{i'} = \sum_i w_i^2", "proved"),
        (r"\sum_{i} \sum_{i'} w_i w_{i'} = \sum_i w_i^2", "refuted"),
    ],
)
def test_claims(claim: str, verdict: str) -> None:
    assert verdicts(f"{HEAD}$$ {claim} $$")[-1] == verdict
