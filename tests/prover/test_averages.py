"""Jensen's inequality for exponentials and logarithms of averages, and differences of norms."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $z, x, y \in \mathbb{R}^n$ and $w \in \mathbb{R}^n$ with $w_i \ge 0$ and $\sum_i w_i = 1$. "


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\log\left(\frac1n \sum_i e^{z_i}\right) \ge \frac1n \sum_i z_i", "proved"),
        (r"\log\left(\frac1n \sum_i e^{z_i}\right) \le \frac1n \sum_i z_i", "refuted"),
        (r"\log \sum_i e^{z_i} \ge \log n + \frac1n \sum_i z_i", "proved"),
        (r"\log \sum_i e^{z_i} \ge 2 \log n + \frac1n \sum_i z_i", "refuted"),
        (r"\exp\left(\frac1n \sum_i z_i\right) \le \frac1n \sum_i e^{z_i}", "proved"),
        (r"\exp\left(\frac1n \sum_i z_i\right) \ge \frac1n \sum_i e^{z_i}", "refuted"),
        (r"\exp\left(\sum_i w_i z_i\right) \le \sum_i w_i e^{z_i}", "proved"),
        (r"\exp\left(\sum_i z_i\right) \le \sum_i e^{z_i}", "refuted"),
        (r"\|x\| - \|y\| \le \|x - y\|", "proved"),
        (r"\|x\| - \|y\| \ge \|x - y\|", "refuted"),
        (r"\|x\| - \|y\| \le \|x + y\|", "proved"),
    ],
)
def test_averages_and_norms(claim: str, verdict: str) -> None:
    assert verdicts(HEAD + f"$${claim}$$")[-1] == verdict
