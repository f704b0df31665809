r"""Equations that a text poses, "setting the gradient to zero": they are no slips, and neither is what follows."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

REGRESSION = r"""Let $X \in \mathbb{R}^{N \times D}$ have rank $D$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^D$ and
$$ L = \tfrac12 \| X w - y \|^2. $$
The gradient is $$ \nabla_w L = X^\top (X w - y). $$

"""
NORMAL = r"X^\top X w = X^\top y"
SOLVED = r"w = (X^\top X)^{-1} X^\top y"


@pytest.mark.parametrize(
    "lead",
    [
        "Setting the gradient to zero,",
        "We set this equal to zero:",
        "Setting $\\nabla_w L$ to zero, we find",
        "Set the derivative with respect to $w$ equal to $0$:",
        "Equating the gradient to zero yields",
        "This must be set to zero, that is,",
        "The derivative is set to zero.\n\nSetting it to zero:",
        "The first-order optimality condition is",
        "We now solve",
        "We want $w$ such that",
        "A minimum requires that",
        "The condition for a minimum is",
        "The gradient is zero when",
    ],
)
def test_what_is_set_to_zero_is_left_open_and_so_is_what_follows(lead: str) -> None:
    text = f"{REGRESSION}{lead}\n\n$$ X^\\top (X w - y) = 0. $$\n\nHence\n\n$$ {NORMAL} $$\n\nand\n\n$$ {SOLVED} $$\n"
    assert verdicts(text) == ["definition", "proved", "undecided", "undecided", "undecided"]


@pytest.mark.parametrize("wrong", [r"X^\top X w = -X^\top y", r"X^\top X w = X^\top y + X^\top X w", r"X w = 2 y"])
def test_what_is_wrong_there_too_is_refuted(wrong: str) -> None:
    text = f"{REGRESSION}Setting it to zero,\n\n$$ \\nabla_w L = X^\\top (X w - y) = 0. $$\n\nHence\n\n$$ {wrong} $$\n"
    assert verdicts(text) == ["definition", "proved", "proved", "undecided", "refuted"]


def test_a_gradient_is_one_everywhere() -> None:
    text = f"{REGRESSION}Setting it to zero,\n\n$$ X^\\top (X w - y) = 0. $$\n\n$$ \\nabla_w L = X^\\top (y - X w) $$\n"
    assert verdicts(text) == ["definition", "proved", "undecided", "refuted"]


@pytest.mark.parametrize(
    "lead", ["Setting the gradient to zero gives", "which we set to zero to obtain", "The normal equations are"]
)
def test_what_is_found_from_there_is_left_open(lead: str) -> None:
    assert verdicts(f"{REGRESSION}{lead}\n\n$$ {NORMAL} $$\n") == ["definition", "proved", "undecided"]


@pytest.mark.parametrize(
    "sign", [r"\overset{!}{=}", r"\stackrel{!}{=}", r"\overset{\text{set}}{=}", r"\stackrel{\text{!}}{=}"]
)
def test_a_sign_asks_for_it(sign: str) -> None:
    text = f"{REGRESSION}$$ \\nabla_w L = X^\\top X w - X^\\top y {sign} 0 $$\n\n$$ {NORMAL} $$\n"
    assert verdicts(text) == ["definition", "proved", "proved", "undecided", "undecided"]


@pytest.mark.parametrize(
    "lead",
    [
        "",
        "Hence",
        "The gradient vanishes:",
        "The residuals sum to zero:",
        "With zero padding,",
        "It is never zero, and",
    ],
)
def test_what_is_said_to_vanish_is_judged(lead: str) -> None:
    assert verdicts(f"{REGRESSION}{lead}\n\n$$ X^\\top (X w - y) = 0 $$\n") == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "lead",
    [
        "The optimal weights are",
        "The minimiser is",
        "The least squares solution is given by",
        "A stationary point is",
        "The loss is minimal for",
        "To find the minimum, we take",
    ],
)
def test_what_an_input_is_at_the_point_that_is_looked_for_is_left_open(lead: str) -> None:
    text = f"{REGRESSION}{lead}\n\n$$ {SOLVED} $$\n\nwith\n\n$$ X^\\top X w = X^\\top y $$\n\n$$ X w = 2 y $$\n"
    assert verdicts(text) == ["definition", "proved", "undecided", "undecided", "refuted"]


@pytest.mark.parametrize("lead", ["The weights are", "One step gives", "Hence", "We need the weights:"])
def test_other_words_leave_the_value_of_an_input_to_be_judged(lead: str) -> None:
    assert verdicts(f"{REGRESSION}{lead}\n\n$$ {SOLVED} $$\n") == ["definition", "proved", "refuted"]


def test_a_slip_in_an_estimate_is_one() -> None:
    text = f"{REGRESSION}The estimate of the gradient is\n\n$$ \\nabla_w L = X^\\top y $$\n"
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_chain_from_a_derivative_to_zero_asks_for_it() -> None:
    text = f"{REGRESSION}$$ \\nabla_w L = X^\\top X w - X^\\top y = 0 $$\n\n$$ {NORMAL} $$\n\n$$ \\nabla_w L = 0 $$\n"
    assert verdicts(text) == ["definition", "proved", "proved", "undecided", "undecided", "undecided"]
    assert verdicts(f"{REGRESSION}$$ \\nabla_w L = 0 $$\n") == ["definition", "proved", "refuted"]
    assert verdicts(f"{REGRESSION}$$ X w = y = 0 $$\n") == ["definition", "proved", "refuted", "refuted"]


def test_what_is_zero_stays_proved() -> None:
    assert verdicts(f"{REGRESSION}Setting it to zero:\n\n$$ X^\\top (X w - y) - \\nabla_w L = 0 $$\n")[2] == "proved"


def test_an_equation_that_cannot_be_read_leaves_open_what_rests_on_it() -> None:
    text = f"{REGRESSION}Setting it to zero:\n\n$$ X^\\top (X w - q) = 0 $$\n\nHence\n\n$$ {NORMAL} $$\n"
    assert verdicts(text) == ["definition", "proved", "error", "undecided"]


def test_the_remedy_is_named() -> None:
    text = f"{REGRESSION}Setting it to zero,\n\n$$ X^\\top (X w - y) = 0. $$\n\n$$ {NORMAL} $$\n"
    _, _, posed, after = judged(text)
    assert 'announce it with "suppose"' in posed["message"]
    assert "X^\\top (X w - y) = 0" in after["message"]


OLS = r"""Let $w \in \mathbb{R}^d$, $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$ and
$$ J = \frac12 \|X w - y\|^2 $$
"""


@pytest.mark.parametrize("arrow", [r"\implies", r"\Rightarrow", r"\iff", "=>"])
def test_what_stands_before_an_arrow_is_not_claimed_to_be_zero(arrow: str) -> None:
    """``\\nabla J = 0 \\implies X^\\top X w = X^\\top y``."""
    right = rf"$$ \nabla_w J = 0 {arrow} X^\top X w = X^\top y $$"
    assert verdicts(f"{OLS}\n{right}\n")[1:] == ["undecided", "undecided"]
    wrong = rf"$$ \nabla_w J = 0 {arrow} X^\top X w = 2 X^\top y $$"
    assert verdicts(f"{OLS}\n{wrong}\n")[1:] == ["undecided", "refuted"]
    gradient = rf"$$ \nabla_w J = X^\top (X w + y) {arrow} \nabla_w^2 J = X^\top X $$"
    assert verdicts(f"{OLS}\n{gradient}\n")[1] == "refuted"
