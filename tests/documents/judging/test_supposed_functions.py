r"""Functions that a sentence brings up with "for" or "as to", and of which its own displays then say more."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

CLAIMS = r"""
$$ \nabla_x g(x,z) = -2\gamma(x-z)g(x,z), $$
$$ \frac{\partial g(x,z)}{\partial z_i} = -2\gamma(x_i-z_i)g(x,z), $$
$$ g(x,z) = e^{-\gamma\|x\|^2}e^{2\gamma x^\top z}e^{-\gamma\|z\|^2}. $$"""
KERNEL = r"$g(x,z)=\exp(-\gamma\|x-z\|^2)$"
NUMBERS = r"$\gamma>0$ and $x,z\in\mathbb{R}^d$"


@pytest.mark.parametrize(
    "lead",
    [
        f"For the Gaussian kernel {KERNEL} with {NUMBERS}, verify that",
        f"For {KERNEL} (where {NUMBERS}) one finds",
        f"Consider {KERNEL} with {NUMBERS}.",
        f"With {NUMBERS} and the kernel {KERNEL} check:",
    ],
)
def test_what_a_line_behind_a_use_says_is_no_definition(lead: str) -> None:
    assert verdicts(lead + CLAIMS) == ["proved", "refuted", "proved"]


def test_a_function_without_definition_refutes_no_gradient() -> None:
    """The text tells what ``g`` is in a manner that is not read."""
    assert verdicts(f"Take {NUMBERS}. As to {KERNEL}, we have{CLAIMS}")[:2] == ["undecided", "undecided"]


def test_a_supposed_value_tells_no_gradient() -> None:
    text = r"""Let $x\in\mathbb{R}^d$ and let $f$ be smooth. For a linear unit $f(x) = c^\top x$, $c\in\mathbb{R}^d$,
$$ \nabla f(x) = c $$
For a bowl
$$ f(x) = x^\top x $$
$$ \nabla f(x) = 2x $$"""
    assert "refuted" not in verdicts(text)
