r"""Points that words leave out: "away from the kinks ``u_i = 1``" supposes that ``u_i \ne 1``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HINGE = r"""Let $y\in\{-1,1\}^m$, $w\in\mathbb{R}^{p}$, $X\in\mathbb{R}^{m\times p}$.
$$ u_i = y_i\sum_{j=1}^p X_{ij}w_j, \qquad \Phi = \sum_{i=1}^m\max(0,1-u_i) $$
%s
$$ \frac{\partial \Phi}{\partial w_j} = -\sum_{i=1}^m [u_i<1]\,y_iX_{ij} $$
$$ \frac{\partial \Phi}{\partial w_j} = -\sum_{i=1}^m [u_i>1]\,y_iX_{ij} $$"""


@pytest.mark.parametrize(
    "lead",
    [
        "Away from the kinks $u_i=1$ one has",
        "Except at the kink $u_i = 1$,",
        "Outside the kinks ($u_i = 1$)",
        "Except where $u_i=1$ we get",
        "Ignoring the kink at $u_i = 1$,",
        "Apart from the points with $u_i = 1$:",
    ],
)
def test_points_that_are_left_out(lead: str) -> None:
    assert verdicts(HINGE % lead)[2:] == ["proved", "refuted"]


def test_where_the_points_are_meant_they_are_supposed() -> None:
    assert "refuted" not in verdicts(HINGE % "At the kinks $u_i = 1$ one has")
