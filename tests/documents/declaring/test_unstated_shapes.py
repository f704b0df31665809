r"""Derivations without a word about shapes: what all equations together leave, and what they leave open."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.documents.judged import judged, verdicts

LEAST_SQUARES = r"""The error of a linear model is

$$ E(\theta) = \frac{1}{2} (\Phi \theta - t)^T (\Phi \theta - t) $$

"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial E}{\partial \theta} = \Phi^T (\Phi \theta - t)", "proved"),
        (r"\frac{\partial E}{\partial \theta} = \Phi^T \Phi \theta - \Phi^T t", "proved"),
        (r"\frac{\partial E}{\partial \theta} = 2 \Phi^T (\Phi \theta - t)", "refuted"),
        (r"\frac{\partial E}{\partial \theta} = \Phi^T (\Phi \theta + t)", "refuted"),
        (r"\frac{\partial E}{\partial \theta} = \Phi (\Phi \theta - t)", "error"),
        (r"\nabla_\theta E = \Phi^T \Phi \theta - \Phi^T t", "proved"),
        (r"E(\theta) = \frac12 (\theta^T \Phi^T \Phi \theta - 2 t^T \Phi \theta + t^T t)", "proved"),
        (r"E(\theta) = \frac12 (\theta^T \Phi^T \Phi \theta - t^T \Phi \theta + t^T t)", "refuted"),
        (r"\Phi^T \Phi \theta = \Phi^T t", "undecided"),  # where the gradient is zero, which nobody says
        (r"\theta = (\Phi^T \Phi)^{-1} \Phi^T t", "definition"),
    ],
)
def test_least_squares(claim: str, verdict: str) -> None:
    assert verdicts(f"{LEAST_SQUARES}Hence\n\n$$ {claim} $$\n") == ["definition", verdict]


RIDGE = r"""The penalised error of a linear model is

$$ J(w) = \frac{1}{2%s} \|X w - y\|_2^2 + \lambda \|w\|_2^2 $$

"""


@pytest.mark.parametrize("count", ["N", "m"])
@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\nabla_w J = \frac{1}{%s} X^\top (X w - y) + 2 \lambda w", "proved"),
        (r"\nabla_w J = \frac{1}{2%s} X^\top (X w - y) + 2 \lambda w", "refuted"),
        (r"\nabla_w J = \frac{1}{%s} X^\top (X w - y) + \lambda w", "refuted"),
    ],
)
def test_a_count_of_samples_that_only_divides(count: str, claim: str, verdict: str) -> None:
    assert verdicts(f"{RIDGE % count}Hence\n\n$$ {claim % count} $$\n") == ["definition", verdict]


def test_a_count_may_be_the_size_of_an_axis() -> None:
    mean = r"$$ \bar{x} = \frac{1}{N} X^\top \mathbf{1}, \qquad Y = X - \mathbf{1} \bar{x}^\top $$"
    answer = judged(f"The mean is\n\n{mean}\n\nHence\n\n$$ \\mathbf{{1}}^\\top Y = 0 $$\n")
    assert answer[-1]["verdict"] == "undecided"


def test_the_shapes_are_named() -> None:
    (_, claim) = judged(
        rf"{LEAST_SQUARES}Hence $$ \frac{{\partial E}}{{\partial \theta}} = \Phi^T (\Phi \theta - t) $$"
    )
    assert "the shapes that the equations leave" in "; ".join(claim["assumptions"])


LAYER = r"""A layer makes

$$ \mathbf{z} = \mathbf{W} \mathbf{x} + \mathbf{b} $$

and the loss $\mathcal{L}$ is a function of $\mathbf{z}$.

"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (
            r"\frac{\partial \mathcal{L}}{\partial \mathbf{W}} = \frac{\partial \mathcal{L}}{\partial \mathbf{z}} "
            r"\mathbf{x}^\top",
            "proved",
        ),
        (
            r"\frac{\partial \mathcal{L}}{\partial \mathbf{x}} = \mathbf{W}^\top "
            r"\frac{\partial \mathcal{L}}{\partial \mathbf{z}}",
            "proved",
        ),
        (
            r"\frac{\partial \mathcal{L}}{\partial \mathbf{b}} = \frac{\partial \mathcal{L}}{\partial \mathbf{z}}",
            "proved",
        ),
        (
            r"\frac{\partial \mathcal{L}}{\partial \mathbf{b}} = 2 \frac{\partial \mathcal{L}}{\partial \mathbf{z}}",
            "refuted",
        ),
        (
            r"\frac{\partial \mathcal{L}}{\partial W_{ij}} = \frac{\partial \mathcal{L}}{\partial z_i} x_j",
            "proved",
        ),
        (
            r"\frac{\partial \mathcal{L}}{\partial W_{ij}} = -\frac{\partial \mathcal{L}}{\partial z_i} x_j",
            "refuted",
        ),
    ],
)
def test_a_layer(claim: str, verdict: str) -> None:
    assert verdicts(f"{LAYER}Then\n\n$$ {claim} $$\n") == ["definition", verdict]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"- q_i (1 - s_i) + \sum_{k \neq i} q_k s_i = s_i \sum_k q_k - q_i", "proved"),
        (r"- q_i (1 - s_i) + \sum_{k \neq i} q_k s_i = s_i \sum_k q_k + q_i", "refuted"),
        (r"- q_i (1 - s_i) + \sum_{k \neq i} q_k s_i = s_i - q_i", "undecided"),  # right where q sums to 1
        (r"\sum_{i,j} v_{ij} (u_i - u_j)^2 = \sum_{i,j} v_{ij} (u_i^2 - 2 u_i u_j + u_j^2)", "proved"),
        (r"\sum_{i,j} v_{ij} (u_i - u_j)^2 = \sum_{i,j} v_{ij} (u_i^2 - u_i u_j + u_j^2)", "refuted"),
    ],
)
def test_entries(claim: str, verdict: str) -> None:
    assert verdicts(f"We simplify the expression to get\n\n$$ {claim} $$\n") == [verdict]


@pytest.mark.parametrize(
    "claim",
    [
        r"r^\top r = (t - \Phi \theta)^\top (t - \Phi \theta)",  # what r is has been left out
        r"\mathbf{u}^\top K \mathbf{u} = \mathbf{u}^\top (D - A) \mathbf{u}",
        r"\sum_i g_i u_i^2 + \sum_i g_i = \sum_i \left(\sum_j v_{ij}\right) u_i^2 + \sum_{i,j} v_{ij}",
    ],
)
def test_what_may_be_told_by_the_line_itself(claim: str) -> None:
    assert verdicts(f"We also have\n\n$$ {claim} $$\n") == ["undecided"]


def test_a_vector_for_each_sample() -> None:
    text = r"""The log-likelihood is

$$ \ell(\boldsymbol{\mu})
= -\frac{1}{2} \sum_{i=1}^n (\mathbf{x}_i - \boldsymbol{\mu})^\top (\mathbf{x}_i - \boldsymbol{\mu}) $$

and its gradient

$$ \frac{\partial \ell}{\partial \boldsymbol{\mu}} = SIGN \sum_{i=1}^n (\mathbf{x}_i - \boldsymbol{\mu}) $$
"""
    assert verdicts(text.replace("SIGN", "")) == ["definition", "proved"]
    assert verdicts(text.replace("SIGN", "-")) == ["definition", "refuted"]


def test_a_covariance_that_nobody_calls_symmetric() -> None:
    text = r"""The log-density is

$$ \ell = -\frac{1}{2} (\mathbf{x} - \boldsymbol{\mu})^\top \boldsymbol{\Sigma}^{-1} (\mathbf{x} - \boldsymbol{\mu}) $$

and its gradient

$$ \frac{\partial \ell}{\partial \boldsymbol{\mu}} = SIGN \boldsymbol{\Sigma}^{-1} (\mathbf{x} - \boldsymbol{\mu}) $$
"""
    assert verdicts(text.replace("SIGN", "")) == ["definition", "undecided"]
    assert verdicts(text.replace("SIGN", "-")) == ["definition", "refuted"]
    told = text.replace("The log-density", r"With a symmetric matrix $\boldsymbol{\Sigma}$, the log-density")
    assert verdicts(told.replace("SIGN", "")) == ["definition", "proved"]


@pytest.mark.parametrize(
    "text",
    [
        r"Let $C = I - \frac{1}{N} Q C$ be a matrix. $$ C^2 = C $$",
        r"$$ y_{t+1} = a y_t + r_t $$ $$ y_t = r_t $$",
        r"Let $y \in \mathbb{R}^n$. $$ \frac{\partial y^\top y}{\partial q} = 0 $$",
        r"Let $y \in \mathbb{R}^n$. $$ y_i = q_i $$",
    ],
)
def test_what_stays_open(text: str) -> None:
    assert "refuted" not in verdicts(text)
    assert verdicts(text)[-1] != "proved"


@pytest.mark.parametrize("seed", ["1", "2"])
def test_sizes_are_numbered_in_their_order(seed: str) -> None:
    """And not in that of a set, which differs from run to run."""
    text = LEAST_SQUARES + "$$ \\nabla_\\theta E = \\Phi^T (\\Phi \\theta - t) $$"
    program = f"from tests.documents.judged import judged\nprint(judged({text!r})[1]['reading'])"
    found = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert r"shapes E[], \Phi[d_{1},d_{2}], \theta[d_{2}], t[d_{1}]" in found.stdout, found.stdout


@pytest.mark.parametrize(("claim", "verdict"), [("p - t", "proved"), ("t - p", "refuted")])
def test_a_target_that_stands_once_before_the_claims(claim: str, verdict: str) -> None:
    given = r"Let $x \in \mathbb{R}^d$ and $W \in \mathbb{R}^{m \times d}$."
    loss = r"$$ p = \tanh(W x), \quad E = \frac12 \|p - t\|^2 $$"
    text = rf"{given} {loss} $$ \frac{{\partial E}}{{\partial p}} = {claim} $$"
    assert verdicts(text)[2:] == [verdict]


FORWARD = r"""A network computes $z^{(1)} = %s x + b^{(1)}$, $a^{(1)} = \tanh(z^{(1)})$,
$z^{(2)} = %s a^{(1)} + b^{(2)}$ and the loss is %s. Let $\delta = \frac{\partial L}{\partial z^{(2)}}$.
"""
ERRORS = [
    r"$L = \frac12 \|z^{(2)} - y\|^2$",
    r"of $p = \operatorname{softmax}(z^{(2)})$, that is $L = -\sum_k y_k \log p_k$ with $s = \sum_k y_k$",
]


@pytest.mark.parametrize("loss", ERRORS)
@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial L}{\partial W^{(2)}} = \delta (a^{(1)})^\top", "proved"),
        (r"\frac{\partial L}{\partial a^{(1)}} = (W^{(2)})^\top \delta", "proved"),
        (r"\frac{\partial L}{\partial W^{(2)}} = 2 \delta (a^{(1)})^\top", "refuted"),
        (r"\frac{\partial L}{\partial a^{(1)}} = -(W^{(2)})^\top \delta", "refuted"),
    ],
)
def test_layers_that_lead_to_what_is_shown_to_be_a_vector(loss: str, claim: str, verdict: str) -> None:
    text = FORWARD % ("W^{(1)}", "W^{(2)}", loss)
    assert verdicts(f"{text}\n$$ {claim} $$\n") == [verdict]


@pytest.mark.parametrize("turned", ["T", r"\top"])
@pytest.mark.parametrize(("claim", "verdict"), [("a^{(1)} \\delta^T", "proved"), ("-a^{(1)} \\delta^T", "refuted")])
def test_transposed_weights(turned: str, claim: str, verdict: str) -> None:
    text = FORWARD % (f"W^{{(1){turned}}}", f"W^{{(2){turned}}}", ERRORS[0])
    assert verdicts(f"{text}\n$$ \\frac{{\\partial L}}{{\\partial W^{{(2)}}}} = {claim} $$\n") == [verdict]


def test_numbers_are_no_vectors() -> None:
    text = r"$$ y = w x + b, \quad E = \frac12 (y - t)^2 $$ $$ \frac{\partial E}{\partial w} = (y - t) x $$"
    assert verdicts(text)[2:] == ["proved"]


def test_a_line_is_judged_by_what_is_known_where_it_could_be_read() -> None:
    text = r"""$$ p_i = \frac{e^{z_i}}{\sum_j e^{z_j}} $$

$$ L = - \sum_i y_i \log(p_i) $$

where:

* $y_i = 1$ for the correct class, $y_i = 0$ otherwise

$$ \frac{\partial L}{\partial z_i} = p_i - y_i $$
"""
    answer = judged(text)[-1]
    assert answer["verdict"] in ("proved", "undecided")
    assert "not declared" not in answer["message"]
