"""Suppositions of a case that the text may have left; equations that a sentence derives; constants with a gradient."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LEAST_SQUARES = (
    "# Least squares\n\nLet $X \\in \\mathbb{R}^{n \\times d}$, $u \\in \\mathbb{R}^n$, $w \\in \\mathbb{R}^d$ and\n\n"
    "$$ L = \\frac12 \\|X w - u\\|^2 $$\n\n"
)
GENERAL = "$$ \\nabla_w L = X^\\top (X w - u) $$\n\n"
SPECIAL = "$$ \\nabla_w L = X^\\top X w $$\n\n"
WRONG = "$$ \\nabla_w L = 2 X^\\top X w $$\n\n"
CASE = "Suppose that $X^\\top u = 0$. Then\n\n"


def test_a_heading_may_leave_a_case_of_what_was_claimed_in_general() -> None:
    text = LEAST_SQUARES + GENERAL + "# Orthogonal targets\n\n" + CASE + SPECIAL + "# Descent\n\nThe gradient is\n\n"
    expected = ["definition", "proved", "proved", "undecided", "proved", "refuted"]
    assert verdicts(text + SPECIAL + GENERAL + WRONG) == expected


def test_a_case_goes_on_within_its_section() -> None:
    text = LEAST_SQUARES + GENERAL + CASE + SPECIAL + "The gradient is thus\n\n" + SPECIAL + WRONG
    assert verdicts(text) == ["definition", "proved", "proved", "proved", "refuted"]


@pytest.mark.parametrize("words", ["## The general case\n\nHere\n\n", "Back to arbitrary targets:\n\n"])
def test_words_that_lead_back(words: str) -> None:
    text = LEAST_SQUARES + CASE + SPECIAL + words + SPECIAL + GENERAL + WRONG
    assert verdicts(text) == ["definition", "proved", "undecided", "proved", "refuted"]


def test_a_standing_assumption_outlasts_its_section() -> None:
    text = (
        "# Cross-entropy\n\nLet $z, y \\in \\mathbb{R}^K$, $p_k = \\exp(z_k) / \\sum_j \\exp(z_j)$ and\n\n"
        "$$ L = -\\sum_k y_k \\log p_k $$\n\nAssume that the targets satisfy $\\sum_k y_k = 1$.\n\n# Gradient\n\n"
        "$$ \\frac{\\partial L}{\\partial z_k} = p_k - y_k $$\n\n# Hessian\n\nIn general,\n\n"
        "$$ \\frac{\\partial^2 L}{\\partial z_k \\partial z_j} = p_k (\\delta_{kj} - p_j) $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "proved"]


def test_a_value_that_a_sentence_states_is_one_for_its_argument() -> None:
    text = (
        "Let $g, v \\in \\mathbb{R}^n$ and $\\beta, \\eta \\in \\mathbb{R}$.\n\n$$ u_i = \\beta v_i + \\eta g_i $$\n\n"
        "The plain method has $\\beta = 0$:\n\n$$ u_i = \\eta g_i $$\n\nThe gradient with respect to $v$ is\n\n"
    )
    lines = ["\\frac{\\partial u_i}{\\partial v_i} = " + right for right in ("0", "\\beta", "1")]
    expected = ["definition", "proved", "undecided", "proved", "refuted"]
    assert verdicts(text + "\n\n".join(f"$$ {line} $$" for line in lines)) == expected


WHITE = (
    "Let $S \\in \\mathbb{R}^{d \\times d}$ be symmetric and $w \\in \\mathbb{R}^d$. {words}\n\n"
    "$$ w^\\top S w = \\|w\\|^2 $$\n\n"
)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Whitening gives $S = I$ and hence", "undecided"),
        ("Whitening yields $S = 2 I$ and hence", "refuted"),
        ("Someone wrongly concludes $S = I$ and hence", "refuted"),
        ("Hence", "refuted"),
    ],
)
def test_an_equation_that_a_sentence_derives(words: str, verdict: str) -> None:
    assert verdicts(WHITE.replace("{words}", words) + "In general,\n\n$$ w^\\top S w = \\|w\\|^2 $$") == [
        verdict,
        "refuted",
    ]


def test_a_constant_of_which_a_later_line_takes_a_gradient() -> None:
    text = r"""Let $y \in \mathbb{R}^n$ and $\bar y = \frac1n \sum_i y_i$. With a constant $c$
put $u_i = \bar y + c \, (y_i - \bar y)$.

$$ \frac{\partial u_i}{\partial y_j} = c \, \delta_{ij} + \frac{1 - c}{n} $$

$$ \frac{\partial u_i}{\partial y_j} = c \, \delta_{ij} $$

$$ \frac{\partial c}{\partial y_j} = y_j $$
"""
    assert verdicts(text) == ["undecided", "refuted", "undecided"]


def test_a_named_gradient_is_that_of_its_loss() -> None:
    text = r"""Let $W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $z = W x$
and $\delta = \frac{\partial L}{\partial z}$.

$$ \frac{\partial L}{\partial x_j} = \sum_i W_{ij} \delta_i $$

$$ \frac{\partial L}{\partial x_j} = \sum_i W_{ij} $$
"""
    assert verdicts(text) == ["proved", "refuted"]


def test_a_structure_goes_on_behind_its_section() -> None:
    text = "# Surface\n\nLet $H \\in \\mathbb{R}^{n \\times n}$ and $w \\in \\mathbb{R}^n$.\n\n"
    text += "$$ \\nabla_w (w^\\top H w) = (H + H^\\top) w $$\n\n# Projections\n\nNow suppose that\n\n$$ H H = H $$\n\n"
    text += "Then\n\n$$ H^3 = H $$\n\n# Consequences\n\n$$ H (w - H w) = 0, \\qquad H w = w $$\n"
    assert verdicts(text) == ["proved", "hypothesis", "proved", "proved", "refuted"]
