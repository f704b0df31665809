"""States of recurrences that begin with an input of their own, entry by entry."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.document import read

TEXT = (
    r"Let $h_0 \in \mathbb{R}^d$, %s and $g_t \in \mathbb{R}^d$. $$ h_t = b h_{t-1} + g_t, \qquad t = 1, \dots, T $$ "
    r"Then $$ %s $$"
)


@pytest.mark.parametrize("told", ["$0 < b < 1$", "$-1 < b < 0$", r"$b \in \mathbb{R}$"])
@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial h_{T,i}}{\partial h_{0,j}} = b^T \delta_{ij}", "proved"),
        (r"\frac{\partial h_{t,i}}{\partial h_{0,j}} = b^t \delta_{ij}", "proved"),
        (r"\frac{\partial h_T}{\partial h_0} = b^T I", "proved"),
        (r"\frac{\partial h_{T,i}}{\partial h_{0,j}} = b^{T-1} \delta_{ij}", "refuted"),
        (r"\frac{\partial h_{T,i}}{\partial h_{0,j}} = b^T", "refuted"),
    ],
)
def test_the_last_state_by_an_entry_of_the_first(told: str, claim: str, verdict: str) -> None:
    found = check(read(TEXT % (told, claim), "a.md"), suggest=False)["equations"][-1]
    assert found["verdict"] == verdict, found["message"]
