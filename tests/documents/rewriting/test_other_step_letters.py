r"""Steps counted by another letter, recurrences that the text states by way of others, and samples of arguments."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

CELL = (
    r"We have $h_t \in \mathbb{R}^n$, $x_t \in \mathbb{R}^m$, $b \in \mathbb{R}^n$, $W \in \mathbb{R}^{n \times n}$ "
    r"and $U \in \mathbb{R}^{n \times m}$." + "\n\n"
)
SHOWN = "$$ z_t = W h_{t-1} + U x_t + b $$\n\n$$ h_t = \\tanh(z_t) $$\n\n"
WHERE = "$$ h_t = \\tanh(z_t) $$\n\nwhere $z_t = W h_{t-1} + U x_t + b$.\n\n"
SAID = "The cell is $h_t = \\tanh(z_t)$, where $z_t = W h_{t-1} + U x_t + b$.\n\n"


@pytest.mark.parametrize("made", [SHOWN, WHERE, SAID])
@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial h_t}{\partial h_{t-1}} = \text{diag}(1 - h_t^2) W", "proved"),
        (r"\frac{\partial h_t}{\partial h_{t-1}} = \text{diag}(1 - h_t^2) W^\top", "refuted"),
        (r"\frac{\partial h_t}{\partial h_{t-1}} = W \text{diag}(1 - h_t^2)", "refuted"),
        (r"\frac{\partial h_{k+1}}{\partial h_k} = \text{diag}(\tanh'(W h_k + U x_{k+1} + b)) W", "proved"),
        (r"\frac{\partial h_{k+1}}{\partial h_k} = \text{diag}(\tanh'(W h_k + U x_{k+1} - b)) W", "refuted"),
    ],
)
def test_a_cell(made: str, claim: str, verdict: str) -> None:
    assert verdicts(f"{CELL}{made}$$ {claim} $$")[-1] == verdict


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("w_{k+1} = w_k + \\mu (w_k - w_{k-1}) - \\eta g_k", "proved"),
        ("w_{k+1} = w_k - \\mu (w_k - w_{k-1}) - \\eta g_k", "refuted"),
        ("w_{k+1} - w_k = \\mu v_k - \\eta g_k", "proved"),
        ("w_{k+1} - w_k = \\mu v_{k+1} - \\eta g_k", "refuted"),
    ],
)
def test_momentum(claim: str, verdict: str) -> None:
    text = (
        "$$ v_{t+1} = \\mu v_t - \\eta g_t $$\n\n$$ w_{t+1} = w_t + v_{t+1} $$\n\n"
        f"for $w_t, v_t, g_t \\in \\mathbb{{R}}^d$. Hence\n\n$$ {claim} $$"
    )
    assert verdicts(text)[-1] == verdict


def test_a_shape_behind_a_stated_step() -> None:
    text = (
        "Let $a_t \\in \\mathbb{R}$ with $a_t = \\frac12 a_{t-1} + x_t$, where $x_t \\in \\mathbb{R}$ is the input.\n\n"
        "$$ a_{k+1} - a_k = x_{k+1} - \\frac12 a_k $$\n\n$$ a_{k+1} - a_k = x_{k+1} + \\frac12 a_k $$"
    )
    assert verdicts(text) == ["proved", "refuted"]


def test_an_index_is_no_step() -> None:
    text = (
        "Let $h \\in \\mathbb{R}^n$ and $W \\in \\mathbb{R}^{n \\times n}$.\n\n$$ s = \\sum_{t=1}^n h_t $$\n\n"
        "$$ \\frac{\\partial s}{\\partial h_k} = 1 $$"
    )
    assert verdicts(text) == ["definition", "proved"]


@pytest.mark.parametrize("sample", ["x^{(i)}", "x_i"])
@pytest.mark.parametrize("sign", ["-", "+"])
def test_samples_of_an_argument(sample: str, sign: str) -> None:
    label = sample.replace("x", "y")
    text = (
        "For $x \\in \\mathbb{R}^n$ and $\\theta \\in \\mathbb{R}^n$ let $h_\\theta(x) = \\theta^\\top x$. The loss is "
        "\n\n"
        f"$$ J(\\theta) = \\frac{{1}}{{2m}} \\sum_{{i=1}}^m (h_\\theta({sample}) - {label})^2 $$\n\n"
        f"$$ \\nabla_\\theta J(\\theta) = \\frac1m \\sum_{{i=1}}^m (h_\\theta({sample}) {sign} {label}) {sample} $$"
    )
    assert verdicts(text) == ["definition", "proved" if sign == "-" else "refuted"]
