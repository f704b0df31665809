"""Signs that are no sums of squares alone: each claim with a false neighbour."""

from __future__ import annotations

import pytest

from symderiv.certificate import verify
from symderiv.documents.check import check
from symderiv.documents.walk.document import read

SOFTMAX = r"Let $z \in \mathbb{R}^K$ and $p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$."
VECTORS = (
    r"Let $x \in \mathbb{R}^n$ be a nonzero vector, $y \in \mathbb{R}^n$, $X \in \mathbb{R}^{m \times n}$, $a > 0$."
)
RIDGE = VECTORS + r" Let $z \in \mathbb{R}^m$ and $w = (X^\top X + a I)^{-1} X^\top z$."
DEFINITE = VECTORS + r" Let $A \in \mathbb{R}^{n \times n}$ be symmetric positive definite."
SIMPLEX = r"Let $z, p, q \in \mathbb{R}^K$ where $p_k > 0$, $q_k > 0$ and $\sum_k p_k = 1$, $\sum_k q_k = 1$."
ROWS = (
    r"Let $s, q \in \mathbb{R}^{N \times K}$ with $q_{nk} > 0$ and $\sum_{k=1}^K q_{nk} = 1$, and let "
    r"$p \in \mathbb{R}^K$ with $p_k > 0$ and $\sum_{k=1}^K p_k = 1$."
)
LOGITS = r"Let $z \in \mathbb{R}^K$ and $a, b \in \mathbb{R}$."
TEMPERED = LOGITS + r" Let $t > 0$."
COSINE = r"Let $x, y \in \mathbb{R}^n$ be nonzero and $$ c = \frac{x^\top y}{\|x\| \|y\|} $$"
LOGISTIC = (
    r"Let $X \in \mathbb{R}^{n \times d}$, $w, v \in \mathbb{R}^d$, $p_i = \sigma(\sum_j X_{ij} w_j)$, "
    r"$s_i = p_i (1 - p_i)$ and $S = \operatorname{diag}(s)$."
)
NORMALISED = (
    r"Let $u \in \mathbb{R}^n$, $\epsilon > 0$, $m = \frac1n \sum_{i=1}^n u_i$, "
    r"$v = \frac1n \sum_{i=1}^n (u_i - m)^2$ and $h_i = \frac{u_i - m}{\sqrt{v + \epsilon}}$."
)
CLAIMS = [
    # a sum without one of its nonnegative terms
    (SOFTMAX, r"p_i \le 1", r"p_i \le \frac12"),
    (SOFTMAX, r"p_i (1 - p_i) \ge 0", r"p_i (1 - 2 p_i) \ge 0"),
    (SOFTMAX, r"\frac{\partial p_i}{\partial z_i} \ge 0", r"\frac{\partial p_i}{\partial z_i} \ge p_i"),
    (SOFTMAX, r"\sum_i p_i^2 \le 1", r"\sum_i p_i^2 \ge 1"),
    (SIMPLEX, r"p_i \le 1", r"p_i \ge 1"),
    (SIMPLEX, r"p_i (1 - p_i) \ge 0", r"p_i (1 - 2 p_i) \ge 0"),
    # what a sign decides
    (LOGITS, r"\operatorname{ReLU}(a) \ge a", r"\operatorname{ReLU}(a) \le a"),
    (LOGITS, r"|a + b| \le |a| + |b|", r"|a - b| \ge |a| + |b|"),
    (LOGITS, r"\sum_k |z_k| \ge \left|\sum_k z_k\right|", r"\sum_k |z_k| \le \left|\sum_k z_k\right|"),
    (LOGITS, r"|\tanh a| \le 1", r"|\tanh a| \le \frac12"),
    # Gibbs' inequality and what follows from it
    (SIMPLEX, r"\sum_k p_k \log \frac{p_k}{q_k} \ge 0", r"\sum_k p_k \log \frac{q_k}{p_k} \ge 0"),
    (SIMPLEX, r"-\sum_k p_k \log p_k \le \log K", r"-\sum_k p_k \log p_k \ge \log K"),
    (SIMPLEX, r"-\sum_k p_k \log p_k \ge 0", r"-\sum_k p_k \log p_k \ge 1"),
    (SOFTMAX, r"-\log p_i \ge 0", r"-\log p_i \ge 1"),
    (SOFTMAX, r"-\sum_i p_i \log p_i \le \log K", r"-\sum_i p_i \log p_i \ge \log K"),
    (LOGITS, r"\log \sum_k e^{z_k} \ge z_i", r"\log \sum_k e^{z_k} \le z_i"),
    (LOGITS, r"\log (1 + e^a) \ge \max(0, a)", r"\log (1 + e^a) \le \max(0, a)"),
    (LOGITS, r"e^a \ge 1 + a", r"e^a \ge 1 + 2 a"),
    # what the sums over one range have in one summand
    (LOGITS, r"\sum_k (e^{z_k} - 1 - z_k) \ge 0", r"\sum_k (e^{z_k} - 1 - 2 z_k) \ge 0"),
    (LOGITS, r"\frac1K \sum_k e^{z_k} \ge 1 + \frac1K \sum_k z_k", r"\frac1K \sum_k e^{z_k} \ge 1 + \sum_k z_k"),
    (LOGITS, r"\sum_k \log(1 + e^{z_k}) \ge \sum_k z_k", r"\sum_k \log(1 + e^{z_k}) \le \sum_k z_k"),
    (VECTORS, r"\sum_i x_i^2 + n \ge 2 \sum_i x_i", r"\sum_i x_i^2 + n \ge 3 \sum_i x_i"),
    (VECTORS, r"\sum_{i,j} (e^{X_{ij}} - X_{ij}) \ge n m", r"\sum_{i,j} (e^{X_{ij}} - X_{ij}) \ge n m + 1"),
    (LOGITS, r"\log \sum_k e^{z_k} \ge z_1", r"\log \sum_k e^{z_k} \ge z_1 + \frac12"),
    (LOGITS, r"z_1 \le \max_k z_k", r"z_1 \ge \max_k z_k"),
    (ROWS, r"\sum_n \log \sum_k e^{s_{nk}} \ge \sum_n s_{n1}", r"\sum_n \log \sum_k e^{s_{nk}} \ge 1 + \sum_n s_{n1}"),
    (ROWS, r"\sum_{n,k} q_{nk} \log q_{nk} \le 0", r"\sum_{n,k} q_{nk} \log q_{nk} \ge 1"),
    (
        ROWS,
        r"\log \sum_k e^{s_{nk}} \ge \sum_k q_{nk} s_{nk} - \sum_k q_{nk} \log q_{nk}",
        r"\log \sum_k e^{s_{nk}} \ge \sum_k q_{nk} s_{nk} + 1",
    ),
    (
        ROWS,
        r"\sum_n \log \sum_k e^{s_{nk}} \ge \sum_{n,k} q_{nk} s_{nk} - \sum_{n,k} q_{nk} \log q_{nk}",
        r"\sum_n \log \sum_k e^{s_{nk}} \ge \sum_{n,k} q_{nk} s_{nk} + N",
    ),
    (ROWS, r"\sum_{n,k} q_{nk} \log q_{nk} \ge \sum_{n,k} q_{nk} \log p_k", r"\sum_{n,k} q_{nk} \log q_{nk} \ge 0"),
    (ROWS, r"-\sum_{n,k} q_{nk} \log q_{nk} \le N \log K", r"-\sum_{n,k} q_{nk} \log q_{nk} \ge N \log K"),
    # squares of what is made from an inverse, by its name
    (RIDGE, r"(x-w)^\top (X^\top X + a I) (x-w) \ge 0", r"(x-w)^\top (X^\top X - a I) (x-w) \ge 0"),
    (RIDGE, r"(x-w)^\top X^\top X (x-w) \ge 0", r"(x-w)^\top X^\top X (x+w) \ge 0"),
    # a fraction over what is defined as a sum of squares
    (NORMALISED, r"\frac{v}{v + \epsilon} \le 1", r"\frac{v}{v + \epsilon} \ge 1"),
    (NORMALISED, r"\frac{\epsilon}{v + \epsilon} > 0", r"\frac{\epsilon}{v + \epsilon} > 1"),
    (NORMALISED, r"\frac1n \sum_i h_i^2 \le 1", r"\frac1n \sum_i h_i^2 \ge 1"),
    (NORMALISED, r"\sum_i h_i^2 < n", r"\sum_i h_i^2 > 1"),
    # Cauchy and Schwarz
    (VECTORS, r"|x^\top y| \le \|x\| \|y\|", r"|x^\top y| \le \|x\|"),
    (COSINE, r"c \le 1", r"c \le \frac12"),
    (COSINE, r"|c| \le 1", r"|c| \ge 1"),
    (COSINE, r"c^2 \le 1", r"c^2 \ge 1"),
    # a maximum
    (LOGITS, r"\frac1K \sum_k z_k \le \max_k z_k", r"\sum_k z_k \le \max_k z_k"),
    (SIMPLEX, r"\sum_k p_k z_k \le \max_k z_k", r"\sum_k p_k z_k \ge \max_k z_k"),
    (LOGITS, r"\max_k z_k \le \log \sum_k e^{z_k}", r"\max_k z_k \ge \log \sum_k e^{z_k}"),
    (LOGITS, r"\log \sum_k e^{z_k} \le \max_k z_k + \log K", r"\log \sum_k e^{z_k} \le \max_k z_k + \frac12"),
    (TEMPERED, r"t \log \sum_k e^{z_k/t} \le \max_k z_k + t \log K", r"t \log \sum_k e^{z_k/t} \le \max_k z_k"),
    (TEMPERED, r"\max_k z_k \le t \log \sum_k e^{z_k/t}", r"\max_k z_k + t \le t \log \sum_k e^{z_k/t}"),
    (LOGITS, r"e^{z_i - \max_k z_k} \le 1", r"e^{\max_k z_k - z_i} \le 1"),
    (LOGITS, r"\sum_i e^{z_i - \max_k z_k} \le K", r"\sum_i e^{z_i - \max_k z_k} \le 1"),
    (LOGITS, r"\min_k z_k \le z_i", r"\min_k z_k \ge z_i"),
    # the triangle's
    (VECTORS, r"\|x + y\| \le \|x\| + \|y\|", r"\|x + y\| \le \|x\|"),
    (VECTORS, r"\|x - y\| \le \|x\| + \|y\|", r"\|x - y\| \le \|x\| - \|y\|"),
    (VECTORS, r"\|X + 2 X\|_F \le \|X\|_F + 2 \|X\|_F", r"\|X + 2 X\|_F \le \|X\|_F + \|X\|_F"),
    # weights that are differences in normal form
    (LOGISTIC, r"v^\top X^\top S X v \ge 0", r"v^\top X^\top S X v \ge 1"),
    (LOGISTIC, r"v^\top X^\top S X v \le \frac14 \|X v\|^2", r"v^\top X^\top S X v \le \frac15 \|X v\|^2"),
    # what is known to be positive, and squares beside it
    (VECTORS, r"x^\top x > 0", r"y^\top y > 0"),
    (VECTORS, r"x^\top (X^\top X + a I) x > 0", r"x^\top (X^\top X - a I) x > 0"),
    (DEFINITE, r"x^\top A x > 0", r"y^\top A y > 0"),
    (DEFINITE, r"y^\top A y \ge 0", r"x^\top A y \ge 0"),
    (DEFINITE, r"A_{ii} > 0", r"A_{ij} > 0"),
]


@pytest.mark.parametrize(("head", "true", "false"), CLAIMS)
def test_a_sign_and_its_false_neighbour(head: str, true: str, false: str) -> None:
    found = check(read(f"{head} Then\n\n$$ {true} $$\n", "a.md"), certificates=True)["equations"][-1]
    assert found["verdict"] == "proved", found["message"]
    verify(found["certificate"], evaluate=False)
    assert (
        check(read(f"{head} Then\n\n$$ {false} $$\n", "a.md"), suggest=False)["equations"][-1]["verdict"] == "refuted"
    )


@pytest.mark.parametrize(
    "words", ["symmetric positive definite", "positive definite", "symmetric and positive definite"]
)
def test_a_definite_matrix_is_so_however_it_is_said(words: str) -> None:
    text = rf"Let $A \in \mathbb{{R}}^{{n \times n}}$ be {words} and $x \in \mathbb{{R}}^n$."
    for claim in (r"x^\top A x \ge 0", r"\sum_{i,j} x_i A_{ij} x_j \ge 0"):
        assert check(read(f"{text}\n\n$$ {claim} $$\n", "a.md"))["equations"][-1]["verdict"] == "proved"
