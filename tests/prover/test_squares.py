"""Sums of squares: inequalities that hold for every size, their false neighbours, and forged witnesses."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from symderiv.certificate import verify
from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from symderiv.errors import KernelError, SymderivError
from symderiv.language.terms import NEGATE, ONE, Add, Mul, Num, Pow, Read
from symderiv.prover.kernel.theorems import prove
from symderiv.prover.search.strategy import find_proof

HEAD = (
    r"Let $x, y, b \in \mathbb{R}^n$, $A, B \in \mathbb{R}^{m \times n}$, $0 \le \theta \le 1$ and $\epsilon > 0$. "
    r"Let $P, S, M \in \mathbb{R}^{n \times n}$, where $P$ is symmetric and idempotent, $M$ is symmetric and $S$ is "
    r"positive semidefinite. Put $$ p_i = \frac{e^{b_i}}{\sum_j e^{b_j}} . $$ Then $$ %s $$"
)
CLAIMS = [
    (r"2 x^\top y \le x^\top x + y^\top y", r"3 x^\top y \le x^\top x + y^\top y"),
    (r"(x^\top y)^2 \le \|x\|^2 \|y\|^2", r"(x^\top y)^2 \le \|x\|^2"),
    (
        r"\|\theta x + (1 - \theta) y\|^2 \le \theta \|x\|^2 + (1 - \theta) \|y\|^2",
        r"\|\theta x + (1 - \theta) y\|^2 \le \theta^2 \|x\|^2 + (1 - \theta) \|y\|^2",
    ),
    (
        r"2 x^\top y \le \epsilon \|x\|^2 + \frac{1}{\epsilon} \|y\|^2",
        r"2 x^\top y \le \epsilon \|x\|^2 + \epsilon \|y\|^2",
    ),
    (r"(\frac1n \mathbf{1}^\top x)^2 \le \frac1n \|x\|^2", r"(\mathbf{1}^\top x)^2 \le \|x\|^2"),
    (r"\|A x\|^2 \le \|A\|_F^2 \|x\|^2", r"\|A x\|^2 \le \|A\|_F^2 \|y\|^2"),
    (
        r"\operatorname{tr}(A^\top B)^2 \le \|A\|_F^2 \|B\|_F^2",
        r"\operatorname{tr}(A^\top B) \le \|A\|_F^2 \|B\|_F^2",
    ),
    (r"(\sum_i p_i x_i)^2 \le \sum_i p_i x_i^2", r"(\sum_i p_i x_i)^2 \le \sum_i p_i^2 x_i^2"),
    (r"x^\top (\operatorname{diag}(p) - p p^\top) x \ge 0", r"x^\top (\operatorname{diag}(p) - 2 p p^\top) x \ge 0"),
    (r"\|P x\|^2 \le \|x\|^2", r"\|x\|^2 \le \|P x\|^2"),
    (r"x^\top S x \ge 0", r"x^\top M x \ge 0"),
    (r"x^\top S x \ge 0", r"x^\top S y \ge 0"),
    (r"\operatorname{tr}(S) \ge 0", r"\operatorname{tr}(M) \ge 0"),
]


@pytest.mark.parametrize(("true", "false"), CLAIMS)
def test_a_sum_of_squares_and_its_false_neighbour(true: str, false: str) -> None:
    found = check(read(HEAD % true, "a.md"), certificates=True)["equations"][-1]
    assert found["verdict"] == "proved", found["message"]
    assert verify(found["certificate"], evaluate=False).statement.relation in ("<=", ">=")
    assert check(read(HEAD % false, "a.md"), suggest=False)["equations"][-1]["verdict"] == "refuted"


def test_a_forged_witness_is_not_accepted() -> None:
    equation = read(
        r"Let $x, y \in \mathbb{R}^n$, $t \in \mathbb{R}$. Then $$ 2 x^\top y \le x^\top x + y^\top y $$", "a.md"
    ).equations[-1]
    assert equation.statement is not None
    theory, statement = equation.theory, equation.statement
    theorem = find_proof(theory, statement)
    proof = theorem.proof  # type: ignore[union-attr]
    assert proof.witness is not None
    assert prove(theory, statement, proof).statement == statement
    difference = Add((statement.right, Mul((NEGATE, statement.left))))
    undefined = Mul((proof.witness, Pow(Read("t"), Fraction(-1)), Read("t")))
    for forged in (
        replace(proof, witness=difference),  # equal, but of no sign that is seen
        replace(proof, witness=Add((proof.witness, ONE))),  # not equal
        replace(proof, witness=Num(Fraction(0))),
        replace(proof, witness=undefined),
        replace(proof, witness=Read("nowhere")),
        replace(proof, kinks=(Read("t"),)),
    ):
        with pytest.raises((KernelError, SymderivError)):
            prove(theory, statement, forged)
    with pytest.raises(KernelError):  # not a strict one: both sides are equal where x = y
        prove(theory, replace(statement, relation="<"), proof)
    with pytest.raises(KernelError):
        prove(theory, replace(statement, relation="="), proof)
