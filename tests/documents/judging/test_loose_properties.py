r"""What a text has said of a name and then takes back, says of something else, or does not say in its own voice proves
nothing.

Each text speaks of ``A`` before a line that holds just where ``A`` is symmetric.
"""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

HEAD = r"Let $A \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$."
CLAIM = r"$$ \sum_j A_{ij} x_j = \sum_j A_{ji} x_j $$"


def judge(words: str) -> str:
    return verdicts(f"{HEAD}\n\n{words}\n\n{CLAIM}\n")[-1]


BACK = [
    "Now let $A$ be arbitrary.",
    "Then let it be arbitrary.",
    "Now $A$ is arbitrary.",
    "From here on, $A$ is no longer symmetric.",
    "From now on $A$ is not assumed to be symmetric.",
    "Now $A$ may be any matrix.",
    "Next, let $A$ be any matrix.",
    "Let now $A$ be a general matrix.",
    "For general $A$,",
    "For a non-symmetric $A$,",
    "If $A$ is not symmetric, then",
    "Without symmetry:",
    "Dropping symmetry, we get",
    "We now give up the symmetry of $A$.",
    "Symmetry is not needed for the next line.",
    "Now the asymmetric case.",
    "Back to general matrices.",
    "In general, however,",
    "Otherwise",
    "For directed graphs, where $A$ is not symmetric,",
    "This was only an example.",
    "Forget the symmetry again.",
    "Now take a new matrix $A$, not symmetric.",
    "That was the easy case. Now the hard one.",
]


@pytest.mark.parametrize("words", BACK)
def test_taken_back(words: str) -> None:
    assert judge(f"Let $A$ be symmetric.\n\n{words}") != "proved"
    assert judge(f"{words.rstrip(',:')}.\n\nNow let $A$ be symmetric.") == "proved"  # what is said after that stays


@pytest.mark.parametrize(
    "words",
    [
        "For arbitrary $x$,",
        "For every $x$,",
        "Now let $x$ be arbitrary.",
        "The general formula is",
        "In particular,",
        "It need not be positive definite.",
        "It need not be invertible.",
        "We do not assume that $x$ is a unit vector.",
        "Note that $A$ is not diagonal in general.",
        "# General remarks",
        "The Hessian is not symmetric.",
        "The model need not be symmetric in its inputs.",
        "The vector $x$ is arbitrary.",
        "The vector is not zero; it is arbitrary.",
    ],
)
def test_not_taken_back(words: str) -> None:
    assert judge(f"Let $A$ be symmetric.\n\n{words}") == "proved"


@pytest.mark.parametrize(
    "words",
    [
        "The paper assumes that $A$ is symmetric.",
        "Throughout their paper, $A$ is symmetric.",
        "In the rest of the book, $A$ is symmetric, but not here.",
        "It is wrong to assume that $A$ is symmetric.",
        "In the example of Figure 1, $A$ is symmetric.",
        "In Table 2, $A$ is symmetric.",
        "In the code, $A$ is symmetric.",
        "On the diagonal $A$ is symmetric.",
        "Some $A$ are symmetric.",
        "There is a symmetric $A$.",
        "There exists a symmetric $A$ for which this holds.",
        "Even a symmetric $A$ is allowed.",
        "We exclude symmetric $A$.",
        "We are not restricted to symmetric $A$.",
        "$A$ is symmetric initially.",
        "$A$ is symmetric, they say.",
        "$A$ is symmetric, says the textbook.",
        "At $x = 0$ the matrix $A$ is symmetric.",
        "At $x = 0$, $A$ is symmetric.",
        "For $x = 0$ the matrix $A$ is symmetric.",
        "When $x = 0$, the matrix $A$ is symmetric.",
        "Let $A$ be symmetric for this example.\n\nWe go on.",
    ],
)
def test_not_supposed(words: str) -> None:
    assert judge(words) != "proved"


@pytest.mark.parametrize(
    ("fact", "claim"),
    [
        ("Suppose $A x = b$.", r"x^\top A x = x^\top b"),
        (r"Suppose $\|x\| = 1$.", r"\|x\|^2 = 1"),
        ("Let $c > 0$.", "|c| = c"),
        ("Let $c = 2$.", r"\sum_i c x_i = \sum_i 2 x_i"),
        ("The vector $x$ is one-hot.", r"\sum_i x_i = 1"),
    ],
)
def test_an_example_is_over(fact: str, claim: str) -> None:
    head = HEAD + r" Let $b \in \mathbb{R}^n$ and $c \in \mathbb{R}$."
    assert verdicts(f"{head}\n\n{fact}\n\n$$ {claim} $$\n")[-1] == "proved"
    assert verdicts(f"{head}\n\n{fact} This was only an example.\n\n$$ {claim} $$\n")[-1] != "proved"


FACTS = [
    (r"$A$ is orthogonal", r"\|A x\|^2 = \|x\|^2"),
    (r"$A$ is diagonal", "(A x)_i = A_{ii} x_i"),
    (r"the entries of $x$ sum to one", r"\sum_k x_k = 1"),
    (r"$x$ has unit norm", r"x^\top x = 1"),
]


@pytest.mark.parametrize(("fact", "claim"), FACTS)
@pytest.mark.parametrize(
    "frame",
    [
        "It is too strong to assume that {}.",
        "Either {} or not.",
        "For some choices, {}.",
        "In Section 5 we assume that {}.",
        "Suppose that {}. We now drop this assumption.",
        "*Example.* Suppose that {}.\n\n*Back to the theory.*",
        '> "We assume that {}", says the paper.',
        "The textbook assumes that {}.",
        "A common mistake is to assume that {}.",
    ],
)
def test_frames(fact: str, claim: str, frame: str) -> None:
    head = HEAD + r" Let $b \in \mathbb{R}^n$ and $c \in \mathbb{R}$."
    assert verdicts(f"{head}\n\n{frame.format(fact)}\n\n$$ {claim} $$\n")[-1] != "proved"
    assert verdicts(f"{head}\n\nRecall that {fact}.\n\n$$ {claim} $$\n")[-1] == "proved"


@pytest.mark.parametrize("fact", ["the entries of $x$ sum to one", "$x$ is a probability vector"])
def test_because(fact: str) -> None:
    assert verdicts(f"{HEAD}\n\nBecause {fact},\n\n$$ \\sum_k x_k = 1 $$\n")[-1] == "proved"
    assert verdicts(f"{HEAD}\n\nBecause {fact},\n\n$$ \\sum_k x_k = 2 $$\n")[-1] == "refuted"
