r"""What is said of each of the matrices $W_1, \dots, W_K$: a word of one matrix is one of all members, or in doubt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from symderiv.cli import main
from tests.documents.judged import verdicts

HEADS = {
    "W_k": (
        r"Let $W_k \in \mathbb{R}^{d \times d}$ be WORD for $k = 1, \dots, K$, and let $x, y \in \mathbb{R}^d$.",
        r"Let $W_k \in \mathbb{R}^{d \times d}$ be WORD, $k = 1, \dots, K$, and $x, y \in \mathbb{R}^d$.",
        r"Let $W_1, \dots, W_K \in \mathbb{R}^{d \times d}$ be WORD matrices and $x, y \in \mathbb{R}^d$.",
    ),
    "W^{(k)}": (
        r"Vectors: $x, y \in \mathbb{R}^d$. Each $W^{(k)} \in \mathbb{R}^{d \times d}$, $k = 1, \dots, K$, is WORD.",
        r"Let $W^{(k)} \in \mathbb{R}^{d \times d}$ be WORD for $k = 1, \dots, K$, and let $x, y \in \mathbb{R}^d$.",
    ),
}
#: For each word, lines that are true and lines that are false.
CLAIMS = {
    "symmetric": (
        [r"x^\top W y = y^\top W x", r"\nabla_x (x^\top W x) = 2 W x"],
        [r"x^\top W y = - y^\top W x", r"\nabla_x (x^\top W x) = W x", r"W = W + W^\top"],
    ),
    "skew-symmetric": (
        [r"x^\top W x = 0", r"W^\top = -W", r"\operatorname{tr}(W) = 0"],
        [r"x^\top W y = y^\top W x", r"W^\top = W"],
    ),
    "orthogonal": (
        [r"\|W x\|^2 = \|x\|^2", r"W W^\top = I", r"(W x)^\top (W y) = x^\top y"],
        [r"W W = I", r"W x = x"],
    ),
    "diagonal": ([r"W = W^\top", r"W W^\top = W^\top W"], [r"W = I", r"W x = x"]),
    "symmetric positive definite": ([r"x^\top W x \ge 0", r"W = W^\top"], [r"x^\top W x \le 0", r"W = I"]),
    "idempotent": ([r"W W W = W"], [r"W = I", r"W W = W^\top"]),
    "invertible": (
        [r"W^{-1} W = I", r"W W^{-1} x = x", r"(W^\top)^{-1} = (W^{-1})^\top"],
        [r"W^{-1} = W", r"W^{-1} W = W"],
    ),
}


def written(claim: str, name: str) -> str:
    plain = claim.replace("W^", "(W_k)^").replace("W", "W_k").replace("(W_k_k)", "(W_k)")
    return plain if name == "W_k" else plain.replace("W_k", "W^{(k)}")


@pytest.mark.parametrize("word", CLAIMS)
@pytest.mark.parametrize("name", HEADS)
def test_a_word_of_each_matrix(word: str, name: str) -> None:
    true, false = CLAIMS[word]
    lines = "\n\n".join(f"$$ {written(claim, name)} $$" for claim in (*true, *false))
    for head in HEADS[name]:
        found = verdicts(f"{head.replace('WORD', word)}\n\n{lines}\n")
        assert found == ["proved"] * len(true) + ["refuted"] * len(false), head


@pytest.mark.parametrize("said", [r"W_l$ be symmetric for $l = 2, \dots, L", "W_1$ be symmetric. Let $L > 1"])
@pytest.mark.parametrize("claim", [r"W_l = W_l^\top", r"W_1 = W_1^\top", r"W_L = W_L^\top"])
def test_a_word_of_some_matrices_is_not_one_of_all(said: str, claim: str) -> None:
    text = rf"Let $W_l \in \mathbb{{R}}^{{d \times d}}$ for $l = 1, \dots, L$. Let ${said}$."
    assert verdicts(f"{text}\n\n$$ {claim} $$\n") == ["undecided"]


@pytest.mark.parametrize("said", ["have unit norm", "be a unit vector", "be positive"])
def test_a_word_of_some_vectors_or_numbers(said: str) -> None:
    axes = r"\mathbb{R}" if said == "be positive" else r"\mathbb{R}^d"
    claims = [r"|x_1| = x_1", r"|x_n| = x_n"] if said == "be positive" else [r"\|x_1\|^2 = 1", r"\|x_n\|^2 = 1"]
    text = rf"Let $x_n \in {axes}$ for $n = 1, \dots, N$. Let $x_n$ {said} for $n = 2, \dots, N$."
    for claim in claims:
        assert verdicts(f"{text}\n\n$$ {claim} $$\n") == ["undecided"]


def test_an_entry_that_is_positive_says_nothing_of_the_others() -> None:
    text = r"Let $x \in \mathbb{R}^n$ with $n \ge 2$. Let $x_1$ be positive."
    assert verdicts(f"{text} $$ |x_2| = x_2 $$ $$ |x_1| = x_1 $$") == ["undecided", "undecided"]


def test_certificates_about_members(tmp_path: Path) -> None:
    text = HEADS["W_k"][0].replace("WORD", "invertible") + "\n\n$$ W_k W_k^{-1} x = x $$\n"
    (tmp_path / "a.md").write_text(text)
    runner, kept = CliRunner(), str(tmp_path / "c.json")
    assert runner.invoke(main, ["check", str(tmp_path / "a.md"), "--certificate", kept]).exit_code == 0
    assert runner.invoke(main, ["verify", kept]).exit_code == 0
    data = Path(kept).read_text()
    assert '"members"' in data
    forged = json.loads(data.replace('"members"', '"other"'))
    Path(kept).write_text(json.dumps(forged))
    assert runner.invoke(main, ["verify", kept]).exit_code != 0
