"""What a recurrence reads at a step moves none of its earlier entries: true of what it reads at the same step or an
earlier one, and of nothing else."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symderiv.errors import KernelError
from symderiv.language.integers import Poly
from symderiv.language.terms import ZERO, Add, Diff, Mul, Pow, Read, Sum, Term, in_shape
from symderiv.language.theory import Free, Statement, Theory
from symderiv.prover.kernel.rules import apply
from symderiv.prover.kernel.theorems import context_of
from tests.documents.judged import verdicts

HEAD = r"Let $x, F \in \mathbb{R}^T$ and $r \in \mathbb{R}$, with $c_0 = 0$, $t = 1, \dots, T$ and $f_t = \sigma(F_t)$."
GATED = HEAD + "\n\n$$ c_t = f_t c_{t-1} + (1 - f_t) \\tanh(r c_{t-1} + x_t) $$\n\n"


@pytest.mark.parametrize(
    ("recurrence", "claim", "verdict"),
    [
        (GATED, r"\frac{\partial c_t}{\partial f_t} = c_{t-1} - \tanh(r c_{t-1} + x_t)", "proved"),
        (GATED, r"\frac{\partial c_t}{\partial f_t} = c_{t-1}", "refuted"),
        (GATED, r"\frac{\partial c_{t-1}}{\partial f_t} = 0", "proved"),
        (GATED, r"\frac{\partial c_{t-1}}{\partial x_t} = 0", "proved"),
        (GATED, r"\frac{\partial c_t}{\partial f_{t-1}} = 0", "refuted"),
    ],
)
def test_gates(recurrence: str, claim: str, verdict: str) -> None:
    assert verdicts(f"{recurrence}$${claim}$$")[-1] == verdict


STEP, SIZE = Poly.symbol("%t"), Poly.symbol("T")


def earlier(name: str, steps: int | Poly) -> Read:
    return Read(name, (STEP - steps,))


#: What is added to ``r c[t-1]``, and the last step of ``f`` behind ``t`` that it reads; None where that is not counted.
BODIES: dict[str, tuple[Term, int | None]] = {
    "now": (earlier("f", 0), 0),
    "before": (earlier("f", 2), -2),
    "both": (Add((Mul((earlier("f", 3), earlier("f", 1))), earlier("f", 2))), -1),
    "later": (earlier("f", -1), None),
    "all": (Sum(("%s",), in_shape((Poly.symbol("%s"),), (SIZE,)), Read("f", (Poly.symbol("%s"),))), None),
    "through another": (earlier("g", 0), None),
    "turned round": (Read("f", (SIZE - 1 - STEP,)), None),
    "some steps": (earlier("f", Poly.symbol("K")), None),
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("ahead", range(-3, 3))
def test_the_rule(body: str, ahead: int) -> None:
    """``d c[t] / d f[t + ahead] = 0`` where no read of ``f`` is at the step ``t + ahead`` or behind it."""
    added, last = BODIES[body]
    theory = Theory()
    theory.add_size("T")
    theory.add_size("K")
    theory.add_tensor("r")
    theory.add_tensor("f", (SIZE,))
    theory.define("g", ("%t",), (SIZE,), Pow(earlier("f", 0), Fraction(2)))
    theory.define("c", ("%t",), (SIZE,), Add((Mul((Read("r"), earlier("c", 1))), added)))
    node = Diff(earlier("c", 0), "f", (STEP + ahead,))
    context = context_of(theory, Statement(ZERO, ZERO, (Free("%t", Poly.constant(0), SIZE),)))
    if last is not None and ahead > last:
        assert apply(node, context, "causal", {}) == ZERO
    else:
        with pytest.raises(KernelError):
            apply(node, context, "causal", {})
