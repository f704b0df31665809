r"""A range that leads into one display is no shape of what another one defines: ``S_1`` is a sum, although the line
about ``S_{i-1}`` is for ``i = 2, ..., N``."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

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


HIDDEN = r"h_i = \sum_{p=0}^{k-1} u_p x_{i+p}"
OUTPUT = r"y_i = \sum_{p=0}^{k-1} v_p h_{i+p}"


@pytest.mark.parametrize(
    "display",
    [
        rf"$$ {HIDDEN} \quad (0\le i<n+k-1), \qquad {OUTPUT} \quad (0\le i<n) $$",
        rf"\begin{{align}} {HIDDEN}, &\quad 0\le i<n+k-1 \\ {OUTPUT}, &\quad 0\le i<n \end{{align}}",
        rf"\begin{{align}} {HIDDEN} & \quad i=0,\dots,n+k-2 \\ {OUTPUT} & \quad i=0,\dots,n-1 \end{{align}}",
    ],
)
def test_each_equation_of_a_display_has_the_range_beside_it(display: str) -> None:
    text = rf"""Let $x\in\mathbb{{R}}^{{n+2k-2}}$, $u,v\in\mathbb{{R}}^k$ and {display} Then
$$ \frac{{\partial y_i}}{{\partial x_j}} = \sum_{{p=0}}^{{k-1}} v_p u_{{j-i-p}} $$
$$ \frac{{\partial y_i}}{{\partial u_q}} = \sum_{{p=0}}^{{k-1}} v_p x_{{i+p-q}} $$"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


_POOLED = r"""$x \in \mathbb{R}^{N \times 2H}$, $w \in \mathbb{R}^3$.%s
$$ u_{ni} = \sum_{p=0}^{2} w_p x_{n,i+p-1}%s $$
$$ v_{ni} = \max(0, u_{ni}) $$
$$ y_{ni} = %s, \qquad 0 \le i < H $$
$$ \frac{\partial L}{\partial v_{ni}} = \sum_{j} %s \frac{\partial L}{\partial y_{nj}} $$
$$ \frac{\partial L}{\partial v_{ni}} = \frac{\partial L}{\partial y_{ni}} $$
"""


@pytest.mark.parametrize(
    "read",
    [
        ("v_{n,2i} + v_{n,2i+1}", "([i = 2j] + [i = 2j + 1])"),
        (r"\sum_{a=0}^1 v_{n,2i+a}", r"\sum_{a=0}^1 [i = 2j + a]"),
    ],
)
def test_the_range_of_pooled_entries_is_none_of_what_is_pooled(read: tuple[str, str]) -> None:
    """It had cut ``u`` and ``v`` to half of their length."""
    assert verdicts(_POOLED % ("", r", \qquad 0 \le i < 2H", *read))[-2:] == ["proved", "refuted"]
    assert verdicts(_POOLED % (r" $u \in \mathbb{R}^{N \times 2H}$.", "", *read))[-2:] == ["proved", "refuted"]
    found = verdicts(_POOLED % ("", "", *read))
    assert found[0] == "error"
    assert not {"proved", "refuted"} & set(found)


@pytest.mark.parametrize(
    ("below", "other"), [(r"s \ge t", r"s \le t"), (r"s \le t", r"s \ge t"), (r"t \le s", r"s \le t")]
)
def test_partial_sums_up_to_a_condition_are_as_many_as_their_entries(below: str, other: str) -> None:
    text = rf"""$r \in \mathbb{{R}}^{{B \times T}}$.
$$ c_{{bt}} = \sum_{{{below}}} r_{{bs}} $$
$$ \frac{{\partial c_{{bt}}}}{{\partial r_{{bs}}}} = [{below}] $$
$$ \frac{{\partial c_{{bt}}}}{{\partial r_{{bs}}}} = [{other}] $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_sums_before_an_entry_may_be_one_more() -> None:
    """``P_0, ..., P_n`` of n numbers."""
    assert verdicts(r"$r \in \mathbb{R}^T$. $$ c_t = \sum_{s < t} r_s $$ $$ c_t = 0 $$")[0] == "error"
