"""Signs of forms in an inverse, of entries of projections, and Cauchy-Schwarz as it is written."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

RIDGE = r"""Let $A \in \mathbb{R}^{n \times p}$, $y \in \mathbb{R}^n$, $x \in \mathbb{R}^p$, $\lambda > 0$ and
$K = A A^\top$. """
PROJECTION = r"""Let $x, z \in \mathbb{R}^n$ and let $P \in \mathbb{R}^{n \times n}$ with $P^\top = P$, $P^2 = P$. """


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"y^\top A (A^\top A + \lambda I)^{-1} A^\top y \ge 0", "proved"),
        (r"y^\top A (A^\top A + \lambda I)^{-1} A^\top y \le 0", "refuted"),
        (r"y^\top A (A^\top A + \lambda I)^{-1} A^\top y \le \|y\|^2", "proved"),
        (r"y^\top A (A^\top A + \lambda I)^{-1} A^\top y \ge \|y\|^2", "refuted"),
        (r"y^\top A (A^\top A - \lambda I)^{-1} A^\top y \ge 0", "refuted"),
        (r"y^\top A (A^\top A)^{-1} A^\top y \le \|y\|^2", "proved"),
        (r"y^\top (K + \lambda I)^{-1} y \ge 0", "proved"),
        (r"y^\top (K - \lambda I)^{-1} y \ge 0", "refuted"),
        (r"\operatorname{tr}(A (A^\top A + \lambda I)^{-1} A^\top) \ge 0", "proved"),
        (r"\operatorname{tr}(A (A^\top A + \lambda I)^{-1} A^\top) \le 0", "refuted"),
        (r"(A (A^\top A + \lambda I)^{-1} A^\top)_{ii} \le 1", "proved"),
        (r"(A (A^\top A + \lambda I)^{-1} A^\top)_{ii} \ge 1", "refuted"),
    ],
)
def test_forms_in_an_inverse(claim: str, verdict: str) -> None:
    assert verdicts(RIDGE + f"$${claim}$$") == [verdict]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"P_{ii} \ge 0", "proved"),
        (r"P_{ii} \le 1", "proved"),
        (r"P_{ii} \ge 1", "refuted"),
        (r"P_{ij} \ge 0", "refuted"),
        (r"\Big(\sum_{i=1}^n |x_i|\Big)^2 \le n \|x\|^2", "proved"),
        (r"\Big(\sum_{i=1}^n |x_i|\Big)^2 \le \|x\|^2", "refuted"),
        (r"\sum_{i=1}^n |x_i| \le \sqrt{n} \|x\|", "proved"),
        (r"\sum_{i=1}^n |x_i| \le \|x\|", "refuted"),
        (r"\Big(\sum_{i=1}^n |x_i| |z_i|\Big)^2 \le \|z\|^2 \|x\|^2", "proved"),
        (r"\Big(\sum_{i=1}^n |x_i| |z_i|\Big)^2 \ge \|z\|^2 \|x\|^2", "refuted"),
    ],
)
def test_entries_of_projections_and_sums_of_sizes(claim: str, verdict: str) -> None:
    assert verdicts(PROJECTION + f"$${claim}$$") == [verdict]
