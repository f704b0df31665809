r"""A sentence gives a property only where each of its words leaves it as it is; a word beside a name may suggest one.

Sentences that speak of a property and do not give it prove nothing; those that suggest one keep a line that needs it
from being refuted, and no other line.
"""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SHAPES = (
    r"Let $A, B \in \mathbb{R}^{n \times n}$, $u, x, b \in \mathbb{R}^n$, "
    r"$p \in \mathbb{R}^K$ and $W \in \mathbb{R}^{m \times n}$. "
)
SYMMETRIC, UNIT, SHARES = r"A = A^\top", r"u^\top u = 1", r"\sum_k p_k = 1"

GIVEN = [
    (r"Let $A$ be symmetric by construction.", SYMMETRIC),
    (r"Here $A$ is a symmetric weight matrix.", SYMMETRIC),
    (r"Here $A$ is a symmetric normalised adjacency matrix.", SYMMETRIC),
    (r"Let $A$ be a symmetric preconditioner.", SYMMETRIC),
    (r"Throughout, $A$ (real and symmetric) is fixed.", SYMMETRIC),
    (r"We assume, as usual, that the mixing matrix $A$ is symmetric.", SYMMETRIC),
    (r"$A$ equals its own transpose.", SYMMETRIC),
    (r"Let $u$ be a fixed unit vector.", UNIT),
    (r"The class probabilities $p$ sum to one.", SHARES),
    (r"Given a two-layer perceptron with one hidden unit per class, $q = x$ where $\sum_k p_k = 1$.", SHARES),
]
NOT_GIVEN = [
    (r"Nobody ever meets the frugal case $q = x$ where $\sum_k p_k = 1$.", SHARES),
    (r"Many texts would prefer softmaxed variables $q = x$ where $\sum_k p_k = 1$.", SHARES),
    ("Beginners treat $A$ as symmetric.", SYMMETRIC),
    ("The matrix $A$ is far from symmetric.", SYMMETRIC),
    ("It is a myth that $A$ is symmetric.", SYMMETRIC),
    ("Dropping the requirement that $A$ be symmetric, we go on.", SYMMETRIC),
    ("Suppose, as many do, that $A$ is symmetric. We will not.", SYMMETRIC),
    ("Let $A$ be symmetric or antisymmetric.", SYMMETRIC),
    ("The symmetric matrix $B = A A^\\top$, $A$, is not to be confused with $A$.", SYMMETRIC),
    ("Let $A$ be symmetric up to noise.", SYMMETRIC),
    ("Let $A$ be block symmetric.", SYMMETRIC),
    ("Let $A$ be persymmetric (symmetric about the antidiagonal).", SYMMETRIC),
    ("Assume to the contrary that $A^\\top = A$. This is impossible.", SYMMETRIC),
    ("We wonder when $u$ is a unit vector.", UNIT),
    ("A unit vector along $u$ is easily found.", UNIT),
    ("After the softmax the entries of $p$ sum to one.", SHARES),
    ("Let $x$ be positive in expectation.", "|x_i| = x_i"),
    ("The case $x = 0$ is trivial and left out.", r"\|x\|^2 = 0"),
    ("Starting from $x = 0$ we iterate.", r"\|x\|^2 = 0"),
    ("Consider gradient descent with $x = b$ as the start.", r"\|x - b\|^2 = 0"),
]
NOT_GIVEN += [
    ("A symmetric $A$ is a strong assumption, which we avoid.", SYMMETRIC),
    ("In the previous paper $A$ was symmetric.", SYMMETRIC),
    ("The case of symmetric $A$ is treated in the appendix.", SYMMETRIC),
    ("$A$ is numerically symmetric.", SYMMETRIC),
    ("The author claims that $A$ is symmetric.", SYMMETRIC),
    ("$A$ is symmetric plus noise.", SYMMETRIC),
    ("$A$ and $B$ commute with the rotation of the frame.", "A B = B A"),
    ("Before training $u$ and $x$ are orthogonal.", r"u^\top x = 0"),
    ("After scaling, the vector $u$ has unit norm.", UNIT),
    ("Set $x = b$ for a moment; we drop this again at once.", r"\|x - b\|^2 = 0"),
]
GIVEN += [
    ("For the rest of this note $A$ stands for a symmetric matrix.", SYMMETRIC),
    ("The learned metric $A$ is symmetric positive definite.", SYMMETRIC),
    ("In this section, $A$ is symmetric.", SYMMETRIC),
    ("Let $u$ be of unit length.", UNIT),
    ("Let $p$ be a distribution over $K$ classes.", SHARES),
    ("The columns of $A$ form an orthonormal basis.", r"A^\top A = I"),
    ("The mask $p$ is binary.", "p_k^2 = p_k"),
    ("The entries of $p$ are zeros and ones.", "p_k^2 = p_k"),
]
SUGGESTED = [
    ("Let $u$ be a direction.", UNIT, r"u^\top u = 2"),
    ("We only consider symmetric matrices.", SYMMETRIC, "A = 2 A"),
    ("Matrices are symmetric unless stated otherwise.", SYMMETRIC, "A = 2 A"),
    ("Every matrix is self-adjoint.", SYMMETRIC, "A = 2 A"),
    ("The two matrices are equal to their transposes.", SYMMETRIC, None),
    ("By convention all vectors have length one.", UNIT, None),
    ("The weights $p$ come out of a softmax.", SHARES, r"\sum_k p_k = 2"),
    ("Let $p$ hold the class frequencies.", SHARES, r"\sum_k p_k = 2"),
    ("Let $A$ be the transition matrix of a Markov chain.", r"\sum_j A_{ij} = 1", r"\sum_j A_{ij} = 2"),
    ("Let $A$ be the attention mask.", "A_{ij}^2 = A_{ij}", "A_{ij}^2 = 2"),
    ("Let $x$ collect the standard deviations.", r"\sqrt{x_i^2} = x_i", r"\sqrt{x_i^2} = 2 x_i"),
    ("Self-loops are excluded, so $A$ has an empty diagonal.", "A_{ii} = 0", "A_{ii} = 1"),
    ("Biases are dropped for simplicity.", r"x + b = x", r"x + b = x + 1"),
    ("Suppose $u$ and $x$ do not overlap.", r"u^\top x = 0", None),
    ("Let $A$, a symmetric matrix, and $B$, another, be given.", r"(A B)^\top = B A", None),
]


@pytest.mark.parametrize(("sentence", "line"), GIVEN)
def test_what_is_given_proves(sentence: str, line: str) -> None:
    found = verdicts(f"{SHAPES}{sentence}\n\n$$ {line} $$\n\n$$ {line} + 1 $$")
    assert found == ["proved", "refuted"]


@pytest.mark.parametrize(("sentence", "line"), NOT_GIVEN)
def test_what_is_only_spoken_of_proves_nothing(sentence: str, line: str) -> None:
    assert verdicts(f"{SHAPES}{sentence}\n\n$$ {line} $$")[-1] in ("undecided", "refuted")


@pytest.mark.parametrize(("sentence", "line", "other"), SUGGESTED)
def test_what_is_suggested_is_not_refuted(sentence: str, line: str, other: str | None) -> None:
    assert verdicts(f"{SHAPES}{sentence}\n\n$$ {line} $$")[-1] == "undecided"
    if other is not None:
        assert verdicts(f"{SHAPES}{sentence}\n\n$$ {other} $$")[-1] == "refuted"


def test_without_the_sentence_the_lines_are_refuted() -> None:
    lines = dict.fromkeys(line for _, line, _ in SUGGESTED)
    displays = "".join(f"$$ {line} $$\n\n" for line in lines)
    assert verdicts(f"{SHAPES}\n\n{displays}") == ["refuted"] * len(lines)


ENTRIES = r"Let $x \in \mathbb{R}^n$, $z_i \in \mathbb{R}^d$ and $i, k = 1, \dots, n$. "
OF_ALL = [
    "Let $x_i > 0$.",
    "Weights $x_i$ with $x_i > 0$.",
    "All $x_i$ are positive.",
    "The $x_i$ are positive.",
]
OF_SOME = [
    "The entry $x_k$ is positive.",
    "Some $x_k$ is positive.",
    "The largest $x_i$ is positive.",
    "For a unit with $x_i > 0$ the derivative is $1$.",
    "Units with $x_i > 0$ are called active.",
    "Suppose some $x_i > 0$.",
    "We count the $i$ with $x_i > 0$.",
    "Let $k$ be an index such that $x_k > 0$.",
    "We have $x_i > 0$ for at least one $i$.",
]


@pytest.mark.parametrize("sentence", OF_ALL)
def test_what_is_said_of_all_entries(sentence: str) -> None:
    assert verdicts(rf"{ENTRIES}{sentence} $$ |x_i| = x_i $$ $$ |x_i| = 2 x_i $$") == ["proved", "refuted"]


@pytest.mark.parametrize("sentence", OF_SOME)
def test_what_is_said_of_some_entries_is_supposed_of_none(sentence: str) -> None:
    assert verdicts(rf"{ENTRIES}{sentence} $$ |x_i| = x_i $$")[-1] != "proved"


@pytest.mark.parametrize("sentence", ["The first $z_i$ has unit norm.", "A vector $z_i$ of unit norm is kept."])
def test_one_of_many_vectors(sentence: str) -> None:
    assert verdicts(rf"{ENTRIES}{sentence} $$ z_i^\top z_i = 1 $$")[-1] != "proved"
    assert verdicts(rf"{ENTRIES}Each $z_i$ has unit norm. $$ z_i^\top z_i = 1 $$") == ["proved"]


def test_whether_or_not_tells_nothing() -> None:
    text = rf"{SHAPES}Whether or not $A$ is symmetric, we have $$ x^\top A x = x^\top A^\top x $$ $$ A x = A^\top x $$"
    assert verdicts(text) == ["proved", "refuted"]


def test_what_is_supposed_for_contradiction_is_over_with_its_argument() -> None:
    text = (
        SHAPES + "Suppose, for contradiction, that $$ A B = B A $$ Then $$ A A B = B A A $$ which is absurd.\n\n"
        "Now let $x$ be given. $$ A B x = B A x $$"
    )
    found = verdicts(text)
    assert found[:2] == ["hypothesis", "proved"]
    assert found[2] != "proved"


def test_a_case_that_contradicts_what_is_supposed_proves_nothing() -> None:
    text = (
        r"Let $\lambda > 0$, $w \in \mathbb{R}^n$. With $\lambda = 0$ we recover least squares. $$ \lambda w_i = 0 $$"
    )
    assert verdicts(text)[-1] != "proved"


FIRST = r"Let $L \in \mathbb{R}^{n \times n}$ be lower triangular and $x \in \mathbb{R}^n$. "


def test_entries_called_by_numbers_from_one_leave_the_base_open() -> None:
    assert verdicts(FIRST + r"$$ (L x)_1 = L_{11} x_1 $$ $$ (L x)_1 = 2 L_{11} x_1 $$") == ["undecided", "refuted"]
    assert verdicts(FIRST + r"$$ (L x)_0 = L_{00} x_0 $$ $$ (L x)_1 = L_{11} x_1 $$") == ["proved", "refuted"]
    told = FIRST + "Indices start at 1. "
    assert verdicts(told + r"$$ (L x)_1 = L_{11} x_1 $$ $$ (L x)_2 = L_{22} x_2 $$") == ["proved", "refuted"]


READ = [
    (
        r"Let $x \in \mathbb{R}^n$. $$ f(x) = \|x\|^2 \eqno(1) $$ $$ \nabla f(x) = 2 x \eqno{(2)} $$",
        r"$$ \nabla f(x) = x \eqno(3) $$",
    ),
    (
        r"Let $A \in \mathbb{R}^{m \times n}$. $$ r_i = {\textstyle\sum_j} A_{ij} $$ $$ r = A \mathbf{1} $$",
        r"$$ r = 2 A \mathbf{1} $$",
    ),
    (
        r"Here $A$ is $m \times n$, $x$ is $n \times 1$, $b$ is $m \times 1$. $$ f(x) = \|A x - b\|^2 $$ "
        r"$$ \nabla f(x) = 2 A^\top (A x - b) $$",
        r"$$ \nabla f(x) = A^\top (A x - b) $$",
    ),
    (
        r"In what follows $A$ is always $m \times n$ and $B$ always $n \times p$. $$ (A B)^\top = B^\top A^\top $$",
        r"$$ A B = 2 A B $$",
    ),
    (
        r"$H$ (real, symmetric, $n \times n$) is given; $d \in \mathbb{R}^n$. "
        r"$$ q(d) = d^\top H d $$ $$ \nabla q(d) = 2 H d $$",
        r"$$ \nabla q(d) = H d $$",
    ),
    (
        r"Let $x$ be a column vector with $n$ entries and $A$ a square matrix of order $n$. $$ f(x) = x^\top A x $$ "
        r"$$ \nabla f(x) = (A + A^\top) x $$",
        r"$$ \nabla f(x) = 2 A x $$",
    ),
    (
        r"Let $W \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$, $z = W x$ and $L$ a loss; "
        r"$g$ is the gradient of $L$ w.r.t. $z$. "
        r"$$ \frac{\partial L}{\partial x} = W^\top g $$",
        r"$$ \frac{\partial L}{\partial x} = W g $$",
    ),
    (r"For matrices $A, B \in \mathbb{R}^{n\times n}$ that commute, $$ A A B = B A A $$", r"$$ A A B = 2 B A A $$"),
]


@pytest.mark.parametrize(("text", "false"), READ)
def test_what_is_read(text: str, false: str) -> None:
    found = [v for v in verdicts(f"{text}\n\n{false}") if v != "definition"]
    assert found == ["proved", "refuted"]


_SQUARE = r"Let $A \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$. @ $$ \sum_j A_{ij} x_j = \sum_j A_{ji} x_j $$"


@pytest.mark.parametrize(
    "words",
    ["From now on $A$ is symmetric.", "Henceforth let $A$ be symmetric.", "Until further notice $A$ is symmetric."],
)
def test_from_here_on(words: str) -> None:
    assert verdicts(_SQUARE.replace("@", words)) == ["proved"]


@pytest.mark.parametrize(
    "words",
    [
        "Suppose that $A$ is symmetric. Then all is easy. From now on $A$ is arbitrary again.",
        "Let $A$ be symmetric. Again without symmetry:",
        "*Example.* Let $A$ be symmetric. End of example.\n\n",
    ],
)
def test_no_longer(words: str) -> None:
    assert verdicts(_SQUARE.replace("@", words)) != ["proved"]


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        (r"A graph is given by its adjacency matrix $A \in \mathbb{R}^{n \times n}$, which is symmetric.", "proved"),
        (r"The graph is described through an adjacency matrix $A \in \mathbb{R}^{n \times n}$ (symmetric).", "proved"),
        (r"Edges are encoded in the symmetric $n \times n$ matrix $A$.", "proved"),
        (r"Take a symmetric real $n \times n$ matrix $A$.", "proved"),
        (r"A graph is often given by a matrix $A \in \mathbb{R}^{n \times n}$, which is symmetric.", "undecided"),
        (r"It is approximated by a matrix $A \in \mathbb{R}^{n \times n}$, which is symmetric.", "undecided"),
        (r"A graph is not given by a symmetric $n \times n$ matrix $A$.", "undecided"),
        (r"Let $B \in \mathbb{R}^{n \times n}$ be symmetric, and $A$ an $n \times n$ matrix.", "refuted"),
    ],
)
def test_a_matrix_that_something_is_given_by(sentence: str, verdict: str) -> None:
    text = f"{sentence}\n\nLet $x, y \\in \\mathbb{{R}}^n$.\n\n$$ x^\\top A y = y^\\top A x $$\n"
    assert verdicts(text) == [verdict]
