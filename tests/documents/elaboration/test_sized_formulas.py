"""What restricts nothing: the size of a matrix in a sentence, and a definition in the text that cannot be read."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

DATA = r"Let $X \in \mathbb{R}^{n \times d}$ and $A \in \mathbb{R}^{n \times n}$."
SYMMETRIC = r"$$ A^\top = A $$"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (r"The same vector can be had from the $n \times n$ system, as we shall see.", "refuted"),
        (r"Equivalently one may solve the $n \times n$ system.", "refuted"),
        (r"All $n \times n$ matrices here are symmetric.", "undecided"),
        (r"Each $n \times n$ matrix is self-adjoint.", "undecided"),
        (r"The $n \times n$ matrices are equal to their transposes.", "undecided"),
    ],
)
def test_the_size_of_a_matrix_names_nothing(words: str, expected: str) -> None:
    assert verdicts(f"{DATA} {words}\n\n{SYMMETRIC}\n") == [expected]


def test_a_diagonal_matrix_has_the_shape_of_its_diagonal() -> None:
    text = (
        "Given are weights $r_n > 0$, $n = 1, \\dots, N$. Let\n\n$$ R_{nm} = r_n \\delta_{nm} $$\n\n"
        "$$ \\sum_m R_{nm} = r_n $$\n\n$$ \\sum_{n,m} R_{nm} = N $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize("words", ["Let $R_{nm} = r_n \\delta_{nm}$.", "Let $R_{nmq} = r_n$."])
def test_a_name_of_its_own_restricts_no_other(words: str) -> None:
    text = (
        "Given are weights $r_n > 0$, $n = 1, \\dots, N$. Let\n\n$$ E = \\sum_{n=1}^N r_n^2 $$\n\n"
        f"{words}\n\n$$ E = \\sum_n r_n $$\n"
    )
    assert verdicts(text) == ["definition", "refuted"]


@pytest.mark.parametrize("words", ["Put", "Assume $N_k > 0$ where"])
def test_a_size_beside_a_vector_of_its_letter(words: str) -> None:
    text = (
        r"Let $z \in \mathbb{R}^{N \times K}$ with $\sum_k z_{nk} = 1$ for all $n$. "
        f"{words}\n\n$$ N_k = \\sum_{{n=1}}^N z_{{nk}} $$\n\n$$ \\sum_{{k=1}}^K N_k = N $$\n\n"
        "$$ \\sum_{k=1}^K N_k = K $$\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize("size", ["n^{[1]}", "Z^{+}", "d^{*}", r"d_{\text{out}}^{(2)}", "B_2", "H'"])
def test_a_size_with_marks_stands_as_a_number(size: str) -> None:
    """Also beside a tensor with the same letter, where the mark is no entry of it."""
    text = (
        rf"Let $A \in \mathbb{{R}}^{{N \times {size}}}$ and $B \in \mathbb{{R}}^{{N \times N}}$." + "\n\n"
        rf"$$ J = \frac{{1}}{{2 {size}}} \sum_{{n,c}} A_{{nc}}^2 + B_{{11}} $$" + "\n\n"
        rf"$$ \frac{{\partial J}}{{\partial A_{{nc}}}} = \frac{{A_{{nc}}}}{{{size}}} $$" + "\n\n"
        rf"$$ \frac{{\partial J}}{{\partial A_{{nc}}}} = \frac{{A_{{nc}}}}{{{size} + 1}} $$" + "\n\n"
        rf"$$ \sum_{{c=1}}^{{N}} ({size} - 1)^2 = N ({size})^2 - 2 N {size} + N $$" + "\n"
    )
    assert verdicts(text) == ["definition", "proved", "refuted", "proved"]


def test_the_entry_of_a_vector_is_no_size() -> None:
    text = (
        r"Let $b \in \mathbb{R}^3$ and $A \in \mathbb{R}^{N \times b_2}$." + "\n\n$$ \\sum_i b_i = b_1 + b_2 + b_3 $$\n"
    )
    assert verdicts(text) == ["proved"]


@pytest.mark.parametrize(
    "loss", [r"J = L(\hat{y}, y) + \lambda \|a\|^2", r"L = l(\hat{y}, y), \qquad J = L + \lambda \|a\|^2"]
)
def test_a_loss_that_is_written_as_a_function_is_no_number(loss: str) -> None:
    text = rf"""Let $a, y \in \mathbb{{R}}^n$, and let $f$ be a smooth function applied elementwise.

$$ \hat{{y}} = f(a), \qquad {loss} $$

$$ g = \nabla_{{\hat{{y}}}} L $$

$$ \nabla_a J = g \odot f'(a) + 2 \lambda a, \qquad \nabla_a J = g + 2 \lambda a $$
"""
    assert verdicts(text)[-2:] == ["proved", "refuted"]
