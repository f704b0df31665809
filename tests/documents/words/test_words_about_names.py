"""What words say of the names beside them, and what only looks so."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

PENALTY = (
    r" $$ J = \lambda \sum_i x_i^2 $$ $$ \frac{\partial J}{\partial \lambda} = \sum_i x_i^2 $$"
    r" $$ \frac{\partial J}{\partial x_i} = 2 x_i $$"
)


@pytest.mark.parametrize(
    "words",
    [
        r"For $\lambda > 1$ the loss is large.",
        r"For large $\lambda$ the loss is dominated by the penalty.",
        r"For $\lambda = 1$, the error is smallest.",
        r"With $\lambda$ the loss grows.",
        r"The loss with $\lambda$ is convex.",
        r"The loss weight $\lambda$ is fixed.",
        r"The loss is called $J$.",
    ],
)
def test_a_weight_is_no_loss(words: str) -> None:
    text = r"Let $x \in \mathbb{R}^n$ and $\lambda > 0$. " + words + PENALTY
    assert verdicts(text) == ["definition", "proved", "refuted"]


def test_a_loss_that_words_name_is_one() -> None:
    text = r"Let $x \in \mathbb{R}^n$, and let $\lambda$ be the loss. $$ g_i = \frac{\partial \lambda}{\partial x_i} $$"
    assert verdicts(text + r" $$ \frac{\partial \lambda}{\partial x_i} = 2 x_i $$") == ["definition", "undecided"]


LINE = r"Let $A \in \mathbb{R}^{n \times n}$ be symmetric, $x, d \in \mathbb{R}^n$, and $q(x) = \frac12 x^\top A x$. "


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{d}{dt} q(x + t d) = d^\top A (x + t d)", "proved"),
        (r"\frac{d}{dt} q(x + t d) = d^\top A x", "refuted"),
        (r"\frac{d}{dt} q(x + t d) \Big|_{t=0} = d^\top A x", "proved"),
        (r"\frac{d}{dt} q(x + t d) \Big|_{t=1} = d^\top A x", "refuted"),
        (r"\frac{d^2}{dt^2} q(x + t d) = d^\top A d", "proved"),
        (r"\frac{d^2}{dt^2} q(x + t d) = 2 d^\top A d", "refuted"),
        (r"\frac{\mathrm{d}}{\mathrm{d}t} q(x + t d) = d^\top A (x + t d)", "proved"),
        (r"u^\top x = x^\top u", "error"),  # an undeclared letter is no number for that
    ],
)
def test_the_number_of_a_line(line: str, verdict: str) -> None:
    assert verdicts(f"{LINE} $$ {line} $$") == [verdict]


def test_a_quotient_of_numbers_with_the_name_d() -> None:
    text = r"Let $d$, $t$ and $c$ be positive scalars. $$ \frac{d}{d t} c t = c $$ $$ \frac{d}{d t} c t = d $$"
    assert verdicts(text) == ["proved", "refuted"]


@pytest.mark.parametrize(
    "words",
    [
        r"Let the query $q$, the key $k$ and the value $v$ (all in $\mathbb{R}^m$) be given.",
        r"We have a query $q$, a key $k$, and a value $v$, all in $\mathbb{R}^m$.",
        r"Let $q$, $k$ and $v$ (all in $\mathbb{R}^m$) be given.",
        r"Let $q, k, v$ be vectors, all of them in $\mathbb{R}^m$.",
        r"The query $q$ and the key $k$ and the value $v$ are all in $\mathbb{R}^m$.",
        r"The query $q$, the key $k$ and the value $v$ are vectors in $\mathbb{R}^m$.",
        r"The query $q$, key $k$ and value $v$ all live in $\mathbb{R}^m$.",
        r"The query $q$, key $k$, value $v$ (each in $\mathbb{R}^m$).",
    ],
)
def test_all_in(words: str) -> None:
    lines = r" $$ q^\top k = k^\top q $$ $$ q^\top k = k^\top v $$ $$ \sum_{i=1}^m q_i v_i = v^\top q $$"
    assert verdicts(words + lines) == ["proved", "refuted", "proved"]


def test_not_all_in() -> None:
    text = r"Let the gate $g \in \mathbb{R}^p$, the query $q$ and the key $k$ (both in $\mathbb{R}^m$) be given."
    assert verdicts(text + r" $$ q^\top k = k^\top q $$ $$ g^\top q = q^\top g $$") == ["proved", "error"]


def test_the_probability_that_is_one_number() -> None:
    text = r"""Let $w, x \in \mathbb{R}^n$. With keep probability $q$, $0 < q \le 1$, $$ y = \frac{1}{q} w^\top x $$
    $$ \frac{\partial y}{\partial q} = -\frac{y}{q}, \qquad \frac{\partial y}{\partial q} = -\frac{y}{q^2} $$"""
    assert verdicts(text)[1:] == ["proved", "refuted"]


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (r"The inverse temperature is $\beta$.", "refuted"),
        (r"Input $x$, fixed taps $\beta$, stride 2, pad 1:", "refuted"),
        (r"Today I worked out a loss for one example with $n$ entries.", "refuted"),
        (r"I first thought that $x$ is normalised, but no:", "refuted"),
        (r"A layer takes $x$ without biases.", "refuted"),
        (r"With a one-hot target the loss is", "refuted"),
        (r"The inverse is $\beta$.", "undecided"),
    ],
)
def test_words_that_tell_nothing_of_a_value(words: str, verdict: str) -> None:
    text = r"Let $x \in \mathbb{R}^n$ and $\beta \in \mathbb{R}$. " + words
    text += "\n" + r"$$ J = \beta \sum_i x_i $$ In one formula, $$ \frac{\partial J}{\partial x_i} = 2 \beta $$"
    assert verdicts(text) == ["definition", verdict]


OF_TWO = r"Let $A, Q \in \mathbb{R}^{n \times n}$, where "
ORTHOGONAL, SYMMETRIC = r"$$ A^\top A = I $$", r"$$ A^\top = A $$"


@pytest.mark.parametrize(
    ("words", "orthogonal", "symmetric"),
    [
        ("$A$ is symmetric and the orthogonal matrix $Q$ diagonalises it.", False, True),
        ("$A$ is given and the orthogonal $Q$ is arbitrary.", False, False),
        ("$A$ is orthogonal and a symmetric $Q$ commutes with it.", True, False),
        ("$A$ is a symmetric and orthogonal matrix.", True, True),
    ],
)
def test_what_stands_before_a_formula_is_about_that_one(words: str, orthogonal: bool, symmetric: bool) -> None:
    found = verdicts(f"{OF_TWO}{words}\n\n{ORTHOGONAL}\n\n{SYMMETRIC}\n")
    assert [v == "proved" for v in found] == [orthogonal, symmetric]


def test_noise_behind_something_fixed_is_not_about_that() -> None:
    text = (
        r"Let $Y = f + \varepsilon$, where $f \in \mathbb{R}$ is fixed and the noise $\varepsilon$ has mean $0$,"
        r" $\mathbb{E}[\varepsilon] = 0$." + "\n\n$$ \\mathbb{E}[Y] = f $$\n\n$$ \\mathbb{E}[Y^2] = f^2 $$\n"
    )
    assert verdicts(text) == ["proved", "refuted"]


# Of two matrices one is symmetric, and the other orthogonal: neither is both.
@pytest.mark.parametrize(
    "words",
    [
        "Suppose the matrix $A$ is symmetric while $B$ is orthogonal.",
        "Here $B$ is an orthogonal matrix which diagonalises the symmetric $A$.",
        "$B$ is orthogonal, so it does not change the norm; $A$ is symmetric.",
        "Let $A$ be a symmetric matrix and $B$ an orthogonal matrix.",
        "Given symmetric $A$ and orthogonal $B$.",
    ],
)
def test_a_property_is_of_one_of_two(words: str) -> None:
    claims = [r"A^\top = A", r"B^\top B = I", r"A^\top A = I", r"B^\top = B"]
    displays = "".join(f"\n\n$$ {claim} $$" for claim in claims)
    text = rf"We have $A, B \in \mathbb{{R}}^{{n \times n}}$. {words}{displays}" + "\n"
    assert verdicts(text) == ["proved", "proved", "refuted", "refuted"]


@pytest.mark.parametrize(
    "words",
    [
        r"For a symmetric matrix $A \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$ we consider "
        r"$q(x) = x^\top A x$.",
        r"Let $A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$. For symmetric $A$ we study $q(x) = x^\top A x$.",
        r"Let $A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$. We study, for symmetric $A$, $q(x) = x^\top A x$.",
        r"Let the symmetric and orthogonal matrix $A \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$ be given, "
        r"and $q(x) = x^\top A x$.",
    ],
)
def test_what_a_sentence_brings_up_has_its_property_behind_it(words: str) -> None:
    gradient = "\n\nThe gradient is\n\n$$ \\nabla q(x) = 2 A x $$\n"
    assert verdicts(words + gradient) == ["proved"]
    assert verdicts(words.replace("symmetric", "square") + gradient) == ["refuted"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (r"Let $u, v \in \mathbb{R}^n$ be orthonormal vectors.", ["proved", "proved"]),
        (r"Let the orthonormal vectors $u, v \in \mathbb{R}^n$ be given.", ["proved", "proved"]),
        (r"Let $u, v \in \mathbb{R}^n$ be combinations of orthonormal vectors.", ["undecided", "undecided"]),
        (r"Let $u, v \in \mathbb{R}^n$ be orthogonal vectors.", ["proved", "refuted"]),
    ],
)
def test_orthonormal_vectors(words: str, expected: list[str]) -> None:
    assert verdicts(f"{words}\n\n$$ u^\\top v = 0 $$\n\n$$ u^\\top u = 1 $$\n") == expected


@pytest.mark.parametrize(
    "text",
    [
        r"Let $f$ be given by $f(x) = x^\top Q x$ where $Q \in \mathbb{R}^{n \times n}$ is symmetric.",
        r"Compute the gradient of $f(x) = x^\top Q x$ where $Q \in \mathbb{R}^{n \times n}$ is symmetric.",
    ],
)
def test_a_where_clause_without_a_comma_supposes(text: str) -> None:
    assert verdicts(text + r" $$ u = x^\top Q x $$ $$ \nabla_x u = 2 Q x $$")[-1] == "proved"


def test_a_where_clause_of_others_does_not() -> None:
    text = r"Let $Q \in \mathbb{R}^{n \times n}$. Textbooks often treat $f(x) = x^\top Q x$ where $Q$ is symmetric."
    assert verdicts(text + r" $$ u = x^\top Q x $$ $$ \nabla_x u = 2 Q x $$")[-1] == "undecided"


def test_a_weight_for_each_class_is_no_label() -> None:
    text = r"""Let $a \in \mathbb{R}^K$, a weight $w \in \mathbb{R}^K$ per class.
    $$ q_k = \frac{e^{a_k}}{\sum_l e^{a_l}} $$ $$ L = -\sum_k w_k \log q_k $$
    $$ \frac{\partial L}{\partial a_k} = q_k - w_k $$"""
    assert verdicts(text)[-1] == "refuted"


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (r"Let $M \in \{0,1\}^B$ be a mask, and $n = \sum_b M_b$, assumed positive.", "refuted"),
        (r"Let $M \in \{0,1\}^B$ and $n = \sum_b M_b$ be positive.", "undecided"),
        (r"Let $M \in \mathbb{R}^B$ and $n = \sum_b M_b$, both positive.", "proved"),
        (r"Let $M \in \mathbb{R}^B$ be positive and $n = \sum_b M_b$.", "proved"),
    ],
)
def test_what_is_said_behind_an_equation_is_said_of_it(said: str, verdict: str) -> None:
    assert verdicts(rf"{said} $$ M_b > 0 $$")[-1] == verdict
