r"""A column times a row, ``b \mathbf{1}^\top``, whether the column is a vector or a matrix with one column."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize("shape", [r"n \times 1", "n"])
@pytest.mark.parametrize("ones", [r"\mathbf{1}", r"\mathbf{1}_m", "v"])
def test_a_column_times_a_row(shape: str, ones: str) -> None:
    text = r"Let $X \in \mathbb{R}^{d \times m}$, $W \in \mathbb{R}^{n \times d}$, $v \in \mathbb{R}^m$, "
    text += rf"$b \in \mathbb{{R}}^{{{shape}}}$." "\n\n" rf"$$ Z = W X + b {ones}^\top $$" "\n\n"
    text += rf"$$ \frac{{\partial J}}{{\partial b}} = \frac{{\partial J}}{{\partial Z}} {ones} $$" "\n\n"
    text += rf"$$ \frac{{\partial J}}{{\partial b}} = \frac1m \frac{{\partial J}}{{\partial Z}} {ones} $$"
    assert verdicts(text) == ["definition", "proved", "refuted"]
