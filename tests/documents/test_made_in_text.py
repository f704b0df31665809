r"""What running text defines: ``y = W x`` of a declared ``y``, however announced; names of derivatives in words."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.document import read

SHAPES = r"Let $x\in\mathbb{R}^d$, $y\in\mathbb{R}^m$, $W \in\mathbb{R}^{m\times d}$. "
CLAIMS = r"""

$$ \frac{\partial L}{\partial x} = W^\top \frac{\partial L}{\partial y} $$
$$ \frac{\partial L}{\partial x} = 2 W^\top \frac{\partial L}{\partial y} $$
"""


@pytest.mark.parametrize(
    "words",
    [
        r"The layer computes $y = W x$.",
        r"A layer maps $x$ to $y = Wx$.",
        r"The vector is written as $y = W x$.",
        r"We parametrise $y = Wx$.",
        r"Here $y = Wx$.",
        r"$y = Wx$.",
        r"For $y = Wx$ we get",
        r"The prediction, $y = Wx$, is linear.",
    ],
)
def test_a_declared_name_is_defined_in_the_text(words: str) -> None:
    equations = check(read(SHAPES + words + CLAIMS), suggest=False)["equations"]
    assert [e["verdict"] for e in equations] == ["proved", "refuted"]


@pytest.mark.parametrize("words", [r"Instead of $y = Wx$ we take another map.", r"It would be wrong to set $y = Wx$."])
def test_what_is_not_done_defines_nothing(words: str) -> None:
    document = read(SHAPES + words + CLAIMS)
    assert "y" not in document.equations[0].theory.definitions


@pytest.mark.parametrize(
    "words",
    [
        r"Let $\delta$ denote $\frac{\partial L}{\partial y}$.",
        r"Write $\delta$ for $\partial L/\partial y$.",
        r"We abbreviate $\frac{\partial L}{\partial y}$ by $\delta$.",
        r"Let $\delta$ be the gradient $\frac{\partial L}{\partial y}$.",
        r"$\frac{\partial L}{\partial y}$ is denoted by $\delta$.",
    ],
)
def test_names_of_derivatives_in_words(words: str) -> None:
    text = (
        SHAPES
        + r"The layer computes $y = W x$. "
        + words
        + r"""

$$ \frac{\partial L}{\partial W} = \delta x^\top, \qquad \frac{\partial L}{\partial x} = W^\top \delta $$
$$ \frac{\partial L}{\partial x} = -W^\top \delta $$
"""
    )
    assert [e["verdict"] for e in check(read(text), suggest=False)["equations"]] == ["proved", "proved", "refuted"]


def test_a_display_that_defines_comes_before_the_text() -> None:
    text = (
        SHAPES
        + r"""Let $b \in \mathbb{R}^m$. A linear map is $y = W x$. With an offset
$$ y = W x + b $$
$$ \frac{\partial L}{\partial b} = \frac{\partial L}{\partial y}, \qquad y = W x $$
"""
    )
    equations = check(read(text), suggest=False)["equations"]
    assert [e["verdict"] or e["role"] for e in equations] == ["definition", "proved", "refuted"]
