r"""Primes and the letter ``T`` as signs of a transpose, ``X'X``, ``x_t^T A x_t``, and where they are none."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

DATA = r"Let $X \in \mathbb{R}^{n \times p}$ have full column rank, $y \in \mathbb{R}^n$, $\beta \in \mathbb{R}^p$."


@pytest.mark.parametrize("prime", ["'", r"^{\prime}", r"^\prime "])
def test_least_squares(prime: str) -> None:
    claims = [
        (r"X'(y - X\hat\beta) = 0", "proved"),
        (r"X'y - X'X\hat\beta = 0", "proved"),
        (r"y - X\hat\beta = 0", "refuted"),
        (r"y'y = \hat\beta'X'X\hat\beta + (y - X\hat\beta)'(y - X\hat\beta)", "proved"),
        (r"y'y = \hat\beta'X'X\hat\beta - (y - X\hat\beta)'(y - X\hat\beta)", "refuted"),
    ]
    text = DATA + "\n" + r"$$ \hat\beta = (X'X)^{-1}X'y $$" + "".join(f"\n$$ {x} $$" for x, _ in claims)
    assert verdicts(text.replace("'", prime)) == ["definition", *(verdict for _, verdict in claims)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            r"Let $A \in \mathbb{R}^{n \times n}$ and $S = \frac12 (A + A')$. $$ S' = S $$ $$ S' = -S $$",
            ["proved", "refuted"],
        ),
        (
            r"Let $f:\mathbb{R}\to\mathbb{R}$ be smooth, $X \in \mathbb{R}^{n \times p}$, $\beta \in \mathbb{R}^p$ and "
            r"$L(\beta) = \sum_i f((X\beta)_i)$. $$ \nabla L = X' f'(X \beta) $$ $$ \nabla L = X' f(X \beta) $$",
            ["proved", "refuted"],
        ),
        (
            r"Let $a, b \in \mathbb{R}^n$ and $f(t) = (a + t b)'(a + t b)$. "
            r"$$ f'(t) = 2 b'(a + t b) $$ $$ f'(t) = 2 a'b $$",
            ["proved", "refuted"],
        ),
        (
            r"Let $x, x' \in \mathbb{R}^d$ and $k(x, x') = x^\top x'$. "
            r"$$ \nabla_x k(x, x') = x' $$ $$ \nabla_x k(x, x') = x $$",
            ["proved", "refuted"],
        ),
        (
            r"A state $x$ and the next $x'$, both in $\mathbb{R}^n$, with $x' = A x$, $A \in \mathbb{R}^{n \times n}$. "
            r"$$ \frac{\partial x'_i}{\partial x_j} = A_{ij} $$ $$ \frac{\partial x'_i}{\partial x_j} = A_{ji} $$",
            ["proved", "refuted"],
        ),
        (
            r"Let $W \in \mathbb{R}^{n \times n}$ and let $W'$ be another matrix. $$ W' = W $$ $$ x'W x = x'W'x $$",
            ["definition", "error"],
        ),
    ],
)
def test_what_a_prime_is(text: str, expected: list[str]) -> None:
    assert verdicts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            r"Let $A \in \mathbb{R}^{d\times d}$, $x_t \in \mathbb{R}^d$ for $t = 1, \dots, T$ and "
            r"$L = \sum_{t=1}^T x_t^T A x_t$. "
            r"$$ \frac{\partial L}{\partial A} = \sum_{t=1}^T x_t x_t^T $$ $$ \frac{\partial L}{\partial A} = A $$",
            ["proved", "refuted"],
        ),
        (
            r"Let $X \in \mathbb{R}^{T \times d}$ and $S = \frac{1}{T} X^T X$. "
            r"$$ S^T = S $$ $$ S_{ij} = \frac1T \sum_t X_{ti} X_{tj} $$ $$ S_{ij} = \sum_t X_{ti} X_{tj} $$",
            ["proved", "proved", "refuted"],
        ),
        (
            r"Let $Q, K \in \mathbb{R}^{T \times d}$ and $S = Q K^T / \sqrt{d}$. "
            r"$$ S_{ij} = \frac{1}{\sqrt d} \sum_{k} Q_{ik} K_{jk} $$ $$ S_{ij} = \sum_{k} Q_{ik} K_{jk} $$",
            ["proved", "refuted"],
        ),
        (
            r"Let $0 < \gamma < 1$ and $h_t = \gamma h_{t-1}$ with $h_0 = 1$ for $t = 1, \dots, T$. "
            r"$$ h_T = \gamma^T $$ $$ h_T = \gamma $$",
            ["proved", "refuted"],
        ),
        (
            r"Let $A \in \mathbb{R}^{n \times n}$, $x_t = A x_{t-1}$ for $t = 1, \dots, T$, $x_0 \in \mathbb{R}^n$. "
            r"$$ x_T = A^T x_0 $$",
            ["proved"],
        ),
        (
            r"Let $A \in \mathbb{R}^{n \times n}$, $x_t = A x_{t-1}$ for $t = 1, \dots, T$, $x_0 \in \mathbb{R}^n$ and "
            r"$J = x_T^T x_T$. $$ x_T = A^T x_0 $$ $$ J = \|x_T\|^2 $$",
            ["error", "proved"],
        ),
    ],
)
def test_the_letter_of_a_number_of_steps(text: str, expected: list[str]) -> None:
    assert verdicts(text) == expected
