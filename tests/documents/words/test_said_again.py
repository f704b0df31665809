"""What a sentence says of a further formula by "so is", "too", "the same holds for": supposed of it, or a doubt."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $t, u \in \mathbb{R}^C$ and $A, B \in \mathbb{R}^{n \times n}$. "
SUM = r"\sum_c (t_c + u_c) = 2"
SYMMETRIC = r"(A + B)^\top = A + B"


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("The entries of $t$ sum to one, and so do those of $u$.", SUM),
        ("The entries of $t$ sum to one. The same holds for $u$.", SUM),
        ("The entries of $t$ sum to one, as do those of $u$.", SUM),
        ("$t$ sums to one, and $u$ does too.", SUM),
        ("$t$ sums to one and likewise $u$.", SUM),
        ("Both $t$ and $u$ sum to one.", SUM),
        ("$t$ and $u$ each sum to one.", SUM),
        ("$A$ is symmetric, and so is $B$.", SYMMETRIC),
        ("$A$ is symmetric. So is $B$.", SYMMETRIC),
        ("$A$ is symmetric, as is $B$.", SYMMETRIC),
        ("$A$ is symmetric. The same goes for $B$.", SYMMETRIC),
        ("$A$ is symmetric; ditto $B$.", SYMMETRIC),
    ],
)
def test_what_is_said_again_is_supposed(words: str, claim: str) -> None:
    assert verdicts(f"{HEAD}{words}\n\n$$ {claim} $$")[-1] == "proved"


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("$t$ sums to one, like $u$.", SUM),  # in another way, perhaps
        ("$A$ is symmetric and $B$ is another such matrix.", SYMMETRIC),
        ("The rows of $A$ sum to one, and so do the columns of $B$.", r"\sum_i B_{ij} = 1"),
        ("The rows of $A$ sum to one, and so do its columns.", r"\sum_i A_{ij} = 1"),
        ("$t$ and $u$ sum to one.", SUM),  # each or together
    ],
)
def test_what_may_be_said_again_is_a_doubt(words: str, claim: str) -> None:
    assert verdicts(f"{HEAD}{words}\n\n$$ {claim} $$")[-1] == "undecided"


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("$A$ is not symmetric, and neither is $B$.", SYMMETRIC),
        ("$A$ is a matrix, and so is $B$.", SYMMETRIC),
        ("$A$ is symmetric, and $B$ is a matrix as well.", SYMMETRIC),
        ("$t$ is the input, and so is $u$.", SUM),
        ("Is $A$ symmetric? So is $B$.", SYMMETRIC),
        ("$A$ is symmetric. The loss depends on $A$, and so does the gradient with respect to $B$.", SYMMETRIC),
    ],
)
def test_what_is_not_said_before_is_not_said_again(words: str, claim: str) -> None:
    assert verdicts(f"{HEAD}{words}\n\n$$ {claim} $$")[-1] != "proved"


def test_both_behind_shapes() -> None:
    text = r"With two targets $t, u \in \mathbb{R}^C$, both summing to one, and $\lambda \in [0, 1]$, put"
    text += "\n\n" + r"$$ m_c = \lambda t_c + (1 - \lambda) u_c $$" + "\n\n"
    assert verdicts(text + r"$$ \sum_c m_c = 1 $$")[-1] == "proved"
    assert verdicts(text + r"$$ \sum_c m_c = \lambda $$")[-1] == "refuted"


def test_a_margin_away_from_zero_is_no_property() -> None:
    text = r"Let $x \in \mathbb{R}^d$, where $\epsilon > 0$ keeps the root away from zero." "\n\n"
    assert verdicts(text + r"$$ \sum_j x_j = \epsilon $$")[-1] == "refuted"


@pytest.mark.parametrize(
    "words",
    [
        "One might think $A$ is symmetric, and so is $B$.",
        "Suppose for a moment that $A$ is symmetric. So is $B$ then.",
        "Either $A$ is symmetric or so is $B$.",
        "No one said that $A$ is symmetric, and so is $B$.",
        "$A$ is symmetric only if so is $B$.",
        "$A$ is symmetric. The same does not hold for $B$.",
    ],
)
def test_what_is_not_said_outright_is_not_said_again(words: str) -> None:
    assert verdicts(f"{HEAD}{words}\n\n$$ B^\\top = B $$")[-1] != "proved"
