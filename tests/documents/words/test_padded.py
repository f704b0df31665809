r"""Padding that the text counts in zeros is a whole number."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize(
    "words",
    [
        "padded with $P$ zeros",
        "with $P$ zeros on both sides",
        "zero-padded by $P$",
        "where the input is padded by $P$ zeros at each end",
        "padding $x$ with $P$ zeros",
    ],
)
def test_zeros_are_counted(words: str) -> None:
    text = (
        f"Let $x \\in \\mathbb{{R}}^{{H}}$, $k \\in \\mathbb{{R}}^{{R}}$ and $y \\in \\mathbb{{R}}^{{H}}$, {words}:\n\n"
        "$$ y_i = \\sum_{r=0}^{R-1} k_r x_{i+r-P} $$\n\n"
        "$$ \\frac{\\partial y_i}{\\partial k_r} = x_{i+r-P} $$\n\n"
        "$$ \\frac{\\partial y_i}{\\partial k_r} = x_{i+r+P} $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]
