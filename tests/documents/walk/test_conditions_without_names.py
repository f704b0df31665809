"""Conditions in words before a display about what another one has defined: they are no claims about all inputs."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

GRAM = "Let $A \\in \\mathbb{R}^{m \\times n}$.\n\n$$ H = A^\\top A $$\n\n"


@pytest.mark.parametrize(
    "words",
    [
        "If the columns are orthonormal, then",
        "For orthonormal columns it simplifies to",
        "If $A$ happens to have orthonormal columns, we get",
        "If it so happens that $A$ has orthonormal columns, then",
    ],
)
def test_a_condition_is_of_the_display_behind_it(words: str) -> None:
    assert verdicts(f"{GRAM}{words}\n\n$$ H = I $$\n")[-1] in ("undecided", "proved")
    assert verdicts(f"{GRAM}{words}\n\n$$ H = 2 I $$\n")[-1] != "proved"


@pytest.mark.parametrize("words", ["Hence", "The Gram matrix is", "We get"])
def test_without_a_condition(words: str) -> None:
    assert verdicts(f"{GRAM}{words}\n\n$$ H = I $$\n")[-1] == "refuted"


QUADRATIC = (
    "Let $A \\in \\mathbb{R}^{d \\times d}$ be symmetric, $x, b, y \\in \\mathbb{R}^d$, $L > 0$ and\n\n"
    "$$ f(x) = \\tfrac12 x^\\top A x - b^\\top x $$\n\nFor all $x, y$,\n\n"
    "$$ f(y) = f(x) + (A x - b)^\\top (y - x) + \\tfrac12 (y - x)^\\top A (y - x) $$\n\n"
)
STEP = r"$$ f(y) = f(x) - \frac1L \|\nabla f(x)\|^2 + \frac{1}{2L^2} \nabla f(x)^\top A \nabla f(x) $$"


def test_an_input_that_a_gradient_gives() -> None:
    with_step = "With $y = x - \\frac1L \\nabla f(x)$ one gets\n\n"
    assert verdicts(f"{QUADRATIC}{with_step}{STEP}\n")[1:] == ["proved", "proved"]
    assert verdicts(f"{QUADRATIC}{with_step}{STEP.replace('2L^2', 'L^2')}\n")[1:] == ["proved", "refuted"]
    assert verdicts(f"{QUADRATIC}Hence\n\n{STEP}\n")[1:] == ["proved", "refuted"]
