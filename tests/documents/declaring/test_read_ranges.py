"""Shapes of undeclared tensors: what covers their reads, or none."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

VARIATION = r"$$V = \sum_{i=1}^{N-1} (x_{i+1} - x_i)^2$$ "


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\sum_{i=1}^{N-1} (x_{i+1} - x_i) = x_N - x_1", "proved"),
        (r"\sum_{i=1}^{N-1} x_{i+1} = \sum_{i=2}^{N} x_i", "proved"),
        (r"\sum_{i=1}^{N-1} x_{i+1} = \sum_{i=2}^{N-1} x_i", "refuted"),
        (r"\sum_{i=1}^{N-1} (x_{i+1} - x_i) = - x_1", "refuted"),
    ],
)
def test_the_last_entry_that_a_moved_read_reaches_is_one(claim: str, verdict: str) -> None:
    assert verdicts(VARIATION + f"$${claim}$$") == ["definition", verdict]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\sum_{i=1}^{N} (a_i - a_{i-1}) = a_N - a_0", "proved"),
        (r"\sum_{i=1}^{N} (a_i - a_{i-1}) = a_N", "refuted"),
    ],
)
def test_the_first_entry_that_a_moved_read_reaches_is_one(claim: str, verdict: str) -> None:
    assert verdicts(r"$$s = \sum_{i=1}^{N} (a_i - a_{i-1})^2$$" + f"$${claim}$$") == ["definition", verdict]


def test_what_the_text_says_to_be_zero_outside_is() -> None:
    text = r"The signal $a_i$ is zero outside $1 \le i \le N$. $$s = \sum_{i=1}^{N} (a_i - a_{i-1})^2$$"
    assert verdicts(text + r"$$\sum_{i=1}^{N} (a_i - a_{i-1}) = a_N$$")[1] != "refuted"


def test_a_claim_that_reads_beyond_the_definitions_is_not_read() -> None:
    text = r"Let $x \in \mathbb{R}^N$. $$L = \sum_{i=1}^{N} x_i v_i$$ "
    assert verdicts(text + r"$$\sum_{i=1}^{N} v_{i+1} = \sum_{i=2}^{N} v_i$$")[1] == "error"
    assert verdicts(text + r"$$\sum_{i=1}^{N-1} v_{i+1} = \sum_{i=2}^{N} v_i$$")[1] == "proved"
    assert (
        verdicts(text.replace("^N$", "^N$, $v \\in \\mathbb{R}^N$") + r"$$\sum_{i=1}^{N} v_{i+1} = v_1$$")[1]
        == "refuted"
    )


@pytest.mark.parametrize(
    "text",
    [
        r"Let $y \in \mathbb{R}^N$. $$y_i = q_i q_{i+1}$$ $$\sum_{i=1}^N q_i = \sum_{i=1}^{N} q_i$$",
        r"Let $x \in \mathbb{R}^N$. $$s = \sum_{i=1}^{N} w_i x_i$$ $$t = \sum_{i=1}^{M} w_i$$"
        r"$$\sum_{i=1}^{M} w_i = \sum_{i=1}^{N} w_i$$",
    ],
)
def test_reads_that_cannot_be_compared_tell_no_shape(text: str) -> None:
    assert verdicts(text)[-1] == "error"


def test_sizes_that_are_compared_by_the_text_are() -> None:
    text = r"Let $M \le N$. $$s = \sum_{i=1}^{N} w_i^2$$ $$t = \sum_{i=1}^{M} w_i$$ "
    assert verdicts(text + r"$$s - t^2 = \sum_{i=1}^{N} w_i^2 - t^2$$")[-1] == "proved"
    assert verdicts(text + r"$$t = \sum_{i=1}^{N} w_i$$")[-1] == "refuted"


def test_where_a_bracket_chooses_what_is_read_a_range_tells_nothing() -> None:
    text = r"Let $x \in \mathbb{R}^N$. $$L = \sum_{i=1}^{N} x_i v_i + \sum_{i=1}^N [i < N] v_{i+1}$$"
    assert verdicts(text + r"$$\frac{\partial L}{\partial v_i} = x_i + [i > 1]$$") == ["definition", "proved"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial V}{\partial x_1} = -2 (x_2 - x_1)", "proved"),
        (r"\frac{\partial V}{\partial x_N} = 2 (x_N - x_{N-1})", "proved"),
        (r"\frac{\partial V}{\partial x_1} = 2 (x_2 - x_1)", "refuted"),
        (r"x_{N+1} = 0", "proved"),  # no size has that entry
    ],
)
def test_entries_that_are_named_are_there(claim: str, verdict: str) -> None:
    assert verdicts(r"Let $x \in \mathbb{R}^N$. " + VARIATION + f"$${claim}$$") == ["definition", verdict]
