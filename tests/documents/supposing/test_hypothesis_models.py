"""Hypotheses as people write them have models: what follows from them is exercised, and what does not is refuted by
inputs that satisfy them."""

from __future__ import annotations

import pytest

from symderiv.documents.judging.equations import Equation
from symderiv.documents.walk.document import Document, read
from symderiv.language.terms import Add, num
from symderiv.language.theory import Statement
from symderiv.meaning import exercise

# name: declarations, hypotheses, a consequence
CASES = {
    "orth": (
        r"$Q \in \mathbb{R}^{n\times n}$, $x\in\mathbb{R}^n$. Assume that",
        r"Q^\top Q = I",
        r"\|Q x\|^2 = \|x\|^2",
    ),
    "orth2": (
        r"$Q \in \mathbb{R}^{n\times n}$, $x,y\in\mathbb{R}^n$. Assume that",
        r"Q Q^\top = I, \qquad Q^\top Q = I",
        r"(Q x)^\top (Q y) = x^\top y",
    ),
    "cols": (
        r"$U \in \mathbb{R}^{n\times k}$, $a\in\mathbb{R}^k$. Assume that",
        r"U^\top U = I",
        r"\|U a\|^2 = \|a\|^2",
    ),
    "eig": (
        r"$A\in\mathbb{R}^{n\times n}$, $u\in\mathbb{R}^n$, $\lambda\in\mathbb{R}$. Suppose",
        r"A u = \lambda u, \qquad u^\top u = 1",
        r"u^\top A u = \lambda",
    ),
    "eigsym": (
        r"$A\in\mathbb{R}^{n\times n}$, $u,v\in\mathbb{R}^n$, $\lambda,\mu\in\mathbb{R}$. Suppose",
        r"A u = \lambda u, \qquad A v = \mu v, \qquad A = A^\top",
        r"\lambda v^\top u = \mu v^\top u",
    ),
    "diagz": (
        r"$A,U\in\mathbb{R}^{n\times n}$, $d\in\mathbb{R}^n$. Suppose",
        r"A U = U \operatorname{diag}(d), \qquad U^\top U = I",
        r"\operatorname{tr}(U^\top A U) = \sum_i d_i",
    ),
    "diagz2": (
        r"$A,U\in\mathbb{R}^{n\times n}$, $d\in\mathbb{R}^n$, $x \in \mathbb{R}^n$. Note $x^\top A x$. Suppose",
        r"x^\top A x = x^\top x, \qquad A = U \operatorname{diag}(d) U^\top, \qquad U^\top U = I",
        r"\operatorname{tr}(A) = \sum_i d_i",
    ),
    "proj": (
        r"$P\in\mathbb{R}^{n\times n}$, $y\in\mathbb{R}^n$. Assume that",
        r"P^2 = P, \qquad P^\top = P",
        r"\|P y\|^2 = y^\top P y",
    ),
    "projX": (
        r"$P\in\mathbb{R}^{n\times n}$, $X \in \mathbb{R}^{n \times m}$, $y\in\mathbb{R}^n$. Assume that",
        r"P X = X, \qquad P^\top = P, \qquad P P = P",
        r"X^\top (y - P y) = 0",
    ),
    "nested": (
        r"$P,Q\in\mathbb{R}^{n\times n}$, $y\in\mathbb{R}^n$. Assume that",
        r"P^2=P, \qquad P^\top=P, \qquad Q^2 = Q, \qquad Q^\top=Q, \qquad P Q = P",
        r"Q P = P",
    ),
    "complement": (
        r"$P,Q\in\mathbb{R}^{n\times n}$. Assume that",
        r"P^2=P, \qquad P^\top=P, \qquad P + Q = I",
        r"P Q = 0",
    ),
    "orthproj": (
        r"$P,Q\in\mathbb{R}^{n\times n}$. Assume that",
        r"P^2=P, \qquad Q^2=Q, \qquad P Q = 0, \qquad Q P = 0",
        r"(P+Q)^2 = P + Q",
    ),
    "stoch": (
        r"$P\in\mathbb{R}^{n\times n}$, $p \in \mathbb{R}^n$. Assume that",
        r"\sum_j P_{ij} = 1, \qquad \sum_i p_i = 1",
        r"\sum_j \sum_i p_i P_{ij} = 1",
    ),
    "stochpos": (
        r"$P\in\mathbb{R}^{n\times n}$, $\pi \in \mathbb{R}^n$. Assume that",
        r"\sum_j P_{ij} = 1, \qquad P_{ij} \ge 0, \qquad \sum_i \pi_i = 1, \qquad \pi_i \ge 0, \qquad "
        r"\sum_i \pi_i P_{ij} = \pi_j",
        r"\sum_i \sum_k \pi_i P_{ik} P_{kj} = \pi_j",
    ),
    "doubly": (
        r"$P\in\mathbb{R}^{n\times n}$. Assume that",
        r"\sum_j P_{ij} = 1, \qquad \sum_i P_{ij} = 1, \qquad P_{ij} \ge 0",
        r"\sum_i \sum_j P_{ij} = n",
    ),
    "unit": (
        r"$u,v\in\mathbb{R}^n$. Assume that",
        r"\|u\| = 1, \qquad \|v\| = 1",
        r"\|u - v\|^2 = 2 - 2 u^\top v",
    ),
    "unitorth": (
        r"$u,v\in\mathbb{R}^n$. Assume that",
        r"u^\top u = 1, \qquad v^\top v = 1, \qquad u^\top v = 0",
        r"\|u + v\|^2 = 2",
    ),
    "zeromean": (
        r"$x,y\in\mathbb{R}^n$. Assume that",
        r"\sum_i x_i = 0",
        r"\sum_i x_i (y_i - 1) = \sum_i x_i y_i",
    ),
    "standard": (
        r"$x\in\mathbb{R}^n$. Assume that",
        r"\frac1n\sum_i x_i = 0, \qquad \frac1n \sum_i x_i^2 = 1",
        r"\frac1n\sum_i (x_i - 1)^2 = 2",
    ),
    "whiten": (
        r"$X\in\mathbb{R}^{n\times d}$. Assume that",
        r"\frac1n X^\top X = I",
        r"\operatorname{tr}(X X^\top) = n d",
    ),
    "cov": (
        r"$w\in\mathbb{R}^m$, $e\in\mathbb{R}^{m\times n}$, $a\in\mathbb{R}^n$, $s\in\mathbb{R}$. Assume that",
        r"\sum_k w_k = 1, \qquad w_k \ge 0, \qquad \sum_k w_k e_{ki} = 0, \qquad \sum_k w_k e_{ki} e_{kj} = "
        r"s^2 \delta_{ij}",
        r"\sum_k w_k (\sum_i a_i e_{ki})^2 = s^2 \sum_i a_i^2",
    ),
    "cov2": (
        r"$w\in\mathbb{R}^m$, $x\in\mathbb{R}^{m\times n}$, $a, \mu\in\mathbb{R}^n$, "
        r"$S\in\mathbb{R}^{n\times n}$. Assume that",
        r"\sum_k w_k = 1, \qquad \sum_k w_k x_{ki} = \mu_i, \qquad \sum_k w_k (x_{ki} - "
        r"\mu_i)(x_{kj}-\mu_j) = S_{ij}",
        r"\sum_k w_k x_{ki} x_{kj} = S_{ij} + \mu_i \mu_j",
    ),
    "indep": (
        r"$w\in\mathbb{R}^m$, $x, y\in\mathbb{R}^{m}$. Assume that",
        r"\sum_k w_k = 1, \qquad \sum_k w_k x_k y_k = (\sum_k w_k x_k)(\sum_k w_k y_k)",
        r"\sum_k w_k (x_k + y_k)^2 = \sum_k w_k x_k^2 + \sum_k w_k y_k^2 + 2 (\sum_k w_k x_k)(\sum_k w_k y_k)",
    ),
    "normal": (
        r"$X\in\mathbb{R}^{n\times d}$, $y\in\mathbb{R}^n$, $w\in\mathbb{R}^d$. Assume that",
        r"X^\top X w = X^\top y",
        r"(y - X w)^\top X w = 0",
    ),
    "inv": (
        r"$A,B\in\mathbb{R}^{n\times n}$. Assume that",
        r"A B = I",
        r"B A = I",
    ),
    "inv2": (
        r"$A,B\in\mathbb{R}^{n\times n}$, $x, b\in \mathbb{R}^n$. Assume that",
        r"A x = b, \qquad B A = I",
        r"x = B b",
    ),
    "det": (
        r"$A\in\mathbb{R}^{n\times n}$. Assume that",
        r"\det A \ne 0",
        r"A A^{-1} = I",
    ),
    "det1": (
        r"$A\in\mathbb{R}^{n\times n}$. Assume that",
        r"\det A = 1",
        r"\det(A^{-1}) = 1",
    ),
    "onehot": (
        r"$y,p\in\mathbb{R}^K$. Assume that",
        r"\sum_k y_k = 1, \qquad y_k^2 = y_k",
        r"\sum_k y_k^2 = 1",
    ),
    "label": (
        r"$y\in\mathbb{R}^N$. Assume that",
        r"y_n^2 = 1",
        r"\sum_n y_n^2 = N",
    ),
    "labelY": (
        r"$Y\in\mathbb{R}^{N \times K}$, $P\in\mathbb{R}^{N\times K}$. Assume that",
        r"\sum_k Y_{nk} = 1, \qquad \sum_k P_{nk} = 1",
        r"\sum_k (P_{nk} - Y_{nk}) = 0",
    ),
    "posdef": (
        r"$A\in\mathbb{R}^{n\times n}$, $B \in \mathbb{R}^{n \times n}$, $x\in\mathbb{R}^n$. Note $x^\top A "
        r"x$. Assume that",
        r"\operatorname{tr}(A) > 0, \qquad A = B^\top B",
        r"x^\top A x = \|B x\|^2",
    ),
    "spd": (
        r"$A\in\mathbb{R}^{n\times n}$, $x, b\in\mathbb{R}^n$. Assume that",
        r"A^\top = A, \qquad x^\top A x > 0, \qquad A x = b",
        r"x^\top b = x^\top A x",
    ),
    "skew": (
        r"$A\in\mathbb{R}^{n\times n}$, $x\in\mathbb{R}^n$. Assume that",
        r"A^\top = -A",
        r"x^\top A x = 0",
    ),
    "range": (
        r"$a,b\in\mathbb{R}$. Assume that",
        r"0 < a, \qquad a < 1, \qquad b > a",
        r"\log(a^2) = 2\log a",
    ),
    "prob": (
        r"$p\in\mathbb{R}^n$. Assume that",
        r"p_i > 0, \qquad \sum_i p_i = 1",
        r"\sum_i p_i (\log p_i + 1) = 1 + \sum_i p_i \log p_i",
    ),
    "kl": (
        r"$p,q\in\mathbb{R}^n$. Assume that",
        r"p_i > 0, \qquad \sum_i p_i = 1, \qquad q_i > 0, \qquad \sum_i q_i = 1",
        r"\sum_i p_i \log \frac{p_i}{q_i} = \sum_i p_i \log p_i - \sum_i p_i \log q_i",
    ),
    "symkernel": (
        r"$w\in\mathbb{R}^{K}$, $x \in \mathbb{R}^{K}$. Assume that",
        r"w_p = w_{K-1-p}",
        r"\sum_{p=0}^{K-1} w_p x_{K-1-p} = \sum_{p=0}^{K-1} w_p x_p",
    ),
    "balance": (
        r"$W\in\mathbb{R}^{n\times n}$, $V\in\mathbb{R}^{n\times n}$. Assume that",
        r"W^\top W = V V^\top",
        r"\operatorname{tr}(W W^\top) = \|V\|_F^2",
    ),
    "weightnorm": (
        r"$v, w\in\mathbb{R}^{n}$, $g \in \mathbb{R}$. Assume that",
        r"\|v\| = g, \qquad g > 0, \qquad w = v / g",
        r"\|w\|^2 = 1",
    ),
    "simplexrow": (
        r"$A\in\mathbb{R}^{n\times m}$, $V \in\mathbb{R}^{m\times d}$. Assume that",
        r"A \mathbf{1} = \mathbf{1}, \qquad A_{ij} \ge 0",
        r"\sum_i \sum_j A_{ij} = n",
    ),
    "mean": (
        r"$x\in\mathbb{R}^{n}$, $m \in \mathbb{R}$. Assume that",
        r"\sum_i (x_i - m) = 0",
        r"\sum_i (x_i - m)^2 = \sum_i x_i^2 - n m^2",
    ),
    "householder": (
        r"$H\in\mathbb{R}^{n\times n}$, $v\in\mathbb{R}^{n}$. Note $H v$. Assume that",
        r"v^\top v = 1, \qquad H = I - 2 v v^\top",
        r"H v = -v",
    ),
    "commute": (
        r"$A,B\in\mathbb{R}^{n\times n}$. Assume that",
        r"A B = B A",
        r"(A+B)(A-B) = A^2 - B^2",
    ),
    "trigo": (
        r"$c,s\in\mathbb{R}$, $x,y\in\mathbb{R}$. Assume that",
        r"c^2 + s^2 = 1",
        r"(c x - s y)^2 + (s x + c y)^2 = x^2 + y^2",
    ),
    "nilp": (
        r"$A\in\mathbb{R}^{n\times n}$. Assume that",
        r"A^2 = 0",
        r"(I + A)(I - A) = I",
    ),
    "invol": (
        r"$A\in\mathbb{R}^{n\times n}$. Assume that",
        r"A^2 = I",
        r"(I + A)(I - A) = 0",
    ),
    "svd": (
        r"$A, U, V\in\mathbb{R}^{n\times n}$, $s\in\mathbb{R}^n$. Note $A$. Assume that",
        r"U^\top U = I, \qquad V^\top V = I, \qquad \operatorname{tr}(A) = \operatorname{tr}(A^\top), "
        r"\qquad A = U \operatorname{diag}(s) V^\top",
        r"\|A\|_F^2 = \sum_i s_i^2",
    ),
    "fzero": (
        r"$x\in\mathbb{R}$, $f$ a smooth function. Note $f(x)$. Assume that",
        r"f(0) = 0, \qquad f'(0) = 1",
        r"f(0) + f'(0) x = x",
    ),
    "step": (
        r"$A \in \mathbb{R}^{n\times n}$, $x, b\in\mathbb{R}^n$, $\eta>0$. Assume that",
        r"A x = b",
        r"x - \eta (A x - b) = x",
    ),
}


def claim(name: str) -> tuple[Document, Equation]:
    head, hypotheses, consequence = CASES[name]
    document = read(f"# Notes\n{head}\n\n$$ {hypotheses} $$\n\nThen\n\n$$ {consequence} $$\n", f"{name}.md")
    claims = [e for e in document.equations if e.role == "claim"]
    assert not any(e.role == "error" for e in document.equations)
    assert len(claims) == 1
    return document, claims[0]


@pytest.mark.parametrize("name", sorted(CASES))
def test_what_follows_is_exercised(name: str) -> None:
    _, equation = claim(name)
    assert equation.statement is not None
    seen = exercise(equation.theory, equation.statement, thorough=False)
    assert seen.counterexample is None
    assert (seen.points >= 12, seen.shapes >= 3) == (True, True), seen.reason


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_side_that_is_one_too_large_is_refuted(name: str) -> None:
    _, equation = claim(name)
    assert equation.statement is not None
    right = Add((equation.statement.right, num(1)))
    wrong = Statement(equation.statement.left, right, equation.statement.free)
    seen = exercise(equation.theory, wrong, thorough=False)
    assert seen.counterexample is not None, seen.reason
    assert sum(seen.counterexample.sizes.values()) <= 8


def test_a_hypothesis_that_holds_nowhere_is_named() -> None:
    text = "$x \\in \\mathbb{R}^n$. Assume that\n\n$$ \\sum_i x_i^2 = -1 $$\n\nThen\n\n$$ \\sum_i x_i = 0 $$\n"
    equation = read(text, "notes.md").equations[-1]
    assert equation.statement is not None
    seen = exercise(equation.theory, equation.statement)
    assert seen.points == 0
    assert "the hypothesis \\sum_i x_i^2 = -1 holds at no sampled point" in seen.reason
