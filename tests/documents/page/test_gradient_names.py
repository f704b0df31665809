"""Gradients named by a ``d`` before their variable: ``dX``, as backward passes are coded."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LINEAR = r"""Let $X \in \mathbb{R}^{N \times D}$, $W \in \mathbb{R}^{D \times M}$, $b \in \mathbb{R}^M$.
$$ Y_{nm} = \sum_d X_{nd} W_{dm} + b_m $$
"""


@pytest.mark.parametrize("d", ["d", r"\mathrm{d}"])
@pytest.mark.parametrize(
    "said",
    [
        "Write $DY$ for $\\partial L / \\partial Y$.",
        "The gradient $\\frac{\\partial L}{\\partial Y}$ is denoted by\n$$ DY = \\frac{\\partial L}{\\partial Y} $$",
        "Let $DY = \\nabla_Y L$ arrive from above.",
    ],
)
def test_a_name_that_is_said_to_be_a_gradient(d: str, said: str) -> None:
    lines = r"""$$ \frac{\partial L}{\partial W} = X^\top DY, \quad \frac{\partial L}{\partial X} = DY W^\top,
    \quad \frac{\partial L}{\partial b_m} = \sum_n DY_{nm}, \quad \frac{\partial L}{\partial b_m} = DY_{1m} $$"""
    found = verdicts(LINEAR + said.replace("D", d, 1) + lines.replace("DY", f"{d} Y"))
    assert found[-4:] == ["proved", "proved", "proved", "refuted"]


def test_more_names_are_explained_by_the_first_and_by_their_rule() -> None:
    defined = (
        LINEAR
        + r"""$$ dY = \frac{\partial L}{\partial Y}, \qquad dW = X^\top dY $$
    $$ \frac{\partial L}{\partial W} = dW, \qquad \frac{\partial L}{\partial W} = 2 dW $$"""
    )
    assert verdicts(defined)[1:] == ["definition", "proved", "proved", "refuted"]
    ruled = (
        LINEAR
        + r"""We write $dY$ for $\partial L / \partial Y$, and likewise for the others.
    $$ dW = X^\top dY, \qquad dX = W dY^\top, \qquad dX = dY W^\top $$"""
    )
    assert verdicts(ruled)[1:] == ["proved", "error", "proved"]


BACKWARD = r"""Let $X \in \mathbb{R}^{N \times D}$, $W \in \mathbb{R}^{D \times K}$, $b \in \mathbb{R}^K$,
$Z = X W + \mathbf{1} b^\top$, $A = \sigma(Z)$, and let $L$ be the loss.  SAID
"""


@pytest.mark.parametrize(
    "said",
    [
        r"We write $dA = \partial L / \partial A$.",
        "We have\n$$ dA = \\frac{\\partial L}{\\partial A} $$\nfrom the layer above.",
        r"Write $dA$ for $\nabla_A L$.",
        r"$dA$ denotes the gradient of $L$ with respect to $A$.",
        r"$dV$ denotes the gradient of $L$ with respect to $V$.",
    ],
)
@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"dZ = dA \odot A \odot (1 - A)", "proved"),
        (r"dZ = dA \odot A \odot (1 + A)", "refuted"),
        (r"dW = X^\top dZ", "proved"),
        (r"dW = \frac1N X^\top dZ", "refuted"),
        (r"db = dZ^\top \mathbf{1}", "proved"),
        (r"db_k = \sum_n dZ_{nk}", "proved"),
        (r"db_k = \frac1N \sum_n dZ_{nk}", "refuted"),
        (r"dX = dZ\, W^\top", "proved"),
        (r"dX = 2\, dZ\, W^\top", "refuted"),
    ],
)
def test_a_line_of_a_backward_pass_is_a_claim(said: str, line: str, verdict: str) -> None:
    assert verdicts(f"{BACKWARD.replace('SAID', said)}\n$$ {line} $$\n")[-1] == verdict


def test_gradients_of_two_losses_are_no_rule() -> None:
    text = BACKWARD.replace(
        "SAID", r"Let $E$ be a loss, $dA = \partial L / \partial A$ and $dZ = \partial E / \partial Z$."
    )
    assert verdicts(text + r"$$ dW = 2 X^\top dZ $$")[-1] == "definition"


def test_the_letter_may_be_a_size_too() -> None:
    text = r"""Let $Q, K \in \mathbb{R}^{n \times d}$ and $S = Q K^\top$, with $dS = \partial L / \partial S$.
    $$ \frac{\partial L}{\partial Q} = dS\, K, \qquad \frac{\partial L}{\partial Q} = \frac{1}{d} d S\, K,
    \qquad \sum_{j=1}^{d} 2 = 2 d $$"""
    assert verdicts(text) == ["proved", "refuted", "proved"]


def test_a_fraction_of_differentials_stays_a_derivative() -> None:
    text = r"""Let $x \in \mathbb{R}^n$ and $y = \sum_i x_i^2$, with $dx_i = \frac{\partial y}{\partial x_i}$.
    $$ \frac{dy}{dx_i} = 2 x_i, \qquad dy/dx_i = dx_i, \qquad \frac{dx_i}{2} = x_i, \qquad \frac{dy}{dx_i} = x_i $$"""
    assert verdicts(text) == ["proved", "proved", "proved", "refuted"]


def test_without_such_words_it_is_a_product_or_a_differential() -> None:
    product = r"""Let $x \in \mathbb{R}^d$. $$ s = \sum_{i=1}^d \sum_{j=1}^d x_i $$
    $$ s = d \sum_i x_i, \qquad \frac{\partial s}{\partial x_i} = d, \qquad s = \sum_i x_i $$"""
    assert verdicts(product)[1:] == ["proved", "proved", "refuted"]
    assert verdicts(LINEAR + r"$$ dY = dX W $$")[1:] == ["error"]


@pytest.mark.parametrize(
    "told",
    [
        "The cost is an unknown function $J(h)$, and",
        "A smooth function $J(h)$ is given, and",
        "With a function $J$ and",
    ],
)
def test_a_gradient_in_the_sentence_of_a_function_is_none(told: str) -> None:
    text = rf"""Let $W \in \mathbb{{R}}^{{n \times n}}$, $x \in \mathbb{{R}}^n$. {told}
$\bar h = \frac{{\partial J}}{{\partial h}}$.
$$ h = \tanh(W x) $$
$$ \frac{{\partial J}}{{\partial x}} = W^\top (\bar h \odot (1 - h \odot h)) $$
$$ \frac{{\partial J}}{{\partial x}} = W (\bar h \odot (1 - h \odot h)) $$"""
    assert verdicts(text)[-2:] == ["proved", "refuted"]


COURSE = r"""$X$ has shape $(n, m)$, $Y$ has shape $(1, m)$, $W$ has shape $(1, n)$, $b$ is a scalar.
$$ Z = W X + b, \qquad A = \sigma(Z) $$
$$ J = -\frac1m \sum_{i=1}^m \left( Y_{1i} \log A_{1i} + (1 - Y_{1i}) \log(1 - A_{1i}) \right) $$
$$ dZ = A - Y $$
"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial J}{\partial W} = \frac{1}{m} dZ X^T", "proved"),
        (r"\frac{\partial J}{\partial W} = dZ X^T", "refuted"),
        (r"\frac{dJ}{dW} = \frac{1}{m} dZ X^T", "proved"),
        (r"dU = A dV", "error"),  # of differentials, some have no value
    ],
)
def test_notes_that_give_each_such_name_a_value(claim: str, verdict: str) -> None:
    assert verdicts(f"{COURSE}\n$$ {claim} $$\n")[-1] == verdict
