r"""A range that leads into one display is no shape of what another one defines: ``S_1`` is a sum, although the line
about ``S_{i-1}`` is for ``i = 2, ..., N``."""

from __future__ import annotations

import pytest

from tests.documents.judging import judged, verdicts

PARTIAL_SUMS = r"""Let $x\in\mathbb{R}^N$ and
$$ S_i = \sum_{k=1}^{i} x_k . $$
%s
$$ S_i = S_{i-1} + x_i %s $$
The first one is
$$ S_1 = x_1, \qquad S_1 = 0 $$
%s
$$ S_i = S_{i-1} + x_{i-1} %s $$"""

RETURNS = r"""For rewards $\rho_0,\dots,\rho_{T-1}$ and discount $0<\gamma<1$ define
$$ G_t = \sum_{k=t}^{T-1} \gamma^{k-t} \rho_k . $$
%s
$$ G_t = \rho_t + \gamma G_{t+1} %s $$
The last one is
$$ G_{T-1} = \rho_{T-1}, \qquad G_{T-1} = 0 $$
%s
$$ G_t = \gamma \rho_t + G_{t+1} %s $$"""


@pytest.mark.parametrize(
    ("lead", "condition"),
    [
        (r"For $2\le i\le N$ we have", ""),
        (r"The recursion holds for $1<i\le N$,", ""),
        (r"Then, for all $i\in\{2,\dots,N\}$,", ""),
        ("Moreover", r"\qquad (2\le i\le N)"),
        ("Moreover", r"\quad\text{for } i=2,\dots,N"),
    ],
)
def test_partial_sums_have_a_first_one(lead: str, condition: str) -> None:
    expected = ["definition", "proved", "proved", "refuted", "refuted"]
    assert verdicts(PARTIAL_SUMS % (lead, condition, lead, condition)) == expected


@pytest.mark.parametrize(
    ("lead", "condition"),
    [
        (r"Bellman's recursion holds for $0\le t<T-1$,", ""),
        (r"If $0 \le t \le T-2$, then", ""),
        (r"We claim that for $t = 0, 1, \ldots, T-2$", ""),
        ("Hence", r"\qquad (t = 0, \dots, T-2)"),
    ],
)
def test_returns_have_a_last_one(lead: str, condition: str) -> None:
    assert verdicts(RETURNS % (lead, condition, lead, condition)) == [
        "definition", "proved", "proved", "refuted", "refuted",
    ]  # fmt: skip


def test_a_range_from_elsewhere_that_is_left_gives_no_shape() -> None:
    found = judged(
        r"""Let $c\in\mathbb{R}$ and $0<\beta<1$. Put
$$ v_i = \beta^{i} c $$
For $i = 2, \dots, N$,
$$ v_i = \beta v_{i-1} $$"""
    )
    assert [e["role"] for e in found] == ["error", "error"]
    assert "i has a range in another display alone" in found[0]["message"]


def test_a_state_before_the_first_is_none() -> None:
    """Neither the power at 1 nor zero is what ``v_1`` must be here."""
    text = r"""Let $c\in\mathbb{R}$ and $0<\beta<1$. Put
$$ v_i = \beta^{i} c $$
For $i = 2, \dots, N$,
$$ v_i = \beta^i c $$
$$ v_1 = \beta c, \qquad v_1 = 0 $$"""
    assert verdicts(text) == ["definition", "proved", "undecided", "undecided"]
