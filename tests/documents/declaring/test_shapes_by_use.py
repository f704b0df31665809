r"""Documents without shapes: the axes that one index runs over in a definition have one size; and what they may not
make true: a gradient of a loss that is not made from its variable."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

NEURONS = r"""
$$ z_j = \sum_k w_{jk} x_k + b_j, \qquad a_j = \sigma(z_j) $$

$$ C = \frac{1}{2} \sum_j (y_j - a_j)^2 $$
"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial C}{\partial w_{jk}} = (a_j - y_j) \sigma'(z_j) x_k", "proved"),
        (r"\frac{\partial C}{\partial w_{jk}} = (a_k - y_k) \sigma'(z_j) x_j", "refuted"),
        (r"\frac{\partial C}{\partial x_k} = \sum_j w_{jk} (a_j - y_j) \sigma'(z_j)", "proved"),
        (r"\frac{\partial C}{\partial x_k} = \sum_j w_{kj} (a_j - y_j) \sigma'(z_j)", "error"),  # the shapes do not fit
        (r"\frac{\partial C}{\partial b_j} = a_j - y_j", "refuted"),
        (r"q_j = a_j + r_m", "error"),
    ],
)
def test_neurons(claim: str, verdict: str) -> None:
    assert verdicts(f"{NEURONS}\n$$ {claim} $$\n")[-1] == verdict


def test_sizes_that_are_told_are_taken() -> None:
    text = r"""Let $x \in \mathbb{R}^d$. $$ h_i = \sum_k u_{ik} x_k $$ $$ s = \sum_i v_i h_i $$
    $$ \frac{\partial s}{\partial x_k} = \sum_i u_{ik} v_i $$"""
    found = judged(text)
    assert [e["verdict"] or e["role"] for e in found] == ["definition", "definition", "proved"]
    assert "u[n_{i},d]" in found[-1]["reading"]


@pytest.mark.parametrize(
    "text",
    [
        r"$$ r_i = y_i - w^\top x_i $$ $$ J = \sum_i r_i^2 $$",  # a list of vectors
        r"$$ J = \sum_i \|x_i - m\|^2 $$",
        r"$$ \mathbf{s} = \sum_i \mathbf{x}_i $$ $$ J = \sum_i \mathbf{x}_i^\top \mathbf{s} $$",
        r"$$ s = \sum_i x_{i+1} x_i $$",  # one entry more
    ],
)
def test_what_stands_otherwise_is_no_number(text: str) -> None:
    assert not [e for e in judged(text) if "shapes" in str(e["reading"]) and "x[n_{i}]" in str(e["reading"])]


@pytest.mark.parametrize(
    ("plain", "bold"),
    [("y", r"\mathbf{y}"), (r"\hat{y}", r"\hat{\boldsymbol{y}}"), (r"\hat{y}", r"\boldsymbol{\hat{y}}")],
)
def test_a_name_in_another_emphasis_is_no_new_one(plain: str, bold: str) -> None:
    text = rf"""Let $\mathbf{{o}} \in \mathbb{{R}}^n$. $$ {bold} = \tanh(\mathbf{{o}}) $$ $$ L = \sum_i {plain}_i^2 $$
    $$ \frac{{\partial L}}{{\partial o_i}} = 2 {plain}_i (1 - {plain}_i^2) $$
    $$ \frac{{\partial L}}{{\partial o_i}} = 2 {plain}_i $$"""
    assert verdicts(text)[-2:] == ["proved", "refuted"]


def test_states_and_their_entries() -> None:
    text = r"""Let $\boldsymbol{x}^{(t)} \in \mathbb{R}^n$ for $t = 1, \ldots, \tau$ and
    $\boldsymbol{V} \in \mathbb{R}^{k \times n}$.
    $$ \boldsymbol{o}^{(t)} = \boldsymbol{V} \boldsymbol{x}^{(t)} $$
    $$ L = \frac12 \sum_{t=1}^\tau \sum_i (o_i^{(t)})^2 $$
    $$ \nabla_{\boldsymbol{V}} L = \sum_t \boldsymbol{o}^{(t)} \boldsymbol{x}^{(t)\top} $$
    $$ \nabla_{\boldsymbol{V}} L = \sum_t \boldsymbol{x}^{(t)} \boldsymbol{x}^{(t)\top} $$"""
    assert verdicts(text)[2:] == ["proved", "error"]


@pytest.mark.parametrize("name", ["y", r"\mathbf{y}"])
def test_words_about_a_name_in_another_emphasis(name: str) -> None:
    text = rf"""Let $o \in \mathbb{{R}}^n$.
    $$ p_i = \frac{{e^{{o_i}}}}{{\sum_j e^{{o_j}}}} $$
    $$ L = -\sum_i y_i \log p_i $$
    where ${name}$ is one-hot.
    $$ \frac{{\partial L}}{{\partial o_i}} = p_i - y_i $$
    $$ \frac{{\partial L}}{{\partial o_i}} = y_i - p_i $$"""
    assert verdicts(text)[2:] == ["proved", "refuted"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\nabla_W L = (\nabla_x L) x^\top", "undecided"),
        (r"\nabla_W L = 0", "proved"),
        (r"\nabla_y L = y", "proved"),
        (r"\nabla_W L = y x^\top", "undecided"),
    ],
)
def test_a_loss_that_is_not_made_from_the_variable(claim: str, verdict: str) -> None:
    text = r"Let $x, y \in \mathbb{R}^n$ and $W \in \mathbb{R}^{n \times n}$. $$ L = \frac12 \|y\|^2 $$"
    assert verdicts(f"{text} $$ {claim} $$")[-1] == verdict


ROWS = r"""Each row is scaled by the weights,

$$ y_{ij} = w_j x_{ij} $$

Backpropagation gives
"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial L}{\partial w_j} = \sum_{b=1}^{B} \frac{\partial L}{\partial y_{bj}} x_{bj}", "proved"),
        (r"\frac{\partial L}{\partial w_j} = \sum_{b=0}^{B-1} \frac{\partial L}{\partial y_{bj}} x_{bj}", "proved"),
        (r"\frac{\partial L}{\partial w_j} = \sum_{b=1}^{B} \frac{\partial L}{\partial y_{bj}} x_{bj} w_j", "refuted"),
        (
            r"\frac{\partial L}{\partial w_j} = \sum_{b=1}^{B} \sum_{h=1}^{H} \frac{\partial L}{\partial y_{bh}} "
            r"\frac{\partial y_{bh}}{\partial w_j}",
            "proved",
        ),
        (
            r"\frac{\partial L}{\partial w_j} = \sum_{b=1}^{B} \sum_{h=1}^{H} \frac{\partial L}{\partial y_{bh}} "
            r"x_{bh} \frac{\partial w_h}{\partial w_j}",
            "proved",
        ),
        (
            r"\frac{\partial L}{\partial w_j} = \sum_{b=1}^{B} \sum_{h=1}^{H} "
            r"\frac{\partial L}{\partial y_{bh}} x_{bh}",
            "refuted",
        ),
    ],
)
def test_claims_name_the_size_of_an_axis_of_which_nothing_else_tells(claim: str, verdict: str) -> None:
    assert verdicts(f"{ROWS}\n$$ {claim} $$\n")[-1] == verdict


def test_a_line_that_cannot_be_read_leaves_the_shapes_of_the_others() -> None:
    text = ROWS + (
        "\n$$ \\frac{\\partial L}{\\partial w_j} = \\sum_{b=1}^{B} \\frac{\\partial L}{\\partial y_{bj}} x_{bj} $$\n\n"
        "$$ \\frac{\\partial L}{\\partial x_{ij}} = w_h $$\n"
    )
    assert verdicts(text)[1:] == ["proved", "error"]


UNREAD = r"$$ x^* = (\frac{1}{n}, \frac{1}{n}, \cdots, \frac{1}{n}), \qquad z = \sum_{i \in G} z_i $$"


@pytest.mark.parametrize(
    "claims",
    [
        [r"n(-\frac{\lambda}{2}) - 1 = 0", r"\lambda = -\frac{2}{n}", r"x_i = -\frac{-\frac{2}{n}}{2}"],
        [r"\alpha_t = 1 - \beta_t", r"x_t = \sqrt{\alpha_t} x_{t-1} + \sqrt{1 - \alpha_t} \epsilon_{t-1}"],
    ],
)
def test_nothing_untold_is_refuted_beside_a_line_that_cannot_be_read(claims: list[str]) -> None:
    text = "We get\n" + "\n".join(f"$$ {claim} $$" for claim in claims) + f"\n{UNREAD}\n"
    assert "refuted" not in verdicts(text)
