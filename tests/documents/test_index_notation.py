"""Indicators, positive parts and chains below sums, as authors write them; each with a false neighbour."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.document import read

CLAIMS = [
    (r"[x_i > 0] x_i = \mathbb{I}(x_i > 0)\, x_i", "proved"),
    (r"[x_i > 0] x_i = \mathbb{1}(x_i > 0)\, x_i", "proved"),
    (r"[x_i > 0] x_i = \mathbb{I}\{x_i > 0\}\, x_i", "proved"),
    (r"[x_i > 0] x_i = \mathbb{I}(x_i < 0)\, x_i", "refuted"),
    (r"(x_i)_+ = \max(0, x_i)", "proved"),
    (r"[x_i]_+^2 = x_i [x_i]_+", "proved"),
    (r"(x_i)_+ = (-x_i)_+", "refuted"),
    (r"\sum_{1 \le i < j \le n} (x_i + x_j) = (n-1) \sum_{i=1}^n x_i", "proved"),
    (r"\sum_{1 \le i \le j \le n} (x_i + x_j) = (n-1) \sum_{i=1}^n x_i", "refuted"),
]


@pytest.mark.parametrize(("claim", "verdict"), CLAIMS, ids=[c for c, _ in CLAIMS])
def test_claims(claim: str, verdict: str) -> None:
    (equation,) = check(read(f"Let $x \\in \\mathbb{{R}}^n$.\n\n$$ {claim} $$"), suggest=False)["equations"]
    assert equation["verdict"] == verdict, equation["message"]
