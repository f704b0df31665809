r"""Sums between two indices of a line: $x_L = x_l + \sum_{i=l}^{L-1} f(x_i)$ is about $l \le L$, and said so."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

NUMBERS = r"Let $x_0 \in \mathbb{R}$ and let $f$ be smooth. $$ x_{l+1} = x_l + f(x_l), \qquad l = 0, \dots, T-1 $$"
VECTORS = (
    r"Let $x_0 \in \mathbb{R}^d$ and $W_l \in \mathbb{R}^{d \times d}$ for $l = 0, \dots, T-1$. "
    r"$$ x_{l+1} = x_l + W_l \tanh(x_l) $$"
)
GEOMETRIC = r"Let $a \in \mathbb{R}^N$ and $s_k = \sum_{i=1}^k a_i$ for $k = 1, \dots, N$."


@pytest.mark.parametrize(
    ("text", "line", "allowed"),
    [
        (NUMBERS, r"x_L = x_l + \sum_{i=l}^{L-1} f(x_i)", {"proved"}),
        (NUMBERS, r"x_L = x_l + \sum_{i=l}^{L} f(x_i)", {"refuted"}),
        (VECTORS, r"x_L = x_l + \sum_{i=l+1}^{L-1} W_i \tanh(x_i)", {"refuted"}),
        (NUMBERS, r"x_L = x_l + \sum_{i=l}^{L-1} f(x_i), \quad 0 \le l < L \le T", {"proved"}),
        (VECTORS, r"x_L = x_l + \sum_{i=l}^{L} W_i \tanh(x_i), \quad 0 \le l < L < T", {"refuted"}),
        (GEOMETRIC, r"s_m = s_k + \sum_{i=k+1}^m a_i", {"proved"}),
        (GEOMETRIC, r"s_m = s_k + \sum_{i=k}^m a_i", {"refuted"}),
        (GEOMETRIC, r"\sum_{i=k}^m 1 = m - k", {"refuted"}),
        (GEOMETRIC, r"2 s_k = 2 \sum_{i=k}^1 a_i", {"refuted"}),  # limits exchanged: right for k = 1 alone
        (GEOMETRIC, r"s_N = s_k + \sum_{i=N}^k a_i - a_N", {"refuted"}),  # and for k = N
        (GEOMETRIC, r"s_m = s_k + \sum_{i=m+1}^k a_i", {"refuted"}),
        (GEOMETRIC, r"\sum_{i=k}^m 1 = m - k + 1", {"proved"}),
    ],
)
def test_sums_between_two_indices(text: str, line: str, allowed: set[str]) -> None:
    assert verdicts(f"{text}\n\n$$ {line} $$\n")[-1] in allowed


def test_where_a_sum_runs_is_listed() -> None:
    (found,) = judged(rf"{GEOMETRIC} $$ s_m = s_k + \sum_{{i=k+1}}^m a_i $$")
    assert any("m-k" in x.replace(" ", "") for x in found["assumptions"])


@pytest.mark.parametrize(
    "head",
    [
        r"Let $0 < \gamma < 1$ and $G_t = \sum_{k=t}^{T-1} \gamma^{k-t} r_k$.",
        r"Let $0 < \gamma < 1$, rewards $r_0, \dots, r_{T-1}$ and $G_t = \sum_{k=t}^{T-1} \gamma^{k-t} r_k$.",
        r"Let $0 < \gamma < 1$ and $G_t = \sum_{k=t}^{T-1} \gamma^{k-t} r_k$ for $t = 0, \dots, T-1$.",
    ],
)
def test_sums_of_definitions_run_forwards(head: str) -> None:
    r"""``G_t = r_t + \gamma G_{t+1}`` is about the steps at which there is something left to sum."""
    text = rf"{head} $$ G_t = r_t + \gamma G_{{t+1}} $$ $$ G_t = r_t + G_{{t+1}} $$"
    assert verdicts(text) == ["proved", "refuted"]
