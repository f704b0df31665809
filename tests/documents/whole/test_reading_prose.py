"""Running text: what it declares, and which displays it announces as hypotheses."""

from __future__ import annotations

import pytest

from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import Expression
from symderiv.documents.page.surface import (
    BaseFact,
    Fact,
    FunctionFact,
    RangeFact,
    RelationFact,
    SameShapeFact,
    SetFact,
    ShapeFact,
    WordFact,
)
from symderiv.documents.words.reading import read_surface


def names(expressions: tuple[Expression, ...]) -> str:
    return ", ".join(latex(entry) for entry in expressions)


def shapes(text: str) -> list[str]:
    return [
        f"{names(f.subjects)}: {names(f.axes)}" for f in read_surface(text, "a.md").facts() if isinstance(f, ShapeFact)
    ]


def words(text: str) -> set[tuple[str, str]]:
    return {(names(f.subjects), f.word) for f in read_surface(text, "a.md").facts() if isinstance(f, WordFact)}


def facts(text: str, kind: type[Fact]) -> list[Fact]:
    return [fact for fact in read_surface(text, "a.md").facts() if isinstance(fact, kind)]


HYPOTHESES = [
    "Assume that",
    "Assume",
    "Assuming",
    "We assume that",
    "Suppose",
    "Suppose that, for every row of $P$,",
    "Let us assume that",
    "Now suppose $P$ is a projection, i.e.",
    "Given that",
    "Provided that",
    "provided",
    "Under the assumption that",
    "Under the assumption",
    "Let $A$ be such that",
    "Let $A$ be a symmetric matrix such that",
    "Let $u$ be a vector satisfying",
    "For weights satisfying",
    "With $a$ satisfying",
    "With $a$ such that",
    "Choose $u$ such that",
    "Let",
    "If",
    "## Assumption 1\n",
    "Some words first. Then nothing. Assume that the columns of $V$ are orthonormal:",
    "It rains, e.g. often. Suppose the rows sum to one,",
    "Suppose that the probabilities add up to one,",
]


@pytest.mark.parametrize("lead", HYPOTHESES)
@pytest.mark.parametrize("gap", [" ", "\n\n"])
def test_hypotheses(lead: str, gap: str) -> None:
    display = read_surface(f"{lead}{gap}$$ a = b $$", "a.md").displays()[0]
    assert display.hypothesis


CLAIMS = [
    "",
    "Then",
    "Hence",
    "We have",
    "We do not assume that",
    "It is wrong to assume that",
    "Assuming that $f$ is smooth, the gradient is",
    "Assume $A$ is symmetric. Then",
    "Assume $A$ is symmetric, then",
    "Suppose $A$ is symmetric; it follows that",
    "Suppose $A$ is symmetric, so",
    "Given that $A$ is invertible, we get",
    "Provided $A$ is invertible, the solution is",
    "If $A$ is symmetric, the Hessian is",
    "Let us show that",
    "Let's compute the gradient:",
    "Let $x$ be a vector. The norm is",
    "Given $x$, the output is",
    "The gradient, given by the chain rule, is",
    "Under the assumption that $A$ is symmetric we have",
    "Suppose we want to minimise the loss. The derivative is",
    "Without assuming anything,",
    "Someone who forgets to turn the kernel writes",
    "Let $G$ be the gradient of the loss; we obtain",
    "The derivative of $f$ must not be forgotten: it is not true that",
]


@pytest.mark.parametrize("lead", CLAIMS)
@pytest.mark.parametrize("gap", [" ", "\n\n"])
def test_claims(lead: str, gap: str) -> None:
    display = read_surface(f"{lead}{gap}$$ a = b $$", "a.md").displays()[0]
    assert display.hypothesis == ""


def test_a_hypothesis_goes_on_over_and() -> None:
    text = "Assume that $$ a = b $$ and that $$ c = d. $$ Then $$ e = f $$ and $$ g = h $$"
    assert [bool(display.hypothesis) for display in read_surface(text, "a.md").displays()] == [True, True, False, False]
    text = "Suppose\n\n$$ a = b $$\n\nThe value is\n\n$$ c = d $$\n\n$$ e = f $$"
    assert [bool(display.hypothesis) for display in read_surface(text, "a.md").displays()] == [True, False, False]


def test_latex_assumption_environment() -> None:
    text = (
        "\\begin{document}\\begin{assumption}\\label{a}\n\\[ a = b "
        "\\]\n\\end{assumption}\nThus \\[ c = d \\]\\end{document}"
    )
    assert [bool(display.hypothesis) for display in read_surface(text, "a.tex").displays()] == [True, False]


SHAPES = [
    (r"$X \in \mathbb{R}^{N \times D}$", ["X: N, D"]),
    (r"$W, V \in \R^{D\times K}$ and $b\in\mathbb R^K$", ["W, V: D, K", "b: K"]),
    (r"$\eta \in \mathbb{R}$, $K \in \mathbb{R}^{A+B-1}$", ["\\eta: ", "K: A + B - 1"]),
    (r"$h^{(1)}, \hat{x} \in {\mathbb{R}}^{n}$", ["h^{(1)}, \\hat{x}: n"]),
    (r"$x \in \mathbf{R}^{2N}$, $y \in R^n$", ["x: 2 N", "y: n"]),
    (r"Vectors $u$, $v$ in $\mathbb{R}^n$.", ["u, v: n"]),
    (r"Let $u$ and $v$ be vectors in $\mathbb{R}^n$.", ["u, v: n"]),
    (r"an $n \times m$ matrix $A$", ["A: n, m"]),
    (r"Let $A$ be an $n \times m$ matrix.", ["A: n, m"]),
    (r"Let $A$ be a symmetric positive definite $n \times n$ matrix.", ["A: n, n"]),
    (r"The input $X$ (shape: $N \times D$) and the weights $W$ ($D \times K$)", ["X: N, D", "W: D, K"]),
    (r"a vector $x$ of length $n$, and $A$", ["x: n"]),
    (r"$x$ has shape $N \times C \times H$", ["x: N, C, H"]),
    (r"a tensor $x$ of shape $(N, C)$", ["x: N, C"]),
    (r"an $n$-dimensional vector $x$", ["x: n"]),
    (r"$A \in \mathbb{S}_{++}^{n}$", ["A: n, n"]),
    (r"$x^{(1)}, \dots, x^{(n)} \in \mathbb{R}^d$", ["x^{(1)}, x^{(n)}: d"]),
]


@pytest.mark.parametrize(("text", "expected"), SHAPES, ids=[text for text, _ in SHAPES])
def test_shapes(text: str, expected: list[str]) -> None:
    assert shapes(text) == expected


WORDS = [
    ("Let $p$ be a non-negative integer.", {("p", "nonnegative integer")}),
    ("$p$ a nonnegative integer", {("p", "nonnegative integer")}),
    ("with stride $s$ and padding $P$", {("s", "stride"), ("P", "padding")}),
    ("positive integers $p$, $q$ and $r$", {("p, q, r", "positive integer")}),
    ("with stride $s$, padding $P$ and $\\epsilon > 0$", {("s", "stride"), ("P", "padding")}),
    ("positive integers $s$ and $d > 1$", {("s, d", "positive integer")}),
    ("Let $A$ be an invertible symmetric matrix.", {("A", "invertible"), ("A", "symmetric"), ("A", "matrix")}),
    ("$A$ is not symmetric.", set()),
    ("$A$ need not be symmetric.", set()),
    ("a symmetric matrix $A$", {("A", "symmetric"), ("A", "matrix")}),
    ("with $Q$ orthogonal", {("Q", "orthogonal")}),
    ("The columns of $V$ are orthonormal.", {("V", "orthonormal columns")}),
    ("$G$ denotes the upstream gradient.", {("G", "upstream gradient")}),
    (r"$A \succ 0$", {("A", "positive definite")}),
    ("Let $\\sigma$ be the logistic function.", set()),
]


@pytest.mark.parametrize(("text", "expected"), WORDS, ids=[text for text, _ in WORDS])
def test_words(text: str, expected: set[tuple[str, str]]) -> None:
    assert words(text) == expected


RANGES = [
    (r"$i \in \{1, \dots, N\}$", "i", "1", "N", False),
    (r"$i,j \in \{0,1,\ldots,N-1\}$", "i, j", "0", "N - 1", False),
    (r"$i = 1, \dots, N$", "i", "1", "N", False),
    (r"$i, j = 1,\ldots,n$", "i, j", "1", "n", False),
    (r"$0 \le i < N$", "i", "0", "N", True),
    (r"$1 \leq i, j \leq n$", "i, j", "1", "n", False),
    (r"$k \in [K]$", "k", "1", "K", False),
    (r"$i \in \{1..N\}$", "i", "1", "N", False),
]


@pytest.mark.parametrize(
    ("text", "subjects", "lower", "upper", "exclusive"), RANGES, ids=[entry[0] for entry in RANGES]
)
def test_ranges(text: str, subjects: str, lower: str, upper: str, exclusive: bool) -> None:
    found = facts(f"For {text} we sum.", RangeFact)
    assert len(found) == 1
    fact = found[0]
    assert isinstance(fact, RangeFact)
    assert fact.upper is not None
    assert (names(fact.subjects), latex(fact.lower), latex(fact.upper), fact.exclusive) == (
        subjects,
        lower,
        upper,
        exclusive,
    )


RELATIONS = [
    (r"where $K = 2P + 1$", ["K = 2 P + 1"]),
    (r"$\eta > 0$", ["\\eta > 0"]),
    (r"with $H < M$ and $H + 2P \ge K$", ["H < M", "H + 2 P \\ge K"]),
    (r"$a, b > 0$", ["a, b > 0"]),
    (r"$0 < \beta < 1$", ["0 < \\beta", "\\beta < 1"]),
    (r"put $s = t + k$", ["s = t + k"]),
    (r"$z \neq 0$", ["z \\ne 0"]),
]


@pytest.mark.parametrize(("text", "expected"), RELATIONS, ids=[text for text, _ in RELATIONS])
def test_relations(text: str, expected: list[str]) -> None:
    found = [
        f"{names(f.left)} {f.relation} {latex(f.right)}"
        for f in facts(text, RelationFact)
        if isinstance(f, RelationFact)
    ]
    assert found == expected


def test_words_of_relations() -> None:
    supposed = facts("Suppose that $A = A^\\top$.", RelationFact)[0]
    assert isinstance(supposed, RelationFact)
    assert supposed.hypothesis
    assert supposed.word == "suppose"
    stated = facts("Suppose that $A$ is symmetric. Then $A = B$.", RelationFact)[0]
    assert isinstance(stated, RelationFact)
    assert not stated.hypothesis
    conditional = facts("The line is right when $K = 1$.", RelationFact)[0]
    assert isinstance(conditional, RelationFact)
    assert conditional.conditional


def test_other_facts() -> None:
    assert [f.base for f in facts("Indices start at zero and so on.", BaseFact) if isinstance(f, BaseFact)] == [0]
    assert [f.base for f in facts("All indices run from $1$.", BaseFact) if isinstance(f, BaseFact)] == [1]
    assert [f.base for f in facts("Let $x$ be as above, indices from 1.", BaseFact) if isinstance(f, BaseFact)] == [1]
    assert [f.base for f in facts("Arrays are zero-based.", BaseFact) if isinstance(f, BaseFact)] == [0]
    assert [f.base for f in facts("We use one-based indices.", BaseFact) if isinstance(f, BaseFact)] == [1]
    same = facts("All of $a, b$ have the shape of $x$.", SameShapeFact)[0]
    assert isinstance(same, SameShapeFact)
    assert (names(same.subjects), latex(same.like)) == ("a, b", "x")
    alike = facts("$y$ and $z$ have the same shape.", SameShapeFact)[0]
    assert isinstance(alike, SameShapeFact)
    assert (names(alike.subjects), latex(alike.like)) == ("z", "y")
    mapping = facts(r"a map $f: \mathbb{R}^n \to \mathbb{R}$", FunctionFact)[0]
    assert isinstance(mapping, FunctionFact)
    assert mapping.source is not None
    assert names(mapping.source) == "n"
    smooth = facts(r"Let $\phi$ be any smooth function.", FunctionFact)[0]
    assert isinstance(smooth, FunctionFact)
    assert "smooth" in smooth.words
    values = facts(r"$k \in \{0, 1\}$", SetFact)[0]
    assert isinstance(values, SetFact)
    assert names(values.values) == "0, 1"


def test_reading_order() -> None:
    text = "Let $x \\in \\mathbb{R}^n$. $$ a = b $$ Let $y \\in \\mathbb{R}^m$. $$ c = d $$"
    kinds = [type(item).__name__ for item in read_surface(text, "a.md").items]
    assert kinds == ["ShapeFact", "Display", "ShapeFact", "Display"]


def test_unreadable_inline_formulas_are_kept_apart() -> None:
    document = read_surface("Let $x \\in \\mathbb{R}^{n \\times}$. $$ a = b $$", "a.md")
    assert len(document.errors) == 1
    assert len(document.displays()) == 1
