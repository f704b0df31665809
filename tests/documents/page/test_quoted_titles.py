"""Headings that call something by a name in quotation marks suppose nothing; others may."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

TEXT = r"""\section{Least squares}
Let $X \in \mathbb{R}^{n \times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^n$ and $b \in \mathbb{R}$. Define
\[ L = \| X w + b \mathbf{1} - y \|^2 \]
\paragraph{@} Refuted.
\[ \nabla_w L = 2 X^\top (X w - y) \]
"""


@pytest.mark.parametrize(
    ("title", "verdict"),
    [
        ("``Without bias''", "refuted"),
        ("``the gradient at zero bias''", "refuted"),
        ("The gradient", "refuted"),
        ("Without bias", "undecided"),
        (r"``x\textasciicircum{}2 without bias''", "refuted"),
    ],
)
def test_a_title_in_quotation_marks(title: str, verdict: str) -> None:
    assert verdicts(TEXT.replace("@", title), "a.tex") == ["definition", verdict]
