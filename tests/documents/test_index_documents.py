"""Short documents in index notation, as authors write them: the roles and verdicts of their relations in order.

Each mended misreading or missing proof stands beside a false neighbour that must stay refuted.
"""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.document import read

DOCUMENTS = {
    "partial sums named in the text": (
        r"""Let $a, b \in \mathbb{R}^n$. With the partial sums $A_k = \sum_{i=1}^{k} a_i$ we have
$$ \sum_{k=1}^{n} a_k b_k = A_n b_n - \sum_{k=1}^{n-1} A_k\,(b_{k+1} - b_k) $$
$$ \sum_{k=1}^{n} a_k b_k = A_n b_n - \sum_{k=1}^{n-1} A_k\,(b_k - b_{k+1}) $$""",
        "proved refuted",
    ),
    "a definition in the text that cannot be read leaves no free name": (
        r"""Let $x \in \mathbb{R}^n$. Put $c_q = \sum_{i=1}^{r} x_i$.
$$ \sum_{q=1}^{n} c_q = 0 $$
$$ \sum_{i=1}^{n} x_i = 0 $$""",
        "error refuted",
    ),
    "a number beside a numbered one": (
        r"""Parameters $\theta \in \mathbb{R}^p$, momentum $\beta$ and constants $0 < \beta_1 < 1$, $\epsilon > 0$.
$$ m_i = \beta_1 \theta_i + \beta \theta_i $$
$$ \frac{\partial L}{\partial \beta_1} = \sum_i \frac{\partial L}{\partial m_i} \theta_i $$
$$ \frac{\partial L}{\partial \beta_1} = \sum_i \frac{\partial L}{\partial m_i} \beta $$""",
        "definition proved refuted",
    ),
    "a loss that is said to be a function of its argument": (
        r"""Let $\theta, g \in \mathbb{R}^p$, $w_i = \theta_i - \eta g_i$, and let the loss $J$ be a function of $w$.
$$ \frac{\partial J}{\partial \eta} = - \sum_i g_i \frac{\partial J}{\partial w_i} $$
$$ \frac{\partial J}{\partial \eta} = - \sum_i \theta_i \frac{\partial J}{\partial w_i} $$""",
        "proved refuted",
    ),
    "the indices of a chain run over the axes of its first side": (
        r"""Let $x \in \mathbb{R}^n$, $w \in \mathbb{R}^k$, $y \in \mathbb{R}^m$ and
$$ y_i = \sum_p w_p x_{i+p} $$
$$ \frac{\partial L}{\partial x_u} = \sum_i \sum_p [u = i + p] w_p \frac{\partial L}{\partial y_i}
  = \sum_i w_{u-i} \frac{\partial L}{\partial y_i} = \sum_p w_p \frac{\partial L}{\partial y_{u+p}} $$""",
        "definition proved proved refuted",
    ),
    "effective counts beside the number of points": (
        r"""Let $z \in \mathbb{R}^{N \times K}$ and
$$ r_{nk} = \frac{e^{z_{nk}}}{\sum_{j=1}^K e^{z_{nj}}}, \qquad N_k = \sum_{n=1}^N r_{nk} $$
$$ \sum_k N_k = N, \qquad \sum_k N_k = K $$""",
        "definition definition proved refuted",
    ),
    "pairs in a triangle": (
        r"""Let $a, b \in \mathbb{R}^n$.
$$ \Big(\sum_i a_i^2\Big)\Big(\sum_i b_i^2\Big) - \Big(\sum_i a_i b_i\Big)^2
  = \sum_{1 \le i < j \le n} (a_i b_j - a_j b_i)^2 $$
$$ \Big(\sum_i a_i^2\Big)\Big(\sum_i b_i^2\Big) - \Big(\sum_i a_i b_i\Big)^2
  = 2 \sum_{1 \le i < j \le n} (a_i b_j - a_j b_i)^2 $$
$$ \Big(\sum_{i=1}^n a_i\Big)^2 = \sum_{i=1}^n a_i^2 + 2 \sum_{i<j} a_i a_j $$
$$ \Big(\sum_{i=1}^n a_i\Big)^2 = \sum_{i=1}^n a_i^2 + \sum_{i<j} a_i a_j $$""",
        "proved refuted proved refuted",
    ),
    "mixture weights": (
        r"""Data $x \in \mathbb{R}^N$, means $m \in \mathbb{R}^K$, precisions $\lambda \in \mathbb{R}^K$,
with $\lambda_k > 0$.
$$ \rho_{nk} = \sqrt{\lambda_k} \exp\left(-\tfrac12 \lambda_k (x_n - m_k)^2\right), \qquad
   r_{nk} = \frac{\rho_{nk}}{\sum_{j=1}^K \rho_{nj}}, \qquad L = \sum_{n=1}^N \log \sum_{k=1}^K \rho_{nk} $$
$$ \frac{\partial L}{\partial m_k} = \lambda_k \sum_n r_{nk} (x_n - m_k) $$
$$ \frac{\partial L}{\partial m_k} = \lambda_k \sum_n r_{nk} (m_k - x_n) $$""",
        "definition definition definition proved refuted",
    ),
    "the reciprocal deviation of a row": (
        r"""With $x \in \mathbb{R}^{R \times D}$ and $\varepsilon > 0$:
$$ m_r = \frac{1}{D} \sum_{d=0}^{D-1} x_{rd}, \qquad
   s_r = \left( \frac{1}{D} \sum_{d=0}^{D-1} (x_{rd} - m_r)^2 + \varepsilon \right)^{-1/2} $$
$$ \frac{\partial s_r}{\partial x_{qd}} = -\frac{\delta_{rq}}{D} s_r^3 (x_{rd} - m_r) $$
$$ \frac{\partial s_r}{\partial x_{qd}} = -\frac{\delta_{rq}}{D} s_r^2 (x_{rd} - m_r) $$""",
        "definition definition proved refuted",
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents(name: str) -> None:
    text, expected = DOCUMENTS[name]
    equations = check(read(text), suggest=False)["equations"]
    assert " ".join(e["verdict"] or e["role"] for e in equations) == expected, [e["message"] for e in equations]
