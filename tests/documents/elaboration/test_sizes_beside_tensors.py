r"""A letter of a size that names a vector too: ``p`` of ``X \in \mathbb{R}^{N \times p}`` beside ``p_i = \sigma(z_i)``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"""Let $X \in \mathbb{R}^{N \times p}$, $\beta \in \mathbb{R}^p$ and $y \in \mathbb{R}^N$, where
$p_i = \frac{1}{1 + \exp(-(X \beta)_i)}$."""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\sum_{i=1}^N (y_i - p_i)^2 = (y - p)^\top (y - p)", "proved"),
        (r"\sum_{i=1}^N (y_i - p_i)^2 = \|p - y\|^2", "proved"),
        (r"\sum_{i=1}^N (y_i - p_i)^2 = (y + p)^\top (y - p)", "refuted"),
        (r"\sum_{j=1}^p \beta_j + p = p + \mathbf{1}^\top \beta", "proved"),
    ],
)
def test_what_is_added_to_a_vector_is_one(line: str, verdict: str) -> None:
    assert verdicts(f"{HEAD}\n\n$$ {line} $$\n")[-1] == verdict
