"""Lines about entries that are named by numbers: of sizes at which there are such."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

TEXT = r"""Let $z \in \mathbb{R}^K$. $$ p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}, \qquad m = z_1 - z_2 $$"""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\log \frac{p_1}{p_2} = m", "proved"),
        (r"\log \frac{p_2}{p_1} = m", "refuted"),
        (r"\frac{p_1}{p_2} = e^{m}", "proved"),
        (r"\log p_1 - \log p_2 = 2 m", "refuted"),
    ],
)
def test_numbered_entries_beneath_a_logarithm(line: str, verdict: str) -> None:
    found = judged(TEXT + f"$$ {line} $$")[-1]
    assert found["verdict"] == verdict
    assert verdict != "proved" or any(x.startswith("K >= ") for x in found["assumptions"])
