"""Recurrences that a line reads some steps apart: they are unfolded down to the earliest that it reads."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

ONE = r"Let $a, b, x_t \in \mathbb{R}$, $t = 0, 1, 2, \dots$ $$ x_{t+1} = a x_t + b $$"
GROUP = (
    r"Let $\theta_t, v_t, g_t \in \mathbb{R}^p$ and $\mu, \alpha \in \mathbb{R}$, $t = 0, 1, 2, \dots$"
    "\n"
    r"$$ v_{t+1} = \mu v_t - \alpha g_t, \qquad \theta_{t+1} = \theta_t + v_{t+1} $$"
)


@pytest.mark.parametrize(
    ("begin", "line", "expected"),
    [
        (ONE, r"x_{t+2} = a^2 x_t + a b + b", "proved"),
        (ONE, r"x_{t+2} = a^2 x_t + a b + 2 b", "refuted"),
        (ONE, r"x_{t+4} = a^3 x_{t+1} + a^2 b + a b + b", "proved"),
        (ONE, r"x_{t+4} = a^3 x_{t+1} + a^2 b + b", "refuted"),
        (ONE, r"x_{t+3} - x_{t+2} = a^2 (x_{t+1} - x_t)", "proved"),
        (ONE, r"x_{t+3} - x_{t+2} = a (x_{t+1} - x_t)", "refuted"),
        (GROUP, r"\theta_{t+2} - \theta_{t+1} = \mu (\theta_{t+1} - \theta_t) - \alpha g_{t+1}", "proved"),
        (GROUP, r"\theta_{t+2} - \theta_{t+1} = \mu (\theta_{t+1} - \theta_t) - \alpha g_t", "refuted"),
        (GROUP, r"\theta_{t+2} = \theta_t + (\mu + \mu^2) v_t - \alpha (1 + \mu) g_t - \alpha g_{t+1}", "proved"),
        (GROUP, r"\theta_{t+2} = \theta_t + (\mu + \mu^2) v_t - \alpha g_t - \alpha g_{t+1}", "refuted"),
    ],
)
def test_several_steps(begin: str, line: str, expected: str) -> None:
    answer = check(read(f"{begin}\n\n$$ {line} $$\n", "a.md"), seconds=5, suggest=False)
    assert answer["equations"][-1]["verdict"] == expected


CHAIN = (
    r"Let $w_0, \dots, w_{L-1} \in \mathbb{R}$, $x_0 \in \mathbb{R}$ and $$ f_l = \tanh(w_l x_l), \qquad "
    r"x_{l+1} = x_l + f_l, \qquad l = 0, \dots, L-1 $$"
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r"x_L = x_0 + \sum_{l=0}^{L-1} f_l", "proved"),
        (r"x_L = x_0 + \sum_{l=0}^{L-1} w_l x_l", "refuted"),
        (r"x_L - x_{L-1} = f_{L-1}", "proved"),
        (r"x_L^2 = x_0^2 + \sum_{l=0}^{L-1} (x_{l+1} + x_l) f_l", "proved"),
    ],
)
def test_the_last_state_of_any_number_of_steps(line: str, expected: str) -> None:
    answer = check(read(f"{CHAIN}\n\n$$ {line} $$\n", "a.md"), seconds=5, suggest=False)
    assert answer["equations"][-1]["verdict"] == expected


FIELD = r"""
Let $k_l$ and $s_l$, $l = 1, \dots, L$, be scalars, $r_0 = 1$, $j_0 = 1$ and

$$ j_l = j_{l-1} s_l, \qquad r_l = r_{l-1} + (k_l - 1) j_{l-1} $$

"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r"With all strides equal to one, $s_l = 1$, $$ r_L = 1 + \sum_{l=1}^L (k_l - 1) $$", "proved"),
        (r"With all strides equal to one, $s_l = 1$, $$ r_L = \sum_{l=1}^L k_l $$", "refuted"),
        (r"With $s_l = 1$ and $k_l = 3$ $$ r_L = 2 L + 1 $$", "proved"),
        (r"With $s_l = 1$ and $k_l = 3$ $$ r_L = 3 L $$", "refuted"),
        (r"With $s_l = 1$ we get $$ j_L = 1 $$ If moreover $k_l = 3$ for all $l$, $$ r_L = 2 L + 1 $$", "proved"),
        (r"We get $$ r_L = 2 L + 1 $$", "refuted"),
    ],
)
def test_one_recurrence_by_the_closed_form_of_another(line: str, expected: str) -> None:
    answer = check(read(f"{FIELD}{line}\n", "a.md"), seconds=5, suggest=False)
    assert answer["equations"][-1]["verdict"] == expected
