"""Closed forms of sums: geometric ones, with weights or of two bases, and what recurrences make of them."""

from __future__ import annotations

import pytest

from symderiv.certificate import verify
from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from tests.documents.judged import verdicts

AVERAGE = r"Let $0 < \alpha < 1$ and $k$ a positive integer."
RATIO = r"Let $n$ be a positive integer and $r \ne 1$."
MOMENTUM = (
    r"Let $0 < \beta < 1$, $v_0 = 0$, and $v_{t} = \beta v_{t-1} + g_t$, $\theta_t = \theta_{t-1} - \eta v_t$ "
    r"for $t = 1, \dots, T$."
)
SKEW = r"Let $S \in \mathbb{R}^{n \times n}$ be skew-symmetric and $x \in \mathbb{R}^n$."
CASES = [
    (
        AVERAGE,
        r"\alpha \sum_{j=1}^k (1-\alpha)^{k-j} = 1 - (1-\alpha)^k",
        r"\alpha \sum_{j=1}^k (1-\alpha)^{k-j} = 1 - (1-\alpha)^{k-1}",
    ),
    (
        AVERAGE,
        r"\sum_{j=1}^{k} j \alpha^{j-1} = \frac{1 - (k+1) \alpha^k + k \alpha^{k+1}}{(1 - \alpha)^2}",
        r"\sum_{j=1}^{k} j \alpha^{j} = \frac{1 - (k+1) \alpha^k + k \alpha^{k+1}}{(1 - \alpha)^2}",
    ),
    (
        RATIO,
        r"\sum_{k=1}^{n} k r^k = \frac{r (1 - (n+1) r^n + n r^{n+1})}{(1-r)^2}",
        r"\sum_{k=1}^{n} k r^k = \frac{r (1 - (n+1) r^n + n r^{n})}{(1-r)^2}",
    ),
    (RATIO, r"\sum_{k=0}^{n} k 2^k = (n - 1) 2^{n+1} + 2", r"\sum_{k=0}^{n} k 2^k = n 2^{n+1} + 2"),
    (
        RATIO,
        r"x^n - y^n = (x - y) \sum_{k=0}^{n-1} x^k y^{n-1-k}",
        r"x^n - y^n = (x - y) \sum_{k=0}^{n-1} x^k y^{n-k}",
    ),
    (
        MOMENTUM,
        r"\theta_t = \theta_0 - \eta \sum_{s=1}^t \frac{1 - \beta^{t-s+1}}{1-\beta} g_s",
        r"\theta_t = \theta_0 - \eta \sum_{s=1}^t \frac{1 - \beta^{t-s}}{1-\beta} g_s",
    ),
    (
        MOMENTUM,
        r"\theta_T = \theta_0 - \eta \sum_{s=1}^T \frac{1 - \beta^{T-s+1}}{1-\beta} g_s",
        r"\theta_T = \theta_0 - \eta \sum_{s=1}^T \frac{1 + \beta^{T-s+1}}{1-\beta} g_s",
    ),
    (SKEW, r"S_{ii} = 0", r"S_{ij} = S_{ji}"),
    (SKEW, r"\sum_i S_{ii} x_i = 0", r"\sum_{i,j} S_{ij} x_i = 0"),
]


@pytest.mark.parametrize(("head", "true", "false"), CASES)
def test_closed_forms(head: str, true: str, false: str) -> None:
    (found,) = check(read(f"{head}\n\n$$ {true} $$\n", "a.md"), certificates=True, suggest=False)["equations"]
    assert found["verdict"] == "proved", found["message"]
    verify(found["certificate"], evaluate=False)
    assert verdicts(f"{head}\n\n$$ {false} $$\n") == ["refuted"]
