"""Matrices that are defined as inverses: their gradients, and what their own inverses are in."""

from __future__ import annotations

import pytest

from tests.documents.judging import verdicts

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
