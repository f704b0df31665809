"""Derivatives beside what may not be defined, as a quotient before a softmax: brackets stay brackets until they act."""

from __future__ import annotations

import pytest

from symderiv.language.integers import Poly
from symderiv.language.terms import Guard, Mul, Read, Sum, add, bracket, equals
from symderiv.language.theory import Theory
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.theorems import apply
from tests.documents.judging import judged

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
