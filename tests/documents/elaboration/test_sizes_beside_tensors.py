r"""A letter of a size that names a vector, too: ``p`` of ``X \in \mathbb{R}^{N \times p}`` beside ``p_i = f(z_i)``."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"""Let $X \in \mathbb{R}^{N \times p}$, $\beta \in \mathbb{R}^p$ and $y \in \mathbb{R}^N$, where
$p_i = \frac{1}{1 + \exp(-(X \beta)_i)}$."""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\sum_{i=1}^N (y_i - p_i)^2 = (y - p)^\top (y - p)", "proved"),
        (r"\sum_{i=1}^N (y_i - p_i)^2 = \|p - y\|^2", "proved"),
        (r"\sum_{i=1}^N (y_i - p_i)^2 = (y + p)^\top (y - p)", "refuted"),
        (r"\sum_{j=1}^p \beta_j + p = p + \mathbf{1}^\top \beta", "proved"),
    ],
)
def test_what_is_added_to_a_vector_is_one(line: str, verdict: str) -> None:
    assert verdicts(f"{HEAD}\n\n$$ {line} $$\n")[-1] == verdict


def test_what_is_differentiated_is_the_tensor() -> None:
    text = rf"{HEAD} Let $W$ be diagonal with $W_{{ii}} = p_i (1 - p_i)$. $$ \frac{{\partial p}}{{\partial \beta}} = "
    assert verdicts(text + r"W X $$") == ["proved"]
    assert verdicts(text + r"2 W X $$") == ["refuted"]


def test_two_spellings_of_bold_are_one_name() -> None:
    text = (
        r"Let $\boldsymbol{\Phi} \in \mathbb{R}^{n \times d}$ and $\boldsymbol{y} \in \mathbb{R}^n$. "
        r"$$ {\bf w} = {\bf \Phi}^T {\bf y} $$ $$ \boldsymbol{w} = \boldsymbol{\Phi}^T \boldsymbol{y} $$ "
        r"$$ \boldsymbol{w} = 2 \boldsymbol{\Phi}^T \boldsymbol{y} $$"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_relation_of_indices_within_a_sentence() -> None:
    head = r"Let $x \in \mathbb{R}^n$ and $\mu = \frac1n \sum_i x_i$. The indirect effect for each $i \ne j$ is:"
    line = r"\frac{\partial}{\partial x_j} (x_i - \mu)^2 = -%s (x_i - \mu) \frac1n"
    assert verdicts(f"{head} $$ {line % 2} $$") == ["proved"]
    assert verdicts(f"{head} $$ {line % 1} $$") == ["refuted"]
