"""Exponentials of ordered exponents, logarithms with weights that are written out, and signs beneath sums."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $a, b, x$ be real with $a \ge b$, let $0 < p < 1$, $0 < q < 1$ and $z \in \mathbb{R}^n$. "


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"e^b \le e^a", "proved"),
        (r"e^a \le e^b", "refuted"),
        (r"e^{b - a} \le 1", "proved"),
        (r"e^{a - b} \le 1", "refuted"),
        (r"\log(1 + e^{b - a}) \le \log 2", "proved"),
        (r"\log(1 + e^{b - a}) \le \log \tfrac32", "refuted"),
        (r"\log(e^a + e^b) \le a + \log 2", "proved"),
        (r"\log(e^a + e^b) \le b + \log 2", "refuted"),
        (r"\log(1 + e^x) \le \max(x, 0) + \log 2", "proved"),
        (r"\log(1 + e^x) \le \max(x, 0) + \tfrac13", "refuted"),
        (r"\log(1 + e^x) \le |x| + \log 2", "proved"),
        (r"-p \log p - (1 - p) \log(1 - p) \le \log 2", "proved"),
        (r"-p \log p - (1 - p) \log(1 - p) \le \tfrac12", "refuted"),
        (r"p \log \frac{p}{q} + (1 - p) \log \frac{1 - p}{1 - q} \ge 0", "proved"),
        (r"p \log \frac{p}{q} + (1 - p) \log \frac{1 - q}{1 - p} \ge 0", "refuted"),
        (r"-p \log q - (1 - p) \log(1 - q) \ge -p \log p - (1 - p) \log(1 - p)", "proved"),
        (r"-q \log p - (1 - p) \log(1 - q) \ge -p \log p - (1 - p) \log(1 - p)", "refuted"),
        (r"\sum_i \log(1 + e^{z_i}) \ge \sum_i \mathrm{ReLU}(z_i)", "proved"),
        (r"\sum_i \log(1 + e^{z_i}) \ge \sum_i |z_i|", "refuted"),
        (r"\sum_i \log(1 + e^{z_i}) \le \sum_i \mathrm{ReLU}(z_i) + n \log 2", "proved"),
    ],
)
def test_monotone(claim: str, verdict: str) -> None:
    assert verdicts(HEAD + f"$${claim}$$")[-1] == verdict
