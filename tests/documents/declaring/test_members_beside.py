r"""Families of vectors that no shape is stated of: beside a vector or a matrix, and by themselves."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

WEIGHTS = r"Let $w \in \mathbb{R}^{d}$ and $A \in \mathbb{R}^{d \times d}$." + "\n"


@pytest.mark.parametrize("product", [r"w^\top x_n", r"x_n^\top w"])
@pytest.mark.parametrize("sum_", [r"\sum_{n=1}^{N}", r"\sum_{n=0}^{N-1}"])
@pytest.mark.parametrize(
    ("gradient", "verdict"), [("x_n", "proved"), ("(y_n - %s)", "error"), ("x_n x_n", "error"), ("2 x_n", "refuted")]
)
def test_members_beside_a_vector(product: str, sum_: str, gradient: str, verdict: str) -> None:
    right = gradient.replace("%s", product)
    text = WEIGHTS + f"$$ J = {sum_} (y_n - {product})^2 $$\n\n"
    text += rf"$$ \frac{{\partial J}}{{\partial w}} = -2 {sum_} (y_n - {product}) {right} $$"
    assert verdicts(text)[-1] == verdict


@pytest.mark.parametrize(
    ("gradient", "verdict"),
    [(r"(A + A^\top) x_n", "proved"), (r"2 A x_n", "refuted"), (r"x_n^\top A", "error")],
)
def test_members_beside_a_matrix(gradient: str, verdict: str) -> None:
    text = WEIGHTS + r"$$ J = \sum_{n=1}^N x_n^\top A x_n $$" + "\n\n"
    text += rf"$$ \frac{{\partial J}}{{\partial x_n}} = {gradient} $$"
    found = verdicts(text)[-1]
    assert found == verdict or (verdict == "error" and found in ("error", "undecided", "refuted"))


@pytest.mark.parametrize(
    "line",
    [
        r"x_n x_n^\top u_n = x_n^\top x_n u_n",  # of numbers it would be right
        r"\|x_n + u_n\|^2 = \|x_n\|^2 + \|u_n\|^2 + 2 x_n u_n",
        r"\langle x_n, u_n \rangle x_n = x_n^2 u_n",
    ],
)
def test_families_of_vectors_are_none_of_numbers(line: str) -> None:
    found = judged(rf"$$ J = \sum_{{n=1}}^N x_n^\top u_n $$ $$ {line} $$")
    assert found[0]["role"] == "definition"  # of two vectors for each n
    assert found[-1]["role"] == "error" or found[-1]["verdict"] == "refuted"


def test_nor_is_what_they_are_made_from() -> None:
    text = r"$$ h_n = \tanh(x_n), \quad J = \sum_{n=1}^N h_n^\top h_n $$ $$ h_n h_n^\top x_n = h_n^\top h_n x_n $$"
    assert "proved" not in verdicts(text)


@pytest.mark.parametrize(
    ("line", "verdict"), [(r"\frac{\partial J}{\partial x_n} = 2 x_n", "proved"), (r"J = \sum_n x_n", "refuted")]
)
def test_families_of_numbers_are_still_read(line: str, verdict: str) -> None:
    assert verdicts(rf"$$ J = \sum_{{n=1}}^N x_n^2 $$ $$ {line} $$")[-1] == verdict


@pytest.mark.parametrize(
    "noise", ["the noise vectors", "the vectors of $K$ noise words", "the vectors of the $K$ words"]
)
def test_rows_that_are_of_so_many_things(noise: str) -> None:
    text = rf"""Let $v \in \mathbb{{R}}^d$.
    $N \in \mathbb{{R}}^{{K \times d}}$ is the matrix whose rows $n_k$ are {noise}.
    $$ J = \sum_{{k=1}}^K \log \sigma(-n_k^\top v) $$ $$ \frac{{\partial J}}{{\partial v}} = -N^\top \sigma(N v) $$
    $$ \frac{{\partial J}}{{\partial n_k}} = \sigma(n_k^\top v) v $$"""
    assert verdicts(text)[1:] == ["proved", "refuted"]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial J}{\partial x_n} = 2 (x_n - t_n)", "proved"),
        (r"\frac{\partial J}{\partial x_n} = x_n - t_n", "refuted"),
        (r"\sum_n \|x_n - t_n\|^2 = J", "proved"),
    ],
)
def test_members_beside_others_in_a_norm(line: str, verdict: str) -> None:
    text = r"Let $x_1, \dots, x_N \in \mathbb{R}^d$. $$ J = \sum_{n=1}^N \|x_n - t_n\|^2 $$"
    assert verdicts(text + f"$$ {line} $$")[-1] == verdict
