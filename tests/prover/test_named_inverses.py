"""Matrices that are defined as inverses: their gradients, and what their own inverses are in."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

POSTERIOR = r"""Let $X \in \mathbb{R}^{N \times D}$, $y \in \mathbb{R}^N$, $\alpha > 0$, $\beta > 0$ and
$x \in \mathbb{R}^D$.
$$S = (\alpha I + \beta X^\top X)^{-1}, \qquad m = \beta S X^\top y, \qquad s = \frac1\beta + x^\top S x$$
"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial m}{\partial \alpha} = -S m", "proved"),
        (r"\frac{\partial m}{\partial \alpha} = -S^2 m", "refuted"),
        (r"\frac{\partial}{\partial\alpha}\log\det S^{-1} = \operatorname{tr}(S)", "proved"),
        (r"\frac{\partial}{\partial\alpha}\log\det S^{-1} = -\operatorname{tr}(S)", "refuted"),
        (r"(S^{-1} + \beta x x^\top)^{-1} = S - \frac{S x x^\top S}{s}", "proved"),
        (r"(S^{-1} + \beta x x^\top)^{-1} = S - \beta \frac{S x x^\top S}{s}", "refuted"),
        (r"(S^{-1} + \beta x x^\top)^{-1} x = \frac{S x}{1 + \beta x^\top S x}", "proved"),
        (r"(S^{-1} + \beta x x^\top)^{-1} x = \frac{S x}{1 - \beta x^\top S x}", "refuted"),
    ],
)
def test_a_posterior_covariance(claim: str, verdict: str) -> None:
    assert verdicts(POSTERIOR + f"$${claim}$$")[-1] == verdict


HAT = r"""Let $X \in \mathbb{R}^{n \times p}$ and $H = X (X^\top X)^{-1} X^\top$. """
LIKELIHOOD = r"""Let $A \in \mathbb{R}^{N \times N}$ be symmetric, $y \in \mathbb{R}^N$, $s > 0$ and $v > 0$.
$$K = s A + v I, \qquad a = K^{-1} y, \qquad J = \frac12 y^\top K^{-1} y + \frac12 \log\det K$$ """


@pytest.mark.parametrize(
    ("text", "claim", "verdict"),
    [
        (HAT, r"H_{ii} \ge 0", "proved"),
        (HAT, r"H_{ii} \le 1", "proved"),
        (HAT, r"H_{ij} \ge 0", "refuted"),
        (HAT, r"H_{ii} \le \frac12", "refuted"),
        (
            LIKELIHOOD,
            r"s \frac{\partial J}{\partial s} + v \frac{\partial J}{\partial v} = \frac12 (N - y^\top a)",
            "proved",
        ),
        (
            LIKELIHOOD,
            r"s \frac{\partial J}{\partial s} + v \frac{\partial J}{\partial v} = \frac12 (N + y^\top a)",
            "refuted",
        ),
    ],
)
def test_what_a_name_is_made_from_is_defined_where_the_name_is_read(text: str, claim: str, verdict: str) -> None:
    assert verdicts(text + f"$${claim}$$")[-1] == verdict
