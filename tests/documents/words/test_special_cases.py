"""What prose says about a case, in passing or of one formula only, holds nowhere else."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

REMARKS = [
    r"When $\alpha = 0$ this is easy.",
    r"If $\alpha = 0$ we are done.",
    r"For $\alpha = 0$ see below.",
    r"The choice $\alpha = 0$ is popular.",
    r"In the special case $\alpha = 0$ nothing is left.",
    r"It is trivial if $n = 1$.",
    r"In the case $n = 1$ there is one entry.",
    r"For example $n = 1$ is allowed.",
    r"The map is $f(a) = 0$ for $a > 0$ and $f(a) = a$ otherwise.",
    r"We have $u(a) = a$ if $a > 0$.",
    r"The bound is sharp for $\alpha > 1$ when $\alpha < 2$.",
]


@pytest.mark.parametrize("remark", REMARKS)
def test_a_case_in_passing(remark: str) -> None:
    text = rf"""
Let $x \in \mathbb{{R}}^n$ and $\alpha \in \mathbb{{R}}$. {remark}

$$ y_i = \alpha x_i $$

$$ y_i = 0 $$

$$ \sum_i x_i = x_1 $$

$$ |\alpha| = \alpha $$
"""
    assert verdicts(text)[1] == "refuted"
    assert verdicts(text)[2] in ("refuted", "undecided")
    assert verdicts(text)[3] == "refuted"


def test_what_is_stated_for_the_whole_document_still_holds() -> None:
    text = r"""
Let $A \in \mathbb{R}^{K}$ for $K = 2P + 1$, $P$ a positive integer, with $\eta > 0$ and $\beta = 2$.

$$ |\eta| = \eta $$

$$ \beta^2 = 4 $$

$$ \sum_{k=0}^{K-1} 1 = 2P + 1 $$
"""
    assert verdicts(text) == ["proved", "proved", "proved"]


def test_the_definition_of_a_function_by_cases_in_prose_does_not_count() -> None:
    text = r"""
The ELU with $\alpha > 0$ is $E(a) = a$ for $a > 0$ and $\alpha(e^a - 1)$ otherwise; in one formula

$$ E(a) = a [a > 0] + \alpha (e^a - 1) [a \le 0] $$

$$ E'(a) = [a > 0] + (E(a) + \alpha) [a \le 0] $$

$$ E'(a) = [a > 0] + E(a) [a \le 0] $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_two_pi_is_one_argument() -> None:
    assert verdicts(r"$$ \ln 2\pi = \ln 2 + \ln \pi $$") == ["proved"]
    assert verdicts(r"$$ \ln 2 \pi x = 0 $$") == ["error"]


def test_an_entry_of_a_name_with_a_subscript() -> None:
    text = r"""
Let $W_h \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$.

$$ y_i = \sum_j (W_h)_{ij} x_j $$

$$ \frac{\partial y_i}{\partial (W_h)_{kj}} = \delta_{ik} x_j $$

$$ \frac{\partial y_i}{\partial (W_h)_{kj}} = x_j $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_gradient_is_named_in_passing_although_its_shape_is_stated() -> None:
    text = r"""
Let $w \in \mathbb{R}$, $x, g \in \mathbb{R}^N$.

$$ y_n = w x_n $$

The incoming gradient is $g_n = \partial L / \partial y_n$. Then

$$ \frac{\partial L}{\partial w} = \sum_n g_n x_n $$

$$ \frac{\partial L}{\partial w} = \sum_n g_n $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_case_in_words_and_in_apposition() -> None:
    text = r"""Gradients $g_1, \dots, g_T \in \mathbb{R}$, $m_0 = 0$, $\beta \in (0,1)$. For $t = 1, \dots, T$:
    $$ m_t = \beta m_{t-1} + (1 - \beta) g_t $$ With constant gradients, $g_s = c$ for all $s$,
    $$ m_t = (1 - \beta^t) c, \qquad m_t = c $$ In general, however, $$ m_t = (1 - \beta^t) c $$"""
    assert verdicts(text)[1:] == ["proved", "refuted", "refuted"]


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        (r"\frac{2 \sum_i p_i t_i}{\sum_i p_i + \sum_i t_i}", "proved"),
        (r"\frac{\sum_i p_i t_i}{\sum_i p_i}", "refuted"),
    ],
)
def test_a_chain_gives_each_name_its_value(right: str, verdict: str) -> None:
    text = r"""Let $p, t \in \mathbb{R}^N$ and $a, b > 0$.

    $$ V = \frac{\sum_i p_i t_i}{\sum_i p_i t_i + a \sum_i p_i (1 - t_i) + b \sum_i (1 - p_i) t_i} $$

    For $a = b = \frac12$ it is the Dice coefficient:

    """
    assert verdicts(f"{text} $$ V = {right} $$")[-1] == verdict
