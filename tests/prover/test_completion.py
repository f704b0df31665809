"""What follows from two equations between matrices: proofs, false neighbours, and lemmas that may not be used."""

from __future__ import annotations

import pytest

from symderiv.certificate import verify
from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from symderiv.errors import KernelError
from symderiv.prover.kernel.theorems import check_lemma, check_lemmas, context_of
from symderiv.prover.search.strategy import find_proof

HEAD = (
    r"Let $A, B, S, P, Q \in \mathbb{R}^{n \times n}$, $u, v, x \in \mathbb{R}^n$, $X \in \mathbb{R}^{n \times k}$. "
    r"Suppose $S = S^\top$ and "
    r"$$ S u = \lambda u, \qquad S v = \mu v, \qquad P^\top = P, \qquad P Q = 0 . $$ Then $$ %s $$"
)
CLAIMS = [
    (r"(\lambda - \mu) u^\top v = 0", r"\lambda u^\top v = 0"),
    (r"u^\top S v = \mu u^\top v = \lambda u^\top v", r"u^\top S v = \mu u^\top u"),
    (r"Q^\top P = 0", r"Q P = 0"),
    (r"(A^{-1} + B^{-1})^{-1} = A (A + B)^{-1} B", r"(A^{-1} + B^{-1})^{-1} = A (A + B)^{-1} A"),
    (
        r"(A + B)^{-1} = A^{-1} - A^{-1} (A^{-1} + B^{-1})^{-1} A^{-1}",
        r"(A + B)^{-1} = A^{-1} - B^{-1} (A^{-1} + B^{-1})^{-1} B^{-1}",
    ),
    (r"\sum_{i,j} S_{ij} x_i^2 = \sum_{i,j} S_{ij} x_j^2", r"\sum_{i,j} A_{ij} x_i^2 = \sum_{i,j} A_{ij} x_j^2"),
    (r"X (X^\top S^{-1} X)^{-1} X^\top S^{-1} X = X", r"X (X^\top S^{-1} X)^{-1} X^\top S^{-1} X = S X"),
    (r"S \mathbf{1} = S^\top \mathbf{1}", r"A \mathbf{1} = A^\top \mathbf{1}"),
]


@pytest.mark.parametrize(("true", "false"), CLAIMS)
def test_what_follows_from_two_lemmas(true: str, false: str) -> None:
    found = check(read(HEAD % true, "a.md"), certificates=True, seconds=30)["equations"][-1]
    assert found["verdict"] == "proved", found["message"]
    verify(found["certificate"], evaluate=False)
    found = check(read(HEAD % false, "a.md"), suggest=False)["equations"][-1]
    assert found["verdict"] == "refuted", found["message"]


SAME = [
    # equations that one tensor would eliminate
    (r"A v = y$, $A w = y", r"A v = A w", r"A v = B w"),
    (r"A v = y$, $A w = y", r"A (v - w) = 0", r"v = w"),
    (r"A v = y$, $A w = y", r"y^\top A v = y^\top A w = \|y\|^2", r"y^\top A v = \|v\|^2"),
    (r"A^\top A v = A^\top z$, $A^\top A w = A^\top z", r"A^\top A (v - w) = 0", r"A^\top A v = A^\top w"),
    (r"y = v + z$, $y = w - z$, $y = x", r"w - v = 2 z", r"w - v = z"),
    (r"y = v + z$, $y = w - z$, $y = x", r"2 x = v + w", r"2 x = v - w"),
    (r"y = v$, $v = w$, $y = w", r"\|y\|^2 = v^\top w", r"\|y\|^2 = v^\top x"),
]


@pytest.mark.parametrize(("given", "true", "false"), SAME)
def test_several_equations_may_say_what_one_tensor_is(given: str, true: str, false: str) -> None:
    text = r"Let $A, B \in \mathbb{R}^{m \times n}$, $S \in \mathbb{R}^{n \times n}$, %s. Suppose $%s$. Then $$ %s $$"
    names = r"$v, w, x, z \in \mathbb{R}^n$ and $y \in \mathbb{R}^m$"
    if "A" not in given:
        names = r"$v, w, x, y, z \in \mathbb{R}^n$"
    elif "z" in given:
        names = r"$v, w \in \mathbb{R}^n$ and $z \in \mathbb{R}^m$"
    found = check(read(text % (names, given, true), "a.md"), certificates=True)["equations"]
    for claim in (e for e in found if e["role"] == "claim"):
        assert claim["verdict"] == "proved", claim["message"]
        verify(claim["certificate"], evaluate=False)
    found = check(read(text % (names, given, false), "a.md"), suggest=False)["equations"][-1]
    assert found["verdict"] != "proved"


def test_a_lemma_about_inverses_needs_a_goal_that_has_them() -> None:
    text = r"Let $A, B \in \mathbb{R}^{n \times n}$. $$ %s $$"
    true = read(text % r"(A^{-1} + B^{-1})^{-1} = A (A + B)^{-1} B", "a.md").equations[-1]
    other = read(text % r"A B = B A", "a.md").equations[-1]
    assert true.statement is not None
    assert other.statement is not None
    theorem = find_proof(true.theory, true.statement, 30)
    lemmas = theorem.proof.lemmas  # type: ignore[union-attr]
    last = max(k for k, source in enumerate(lemmas) if source.term is not None)
    known = check_lemmas(true.theory, lemmas, context_of(true.theory, true.statement))
    assert check_lemma(true.theory, lemmas[last], known[:last], context_of(true.theory, true.statement))
    for goal in (None, context_of(other.theory, other.statement)):
        with pytest.raises(KernelError, match="undefined"):
            check_lemma(true.theory, lemmas[last], known[:last], goal)
