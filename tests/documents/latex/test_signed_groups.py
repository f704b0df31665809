r"""Braces that do not show: ``{a}{-b}`` is a difference; ``\mathit{ReLU}`` is the function."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"{a}{-b} = a - b", "proved"),
        (r"{a}{-b} = -a b", "refuted"),
        (r"\color{red}{a}\color{blue}{-2 b} c = a - 2 b c", "proved"),
        (r"{-a}{-b}{+c} = c - a - b", "proved"),
        (r"{a}{b}{-c} = a b - c", "proved"),
        (r"\frac{a}{-b} = -\frac{a}{b}", "proved"),
        (r"a^{2}{-b} = a^2 - b", "proved"),
        (r"e^{-a}{-b} = e^{-a} - b", "proved"),
        (r"\frac{\partial}{\partial a} \mathit{ReLU}(a) = [a > 0]", "proved"),
        (r"\frac{\partial}{\partial a} \mathit{ReLU}(a) = [a < 0]", "refuted"),
    ],
)
def test_braces_that_do_not_show(claim: str, verdict: str) -> None:
    assert verdicts(rf"Let $a, b, c \in \mathbb{{R}}$. $$ {claim} $$") == [verdict]
