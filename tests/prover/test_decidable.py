"""Equations that need more than a normal form: each class with a false neighbour."""

from __future__ import annotations

import pytest

from symderiv.certificate import verify
from symderiv.documents.check import check
from symderiv.documents.document import read

POLYAK = (
    r"Parameters $\theta_t \in \mathbb{R}^p$, $t = 1, \dots, T$. The average "
    r"$\bar\theta_t = \frac1t \sum_{s=1}^t \theta_s$ satisfies"
)
NESTEROV = (
    r"Let $\theta_t, v_t \in \mathbb{R}^d$ with the look-ahead $\tilde\theta_t = \theta_t + \mu v_t$ and gradients "
    r"$g_t$:" + "\n\n" + r"$$ v_{t+1} = \mu v_t - \eta g_t, \qquad \theta_{t+1} = \theta_t + v_{t+1} $$"
)
SINKHORN = (
    r"$K \in \mathbb{R}^{n \times m}$, $a \in \mathbb{R}^n$ and $v \in \mathbb{R}^m$ are positive. Let "
    r"$u_i = \frac{a_i}{\sum_j K_{ij} v_j}$ and $P_{ij} = u_i K_{ij} v_j$."
)
CLAIMS = [
    # denominators that are never zero, behind a condition
    (
        POLYAK,
        r"\bar\theta_{t+1} = \bar\theta_t + \frac{1}{t+1} (\theta_{t+1} - \bar\theta_t) \qquad (t < T)",
        r"\bar\theta_{t+1} = \bar\theta_t + \frac{1}{t} (\theta_{t+1} - \bar\theta_t) \qquad (t < T)",
    ),
    # what is read by a definition is opened behind it, in whatever order they are written
    (
        NESTEROV,
        r"\tilde\theta_{t+1} = \tilde\theta_t + \mu v_{t+1} - \eta g_t",
        r"\tilde\theta_{t+1} = \tilde\theta_t + \mu v_{t+1} + \eta g_t",
    ),
    # a part of a double sum that is the sum by which it is divided
    (SINKHORN, r"\sum_{i,j} P_{ij} = \sum_i a_i", r"\sum_{i,j} P_{ij} = \sum_j v_j"),
]


@pytest.mark.parametrize(("head", "true", "false"), CLAIMS)
def test_a_claim_and_its_false_neighbour(head: str, true: str, false: str) -> None:
    found = check(read(f"{head}\n\n$$ {true} $$\n", "a.md"), certificates=True)["equations"][-1]
    assert found["verdict"] == "proved", found["message"]
    verify(found["certificate"], evaluate=False)
    assert check(read(f"{head}\n\n$$ {false} $$\n", "a.md"), suggest=False)["equations"][-1]["verdict"] == "refuted"
