r"""Recurrences in vector form, ``h_t = \tanh(W h_{t-1} + U x_t + b)``: shapes follow where they are not stated."""

from __future__ import annotations

import pytest

from symderiv.documents import read
from symderiv.documents.check import check
from tests.documents.judged import judged

ELMAN = "$$ a_t = W h_{t-1} + U x_t + b, \\qquad h_t = \\tanh(a_t), \\qquad y_t = v^\\top h_t $$\n\n"
LOSS = "$$ L = \\frac12 \\sum_{t=1}^T (y_t - r_t)^2 $$\n\n"
TOLD = "Let $x_t \\in \\mathbb{R}^d$ for $t = 1, \\dots, T$, and $W \\in \\mathbb{R}^{m \\times m}$.\n\n"
BARE = "For $t = 1, \\dots, T$ the network computes\n\n"
GRU = """
\\begin{align}
z_t &= \\sigma(W_z x_t + U_z h_{t-1} + b_z) \\\\
r_t &= \\sigma(W_r x_t + U_r h_{t-1} + b_r) \\\\
\\tilde{h}_t &= \\tanh(W_h x_t + U_h (r_t \\odot h_{t-1}) + b_h) \\\\
h_t &= (1 - z_t) \\odot h_{t-1} + z_t \\odot \\tilde{h}_t
\\end{align}

"""


def verdicts(text: str) -> list[str]:
    equations = judged(text)
    return [e["verdict"] for e in equations if e["role"] != "definition"]


@pytest.mark.parametrize("head", [TOLD, BARE])
@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("\\frac{\\partial L}{\\partial W} = \\sum_{t=1}^T \\frac{\\partial L}{\\partial a_t} h_{t-1}^\\top", "proved"),
        ("\\frac{\\partial L}{\\partial W} = \\sum_{t=1}^T \\frac{\\partial L}{\\partial a_t} h_t^\\top", "refuted"),
        ("\\frac{\\partial L}{\\partial b} = \\sum_{t=1}^T \\frac{\\partial L}{\\partial a_t}", "proved"),
        (
            "\\frac{\\partial L}{\\partial h_t} = (y_t - r_t) v + W^\\top \\frac{\\partial L}{\\partial a_{t+1}}",
            "proved",
        ),
        ("\\frac{\\partial L}{\\partial h_t} = (y_t - r_t) v", "refuted"),
        ("\\frac{\\partial L}{\\partial h_t} = (y_t - r_t) v + W \\frac{\\partial L}{\\partial a_{t+1}}", "refuted"),
    ],
)
def test_backpropagation_through_time(head: str, claim: str, verdict: str) -> None:
    assert verdicts(head + ELMAN + LOSS + f"$$ {claim} $$\n") == [verdict]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("\\operatorname{diag}(1 - h_t \\odot h_t) W", "proved"),
        ("W \\operatorname{diag}(1 - h_t \\odot h_t)", "refuted"),
    ],
)
def test_the_jacobian_of_one_step(claim: str, verdict: str) -> None:
    text = f"{BARE}$$ h_t = \\tanh(W h_{{t-1}} + U x_t + b) $$\n\n"
    assert verdicts(text + f"$$ \\frac{{\\partial h_t}}{{\\partial h_{{t-1}}}} = {claim} $$") == [verdict]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (
            "\\frac{\\partial E}{\\partial z_t} = \\frac{\\partial E}{\\partial h_t} \\odot (\\tilde{h}_t - h_{t-1})",
            "proved",
        ),
        ("\\frac{\\partial E}{\\partial z_t} = \\frac{\\partial E}{\\partial h_t} \\odot \\tilde{h}_t", "refuted"),
        ("\\frac{\\partial E}{\\partial \\tilde{h}_t} = \\frac{\\partial E}{\\partial h_t} \\odot z_t", "proved"),
    ],
)
def test_gates_are_vectors(claim: str, verdict: str) -> None:
    head = "With inputs $x_1, \\dots, x_T \\in \\mathbb{R}^d$, $h_0 \\in \\mathbb{R}^m$ and $t = 1, \\dots, T$:\n"
    assert verdicts(head + GRU + f"$$ {claim} $$\n") == [verdict]


def test_a_first_state_that_is_declared_by_itself_is_the_first_state() -> None:
    head = "Let $A \\in \\mathbb{R}^{n \\times n}$, $s_0 \\in \\mathbb{R}^n$ and $t = 0, \\dots, T - 1$.\n\n"
    text = head + "$$ s_{t+1} = A s_t $$\n\n$$ s_1 = A s_0 $$\n\n$$ s_1 = s_0 $$\n"
    true, false = verdicts(text)
    assert true != "refuted"
    assert false == "refuted"


def test_an_undeclared_letter_stays_an_error_where_nothing_recurs() -> None:
    text = "Let $W \\in \\mathbb{R}^{m \\times n}$, $x \\in \\mathbb{R}^n$.\n\n$$ y = W x + q $$\n\n$$ W x = q $$\n"
    assert {e["role"] for e in check(read(text, "note.md"))["equations"]} == {"error"}


def test_a_scalar_recurrence_stays_scalar() -> None:
    text = f"{BARE}$$ h_t = \\tanh(w h_{{t-1}} + u x_t) $$\n\n"
    claims = "$$ \\frac{\\partial h_t}{\\partial h_{t-1}} = w (1 - h_t^2) $$\n\n$$ h_t = w h_{t-1} $$\n"
    assert verdicts(text + claims) == ["proved", "refuted"]


@pytest.mark.parametrize("state", [r"\bar\theta", r"\phi", "a"])
def test_a_state_whose_shape_its_input_tells(state: str) -> None:
    text = rf"""Let $\theta_0, \theta_1, \dots, \theta_T$ be vectors in $\mathbb{{R}}^p$, $0 < \rho < 1$ and
    ${state}_0 = \theta_0$. $$ {state}_t = \rho {state}_{{t-1}} + (1-\rho) \theta_t, \qquad t = 1, \dots, T. $$
    $$ {state}_t - {state}_{{t-1}} = (1 - \rho)(\theta_t - {state}_{{t-1}}) $$
    $$ {state}_t - {state}_{{t-1}} = \rho (\theta_t - {state}_{{t-1}}) $$"""
    assert verdicts(text) == ["proved", "refuted"]


_READ_OUT = r"""Let $x_t \in \mathbb{R}^D$ and $d_t \in \mathbb{R}^M$ for $t = 1, \dots, T$,
$W \in \mathbb{R}^{H \times H}$, $U \in \mathbb{R}^{H \times D}$, $V \in \mathbb{R}^{M \times H}$, $h_0 = 0$.
$$ h_t = \tanh(W h_{t-1} + U x_t), \quad y_t = V h_t, \quad \ell_t = \frac12 \|y_t - d_t\|^2 $$
$$ L = \sum_{t=1}^T \ell_t $$
"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial y_t}{\partial h_t} = V", "proved"),
        (r"\frac{\partial y_t}{\partial h_{t-1}} = V \operatorname{diag}(1 - h_t \odot h_t) W", "proved"),
        (r"\frac{\partial y_t}{\partial h_{t-1}} = V W \operatorname{diag}(1 - h_t \odot h_t)", "refuted"),
        (r"\frac{\partial \ell_t}{\partial h_t} = V^\top (y_t - d_t)", "proved"),
        (r"\frac{\partial \ell_t}{\partial h_t} = V^\top (d_t - y_t)", "refuted"),
        (r"\frac{\partial \ell_t}{\partial h_{t+1}} = 0", "proved"),
        (r"\frac{\partial \ell_t}{\partial h_{t-1}} = 0", "refuted"),
        (r"\frac{\partial L}{\partial h_t} = V^\top (y_t - d_t)", "refuted"),
    ],
)
def test_what_is_made_from_one_state_moves_with_no_later_one(claim: str, verdict: str) -> None:
    assert verdicts(f"{_READ_OUT}$$ {claim} $$")[-1] == verdict


@pytest.mark.parametrize("told", [r"\qquad (t = 1, \dots, T)", r", \qquad t = 1, \dots, T", ""])
@pytest.mark.parametrize("head", [r"Let $k_t, q_t \in \mathbb{R}^m$.", r"Let $k_1, \dots, k_T, q_t \in \mathbb{R}^m$."])
def test_what_is_made_of_states_and_inputs_begins_with_the_inputs(head: str, told: str) -> None:
    text = f"{head}\n\n$$ S_0 = 0, \\qquad S_t = S_{{t-1}} + k_t k_t^\\top{told} $$\n\n$$ o_t = S_t^\\top q_t $$\n\n"
    claims = [r"\frac{\partial o_t}{\partial q_t} = S_t^\top", r"\frac{\partial o_t}{\partial q_t} = S_{t-1}^\top"]
    assert verdicts(text + "".join(f"$$ {claim} $$\n\n" for claim in claims)) == ["proved", "refuted"]


def test_inputs_of_several_lengths_still_have_to_agree() -> None:
    text = (
        r"Let $x_1, \dots, x_T \in \mathbb{R}^m$ and $z_0, \dots, z_T \in \mathbb{R}^m$."
        + "\n\n$$ o_t = x_t + z_t $$\n"
    )
    assert judged(text)[0]["role"] == "error"


def test_a_step_below_a_fraction_is_no_vector() -> None:
    text = (
        r"Let $w_1, \dots, w_T \in \mathbb{R}^n$ be iterates. The running average satisfies $\bar w_0 = 0$ and"
        "\n\n"
        r"$$ \bar w_t = \bar w_{t-1} + \frac1t (w_t - \bar w_{t-1}), \qquad t = 1, \dots, T. $$"
        "\n\n"
        r"$$ t \, \bar w_t = (t-1) \, \bar w_{t-1} + w_t $$"
        "\n\n"
        r"$$ t \, \bar w_t = (t+1) \, \bar w_{t-1} + w_t $$"
        "\n"
    )
    assert verdicts(text) == ["proved", "refuted"]
