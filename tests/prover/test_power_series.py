"""Derivatives of polynomials and of power series cut off: index shifts past the term that is 0 times ``1/x``."""

from __future__ import annotations

import pytest

from symderiv.certificate import verify
from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from tests.documents.judged import verdicts

HEADS = [
    r"Let $a_0, \dots, a_n$ be real numbers and $f(x) = \sum_{k=0}^n a_k x^k$.",
    r"Let $a \in \mathbb{R}^{n+1}$ and $x \in \mathbb{R}$. $$ f(x) = \sum_{k=0}^n a_k x^k $$",
    r"Let $a_0, \ldots, a_n \in \mathbb{R}$. $$ f(x) = a_0 + a_1 x + \dots + a_n x^n $$",
]
TRUE = [
    r"f'(x) = \sum_{k=1}^n k a_k x^{k-1}",
    r"f'(x) = \sum_{k=0}^{n-1} (k+1) a_{k+1} x^k",
    r"f''(x) = \sum_{k=2}^n k (k-1) a_k x^{k-2}",
    r"f''(x) = \sum_{k=0}^{n-2} (k+2) (k+1) a_{k+2} x^k",
    r"x f'(x) = \sum_{k=0}^n k a_k x^k",
    r"x f''(x) + f'(x) = \sum_{k=1}^{n} k^2 a_k x^{k-1}",
]
FALSE = [
    r"f'(x) = \sum_{k=1}^n k a_k x^{k}",
    r"f'(x) = \sum_{k=0}^{n-1} k a_{k+1} x^k",
    r"f'(x) = \sum_{k=2}^n k a_k x^{k-1}",
    r"f''(x) = \sum_{k=2}^n k^2 a_k x^{k-2}",
    r"f''(x) = \sum_{k=3}^n k (k-1) a_k x^{k-2}",
    r"x f'(x) = \sum_{k=0}^n (k+1) a_k x^k",
]


@pytest.mark.parametrize("head", HEADS)
def test_derivatives_of_polynomials(head: str) -> None:
    claims = "".join(f"\n\n$$ {claim} $$" for claim in (*TRUE, *FALSE))
    found = [v for v in verdicts(f"{head}{claims}\n") if v != "definition"]
    assert found == ["proved"] * len(TRUE) + ["refuted"] * len(FALSE)


def test_the_proof_stands_without_the_search() -> None:
    text = f"{HEADS[0]}\n\n$$ {TRUE[2]} $$\n"
    (found,) = check(read(text, "a.md"), certificates=True, suggest=False)["equations"]
    verify(found["certificate"])
