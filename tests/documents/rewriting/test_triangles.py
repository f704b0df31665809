"""Ranges that end at another index, and conditions that words say first."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SUMS = r"""For $x \in \mathbb{R}^n$ and $i = 1, \dots, n$ let $$ c_i = \sum_{j=1}^i x_j. $$
%s
In general $$ \frac{\partial c_i}{\partial x_k} = 1, \qquad \frac{\partial c_i}{\partial x_k} = [k \le i]. $$"""


@pytest.mark.parametrize(
    "line",
    [
        r"$$ \frac{\partial c_i}{\partial x_k} = 1 \qquad (1 \le k \le i) $$",
        r"$$ \frac{\partial c_i}{\partial x_k} = 1 \quad \text{for } 1 \le k \le i $$",
        r"For $1 \le k \le i$ we have $$ \frac{\partial c_i}{\partial x_k} = 1. $$",
        r"The derivative by an earlier entry ($1 \le k \le i$) is $$ \frac{\partial c_i}{\partial x_k} = 1. $$",
    ],
)
def test_a_range_that_ends_at_an_index(line: str) -> None:
    assert verdicts(SUMS % line) == ["definition", "proved", "refuted", "proved"]


def test_the_index_stays_an_index_of_a_recurrence() -> None:
    text = r"""Let $g \in \mathbb{R}^T$, $t = 1, \dots, T$, $m_0 = 0$. $$ m_t = \beta m_{t-1} + (1 - \beta) g_t $$
    For an earlier gradient ($1 \le s \le t$),
    $$ \frac{\partial m_t}{\partial g_s} = (1 - \beta) \beta^{t-s}, $$ otherwise
    $$ \frac{\partial m_t}{\partial g_s} = (1 - \beta) \beta^{t-s} [s \le t], \qquad
    \frac{\partial m_t}{\partial g_s} = (1 - \beta) \beta^{s-t} [s \le t]. $$"""
    found = verdicts(text)
    assert found[0] == "definition"
    assert found[1] != "refuted"
    assert found[2:] == ["proved", "refuted"]


def test_ranges_that_end_at_sizes_stay() -> None:
    text = r"""Let $x \in \mathbb{R}^n$. $$ y_i = x_i x_{i+1} \qquad (1 \le i \le n - 1) $$
    $$ \frac{\partial y_i}{\partial x_i} = x_{i+1}, \qquad \frac{\partial y_i}{\partial x_i} = x_i $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


HINGE = r"""Let $a, p \in \mathbb{R}^d$, $\mu > 0$ and $D = \sum_k (a_k - p_k)^2$. $$ \ell = \max(0, \mu - D) $$
%s
$$ \frac{\partial \ell}{\partial a_k} = -2 (a_k - p_k), \qquad \frac{\partial \ell}{\partial a_k} = 2 (a_k - p_k). $$"""


@pytest.mark.parametrize(
    "words", ["Whenever the hinge is active, i.e. $D < \\mu$, we get", "If the pair is close, that is, $D < \\mu$,"]
)
def test_a_condition_that_words_say_first(words: str) -> None:
    assert verdicts(HINGE % words) == ["definition", "proved", "refuted"]


def test_without_it_the_line_is_wrong() -> None:
    assert verdicts(HINGE % "Always") == ["definition", "refuted", "refuted"]
