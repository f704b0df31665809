"""Labels that are 0 or 1 within functions, sums that cancel case by case, and signs of quotients: each with a false
neighbour."""

from __future__ import annotations

import pytest

from symderiv.certificate import verify
from symderiv.documents.check import check
from symderiv.documents.walk.document import read

BINARY = r"Let $s \in \mathbb{R}^{N}$, $y \in \{0,1\}^N$ and $a > 0$."
CROSS_ENTROPY = BINARY + r" $$ L = -\sum_{n} \big( y_n \log \sigma(s_n) + (1-y_n) \log(1 - \sigma(s_n)) \big) $$ "
HUBER = r"""Let $X \in \mathbb{R}^{N \times D}$, $w \in \mathbb{R}^{D}$, $y \in \mathbb{R}^{N}$, $\kappa > 0$ and
$r_n = \sum_d X_{nd} w_d - y_n$.
$$ \rho(a) = \begin{cases} \frac12 a^2 & |a| \le \kappa \\ \kappa (|a| - \frac12 \kappa) & \text{otherwise}
\end{cases} $$
$$ L = \frac1N \sum_{n=1}^N \rho(r_n) $$
"""
MASKS = r"Let $p \in \mathbb{R}^{N}$ with $p_n > 0$ and $m_n \in \{0, 1\}$ for $n = 1, \dots, N$."
CLIPPED = r"""Let $g \in \mathbb{R}^n$, $g \ne 0$, and $c > 0$.
$$ s = \sqrt{\sum_i g_i^2} $$ $$ h_i = g_i \min\Big(1, \frac{c}{s}\Big) $$
"""
ORDINAL = r"""Scores $f_n = \sum_d X_{nd} w_d$ with $X \in \mathbb{R}^{N \times D}$, $w \in \mathbb{R}^D$, thresholds
$b \in \mathbb{R}^{K}$ and $t \in \{0,1\}^{N \times K}$.
$$ L = -\sum_{n,k} \left( t_{nk} \log \sigma(f_n - b_k) + (1 - t_{nk}) \log \sigma(b_k - f_n) \right) $$
"""
CLAIMS = [
    (
        ORDINAL,
        r"L = \sum_{n,k} \log\left(1 + e^{-(2 t_{nk} - 1)(f_n - b_k)}\right)",
        r"L = \sum_{n,k} \log\left(1 + e^{-t_{nk}(f_n - b_k)}\right)",
    ),
    (
        MASKS,
        r"\sum_n |p_n - m_n| = \sum_n ( m_n |1 - p_n| + (1 - m_n) p_n )",
        r"\sum_n |p_n - m_n| = \sum_n ( m_n (1 - p_n) + (1 - m_n) p_n )",
    ),
    (BINARY, r"e^{y_n} = 1 + y_n (e - 1)", r"e^{y_n} = 1 + y_n e"),
    (CLIPPED, r"\sum_i h_i^2 = \min(s, c)^2", r"\sum_i h_i^2 = c^2"),
    (CLIPPED, r"\sum_i h_i g_i = s \min(s, c)", r"\sum_i h_i g_i = s^2"),
    (CLIPPED, r"\max(s / c, 1) = \frac{1}{c} \max(s, c)", r"\max(c / s, 1) = \frac{1}{s} \max(s, 1)"),
    (
        BINARY,
        r"\sigma((2y_n-1) s_n) = y_n \sigma(s_n) + (1-y_n)(1 - \sigma(s_n))",
        r"\sigma((2y_n-1) s_n) = y_n \sigma(s_n) + (1-y_n) \sigma(s_n)",
    ),
    (BINARY, r"e^{y_n s_n} = 1 + y_n (e^{s_n} - 1)", r"e^{y_n s_n} = y_n e^{s_n}"),
    (BINARY, r"\log(1 + a y_n) = y_n \log(1 + a)", r"\log(1 + a y_n) = y_n \log(1 + 2 a)"),
    (BINARY, r"\sum_n e^{y_n s_n} = N + \sum_n y_n (e^{s_n} - 1)", r"\sum_n e^{y_n s_n} = \sum_n y_n (e^{s_n} - 1)"),
    (
        CROSS_ENTROPY,
        r"L = \sum_n \log(1 + e^{-(2y_n - 1) s_n})",
        r"L = \sum_n \log(1 + e^{-y_n s_n})",
    ),
    (
        CROSS_ENTROPY,
        r"L = \sum_n \big( \max(s_n, 0) - y_n s_n + \log(1 + e^{-|s_n|}) \big)",
        r"L = \sum_n \big( \max(s_n, 0) - y_n s_n + \log(1 + e^{-s_n}) \big)",
    ),
    (
        HUBER,
        r"\frac{\partial L}{\partial w_d} = \frac1N \sum_{n=1}^N \max(-\kappa, \min(r_n, \kappa)) X_{nd}",
        r"\frac{\partial L}{\partial w_d} = \frac1N \sum_{n=1}^N \max(-\kappa, \min(r_n, 2\kappa)) X_{nd}",
    ),
    (
        HUBER,
        r"\sum_n \max(r_n, 0) = \frac12 \sum_n (|r_n| + r_n)",
        r"\sum_n \max(r_n, 0) = \frac12 \sum_n (|r_n| - r_n)",
    ),
]


@pytest.mark.parametrize(("start", "true", "false"), CLAIMS)
def test_claims(start: str, true: str, false: str) -> None:
    found = check(read(f"{start}\n\n$$ {true} $$\n\n$$ {false} $$\n", "a.md"), certificates=True)["equations"][-2:]
    assert [e["verdict"] for e in found] == ["proved", "refuted"], found
    assert verify(found[0]["certificate"])
