r"""Equations that speak of data, or of one point: "the model $y = X b + e$", "at the minimum"."""

from __future__ import annotations

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

MODEL = r"""
Let $X \in \mathbb{R}^{N \times D}$ have full column rank, $b \in \mathbb{R}^D$ and $e, y \in \mathbb{R}^N$.
The model is

$$ y = X b + e $$
"""
LOSS = r"""
We minimise

$$ L = \frac12 \|y - X b\|^2 $$
"""


def verdicts(text: str) -> list[str | None]:
    return [e["verdict"] for e in check(read(text, "a.md"), suggest=False)["equations"]]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\nabla_b L = -X^\top (y - X b)", "undecided"),  # y is data
        (r"\nabla_b L = -X^\top e", "undecided"),
        (r"\nabla_b L = 0", "undecided"),  # y moves with b
        (r"\nabla_b L = X^\top (y - X b)", "refuted"),  # in neither reading
        (r"L = \frac12 \|e\|^2", "proved"),
        (r"L = \|e\|^2", "refuted"),
    ],
)
def test_a_model_beside_its_residual(claim: str, verdict: str) -> None:
    assert verdicts(f"{MODEL}{LOSS}\n$$ {claim} $$\n") == [None, None, verdict]


@pytest.mark.parametrize("lead", ["Let", "The model is", "Consider data"])
def test_a_model_in_the_text(lead: str) -> None:
    text = rf"""{lead} $y_i = \beta_0 + \beta_1 x_i + \varepsilon_i$, and let
$S = \sum_{{i=1}}^n (y_i - \beta_0 - \beta_1 x_i)^2$.
$$ \frac{{\partial S}}{{\partial \beta_1}} = -2 \sum_{{i=1}}^n (y_i - \beta_0 - \beta_1 x_i) x_i $$
$$ \frac{{\partial S}}{{\partial \beta_0}} = -2 \sum_{{i=1}}^n (y_i - \beta_0 - \beta_1 x_i) $$"""
    assert "refuted" not in verdicts(text)


def test_values_are_what_the_model_says() -> None:
    estimate = r"$$ \hat{b} = (X^\top X)^{-1} X^\top y $$"
    claims = r"$$ \hat{b} - b = (X^\top X)^{-1} X^\top e $$" + "\n\n" + r"$$ \hat{b} = b $$"
    assert verdicts(f"{MODEL}\n{estimate}\n\n{claims}\n") == [None, None, "proved", "refuted"]


def test_a_sample_moves_with_what_it_is_made_from() -> None:
    """No residual is written: it is a definition like any other."""
    text = r"""
Let $\mu, \epsilon \in \mathbb{R}^D$ and $g \in \mathbb{R}^D$. We sample from the model by

$$ z = \mu + \epsilon $$

$$ L = \sum_d g_d z_d^2 $$

$$ \frac{\partial L}{\partial \mu_d} = 2 g_d z_d $$

$$ \frac{\partial L}{\partial \mu_d} = 0 $$
"""
    assert verdicts(text) == [None, None, "proved", "refuted"]


RIDGE = r"""
Let $X \in \mathbb{R}^{N \times D}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^D$ and $\lambda > 0$. The ridge loss is

$$ J = \|X w - y\|^2 + \lambda \|w\|^2 $$

LEAD

$$ CLAIM $$
"""
OPTIMAL = r"(X^\top X + \lambda I) w = X^\top y"


@pytest.mark.parametrize(
    ("lead", "claim", "verdict"),
    [
        ("At the minimum,", OPTIMAL, "undecided"),
        ("At any stationary point we have", OPTIMAL, "undecided"),
        ("At the optimum the parameters satisfy", OPTIMAL, "undecided"),
        ("We have", OPTIMAL, "refuted"),
        ("At each step the gradient is", r"\nabla_w J = 2 X^\top (X w - y)", "refuted"),
    ],
)
def test_what_holds_at_a_point(lead: str, claim: str, verdict: str) -> None:
    assert verdicts(RIDGE.replace("LEAD", lead).replace("CLAIM", claim)) == [None, verdict]


LOGISTIC = r"""
Let $X \in \mathbb{R}^{N \times D}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^D$ and

$$ J = \sum_i \left( \log(1 + e^{\sum_d X_{id} w_d}) - y_i \sum_d X_{id} w_d \right) $$

LEAD

$$ CLAIM $$
"""


@pytest.mark.parametrize(
    ("lead", "claim", "verdict"),
    [
        ("At $w = 0$ the gradient is", r"\frac{\partial J}{\partial w_d} = \sum_i (\frac12 - y_i) X_{id}", "proved"),
        ("At $w = 0$ the loss is", r"J = N \log 2", "proved"),
        ("At $w = 0$ we have", r"\frac{\partial J}{\partial w_d} = -\sum_i y_i X_{id}", "refuted"),
        ("At $w = 0$ the loss is small. In general it is", r"J = N \log 2", "refuted"),
    ],
)
def test_a_value_at_which_a_line_is_said(lead: str, claim: str, verdict: str) -> None:
    assert verdicts(LOGISTIC.replace("LEAD", lead).replace("CLAIM", claim)) == [None, verdict]


def test_what_solves_an_equation() -> None:
    """It is a claim about an input; what holds under it is not refuted."""
    text = r"""
Let $P \in \mathbb{R}^{n \times n}$, $r, v \in \mathbb{R}^n$ and $0 < \gamma < 1$. The value function $v$ solves the
Bellman equation

$$ v = r + \gamma P v $$

$$ (I - \gamma P) v = r $$

$$ v = r + P v $$
"""
    *given, last = verdicts(text)
    assert given == ["undecided", "undecided"]
    assert last != "proved"


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("the adjacency matrix of an undirected graph", "proved"),
        ("the weighted adjacency matrix of an undirected graph", "proved"),
        ("the adjacency matrix of a directed graph", "undecided"),
        ("a matrix of weights", "refuted"),
    ],
)
def test_undirected_graphs(words: str, verdict: str) -> None:
    text = rf"Let $A \in \mathbb{{R}}^{{n \times n}}$ be {words}. $$ A_{{ij}} = A_{{ji}} $$"
    assert verdicts(text) == [verdict]
