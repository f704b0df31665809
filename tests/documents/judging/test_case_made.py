r"""A case that makes a used input from what its own sentence declares, "if $x = W u$ with $u \in \mathbb{R}^d$": who
speaks of ``u`` behind it means ``x`` as made from ``u``; what does not speak of ``u`` is about every ``x``."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

LAYER = r"""
For $x \in \mathbb{R}^{N}$ and $a \in \mathbb{R}^N$,

$$ y_n = a_n x_n $$

If the input comes from a linear layer, $x_n = \sum_d W_{nd} u_d$ with $u \in \mathbb{R}^D$ and
$W \in \mathbb{R}^{N \times D}$, the two are one:

$$ y_n = \sum_d a_n W_{nd} u_d $$

Gradients:

"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial L}{\partial u_d} = \sum_n a_n W_{nd} \frac{\partial L}{\partial y_n}", "proved"),
        (r"\frac{\partial L}{\partial u_d} = \sum_n W_{nd} \frac{\partial L}{\partial y_n}", "refuted"),
        (r"\frac{\partial L}{\partial W_{nd}} = a_n u_d \frac{\partial L}{\partial y_n}", "proved"),
        (r"\frac{\partial L}{\partial x_n} = a_n \frac{\partial L}{\partial y_n}", "proved"),
        (r"y_n = a_n \sum_d W_{nd} u_d", "proved"),
        (r"y_n = \sum_d W_{nd} u_d", "refuted"),
    ],
)
def test_what_speaks_of_its_names_stands_under_the_case(claim: str, verdict: str) -> None:
    found = judged(f"{LAYER}$${claim}$$")[-1]
    assert found["verdict"] == verdict
    assert any("x_{n} =" in x for x in found["assumptions"]) == (verdict == "proved" and "x_n" not in claim)


RANK = r"""
Let $A \in \mathbb{R}^{n \times n}$. If $A = u v^\top$ with $u, v \in \mathbb{R}^n$ then

$$ \operatorname{tr}(A) = v^\top u $$

For every $A$,

"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\operatorname{tr}(A^2) = \operatorname{tr}(A)^2", "refuted"),
        (r"\operatorname{tr}(A^\top) = \operatorname{tr}(A)", "proved"),
        (r"A_{ij} A_{ji} = A_{ii} A_{jj}", "refuted"),
    ],
)
def test_what_does_not_is_about_every_value(claim: str, verdict: str) -> None:
    assert verdicts(f"{RANK}$${claim}$$")[-1] == verdict
