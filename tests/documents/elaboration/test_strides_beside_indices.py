"""A stride that is positive may be taken out of a condition on an index; one that may be 0 may not."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

_HEAD = r"""Let $x, y \in \mathbb{R}^{n}$, $w \in \mathbb{R}^{K}$ and let $s$ be a %s integer.
$$ y_t = \sum_{k=0}^{K-1} w_k x_{t - s k} $$
"""


@pytest.mark.parametrize(
    ("line", "always"),
    [
        (r"\sum_{i=0}^{n-1} [s i = 0] = 1", False),
        (r"\sum_{i=0}^{n-1} [s i = s j] x_i = x_j", False),
        (r"\frac{\partial y_t}{\partial x_t} = w_0", False),
        (r"\sum_{i=0}^{n-1} [s i \ge 0] = n", True),
    ],
)
def test_what_a_positive_stride_multiplies(line: str, always: bool) -> None:
    assert verdicts(_HEAD % "positive" + f"$$ {line} $$")[-1] == "proved"
    assert (verdicts(_HEAD % "nonnegative" + f"$$ {line} $$")[-1] == "proved") == always


@pytest.mark.parametrize("window", [r"\max_{0 \le k < s}", r"\sum_{0 \le k < s}", r"\max_{k=0}^{s-1}"])
@pytest.mark.parametrize(("first", "verdict"), [("x_{si}", "proved"), ("x_{si+s}", "refuted")])
def test_a_size_of_a_vector_is_no_index_beside_one(window: str, first: str, verdict: str) -> None:
    head = r"Let $x \in \mathbb{R}^{sn}$ and $y \in \mathbb{R}^{n}$. Indices start at zero." "\n\n"
    claim = rf"$$ y_i \ge {first} $$" if "max" in window else rf"$$ \frac{{\partial y_i}}{{\partial {first}}} = 1 $$"
    assert verdicts(head + rf"$$ y_i = {window} x_{{si + k}} $$" "\n\n" + claim) == ["definition", verdict]
