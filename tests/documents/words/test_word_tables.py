r"""What lists and tables say of names behind them: "$Y$: one-hot labels", "| $Y$ | one-hot labels |"."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

MODEL = r"""

$$ P_{ik} = \frac{e^{Z_{ik}}}{\sum_c e^{Z_{ic}}} $$

$$ L = -\sum_i \sum_k Y_{ik} \log P_{ik} $$

$$ \frac{\partial L}{\partial Z} = P - Y $$

$$ \frac{\partial L}{\partial Z} = Y - P $$
"""
HEAD = "|---|---|---|"


@pytest.mark.parametrize(
    "told",
    [
        r"- $Y$: one-hot labels, $N \times C$",
        r"- $Y \in \mathbb{R}^{N \times C}$ - one-hot labels",
        r"Here $Y$ (one-hot labels, $N \times C$) is given.",
        "| symbol | meaning | shape |\n" + HEAD + "\n" + r"| $Y$ | one-hot labels | $(N, C)$ |",
        "| symbol | shape | meaning |\n" + HEAD + "\n" + r"| $Y$ | $(N, C)$ | one-hot labels |",
    ],
)
def test_labels_that_are_said_to_be_one_hot(told: str) -> None:
    text = r"Let $Z \in \mathbb{R}^{N \times C}$." + f"\n\n{told}"
    assert verdicts(text + MODEL)[2:] == ["proved", "refuted"]


def test_it_is_said_of_the_last_name_alone() -> None:
    text = r"Let $Z \in \mathbb{R}^{N \times C}$ and $Y$ (one-hot labels, $N \times C$). $$ \sum_k Z_{ik} = 1 $$"
    assert verdicts(text) == ["refuted"]


@pytest.mark.parametrize("cell", ["symmetric matrix", "orthogonal matrix"])
def test_what_a_table_says_and_is_not_understood_refutes_nothing(cell: str) -> None:
    text = r"Let $A \in \mathbb{R}^{n \times n}$." + f"\n\n| symbol | meaning |\n|---|---|\n| $A$ | {cell} |\n\n"
    assert verdicts(text + r"$$ A^\top A A^\top = A A^\top A^\top $$")[-1] in ("proved", "undecided")


def test_rows_that_are_called_by_a_noun() -> None:
    text = r"""The data matrix $X \in \mathbb{R}^{n \times d}$, whose rows are observations $x_i^\top$.
    $$ m_j = \frac1n \sum_{i=1}^n X_{ij} $$ $$ S = \frac1n \sum_{i=1}^n (x_i - m)(x_i - m)^\top $$
    $$ S = \frac1n X^\top X - m m^\top $$ $$ S = \frac1n X^\top X + m m^\top $$"""
    assert verdicts(text) == ["definition", "definition", "proved", "refuted"]


def test_columns_that_are_called_by_a_noun() -> None:
    text = r"""Let $U$ be the $d \times V$ matrix whose columns are the outside vectors $u_1, \dots, u_V$,
    and $v \in \mathbb{R}^d$.
    $$ s_w = u_w^\top v $$ $$ s = U^\top v $$ $$ s = 2 U^\top v $$"""
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_differences_of_vectors_are_no_numbers() -> None:
    text = r"""Let $m \in \mathbb{R}^d$.
    $$ S = \frac1n \sum_{i=1}^n (x_i - m)(x_i - m)^\top $$ $$ S = \frac1n \sum_{i=1}^n x_i x_i^\top - m m^\top $$"""
    assert "proved" not in verdicts(text)
    assert verdicts(text)[0] != "definition" or verdicts(text)[1] != "error"


@pytest.mark.parametrize("part", ["neg", "mix", "reg"])
def test_another_loss_beside_a_loss(part: str) -> None:
    text = rf"""Let $u, w \in \mathbb{{R}}^d$. $$ J = u^\top w $$ $$ J_{{{part}}} = J + \lambda w^\top w $$
    $$ \frac{{\partial J_{{{part}}}}}{{\partial w}} = u + 2 \lambda w $$
    $$ \frac{{\partial J_{{{part}}}}}{{\partial w}} = u + \lambda w $$"""
    assert verdicts(text)[-2:] == ["proved", "refuted"]


def test_a_part_of_the_loss_that_is_not_defined() -> None:
    text = r"""Let $X \in \mathbb{R}^{m \times n}$, $W \in \mathbb{R}^{n \times h}$ and $H = X W$. The cost has a part
    $J_{\text{MLE}}$, an unknown function of $H$: $$ J = J_{\text{MLE}} + \lambda \sum_{i,j} W_{ij}^2 $$
    $$ \nabla_W J = X^\top X \nabla_H J + 2 \lambda W $$ $$ \nabla_W J = X^\top \nabla_H J + 2 \lambda W $$"""
    assert verdicts(text)[-2] != "proved"
    assert verdicts(text)[-1] != "refuted"


LECTURE = r"""The training set is $\{(x^{(i)}, y^{(i)}); i = 1, \dots, m\}$ with $x^{(i)} \in \mathbb{R}^n$ and
$y^{(i)} \in \mathbb{R}$. $$ J(\theta) = \frac12 \sum_{i=1}^m (\theta^T x^{(i)} - y^{(i)})^2 $$
Let $X$ be the design matrix whose rows are $(x^{(i)})^T$ and $\vec{y}$ the vector of targets."""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"J(\theta) = \frac12 (X \theta - \vec{y})^T (X \theta - \vec{y})", "proved"),
        (r"J(\theta) = (X \theta - \vec{y})^T (X \theta - \vec{y})", "refuted"),
        (r"\nabla_\theta J(\theta) = X^T X \theta - X^T \vec{y}", "proved"),
        (r"\nabla_\theta J(\theta) = X^T X \theta + X^T \vec{y}", "refuted"),
        (r"X^T X = \sum_{i=1}^m x^{(i)} x^{(i) T}", "proved"),
    ],
)
def test_rows_that_are_numbered_above(claim: str, verdict: str) -> None:
    assert verdicts(f"{LECTURE} $$ {claim} $$")[-1] == verdict


@pytest.mark.parametrize(
    "told",
    [
        r"$S \in \mathbb{R}^{T \times V}$, where every row is one-hot",
        r"a matrix $S \in \mathbb{R}^{T \times V}$ in which each row is one-hot",
    ],
)
def test_every_row_is_one_hot(told: str) -> None:
    claims = r"$$ \sum_{v=1}^V \sum_{t=1}^T S_{tv} = T $$ $$ \sum_{v=1}^V \sum_{t=1}^T S_{tv} = V $$"
    assert verdicts(f"Let {told}. {claims}".replace("Let a", "Consider a")) == ["proved", "refuted"]


def test_a_function_with_a_name_of_letters_under_a_condition() -> None:
    text = r"""For $0 < p < 1$, $\operatorname{logit}(p) = \log\frac{p}{1-p}$. $$ \sigma(\operatorname{logit}(p)) = p $$
    $$ \operatorname{logit}'(p) = \frac{1}{p(1-p)} $$ $$ \operatorname{logit}'(p) = p(1-p) $$"""
    assert verdicts(text) == ["proved", "proved", "refuted"]
