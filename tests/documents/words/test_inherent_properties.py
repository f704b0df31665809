"""What a thing is by what it is called: a covariance is symmetric, counts are not negative.

An author may use it without a word: a line that is true with it is not refuted; one that is false even so is.
"""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $u \in \mathbb{R}^C$ and $A \in \mathbb{R}^{n \times n}$. "
CASES = [
    ("$A$ is the covariance of the data.", r"A^\top = A", r"A^\top = 2 A"),
    ("$A$ is the Hessian of a smooth function.", r"A^\top = A", r"A^\top = -A"),
    ("Let $A$ be a graph Laplacian.", r"A^\top = A", r"A^\top = 2 A"),
    ("Let $A$ be a preconditioner.", r"A^\top = A", r"A^\top = 2 A"),
    ("$u$ is a softmax output.", r"\sum_c u_c = 1", r"\sum_c u_c = 2"),
    ("$u$ holds class probabilities.", r"\sum_c u_c = 1", r"\sum_c u_c = 0"),
    ("$u$ collects counts.", r"|u_c| = u_c", r"|u_c| = 2 u_c"),
    ("$u$ is a vector of variances.", r"|u_c| = u_c", r"|u_c| = 2 u_c"),
    ("$u$ is the output of a ReLU.", r"\max(u_c, 0) = u_c", r"\max(u_c, 0) = 2 u_c"),
    ("$u$ is a mask.", r"u_c^2 = u_c", r"u_c^2 = 2 u_c"),
    ("$u$ consists of bits.", r"u_c^2 = u_c", r"u_c^2 = 2 u_c"),
    ("$u$ encodes the label.", r"u_c^2 = u_c", r"u_c^2 = 2 u_c"),
    ("$u$ is mean-free.", r"\sum_c u_c = 0", r"\sum_c u_c = u_1"),
]


@pytest.mark.parametrize(("words", "true", "false"), CASES)
def test_what_a_thing_is_by_its_name(words: str, true: str, false: str) -> None:
    assert verdicts(f"{HEAD}{words}\n\n$$ {true} $$")[-1] == "undecided"
    assert verdicts(f"{HEAD}{words}\n\n$$ {false} $$")[-1] == "refuted"


@pytest.mark.parametrize(
    "words", ["$A$ is a weight matrix.", "$A$ is the matrix of the layer.", "The mask is applied to $A$."]
)
def test_other_names_leave_values_free(words: str) -> None:
    assert verdicts(f"{HEAD}{words}\n\n$$ A^\\top = A $$")[-1] == "refuted"


def test_what_goes_on_behind_the_name_of_a_thing() -> None:
    text = r"Let $P \in \mathbb{R}^{n \times n}$ be the prior covariance and $H \in \mathbb{R}^{m \times n}$. $$"
    assert verdicts(text + r"(H P H^\top)^\top = H P H^\top$$") == ["undecided"]
    assert verdicts(text + r"(H P H^\top)^\top = 2 H P H^\top$$") == ["refuted"]


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (
            r"Let the covariance $P \in \mathbb{R}^{n \times n}$ and the noise $R \in \mathbb{R}^{n \times n}$ be",
            "proved",
        ),
        (r"The matrix $P \in \mathbb{R}^{n \times n}$ and its inverse $R \in \mathbb{R}^{n \times n}$ are", "proved"),
        (r"Let $Q, P \in \mathbb{R}^{n \times n}$. The product of $P$ and the matrix $Q$ is", "refuted"),
        (r"Let $P \in \mathbb{R}^{n \times n}$ be given and the matrix $R \in \mathbb{R}^{n \times n}$ be", "refuted"),
    ],
)
def test_a_predicate_in_the_plural_is_about_both_nouns(words: str, verdict: str) -> None:
    assert verdicts(f"{words} symmetric. $$P^\\top = P$$") == [verdict]
