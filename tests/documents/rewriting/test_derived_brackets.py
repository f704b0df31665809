r"""Brackets with a prime beside a derivative, ``\sigma'(x) = (1 / (1 + e^{-x}))'``, and upper limits alone."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize(
    ("last", "verdict"),
    [(r"\frac{e^{-x}}{(1 + e^{-x})^2}", "proved"), (r"-\frac{e^{-x}}{(1 + e^{-x})^2}", "refuted")],
)
def test_a_bracket(last: str, verdict: str) -> None:
    text = rf"$$ \sigma'(x) = \left(\frac{{1}}{{1 + e^{{-x}}}}\right)' = {last} $$"
    assert verdicts(text) == ["proved", verdict]


def test_a_transposed_bracket() -> None:
    text = (
        r"Let $X \in \mathbb{R}^{n \times d}$, $b \in \mathbb{R}^d$ and $y \in \mathbb{R}^n$. "
        r"$$ (y - X b)'(y - X b) = y'y - 2 b'X'y + b'X'X b $$ $$ (y - X b)'(y - X b) = y'y - b'X'y + b'X'X b $$"
    )
    assert verdicts(text) == ["proved", "refuted"]


@pytest.mark.parametrize("limit", [r"\sum_k^C", r"\sum_{k=1}^C"])
def test_an_upper_limit_of_which_nothing_is_said(limit: str) -> None:
    lines = (
        rf"p_j = \frac{{e^{{a_j}}}}{{{limit} e^{{a_k}}}}",
        rf"L = {limit} a_k p_k",
        r"\frac{\partial p_j}{\partial a_i} = p_j (\delta_{ij} - p_i)",
        r"\frac{\partial p_j}{\partial a_i} = p_j (\delta_{ij} - p_j)",
    )
    text = "\n\n".join(f"$$ {x} $$" for x in lines)
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]
