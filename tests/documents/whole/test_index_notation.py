"""Indicators, positive parts and chains below sums, as authors write them; each with a false neighbour."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

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
    (equation,) = judged(f"Let $x \\in \\mathbb{{R}}^n$.\n\n$$ {claim} $$")
    assert equation["verdict"] == verdict, equation["message"]


SHARED = {
    r"\sum_{i,j=2}^{n} A_{ij} = \sum_{i=2}^{n} \sum_{j=2}^{n} A_{ij}": "proved",
    r"\sum_{i,j=2}^{n} A_{ij} = \sum_{i=1}^{n} \sum_{j=2}^{n} A_{ij}": "refuted",
    r"\sum_{p,q=0}^{1} x_{p} x_{q} = (x_0 + x_1)^2": "proved",
    r"\sum_{p,q=0}^{1} x_{2p} B_{1,p+q+1} = \sum_{p=0}^{1} \sum_{q=0}^{1} x_{2p} B_{1,p+q+1}": "proved",
    r"\sum_{i,j,k=1}^{n} A_{ij} A_{jk} = \sum_{i,k} (A^2)_{ik}": "proved",
    r"\sum_{n,d=1}^{D} B_{nd} = \sum_n \sum_d B_{nd}": None,
}


@pytest.mark.parametrize("claim", sorted(SHARED))
def test_letters_before_a_range_share_it(claim: str) -> None:
    """``p,q = 0`` below a sum with an upper limit gives both letters this range, unless one has an axis elsewhere."""
    text = r"Let $A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^{2H}$, $B \in \mathbb{R}^{N \times D}$." "\n\n"
    (found,) = judged(f"{text}$$ {claim} $$")
    assert found["verdict"] == SHARED[claim], found["message"]
    assert (found["role"] == "error") == (SHARED[claim] is None)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\sum_{i=0}^{n-1} x_{2i} = \sum_{u=0}^{2n-1} [2 \mid u] x_u", "proved"),
        (r"\sum_{i=0}^{n-1} x_{2i} = \sum_{u=0}^{2n-1} [2 \mid u+1] x_u", "refuted"),
        (r"\sum_u [2 \mid u] x_u + \sum_u [2 \nmid u] x_u = \sum_u x_u", "proved"),
        (r"\sum_u [2 \mid x_u] x_u = \sum_u x_u", None),
        (r"x_{\mathrm{first}} + x_{0} = x_{0} + x_{\mathrm{first}}", "proved"),
        (r"x_{\mathrm{first}} = x_{0}", "refuted"),
        (r"x_{0} = x_{\mathrm{other}}", None),
    ],
)
def test_divisors_and_integers_with_names(claim: str, verdict: str | None) -> None:
    """A positive integer divides an index; a word is an index where it is declared as an integer, else a name."""
    text = (
        r"Let $n \ge 1$, $\mathrm{first}$ a non-negative integer, $2n \ge \mathrm{first} + 1$, $x \in \mathbb{R}^{2n}$."
    )
    (found,) = judged(f"{text}\n\n$$ {claim} $$")
    assert found["verdict"] == verdict, found["message"]
    assert (found["role"] == "error") == (verdict is None)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"e^{(x_i - x_0)} = e^{x_i} / e^{x_0}", "proved"),
        (r"e^{(x_i - x_0)} = e^{x_i} e^{x_0}", "refuted"),
        (r"\frac{1}{1 + e^{\left(-x_i + 1\right)}} = \sigma(x_i - 1)", "proved"),
        (r"v^{(l+1)}_i + v^{(l)}_i = v^{(l)}_i + v^{(l+1)}_i", "proved"),
        (r"v^{(l+1)}_i + v^{(l)}_i = 2 v^{(l)}_i", "refuted"),
    ],
)
def test_an_exponent_in_brackets_is_no_mark(claim: str, verdict: str) -> None:
    text = r"Let $x \in \mathbb{R}^n$, $v^{(l)}, v^{(l+1)} \in \mathbb{R}^n$."
    (found,) = judged(f"{text}\n\n$$ {claim} $$")
    assert found["verdict"] == verdict, found["message"]


def test_sums_of_three_summands_written_with_another_index() -> None:
    text = r"""Let $x \in \mathbb{R}^n$ and $a, b \in \mathbb{R}^3$.
    $$ y_i = \sum_{p=0}^{2} a_p x_{i+p}, \qquad 0 \le i < n - 2 $$
    $$ z_i = \sum_{q=0}^{2} b_q y_{i+q}, \qquad 0 \le i < n - 4 $$
    $$ \frac{\partial z_i}{\partial x_j} = \sum_{q=0}^2 b_q a_{j-i-q} = \sum_{p=0}^2 a_p b_{j-i-p} $$
    $$ \frac{\partial z_i}{\partial x_j} = \sum_{q=0}^2 b_q a_{i-j+q} $$"""
    assert verdicts(text) == ["definition", "definition", "proved", "proved", "refuted"]
