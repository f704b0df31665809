r"""``e^u \ge 1 + u`` beneath sums: the divergence between normal distributions is not negative."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"""Let $\mu, \rho, w \in \mathbb{R}^K$ with $w_k \ge 0$, $x \in \mathbb{R}^n$,
$B \in \mathbb{R}^{K \times n}$ and $r_k = \sum_i B_{ki} x_i$. """


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac12 \sum_{k=1}^K (\mu_k^2 + e^{\rho_k} - \rho_k - 1) \ge 0", "proved"),
        (r"\sum_{k=1}^K (e^{r_k} - r_k - 1) \ge 0", "proved"),
        (r"\sum_{k=1}^K (e^{-r_k} + r_k - 1) \ge 0", "proved"),
        (r"\sum_k w_k e^{\rho_k} \ge \sum_k w_k (1 + \rho_k)", "proved"),
        (r"\sum_{k=1}^K (e^{\rho_k} - \rho_k) \ge 2 K", "refuted"),
        (r"\sum_k \mu_k e^{\rho_k} \ge \sum_k \mu_k (1 + \rho_k)", "refuted"),
        (r"\sum_{k=1}^K (e^{\rho_k} + \rho_k - 1) \ge 0", "refuted"),
    ],
)
def test_exponentials_in_sums(line: str, verdict: str) -> None:
    assert verdicts(f"{HEAD} $$ {line} $$")[-1] == verdict


SOFTMAX = r"""Let $z, y \in \mathbb{R}^K$ and $T > 0$.

$$ p_k = \frac{e^{z_k / T}}{\sum_j e^{z_j / T}}, \qquad q_k = \frac{e^{y_k / T}}{\sum_j e^{y_j / T}} $$

$$ D = T^2 \sum_k q_k \log\frac{q_k}{p_k} $$

"""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"D \ge 0", "proved"),
        (r"\frac{D}{T^2} \ge 0", "proved"),
        (r"D \le 0", "refuted"),
        (r"D \ge T", "refuted"),
    ],
)
def test_the_divergence_of_two_softmaxes(line: str, verdict: str) -> None:
    assert verdicts(f"{SOFTMAX} $$ {line} $$")[-1] == verdict
