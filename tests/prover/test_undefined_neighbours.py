"""Derivatives beside what may not be defined, as a quotient before a softmax: brackets stay brackets until they act."""

from __future__ import annotations

import pytest

from symderiv.language.integers import Poly
from symderiv.language.terms import Guard, Mul, Read, Sum, add, bracket, equals
from symderiv.language.theory import Theory
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.theorems import apply
from tests.documents.judged import judged

TEXT = r"""Let $x \in \mathbb{R}^{N \times D}$, $R \in \mathbb{R}^{E\times D}$, $v \in \mathbb{R}^{N \times E}$ and $q \in \mathbb{R}$.

$$ z_{nd} = \frac{x_{nd}}{q} $$

$$ w_{ne} = \frac{\exp\left(\sum_d R_{ed} z_{nd}\right)}{\sum_f \exp\left(\sum_d R_{fd} z_{nd}\right)} $$

$$ L = \sum_{n,e} v_{ne} w_{ne} $$

"""  # noqa: E501 - a sentence on one line


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\sum_e v_{ne} w_{ne} R_{ed} - \sum_e v_{ne} w_{ne} \sum_f w_{nf} R_{fd}", "proved"),
        (r"\sum_e v_{ne} w_{ne} \left(R_{ed} - \sum_f w_{nf} R_{fd}\right)", "proved"),
        (r"\sum_e v_{ne} w_{ne} R_{ed} - \sum_e w_{ne} \sum_f w_{nf} R_{fd}", "refuted"),
        (r"\sum_e v_{ne} w_{ne} R_{ed}", "refuted"),
    ],
)
def test_a_softmax_of_quotients(claim: str, verdict: str) -> None:
    found = judged(TEXT + rf"$$ \frac{{\partial L}}{{\partial z_{{nd}}}} = {claim} $$" + "\n")[-1]
    assert found["verdict"] == verdict, found["message"]


def test_brackets_alone_join_a_bracket() -> None:
    t = Theory()
    for name in ("N", "M"):
        t.add_size(name)
    t.add_tensor("x", (Poly.symbol("N"),))
    i, j = Poly.symbol("%i"), Poly.symbol("%j")
    inner = Sum(("%k",), (Guard("ge", Poly.symbol("%k")), equals(i, j)), Read("x", (Poly.symbol("%k"),)))
    node = Sum((), (), Mul((bracket(equals(i, j)), inner, add(Read("x", (i,)), Read("x", (j,))))))
    apart = apply(node, Context(t, ()), "absorb", {"brackets": True})
    assert apart == Sum((), (equals(i, j),), Mul(node.body.children[1:]))
    whole = apply(node, Context(t, ()), "absorb", {})
    assert isinstance(whole, Sum)
    assert whole.binders == ("%k",)


HINGE = r"""Let $x \in \mathbb{R}^{N \times D}$, $W \in \mathbb{R}^{K \times D}$, $v \in \mathbb{R}^{K}$,
$t \in \mathbb{R}^N$.

$$ h_{nk} = \sum_d W_{kd} x_{nd} $$

$$ y_{nk} = \max(h_{nk}, 0.1 h_{nk}) $$

$$ L = \sum_n \max\Big(0, 1 - t_n \sum_k v_k y_{nk}\Big) $$

"""


@pytest.mark.parametrize(
    ("slope", "verdict"),
    [
        (r"(0.1 + 0.9 [h_{nk} > 0])", "proved"),
        (r"([h_{nk} > 0] + 0.1 [h_{nk} \le 0])", "proved"),
        (r"(0.1 + [h_{nk} > 0])", "refuted"),
        (r"([h_{nk} > 0] + 0.1)", "refuted"),
    ],
)
def test_a_leaky_unit_before_a_hinge(slope: str, verdict: str) -> None:
    """The derivative of the loss at a tie of the hinge is some number, though it is not said which."""
    line = rf"$$ \frac{{\partial L}}{{\partial h_{{nk}}}} = \frac{{\partial L}}{{\partial y_{{nk}}}} {slope} $$"
    found = judged(HINGE + line + "\n")[-1]
    assert found["verdict"] == verdict, found["message"]


STRIDES = r"""Let the stride $s$, $x \in \mathbb{R}^{T}$, $R \in \mathbb{R}^{B}$, $Q \in \mathbb{R}^{A}$. Indices start
at zero. Put $T' = \lfloor (T-B)/s \rfloor + 1$ and $M = \lfloor (T'-A)/s \rfloor + 1$. Let
$y \in \mathbb{R}^{T'}$, $f \in \mathbb{R}^M$.

$$ y_i = \sum_p R_p x_{si+p}, \qquad f_i = \sum_p Q_p y_{si+p} $$

$$ \frac{\partial L}{\partial x_k} = \sum_i \frac{\partial L}{\partial y_i} R_{k-si} $$

$$ \frac{\partial L}{\partial x_k} = \sum_i \frac{\partial L}{\partial y_i} R_k $$

$$ \frac{\partial L}{\partial x_k} = \sum_{i,p} \frac{\partial L}{\partial f_i} Q_p R_{k-s(si+p)} $$

$$ \frac{\partial L}{\partial x_k} = \sum_{i,p} \frac{\partial L}{\partial f_i} Q_p R_{k-s(i+p)} $$
"""


def test_two_layers_of_one_stride() -> None:
    """The square of a stride is divided by the stride once."""
    expected = ["proved", "refuted", "proved", "refuted"]
    assert [e["verdict"] for e in judged(STRIDES)[2:]] == expected
