"""Equations that need more than a normal form: each class with a false neighbour."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from symderiv.certificate import verify
from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from symderiv.errors import KernelError, SymderivError
from symderiv.language.integers import Poly
from symderiv.language.terms import Guard, Pow, Read, Sum
from symderiv.language.theory import Statement
from symderiv.prover.kernel.theorems import Proof, Step, Theorem, check_lemma
from symderiv.prover.search.strategy import find_proof

POLYAK = (
    r"Parameters $\theta_t \in \mathbb{R}^p$, $t = 1, \dots, T$. The average "
    r"$\bar\theta_t = \frac1t \sum_{s=1}^t \theta_s$ satisfies"
)
NESTEROV = (
    r"Let $\theta_t, v_t \in \mathbb{R}^d$ with the look-ahead $\tilde\theta_t = \theta_t + \mu v_t$ and gradients "
    r"$g_t$:" + "\n\n" + r"$$ v_{t+1} = \mu v_t - \eta g_t, \qquad \theta_{t+1} = \theta_t + v_{t+1} $$"
)
SINKHORN = (
    r"$K \in \mathbb{R}^{n \times m}$, $a \in \mathbb{R}^n$ and $v \in \mathbb{R}^m$ are positive. Let "
    r"$u_i = \frac{a_i}{\sum_j K_{ij} v_j}$ and $P_{ij} = u_i K_{ij} v_j$."
)
FULL = (
    r"All indices are one-based. $x \in \mathbb{R}^N$, $w \in \mathbb{R}^M$, $y \in \mathbb{R}^{N+M-1}$: "
    r"$$ y_n = \sum_{m=1}^M w_m x_{n-m+1} $$"
)
NEURON = (
    r"Let $x, w \in \mathbb{R}^3$ and $b \in \mathbb{R}$. "
    r"$$ z = w_1 x_1 + w_2 x_2 + w_3 x_3 + b, \qquad a = \sigma(z) $$"
)
PAIRS = (
    r"$w \in \mathbb{R}^p$, $X \in \mathbb{R}^{n \times p}$, $C \in \mathbb{R}^{n \times n}$." "\n\n"
    r"$$ s_i = \sum_a X_{ia} w_a, \qquad J = \sum_{i,j} C_{ij} \log(1 + e^{-(s_i - s_j)}) $$" "\n\n"
    r"$$ q_{ij} = \sigma(s_j - s_i) $$"
)  # fmt: skip
FILTER = (
    r"Let $h, u, y \in \mathbb{R}^{T}$. $$ h_t = a h_{t-1} + u_t, \qquad t = 0, \dots, T-1 $$" "\n\n"
    r"$$ E = \frac12 \sum_{t=0}^{T-1} (h_t - y_t)^2 $$"
)  # fmt: skip
SMOOTHING = (
    r"$q, z \in \mathbb{R}^K$ with $\sum_k q_k = 1$, and $\alpha \in [0, 1]$." "\n\n"
    r"$$ p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}, \qquad r_k = (1 - \alpha) q_k + \frac{\alpha}{K} $$" "\n\n"
    r"$$ \ell = -\sum_k r_k \log p_k $$"
)  # fmt: skip
CLAIMS = [
    # the last state from any state before it
    (
        r"Let $x_l \in \mathbb{R}^d$ for $l = 0, \dots, L$, and let $f$ be smooth and entrywise. "
        r"$$ x_{l+1} = x_l + W_l f(x_l), \qquad W_l \in \mathbb{R}^{d \times d} $$",
        r"x_L = x_l + \sum_{i=l}^{L-1} W_i f(x_i)",
        r"x_L = x_l + \sum_{i=l+1}^{L-1} W_i f(x_i)",
    ),
    # numbers leave a logarithm
    (
        r"Let $x \in \mathbb{R}$.",
        r"\log \cosh(x) = x + \log(1 + e^{-2x}) - \log 2",
        r"\log \cosh(x) = x + \log(1 + e^{-2x})",
    ),
    (
        r"Let $x \in \mathbb{R}$.",
        r"\log(1 - \tanh^2(x)) = -2 \log \cosh(x)",
        r"\log(1 - \tanh^2(x)) = -2 \log(2 \cosh(x))",
    ),
    (
        r"Let $p, q \in \mathbb{R}^n$ with $p_i > 0$ and $q_i > 0$.",
        r"\sum_i p_i \log \frac{2 p_i}{3 (p_i + q_i)} = \sum_i p_i \log p_i - \sum_i p_i \log \frac{3 p_i + 3 q_i}{2}",
        r"\sum_i p_i \log \frac{2 p_i}{3 (p_i + q_i)} = \sum_i p_i \log p_i - \sum_i p_i \log \frac{p_i + q_i}{2}",
    ),
    (r"Let $a > 0$.", r"\log(12 a) = \log a + 2 \log 2 + \log 3", r"\log(12 a) = \log a + 2 \log 2 + 2 \log 3"),
    # sums of numbers that are unfolded beside a logarithm, which has a value in range only
    (
        SMOOTHING,
        r"\ell = \log \sum_j e^{z_j} - \sum_k r_k z_k",
        r"\ell = \log \sum_j e^{z_j} - (1 - \alpha) \sum_k r_k z_k",
    ),
    # what comes back from all later steps
    (
        FILTER,
        r"\frac{\partial E}{\partial h_t} = \sum_{s=t}^{T-1} a^{s-t} (h_s - y_s)",
        r"\frac{\partial E}{\partial h_t} = \sum_{s=t}^{T-1} a^{s-t+1} (h_s - y_s)",
    ),
    (
        FILTER,
        r"\frac{\partial E}{\partial u_t} = \sum_{s=t}^{T-1} a^{s-t} (h_s - y_s)",
        r"\frac{\partial E}{\partial u_t} = \sum_{s=t}^{T-1} a^{s} (h_s - y_s)",
    ),
    (
        PAIRS,
        r"\frac{\partial J}{\partial w_a} = \sum_{i,j} C_{ij} q_{ij} (X_{ja} - X_{ia})",
        r"\frac{\partial J}{\partial w_a} = \sum_{i,j} C_{ij} q_{ij} (X_{ia} - X_{ja})",
    ),
    (PAIRS, r"\sum_k \frac{\partial J}{\partial s_k} = 0", r"\sum_k \frac{\partial J}{\partial s_k} = J"),
    # denominators that are never zero, behind a condition
    (
        POLYAK,
        r"\bar\theta_{t+1} = \bar\theta_t + \frac{1}{t+1} (\theta_{t+1} - \bar\theta_t) \qquad (t < T)",
        r"\bar\theta_{t+1} = \bar\theta_t + \frac{1}{t} (\theta_{t+1} - \bar\theta_t) \qquad (t < T)",
    ),
    # what is read by a definition is opened behind it, in whatever order they are written
    (
        NESTEROV,
        r"\tilde\theta_{t+1} = \tilde\theta_t + \mu v_{t+1} - \eta g_t",
        r"\tilde\theta_{t+1} = \tilde\theta_t + \mu v_{t+1} + \eta g_t",
    ),
    # a part of a double sum that is the sum by which it is divided
    (SINKHORN, r"\sum_{i,j} P_{ij} = \sum_i a_i", r"\sum_{i,j} P_{ij} = \sum_j v_j"),
    # an index of a sum that the ranges of what is read leave one value
    (FULL, r"y_{N+M-1} = w_M x_N", r"y_{N+M-1} = w_M x_{N-1}"),
    # an index that is one of three
    (NEURON, r"\frac{\partial a}{\partial x_i} = a (1 - a) w_i", r"\frac{\partial a}{\partial x_i} = a (1 - a) x_i"),
]


@pytest.mark.parametrize(("head", "true", "false"), CLAIMS)
def test_a_claim_and_its_false_neighbour(head: str, true: str, false: str) -> None:
    found = check(read(f"{head}\n\n$$ {true} $$\n", "a.md"), certificates=True)["equations"][-1]
    assert found["verdict"] == "proved", found["message"]
    verify(found["certificate"], evaluate=False)
    assert check(read(f"{head}\n\n$$ {false} $$\n", "a.md"), suggest=False)["equations"][-1]["verdict"] == "refuted"


ATTENTION = (
    r"Let $q_t, k_t \in \mathbb{R}^d$, $v_t \in \mathbb{R}^m$ for $t = 1, \dots, T$, "
    r"$S_t \in \mathbb{R}^{m \times d}$, $S_0 = 0$: $$ S_t = S_{t-1} + v_t k_t^\top, \qquad o_t = S_t q_t $$"
)
AVERAGE = (
    r"Let $g_t \in \mathbb{R}^d$, $t = 1, \dots, T$, $m_0 = 0$, $\beta \in (0, 1)$: "
    r"$$ m_t = \beta m_{t-1} + (1 - \beta) g_t $$"
)
BIAS = r"Let $g, \beta \in \mathbb{R}$, $m_0 = 0$ and for $t = 1, \dots, T$: $$ m_t = \beta m_{t-1} + (1 - \beta) g $$"
DESCENT = r"Let $\lambda, u_t \in \mathbb{R}^n$, $t = 0, \dots, T$: $$ u_{t+1,i} = (1 - \eta \lambda_i) u_{t,i} $$"
RESIDUAL = (
    r"Let $x^{(l)} \in \mathbb{R}^n$ for $l = 0, \dots, M$ and $W^{(l)} \in \mathbb{R}^{n \times n}$, $f$ smooth: "
    r"$$ x^{(l+1)}_i = x^{(l)}_i + \sum_j W^{(l)}_{ij} f(x^{(l)}_j), \qquad l = 0, \dots, M-1 $$"
)
SUMS = r"Let $n$ be a positive integer, $a \in \mathbb{R}^n$."
UNROLLED = [
    # closed forms of recurrences, beneath what is made of them
    (ATTENTION, r"S_t = \sum_{s=1}^t v_s k_s^\top", r"S_t = \sum_{s=1}^{t-1} v_s k_s^\top"),
    (ATTENTION, r"o_t = \sum_{s=1}^t (k_s^\top q_t) v_s", r"o_t = \sum_{s=1}^t (k_s^\top q_s) v_s"),
    (AVERAGE, r"m_t = (1 - \beta) \sum_{i=1}^t \beta^{t-i} g_i", r"m_t = (1 - \beta) \sum_{i=1}^t \beta^i g_i"),
    (AVERAGE, r"m_3 = (1 - \beta) (\beta^2 g_1 + \beta g_2 + g_3)", r"m_3 = (1 - \beta) (\beta g_1 + \beta g_2 + g_3)"),
    (BIAS, r"\frac{m_t}{1 - \beta^t} = g", r"\frac{m_t}{1 - \beta^{t+1}} = g"),
    (
        DESCENT,
        r"\sum_i \lambda_i u_{t,i}^2 = \sum_i \lambda_i (1 - \eta \lambda_i)^{2t} u_{0,i}^2",
        r"\sum_i \lambda_i u_{t,i}^2 = \sum_i \lambda_i (1 - \eta \lambda_i)^t u_{0,i}^2",
    ),
    # what is claimed of a size, for all numbers up to it
    (
        RESIDUAL,
        r"x^{(M)}_i = x^{(0)}_i + \sum_{l=0}^{M-1} \sum_j W^{(l)}_{ij} f(x^{(l)}_j)",
        r"x^{(M)}_i = x^{(0)}_i + \sum_{l=0}^{M-1} \sum_j W^{(l)}_{ij} f(x^{(0)}_j)",
    ),
    (SUMS, r"\sum_{k=1}^n \frac{1}{k (k+1)} = \frac{n}{n+1}", r"\sum_{k=1}^n \frac{1}{k (k+1)} = \frac{n}{n+2}"),
    (SUMS, r"\sum_{k=1}^n k 2^k = (n - 1) 2^{n+1} + 2", r"\sum_{k=1}^n k 2^k = (n - 1) 2^{n+1} + 1"),
]


@pytest.mark.parametrize(("head", "true", "false"), UNROLLED)
def test_something_stronger_is_shown_first(head: str, true: str, false: str) -> None:
    test_a_claim_and_its_false_neighbour(head, true, false)


def test_a_forged_lemma_is_not_accepted() -> None:
    """What is shown first needs a proof of its own, and both of its sides must exist."""
    equation = read(f"{ATTENTION} $$ o_t = \\sum_{{s=1}}^t (k_s^\\top q_t) v_s $$", "a.md").equations[-1]
    assert equation.statement is not None
    theory, statement = equation.theory, equation.statement
    theorem = find_proof(theory, statement)
    assert isinstance(theorem, Theorem)
    (source,) = theorem.proof.lemmas
    assert source.shown is not None
    told, proof = source.shown
    free = {f.symbol: Poly.symbol(f.symbol) for f in told.free}
    other = Sum((), (Guard("ge", next(iter(free.values())) - 1),), told.right)
    forged = [
        (replace(told, right=other), proof),  # false, with the proof of something else
        (replace(told, right=other), Proof(())),
        (replace(told, relation="<="), proof),
        (told, replace(proof, kinks=(told.left,))),
        (told, replace(proof, induction=None)),
        (replace(told, free=told.free[:1]), proof),
    ]
    for shown in forged:
        bad = replace(source, lead=shown[0].left, rest=shown[0].right, shown=shown)
        with pytest.raises(SymderivError):
            check_lemma(theory, bad)
    undefined = Pow(Read("q", (Poly.constant(0), Poly.constant(0))), Fraction(-1))
    equal = Statement(undefined, undefined)
    with pytest.raises(KernelError, match="may be undefined"):
        check_lemma(
            theory, replace(source, lead=undefined, rest=undefined, shown=(equal, Proof((Step((), "expand", {}),))))
        )


POWERS = (
    r"Let $A \in \mathbb{R}^{n \times n}$, $B \in \mathbb{R}^{n \times m}$, $x_t \in \mathbb{R}^m$ for "
    r"$t = 1, \dots, T$, $h_t \in \mathbb{R}^n$, $h_0 = 0$. Let $K$ be a positive integer. Let "
    r"$Q \in \mathbb{R}^{n \times n}$ be orthogonal, $\lambda \in \mathbb{R}^n$, and put "
    r"$S = Q \operatorname{diag}(\lambda) Q^\top$. $$ h_t = A h_{t-1} + B x_t $$"
)
QUADRATIC = (
    r"Let $H \in \mathbb{R}^{n \times n}$ be symmetric, $w_t, w^* \in \mathbb{R}^n$, $t = 0, \dots, T$, and "
    r"$H u = \lambda u$ for a vector $u \in \mathbb{R}^n$ and a number $\lambda$: "
    r"$$ w_{t+1} = w_t - \eta H (w_t - w^*) $$"
)
MATRIX_POWERS = [
    (POWERS, r"h_t = \sum_{s=1}^t A^{t-s} B x_s", r"h_t = \sum_{s=1}^t A^s B x_s"),
    (POWERS, r"(I - A) \sum_{k=0}^{K-1} A^k = I - A^K", r"(I - A) \sum_{k=0}^K A^k = I - A^K"),
    (POWERS, r"S^K = Q \operatorname{diag}(\lambda)^K Q^\top", r"S^K = Q^\top \operatorname{diag}(\lambda)^K Q"),
    (POWERS, r"A^{K+1} = A A^K", r"A^{K+1} = A A^K A"),
    (QUADRATIC, r"w_t - w^* = (I - \eta H)^t (w_0 - w^*)", r"w_t - w^* = (I + \eta H)^t (w_0 - w^*)"),
    (
        QUADRATIC,
        r"u^\top (w_t - w^*) = (1 - \eta \lambda)^t u^\top (w_0 - w^*)",
        r"u^\top (w_t - w^*) = (1 - \eta \lambda) u^\top (w_0 - w^*)",
    ),
]


@pytest.mark.parametrize(("head", "true", "false"), MATRIX_POWERS)
def test_powers_of_matrices(head: str, true: str, false: str) -> None:
    test_a_claim_and_its_false_neighbour(head, true, false)


@pytest.mark.parametrize(
    ("head", "claim"),
    [
        (r"Let $A \in \mathbb{R}^{n \times n}$ and let $x \in \mathbb{R}^T$.", r"x_t A^t = A^t x_t"),  # how far?
        (
            r"Let $A \in \mathbb{R}^{n \times n}$, $t = 0, \dots, T$, $x \in \mathbb{R}^T$.",
            r"x_t A^{t-1} = A^{t-1} x_t",
        ),
        (r"Let $A_t \in \mathbb{R}^{n \times n}$, $t = 1, \dots, T$.", r"A_t^t = A_t^t"),
    ],
)
def test_powers_that_are_not_read(head: str, claim: str) -> None:
    equation = check(read(f"{head}\n\n$$ {claim} $$\n", "a.md"))["equations"][-1]
    assert equation["role"] == "error"
    assert "exponent" in equation["message"] or "index" in equation["message"] or "power" in equation["message"]
