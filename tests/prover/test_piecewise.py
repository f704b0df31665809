"""Piecewise terms: clips, absolute values and their derivatives in all cases of the signs, and their rules."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from symderiv.errors import KernelError
from symderiv.language.terms import NEGATE, ONE, Add, Guard, Mul, Num, Read, Sum, Term, add, mul
from symderiv.language.theory import Hypothesis, Statement, Theory
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.theorems import apply, context_of

HEAD = r"""
Let $x, y \in \mathbb{R}^n$ and $\tau > 0$.

"""
TRUE = [
    r"[e^{x_i} > 1] = [x_i > 0]",
    r"[e^{x_i} > e^{y_i}] = [x_i > y_i]",
    r"\max(0, x_i) + \min(0, \tau (e^{x_i} - 1)) = x_i [x_i > 0] + \tau (e^{x_i} - 1) [x_i \le 0]",
    r"\max(e^{x_i}, 1) = e^{\max(x_i, 0)}",
    r"|e^{x_i} - 1| = (e^{x_i} - 1) ([x_i > 0] - [x_i < 0])",
    r"\max(x_i, y_i) + \min(x_i, y_i) = x_i + y_i",
    r"\max(x_i, y_i) = \frac{x_i + y_i + |x_i - y_i|}{2}",
    r"\max(-\tau, \min(\tau, x_i)) = \min(\tau, \max(-\tau, x_i))",
    r"\max(0, x_i - \tau) - \max(0, -x_i - \tau) = x_i - \max(-\tau, \min(\tau, x_i))",
    r"|x_i| = x_i ([x_i > 0] - [x_i < 0])",
    r"\max(x_i, 0) \max(-x_i, 0) = 0",
    r"[x_i > 0] [x_i > -\tau] = [x_i > 0]",
    r"|\max(x_i, 0) - \max(-x_i, 0)| = |x_i|",
    r"\max(1 - x_i y_i, 0) - \max(x_i y_i - 1, 0) = 1 - x_i y_i",
    r"(x_i - y_i) [x_i > y_i] + (x_i - y_i) [x_i < y_i] = x_i - y_i",
    r"\frac{\partial}{\partial x_i} \left( \max(0, 1 - x_i y_i)^2 \right) = -2 y_i \max(0, 1 - x_i y_i)",
    r"\max(x_i, \max(y_i, \tau)) = \max(\max(x_i, y_i), \tau)",
    r"\frac{\partial}{\partial x_i} \frac{x_i}{1 + |x_i|} = \frac{1}{(1 + |x_i|)^2}",
]
FALSE = [
    r"[e^{x_i} > 2] = [x_i > 0]",
    r"[e^{x_i} > e^{y_i}] = [x_i < y_i]",
    r"\max(0, x_i) + \min(0, \tau (e^{x_i} - 1)) = x_i [x_i > 0] + (e^{x_i} - 1) [x_i \le 0]",
    r"\max(e^{x_i}, 1) = e^{\max(x_i, 1)}",
    r"\frac{\partial}{\partial x_i} \frac{x_i}{1 + |x_i|} = \frac{1}{1 + |x_i|}",
    r"\max(-\tau, \min(\tau, x_i)) = \min(\tau, x_i)",
    r"\max(x_i, y_i) = \frac{x_i + y_i - |x_i - y_i|}{2}",
    r"[x_i > 0] [x_i > \tau] = [x_i > 0]",
    r"\max(0, x_i - \tau) - \max(0, -x_i - \tau) = x_i - \tau",
    r"\frac{\partial}{\partial x_i} \left( \max(0, 1 - x_i y_i)^2 \right) = -2 y_i (1 - x_i y_i)",
    r"\max(x_i, \max(y_i, \tau)) = \max(x_i, y_i)",
    r"|\max(x_i, 0) + \max(-x_i, 0)| = x_i",
]


@pytest.mark.parametrize(
    ("claim", "verdict"), [(c, "proved") for c in TRUE] + [(c, "refuted") for c in FALSE], ids=TRUE + FALSE
)
def test_claims(claim: str, verdict: str) -> None:
    (equation,) = check(read(f"{HEAD}$$ {claim} $$"), suggest=False)["equations"]
    assert equation["verdict"] == verdict, equation["message"]


A, B = Read("a"), Read("b")


@pytest.fixture
def context() -> Context:
    theory = Theory()
    theory.add_tensor("a")
    theory.add_tensor("b")
    theory.add_hypothesis(Hypothesis("b", Statement(B, Num(Fraction(0)), relation=">")))
    return context_of(theory, Statement(A, A))


def _bracket(kind: str, term: Term) -> Sum:
    return Sum((), (Guard(kind, term),), ONE)


def test_a_sign_follows_only_with_positive_coefficients_and_known_terms(context: Context) -> None:
    guard = Guard("pos", add(A, B))
    node = Sum((), (Guard("pos", A), guard), A)
    after = apply(node, context, "follows", {"guard": guard, "scales": (Num(Fraction(1)),), "terms": (A,)})
    assert after == Sum((), (Guard("pos", A),), A)
    wrong: list[tuple[Term, int, tuple[Term, ...]]] = [
        (A, -1, (A,)),
        (mul(NEGATE, A), 1, (A,)),
        (A, 1, (mul(NEGATE, B),)),
    ]
    for fact, scale, terms in wrong:
        node = Sum((), (Guard("pos", fact), guard), A)
        with pytest.raises(KernelError):
            apply(node, context, "follows", {"guard": guard, "scales": (Num(Fraction(scale)),), "terms": terms})


def test_a_weak_sign_does_not_give_a_strict_one(context: Context) -> None:
    strict = Guard("pos", A)
    node = Sum((), (Guard("nonneg", A), strict), B)
    with pytest.raises(KernelError):
        apply(node, context, "follows", {"guard": strict, "scales": (Num(Fraction(1)),), "terms": (A,)})
    weak = Guard("nonneg", A)
    node = Sum((), (strict, weak), B)
    assert apply(node, context, "follows", {"guard": weak, "scales": (Num(Fraction(1)),), "terms": (A,)}) == Sum(
        (), (strict,), B
    )


def test_what_is_not_known_to_be_zero_does_not_vanish(context: Context) -> None:
    node = Mul((A, B))
    with pytest.raises(KernelError):
        apply(node, context, "vanish", {"zero": A})
    with pytest.raises(KernelError):
        apply(node, context.under((Guard("nonneg", A),)), "vanish", {"zero": A})
    both = context.under((Guard("nonneg", A), Guard("nonneg", mul(NEGATE, A))))
    assert apply(apply(node, both, "vanish", {"zero": A}), both, "expand", {}) == Num(Fraction(0))


@pytest.mark.parametrize(
    ("arg", "body", "kind"),
    [
        (add(B, mul(NEGATE, A)), ONE, "nonneg"),
        (add(B, mul(NEGATE, A)), A, "nonneg"),
        (add(B, mul(NEGATE, A)), add(A, mul(NEGATE, B)), "pos"),
        (mul(NEGATE, A), mul(B, A), "pos"),
        (mul(A, B), A, "nonneg"),
        (Num(Fraction(0)), A, "nonneg"),
    ],
)
def test_the_opposite_bracket_needs_its_argument_as_a_factor(
    context: Context, arg: Term, body: Term, kind: str
) -> None:
    guard = Guard("pos", arg)
    after = apply(Sum((), (guard,), apply(body, context, "expand", {})), context, "complement", {"guard": guard})
    assert isinstance(after, Add)
    less = after.args[1]
    assert isinstance(less, Mul)
    assert isinstance(less.args[1], Sum)
    assert [g.kind for g in less.args[1].guards] == [kind]


NORMALISED = r"""
Let $x \in \mathbb{R}^{N}$, $w \in \mathbb{R}^{K}$, $y \in \mathbb{R}^{M}$,
$\gamma, \beta \in \mathbb{R}$, $\epsilon > 0$.

$$ y_i = \sum_p w_p x_{i+p} \qquad \mu = \frac1M \sum_i y_i \qquad v = \frac1M \sum_i (y_i - \mu)^2 $$
$$ z_i = \frac{y_i - \mu}{\sqrt{v + \epsilon}} \qquad u_i = \max(0, \gamma z_i + \beta) \qquad g = \frac1M \sum_i u_i $$

"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial g}{\partial \beta} = \frac1M \sum_i [u_i > 0]", "proved"),
        (r"\frac{\partial g}{\partial \gamma} = \frac1M \sum_i [u_i > 0] z_i", "proved"),
        (r"\frac{\partial g}{\partial \gamma} = \frac1M \sum_i [z_i > 0] z_i", "refuted"),
        (r"\frac{\partial g}{\partial \gamma} = \frac1M \sum_i u_i z_i", "refuted"),
    ],
)
def test_mask_of_a_normalised_sum(claim: str, verdict: str) -> None:
    """The sign of a rectified sum is the sign of the sum, also where its summands may be undefined."""
    equation = check(read(f"{NORMALISED}$$ {claim} $$"), suggest=False)["equations"][-1]
    assert equation["verdict"] == verdict, equation["message"]
    if verdict == "proved":
        assert r"\epsilon > 0" in equation["assumptions"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial J}{\partial h_i} = \frac{\partial J}{\partial a_i} [a_i > 0]", "proved"),
        (r"\frac{\partial J}{\partial h_i} = \frac{\partial J}{\partial a_i} [h_i > 0]", "proved"),
        (r"\frac{\partial J}{\partial h_i} = \frac{\partial J}{\partial a_i} a_i", "refuted"),
        (r"\frac{\partial J}{\partial h_i} = \frac{\partial J}{\partial a_i} [h_i < 0]", "refuted"),
    ],
)
def test_mask_of_what_is_rectified(claim: str, verdict: str) -> None:
    text = r"Let $h, c \in \mathbb{R}^{n}$. $$ a_i = \max(h_i, 0) $$ $$ J = \sum_i c_i a_i^2 $$"
    equation = check(read(f"{text} $$ {claim} $$"), suggest=False)["equations"][-1]
    assert equation["verdict"] == verdict, equation["message"]


QUOTIENT = r"""
Let $x, v \in \mathbb{R}^{N}$ and $q \in \mathbb{R}$.

$$ a_n = \frac{x_n}{q} $$

$$ y_n = [a_n > 0] a_n + [a_n \le 0] (e^{a_n} - 1) $$

$$ u_n = \max(a_n, 0.1 a_n) $$

$$ L = \sum_n v_n y_n $$

"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial y_n}{\partial a_n} = [a_n > 0] + [a_n \le 0] e^{a_n}", "proved"),
        (r"\frac{\partial y_n}{\partial a_n} = [a_n > 0] + [a_n > 0] e^{a_n}", "refuted"),
        (r"\frac{\partial L}{\partial a_n} = v_n [a_n > 0] + [a_n \le 0] v_n e^{a_n}", "proved"),
        (r"\frac{\partial L}{\partial a_n} = v_n [a_n > 0] + v_n e^{a_n}", "refuted"),
        (r"\frac{\partial u_n}{\partial a_n} = 0.1 + 0.9 [a_n > 0]", "proved"),
        (r"\frac{\partial u_n}{\partial a_n} = 0.1 + [a_n > 0]", "refuted"),
    ],
)
def test_pieces_of_what_may_not_be_defined(claim: str, verdict: str) -> None:
    """The division by ``q`` is done wherever a condition is looked at."""
    found = check(read(QUOTIENT + f"$$ {claim} $$\n", "q.md"), suggest=False)["equations"][-1]
    assert found["verdict"] == verdict, found["message"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"a_n (r_n [|r_n| \le \tau] + \tau [r_n > \tau] - \tau [r_n < -\tau])", "proved"),
        (r"a_n \max(-\tau, \min(\tau, r_n))", "proved"),
        (r"a_n \max(\tau, \min(-\tau, r_n))", "refuted"),
        (r"a_n (r_n [|r_n| \le \tau] + \tau [r_n > \tau])", "refuted"),
    ],
)
def test_the_argument_of_a_piece_may_be_a_sum(claim: str, verdict: str) -> None:
    text = rf"""
    Let $x \in \mathbb{{R}}^{{N \times D}}$, $w \in \mathbb{{R}}^D$, $a, t \in \mathbb{{R}}^N$ and $\tau > 0$.

    $$ r_n = \sum_d w_d x_{{nd}} - t_n $$

    $$ \rho_n = \begin{{cases}} \frac12 r_n^2 & |r_n| \le \tau \\ \tau |r_n| - \frac12 \tau^2 & \text{{otherwise}}
    \end{{cases}} $$

    $$ J = \sum_n a_n \rho_n $$

    $$ \frac{{\partial J}}{{\partial r_n}} = {claim} $$
    """
    equation = check(read(text), suggest=False)["equations"][-1]
    assert equation["verdict"] == verdict, equation["message"]
