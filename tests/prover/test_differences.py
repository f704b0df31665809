"""What a state gains from step to step, summed; means of what there is so far; sums that a size divides."""

from __future__ import annotations

import time

import pytest

from symderiv.certificate import verify
from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from tests.documents.judged import verdicts

BLOCKS = (
    r"Let $W_0, \ldots, W_{N-1} \in \mathbb{R}^{d \times d}$ and $x_0 \in \mathbb{R}^d$, and "
    r"$x_{l+1} = x_l + W_l \tanh(x_l)$ for $l = 0, \dots, N-1$. For $0 \le l < L \le N$ we have $$ %s $$"
)
GAINED = [
    (r"x_L = x_l + \sum_{i=l}^{L-1} W_i \tanh(x_i)", r"x_L = x_l + \sum_{i=l+1}^{L-1} W_i \tanh(x_i)"),
    (r"x_L - x_l = \sum_{i=l}^{L-1} W_i \tanh(x_i)", r"x_L - x_l = \sum_{i=l}^{L} W_i \tanh(x_i)"),
    (r"x_l = x_L - \sum_{i=l}^{L-1} W_i \tanh(x_i)", r"x_l = x_L + \sum_{i=l}^{L-1} W_i \tanh(x_i)"),
]


@pytest.mark.parametrize(("true", "false"), GAINED)
def test_a_state_is_an_earlier_one_and_what_was_gained(true: str, false: str) -> None:
    start = time.process_time()
    (found,) = check(read(BLOCKS % true, "a.md"), certificates=True, suggest=False)["equations"]
    assert found["verdict"] == "proved", found["message"]
    assert time.process_time() - start < 5  # by one sum of differences, and no induction
    verify(found["certificate"], evaluate=False)
    assert verdicts(BLOCKS % false) == ["refuted"]


DESCENT = r"Let $T$ be a positive integer and $x_{t+1} = x_t - \eta g_t$ for $t = 0, \dots, T-1$."


def test_from_the_first_state_on() -> None:
    claims = (
        r"$$ x_T = x_0 - \eta \sum_{t=0}^{T-1} g_t $$ $$ \eta \sum_{t=0}^{T-1} g_t = x_0 - x_T $$"
        r"$$ x_T = x_0 - \eta \sum_{t=1}^{T-1} g_t $$ $$ \eta \sum_{t=0}^{T-1} g_t = x_T - x_0 $$"
    )
    assert verdicts(f"{DESCENT}\n\n{claims}") == ["proved", "proved", "refuted", "refuted"]


def test_without_an_order_the_condition_is_named_soon() -> None:
    text = BLOCKS.replace(r"For $0 \le l < L \le N$ we have ", "") % GAINED[0][0]
    start = time.process_time()
    (found,) = check(read(text, "a.md"), suggest=False)["equations"]
    assert found["verdict"] != "refuted"
    assert time.process_time() - start < 12


MEAN = r"Let $\bar{x}_t = \frac{1}{t} \sum_{i=1}^t x_i$ for $t = 1, \dots, T$."
MEANS = [
    (
        r"\bar{x}_t = \bar{x}_{t-1} + \frac{1}{t} (x_t - \bar{x}_{t-1})",
        r"\bar{x}_t = \bar{x}_{t-1} + \frac{1}{t-1} (x_t - \bar{x}_{t-1})",
    ),
    (r"\bar{x}_t = \frac{t-1}{t} \bar{x}_{t-1} + \frac1t x_t", r"\bar{x}_t = \frac{t-1}{t} \bar{x}_{t-1} + x_t"),
    (
        r"\bar{x}_{t+1} = \bar{x}_t + \frac{1}{t+1} (x_{t+1} - \bar{x}_t)",
        r"\bar{x}_{t+1} = \bar{x}_t + \frac{1}{t} (x_{t+1} - \bar{x}_t)",
    ),
]


@pytest.mark.parametrize(("true", "false"), MEANS)
def test_running_means(true: str, false: str) -> None:
    """Also the step behind the last one is none at which the mean would be zero."""
    assert verdicts(f"{MEAN}\n\n$$ {true} $$\n\n$$ {false} $$\n") == ["proved", "refuted"]


def test_a_size_that_divides_a_sum_may_leave_it_empty() -> None:
    """``1 / (n - 1)`` stands within a sum over pairs, of which there are none for ``n = 1``."""
    head = r"Let $x \in \mathbb{R}^n$ and $\bar{x} = \frac1n \sum_i x_i$."
    left = r"\frac{1}{n-1} \sum_i (x_i - \bar{x})^2"
    claims = (
        rf"$$ {left} = \frac{{1}}{{n(n-1)}} \sum_{{i<j}} (x_i - x_j)^2 $$"
        rf"$$ {left} = \frac{{1}}{{2n(n-1)}} \sum_{{i<j}} (x_i - x_j)^2 $$"
    )
    assert verdicts(f"{head}\n\n{claims}") == ["proved", "refuted"]
