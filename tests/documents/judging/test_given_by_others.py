r"""Inputs that an equation gives by others, ``s_j = e^{\rho_j / 2}``, beside derivatives by something else."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SAMPLE = r"""Let $\mu, s, \epsilon \in \mathbb{R}^d$ with $s_j > 0$.

$$ D = \sum_j s_j^2 $$

With the parametrisation $s_j = e^{\rho_j / 2}$, where $\rho \in \mathbb{R}^d$,

$$ z = \mu + s \odot \epsilon $$

has
"""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial z_i}{\partial \mu_j} = \delta_{ij}", "proved"),
        (r"\frac{\partial z_i}{\partial \mu_j} = \delta_{ij} s_i", "refuted"),
        (r"\frac{\partial z_i}{\partial \epsilon_j} = \delta_{ij} s_i", "proved"),
        (r"\frac{\partial z_i}{\partial \rho_j} = \frac12 \delta_{ij} s_i \epsilon_i", "proved"),
        (r"\frac{\partial z_i}{\partial \rho_j} = \delta_{ij} s_i \epsilon_i", "refuted"),
        (r"\frac{\partial D}{\partial \rho_j} = s_j^2", "proved"),
        (r"\frac{\partial D}{\partial \rho_j} = 2 s_j", "refuted"),
    ],
)
def test_a_derivative_beside_what_is_given(line: str, verdict: str) -> None:
    assert verdicts(f"{SAMPLE}\n$$ {line} $$\n")[-1] == verdict


@pytest.mark.parametrize(
    ("chain", "verdict"),
    [
        (r"h = y = \tanh(c) x", "undecided"),  # it gives both of them their value
        (r"h = x = \tanh(c) x", "refuted"),
        (r"h = c = w x", "proved"),
    ],
)
def test_a_chain_may_give_two_names_a_value(chain: str, verdict: str) -> None:
    text = rf"Let $x > 0$ and $w > 0$. Then $$ c = w x $$ $$ {chain} $$"
    assert verdicts(text) == ["definition", "definition", verdict]
