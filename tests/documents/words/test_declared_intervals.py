"""Intervals that inline mathematics gives a name are its conditions, with their ends as they are written."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

HEAD = r"""
Let $\rho \in (-1, 1)$, $\kappa \in (0, \infty)$, $\tau \in (0, 1)$, $c \in [0, 1]$, $a \in (-\infty, 0]$,
$\theta \in [0, 2\pi)$, $x \in [0, 1]^n$ and $y \in (0, \infty)^n$.

"""
PROVED = [
    r"|1 - \rho| = 1 - \rho",
    r"|\kappa| = \kappa",
    r"[\tau > 0] y_i = y_i",
    r"|1 - c| = 1 - c",
    r"|a| = -a",
    r"|\theta| = \theta",
    r"|x_i| = x_i",
    r"|1 - x_i| = 1 - x_i",
    r"|y_i| = y_i",
]
REFUTED = [
    r"|\rho| = \rho",
    r"|1 - \kappa| = 1 - \kappa",
    r"[\tau > \frac12] y_i = y_i",
    r"[c < \frac12] y_i = y_i",
    r"|a| = a",
    r"|1 - \theta| = 1 - \theta",
    r"[x_i > \frac12] y_i = y_i",
    r"|1 - y_i| = 1 - y_i",
]


@pytest.mark.parametrize(("claim", "verdict"), [(c, "proved") for c in PROVED] + [(c, "refuted") for c in REFUTED])
def test_interval(claim: str, verdict: str) -> None:
    (equation,) = judged(f"{HEAD}$$ {claim} $$")
    assert equation["verdict"] == verdict, equation["message"]
