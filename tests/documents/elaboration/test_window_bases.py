"""The first index of an axis that windows cover exactly, beside other axes that begin elsewhere."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"""
Let $x \in \mathbb{R}^{H}$, $m \in \mathbb{R}^{P}$, $H = s(P-1) + k$ and

$$ m_i = \frac1k \sum_{a=0}^{k-1} x_{si+a}. $$

"""
TAIL = r"For $z \in \mathbb{R}^n$ there is also $$ g = \sum_{i=1}^n z_i^2 . $$ "


@pytest.mark.parametrize("tail", ["", TAIL])
@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\sum_u \frac{\partial L}{\partial x_u} = \sum_i \frac{\partial L}{\partial m_i}", "proved"),
        (r"\sum_u \frac{\partial L}{\partial x_u} = k \sum_i \frac{\partial L}{\partial m_i}", "refuted"),
    ],
)
def test_windows_begin_at_zero(tail: str, line: str, verdict: str) -> None:
    assert verdicts(f"{HEAD} $$ {line} $$ {tail}")[1] == verdict


def test_windows_that_begin_at_one() -> None:
    text = r"""
    Let $x \in \mathbb{R}^{H}$, $m \in \mathbb{R}^{P}$, $H = s(P-1) + k$ and

    $$ m_i = \frac1k \sum_{a=1}^{k} x_{s(i-1)+a}. $$

    $$ \sum_u \frac{\partial L}{\partial x_u} = \sum_i \frac{\partial L}{\partial m_i} $$

    $$ g = \sum_{j=0}^{n-1} z_j^2 $$

    with $z \in \mathbb{R}^n$.
    """
    assert verdicts(text)[1] == "proved"


_FROM_ZERO = r"""Let $x, w \in \mathbb{R}^n$. $$ y = \sum_{i=0}^{n-1} w_i x_i $$
$$ \frac{\partial y}{\partial x_0} = w_0 $$ %s
$$ w_0 x_0 = \sum_{i=0}^{n-1} w_i x_i $$"""


@pytest.mark.parametrize(
    "claim", [r"$$ y = \sum_{i=1}^{n} w_i x_i $$", r"$$ \sum_{j=1}^{n} x_j = \sum_{j=0}^{n-1} x_j $$"]
)
def test_a_claim_that_numbers_otherwise_spoils_itself_alone(claim: str) -> None:
    assert verdicts(_FROM_ZERO % claim) == ["definition", "proved", "error", "refuted"]


def test_claims_tell_the_base_where_nothing_else_does() -> None:
    text = r"Let $x \in \mathbb{R}^n$. $$ \sum_{i=1}^{n} x_i = x_1 + \sum_{i=2}^{n} x_i $$"
    assert verdicts(text) == ["proved"]
