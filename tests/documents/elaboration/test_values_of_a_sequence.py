r"""Numbers with a number below, ``0 < \beta_1, \beta_2 < 1``, and sequences with one value, ``g_t = g``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

MOMENTS = r"""Let $g_t \in \mathbb{R}^d$ for $t = 1, \dots, T$, NUMBERS and $m_0 = 0$:
$$ m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t $$
$$ m_t = (1-\beta_1) \sum_{s=1}^{t} \beta_1^{t-s} g_s, \qquad m_t = (1-\beta_1) \sum_{s=1}^{t} \beta_1^{s} g_s $$
"""
BOUNDS = [
    r"$0 < \beta_1, \beta_2 < 1$",
    r"$0 < \beta_1 < 1$, $0 < \beta_2 < 1$",
    r"$0 \le \beta_1, \beta_2 < 1$",
    r"$\beta_1, \beta_2 \in (0,1)$",
]


@pytest.mark.parametrize("numbers", BOUNDS)
def test_bounds_declare_numbers(numbers: str) -> None:
    assert verdicts(MOMENTS.replace("NUMBERS", numbers)) == ["definition", "proved", "refuted"]


def test_a_power_has_the_shape_of_its_base() -> None:
    text = r"""Let $g_t \in \mathbb{R}^d$ for $t = 1, \dots, T$, $0 < b < 1$ and $v_0 = 0$:
$$ v_t = b v_{t-1} + (1 - b) g_t^2 $$
$$ v_t = (1-b) \sum_{s=1}^{t} b^{t-s} g_s^2, \qquad v_t = (1-b) \sum_{s=1}^{t} b^{t-s} g_s $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_the_value_of_a_constant_sequence_is_another_name() -> None:
    case = r"""If the gradients are constant, $g_t = g$, then
$$ m_t = (1 - \beta_1^t) g, \qquad m_t = \beta_1^t g $$
"""
    found = verdicts(MOMENTS.replace("NUMBERS", BOUNDS[0]) + case)
    assert found == ["definition", "proved", "refuted", "proved", "refuted"]


def test_clipped_terms_of_some_indices_are_not_negative() -> None:
    text = r"""Scores $f \in \mathbb{R}^{K}$, true class $c$.
$$ H = \sum_{k \ne c} \max(0,\, 1 + f_k - f_c) $$
$$ H \ge 0, \qquad H \ge 1 $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]
